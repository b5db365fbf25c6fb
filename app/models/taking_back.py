"""What the server refused is taken back: records go back to what all other changes of the journal say.

The change stays in the journal for the history, marked TAKEN_BACK: it counts in no state, no digest and no bundle,
and is never sent. An event and what a seal covers cannot be taken back: they were said, and somebody signed them.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, or_, select
from sqlalchemy import inspect as mapping_of
from sqlalchemy.orm import Session

from app.journal.merge import RecordState, merge
from app.journal.seal import seal_in
from app.models import awaiting
from app.models.applying import Applying, Key
from app.models.base import TAKEN_BACK, ActRow, ChangeRow, ParkedRow, RecordStateRow, Synced, synced_entities
from app.models.derived import chunks
from app.models.recording import change_of

_REVERSIBLE = ("put", "delete")


def with_followers(session: Session, change_ids: Iterable[str]) -> tuple[str, ...]:
    """These changes and the unsent ones that mean nothing without them: under a record that they made."""
    rows = list(_rows(session, change_ids))
    made = {row.entity_id for row in rows if row.created}
    under = or_(ChangeRow.entity_id.in_(made), ChangeRow.root_id.in_(made))
    found = session.scalars(select(ChangeRow).where(ChangeRow.acknowledged.is_(None), under)) if made else ()
    return tuple(dict.fromkeys([row.id for row in rows] + [row.id for row in found]))


def is_reversible(session: Session, change_ids: Iterable[str]) -> bool:
    """Whether these may be taken back: no event, no seal, nothing that a seal of this file covers."""
    rows = list(_rows(session, change_ids))
    return all(row.kind in _REVERSIBLE for row in rows) and not _is_sealed(session, {row.id for row in rows})


def replaced(session: Session, change_ids: Iterable[str]) -> tuple[str, ...]:
    """Those of these of which nothing is shown any more: somebody here wrote over them before the server refused them.

    They need no repair, and may be taken back.
    """
    rows = [row for row in _rows(session, change_ids) if not _is_standing(session, row)]
    return tuple(row.id for row in rows if is_reversible(session, [row.id]))


def _is_standing(session: Session, row: ChangeRow) -> bool:
    """Whether some field still has this write as a head; of what was purged nothing is known."""
    known = session.get(RecordStateRow, (row.entity, row.entity_id))
    if known is None:
        return True
    fields = RecordState.from_json(known.state).fields.values()
    return any(head.change_id == row.id for field in fields for head in field.heads)


def take_back(applying: Applying, change_ids: Sequence[str]) -> None:
    """Let these changes count no more."""
    session = applying.session
    rows = list(_rows(session, change_ids))
    for row in rows:
        row.acknowledged = TAKEN_BACK
        parked = session.get(ParkedRow, row.id)
        if parked is not None:
            session.delete(parked)
    session.flush()
    _count_again(applying, rows)


def put_back(applying: Applying, change_ids: Sequence[str]) -> None:
    """Let them count again; they go with the next exchange."""
    rows = list(_rows(applying.session, change_ids))
    for row in rows:
        row.acknowledged = None
    applying.session.flush()
    _count_again(applying, rows)


def _count_again(applying: Applying, rows: Sequence[ChangeRow]) -> None:
    """Make the states of the records of these rows anew, and show what they say."""
    session = applying.session
    keys = {(row.entity, row.entity_id) for row in rows}
    standing: set[Key] = set()
    for key in keys:
        state = _state(session, key)
        row = session.get(RecordStateRow, key)
        if not state.fields:
            _forget(applying, key, row)
            continue
        standing.add(key)
        if row is None:
            root_id = next(one.root_id for one in rows if (one.entity, one.entity_id) == key)
            session.add(RecordStateRow(entity=key[0], entity_id=key[1], root_id=root_id, state=state.to_json()))
        else:
            row.state = state.to_json()
        _forget_fields(session, key, rows, state)
    session.flush()
    roots = {row.root_id for row in rows} - {entity_id for _, entity_id in standing}
    owners = session.execute(
        select(RecordStateRow.entity, RecordStateRow.entity_id).where(RecordStateRow.entity_id.in_(roots))
    )
    applying.show_again(sorted({*standing, *((entity, entity_id) for entity, entity_id in owners)}))


def _state(session: Session, key: Key) -> RecordState:
    counting = ChangeRow.acknowledged.is_distinct_from(TAKEN_BACK)
    of_record = (ChangeRow.entity == key[0]) & (ChangeRow.entity_id == key[1])
    state, known = RecordState(), set[str]()
    for row in session.scalars(select(ChangeRow).where(of_record, counting).order_by(ChangeRow.stamp, ChangeRow.id)):
        state = merge(state, change_of(row), knows=known.__contains__)
        known.add(row.id)
    return state


def _forget_fields(session: Session, key: Key, rows: Iterable[ChangeRow], state: RecordState) -> None:
    """Fields that only these changes had written say again what they said before."""
    table = synced_entities().get(key[0])
    record = session.get(table, key[1]) if table is not None else None
    if table is None or record is None or not awaiting.is_whole(table, state.fields):
        return  # half a record is put aside
    mine = sorted((row for row in rows if (row.entity, row.entity_id) == key), key=lambda row: row.stamp)
    for name in record.journalled():
        first = next((row for row in mine if name in row.fields), None)
        if first is not None and name not in state.fields:
            before = {} if first.created else first.old
            setattr(record, name, before.get(name, _default(table, name)))


def _default(table: type[Synced], name: str) -> Any:
    column: Column[Any] = mapping_of(table).columns[name]
    return getattr(column.default, "arg", None)


def _forget(applying: Applying, key: Key, row: RecordStateRow | None) -> None:
    """A record that nobody else has made is none: the next one of its name begins anew."""
    applying.take_out(key, root_id=row.root_id if row is not None else "")
    applying.forget_unknown(key)
    if row is not None:
        applying.session.delete(row)


def _is_sealed(session: Session, change_ids: set[str]) -> bool:
    """Whether a seal of this file covers one of them."""
    seals = session.scalars(select(ChangeRow.fields).where(ChangeRow.kind == "seal")) if change_ids else ()
    return any(seal is not None and not seal.heads.isdisjoint(change_ids) for seal in map(seal_in, seals))


def _rows(session: Session, change_ids: Iterable[str]) -> Iterator[ChangeRow]:
    for chunk in chunks(change_ids):
        yield from session.scalars(select(ChangeRow).where(ChangeRow.id.in_(chunk)).order_by(ChangeRow.stamp))


def dropped_since(session: Session, since: str, *, device: str) -> dict[str, str]:
    """Ids of changes that were taken back here since an instant (UTC ISO) and are still: each with the last time."""
    acts = select(ActRow.target, ActRow.at).where(
        ActRow.kind == "take_back", ActRow.at >= since, ActRow.device == device
    )
    standing = acts.join(ChangeRow, ChangeRow.id == ActRow.target).where(ChangeRow.acknowledged == TAKEN_BACK)
    return {row.target: row.at for row in session.execute(standing.order_by(ActRow.at))}
