"""The push transaction: the province's head row is locked, the batch judged, and all of it written in bulk.

Numbers are given under that lock, so a reader that saw one has seen every number below it.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from app.journal import wire
from app.journal.change import Change
from server import store_tables as tables
from server.people import Device
from server.store import Store, add_rows, many, members
from server.store_people import holdings_of
from server.store_purge import purge
from server.verdicts import Decided, Held, HeldRecord, Judge, Key, Verdict, seal_heads
from server.wire_batch import Incoming, Unreadable

_PURGE, _SEAL = "purge", "seal"


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: `after` and `sequence` are the numbers before and after it, `stored` the wire forms between."""

    epoch: str
    after: int
    sequence: int
    verdicts: tuple[Verdict, ...]
    stored: tuple[bytes, ...]


def push(store: Store, device: Device, batch: Sequence[Incoming | Unreadable], *, now: datetime) -> Pushed:
    """Store a batch of a device's province; what is given back was committed.

    Raises:
        ServerError: the database is busy (503).
    """
    return store.write(lambda connection: _push(connection, device, batch, now))


def _push(connection: Connection, device: Device, batch: Sequence[Incoming | Unreadable], now: datetime) -> Pushed:
    epoch, after = _locked(connection, device.province)
    readable = [one.change for one in batch if isinstance(one, Incoming)]
    judge = Judge(_held(connection, device.province, readable), device, now)
    decided = judge.decide(batch)
    verdicts = judge.close({change.id: change for change in _changes(connection, device.province, judge.rivals())})
    stored = _write(connection, device, decided, after)
    sequence = after + len(stored)
    if stored:
        number = text("UPDATE province SET sequence = :sequence WHERE code = :code")
        connection.execute(number, {"sequence": sequence, "code": device.province})
    for change in (one.change for one in decided.stored if one.change.kind == _PURGE):
        purge(connection, device.province, change)
    return Pushed(epoch, after, sequence, tuple(verdicts), tuple(one.body for one in stored))


def _locked(connection: Connection, province: str) -> tuple[str, int]:
    lock = " FOR UPDATE" if connection.dialect.name == "postgresql" else ""
    query = text(f"SELECT epoch, sequence FROM province WHERE code = :code{lock}")  # noqa: S608 a constant
    epoch, sequence = connection.execute(query, {"code": province}).one()
    return epoch, sequence


def _held(connection: Connection, province: str, changes: Sequence[Change]) -> Held:
    own = {change.id for change in changes}
    bases = {base for change in changes for ids in change.base.values() for base in ids}
    known = _found(connection, "change", "id", province, own | bases)
    places = {place for change in changes for place in (change.entity_id, change.root_id)}
    return Held(
        known=known,
        repeated={change.id: change for change in _changes(connection, province, known & own)},
        records=_records(connection, province, places),
        sealed=frozenset(_found(connection, "sealed", "change_id", province, bases)),
        purged=frozenset(_found(connection, "purged", "record_id", province, places)),
        holdings=holdings_of(connection, province, {change.author for change in changes}),
    )


def _found(connection: Connection, table: str, column: str, province: str, ids: Collection[str]) -> set[str]:
    """Which of these ids the table has."""
    if not ids:
        return set()
    query = f"SELECT {column} FROM {table} WHERE province = :province AND {members(connection, column, 'ids')}"  # noqa: S608 our own names
    return set(connection.execute(text(query), {"province": province, "ids": many(connection, ids)}).scalars())


def _changes(connection: Connection, province: str, ids: Collection[str]) -> list[Change]:
    if not ids:
        return []
    query = f"SELECT body FROM change WHERE province = :province AND {members(connection, 'id', 'ids')}"  # noqa: S608 our own names
    found = connection.execute(text(query), {"province": province, "ids": many(connection, ids)})
    return [wire.decode(body.encode()) for body in found.scalars()]


def _records(connection: Connection, province: str, ids: Collection[str]) -> dict[Key, HeldRecord]:
    query = (
        "SELECT entity_id, entity, root_id, scope, state FROM record WHERE province = :province"  # noqa: S608 our own names
        f" AND {members(connection, 'entity_id', 'ids')}"
    )
    found = connection.execute(text(query), {"province": province, "ids": many(connection, ids)})
    return {(row[0], row[1]): HeldRecord(row[2], row[3], row[4]) for row in found}


def _write(connection: Connection, device: Device, decided: Decided, after: int) -> list[Incoming]:
    """Write log and records; gives what was numbered, in order."""
    province = device.province
    if decided.lowered:
        gone = text(f"DELETE FROM change WHERE province = :province AND {members(connection, 'id', 'ids')}")  # noqa: S608 our own names
        ids = many(connection, (one.change.id for one in decided.lowered))
        connection.execute(gone, {"province": province, "ids": ids})
    numbered = [*decided.stored, *decided.lowered]
    rows = [_row(device, after + position, one) for position, one in enumerate(numbered, start=1)]
    add_rows(connection, tables.change, rows)
    _write_records(connection, province, decided)
    covered = {head for one in decided.stored if one.change.kind == _SEAL for head in seal_heads(one.change)}
    fresh = covered - _found(connection, "sealed", "change_id", province, covered)
    add_rows(connection, tables.sealed, [(province, head) for head in sorted(fresh)])
    return numbered


def _row(device: Device, number: int, one: Incoming) -> tuple[object, ...]:
    change = one.change
    return (
        device.province,
        number,
        change.id,
        change.entity,
        change.entity_id,
        change.root_id,
        change.scope,
        change.kind,
        change.author,
        change.device,
        device.id,
        change.stamp,
        change.cap,
        one.body.decode(),
    )


def _write_records(connection: Connection, province: str, decided: Decided) -> None:
    added: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    for (entity_id, entity), (held, state) in decided.records.items():
        packed = json.dumps(state.to_json(), ensure_ascii=False, separators=(",", ":"))
        row = (province, entity_id, entity, held.root_id, held.scope, packed, None)
        (changed if held.packed else added).append(row)
    add_rows(connection, tables.record, added)
    if not changed:
        return
    if connection.dialect.name == "postgresql":
        columns = {name: [row[place] for row in changed] for name, place in (("i", 1), ("e", 2), ("o", 4), ("s", 5))}
        update = text(
            "UPDATE record SET scope = given.scope, state = given.state, digest = NULL"
            " FROM unnest(CAST(:i AS text[]), CAST(:e AS text[]), CAST(:o AS text[]), CAST(:s AS text[]))"
            " AS given(entity_id, entity, scope, state)"
            " WHERE record.province = :province AND record.entity_id = given.entity_id AND record.entity = given.entity"
        )
        connection.execute(update, {"province": province, **columns})
    else:
        update_one = (
            "UPDATE record SET scope = ?, state = ?, digest = NULL WHERE province = ? AND entity_id = ? AND entity = ?"
        )
        connection.exec_driver_sql(update_one, [(row[4], row[5], province, row[1], row[2]) for row in changed])
