"""Small words of painting that every screen of the night shares: cut text, marks, hatching."""

from functools import cache

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPainter

from app.views.common import appearance, icons, palette, typeface
from app.views.common.palette import Tone

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter
MARKS = {
    Tone.NEUTRAL: "info",
    Tone.RUNNING: "play-circle",
    Tone.WATCH: "warning",
    Tone.ACT_NOW: "warning-octagon",
    Tone.CONFIRMED: "check-circle",
}
"""The icon that goes with a tone where no state of its own has one."""


@cache
def plain(size: int = typeface.BASE) -> QFont:
    """The interface font, made once: a tick paints hundreds of texts."""
    return typeface.font(size)


@cache
def strong(size: int = typeface.BASE) -> QFont:
    """The weight of headings, made once."""
    return appearance.semibold(size)


def line(
    painter: QPainter,
    box: QRect,
    text: str,
    face: QFont,
    ink: str,
    align: Qt.AlignmentFlag = LEFT,
    *,
    middle: bool = False,
) -> int:
    """One line of text, cut at its end (or in the middle, where both ends tell); gives the width drawn."""
    painter.setFont(face)
    painter.setPen(palette.colour(ink))
    metrics = painter.fontMetrics()
    mode = Qt.TextElideMode.ElideMiddle if middle else Qt.TextElideMode.ElideRight
    shown = metrics.elidedText(text, mode, box.width())
    painter.drawText(box, align, shown)
    return metrics.horizontalAdvance(shown)


def lines(painter: QPainter, box: QRect, text: str, face: QFont, ink: str) -> int:
    """Text over as many lines as the box holds, the last cut with an ellipsis; gives the height used."""
    painter.setFont(face)
    painter.setPen(palette.colour(ink))
    metrics = painter.fontMetrics()
    height = metrics.height()
    rows = max(box.height() // height, 1)
    shown = wrapped(metrics, text, box.width(), rows)
    for at, part in enumerate(shown):
        painter.drawText(QRect(box.left(), box.top() + at * height, box.width(), height), LEFT, part)
    return len(shown) * height


def wrapped(metrics: QFontMetrics, text: str, width: int, most: int) -> list[str]:
    """The text in at most so many lines, cut between words; the last line ends in an ellipsis where some is left."""
    words = text.split()
    found: list[str] = []
    current = ""
    for at, word in enumerate(words):
        longer = f"{current} {word}".strip()
        if current and metrics.horizontalAdvance(longer) > width:
            if len(found) == most - 1:
                rest = " ".join([current, *words[at:]])
                return [*found, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]
            found.append(current)
            current = word
        else:
            current = longer
    return [*found, metrics.elidedText(current, Qt.TextElideMode.ElideRight, width)] if current else found


def icon(painter: QPainter, name: str, left: int, top: int, size: int, ink: str) -> None:
    """An icon of the set."""
    icons.draw(painter, name, QRectF(left, top, size, size), palette.colour(ink))


def hatched(ink: QColor) -> QBrush:
    """A brush for what is only planned or expected: told apart from what happened without colour."""
    return QBrush(ink, Qt.BrushStyle.BDiagPattern)
