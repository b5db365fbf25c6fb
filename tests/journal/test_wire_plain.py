"""Plain changes are read and written the short way, all others the strict way: nobody can tell which it was.

A blank behind a change, or nonsense behind the elements of a batch, is enough for the strict way.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import fields, replace
from enum import IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.journal import wire
from app.journal.change import Change
from app.journal.wire import MAX_DEPTH, MAX_INTEGER, WireError, canonical, decode, encode, split_batch

from .builders import QUICK, SOAK, put, stamp

PLAIN: dict[str, Any] = json.loads(encode(put("a", note="Tổ Công tác", base={"note": ("b",)}, cap=stamp(3))))
HOSTILE_TEXT = st.one_of(
    st.sampled_from(["", "Đạ Huoai", unicodedata.normalize("NFD", "Điện lực"), "\x00", "\x7f", "\x1f", "\n\t\\/\"'"]),
    st.sampled_from(["\ud800", "\ue000😀", "\u0301", "\u2028", "<\u0338", "\ufb01", "Å", "\U0010ffff"]),
    st.text(max_size=5),
)
NUMBER = st.one_of(
    st.sampled_from([0, 1, -1, MAX_INTEGER, MAX_INTEGER + 1, -MAX_INTEGER - 1, 1 << 63, 1 << 64, 10**400]),
    st.sampled_from([0.0, -0.0, 1.0, 1e300, 1.5, float("inf"), float("nan")]),
)
LEAF = st.one_of(st.none(), st.booleans(), NUMBER, HOSTILE_TEXT)
VALUE = st.recursive(
    LEAF, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(HOSTILE_TEXT, inner, max_size=2), max_leaves=6
)
STAMP = st.sampled_from([stamp(1), "", "2025-13-01T00:00:00.000Z-0000-0000000000000001", stamp(1).upper(), None])
SPOILT = st.one_of(
    st.tuples(st.sampled_from([*PLAIN, "witness"]), VALUE),
    st.tuples(st.sampled_from(["stamp", "cap"]), STAMP),
    st.tuples(st.just("base"), st.dictionaries(HOSTILE_TEXT, st.lists(HOSTILE_TEXT | NUMBER, max_size=2), max_size=2)),
    st.tuples(st.just("fields"), st.dictionaries(HOSTILE_TEXT, VALUE, max_size=3)),
)
WRITERS: list[Callable[[Any], str]] = [
    lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
    lambda value: json.dumps(value, ensure_ascii=False, separators=(",", ":")),
    lambda value: json.dumps(value, sort_keys=True, separators=(",", ":")),
    lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
]
DAMAGES = [
    (b'"note":', b'"note":1,"note":'),
    (b'"id":', b'"id":"b","id":'),
    (b"\xc3", b"\xc0"),
    (b"null", b"01"),
    (b"1", b"1.0"),
    (b"1", b"-0"),
    (b"1", b"1e2"),
    (b"true", b"True"),
    (b"note", b"no\tte"),
    (b"note", b"n\\u006fte"),
    (b"note", b"no\\/te"),
    (b'"n', b'"\\q'),
    (b"note", b"no\xff"),
]


def outcome(work: Callable[[], Any]) -> tuple[str, str]:
    """What it gives, told apart by type too, or that it refuses."""
    try:
        found = work()
    except WireError:
        return ("refused", "")
    return ("taken", repr(sorted_deeply(found) if isinstance(found, Change) else found))


def sorted_deeply(change: Change) -> Any:
    """All that stands in a change, in one order."""
    return [(one.name, json.dumps(getattr(change, one.name), sort_keys=True)) for one in fields(Change)] + [
        type(ids) for ids in change.base.values()
    ]


def check_reading(data: bytes) -> None:
    assert outcome(lambda: decode(data)) == outcome(lambda: decode(data + b" "))


def spoilt(*pairs: tuple[str, Any], without: str = "") -> dict[str, Any]:
    return {name: value for name, value in {**PLAIN, **dict(pairs)}.items() if name != without}


RAW = st.builds(
    lambda pairs, without, write, damage: (
        write(spoilt(*pairs, without=without)).encode("utf-8", "surrogatepass").replace(*damage, 1)
    ),
    st.lists(SPOILT, max_size=2),
    st.sampled_from(["", "", "cap", "schema", "note"]),
    st.sampled_from(WRITERS),
    st.sampled_from([(b"~", b"~")] * len(DAMAGES) + DAMAGES),
)


@settings(QUICK, max_examples=400)
@given(RAW)
def test_hostile_bytes_are_read_alike(data: bytes) -> None:
    check_reading(data)


@pytest.mark.soak
@settings(SOAK, max_examples=50_000)
@given(RAW)
def test_long_campaign_of_hostile_bytes(data: bytes) -> None:
    check_reading(data)


@pytest.mark.parametrize("depth", range(MAX_DEPTH + 2))
def test_every_depth_is_read_alike(depth: int) -> None:
    data = encode(put("a", note="@")).replace(b'"@"', b"[" * depth + b"{}" + b"]" * depth)
    check_reading(data)
    assert outcome(lambda: decode(data))[0] == ("taken" if depth + 3 <= MAX_DEPTH else "refused")


def test_a_key_twice_is_refused_at_any_depth() -> None:
    for note in (b'{"k":1,"k":1}', b'[{"k":1,"k":1}]', b'1,"note":1'):
        with pytest.raises(WireError, match="twice"):
            decode(encode(put("a", note="@")).replace(b'"@"', note))


class Word(StrEnum):
    DONE = "done"


class Number(IntEnum):
    ONE = 1


class Text(str):
    """Text of a kind of its own."""


ODD = st.sampled_from(
    [Word.DONE, Number.ONE, Text("đ"), (1, "a"), b"x", {1: 2}, {None: 1}, {1.5: 1}, {"a"}, object(), 1 + 2j]
)
WRITTEN = st.builds(
    lambda pairs: replace(wire.decode(canonical(PLAIN)), **dict(pairs)),
    st.lists(
        st.one_of(
            st.tuples(st.sampled_from(["id", "kind", "author", "scope", "schema", "stamp", "cap"]), LEAF | STAMP | ODD),
            st.tuples(st.just("fields"), st.dictionaries(HOSTILE_TEXT, VALUE | ODD, max_size=3)),
            st.tuples(st.just("fields"), st.dictionaries(HOSTILE_TEXT, VALUE, max_size=3).map(MappingProxyType)),
            st.tuples(st.just("base"), st.dictionaries(HOSTILE_TEXT, st.lists(HOSTILE_TEXT, max_size=2).map(tuple))),
        ),
        max_size=2,
    ),
)


def strictly(change: Change) -> bytes:
    """The bytes that the strict writer gives: with a key of a newer version, which is then taken out of them."""
    whole = encode(replace(change, extra={"zz": 0}))
    cut = json.loads(whole)
    del cut["zz"]
    return canonical(cut)


@settings(QUICK, max_examples=400)
@given(WRITTEN)
def test_whatever_a_change_holds_is_written_alike(change: Change) -> None:
    assert outcome(lambda: encode(change)) == outcome(lambda: strictly(change))


ELEMENTS = st.lists(
    st.one_of(
        RAW,
        st.sampled_from(
            [b"{}", b"7", b'"]"', b"[1,[2]]", b'"a\\"],[b"', b'{"[":"}"}', b"nonsense", b"", b'"\xff"', b"1 2"]
        ),
        st.binary(max_size=4),
    ),
    max_size=4,
)


@QUICK
@given(ELEMENTS, st.sampled_from([b",", b" ,\n"]))
def test_a_batch_is_cut_alike(elements: list[bytes], comma: bytes) -> None:
    def cut(more: list[bytes]) -> list[bytes]:
        return [part.strip() for part in split_batch(b"[" + comma.join([*elements, *more]) + b"]")]

    alone = outcome(lambda: cut([]))
    followed = outcome(lambda: cut([b"nonsense"])[:-1])
    assert alone == followed or not b"".join(elements).strip()


def test_more_elements_than_a_batch_can_hold_are_cut_one_by_one() -> None:
    parts = split_batch(b"[" + b"1," * 3_000_000 + b"1]")
    assert [next(parts) for _ in range(3)] == [b"1"] * 3
