"""Where several people wrote the same field without seeing each other: read from the heads, never stored.

Only fields that this version has a column for: a newer one shows the others.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.journal.change import DELETED, Change, Json
from app.journal.merge import Head, RecordState, conflicts
from app.models import queries
from app.models.base import SEVERAL_HEADS, ChangeRow, RecordStateRow, Synced, label, synced_entities
from app.models.board.entities import BoardFigureRow
from app.models.derived import chunks
from app.models.fitting import fits
from app.models.people.entities import Person
from app.models.recording import RecordingSession, change_of, restate
from app.models.writing import deleted_owners


@dataclass(frozen=True, slots=True)
class Write:
    """One of the values that stand side by side."""

    change_id: str
    value: Json
    author: str
    """The name of the person, or empty where nobody here knows them."""
    device: str
    stamp: str
    is_known: bool
    """Whether this version can show the value; a newer one may have words of its own."""


@dataclass(frozen=True, slots=True)
class Split:
    """A field with several heads of different values, the shown one first."""

    entity: str
    record_id: str
    root_id: str
    field: str
    writes: tuple[Write, ...]
    label: str


def splits(session: Session) -> tuple[Split, ...]:
    """Every conflict that stands; those of deleted records, and under them, are left out."""
    query = select(RecordStateRow).where(text(SEVERAL_HEADS)).order_by(RecordStateRow.entity, RecordStateRow.entity_id)
    # Figures are computed: where two desks published at once, the next publishing settles it.
    rows = session.scalars(query.where(RecordStateRow.entity != BoardFigureRow.ENTITY))
    states = {(row.entity, row.entity_id): row for row in rows}
    parsed = {key: RecordState.from_json(row.state) for key, row in states.items()}
    changes = _changes(session, parsed.values())
    names = {person.id: person.full_name for person in session.scalars(select(Person))}

    def value_of(change_id: str, name: str) -> Json:
        found = changes.get(change_id)
        return found.written.get(name) if found is not None else None

    found: list[Split] = []
    records = queries.records(session, parsed)
    gone = deleted_owners(session, {row.root_id for row in states.values() if row.root_id != row.entity_id})
    for (entity, record_id), state in parsed.items():
        record = records.get((entity, record_id))
        split = conflicts(state, value_of) if record is not None else {}
        root = states[entity, record_id].root_id
        if record is None or not split or (record.deleted and DELETED not in split) or root in gone - {record_id}:
            continue
        for name, heads in sorted(split.items()):
            if name == DELETED or name in record.journalled():
                writes = tuple(_write(changes[head.change_id], head, name, names, record) for head in heads)
                found.append(Split(entity, record_id, root, name, writes, label(record)))
    return tuple(found)


def keep(
    session: RecordingSession, entity: str, record_id: str, values: Mapping[str, str], *, seen: Collection[str]
) -> bool:
    """Settle fields of a record by writing again what one of the heads wrote: field -> id of that change.

    `seen` are the changes that the person chose from: a value that came in since stays beside the one that is kept.
    False where the record, what owns it or a named write is gone, or is no head any more: somebody was quicker.
    """
    table = synced_entities().get(entity)
    record = session.get(table, record_id) if table is not None else None
    row = session.get(RecordStateRow, (entity, record_id))
    if record is None or row is None or row.root_id in deleted_owners(session, {row.root_id} - {record_id}):
        return False
    state = RecordState.from_json(row.state)
    chosen: dict[str, Json] = {}
    for name, change_id in values.items():
        known = state.fields.get(name)
        stored = session.get(ChangeRow, change_id)
        if known is None or stored is None or change_id not in {head.change_id for head in known.heads}:
            return False
        chosen[name] = change_of(stored).written[name]
        session.left_standing.update(head.change_id for head in known.heads if head.change_id not in seen)
    restate(session, record, chosen)
    return True


def _changes(session: Session, states: Iterable[RecordState]) -> dict[str, Change]:
    ids = {
        head.change_id
        for state in states
        for known in state.fields.values()
        if len(known.heads) > 1
        for head in known.heads
    }
    found: dict[str, Change] = {}
    for chunk in chunks(ids):
        found.update(
            {row.id: change_of(row) for row in session.scalars(select(ChangeRow).where(ChangeRow.id.in_(chunk)))}
        )
    return found


def _write(change: Change, head: Head, name: str, names: dict[str, str], record: Synced) -> Write:
    value = change.written.get(name)
    is_known = name == DELETED or fits(type(record), name, value)
    return Write(change.id, value, names.get(change.author, ""), change.device, head.stamp, is_known)
