"""Changes from other desks: merged into heads and columns, stored as received, never journalled again.

The second of the two write paths (the first is `recording`). Order, repetition and slicing of what arrives do not
matter. What this version does not know is kept: a field in `extra`, a record in `unknown_record`. So is a value that
its column cannot hold: one wrong value of one desk must never stop the others.
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
from app.models.base import TAKEN_BACK, ChangeRow, RecordStateRow, Synced, UnknownRecord, synced_entities
from app.models.derived import chunks
from app.models.fitting import empty, fits
from app.models.outbox import acknowledge
from app.models.purging import PurgeRow, purge, statements
from app.models.recording import Ref, change_of, row_of

_log = logging.getLogger(__name__)

Key = tuple[str, str]
"""(entity, entity id)."""


class Applying:
    """One slice of arriving changes in one transaction. `refs` names what became different."""

    def __init__(self, session: Session, clock: HybridClock) -> None:
        self.session = session
        self._clock = clock
        self._changes: dict[str, Change] = {}
        """Changes looked at in this slice, stored ones included, by id."""
        self._rows: dict[str, ChangeRow] = {}
        """Journal rows made in this slice, which the session cannot find before they are flushed."""
        self._states: dict[Key, RecordStateRow] = {}
        self.refs: list[Ref] = []
        self.purged: list[tuple[Ref, tuple[str, ...]]] = []
        """What another desk had purged, with the SHA-256 of files that nothing names any more."""

    def apply(
        self, changes: Sequence[Change], *, acknowledged: int | None = None, are_shown: bool = True
    ) -> tuple[str, ...]:
        """Merge changes; gives the ids of those that were new here.

        A repeat adds nothing, except the `cap` a server gave it. A stamp too far ahead advances nobody's clock.
        `acknowledged` is the server's number where they came from the server: they need not be sent to it.
        Not to be shown is what could not be: it is kept, counts in the heads and is passed on.
        """
        known = self._known(changes, are_there=acknowledged is not None)
        standing, purged = self._without_purged(changes)
        fresh = self._keep_emptied([one for one in purged if one.id not in known], acknowledged)
        self._read_states({(change.entity, change.entity_id) for change in standing})
        touched: dict[Key, set[str]] = {}
        for change in standing:
            key = (change.entity, change.entity_id)
            created = key not in self._states
            row = self._new_state(key, change.root_id) if created else self._states[key]
            state = _state(row)
            if change.id in known:
                self._cap(change)
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
        if are_shown:
            for key in self._with_roots(touched):
                self._show(key, touched.get(key, set()))
            self.session.flush()
        for change in standing:
            if change.kind == PurgeRow.KIND and change.id in fresh:
                self._purge(change)
        return tuple(fresh)

    def show_again(self, keys: Sequence[Key]) -> None:
        """Bring records to what their heads say, every field: after an upgrade, or where they came in by themselves."""
        self._read_states(keys)
        for key in keys:
            self._show(key, set(_state(self._states[key]).fields))
        self.session.flush()

    def _without_purged(self, changes: Sequence[Change]) -> tuple[list[Change], list[Change]]:
        """The changes of records that stand, and those of records that were purged, which lose their content."""
        gone = set(self.session.scalars(select(PurgeRow.record_id)))
        standing = [one for one in changes if not gone & {one.entity_id, one.root_id}]
        return standing, [replace(one, fields={}) for one in changes if gone & {one.entity_id, one.root_id}]

    def _keep_emptied(self, changes: Iterable[Change], acknowledged: int | None) -> list[str]:
        """Keep that there were these changes, and nothing else: what was purged has neither heads nor columns."""
        rows: dict[str, ChangeRow] = {}
        for one in changes:
            rows[one.id] = row_of(one, old={}, created=False)
            rows[one.id].acknowledged = acknowledged
            self._clock.observe(one.effective)
        self.session.add_all(rows.values())
        return list(rows)

    def _purge(self, change: Change) -> None:
        entity, record_id = str(change.fields.get("entity", "")), str(change.fields.get("record_id", ""))
        orphans = purge(statements(self.session), entity, record_id)
        gone = Ref(entity, record_id, record_id, ("name", DELETED))
        self.refs.append(gone)
        self.purged.append((gone, tuple(orphans)))
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
        return found

    def _cap(self, change: Change) -> None:
        row = self._rows.get(change.id) or self.session.get(ChangeRow, change.id)
        if row is not None and change.cap is not None and (row.cap is None or change.cap < row.cap):
            row.cap = change.cap

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
        values = self._shown(state, names - {DELETED})
        entity, entity_id = key
        table = synced_entities().get(entity)
        if table is None:
            self._keep_unknown(key, values)
            return
        deletion = is_deleted(state, self._under(key), value_of=self._value_of) if DELETED in state.fields else None
        record = self.session.get(table, entity_id)
        if record is None:
            record = table(**{"id": entity_id, **blank(table)})
            self.session.add(record)
        _fill(record, values)
        record.deleted = deletion is Deletion.DELETED
        record.revived = deletion is Deletion.REVIVED
        try:
            record.derive()
        except Exception as error:  # noqa: BLE001 whatever stands there: the others go on
            _log.error("%s %s cannot be derived: %s", entity, entity_id, type(error).__name__)
        self.refs.append(Ref(entity, entity_id, self._states[key].root_id, tuple(sorted(names | {DELETED}))))

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
    """Values for columns that have not arrived yet: an edit may come before the write that made the record."""
    columns: Iterable[Column[Any]] = mapping_of(table).columns
    return {
        column.key: empty(table, column)
        for column in columns
        if not column.nullable and column.default is None and not column.primary_key
    }


def _fill(record: Synced, values: dict[str, Json]) -> None:
    """Put values into columns; what this version has no column for, or what cannot stand there, goes to `extra`."""
    table, ours = type(record), set(record.journalled())
    shown = {name: value for name, value in values.items() if name in ours and fits(table, name, value)}
    for name, value in shown.items():
        setattr(record, name, value)
    kept = {name: value for name, value in {**record.extra, **values}.items() if name not in shown}
    if kept != record.extra:
        record.extra = kept
