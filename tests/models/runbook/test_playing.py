from dataclasses import replace

import pytest

from app.models.runbook.log_chain import entry_of, genesis, verify
from app.models.runbook.playing import QUIET, Played, Script, play
from app.models.runbook.records import Branch, Run, RunMode
from app.models.runbook.run_records import Choice, EventKind, RunState, StepStatus
from app.models.runbook.sample_master import sample_master
from app.models.runbook.state import state

from .test_master import made

MASTER = sample_master(made, province="tỉnh Lâm Đồng")
RUN = Run("run", MASTER.id, "lock", "hash", RunMode.SIMULATION, "", MASTER.anchor, MASTER.anchor)


def played(seed: int = 1, script: Script | None = None) -> Played:
    return play(MASTER, RUN, seed=seed, script=script)


@pytest.fixture(scope="module")
def night() -> Played:
    return played()


@pytest.fixture(scope="module")
def ended(night: Played) -> RunState:
    return state(MASTER, RUN, night.events)


def test_the_same_seed_plays_the_same_night(night: Played) -> None:
    assert played() == night
    assert played(2) != night


def test_every_step_of_the_main_way_is_done(ended: RunState) -> None:
    main = [one.status for one in ended.steps if one.step.branch is Branch.MAIN]
    assert set(main) == {StepStatus.DONE}


def test_a_step_failed_and_was_done_again(ended: RunState) -> None:
    again = [one for one in ended.steps if len(one.attempts) > 1]
    assert len(again) == 1
    assert [incident.closed_at is not None for incident in ended.incidents] == [True]


def test_there_was_one_hold(ended: RunState) -> None:
    assert [hold.ended_at is not None for hold in ended.holds] == [True]


def test_a_gate_was_refused_then_passed(ended: RunState) -> None:
    first, second = ended.gates
    assert [one.outcome for one in first.decisions] == [Choice.STOP, Choice.GO]
    assert [one.outcome for one in second.decisions] == [Choice.GO]


def test_one_room_was_off_the_network_for_an_hour(night: Played) -> None:
    late = [one for one in night.events if (night.arrivals[one.id] - one.occurred_at).total_seconds() > 60]
    assert late
    assert night.offline is not None
    assert (night.offline[1] - night.offline[0]).total_seconds() == 3600


def test_both_rooms_reported_one_step(ended: RunState) -> None:
    assert [remark.rule for remark in ended.remarks] == ["double_finish"]


def test_numbers_before_and_after_agree(ended: RunState) -> None:
    numbers = {key: value for one in ended.steps for key, value in one.numbers.items()}
    pairs = [(one.id, one.compare_with) for step in MASTER.steps for one in step.measures if one.compare_with]
    assert len(pairs) == 3
    assert all(numbers[after] == numbers[before] for after, before in pairs)


def test_it_ends_inside_the_window(ended: RunState) -> None:
    assert ended.closed_at is not None
    assert ended.closed_at <= MASTER.window_end


def test_both_chains_hold(night: Played) -> None:
    reports = verify([entry_of(one) for one in night.events], (), genesis(RUN))
    assert [one.problem for one in reports] == [None, None]
    assert sum(one.unanchored for one in reports) <= 2


def test_the_rollback_variant_turns_back_and_reopens() -> None:
    ended = state(MASTER, RUN, played(script=Script(is_rollback=True)).events)
    assert ended.branch is Branch.ROLLBACK
    assert ended.reopened_at is not None
    assert {one.status for one in ended.steps if one.step.branch is Branch.ROLLBACK} == {StepStatus.DONE}


def test_a_quiet_night_has_nothing_to_tell() -> None:
    ended = state(MASTER, RUN, played(script=QUIET).events)
    assert (ended.remarks, ended.holds, ended.incidents) == ((), (), ())


def test_a_runbook_without_gates_or_backups_is_played_too() -> None:
    bare = replace(MASTER, steps=tuple(one for one in MASTER.steps[:3]), gates=())
    events = play(bare, RUN, seed=3).events
    assert events[-1].kind is EventKind.CLOSE


def test_an_empty_runbook_is_closed_at_once() -> None:
    assert [one.kind for one in play(replace(MASTER, steps=(), gates=()), RUN, seed=3).events] == [EventKind.CLOSE]
