"""Lựa chọn hệ thống: the board, the register and those not chosen; a kind opens comparison and scoring."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from app.models.errors import AppError
from app.models.selection.records import KindView as Kind
from app.models.selection.stages import BoardRow, StageKey, StageState, tally
from app.models.text import fold
from app.services.desk import Outcome
from app.services.selection import invalidating, reading, register, stages, unchosen
from app.views.common.edits import leave_record
from app.views.common.empty import EmptyState
from app.views.common.layout import column, holder, wide
from app.views.common.office import Office, Place
from app.views.common.record_view import RecordView
from app.views.common.table import RecordTable, Whole
from app.views.common.unit_entries import UnitEntries
from app.views.selection import register_table, unchosen_table
from app.views.selection.comparison_lines import mark
from app.views.selection.detail.panel import WIDTH
from app.views.selection.detail.stage_panel import StagePanel
from app.views.selection.detail.system_panel import SystemPanel
from app.views.selection.detail.unchosen_panel import UnchosenPanel
from app.views.selection.kind_view import KindView
from app.views.selection.matrix_table import matrix_lines
from app.views.selection.matrix_view import MatrixView
from app.views.selection.openings import Openings
from app.views.selection.register_table import RegisterLine, register_lines
from app.views.selection.scoring_view import ScoringView
from app.views.selection.toolbar import Toolbar
from app.views.selection.unchosen_table import UnchosenLine, unchosen_lines

ROOMY = 1_500
"""From this width on the eight pieces of the systems not chosen leave room for the detail; else Enter opens it."""


class SelectionPage(QWidget):
    """Lựa chọn hệ thống."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.views: tuple[Kind, ...] = ()
        self._board: tuple[BoardRow, ...] = ()
        self._lines: tuple[RegisterLine, ...] = ()
        self._stopped: tuple[UnchosenLine, ...] = ()
        self._view = "board"
        self._is_stale = False
        self.toolbar = Toolbar()
        self.matrix = MatrixView(office)
        self.register: RecordTable[RegisterLine] = RecordTable(
            register_table.COLUMNS, self._register_page, heading=register_table.heading, parent=self
        )
        self.register_list = RecordView(self.register, name="selection-register", memory=office.memory)
        self.register_list.fill_with("name")
        self.register_list.setAccessibleName("Danh mục hệ thống")
        self.stopped: RecordTable[UnchosenLine] = RecordTable(
            unchosen_table.COLUMNS, self._stopped_page, heading=unchosen_table.heading, parent=self
        )
        self.stopped_list = RecordView(self.stopped, name="selection-unchosen", memory=office.memory)
        self.stopped_list.fill_with("system")
        self.stopped_list.setAccessibleName("Hệ thống không được chọn")
        units = UnitEntries(office)
        self.stage_panel = StagePanel(office, units)
        self.system_panel = SystemPanel(office)
        self.unchosen_panel = UnchosenPanel(office, units)
        self.kind = KindView(office)
        self.scoring = ScoringView(office)
        self._no_system = EmptyState(
            "stack", "Chưa có hệ thống nào",
            "Mỗi loại hệ thống ghi hệ thống của từng tỉnh cũ. Có thể nhập từ Excel; chưa biết mục nào thì để trống.",
            act="Thêm hệ thống…", on_act=lambda: self.openings.add_system(),
        )  # fmt: skip
        self._none_stopped = EmptyState(
            "check-circle", "Chưa có hệ thống nào không được chọn",
            "Khi quyết định lựa chọn được ghi, hệ thống còn lại hiện ở đây với việc sao lưu, chuyển dữ liệu.",
        )  # fmt: skip
        self._lists = QStackedWidget()
        for each in (self.matrix, self.register_list, self.stopped_list, self._no_system, self._none_stopped):
            self._lists.addWidget(each)
        self._panels = QStackedWidget()
        for panel in (self.stage_panel, self.system_panel, self.unchosen_panel):
            self._panels.addWidget(panel)
        self._split = QSplitter(Qt.Orientation.Horizontal)
        self._split.setHandleWidth(8)
        self._area = column(self._lists, margins=(16, 0, 16, 12))
        self._split.addWidget(holder(self._area))
        self._split.addWidget(self._panels)
        self._split.setStretchFactor(0, 1)
        self._split.setCollapsible(0, False)
        self._split.setSizes([900, WIDTH])
        self._home = holder(column(self.toolbar, wide(self._split), spacing=0))
        self._stack = QStackedWidget()
        for screen in (self._home, self.kind, self.scoring):
            self._stack.addWidget(screen)
        self.setLayout(column(self._stack))
        self.openings = Openings(self)
        self._connect()
        self.show_view(str(office.memory.get("selection/view", "board")))

    def _connect(self) -> None:
        self.toolbar.view_chosen.connect(self.show_view)
        self.toolbar.search.changed.connect(lambda _text: self._filter())
        self.matrix.kind_asked.connect(self.show_kind)
        self.matrix.stage_asked.connect(self._edit_stage)
        self.matrix.moved.connect(self._show_stage)
        self.matrix.findings_asked.connect(self.openings.findings)
        self.matrix.unchosen_asked.connect(partial(self.show_view, "unchosen"))
        self.matrix.reviews_asked.connect(self.openings.reviews)
        self.register_list.chosen.connect(self._register_chosen)
        self.register_list.opened.connect(self._register_opened)
        self.register_list.delete_asked.connect(self._remove_chosen)
        self.stopped_list.chosen.connect(self._stopped_chosen)
        self.stopped_list.opened.connect(self._stopped_opened)
        for panel in (self.stage_panel, self.system_panel, self.unchosen_panel):
            panel.closed.connect(self.toggle_panel)
        self.system_panel.remove_asked.connect(self.remove)
        self.kind.left.connect(self.show_home)
        self.kind.scoring_asked.connect(self.show_scoring)
        self.kind.add_asked.connect(self.openings.add_system)
        self.kind.remove_asked.connect(self.remove)
        self.kind.course_asked.connect(lambda course: self.openings.decide(course))
        self.scoring.left.connect(self._leave_scoring)
        self.office.acts.changed.connect(self._changed)
        for key, act in (
            ("Ctrl+F", self.toolbar.search.setFocus),
            ("Ctrl+N", self.openings.add_system),
            ("F6", self.toggle_panel),
            ("F7", self.openings.findings),
        ):
            self.add_key(key, act)

    def add_key(self, key: str, act: Callable[[], object]) -> None:
        """Perform an act by a key while this page is shown."""
        shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _register_page(self, offset: int, limit: int) -> Whole[RegisterLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _stopped_page(self, offset: int, limit: int) -> Whole[UnchosenLine]:
        return Whole(len(self._stopped), self._stopped[offset : offset + limit])

    def reload(self) -> None:
        """Read again what is shown and keep what is chosen in it; the scoring sheet reads itself."""
        self._is_stale = False
        if self._stack.currentWidget() is self.kind and self.kind.kind_id:
            self._reload_kind()
        elif self._stack.currentWidget() is self._home:
            self._reload_home()

    def _reload_kind(self) -> None:
        try:
            self.kind.show_kind(self.kind.kind_id)
        except AppError:
            self.show_home()
            return
        self.openings.show_kind_acts()

    def _reload_home(self) -> None:
        desk = self.office.desk
        self.views = reading.overview(desk)
        self._board = stages.board(desk)
        systems = unchosen.systems(desk)
        now, days = desk.now(), stages.warn_days(desk)
        stopped = unchosen_lines(systems, now=now)
        self.matrix.show_board(
            matrix_lines(self.views, self._board, now=now, warn_days=days),
            missing=sum(1 for line in stopped if line.missing),
            unchosen=len(systems),
            late=tally(self._board, now=now, warn_days=days)[StageState.LATE],
            reviews=len(invalidating.reviews(desk)),
        )
        self._all_stopped = stopped
        self._show_lists()
        self.openings.count_findings()

    def _show_lists(self) -> None:
        """The two lists under the filter, each with its chosen row and panel."""
        text = self.toolbar.search.text()
        self._lines = register_lines(self.views, text=text)
        self._stopped = _holding(self._all_stopped, text)
        self.register.refresh()
        self.stopped.refresh()
        self._show_system(self.system_panel.system_id)
        self._show_stopped(self.unchosen_panel.system_id)
        self._show_stage(self.stage_panel.system_id, self.stage_panel.section.stage)
        total = sum(len(view.sheet.systems) for view in self.views)
        self.toolbar.count.setText(f"{len(self.views)} loại, {total} hệ thống")
        screens = {
            "board": self.matrix,
            "register": self.register_list if total else self._no_system,
            "unchosen": self.stopped_list if self._all_stopped else self._none_stopped,
        }
        self._lists.setCurrentWidget(screens[self._view])
        self._fit_area()

    def _filter(self) -> None:
        if self._view == "board" and self.toolbar.search.text():
            self.show_view("register")
        else:
            self._show_lists()

    def show_view(self, name: str) -> None:
        """Show the board, the register or the systems that were not chosen."""
        panels = {"board": self.stage_panel, "register": self.system_panel, "unchosen": self.unchosen_panel}
        self._view = name if name in panels else "board"
        self.office.memory.keep("selection/view", self._view)
        self.toolbar.show_view(self._view)
        self._panels.setCurrentWidget(panels[self._view])
        self._panels.setVisible(self._view == "register" or (self._view == "unchosen" and self.width() > ROOMY))
        self.show_home()
        if self._view == "register" and not self.system_panel.system_id:
            self.register_list.choose(_first(self._lines))

    def show_home(self) -> None:
        """Leave a kind for the view that was open."""
        self._stack.setCurrentWidget(self._home)
        self._reload_home()
        if self.kind.kind_id:
            self.matrix.choose(self.kind.kind_id)
        shown = self._lists.currentWidget()
        if shown is not None:
            shown.setFocus()

    def show_kind(self, kind_id: str) -> None:
        """Open the comparison of a kind."""
        self.kind.show_kind(kind_id)
        self.openings.show_kind_acts()
        self._stack.setCurrentWidget(self.kind)
        self.kind.grid.setFocus()

    def show_scoring(self, system_id: str = "", criterion_id: str = "", assessor_id: str = "") -> None:
        """Open the scoring sheet of the kind shown, at a cell or where the assessor goes on."""
        self._stack.setCurrentWidget(self.scoring)
        self.scoring.show_kind(self.kind.kind_id, assessor_id, criterion_id=criterion_id, system_id=system_id)

    def _leave_scoring(self) -> None:
        self.show_kind(self.scoring.kind_id)

    def toggle_panel(self) -> None:
        """Show or hide the detail at the right."""
        self._panels.setVisible(not self._panels.isVisible())
        self._fit_area()

    def _fit_area(self) -> None:
        self._area.setContentsMargins(16, 0, 16 if self._panels.isHidden() else 8, 12)

    def _edit_stage(self, system_id: str, stage: StageKey) -> None:
        self._panels.show()
        self._fit_area()
        self._show_stage(system_id, stage)
        self.stage_panel.edit()

    def _show_stage(self, system_id: str, stage: StageKey) -> None:
        if not self._panels.isHidden():
            if (system_id, stage) != (self.stage_panel.system_id, self.stage_panel.section.stage):
                leave_record(self.stage_panel)
            row = next((one for one in self._board if one.system_id == system_id), None)
            self.stage_panel.show_stage(row, stage)

    def _register_chosen(self, at: int) -> None:
        if 0 <= at < len(self._lines):
            self._show_system(self._lines[at].system_id)

    def _register_opened(self, at: int) -> None:
        line = self._lines[at]
        if line.system_id:
            self._panels.show()
            self.system_panel.edit()
        else:
            self.show_kind(line.kind_id)

    def _show_system(self, system_id: str) -> None:
        if system_id != self.system_panel.system_id:
            leave_record(self.system_panel)
        view = next((one for one in self.views if one.sheet.system(system_id) is not None), None)
        system = view.sheet.system(system_id) if view is not None else None
        self.system_panel.show_system(view, system, mark(view, None, system_id) if view is not None else None)
        _mark(self.register_list, [line.system_id for line in self._lines], system_id)

    def _stopped_chosen(self, at: int) -> None:
        if 0 <= at < len(self._stopped):
            self._show_stopped(self._stopped[at].system_id)

    def _stopped_opened(self, at: int) -> None:
        key = self.stopped.columns[self.stopped_list.currentIndex().column()].key
        self._panels.show()
        self._fit_area()
        self._show_stopped(self._stopped[at].system_id)
        self.unchosen_panel.edit(key)

    def _show_stopped(self, system_id: str) -> None:
        if system_id != self.unchosen_panel.system_id:
            leave_record(self.unchosen_panel)
        line = next((one for one in self._all_stopped if system_id and one.system_id == system_id), None)
        self.unchosen_panel.show_system(line.one if line else None, line.missing if line else 0)
        _mark(self.stopped_list, [one.system_id for one in self._stopped], system_id)

    def show_system(self, system_id: str, field: str = "") -> None:
        """Go to a system of the register and to a field of it."""
        self.toolbar.search.clear()
        self.show_view("register")
        self._show_system(system_id)
        if field:
            self.system_panel.edit(field)

    def show_unchosen(self, system_id: str, piece: str = "") -> None:
        """Go to a system that was not chosen and to one of its pieces."""
        self.toolbar.search.clear()
        self.show_view("unchosen")
        self._panels.show()
        self._fit_area()
        self._show_stopped(system_id)
        self.unchosen_panel.edit(piece)

    def show_stage(self, system_id: str, stage: str) -> None:
        """Go to a stage of a system that stays."""
        self.show_view("board")
        self._edit_stage(system_id, StageKey(stage) if stage in set(StageKey) else StageKey.CONFIGURED)

    def go(self, place: Place) -> None:
        """Show a place: a kind, or a system of the register or of those not chosen."""
        if place.entity == "system":
            self.show_system(place.record_id, place.field)
        elif place.entity == "unchosen":
            self.show_unchosen(place.record_id, place.field)
        elif place.record_id:
            self.show_kind(place.record_id)

    def _remove_chosen(self) -> None:
        for at in self.register_list.chosen_rows():
            if self._lines[at].system_id:
                self.remove(self._lines[at].system_id)

    def remove(self, system_id: str) -> None:
        """Take a system out of the register; the note offers to take it back."""
        desk = self.office.desk
        self.office.acts.do(lambda: register.remove_system(desk, system_id=system_id), note="Đã bỏ hệ thống.")

    def _changed(self, _outcome: Outcome, _initiator: QObject | None) -> None:
        if self.isVisible():
            self.reload()
        else:
            self._is_stale = True

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.reload()


def _first(lines: tuple[RegisterLine, ...]) -> int:
    """The first row that is a system."""
    return next((at for at, line in enumerate(lines) if line.system_id), -1)


def _holding(lines: tuple[UnchosenLine, ...], text: str) -> tuple[UnchosenLine, ...]:
    """The lines that hold every word, marks left out; headings of kinds without any are left out."""
    words = fold(text).split()
    kept = {
        line.system_id
        for line in lines
        if line.one is not None and all(word in fold(f"{line.one.shown} {line.one.kind}") for word in words)
    }
    kinds = {line.kind_id for line in lines if line.system_id in kept}
    return tuple(line for line in lines if line.system_id in kept or (line.one is None and line.kind_id in kinds))


def _mark(view: RecordView, ids: list[str], system_id: str) -> None:
    row = ids.index(system_id) if system_id and system_id in ids else -1
    if row >= 0 and row != view.currentIndex().row():
        view.choose(row)
