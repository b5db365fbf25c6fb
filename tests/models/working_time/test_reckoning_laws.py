"""`due` and `elapsed` are inverse of each other, whatever the calendar, the pauses and the hour."""

from datetime import date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.models import vietnam_time
from app.models.working_time import calendar as calendars
from app.models.working_time import notice, reckoning
from app.models.working_time.calendar import CalendarDay, Origin, OwnHours
from app.models.working_time.reckoning import allowance, due, elapsed, explain
from app.models.working_time.records import Clock, HoursPeriod, Limit, Pause, WorkingCalendar

FIRST = vietnam_time.at(date(2025, 12, 20))
"""Ahead of a swapped Friday and Saturday and of Tết 2026."""
SPAN = timedelta(days=80)
TICK = timedelta(microseconds=1)

moments = st.integers(0, int(SPAN.total_seconds() * 1000)).map(lambda ms: FIRST + timedelta(milliseconds=ms))
corners = st.builds(
    lambda day, minute: FIRST + timedelta(days=day, minutes=minute),
    st.integers(0, 79),
    st.sampled_from((0, 450, 690, 691, 810, 1019, 1020, 1439)),
)
instants = moments | corners
lengths = st.integers(0, 60 * 60 * 60 * 1000).map(lambda ms: timedelta(milliseconds=ms))
limits_given = st.builds(Limit, st.just(0) | st.integers(0, 12), lengths, st.sampled_from(list(Clock)))
spans = st.builds(lambda since, length: Pause(since, since + length), instants, lengths)
pauses_given = st.lists(spans, max_size=5)
days_given = st.lists(
    st.builds(
        lambda day, is_off: CalendarDay(
            date(2025, 12, 20) + timedelta(days=day), is_off, "Ngày riêng", Origin.PROVINCE
        ),
        st.integers(0, 90),
        st.booleans(),
    ),
    max_size=4,
    unique_by=lambda one: one.day,
)
weeks = st.sampled_from(
    (
        ((), (), ((600, 601),), (), (), (), ()),
        (((0, 1440),),) * 7,
        (((450, 690), (810, 1020)),) * 6 + ((),),
    )
)
hours_given = st.lists(
    st.builds(lambda week: OwnHours("a", "", HoursPeriod(date(2026, 1, 5), date(2026, 2, 20), week)), weeks), max_size=1
)
built = st.builds(lambda hours, days: calendars.build(tuple(hours), tuple(days)), hours_given, days_given)


@settings(max_examples=300, deadline=None)
@given(instants, limits_given, built, pauses_given)
def test_at_the_due_instant_exactly_the_allowance_has_run(
    start: datetime, limit: Limit, calendar: WorkingCalendar, pauses: list[Pause]
) -> None:
    end = due(start, limit, calendar, pauses)
    wanted = allowance(start, limit, calendar)
    assert elapsed(start, end, pauses, calendar, limit.clock) == wanted
    if wanted:
        assert elapsed(start, end - TICK, pauses, calendar, limit.clock) == wanted - TICK
    else:
        assert end == start


@settings(max_examples=300, deadline=None)
@given(instants, instants, built, pauses_given, st.sampled_from(list(Clock)))
def test_what_has_run_was_due_no_later_than_now(
    start: datetime, now: datetime, calendar: WorkingCalendar, pauses: list[Pause], clock: Clock
) -> None:
    run = elapsed(start, now, pauses, calendar, clock)
    end = due(start, Limit(time=run, clock=clock), calendar, pauses)
    assert end <= max(start, now)
    assert elapsed(end, max(now, end), pauses, calendar, clock) == timedelta()


@settings(max_examples=150, deadline=None)
@given(instants, instants, instants, built, pauses_given)
def test_time_adds_up_and_never_runs_backwards(
    first: datetime, second: datetime, third: datetime, calendar: WorkingCalendar, pauses: list[Pause]
) -> None:
    early, middle, late = sorted((first, second, third))
    whole = elapsed(early, late, pauses, calendar)
    assert whole == elapsed(early, middle, pauses, calendar) + elapsed(middle, late, pauses, calendar)
    assert timedelta() <= whole <= late - early


@settings(max_examples=150, deadline=None)
@given(instants, instants, built, pauses_given, st.sampled_from(list(Clock)))
def test_an_explanation_adds_up_to_what_has_run(
    start: datetime, now: datetime, calendar: WorkingCalendar, pauses: list[Pause], clock: Clock
) -> None:
    told = explain(start, now, pauses, calendar, clock)
    assert told.total == elapsed(start, now, pauses, calendar, clock)
    worked = {vietnam_time.today(one.since) for one in told.counted}
    assert not worked & {one.day for one in told.excluded}


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 79), st.integers(1, 30), built)
def test_working_days_there_and_back(day: int, count: int, calendar: WorkingCalendar) -> None:
    start = date(2025, 12, 20) + timedelta(days=day)
    there = reckoning.add_working_days(start, count, calendar)
    assert calendar.is_working_day(there)
    between = (start + timedelta(days=ahead) for ahead in range(1, (there - start).days + 1))
    assert sum(calendar.is_working_day(each) for each in between) == count
    back = reckoning.add_working_days(there, -count, calendar)
    assert back <= start
    if calendar.is_working_day(start):
        assert back == start


@settings(max_examples=200, deadline=None)
@given(instants, st.integers(0, 60), built)
def test_a_notice_is_in_time_when_it_leaves_its_days(sent: datetime, ahead: int, calendar: WorkingCalendar) -> None:
    visit = vietnam_time.today(sent) + timedelta(days=ahead)
    in_time = notice.is_in_time(sent, visit, calendar)
    if calendar.is_working_day(visit):
        assert in_time == (notice.earliest_visit(sent, calendar) <= visit)


@settings(max_examples=100, deadline=None)
@given(built)
def test_a_version_brings_its_calendar_back(calendar: WorkingCalendar) -> None:
    from app.journal.wire import canonical

    again = calendars.thawed(canonical(calendar.to_json()).decode())
    assert (again, again.version) == (calendar, calendar.version)
