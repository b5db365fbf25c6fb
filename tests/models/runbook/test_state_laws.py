from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.runbook.playing import Script, play
from app.models.runbook.records import Run, RunMode
from app.models.runbook.run_records import Choice, EventKind, RunEvent
from app.models.runbook.sample_master import sample_master
from app.models.runbook.state import state

from .nights import RUN, at, small
from .test_master import made

STEPS = ("", "block", "backup", "test", "gate", "open", "back1", "gone")
MASTER = small()
SAMPLE = sample_master(made, province="tỉnh Lâm Đồng")
PLAYED = play(SAMPLE, Run("run", SAMPLE.id, "l", "h", RunMode.SIMULATION, "", SAMPLE.anchor, SAMPLE.anchor), seed=7)


@st.composite
def events(draw: st.DrawFn) -> list[RunEvent]:
    """Any events at all, sensible or not, on two devices."""
    found: list[RunEvent] = []
    for number in range(draw(st.integers(0, 14))):
        kind = draw(st.sampled_from(EventKind))
        ids = [one.id for one in found] or ["gone"]
        body = {
            "target": draw(st.sampled_from(ids)),
            "result": draw(st.sampled_from(["passed", "failed", "not_tested", "?"])),
            "role_id": draw(st.sampled_from(["r1", "r2", "gone"])),
            "choice": draw(st.sampled_from(Choice)).value,
            "outcome": draw(st.sampled_from(Choice)).value,
            "override": draw(st.booleans()),
            "priority": draw(st.integers(0, 5)),
            "at": draw(st.sampled_from(["2025-06-30T15:00:00.000Z", "", "hôm qua"])),
            "void": draw(st.booleans()),
        }
        moment = at(draw(st.integers(0, 20)))
        chain = draw(st.sampled_from(["a-1", "b-1"]))
        step_id = draw(st.sampled_from(STEPS))
        found.append(
            RunEvent(f"e{number}", "run", kind, moment, step_id, body, chain=chain, seq=number, hash=str(number))
        )
    return found


@given(events(), st.randoms())
def test_any_order_of_arrival_gives_the_same_state(arrived: list[RunEvent], chance: Random) -> None:
    shuffled = list(arrived)
    chance.shuffle(shuffled)
    assert state(MASTER, RUN, shuffled) == state(MASTER, RUN, arrived)


@given(events(), st.data())
def test_arriving_twice_changes_nothing(arrived: list[RunEvent], data: st.DataObject) -> None:
    again = data.draw(st.lists(st.sampled_from(arrived))) if arrived else []
    assert state(MASTER, RUN, [*arrived, *again]) == state(MASTER, RUN, arrived)


@given(events())
def test_whatever_arrives_every_entry_stays_in_the_log(arrived: list[RunEvent]) -> None:
    assert {line.event.id for line in state(MASTER, RUN, arrived).log} == {one.id for one in arrived}


@given(events())
def test_nothing_behind_an_unpassed_gate_is_ready(arrived: list[RunEvent]) -> None:
    found = state(MASTER, RUN, arrived)
    gate, behind = found.gate("gate"), found.step("open")
    assert gate is not None
    assert behind is not None
    assert gate.is_passed or behind.status.value != "ready"


@given(events())
def test_work_is_never_negative_nor_longer_than_the_clock(arrived: list[RunEvent]) -> None:
    for one in state(MASTER, RUN, arrived).steps:
        for attempt in one.attempts:
            if attempt.worked is not None and attempt.started_at is not None and attempt.finished_at is not None:
                assert attempt.worked.total_seconds() >= 0
                assert attempt.worked <= max(attempt.finished_at - attempt.started_at, attempt.worked * 0)


@given(st.randoms())
@settings(max_examples=15, deadline=None)
def test_a_whole_night_in_any_order(chance: Random) -> None:
    shuffled = [*PLAYED.events, *PLAYED.events[::3]]
    chance.shuffle(shuffled)
    assert state(SAMPLE, PLAYED.run, shuffled) == state(SAMPLE, PLAYED.run, PLAYED.events)


@pytest.mark.soak
@given(st.integers(0, 10_000), st.booleans(), st.randoms())
@settings(max_examples=200, deadline=None)
def test_any_night_in_any_order(seed: int, back: bool, chance: Random) -> None:  # noqa: FBT001
    run = replace(PLAYED.run, id=f"run-{seed}")
    played = play(SAMPLE, run, seed=seed, script=Script(is_rollback=back))
    shuffled = list(played.events)
    chance.shuffle(shuffled)
    assert state(SAMPLE, run, shuffled) == state(SAMPLE, run, played.events)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=20))
@settings(max_examples=20, deadline=None)
def test_events_that_come_late_change_nothing_that_came_before(cuts: list[int]) -> None:
    held_back = {PLAYED.events[cut % len(PLAYED.events)].id for cut in cuts}
    early = [one for one in PLAYED.events if one.id not in held_back]
    late = [one for one in PLAYED.events if one.id in held_back]
    state(SAMPLE, PLAYED.run, early)
    assert state(SAMPLE, PLAYED.run, [*early, *late]) == state(SAMPLE, PLAYED.run, PLAYED.events)
