"""A state as it is always shown: colour, icon and word together."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.plan.deadline import DeadlineState
from app.models.plan.records import TaskStatus
from app.views.common import icons, palette, typeface
from app.views.common.palette import Tone

HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Badge:
    """One state: its word, icon and tone."""

    word: str
    icon: str
    tone: Tone


STATUS = {
    TaskStatus.NOT_STARTED: Badge(TaskStatus.NOT_STARTED.label, "circle-dashed", Tone.NEUTRAL),
    TaskStatus.IN_PROGRESS: Badge(TaskStatus.IN_PROGRESS.label, "play-circle", Tone.RUNNING),
    TaskStatus.DONE: Badge(TaskStatus.DONE.label, "check-circle", Tone.CONFIRMED),
    TaskStatus.LATE: Badge(TaskStatus.LATE.label, "warning", Tone.ACT_NOW),
    TaskStatus.PAUSED: Badge(TaskStatus.PAUSED.label, "pause-circle", Tone.WATCH),
}
STATE = {
    DeadlineState.NOT_DUE: Badge(DeadlineState.NOT_DUE.label, "calendar-blank", Tone.NEUTRAL),
    DeadlineState.DUE_SOON: Badge(DeadlineState.DUE_SOON.label, "hourglass-medium", Tone.WATCH),
    DeadlineState.LATE_NOT_STARTED: Badge(DeadlineState.LATE_NOT_STARTED.label, "warning-circle", Tone.ACT_NOW),
    DeadlineState.LATE_IN_PROGRESS: Badge(DeadlineState.LATE_IN_PROGRESS.label, "warning-circle", Tone.ACT_NOW),
    DeadlineState.DONE_ON_TIME: Badge(DeadlineState.DONE_ON_TIME.label, "check-circle", Tone.CONFIRMED),
    DeadlineState.DONE_LATE: Badge(DeadlineState.DONE_LATE.label, "check", Tone.NEUTRAL),
}


def width_of(badge: Badge, metrics: QFontMetrics) -> int:
    """How wide it is drawn."""
    return metrics.horizontalAdvance(badge.word) + 16 + 4 + 16


def paint(painter: QPainter, badge: Badge, box: QRect) -> None:
    """Draw a badge at the left of a box, in its middle, cut with an ellipsis where the box is too narrow."""
    shade = palette.tokens().shade(badge.tone)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(typeface.font(typeface.SMALL))
    metrics = painter.fontMetrics()
    width = min(width_of(badge, metrics), box.width())
    pill = QRect(box.left(), box.center().y() - HEIGHT // 2 + 1, width, HEIGHT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.colour(shade.soft))
    painter.drawRoundedRect(pill, 4, 4)
    ink = palette.colour(shade.text)
    icons.draw(painter, badge.icon, QRect(pill.left() + 6, pill.center().y() - 7, 15, 15), ink)
    painter.setPen(ink)
    text = metrics.elidedText(badge.word, Qt.TextElideMode.ElideRight, width - 32)
    painter.drawText(pill.adjusted(25, 0, -4, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
    painter.restore()


class StatusBadge(QWidget):
    """A badge as a widget of its own."""

    def __init__(self, badge: Badge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge = badge
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_badge(badge)

    def show_badge(self, badge: Badge) -> None:
        """Show another state."""
        self._badge = badge
        self.setAccessibleName(badge.word)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(width_of(self._badge, QFontMetrics(typeface.font(typeface.SMALL))), HEIGHT + 2)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint(painter, self._badge, self.rect())
        painter.end()
