"""Gỡ nội dung nhập nhầm: a secret entry taken out of journal, backups and files by two persons, recorded bare."""

from dataclasses import dataclass

from app.journal.change import new_id
from app.models import derived, versions, vietnam_time
from app.models.base import synced_entities
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan.entities import TaskRow
from app.models.purging import (
    PurgeRow,
    Unreached,
    forget_unreached,
    is_named,
    keep_unreached,
    purge,
    reached,
    statements,
    unreached,
)
from app.models.recording import Ref
from app.services import people
from app.services.desk import Desk, Outcome
from app.workspace import backups, files
from app.workspace.database import compact, session_on

_STALE = ("name", "deleted")
"""What is derived of others goes by the names and the deletion of what was purged."""


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
    if entity not in synced_entities() or entity in ("purge", "plan", "person"):
        raise InvalidInputError(f"Không gỡ được loại bản ghi “{entity}”.", "Chỉ gỡ nhiệm vụ, minh chứng, nội dung.")
    with desk.act("Gỡ nội dung nhập nhầm", undoable=False) as act:
        session = act.session
        execute = statements(session)
        # From the journal: a person deletes a mistaken entry first, and a purge that was cut short is done again.
        known = execute("SELECT root_id FROM change WHERE entity = ? AND entity_id = ?", (entity, record_id))
        if not known:
            raise NotFoundError("Không tìm thấy bản ghi cần gỡ.", "Mở Lịch sử để tìm lại.")
        gone = Ref(entity, record_id, known[0][0], _STALE)
        # Named each: the server knows what hangs on a record by its root alone, and a conclusion is a root of its own.
        # They go before it, so that who takes it in finds none that no purge names.
        key = (entity, record_id)
        named = [*sorted(one for one in reached(execute, key) - {key} if one[0] == TaskRow.ENTITY), key]
        orphans = purge(execute, key)
        keep_unreached(session, Unreached(*key, gone.root_id, tuple(orphans)))
        at = vietnam_time.iso(desk.now())
        for purged_entity, purged_id in named:
            session.add(
                PurgeRow(
                    id=new_id(),
                    entity=purged_entity,
                    record_id=purged_id,
                    first_person=first.id,
                    second_person=second.id,
                    occurred_at=at,
                )
            )
        session.flush()
        derived.refresh(session, [Ref("task_group", "", "", ("rank",)), gone])
    return Purged(act.outcome, reach_copies(desk), len(orphans))


def reach_copies(desk: Desk) -> int:
    """Take what was purged, here or on another desk, out of attachments and daily backups; gives how many backups.

    What a crash or a file in use kept from it waits for the next opening and the next exchange.

    Raises:
        DiskError: a file is in use, or cannot be written.
    """
    with desk.workspace.reading() as session:
        left = unreached(session)
        execute = statements(session)
        orphans = {digest for one in left for digest in one.files if not is_named(execute, digest)}
    if not left:
        return 0
    for digest in sorted(orphans):
        files.remove(desk.path, digest, key=desk.workspace.key)
    gone = [Ref(one.entity, one.id, one.root_id, _STALE) for one in left]
    copies = backups.listed(desk.path)
    for copy in copies:
        with session_on(copy, key=desk.workspace.key) as at_copy:
            execute = statements(at_copy)
            purge(execute, *((ref.entity, ref.id) for ref in gone))
            if execute("SELECT version_num FROM alembic_version", ())[0][0] == versions.HEAD:
                derived.refresh(at_copy, gone)
    for path in (desk.path, *copies):
        compact(path, key=desk.workspace.key)
    with desk.workspace.maintaining() as session:
        forget_unreached(session, left)
    return len(copies)
