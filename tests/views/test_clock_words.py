from datetime import timedelta

import pytest

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.views.common import clock_words

EVENING = vietnam_time.from_iso("2025-06-30T14:00:00.000Z")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("21:05", "21:05 30/06/2025"),
        ("21h05", "21:05 30/06/2025"),
        ("0:10", "00:10 01/07/2025"),
        ("00h10 01/07/2025", "00:10 01/07/2025"),
        ("20h", "20:00 30/06/2025"),
        ("23:50 30/6", "23:50 30/06/2025"),
    ],
)
def test_an_hour_without_a_day_is_the_nearest(typed: str, shown: str) -> None:
    assert clock_words.moment(clock_words.read_moment(typed, near=EVENING)) == shown


@pytest.mark.parametrize("typed", ["", "sau", "25:00", "21:05 31/6/2025"])
def test_what_is_no_hour_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        clock_words.read_moment(typed, near=EVENING)


@pytest.mark.parametrize(
    ("typed", "minutes"), [("35", 35), ("35 phút", 35), ("1 giờ 05 phút", 65), ("1:05", 65), ("1 giờ", 60)]
)
def test_a_span_is_read(typed: str, minutes: int) -> None:
    assert clock_words.read_span(typed) == timedelta(minutes=minutes)


@pytest.mark.parametrize("typed", ["", "lâu", "-5"])
def test_what_is_no_span_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        clock_words.read_span(typed)


def test_times_are_absolute() -> None:
    assert clock_words.clock(EVENING) == "21:00:00"
    assert clock_words.since_start(timedelta(minutes=-20)) == "T-00:20:00"
    assert clock_words.since_start(timedelta(hours=1, seconds=5)) == "T+01:00:05"
    assert clock_words.running(timedelta(minutes=9, seconds=5)) == "09:05"
    assert clock_words.running(timedelta(hours=2, minutes=9)) == "2:09:00"


def test_every_span_that_is_shown_is_read_back() -> None:
    for seconds in (40, 60, 2100, 3600, 3900, 7325):
        length = timedelta(seconds=seconds)
        assert abs(clock_words.read_span(clock_words.span(length)) - length) < timedelta(minutes=1)
