"""When something is due and how much of its time has run: one engine for every clock of the program.

`due` is the earliest instant at which `elapsed` reaches the limit's allowance, pauses included: the two are inverse of
each other by construction. All instants are aware; results are UTC.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.working_time.records import (
    MICROSECOND,
    Clock,
    Limit,
    Pause,
    WorkingCalendar,
    instant,
    microseconds,
)


class StillPausedError(RefusedError):
    """No due instant can be told while the clock stands still."""

    def __init__(self, since: datetime) -> None:
        super().__init__(
            "Đang tạm dừng tính thời hạn.",
            f"Tạm dừng từ {vietnam_time.show_moment(since)}; thời hạn tính tiếp khi hết tạm dừng.",
        )


class OutsideCalendarError(InvalidInputError):
    """The calendar does not reach so far."""

    def __init__(self, calendar: WorkingCalendar) -> None:
        super().__init__(
            "Thời điểm nằm ngoài lịch làm việc.",
            f"Lịch có từ {vietnam_time.show_date(calendar.first)} đến {vietnam_time.show_date(calendar.last)}; "
            "kiểm tra lại ngày.",
        )


@dataclass(frozen=True, slots=True)
class Counted:
    """A stretch that counted, from `since` until `until` (UTC)."""

    since: datetime
    until: datetime
    note: str = ""
    """Why a day counts that is usually free, e.g. "Ngày làm bù"."""

    @property
    def length(self) -> timedelta:
        """How long it is."""
        return self.until - self.since


@dataclass(frozen=True, slots=True)
class Excluded:
    """A day between that did not count at all."""

    day: date
    name: str
    is_holiday: bool
    """Whether it is a holiday or swapped day and no ordinary weekend."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that makes up an elapsed time: `total` is the sum of `counted`."""

    since: datetime
    until: datetime
    clock: Clock
    calendar_version: str
    counted: tuple[Counted, ...]
    excluded: tuple[Excluded, ...]
    paused: tuple[Counted, ...]
    """Pauses that fall between, merged, whatever the hour."""
    total: timedelta


def due(start: datetime, limit: Limit, calendar: WorkingCalendar, pauses: Iterable[Pause] = ()) -> datetime:
    """The earliest instant at which the limit is used up; `start` itself for a limit of zero.

    Raises:
        StillPausedError: a pause without an end comes before.
        OutsideCalendarError: before or after the days the calendar knows.
    """
    clock = limit.clock
    rest = allowance(start, limit, calendar) // MICROSECOND
    here = microseconds(start)
    for pause in merged(pauses):
        if pause.until is not None and microseconds(pause.until) <= here:
            continue
        stop = max(here, microseconds(pause.since))
        run = _between(here, stop, calendar, clock)
        if rest <= run:
            break
        if pause.until is None:
            raise StillPausedError(pause.since)
        rest -= run
        here = microseconds(pause.until)
    return instant(_advance(here, rest, calendar, clock))


def elapsed(
    start: datetime,
    now: datetime,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    clock: Clock = Clock.WORKING,
) -> timedelta:
    """How much time has run from `start` until `now` on a clock, pauses left out; nothing before `start`.

    Raises:
        OutsideCalendarError: as `due`.
    """
    stretches = _running(microseconds(start), microseconds(now), pauses)
    return sum((_between(since, until, calendar, clock) for since, until in stretches), 0) * MICROSECOND


def allowance(start: datetime, limit: Limit, calendar: WorkingCalendar) -> timedelta:
    """The time that `elapsed` shows when the limit is reached.

    Working days become the working time from `start` to the close of the last of them, the day of `start` not counted.
    """
    if limit.clock is Clock.WALL:
        return timedelta(days=limit.days) + limit.time
    if not limit.days:
        return limit.time
    last = add_working_days(vietnam_time.today(start), limit.days, calendar)
    return elapsed(start, closing(last, calendar), (), calendar) + limit.time


def add_working_days(day: date, count: int, calendar: WorkingCalendar) -> date:
    """The `count`-th working day after a day (before it where negative); the day itself for zero.

    Raises:
        OutsideCalendarError: as `due`.
    """
    if count == 0:
        return day
    days = calendar.table.days
    place = bisect_right(days, day) + count - 1 if count > 0 else bisect_left(days, day) + count
    if not (calendar.first <= day <= calendar.last and 0 <= place < len(days)):
        raise OutsideCalendarError(calendar)
    return days[place]


def closing(day: date, calendar: WorkingCalendar) -> datetime:
    """When work ends on a day (UTC); midnight of a day off."""
    hours = calendar.hours(day)
    return vietnam_time.at(day) + timedelta(minutes=hours[-1][1] if hours else 0)


def explain(
    start: datetime,
    until: datetime,
    pauses: Iterable[Pause],
    calendar: WorkingCalendar,
    clock: Clock = Clock.WORKING,
) -> Explanation:
    """Every stretch that counted between two instants, every day that did not, and every pause.

    Raises:
        OutsideCalendarError: as `due`.
    """
    begun, ended = microseconds(start), microseconds(until)
    pauses = tuple(pauses)
    counted = tuple(
        Counted(instant(since), instant(stop), _note(since, calendar, clock))
        for running in _running(begun, ended, pauses)
        for since, stop in _intervals(*running, calendar, clock)
    )
    return Explanation(
        instant(begun),
        instant(max(begun, ended)),
        clock,
        calendar.version,
        counted,
        tuple(_excluded(start, until, calendar)) if clock is Clock.WORKING else (),
        tuple(
            Counted(instant(since), instant(stop))
            for pause in merged(pauses)
            for since, stop in _clipped(pause, begun, ended)
        ),
        sum((one.length for one in counted), timedelta()),
    )


def merged(pauses: Iterable[Pause]) -> tuple[Pause, ...]:
    """Pauses in order of time, those that touch or overlap joined; one that ends before it begins is refused.

    Raises:
        InvalidInputError: such a pause.
    """
    found: list[Pause] = []
    for pause in sorted(pauses, key=lambda one: microseconds(one.since)):
        if pause.until is not None and pause.until < pause.since:
            raise InvalidInputError("Khoảng tạm dừng kết thúc trước khi bắt đầu.", "Sửa lại giờ bắt đầu hoặc kết thúc.")
        last = found[-1] if found else None
        if last is None or (last.until is not None and last.until < pause.since):
            found.append(pause)
        elif last.until is not None and (pause.until is None or pause.until > last.until):
            found[-1] = Pause(last.since, pause.until)
    return tuple(found)


def show_day(day: date) -> str:
    """A day with its weekday: "Thứ Hai 30/06/2025"."""
    return f"{vietnam_time.WEEKDAYS[day.weekday()]} {vietnam_time.show_date(day)}"


def _running(start: int, now: int, pauses: Iterable[Pause]) -> Iterator[tuple[int, int]]:
    """The stretches between the pauses, in microseconds."""
    here = start
    for pause in merged(pauses):
        since = min(max(here, microseconds(pause.since)), now)
        if since > here:
            yield here, since
        here = max(here, now if pause.until is None else microseconds(pause.until))
    if here < now:
        yield here, now


def _clipped(pause: Pause, start: int, now: int) -> Iterator[tuple[int, int]]:
    since = max(start, microseconds(pause.since))
    until = now if pause.until is None else min(now, microseconds(pause.until))
    if since < until:
        yield since, until


def _between(since: int, until: int, calendar: WorkingCalendar, clock: Clock) -> int:
    if until <= since:
        return 0
    if clock is Clock.WALL:
        return until - since
    return _worked(until, calendar) - _worked(since, calendar)


def _worked(moment: int, calendar: WorkingCalendar) -> int:
    """Working microseconds before a moment, from the calendar's first day on."""
    table = calendar.table
    if not table.opens <= moment <= table.closes:
        raise OutsideCalendarError(calendar)
    place = bisect_right(table.starts, moment) - 1
    if place < 0:
        return 0
    return table.before[place] + min(moment, table.ends[place]) - table.starts[place]


def _advance(since: int, length: int, calendar: WorkingCalendar, clock: Clock) -> int:
    """The earliest moment at which `length` has run since `since`."""
    if clock is Clock.WALL or length == 0:
        return since + length
    table = calendar.table
    wanted = _worked(since, calendar) + length
    place = bisect_left(table.before, wanted) - 1
    moment = table.starts[place] + wanted - table.before[place] if place >= 0 else table.closes + 1
    if place < 0 or moment > table.ends[place]:
        raise OutsideCalendarError(calendar)
    return moment


def _intervals(since: int, until: int, calendar: WorkingCalendar, clock: Clock) -> Iterator[tuple[int, int]]:
    if clock is Clock.WALL:
        yield since, until
        return
    table = calendar.table
    if since < table.opens or until > table.closes:
        raise OutsideCalendarError(calendar)
    for place in range(max(0, bisect_right(table.starts, since) - 1), bisect_left(table.starts, until)):
        begun, ended = max(since, table.starts[place]), min(until, table.ends[place])
        if begun < ended:
            yield begun, ended


def _note(moment: int, calendar: WorkingCalendar, clock: Clock) -> str:
    special = calendar.by_day.get(vietnam_time.today(instant(moment))) if clock is Clock.WORKING else None
    return special.name if special is not None else ""


def _excluded(start: datetime, until: datetime, calendar: WorkingCalendar) -> Iterator[Excluded]:
    day, last = vietnam_time.today(start), vietnam_time.today(until)
    if until > start and vietnam_time.local(until).time() == time():
        last -= timedelta(days=1)
    while day <= last:
        if not calendar.is_working_day(day):
            special = calendar.by_day.get(day)
            name = special.name if special is not None else vietnam_time.WEEKDAYS[day.weekday()]
            yield Excluded(day, name, special is not None)
        day += timedelta(days=1)
