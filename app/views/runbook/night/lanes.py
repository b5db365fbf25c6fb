"""The lanes (bottom): a row a team on the clock of the night, with plan ghost, what happened, what is expected, now."""

from datetime import datetime

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.views.common import palette, typeface
from app.views.common.clock_words import clock, hour
from app.views.common.palette import Tone
from app.views.runbook.night import ink
from app.views.runbook.night.board import Board
from app.views.runbook.night.lane_bars import Bar, Lane
from app.views.runbook.time_axis import TimeAxis

HEADER = 20
LEFT = 204
LEAST_ROW = 10
MOST_ROW = 26
LEGEND = "┄ kế hoạch   ■ thực tế   ▨ dự báo"


class Lanes(QWidget):
    """The chart of the night."""

    chosen = Signal(str)
    """Id of the step whose bar was pressed."""

    def __init__(self, parent: QWidget | None = None, *, size: int = typeface.SMALL) -> None:
        super().__init__(parent)
        self._board: Board | None = None
        self._drawn: tuple[object, ...] = ()
        self._size = size
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Tiến độ theo từng tổ, đơn vị")

    def show_board(self, board: Board) -> None:
        """Show the lanes of a board; nothing is drawn anew while every bar and the now-line keep their pixels."""
        self._board = board
        drawn = (self._axis(board).x(board.strip.now) // 1, self.size(), palette.tokens().name, self._pixels(board))
        if drawn != self._drawn:
            self._drawn = drawn
            self.update()

    def _pixels(self, board: Board) -> tuple[object, ...]:
        axis = self._axis(board)
        return tuple(
            (bar.step_id, bar.tone, bar.row, *(axis.x(moment) // 1 for moment in bar.moments))
            for lane in board.lanes
            for bar in lane.bars
        )

    def _axis(self, board: Board) -> TimeAxis:
        return TimeAxis(board.start, board.end, LEFT + 4, max(self.width() - LEFT - 14, 20))

    def _row_height(self, board: Board) -> int:
        rows = sum(lane.rows for lane in board.lanes) or 1
        return max(min((self.height() - HEADER) // rows, MOST_ROW), LEAST_ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), palette.colour(palette.tokens().surface))
        if self._board is not None:
            axis = self._axis(self._board)
            self._paint_axis(painter, self._board, axis)
            top, height = HEADER, self._row_height(self._board)
            for lane in self._board.lanes:
                self._paint_lane(painter, lane, top, height, axis, self._board.strip.now)
                top += lane.rows * height
            self._paint_now(painter, self._board, axis)
        painter.end()

    def _paint_axis(self, painter: QPainter, board: Board, axis: TimeAxis) -> None:
        theme = palette.tokens()
        face = ink.plain(self._size)
        ink.line(painter, QRect(8, 0, LEFT - 12, HEADER), LEGEND, face, theme.muted)
        for tick in axis.ticks():
            x = axis.x(tick)
            painter.setPen(palette.colour(theme.border))
            painter.drawLine(QPointF(x, HEADER), QPointF(x, self.height()))
            is_clear = x - 30 > LEFT - 12
            if is_clear and abs(axis.x(board.strip.now) - x) > 58 and abs(axis.x(board.strip.hard_stop) - x) > 44:
                ink.line(painter, QRect(int(x) - 30, 0, 60, HEADER), hour(tick), face, theme.muted, ink.CENTRE)
        x = axis.x(board.strip.hard_stop)
        painter.setPen(QPen(palette.colour(theme.act_now.mark), 2, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(x, HEADER), QPointF(x, self.height()))
        if abs(axis.x(board.strip.now) - x) > 58:
            box = QRect(min(int(x) - 40, self.width() - 62), 0, 80, HEADER)
            ink.line(
                painter,
                box,
                hour(board.strip.hard_stop),
                ink.strong(self._size),
                theme.act_now.text,
                ink.CENTRE,
            )

    def _paint_lane(self, painter: QPainter, lane: Lane, top: int, height: int, axis: TimeAxis, now: datetime) -> None:
        theme = palette.tokens()
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(0, top, self.width(), top)
        name = QRect(8, top, LEFT - 14, lane.rows * height)
        ink.lines(
            painter,
            name.adjusted(0, max((name.height() - 36) // 2, 0), 0, 0),
            lane.team,
            ink.plain(self._size),
            theme.text,
        )
        for bar in lane.bars:
            self._paint_bar(painter, bar, top + bar.row * height, height, axis, now)

    def _paint_bar(self, painter: QPainter, bar: Bar, top: int, height: int, axis: TimeAxis, now: datetime) -> None:
        theme = palette.tokens()
        shade = theme.shade(bar.tone)
        inset = 2 if height < 16 else 4
        if bar.plan is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(palette.colour(theme.strong_border), 1, Qt.PenStyle.DotLine))
            painter.drawRect(_box(axis, bar.plan, top + 1, height - 3))
        if bar.forecast is not None:
            box = _box(axis, bar.forecast, top + inset, height - 2 * inset)
            painter.setPen(QPen(palette.colour(shade.mark), 1))
            painter.setBrush(ink.hatched(palette.colour(shade.mark)))
            painter.drawRect(box)
        if bar.actual is not None:
            box = _box(axis, bar.actual, top + inset, height - 2 * inset)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(shade.mark))
            painter.drawRoundedRect(box, 2, 2)
        self._paint_number(painter, bar, top, height, axis)

    def _paint_number(self, painter: QPainter, bar: Bar, top: int, height: int, axis: TimeAxis) -> None:
        theme = palette.tokens()
        pair = bar.actual or bar.forecast or bar.plan
        if pair is None or height < LEAST_ROW:
            return
        face = ink.strong(self._size)
        painter.setFont(face)
        width = painter.fontMetrics().horizontalAdvance(bar.number) + 6
        box = _box(axis, pair, top, height)
        place = QRect(int(box.left()) + 2, top, width, height)
        is_filled = bar.actual is not None and box.width() > width
        if is_filled:
            on_mark = theme.window if theme.is_dark or bar.tone is Tone.WATCH else theme.on_accent
            ink.line(painter, place, bar.number, face, on_mark)
        else:
            painter.fillRect(place.adjusted(0, 3, -2, -3), palette.colour(theme.surface, 215))
            ink.line(painter, place, bar.number, face, theme.text)

    def _paint_now(self, painter: QPainter, board: Board, axis: TimeAxis) -> None:
        theme = palette.tokens()
        x = axis.x(board.strip.now)
        painter.setPen(QPen(palette.colour(theme.text), 2))
        painter.drawLine(QPointF(x, HEADER - 2), QPointF(x, self.height()))
        face = ink.strong(self._size)
        box = QRect(int(x) - 34, 0, 68, HEADER - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(theme.text))
        painter.drawRoundedRect(box, 3, 3)
        ink.line(painter, box, clock(board.strip.now), face, theme.surface, ink.CENTRE)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        board = self._board
        if board is None:
            return
        axis, height, top = self._axis(board), self._row_height(board), HEADER
        for lane in board.lanes:
            for bar in lane.bars:
                pair = bar.actual or bar.forecast or bar.plan
                if pair and _box(axis, pair, top + bar.row * height, height).contains(event.position()):
                    self.chosen.emit(bar.step_id)
                    return
            top += lane.rows * height

    @override
    def sizeHint(self) -> QSize:
        return QSize(1200, 150)


def _box(axis: TimeAxis, pair: tuple[datetime, datetime], top: int, height: int) -> QRectF:
    left, right = axis.x(pair[0]), axis.x(pair[1])
    return QRectF(left, top, max(right - left, 4.0), max(height, 3))
