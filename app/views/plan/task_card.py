"""A task as a small card: number, content, deadline, state. Used by the unit columns and the week."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.views.common import appearance, badge, icons, palette, typeface
from app.views.plan.bars import Bar

HEIGHT = 108


class TaskCard(QAbstractButton):
    """One task; a click chooses it."""

    def __init__(self, task: Bar, *, first_line: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.task = task
        self._first_line = first_line or task.deadline
        self.setCheckable(True)
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(56)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        word = badge.STATE[task.state].word
        self.setAccessibleName(f"{task.number} {task.content}, {task.deadline}, {word}")
        self.setToolTip(f"{task.number} {task.content}\nThời hạn: {task.deadline or 'chưa có'}\n{word}")

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        state = badge.STATE[self.task.state]
        shade = theme.shade(state.tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = self.hasFocus() or self.isChecked()
        painter.setPen(palette.colour(theme.accent_text if marked else theme.border))
        painter.setBrush(palette.colour(theme.selection if self.isChecked() else theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(shade.mark))
        painter.drawRect(QRect(0, 4, 3, self.height() - 8))
        inside = self.rect().adjusted(10, 6, -8, -6)
        painter.setPen(palette.colour(theme.text))
        painter.setFont(appearance.semibold(typeface.SMALL))
        number = f"{self.task.number}  "
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft, number)
        used = painter.fontMetrics().horizontalAdvance(number)
        painter.setFont(typeface.font(typeface.SMALL))
        painter.setPen(palette.colour(theme.muted))
        metrics = painter.fontMetrics()
        first = metrics.elidedText(self._first_line, Qt.TextElideMode.ElideRight, inside.width() - used)
        painter.drawText(inside.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignLeft, first)
        self._paint_content(painter, inside.adjusted(0, 18, 0, -18))
        ink = palette.colour(shade.text)
        icons.draw(painter, state.icon, QRect(inside.left(), inside.bottom() - 14, 14, 14), ink)
        painter.setPen(ink)
        word = metrics.elidedText(state.word, Qt.TextElideMode.ElideRight, inside.width() - 20)
        painter.drawText(inside.adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignBottom, word)
        painter.end()

    def _paint_content(self, painter: QPainter, box: QRect) -> None:
        painter.setPen(palette.colour(palette.tokens().text))
        painter.setFont(typeface.font())
        lines = broken(self.task.content, painter.fontMetrics(), box.width(), most=3)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, lines)


def broken(text: str, metrics: QFontMetrics, width: int, *, most: int) -> str:
    """The text broken into lines of a width, the last of ``most`` cut with an ellipsis."""
    lines: list[str] = []
    words = text.split()
    while words and len(lines) < most - 1:
        line = words.pop(0)
        while words and metrics.horizontalAdvance(f"{line} {words[0]}") <= width:
            line = f"{line} {words.pop(0)}"
        lines.append(line)
    if words:
        lines.append(metrics.elidedText(" ".join(words), Qt.TextElideMode.ElideRight, width))
    return "\n".join(lines)
