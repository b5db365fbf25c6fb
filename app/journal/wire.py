"""The wire form of changes: canonical JSON (RFC 8785) in NFC, and a decoder that believes nothing.

What `encode` gives, `decode` takes and gives back; what `decode` refuses never gets past this module.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NoReturn, cast

import rfc8785

from app.journal.change import Change, Json, nfc
from app.journal.clock import stamp_time

SCHEMA = 1
"""The number of the schema that this version writes."""

MAX_CHANGE_BYTES = 1_000_000
MAX_DEPTH = 32
"""How deep lists and objects may stand in each other within one change."""

MAX_INTEGER = 2**53 - 1
"""The largest integer that every JSON reader keeps (RFC 8785 3.2.2.3)."""

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


class WireError(ValueError):
    """Something that is not a change, with a plain reason."""


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
    data = canonical(wire)
    if len(data) > MAX_CHANGE_BYTES:
        raise WireError(f"a change of {len(data)} bytes is too large")
    return data


def decode(data: bytes) -> Change:
    """Read the wire form of a change, canonical or not; text comes out in NFC.

    Raises:
        WireError: it is not a change; the text of the error says why.

    """
    if len(data) > MAX_CHANGE_BYTES:
        raise WireError(f"a change of {len(data)} bytes is too large")
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
