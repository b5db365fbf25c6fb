"""Records of which only later edits are here: the write that made them is still on its way.

One rule: a record begins here when every field that it cannot be without has been written. Until then what is known of
it is kept beside, as is a record of a newer version: it is in no list and on no paper, nobody can edit half of it, and
the state of the sync counts it. A required column (not null, without a default) is therefore in every first write of
its record; one that a later version adds has a default.
"""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import func, select
from sqlalchemy import inspect as mapping_of
from sqlalchemy.orm import Session

from app.models.base import Synced, UnknownRecord, synced_entities


def is_whole(table: type[Synced], written: Iterable[str]) -> bool:
    """Whether a record of which these fields have a value can stand in its table."""
    return _required(table).issubset(written)


def count(session: Session) -> int:
    """How many records wait for their first write; what is known of them to be deleted alone waits for nothing."""
    waits = UnknownRecord.entity.in_(synced_entities()) & (UnknownRecord.values != {})
    return session.scalar(select(func.count()).select_from(UnknownRecord).where(waits)) or 0


def kept_beside(session: Session) -> set[tuple[str, str]]:
    """(entity, id) of the records that wait, and of those of a newer version: hardly ever any."""
    rows = session.execute(select(UnknownRecord.entity, UnknownRecord.entity_id))
    return {(row.entity, row.entity_id) for row in rows}


@cache
def _required(table: type[Synced]) -> frozenset[str]:
    columns = mapping_of(table).columns
    return frozenset(
        name for name in table.journalled() if not columns[name].nullable and columns[name].default is None
    )
