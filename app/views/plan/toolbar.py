"""The head of the plan's page: its acts, its views, its filters and how many tasks are shown."""

from PySide6.QtCore import Signal

from app.models.plan.deadline import DeadlineState
from app.models.plan.records import SOURCE_LABELS, TaskStatus
from app.models.plan.table import TaskQuery
from app.views.common.filters import FilterBar, FilterButton, Option, SearchBox
from app.views.common.layout import STRETCH, column, heading, label, row, wide
from app.views.common.page_bar import PageBar
from app.views.common.type_ahead import Entry

VIEWS = (("table", "Bảng"), ("timeline", "Tiến độ"), ("units", "Đơn vị"), ("week", "Lịch"))
ROLES = (Option("lead", "Chủ trì"), Option("coordinating", "Phối hợp"))
MARKS = (Option("additions", "Nhiệm vụ bổ sung"), Option("obstructed", "Đang vướng mắc"))


class Toolbar(PageBar):
    """Two lines: acts above, views and filters below."""

    query_changed = Signal(object)
    """A new TaskQuery."""

    def __init__(self) -> None:
        super().__init__(VIEWS)
        self.heading = heading("Kế hoạch hành động")
        self.search = SearchBox("Lọc (Ctrl+F)")
        self.search.setMinimumWidth(160)
        self.search.setMaximumWidth(300)
        self.status = FilterButton("Trạng thái", [Option(each.value, each.label) for each in TaskStatus])
        self.state = FilterButton("Thời hạn", [Option(each.value, each.label) for each in DeadlineState])
        self.unit = FilterButton("Đơn vị")
        self.role = FilterButton("Vai trò", ROLES, single=True)
        self.source = FilterButton("Nguồn", [Option(key, name) for key, name in SOURCE_LABELS.items()])
        self.mark = FilterButton("Đánh dấu", MARKS)
        self.filters = FilterBar([self.status, self.state, self.unit, self.role, self.source, self.mark])
        self.count = label("", "muted")
        self.setLayout(
            column(
                row(self.heading, 8, self.count, STRETCH, self.acts, spacing=8),
                row(self.views, 4, wide(self.search), self.filters, STRETCH, spacing=8),
                self.filters.chips,
                spacing=8,
                margins=(16, 12, 16, 8),
            )
        )
        self.search.changed.connect(lambda _text: self._changed())
        self.filters.changed.connect(self._changed)

    def show_units(self, entries: tuple[Entry, ...]) -> None:
        """The units that may be filtered by: those that the plan names."""
        self.unit.set_options([Option(entry.id, entry.name) for entry in entries])

    def show_count(self, shown: int, total: int) -> None:
        """How many tasks the filters let through."""
        count = f"{total} nhiệm vụ" if shown == total else f"{shown} trên {total} nhiệm vụ"
        self.count.setText(f"{count}  (* bổ sung)")

    def query(self) -> TaskQuery:
        """What the filters ask for, in the plan's order."""
        role = next(iter(self.role.values), "any")
        return TaskQuery(
            text=self.search.text().strip(),
            statuses=frozenset(TaskStatus(value) for value in self.status.values),
            states=frozenset(DeadlineState(value) for value in self.state.values),
            unit_ids=self.unit.values,
            role=role,
            libraries=self.source.values,
            only_additions="additions" in self.mark.values,
            only_obstructed="obstructed" in self.mark.values,
        )

    def put_filters(
        self, *, states: frozenset[DeadlineState] = frozenset(), unit_id: str = "", obstructed: bool = False
    ) -> None:
        """Put filters in force from outside, in place of those there were."""
        self.search.clear()
        for each in (self.status, self.role, self.source):
            each.set_values(frozenset())
        self.state.set_values(frozenset(state.value for state in states))
        self.unit.set_values(frozenset({unit_id} if unit_id else ()))
        self.mark.set_values(frozenset({"obstructed"} if obstructed else ()))
        self.filters.show_chips()
        self._changed()

    def _changed(self) -> None:
        self.query_changed.emit(self.query())
