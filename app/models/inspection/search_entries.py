"""What the search everywhere finds of inspections: plans by their words, minutes by everything written in them."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.inspection.entities import InspectionRow, MinutesEntryRow, MinutesRow, ParticipantRow
from app.models.recording import Ref
from app.models.search_lines import Found, Line

_PARTS = (MinutesEntryRow.ENTITY, ParticipantRow.ENTITY)


def of(session: Session, refs: Iterable[Ref]) -> Found:
    """The search lines of the plans and minutes that changed; minutes of a deleted plan are hidden with it."""
    refs = tuple(refs)
    plans = {ref.id for ref in refs if ref.entity == InspectionRow.ENTITY}
    minutes = {ref.id for ref in refs if ref.entity == MinutesRow.ENTITY}
    minutes |= {ref.root_id for ref in refs if ref.entity in _PARTS}
    minutes |= set(session.scalars(select(MinutesRow.id).where(MinutesRow.inspection_id.in_(plans))))
    lines: list[Line] = []
    gone: list[tuple[str, str]] = []
    for plan in session.scalars(select(InspectionRow).where(InspectionRow.id.in_(plans))):
        if plan.deleted:
            gone.append((plan.ENTITY, plan.id))
        else:
            words = (plan.purpose, plan.subject, plan.content, plan.note)
            lines.append((plan.ENTITY, plan.id, plan.title, plan.subject, words))
    for one, owner in _with_plans(session, minutes):
        if one.deleted or owner is None or owner.deleted:
            gone.append((one.ENTITY, one.id))
        else:
            lines.append(_of_minutes(session, one, owner))
    return Found(lines, gone)


def everything(session: Session) -> Found:
    """The search lines of all plans and minutes, for making the index anew."""
    refs = [Ref(InspectionRow.ENTITY, plan_id, plan_id) for plan_id in session.scalars(select(InspectionRow.id))]
    return of(session, refs)


def _with_plans(session: Session, ids: set[str]) -> list[tuple[MinutesRow, InspectionRow | None]]:
    rows = session.scalars(select(MinutesRow).where(MinutesRow.id.in_(ids)))
    return [(row, session.get(InspectionRow, row.inspection_id)) for row in rows]


def _of_minutes(session: Session, row: MinutesRow, plan: InspectionRow) -> Line:
    words = [row.place, row.content]
    mine = select(MinutesEntryRow).where(MinutesEntryRow.minutes_id == row.id, MinutesEntryRow.deleted.is_(False))
    for entry in session.scalars(mine.order_by(MinutesEntryRow.id)):
        words += [entry.text, entry.objective_cause, entry.subjective_cause]
    people = select(ParticipantRow.name).where(ParticipantRow.minutes_id == row.id, ParticipantRow.deleted.is_(False))
    words += session.scalars(people.order_by(ParticipantRow.id))
    started = vietnam_time.from_iso(row.started_at) if row.started_at else None
    day = f" ngày {vietnam_time.show_date(vietnam_time.today(started))}" if started else ""
    version = f" (phiên bản {row.version})" if row.version > 1 else ""
    return (row.ENTITY, row.id, f"Biên bản làm việc với {row.unit_name}{day}{version}", plan.title, words)
