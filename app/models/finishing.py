"""What a file that came in bulk still lacks when somebody begins to work in it: indexes, and the index of the search.

None of it hides a record: without an index a look-up reads more rows, and the search reads the lines and the tasks
themselves. A setting says that something is lacking, and how far the lines of the tasks are; what else is lacking the
schema tells. A crash in between costs nothing.
"""

from time import perf_counter

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.models import derived
from app.models.base import LocalSetting, SearchEntry
from app.models.migrations import newest

_UNFINISHED = "unfinished"
_SLICE_S = 0.03
"""Seconds after which a slice begins nothing more."""


def is_due(session: Session) -> bool:
    """Whether something is still lacking."""
    return session.scalar(select(LocalSetting.key).where(LocalSetting.key == _UNFINISHED)) is not None


def mark(session: Session) -> None:
    """Something is lacking from here on."""
    session.merge(LocalSetting(key=_UNFINISHED, value=""))


def make_some(session: Session) -> bool:
    """Make a slice of what is lacking, in the caller's transaction; gives whether to go on."""
    if not is_due(session):
        return False
    connection, started = session.connection(), perf_counter()
    reached = session.scalar(select(LocalSetting.value).where(LocalSetting.key == _UNFINISHED))
    while reached is not None:  # the id of a task; None when all have their lines
        reached = derived.index_tasks(session, reached) or None
        session.merge(LocalSetting(key=_UNFINISHED, value=reached))
        if perf_counter() - started > _SLICE_S:
            return True
    lacking = newest.lacking(connection)
    followers = [statement for table, statement in lacking if table == SearchEntry.__tablename__]
    for statement in (statement for table, statement in lacking if table != SearchEntry.__tablename__):
        connection.exec_driver_sql(statement)
        if perf_counter() - started > _SLICE_S:
            return True
    if followers:  # the index of the search and what keeps it true: both or neither
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
        for statement in followers:
            connection.exec_driver_sql(statement)
    session.execute(delete(LocalSetting).where(LocalSetting.key == _UNFINISHED))
    return False
