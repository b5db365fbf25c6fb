from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journal.clock import MAX_AHEAD, HybridClock, ahead_of, capped, ceiling, stamp_time

from .builders import QUICK, START, stamp

OURS = f"{1:016x}"
DAYS = st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=1))


class Wall:
    """A wall clock that is set by hand."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def wall() -> Wall:
    return Wall()


@pytest.fixture
def clock(wall: Wall) -> HybridClock:
    return HybridClock(OURS, wall)


def test_a_stamp_has_time_counter_and_device(clock: HybridClock) -> None:
    assert clock.tick() == "2025-06-24T01:02:03.456Z-0000-0000000000000001"


def test_within_one_millisecond_the_counter_runs(clock: HybridClock) -> None:
    assert [clock.tick()[24:29] for _ in range(3)] == ["-0000", "-0001", "-0002"]


def test_a_later_millisecond_resets_the_counter(clock: HybridClock, wall: Wall) -> None:
    clock.tick()
    clock.tick()
    wall.time += timedelta(milliseconds=1)
    assert clock.tick() == "2025-06-24T01:02:03.457Z-0000-0000000000000001"


def test_counter_overflow_advances_the_millisecond(wall: Wall) -> None:
    clock = HybridClock(OURS, wall, last=f"2025-06-24T01:02:03.456Z-ffff-{OURS}")
    assert clock.tick() == f"2025-06-24T01:02:03.457Z-0000-{OURS}"


def test_a_wall_clock_set_back_a_day_still_gives_later_stamps(clock: HybridClock, wall: Wall) -> None:
    before = clock.tick()
    wall.time -= timedelta(days=1)
    assert clock.tick() > before


@QUICK
@given(st.lists(DAYS, min_size=2, max_size=20))
def test_strictly_increasing_under_any_jumps(jumps: list[timedelta]) -> None:
    wall = Wall()
    clock, stamps = HybridClock(OURS, wall), list[str]()
    for jump in jumps:
        wall.time += jump
        stamps.append(clock.tick())
    assert stamps == sorted(set(stamps))


@QUICK
@given(st.datetimes(), st.datetimes())
def test_text_order_is_time_order(one: datetime, other: datetime) -> None:
    times = [time.replace(microsecond=time.microsecond // 1000 * 1000, tzinfo=START.tzinfo) for time in (one, other)]
    first, second = (HybridClock(OURS, partial(next, iter([time]))).tick() for time in times)
    assert (first < second) == (times[0] < times[1])
    assert [stamp_time(first), stamp_time(second)] == times


def test_any_time_zone_of_the_wall_clock_is_turned_into_utc() -> None:
    local = START.astimezone(timezone(timedelta(hours=7)))
    assert stamp_time(HybridClock(OURS, lambda: local).tick()) == START


def test_a_naive_wall_clock_is_refused() -> None:
    with pytest.raises(TypeError):
        HybridClock(OURS, lambda: START.replace(tzinfo=None)).tick()


def test_a_tick_comes_after_what_was_observed(clock: HybridClock) -> None:
    foreign = stamp(4, device=9)
    clock.observe(foreign)
    assert foreign < clock.tick()


def test_an_older_stamp_observed_changes_nothing(clock: HybridClock) -> None:
    before = clock.tick()
    clock.observe(stamp(-4, device=9))
    assert clock.last == before


def test_a_stamp_too_far_ahead_advances_nothing(clock: HybridClock) -> None:
    clock.observe(stamp(6, device=9))
    assert clock.last is None


def test_too_far_ahead_is_judged_by_the_time_that_is_handed_in(clock: HybridClock, wall: Wall) -> None:
    wall.time += timedelta(minutes=2)
    clock.observe(stamp(6, device=9))
    assert clock.tick() > stamp(6)


def test_a_restart_goes_on_after_the_last_stamp(clock: HybridClock, wall: Wall) -> None:
    last = clock.tick()
    wall.time -= timedelta(hours=1)
    assert HybridClock(OURS, wall, last=last).tick() > last


def test_exactly_five_minutes_is_not_yet_ahead() -> None:
    assert not ahead_of(stamp(5), START)
    assert ahead_of(stamp(5), START - timedelta(milliseconds=1))
    assert timedelta(minutes=5) == MAX_AHEAD


def test_a_cap_keeps_counter_and_device() -> None:
    assert capped("2026-01-01T00:00:00.000Z-00ab-00000000000000ff", START) == (
        "2025-06-24T01:02:03.456Z-00ab-00000000000000ff"
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2025-06-24",
        "2025-06-24T01:02:03.456Z",
        "2025-06-24T01:02:03.456Z-0000-1",
        "2025-06-24T01:02:03.456Z-000-0000000000000001",
        "2025-06-24T01:02:03.456Z-0000-000000000000000A",
        "2025-13-24T01:02:03.456Z-0000-0000000000000001",
        "2025-06-24T24:02:03.456Z-0000-0000000000000001",
        "2025-06-24T01:02:03.456Z-0000-0000000000000001\n",
        "٢025-06-24T01:02:03.456Z-0000-0000000000000001",
    ],
)
def test_what_is_no_stamp_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a stamp"):
        stamp_time(text)


@pytest.mark.parametrize("device", ["", "1", "g" * 16, "A" * 16, "0" * 17])
def test_what_is_no_device_is_refused(device: str, wall: Wall) -> None:
    with pytest.raises(ValueError, match="16 lower-case hex"):
        HybridClock(device, wall)


@QUICK
@given(st.integers(-2, 2), st.integers(0, 999_999), st.integers(0, 0xFFFF))
def test_the_ceiling_is_the_highest_stamp_that_is_not_ahead(milliseconds: int, microsecond: int, counter: int) -> None:
    now = datetime(2025, 6, 24, 1, 2, 3, microsecond, UTC)
    moment = now + MAX_AHEAD + timedelta(milliseconds=milliseconds)
    text = moment.replace(tzinfo=None).isoformat(timespec="milliseconds")
    written = f"{text}Z-{counter:04x}-0123456789abcdef"
    assert (written > ceiling(now)) == ahead_of(written, now)
