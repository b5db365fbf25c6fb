"""Danh bạ: units in a list with the chosen one at the right, edited in place; people beside them."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.models.queries import UnitCard
from app.models.text import fold
from app.models.units.catalogue import UnitKind
from app.services import plan
from app.views.common.edits import leave_record
from app.views.common.empty import EmptyState
from app.views.common.filters import FilterBar, FilterButton, Option, SearchBox
from app.views.common.layout import STRETCH, button, column, heading, holder, label, row, wide
from app.views.common.office import Office, Place
from app.views.common.record_view import RecordView
from app.views.common.table import Column, RecordTable, Whole
from app.views.directory.unit_panel import AddUnitSheet, UnitPanel


def _state(unit: UnitCard) -> str:
    if unit.is_active:
        return "Đang hoạt động"
    day = "/".join(reversed(unit.valid_until.split("-")))
    return f"Hết hiệu lực {day}"


COLUMNS = (
    Column[UnitCard]("name", "Tên đơn vị", lambda unit: unit.name, 300),
    Column[UnitCard]("short", "Tên gọn", lambda unit: unit.short_name, 140),
    Column[UnitCard]("kind", "Loại", lambda unit: unit.kind_label, 170),
    Column[UnitCard]("state", "Hiệu lực", _state, 150),
    Column[UnitCard]("phone", "Điện thoại", lambda unit: unit.phone, 120, yields=True),
    Column[UnitCard]("email", "Thư điện tử", lambda unit: unit.email, 160, yields=True),
)


class DirectoryPage(QWidget):
    """Units of the province."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self._all: Sequence[UnitCard] = ()
        self._shown: Sequence[UnitCard] = ()
        self.search = SearchBox("Tìm đơn vị, không cần dấu (Ctrl+F)")
        self.search.setMaximumWidth(320)
        self.kind = FilterButton("Loại", [Option(kind.value, kind.label) for kind in UnitKind])
        self.active = FilterButton("Hiệu lực", [Option("active", "Đang hoạt động"), Option("ended", "Hết hiệu lực")])
        filters = FilterBar([self.kind, self.active])
        self._count = label("", "muted")
        self.table = RecordTable(COLUMNS, self._page, parent=self)
        self.list = RecordView(self.table, name="units", memory=office.memory)
        self.list.fill_with("name")
        self.list.setAccessibleName("Danh sách đơn vị")
        self._nothing = EmptyState("buildings", "Không có đơn vị nào khớp")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self._nothing)
        self.panel = UnitPanel(office)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.addWidget(holder(column(self._stack, margins=(16, 0, 0, 12))))
        split.addWidget(self.panel)
        split.setStretchFactor(0, 1)
        split.setSizes([900, 360])
        add = button("Thêm đơn vị", self.add_unit, icon="plus", kind="primary")
        add.setEnabled(not office.desk.read_only)
        head = column(
            row(heading("Danh bạ"), 8, self._count, STRETCH, add),
            row(wide(self.search), filters, STRETCH),
            filters.chips,
            spacing=8,
            margins=(16, 12, 16, 8),
        )
        self.setLayout(column(head, wide(split), spacing=0))
        self.search.changed.connect(lambda _text: self._filter())
        filters.changed.connect(self._filter)
        self.list.chosen.connect(self._choose)
        self.list.opened.connect(lambda _row: self.panel.edit())
        office.acts.changed.connect(lambda _outcome, _initiator: self.reload())
        self.reload()

    def reload(self) -> None:
        """Read the units again."""
        self._all = plan.units(self.office.desk)
        self._filter()
        self.panel.show_unit(next((unit for unit in self._all if unit.id == self.panel.unit_id), None), self._all)

    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        wanted = self.active.values
        self._shown = [
            unit
            for unit in self._all
            if (not self.kind.values or unit.kind in self.kind.values)
            and (not wanted or ("active" if unit.is_active else "ended") in wanted)
            and all(word in fold(" ".join((unit.name, unit.short_name, *unit.aliases))) for word in words)
        ]
        self.table.refresh()
        self._count.setText(f"{len(self._shown)} đơn vị")
        self._stack.setCurrentWidget(self.list if self._shown else self._nothing)

    def _page(self, offset: int, limit: int) -> Whole[UnitCard]:
        return Whole(len(self._shown), self._shown[offset : offset + limit])

    def _choose(self, row_at: int) -> None:
        unit_id = self.table.line(row_at).id if row_at >= 0 else ""
        if unit_id != self.panel.unit_id:
            leave_record(self.panel)
        self.panel.show_unit(next((unit for unit in self._all if unit.id == unit_id), None), self._all)

    def go(self, place: Place) -> None:
        """Show a unit."""
        if place.entity != "unit":
            return
        self.search.clear()
        self.kind.set_values(frozenset())
        self.active.set_values(frozenset())
        self._filter()
        self.list.choose(self.table.row_where(lambda unit: unit.id == place.record_id))

    def add_unit(self) -> None:
        """Thêm đơn vị."""
        AddUnitSheet(self.window(), self.office).exec()
