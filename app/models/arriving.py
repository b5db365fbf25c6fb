"""A whole province coming into an empty workspace: the server's merged heads, page by page, written in bulk.

Only for a file that nobody sits at yet. What later arrives for the same records comes in by the ordinary merge, so a
page may be older or newer than its neighbours. A page twice is as good as once.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Dialect, Table, Text, cast, func, select
from sqlalchemy.orm import Session

from app.journal import wire
from app.journal.change import DELETED
from app.journal.clock import Stamp
from app.models.applying import Key, blank
from app.models.base import ChangeRow, LocalSetting, RecordStateRow, Synced, UnknownRecord, synced_entities

_PLACE = "arriving"
_EMPTY = b"{}"


class Beginning(msgspec.Struct, frozen=True):
    """The first line of a snapshot."""

    epoch: str
    sequence: int
    """Read before page one: what comes later is pulled from here."""
    records: int
    pages: int


class ArrivingRecord(msgspec.Struct, frozen=True):
    """A record as the server has merged it, with the changes that are heads."""

    entity: str
    id: str
    root: str
    state: dict[str, Any]
    changes: list[msgspec.Raw]


class Page(msgspec.Struct, frozen=True):
    """Some records; `cursor` is where a broken transfer goes on."""

    cursor: str
    records: list[ArrivingRecord]


class _Wire(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
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
    extra: bytes = _EMPTY


class _Place(msgspec.Struct, frozen=True):
    beginning: Beginning
    cursor: str


read_beginning = msgspec.json.Decoder(Beginning).decode
read_page = msgspec.json.Decoder(Page).decode
_change = msgspec.json.Decoder(_Wire).decode
_values = msgspec.json.Decoder(dict[str, Any]).decode
_bases = msgspec.json.Decoder(dict[str, list[str]]).decode
_CHANGE_COLUMNS = (
    *("id", "act_id", "stamp", "cap", "author", "device", "entity", "entity_id", "root_id", "scope", "kind"),
    *("fields", "base", "schema_number", "extra", "old", "created", "acknowledged"),
)
_STATE_COLUMNS = ("entity", "entity_id", "root_id", "state")


class Arrival:
    """One page in one transaction."""

    def __init__(self, session: Session, *, sequence: int) -> None:
        self._session = session
        self._connection = session.connection()
        self._sequence = sequence
        self.newest: Stamp = ""

    def store(self, records: Sequence[ArrivingRecord]) -> None:
        """Write the change rows, the states and the records themselves."""
        changes: list[tuple[Any, ...]] = []
        states: list[tuple[str, str, str, str]] = []
        shown: dict[str, list[tuple[str, dict[str, Any]]]] = {}
        for record in records:
            arrived = [_read(raw) for raw in record.changes]
            changes += [self._row(one) for one in arrived]
            states.append((record.entity, record.id, record.root, _compact(_with_pending(record.state, arrived))))
            shown.setdefault(record.entity, []).append((record.id, _shown(record.state, arrived)))
        self._insert(ChangeRow.__tablename__, _CHANGE_COLUMNS, changes)
        self._insert(RecordStateRow.__tablename__, _STATE_COLUMNS, states)
        known = synced_entities()
        for entity, rows in shown.items():
            table = known.get(entity)
            if table is None:
                self._keep_unknown(entity, rows)
            else:
                self._fill(table, rows)

    def _row(self, one: _Wire) -> tuple[Any, ...]:
        self.newest = max(self.newest, one.stamp if one.cap is None else min(one.stamp, one.cap))
        base = bytes(one.base)
        ids = (one.entity, one.entity_id, one.root_id, one.scope, one.kind)
        compound = (bytes(one.fields).decode(), base.decode(), one.schema, one.extra.decode(), "{}")
        made = (one.id, one.act_id, one.stamp, one.cap, one.author, one.device)
        return (*made, *ids, *compound, base == _EMPTY, self._sequence)

    def _insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
        if rows:
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT OR REPLACE INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 our own names
            self._connection.exec_driver_sql(statement, list(rows))

    def _fill(self, table: type[Synced], rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
        usual, write = _empty_row(table), _writers(table, self._connection.dialect)
        ours = usual.keys()
        ready = []
        for record_id, values in rows:
            full = {**usual, **{name: value for name, value in values.items() if name in ours}, "id": record_id}
            foreign = {name: value for name, value in values.items() if name not in ours}
            if foreign:
                full["extra"] = foreign
            ready.append(tuple(full[name] if to is None else to(full[name]) for name, to in write.items()))
        self._insert(table.__tablename__, tuple(table.__mapper__.attrs[name].columns[0].name for name in write), ready)

    def _keep_unknown(self, entity: str, rows: Sequence[tuple[str, dict[str, Any]]]) -> None:
        ready = [(entity, record_id, _compact(values)) for record_id, values in rows]
        self._insert(UnknownRecord.__tablename__, ("entity", "entity_id", '"values"'), ready)


def place(session: Session) -> tuple[Beginning, str] | None:
    """Where a transfer that broke off goes on."""
    known = session.scalar(select(LocalSetting.value).where(LocalSetting.key == _PLACE))
    if known is None:
        return None
    found = msgspec.convert(known, _Place)
    return found.beginning, found.cursor


def count(session: Session) -> int:
    """How many records are here."""
    return session.scalar(select(func.count()).select_from(RecordStateRow)) or 0


def set_place(session: Session, beginning: Beginning, cursor: str) -> None:
    """Keep where the transfer stands, in the transaction of its page."""
    session.merge(LocalSetting(key=_PLACE, value=msgspec.to_builtins(_Place(beginning, cursor))))


def deleted_ones(session: Session) -> list[Key]:
    """The records of which some write speaks of deletion: judged when all that they own is here."""
    named = f'%"{DELETED}":%'
    query = select(RecordStateRow.entity, RecordStateRow.entity_id, RecordStateRow.state)
    rows = session.execute(query.where(cast(RecordStateRow.state, Text).like(named)))
    return [(row.entity, row.entity_id) for row in rows if DELETED in row.state["f"]]


def drop_indexes(session: Session) -> None:
    """Take away what slows a bulk down; `make_indexes` makes it anew, and neither is seen by anybody in between."""
    for index in _indexes():
        index.drop(session.connection(), checkfirst=True)


def make_indexes(session: Session) -> None:
    """Make the indexes of the journal again."""
    for index in _indexes():
        index.create(session.connection(), checkfirst=True)


def finish(session: Session) -> None:
    """All pages are here."""
    known = session.get(LocalSetting, _PLACE)
    if known is not None:
        session.delete(known)


def _indexes() -> list[Any]:
    return [index for row in (ChangeRow, RecordStateRow) for index in _table(row).indexes]


def _table(row: type[Any]) -> Table:
    table = row.__table__
    assert isinstance(table, Table)  # noqa: S101 narrows SQLAlchemy's FromClause
    return table


def _compact(value: dict[str, Any]) -> str:
    return msgspec.json.encode(value).decode()


def _read(raw: msgspec.Raw) -> _Wire:
    try:
        return _change(raw)
    except msgspec.ValidationError:
        known = wire.decode(bytes(raw))  # with keys of a newer version
        own = {
            name: getattr(known, name) for name in _Wire.__struct_fields__ if name not in ("fields", "base", "extra")
        }
        return _Wire(
            **own,
            fields=msgspec.Raw(wire.canonical(dict(known.fields))),
            base=msgspec.Raw(wire.canonical({name: list(ids) for name, ids in known.base.items()})),
            extra=wire.canonical(dict(known.extra)),
        )


def _shown(state: Mapping[str, Any], arrived: Sequence[_Wire]) -> dict[str, Any]:
    """The value shown in each field; the deletion is judged later."""
    if len(arrived) == 1 and arrived[0].kind != "delete":
        found: dict[str, Any] = _values(arrived[0].fields)
        shown = state["f"]
        return {name: value for name, value in found.items() if shown.get(name) and name != DELETED}
    written = {one.id: _values(one.fields) for one in arrived}
    heads = state["w"]
    return {
        name: written[heads[numbers[0]][0]].get(name)
        for name, numbers in state["f"].items()
        if numbers and name != DELETED and heads[numbers[0]][0] in written
    }


def _with_pending(state: dict[str, Any], arrived: Iterable[_Wire]) -> dict[str, Any]:
    """The state, also waiting for the writes that these replace: should one come from elsewhere, it is beaten."""
    pending: dict[str, set[str]] = {name: set(ids) for name, ids in state.get("p", {}).items()}
    here: set[str] | None = None
    for one in arrived:
        if one.kind == "event" or bytes(one.base) == _EMPTY:
            continue
        here = {other.id for other in arrived} if here is None else here
        written = {DELETED} if one.kind == "delete" else _values(one.fields).keys()
        for name, ids in _bases(one.base).items():
            if name in written and (missing := set(ids) - here):
                pending.setdefault(name, set()).update(missing)
    return {**state, "p": {name: sorted(ids) for name, ids in sorted(pending.items())}} if pending else state


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


def _writers(table: type[Synced], dialect: Dialect) -> dict[str, Any]:
    """How each attribute goes into its column; None: as it is."""
    return {
        attribute.key: attribute.columns[0].type.dialect_impl(dialect).bind_processor(dialect)
        for attribute in table.__mapper__.column_attrs
    }
