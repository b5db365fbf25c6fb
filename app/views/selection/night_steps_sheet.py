"""Bước của từng hệ thống: what the systems add to the runbook of the night."""

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QWidget

from app.models.errors import AppError
from app.models.selection.aftermath_runbook import NightStep
from app.services.selection import proposals
from app.views.common.empty import EmptyState
from app.views.common.layout import column, label, plain, row, scrolled, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import CENTRE, Column, RecordTable, Whole

STEP_COLUMNS = (
    Column[NightStep]("number", "Bước mẫu", lambda one: str(one.number), 84, CENTRE),
    Column[NightStep]("system", "Hệ thống", lambda one: one.system, 210),
    Column[NightStep]("content", "Bước riêng của hệ thống", lambda one: one.content, 360),
)


class NightStepsSheet(Sheet):
    """Backup, merge, DNS and reopening of each system, as steps of the runbook."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Đưa bước của từng hệ thống vào kịch bản",
            "Các bước của Phụ lục V tách theo hệ thống được chọn và không được chọn. Bước đã có thì không thêm.",
            width=860,
        )
        self._office = office
        self._steps: Sequence[NightStep] = ()
        self._boxes: dict[str, QCheckBox] = {}
        systems = row(spacing=16)
        lines = column(spacing=4)
        for one in proposals.night_systems(office.desk):
            box = QCheckBox(plain(f"{one.name} ({'giữ lại' if one.stays else 'dừng'})"))
            box.setChecked(True)
            box.toggled.connect(lambda _on: self.read())
            self._boxes[one.system_id] = box
            lines.addWidget(box)
        lines.addStretch(1)
        area = scrolled(lines)
        area.setFixedHeight(130)
        systems.addWidget(wide(area))
        self.table = RecordTable(STEP_COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="night-steps", memory=office.memory)
        self.list.fill_with("content")
        self.list.setMinimumHeight(240)
        self._none = EmptyState(
            "moon", "Không có bước nào phải thêm", "Kịch bản đã có đủ, hoặc chưa có quyết định lựa chọn nào."
        )
        self._none.setMinimumHeight(240)
        self._count = label("", "muted")
        self._besides = label("", "watch", wrap=True)
        self.add(systems, self._besides, self._count, self.list, self._none)
        self._act = self.foot("Thêm vào kịch bản", self._split, close="Đóng")
        self.read()

    @property
    def system_ids(self) -> list[str]:
        """The ticked systems."""
        return [system_id for system_id, box in self._boxes.items() if box.isChecked()]

    def read(self) -> None:
        """What is still to be added."""
        desk, ids = self._office.desk, self.system_ids
        self.message.hide()

        def refused(error: AppError) -> None:
            self._show_steps((), ())
            self.refused(error)

        self._office.acts.read(
            lambda: (proposals.night_steps(desk, system_ids=ids), proposals.night_warnings(desk, system_ids=ids)),
            lambda found: self._show_steps(*found),
            refused=refused,
        )

    def _show_steps(self, steps: Sequence[NightStep], besides: Sequence[str]) -> None:
        self._steps = steps
        self._besides.setText("\n".join(besides))
        self._besides.setVisible(bool(besides))
        self.table.reload()
        self.list.setVisible(bool(steps))
        self._none.setVisible(not steps)
        self._count.setText(f"{len(steps)} bước")
        self._act.setEnabled(bool(steps) and not self._office.desk.read_only)

    def _page(self, offset: int, limit: int) -> Whole[NightStep]:
        return Whole(len(self._steps), self._steps[offset : offset + limit])

    def _split(self) -> None:
        desk, ids = self._office.desk, self.system_ids
        self._office.acts.do(
            lambda: proposals.split_runbook(desk, system_ids=ids),
            then=lambda _done: self.accept(),
            refused=self.refused,
            note=f"Đã thêm {len(self._steps)} bước vào kịch bản.",
        )
