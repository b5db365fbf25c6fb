"""The timeline (Tiến độ): a bar from first activity to deadline, a diamond for an instant, the line of today.

Only the rows in sight are painted. Predecessor lines appear for the chosen row and the one under the pointer.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip
from typing_extensions import override

from app.views.common import appearance, badge, icons, palette, typeface
from app.views.common.painted_area import PaintedArea, draw_elided, let_scroll
from app.views.plan.bars import Bar

ROW = 32
HEADER = 48
LEFT = 372
LEFT_NARROW = 280
"""Width of the frozen column with number and content, in a wide and in a narrow view."""
NARROW = 900
ZOOMS = (6, 12, 24, 40)
"""Pixels a day."""
_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


class Timeline(PaintedArea):
    """The chart."""

    chosen = Signal(str)
    """Id of the task that was chosen."""
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tiến độ theo thời gian", QSize(900, 480))
        self._rows: tuple[Bar, ...] = ()
        self._today = date(2025, 6, 1)
        self._first = self._today
        self._last = self._today
        self._zoom = 2
        self._current = -1
        self._hovered = -1
        self.viewport().setMouseTracking(True)

    @property
    def day_width(self) -> int:
        """Pixels a day at the present zoom."""
        return ZOOMS[self._zoom]

    def show_rows(self, rows: Sequence[Bar], *, today: date) -> None:
        """Show these rows; the axis spans all their days and today."""
        kept = self._rows[self._current].task_id if 0 <= self._current < len(self._rows) else ""
        was_empty = not self._rows
        self._rows = tuple(rows)
        self._today = today
        days = [day for row in rows for day in (row.start, row.last, row.original) if day] or [today]
        if abs((min(days) - today).days) < 120 and abs((max(days) - today).days) < 400:
            days.append(today)
        self._first = _monday(min(days)) - timedelta(days=7)
        self._last = max(days) + timedelta(days=14)
        self._current = next((at for at, row in enumerate(rows) if kept and row.task_id == kept), -1)
        self.lay_out()
        if was_empty:
            self.scroll_to(today if self._first <= today <= self._last else min(days))
        self.viewport().update()

    def choose(self, task_id: str) -> None:
        """Mark a task as the chosen one."""
        self._current = next((at for at, row in enumerate(self._rows) if row.task_id == task_id), -1)
        if self._current >= 0:
            bar = self.verticalScrollBar()
            top = self._current * ROW
            if not bar.value() <= top <= bar.value() + self._body().height() - ROW:
                bar.setValue(top - ROW)
        self.viewport().update()

    def scroll_to(self, day: date) -> None:
        """Bring a day into the left third."""
        self.horizontalScrollBar().setValue((day - self._first).days * self.day_width - self._body().width() // 3)

    def zoom(self, step: int) -> None:
        """Make days wider or narrower, keeping the day in the middle."""
        middle = self._day_at(self._left + self._body().width() // 2)
        self._zoom = max(0, min(len(ZOOMS) - 1, self._zoom + step))
        self.lay_out()
        self.horizontalScrollBar().setValue((middle - self._first).days * self.day_width - self._body().width() // 2)
        self.viewport().update()

    @property
    def _left(self) -> int:
        return LEFT if self.viewport().width() >= NARROW else LEFT_NARROW

    def _body(self) -> QRect:
        return self.viewport().rect().adjusted(self._left, HEADER, 0, 0)

    @override
    def lay_out(self) -> None:
        body = self._body()
        width = ((self._last - self._first).days + 1) * self.day_width
        let_scroll(self.horizontalScrollBar(), width, body.width())
        self.horizontalScrollBar().setSingleStep(self.day_width)
        let_scroll(self.verticalScrollBar(), len(self._rows) * ROW, body.height())
        self.verticalScrollBar().setSingleStep(ROW)

    def _x(self, day: date) -> int:
        return self._left + (day - self._first).days * self.day_width - self.horizontalScrollBar().value()

    def _day_at(self, x: int) -> date:
        return self._first + timedelta(days=(x - self._left + self.horizontalScrollBar().value()) // self.day_width)

    def _y(self, row: int) -> int:
        return HEADER + row * ROW - self.verticalScrollBar().value()

    def _row_at(self, y: int) -> int:
        row = (y - HEADER + self.verticalScrollBar().value()) // ROW
        return row if y >= HEADER and 0 <= row < len(self._rows) else -1

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = palette.tokens()
        painter.fillRect(self.viewport().rect(), palette.colour(theme.surface))
        first = max(self.verticalScrollBar().value() // ROW, 0)
        last = min(first + self.viewport().height() // ROW + 1, len(self._rows) - 1)
        painter.save()
        painter.setClipRect(self._body())
        self._paint_days(painter)
        self._paint_today(painter)
        for row in range(first, last + 1):
            self._paint_row(painter, row)
        for row in {self._current, self._hovered}:
            self._paint_needs(painter, row)
        painter.restore()
        painter.save()
        painter.setClipRect(self.viewport().rect().adjusted(0, HEADER, 0, 0))
        for row in range(first, last + 1):
            self._paint_name(painter, row)
        painter.restore()
        self._paint_header(painter)
        painter.end()

    def _paint_days(self, painter: QPainter) -> None:
        theme = palette.tokens()
        day = self._day_at(self._left)
        while self._x(day) < self.viewport().width():
            x = self._x(day)
            if day.weekday() >= 5:
                painter.fillRect(QRect(x, HEADER, self.day_width, self._body().height()), palette.colour(theme.window))
            if day.weekday() == 0:
                painter.setPen(palette.colour(theme.border))
                painter.drawLine(x, HEADER, x, self.viewport().height())
            day += timedelta(days=1)

    def _paint_row(self, painter: QPainter, at: int) -> None:
        theme = palette.tokens()
        row = self._rows[at]
        top = self._y(at)
        band = QRect(self._left, top, self._body().width(), ROW)
        if not row.task_id:
            painter.fillRect(band, palette.colour(theme.window))
        elif at in (self._current, self._hovered):
            painter.fillRect(band, palette.colour(theme.selection if at == self._current else theme.hover, 150))
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(band.bottomLeft(), band.bottomRight())
        if row.last is None and row.start is None:
            return
        shade = theme.shade(badge.STATE[row.state].tone)
        if row.start is None or row.start == row.last:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(shade.mark))
            painter.drawPolygon(self._diamond(row.last or row.start or self._today, top))
        else:
            self._paint_bar(painter, row, row.start, top)
        if row.original and row.last and row.original != row.last:
            painter.setPen(QPen(palette.colour(theme.text), 1.5))
            painter.setBrush(palette.colour(theme.surface))
            painter.drawPolygon(self._diamond(row.original, top))
        self._paint_end_text(painter, row, top)

    def _paint_bar(self, painter: QPainter, row: Bar, start: date, top: int) -> None:
        shade = palette.tokens().shade(badge.STATE[row.state].tone)
        left = self._x(start)
        is_open = row.last is None
        end = self._last if row.last is None else row.last
        box = QRectF(left + 1, top + 9, self._x(end) + self.day_width - left - 2, ROW - 18)
        painter.setPen(QPen(palette.colour(shade.mark), 1, Qt.PenStyle.DashLine if is_open else Qt.PenStyle.SolidLine))
        painter.setBrush(palette.colour(shade.soft))
        painter.drawRoundedRect(box, 3, 3)
        if row.percent and not is_open:
            done = QRectF(box)
            done.setWidth(box.width() * row.percent / 100)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(shade.mark))
            painter.drawRoundedRect(done, 3, 3)

    def _paint_end_text(self, painter: QPainter, row: Bar, top: int) -> None:
        state = badge.STATE[row.state]
        ink = palette.colour(palette.tokens().shade(state.tone).text)
        ends = [day for day in (row.last, row.original) if day]
        x = self._x(max(ends)) + self.day_width + 8 if ends else max(self._x(row.start or self._today), self._left) + 8
        icons.draw(painter, state.icon, QRect(x, top + 9, 14, 14), ink)
        painter.setPen(ink)
        painter.setFont(typeface.font(typeface.SMALL))
        text = f"{state.word}, {row.percent}%" if 0 < row.percent < 100 else state.word
        painter.drawText(QPoint(x + 18, top + 20), text)

    def _diamond(self, day: date, top: int) -> QPolygonF:
        middle = QPointF(self._x(day) + self.day_width / 2, top + ROW / 2)
        size = 7.0
        return QPolygonF(
            [
                middle + QPointF(0, -size),
                middle + QPointF(size, 0),
                middle + QPointF(0, size),
                middle + QPointF(-size, 0),
            ]
        )

    def _paint_needs(self, painter: QPainter, at: int) -> None:
        if not 0 <= at < len(self._rows) or self._rows[at].last is None:
            return
        row = self._rows[at]
        where = {other.task_id: place for place, other in enumerate(self._rows) if other.task_id}
        painter.setPen(QPen(palette.colour(palette.tokens().accent_text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        begin = row.start or row.last or self._today
        goal = QPoint(self._x(begin), self._y(at) + ROW // 2)
        for needed in row.needs:
            place = where.get(needed)
            end = self._rows[place].last if place is not None else None
            if place is None or end is None:
                continue
            start = QPoint(self._x(end) + self.day_width, self._y(place) + ROW // 2)
            bend = start.x() + 6
            painter.drawPolyline([start, QPoint(bend, start.y()), QPoint(bend, goal.y()), goal])
            painter.drawEllipse(goal, 3, 3)

    def _paint_today(self, painter: QPainter) -> None:
        if self._first <= self._today <= self._last:
            x = self._x(self._today) + self.day_width // 2
            painter.setPen(QPen(palette.colour(palette.tokens().accent_text), 2))
            painter.drawLine(x, HEADER, x, self.viewport().height())

    def _paint_name(self, painter: QPainter, at: int) -> None:
        theme = palette.tokens()
        row = self._rows[at]
        box = QRect(0, self._y(at), self._left, ROW)
        background = theme.window if not row.task_id else theme.selection if at == self._current else theme.surface
        painter.fillRect(box, palette.colour(background))
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.setPen(palette.colour(theme.text))
        if not row.task_id:
            painter.setFont(appearance.semibold())
            draw_elided(painter, box.adjusted(12, 0, -8, 0), f"{row.number}  {row.content}".strip())
            return
        painter.setFont(typeface.font())
        draw_elided(painter, box.adjusted(12, 0, -self._left + 56, 0), row.number)
        draw_elided(painter, box.adjusted(56, 0, -8, 0), row.content)

    def _paint_header(self, painter: QPainter) -> None:
        theme = palette.tokens()
        whole = QRect(0, 0, self.viewport().width(), HEADER)
        painter.fillRect(whole, palette.colour(theme.header))
        painter.setClipRect(whole.adjusted(self._left, 0, 0, 0))
        day = self._day_at(self._left)
        painter.setFont(typeface.font(typeface.SMALL))
        month_shown = False
        while self._x(day) < self.viewport().width():
            if day.day == 1 or not month_shown:
                at = max(self._x(day), self._left)
                next_month = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
                room = self._x(next_month) - at
                if room > 90 or day.day == 1:
                    self._paint_month(painter, day, at, room)
                month_shown = True
            self._paint_day(painter, day, palette.colour(theme.muted))
            day += timedelta(days=1)
        painter.setClipRect(whole)
        painter.setPen(palette.colour(theme.muted))
        painter.setFont(appearance.semibold())
        draw_elided(painter, QRect(12, 0, self._left - 24, HEADER), "Nhiệm vụ")
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())

    def _paint_month(self, painter: QPainter, day: date, at: int, room: int) -> None:
        painter.setPen(palette.colour(palette.tokens().text))
        painter.setFont(appearance.semibold(typeface.SMALL))
        draw_elided(painter, QRect(at + 4, 2, max(room - 8, 0), 22), f"Tháng {day.month}/{day.year}")
        painter.setFont(typeface.font(typeface.SMALL))

    def _paint_day(self, painter: QPainter, day: date, ink: QColor) -> None:
        is_today = day == self._today
        if self.day_width < 20 and day.weekday() != 0 and not is_today:
            return
        box = QRect(self._x(day), 24, self.day_width if self.day_width >= 20 else 24, 22)
        if is_today:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(palette.tokens().accent))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)
        painter.setPen(palette.colour(palette.tokens().on_accent) if is_today else ink)
        text = f"{_WEEKDAYS[day.weekday()]} {day.day}" if self.day_width >= 40 else str(day.day)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(self._row_at(event.position().toPoint().y()))
        event.accept()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint().y())
        if row >= 0 and self._rows[row].task_id:
            self.opened.emit(self._rows[row].task_id)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position().toPoint().y())
        if row != self._hovered:
            self._hovered = row
            self.viewport().update()
            shown = self._rows[row] if row >= 0 else None
            text = f"{shown.number} {shown.content}\n{shown.deadline}" if shown and shown.task_id else ""
            QToolTip.showText(event.globalPosition().toPoint(), text, self.viewport())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            row = self._current + steps[Qt.Key(event.key())]
            while 0 <= row < len(self._rows) and not self._rows[row].task_id:
                row += steps[Qt.Key(event.key())]
            self._take(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._current >= 0:
            self.opened.emit(self._rows[self._current].task_id)
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(1 if event.key() == Qt.Key.Key_Plus else -1)
        else:
            super().keyPressEvent(event)

    def _take(self, row: int) -> None:
        if 0 <= row < len(self._rows) and self._rows[row].task_id:
            self.choose(self._rows[row].task_id)
            self.chosen.emit(self._rows[row].task_id)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
