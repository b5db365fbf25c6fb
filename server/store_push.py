"""The push transaction: the province's head row is locked, the batch judged, and all of it written in bulk.

Numbers are given under that lock, so a reader that saw one has seen every number below it.
"""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from app.journal import wire
from app.journal.change import Change
from server import store_tables as tables
from server.errors import unauthorized
from server.people import Device
from server.store import Store, is_postgres, many, members
from server.store_asking import Question, add, ask, ask_all, tell
from server.store_people import holdings_of
from server.store_purge import purge, told
from server.store_relay import keep_strangers, origins_of, write_relayed
from server.store_seals import keep_seals, sealed_among, trees_over
from server.verdicts import Decided, Held, HeldRecord, Judge, Key, Verdict
from server.wire_batch import Incoming, Unreadable

_MARK_BYTES = 6
_SEAL = "seal"
_NUMBER = "UPDATE province SET sequence = :sequence WHERE code = :code"
# A plan made while the table was empty may stay for ever; a conflict goes by the key whatever the plan.
_MERGED = (
    "INSERT INTO record (province, entity_id, entity, root_id, scope, state)"
    " VALUES (:province, :id, :entity, :root, :scope, :state) ON CONFLICT (province, entity_id, entity)"
    " DO UPDATE SET scope = excluded.scope, state = excluded.state, digest = NULL"
)


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did: `after` and `sequence` are the numbers before and after it, `stored` the wire forms between.

    `before` is the mark of `after`, `mark` that of `sequence`.
    """

    epoch: str
    after: int
    before: str
    sequence: int
    mark: str
    verdicts: tuple[Verdict, ...]
    stored: tuple[bytes, ...]


def push(store: Store, device: Device, batch: Sequence[Incoming | Unreadable], *, now: datetime) -> Pushed:
    """Store a batch of a device's province; what is given back was committed.

    Raises:
        ServerError: the database is busy (503).
    """
    return store.write(lambda connection: _push(connection, device, batch, now))


def _push(connection: Connection, device: Device, batch: Sequence[Incoming | Unreadable], now: datetime) -> Pushed:
    head = _locked(connection, device.province)
    before = _mark(device.province, head.sequence)
    held = _held(connection, device, [one.change for one in batch if isinstance(one, Incoming)], before)
    judge = Judge(held, _still_good(device, held), now)
    decided = judge.decide(batch)
    verdicts = judge.close(_changes(connection, device.province, judge.rivals()))
    stored = _write(connection, device, decided, head.sequence)
    fresh = [one.change for one in decided.stored]
    sealed = held.sealed.union(*(seal.heads for seal in decided.seals))
    purge(connection, device.province, fresh, known=held.purged, sealed=sealed)
    write_relayed(connection, device, fresh, now)
    keep_strangers(connection, device, decided.strangers, now)
    reached = head.sequence + len(stored)
    mark = _draw_mark(connection, device.province, reached) if stored else before.answer
    bodies = tuple(one.body for one in stored)
    return Pushed(head.epoch, head.sequence, before.answer, reached, mark, tuple(verdicts), bodies)


@dataclass(frozen=True, slots=True)
class _Head:
    epoch: str
    sequence: int


def _locked(connection: Connection, province: str) -> _Head:
    lock = " FOR UPDATE" if is_postgres(connection) else ""
    query = f"SELECT epoch, sequence FROM province WHERE code = :code{lock}"  # noqa: S608 a constant
    return _Head(*tell(connection, query, {"code": province})[0])


def _still_good(device: Device, held: Held) -> Device:
    """The device as it stands now: a body may come in long after the token that was sent ahead of it was looked up.

    Raises:
        ServerError: it was revoked meanwhile (401).
    """
    known = held.origins.get(device.id)
    if known is None or known.revoked_at is not None:
        raise unauthorized()
    return replace(device, persons=known.persons)


def _mark(province: str, last: int) -> Question[str]:
    """The mark of the last number."""
    source = "FROM commit_mark WHERE province = :province AND sequence = :last"
    return Question(("mark",), source, {"province": province, "last": last}, lambda rows: rows[0][0] if rows else "")


def _draw_mark(connection: Connection, province: str, sequence: int) -> str:
    mark = secrets.token_urlsafe(_MARK_BYTES)
    add(connection, tables.commit_mark, [(province, sequence, mark)])
    return mark


def _held(connection: Connection, device: Device, changes: Sequence[Change], beside: Question[str]) -> Held:
    """What is held of what these touch; what is asked `beside` costs no trip of its own."""
    province = device.province
    own = {change.id for change in changes}
    named = own.union(*(ids for change in changes for ids in change.base.values()))
    places = {change.entity_id for change in changes} | {change.root_id for change in changes}
    known = _known(connection, province, named, own)
    records = _records(connection, province, places)
    sealed = sealed_among(connection, province, named)
    trees = trees_over(connection, province, {change.root_id for change in changes})
    purged = _purged(connection, province, places)
    authors = {change.author for change in changes}
    lowering = device.persons if any(change.cap is not None for change in changes) else frozenset()
    holdings = holdings_of(connection, province, authors | lowering)
    origins = origins_of(connection, province, {change.device for change in changes} | {device.id})
    ask_all(connection, known, records, sealed, trees, purged, holdings, origins, beside)
    # The owner's owner, whose unit counts too: the task of the evidence that a copy is of.
    above = {record.root_id for record in records.answer.values()} - places
    owners = ask(connection, _records(connection, province, above)) if above else {}
    return Held(
        known=set(known.answer),
        repeated={change.id: change for change in map(_change, filter(None, known.answer.values()))},
        records=records.answer | owners,
        sealed=sealed.answer,
        trees=trees.answer,
        purged=purged.answer,
        told=told(connection, province) if any(change.kind == _SEAL for change in changes) else frozenset(),
        holdings=holdings.answer,
        origins=origins.answer,
    )


def _known(
    connection: Connection, province: str, ids: Collection[str], own: Collection[str]
) -> Question[dict[str, str | None]]:
    """Which of these ids the log has; of those in `own` with the body."""
    body = f"CASE WHEN {members(connection, 'id', 'own')} THEN body END"
    source = f"FROM change WHERE province = :province AND {members(connection, 'id', 'ids')}"
    given = {"province": province, "ids": many(connection, ids), "own": many(connection, own)}
    return Question(("id", body), source, given, lambda rows: {row[0]: row[1] for row in rows})


def _changes(connection: Connection, province: str, ids: Collection[str]) -> dict[str, Change]:
    if not ids:
        return {}
    found = ask(connection, _known(connection, province, ids, ids))
    return {change_id: _change(body) for change_id, body in found.items() if body}


def _change(body: str) -> Change:
    return wire.decode(body.encode())


def _purged(connection: Connection, province: str, ids: Collection[str]) -> Question[frozenset[str]]:
    source = f"FROM purged WHERE province = :province AND {members(connection, 'record_id', 'ids')}"
    given = {"province": province, "ids": many(connection, ids)}
    return Question(("record_id",), source, given, lambda rows: frozenset(row[0] for row in rows))


def _records(connection: Connection, province: str, ids: Collection[str]) -> Question[dict[Key, HeldRecord]]:
    columns = ("entity_id", "entity", "root_id", "scope", "state")
    source = f"FROM record WHERE province = :province AND {members(connection, 'entity_id', 'ids')}"
    given = {"province": province, "ids": many(connection, ids)}
    return Question(columns, source, given, lambda rows: {(row[0], row[1]): HeldRecord(*row[2:5]) for row in rows})


def _write(connection: Connection, device: Device, decided: Decided, after: int) -> list[Incoming]:
    """Write log and records; gives what was numbered, in order."""
    province = device.province
    if decided.lowered:
        gone = f"DELETE FROM change WHERE province = :province AND {members(connection, 'id', 'ids')}"  # noqa: S608 our own names
        tell(
            connection,
            gone,
            {"province": province, "ids": many(connection, [one.change.id for one in decided.lowered])},
        )
    numbered = [*decided.stored, *decided.lowered]
    if numbered:
        rows = [_row(device, after + position, one) for position, one in enumerate(numbered, start=1)]
        add(connection, tables.change, rows)
        _merge_in(connection, province, decided)
        tell(connection, _NUMBER, {"sequence": after + len(numbered), "code": province})
    keep_seals(connection, province, decided.seals)
    return numbered


def _row(device: Device, number: int, one: Incoming) -> tuple[object, ...]:
    change = one.change
    body = one.body.decode()
    return (
        device.province,
        number,
        change.id,
        change.entity,
        change.entity_id,
        change.root_id,
        change.kind,
        device.id,
        body,
    )


def _merge_in(connection: Connection, province: str, decided: Decided) -> None:
    added: list[tuple[object, ...]] = []
    for (entity_id, entity), (held, state) in decided.records.items():
        packed = msgspec.json.encode(state.to_json()).decode()
        if held.packed:
            place = {"province": province, "id": entity_id, "entity": entity, "root": held.root_id}
            tell(connection, _MERGED, {**place, "scope": held.scope, "state": packed})
        else:
            added.append((province, entity_id, entity, held.root_id, held.scope, packed))
    add(connection, tables.record, added)
