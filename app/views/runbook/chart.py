"""The master's chart (Tiến độ): a bar a step on the night's clock, the hard stop, who waits for whom."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from typing_extensions import override

from app.models.runbook.records import Branch, Master, Step
from app.views.common import appearance, palette, typeface
from app.views.common.clock_words import hour, minutes
from app.views.common.painted_area import PaintedArea, draw_elided, let_scroll
from app.views.common.palette import Tone
from app.views.runbook.step_table import StepLine, step_lines
from app.views.runbook.time_axis import TimeAxis

ROW = 30
HEADER = 34
LEFT = 360
_MARGIN = timedelta(minutes=15)


class MasterChart(PaintedArea):
    """Steps over the clock. The whole night fits the width."""

    chosen = Signal(str)
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__("Tiến độ của kịch bản theo giờ", QSize(900, 480))
        self._master: Master | None = None
        self._lines: tuple[StepLine, ...] = ()
        self._spans: dict[str, tuple[datetime, datetime]] = {}
        self._current = ""
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_master(self, master: Master) -> None:
        """Show the steps of a master."""
        self._master = master
        self._lines = step_lines(master)
        self._spans = _spans(master)
        self.lay_out()
        self.viewport().update()

    def choose(self, step_id: str) -> None:
        """Mark a step."""
        self._current = step_id
        place = self._place(step_id)
        bar = self.verticalScrollBar()
        if place >= 0 and not bar.value() <= place * ROW <= bar.value() + self.viewport().height() - HEADER - ROW:
            bar.setValue(max(place - 1, 0) * ROW)
        self.viewport().update()

    def _place(self, step_id: str) -> int:
        return next((at for at, line in enumerate(self._lines) if step_id and line.step_id == step_id), -1)

    def _axis(self, master: Master) -> TimeAxis:
        starts = [master.window_start, *(start for start, _ in self._spans.values())]
        ends = [master.window_end, *(end for _, end in self._spans.values())]
        width = max(self.viewport().width() - LEFT - 16, 40)
        return TimeAxis(min(starts) - _MARGIN, max(ends) + _MARGIN, LEFT + 8, width)

    def _y(self, place: int) -> int:
        return HEADER + place * ROW - self.verticalScrollBar().value()

    @override
    def lay_out(self) -> None:
        let_scroll(self.verticalScrollBar(), len(self._lines) * ROW, self.viewport().height() - HEADER)
        self.verticalScrollBar().setSingleStep(ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.viewport().rect(), palette.colour(palette.tokens().surface))
        if self._master is not None:
            axis = self._axis(self._master)
            self._paint_window(painter, self._master, axis)
            first = self.verticalScrollBar().value() // ROW
            last = min(first + self.viewport().height() // ROW + 1, len(self._lines) - 1)
            for place in range(first, last + 1):
                self._paint_line(painter, place, axis)
            self._paint_needs(painter, axis)
            self._paint_header(painter, self._master, axis)
        painter.end()

    def _paint_window(self, painter: QPainter, master: Master, axis: TimeAxis) -> None:
        theme = palette.tokens()
        height = self.viewport().height()
        for tick in axis.ticks():
            painter.setPen(palette.colour(theme.border))
            painter.drawLine(QPointF(axis.x(tick), HEADER), QPointF(axis.x(tick), height))
        painter.setPen(QPen(palette.colour(theme.accent_text), 1.5))
        x = axis.x(master.anchor)
        painter.drawLine(QPointF(x, HEADER), QPointF(x, height))
        painter.setPen(QPen(palette.colour(theme.act_now.mark), 2, Qt.PenStyle.DashLine))
        x = axis.x(master.window_end)
        painter.drawLine(QPointF(x, HEADER), QPointF(x, height))

    def _paint_line(self, painter: QPainter, place: int, axis: TimeAxis) -> None:
        theme = palette.tokens()
        line = self._lines[place]
        band = QRect(0, self._y(place), self.viewport().width(), ROW)
        if line.step is None:
            painter.fillRect(band, palette.colour(theme.window))
            painter.setFont(appearance.semibold())
            _text(painter, band.adjusted(12, 0, -8, 0), line.heading, theme.text)
            return
        if line.step_id == self._current:
            painter.fillRect(band, palette.colour(theme.selection, 150))
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(band.bottomLeft(), band.bottomRight())
        painter.setFont(typeface.font())
        _text(painter, QRect(12, band.top(), 36, ROW), line.step.number, theme.text)
        _text(painter, QRect(52, band.top(), LEFT - 60, ROW), line.step.content, theme.text)
        self._paint_bar(painter, line.step, band.top(), axis)

    def _paint_bar(self, painter: QPainter, step: Step, top: int, axis: TimeAxis) -> None:
        theme = palette.tokens()
        start, end = self._spans[step.id]
        shade = theme.shade(_tone(step))
        left, right = axis.x(start), axis.x(end)
        if step.is_gate or right - left < 3:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(shade.mark))
            painter.drawPolygon(_diamond(left, top + ROW / 2))
            right = left + 8
        else:
            is_back = step.branch is Branch.ROLLBACK
            painter.setPen(
                QPen(palette.colour(shade.mark), 1.2, Qt.PenStyle.DashLine if is_back else Qt.PenStyle.SolidLine)
            )
            painter.setBrush(palette.colour(shade.soft))
            painter.drawRoundedRect(QRectF(left, top + 7, right - left, ROW - 14), 3, 3)
        painter.setFont(typeface.font(typeface.SMALL))
        shown = f"{hour(start)} · {minutes(step.duration)}" + (" · không thể hoàn lại" if step.is_irreversible else "")
        room = painter.fontMetrics().horizontalAdvance(shown)
        at = right + 8 if right + 8 + room < self.viewport().width() else max(left - room - 8, LEFT + 8)
        painter.setPen(palette.colour(shade.text))
        painter.drawText(QPointF(at, top + ROW / 2 + 4), shown)

    def _paint_needs(self, painter: QPainter, axis: TimeAxis) -> None:
        place = self._place(self._current)
        step = self._lines[place].step if place >= 0 else None
        if step is None:
            return
        painter.setPen(QPen(palette.colour(palette.tokens().accent_text), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        goal = QPointF(axis.x(self._spans[step.id][0]), self._y(place) + ROW / 2)
        for need in step.needs:
            other = self._place(need)
            if other >= 0:
                x = axis.x(self._spans[need][1])
                y = self._y(other) + ROW / 2
                painter.drawPolyline([QPointF(x, y), QPointF(x + 5, y), QPointF(x + 5, goal.y()), goal])
        painter.drawEllipse(goal, 3, 3)

    def _paint_header(self, painter: QPainter, master: Master, axis: TimeAxis) -> None:
        theme = palette.tokens()
        whole = QRect(0, 0, self.viewport().width(), HEADER)
        painter.fillRect(whole, palette.colour(theme.header))
        painter.setFont(appearance.semibold())
        _text(painter, QRect(12, 0, LEFT - 20, HEADER), "Bước", theme.muted)
        painter.setFont(typeface.font(typeface.SMALL))
        painter.setPen(palette.colour(theme.muted))
        stop = axis.x(master.window_end)
        for tick in axis.ticks():
            if abs(axis.x(tick) - stop) > 46:
                box = QRectF(axis.x(tick) - 30, 0, 60, HEADER)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, hour(tick))
        painter.setFont(appearance.semibold(typeface.SMALL))
        painter.setPen(palette.colour(theme.act_now.text))
        box = QRectF(stop - 46, 0, 92, HEADER)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"Hết giờ {hour(master.window_end)}")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._take(int(event.position().y() - HEADER + self.verticalScrollBar().value()) // ROW)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._current:
            self.opened.emit(self._current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ways = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        way = ways.get(Qt.Key(event.key()))
        if way is not None:
            place = self._place(self._current) + way
            while 0 <= place < len(self._lines) and self._lines[place].step is None:
                place += way
            self._take(place)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self._current:
            self.opened.emit(self._current)
        else:
            super().keyPressEvent(event)

    def _take(self, place: int) -> None:
        if 0 <= place < len(self._lines) and self._lines[place].step_id:
            self.choose(self._lines[place].step_id)
            self.chosen.emit(self._current)


def _spans(master: Master) -> dict[str, tuple[datetime, datetime]]:
    """When each step is planned; what has no time stands behind what it needs, the way back behind the hard stop."""
    found: dict[str, tuple[datetime, datetime]] = {}
    for step in master.steps:
        start = step.planned_start
        if start is None:
            known = [found[need][1] for need in step.needs if need in found]
            begin = master.window_start if step.branch is Branch.MAIN else master.window_end
            start = max(known, default=begin)
        found[step.id] = (start, start + step.duration)
    return found


def _tone(step: Step) -> Tone:
    if step.branch is Branch.ROLLBACK:
        return Tone.NEUTRAL
    return Tone.WATCH if step.is_gate or step.is_irreversible else Tone.RUNNING


def _diamond(x: float, y: float) -> QPolygonF:
    return QPolygonF([QPointF(x, y - 7), QPointF(x + 7, y), QPointF(x, y + 7), QPointF(x - 7, y)])


def _text(painter: QPainter, box: QRect, text: str, ink: str) -> None:
    painter.setPen(palette.colour(ink))
    draw_elided(painter, box, text)
