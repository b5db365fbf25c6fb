import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from app.journal.clock import stamp_time
from app.models import vietnam_time
from app.models.pc_clock import PcClock
from app.services import opening, tasks
from app.services.desk import Desk
from app.services.exchange import clock as offsets
from tests.conftest import NOON_24_JUNE, StandingClock
from tests.steps import made, row

DAY = timedelta(days=1)
NEAR = timedelta(minutes=5)


def edited(desk: Desk) -> timedelta:
    """By how much the stamp of an edit lies after noon of 24 June."""
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note=f"Ghi chú {desk.now()}")
    return stamp_time(made(desk)[-1].stamp) - NOON_24_JUNE


def reopened(desk: Desk, wall: timedelta, *, counted: float) -> timedelta:
    """The offset by which the file goes, opened when the PC shows `wall` after noon and has counted so many seconds."""
    clock = StandingClock(NOON_24_JUNE + wall)
    desk.workspace.now = clock  # type: ignore[method-assign]
    desk.workspace.pc = PcClock(clock, lambda: counted)
    offsets.restore(desk)
    return desk.workspace.pc.offset or timedelta()


@pytest.fixture
def measured(desk: Desk, clock: StandingClock) -> Desk:
    """A PC that shows noon after 100 seconds; a test says what the server said of it."""
    desk.workspace.pc = PcClock(clock, lambda: 100.0)
    return desk


def test_a_clock_put_right_writes_no_stamps_of_tomorrow(desk: Desk, clock: StandingClock) -> None:
    clock.moment -= DAY
    offsets.follow(desk, DAY)
    assert abs(edited(desk)) < NEAR
    clock.moment += DAY + timedelta(minutes=10)
    assert abs(edited(desk)) < timedelta(minutes=15)


def test_a_copied_file_does_not_carry_the_error_of_its_pc(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    offsets.follow(desk, DAY)
    path = tmp_path / "xa" / "kế hoạch.kh02"
    path.parent.mkdir()
    desk.workspace.suspend()
    shutil.copyfile(desk.path, path)
    desk.workspace.resume()
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    other = opening.open_desk(path, now=StandingClock(NOON_24_JUNE))
    other.person = desk.person
    assert offsets.measured(other) is None
    assert abs(edited(other)) < NEAR
    other.close()


def test_wrong_for_days_and_never_touched_it_stays_corrected(measured: Desk) -> None:
    offsets.follow(measured, -DAY)
    days = timedelta(days=3)
    assert reopened(measured, days, counted=100 + days.total_seconds()) == -DAY


@pytest.mark.parametrize("error", [DAY, -DAY])
def test_a_large_error_is_not_believed_after_the_pc_was_started_anew(measured: Desk, error: timedelta) -> None:
    offsets.follow(measured, error)
    assert reopened(measured, timedelta(days=3), counted=50) == timedelta()


def test_a_clock_put_right_while_the_program_was_closed(measured: Desk) -> None:
    offsets.follow(measured, DAY)
    assert reopened(measured, DAY + timedelta(hours=1), counted=100 + 3600) == timedelta()


def test_an_hour_that_the_server_has_passed_already_is_still_wrong(measured: Desk) -> None:
    offsets.follow(measured, 30 * DAY)
    assert reopened(measured, timedelta(days=2), counted=50) == 30 * DAY


def test_a_clock_set_back_is_no_longer_wrong_as_it_was(measured: Desk) -> None:
    offsets.follow(measured, timedelta(minutes=-4))
    assert reopened(measured, timedelta(minutes=-3), counted=50) == timedelta()


def test_a_small_error_is_the_first_estimate(measured: Desk) -> None:
    offsets.follow(measured, timedelta(seconds=185))
    assert reopened(measured, timedelta(days=3), counted=50) == timedelta(seconds=185)
    known = offsets.measured(measured)
    assert known is not None
    assert known.at == vietnam_time.from_iso("2025-06-24T05:03:05.000Z")
