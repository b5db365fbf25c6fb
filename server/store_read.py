"""What desks read: pages of the log, and the snapshot for a new device."""

import base64
import binascii
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import msgspec
from sqlalchemy import Connection, text

from server.errors import malformed, other_epoch
from server.store import Store, many, members

MAX_PAGE = 5_000
_MAX_PAGE_CHARACTERS = 16 << 20
_FETCH = 250
PAGE_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class Page:
    """Changes in order, as wire forms; `sequence` is the number of the last.

    `mark` is that number's, `before` that of the number which the page follows.
    """

    epoch: str
    before: str
    changes: tuple[bytes, ...]
    sequence: int
    mark: str
    more: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where a snapshot goes on: behind this record. `sequence` is the number that its tail starts at, with its mark."""

    epoch: str
    sequence: int
    mark: str
    entity_id: str = ""
    entity: str = ""

    def to_cursor(self) -> str:
        """Give the text that a desk hands back."""
        packed = json.dumps([self.epoch, self.sequence, self.mark, self.entity_id, self.entity], ensure_ascii=False)
        return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")

    @classmethod
    def from_cursor(cls, cursor: str) -> "Place":
        """Read what a desk handed back.

        Raises:
            ServerError: it is no cursor of ours.
        """
        try:
            packed = base64.urlsafe_b64decode(cursor.encode() + b"=" * (-len(cursor) % 4))
            epoch, sequence, mark, entity_id, entity = json.loads(packed)
        except (ValueError, TypeError, binascii.Error, RecursionError):
            raise malformed("Vị trí đọc tiếp không đúng.") from None
        texts = (epoch, mark, entity_id, entity)
        if type(sequence) is not int or not all(isinstance(one, str) and "\0" not in one for one in texts):
            raise malformed("Vị trí đọc tiếp không đúng.")
        return cls(epoch, sequence, mark, entity_id, entity)


class _Heads(msgspec.Struct, gc=False):
    """Of a stored state: its heads as `[change id, stamp]`."""

    w: list[tuple[str, str]]


class _Record(msgspec.Struct, gc=False):
    """A record of a snapshot; what is JSON already goes out as it is."""

    entity: str
    id: str
    root: str
    state: msgspec.Raw
    changes: list[msgspec.Raw]


class _SnapshotPage(msgspec.Struct):
    cursor: str
    records: list[_Record]


_heads = msgspec.json.Decoder(_Heads).decode


@dataclass(frozen=True, slots=True)
class SnapshotHead:
    """The first line of a snapshot."""

    place: Place
    records: int

    @property
    def pages(self) -> int:
        """How many pages follow when nothing is written meanwhile."""
        return -(-self.records // PAGE_RECORDS)


def changes_after(store: Store, province: str, after: int, limit: int, known: Iterable[tuple[int, str]] = ()) -> Page:
    """A page of the log: at most `limit` changes, fewer where they are large.

    Raises:
        ServerError: `after` is beyond the last number, or one of the `known` (number, mark) is not so here: the
            database was set back to an earlier state (409).
    """
    return store.read(lambda connection: _page(connection, province, after, min(limit, MAX_PAGE), known))


def _page(connection: Connection, province: str, after: int, limit: int, known: Iterable[tuple[int, str]]) -> Page:
    epoch, last = stand_of(connection, province)
    if after > last or any(mark_of(connection, province, number) != mark for number, mark in known):
        raise other_epoch()
    query = text(
        "SELECT sequence, body FROM change WHERE province = :province AND sequence > :after"
        " ORDER BY sequence LIMIT :limit"
    )
    given = {"province": province, "after": after, "limit": limit}
    found = connection.execute(
        query, given, execution_options={"stream_results": limit > _FETCH, "max_row_buffer": _FETCH}
    )
    bodies: list[str] = []
    size, reached = 0, after
    for number, body in found:
        bodies.append(body)
        reached = number
        size += len(body)
        if size > _MAX_PAGE_CHARACTERS:
            break
    found.close()
    # A number whose change moved to a later one is passed over at the end of the log.
    more = reached < last and bool(bodies)
    sequence = reached if more else last
    before, mark = (mark_of(connection, province, number) for number in (after, sequence))
    return Page(epoch, before, tuple(body.encode() for body in bodies), sequence, mark, more)


def snapshot_head(store: Store, province: str, cursor: str) -> SnapshotHead:
    """Begin a snapshot, or go on behind a cursor.

    Raises:
        ServerError: the cursor is not ours (422), or of another epoch or state (409).
    """

    def head(connection: Connection) -> SnapshotHead:
        epoch, sequence = stand_of(connection, province)
        mark = mark_of(connection, province, sequence)
        place = Place.from_cursor(cursor) if cursor else Place(epoch, sequence, mark)
        if place.epoch != epoch or mark_of(connection, province, place.sequence) != place.mark:
            raise other_epoch()
        count = text("SELECT count(*) FROM record WHERE province = :province AND (entity_id, entity) > (:id, :entity)")
        given = {"province": province, "id": place.entity_id, "entity": place.entity}
        return SnapshotHead(place, connection.execute(count, given).scalar_one())

    return store.read(head)


def snapshot_pages(store: Store, province: str, place: Place) -> Iterator[bytes]:
    """The pages behind a place, each one line of JSON; every page is read in a transaction of its own."""
    going: Place | None = place
    while going is not None:
        line, going = store.read(lambda connection, at=going: _snapshot_page(connection, province, at))  # type: ignore[misc]  # bound at once
        if line:
            yield line


def _snapshot_page(connection: Connection, province: str, place: Place) -> tuple[bytes, Place | None]:
    query = text(
        "SELECT entity_id, entity, root_id, state FROM record WHERE province = :province"
        " AND (entity_id, entity) > (:id, :entity) ORDER BY entity_id, entity LIMIT :limit"
    )
    given = {"province": province, "id": place.entity_id, "entity": place.entity, "limit": PAGE_RECORDS}
    rows = connection.execute(query, given).all()
    if not rows:
        return b"", None
    heads = [[head for head, _ in _heads(state).w] for _, _, _, state in rows]
    bodies = _bodies(connection, province, {head for listed in heads for head in listed})
    records = [
        _Record(entity, entity_id, root_id, msgspec.Raw(state), [bodies[head] for head in listed if head in bodies])
        for (entity_id, entity, root_id, state), listed in zip(rows, heads, strict=True)
    ]
    behind = replace(place, entity_id=rows[-1].entity_id, entity=rows[-1].entity)
    line = msgspec.json.encode(_SnapshotPage(behind.to_cursor(), records)) + b"\n"
    return line, behind if len(rows) == PAGE_RECORDS else None


def _bodies(connection: Connection, province: str, ids: set[str]) -> dict[str, msgspec.Raw]:
    query = f"SELECT id, body FROM change WHERE province = :province AND {members(connection, 'id', 'ids')}"  # noqa: S608 our own names
    found = connection.execute(text(query), {"province": province, "ids": many(connection, ids)})
    return {change_id: msgspec.Raw(body) for change_id, body in found.all()}


def stand_of(connection: Connection, province: str) -> tuple[str, int]:
    """Epoch and last number of a province."""
    epoch, sequence = connection.execute(
        text("SELECT epoch, sequence FROM province WHERE code = :code"), {"code": province}
    ).one()
    return epoch, sequence


def mark_of(connection: Connection, province: str, number: int) -> str:
    """The mark of the push that gave a number; empty where none did yet, and for the number before the first."""
    query = text(
        "SELECT mark FROM commit_mark WHERE province = :province AND sequence >= :number ORDER BY sequence LIMIT 1"
    )
    found = connection.execute(query, {"province": province, "number": number}).scalar() if number else None
    return found or ""
