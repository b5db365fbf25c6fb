"""Rà soát: what to settle; each line goes to its record and field, some offer the change. One sheet for every job."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QWidget

from app.models.findings import ERROR, REMARK, WARNING, Level
from app.services.desk import Outcome
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, label, row
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

LEVELS = {
    ERROR: Badge("Phải sửa", "warning-circle", Tone.ACT_NOW),
    WARNING: Badge("Nên sửa", "warning", Tone.WATCH),
    REMARK: Badge("Lưu ý", "info", Tone.NEUTRAL),
}


class Change(Protocol):
    """A change the program can make when the person agrees."""

    @property
    def label(self) -> str:
        """What it would do."""


class Found(Protocol):
    """One point to settle, of whatever job."""

    @property
    def level(self) -> Level:
        """How serious."""

    @property
    def message(self) -> str:
        """What is wrong, where, and what to do."""

    @property
    def fix(self) -> Change | None:
        """The change offered, if any."""


F = TypeVar("F", bound=Found)


class FindingsSheet(Sheet, Generic[F]):
    """The list of findings; it stays open beside the page while they are settled."""

    def __init__(
        self,
        parent: QWidget | None,
        office: Office,
        *,
        title: str,
        name: str,
        find: Callable[[], Sequence[F]],
        go: Callable[[F], None],
        fix: Callable[[F], Outcome] | None = None,
        when_none: str = "",
    ) -> None:
        super().__init__(parent, title, width=900)
        self._office = office
        self._find, self._show, self._change = find, go, fix
        self._findings: Sequence[F] = ()
        columns = [
            Column[F]("level", "Mức", lambda each: LEVELS[each.level].word, 116, badge=lambda e: LEVELS[e.level]),
            Column[F]("message", "Điểm cần rà soát", lambda each: each.message, 480),
        ]
        if fix is not None:
            columns.append(Column[F]("fix", "Cách sửa đề xuất", lambda e: e.fix.label if e.fix else "", 240))
        self.table = RecordTable(tuple(columns), self._page, parent=self)
        self.list = RecordView(self.table, name=name, memory=office.memory)
        self.list.fill_with("message")
        self.list.setMinimumHeight(340)
        self._none = EmptyState("check-circle", "Không còn điểm nào phải rà soát", when_none)
        self._count = label("", "muted")
        self._go = button("Đến chỗ này", self._go_to_current, icon="arrow-right")
        self._fix = button("Sửa theo đề xuất", self._apply, icon="check")
        self._fix.setVisible(fix is not None)
        self.add(self.list, self._none, row(self._count, STRETCH))
        self.foot(close="Đóng")
        self.foot_left(self._go, self._fix)
        self.list.chosen.connect(self._show_acts)
        self.list.opened.connect(lambda _row: self._go_to_current())
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Check again; the line that was shown stays shown while it is there."""
        before = self._current() if self._findings and self.list.currentIndex().isValid() else None
        self._findings = self._find()
        self.table.reload()
        self.list.setVisible(bool(self._findings))
        self._none.setVisible(not self._findings)
        errors = sum(1 for each in self._findings if each.level == ERROR)
        self._count.setText(f"{len(self._findings)} điểm, trong đó {errors} điểm phải sửa")
        self._show_acts(-1)
        if self._findings:
            self.list.choose(self._findings.index(before) if before in self._findings else 0)

    def _page(self, offset: int, limit: int) -> Whole[F]:
        return Whole(len(self._findings), tuple(self._findings[offset : offset + limit]))

    def _show_acts(self, at: int) -> None:
        finding = self._findings[at] if 0 <= at < len(self._findings) else None
        self._go.setEnabled(finding is not None)
        self._fix.setEnabled(finding is not None and finding.fix is not None and not self._office.desk.read_only)

    def _current(self) -> F:
        return self.table.line(self.list.currentIndex().row())

    def _go_to_current(self) -> None:
        self._show(self._current())

    def _apply(self) -> None:
        change, finding = self._change, self._current()
        if change is not None:
            self._office.acts.do(lambda: change(finding), refused=self.refused)
