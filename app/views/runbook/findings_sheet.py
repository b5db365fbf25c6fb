"""Rà soát: what to settle before the runbook is locked; each line goes to its step and field, some offer the change."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.models.runbook.checks import Finding
from app.services.runbook import checking
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, label, row
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

LEVELS = {
    "error": Badge("Phải sửa", "warning-circle", Tone.ACT_NOW),
    "warning": Badge("Nên sửa", "warning", Tone.WATCH),
    "remark": Badge("Lưu ý", "info", Tone.NEUTRAL),
}
COLUMNS: tuple[Column[Finding], ...] = (
    Column("level", "Mức", lambda each: LEVELS[each.level].word, 116, badge=lambda each: LEVELS[each.level]),
    Column("message", "Điểm cần rà soát", lambda each: each.message, 480),
    Column("fix", "Cách sửa đề xuất", lambda each: each.fix.label if each.fix else "", 240),
)


class FindingsSheet(Sheet):
    """The list of findings; it stays open beside the runbook while they are settled."""

    went = Signal(str, str)
    """(step id, field) to show."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(parent, "Rà soát kịch bản", width=900)
        self._office = office
        self._findings: tuple[Finding, ...] = ()
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="runbook-findings", memory=office.memory)
        self.list.fill_with("message")
        self.list.setMinimumHeight(340)
        self._none = EmptyState("check-circle", "Không còn điểm nào phải rà soát", "Có thể chốt kịch bản.")
        self._count = label("", "muted")
        self._go = button("Đến bước này", self._go_to_current, icon="arrow-right")
        self._fix = button("Sửa theo đề xuất", self._apply, icon="check")
        self.add(self.list, self._none, row(self._count, STRETCH))
        self.foot(close="Đóng")
        self.foot_left(self._go, self._fix)
        self.list.chosen.connect(self._show_acts)
        self.list.opened.connect(lambda _row: self._go_to_current())
        office.acts.changed.connect(lambda _outcome, _initiator: self.read())
        self.read()

    def read(self) -> None:
        """Check the runbook again."""
        self._findings = checking.findings(self._office.desk)
        self.table.reload()
        self.list.setVisible(bool(self._findings))
        self._none.setVisible(not self._findings)
        errors = sum(1 for each in self._findings if each.level == "error")
        self._count.setText(f"{len(self._findings)} điểm, trong đó {errors} điểm phải sửa")
        self._show_acts(-1)
        if self._findings:
            self.list.choose(0)

    def _page(self, offset: int, limit: int) -> Whole[Finding]:
        return Whole(len(self._findings), self._findings[offset : offset + limit])

    def _show_acts(self, at: int) -> None:
        finding = self._findings[at] if 0 <= at < len(self._findings) else None
        self._go.setEnabled(finding is not None)
        self._fix.setEnabled(finding is not None and finding.fix is not None and not self._office.desk.read_only)

    def _current(self) -> Finding:
        return self.table.line(self.list.currentIndex().row())

    def _go_to_current(self) -> None:
        finding = self._current()
        self.went.emit(finding.step_id, finding.field)

    def _apply(self) -> None:
        finding = self._current()
        self._office.acts.do(lambda: checking.apply_fix(self._office.desk, finding=finding), refused=self.refused)
