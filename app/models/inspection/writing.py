"""What acts on inspections need of a session: records by natural id, ranks in a list, values that differ."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import rank
from app.models.base import Synced

Row = TypeVar("Row", bound=Synced)


def put(session: Session, table: type[Row], record_id: str, **values: Any) -> Row:
    """Make the record of a natural id say these values: new, brought back after a deletion, or changed."""
    known = session.get(table, record_id)
    if known is None:
        known = table(id=record_id, **values)
        session.add(known)
        return known
    if known.deleted:
        known.deleted = False
    assign(known, **values)
    return known


def assign(row: Synced, **values: Any) -> None:
    """Set the fields that differ, so that nothing unchanged is journalled."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


def remove(session: Session, table: type[Synced], owner: str, owner_id: str, *, keep: Sequence[str] = ()) -> None:
    """Delete the living rows of an owner but those to keep."""
    columns: Any = table
    rows = session.scalars(select(table).where(getattr(columns, owner) == owner_id, table.deleted.is_(False)))
    for row in rows:
        if row.id not in keep:
            row.deleted = True


def rank_after(session: Session, table: type[Synced], owner: str, owner_id: str, after: str | None, **same: Any) -> str:
    """A rank in an owner's list (rows with the `same` values) after one of its rows; None is the end, "" the start."""
    columns: Any = table
    statement = select(columns.id, columns.rank).where(
        getattr(columns, owner) == owner_id,
        table.deleted.is_(False),
        *(getattr(columns, name) == value for name, value in same.items()),
    )
    rows = session.execute(statement.order_by(columns.rank, columns.id)).all()
    ids = [row.id for row in rows]
    place = 0 if after == "" else ids.index(after) + 1 if after in ids else len(ids)
    before = rows[place - 1].rank if place else None
    following = rows[place].rank if place < len(rows) else None
    return rank.between(before, following)
