"""Locking, runs, boards, rehearsed durations."""

from datetime import timedelta

import pytest

from app.models.errors import NotFoundError, RefusedError
from app.models.runbook.playing import QUIET
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import StepStatus
from app.services.desk import Desk
from app.services.runbook import acts, locking, masters, measured, runs, simulate
from tests.conftest import StandingClock

from .conftest import EVENING, Night

Bare = tuple[Desk, StandingClock]


def rehearse(desk: Desk, seed: int) -> str:
    played = simulate.simulate(desk, seed=seed, script=QUIET, with_forecast=False)
    return simulate.record(desk, simulation=played, mode=RunMode.REHEARSAL)


def test_a_locked_version_thaws_to_the_master(bare: Bare) -> None:
    desk, _ = bare
    (lock,) = locking.locks(desk)
    assert (lock.version, lock.steps) == (1, 39)
    assert locking.locked(desk, lock_id=lock.id) == masters.master(desk)


def test_later_edits_stay_outside_the_lock(bare: Bare) -> None:
    desk, _ = bare
    (lock,) = locking.locks(desk)
    step = masters.master(desk).steps[0]
    masters.edit_step(desk, step_id=step.id, note="Sửa sau khi chốt")
    assert locking.locked(desk, lock_id=lock.id).steps[0].note == ""
    (one,) = locking.compare(desk, lock_id=lock.id).differences
    assert one.changes == (("Ghi chú", "", "Sửa sau khi chốt"),)


def test_errors_keep_it_from_being_locked(desk: Desk) -> None:
    masters.create(desk)
    with pytest.raises(RefusedError, match="lỗi chưa chốt được"):
        locking.lock(desk)
    locking.lock(desk, despite_errors=True)
    assert len(locking.locks(desk)) == 1


def test_a_version_with_errors_serves_rehearsals_only(desk: Desk) -> None:
    masters.create(desk)
    locking.lock(desk, despite_errors=True)
    runs.make(desk, mode=RunMode.REHEARSAL)
    with pytest.raises(RefusedError, match="không dùng cho đêm chính thức"):
        runs.make(desk, mode=RunMode.REAL)


def test_no_run_without_a_lock(desk: Desk) -> None:
    masters.create(desk)
    with pytest.raises(NotFoundError, match="Chưa có kịch bản nào được chốt"):
        runs.make(desk, mode=RunMode.REHEARSAL)


def test_one_real_run_at_a_time(night: Night) -> None:
    with pytest.raises(RefusedError, match="còn đang mở"):
        runs.make(night.desk, mode=RunMode.REAL)
    runs.make(night.desk, mode=RunMode.REHEARSAL)


def test_titles_say_what_it_is(bare: Bare) -> None:
    desk, _ = bare
    for mode in (RunMode.REHEARSAL, RunMode.REHEARSAL, RunMode.REAL):
        runs.make(desk, mode=mode)
    titles = [one.title for one in runs.runs(desk)]
    assert titles == ["Diễn tập lần 1, 30/06/2025", "Diễn tập lần 2, 30/06/2025", "Đêm chuyển đổi 30/06/2025"]
    assert [one.mode.label for one in runs.runs(desk)] == ["DIỄN TẬP", "DIỄN TẬP", "CHÍNH THỨC"]


def test_a_rehearsal_starts_now_the_real_night_at_its_hour(bare: Bare) -> None:
    desk, _ = bare
    runs.make(desk, mode=RunMode.REHEARSAL)
    runs.make(desk, mode=RunMode.REAL)
    rehearsal, real = runs.runs(desk)
    assert (rehearsal.anchor, real.anchor) == (EVENING, masters.master(desk).anchor)


def test_a_rehearsal_never_alters_the_master(bare: Bare) -> None:
    desk, _ = bare
    before = masters.master(desk)
    rehearse(desk, 1)
    assert masters.master(desk) == before


def test_the_board_shows_state_forecast_and_alarms(night: Night) -> None:
    night.finish("1")
    board = runs.board(night.desk, run_id=night.run_id)
    assert board.state == night.state
    assert board.forecast.low <= board.forecast.finish <= board.forecast.high
    assert board.forecast.decide_by is not None


def test_the_board_learns_from_rehearsals_only(night: Night) -> None:
    rehearse(night.desk, 1)
    simulate.record(night.desk, simulation=simulate.simulate(night.desk, seed=2, with_forecast=False))
    assert runs.board(night.desk, run_id=night.run_id).rehearsals == 1


def test_a_step_is_startable_as_soon_as_its_predecessor_ends(night: Night) -> None:
    night.do(acts.start, "1", reason="sớm")
    state = night.do(acts.finish, "1").state
    assert [one.step.number for one in state.with_status(StepStatus.READY)] == ["2"]


def test_measured_durations_enter_by_an_explicit_act_that_is_logged(bare: Bare) -> None:
    desk, _ = bare
    ids = [rehearse(desk, 1), rehearse(desk, 2)]
    shown = measured.differences(desk, run_ids=ids)
    assert shown
    assert all(one.planned != one.measured and len(one.samples) == 2 for one in shown)
    measured.apply(desk, run_ids=ids)
    known = masters.master(desk)
    assert all(known.step(one.step_id).duration == one.measured for one in shown)  # type: ignore[union-attr]
    (applied,) = measured.applied(desk)
    assert [(one.step_id, one.planned, one.measured) for one in applied.changes] == [
        (one.step_id, one.planned, one.measured) for one in shown
    ]


def test_some_steps_only(bare: Bare) -> None:
    desk, _ = bare
    ids = [rehearse(desk, 1)]
    first = measured.differences(desk, run_ids=ids)[0]
    measured.apply(desk, run_ids=ids, step_ids=[first.step_id])
    assert first.step_id not in [one.step_id for one in measured.differences(desk, run_ids=ids)]
    assert len(measured.applied(desk)[0].changes) == 1


def test_nothing_to_apply_is_said(bare: Bare) -> None:
    desk, _ = bare
    with pytest.raises(RefusedError):
        measured.apply(desk, run_ids=[])


def test_holds_do_not_enter_the_measured_durations(night: Night) -> None:
    night.do(acts.start, "1", reason="sớm")
    night.wait(10)
    night.do(acts.hold, reason="Chờ quyết định")
    night.wait(60)
    night.do(acts.resume)
    night.wait(5)
    night.do(acts.finish, "1")
    assert night.state.steps[0].worked == timedelta(minutes=15)
