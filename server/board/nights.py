"""Tonight's cut-overs as the centre watches them, and the line on top of every page. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.board import official
from server.board.ages import NIGHT_LIMIT, WORK_LIMIT, Age
from server.board.figures import Level, Night, instant
from server.board.province import Published
from server.board.words import LETTERS, alphabetical, clock

_KEPT = timedelta(hours=36)
"""How long a night stays on the board after its end."""
_OVER = ("closed", "back")
_GOING = ("running", "held", "rollback")


@dataclass(frozen=True, slots=True)
class NightRow:
    """A night as the centre watches it."""

    province: str
    name: str
    night: Night
    age: Age

    @property
    def is_real(self) -> bool:
        """Whether it is no rehearsal."""
        return self.night.mode == "real"

    @property
    def level(self) -> Level:
        """As of a cell: what is stale is never green."""
        return "" if self.age.is_stale and self.night.level == "green" else self.night.level

    @property
    def letter(self) -> str:
        """Đ, V, X or cũ."""
        return LETTERS[self.level] if self.level else "cũ"

    @property
    def finish(self) -> str:
        """When it ended, or is expected to end with the range."""
        end = instant(self.night.finish)
        if end is None:
            return "chưa có"
        low, high = instant(self.night.low), instant(self.night.high)
        between = f" ({clock(low)}–{clock(high)})" if low and high else ""
        return f"{clock(end)}{between}"

    @property
    def is_late(self) -> bool:
        """Whether it is expected to miss its hard stop."""
        end, stop = instant(self.night.finish), instant(self.night.hard_stop)
        return end is not None and stop is not None and end > stop


@dataclass(frozen=True, slots=True)
class Strip:
    """The line on top of every page."""

    provinces: int
    """The 34, and what the server knows besides."""
    fresh: int
    late: int
    nights: int
    critical: int


def nights(provinces: Iterable[Published], *, now: datetime) -> tuple[NightRow, ...]:
    """The cut-overs around now: those going on first, the night itself before rehearsals, then what is worst."""
    found = []
    for one in provinces:
        for figure, night in one.nights:
            limit = NIGHT_LIMIT if night.state in _GOING else WORK_LIMIT
            age = Age.of(one.as_of(now, figure.computed_at), now, limit)
            if night.state in _OVER:
                age = Age(age.as_of, is_stale=False, shown=age.shown)  # what ended stays as it ended
            if night.state not in _OVER or _is_recent(night, now):
                found.append(NightRow(one.code, one.name, night, age))
    return tuple(sorted(found, key=_order))


def strip(provinces: Sequence[Published], rows: Sequence[NightRow], *, now: datetime) -> Strip:
    """The line on top."""
    fresh = sum(1 for one in provinces if not Age.of(one.as_of(now), now, WORK_LIMIT).is_stale)
    late = sum(one.late for each in provinces for one in each.by_group.values())
    real = [one.night for one in rows if one.is_real]
    going = sum(1 for one in real if one.state in _GOING)
    places = len(official.provinces().keys() | {one.code for one in provinces})
    return Strip(places, fresh, late, going, sum(one.critical for one in real))


def _is_recent(night: Night, now: datetime) -> bool:
    end = instant(night.finish) or instant(night.anchor)
    return end is not None and now - end < _KEPT


def _order(row: NightRow) -> tuple[Any, ...]:
    is_over = row.night.state in _OVER
    severity = ("red", "amber", "", "green").index(row.level)
    return is_over, not row.is_real, severity, -row.night.critical, row.night.finish, alphabetical(row.name)
