"""One kind of system: its candidates side by side, the result beside them, and the acts on its assessment."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QWidget
from typing_extensions import override

from app.models.selection.records import RoundState
from app.services.selection import criteria, reading
from app.services.selection.reading import Results
from app.views.common import appearance, typeface
from app.views.common.badge import StatusBadge
from app.views.common.edits import leave_record
from app.views.common.eliding import ElidingLabel
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, button, column, holder, label, row, wide
from app.views.common.menus import menu_of
from app.views.common.office import Office
from app.views.selection import badges
from app.views.selection.comparison_grid import ComparisonGrid
from app.views.selection.comparison_lines import comparison, mark
from app.views.selection.detail.system_panel import SystemPanel
from app.views.selection.result_side import ResultSide
from app.views.selection.score_side import ScoreSide

SIDE = 364


class KindView(QWidget):
    """So sánh; of a kind with one system the form that assesses it."""

    left = Signal()
    scoring_asked = Signal(str, str)
    """(system, criterion); both "" to go on where the assessor stands."""
    add_asked = Signal()
    remove_asked = Signal(str)
    course_asked = Signal(object)

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self.results: Results | None = None
        self._title = ElidingLabel()
        self._title.setFont(appearance.semibold(typeface.TITLE))
        self._state = StatusBadge(badges.ROUND[RoundState.NOT_OPEN])
        self._about = label("", "muted")
        self.acts: QHBoxLayout = row(spacing=8)
        self.open = button("Mở đánh giá", self._open_round, icon="play-circle", kind="primary")
        self.score = button("Chấm điểm", lambda: self.scoring_asked.emit("", ""), icon="keyboard", kind="primary")
        self.grid = ComparisonGrid()
        self._none = EmptyState(
            "stack",
            "Chưa có hệ thống nào của loại này",
            "Ghi hệ thống của từng tỉnh cũ: tên, nhà cung cấp, người dùng, kết nối, cấp độ. Chưa biết thì để trống.",
            act="Thêm hệ thống…",
            on_act=self.add_asked.emit,
        )
        self._left = QStackedWidget()
        self._left.addWidget(self.grid)
        self._left.addWidget(self._none)
        self.result = ResultSide()
        self.cell = ScoreSide()
        self.system = SystemPanel(office)
        self.system.setMinimumWidth(SIDE - 16)
        self._sides = {"result": self.result, "score": self.cell, "system": self.system}
        self._stack = QStackedWidget()
        self._tabs: dict[str, QPushButton] = {}
        self.setLayout(column(self._head(), wide(self._body()), spacing=0))
        self._connect()

    def _head(self) -> QWidget:
        back = button("Lựa chọn hệ thống", self.left.emit, icon="arrow-left", kind="quiet", tip="Về bảng chung (Esc)")
        first = row(back, wide(self._title), self._state, 8, self._about, spacing=8)
        second = row(self.open, self.score, self.acts, STRETCH, spacing=8)
        return holder(column(first, second, spacing=8, margins=(12, 12, 16, 8)))

    def _body(self) -> QSplitter:
        group = QButtonGroup(self)
        tabs = row(spacing=0, margins=(8, 0, 8, 0))
        for name, title in (("result", "Kết quả"), ("score", "Ô điểm"), ("system", "Hệ thống")):
            tab = button(title, partial(self.show_side, name), kind="segment")
            tab.setCheckable(True)
            group.addButton(tab)
            self._tabs[name] = tab
            tabs.addWidget(tab)
            self._stack.addWidget(self._sides[name])
        tabs.addStretch(1)
        self._tabs["result"].setChecked(True)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setHandleWidth(8)
        split.addWidget(holder(column(self._left, margins=(16, 0, 8, 12))))
        split.addWidget(holder(column(tabs, wide(self._stack), spacing=4)))
        split.setStretchFactor(0, 1)
        split.setCollapsible(0, False)
        split.setSizes([830, SIDE])
        return split

    def _connect(self) -> None:
        self.grid.cell_chosen.connect(self._show_cell)
        self.grid.clicked.connect(self._bring_side)
        self.grid.edit_asked.connect(self._edit)
        self.system.closed.connect(partial(self.show_side, "result"))
        self.system.remove_asked.connect(self.remove_asked)
        self.result.course_asked.connect(self.course_asked)

    def add_menu(self, text: str, acts: list[tuple[str, Callable[[], object]]]) -> QPushButton:
        """Put a menu of acts into the head; an empty name is a line between."""
        menu = menu_of(self, acts)
        made = button(text, lambda: menu.popup(made.mapToGlobal(QPoint(0, made.height()))), icon="caret-down")
        self.acts.addWidget(made)
        return made

    def add_act(self, text: str, act: Callable[[], object], icon: str) -> None:
        """Put one act into the head."""
        self.acts.addWidget(button(text, act, icon=icon))

    @property
    def kind_id(self) -> str:
        """The kind shown, "" before the first."""
        return self.results.view.kind.id if self.results is not None else ""

    def show_kind(self, kind_id: str) -> None:
        """Read a kind and show it; the current cell and side stay while it is the same kind."""
        other = kind_id != self.kind_id
        self.results = reading.results(self._office.desk, kind_id=kind_id)
        view = self.results.view
        sheet = view.sheet
        self._title.setText(view.kind.name)
        self._state.show_badge(badges.ROUND[view.state])
        version = f"phiên bản {sheet.round.number}" if sheet.round else ""
        people = f"{len(sheet.assessors)} người đánh giá" if sheet.round else ""
        self._about.setText(" · ".join(part for part in (version, people) if part))
        writable = not self._office.desk.read_only
        self.open.setVisible(view.state is RoundState.NOT_OPEN)
        self.open.setEnabled(writable and bool(sheet.systems))
        self.score.setVisible(view.state in (RoundState.SCORING, RoundState.DECIDED))
        self.score.setText("Chấm điểm" if view.state is RoundState.SCORING else "Xem phiếu chấm")
        self.score.setEnabled(bool(sheet.assessors))
        self.score.setToolTip("" if sheet.assessors else "Thêm người đánh giá trước")
        self._left.setCurrentWidget(self.grid if sheet.systems else self._none)
        self.grid.show_comparison(comparison(view, self.results.result))
        self.result.show_results(self.results)
        if other:
            self.show_side("result")
        self._show_cell(*self.grid.current)

    def show_side(self, name: str) -> None:
        """Bring a side to the front."""
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._sides[name])

    def show_system(self, system_id: str, field: str = "") -> None:
        """Go to a candidate and to a field of it."""
        self.grid.choose(system_id)
        self.show_side("system")
        if field:
            self.system.edit(field)

    def show_score(self, system_id: str, criterion_id: str) -> None:
        """Go to a cell of the comparison."""
        self.grid.choose(system_id, criterion_id)
        self.show_side("score")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
            return
        super().keyPressEvent(event)

    def _show_cell(self, system_id: str, criterion_id: str, _fact: str) -> None:
        if system_id != self.system.system_id:
            leave_record(self.system)
        if self.results is None:
            return
        view = self.results.view
        system = view.sheet.system(system_id)
        state = mark(view, self.results.result.of(system_id), system_id) if system is not None else None
        self.system.show_system(view, system, state)
        self.cell.show_cell(view.sheet, self.results.result, system_id, criterion_id)

    def _bring_side(self) -> None:
        _system, criterion_id, _fact = self.grid.current
        self.show_side("score" if criterion_id else "system")

    def _edit(self, system_id: str, criterion_id: str, fact: str) -> None:
        if criterion_id and self.score.isVisible() and self.score.isEnabled():
            self.scoring_asked.emit(system_id, criterion_id)
        elif not criterion_id:
            self.show_system(system_id, fact or "name")

    def _open_round(self) -> None:
        desk, kind_id = self._office.desk, self.kind_id
        self._office.acts.do(
            lambda: criteria.open_round(desk, kind_id=kind_id), note="Đã mở đánh giá với bộ tiêu chí soạn sẵn."
        )
