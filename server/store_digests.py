"""Digests of the records, for desks that compare what they hold: kept beside each record, computed when somebody asks.

A push empties the digests of what it writes. Computing many takes seconds, so it is done outside any lock; the
province's head row is held only while a small portion is written. What is not kept yet counts all the same.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, Row, text

from app.journal.merge import RecordState, digest
from server.store import Store, is_postgres
from server.store_read import stand_of

_PORTION = 250
"""Records whose digests are written at a time: an edit that comes meanwhile waits some milliseconds."""
_DIGEST_BITS = 256
_STALE = "SELECT entity_id, entity, state FROM record WHERE province = :province AND digest IS NULL"
_KEEP = (
    "UPDATE record SET digest = :digest"
    " WHERE province = :province AND entity_id = :id AND entity = :entity AND state = :state"
)


Rows = Sequence[Row[tuple[str, str, str]]]
"""Id, entity and state of records."""


@dataclass(frozen=True, slots=True)
class Digests:
    """Of one state of a province: `(entity, id, digest)` of each record, by entity."""

    epoch: str
    sequence: int
    records: Sequence[tuple[str, str, str]]


def entity_digests(store: Store, province: str) -> tuple[str, int, dict[str, str]]:
    """Epoch, sequence and the digest of each entity, all of one state of the province."""
    found = _digests(store, province)
    sums = {
        entity: sum(int(one[2], 16) for one in listed) % (1 << _DIGEST_BITS)
        for entity, listed in groupby(found.records, key=lambda row: row[0])
    }
    shown = {entity: f"{total:0{_DIGEST_BITS // 4}x}" for entity, total in sums.items()}
    return found.epoch, found.sequence, shown


def record_digests(store: Store, province: str, entity: str) -> tuple[str, int, list[tuple[str, str]]]:
    """Epoch, sequence and `(id, digest)` of each record of an entity."""
    found = _digests(store, province)
    return found.epoch, found.sequence, [(row[1], row[2]) for row in found.records if row[0] == entity]


def _digests(store: Store, province: str) -> Digests:
    with store.by_turns(f"digests {province}"):
        _keep_all(store, province)
    return store.read(lambda connection: _read(connection, province))


def _keep_all(store: Store, province: str) -> None:
    """Compute and keep what is missing; what is written meanwhile is left to who reads."""
    behind = {"id": "", "entity": ""}
    while stale := store.read(lambda connection, at=behind: _stale_behind(connection, province, at)):  # type: ignore[misc]  # bound at once
        fresh = [{"province": province, **one} for one in _computed(stale)]
        store.write(lambda connection, kept=fresh: _keep(connection, province, kept))  # type: ignore[misc]  # bound at once
        behind = {"id": stale[-1].entity_id, "entity": stale[-1].entity}


def _stale_behind(connection: Connection, province: str, behind: Mapping[str, str]) -> Rows:
    order = "AND (entity_id, entity) > (:id, :entity) ORDER BY entity_id, entity LIMIT :limit"
    given = {"province": province, "limit": _PORTION, **behind}
    return connection.execute(text(f"{_STALE} {order}"), given).all()


def _keep(connection: Connection, province: str, fresh: Sequence[dict[str, str]]) -> None:
    """Write digests of states that still stand; under the head row, as a push writes records."""
    if is_postgres(connection):
        connection.execute(text("SELECT 1 FROM province WHERE code = :code FOR UPDATE"), {"code": province})
    connection.execute(text(_KEEP), fresh)


def _read(connection: Connection, province: str) -> Digests:
    epoch, sequence = stand_of(connection, province)
    given = {"province": province}
    late = {
        (one["entity"], one["id"]): one["digest"] for one in _computed(connection.execute(text(_STALE), given).all())
    }
    query = text("SELECT entity, entity_id, digest FROM record WHERE province = :province ORDER BY entity, entity_id")
    rows = connection.execute(query, given).all()
    return Digests(epoch, sequence, [(row[0], row[1], row[2] or late[row[0], row[1]]) for row in rows])


def _computed(rows: Rows) -> list[dict[str, str]]:
    return [
        {
            "id": row.entity_id,
            "entity": row.entity,
            "state": row.state,
            "digest": digest([(row.entity_id, RecordState.from_json(json.loads(row.state)))]),
        }
        for row in rows
    ]
