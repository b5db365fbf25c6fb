"""The wire form of changes: canonical JSON (RFC 8785) in NFC, and a decoder that believes nothing.

What `encode` gives, `decode` takes and gives back; what `decode` refuses never gets past this module.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Annotated, Any, NoReturn, TypeAlias, cast

import msgspec
import rfc8785

from app.journal.change import Change, Json, nfc
from app.journal.clock import stamp_time

SCHEMA = 1
"""The number of the schema that this version writes."""

MAX_CHANGE_BYTES = 1_000_000
MAX_SEAL_BYTES = 16_000_000
"""Of a change of kind "seal": it carries a whole document, a plan of 20,000 rows with its units in some 3 MB."""

MAX_DEPTH = 32
"""How deep lists and objects may stand in each other within one change."""

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps (RFC 8785 3.2.2.3)."""

_SEAL = "seal"
_IDS = ("id", "act_id", "device", "entity", "entity_id", "root_id", "kind")
_KEYS = frozenset((*_IDS, "stamp", "author", "scope", "fields", "base", "schema", "cap"))
# C-coded and equal to RFC 8785 for text without characters that UTF-16 sorts elsewhere.
_PLAIN = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))
_NOT_PLAIN = re.compile("[\ud800-\U0010ffff]")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
# Possessive throughout: a hostile batch costs one pass. An open string reaches to the end.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\Z)'
_OUTER_MARK = re.compile(rb'(?:[^"\[\]{},]++|' + _STRING + rb")*+([\[\]{},])", re.DOTALL)
_INNER_MARK = re.compile(rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)

_MAX_PARTS = 200_000
"""Commas up to which a batch is cut in one go: what that takes in memory is bounded."""
_FOUR_BYTES = (b"\xf0", b"\xf1", b"\xf2", b"\xf3", b"\xf4")
"""What UTF-8 begins a character beyond U+FFFF with."""


class WireError(ValueError):
    """Something that is not a change, with a plain reason."""


class TooLargeError(WireError):
    """A change of more bytes than its kind may have."""


def canonical(value: Json) -> bytes:
    """Give the canonical bytes of a value; equal values, whatever their Unicode form, give equal bytes.

    Raises:
        WireError: a float, an integer beyond MAX_INTEGER, a NUL or lone surrogate, nesting deeper than MAX_DEPTH.

    """
    _check(value, MAX_DEPTH)
    text = _PLAIN.encode(value)
    if not unicodedata.is_normalized("NFC", text):
        value = _composed(value)
        text = _PLAIN.encode(value)
    return rfc8785.dumps(cast(Any, value)) if _NOT_PLAIN.search(text) else text.encode()


def encode(change: Change) -> bytes:
    """Give the wire form of a change.

    Raises:
        WireError: the change could not be decoded again: a value that is no JSON of ours, too large, a wrong key.

    """
    data = _plainly_encoded(change) or _strictly_encoded(change)
    _fit(len(data), change.kind)
    return data


def _strictly_encoded(change: Change) -> bytes:
    if clash := _KEYS & change.extra.keys():
        raise WireError(f"extra holds keys of our own: {sorted(clash)}")
    wire: dict[str, Json] = {
        **change.extra,
        "id": change.id,
        "act_id": change.act_id,
        "stamp": change.stamp,
        "author": change.author,
        "device": change.device,
        "entity": change.entity,
        "entity_id": change.entity_id,
        "root_id": change.root_id,
        "scope": change.scope,
        "kind": change.kind,
        "fields": dict(change.fields),
        "base": {name: list(ids) for name, ids in change.base.items()},
        "schema": change.schema,
    }
    if change.cap is not None:
        wire["cap"] = change.cap
    _change_of(wire)
    return canonical(wire)


def decode(data: bytes) -> Change:
    """Read the wire form of a change, canonical or not; text comes out in NFC.

    Raises:
        WireError: it is not a change; the text of the error says why.

    """
    return decode_kept(data)[0]


def decode_kept(data: bytes) -> tuple[Change, bytes]:
    """Read the wire form of a change, and give what to keep of it: compact, in NFC, no letter written as an escape.

    Raises:
        WireError: it is not a change.

    """
    _fit(len(data), _SEAL)
    plain = _plain(data)
    change = _strictly_decoded(data) if plain is None else Change(*msgspec.structs.astuple(plain))
    _fit(len(data), change.kind)
    if plain is not None:
        return change, data
    if b"\\u" in data or not unicodedata.is_normalized("NFC", data.decode()):
        return change, encode(change)
    return change, msgspec.json.format(data, indent=-1)


def _strictly_decoded(data: bytes) -> Change:
    value = _loaded(data)
    if not isinstance(value, dict):
        raise WireError("a change is an object")
    return _change_of(value)


def encode_batch(changes: Iterable[Change]) -> bytes:
    """Give the wire form of several changes: one canonical array.

    Raises:
        WireError: one of them cannot be encoded.

    """
    return join_batch(encode(change) for change in changes)


def join_batch(encoded: Iterable[bytes]) -> bytes:
    """Give the wire form of several changes that are encoded already."""
    return b"[" + b",".join(encoded) + b"]"


def decode_batch(data: bytes) -> tuple[list[Change], list[tuple[int, str]]]:
    """Read an array of changes: the good ones in order, and `(index, reason)` for each bad one.

    Raises:
        WireError: the array as a whole cannot be told apart into elements.

    """
    changes: list[Change] = []
    refused: list[tuple[int, str]] = []
    for index, element in enumerate(split_batch(data)):
        try:
            changes.append(decode(element))
        except WireError as error:
            refused.append((index, str(error)))
    return changes, refused


def split_batch(data: bytes) -> Iterator[bytes]:
    """Cut an array at its outermost commas, whatever stands between them.

    Raises:
        WireError: it cannot be told apart into elements.

    """
    if data.count(b",") <= _MAX_PARTS and (parts := _parts(data)) is not None:
        yield from map(bytes, parts)
        return
    data = data.strip()
    if data[:1] != b"[" or data[-1:] != b"]":
        raise WireError("a batch is an array")
    if not data[1:-1].strip():
        return
    depth = start = position = 1
    while depth > 0:
        mark = (_OUTER_MARK if depth == 1 else _INNER_MARK).match(data, position)
        if mark is None:
            raise WireError("a batch is cut off")
        position = mark.end()
        if mark[1] == b",":
            yield data[start : mark.start(1)]
            start = position
        else:
            depth += 1 if mark[1] in b"[{" else -1
    if position < len(data):
        raise WireError("a batch is one array")
    yield data[start : position - 1]


_Id = Annotated[str, msgspec.Meta(min_length=1)]
_Integer = Annotated[int, msgspec.Meta(ge=-MAX_INTEGER, le=MAX_INTEGER)]
_Leaf: TypeAlias = str | _Integer | bool | None
_Flat: TypeAlias = _Leaf | list[_Leaf] | dict[str, _Leaf]
_Value: TypeAlias = _Leaf | list[_Flat] | dict[str, _Flat]


class _Plain(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A change as nearly all are, in the order of `Change`: no keys but our own, no deep values.

    What does not fit is left to the strict reader and writer.
    """

    id: _Id
    act_id: _Id
    stamp: str
    author: str
    device: _Id
    entity: _Id
    entity_id: _Id
    root_id: _Id
    scope: str
    kind: _Id
    fields: dict[str, _Value]
    base: dict[str, tuple[_Id, ...]]
    schema: Annotated[int, msgspec.Meta(ge=1, le=MAX_INTEGER)]
    cap: str | None = None


_READ_PLAIN = msgspec.json.Decoder(_Plain).decode
_WRITE_PLAIN = msgspec.json.Encoder(order="sorted").encode
_PLAIN_VALUES = attrgetter(*_Plain.__struct_fields__)
_READ_PARTS = msgspec.json.Decoder(list[msgspec.Raw]).decode


def _plain(data: bytes) -> _Plain | None:
    """The change where its bytes are the very ones that it would be written with; None leaves it to the strict reader.

    Equal bytes have no key twice, no float, no space and no needless escape.
    """
    try:
        found = _READ_PLAIN(data)
        if _WRITE_PLAIN(found) != data or b"\\u" in data or not unicodedata.is_normalized("NFC", data.decode()):
            return None
        stamp_time(found.stamp)
        if found.cap is not None:
            stamp_time(found.cap)
    except (ValueError, RecursionError):
        return None
    return found


def _plainly_encoded(change: Change) -> bytes | None:
    """The bytes of a change that is read back as it is; None leaves it to the strict writer."""
    if change.extra or type(change.schema) is not int:
        return None
    made = _Plain(*_PLAIN_VALUES(change))
    try:
        data = _WRITE_PLAIN(made)
    except (TypeError, ValueError, OverflowError, RecursionError):
        return None
    # Beyond U+FFFF the order of RFC 8785 is another.
    return data if _plain(data) == made and not any(lead in data for lead in _FOUR_BYTES) else None


def _parts(data: bytes) -> list[msgspec.Raw] | None:
    try:
        return _READ_PARTS(data)
    except (ValueError, RecursionError):
        return None


def _fit(size: int, kind: str) -> None:
    if size > (MAX_SEAL_BYTES if kind == _SEAL else MAX_CHANGE_BYTES):
        raise TooLargeError(f"a change of {size} bytes is too large")


def _loaded(data: bytes) -> Json:
    try:
        text = data.decode()
        value = cast(Json, _READER.decode(text))
    except WireError:
        raise
    except RecursionError:
        raise WireError("nested too deeply") from None
    except ValueError as error:
        raise WireError(f"not JSON in UTF-8: {error}") from None
    # Only an escape can bring in what UTF-8 and the reader do not refuse, and only many brackets can nest deeply.
    if "\\u" in text or text.count("[") + text.count("{") > MAX_DEPTH:
        _check(value, MAX_DEPTH)
    return value if "\\u" not in text and unicodedata.is_normalized("NFC", text) else _composed(value)


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    result = dict(pairs)
    if len(result) < len(pairs):
        raise WireError("an object has the same key twice")
    return result


def _integer(digits: str) -> int:
    if len(digits) > len(str(-MAX_INTEGER)) or abs(int(digits)) > MAX_INTEGER:
        raise WireError("an integer is too large")
    return int(digits)


def _no_float(number: str) -> NoReturn:
    raise WireError(f"{number[:40]} is no integer; decimals are text")


_READER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
)


def _composed(value: Json) -> Json:
    try:
        return nfc(value)
    except ValueError as error:
        raise WireError(str(error)) from None


def _check(value: object, depth: int) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _check_text(value)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise WireError("an integer is too large")
    elif isinstance(value, list | dict):
        _check_inside(value, depth)
    else:
        raise WireError(f"a {type(value).__name__} does not travel")


def _check_text(text: str) -> None:
    if _UNSTORABLE.search(text):
        raise WireError("a text holds a NUL or half a character")


def _check_inside(value: list[object] | dict[object, object], depth: int) -> None:
    if depth == 0:
        raise WireError("nested too deeply")
    if isinstance(value, dict):
        for key in value:
            if not isinstance(key, str):
                raise WireError("a key is not text")
            _check_text(key)
    for item in value.values() if isinstance(value, dict) else value:
        _check(item, depth - 1)


def _change_of(wire: Mapping[str, Json]) -> Change:
    if missing := _KEYS - {"cap"} - wire.keys():
        raise WireError(f"missing: {', '.join(sorted(missing))}")
    ids = {name: _id(wire, name) for name in _IDS}
    return Change(
        **ids,
        stamp=_stamp(wire, "stamp"),
        author=_text(wire, "author"),
        scope=_text(wire, "scope"),
        fields=_map(wire, "fields"),
        base={name: _ids(heads) for name, heads in _map(wire, "base").items()},
        schema=_schema(wire),
        cap=_stamp(wire, "cap") if "cap" in wire else None,
        extra={name: value for name, value in wire.items() if name not in _KEYS},
    )


def _text(wire: Mapping[str, Json], name: str) -> str:
    value = wire[name]
    if not isinstance(value, str):
        raise WireError(f"{name} is not text")
    return value


def _id(wire: Mapping[str, Json], name: str) -> str:
    value = _text(wire, name)
    if not value:
        raise WireError(f"{name} is empty")
    return value


def _stamp(wire: Mapping[str, Json], name: str) -> str:
    value = _text(wire, name)
    try:
        stamp_time(value)
    except ValueError:
        raise WireError(f"{name} is not a stamp") from None
    return value


def _map(wire: Mapping[str, Json], name: str) -> dict[str, Json]:
    value = wire[name]
    if not isinstance(value, dict):
        raise WireError(f"{name} is not an object")
    return value


def _ids(value: Json) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise WireError("base does not name changes")
    return tuple(cast(list[str], value))


def _schema(wire: Mapping[str, Json]) -> int:
    value = wire["schema"]
    if type(value) is not int or value < 1:
        raise WireError("schema is not a positive number")
    return value
