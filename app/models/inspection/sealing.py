"""The seal over agreed minutes: which records it covers, and what was written outside it since."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import RecordState
from app.journal.seal import Seal, outside, seal_over
from app.models.base import RecordStateRow
from app.models.inspection import freezing
from app.models.inspection.entities import (
    AnswerRow,
    MediumRow,
    MinutesEntryRow,
    MinutesRow,
    ParticipantRow,
    SignatoryRow,
    VisitChecklistRow,
)
from app.models.inspection.minutes_records import Minutes

_COVERED = tuple(
    table.ENTITY
    for table in (
        MinutesRow,
        ParticipantRow,
        MinutesEntryRow,
        SignatoryRow,
        VisitChecklistRow,
        AnswerRow,
        MediumRow,
    )
)
"""What the paper and its annex show."""


def seal(session: Session, minutes: Minutes, earlier: Sequence[str]) -> Seal:
    """A seal over minutes and the field work they rest on; `earlier` are the seals of these minutes known here."""
    tree = dict.fromkeys((minutes.id, minutes.visit_id), _COVERED)
    return seal_over(minutes.id, _states(session, minutes), freezing.frozen_bytes(minutes), tuple(earlier), tree)


def written_outside(session: Session, minutes: Minutes, known: Seal) -> dict[str, tuple[str, ...]]:
    """Record id -> names of the fields written outside the seal ("sửa ngoài bản đã chốt")."""
    return outside(known, _states(session, minutes))


def _states(session: Session, minutes: Minutes) -> Mapping[str, RecordState]:
    rows = session.scalars(
        select(RecordStateRow).where(
            RecordStateRow.root_id.in_((minutes.id, minutes.visit_id)), RecordStateRow.entity.in_(_COVERED)
        )
    )
    return {row.entity_id: RecordState.from_json(row.state) for row in rows}
