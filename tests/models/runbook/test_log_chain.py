from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.runbook import log_chain
from app.models.runbook.log_chain import Anchor, ChainReport, Entry, entry_of, genesis, linked, short_code, verify
from app.models.runbook.run_records import EventKind, RunEvent

from .nights import RUN, event

START = genesis(RUN)


def chain(length: int, name: str = "a-1") -> list[RunEvent]:
    found: list[RunEvent] = []
    for number in range(length):
        one = event(EventKind.NOTE, "", number, text=f"Mục {number + 1}", chain=name)
        found.append(linked(one, after=found[-1] if found else None, run=RUN))
    return found


def entries(events: Sequence[RunEvent]) -> list[Entry]:
    return [entry_of(one) for one in events]


def report(found: Sequence[Entry], *anchors: Anchor) -> ChainReport:
    (one,) = verify(found, anchors, START)
    return one


def kind(found: Sequence[Entry], *anchors: Anchor) -> tuple[str, int]:
    problem = report(found, *anchors).problem
    return (problem.kind, problem.seq) if problem is not None else ("", 0)


def anchor(one: RunEvent) -> Anchor:
    return Anchor(one.chain, one.seq, one.hash, "phiếu điểm quyết định")


def altered(one: Entry, **content: Any) -> Entry:
    return replace(one, content={**one.content, **content})


def test_a_whole_chain() -> None:
    found = report(entries(chain(5)))
    assert (found.length, found.problem, found.unanchored) == (5, None, 5)


def test_the_first_entry_names_the_run_and_its_locked_master() -> None:
    assert chain(1)[0].prev == START
    assert genesis(replace(RUN, lock_hash="other")) != START


def test_a_changed_word_is_found() -> None:
    listed = entries(chain(5))
    listed[2] = altered(listed[2], body={"text": "khác"})
    assert kind(listed) == ("altered", 3)


@pytest.mark.parametrize("name", ["occurred_at", "person", "step_id", "kind", "from_paper", "recorded_at"])
def test_whatever_is_changed_is_found(name: str) -> None:
    listed = entries(chain(3))
    listed[1] = altered(listed[1], **{name: "khác"})
    assert kind(listed) == ("altered", 2)


def test_a_changed_entry_with_its_hash_made_anew_is_found_at_the_next() -> None:
    events = chain(5)
    events[2] = linked(replace(events[2], person="khác"), after=events[1], run=RUN)
    assert kind(entries(events)) == ("broken", 4)


@pytest.mark.parametrize("gone", [0, 1, 3])
def test_a_missing_entry_is_named(gone: int) -> None:
    events = chain(5)
    del events[gone]
    assert kind(entries(events)) == ("missing", gone + 1)


def test_two_entries_in_one_place_are_a_fork() -> None:
    events = chain(3)
    other = linked(replace(events[2], id="other", person="khác"), after=events[1], run=RUN)
    assert kind(entries([*events, other])) == ("forked", 3)


def test_the_same_entry_twice_is_fine() -> None:
    listed = entries(chain(3))
    assert kind([*listed, *listed]) == ("", 0)


def test_a_cut_tail_is_seen_back_to_the_last_anchor() -> None:
    events = chain(6)
    assert kind(entries(events[:3])) == ("", 0)
    found = report(entries(events[:3]), anchor(events[4]))
    assert found.problem is not None
    assert found.problem.text == "Mất các mục 4 đến 5 ở cuối: mốc đối chiếu có ở phiếu điểm quyết định."


def test_a_whole_rewrite_is_seen_by_the_anchor() -> None:
    paper = anchor(chain(4)[3])
    forged: list[RunEvent] = []
    for one in chain(4):
        forged.append(linked(replace(one, person="khác"), after=forged[-1] if forged else None, run=RUN))
    assert kind(entries(forged)) == ("", 0)
    assert kind(entries(forged), paper) == ("rewritten", 4)


def test_what_is_not_anchored_is_counted() -> None:
    events = chain(6)
    found = report(entries(events), anchor(events[1]), anchor(events[3]))
    assert (found.anchored_through, found.unanchored) == (4, 2)


def test_another_devices_entries_are_anchors() -> None:
    mine = chain(3)
    other = event(EventKind.NOTE, "", 9, chain="b-1")
    seen = linked(replace(other, seen={"a-1": [2, mine[1].hash]}), after=None, run=RUN)
    first, second = verify(entries([*mine, seen]), (), START)
    assert (first.anchored_through, second.unanchored) == (2, 1)
    cut, _ = verify(entries([mine[0], seen]), (), START)
    assert cut.problem is not None
    assert cut.problem.kind == "cut"


def test_a_chain_that_is_gone_altogether_is_seen() -> None:
    gone = anchor(chain(2)[1])
    (found,) = verify((), (gone,), START)
    assert found.problem is not None
    assert (found.problem.kind, found.length) == ("cut", 0)


def test_chains_are_reported_apart() -> None:
    first, second = verify(entries([*chain(2), *chain(3, "a-2")]), (), START)
    assert (first.chain, first.length, second.chain, second.length) == ("a-1", 2, "a-2", 3)


def test_a_code_is_twelve_digits_in_fours() -> None:
    code = short_code(chain(1)[0].hash)
    assert [len(part) for part in code.split("-")] == [4, 4, 4]


def test_a_code_read_aloud_is_found_whatever_stands_between() -> None:
    events = chain(4)
    spoken = short_code(events[2].hash).replace("-", " ")
    found = log_chain.find_code(entries(events), spoken)
    assert found is not None
    assert found.seq == 3
    assert log_chain.find_code(entries(events), "0000 0000 0000") is None


@given(st.integers(2, 12), st.data())
def test_any_one_change_is_found_at_its_place(length: int, data: st.DataObject) -> None:
    listed = entries(chain(length))
    place = data.draw(st.integers(0, length - 1))
    listed[place] = altered(listed[place], body={"text": data.draw(st.text("aàảđĐơ ư!-0", max_size=5)) + "!"})
    assert kind(listed) == ("altered", place + 1)


@given(st.integers(2, 12), st.data())
def test_no_cut_behind_an_anchor_goes_unseen(length: int, data: st.DataObject) -> None:
    events = chain(length)
    anchored = data.draw(st.integers(1, length - 1))
    kept = data.draw(st.integers(0, anchored - 1))
    found = report(entries(events[:kept]), anchor(events[anchored - 1]))
    assert found.problem is not None
    assert found.problem.seq == kept + 1
