"""Màn hình chung: the second window for the wall; read-only, 1080p, readable at four metres."""

from datetime import timedelta

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QFont, QKeySequence, QPainter, QPaintEvent, QShortcut
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.models.runbook.records import RunMode
from app.models.runbook.run_records import StepStatus
from app.views.common import palette, typeface
from app.views.common.clock_words import clock, hour, minutes, running, since_start
from app.views.common.palette import Tone
from app.views.runbook.badges import MODE
from app.views.runbook.night import ink
from app.views.runbook.night.board import Board, Card, Place, board
from app.views.runbook.night.following import Following
from app.views.sync.words import wall_link

CLOCK_PX = 150
BODY_PX = 28
_DESIGN = QSize(1920, 1080)
_MARGIN = 36
_LINE = 40
_TITLES = {Place.RUNNING: Tone.RUNNING, Place.NEXT: Tone.NEUTRAL, Place.BLOCKED: Tone.ACT_NOW}


class WallWindow(QWidget):
    """What everybody in the room sees."""

    closed = Signal()

    def __init__(self, following: Following) -> None:
        super().__init__()
        self._following = following
        self._board: Board | None = None
        run = following.state.run
        self.setWindowTitle(f"Màn hình chung - {run.mode.label} - {run.title}")
        self.resize(_DESIGN)
        following.ticked.connect(lambda _now: self.show_board())
        following.state_changed.connect(self.show_board)
        following.forecast_made.connect(self.show_board)
        following.office.link.stated.connect(self._show_link)
        QShortcut(QKeySequence("F11"), self).activated.connect(self.toggle_full_screen)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.showNormal)
        self.show_board()

    def show_board(self) -> None:
        """Show the run as it is at this instant."""
        following = self._following
        self._board = board(following.state, following.forecast, now=following.now())
        _icon, words, more, _tone = self._link()
        self.setAccessibleDescription(f"{words}, {more}")
        self.update()

    def _link(self) -> tuple[str, str, str, Tone]:
        """How fresh the board is: the age by this PC's clock, the time by the corrected one."""
        office, now = self._following.office, self._following.now()
        state = office.link.state
        age = office.desk.now() - state.synced_at if state.synced_at is not None else timedelta()
        return wall_link(state, now=now, age=max(age, timedelta()))

    def _show_link(self, _state: object) -> None:
        self.show_board()

    def toggle_full_screen(self) -> None:
        """F11."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._board is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = palette.tokens()
        painter.fillRect(self.rect(), palette.colour(theme.window))
        scale = min(self.width() / _DESIGN.width(), self.height() / _DESIGN.height())
        painter.scale(scale, scale)
        whole = QRect(0, 0, int(self.width() / scale), int(self.height() / scale))
        self._paint_border(painter, whole)
        self._paint_head(painter, whole, self._board)
        self._paint_facts(painter, QRect(_MARGIN, 262, whole.width() - 2 * _MARGIN, 150), self._board)
        self._paint_places(painter, QRect(_MARGIN, 432, whole.width() - 2 * _MARGIN, whole.height() - 540), self._board)
        self._paint_foot(painter, QRect(_MARGIN, whole.height() - 92, whole.width() - 2 * _MARGIN, 64))
        painter.end()

    def _paint_border(self, painter: QPainter, whole: QRect) -> None:
        mode = self._following.state.run.mode
        mark = palette.colour(palette.tokens().shade(MODE[mode].tone).mark)
        brush = ink.hatched(mark) if mode is RunMode.REHEARSAL else mark
        for side in (
            QRect(0, 0, whole.width(), 12),
            QRect(0, whole.height() - 12, whole.width(), 12),
            QRect(0, 0, 12, whole.height()),
            QRect(whole.width() - 12, 0, 12, whole.height()),
        ):
            painter.fillRect(side, brush)

    def _paint_head(self, painter: QPainter, whole: QRect, shown: Board) -> None:
        theme = palette.tokens()
        strip = shown.strip
        shade = theme.shade(MODE[strip.mode].tone)
        ink.icon(painter, MODE[strip.mode].icon, _MARGIN, 40, 52, shade.text)
        ink.line(painter, QRect(_MARGIN + 66, 16, 560, 100), strip.mode.label, face(60, QFont.Weight.Bold), shade.text)
        ink.line(painter, QRect(_MARGIN, 112, 620, 44), strip.title, face(32), theme.text)
        words = f"{shown.done}/{shown.steps} bước đã xong"
        ink.line(painter, QRect(_MARGIN, 160, 620, 44), words, face(32), theme.muted)
        big = face(CLOCK_PX, QFont.Weight.DemiBold)
        ink.line(painter, QRect(whole.width() // 2 - 360, 34, 760, 200), clock(strip.now), big, theme.text, ink.CENTRE)
        since = QRect(whole.width() - _MARGIN - 420, 60, 420, 64)
        ink.line(painter, since, since_start(strip.since_start), face(52), theme.muted, ink.RIGHT)
        self._paint_link(painter, QRect(whole.width() - _MARGIN - 576, 186, 560, 70))
        if strip.hold is not None:
            box = QRect(whole.width() - _MARGIN - 420, 122, 420, 56)
            held = f"TẠM DỪNG {running(strip.now - strip.hold.begun_at)}"
            ink.line(painter, box, held, face(36, QFont.Weight.Bold), theme.watch.text, ink.RIGHT)

    def _paint_link(self, painter: QPainter, box: QRect) -> None:
        """Whether what the room sees is fresh: at the right under the time since the start."""
        icon, words, more, tone = self._link()
        theme = palette.tokens()
        shade = theme.shade(tone)
        is_plain = tone is Tone.NEUTRAL
        if not is_plain:
            painter.fillRect(box, palette.colour(shade.soft))
        box = box.adjusted(16, 0, -16, 0)
        colour = theme.muted if is_plain else shade.text
        weight = QFont.Weight.Normal if is_plain else QFont.Weight.Bold
        used = ink.line(
            painter, QRect(box.left(), box.top(), box.width(), 38), words, face(32, weight), colour, ink.RIGHT
        )
        ink.icon(painter, icon, box.right() - used - 44, box.top() + 3, 32, colour)
        ink.line(painter, QRect(box.left(), box.top() + 36, box.width(), 34), more, face(BODY_PX), colour, ink.RIGHT)

    def _paint_facts(self, painter: QPainter, box: QRect, shown: Board) -> None:
        strip = shown.strip
        left = strip.to_decide
        countdown = ""
        if left is not None:
            countdown = f"còn {running(left)}" if left > timedelta() else f"đã quá {running(-left)}"
        downtime = running(strip.downtime) if strip.downtime is not None else "—"
        cells = (
            ("Dự kiến xong", hour(strip.finish), f"{hour(strip.low)} đến {hour(strip.high)}", strip.finish_tone),
            (
                "Hạn quyết định khôi phục",
                hour(strip.decide_by) if strip.decide_by else "—",
                countdown or strip.decide_words,
                strip.decide_tone,
            ),
            ("Gián đoạn dịch vụ", downtime, "đã mở lại" if strip.is_reopened else "", Tone.NEUTRAL),
            ("Điểm quyết định", "", strip.gate.words, strip.gate.tone),
        )
        width = box.width() // len(cells)
        for at, (name, value, more, tone) in enumerate(cells):
            _paint_cell(
                painter, QRect(box.left() + at * width, box.top(), width - 16, box.height()), name, value, more, tone
            )

    def _paint_places(self, painter: QPainter, box: QRect, shown: Board) -> None:
        theme = palette.tokens()
        width = box.width() // len(Place)
        for at, place in enumerate(Place):
            area = QRect(box.left() + at * width, box.top(), width - 28, box.height())
            cards = shown.cards[place]
            shade = theme.shade(_TITLES[place] if cards else Tone.NEUTRAL)
            title = f"{place.value}  {len(cards)}" if cards else place.value
            ink.line(
                painter,
                QRect(area.left(), area.top(), area.width(), 48),
                title,
                face(34, QFont.Weight.Bold),
                shade.text,
            )
            rows = max((area.height() - 56) // (2 * _LINE + 12), 1)
            for row, card in enumerate(cards[:rows]):
                top = area.top() + 56 + row * (2 * _LINE + 12)
                _paint_card(painter, QRect(area.left(), top, area.width(), 2 * _LINE + 4), card)
            if len(cards) > rows:
                rest = QRect(area.left(), area.bottom() - 30, area.width(), 34)
                ink.line(painter, rest, f"và {len(cards) - rows} bước nữa", face(BODY_PX), theme.muted)

    def _paint_foot(self, painter: QPainter, box: QRect) -> None:
        theme = palette.tokens()
        alarm = max(self._following.watch.alarms, key=lambda one: one.level, default=None)
        if alarm is None or alarm.level < 2:
            ink.line(painter, box, self._following.forecast.cause, face(BODY_PX), theme.muted)
            return
        shade = theme.act_now if alarm.level > 2 else theme.watch
        painter.fillRect(box, palette.colour(shade.soft))
        ink.icon(
            painter,
            "warning-octagon" if alarm.level > 2 else "warning",
            box.left() + 14,
            box.top() + 12,
            40,
            shade.text,
        )
        words = f"{clock(alarm.since)}  {alarm.text}"
        ink.line(painter, box.adjusted(70, 0, -12, 0), words, face(36, QFont.Weight.DemiBold), shade.text)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self.closed.emit()
        super().closeEvent(event)


def face(pixels: int, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The interface font at a height in pixels of a 1080p screen."""
    made = typeface.font(weight=weight)
    made.setPixelSize(pixels)
    return made


def _paint_cell(painter: QPainter, box: QRect, name: str, value: str, more: str, tone: Tone) -> None:
    theme = palette.tokens()
    shade = theme.shade(tone)
    is_plain = tone is Tone.NEUTRAL
    painter.fillRect(box, palette.colour(theme.surface if is_plain else shade.soft))
    ink.line(painter, box.adjusted(16, 6, -8, -108), name, face(BODY_PX), theme.muted if is_plain else shade.text)
    colour = theme.text if is_plain else shade.text
    left = box.left() + 16
    if not is_plain:
        ink.icon(painter, ink.MARKS[tone], left, box.top() + 64, 44, colour)
        left += 56
    if value:
        place = QRect(left, box.top() + 44, box.right() - left, 76)
        used = ink.line(painter, place, value, face(64, QFont.Weight.DemiBold), colour)
        ink.lines(
            painter,
            QRect(left + used + 16, box.top() + 52, box.right() - left - used - 20, 80),
            more,
            face(BODY_PX),
            colour,
        )
    else:
        ink.lines(painter, QRect(left, box.top() + 52, box.right() - left - 8, 84), more, face(34), colour)


def _paint_card(painter: QPainter, box: QRect, card: Card) -> None:
    theme = palette.tokens()
    shade = theme.shade(card.tone)
    painter.fillRect(box, palette.colour(theme.surface))
    painter.fillRect(QRect(box.left(), box.top(), 8, box.height()), palette.colour(shade.mark))
    number = ink.line(
        painter, QRect(box.left() + 20, box.top(), 90, _LINE + 2), card.number, face(34, QFont.Weight.Bold), shade.text
    )
    first = QRect(box.left() + 32 + number, box.top(), box.width() - 40 - number, _LINE + 2)
    ink.line(painter, first, card.content, face(BODY_PX, QFont.Weight.DemiBold), theme.text, middle=True)
    second = QRect(box.left() + 20, box.top() + _LINE, box.width() - 28, _LINE)
    if card.status is StepStatus.RUNNING:
        time = f"{running(card.elapsed)} / {minutes(card.expected)}"
    else:
        time = hour(card.ends_at) if card.ends_at else ""
    words = card.words if card.place is Place.BLOCKED else card.owner
    used = ink.line(painter, second, time, face(BODY_PX), theme.text, ink.RIGHT)
    ink.line(
        painter,
        second.adjusted(0, 0, -used - 12, 0),
        words,
        face(BODY_PX),
        shade.text if card.place is Place.BLOCKED else theme.muted,
    )
