"""Gỡ nội dung nhập nhầm: a secret entry taken out of journal, backups and files by two persons, recorded bare."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.journal.change import new_id
from app.models import derived, vietnam_time
from app.models.base import synced_entities
from app.models.errors import InvalidInputError, RefusedError
from app.models.plan import writing
from app.models.purging import PurgeRow, purge
from app.models.recording import Ref
from app.services import people
from app.services.desk import Desk, Outcome
from app.workspace import backups, files
from app.workspace.database import connect, database_errors


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge reached."""

    outcome: Outcome
    backups: int
    files: int


def purge_record(desk: Desk, *, entity: str, record_id: str, second_person: str, second_pin: str) -> Purged:
    """Take a record and all it owns out of this PC: tables, journal, search, attachments, daily backups.

    Raises:
        RefusedError: the second person is the first, or has no PIN to confirm with.
        InvalidInputError: wrong PIN, or no such kind of record.
        NotFoundError: no such record.
    """
    first = desk.person
    second = people.confirm(desk, person_id=second_person, pin=second_pin)
    if first is None or second.id == first.id or not second.has_pin:
        raise RefusedError(
            "Việc gỡ bỏ cần người thứ hai xác nhận bằng mã PIN của mình.", "Chọn người khác đã đặt mã PIN."
        )
    table = synced_entities().get(entity)
    if table is None or entity in ("purge", "plan", "person"):
        raise InvalidInputError(f"Không gỡ được loại bản ghi “{entity}”.", "Chỉ gỡ nhiệm vụ, minh chứng, nội dung.")
    with desk.act("Gỡ nội dung nhập nhầm", undoable=False) as act:
        session = act.session
        writing.require(session, table, record_id)
        session.expunge_all()
        connection = session.connection()

        def execute(sql: str, parameters: tuple[Any, ...]) -> list[Any]:
            result = connection.exec_driver_sql(sql, parameters)
            return list(result.fetchall()) if result.returns_rows else []

        orphans = purge(execute, entity, record_id)
        at = vietnam_time.iso(desk.now())
        session.add(
            PurgeRow(
                id=new_id(),
                entity=entity,
                record_id=record_id,
                first_person=first.id,
                second_person=second.id,
                occurred_at=at,
            )
        )
        session.flush()
        derived.refresh(session, [Ref("task_group", "", "", ("rank",))])
    for digest in orphans:
        files.remove(desk.path, digest, key=desk.workspace.key)
    copies = backups.listed(desk.path)
    for copy in (desk.path, *copies):
        _compact(copy, desk.workspace.key, entity, record_id)
    return Purged(act.outcome, len(copies), len(orphans))


def _compact(path: Path, key: str | None, entity: str, record_id: str) -> None:
    """Purge one file (harmlessly again for the workspace) and rewrite it: no free page holds the text."""
    with database_errors(path, encrypted=key is not None):
        connection = connect(path, key=key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            purge(lambda sql, parameters: connection.execute(sql, parameters).fetchall(), entity, record_id)
            connection.execute("COMMIT")
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        finally:
            connection.close()
