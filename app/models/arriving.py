"""A whole province coming into an empty workspace: the server's merged heads, page by page, written in bulk.

Only for a file that nobody sits at yet. What later arrives for the same records comes in by the ordinary merge, so a
page may be older or newer than its neighbours. A page twice is as good as once. What a column cannot hold is kept in
`extra`, as there.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import JSON, Connection, Dialect, Text, cast, delete, func, select
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from app.journal import wire
from app.journal.change import DELETED, Change
from app.journal.clock import HybridClock, Stamp
from app.models import awaiting, bulk, derived, finishing, fitting
from app.models.applying import Applying, Key, blank
from app.models.base import (
    Base,
    ChangeRow,
    LocalSetting,
    RecordStateRow,
    SearchEntry,
    Synced,
    UnknownRecord,
    synced_entities,
)
from app.models.migrations import newest
from app.models.plan.deriving import COLUMNS, NULLABLE, NUMBERS, READ, TaskDeriving, numbers_of
from app.models.plan.entities import TaskRow
from app.models.recording import change_of

_PLACE = "arriving"
_BEFORE = "arrived_before"
"""Setting: what had come from another memory of the server, each change in its wire form."""
_EMPTY = b"{}"
_MERGED = 400
"""How many changes are merged in one go."""
_Record = tuple[str, dict[str, Any]]
"""Id, and the values shown."""
_ByFit = Iterable[tuple[tuple[str, ...], list[_Record]]]
"""Names of the values that do not fit, and the records with these."""
_NUMBERED_BY = ("plan_id", "rank", "id", "group_id")
_UNNUMBERED = (0, "")
_OF_OWNERS = "ix_record_state_root_id"
"""The index by which a deletion is judged: what the record owns."""
_OF_SEARCH = "ix_search_entry_entity_record_id"
"""The index that is a rule: a record has one line in the search."""


class Beginning(msgspec.Struct, frozen=True):
    """The first line of a snapshot."""

    epoch: str
    sequence: int
    """Read before page one: what comes later is pulled from here."""
    records: int
    pages: int
    mark: str = ""
    """Of `sequence`."""


class ArrivingChange(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """A change whose compound parts are kept as they stand."""

    id: str
    act_id: str
    stamp: str
    author: str
    device: str
    entity: str
    entity_id: str
    root_id: str
    scope: str
    kind: str
    fields: msgspec.Raw
    base: msgspec.Raw
    schema: int
    cap: str | None = None


class _Newer(ArrivingChange, frozen=True, gc=False):
    """One with keys of a newer version; never read by itself."""

    extra: str = "{}"


class ArrivingRecord(msgspec.Struct, frozen=True, gc=False):
    """A record as the server has merged it, with the changes that are heads."""

    entity: str
    id: str
    root: str
    state: msgspec.Raw
    changes: list[ArrivingChange]


class Page(msgspec.Struct, frozen=True):
    """Some records; `cursor` is where a broken transfer goes on."""

    cursor: str
    records: list[ArrivingRecord]


class _LooseRecord(msgspec.Struct, frozen=True):
    entity: str
    id: str
    root: str
    state: msgspec.Raw
    changes: list[msgspec.Raw]


class _LoosePage(msgspec.Struct, frozen=True):
    cursor: str
    records: list[_LooseRecord]


class _State(msgspec.Struct, frozen=True, gc=False):
    """`RecordState.to_json`, as far as it is looked at."""

    w: list[tuple[str, str]]
    f: dict[str, list[int]]
    p: dict[str, list[str]] = {}


class _Place(msgspec.Struct, frozen=True):
    beginning: Beginning
    cursor: str


read_beginning = msgspec.json.Decoder(Beginning).decode
_page = msgspec.json.Decoder(Page).decode
_loose_page = msgspec.json.Decoder(_LoosePage).decode
_change = msgspec.json.Decoder(ArrivingChange).decode
_state = msgspec.json.Decoder(_State).decode
_values = msgspec.json.Decoder(dict[str, Any]).decode
_bases = msgspec.json.Decoder(dict[str, list[str]]).decode
_CHANGE_COLUMNS = (
    *("id", "act_id", "stamp", "author", "device", "entity", "entity_id", "root_id", "scope", "kind"),
    *("fields", "base", "schema_number", "created", "extra"),
)
_WIRE_NAMES = ArrivingChange.__struct_fields__
_STATE_COLUMNS = ("entity", "entity_id", "root_id", "state")


def read_page(line: bytes) -> Page:
    """Read a page.

    Raises:
        msgspec.DecodeError, wire.WireError: it is none.
    """
    try:
        return _page(line)
    except msgspec.ValidationError:
        loose = _loose_page(line)
    records = [
        ArrivingRecord(one.entity, one.id, one.root, one.state, [_read(raw) for raw in one.changes])
        for one in loose.records
    ]
    return Page(loose.cursor, records)


class Arrival:
    """A province on its way into a file that nobody sits at. What `keep` has not kept is gone after a power cut."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._connection = session.connection()
        self._tables = synced_entities()
        self._shapes: dict[tuple[str, tuple[str, ...], tuple[str, ...]], _Shape] = {}
        known = session.scalar(select(LocalSetting.value).where(LocalSetting.key == _PLACE))
        self._place = msgspec.convert(known, _Place) if known is not None else None
        self._fits: dict[tuple[str, tuple[str, ...]], _Fit] = {}
        self._tasks: list[tuple[_Shape, list[bulk.Row]]] = []
        """The tasks that are not written yet: until all is here from which they are derived, or they must be kept."""
        self._has_written_tasks = self._place is not None
        self.newest: Stamp = ""

    @property
    def cursor(self) -> str:
        """Where the transfer goes on; empty at the start."""
        return self._place.cursor if self._place is not None else ""

    def count(self) -> int:
        """How many records are here."""
        return self._session.scalar(select(func.count()).select_from(RecordStateRow)) or 0

    def begin(self, beginning: Beginning) -> Beginning:
        """Take the first line; gives the one that counts, which is the first of all: the tail starts there."""
        if self._place is None:
            self._place = _Place(beginning, "")
            _drop_indexes(self._connection)
        return self._place.beginning

    def begin_anew(self) -> None:
        """From the first page on, as another memory of the server has them.

        The changes that are here come in once more at the end, by the ordinary merge: perhaps nobody else has them.
        Pages of two memories must not mix: the heads of the one do not know those of the other.
        """
        session = self._session
        before = [*_before(session), *(change_of(row) for row in session.scalars(select(ChangeRow)))]
        session.merge(LocalSetting(key=_BEFORE, value=[wire.encode(change).decode() for change in before]))
        tables: list[type[Base]] = [ChangeRow, RecordStateRow, UnknownRecord, SearchEntry, *self._tables.values()]
        for table in tables:
            session.execute(delete(table))
        self._place = None
        self._tasks.clear()
        self.keep()

    def keep(self) -> None:
        """Keep for good what is here, and where it goes on."""
        session = self._session
        self._write_tasks()
        if self._place is None:
            session.execute(delete(LocalSetting).where(LocalSetting.key == _PLACE))
        else:
            session.merge(LocalSetting(key=_PLACE, value=msgspec.to_builtins(self._place)))
        session.commit()
        self._connection = session.connection()

    def store(self, page: Page) -> None:
        """Write the change rows, the states and the records themselves."""
        assert self._place is not None, "a transfer begins with its first line"  # noqa: S101
        changes: list[bulk.Row] = []
        capped: list[bulk.Row] = []
        states: list[bulk.Row] = []
        shown: dict[tuple[str, tuple[str, ...]], list[_Record]] = {}
        newest = self.newest
        for record in page.records:
            arrived = record.changes
            for one in arrived:
                if one.cap is None:
                    newest = max(newest, one.stamp)
                    changes.append(_row(one))
                else:
                    newest = max(newest, min(one.stamp, one.cap))
                    capped.append((*_row(one), one.cap))
            state, values = _as_made(record) or _as_merged(record)
            states.append((record.entity, record.id, record.root, state))
            shown.setdefault((record.entity, tuple(values)), []).append((record.id, values))
        self.newest = newest
        same: dict[str, str | int | None] = {"old": "{}", "acknowledged": self._place.beginning.sequence}
        self._insert(ChangeRow.__tablename__, _CHANGE_COLUMNS, changes, same)
        self._insert(ChangeRow.__tablename__, (*_CHANGE_COLUMNS, "cap"), capped, same)
        self._insert(RecordStateRow.__tablename__, _STATE_COLUMNS, states)
        for (entity, names), rows in shown.items():
            if entity in self._tables and awaiting.is_whole(self._tables[entity], names):
                for misfits, those in self._by_fit(entity, names, rows):
                    shape = self._shape(entity, names, misfits)
                    if entity == TaskRow.ENTITY:
                        self._tasks.append((shape, shape.rows(those)))
                    else:
                        self._insert(shape.table, shape.columns, shape.rows(those), shape.constants)
            else:
                self._keep_unknown(entity, rows)
        self._place = _Place(self._place.beginning, page.cursor)

    def finish(self, clock: HybridClock) -> None:
        """All pages are here: deletions, everything derived. The file can be worked in; `finishing` makes it fast."""
        session = self._session
        newest.make_index(self._connection, _OF_SEARCH)
        derived.rebuild(session, derive_tasks=self._derive_tasks, are_tasks_found=False)
        if deleted := _deleted_ones(session):
            newest.make_index(self._connection, _OF_OWNERS)
            applying = Applying(session, clock)
            applying.show_again(deleted)
            derived.refresh(session, applying.refs)
        finishing.mark(session)
        before = _before(session)
        for start in range(0, len(before), _MERGED):
            applying = Applying(session, clock)
            applying.apply(before[start : start + _MERGED])
            derived.refresh(session, applying.refs)
        session.execute(delete(LocalSetting).where(LocalSetting.key == _BEFORE))
        self._place = None
        self.keep()

    def _derive_tasks(self, deriving: TaskDeriving) -> None:
        """Write the tasks with what is derived at once, instead of writing, reading and writing them again."""
        ids = [row[-1] for _, rows in self._tasks for row in rows]
        if self._has_written_tasks or len(set(ids)) < len(ids):  # a page that came twice
            self._write_tasks()
            deriving.every()
            return
        numbered = chain.from_iterable(shape.picked(rows, _NUMBERED_BY) for shape, rows in self._tasks)
        numbers = {task_id: (position, number) for position, number, task_id in numbers_of(self._session, numbered)}
        more = deriving.of(chain.from_iterable(shape.picked(rows, READ) for shape, rows in self._tasks))
        for shape, rows in self._tasks:
            ready = [(*row, *numbers.get(row[-1], _UNNUMBERED), *next(more)) for row in rows]
            columns = (*shape.columns, *NUMBERS, *COLUMNS)
            same = {name: value for name, value in shape.constants.items() if name not in columns}
            bulk.insert(self._connection, shape.table, columns, ready, constants=same, nullable=NULLABLE)
        self._tasks.clear()

    def _write_tasks(self) -> None:
        for shape, rows in self._tasks:
            self._has_written_tasks = True
            self._insert(shape.table, shape.columns, rows, shape.constants)
        self._tasks.clear()

    def _insert(
        self,
        table: str,
        columns: Sequence[str],
        rows: Sequence[bulk.Row],
        same: Mapping[str, str | int | None] | None = None,
    ) -> None:
        bulk.insert(self._connection, table, columns, rows, constants=same, replacing=True)

    def _by_fit(self, entity: str, names: tuple[str, ...], rows: Sequence[_Record]) -> _ByFit:
        """The records, by which of their values the columns cannot hold: as good as always none."""
        fit = self._fits.get((entity, names))
        if fit is None:
            fit = self._fits[entity, names] = _Fit(self._tables[entity], names)
        return fit.parted(rows)

    def _shape(self, entity: str, names: tuple[str, ...], misfits: tuple[str, ...]) -> "_Shape":
        key = (entity, names, misfits)
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = _Shape(self._tables[entity], names, misfits, self._connection.dialect)
        return found

    def _keep_unknown(self, entity: str, rows: Sequence[_Record]) -> None:
        ready = [(entity, record_id, _compact(values)) for record_id, values in rows]
        self._insert(UnknownRecord.__tablename__, ("entity", "entity_id", "values"), ready)


class _Fit:
    """Whether the columns of a table can hold what records say in these fields: told from the types at a glance."""

    def __init__(self, table: type[Synced], names: tuple[str, ...]) -> None:
        self._table = table
        self._known = {name: kinds for name, kinds in fitting.types_of(table).items() if name in names}
        self._read: list[tuple[str, set[str]]] = [(name, set()) for name in self._known if name in table.READ_AS]
        """Names of fields that must say something, and the words that were found to."""
        self._usual: dict[tuple[type, ...], bool] = {}

    def parted(self, records: Sequence[_Record]) -> _ByFit:
        """The records, by the names of the values that do not fit."""
        found: dict[tuple[str, ...], list[_Record]] = {}
        for record in records:
            values = record[1]
            kinds = tuple(map(type, values.values()))
            usual = self._usual.get(kinds)
            if usual is None:
                usual = self._usual[kinds] = all(type(values[name]) in known for name, known in self._known.items())
            if usual and self._is_readable(values):
                misfits: tuple[str, ...] = ()
            else:
                misfits = tuple(name for name in self._known if not fitting.fits(self._table, name, values[name]))
            found.setdefault(misfits, []).append(record)
        return found.items()

    def _is_readable(self, values: Mapping[str, Any]) -> bool:
        for name, known in self._read:
            value = values[name]
            is_word = type(value) is str
            if is_word and value in known:
                continue
            if not fitting.is_readable(self._table, name, value):
                return False
            if is_word:
                known.add(value)
        return True


class _Shape:
    """How records of a table go into their columns, of which the same fields have a value. The others have none yet."""

    def __init__(self, table: type[Synced], names: tuple[str, ...], misfits: tuple[str, ...], dialect: Dialect) -> None:
        known = set(table.journalled()).difference(misfits)
        writers = _writers(table, dialect)
        self._ours = [name for name in names if name in known]
        self._foreign = [name for name in names if name not in known]
        self._special = [(at, to) for at, name in enumerate(self._ours) if (to := writers[name]) is not None]
        usual = {name: value for name, value in _empty_row(table).items() if name not in self._ours and name != "id"}
        if self._foreign:
            del usual["extra"]
        column = {name: table.__mapper__.attrs[name].columns[0].name for name in writers}
        self.table = table.__tablename__
        self.columns = [column[name] for name in (*self._ours, *(["extra"] if self._foreign else []), "id")]
        self.constants = {
            column[name]: value if (to := writers[name]) is None else to(value) for name, value in usual.items()
        }

    def picked(self, rows: Iterable[bulk.Row], names: Sequence[str]) -> Iterable[bulk.Row]:
        """These columns of the rows."""
        given = (*self.columns, *self.constants)
        same, pick = tuple(self.constants.values()), itemgetter(*map(given.index, names))
        return (pick((*row, *same)) for row in rows)

    def rows(self, records: Iterable[_Record]) -> list[bulk.Row]:
        """The rows, in the order of `columns`; the id is the last."""
        if not self._foreign and not self._special:
            return [(*values.values(), record_id) for record_id, values in records]
        rows: list[bulk.Row] = []
        for record_id, values in records:
            row = [values[name] for name in self._ours] if self._foreign else [*values.values()]
            for at, to in self._special:
                row[at] = to(row[at])
            if self._foreign:
                row.append(_compact({name: values[name] for name in self._foreign}))
            rows.append((*row, record_id))
        return rows


def _before(session: Session) -> list[Change]:
    """The changes that came from another memory of the server."""
    known = session.scalar(select(LocalSetting.value).where(LocalSetting.key == _BEFORE))
    return [wire.decode(one.encode()) for one in known or ()]


def _deleted_ones(session: Session) -> list[Key]:
    """The records of which some write speaks of deletion: judged when all that they own is here."""
    named = f'%"{DELETED}":%'
    query = select(RecordStateRow.entity, RecordStateRow.entity_id, RecordStateRow.state)
    rows = session.execute(query.where(cast(RecordStateRow.state, Text).like(named)))
    return [(row.entity, row.entity_id) for row in rows if DELETED in row.state["f"]]


def _drop_indexes(connection: Connection) -> None:
    """Take away what slows a bulk down; nobody misses it before the end."""
    listed = "SELECT type, name FROM sqlite_master WHERE type IN ('index', 'trigger') AND sql IS NOT NULL"
    for kind, name in connection.exec_driver_sql(listed).all():
        connection.exec_driver_sql(f"DROP {kind} {name}")


def _compact(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _row(one: ArrivingChange) -> bulk.Row:
    base = bytes(one.base)
    return (
        one.id,
        one.act_id,
        one.stamp,
        one.author,
        one.device,
        one.entity,
        one.entity_id,
        one.root_id,
        one.scope,
        one.kind,
        bytes(one.fields).decode(),
        base.decode(),
        one.schema,
        1 if base == _EMPTY else 0,
        one.extra if isinstance(one, _Newer) else "{}",
    )


def _read(raw: msgspec.Raw) -> ArrivingChange:
    try:
        return _change(raw)
    except msgspec.ValidationError:
        known = wire.decode(bytes(raw))  # with keys of a newer version
        own = {name: getattr(known, name) for name in _WIRE_NAMES if name not in ("fields", "base")}
        return _Newer(
            **own,
            fields=msgspec.Raw(wire.canonical(dict(known.fields))),
            base=msgspec.Raw(wire.canonical({name: list(ids) for name, ids in known.base.items()})),
            extra=wire.canonical(dict(known.extra)).decode(),
        )


def _as_made(record: ArrivingRecord) -> tuple[str, dict[str, Any]] | None:
    """The state, and the value shown in each field, where only the change that made the record has written; else None.

    Told by the very text that the state then has (`RecordState.to_json`): it need not be read.
    """
    one = record.changes[0] if len(record.changes) == 1 else None
    if one is None or one.cap is not None or bytes(one.base) != _EMPTY:
        return None
    values = _values(one.fields)
    state = bytes(record.state).decode()
    expected = f'{{"w":[["{one.id}","{one.stamp}"]],"f":{_ALL_OF_IT[tuple(values)]}}}'
    return (state, values) if state == expected and DELETED not in values else None


def _as_merged(record: ArrivingRecord) -> tuple[str, dict[str, Any]]:
    """The same of any record."""
    state = _state(record.state)
    return _with_pending(record.state, state, record.changes), _shown(state, record.changes)


class _Written(dict[tuple[str, ...], str]):
    """The part of a state that says of these fields: all of them written by the one head."""

    def __missing__(self, names: tuple[str, ...]) -> str:
        found = self[names] = _compact({name: [0] for name in sorted(names)})
        return found


_ALL_OF_IT = _Written()


def _shown(state: _State, arrived: Sequence[ArrivingChange]) -> dict[str, Any]:
    """The value shown in each field; the deletion is judged later."""
    heads, numbered = state.w, state.f
    if len(arrived) == 1 and arrived[0].kind != "delete":
        found: dict[str, Any] = _values(arrived[0].fields)
        if found.keys() == numbered.keys() and [] not in numbered.values() and DELETED not in found:
            return found
        return {name: value for name, value in found.items() if numbered.get(name) and name != DELETED}
    written = {one.id: _values(one.fields) for one in arrived}
    return {
        name: written[heads[numbers[0]][0]].get(name)
        for name, numbers in numbered.items()
        if numbers and name != DELETED and heads[numbers[0]][0] in written
    }


def _with_pending(stored: msgspec.Raw, state: _State, arrived: Sequence[ArrivingChange]) -> str:
    """The state, also waiting for the writes that these replace: should one come from elsewhere, it is beaten."""
    pending: dict[str, set[str]] = {name: set(ids) for name, ids in state.p.items()}
    here: set[str] | None = None
    for one in arrived:
        if one.kind == "event" or bytes(one.base) == _EMPTY:
            continue
        here = {other.id for other in arrived} if here is None else here
        written = {DELETED} if one.kind == "delete" else _values(one.fields).keys()
        for name, ids in _bases(one.base).items():
            if name in written and (missing := set(ids) - here):
                pending.setdefault(name, set()).update(missing)
    if here is None or not pending:
        return bytes(stored).decode()
    return _compact({**_values(stored), "p": {name: sorted(ids) for name, ids in sorted(pending.items())}})


_EMPTY_ROWS: dict[type[Synced], dict[str, Any]] = {}


def _empty_row(table: type[Synced]) -> dict[str, Any]:
    """What the columns of a record hold before any value has arrived, by attribute."""
    known = _EMPTY_ROWS.get(table)
    if known is None:
        bare = table(**{"id": "", **blank(table)})
        known = {}
        for attribute in table.__mapper__.column_attrs:
            default = attribute.columns[0].default
            value = getattr(bare, attribute.key)
            if value is None and default is not None and default.is_callable:
                value = default.arg(None)
            known[attribute.key] = value
        _EMPTY_ROWS[table] = known
    return known


def _writers(table: type[Synced], dialect: Dialect) -> dict[str, Callable[[Any], Any] | None]:
    """How each attribute goes into its column; None: as it is."""
    return {attribute.key: _writer(attribute.columns[0].type, dialect) for attribute in table.__mapper__.column_attrs}


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    if not isinstance(kind, JSON):
        return kind.dialect_impl(dialect).bind_processor(dialect)
    is_null = kind.none_as_null
    return lambda value: None if value is None and is_null else _compact(value)
