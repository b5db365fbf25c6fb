"""A pushed batch taken apart: what can be read, what cannot and why, and the bytes that will be stored and sent on.

It believes nothing; what it lets through fits the server's columns.
"""

import logging
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice

import msgspec

from app.journal import wire
from app.journal.change import Change
from app.journal.seal import unsealed
from server.errors import malformed, too_large

MAX_BATCH = 2_000
_MAX_ID, _MAX_NAME = 200, 100
_MOST_NAMED, _MOST_OF_A_RECORD, _MOST_SEALS = 200_000, 500, 20
"""What one batch may hold of field names and bases together, of changes to one record, of seals: what judging it takes
in time and memory is bounded. A desk cuts a batch that is too large in halves; one change alone is always taken."""
_SEAL = "seal"
_WHAT_TO_DO = "Cập nhật chương trình rồi gửi lại; nếu vẫn vậy, báo người quản trị máy chủ."
_LOG = logging.getLogger(__name__)


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
        ServerError: it is no array (422), or holds more than MAX_BATCH changes, or more than is judged at once (413).
    """
    try:
        elements = list(islice(wire.split_batch(raw), MAX_BATCH + 1))
    except wire.WireError as error:
        _LOG.info("batch_malformed", exc_info=error)
        raise malformed(f"Không phải một danh sách thay đổi. {_WHAT_TO_DO}") from error
    if len(elements) > MAX_BATCH:
        raise too_large(f"Mỗi lần gửi không quá {MAX_BATCH} thay đổi.")
    batch: list[Incoming | Unreadable] = []
    size = _Size()
    for element in elements:
        batch.append(_read(element))
        if size.is_too_large(batch[-1]) and len(elements) > 1:
            raise too_large("Lần gửi này có quá nhiều thay đổi của cùng một mục, hoặc quá nhiều bản chốt.")
    return batch


class _Size:
    """What a batch holds so far of what takes long."""

    def __init__(self) -> None:
        self._named = self._seals = 0
        self._of_record: Counter[str] = Counter()

    def is_too_large(self, one: Incoming | Unreadable) -> bool:
        """Whether it is with this one too."""
        if isinstance(one, Unreadable):
            return False
        change = one.change
        self._named += len(change.fields) + sum(map(len, change.base.values()))
        self._seals += change.kind == _SEAL
        self._of_record[change.entity_id] += 1
        is_crowded = self._of_record[change.entity_id] > _MOST_OF_A_RECORD
        return is_crowded or self._named > _MOST_NAMED or self._seals > _MOST_SEALS


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
        _LOG.info("change_malformed", exc_info=error)
        return Unreadable(_id_of(element), "malformed", f"Thay đổi không đúng mẫu của giao thức. {_WHAT_TO_DO}")
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
