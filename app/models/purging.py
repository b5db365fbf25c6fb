"""The one exception to "history is never rewritten": taking a mistaken entry with state-secret content out for good.

It leaves the fact (which record, when, by whom) without content. Works on any connection, so that backups are purged
by the same statements.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Mapped, Session

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
    tables = {name: table.__tablename__ for name, table in synced_entities().items()}
    files: list[str] = []
    title = "UPDATE act SET title = ? WHERE title LIKE ? AND id IN (SELECT act_id FROM change WHERE entity_id = ?)"
    for owned_entity, owned_id in owned:
        execute(title, (_CHECKED, f"%{_CHECKED}:%", owned_id))
        if owned_entity == "evidence":
            rows = execute("SELECT json_extract(file, '$.sha256') FROM evidence WHERE id = ?", (owned_id,))
            files += [row[0] for row in rows if row[0]]
        if owned_entity in tables:
            execute(f"DELETE FROM {tables[owned_entity]} WHERE id = ?", (owned_id,))  # noqa: S608 our own table names
        empty = "UPDATE change SET fields = '{}', old = '{}' WHERE entity = ? AND entity_id = ?"
        execute(empty, (owned_entity, owned_id))
        execute("DELETE FROM record_state WHERE entity = ? AND entity_id = ?", (owned_entity, owned_id))
        execute("DELETE FROM search_entry WHERE entity = ? AND record_id = ?", (owned_entity, owned_id))
        execute("DELETE FROM unknown_record WHERE entity = ? AND entity_id = ?", (owned_entity, owned_id))
    _unseal(execute, [owned_id for _, owned_id in owned])
    still = "SELECT 1 FROM evidence WHERE json_extract(file, '$.sha256') = ?"
    return [sha for sha in dict.fromkeys(files) if not execute(still, (sha,))]


def statements(session: Session) -> Execute:
    """How `purge` runs its statements in a session's transaction."""
    connection = session.connection()

    def execute(sql: str, parameters: tuple[Any, ...]) -> list[Any]:
        result = connection.exec_driver_sql(sql, parameters)
        return list(result.fetchall()) if result.returns_rows else []

    return execute


def _unseal(execute: Execute, ids: list[str]) -> None:
    """Drop the sealed content of an issue that covers a purged record: its bytes hold the text. The paper remains."""
    for record_id in ids:
        rows = execute("SELECT id FROM issue WHERE instr(seal, ?) > 0", (record_id,))
        for (issue_id,) in rows:
            execute("UPDATE issue SET seal = '{}' WHERE id = ?", (issue_id,))
            execute(
                "UPDATE change SET fields = json_remove(fields, '$.seal'), old = '{}'"
                " WHERE entity = 'issue' AND entity_id = ?",
                (issue_id,),
            )
