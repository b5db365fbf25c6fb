from datetime import UTC, date, datetime, time

import pytest

from app.models import vietnam_time


def test_midnight_in_vietnam_is_five_in_the_afternoon_of_utc() -> None:
    assert vietnam_time.at(date(2025, 7, 1)) == datetime(2025, 6, 30, 17, tzinfo=UTC)


def test_the_day_ends_where_the_next_begins() -> None:
    assert vietnam_time.end_of(date(2025, 12, 31)) == vietnam_time.at(date(2026, 1, 1))


def test_today_turns_at_vietnams_midnight() -> None:
    last = vietnam_time.at(date(2025, 6, 30), time(23, 59, 59))
    assert vietnam_time.today(last) == date(2025, 6, 30)
    assert vietnam_time.today(vietnam_time.at(date(2025, 7, 1))) == date(2025, 7, 1)


def test_an_instant_is_stored_and_read_back() -> None:
    moment = datetime(2025, 6, 30, 17, 0, 0, 123000, tzinfo=UTC)
    assert vietnam_time.iso(moment) == "2025-06-30T17:00:00.123Z"
    assert vietnam_time.from_iso(vietnam_time.iso(moment)) == moment


def test_shown_on_vietnams_wall_clock() -> None:
    moment = datetime(2025, 6, 30, 17, 5, tzinfo=UTC)
    assert vietnam_time.show_moment(moment) == "01/07/2025 00:05"


def test_a_text_that_is_no_instant() -> None:
    with pytest.raises(ValueError, match="hôm qua"):
        vietnam_time.from_iso("hôm qua")
