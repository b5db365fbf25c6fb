"""The tables every workspace has: what a synced record is, the journal's own tables, and local settings.

Columns hold what the wire holds (text, whole numbers, truth values, JSON), so that a field has one form everywhere:
days as `YYYY-MM-DD`, instants as UTC ISO with milliseconds, compound values as JSON objects.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, Index, Integer, MetaData, String, Text, event, func, inspect, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.journal.change import DELETED, Json


class Base(DeclarativeBase):
    """All tables of a workspace file."""

    metadata = MetaData(
        naming_convention={"ix": "ix_%(table_name)s_%(column_0_N_name)s", "pk": "pk_%(table_name)s"},
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {dict[str, Any]: JSON, list[Any]: JSON}


SearchLine = tuple[str, str, tuple[str, ...]]
"""Title, detail, further words that find it."""
DERIVED: dict[str, Any] = {"derived": True}
"""`info` of a column that is computed from others: local, never journalled, rebuildable."""


class Synced(Base):
    """A record that is journalled and, one day, synced. Soft delete only; no foreign keys.

    A subclass names itself on the wire in `ENTITY` and may say which record owns it (`root`) and which unit it
    concerns (`scope`): the server judges rights and seals by these and knows nothing else of our tables.
    """

    __abstract__ = True
    ENTITY: ClassVar[str]
    KIND: ClassVar[str] = "put"
    FILES: ClassVar[tuple[str, ...]] = ()
    """The columns that name a stored file: {"sha256", ...} or null. A purge takes the file out too."""
    READ_AS: ClassVar[Mapping[str, Callable[[Any], object]]] = {}
    """What a field must be readable as (a word of an enumeration, a day); what is not is kept and never shown."""

    id: Mapped[str] = mapped_column(String, primary_key=True)
    deleted: Mapped[bool] = mapped_column(default=False)
    revived: Mapped[bool] = mapped_column(default=False, info=DERIVED)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict, info=DERIVED)
    """Fields of a newer version, kept for the upgrade; they come in by merge only."""

    def __init__(self, **values: Any) -> None:
        for column in inspect(type(self)).columns:
            default = column.default
            if column.key not in values and isinstance(default, ScalarElementColumnDefault):
                values[column.key] = default.arg
        super().__init__(**{"extra": {}, **values})

    def root(self) -> str:
        """Id of the owning record; its own where nothing owns it."""
        return self.id

    def scope(self) -> str:
        """Id of the unit it concerns, or empty."""
        return ""

    def derive(self) -> None:
        """Recompute the derived columns that depend on this record alone."""

    def search_line(self) -> SearchLine | None:
        """How the search everywhere finds it; None for what it does not look for."""
        return None

    @classmethod
    def journalled(cls) -> tuple[str, ...]:
        """Names of the fields that go to the journal."""
        found = _JOURNALLED.get(cls)
        if found is None:
            columns = inspect(cls).columns
            found = tuple(c.key for c in columns if not c.info.get("derived") and c.key not in ("id", DELETED))
            _JOURNALLED[cls] = found
        return found

    def said(self) -> dict[str, Json]:
        """The journalled fields that say more than their default.

        Only these are written when a record is made: where two desks make the same one, a default of the later must not
        hide what the earlier said.
        """
        columns = inspect(type(self)).columns
        return {name: value for name in self.journalled() if (value := getattr(self, name)) != _default(columns[name])}


def _default(column: Column[Any]) -> object:
    return column.default.arg if isinstance(column.default, ScalarElementColumnDefault) else None


_JOURNALLED: dict[type[Synced], tuple[str, ...]] = {}


_MAPPED: dict[str, type[Synced]] = {}


@event.listens_for(Mapper, "after_mapper_constructed")
def _mapped(_: "Mapper[Any]", table: type[Any]) -> None:
    if issubclass(table, Synced):
        _MAPPED[table.ENTITY] = table


def known_entities() -> tuple[type[Synced], ...]:
    """The synced tables loaded so far; another thread may be loading more, of which nothing was touched yet."""
    return tuple(_MAPPED.values())


def synced_entities() -> dict[str, type[Synced]]:
    """Every synced table by its name on the wire."""
    import app.models.schema  # noqa: F401 only here must the registry be whole; a first screen needs the plan's part

    return dict(_MAPPED)


_TITLES = ("title", "full_name", "name", "heading", "content", "text", "value", "key")
"""Columns by which a person knows a record, the best first."""
_LABEL = 80


def label(record: Synced) -> str:
    """By what a person knows a record: its printed number, where it has one, and its first words."""
    values = (getattr(record, name, None) for name in _TITLES)
    line = next((value.partition("\n")[0] for value in values if isinstance(value, str) and value), "")
    number = getattr(record, "number", None)
    words = f"{number}. {line}" if isinstance(number, str) and number else line
    return words if len(words) <= _LABEL else words[: _LABEL - 1] + "…"


class ChangeRow(Base):
    """One change of the journal, as made or as received, with the old values kept locally."""

    __tablename__ = "change"
    __table_args__ = (
        Index(None, "entity", "entity_id"),
        Index(None, "act_id"),
        Index(None, "root_id"),
        Index(None, "stamp"),
        Index("ix_change_unsent", "stamp", sqlite_where=text("acknowledged IS NULL")),
    )

    id: Mapped[str] = mapped_column(String, primary_key=True)
    act_id: Mapped[str]
    stamp: Mapped[str]
    cap: Mapped[str | None]
    author: Mapped[str]
    device: Mapped[str]
    entity: Mapped[str]
    entity_id: Mapped[str]
    root_id: Mapped[str]
    scope: Mapped[str]
    kind: Mapped[str]
    fields: Mapped[dict[str, Any]]
    base: Mapped[dict[str, Any]]
    schema: Mapped[int] = mapped_column("schema_number", Integer)
    extra: Mapped[dict[str, Any]] = mapped_column(default=dict)
    old: Mapped[dict[str, Any]] = mapped_column(default=dict)
    created: Mapped[bool] = mapped_column(default=False)
    """Whether this change brought the record into being here."""
    acknowledged: Mapped[int | None]
    """The server's number by which it surely had this change; null: it is still to be sent; or TAKEN_BACK. Local."""


RECEIVED = "received"
"""`kind` of the row of an act that was done on another PC and came in a bundle."""
TAKEN_BACK = -1
"""`acknowledged` of a change that the server refused and that counts no more: kept for the history, never sent."""


EFFECTIVE = func.min(ChangeRow.stamp, func.coalesce(ChangeRow.cap, ChangeRow.stamp))
"""`Change.effective` of a row."""


SYNC_CURSOR = "sync_cursor"
"""Setting: how far this desk has read its server's memory; there where it takes part in the sync."""
NARROW_LINE = "narrow_line"
"""Not the server refused it: a box on the way lets nothing of this size through."""
WAITING_CODES = ("root_missing", "unknown_device", "unknown_author", NARROW_LINE)
"""Refusals that end without a person here: the root arrives, administration lets the device or the author in."""


class ParkedRow(Base):
    """A change that the server refused: shown with its reason, sent again when a person says so; blocks nothing."""

    __tablename__ = "parked_change"

    change_id: Mapped[str] = mapped_column(primary_key=True)
    code: Mapped[str]
    reason: Mapped[str]
    at: Mapped[str]
    """UTC ISO with milliseconds."""


SEVERAL_HEADS = "state GLOB '*[0-9],*'"
"""True of every stored state in which a field has several heads: only there a digit stands before a comma."""


class RecordStateRow(Base):
    """Heads of each field of one record; values are looked up in the journal."""

    __tablename__ = "record_state"
    __table_args__ = (
        Index(None, "root_id"),
        Index("ix_record_state_split", "entity", sqlite_where=text(SEVERAL_HEADS)),
    )

    entity: Mapped[str] = mapped_column(String, primary_key=True)
    entity_id: Mapped[str] = mapped_column(String, primary_key=True)
    root_id: Mapped[str]
    state: Mapped[dict[str, Any]]


class ActRow(Base):
    """One act of a person on this PC: what Ctrl+Z takes back whole."""

    __tablename__ = "act"
    __table_args__ = (Index(None, "at"),)

    id: Mapped[str] = mapped_column(String, primary_key=True)
    kind: Mapped[str]
    """do | undo | redo | take_back (of refused changes) | received (from another desk, by a bundle)"""
    title: Mapped[str]
    author: Mapped[str]
    device: Mapped[str]
    at: Mapped[str]
    target: Mapped[str | None]
    """The act that an undo or redo reverses; the change that was taken back."""
    undoable: Mapped[bool]


class UnknownRecord(Base):
    """A record of an entity that only a newer version knows; replayed after the upgrade."""

    __tablename__ = "unknown_record"

    entity: Mapped[str] = mapped_column(String, primary_key=True)
    entity_id: Mapped[str] = mapped_column(String, primary_key=True)
    values: Mapped[dict[str, Any]]


class LocalSetting(Base):
    """A setting of this PC and file only; never journalled."""

    __tablename__ = "local_setting"

    key: Mapped[str] = mapped_column(String, primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class SearchEntry(Base):
    """One line of the search everywhere: the words of a record, with marks and without."""

    __tablename__ = "search_entry"
    __table_args__ = (Index(None, "entity", "record_id", unique=True),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    entity: Mapped[str]
    record_id: Mapped[str]
    title: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    exact: Mapped[str] = mapped_column(Text)
    folded: Mapped[str] = mapped_column(Text)
