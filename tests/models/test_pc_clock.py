from datetime import UTC, datetime, timedelta

import pytest

from app.models.pc_clock import PcClock, since_start

START = datetime(2025, 6, 30, 15, tzinfo=UTC)
DAY = timedelta(days=1)


class Pc:
    """A PC whose wall clock may be moved by hand while the count of seconds goes on."""

    def __init__(self) -> None:
        self.wall = START
        self.ticks = 100.0
        self.clock = PcClock(lambda: self.wall, lambda: self.ticks)

    def run(self, seconds: float) -> None:
        self.wall += timedelta(seconds=seconds)
        self.ticks += seconds


@pytest.fixture
def pc() -> Pc:
    return Pc()


def test_without_a_server_it_is_the_wall_clock_whatever_a_hand_does(pc: Pc) -> None:
    pc.wall -= DAY
    assert pc.clock.corrected() == START - DAY
    assert pc.clock.offset is None


def test_it_goes_by_what_the_server_said(pc: Pc) -> None:
    pc.clock.set_offset(timedelta(minutes=20))
    pc.run(60)
    assert pc.clock.corrected() == START + timedelta(minutes=21)


@pytest.mark.parametrize("error", [DAY, -DAY, timedelta(minutes=20)])
def test_put_right_by_hand_it_goes_on(pc: Pc, error: timedelta) -> None:
    pc.clock.set_offset(error)
    pc.wall += error
    pc.run(600)
    assert pc.clock.corrected() == START + error + timedelta(minutes=10)
    assert pc.clock.offset == timedelta()


def test_put_wrong_by_hand_it_goes_on(pc: Pc) -> None:
    pc.clock.set_offset(timedelta())
    pc.wall -= timedelta(hours=1)
    assert pc.clock.corrected() == START
    assert pc.clock.offset == timedelta(hours=1)


def test_hours_and_sleep_are_no_jump(pc: Pc) -> None:
    pc.clock.set_offset(timedelta(minutes=-3))
    pc.run(8 * 3600)
    assert pc.clock.offset == timedelta(minutes=-3)


def test_a_jump_before_the_measurement_is_in_it(pc: Pc) -> None:
    pc.wall += DAY
    pc.clock.set_offset(-DAY)
    assert pc.clock.corrected() == START


def test_drift_is_no_jump(pc: Pc) -> None:
    pc.clock.set_offset(timedelta())
    pc.wall += timedelta(seconds=1)
    assert pc.clock.offset == timedelta()


def test_the_count_goes_on_by_itself() -> None:
    assert 0 < since_start() <= since_start()
