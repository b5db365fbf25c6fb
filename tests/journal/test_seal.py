from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.journal.change import Json
from app.journal.merge import RecordState
from app.journal.seal import Seal, outside, rival_seals, seal_over
from app.journal.wire import decode, encode

from .builders import delete, merged, put, title

A, B = title("a", 1), title("b", 2, ("a",))
ROOT = {"r": merged([A])}
PAPER = "Biên bản số 01 đã chốt".encode()
SEAL = seal_over("r", ROOT, PAPER)


def test_a_seal_covers_the_heads_of_its_moment() -> None:
    assert SEAL.covers == {"r": {"title": ("a",)}}


def test_the_hash_is_that_of_the_content() -> None:
    assert seal_over("r", ROOT, b"").content_hash.startswith("e3b0c44298fc1c14")


def test_nothing_written_since_nothing_outside() -> None:
    assert outside(SEAL, ROOT) == {}


def test_a_later_write_is_outside() -> None:
    assert outside(SEAL, {"r": merged([A, B])}) == {"r": ("title",)}


def test_a_concurrent_write_is_outside_even_when_it_is_not_shown() -> None:
    assert outside(SEAL, {"r": merged([A, title("old", 0)])}) == {"r": ("title",)}


def test_a_new_field_is_outside() -> None:
    assert outside(SEAL, {"r": merged([A, put("n", 2, note="n")])}) == {"r": ("note",)}


def test_a_new_record_is_outside_as_a_whole() -> None:
    assert outside(SEAL, {**ROOT, "s": merged([put("s", 2, entity_id="s", title="t", note="n")])}) == {
        "s": ("note", "title")
    }


def test_a_deletion_is_outside() -> None:
    assert outside(SEAL, {"r": merged([A, delete("d", 2, ("a",))])}) == {"r": ("deleted",)}


def test_a_covered_conflict_that_is_half_settled_is_not_outside() -> None:
    seal = seal_over("r", {"r": merged([A, title("x", 2)])}, PAPER)
    assert outside(seal, {"r": merged([A, title("x", 2)])}) == {}


def test_a_seal_travels_in_a_change() -> None:
    change = replace(put("s", 3, kind="seal", entity_id="seal"), fields=SEAL.to_fields())
    assert Seal.from_fields(decode(encode(change)).fields) == SEAL


def test_a_seal_of_several_heads_and_records_reads_back() -> None:
    states: Mapping[str, RecordState] = {"r": merged([A, title("x", 2)]), "s": merged([put("s", 2, note="n")])}
    seal = seal_over("r", states, b"\0\xff", after=("earlier",))
    assert Seal.from_fields(seal.to_fields()) == seal


@pytest.mark.parametrize(
    "broken",
    [
        {"content": "AAAA"},
        {"content": "not base64!"},
        {"content": 7},
        {"content_hash": "0"},
        {"covers": []},
        {"covers": {"r": []}},
        {"covers": {"r": {"title": "a"}}},
        {"covers": {"r": {"title": [1]}}},
        {"covers": {"r": {"title": [-1]}}},
        {"covers": {"r": {"title": [False]}}},
        {"heads": "a"},
        {"heads": [1]},
        {"after": None},
        {"root_id": None},
    ],
)
def test_a_broken_seal_is_refused(broken: dict[str, Json]) -> None:
    with pytest.raises(ValueError, match=r"seal|base64"):
        Seal.from_fields({**SEAL.to_fields(), **broken})


@pytest.mark.parametrize("name", SEAL.to_fields().keys())
def test_a_seal_that_lacks_a_field_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="seal"):
        Seal.from_fields({key: value for key, value in SEAL.to_fields().items() if key != name})


def test_one_seal_has_no_rival() -> None:
    assert rival_seals({"s": SEAL}) == ()


def test_two_concurrent_seals_of_different_content_are_rivals() -> None:
    assert rival_seals({"t": seal_over("r", ROOT, b"other"), "s": SEAL}) == ("s", "t")


def test_two_concurrent_seals_of_the_same_content_are_none() -> None:
    assert rival_seals({"s": SEAL, "t": seal_over("r", {"r": merged([A, B])}, PAPER)}) == ()


def test_a_seal_made_after_another_replaces_it() -> None:
    assert rival_seals({"s": SEAL, "t": seal_over("r", ROOT, b"new", after=("s",))}) == ()


def test_a_seal_that_names_itself_stands() -> None:
    assert rival_seals({"s": SEAL, "t": seal_over("r", ROOT, b"other", after=("t",))}) == ("s", "t")


def test_a_seal_after_both_rivals_settles_them() -> None:
    other, last = seal_over("r", ROOT, b"other"), seal_over("r", ROOT, b"last", after=("s", "t"))
    assert rival_seals({"s": SEAL, "t": other, "u": last}) == ()
