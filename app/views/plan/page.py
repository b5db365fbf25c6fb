"""The plan's page: the four views of the same tasks, the chosen task at the right, and the acts on the plan."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.models import vietnam_time
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import TaskStatus
from app.models.plan.table import TaskLine, TaskPage, TaskQuery
from app.services import plan, tasks
from app.services.desk import Outcome
from app.views.common.empty import EmptyState
from app.views.common.layout import column, holder, wide
from app.views.common.office import Office, Place
from app.views.common.record_view import RecordView
from app.views.common.table import RecordTable
from app.views.common.type_ahead import Entry
from app.views.common.unit_entries import UnitEntries
from app.views.plan import columns
from app.views.plan.bars import Bar, bars
from app.views.plan.detail.panel import WIDTH, TaskPanel
from app.views.plan.openings import Openings
from app.views.plan.row_menu import row_menu
from app.views.plan.timeline import Timeline
from app.views.plan.toolbar import Toolbar
from app.views.plan.unit_columns import UnitColumns
from app.views.plan.week import Week
from app.views.sync.looking import Looking, with_hints

ROOMY = 1_500
"""From this width on the week leaves room for the chosen task beside it; else it appears when one is chosen."""
CHART_ROWS = 2_000
"""Most rows that the charts draw; more than any plan has, fewer than would stop the window."""


class PlanPage(QWidget):
    """Kế hoạch."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self._query = TaskQuery()
        self._view = "table"
        self._shown = 0
        self.unit_entries = UnitEntries(office)
        self.toolbar = Toolbar()
        shown = with_hints(columns.COLUMNS, "content", office.link, lambda line: line.task_id)
        self.table = RecordTable(shown, self._read_page, heading=columns.heading, parent=self)
        self.list = RecordView(self.table, name="plan", memory=office.memory)
        self.list.fill_with("content")
        self.list.setAccessibleName("Bảng nhiệm vụ")
        self.timeline = Timeline()
        self.units = UnitColumns()
        self.week = Week()
        self._nothing = EmptyState(
            "funnel", "Không có nhiệm vụ nào khớp bộ lọc", act="Bỏ mọi bộ lọc", on_act=self.toolbar.put_filters
        )
        self._stack = QStackedWidget()
        for view in (self.list, self.timeline, self.units, self.week, self._nothing):
            self._stack.addWidget(view)
        self.panel = TaskPanel(office, self.unit_entries)
        self._looking = Looking(office.link, "task", self.panel)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(8)
        self._views = column(self._stack)
        self._split.addWidget(holder(self._views))
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._split.setSizes([900, WIDTH])
        self.setLayout(column(self.toolbar, wide(self._split), spacing=0))
        self.setFocusProxy(self.list)
        self._connect()
        self.openings = Openings(self)
        self.reload()
        self.show_view(str(office.memory.get("plan/view", "table")))

    def _connect(self) -> None:
        self.toolbar.view_chosen.connect(self.show_view)
        self.toolbar.query_changed.connect(self._filter)
        self.list.chosen.connect(self._row_chosen)
        self.list.opened.connect(lambda _row: self.panel.edit())
        self.list.sort_asked.connect(self._sort)
        self.list.delete_asked.connect(self._delete_chosen)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(
            lambda at: row_menu(self).popup(self.list.viewport().mapToGlobal(at))
        )
        for view in (self.timeline, self.units, self.week):
            view.chosen.connect(self._take)
        self.timeline.opened.connect(lambda _task: self.panel.edit())
        self.units.unit_asked.connect(self._show_unit)
        self.panel.closed.connect(self.toggle_panel)
        self.panel.delete_asked.connect(lambda task_id: self.delete([task_id]))
        self.office.acts.changed.connect(self._changed)
        self.panel.shown.connect(self._looking.show)
        self.office.link.met.connect(self.list.viewport().update)
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+F", self.toolbar.search.setFocus),
            ("F4", lambda: self.panel.edit("progress")),
            ("F6", self.toggle_panel),
        ]
        for key, act in keys:
            self.add_key(key, act)

    def add_key(self, key: str, act: Callable[[], object]) -> None:
        """Perform an act by a key while this page is shown."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    @property
    def query(self) -> TaskQuery:
        """The filters and order in force."""
        return self._query

    def _read_page(self, offset: int, limit: int) -> TaskPage:
        found = plan.page(self.office.desk, query=self._query, offset=offset, limit=limit)
        self._shown = found.tasks
        return found

    def reload(self) -> None:
        """Read everything again and keep the chosen task."""
        chosen = self.panel.task_id
        self.table.refresh()
        self._show_counts()
        if self._view != "table":
            self._draw_chart()
        if chosen:
            self.panel.show_task(chosen)
            self._mark(chosen)

    def _show_counts(self) -> None:
        self.toolbar.show_count(self._shown, plan.total(self.office.desk))
        self._show_stack(self._shown)

    def _show_stack(self, shown: int) -> None:
        views: dict[str, QWidget] = {
            "table": self.list,
            "timeline": self.timeline,
            "units": self.units,
            "week": self.week,
        }
        self._stack.setCurrentWidget(views[self._view] if shown else self._nothing)

    def show_view(self, name: str) -> None:
        """Show the tasks as table, timeline, units or week."""
        self._view = name if name in {"table", "timeline", "units", "week"} else "table"
        self.office.memory.keep("plan/view", self._view)
        self.toolbar.show_view(self._view)
        self._show_panel(self._view != "week" or self.width() > ROOMY)
        if self._view != "table":
            self._draw_chart()
        self._show_counts()

    def _draw_chart(self) -> None:
        rows = self._bars()
        today = vietnam_time.today(self.office.desk.now())
        if self._view == "timeline":
            self.timeline.show_rows(rows, today=today)
            self.timeline.choose(self.panel.task_id)
        elif self._view == "units":
            self.units.show_rows([row for row in rows if row.task_id])
            self.units.choose(self.panel.task_id)
        else:
            self.week.show_rows(rows, today=today)
            self.week.choose(self.panel.task_id)

    def _bars(self) -> tuple[Bar, ...]:
        page = plan.page(self.office.desk, query=self._query, offset=0, limit=CHART_ROWS)
        return bars(page.lines, plan.view(self.office.desk))

    def show_unit_options(self) -> None:
        """Offer the units that the plan names as filters."""
        named = {
            unit.id: unit.name
            for task in plan.view(self.office.desk).tasks
            for unit in (*((task.lead,) if task.lead else ()), *task.coordinating)
        }
        self.toolbar.show_units(tuple(Entry(unit_id, name) for unit_id, name in named.items()))

    def _filter(self, query: TaskQuery) -> None:
        self._query = replace(query, sort=self._query.sort, descending=self._query.descending)
        self.table.reload()
        self._show_counts()
        if self._view != "table":
            self._draw_chart()

    def _sort(self, key: str, descending: bool) -> None:
        self._query = replace(self._query, sort=key or "position", descending=descending)
        self.table.reload()

    def _show_unit(self, unit_id: str) -> None:
        self.toolbar.put_filters(unit_id=unit_id)
        self.show_view("table")

    def show_states(self, states: frozenset[DeadlineState], *, obstructed: bool = False) -> None:
        """Show exactly the tasks in these states."""
        self.toolbar.put_filters(states=states, obstructed=obstructed)
        self.show_view("table")

    def _row_chosen(self, row: int) -> None:
        task_id = self.table.line(row).task_id if row >= 0 else ""
        self.panel.show_task(task_id)
        if task_id and self.list.currentIndex().row() != row:  # what was stored on the way showed the rows anew
            self._mark(task_id)

    def chosen_lines(self) -> list[TaskLine]:
        """The selected tasks, heading rows left out."""
        lines = [self.table.line(row) for row in self.list.chosen_rows()]
        return [line for line in lines if line.task_id]

    def show_task(self, task_id: str, field: str = "") -> None:
        """Go to a task, dropping filters that hide it, and to a field of it."""
        if self._row_of(task_id) < 0:
            self.toolbar.put_filters()
        self._show_panel(True)
        self.panel.show_task(task_id)
        self._mark(task_id)
        if field:
            self.panel.edit(field)

    def _take(self, task_id: str) -> None:
        self._show_panel(True)
        self.panel.show_task(task_id)

    def _row_of(self, task_id: str) -> int:
        return self.table.row_where(lambda line: line.task_id == task_id)

    def _mark(self, task_id: str) -> None:
        row = self._row_of(task_id)
        if row >= 0 and row != self.list.currentIndex().row():
            self.list.choose(row)
        self.timeline.choose(task_id)
        self.units.choose(task_id)
        self.week.choose(task_id)

    def go(self, place: Place) -> None:
        """Show a place on this page."""
        if place.record_id:
            self.show_task(place.record_id, place.field)
        else:
            self.openings.go(place)

    def toggle_panel(self) -> None:
        """Show or hide the detail of the chosen task."""
        self._show_panel(not self.panel.isVisible())

    def _show_panel(self, on: bool) -> None:  # noqa: FBT001
        """Show or hide the detail; the view ends where the buttons above it end."""
        self.panel.setVisible(on)
        self._views.setContentsMargins(16, 0, 8 if on else 16, 12)

    def _delete_chosen(self) -> None:
        self.delete([line.task_id for line in self.chosen_lines()])

    def delete(self, task_ids: list[str]) -> None:
        """Delete tasks; the note offers to take it back."""
        if task_ids:
            count = f"{len(task_ids)} nhiệm vụ" if len(task_ids) > 1 else "nhiệm vụ"
            desk = self.office.desk
            self.office.acts.do(lambda: tasks.delete_tasks(desk, task_ids=task_ids), note=f"Đã xoá {count}.")

    def set_status(self, status: TaskStatus) -> None:
        """Give all selected tasks one status."""
        chosen = [line.task_id for line in self.chosen_lines()]
        desk = self.office.desk
        self.office.acts.do(
            lambda: tasks.set_status_of(desk, task_ids=chosen, status=status),
            note=f"{status.label}: {len(chosen)} nhiệm vụ.",
        )

    def _changed(self, _outcome: Outcome, _initiator: QObject | None) -> None:
        self.reload()
