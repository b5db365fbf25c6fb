"""The main window: puts the frame together and passes on what is asked. It knows no job and no service."""

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit, QStackedWidget, QWidget
from typing_extensions import override

from app.views.common.background import ProgressStrip
from app.views.common.layout import column, holder, label, row, wide
from app.views.common.message import MessageBar
from app.views.shell.keys_card import KeysCard
from app.views.shell.navigation import JOBS, Navigation
from app.views.shell.status_bar import StatusBar
from app.views.shell.top_bar import TopBar

if TYPE_CHECKING:
    from app.views.sync.urgent_bar import UrgentBar

NAME = "Kế hoạch 02"


class Shell(QMainWindow):
    """The frame: jobs at the left, bar at the top, pages in the middle, status at the foot."""

    painted = Signal()
    """Once, after the first paint."""
    page_shown = Signal(str)
    refresh_asked = Signal()
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(NAME)
        self.resize(1366, 768)
        self.navigation = Navigation()
        self.top_bar = TopBar()
        self.status_bar = StatusBar()
        self._urgent_place = row()
        self.message = MessageBar()
        self.progress = ProgressStrip()
        self._stack = QStackedWidget()
        self._makers: dict[str, Callable[[], QWidget]] = {}
        self._pages: dict[str, QWidget] = {}
        self._is_painted = False
        notes = holder(column(self._urgent_place, self.message, self.progress, spacing=4, margins=(12, 0, 12, 0)))
        middle = row(self.navigation, wide(holder(column(notes, wide(self._stack), spacing=0))), spacing=0)
        self.setCentralWidget(holder(column(self.top_bar, wide(holder(middle)), self.status_bar, spacing=0)))
        self.navigation.chosen.connect(self.show_page)
        self.navigation.set_open(False)
        self.top_bar.keys_asked.connect(lambda: KeysCard(self).exec())
        self._set_up_keys()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._watch_field)

    @cached_property
    def urgent(self) -> "UrgentBar":
        """The banner of urgent conflicts; made when a desk comes in, because the first paint must not wait for it."""
        from app.views.sync.urgent_bar import UrgentBar

        made = UrgentBar()
        self._urgent_place.addWidget(made)
        return made

    def _set_up_keys(self) -> None:
        keys: list[tuple[str, Callable[[], object]]] = [
            ("Ctrl+K", self.top_bar.search_asked.emit),
            ("Ctrl+Z", self.top_bar.undo_asked.emit),
            ("Ctrl+Y", self.top_bar.redo_asked.emit),
            ("F1", self.top_bar.keys_asked.emit),
            ("F5", self.refresh_asked.emit),
        ]
        keys += [(f"Ctrl+{at}", partial(self.show_page, job.page)) for at, job in enumerate(JOBS, 1)]
        for key, act in keys:
            QShortcut(QKeySequence(key), self).activated.connect(act)

    def set_pages(self, makers: dict[str, Callable[[], QWidget]]) -> None:
        """Replace the pages: each is made when it is first shown."""
        for page in self._pages.values():
            self._stack.removeWidget(page)
            page.deleteLater()
        self._pages.clear()
        self._makers = makers
        self.navigation.set_open(bool(makers))

    def show_page(self, name: str) -> None:
        """Show a page by its name."""
        if name not in self._makers:
            return
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        self._stack.setCurrentWidget(self._pages[name])
        self._pages[name].setFocus()
        self.navigation.show_page(name)
        self.page_shown.emit(name)

    def pages(self) -> tuple[QWidget, ...]:
        """The pages made so far."""
        return tuple(self._pages.values())

    def page(self, name: str) -> QWidget:
        """A page, made if it was not shown yet."""
        if name not in self._pages:
            self._pages[name] = self._makers[name]()
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    def made_pages(self) -> tuple[QWidget, ...]:
        """The pages shown so far."""
        return tuple(self._pages.values())

    def show_alone(self, content: QWidget) -> None:
        """Show the start page (or another single content) instead of the jobs."""
        self.set_pages({})
        self._pages["alone"] = content
        self._stack.addWidget(content)
        self._stack.setCurrentWidget(content)

    def show_waiting(self, text: str) -> None:
        """Show that the workspace is being opened."""
        waiting = holder(column(label(text, "muted"), margins=(24, 24, 24, 24)))
        self.show_alone(waiting)

    def _watch_field(self, old: QWidget | None, new: QWidget | None) -> None:
        """Follow the focused text field: Ctrl+Z there first takes back typing, then the last act."""
        for field in (old, new):
            if isinstance(field, QLineEdit | QPlainTextEdit):
                field.removeEventFilter(self)
        if isinstance(new, QLineEdit | QPlainTextEdit):
            new.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            return _is_for_the_act(watched, event)
        return False

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            QTimer.singleShot(0, self.painted.emit)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()
        self.closed.emit()
        super().closeEvent(event)


def _is_for_the_act(field: QObject, event: QKeyEvent) -> bool:
    """Whether Ctrl+Z or Ctrl+Y means the last act because the focused field has no typing left to take back."""
    if not isinstance(field, QLineEdit | QPlainTextEdit):
        return False
    has = field if isinstance(field, QLineEdit) else field.document()
    is_act = (event.matches(QKeySequence.StandardKey.Undo) and not has.isUndoAvailable()) or (
        event.matches(QKeySequence.StandardKey.Redo) and not has.isRedoAvailable()
    )
    if is_act:
        event.ignore()
    return is_act
