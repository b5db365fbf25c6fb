"""Chuyển đổi: the master as table and chart, who is on duty, the runs; the chosen step at the right."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from app.models.findings import ERROR
from app.models.runbook.records import Lock, Master, Step
from app.services.desk import Outcome
from app.services.runbook import checking, locking, masters
from app.views.common.edits import leave_record
from app.views.common.empty import EmptyState
from app.views.common.layout import column, holder, wide
from app.views.common.office import Office, Place
from app.views.common.record_view import RecordView
from app.views.common.table import RecordTable, Whole
from app.views.common.unit_entries import UnitEntries
from app.views.runbook.chart import MasterChart
from app.views.runbook.detail.panel import WIDTH, StepPanel
from app.views.runbook.duty_list import DutyList
from app.views.runbook.night.opening import NightWindows
from app.views.runbook.openings import Openings
from app.views.runbook.run_list import RunList
from app.views.runbook.step_table import COLUMNS, StepLine, heading, step_lines
from app.views.runbook.toolbar import Toolbar
from app.views.sync.looking import Looking, with_hints

NEW_LENGTH = timedelta(minutes=15)


class RunbookPage(QWidget):
    """Chuyển đổi."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.master: Master | None = None
        self._lines: tuple[StepLine, ...] = ()
        self._view = "table"
        self.toolbar = Toolbar()
        shown = with_hints(COLUMNS, "content", office.link, lambda line: line.step_id)
        self.table = RecordTable(shown, self._page, heading=heading, parent=self)
        self.list = RecordView(self.table, name="runbook", memory=office.memory)
        self.list.fill_with("content")
        self.list.setAccessibleName("Bảng các bước của kịch bản")
        self.chart = MasterChart()
        self.duty = DutyList(office)
        self.runs = RunList(office)
        self.panel = StepPanel(office, UnitEntries(office))
        self._looking = Looking(office.link, "runbook_step", self.panel)
        self._views: dict[str, QWidget] = {
            "table": self.list,
            "chart": self.chart,
            "duty": self.duty,
            "runs": self.runs,
        }
        self._stack = QStackedWidget()
        for view in self._views.values():
            self._stack.addWidget(view)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(8)
        self._split.addWidget(holder(column(self._stack, margins=(16, 0, 8, 12))))
        self._split.addWidget(self.panel)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._split.setSizes([900, WIDTH])
        self._empty = EmptyState(
            "moon",
            "Chưa có kịch bản chuyển đổi",
            "Bắt đầu từ mẫu Phụ lục V: 9 bước, ba giai đoạn, từ 20h00 ngày 30/6 đến 01h00 ngày 01/7.",
            act="Tạo kịch bản từ Phụ lục V",
            on_act=self.create_master,
        )
        self._whole = holder(column(self.toolbar, wide(self._split), spacing=0))
        self.setLayout(column(wide(self._whole), wide(self._empty), spacing=0))
        self.windows = NightWindows(office, self)
        self.openings = Openings(self)
        self._connect()
        self.reload()
        self.show_view(str(office.memory.get("runbook/view", "table")))

    def _connect(self) -> None:
        self.toolbar.view_chosen.connect(self.show_view)
        self.list.chosen.connect(self._row_chosen)
        self.list.opened.connect(lambda _row: self.panel.edit())
        self.list.delete_asked.connect(self.delete_chosen)
        self.chart.chosen.connect(self._take)
        self.chart.opened.connect(lambda _step: self.panel.edit())
        self.panel.closed.connect(self.toggle_panel)
        self.panel.delete_asked.connect(lambda step_id: self.delete([step_id]))
        self.panel.move_asked.connect(self.move_step)
        self.runs.night_asked.connect(self.windows.open_night)
        self.runs.wall_asked.connect(self.windows.open_wall)
        self.runs.papers_asked.connect(self.openings.papers)
        self.office.acts.changed.connect(self._changed)
        self.panel.shown.connect(self._looking.show)
        self.office.link.met.connect(self.list.viewport().update)
        self.add_key("F6", self.toggle_panel)
        self.add_key("Ctrl+N", self.add_step)
        self.add_key("F7", self.openings.findings)

    def add_key(self, key: str, act: Callable[[], object]) -> None:
        """Perform an act by a key while this page is shown."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _page(self, offset: int, limit: int) -> Whole[StepLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def create_master(self) -> None:
        """Tạo kịch bản từ Phụ lục V."""
        desk = self.office.desk
        self.office.acts.do(lambda: masters.create(desk), note="Đã tạo kịch bản từ Phụ lục V.")

    def reload(self) -> None:
        """Read everything again and keep the chosen step."""
        desk = self.office.desk
        has = masters.has_master(desk)
        self._whole.setVisible(has)
        self._empty.setVisible(not has)
        if not has:
            return
        self.master = masters.master(desk)
        self._lines = step_lines(self.master)
        self.table.refresh()
        self.chart.show_master(self.master)
        self.duty.show_master(self.master)
        self.runs.reload()
        locks = locking.locks(desk)
        self.toolbar.show_master(self.master, locks, self._changed_since(locks))
        self.openings.show_count(sum(1 for each in checking.findings(desk) if each.level == ERROR))
        self._show_chosen(self.panel.step_id)

    def _changed_since(self, locks: tuple[Lock, ...]) -> int:
        if not locks:
            return 0
        return len(locking.compare(self.office.desk, lock_id=locks[-1].id).differences)

    def show_view(self, name: str) -> None:
        """Show the master as table or chart, the people on duty, or the runs."""
        self._view = name if name in self._views else "table"
        self.office.memory.keep("runbook/view", self._view)
        self.toolbar.show_view(self._view)
        self._stack.setCurrentWidget(self._views[self._view])
        self.panel.setVisible(self._view in ("table", "chart"))

    @property
    def chosen(self) -> Step | None:
        """The step shown at the right."""
        return self.master.step(self.panel.step_id) if self.master is not None else None

    def _row_chosen(self, row: int) -> None:
        step_id = self._lines[row].step_id if 0 <= row < len(self._lines) else ""
        if step_id:
            self._take(step_id)

    def _take(self, step_id: str) -> None:
        if step_id != self.panel.step_id:
            self._show_chosen(step_id)

    def _show_chosen(self, step_id: str) -> None:
        if step_id != self.panel.step_id:
            leave_record(self.panel)
        step = self.master.step(step_id) if self.master is not None else None
        self.panel.show_step(self.master, step)
        row = next((at for at, line in enumerate(self._lines) if step_id and line.step_id == step_id), -1)
        if row >= 0 and row != self.list.currentIndex().row():
            self.list.choose(row)
        self.chart.choose(step_id)

    def show_step(self, step_id: str, field: str = "") -> None:
        """Go to a step and to a field of it."""
        if self._view not in ("table", "chart"):
            self.show_view("table")
        self.panel.setVisible(True)
        self._show_chosen(step_id)
        if field:
            self.panel.edit(field)

    def go(self, place: Place) -> None:
        """Show a place on this page."""
        if place.record_id:
            self.show_step(place.record_id, place.field)

    def toggle_panel(self) -> None:
        """Show or hide the detail of the chosen step."""
        self.panel.setVisible(not self.panel.isVisible())

    def add_step(self) -> None:
        """Thêm bước behind the chosen one, then type its content."""
        if self.master is None:
            return
        desk, chosen = self.office.desk, self.chosen
        stage = chosen.stage_id if chosen else self.master.stages[0].id
        after = chosen.id if chosen else ""
        known = {step.id for step in self.master.steps}
        self.office.acts.do(
            lambda: masters.add_step(desk, stage_id=stage, after=after, content="Bước mới", duration=NEW_LENGTH),
            then=lambda _done: self._edit_new(known),
        )

    def _edit_new(self, known: set[str]) -> None:
        made = next((step for step in (self.master.steps if self.master else ()) if step.id not in known), None)
        if made is not None:
            self.show_step(made.id, "content")
            self.panel.information.content.selectAll()

    def delete_chosen(self) -> None:
        """Xoá các bước đang chọn."""
        rows = [self._lines[at] for at in self.list.chosen_rows()]
        self.delete([line.step_id for line in rows if line.step_id])

    def delete(self, step_ids: list[str]) -> None:
        """Delete steps one by one; each may be taken back."""
        desk = self.office.desk
        for step_id in step_ids:
            step = self.master.step(step_id) if self.master is not None else None
            if step is not None:
                self.office.acts.do(
                    lambda step_id=step_id: masters.remove_step(desk, step_id=step_id),  # type: ignore[misc]
                    note=f"Đã xoá bước {step.number}.",
                )

    def move_step(self, step_id: str, way: int) -> None:
        """Move a step one place up or down, over the border of its stage too."""
        target = self._place_after_move(step_id, way)
        if target is not None:
            desk, (stage_id, after) = self.office.desk, target
            self.office.acts.do(lambda: masters.move_step(desk, step_id=step_id, stage_id=stage_id, after=after))

    def _place_after_move(self, step_id: str, way: int) -> tuple[str, str] | None:
        """(stage, step to stand behind) one place up or down; None at the end of a branch."""
        master = self.master
        step = master.step(step_id) if master is not None else None
        if master is None or step is None:
            return None
        mates = [one for one in master.steps if one.stage_id == step.stage_id]
        at = mates.index(step)
        if 0 <= at + way < len(mates):
            after = mates[at - 2].id if way < 0 and at >= 2 else "" if way < 0 else mates[at + 1].id
            return step.stage_id, after
        stages = [stage.id for stage in master.stages if stage.branch is step.branch]
        other = stages.index(step.stage_id) + way
        if not 0 <= other < len(stages):
            return None
        there = [one.id for one in master.steps if one.stage_id == stages[other]]
        return stages[other], there[-1] if way < 0 and there else ""

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DeferredDelete:
            self.close_windows()
        return super().event(event)

    def close_windows(self) -> None:
        """Close the night's windows; also before the workspace itself is closed."""
        self.windows.close_all()

    def _changed(self, _outcome: Outcome, _initiator: QObject | None) -> None:
        self.reload()
