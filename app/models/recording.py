"""The session hook: every edit of a synced record writes its change rows in the same transaction.

There is no other local way to write a synced record: bulk statements on such a table raise. What a unit of work
touched is remembered as `Ref`s, for the outcome of the act and for the derived columns.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import event, inspect, select
from sqlalchemy.orm import ORMExecuteState, Session

from app.journal.change import DELETED, UNDER_ROOT, Change, Json, new_id, nfc
from app.journal.clock import HybridClock
from app.journal.merge import RecordState, ValueOf, base_for, base_for_delete, merge
from app.journal.wire import SCHEMA
from app.models import awaiting
from app.models.base import (
    SYNC_CURSOR,
    TAKEN_BACK,
    WAITING_CODES,
    ActRow,
    ChangeRow,
    LocalSetting,
    ParkedRow,
    RecordStateRow,
    Synced,
    UnknownRecord,
)
from app.models.fitting import fill, fits

_FARTHEST = 100
"""So many writes of one field, one over the other and none confirmed, a further one still names."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A record that an act changed."""

    entity: str
    id: str
    root_id: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActInfo:
    """Who does what: written as the act's row when its first change is recorded."""

    title: str
    author: str
    device: str
    at: str
    kind: str = "do"
    target: str | None = None
    undoable: bool = True


class RecordingSession(Session):
    """A session whose flushes are journalled. Open it through a workspace, one for each act."""

    def __init__(self, bind: Any, *, clock: HybridClock, act: ActInfo) -> None:
        super().__init__(bind, autoflush=True, expire_on_commit=False)
        self.clock = clock
        self.act = act
        self.act_id = new_id()
        self.refs: list[Ref] = []
        self.created: list[str] = []
        self.change_ids: set[str] = set()
        """Ids of the changes that this act has written."""
        self.states: dict[tuple[str, str], RecordStateRow] = {}
        self.settling = False
        """Whether writes of this act settle conflicts (name all heads)."""
        self.left_standing: set[str] = set()
        """Heads that a settling write does not name: they came in after what the person chose from."""
        self.restated: set[tuple[str, str]] = set()
        """Records written by `restate`, which the flush need not record again."""

        self.unseen: frozenset[str] = frozenset()
        """Changes of other desks that came in while the person was typing what this act stores."""

    @cached_property
    def awaited(self) -> set[tuple[str, str]]:
        """(entity, id) of records of which others' edits are here, and not the write that made them."""
        with self.no_autoflush:
            return awaiting.kept_beside(self)

    @cached_property
    def refused(self) -> set[str]:
        """Ids of the changes that the server refused and that wait for a person here: hardly ever any."""
        with self.no_autoflush:
            return set(self.scalars(select(ParkedRow.change_id).where(ParkedRow.code.not_in(WAITING_CODES))))

    @cached_property
    def unconfirmed(self) -> set[str]:
        """Ids of the changes that a server may yet refuse, or has refused; none where this desk has no server."""
        with self.no_autoflush:
            if self.get(LocalSetting, SYNC_CURSOR) is None:
                return set()
            return set(self.scalars(select(ChangeRow.id).where(ChangeRow.acknowledged.is_(None))))

    def bulk_save_objects(self, *_: Any, **__: Any) -> None:
        """Raise: it would pass the journal by."""
        raise RuntimeError("bulk writes pass the journal by")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


@event.listens_for(RecordingSession, "before_flush")
def _record(session: RecordingSession, _context: object, _instances: object) -> None:
    if any(isinstance(record, Synced) for record in session.deleted):
        raise RuntimeError("synced records are deleted softly: set record.deleted")
    touched = [record for record in (*session.new, *session.dirty) if isinstance(record, Synced)]
    for record in touched:
        record.derive()
    with session.no_autoflush:
        for record in touched:
            if (record.ENTITY, record.id) not in session.restated:
                _record_one(session, record)


@event.listens_for(RecordingSession, "do_orm_execute")
def _refuse_bulk(execution: ORMExecuteState) -> None:
    writes = execution.is_insert or execution.is_update or execution.is_delete
    mapper = execution.bind_mapper
    if writes and mapper is not None and issubclass(mapper.class_, Synced):
        raise RuntimeError(f"bulk writes pass the journal by: {mapper.class_.__name__}")


def restate(session: RecordingSession, record: Synced, values: Mapping[str, Json]) -> None:
    """Write these values, also where they are shown already, over every head of their fields.

    An ordinary edit that changes nothing writes nothing; settling a conflict must. It is a put (or a delete) whatever
    the record's own kind: an event replaces nothing.
    """
    fields = dict(values)
    deletes = fields.get(DELETED) is True
    row = _state_row(session, record)
    known = RecordState.from_json(row.state) if row.state else RecordState()
    old: dict[str, Json] = {name: getattr(record, name) for name in fields}
    fill(record, {name: value for name, value in fields.items() if name != DELETED})
    record.deleted = bool(fields.get(DELETED, record.deleted))
    session.settling = True
    session.restated.add((record.ENTITY, record.id))
    if deletes:
        del fields[DELETED]
    if fields:
        known = _write(session, record, row, known, "put", fields, old, created=False)
    if deletes:
        _write(session, record, row, known, "delete", {}, old, created=False)


def _record_one(session: RecordingSession, record: Synced) -> None:
    created = inspect(record).persistent is False
    old = _old_values(record)
    fields = record.said() if created else {name: getattr(record, name) for name in record.journalled() if name in old}
    deletion = record.deleted if created else DELETED in old
    if not (created or fields or deletion):
        return
    if record.deleted and not (created or deletion):
        raise RuntimeError(f"a deleted record is brought back before it is edited: {record.ENTITY}")
    for name, value in fields.items():
        composed = nfc(value)
        if composed != value:
            setattr(record, name, composed)
            fields[name] = composed
    if created:
        _take_in_awaited(session, record, fields)
    row = _state_row(session, record)
    known = RecordState.from_json(row.state) if row.state else RecordState()
    kind = "delete" if deletion and record.deleted else record.KIND
    if deletion and not record.deleted:
        fields[DELETED] = False
    if kind == "delete" and fields:
        # Values written together with a delete are a write of their own, which the delete then saw.
        known = _write(session, record, row, known, "put", fields, old, created=created)
        fields, created = {}, False
    _write(session, record, row, known, kind, fields, old, created=created)


def _write(
    session: RecordingSession,
    record: Synced,
    row: RecordStateRow,
    known: RecordState,
    kind: str,
    fields: dict[str, Json],
    old: dict[str, Json],
    *,
    created: bool,
) -> RecordState:
    written = (DELETED,) if kind == "delete" else tuple(fields)
    heads = {} if created else base_for(known, written, value_of=_wrote(session), settle=session.settling)
    heads = {name: tuple(one for one in named if one not in session.left_standing) for name, named in heads.items()}
    if kind == "delete":
        heads[UNDER_ROOT] = base_for_delete(_states_under(session, record, known))
    base = _as_seen(session, record, _over_unconfirmed(session, heads))
    change = Change(
        id=new_id(),
        act_id=session.act_id,
        stamp=session.clock.tick(),
        author=session.act.author,
        device=session.act.device,
        entity=record.ENTITY,
        entity_id=record.id,
        root_id=record.root(),
        scope=record.scope(),
        kind=kind,
        fields=fields,
        base=base,
        schema=SCHEMA,
    )
    state = merge(known, change, knows=_never if base == heads else _stored(session))
    row.root_id = change.root_id
    row.state = state.to_json()
    if record.extra:  # what could not be shown in a field is no longer what it would show
        fill(record, {name: value for name, value in fields.items() if _shows(state, name, change.id)})
    ensure_act(session)
    kept = {name: old[name] for name in written if name in old}
    session.add(row_of(change, old=kept, created=created))
    session.change_ids.add(change.id)
    session.refs.append(Ref(record.ENTITY, record.id, change.root_id, tuple(written)))
    if created:
        session.created.append(record.id)
    _replace_refused(session, base, state)
    return state


def _take_in_awaited(session: RecordingSession, record: Synced, fields: Mapping[str, Json]) -> None:
    """Edits of this record by others were here before anybody here made it: they stand, beside what is written now."""
    key = (record.ENTITY, record.id)
    waiting = session.get(UnknownRecord, key) if key in session.awaited else None
    if waiting is None:
        return
    fill(record, {name: value for name, value in waiting.values.items() if name not in fields})
    session.delete(waiting)


def _over_unconfirmed(session: RecordingSession, base: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Who writes over what the server has not taken replaces on the server what that had replaced: both are named."""
    if not base or session.unconfirmed.isdisjoint(one for seen in base.values() for one in seen):
        return base
    found: dict[str, tuple[str, ...]] = {}
    for name, seen in base.items():
        named = dict.fromkeys(seen)
        waiting = [one for one in seen if one in session.unconfirmed]
        left = len(waiting) + _FARTHEST
        while waiting and left:
            left -= 1
            row = session.get(ChangeRow, waiting.pop(0))
            bases = row.base if row is not None else {}
            more = {one for ids in bases.values() for one in ids} if name == UNDER_ROOT else bases.get(name, ())
            waiting += [one for one in more if one in session.unconfirmed and one not in named]
            named |= dict.fromkeys(more)
        found[name] = tuple(named)
    return found


def _as_seen(session: RecordingSession, record: Synced, base: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Instead of writes that the person had not seen, those which they had replaced: the two stand side by side.

    They had not seen what came in while they typed, nor a value that this version cannot show.
    """
    hidden = record.extra.keys() & base.keys()
    came_in = not session.unseen.isdisjoint(one for seen in base.values() for one in seen)
    if session.settling or not (hidden or came_in):
        return base
    value_of = _wrote(session)
    found: dict[str, tuple[str, ...]] = {}
    for name, seen in base.items():
        named: dict[str, None] = {}
        waiting = list(seen)
        while waiting:
            one = waiting.pop(0)
            is_hidden = name in hidden and not fits(type(record), name, value_of(one, name))
            row = session.get(ChangeRow, one) if is_hidden or one in session.unseen else None
            if row is None:
                named[one] = None
            else:
                waiting += row.base.get(name, ())
        found[name] = tuple(named)
    return {name: seen for name, seen in found.items() if seen}


def _wrote(session: RecordingSession) -> ValueOf:
    def value_of(change_id: str, name: str) -> Json:
        row = session.get(ChangeRow, change_id)
        return change_of(row).written.get(name) if row is not None else change_id

    return value_of


def _stored(session: RecordingSession) -> Callable[[str], bool]:
    def is_here(change_id: str) -> bool:
        with session.no_autoflush:
            return session.get(ChangeRow, change_id) is not None

    return is_here


def _replace_refused(session: RecordingSession, base: Mapping[str, tuple[str, ...]], state: RecordState) -> None:
    """A refused change of which nothing is shown any more waits for nobody: what was corrected needs no repair."""
    replaced = session.refused & {one for name, seen in base.items() if name != UNDER_ROOT for one in seen}
    if not replaced:
        return
    standing = {head.change_id for known in state.fields.values() for head in known.heads}
    for change_id in replaced - standing:
        session.refused.discard(change_id)
        parked, row = session.get(ParkedRow, change_id), session.get(ChangeRow, change_id)
        if parked is not None and row is not None:
            session.delete(parked)
            row.acknowledged = TAKEN_BACK


def _shows(state: RecordState, name: str, change_id: str) -> bool:
    """Whether what this change wrote is what the field shows."""
    shown = state.fields[name].shown
    return shown is not None and shown.change_id == change_id


def _never(_: str) -> bool:
    """A local write names only heads that the state holds, and its own id is new: no look-up is needed."""
    return False


def _old_values(record: Synced) -> dict[str, Json]:
    state = inspect(record)
    old: dict[str, Json] = {}
    for name in (*record.journalled(), DELETED):
        history = state.attrs[name].history
        if history.has_changes():
            old[name] = history.deleted[0] if history.deleted else None
    return {name: value for name, value in old.items() if value != getattr(record, name) or not state.persistent}


def _state_row(session: RecordingSession, record: Synced) -> RecordStateRow:
    key = (record.ENTITY, record.id)
    row = session.states.get(key)
    if row is None and (inspect(record).persistent or key in session.awaited):
        row = session.get(RecordStateRow, key)
    if row is None:
        row = RecordStateRow(entity=record.ENTITY, entity_id=record.id, root_id=record.root(), state={})
        session.add(row)
    session.states[key] = row
    return row


def _states_under(session: RecordingSession, record: Synced, own: RecordState) -> Iterator[RecordState]:
    yield own
    query = select(RecordStateRow).where(RecordStateRow.root_id == record.id, RecordStateRow.entity_id != record.id)
    for row in session.scalars(query):
        yield RecordState.from_json(row.state)


def ensure_act(session: RecordingSession) -> None:
    """Write the row of the act once."""
    if session.info.get("act_written"):
        return
    session.info["act_written"] = True
    act = session.act
    session.add(
        ActRow(
            id=session.act_id,
            kind=act.kind,
            title=act.title,
            author=act.author,
            device=act.device,
            at=act.at,
            target=act.target,
            undoable=act.undoable,
        )
    )


def row_of(change: Change, *, old: dict[str, Json], created: bool) -> ChangeRow:
    """The journal row of a change; `old` are the values shown before it."""
    return ChangeRow(
        id=change.id,
        act_id=change.act_id,
        stamp=change.stamp,
        cap=change.cap,
        author=change.author,
        device=change.device,
        entity=change.entity,
        entity_id=change.entity_id,
        root_id=change.root_id,
        scope=change.scope,
        kind=change.kind,
        fields=dict(change.fields),
        base={name: list(ids) for name, ids in change.base.items()},
        schema=change.schema,
        extra=dict(change.extra),
        old=old,
        created=created,
    )


def change_of(row: ChangeRow) -> Change:
    """The pure change that a journal row holds."""
    return Change(
        id=row.id,
        act_id=row.act_id,
        stamp=row.stamp,
        cap=row.cap,
        author=row.author,
        device=row.device,
        entity=row.entity,
        entity_id=row.entity_id,
        root_id=row.root_id,
        scope=row.scope,
        kind=row.kind,
        fields=row.fields,
        base={name: tuple(ids) for name, ids in row.base.items()},
        schema=row.schema,
        extra=row.extra,
    )
