"""Changes from other desks: merged into heads and columns, stored as received, never journalled again.

The second of the two write paths (the first is `recording`). Order, repetition and slicing of what arrives do not
matter. What this version does not know is kept: a field in `extra`, a record in `unknown_record`. So is a value that
its column cannot hold: one wrong value of one desk must never stop the others. A record whose first write has not come
is kept in `unknown_record` too (`awaiting`).
"""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Column, delete, select
from sqlalchemy import inspect as mapping_of
from sqlalchemy.orm import Session

from app.journal.change import DELETED, Change, Json
from app.journal.clock import HybridClock
from app.journal.merge import Deletion, RecordState, is_deleted, merge
from app.journal.seal import tells_of, unsealed
from app.models import awaiting
from app.models.base import (
    TAKEN_BACK,
    ChangeRow,
    RecordStateRow,
    SearchEntry,
    Synced,
    UnknownRecord,
    synced_entities,
)
from app.models.derived import chunks
from app.models.fitting import empty, fill
from app.models.outbox import acknowledge
from app.models.purging import (
    PurgeRow,
    Unreached,
    is_sealed,
    keep_unreached,
    purge,
    purge_of_task,
    purged,
    reached,
    statements,
    unnamed_conclusions,
    written,
)
from app.models.recording import Ref, change_of, row_of

_log = logging.getLogger(__name__)
_SEAL, _EVENT = "seal", "event"

Key = tuple[str, str]
"""(entity, entity id)."""


class Applying:
    """One slice of arriving changes in one transaction. `refs` names what became different."""

    def __init__(self, session: Session, clock: HybridClock) -> None:
        self.session = session
        self._clock = clock
        self._changes: dict[str, Change] = {}
        """Changes looked at in this slice, stored ones included, by id."""
        self._awaited: set[Key] | None = None
        """Records that wait for their first write, as far as they were looked up."""
        self._rows: dict[str, ChangeRow] = {}
        """Journal rows made in this slice, which the session cannot find before they are flushed."""
        self._states: dict[Key, RecordStateRow] = {}
        self._returning: set[str] = set()
        """Ids of changes of this slice that were taken back here, and that the server has all the same."""
        self.refs: list[Ref] = []
        self.has_purged = False
        """Whether another desk had purged something: `unreached` says of what copies still tell."""

    def apply(
        self, changes: Sequence[Change], *, acknowledged: int | None = None, are_shown: bool = True
    ) -> tuple[str, ...]:
        """Merge changes; gives the ids of those that were new here.

        A repeat adds nothing, except the `cap` a server gave it. A stamp too far ahead advances nobody's clock.
        `acknowledged` is the server's number where they came from the server: they need not be sent to it, unless it
        does not know of a lower cap that is known here.
        Not to be shown is what could not be: it is kept, counts in the heads and is passed on.
        """
        known = self._known(changes, are_there=acknowledged is not None)
        standing, late = self._without_purged(changes)
        late = [one for one in late if one.id not in known]
        fresh = self._keep_emptied(late, acknowledged)
        self._read_states({(change.entity, change.entity_id) for change in standing})
        touched: dict[Key, set[str]] = {}
        lower: set[ChangeRow] = set()
        for change in standing:
            key = (change.entity, change.entity_id)
            created = key not in self._states
            row = self._new_state(key, change.root_id) if created else self._states[key]
            state = self._replaced_meanwhile(_state(row), change)
            if change.id in known:
                lower |= self._capped_lower(change)
            else:
                fresh.append(change.id)
                made = row_of(change, old=self._shown(state, change.written), created=created)
                made.acknowledged = acknowledged
                self.session.add(made)
                self._rows[change.id] = made
                self._changes[change.id] = change
            row.state = merge(state, change, knows=known.__contains__).to_json()
            touched.setdefault(key, set()).update(change.written)
            known.add(change.id)
            self._clock.observe(change.effective)
        self.session.flush()
        if acknowledged is not None:
            acknowledge(self.session, {one.id for one in changes} - set(fresh), sequence=acknowledged)
            for row_with_cap in lower:
                row_with_cap.acknowledged = None
        if are_shown:
            for key in self._with_roots(touched):
                self._show(key, touched.get(key, set()))
            self.session.flush()
        unnamed = self._purges_of_unnamed() if are_shown else []
        self._purge_again(late)
        for change in standing:
            if change.kind == PurgeRow.KIND and change.id in fresh:
                self._purge((str(change.fields.get("entity", "")), str(change.fields.get("record_id", ""))))
        if unnamed:
            self.apply(unnamed)
        return tuple(fresh)

    def show_again(self, keys: Sequence[Key]) -> None:
        """Bring records to what their heads say, every field: after an upgrade, or where they came in by themselves."""
        self._read_states(keys)
        for key in keys:
            self._show(key, set(_state(self._states[key]).fields))
        self.session.flush()

    def _without_purged(self, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
        """The changes of records that stand, and those of records that were purged, which lose their content.

        A seal that tells of these loses what was sealed.
        """
        execute = statements(self.session)
        keys = purged(execute)
        gone = {record_id for _, record_id in keys}
        if not gone:
            return list(changes), []
        while owned := {one.entity_id for one in changes if one.root_id in gone} - gone:
            gone |= owned
        late = [replace(one, fields={}, extra={}) for one in changes if one.entity_id in gone]
        standing = [one for one in changes if one.entity_id not in gone]
        if any(one.kind == _SEAL for one in standing):
            told = gone | written(execute, keys) | {one.id for one in late}
            standing = [
                replace(one, fields=unsealed(one.fields)) if one.kind == _SEAL and tells_of(one.fields, told) else one
                for one in standing
            ]
        return standing, late

    def _keep_emptied(self, changes: Iterable[Change], acknowledged: int | None) -> list[str]:
        """Keep that there were these changes, and nothing else: what was purged has neither heads nor columns."""
        rows: dict[str, ChangeRow] = {}
        for one in changes:
            rows[one.id] = row_of(one, old={}, created=False)
            rows[one.id].acknowledged = acknowledged
            self._clock.observe(one.effective)
        self.session.add_all(rows.values())
        return list(rows)

    def _purges_of_unnamed(self) -> list[Change]:
        """The purges that nobody wrote yet: of tasks made of conclusions where their purge was not known."""
        found: list[Change] = []
        for purge_id, task_id in unnamed_conclusions(statements(self.session)):
            of_purge = select(ChangeRow).where(ChangeRow.entity == PurgeRow.ENTITY, ChangeRow.entity_id == purge_id)
            first = self.session.scalars(of_purge.order_by(ChangeRow.stamp, ChangeRow.id)).first()
            if first is not None:
                found.append(purge_of_task(change_of(first), task_id))
        return [one for one in found if self.session.get(ChangeRow, one.id) is None]

    def _purge_again(self, late: Iterable[Change]) -> None:
        """What was purged has more to it than was known: what that owns, and seals that cover it, came before it."""
        execute = statements(self.session)
        keys = {(one.entity, one.entity_id) for one in late}
        has_seal = bool(keys) and is_sealed(execute, {one.id for one in late})
        for key in sorted(keys):
            if has_seal or reached(execute, key) != {key}:
                self._purge(key)

    def _purge(self, key: Key) -> None:
        execute = statements(self.session)
        known = execute("SELECT root_id FROM change WHERE entity = ? AND entity_id = ? LIMIT 1", key)
        gone = Ref(*key, known[0][0] if known else key[1], ("name", DELETED))
        orphans = purge(execute, key)
        self.refs.append(gone)
        self.has_purged = True
        keep_unreached(self.session, Unreached(*key, gone.root_id, tuple(orphans)))
        self.session.flush()
        self.session.expunge_all()
        self._states.clear()
        self._changes.clear()
        self._rows.clear()

    def _known(self, changes: Sequence[Change], *, are_there: bool) -> set[str]:
        """Which of these changes, and of the changes they name, stand in the journal.

        What was taken back here and comes from the server all the same (`are_there`) comes in like any other.
        """
        wanted = {change.id for change in changes}
        named = {base for change in changes for ids in change.base.values() for base in ids}
        found: set[str] = set()
        for chunk in chunks(wanted | named):
            rows = self.session.execute(select(ChangeRow.id, ChangeRow.acknowledged).where(ChangeRow.id.in_(chunk)))
            for change_id, acknowledged in rows:
                if not are_there or acknowledged != TAKEN_BACK:
                    found.add(change_id)
                elif change_id in wanted:
                    self.session.execute(delete(ChangeRow).where(ChangeRow.id == change_id))
                    self._returning.add(change_id)
        return found

    def _replaced_meanwhile(self, state: RecordState, change: Change) -> RecordState:
        """The state as if what comes in again had never been here: whoever replaced it waits for it."""
        if change.id not in self._returning:
            return state
        its = (ChangeRow.entity == change.entity, ChangeRow.entity_id == change.entity_id)
        counting = ChangeRow.acknowledged.is_distinct_from(TAKEN_BACK)
        others = self.session.scalars(select(ChangeRow).where(*its, counting)).all()
        fields = dict(state.fields)
        for name in change.written:
            known = fields.get(name)
            if known and any(one.kind != _EVENT and change.id in one.base.get(name, ()) for one in others):
                fields[name] = replace(known, pending=known.pending | {change.id})
        return RecordState(fields, state.seen_by_delete)

    def _capped_lower(self, change: Change) -> set[ChangeRow]:
        """Keep the cap of a repeat where it is the lower one; else give the row, if its own is lower."""
        row = self._rows.get(change.id) or self.session.get(ChangeRow, change.id)
        if row is not None and change.cap is not None and (row.cap is None or change.cap < row.cap):
            row.cap = change.cap
        return {row} if row is not None and row.cap is not None and row.cap < change.effective else set()

    def _read_states(self, keys: Iterable[Key]) -> None:
        for chunk in chunks({entity_id for _, entity_id in keys}):
            for row in self.session.scalars(select(RecordStateRow).where(RecordStateRow.entity_id.in_(chunk))):
                self._states[row.entity, row.entity_id] = row

    def _new_state(self, key: Key, root_id: str) -> RecordStateRow:
        row = RecordStateRow(entity=key[0], entity_id=key[1], root_id=root_id, state={})
        self.session.add(row)
        self._states[key] = row
        return row

    def _with_roots(self, touched: dict[Key, set[str]]) -> list[Key]:
        """What may look different now: the records written, and the owners that an unseen edit may revive."""
        roots = {self._states[key].root_id for key in touched} - {entity_id for _, entity_id in touched}
        for chunk in chunks(roots):
            for row in self.session.scalars(select(RecordStateRow).where(RecordStateRow.entity_id.in_(chunk))):
                self._states[row.entity, row.entity_id] = row
        owners = [key for key in self._states if key[1] in roots and DELETED in _state(self._states[key]).fields]
        return [*touched, *owners]

    def _show(self, key: Key, names: set[str]) -> None:
        """Bring the columns of one record to what its heads say."""
        state = _state(self._states[key])
        entity, entity_id = key
        table = synced_entities().get(entity)
        if table is None:
            self._keep_unknown(key, self._shown(state, names - {DELETED}))
            return
        if not awaiting.is_whole(table, state.fields):
            self._put_aside(key, state)
            return
        if self._is_awaited(key):
            self.forget_unknown(key)
        deletion = is_deleted(state, self._under(key), value_of=self._value_of) if DELETED in state.fields else None
        record = self.session.get(table, entity_id)
        before = record.deleted if record is not None else None
        if record is None:
            record = table(**{"id": entity_id, **blank(table)})
            self.session.add(record)
            names = names | set(state.fields)  # also those whose change could not be shown when it came
        fill(record, self._shown(state, names - {DELETED}))
        record.deleted = deletion is Deletion.DELETED
        record.revived = deletion is Deletion.REVIVED
        try:
            record.derive()
        except Exception as error:  # noqa: BLE001 whatever stands there: the others go on
            _log.error("%s %s cannot be derived: %s", entity, entity_id, type(error).__name__)
        told = names if record.deleted is before else names | {DELETED}
        self.refs.append(Ref(entity, entity_id, self._states[key].root_id, tuple(sorted(told))))

    def _put_aside(self, key: Key, state: RecordState) -> None:
        """What made the record is not here, or counts no more: it is shown nowhere until that has come."""
        self.take_out(key, root_id=self._states[key].root_id)
        self._keep_unknown(key, self._shown(state, set(state.fields) - {DELETED}))
        if self._awaited is not None:
            self._awaited.add(key)

    def take_out(self, key: Key, *, root_id: str) -> None:
        """Let no table and no search show the record; its state stays."""
        entity, entity_id = key
        table = synced_entities().get(entity)
        record = self.session.get(table, entity_id) if table is not None else None
        if record is None:
            return
        self.session.delete(record)
        self.session.execute(
            delete(SearchEntry).where(SearchEntry.entity == entity, SearchEntry.record_id == entity_id)
        )
        self.refs.append(Ref(entity, entity_id, root_id or entity_id, (DELETED, "rank")))

    def _is_awaited(self, key: Key) -> bool:
        if self._awaited is None:
            self._awaited = awaiting.kept_beside(self.session)
        return key in self._awaited

    def forget_unknown(self, key: Key) -> None:
        """The record stands in its table now, or is none any more."""
        row = self.session.get(UnknownRecord, key)
        if row is not None:
            self.session.delete(row)
        if self._awaited is not None:
            self._awaited.discard(key)

    def _shown(self, state: RecordState, names: Iterable[str]) -> dict[str, Json]:
        """The values shown in these fields; those never written are left out."""
        heads = {name: state.fields[name].shown for name in names if name in state.fields}
        return {name: self._value_of(head.change_id, name) for name, head in heads.items() if head is not None}

    def _under(self, key: Key) -> list[RecordState]:
        query = select(RecordStateRow).where(RecordStateRow.root_id == key[1], RecordStateRow.entity_id != key[1])
        return [_state(row) for row in self.session.scalars(query)]

    def _value_of(self, change_id: str, name: str) -> Json:
        change = self._changes.get(change_id)
        if change is None:
            row = self.session.get(ChangeRow, change_id)
            if row is None:
                return None
            change = self._changes[change_id] = change_of(row)
        return change.written.get(name)

    def _keep_unknown(self, key: Key, values: dict[str, Json]) -> None:
        row = self.session.get(UnknownRecord, key)
        if row is None:
            self.session.add(UnknownRecord(entity=key[0], entity_id=key[1], values=values))
        else:
            row.values = {**row.values, **values}


def _state(row: RecordStateRow) -> RecordState:
    return RecordState.from_json(row.state) if row.state else RecordState()


def blank(table: type[Synced]) -> dict[str, Any]:
    """Values for columns that must hold something where what has arrived does not fit."""
    columns: Iterable[Column[Any]] = mapping_of(table).columns
    return {
        column.key: empty(table, column)
        for column in columns
        if not column.nullable and column.default is None and not column.primary_key
    }
