"""A pushed batch taken apart: what can be read, what cannot and why, and the bytes that will be stored and sent on.

It believes nothing; what it lets through fits the server's columns.
"""

from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from app.journal import wire
from app.journal.change import Change
from app.journal.seal import unsealed
from server.errors import malformed, too_large

MAX_BATCH = 2_000
_MAX_ID, _MAX_NAME = 200, 100


@dataclass(frozen=True, slots=True)
class Incoming:
    """A change that could be read, with its wire form."""

    change: Change
    body: bytes


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An element of a batch that is no change: `id` where one could be made out; `reason` is malformed or too_large."""

    id: str
    reason: str
    detail: str


def read_batch(raw: bytes) -> list[Incoming | Unreadable]:
    """Take a batch apart, in order.

    Raises:
        ServerError: it is no array (422), or holds more than MAX_BATCH (413).
    """
    try:
        elements = list(islice(wire.split_batch(raw), MAX_BATCH + 1))
    except wire.WireError as error:
        raise malformed(f"Không phải một danh sách thay đổi: {error}.") from error
    if len(elements) > MAX_BATCH:
        raise too_large(f"Mỗi lần gửi không quá {MAX_BATCH} thay đổi.")
    return [_read(element) for element in elements]


def with_cap(incoming: Incoming, cap: str) -> Incoming:
    """The same change with the cap that the server gives it."""
    capped = replace(incoming.change, cap=cap)
    return Incoming(capped, wire.encode(capped))


def without_content(incoming: Incoming) -> Incoming:
    """The same change with nothing of what it wrote: all that is kept of a record that was purged."""
    emptied = replace(incoming.change, fields={}, extra={})
    return Incoming(emptied, wire.encode(emptied))


def without_seal(incoming: Incoming) -> Incoming:
    """The same seal without what was sealed: it tells of a record that was purged."""
    bare = replace(incoming.change, fields=unsealed(incoming.change.fields))
    return Incoming(bare, wire.encode(bare))


def same_content(one: Change, other: Change) -> bool:
    """Whether two changes of one id say the same; the cap is the server's and does not count."""
    return replace(one, cap=None) == replace(other, cap=None)


def _read(element: bytes) -> Incoming | Unreadable:
    try:
        incoming = Incoming(*wire.decode_kept(element))
        _fit(incoming.change)
    except wire.TooLargeError:
        is_huge = len(element) > wire.MAX_SEAL_BYTES
        return Unreadable("" if is_huge else _id_of(element), "too_large", "Thay đổi quá lớn để gửi.")
    except wire.WireError as error:
        return Unreadable(_id_of(element), "malformed", f"Thay đổi không đúng mẫu: {error}")
    return incoming


def _fit(change: Change) -> None:
    """See that ids fit an index of the database.

    Raises:
        WireError: one of them is too long.
    """
    if (
        len(change.id) > _MAX_ID
        or len(change.act_id) > _MAX_ID
        or len(change.entity_id) > _MAX_ID
        or len(change.root_id) > _MAX_ID
        or len(change.scope) > _MAX_ID
        or len(change.author) > _MAX_ID
        or len(change.device) > _MAX_ID
        or len(change.entity) > _MAX_NAME
        or len(change.kind) > _MAX_NAME
    ):
        raise wire.WireError("an id is too long")


def _id_of(element: bytes) -> str:
    try:
        found = msgspec.json.decode(element)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return ""
    given = found.get("id") if isinstance(found, dict) else None
    return given if isinstance(given, str) and len(given) <= _MAX_ID else ""
