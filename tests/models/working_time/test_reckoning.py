import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.working_time import calendar as calendars
from app.models.working_time import limits, reckoning
from app.models.working_time.calendar import CalendarDay, Origin, OwnHours
from app.models.working_time.hours import read
from app.models.working_time.reckoning import OutsideCalendarError, StillPausedError, due, elapsed, explain
from app.models.working_time.records import Clock, HoursPeriod, Limit, Pause, WorkingCalendar

NATIONAL = calendars.build()
HOUR = timedelta(hours=1)


def on(text: str) -> datetime:
    """The UTC instant of "27/6/2025 16:30" on Vietnam's wall."""
    day, month, year, hour, minute = map(int, re.split(r"[/ :]", text))
    return vietnam_time.at(date(year, month, day), time(hour, minute))


def working(hours: float) -> Limit:
    return Limit(time=timedelta(hours=hours))


@pytest.mark.parametrize(
    ("start", "limit", "expected"),
    [
        ("27/6/2025 16:30", "PT2H", "30/6/2025 9:00"),  # the bar: Friday afternoon, Monday morning
        ("30/6/2025 7:30", "PT4H", "30/6/2025 11:30"),
        ("30/6/2025 11:00", "PT1H", "30/6/2025 14:00"),  # lunch does not count
        ("30/6/2025 12:15", "PT15M", "30/6/2025 13:45"),
        ("28/6/2025 9:00", "PT1H", "30/6/2025 8:30"),  # a Saturday
        ("30/6/2025 22:00", "PT2H", "1/7/2025 9:30"),
        ("30/6/2025 3:00", "PT2H", "30/6/2025 9:30"),
        ("30/6/2025 9:30", "PT7H30M", "1/7/2025 9:30"),
        ("29/4/2025 16:00", "PT2H", "5/5/2025 8:30"),  # 30/4, 1/5 and the swapped 2/5
        ("25/4/2025 16:00", "PT2H", "26/4/2025 8:30"),  # the Saturday worked in exchange
        ("24/1/2025 16:00", "PT2H", "3/2/2025 8:30"),  # Tết 2025: 27-31/1
        ("13/2/2026 16:00", "PT2H", "23/2/2026 8:30"),  # Tết 2026: 16-20/2
        ("29/8/2025 16:30", "PT1H", "3/9/2025 8:00"),  # Quốc khánh 1-2/9
        ("31/12/2025 16:30", "PT1H", "5/1/2026 8:00"),  # Friday 2/1/2026 swapped ...
        ("9/1/2026 16:30", "PT1H", "10/1/2026 8:00"),  # ... for Saturday 10/1/2026
        ("21/8/2026 16:30", "PT1H", "22/8/2026 8:00"),
        ("28/8/2026 16:30", "PT1H", "3/9/2026 8:00"),
        ("24/4/2026 16:30", "PT1H", "28/4/2026 8:00"),  # Giỗ Tổ on a Sunday: Monday off instead
    ],
)
def test_working_hours_end_when_they_end(start: str, limit: str, expected: str) -> None:
    assert due(on(start), limits.parse(limit), NATIONAL) == on(expected)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        ("27/6/2025 16:30", 3, "2/7/2025 17:00"),
        ("27/6/2025 7:00", 1, "30/6/2025 17:00"),
        ("28/6/2025 9:00", 1, "30/6/2025 17:00"),
        ("30/6/2025 23:00", 1, "1/7/2025 17:00"),
        ("13/2/2026 16:00", 3, "25/2/2026 17:00"),
    ],
)
def test_working_days_do_not_count_the_first(start: str, days: int, expected: str) -> None:
    assert due(on(start), Limit(days), NATIONAL) == on(expected)


def test_days_and_hours_together() -> None:
    assert due(on("27/6/2025 16:30"), limits.parse("P1DT2H"), NATIONAL) == on("1/7/2025 9:30")


def test_the_wall_clock_knows_no_night() -> None:
    assert due(on("27/6/2025 16:30"), limits.parse("PT24H", Clock.WALL), NATIONAL) == on("28/6/2025 16:30")
    assert due(on("27/6/2025 16:30"), limits.parse("P1D", Clock.WALL), NATIONAL) == on("28/6/2025 16:30")


@pytest.mark.parametrize("clock", list(Clock))
@pytest.mark.parametrize("start", ["30/6/2025 9:00", "28/6/2025 3:00", "30/6/2025 12:00", "30/6/2025 17:00"])
def test_no_time_is_due_at_once(start: str, clock: Clock) -> None:
    assert due(on(start), Limit(clock=clock), NATIONAL) == on(start)


def test_the_last_working_minute_is_the_due_one_and_not_the_next_morning() -> None:
    assert due(on("27/6/2025 15:00"), working(2), NATIONAL) == on("27/6/2025 17:00")


def test_results_are_utc() -> None:
    assert due(on("27/6/2025 15:00").astimezone(vietnam_time.VIETNAM), working(1), NATIONAL).tzinfo is UTC


def test_nothing_runs_before_the_start() -> None:
    assert elapsed(on("30/6/2025 9:00"), on("30/6/2025 8:00"), (), NATIONAL) == timedelta()


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        due(datetime(2025, 6, 30, 9), working(1), NATIONAL)  # noqa: DTZ001 the mistake itself


def test_a_pause_moves_the_due_instant_by_the_working_time_it_takes() -> None:
    pause = Pause(on("30/6/2025 8:00"), on("30/6/2025 14:00"))  # 4 working hours: 8:00-11:30 and 13:30-14:00
    assert due(on("30/6/2025 7:30"), working(2), NATIONAL, [pause]) == on("30/6/2025 15:30")
    assert elapsed(on("30/6/2025 7:30"), on("30/6/2025 15:30"), [pause], NATIONAL) == 2 * HOUR


def test_pauses_that_overlap_count_once() -> None:
    pauses = [
        Pause(on("30/6/2025 9:00"), on("30/6/2025 10:00")),
        Pause(on("30/6/2025 8:30"), on("30/6/2025 9:30")),
        Pause(on("30/6/2025 8:45"), on("30/6/2025 9:15")),
    ]
    assert elapsed(on("30/6/2025 7:30"), on("30/6/2025 10:30"), pauses, NATIONAL) == 1.5 * HOUR


def test_a_pause_from_before_the_start_counts_from_the_start() -> None:
    pause = Pause(on("27/6/2025 8:00"), on("30/6/2025 8:30"))
    assert elapsed(on("30/6/2025 7:30"), on("30/6/2025 9:30"), [pause], NATIONAL) == HOUR


def test_while_paused_nothing_is_due() -> None:
    open_pause = Pause(on("30/6/2025 8:00"))
    with pytest.raises(StillPausedError, match="Tạm dừng từ 30/06/2025 08:00"):
        due(on("30/6/2025 7:30"), working(2), NATIONAL, [open_pause])
    assert elapsed(on("30/6/2025 7:30"), on("4/7/2025 9:00"), [open_pause], NATIONAL) == HOUR / 2


def test_what_was_due_before_an_open_pause_stays_due() -> None:
    assert due(on("30/6/2025 7:30"), working(0.5), NATIONAL, [Pause(on("30/6/2025 8:00"))]) == on("30/6/2025 8:00")


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="kết thúc trước khi bắt đầu"):
        elapsed(
            on("30/6/2025 7:30"), on("1/7/2025 7:30"), [Pause(on("30/6/2025 9:00"), on("30/6/2025 8:00"))], NATIONAL
        )


@pytest.mark.parametrize("start", ["31/12/2023 9:00", "30/12/2035 9:00"])
def test_beyond_the_calendar_nothing_is_guessed(start: str) -> None:
    with pytest.raises(OutsideCalendarError, match="Lịch có từ 01/01/2024 đến 31/12/2035"):
        due(on(start), working(80), NATIONAL)


def test_a_wall_limit_needs_no_calendar() -> None:
    assert due(on("1/1/2040 9:00"), limits.parse("PT2H", Clock.WALL), NATIONAL) == on("1/1/2040 11:00")


def test_working_days_forward_and_back() -> None:
    friday, saturday, monday = date(2025, 6, 27), date(2025, 6, 28), date(2025, 6, 30)
    assert reckoning.add_working_days(friday, 1, NATIONAL) == monday
    assert reckoning.add_working_days(saturday, 1, NATIONAL) == monday
    assert reckoning.add_working_days(monday, -1, NATIONAL) == friday
    assert reckoning.add_working_days(saturday, -1, NATIONAL) == friday
    assert reckoning.add_working_days(saturday, 0, NATIONAL) == saturday
    assert reckoning.add_working_days(date(2026, 2, 13), 1, NATIONAL) == date(2026, 2, 23)


def test_an_explanation_names_every_stretch_and_every_holiday() -> None:
    told = explain(on("29/4/2025 16:00"), on("5/5/2025 8:30"), [], NATIONAL)
    assert [(one.since, one.until) for one in told.counted] == [
        (on("29/4/2025 16:00"), on("29/4/2025 17:00")),
        (on("5/5/2025 7:30"), on("5/5/2025 8:30")),
    ]
    assert [one.name for one in told.excluded] == [
        "Ngày Chiến thắng",
        "Ngày Quốc tế Lao động",
        "Ngày nghỉ (thay cho ngày 26/04/2025)",
        "Thứ Bảy",
        "Chủ nhật",
    ]
    assert [one.is_holiday for one in told.excluded] == [True, True, True, False, False]
    assert told.total == 2 * HOUR
    assert told.calendar_version == NATIONAL.version


def test_a_worked_saturday_says_why_it_counts() -> None:
    told = explain(on("25/4/2025 16:00"), on("26/4/2025 8:30"), [], NATIONAL)
    assert [one.note for one in told.counted] == ["", "Ngày làm bù"]


def test_pauses_are_told_as_they_fall_between() -> None:
    pauses = [Pause(on("27/6/2025 8:00"), on("30/6/2025 8:00")), Pause(on("30/6/2025 9:00"))]
    told = explain(on("30/6/2025 7:30"), on("30/6/2025 10:00"), pauses, NATIONAL)
    assert [(one.since, one.until) for one in told.paused] == [
        (on("30/6/2025 7:30"), on("30/6/2025 8:00")),
        (on("30/6/2025 9:00"), on("30/6/2025 10:00")),
    ]
    assert told.total == HOUR


def test_hours_of_a_unit_in_a_period() -> None:
    summer = HoursPeriod(date(2025, 7, 1), date(2025, 7, 31), (read("07:00-12:00"),) * 6 + ((),))
    commune = calendars.build((OwnHours("a", "commune", summer),), (), "commune")
    assert due(on("30/6/2025 16:30"), working(1), commune) == on("1/7/2025 7:30")
    assert due(on("4/7/2025 11:00"), working(2), commune) == on("5/7/2025 8:00")  # works on Saturdays
    assert due(on("31/7/2025 11:00"), working(2), commune) == on("1/8/2025 8:30")
    assert due(on("30/6/2025 16:30"), working(1), NATIONAL) == on("1/7/2025 8:00")


def test_a_post_that_never_closes() -> None:
    always = HoursPeriod(None, None, (((0, 24 * 60),),) * 7)
    post = calendars.build((OwnHours("a", "", always),), ())
    start = on("21/6/2025 23:30")
    assert due(start, working(2), post) == on("22/6/2025 1:30")


def _day(day: date, *, is_off: bool, unit_id: str = "") -> CalendarDay:
    origin = Origin.UNIT if unit_id else Origin.PROVINCE
    return CalendarDay(day, is_off, "Ngày của tỉnh", origin, unit_id=unit_id)


def test_the_province_s_own_day_wins_over_the_law() -> None:
    worked = calendars.build((), (_day(date(2025, 9, 2), is_off=False),))
    assert worked.hours(date(2025, 9, 2)) == ((450, 690), (810, 1020))
    free = calendars.build((), (_day(date(2025, 7, 1), is_off=True),))
    assert not free.is_working_day(date(2025, 7, 1))


def test_the_unit_s_day_wins_over_the_province_s() -> None:
    days = (_day(date(2025, 7, 1), is_off=True), _day(date(2025, 7, 1), is_off=False, unit_id="u"))
    assert calendars.build((), days, "u").is_working_day(date(2025, 7, 1))
    assert not calendars.build((), days).is_working_day(date(2025, 7, 1))


def test_a_version_is_what_the_calendar_says() -> None:
    again = calendars.thawed(_text(NATIONAL))
    assert again == NATIONAL
    assert again.version == NATIONAL.version
    assert calendars.build((), (_day(date(2025, 7, 1), is_off=True),)).version != NATIONAL.version


def test_a_unit_without_days_of_its_own_has_the_province_s_version() -> None:
    assert calendars.build((), (), "u").version == NATIONAL.version


def test_what_is_no_calendar_is_said() -> None:
    with pytest.raises(ValueError, match="working calendar"):
        calendars.thawed("{}")


def _text(known: WorkingCalendar) -> str:
    from app.journal.wire import canonical

    return canonical(known.to_json()).decode()
