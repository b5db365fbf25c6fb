"""Working time: the calendar of the province and its units, what is due when, and why."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from app.journal.change import new_id
from app.journal.wire import canonical
from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError
from app.models.recording import RecordingSession
from app.models.units.entities import Unit
from app.models.working_time import calendar as calendars
from app.models.working_time import checks, limits, notice, queries, reckoning
from app.models.working_time.calendar import CalendarDay, OwnHours
from app.models.working_time.checks import Finding
from app.models.working_time.entities import CalendarDayRow, CalendarVersionRow, WorkingHoursRow
from app.models.working_time.hours import checked
from app.models.working_time.reckoning import Explanation
from app.models.working_time.records import (
    Clock,
    DayHours,
    HoursPeriod,
    Limit,
    Pause,
    Week,
    WorkingCalendar,
    hours_json,
    week_json,
)
from app.models.writing import put, require
from app.services.desk import Desk, Outcome, typed

_DATE = r"(?P<d>\d{1,2})[/-](?P<m>\d{1,2})[/-](?P<y>\d{4})"
_TIME = r"(?P<hour>\d{1,2})[:hg](?P<minute>\d{2})?"
_DAY_FIRST = re.compile(rf"{_DATE}(?: {_TIME})?", re.IGNORECASE)
_CLOCK_FIRST = re.compile(rf"{_TIME}(?: ngày)? {_DATE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A limit reckoned from a start: when it is due and everything that counted on the way."""

    start: datetime
    limit: Limit
    due: datetime
    explanation: Explanation


@dataclass(frozen=True, slots=True)
class NoticeTimes:
    """What the notice of a visit may still be (Sổ tay 6.3.b), by the calendar of the unit."""

    latest: datetime
    """Last instant at which notice of that visit is in time."""
    earliest_visit: date
    """First day on which a visit is possible when notice is given now."""
    is_in_time: bool
    """Whether notice given now is in time for that visit."""
    calendar_version: str


def calendar(desk: Desk, *, unit_id: str = "") -> WorkingCalendar:
    """The calendar of a unit, or of the province, as it stands."""
    with desk.workspace.reading() as session:
        return queries.calendar(session, unit_id)


def kept_calendar(desk: Desk, *, version: str) -> WorkingCalendar:
    """The calendar of a version that something was computed under.

    Raises:
        NotFoundError: that version is not on this PC.
    """
    with desk.workspace.reading() as session:
        return queries.kept(session, version)


def freeze(desk: Desk, session: RecordingSession, *, unit_id: str = "") -> str:
    """Keep the calendar that an act computes under, inside that act; gives its version."""
    found = queries.calendar(session, unit_id)
    record_id = desk.natural_id("calendar_version", found.version)
    if session.get(CalendarVersionRow, record_id) is None:
        content = canonical(found.to_json()).decode()
        session.add(CalendarVersionRow(id=record_id, version=found.version, content=content))
    return found.version


def read_limit(text: str, *, clock: str = Clock.WORKING.value) -> Limit:
    """The limit of an ISO duration and the name of its clock ("working" or "wall").

    Raises:
        InvalidInputError: one of them cannot be read.
    """
    if clock not in set(Clock):
        raise InvalidInputError(
            f"Không có cách tính giờ “{clock}”.", "Chọn working (giờ làm việc) hoặc wall (giờ liên tục)."
        )
    return limits.parse(text, Clock(clock))


def read_moment(text: str) -> datetime:
    """The instant that words state: "27/6/2025 16:30", "16h30 27/6/2025", "2025-06-27T16:30"; Vietnam's unless zoned.

    Raises:
        InvalidInputError: they state none.
    """
    refusal = InvalidInputError(f"Thời điểm “{text.strip()}” không đọc được.", "Ghi theo mẫu 27/6/2025 16:30.")
    cleaned = " ".join(text.replace(",", " ").split())
    found = _DAY_FIRST.fullmatch(cleaned) or _CLOCK_FIRST.fullmatch(cleaned)
    try:
        if found is None:
            told = datetime.fromisoformat(cleaned)
        else:
            part = {name: int(value or 0) for name, value in found.groupdict().items()}
            told = datetime(part["y"], part["m"], part["d"], part["hour"], part["minute"])  # noqa: DTZ001 a wall time
    except ValueError:
        raise refusal from None
    return vietnam_time.at(told.date(), told.time()) if told.tzinfo is None else told.astimezone(UTC)


def reckon(
    start: datetime, limit: Limit, known: WorkingCalendar | None = None, pauses: Sequence[Pause] = ()
) -> Reckoning:
    """When a limit is due and why; without a calendar by the country's (no workspace needed).

    Raises:
        StillPausedError, OutsideCalendarError: as `reckoning.due`.
    """
    known = known or calendars.build()
    due = reckoning.due(start, limit, known, pauses)
    return Reckoning(start, limit, due, reckoning.explain(start, due, pauses, known, limit.clock))


def explain_lines(found: Reckoning) -> Iterator[str]:
    """A reckoning in Vietnamese, line by line: what the command line prints and a window shows."""
    told = found.explanation
    yield f"Bắt đầu: {_moment(found.start)}"
    basis = " (giờ liên tục)" if found.limit.clock is Clock.WALL else ""
    yield f"Thời hạn: {limits.show(found.limit)}{basis}"
    yield f"Đến hạn: {_moment(found.due)}"
    for counted in told.counted:
        note = f" ({counted.note})" if counted.note else ""
        yield f"  tính {limits.show_time(counted.length)}: {_stretch(counted.since, counted.until)}{note}"
    for pause in told.paused:
        yield f"  tạm dừng: {_stretch(pause.since, pause.until)}"
    for day in told.excluded:
        label = "nghỉ" if day.is_holiday else "nghỉ cuối tuần"
        shown = reckoning.show_day(day.day)
        yield f"  {label}: {shown}" + (f", {day.name}" if day.is_holiday else "")
    yield f"Cộng: {limits.show_time(told.total)}"
    yield f"Lịch làm việc: phiên bản {told.calendar_version[:8]}"


def notice_times(desk: Desk, *, visit: date, unit_id: str = "") -> NoticeTimes:
    """Until when notice of a visit may be given, and from which day on a visit is possible now.

    Raises:
        OutsideCalendarError: a visit beyond the calendar.
    """
    known = calendar(desk, unit_id=unit_id)
    now = desk.now()
    return NoticeTimes(
        notice.latest_notice(visit, known),
        notice.earliest_visit(now, known),
        notice.is_in_time(now, visit, known),
        known.version,
    )


def own_hours(desk: Desk) -> tuple[OwnHours, ...]:
    """Every period of hours that the province or a unit set."""
    with desk.workspace.reading() as session:
        return queries.own_hours(session)


def days(desk: Desk, *, year: int, unit_id: str = "") -> tuple[CalendarDay, ...]:
    """The holidays, days off and made-up working days of a year that are in force for a unit or the province."""
    with desk.workspace.reading() as session:
        known = queries.own_days(session)
    return calendars.days_of(known, since=date(year, 1, 1), until=date(year, 12, 31), unit_id=unit_id)


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What to look at in the province's own hours and days."""
    with desk.workspace.reading() as session:
        return checks.check(queries.own_hours(session), queries.own_days(session))


def set_hours(
    desk: Desk,
    *,
    week: Week,
    since: date | None = None,
    until: date | None = None,
    unit_id: str = "",
    note: str = "",
) -> Outcome:
    """Set the hours of the week for a period.

    Raises:
        InvalidInputError: not seven days, hours that overlap, a period that ends before it begins or shares a day
            with another of the same unit.
        NotFoundError: no such unit.
    """
    period = HoursPeriod(since, until, _week(week))
    if since and until and until < since:
        raise InvalidInputError("Ngày kết thúc trước ngày bắt đầu.", "Sửa lại khoảng ngày áp dụng.")
    with desk.act("Đặt giờ làm việc") as act:
        _require_unit(act.session, unit_id)
        for other in queries.own_hours(act.session):
            if other.unit_id == unit_id and checks.overlap(other.period, period):
                raise InvalidInputError(
                    f"Đã có giờ làm việc {checks.show_period(other.period)}.",
                    "Sửa lịch đó, hoặc chọn khoảng ngày khác.",
                )
        value = {"since": _iso(since), "until": _iso(until), "week": week_json(period.week)}
        note = typed(note, where="Ghi chú")
        act.session.add(WorkingHoursRow(id=new_id(), unit_id=unit_id, hours=value, note=note))
    return act.outcome


def remove_hours(desk: Desk, *, hours_id: str) -> Outcome:
    """Take back hours that were set; the days go by the province's or the default ones again.

    Raises:
        NotFoundError: no such period.
    """
    with desk.act("Bỏ giờ làm việc đã đặt") as act:
        require(act.session, WorkingHoursRow, hours_id).deleted = True
    return act.outcome


def set_day_off(desk: Desk, *, day: date, name: str, unit_id: str = "", document: str = "") -> Outcome:
    """Make a day a day off (ngày nghỉ).

    Raises:
        InvalidInputError: no name, or a day beyond the calendar.
        NotFoundError: no such unit.
    """
    with desk.act(f"Đặt ngày nghỉ {vietnam_time.show_date(day)}") as act:
        _put_day(desk, act.session, day, unit_id, "off", name=name, document=document)
    return act.outcome


def swap_days(
    desk: Desk, *, day_off: date, working_day: date, name: str = "", unit_id: str = "", document: str = ""
) -> Outcome:
    """Exchange a working day for a free one (hoán đổi ngày làm việc): both days name each other.

    Raises:
        InvalidInputError: the day to be off is none to work on, the other is not free, or one beyond the calendar.
        NotFoundError: no such unit.
    """
    with desk.act("Hoán đổi ngày làm việc") as act:
        known = queries.calendar(act.session, unit_id)
        if not known.is_working_day(day_off):
            raise InvalidInputError(f"{reckoning.show_day(day_off)} vốn là ngày nghỉ.", "Chọn ngày làm việc để nghỉ.")
        if known.is_working_day(working_day):
            raise InvalidInputError(
                f"{reckoning.show_day(working_day)} vốn là ngày làm việc.", "Chọn ngày nghỉ để làm bù."
            )
        reason = f"{name}: " if name else ""
        off = f"{reason}nghỉ hoán đổi, làm bù ngày {vietnam_time.show_date(working_day)}"
        made_up = f"{reason}làm bù cho ngày {vietnam_time.show_date(day_off)}"
        given: dict[str, Any] = {"document": document}
        hours = known.hours(day_off)
        _put_day(desk, act.session, day_off, unit_id, "off", name=off, swapped_with=working_day, **given)
        _put_day(
            desk, act.session, working_day, unit_id, "working", name=made_up, hours=hours, swapped_with=day_off, **given
        )
    return act.outcome


def remove_day(desk: Desk, *, day: date, unit_id: str = "") -> Outcome:
    """Take back what was set for a day; of an exchange both days.

    Raises:
        NotFoundError: nothing was set for it.
    """
    with desk.act(f"Bỏ ngày đã đặt {vietnam_time.show_date(day)}") as act:
        row = act.session.get(CalendarDayRow, _day_id(desk, day, unit_id))
        if row is None or row.deleted:
            raise NotFoundError(
                f"Ngày {vietnam_time.show_date(day)} không do tỉnh đặt.", "Chọn ngày đã đặt trong danh sách."
            )
        row.deleted = True
        swapped = queries.calendar_day(row).swapped_with
        other = act.session.get(CalendarDayRow, _day_id(desk, swapped, unit_id)) if swapped else None
        if other is not None and not other.deleted and queries.calendar_day(other).swapped_with == day:
            other.deleted = True
    return act.outcome


def _put_day(
    desk: Desk,
    session: RecordingSession,
    day: date,
    unit_id: str,
    kind: str,
    *,
    name: str,
    hours: DayHours | None = None,
    swapped_with: date | None = None,
    document: str = "",
) -> None:
    first, last = calendars.span()
    if not first <= day <= last:
        raise reckoning.OutsideCalendarError(calendars.build())
    _require_unit(session, unit_id)
    if hours is not None:
        hours = checked(hours, where=vietnam_time.show_date(day))
    rule = {
        "kind": kind,
        "name": typed(name, where="Tên ngày", required=True),
        "hours": None if hours is None else hours_json(hours),
        "swapped_with": _iso(swapped_with),
        "document": typed(document, where="Văn bản"),
    }
    record_id = _day_id(desk, day, unit_id)
    put(session, CalendarDayRow, record_id, unit_id=unit_id, day=day.isoformat(), rule=rule)


def _day_id(desk: Desk, day: date, unit_id: str) -> str:
    return desk.natural_id("calendar_day", f"{unit_id}/{day.isoformat()}")


def _require_unit(session: RecordingSession, unit_id: str) -> None:
    if unit_id:
        require(session, Unit, unit_id)


def _week(week: Week) -> Week:
    if len(week) != 7:
        raise InvalidInputError("Giờ làm việc phải ghi đủ bảy ngày trong tuần.", "Để trống những ngày nghỉ.")
    return tuple(checked(hours, where=f"ngày thứ {place} trong tuần") for place, hours in enumerate(week, 1))


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _moment(instant: datetime) -> str:
    local = vietnam_time.local(instant)
    return f"{_clock(local)} {reckoning.show_day(local.date())}"


def _stretch(since: datetime, until: datetime) -> str:
    """Two instants; the day once where it is the same, midnight at the end of a day as 24:00."""
    begun, ended = vietnam_time.local(since), vietnam_time.local(until)
    if begun.date() == ended.date():
        return f"{_clock(begun)}-{_clock(ended)} {reckoning.show_day(begun.date())}"
    if ended.date() - begun.date() == timedelta(days=1) and _clock(ended) == "00:00":
        return f"{_clock(begun)}-24:00 {reckoning.show_day(begun.date())}"
    return f"{_moment(since)} - {_moment(until)}"


def _clock(local: datetime) -> str:
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")
