"""The frame of a picture that we draw ourselves in a scrolling view: focus, name, ranges, drawing anew."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar
from typing_extensions import override


class PaintedArea(QAbstractScrollArea):
    """Subclasses paint the viewport and say in `lay_out` how far it scrolls."""

    def __init__(self, name: str, size: QSize) -> None:
        super().__init__()
        self._size = size
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)

    def lay_out(self) -> None:
        """Set the scroll ranges for the present width and height."""
        raise NotImplementedError

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()

    @override
    def sizeHint(self) -> QSize:
        return self._size


def let_scroll(bar: QScrollBar, whole: int, room: int) -> None:
    """Let a bar scroll through `whole` pixels of which `room` are in sight."""
    bar.setRange(0, max(whole - room, 0))
    bar.setPageStep(max(room, 1))


def draw_elided(painter: QPainter, box: QRect, text: str) -> None:
    """One line of text in the painter's ink, at the left of a box, shortened where it does not fit."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
