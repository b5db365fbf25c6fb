"""One task in a list of the first page: number, content, unit, deadline, state; a click goes there."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.models.plan.table import TaskLine
from app.views.common import appearance, badge, palette, typeface
from app.views.plan.columns import state_of

HEIGHT = 44
NUMBER = 54


class TaskRow(QAbstractButton):
    """A line that goes to its task."""

    def __init__(self, line: TaskLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = line
        self._badge = state_of(line)
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(f"{line.number} {line.content}, {line.deadline}")
        self.setToolTip(f"{line.number} {line.content}\n{line.lead}\nThời hạn: {line.deadline}")

    @override
    def sizeHint(self) -> QSize:
        return QSize(320, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), palette.colour(theme.hover))
        if self.hasFocus():
            painter.setPen(palette.colour(theme.accent_text))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        state = self._badge
        small = QFontMetrics(typeface.font(typeface.SMALL))
        width = badge.width_of(state, small) if state else 0
        right = self.width() - width - 8
        if state:
            badge.paint(painter, state, QRect(right, 0, width, self.height()))
        box = QRect(NUMBER, 4, right - NUMBER - 12, self.height() - 8)
        painter.setPen(palette.colour(theme.text))
        painter.setFont(appearance.semibold())
        painter.drawText(QRect(8, 4, NUMBER - 8, 20), Qt.AlignmentFlag.AlignVCenter, self._line.number)
        painter.setFont(typeface.font())
        text = painter.fontMetrics().elidedText(self._line.content, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignTop, text)
        painter.setFont(typeface.font(typeface.SMALL))
        painter.setPen(palette.colour(theme.muted))
        under = "  ·  ".join(part for part in (self._line.lead, self._line.deadline) if part)
        text = painter.fontMetrics().elidedText(under, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignBottom, text)
        painter.end()
