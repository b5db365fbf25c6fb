"""The result as a picture: ranked bars with ranges between assessors, and the weights that change the first place.

Readable without colour: the leader's bar is filled, the others are outlined, an excluded one is hatched, and every
value stands beside its mark.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.selection.records import FULL, Sheet
from app.models.selection.result import Candidate, Result, shown
from app.models.selection.sensitivity import Sensitivity
from app.views.common import appearance, palette, typeface
from app.views.selection import result_words

BAR_ROW = 64
FLIP_ROW = 44
_BAR = 16
_HEAD = 24
_SIDE = 10
"""Room left and right of the tracks, for the marks at their ends."""
_WHOLE = float(FULL)


@dataclass(frozen=True, slots=True)
class Bar:
    """One candidate: its totals, and why it is out."""

    name: str
    total: Fraction | None
    low: Fraction | None
    high: Fraction | None
    each: tuple[Fraction, ...]
    is_leader: bool
    excluded: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Track:
    """One weight from 0 to 100: where it is, and where the first place changes."""

    name: str
    weight: Fraction
    flips: tuple[tuple[Fraction, str], ...]
    """(value, who leads on the far side)."""


def bars(sheet: Sheet, found: Result) -> tuple[Bar, ...]:
    """The candidates in the order of their places, the excluded ones last."""
    return tuple(_bar(sheet, found, one) for one in found.candidates)


def _bar(sheet: Sheet, found: Result, one: Candidate) -> Bar:
    return Bar(
        result_words.name_of(sheet, one.system_id),
        one.total,
        one.low,
        one.high,
        tuple(one.by_assessor.values()) if one.total is not None else (),
        one.system_id == found.leader_id and not one.is_excluded,
        result_words.excluded_by(one) if one.is_excluded else "",
        f"còn {one.missing} ô chưa chấm" if one.missing else "",
    )


def tracks(sheet: Sheet, found: Sensitivity) -> tuple[Track, ...]:
    """The weights that could change the first place, the nearest first."""
    made: dict[str, Track] = {}
    for flip in found.flips:
        criterion = sheet.criterion(flip.criterion_id)
        known = made.get(flip.criterion_id)
        far = flip.above_id if flip.at > flip.weight else flip.below_id
        marks = (*(known.flips if known else ()), (flip.at, result_words.name_of(sheet, far)))
        made[flip.criterion_id] = Track(criterion.name if criterion else "", flip.weight, marks)
    return tuple(made.values())


class ResultPicture(QWidget):
    """Bars above, weights below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bars: Sequence[Bar] = ()
        self._tracks: Sequence[Track] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(260)

    def show_result(self, sheet: Sheet, found: Result, firm: Sensitivity) -> None:
        """Draw another result; what is drawn is also said for screen readers."""
        self._bars = bars(sheet, found)
        self._tracks = tracks(sheet, firm)
        said = [f"{one.name}: {_bar_words(one)}" for one in self._bars]
        said += [f"{one.name}: đang {shown(one.weight)}, {_flip_words(one)}" for one in self._tracks]
        self.setAccessibleName("Biểu đồ kết quả")
        self.setAccessibleDescription(". ".join(said))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        flips = _HEAD + FLIP_ROW * len(self._tracks) if self._tracks else 0
        return QSize(320, _HEAD + BAR_ROW * len(self._bars) + flips)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(260, self.sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter, 0, "Tổng điểm (khoảng giữa các người đánh giá)")
        top = _HEAD
        for bar in self._bars:
            self._paint_bar(painter, bar, top)
            top += BAR_ROW
        if self._tracks:
            self._paint_head(painter, top, "Trọng số làm đổi hệ thống dẫn điểm")
            top += _HEAD
            for track in self._tracks:
                self._paint_track(painter, track, top)
                top += FLIP_ROW
        painter.end()

    def _x(self, value: Fraction | float) -> float:
        return _SIDE + float(value) / _WHOLE * (self.width() - 2 * _SIDE)

    def _text(self, painter: QPainter, box: QRect, text: str, ink: str, *, right: bool = False) -> None:
        painter.setPen(palette.colour(ink))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, cut)

    def _paint_head(self, painter: QPainter, top: int, text: str) -> None:
        painter.setFont(typeface.font(typeface.SMALL))
        self._text(painter, QRect(0, top, self.width(), _HEAD - 4), text, palette.tokens().muted)

    def _paint_bar(self, painter: QPainter, bar: Bar, top: int) -> None:
        theme = palette.tokens()
        words = _bar_words(bar)
        painter.setFont(appearance.semibold() if bar.is_leader else typeface.font())
        room = painter.fontMetrics().horizontalAdvance(words) if bar.total is not None and not bar.excluded else 0
        name = QRect(0, top, self.width() - room - 8, 20)
        self._text(painter, name, bar.name, theme.muted if bar.excluded else theme.text)
        if room:
            self._text(painter, QRect(0, top, self.width(), 20), words, theme.text, right=True)
        track = QRectF(self._x(0), top + 24, self._x(_WHOLE) - self._x(0), _BAR)
        painter.setPen(QPen(palette.colour(theme.border), 1))
        painter.setBrush(palette.colour(theme.window))
        painter.drawRect(track)
        if bar.total is not None:
            self._paint_total(painter, bar, track)
        painter.setFont(typeface.font(typeface.SMALL))
        under = QRect(0, top + 44, self.width(), 16)
        if bar.excluded:
            self._text(painter, under, f"Bị loại: {bar.excluded}", theme.act_now.text)
        elif bar.total is None:
            self._text(painter, under, words, theme.muted)
        elif bar.low is not None and bar.high != bar.low:
            self._text(painter, under, f"từ {shown(bar.low)} đến {shown(bar.high)}", theme.muted, right=True)

    def _paint_total(self, painter: QPainter, bar: Bar, track: QRectF) -> None:
        theme = palette.tokens()
        ink = palette.colour(theme.neutral.mark if bar.excluded else theme.accent)
        filled = QRectF(track.left(), track.top(), self._x(bar.total or 0) - track.left(), track.height())
        painter.setPen(QPen(ink, 1.5))
        painter.setBrush(_filling(bar, ink))
        painter.drawRect(filled)
        if bar.low is None or bar.high is None or bar.excluded:
            return
        middle = track.center().y()
        painter.setPen(QPen(palette.colour(theme.text), 2))
        painter.drawLine(QPointF(self._x(bar.low), middle), QPointF(self._x(bar.high), middle))
        for one in bar.each:
            painter.drawLine(QPointF(self._x(one), track.top() - 3), QPointF(self._x(one), track.bottom() + 3))

    def _paint_track(self, painter: QPainter, track: Track, top: int) -> None:
        theme = palette.tokens()
        painter.setFont(typeface.font(typeface.SMALL))
        now = f"đang {shown(track.weight)}"
        room = painter.fontMetrics().horizontalAdvance(now) + 8
        self._text(painter, QRect(0, top, self.width() - room, 16), track.name, theme.text)
        self._text(painter, QRect(0, top, self.width(), 16), now, theme.muted, right=True)
        y = top + 28
        painter.setPen(QPen(palette.colour(theme.strong_border), 2))
        painter.drawLine(QPointF(self._x(0), y), QPointF(self._x(_WHOLE), y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.colour(theme.text))
        painter.drawEllipse(QPointF(self._x(track.weight), y), 5, 5)
        for value, _leader in track.flips:
            x = self._x(value)
            painter.setPen(QPen(palette.colour(theme.act_now.mark), 2))
            painter.setBrush(palette.colour(theme.surface))
            painter.drawPolygon(QPolygonF([QPointF(x, y - 7), QPointF(x + 7, y), QPointF(x, y + 7), QPointF(x - 7, y)]))
            self._paint_value(painter, x, y, shown(value), self._x(track.weight))

    def _paint_value(self, painter: QPainter, x: float, y: int, text: str, dot: float) -> None:
        """A value beside its mark, on the side where it covers neither the dot nor the edge."""
        width = painter.fontMetrics().horizontalAdvance(text)
        covers = x - 6 < dot < x + 18 + width
        fits = x + 12 + width < self.width()
        left = x - 12 - width if (covers and x - 12 - width > 0) or not fits else x + (18 if covers else 10)
        box = QRect(int(left) - 2, y - 8, width + 4, 16)
        painter.fillRect(box, palette.colour(palette.tokens().surface))
        painter.setPen(palette.colour(palette.tokens().act_now.text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _filling(bar: Bar, ink: QColor) -> QBrush:
    """The leader full, the others light, an excluded one hatched."""
    if bar.excluded:
        return QBrush(ink, Qt.BrushStyle.BDiagPattern)
    return QBrush(ink) if bar.is_leader else QBrush(palette.colour(palette.tokens().accent_soft))


def _bar_words(bar: Bar) -> str:
    if bar.excluded:
        return f"bị loại, {bar.excluded}"
    if bar.total is None:
        return f"chưa đủ điểm, {bar.remark}" if bar.remark else "chưa đủ điểm"
    return shown(bar.total)


def _flip_words(track: Track) -> str:
    return ", ".join(f"tại {shown(value)} {leader} dẫn" for value, leader in track.flips)
