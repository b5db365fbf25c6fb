"""The bar at the top: the province, the search field, undo and redo, what the sync asks for, the clock, the person."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton

from app.models.vietnam_time import local
from app.views.common.layout import STRETCH, button, icon_button, label, plain, row, wide
from app.views.common.typeface import font

if TYPE_CHECKING:
    from app.views.sync.badges import SyncBadges

HEIGHT = 48
_SEARCH = 180, 280
"""Narrowest and widest, in pixels: on a screen of 1366 the bar also holds all that the sync may ask for."""
_NAME = 132
"""The widest a name may be, in pixels."""


def system_clock() -> datetime:
    """The clock of this PC."""
    return datetime.now(UTC)


def _show_short(shown: QPushButton, name: str, tip: str) -> None:
    """A name on a button, cut where it is long; whole in the tooltip."""
    shown.setText(plain(shown.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, _NAME)))
    shown.setToolTip(f"{name}\n{tip}" if name else tip)


class TopBar(QFrame):
    """What is always in sight."""

    search_asked = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    keys_asked = Signal()
    person_chosen = Signal(str)
    people_asked = Signal()
    file_act_asked = Signal(str)
    """open | new | recent:PATH"""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "strip")
        self.setFixedHeight(HEIGHT)
        self._now = system_clock
        self._files = QMenu(self)
        self._people = QMenu(self)
        self.province = self._menu_button("map-pin", self._files, "Mở hoặc tạo kế hoạch của tỉnh khác")
        self.search = button("Tìm nhanh (Ctrl+K)", self.search_asked.emit, icon="magnifying-glass")
        self.search.setStyleSheet("text-align: left;")
        self.search.setMinimumWidth(_SEARCH[0])
        self.search.setMaximumWidth(_SEARCH[1])
        self.undo = icon_button("arrow-counter-clockwise", "Hoàn tác (Ctrl+Z)", self.undo_asked.emit)
        self.redo = icon_button("arrow-clockwise", "Làm lại (Ctrl+Y)", self.redo_asked.emit)
        keys = icon_button("keyboard", "Các phím tắt (F1)", self.keys_asked.emit)
        self.clock = label("")
        self.clock.setFont(font())
        self.clock.setToolTip("Giờ Việt Nam")
        self._sync_place = row()
        self.person = self._menu_button("user-circle", self._people, "Đổi người dùng")
        self.setLayout(
            row(
                self.province,
                8,
                wide(self.search),
                self.undo,
                self.redo,
                STRETCH,
                self._sync_place,
                4,
                keys,
                4,
                self.clock,
                4,
                self.person,
                spacing=4,
                margins=(12, 0, 8, 0),
            )
        )
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self._timer.start(1000)
        self.tick()
        self.show_undo("", "")

    @cached_property
    def sync(self) -> "SyncBadges":
        """What the sync asks for; made when a desk comes in, because the first paint must not wait for it."""
        from app.views.sync.badges import SyncBadges

        made = SyncBadges()
        self._sync_place.addWidget(made)
        return made

    def _menu_button(self, icon: str, menu: QMenu, tip: str) -> QPushButton:
        made = button("", lambda: menu.popup(made.mapToGlobal(made.rect().bottomLeft())), icon=icon, kind="quiet")
        made.setToolTip(tip)
        made.setAccessibleName(tip)
        return made

    def tick(self) -> None:
        """Show the time of this moment; never counted, always read anew."""
        self.clock.setText(local(self._now()).strftime("%d/%m/%Y  %H:%M:%S"))

    def follow(self, now: Callable[[], datetime]) -> None:
        """Show the time of this clock (aware UTC): the desk's, which the province's work goes by."""
        self._now = now
        self.tick()

    def show_province(self, title: str) -> None:
        """Name the province whose workspace is open."""
        _show_short(self.province, title, "Mở hoặc tạo kế hoạch của tỉnh khác")

    def show_undo(self, undo: str, redo: str) -> None:
        """Name what Ctrl+Z and Ctrl+Y would do; "" is nothing."""
        for each, verb, title, key in ((self.undo, "Hoàn tác", undo, "Z"), (self.redo, "Làm lại", redo, "Y")):
            each.setEnabled(bool(title))
            each.setToolTip(f"{verb}: {title} (Ctrl+{key})" if title else f"{verb} (Ctrl+{key})")

    def show_files(self, recent: list[tuple[str, str]]) -> None:
        """Fill the menu of workspaces: (path, name)."""
        self._files.clear()
        entries = [("open", "Mở tệp…"), ("new", "Tạo kế hoạch của tỉnh khác…")]
        entries += [(f"recent:{path}", name) for path, name in recent]
        for at, (key, name) in enumerate(entries):
            if at == 2:
                self._files.addSeparator()
            action = QAction(plain(name), self._files)
            action.triggered.connect(lambda _checked=False, key=key: self.file_act_asked.emit(key))
            self._files.addAction(action)

    def show_people(self, current: str, people: list[tuple[str, str]]) -> None:
        """Show who works here, and who else may: (id, name)."""
        _show_short(self.person, current or "Chưa có người dùng", "Đổi người dùng")
        self._people.clear()
        for person_id, name in people:
            action = QAction(plain(name), self._people, checkable=True, checked=name == current)
            action.triggered.connect(lambda _checked=False, chosen=person_id: self.person_chosen.emit(chosen))
            self._people.addAction(action)
        self._people.addSeparator()
        more = QAction("Thêm người, đặt mã PIN…", self._people)
        more.triggered.connect(lambda _checked=False: self.people_asked.emit())
        self._people.addAction(more)
