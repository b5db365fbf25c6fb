"""The one exception to "history is never rewritten": taking a mistaken entry with state-secret content out for good.

It leaves the fact (which record, when, by whom) without content. Works on any connection, so that backups are purged
by the same statements.
"""

import json
from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Mapped, Session

from app.journal.seal import Seal
from app.models.base import Synced, synced_entities


class PurgeRow(Synced):
    """The record of a purge: what was taken out is named by id only."""

    __tablename__ = "purge"
    ENTITY = "purge"
    KIND = "purge"

    entity: Mapped[str]
    record_id: Mapped[str]
    first_person: Mapped[str]
    second_person: Mapped[str]
    occurred_at: Mapped[str]


Execute = Callable[[str, tuple[Any, ...]], list[Any]]
"""Runs one statement with positional parameters and gives its rows."""
_CHECKED = "Sửa theo rà soát"
"""Acts whose titles quote what they wrote."""


def purge(execute: Execute, entity: str, record_id: str) -> list[str]:
    """Take a record and all it owns out of every table; gives the SHA-256 of files that nothing names any more."""
    owned = [(entity, record_id)]
    found = execute("SELECT DISTINCT entity, entity_id FROM change WHERE root_id = ?", (record_id,))
    owned += [(row[0], row[1]) for row in found if (row[0], row[1]) not in owned]
    tables = _tables(execute)
    if "followup" in tables:
        for task_id in _conclusions(execute, [owned_id for _, owned_id in owned]):
            under = execute("SELECT DISTINCT entity, entity_id FROM change WHERE root_id = ?", (task_id,))
            owned += [(row[0], row[1]) for row in under if (row[0], row[1]) not in owned]
    files: list[str] = []
    title = "UPDATE act SET title = ? WHERE title LIKE ? AND id IN (SELECT act_id FROM change WHERE entity_id = ?)"
    for owned_entity, owned_id in owned:
        execute(title, (_CHECKED, f"%{_CHECKED}:%", owned_id))
        if owned_entity in tables:
            table = tables[owned_entity]
            for name in table.FILES:
                rows = execute(f"SELECT {_sha(name)} FROM {table.__tablename__} WHERE id = ?", (owned_id,))  # noqa: S608 our own names
                files += [row[0] for row in rows if row[0]]
            execute(f"DELETE FROM {table.__tablename__} WHERE id = ?", (owned_id,))  # noqa: S608 our own names
        empty = "UPDATE change SET fields = '{}', old = '{}' WHERE entity = ? AND entity_id = ?"
        execute(empty, (owned_entity, owned_id))
        execute("DELETE FROM record_state WHERE entity = ? AND entity_id = ?", (owned_entity, owned_id))
        execute("DELETE FROM search_entry WHERE entity = ? AND record_id = ?", (owned_entity, owned_id))
        execute("DELETE FROM unknown_record WHERE entity = ? AND entity_id = ?", (owned_entity, owned_id))
    _unseal(execute, [owned_id for _, owned_id in owned])
    return [sha for sha in dict.fromkeys(files) if not _is_named(execute, sha)]


def conclusions(execute: Execute, record_id: str) -> list[str]:
    """Ids of the tasks made of minutes or of one conclusion that are to be purged: they bear the same words."""
    found = execute("SELECT DISTINCT entity_id FROM change WHERE root_id = ?", (record_id,))
    return _conclusions(execute, [record_id, *(row[0] for row in found)])


def _conclusions(execute: Execute, ids: list[str]) -> list[str]:
    query = "SELECT task_id FROM followup WHERE minutes_id = ? OR entry_id = ?"
    return list(dict.fromkeys(row[0] for owned_id in ids for row in execute(query, (owned_id, owned_id))))


def _tables(execute: Execute) -> dict[str, type[Synced]]:
    """The synced tables that this file has, by entity: a backup may be of an older version."""
    present = {row[0] for row in execute("SELECT name FROM sqlite_master WHERE type = 'table'", ())}
    return {entity: table for entity, table in synced_entities().items() if table.__tablename__ in present}


def _sha(column: str) -> str:
    return f"json_extract({column}, '$.sha256')"


def _is_named(execute: Execute, sha256: str) -> bool:
    """Whether any record still names a stored file."""
    return any(
        execute(f"SELECT 1 FROM {table.__tablename__} WHERE {_sha(name)} = ? LIMIT 1", (sha256,))  # noqa: S608 our own names
        for table in _tables(execute).values()
        for name in table.FILES
    )


def statements(session: Session) -> Execute:
    """How `purge` runs its statements in a session's transaction."""
    connection = session.connection()

    def execute(sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        result = connection.exec_driver_sql(sql, parameters)
        return list(result.fetchall()) if result.returns_rows else []

    return execute


def _unseal(execute: Execute, ids: list[str]) -> None:
    """Drop the bytes of every seal that covers a purged record: they hold its text. The paper remains."""
    written = [row[0] for one in ids for row in execute("SELECT id FROM change WHERE entity_id = ?", (one,))]
    for table in (one for one in _tables(execute).values() if one.KIND == "seal"):
        for seal_id, stored in execute(f"SELECT id, seal FROM {table.__tablename__}", ()):  # noqa: S608 our own names
            if _tells_of(stored, [*ids, *written]):
                execute(f"UPDATE {table.__tablename__} SET seal = '{{}}' WHERE id = ?", (seal_id,))  # noqa: S608 our own names
                bare = "UPDATE change SET fields = json_remove(fields, '$.seal'), old = '{}'"
                execute(f"{bare} WHERE entity = ? AND entity_id = ?", (table.ENTITY, seal_id))


def _tells_of(stored: str, ids: list[str]) -> bool:
    """Whether a stored seal holds the text of one of these; of one that cannot be read what stands there decides."""
    try:
        return Seal.from_fields(json.loads(stored)).tells_of(ids)
    except (ValueError, TypeError):
        return any(one in stored for one in ids)
