"""Kết luận: every conclusion until it is done, by unit at the left; the chosen one's progress and evidence."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from app.models.errors import RefusedError
from app.models.inspection.minutes_records import Followup, FollowupQuery, FollowupState, UnitOverview
from app.models.vietnam_time import show_date
from app.services.inspection import followups
from app.views.common.empty import EmptyState
from app.views.common.filters import FilterBar, FilterButton, Option, SearchBox
from app.views.common.layout import STRETCH, button, column, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.table import CENTRE, RIGHT, Column, RecordTable, all_of
from app.views.common.unit_entries import UnitEntries
from app.views.inspection.badges import FOLLOWUP
from app.views.inspection.impossible_sheet import ImpossibleSheet
from app.views.inspection.papers import CONCLUSIONS
from app.views.plan.detail.panel import TaskPanel

ROOMY = 1_500
"""From this width on overview, list and detail stand side by side; else the detail takes the overview's place."""


def _deadline(one: Followup) -> str:
    text = one.deadline.text if one.deadline else "Chưa có"
    return f"{text} (gia hạn)" if one.extensions else text


def _origin(one: Followup) -> str:
    day = f", {show_date(one.visited_on)}" if one.visited_on else ""
    return f"{one.inspected.shown}{day}"


COLUMNS: tuple[Column[Followup], ...] = (
    Column("state", "Tình trạng", lambda one: one.state.label, 150, badge=lambda one: FOLLOWUP[one.state]),
    Column("deadline", "Thời hạn", _deadline, 130),
    Column("content", "Kết luận phải thực hiện", lambda one: one.content, 280),
    Column("unit", "Đơn vị thực hiện", lambda one: one.unit.shown, 170),
    Column("percent", "Tỷ lệ", lambda one: f"{one.percent}%", 64, RIGHT, yields=True),
    Column("evidence", "Minh chứng", lambda one: str(len(one.evidence) or "Chưa có"), 90, CENTRE, yields=True),
    Column("origin", "Từ buổi kiểm tra", _origin, 190, yields=True),
    Column("latest", "Báo cáo gần nhất", lambda one: one.latest, 200, hidden=True),
)
OVERVIEW: tuple[Column[UnitOverview], ...] = (
    Column("unit", "Đơn vị", lambda one: one.unit.shown, 150),
    Column("overdue", "Quá hạn", lambda one: str(one.overdue), 84, RIGHT),
    Column("open", "Đang làm", lambda one: str(one.open), 88, RIGHT),
    Column("done", "Xong", lambda one: str(one.done), 62, RIGHT),
    Column("impossible", "Không thực hiện được", lambda one: str(one.impossible), 150, RIGHT, hidden=True),
)


_NOT_DELETED = RefusedError(
    "Kết luận của biên bản đã thông qua không xoá được.", "Lập bản đính chính, hoặc ghi “Không thực hiện được”."
)


class FollowupList(QWidget):
    """The conclusions that are followed up."""

    minutes_asked = Signal(str, str)
    """Inspection and visit whose minutes are to be shown."""
    export_asked = Signal(str, str)
    """A paper and the inspection it is of ("" for all)."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__()
        self._office = office
        self._lines: Sequence[Followup] = ()
        self._units: tuple[UnitOverview, ...] = ()
        self._unit_id = ""
        self.search = SearchBox("Lọc kết luận, đơn vị")
        self.search.setMaximumWidth(300)
        self.state = FilterButton("Tình trạng", [Option(each.value, each.label) for each in FollowupState])
        self._filters = FilterBar([self.state])
        self._count = label("", "muted")
        self.overview_table = RecordTable(OVERVIEW, all_of(self._units), parent=self)
        self.overview = RecordView(self.overview_table, name="followup-units", memory=office.memory)
        self.overview.fill_with("unit")
        self.overview.setAccessibleName("Kết luận theo đơn vị")
        self.table = RecordTable(COLUMNS, all_of(self._lines), parent=self)
        self.list = RecordView(self.table, name="followups", memory=office.memory)
        self.list.fill_with("content")
        self.list.setAccessibleName("Các kết luận kiểm tra")
        self.panel = TaskPanel(office, units)
        self.panel.hide()
        self._everyone = button("Mọi đơn vị", lambda: self.show_unit(""), kind="link")
        self._detail = button("Tiến độ, minh chứng…", self.open_detail, icon="magnifying-glass")
        self._impossible = button("Không thực hiện được…", self.ask_impossible, icon="prohibit")
        self._resume = button("Thực hiện lại", self.resume, icon="arrow-counter-clockwise")
        self._minutes = button("Mở biên bản", self._ask_minutes, icon="file-text")
        self._export = button("Danh mục kết luận…", lambda: self.export_asked.emit(CONCLUSIONS, ""), icon="export")
        self._stack = QStackedWidget()
        self._arrange()
        self._connect()

    def _arrange(self) -> None:
        self._side = holder(column(row(label("Theo đơn vị", strong=True), STRETCH, self._everyone), self.overview))
        self._side.setMinimumWidth(360)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(8)
        self._split.setChildrenCollapsible(False)
        for part in (self._side, self.list, self.panel):
            self._split.addWidget(part)
        self._split.setStretchFactor(1, 1)
        self._split.setSizes([380, 800, 424])
        acts = row(
            wide(self.search),
            self._filters,
            self._count,
            STRETCH,
            self._minutes,
            self._impossible,
            self._resume,
            self._detail,
            self._export,
            spacing=6,
        )
        self._stack.addWidget(self._split)
        self._stack.addWidget(
            EmptyState(
                "list-numbers",
                "Chưa có kết luận nào để theo dõi",
                "Khi một biên bản được thông qua, mỗi kết luận được theo dõi theo đơn vị và thời hạn, ở đây và trong "
                "kế hoạch cho đến khi thực hiện xong.",
            )
        )
        self._stack.addWidget(EmptyState("funnel", "Không có kết luận nào khớp", act="Bỏ bộ lọc", on_act=self.clear))
        self.setLayout(column(acts, self._filters.chips, wide(self._stack), spacing=8))

    def _connect(self) -> None:
        self.search.changed.connect(lambda _text: self.reload())
        self._filters.changed.connect(self.reload)
        self.overview.chosen.connect(self._unit_chosen)
        self.list.chosen.connect(self._show_chosen)
        self.list.opened.connect(lambda _row: self.open_detail())
        self.panel.closed.connect(lambda: self._show_panel(on=False))
        self.panel.delete_asked.connect(lambda _task: self._office.acts.refused.emit(_NOT_DELETED))

    def reload(self) -> None:
        """Read the conclusions again."""
        desk = self._office.desk
        kept = self.chosen.task_id if self.chosen is not None else ""
        query = FollowupQuery(
            text=self.search.text().strip(),
            unit_ids=frozenset({self._unit_id}) if self._unit_id else frozenset(),
            states=frozenset(FollowupState(value) for value in self.state.values),
        )
        self._lines = followups.followups(desk, query=query)
        self._units = followups.overview(desk)
        self.overview_table.show_source(all_of(self._units))
        self.table.show_source(all_of(self._lines))
        total = sum(one.total for one in self._units)
        self._count.setText(
            f"{len(self._lines)} kết luận" if len(self._lines) == total else f"{len(self._lines)} trên {total}"
        )
        self._stack.setCurrentIndex(0 if self._lines or self._unit_id else 2 if total else 1)
        at = self.table.row_where(lambda one: one.task_id == kept) if kept else 0
        self.list.choose(max(at, 0))
        self._show_chosen(self.list.currentIndex().row())
        self._everyone.setVisible(bool(self._unit_id))

    def clear(self) -> None:
        """Drop every filter."""
        self.search.clear()
        self._unit_id = ""
        self._filters.clear()

    @property
    def chosen(self) -> Followup | None:
        """The conclusion that the acts are for."""
        at = self.list.currentIndex().row()
        return self._lines[at] if 0 <= at < len(self._lines) else None

    def _unit_chosen(self, at: int) -> None:
        if 0 <= at < len(self._units) and self.overview.hasFocus():
            self.show_unit(self._units[at].unit.id)

    def show_unit(self, unit_id: str) -> None:
        """Show the conclusions of one unit, "" of all."""
        self._unit_id = unit_id
        self.reload()
        self.overview.choose(next((at for at, one in enumerate(self._units) if one.unit.id == unit_id), -1))

    def show_task(self, task_id: str) -> None:
        """Go to a conclusion, dropping filters that hide it."""
        if all(one.task_id != task_id for one in self._lines):
            self.clear()
            self.reload()
        self.list.choose(self.table.row_where(lambda one: one.task_id == task_id))
        self.open_detail()

    def _show_chosen(self, _row: int) -> None:
        one = self.chosen
        may = one is not None and not self._office.desk.read_only
        is_open = one is not None and one.state in (FollowupState.OPEN, FollowupState.OVERDUE)
        self._impossible.setEnabled(may and is_open)
        self._resume.setVisible(one is not None and one.state is FollowupState.IMPOSSIBLE)
        self._resume.setEnabled(may)
        for each in (self._detail, self._minutes):
            each.setEnabled(one is not None)
        if self.panel.isVisible():
            self.panel.show_task(one.task_id if one is not None else "")

    def open_detail(self) -> None:
        """Show progress, evidence and extension of the chosen conclusion."""
        if self.chosen is not None:
            self._show_panel(on=True)
            self.panel.show_task(self.chosen.task_id)
            self.panel.show_section("progress")

    def _show_panel(self, *, on: bool) -> None:
        self.panel.setVisible(on)
        self._side.setVisible(not on or self.width() >= ROOMY)

    def ask_impossible(self) -> None:
        """Không thực hiện được, with its reason."""
        if self.chosen is not None:
            ImpossibleSheet(self.window(), self._office, self.chosen).exec()

    def resume(self) -> None:
        """Thực hiện lại."""
        if self.chosen is not None:
            desk, task_id = self._office.desk, self.chosen.task_id
            self._office.acts.do(lambda: followups.resume(desk, task_id=task_id), note="Kết luận được thực hiện lại.")

    def _ask_minutes(self) -> None:
        if self.chosen is not None:
            self.minutes_asked.emit(self.chosen.inspection_id, self.chosen.visit_id)
