"""The head of the page Chuyển đổi: its acts, its views, giờ G, the window and the last locked version."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QMenu, QPushButton, QWidget

from app.models.runbook.records import Lock, Master
from app.views.common.layout import STRETCH, button, column, heading, label, row
from app.views.runbook.clock_words import hour, moment, short_moment

VIEWS = (("table", "Kịch bản"), ("chart", "Tiến độ"), ("duty", "Người trực"), ("runs", "Lượt thực hiện"))


class Toolbar(QWidget):
    """Two lines: acts above, views and the frame of the night below."""

    view_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._acts = row(spacing=8)
        self._frame = label("", "muted")
        self._version = label("", "muted")
        self._views: dict[str, QPushButton] = {}
        group = QButtonGroup(self)
        views = row(spacing=0)
        for name, title in VIEWS:
            view = button(title, partial(self.view_chosen.emit, name), kind="segment")
            view.setCheckable(True)
            group.addButton(view)
            self._views[name] = view
            views.addWidget(view)
        self.setLayout(
            column(
                row(heading("Chuyển đổi"), 8, self._version, STRETCH, self._acts, spacing=8),
                row(views, STRETCH, self._frame, spacing=8),
                spacing=8,
                margins=(16, 12, 16, 8),
            )
        )

    def add_act(self, text: str, act: Callable[[], object], *, icon: str = "", primary: bool = False) -> QPushButton:
        """Put an act into the upper line."""
        made = button(text, act, icon=icon, kind="primary" if primary else "")
        self._acts.addWidget(made)
        return made

    def add_menu(self, text: str, icon: str, acts: list[tuple[str, Callable[[], object]]]) -> QPushButton:
        """Put a menu of acts into the upper line; an empty name is a line between."""
        menu = QMenu(self)
        for name, act in acts:
            if not name:
                menu.addSeparator()
                continue
            action = QAction(name, menu)
            action.triggered.connect(lambda _checked=False, act=act: act())
            menu.addAction(action)
        made = self.add_act(text, lambda: menu.popup(made.mapToGlobal(QPoint(0, made.height()))), icon=icon)
        return made

    def show_view(self, name: str) -> None:
        """Mark the view that is shown."""
        self._views[name].setChecked(True)

    def show_master(self, master: Master, locks: tuple[Lock, ...], changed: int) -> None:
        """Show giờ G, the window and how the master stands to its last version."""
        window = f"{short_moment(master.window_start)} đến {short_moment(master.window_end)}"
        self._frame.setText(f"Giờ G {moment(master.anchor)} · khung giờ {window}")
        steps = f"{len(master.steps)} bước"
        if not locks:
            self._version.setText(f"{steps} · chưa chốt")
            return
        last = locks[-1]
        state = f"đã sửa {changed} bước sau khi chốt" if changed else "đúng bản đã chốt"
        self._version.setText(f"{steps} · bản {last.version} chốt {hour(last.locked_at)} · {state}")
