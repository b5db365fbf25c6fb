"""What the acts of the aftermath need of a session: records by natural id, made when first needed."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.models.base import Synced
from app.models.writing import assign

Record = TypeVar("Record", bound=Synced)


def say(session: Session, table: type[Record], record_id: str, owner: Mapping[str, str], **values: Any) -> Record:
    """Make the record of a natural id say some values; what it says besides stays.

    One that an undo took back is the same record again, and says nothing of what was taken back.
    """
    row = session.get(table, record_id)
    if row is None:
        row = table(id=record_id, **owner, **values)
        session.add(row)
        return row
    if row.deleted:
        values = {"deleted": False, **_empty(table), **owner, **values}
    assign(row, **values)
    return row


def lay_out(session: Session, table: type[Synced], record_id: str, **owner: Any) -> None:
    """Make the record of a natural id where there is none, so that nothing but what it is of is said."""
    if session.get(table, record_id) is None:
        session.add(table(id=record_id, **owner))


def says_something(row: Synced) -> bool:
    """Whether a record holds more than what it is of: one that a decision laid out holds nothing yet."""
    return any(getattr(row, name) != empty for name, empty in _empty(type(row)).items())


def take_out(session: Session, table: type[Record], record_id: str) -> None:
    """Delete the record of a natural id, where there is one."""
    row = session.get(table, record_id)
    if row is not None and not row.deleted:
        row.deleted = True


def _empty(table: type[Synced]) -> dict[str, Any]:
    """The journalled fields that may be left out, with what they are then."""
    found: dict[str, Any] = {}
    columns = inspect(table).columns
    for name in table.journalled():
        default = columns[name].default
        if isinstance(default, ScalarElementColumnDefault):
            found[name] = default.arg
        elif columns[name].nullable:
            found[name] = None
    return found
