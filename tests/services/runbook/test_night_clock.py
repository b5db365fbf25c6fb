from datetime import UTC, datetime, timedelta

import pytest

from app.models.pc_clock import PcClock
from app.services.runbook.night_clock import NightClock, skew_warning

START = datetime(2025, 6, 30, 15, tzinfo=UTC)


class Pc:
    """A PC whose wall clock and monotonic clock a test moves apart."""

    def __init__(self) -> None:
        self.wall = START
        self.ticks = 100.0

    def run(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds

    def clock(self) -> NightClock:
        self.measured = PcClock(lambda: self.wall, lambda: self.ticks)
        return NightClock(self.measured)


@pytest.fixture
def pc() -> Pc:
    return Pc()


def test_it_runs_with_the_pc(pc: Pc) -> None:
    clock = pc.clock()
    pc.run(90)
    assert clock.now() == START + timedelta(seconds=90)


def test_set_back_an_hour_it_runs_on(pc: Pc) -> None:
    clock = pc.clock()
    pc.run(60)
    pc.wall -= timedelta(hours=1)
    pc.run(60)
    assert clock.now() == START + timedelta(seconds=120)
    assert clock.made_up == timedelta(hours=1)


def test_put_right_again_it_does_not_jump_ahead(pc: Pc) -> None:
    clock = pc.clock()
    pc.wall -= timedelta(hours=1)
    clock.now()
    pc.wall += timedelta(hours=1)
    pc.run(30)
    assert clock.now() == START + timedelta(seconds=30)
    assert clock.made_up == timedelta()


def test_sleep_is_a_jump_forward(pc: Pc) -> None:
    clock = pc.clock()
    pc.wall += timedelta(minutes=40)
    assert clock.now() == START + timedelta(minutes=40)
    assert clock.slept == timedelta(minutes=40)


def test_sleep_while_set_back_counts_as_sleep_beyond_the_correction(pc: Pc) -> None:
    clock = pc.clock()
    pc.wall -= timedelta(minutes=10)
    clock.now()
    pc.wall += timedelta(minutes=30)
    assert clock.now() == START + timedelta(minutes=20)
    assert clock.slept == timedelta(minutes=20)


def test_a_second_of_drift_is_nothing(pc: Pc) -> None:
    clock = pc.clock()
    pc.wall -= timedelta(seconds=1)
    assert clock.now() == START - timedelta(seconds=1)


def test_after_a_restart_with_the_clock_set_back_it_is_not_before_the_last_entry(pc: Pc) -> None:
    clock = pc.clock()
    last = START + timedelta(hours=1)
    assert clock.not_before(last) == last
    pc.run(5)
    assert clock.now() == last + timedelta(seconds=5)


def test_whole_milliseconds(pc: Pc) -> None:
    pc.wall += timedelta(microseconds=1_999)
    assert pc.clock().now() == START + timedelta(milliseconds=1)


def test_it_goes_by_the_server(pc: Pc) -> None:
    clock = pc.clock()
    pc.measured.set_offset(timedelta(minutes=20))
    pc.run(60)
    assert clock.now() == START + timedelta(minutes=21)
    assert clock.made_up == timedelta()


def test_an_error_within_the_tolerance_moves_nothing(pc: Pc) -> None:
    clock = pc.clock()
    for seconds in (1.9, -1.9, 0.3):
        pc.measured.set_offset(timedelta(seconds=seconds))
        assert clock.now() == START


def test_put_right_by_hand_during_the_night_nothing_jumps(pc: Pc) -> None:
    clock = pc.clock()
    pc.measured.set_offset(timedelta(minutes=20))
    before = clock.now()
    pc.wall += timedelta(minutes=20)
    pc.run(30)
    assert clock.now() == before + timedelta(seconds=30)


def test_found_fast_during_the_night_it_goes_slower_until_it_is_right_and_never_back(pc: Pc) -> None:
    clock = pc.clock()
    pc.run(600)
    seen = [clock.now()]
    pc.measured.set_offset(timedelta(minutes=-4))
    for _ in range(9):
        pc.run(60)
        seen.append(clock.now())
    assert seen == sorted(set(seen))
    assert clock.made_up == timedelta()
    assert seen[-1] == pc.wall - timedelta(minutes=4)
    assert clock.set_back == timedelta()


def test_set_back_without_a_server_is_told(pc: Pc) -> None:
    clock = pc.clock()
    pc.wall -= timedelta(hours=1)
    clock.now()
    assert clock.set_back == timedelta(hours=1)


@pytest.mark.parametrize(
    ("offset", "words"),
    [
        (0, ""),
        (60, ""),
        (-60, ""),
        (61, "Đồng hồ máy này chậm 1 phút 01 giây."),
        (-3723, "Đồng hồ máy này nhanh 62 phút 03 giây."),
    ],
)
def test_a_wrong_clock_is_named_from_a_minute_on(offset: int, words: str) -> None:
    assert skew_warning(timedelta(seconds=offset)).startswith(words)
    assert bool(skew_warning(timedelta(seconds=offset))) is bool(words)
