"""Native fields whose content is stored when the person leaves them, or after thirty seconds of typing.

The typed text stays with Qt's own widgets, so that Telex and VNI keyboards work; no key is rewritten here.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QStyle, QStyleOptionComboBox, QWidget
from typing_extensions import override

from app.services.seeing import seeing
from app.views.common import icons, palette

STORE_AFTER_MS = 30_000
"""Typing becomes a stored change at the latest after this long."""


class _Typing:
    """Since when something is typed that is not stored: what comes in after that, the person has not seen."""

    def __init__(self) -> None:
        self._since: float | None = None

    def follow(self, *, is_edited: bool) -> None:
        """Take note after each key."""
        if not is_edited:
            self._since = None
        elif self._since is None:
            self._since = time.monotonic()

    @contextmanager
    def ending(self) -> Iterator[None]:
        """What was typed is handed over in this block."""
        since, self._since = self._since, None
        with seeing(time.monotonic() if since is None else since):
            yield


class StoredLine(QLineEdit):
    """A line of text; `stored` carries a new value once, when it is to be kept."""

    stored = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "") -> None:
        super().__init__(parent)
        self._kept = ""
        self._before = ""
        self.setPlaceholderText(placeholder)
        self._typing = _Typing()
        self._timer = QTimer(self, singleShot=True, interval=STORE_AFTER_MS)
        self._timer.timeout.connect(self.store)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self.store)

    @property
    def is_edited(self) -> bool:
        """Whether something was typed that is not stored yet."""
        return self.text() != self._kept

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.text()

    def show_value(self, value: str) -> None:
        """Show the record's value; typing under way is not disturbed."""
        if self.is_edited and self.hasFocus():
            return
        self._kept = value
        if value != self.text():
            self.setText(value)
            self.setCursorPosition(0)

    def store(self) -> None:
        """Hand over what was typed, once."""
        self._timer.stop()
        if self.is_edited:
            self._before, self._kept = self._kept, self.text()
            with self._typing.ending():
                self.stored.emit(self._kept)

    def take_back(self) -> None:
        """Count what was handed over as not stored: it was refused, the typed text stays to be corrected."""
        self._kept = self._before

    def leave_old(self) -> None:
        """Put the record's value back."""
        self._timer.stop()
        self.setText(self._kept)
        self._typing.follow(is_edited=False)

    def _typed(self) -> None:
        self._typing.follow(is_edited=self.is_edited)
        if not self._timer.isActive():
            self._timer.start()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.store()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_edited:
            self.leave_old()
            event.accept()
            return
        super().keyPressEvent(event)


class StoredText(QPlainTextEdit):
    """Several lines of text that grow with their content; `stored` as above."""

    stored = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, lines: tuple[int, int] = (2, 8), placeholder: str = ""
    ) -> None:
        super().__init__(parent)
        self._kept = ""
        self._before = ""
        self._lines = lines
        self._typing = _Typing()
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(2)
        self.setPlaceholderText(placeholder)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._timer = QTimer(self, singleShot=True, interval=STORE_AFTER_MS)
        self._timer.timeout.connect(self.store)
        self.textChanged.connect(self._typed)
        self._fit()

    @property
    def is_edited(self) -> bool:
        """Whether something was typed that is not stored yet."""
        return self.toPlainText() != self._kept

    @property
    def typed(self) -> str:
        """What stands in the field."""
        return self.toPlainText()

    def show_value(self, value: str) -> None:
        """Show the record's value; typing under way is not disturbed."""
        if self.is_edited and self.hasFocus():
            return
        self._kept = value
        if value != self.toPlainText():
            self.setPlainText(value)

    def store(self) -> None:
        """Hand over what was typed, once."""
        self._timer.stop()
        if self.is_edited:
            self._before, self._kept = self._kept, self.toPlainText()
            with self._typing.ending():
                self.stored.emit(self._kept)

    def take_back(self) -> None:
        """Count what was handed over as not stored: it was refused, the typed text stays to be corrected."""
        self._kept = self._before

    def leave_old(self) -> None:
        """Put the record's value back."""
        self._timer.stop()
        self.setPlainText(self._kept)

    def _typed(self) -> None:
        self._fit()
        self._typing.follow(is_edited=self.is_edited)
        if self.hasFocus() and self.is_edited and not self._timer.isActive():
            self._timer.start()

    def _fit(self) -> None:
        least, most = self._lines
        lines = int(self.document().size().height()) or 1
        line_height = self.fontMetrics().lineSpacing()
        wanted = max(least, min(most, lines)) * line_height + 20
        if wanted != self.height():
            self.setFixedHeight(wanted)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.store()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_edited:
            self.leave_old()
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # passed on untouched
        self._fit()


def lock(editor: QLineEdit | QPlainTextEdit, *, locked: bool) -> None:
    """Make a field read-only or not, and look so."""
    if editor.isReadOnly() != locked:
        editor.setReadOnly(locked)
        editor.style().unpolish(editor)
        editor.style().polish(editor)


def store_all(parent: QWidget) -> None:
    """Hand over what was typed in a window and not stored yet."""
    for line in parent.findChildren(StoredLine):
        line.store()
    for text in parent.findChildren(StoredText):
        text.store()


class Choice(QComboBox):
    """A drop-down list drawn like the other fields. Its entries carry values; the wheel does not change it.

    The values stay on this side: Qt would hand an enumeration of texts back as bare text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._values: list[object] = []
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def addItem(self, text: str, userData: object = None) -> None:  # type: ignore[override]
        self._values.append(userData)
        super().addItem(text)

    @override
    def clear(self) -> None:
        self._values.clear()
        super().clear()

    @override
    def currentData(self, role: int = Qt.ItemDataRole.UserRole) -> Any:
        return self._values[self.currentIndex()] if 0 <= self.currentIndex() < len(self._values) else None

    def choose(self, value: object) -> None:
        """Select the entry that carries a value; the first one where none does."""
        self.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(hint.width() + 16, 32)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(min(super().minimumSizeHint().width(), 160), 32)

    @override
    def wheelEvent(self, event: object) -> None:
        event.ignore()  # type: ignore[attr-defined]  # a scroll over the form must not edit it

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = palette.colour(theme.text if self.isEnabled() else theme.muted)
        focused = self.hasFocus()
        painter.setPen(palette.colour(theme.accent_text if focused else theme.strong_border))
        painter.setBrush(palette.colour(theme.surface if self.isEnabled() else theme.window))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if focused:
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1.5, 1.5, -1.5, -1.5), 3, 3)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.setPen(ink)
        inside = self.rect().adjusted(9, 0, -26, 0)
        text = painter.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        size = self.style().pixelMetric(QStyle.PixelMetric.PM_SmallIconSize) - 2
        caret = self.rect().adjusted(self.width() - 8 - size, (self.height() - size) // 2, -8, 0)
        caret.setSize(QSize(size, size))
        icons.draw(painter, "caret-down", caret, ink)
        painter.end()
