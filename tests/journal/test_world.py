"""Desks write, split, repeat, restart and set their clocks wrong; whoever has the same changes has the same state."""

from dataclasses import dataclass
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.journal.merge import RecordState

from .builders import QUICK
from .world import FIELDS, RECORDS, Replica, state_by_definition

SKEWS = (timedelta(), timedelta(minutes=-10), timedelta(minutes=30))
DESKS = len(SKEWS)
SERVER = 0


@dataclass(frozen=True)
class Step:
    """One thing that happens to one desk."""

    act: str
    desk: int
    other: int
    record: str
    names: tuple[str, ...]
    seed: int


ACTS = ("edit", "edit", "settle", "delete", "restore", "event", "send", "send", "cap", "restart", "skew", "wait")
DESK = st.integers(0, DESKS - 1)
NAMES = st.sampled_from([FIELDS[:1], FIELDS[1:], FIELDS])
STEP = st.builds(Step, st.sampled_from(ACTS), DESK, DESK, st.sampled_from(RECORDS), NAMES, st.integers(0, 99))
# The least size also sets the usual one (twice as many); fewer steps would seldom let anybody meet.
STORY = st.lists(STEP, min_size=20, max_size=60)


def play(story: list[Step]) -> list[Replica]:
    desks = [Replica(number, skew=skew) for number, skew in enumerate(SKEWS)]
    for step in story:
        happen(step, desks)
    return desks


def happen(step: Step, desks: list[Replica]) -> None:
    desk = desks[step.desk]
    match step.act:
        case "edit" | "settle":
            desk.edit(step.record, step.names, settle=step.act == "settle")
        case "delete":
            desk.delete(step.record)
        case "restore":
            desk.restore(step.record)
        case "event":
            desk.event()
        case "send":
            desk.send(desks[step.other], Random(step.seed), share=step.seed / 50)  # noqa: S311
        case _:
            happen_to_clock(step, desks)


def happen_to_clock(step: Step, desks: list[Replica]) -> None:
    match step.act:
        case "cap":
            desks[SERVER].cap_what_lies_ahead()
        case "restart":
            desks[step.desk].restart()
        case "skew":
            desks[step.desk].skew = timedelta(minutes=step.seed - 50)
        case "wait":
            for desk in desks:
                desk.time += timedelta(seconds=step.seed)


def exchange_all(desks: list[Replica], random: Random) -> None:
    for _ in range(2):
        for desk in desks:
            desks[SERVER].send(desk, random)
            desk.send(desks[SERVER], random)
        desks[SERVER].cap_what_lies_ahead()
    for desk in desks:
        desks[SERVER].send(desk, random)


def check_definition(story: list[Step]) -> None:
    """At any moment each replica, whatever it lacks, holds what the definition says of the changes it has."""
    for desk in play(story):
        for entity_id, state in desk.states.items():
            assert state == state_by_definition(desk.log.values(), entity_id)


def check_convergence(story: list[Step], seed: int) -> None:
    desks = play(story)
    exchange_all(desks, Random(seed))  # noqa: S311
    first = desks[SERVER]
    for desk in desks[1:]:
        assert desk.log == first.log
        assert desk.states == first.states
        assert desk.digest == first.digest


def check_nothing_lost(story: list[Step], seed: int) -> None:
    """Every write is a head or is named by a known write, and nothing that arrived is still awaited."""
    desks = play(story)
    exchange_all(desks, Random(seed))  # noqa: S311
    log, states = desks[SERVER].log, desks[SERVER].states
    named = {(c.entity_id, name, base) for c in log.values() for name, bases in c.base.items() for base in bases}
    for change in log.values():
        for name in change.written:
            known = states[change.entity_id].fields[name]
            is_head = change.id in {head.change_id for head in known.heads}
            assert is_head != ((change.entity_id, name, change.id) in named)
            assert not known.pending


def check_stamps(story: list[Step]) -> None:
    """The stamps of one desk rise with its writes, through restarts and wrong clocks."""
    for desk in play(story):
        own = sorted(change for change in desk.log if change.startswith(f"{desk.number}-"))
        stamps = [desk.log[change_id].stamp for change_id in own]
        assert stamps == sorted(set(stamps))


def check_late_replica(story: list[Step], seed: int) -> None:
    """A replica that gets everything in any order ends where the one that lived through it stands."""
    desks, random = play(story), Random(seed)  # noqa: S311
    exchange_all(desks, random)
    late = Replica(DESKS)
    desks[SERVER].send(late, random)
    assert late.digest == desks[SERVER].digest
    assert late.states == desks[SERVER].states


def check_settling(story: list[Step], seed: int) -> None:
    """Once everybody has everything, one settling write leaves one head everywhere."""
    desks, random = play(story), Random(seed)  # noqa: S311
    exchange_all(desks, random)
    desks[1].edit(RECORDS[0], FIELDS, settle=True)
    exchange_all(desks, random)
    for desk in desks:
        assert [len(desk.states[RECORDS[0]].fields[name].heads) for name in FIELDS] == [1, 1]


SEED = st.integers(0, 9)
STORIES = settings(QUICK, max_examples=40)
CAMPAIGN = settings(QUICK, max_examples=400)


@STORIES
@given(STORY)
def test_each_replica_holds_what_the_definition_says(story: list[Step]) -> None:
    check_definition(story)


@STORIES
@given(STORY, SEED)
def test_the_same_changes_give_the_same_state_everywhere(story: list[Step], seed: int) -> None:
    check_convergence(story, seed)


@STORIES
@given(STORY, SEED)
def test_no_write_is_lost(story: list[Step], seed: int) -> None:
    check_nothing_lost(story, seed)


@STORIES
@given(STORY)
def test_the_stamps_of_a_desk_rise(story: list[Step]) -> None:
    check_stamps(story)


@STORIES
@given(STORY, SEED)
def test_a_late_replica_catches_up(story: list[Step], seed: int) -> None:
    check_late_replica(story, seed)


@STORIES
@given(STORY, SEED)
def test_a_settling_write_settles_everywhere(story: list[Step], seed: int) -> None:
    check_settling(story, seed)


@pytest.mark.soak
@CAMPAIGN
@given(STORY, SEED)
def test_long_campaign(story: list[Step], seed: int) -> None:
    check_definition(story)
    check_convergence(story, seed)
    check_nothing_lost(story, seed)
    check_stamps(story)
    check_late_replica(story, seed)
    check_settling(story, seed)


def test_the_world_is_not_empty() -> None:
    """The story does what it says: two desks that have not met make a conflict, and the server caps a wrong clock."""
    desks = [Replica(0), Replica(1, skew=timedelta(hours=1))]
    for desk in desks:
        desk.edit("root", FIELDS, settle=False)
    desks[1].send(desks[0], Random(1))  # noqa: S311
    desks[0].cap_what_lies_ahead()
    assert [len(known.heads) for known in desks[0].states["root"].fields.values()] == [2, 2]
    assert [change.cap is not None for change in desks[0].log.values()] == [False, True]
    assert desks[0].states["root"] != RecordState()
