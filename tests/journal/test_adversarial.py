"""Cases that a hostile, broken or much newer program could send, each by its name."""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from random import Random

import pytest

from app.journal.change import Change, Json
from app.journal.clock import HybridClock, capped
from app.journal.merge import Deletion, RecordState, digest, is_deleted, merge
from app.journal.wire import MAX_CHANGE_BYTES, MAX_INTEGER, WireError, decode, decode_batch, encode

from .builders import START, head_ids, merged, put, shown_values, stamp, title, values_of

A = title("a", 1)
FAR = "9999-12-31T23:59:59.999Z-ffff-00000000000000ff"


def in_any_order(*changes: Change) -> set[str]:
    return {digest([("r", merged(order))]) for order in permutations(changes)}


def test_two_writes_that_name_each_other_end_alike_in_either_order() -> None:
    assert len(in_any_order(A, title("b", 2, ("c",)), title("c", 3, ("b",)))) == 1


def test_a_write_that_names_itself_is_still_a_head() -> None:
    assert head_ids(merged([title("a", 1, ("a",))])) == ["a"]


def test_a_write_that_names_a_write_of_another_field() -> None:
    assert len(in_any_order(put("n", 1, note="n"), title("b", 2, ("n",)), title("c", 3, ("b",)))) == 1


def test_what_was_awaited_under_the_wrong_field_is_awaited_no_more() -> None:
    assert merged([title("b", 2, ("n",)), put("n", 1, note="n")]).fields["title"].pending == frozenset()


def test_a_write_that_names_the_same_base_twice() -> None:
    assert head_ids(merged([A, title("b", 2, ("a", "a"))])) == ["b"]


def test_a_write_that_names_what_never_arrives_is_shown() -> None:
    assert head_ids(merged([title("b", 2, ("nowhere",))])) == ["b"]


def test_a_base_of_a_later_stamp_is_beaten_in_any_order() -> None:
    assert len(in_any_order(title("late", 99), title("b", 2, ("late",)), title("c", 1, ("b",)))) == 1


def test_a_delete_that_names_nothing_deletes_nothing_that_was_written() -> None:
    blind = put("d", 9, kind="delete")
    assert is_deleted(merged([A, blind]), value_of=values_of(A, blind)) is Deletion.REVIVED


def test_a_delete_that_says_it_is_none() -> None:
    liar = put("d", 9, kind="delete", base={"*": ("a",)}, deleted=False)
    assert is_deleted(merged([A, liar]), value_of=values_of(A, liar)) is Deletion.DELETED


def test_a_put_that_writes_the_deletion_has_seen_nothing() -> None:
    sly = put("d", 9, deleted=True)
    assert is_deleted(merged([A, sly]), value_of=values_of(A, sly)) is Deletion.REVIVED


def test_a_deletion_by_any_other_value_is_none() -> None:
    odd = put("d", 9, deleted=1)
    assert is_deleted(merged([A, odd]), value_of=values_of(A, odd)) is Deletion.LIVE


def test_a_field_called_star_is_a_field() -> None:
    odd = put("s", 1, **{"*": 7})  # type: ignore[arg-type]  # no parameter is called so
    assert shown_values(merged([odd]), values_of(odd)) == {"*": 7}


def test_a_change_that_writes_nothing_leaves_no_trace() -> None:
    assert merged([put("a")]) == RecordState()


def test_an_event_and_a_put_of_one_record_end_alike_in_any_order() -> None:
    event = put("e", 2, kind="event", base={"title": ("a",)}, title="e")
    assert len(in_any_order(A, event, title("b", 3, ("e",)))) == 1


def test_a_thousand_concurrent_heads_are_kept_and_settled() -> None:
    crowd = [title(f"w{n:04}", n) for n in range(1000)]
    Random(7).shuffle(crowd)  # noqa: S311
    state = merged(crowd)
    assert head_ids(state) == [f"w{n:04}" for n in reversed(range(1000))]
    assert head_ids(merged([title("z", 1, tuple(head_ids(state)))], state)) == ["z"]


def test_a_chain_of_a_thousand_arriving_backwards_has_one_head() -> None:
    chain = [title(f"w{n:04}", n, (f"w{n - 1:04}",) if n else ()) for n in range(1000)]
    assert merged(reversed(chain)) == merged(chain)


def test_a_clock_at_the_end_of_time_takes_nobody_along_and_loses_once_capped() -> None:
    clock = HybridClock(f"{1:016x}", lambda: START)
    clock.observe(FAR)
    wrong = replace(title("far"), stamp=FAR, cap=capped(FAR, START))
    later = replace(title("near"), stamp=HybridClock(clock.device, lambda: START + timedelta(seconds=1)).tick())
    assert clock.last is None
    assert head_ids(merged([wrong, later])) == ["near", "far"]


def test_caps_that_differ_settle_on_the_lowest_in_any_order() -> None:
    caps = [put("a", 9, cap=stamp(minute), title="a") for minute in (3, 1, 2)]
    assert len(in_any_order(put("a", 9, title="a"), *caps)) == 1


def test_a_cap_that_arrives_before_the_write_it_beats_is_beaten_by() -> None:
    capped_write = put("y", 9, base={"title": ("a",)}, cap=stamp(3), title="y")
    assert len(in_any_order(A, capped_write, title("x", 5, ("a",)), title("z", 4, ("y",)))) == 1


def test_a_record_of_another_id_never_waits_for_the_digest() -> None:
    state = merge(RecordState(), title("b", 2, ("elsewhere",)), knows=lambda _: False)
    known = merge(RecordState(), title("b", 2, ("elsewhere",)), knows=lambda change_id: change_id == "elsewhere")
    assert digest([("r", state)]) == digest([("r", known)])


def test_a_record_id_cannot_be_made_to_look_like_a_field() -> None:
    assert digest([('r", {"title": []}', RecordState())]) != digest([("r", RecordState())])


def wire(**changed: Json) -> bytes:
    """A change whose keys are these instead; a key given as None stays as null."""
    return json.dumps({**json.loads(encode(put("a", note="NOTE"))), **changed}).encode()


def with_note(text: bytes) -> bytes:
    return encode(put("a", note="NOTE")).replace(b'"NOTE"', text)


DECOMPOSED = unicodedata.normalize("NFD", "ế").encode()
BAD_NOTES = {
    "a float": b"1.5",
    "a float that is whole": b"1.0",
    "an exponent": b"1e3",
    "a float in a list": b"[1,[2.5]]",
    "NaN": b"NaN",
    "infinity": b"Infinity",
    "minus infinity": b"-Infinity",
    "an integer too large": str(MAX_INTEGER + 1).encode(),
    "an integer too small": str(-MAX_INTEGER - 1).encode(),
    "an integer of ten thousand digits": b"9" * 10_000,
    "a lone high surrogate": b'"\\ud83d"',
    "a lone low surrogate": b'"\\ude00"',
    "surrogates the wrong way round": b'"\\ude00\\ud83d"',
    "a lone surrogate as a key": b'{"\\ud83d":1}',
    "a surrogate in UTF-8": b'"\xed\xa0\x80"',
    "a NUL": b'"\\u0000"',
    "a NUL in a key": b'{"a\\u0000":1}',
    "a raw control character": b'"\x01"',
    "bytes that are no UTF-8": b'"\xff\xfe"',
    "an overlong UTF-8": b'"\xc0\x80"',
    "a key twice": b'{"k":1,"k":2}',
    "a key twice in both Unicode forms": b'{"\xe1\xba\xbf":1,"' + DECOMPOSED + b'":2}',
    "a nest of a hundred": b"[" * 100 + b"]" * 100,
    "a nest of a hundred thousand": b"[" * 100_000 + b"]" * 100_000,
    "a nest of objects": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "an open nest": b"[" * 100_000,
    "a single quote": b"'x'",
    "a trailing comma": b"[1,]",
    "nothing": b"",
    "a million characters": b'"' + b"x" * MAX_CHANGE_BYTES + b'"',
}


@pytest.mark.parametrize("note", BAD_NOTES.values(), ids=BAD_NOTES.keys())
def test_a_bad_value_is_refused(note: bytes) -> None:
    with pytest.raises(WireError):
        decode(with_note(note))


# An open nest swallows the rest of the array: nobody can tell where it ends.
ENCLOSED = {name: note for name, note in BAD_NOTES.items() if name != "an open nest"}


@pytest.mark.parametrize("note", ENCLOSED.values(), ids=ENCLOSED.keys())
def test_a_bad_value_does_not_block_its_neighbours(note: bytes) -> None:
    changes, refused = decode_batch(b"[" + b",".join([encode(A), with_note(note), encode(A)]) + b"]")
    assert changes == [A, A]
    assert [index for index, _ in refused] == [1]


BAD_KEYS: dict[str, dict[str, Json]] = {
    "an empty id": {"id": ""},
    "a number as id": {"id": 7},
    "null as act": {"act_id": None},
    "a list as author": {"author": []},
    "no device": {"device": ""},
    "no entity": {"entity": ""},
    "no record": {"entity_id": ""},
    "no root": {"root_id": ""},
    "a boolean as scope": {"scope": True},
    "a list as kind": {"kind": ["put"]},
    "an empty kind": {"kind": ""},
    "a list as fields": {"fields": []},
    "null as fields": {"fields": None},
    "a list as base": {"base": []},
    "text as the bases of a field": {"base": {"note": "a"}},
    "numbers as bases": {"base": {"note": [1]}},
    "an empty base": {"base": {"note": [""]}},
    "a boolean as schema": {"schema": True},
    "schema zero": {"schema": 0},
    "text as schema": {"schema": "1"},
    "no stamp": {"stamp": ""},
    "a stamp that is no time": {"stamp": "2025-02-30T00:00:00.000Z-0000-0000000000000001"},
    "a stamp without milliseconds": {"stamp": "2025-02-20T00:00:00Z-0000-0000000000000001"},
    "a stamp of local time": {"stamp": "2025-02-20T00:00:00.000+07:00-0000-0000000000000001"},
    "a number as stamp": {"stamp": 0},
    "null as cap": {"cap": None},
    "a cap that is no stamp": {"cap": "now"},
}


@pytest.mark.parametrize("changed", BAD_KEYS.values(), ids=BAD_KEYS.keys())
def test_a_change_of_wrong_types_is_refused(changed: dict[str, Json]) -> None:
    with pytest.raises(WireError):
        decode(wire(**changed))


@pytest.mark.parametrize("key", json.loads(encode(A)).keys())
def test_a_change_that_lacks_a_key_is_refused(key: str) -> None:
    left = {name: value for name, value in json.loads(encode(A)).items() if name != key}
    with pytest.raises(WireError, match=f"missing: {key}"):
        decode(json.dumps(left).encode())


WRAPPINGS: dict[str, Callable[[bytes], bytes]] = {
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
    "a list around it": lambda data: b"[" + data + b"]",
    "text around it": lambda data: json.dumps(data.decode()).encode(),
    "something behind it": lambda data: data + b"x",
    "itself behind it": lambda data: data + data,
    "its end cut off": lambda data: data[:-1],
    "nothing left": lambda _: b"",
    "null": lambda _: b"null",
}


@pytest.mark.parametrize("wrap", WRAPPINGS.values(), ids=WRAPPINGS.keys())
def test_what_is_not_exactly_one_change_is_refused(wrap: Callable[[bytes], bytes]) -> None:
    with pytest.raises(WireError):
        decode(wrap(encode(A)))


def test_the_id_given_twice_is_refused() -> None:
    with pytest.raises(WireError, match="twice"):
        decode(encode(A).replace(b'"id":"a"', b'"id":"a","id":"b"'))


def test_an_error_never_repeats_a_long_text() -> None:
    with pytest.raises(WireError) as caught:
        decode(with_note(b"1." + b"5" * 100_000))
    assert len(str(caught.value)) < 200


def test_names_that_mean_something_to_other_languages_are_only_names() -> None:
    odd = replace(put("a"), fields={"__proto__": {"a": 1}, "__class__": "x", "": None}, extra={"__init__": [1]})
    assert decode(encode(odd)) == odd


def test_a_change_just_within_its_size_travels_and_one_byte_more_does_not() -> None:
    room = MAX_CHANGE_BYTES - len(encode(put("a", note="")))
    assert len(encode(put("a", note="x" * room))) == MAX_CHANGE_BYTES
    with pytest.raises(WireError, match="too large"):
        encode(put("a", note="x" * (room + 1)))


@pytest.mark.parametrize("text", ["=1+1", "\u202e", "\ufeff", "a\u0301" * 9, "\x7f", "\u2028", "\U0010ffff", "\x1b[0m"])
def test_odd_text_travels_unharmed(text: str) -> None:
    assert decode(encode(put("a", note=text))).fields == {"note": unicodedata.normalize("NFC", text)}


def test_a_batch_of_open_quotes_takes_no_longer_than_its_length() -> None:
    with pytest.raises(WireError, match="cut off"):
        decode_batch(b'["' + b'\\"' * 1_000_000 + b"]")
