"""A visit as a small card of the calendar: hours, unit, how far it has come, and whether it clashes."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget
from typing_extensions import override

from app.services.inspection.visits import CalendarEntry
from app.views.common import appearance, icons, palette, typeface
from app.views.common.palette import Tone
from app.views.inspection.badges import VISIT
from app.views.inspection.moments import hours
from app.views.plan.task_card import broken

HEIGHT = 96
LINE_HEIGHT = 22


class VisitCard(QAbstractButton):
    """One visit; a click chooses it, a double click or Enter opens it."""

    def __init__(self, entry: CalendarEntry, *, low: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entry = entry
        self._low = low
        self.setFixedHeight(LINE_HEIGHT if low else HEIGHT)
        self.setMinimumWidth(48)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        visit = entry.visit
        when = hours(visit.start, visit.end)
        parts = [f"{when} {visit.unit.shown}".strip(), entry.title, visit.state.label, *entry.clashes]
        self.setAccessibleName(", ".join(part for part in parts if part))
        self.setToolTip("\n".join(part for part in parts if part))

    @override
    def sizeHint(self) -> QSize:
        return QSize(120, self.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = palette.tokens()
        state = VISIT[self.entry.visit.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(palette.colour(theme.accent_text if self.hasFocus() else theme.border))
        painter.setBrush(palette.colour(theme.hover if self.underMouse() else theme.surface))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        tone = Tone.WATCH if self.entry.clashes else state.tone
        painter.setBrush(palette.colour(theme.shade(tone).mark))
        painter.drawRect(QRect(0, 3, 3, self.height() - 6))
        if self._low:
            self._paint_line(painter)
        else:
            self._paint_card(painter)
        painter.end()

    def _paint_line(self, painter: QPainter) -> None:
        theme = palette.tokens()
        visit = self.entry.visit
        inside = self.rect().adjusted(8, 0, -4, 0)
        icon, tone = self._sign()
        icons.draw(painter, icon, QRect(inside.left(), inside.center().y() - 6, 13, 13), self._ink(tone))
        painter.setPen(palette.colour(theme.text))
        painter.setFont(typeface.font(typeface.SMALL))
        text = f"{hours(visit.start, None)} {visit.unit.shown}".strip()
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width() - 18)
        painter.drawText(inside.adjusted(18, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_card(self, painter: QPainter) -> None:
        theme = palette.tokens()
        visit = self.entry.visit
        inside = self.rect().adjusted(10, 6, -8, -6)
        painter.setPen(palette.colour(theme.muted))
        painter.setFont(appearance.semibold(typeface.SMALL))
        when = painter.fontMetrics().elidedText(
            hours(visit.start, visit.end) or "Chưa có giờ", Qt.TextElideMode.ElideRight, inside.width()
        )
        painter.drawText(inside, Qt.AlignmentFlag.AlignLeft, when)
        painter.setPen(palette.colour(theme.text))
        painter.setFont(typeface.font())
        name = broken(visit.unit.shown, painter.fontMetrics(), inside.width(), most=2)
        painter.drawText(inside.adjusted(0, 18, 0, -18), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, name)
        icon, tone = self._sign()
        ink = self._ink(tone)
        icons.draw(painter, icon, QRect(inside.left(), inside.bottom() - 14, 14, 14), ink)
        painter.setPen(ink)
        painter.setFont(typeface.font(typeface.SMALL))
        word = "Trùng lịch" if self.entry.clashes else visit.state.label
        shown = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, inside.width() - 20)
        painter.drawText(inside.adjusted(20, 0, 0, 0), Qt.AlignmentFlag.AlignBottom, shown)

    def _sign(self) -> tuple[str, Tone]:
        state = VISIT[self.entry.visit.state]
        return ("warning", Tone.WATCH) if self.entry.clashes else (state.icon, state.tone)

    def _ink(self, tone: Tone) -> QColor:
        return palette.colour(palette.tokens().shade(tone).text)
