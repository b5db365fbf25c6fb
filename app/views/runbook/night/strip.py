"""The top strip (64 px): clock, T+, projected finish, latest decision, downtime, gate, link, kind of run."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.runbook.records import RunMode
from app.views.common import palette, typeface
from app.views.common.clock_words import clock, hour, running, since_start, span
from app.views.common.palette import Tone
from app.views.runbook.badges import MODE
from app.views.runbook.night import ink
from app.views.runbook.night.board import Strip

HEIGHT = 64


@dataclass(frozen=True, slots=True)
class Reading:
    """One cell of the strip: what it is, its value, what stands beside or under it."""

    name: str
    value: str
    more: str = ""
    tone: Tone = Tone.NEUTRAL
    weight: int = 10
    """Its share of the width."""


class TopStrip(QWidget):
    """What must be seen at every moment."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strip: Strip | None = None
        self.setFixedHeight(HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_strip(self, strip: Strip) -> None:
        """Show these readings."""
        self._strip = strip
        cells = ". ".join(f"{cell.name}: {cell.value} {cell.more}".strip() for cell in readings(strip))
        if self.accessibleName() != cells:
            self.setAccessibleName(cells)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(1366, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._strip is None:
            return
        painter = QPainter(self)
        theme = palette.tokens()
        painter.fillRect(self.rect(), palette.colour(theme.surface))
        left = self._paint_mode(painter, self._strip)
        cells = readings(self._strip)
        room = self.width() - left - 8
        whole = sum(cell.weight for cell in cells)
        for cell in cells:
            width = room * cell.weight // whole
            _paint_cell(painter, QRect(left, 0, width, HEIGHT), cell)
            left += width
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(0, HEIGHT - 1, self.width(), HEIGHT - 1)
        painter.end()

    def _paint_mode(self, painter: QPainter, strip: Strip) -> int:
        """The word of the mode on its colour at the left; rehearsal is hatched besides."""
        theme = palette.tokens()
        face = typeface.font(typeface.LARGE, QFont.Weight.Bold)
        painter.setFont(face)
        width = painter.fontMetrics().horizontalAdvance(strip.mode.label) + 52
        box = QRect(0, 0, width, HEIGHT)
        shade = theme.shade(MODE[strip.mode].tone)
        painter.fillRect(box, palette.colour(shade.soft))
        if strip.mode is RunMode.REHEARSAL:
            painter.fillRect(QRect(0, HEIGHT - 8, width, 8), ink.hatched(palette.colour(shade.mark)))
        ink.icon(painter, MODE[strip.mode].icon, 12, 12, 20, shade.text)
        ink.line(painter, QRect(38, 8, width - 40, 28), strip.mode.label, face, shade.text)
        ink.line(painter, QRect(12, 34, width - 16, 20), strip.title, ink.plain(typeface.SMALL), shade.text)
        return width


def readings(strip: Strip) -> tuple[Reading, ...]:
    """The cells of the strip from left to right."""
    return (
        Reading("Giờ Việt Nam", clock(strip.now), since_start(strip.since_start), weight=18),
        _finish(strip),
        _decision(strip),
        _downtime(strip),
        Reading("Điểm quyết định", strip.gate.words, "", strip.gate.tone, weight=16),
        Reading("Liên lạc", strip.link.words, "", strip.link.tone, weight=10),
    )


def _finish(strip: Strip) -> Reading:
    if strip.is_over:
        return Reading("Đã kết thúc", clock(strip.finish), "", Tone.CONFIRMED, weight=19)
    more = f"({hour(strip.low)}–{hour(strip.high)}) · trước {hour(strip.hard_stop)}: {round(strip.on_time * 100)}%"
    return Reading("Dự kiến xong", hour(strip.finish), more, strip.finish_tone, weight=19)


def _decision(strip: Strip) -> Reading:
    if strip.decide_by is None or strip.to_decide is None:
        return Reading("Hạn quyết định khôi phục", "—", strip.decide_words, strip.decide_tone, weight=20)
    left = (
        f"còn {running(strip.to_decide)}" if strip.to_decide.total_seconds() > 0 else f"quá {running(-strip.to_decide)}"
    )
    more = f"{left} · {strip.decide_words}" if strip.decide_words else left
    return Reading("Hạn quyết định khôi phục", hour(strip.decide_by), more, strip.decide_tone, weight=20)


def _downtime(strip: Strip) -> Reading:
    if strip.hold is not None:
        return Reading("TẠM DỪNG", running(strip.now - strip.hold.begun_at), strip.hold.reason, Tone.WATCH, weight=15)
    if strip.downtime is None:
        return Reading("Gián đoạn dịch vụ", "—", "chưa chặn truy cập", weight=15)
    if strip.is_reopened:
        return Reading("Gián đoạn dịch vụ", span(strip.downtime), "đã mở lại", Tone.CONFIRMED, weight=15)
    return Reading("Gián đoạn dịch vụ", running(strip.downtime), "đang chặn truy cập", weight=15)


def _paint_cell(painter: QPainter, box: QRect, cell: Reading) -> None:
    theme = palette.tokens()
    painter.setPen(palette.colour(theme.border))
    painter.drawLine(box.left(), 10, box.left(), HEIGHT - 11)
    inside = box.adjusted(10, 6, -6, -6)
    shade = theme.shade(cell.tone)
    is_plain = cell.tone is Tone.NEUTRAL
    small = ink.plain(typeface.SMALL)
    name = QRect(inside.left(), inside.top(), inside.width(), 16)
    ink.line(painter, name, cell.name, small, theme.muted)
    value = QRect(inside.left(), inside.top() + 16, inside.width(), 36)
    if not is_plain:
        painter.fillRect(box.adjusted(1, 0, 0, -1), palette.colour(shade.soft))
        ink.line(painter, name, cell.name, small, shade.text)
        ink.icon(painter, ink.MARKS[cell.tone], value.left(), value.top() + 8, 18, shade.text)
        value.setLeft(value.left() + 23)
    colour = theme.text if is_plain else shade.text
    big = ink.strong(typeface.HEADLINE)
    is_words = not any(ch.isdigit() for ch in cell.value[:2]) and len(cell.value) > 2
    if is_words:
        ink.lines(painter, value, cell.value, ink.strong(), colour)
        return
    used = ink.line(painter, value, cell.value, big, colour)
    more = value.adjusted(used + 8, 0, 0, 0)
    if cell.more and more.width() > 40:
        painter.setFont(small)
        metrics = painter.fontMetrics()
        height = len(ink.wrapped(metrics, cell.more, more.width(), 2)) * metrics.height()
        place = QRect(more.left(), more.center().y() - height // 2, more.width(), 2 * metrics.height())
        ink.lines(painter, place, cell.more, small, colour)
