"""The way of a paper as a strip of eight stations, each with who and when; what was skipped is said."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from app.models.papers.records import Entry, Paper, Stage, Step
from app.models.vietnam_time import local, show_date
from app.views.common import appearance, icons, palette, typeface
from app.views.common.palette import Tone

HEIGHT = 92
CIRCLE = 24
STATIONS: tuple[tuple[str, Stage, tuple[Step, ...]], ...] = (
    ("Dự thảo", Stage.DRAFT, ()),
    ("Lấy ý kiến", Stage.CONSULTING, (Step.CONSULT,)),
    ("Phiếu trình", Stage.SUBMITTED, (Step.SUBMIT, Step.INITIAL)),
    ("Ký", Stage.SIGNED, (Step.SIGN,)),
    ("Cấp số, ngày", Stage.NUMBERED, (Step.NUMBER, Step.RENUMBER)),
    ("Đóng dấu, ký số", Stage.STAMPED, (Step.STAMP,)),
    ("Phát hành", Stage.ISSUED, (Step.ISSUE,)),
    ("Lưu", Stage.ARCHIVED, (Step.ARCHIVE,)),
)


@dataclass(frozen=True, slots=True)
class Station:
    """One stage of the way; `at` None is not reached, or skipped where a later one was."""

    name: str
    tone: Tone
    at: datetime | None = None
    person: str = ""
    skipped: bool = False

    @property
    def words(self) -> tuple[str, str]:
        """When and who, in two lines."""
        if self.skipped:
            return "không qua bước này", ""
        if self.at is None:
            return "", ""
        return f"{local(self.at):%H:%M} {show_date(local(self.at).date())}", self.person


def stations(paper: Paper) -> tuple[Station, ...]:
    """The way that a paper has gone since it was last sent back."""
    back = next((at for at in reversed(range(len(paper.entries))) if paper.entries[at].step is Step.RETURN), -1)
    entries = paper.entries[back + 1 :]
    order = [stage for _, stage, _ in STATIONS]
    reached = order.index(paper.stage)
    found = []
    for at, (name, stage, steps) in enumerate(STATIONS):
        entry = next((one for one in reversed(entries) if one.step in steps), None)
        found.append(_station(paper, name, stage, entry, at, reached))
    return tuple(found)


def _station(paper: Paper, name: str, stage: Stage, entry: Entry | None, at: int, reached: int) -> Station:
    if stage is Stage.DRAFT:
        tone = Tone.RUNNING if reached == 0 else Tone.CONFIRMED
        return Station(name, tone, paper.made_at, paper.drafting_unit)
    if entry is not None:
        waits = at > reached
        return Station(name, Tone.RUNNING if waits else Tone.CONFIRMED, entry.at, entry.person)
    return Station(name, Tone.NEUTRAL, skipped=at < reached)


class WayStrip(QWidget):
    """Draws the stations from left to right."""

    def __init__(self) -> None:
        super().__init__()
        self._stations: tuple[Station, ...] = ()
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(640)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> tuple[Station, ...]:
        """The stations drawn."""
        return self._stations

    def show_paper(self, paper: Paper) -> None:
        """Show where a paper stands."""
        self._stations = stations(paper)
        told = [f"{one.name}: {' '.join(one.words).strip()}" for one in self._stations if one.at or one.skipped]
        self.setAccessibleName("; ".join(told))
        self.setToolTip("\n".join(told))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(880, HEIGHT)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._stations:
            return
        theme = palette.tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.width() / len(self._stations)
        middle = 8 + CIRCLE // 2
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(QPoint(round(wide / 2), middle), QPoint(round(self.width() - wide / 2), middle))
        for at, station in enumerate(self._stations):
            self._paint_station(painter, at, station, QRect(round(at * wide), 0, round(wide), self.height()))
        painter.end()

    def _paint_station(self, painter: QPainter, at: int, station: Station, box: QRect) -> None:
        theme = palette.tokens()
        shade = theme.shade(station.tone)
        circle = QRect(box.center().x() - CIRCLE // 2, 8, CIRCLE, CIRCLE)
        painter.setPen(palette.colour(theme.surface))
        painter.setBrush(palette.colour(shade.soft))
        painter.drawEllipse(circle)
        ink = palette.colour(shade.text)
        painter.setPen(ink)
        if station.tone is Tone.CONFIRMED:
            icons.draw(painter, "check", circle.adjusted(5, 5, -5, -5), ink)
        elif station.skipped:
            icons.draw(painter, "minus", circle.adjusted(5, 5, -5, -5), ink)
        else:
            painter.setFont(appearance.semibold(typeface.SMALL))
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(at + 1))
        lines = [(station.name, appearance.semibold(typeface.SMALL), theme.text)]
        lines += [(text, typeface.font(typeface.SMALL), theme.muted) for text in station.words if text]
        top = circle.bottom() + 4
        for text, font, colour in lines:
            painter.setFont(font)
            painter.setPen(palette.colour(colour))
            line = QRect(box.left(), top, box.width(), 17)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter, shown)
            top += 17
