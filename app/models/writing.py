"""What every act needs of a session: a record by id, one of a natural id, values that differ, places in a list."""

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import rank
from app.models.base import RecordStateRow, Synced, known_entities
from app.models.derived import chunks
from app.models.errors import NotFoundError

Record = TypeVar("Record", bound=Synced)

_MISSING = {
    "assessment": "Loại hệ thống này chưa mở đánh giá.",
    "assessor": "Không tìm thấy người đánh giá này.",
    "criterion": "Không tìm thấy tiêu chí này.",
    "decision": "Không tìm thấy quyết định lựa chọn này.",
    "exemption": "Không tìm thấy ngoại lệ này.",
    "inspection": "Không tìm thấy kế hoạch kiểm tra này.",
    "minutes": "Không tìm thấy biên bản này.",
    "paper_opinion": "Không tìm thấy đơn vị được lấy ý kiến.",
    "person": "Không tìm thấy người này.",
    "score_evidence": "Không tìm thấy minh chứng này.",
    "system": "Không tìm thấy hệ thống này.",
    "task": "Không tìm thấy nhiệm vụ này.",
    "task_group": "Không tìm thấy nhóm nhiệm vụ này.",
    "unit": "Không tìm thấy đơn vị này.",
    "visit": "Không tìm thấy buổi làm việc này.",
    "visit_medium": "Không tìm thấy ảnh, video này.",
}
"""By entity; a record of another one is "bản ghi"."""


def require(session: Session, table: type[Record], record_id: str) -> Record:
    """A living record by id.

    Raises:
        NotFoundError: it never was here, or it or what owns it was deleted.
    """
    record = session.get(table, record_id)
    if record is None or is_gone(session, record):
        raise NotFoundError(_MISSING.get(table.ENTITY, "Không tìm thấy bản ghi này."), "Có thể đã bị xoá; xem Lịch sử.")
    return record


def is_gone(session: Session, record: Synced) -> bool:
    """Whether somebody has deleted the record or what owns it: a write to it would bring the owner back."""
    return record.deleted or (record.root() != record.id and bool(deleted_owners(session, {record.root()})))


def deleted_owners(session: Session, owner_ids: Iterable[str]) -> set[str]:
    """Which of these owners, of whatever kind, are deleted."""
    tables = {table.ENTITY: table for table in known_entities()}
    found: set[str] = set()
    with session.no_autoflush:
        for chunk in chunks(owner_ids):
            its = RecordStateRow.entity.in_(tables) & RecordStateRow.entity_id.in_(chunk)
            for row in session.execute(select(RecordStateRow.entity, RecordStateRow.entity_id).where(its)):
                owner = session.get(tables[row.entity], row.entity_id)
                found |= {owner.id} if owner is not None and owner.deleted else set()
    return found


def put(session: Session, table: type[Record], record_id: str, **values: Any) -> Record:
    """Make the record of a natural id say these values: new, brought back after a deletion, or changed."""
    known = session.get(table, record_id)
    if known is None:
        known = table(id=record_id, **values)
        session.add(known)
    else:
        assign(known, deleted=False, **values)
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
    return rank_among(session.execute(statement.order_by(columns.rank, columns.id)).all(), after)


def rank_among(rows: Sequence[Any], after: str | None, *, moved: str = "") -> str:
    """A rank behind one of these rows in order, the moved one left out; None is the end, "" the start.

    Behind one of several of equal rank, as two desks give it, is behind them all.
    """
    others = [row for row in rows if row.id != moved]
    ids = [row.id for row in others]
    place = 0 if after == "" else ids.index(after) + 1 if after in ids else len(ids)
    before = others[place - 1].rank if place else None
    following = next((row.rank for row in others[place:] if before is None or row.rank > before), None)
    return rank.between(before, following)
