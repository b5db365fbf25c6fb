"""Whether a value from another desk can stand in a column of ours: of its type, and readable as what it means.

What does not fit is treated like a field of a newer version: kept in `extra`, never shown, never an error.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_origin

from sqlalchemy import JSON, Boolean, Column, Integer
from sqlalchemy import inspect as mapping_of

from app.journal.change import Json
from app.models.base import Synced

Record = TypeVar("Record")

_ANYTHING = {("setting", "value")}
"""Columns of JSON that hold whatever stands there. The others hold an object or, where they say so, a list."""


def fits(table: type[Synced], name: str, value: Json) -> bool:
    """Whether the column of this journalled field can hold this value."""
    return type(value) in types_of(table)[name] and is_readable(table, name, value)


def fill(record: Synced, values: Mapping[str, Json]) -> None:
    """Put values into columns; what this version has no column for, or what cannot stand there, goes to `extra`."""
    table, ours = type(record), set(record.journalled())
    shown = {name: value for name, value in values.items() if name in ours and fits(table, name, value)}
    for name, value in shown.items():
        setattr(record, name, value)
    kept = {name: value for name, value in {**record.extra, **values}.items() if name not in shown}
    if kept != record.extra:
        record.extra = kept


def is_readable(table: type[Synced], name: str, value: Json) -> bool:
    """Whether a value of the right type says what its field is to say."""
    read = table.READ_AS.get(name)
    if read is None or value is None or (value == "" and name in _may_be_empty(table)):
        return True
    try:
        read(value)
    except Exception:  # noqa: BLE001 whatever reading it may raise: nobody here wrote it
        return False
    return True


def told(table: type[Synced], rows: Iterable[Record]) -> list[Record]:
    """The rows of a table that say in every field what they cannot be without.

    Where that could not be read the column is blank: the rest of such a record is kept, and it is in no list.
    """
    needed = _needed(table)
    return [row for row in rows if all(getattr(row, name) for name in needed)] if needed else list(rows)


@cache
def _needed(table: type[Synced]) -> tuple[str, ...]:
    """The fields that must be read and that nothing can stand for: a blank says nothing."""
    columns = mapping_of(table).columns
    blanks = {name: empty(table, columns[name]) for name in table.READ_AS if columns[name].default is None}
    return tuple(
        name for name, value in blanks.items() if not columns[name].nullable and not is_readable(table, name, value)
    )


@cache
def types_of(table: type[Synced]) -> dict[str, frozenset[type]]:
    """What each journalled field may be."""
    columns = mapping_of(table).columns
    return {name: _types(table, columns[name]) for name in table.journalled()}


@cache
def _may_be_empty(table: type[Synced]) -> frozenset[str]:
    """Fields in which no text means that nothing is said, as null does."""
    columns = mapping_of(table).columns
    return frozenset(
        name
        for name in table.journalled()
        if columns[name].nullable or getattr(columns[name].default, "arg", None) == ""
    )


def empty(table: type[Synced], column: Column[Any]) -> Any:
    """What a column holds that may not be null, before its value has arrived."""
    kinds = _types(table, column)
    return next((kind() for kind in (bool, int, str, list, dict) if kind in kinds), None)


def _types(table: type[Synced], column: Column[Any]) -> frozenset[type]:
    if (table.ENTITY, column.key) in _ANYTHING:
        return frozenset((NoneType, bool, int, str, list, dict))
    if isinstance(column.type, JSON):
        kind: type = list if _declared(table, column.key) is list else dict
    else:
        kind = bool if isinstance(column.type, Boolean) else int if isinstance(column.type, Integer) else str
    return frozenset((kind, NoneType) if column.nullable else (kind,))


def _declared(table: type[Synced], name: str) -> object:
    """The type inside `Mapped[...]`, without its parameters."""
    hint = next(one.__annotations__[name] for one in table.__mro__ if name in getattr(one, "__annotations__", {}))
    inner = get_args(hint)[0]
    return get_origin(inner) or inner
