"""A button that acts only when it is held for a second and a half: by mouse, or by Space or Enter."""

from PySide6.QtCore import QElapsedTimer, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.views.common import appearance, palette, typeface
from app.views.runbook.night import ink

HOLD_MS = 1500
_FRAME_MS = 30


class HoldButton(QWidget):
    """Held until it is full; letting go earlier does nothing."""

    confirmed = Signal()

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self._since = QElapsedTimer()
        self._timer = QTimer(self, interval=_FRAME_MS)
        self._timer.timeout.connect(self._go_on)
        self._is_held = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{text}: giữ phím Space một giây rưỡi")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def share(self) -> float:
        """How far it is held, 0-1."""
        return min(self._since.elapsed() / HOLD_MS, 1.0) if self._is_held else 0.0

    def _begin(self) -> None:
        if self._is_held or not self.isEnabled():
            return
        self._is_held = True
        self._since.start()
        self._timer.start()

    def _stop(self) -> None:
        self._is_held = False
        self._timer.stop()
        self.update()

    def _go_on(self) -> None:
        if self.share >= 1.0:
            self._stop()
            self.confirmed.emit()
        else:
            self.update()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self._begin()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if not event.isAutoRepeat():
            self._stop()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus()
        self._begin()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._stop()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._stop()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().toRectF().adjusted(1, 1, -1, -1)
        painter.setPen(QPen(palette.colour(theme.accent_text if self.hasFocus() else theme.strong_border), 2))
        painter.setBrush(palette.colour(theme.surface if self.isEnabled() else theme.window))
        painter.drawRoundedRect(box, 4, 4)
        full = QRect(self.rect())
        full.setWidth(int(self.width() * self.share))
        painter.fillRect(full, palette.colour(theme.act_now.mark, 190))
        colour = theme.text if self.isEnabled() else theme.muted
        ink.line(
            painter,
            self.rect(),
            f"Giữ để xác nhận: {self._text}",
            appearance.semibold(typeface.LARGE),
            colour,
            ink.CENTRE,
        )
        painter.end()

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 52)
