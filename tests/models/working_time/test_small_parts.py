import unicodedata
from datetime import date, datetime, time, timedelta

import pytest

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.working_time import calendar as calendars
from app.models.working_time import checks, hours, limits, notice
from app.models.working_time.calendar import CalendarDay, Origin, OwnHours
from app.models.working_time.records import Clock, HoursPeriod, Limit

NATIONAL = calendars.build()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("PT2H", "02 giờ làm việc"),
        ("PT15M", "15 phút làm việc"),
        ("P3D", "03 ngày làm việc"),
        ("P1DT4H", "01 ngày 04 giờ làm việc"),
        ("PT1H30M", "01 giờ 30 phút làm việc"),
        ("PT0S", "0 phút làm việc"),
    ],
)
def test_limits_are_read_and_shown(text: str, shown: str) -> None:
    limit = limits.parse(text)
    assert limits.show(limit) == shown


def test_a_wall_limit_says_only_its_length() -> None:
    assert limits.show(limits.parse("pt24h", Clock.WALL)) == "24 giờ"


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "2 giờ", "P1W", "P1M", "P1Y", "PT-2H", "PT2", "P3DT", "PT99999999999H"]
)
def test_what_states_no_limit_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="không đọc được"):
        limits.parse(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("07:30-11:30, 13:30-17:00", "07h30-11h30, 13h30-17h00"),
        ("13h30 - 17h; 7h30 – 11h30", "07h30-11h30, 13h30-17h00"),
        (unicodedata.normalize("NFC", "7g30 đến 11g30"), "07h30-11h30"),
        ("22:00-24:00", "22h00-24h00"),
        ("", "nghỉ"),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, shown: str) -> None:
    assert hours.show(hours.read(text)) == shown


@pytest.mark.parametrize(
    "text", ["sáng", "11:30-07:30", "07:30-11:30, 11:00-12:00", "7:30-7:30", "08:00-25:00", "8:75-9:00"]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    with pytest.raises(InvalidInputError, match="Giờ làm việc"):
        hours.read(text)


@pytest.mark.parametrize("value", [None, {}, [[1]], [["a", "b"]], [[700, 600]], [[True, 5]], [[0, 9999]]])
def test_stored_hours_that_make_no_sense_are_left_out(value: object) -> None:
    assert hours.from_json(value) == ()


def test_a_stored_week_that_is_short_is_filled_with_free_days() -> None:
    assert hours.week_from_json([[[450, 690]]]) == (((450, 690),), (), (), (), (), (), ())


def _on(day: date, clock: time) -> datetime:
    return vietnam_time.at(day, clock)


def test_notice_on_monday_allows_thursday() -> None:
    monday, thursday = date(2025, 7, 7), date(2025, 7, 10)
    assert notice.latest_notice(thursday, NATIONAL) == _on(monday, time(17))
    assert notice.earliest_visit(_on(monday, time(17)), NATIONAL) == thursday
    assert notice.earliest_visit(_on(monday, time(17, 0, 1)), NATIONAL) == date(2025, 7, 11)


def test_notice_across_tet() -> None:
    assert notice.earliest_visit(_on(date(2026, 2, 12), time(9)), NATIONAL) == date(2026, 2, 24)


def test_notice_for_a_saturday_counts_as_for_friday() -> None:
    saturday = date(2025, 7, 12)
    assert notice.latest_notice(saturday, NATIONAL) == notice.latest_notice(date(2025, 7, 11), NATIONAL)
    assert not notice.is_in_time(_on(date(2025, 7, 9), time(9)), saturday, NATIONAL)


def test_notice_given_on_a_sunday_counts_as_monday_s() -> None:
    assert notice.counted_day(_on(date(2025, 7, 6), time(9)), NATIONAL) == date(2025, 7, 7)


def test_the_days_of_2025_and_2026() -> None:
    """Against the announcements of the ministry for State offices."""
    off = {
        *(date(2025, 1, day) for day in (1, 27, 28, 29, 30, 31)),
        *(date(2025, 4, 7), date(2025, 4, 30), date(2025, 5, 1), date(2025, 5, 2)),
        *(date(2025, 9, 1), date(2025, 9, 2)),
        *(date(2026, 1, 1), date(2026, 1, 2)),
        *(date(2026, 2, day) for day in (16, 17, 18, 19, 20)),
        *(date(2026, 4, 27), date(2026, 4, 30), date(2026, 5, 1)),
        *(date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 2), date(2026, 11, 24)),
    }
    worked = {date(2025, 4, 26), date(2026, 1, 10), date(2026, 8, 22)}
    days = [date(2025, 1, 1) + timedelta(days=count) for count in range(730)]
    weekdays = [day for day in days if day.weekday() < 5]
    assert {day for day in weekdays if not NATIONAL.is_working_day(day)} == off
    assert {day for day in days if day.weekday() >= 5 and NATIONAL.is_working_day(day)} == worked


def test_days_in_force_name_who_set_them() -> None:
    own = CalendarDay(date(2025, 12, 31), True, "Ngày hội tỉnh", Origin.PROVINCE)
    shown = calendars.days_of([own], since=date(2025, 12, 1), until=date(2026, 1, 31))
    assert [(one.day.isoformat(), one.origin.label) for one in shown] == [
        ("2025-12-31", "Tỉnh quy định"),
        ("2026-01-01", "Ngày lễ, tết theo luật"),
        ("2026-01-02", "Văn bản của Trung ương"),
        ("2026-01-10", "Văn bản của Trung ương"),
    ]


def _hours(key: str, since: date | None, until: date | None, unit_id: str = "") -> OwnHours:
    return OwnHours(key, unit_id, HoursPeriod(since, until, ((),) * 7))


def test_periods_of_two_desks_that_overlap_are_pointed_out_and_the_later_one_counts() -> None:
    early = OwnHours("b", "", HoursPeriod(None, None, (hours.read("08:00-09:00"),) * 7))
    late = OwnHours("a", "", HoursPeriod(date(2025, 7, 1), None, (hours.read("10:00-11:00"),) * 7))
    (finding,) = checks.check((early, late), ())
    assert "trùng ngày nhau: mọi ngày và từ 01/07/2025" in finding.message
    known = calendars.build((early, late), ())
    assert known.hours(date(2025, 7, 1)) == ((600, 660),)
    assert known.hours(date(2025, 6, 30)) == ((480, 540),)


def test_periods_that_only_touch_or_are_another_unit_s_are_fine() -> None:
    june = _hours("a", date(2025, 6, 1), date(2025, 6, 30))
    july = _hours("b", date(2025, 7, 1), date(2025, 7, 31))
    assert checks.check((june, july, _hours("c", None, None, "u")), ()) == ()


def test_half_an_exchange_is_pointed_out() -> None:
    off = CalendarDay(date(2025, 7, 4), True, "Nghỉ", Origin.PROVINCE, swapped_with=date(2025, 7, 5), id="x")
    (finding,) = checks.check((), (off,))
    assert finding.message.startswith("Ngày 04/07/2025 hoán đổi với 05/07/2025")
    back = CalendarDay(date(2025, 7, 5), False, "Bù", Origin.PROVINCE, swapped_with=date(2025, 7, 4))
    assert checks.check((), (off, back)) == ()


def test_a_limit_of_nothing_is_the_default() -> None:
    assert Limit() == limits.parse("PT0H")
