from collections.abc import Mapping
from dataclasses import replace

import pytest

from app.journal import seal as sealing
from app.journal.change import Json
from app.journal.merge import RecordState
from app.journal.seal import EVERYWHERE, Seal, outside, rival_seals, seal_in, seal_over, tells_of, unsealed
from app.journal.wire import MAX_CHANGE_BYTES, MAX_SEAL_BYTES, WireError, decode, encode

from .builders import delete, merged, put, title

A, B = title("a", 1), title("b", 2, ("a",))
ROOT = {"r": merged([A])}
PAPER = "Biên bản số 01 đã chốt".encode()
SEAL = seal_over("r", ROOT, PAPER)
LANDED: dict[str, Json] = {
    "root_id": "r",
    "heads": ["a"],
    "covers": {"r": {"title": [0]}},
    "content": "QmnDqm4gYuG6o24gc+G7kSAwMSDEkcOjIGNo4buRdA==",
    "content_hash": "0b1d757ef4e8b852f9279dadee1307d7fa197e245cc00c854a6d87d6eb69ff00",
    "after": [],
}
"""A seal as the first version wrote it."""


def test_a_seal_covers_the_heads_of_its_moment() -> None:
    assert SEAL.heads == {"a"}


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
    seal = seal_over("r", states, b"\0\xff", ("earlier",), {"r": ("task",), EVERYWHERE: ("plan",)})
    assert Seal.from_fields(seal.to_fields()) == seal
    assert seal.heads == {"a", "x", "s"}


def test_a_seal_over_nothing_reads_back() -> None:
    seal = seal_over("r", {}, b"")
    assert Seal.from_fields(seal.to_fields()) == seal
    assert seal.heads == frozenset()


def test_a_seal_of_the_first_version_is_read_and_verified_for_ever() -> None:
    seal = Seal.from_fields(LANDED)
    assert seal == Seal("r", frozenset({"a"}), PAPER)
    assert outside(seal, {"r": merged([A, B])}) == {"r": ("title",)}
    assert Seal.from_fields(seal.to_fields()) == seal
    with pytest.raises(ValueError, match="hash"):
        Seal.from_fields({**LANDED, "content": "AAAA"})


def test_a_seal_is_found_where_a_change_carries_it() -> None:
    assert seal_in(SEAL.to_fields()) == seal_in({"number": "12", "seal": SEAL.to_fields()}) == SEAL
    assert seal_in({"seal": LANDED}) == Seal.from_fields(LANDED)
    assert seal_in({"seal": {**SEAL.to_fields(), "packed": "AAAA"}, "number": "12"}) is None


def test_a_seal_tells_of_the_records_in_its_bytes_and_of_the_writes_it_covers() -> None:
    seal = Seal("r", frozenset({"a"}), '{"id":"việc-1"}'.encode())
    carried: list[Mapping[str, Json]] = [{"number": "12", "seal": seal.to_fields()}, seal.to_fields()]
    for fields in carried:
        assert tells_of(fields, ["việc-1"])
        assert tells_of(fields, ["a"])
        assert not tells_of(fields, ["việc-2", "b"])


def test_a_seal_does_not_tell_of_what_was_purged_before_it_and_stands_in_it_as_a_bare_id() -> None:
    seal = Seal("r", frozenset({"a"}), '{"lead":"đơn-vị-1","task":"việc-1"}'.encode(), without=("đơn-vị-1",))
    assert Seal.from_fields(seal.to_fields()) == seal
    assert not tells_of(seal.to_fields(), ["đơn-vị-1"])
    assert tells_of(seal.to_fields(), ["đơn-vị-1", "việc-1"])
    assert tells_of(seal.to_fields(), ["đơn-vị-1", "a"])


def test_of_a_seal_that_was_emptied_the_paper_remains_and_every_field_is_still_written() -> None:
    bare = unsealed({"number": "12", "seal": SEAL.to_fields()})
    assert bare == {"number": "12", "seal": {}}
    assert seal_in(bare) is None
    assert seal_in(unsealed(SEAL.to_fields())) is None
    assert unsealed(SEAL.to_fields()).keys() == SEAL.to_fields().keys()


def test_a_packed_content_that_unpacks_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = seal_over("r", ROOT, b"x" * 1000).to_fields()
    monkeypatch.setattr(sealing, "MAX_CONTENT_BYTES", 999)
    with pytest.raises(ValueError, match="seal"):
        Seal.from_fields(fields)


def test_a_change_of_a_megabyte_travels_only_as_a_seal() -> None:
    large: dict[str, Json] = {"seal": {"packed": "x" * MAX_CHANGE_BYTES}}
    sealed = replace(put("s", 3, kind="seal"), fields=large)
    assert decode(encode(sealed)) == sealed
    with pytest.raises(WireError, match="too large"):
        encode(replace(sealed, kind="put"))
    with pytest.raises(WireError, match="too large"):
        decode(encode(sealed).replace(b'"kind":"seal"', b'"kind":"put"'))
    with pytest.raises(WireError, match="too large"):
        encode(replace(sealed, fields={"seal": "x" * MAX_SEAL_BYTES}))


@pytest.mark.parametrize(
    "broken",
    [
        {"packed": "AAAA"},
        {"packed": "not base64!"},
        {"packed": 7},
        {"covered": "AAAA"},
        {"covered": None},
        {"content_hash": "0"},
        {"tree": []},
        {"tree": {"r": "task"}},
        {"tree": {"r": [1]}},
        {"after": None},
        {"root_id": None},
    ],
)
def test_a_broken_seal_is_refused(broken: dict[str, Json]) -> None:
    with pytest.raises(ValueError, match="seal"):
        Seal.from_fields({**SEAL.to_fields(), **broken})


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
def test_a_broken_seal_of_the_first_version_is_refused(broken: dict[str, Json]) -> None:
    with pytest.raises(ValueError, match="seal"):
        Seal.from_fields({**LANDED, **broken})


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
