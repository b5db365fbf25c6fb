"""The one exception to "history is never rewritten": taking a mistaken entry with state-secret content out for good.

It leaves the fact (which record, when, by whom) without content. Works on any connection, so that backups are purged
by the same statements. What comes later of what was purged, or tells of it, is kept as bare as if it had been here.
"""

import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Mapped, Session

from app.journal.change import Change, natural_id
from app.journal.seal import tells_of, unsealed
from app.models.base import LocalSetting, Synced, synced_entities


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
Key = tuple[str, str]
"""(entity, entity id)."""
_UNREACHED = "purged_copies"
"""Setting: what was purged in the tables, and stands perhaps still in copies."""
_CHECKED = "Sửa theo rà soát"
"""Acts whose titles quote what they wrote."""
_OWNED = (
    "WITH RECURSIVE gone(entity, id) AS ({named} UNION"
    " SELECT change.entity, change.entity_id FROM gone JOIN change ON change.root_id = gone.id)"
    " SELECT entity, id FROM gone"
)
"""The records named and what they own: a copy of an evidence of a task too."""
_SEALS = "SELECT id, entity, entity_id, fields FROM change WHERE kind = 'seal'"


@dataclass(frozen=True, slots=True)
class Unreached:
    """A record that is out of the tables of this file, and not yet out of attachments, daily copies and free pages."""

    entity: str
    id: str
    root_id: str
    files: tuple[str, ...]
    """SHA-256 of files that nothing named any more."""


def keep_unreached(session: Session, gone: Unreached) -> None:
    """Keep what is still to be done, in the transaction of the purge itself: a crash behind it must not leave words."""
    _set_unreached(session, [*unreached(session), gone])


def unreached(session: Session) -> list[Unreached]:
    """What is still to be done."""
    row = session.get(LocalSetting, _UNREACHED)
    if row is None:
        return []
    return [Unreached(entity, record_id, root_id, tuple(found)) for entity, record_id, root_id, found in row.value]


def forget_unreached(session: Session, done: Collection[Unreached]) -> None:
    """These copies are purged too."""
    _set_unreached(session, [one for one in unreached(session) if one not in done])


def _set_unreached(session: Session, left: Sequence[Unreached]) -> None:
    value = [[one.entity, one.id, one.root_id, list(one.files)] for one in left]
    session.merge(LocalSetting(key=_UNREACHED, value=value))


def purge(execute: Execute, *records: Key) -> list[str]:
    """Take records and all that goes with them out of every table; gives the SHA-256 of files now unnamed."""
    tables = _tables(execute)
    gone = reached(execute, *records)
    files: list[str] = []
    title = "UPDATE act SET title = ? WHERE title LIKE ? AND id IN (SELECT act_id FROM change WHERE entity_id = ?)"
    for entity, record_id in sorted(gone):
        execute(title, (_CHECKED, f"%{_CHECKED}:%", record_id))
        if entity in tables:
            table = tables[entity]
            for name in table.FILES:
                rows = execute(f"SELECT {_sha(name)} FROM {table.__tablename__} WHERE id = ?", (record_id,))  # noqa: S608 our own names
                files += [row[0] for row in rows if row[0]]
            execute(f"DELETE FROM {table.__tablename__} WHERE id = ?", (record_id,))  # noqa: S608 our own names
        empty = "UPDATE change SET fields = '{}', old = '{}', extra = '{}' WHERE entity = ? AND entity_id = ?"
        execute(empty, (entity, record_id))
        execute("DELETE FROM record_state WHERE entity = ? AND entity_id = ?", (entity, record_id))
        execute("DELETE FROM search_entry WHERE entity = ? AND record_id = ?", (entity, record_id))
        execute("DELETE FROM unknown_record WHERE entity = ? AND entity_id = ?", (entity, record_id))
    _unseal(execute, tables, {record_id for _, record_id in gone} | written(execute, gone))
    _ask_again(execute, files)
    return [sha for sha in dict.fromkeys(files) if not is_named(execute, sha)]


def purged(execute: Execute) -> set[Key]:
    """Everything that was purged here: the records that purges name, and what they own at any depth."""
    rows = execute(_OWNED.format(named="SELECT entity, record_id FROM purge WHERE record_id <> ''"), ())
    return {(row[0], row[1]) for row in rows}


def reached(execute: Execute, *records: Key) -> set[Key]:
    """These records, what they own at any depth, and the tasks made of their conclusions: they bear the same words."""
    found: set[Key] = set()
    waiting = {record for record in records if record[1]}
    while waiting:
        for record in waiting:
            found |= {(row[0], row[1]) for row in execute(_OWNED.format(named="SELECT ?, ?"), record)}
        waiting = {("task", task_id) for task_id in _conclusions(execute, [one for _, one in found])} - found
    return found


def written(execute: Execute, records: Iterable[Key]) -> set[str]:
    """Ids of the changes that wrote these records: a seal covers them."""
    query = "SELECT id FROM change WHERE entity = ? AND entity_id = ?"
    return {row[0] for record in records for row in execute(query, record)}


def unnamed_conclusions(execute: Execute) -> list[tuple[str, str]]:
    """(id of a purge, id of a task): each task of conclusions that were purged here which no purge names.

    They were made where nobody knew of the purge yet.
    """
    named = "(SELECT record_id FROM purge)"
    rows = execute(
        "SELECT DISTINCT task_id, minutes_id, entry_id FROM followup"  # noqa: S608 our own names
        f" WHERE (minutes_id IN {named} OR entry_id IN {named}) AND task_id NOT IN {named} ORDER BY task_id",
        (),
    )
    first = "SELECT min(id) FROM purge WHERE record_id IN (?, ?)"
    return [(execute(first, (minutes_id, entry_id))[0][0], task_id) for task_id, minutes_id, entry_id in rows]


def is_sealed(execute: Execute, ids: Collection[str]) -> bool:
    """Whether a seal here tells of one of these changes."""
    return any(tells_of(json.loads(row[3]), ids) for row in execute(_SEALS, ()))


def purge_of_task(purge: Change, task_id: str) -> Change:
    """The purge of a task that follows from the purge of its conclusion: the same to the byte on whichever desk.

    It says what the first says, of another record: when, by whom, on which device, so that the same rights count.
    """
    record_id = natural_id(purge.entity_id, PurgeRow.ENTITY, task_id)
    return replace(
        purge,
        id=natural_id(purge.id, "change", task_id),
        entity_id=record_id,
        root_id=record_id,
        fields={**purge.fields, "entity": "task", "record_id": task_id},
        base={},
        cap=None,
        extra={},
    )


def _conclusions(execute: Execute, ids: Collection[str]) -> list[str]:
    if "followup" not in _tables(execute):
        return []
    query = "SELECT task_id FROM followup WHERE minutes_id = ? OR entry_id = ?"
    return list(dict.fromkeys(row[0] for owned_id in ids for row in execute(query, (owned_id, owned_id))))


def _tables(execute: Execute) -> dict[str, type[Synced]]:
    """The synced tables that this file has, by entity: a backup may be of an older version."""
    present = {row[0] for row in execute("SELECT name FROM sqlite_master WHERE type = 'table'", ())}
    return {entity: table for entity, table in synced_entities().items() if table.__tablename__ in present}


def _sha(column: str) -> str:
    return f"json_extract({column}, '$.sha256')"


def _ask_again(execute: Execute, files: Iterable[str]) -> None:
    """Whether the server has these files is not known any more: it dropped those that nothing there named."""
    if execute("SELECT 1 FROM sqlite_master WHERE name = 'whole_file'", ()):  # a backup may be of an older version
        for sha256 in files:
            execute("DELETE FROM whole_file WHERE sha256 = ?", (sha256,))


def is_named(execute: Execute, sha256: str) -> bool:
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


def _unseal(execute: Execute, tables: dict[str, type[Synced]], ids: Collection[str]) -> None:
    """Drop the bytes of every seal that tells of what was purged: they hold its text. The paper remains."""
    for change_id, entity, record_id, stored in execute(_SEALS, ()):
        fields = json.loads(stored)
        if not tells_of(fields, ids):
            continue
        execute(
            "UPDATE change SET fields = ?, old = '{}' WHERE id = ?",
            (json.dumps(unsealed(fields), ensure_ascii=False), change_id),
        )
        if entity in tables and tables[entity].KIND == "seal":
            execute(f"UPDATE {tables[entity].__tablename__} SET seal = '{{}}' WHERE id = ?", (record_id,))  # noqa: S608 our own names
        its = "WHERE entity = ? AND entity_id = ?"
        for (values,) in execute(f'SELECT "values" FROM unknown_record {its}', (entity, record_id)):  # noqa: S608 our own names
            bare = json.dumps(unsealed(json.loads(values)), ensure_ascii=False)
            execute(f'UPDATE unknown_record SET "values" = ? {its}', (bare, entity, record_id))  # noqa: S608 our own names
