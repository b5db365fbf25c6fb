"""Working time as plain frozen records: hours of a week, days apart, the calendar made of them, limits, pauses.

A calendar is known by its version: the hash of everything it says. What was computed under a version is explained
under that version for ever, whatever the province changes later.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property

from app.journal.change import Json
from app.journal.wire import canonical
from app.models import vietnam_time

DayHours = tuple[tuple[int, int], ...]
"""Working intervals of a day in minutes from midnight, ascending, apart: ((450, 690), (810, 1020)). 1440 is 24:00."""
Week = tuple[DayHours, ...]
"""Seven days, Monday first."""

MICROSECOND = timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = 60_000_000


class Clock(StrEnum):
    """By which clock a limit runs (operations.yaml: `clock`)."""

    WORKING = "working"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: whole days and a time beyond them, on one clock.

    Working days are days of the calendar, of which the day it starts on is none (Bộ luật Dân sự 2015, Điều 147); a day
    on the wall clock is 24 hours.
    """

    days: int = 0
    time: timedelta = timedelta()
    clock: Clock = Clock.WORKING


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch that does not count, from `since` (aware) until before `until`; None while it still lasts."""

    since: datetime
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class HoursPeriod:
    """The hours of each weekday from one day to another, both included; None is an open end."""

    since: date | None
    until: date | None
    week: Week

    def covers(self, day: date) -> bool:
        """Whether these are the hours of that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not as its weekday says: a holiday, a day off in exchange, a working Saturday (ngày làm bù)."""

    day: date
    is_off: bool
    name: str
    hours: DayHours | None = None
    """Of a working day; None: as the nearest weekday before it that has hours."""


@dataclass(frozen=True)
class WorkingCalendar:
    """The working time of one unit for every day from `first` to `last`: an immutable value, compared by content.

    Of `periods` the first that covers a day gives its hours; `specials` has at most one entry a day, ascending.
    """

    first: date
    last: date
    periods: tuple[HoursPeriod, ...]
    specials: tuple[SpecialDay, ...]

    @cached_property
    def version(self) -> str:
        """SHA-256 over all it says, in hex: the same content has the same version on every desk."""
        return hashlib.sha256(canonical(self.to_json())).hexdigest()

    @cached_property
    def table(self) -> "Table":
        """Every working interval in order, with the working time before it."""
        return Table.of(self)

    @cached_property
    def by_day(self) -> Mapping[date, SpecialDay]:
        """The special days."""
        return {one.day: one for one in self.specials}

    def hours(self, day: date) -> DayHours:
        """The working intervals of a day; empty on a day off."""
        special = self.by_day.get(day)
        if special is None:
            return self._regular(day)
        if special.is_off:
            return ()
        if special.hours is not None:
            return special.hours
        return next((found for back in range(7) if (found := self._regular(day - timedelta(days=back)))), ())

    def is_working_day(self, day: date) -> bool:
        """Whether anybody works that day."""
        return bool(self.hours(day))

    def _regular(self, day: date) -> DayHours:
        period = next((one for one in self.periods if one.covers(day)), None)
        return period.week[day.weekday()] if period is not None else ()

    def to_json(self) -> dict[str, Json]:
        """Give all it says as canonical JSON can hold it."""
        return {
            "first": self.first.isoformat(),
            "last": self.last.isoformat(),
            "periods": [
                {
                    "since": one.since.isoformat() if one.since else None,
                    "until": one.until.isoformat() if one.until else None,
                    "week": week_json(one.week),
                }
                for one in self.periods
            ],
            "specials": [
                {
                    "day": one.day.isoformat(),
                    "off": one.is_off,
                    "name": one.name,
                    "hours": None if one.hours is None else hours_json(one.hours),
                }
                for one in self.specials
            ],
        }


@dataclass(frozen=True, slots=True)
class Table:
    """A calendar laid out in microseconds since 1970 (UTC), for bisection."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    before: tuple[int, ...]
    """Working microseconds before each interval."""
    days: tuple[date, ...]
    """The working days, ascending."""
    opens: int
    """First instant the calendar answers for, and the one after the last."""
    closes: int

    @classmethod
    def of(cls, calendar: WorkingCalendar) -> "Table":
        """Lay a calendar out."""
        starts: list[int] = []
        ends: list[int] = []
        before: list[int] = []
        days: list[date] = []
        worked = 0
        day, midnight = calendar.first, microseconds(vietnam_time.at(calendar.first))
        opens = midnight
        while day <= calendar.last:
            hours = calendar.hours(day)
            if hours:
                days.append(day)
            for since, until in hours:
                starts.append(midnight + since * _MINUTE)
                ends.append(midnight + until * _MINUTE)
                before.append(worked)
                worked += (until - since) * _MINUTE
            day += timedelta(days=1)
            midnight += 24 * 60 * _MINUTE  # Vietnam keeps one offset all year
        return cls(tuple(starts), tuple(ends), tuple(before), tuple(days), opens, midnight)


def microseconds(instant: datetime) -> int:
    """An instant as whole microseconds since 1970 (UTC).

    Raises:
        ValueError: it has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return (instant - _EPOCH) // MICROSECOND


def instant(count: int) -> datetime:
    """The instant (aware UTC) of microseconds since 1970."""
    return _EPOCH + timedelta(microseconds=count)


def hours_json(hours: DayHours) -> list[Json]:
    """Hours as records keep them: [[450, 690], [810, 1020]]."""
    return [[since, until] for since, until in hours]


def week_json(week: Week) -> list[Json]:
    """A week as records keep it, Monday first."""
    return [hours_json(hours) for hours in week]
