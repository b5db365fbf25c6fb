"""Lập kế hoạch từ đơn vị có cảnh báo: the red and yellow units now, and a plan that starts from one of them."""

from PySide6.QtWidgets import QWidget

from app.models.inspection.records import Colour, Trigger
from app.services.inspection import plans, warned
from app.views.common.badge import Badge
from app.views.common.empty import EmptyState
from app.views.common.office import Office
from app.views.common.palette import Tone
from app.views.common.record_view import RecordView
from app.views.common.sheet import Sheet
from app.views.common.table import Column, RecordTable, Whole

LEVELS = {
    Colour.RED: Badge("Đỏ", "warning-circle", Tone.ACT_NOW),
    Colour.YELLOW: Badge("Vàng", "warning", Tone.WATCH),
}
COLUMNS: tuple[Column[Trigger], ...] = (
    Column("colour", "Mức", lambda one: LEVELS[one.colour].word, 96, badge=lambda one: LEVELS[one.colour]),
    Column("unit", "Đơn vị", lambda one: one.unit_name, 300),
    Column("figures", "Số liệu", lambda one: "; ".join(f"{name}: {value}" for name, value in one.figures), 360),
)


class WarnedSheet(Sheet):
    """Chooses the unit; its figures of this moment are recorded with the plan."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Đơn vị có cảnh báo đỏ, vàng",
            "Chọn đơn vị để lập kế hoạch kiểm tra; số liệu lúc này được ghi vào kế hoạch.",
            width=820,
        )
        self._office = office
        self._found = warned.warned(office.desk)
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="inspection-warned", memory=office.memory)
        self.list.fill_with("figures")
        self.list.setMinimumHeight(320)
        none = EmptyState("check-circle", "Không có đơn vị nào đang ở mức đỏ hoặc vàng")
        self.add(self.list, none)
        self.list.setVisible(bool(self._found))
        none.setVisible(not self._found)
        self._act = self.foot("Lập kế hoạch kiểm tra", self.plan, close="Đóng")
        self._act.setEnabled(bool(self._found) and not office.desk.read_only)
        self.list.opened.connect(lambda _row: self.plan())
        self.table.reload()
        if self._found:
            self.list.choose(0)

    def _page(self, offset: int, limit: int) -> Whole[Trigger]:
        return Whole(len(self._found), self._found[offset : offset + limit])

    def plan(self) -> None:
        """Lập kế hoạch kiểm tra."""
        desk, at = self._office.desk, self.list.currentIndex().row()
        if not 0 <= at < len(self._found):
            return
        chosen = self._found[at]
        self._office.acts.do(
            lambda: plans.start_from(desk, trigger=chosen), then=lambda _made: self.accept(), refused=self.refused
        )
