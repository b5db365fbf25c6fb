"""Reads inspections, field work and minutes from a session into frozen records. Nothing here writes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import RecordStateRow, Synced
from app.models.derived import chunks
from app.models.fitting import told
from app.models.inspection import checklists
from app.models.inspection.entities import (
    AnswerRow,
    ChecklistRow,
    DelegateRow,
    InspectionRow,
    MediumRow,
    MinutesEntryRow,
    MinutesRow,
    MinutesSealRow,
    ParticipantRow,
    SignatoryRow,
    VisitChecklistRow,
    VisitDelegateRow,
    VisitRow,
)
from app.models.inspection.minutes_records import (
    AnsweredChecklist,
    AnsweredItem,
    Capacity,
    Checklist,
    Entry,
    FieldWork,
    Medium,
    MediumKind,
    Minutes,
    Part,
    Participant,
    Signatory,
    original_of,
    result_of,
    shown_of,
    taker_of,
)
from app.models.inspection.records import (
    Delegate,
    Delegation,
    DelegationKind,
    InspectedUnit,
    Inspection,
    Role,
    Visit,
    VisitState,
    agreement_of,
    notice_of,
    period_of,
    times_of,
    trigger_of,
)
from app.models.plan.deadline import Deadline
from app.models.units.entities import Unit
from app.models.writing import require

Row = TypeVar("Row", bound=Synced)
Kind = TypeVar("Kind", bound=StrEnum)


def inspections(session: Session) -> tuple[Inspection, ...]:
    """Every inspection plan, newest first."""
    rows = session.scalars(
        select(InspectionRow).where(InspectionRow.deleted.is_(False)).order_by(InspectionRow.id.desc())
    ).all()
    return _inspections(session, rows)


def inspection(session: Session, inspection_id: str) -> Inspection:
    """One inspection plan whole.

    Raises:
        NotFoundError: no such plan, or deleted.
    """
    return _inspections(session, [require(session, InspectionRow, inspection_id)])[0]


def visit(session: Session, visit_id: str) -> Visit:
    """One visit.

    Raises:
        NotFoundError: no such visit, or deleted.
    """
    return _visits(session, [require(session, VisitRow, visit_id)])[0]


def _inspections(session: Session, rows: Sequence[InspectionRow]) -> tuple[Inspection, ...]:
    ids = [row.id for row in rows]
    delegates: dict[str, list[Delegate]] = defaultdict(list)
    visits: dict[str, list[Visit]] = defaultdict(list)
    for delegate in _listed(session, DelegateRow, "inspection_id", ids):
        delegates[delegate.inspection_id].append(_delegate(delegate))
    for found in _visits(session, _listed(session, VisitRow, "inspection_id", ids)):
        visits[found.inspection_id].append(found)
    return tuple(_inspection(row, tuple(delegates[row.id]), tuple(visits[row.id])) for row in rows)


def _inspection(row: InspectionRow, delegates: tuple[Delegate, ...], visits: tuple[Visit, ...]) -> Inspection:
    first_day, last_day = period_of(row.period or {})
    return Inspection(
        id=row.id,
        title=row.title,
        purpose=row.purpose,
        subject=row.subject,
        content=row.content,
        first_day=first_day,
        last_day=last_day,
        delegation=delegation_of(row.delegation),
        delegates=delegates,
        visits=visits,
        sudden_reason=row.sudden_reason,
        agreement=agreement_of(row.agreement) if row.agreement else None,
        trigger=trigger_of(row.trigger) if row.trigger else None,
        made_at=instant(row.made_at),
        note=row.note,
    )


def delegation_of(data: Mapping[str, Any] | None) -> Delegation:
    """The delegation line that a stored form holds."""
    data = data or {}
    return Delegation(
        _one_of(DelegationKind, data.get("kind", ""), DelegationKind.PROVINCE), data.get("group_number", "")
    )


def _delegate(row: DelegateRow) -> Delegate:
    return Delegate(row.id, row.name, row.position, row.unit, _one_of(Role, row.role, Role.MEMBER), row.person_id)


def _visits(session: Session, rows: Sequence[VisitRow]) -> list[Visit]:
    ids = [row.id for row in rows]
    names = unit_names(session, {row.unit_id for row in rows})
    going: dict[str, list[str]] = defaultdict(list)
    for link in _listed(session, VisitDelegateRow, "visit_id", ids):
        going[link.visit_id].append(link.delegate_id)
    minutes = newest_minutes(session, ids)
    adopted = adopted_ids(session, [row.id for row in minutes.values()])
    begun = {row.visit_id for row in _listed(session, AnswerRow, "visit_id", ids) if row.answer}
    begun |= {row.visit_id for row in _listed(session, MediumRow, "visit_id", ids)}
    found = []
    for row in rows:
        record = minutes.get(row.id)
        start, end = times_of(row.times or {})
        found.append(
            Visit(
                id=row.id,
                inspection_id=row.inspection_id,
                unit=InspectedUnit(row.unit_id, names.get(row.unit_id, "")),
                start=start,
                end=end,
                place=row.place,
                car=row.car,
                notice=notice_of(row.notice) if row.notice else None,
                delegate_ids=tuple(going[row.id]),
                state=_state(record.id if record else "", adopted, is_begun=row.id in begun),
                minutes_id=record.id if record else "",
            )
        )
    return found


def _state(minutes_id: str, adopted: set[str], *, is_begun: bool) -> VisitState:
    if minutes_id:
        return VisitState.ADOPTED if minutes_id in adopted else VisitState.DRAFTED
    return VisitState.IN_FIELD if is_begun else VisitState.PLANNED


def newest_minutes(session: Session, visit_ids: Sequence[str]) -> dict[str, MinutesRow]:
    """Visit id -> the newest version of its minutes."""
    rows = _listed(session, MinutesRow, "visit_id", visit_ids, MinutesRow.version)
    return {row.visit_id: row for row in rows}


def versions(session: Session, visit_id: str) -> tuple[str, ...]:
    """Ids of the minutes of a visit, oldest version first."""
    return tuple(row.id for row in _listed(session, MinutesRow, "visit_id", [visit_id], MinutesRow.version))


def adopted_ids(session: Session, minutes_ids: Sequence[str]) -> set[str]:
    """Those of the minutes that were agreed."""
    return {row.minutes_id for row in _listed(session, MinutesSealRow, "minutes_id", minutes_ids)}


def seals(session: Session, minutes_id: str) -> Sequence[MinutesSealRow]:
    """The seals of minutes, oldest first: two where two desks agreed them at once."""
    return _listed(session, MinutesSealRow, "minutes_id", [minutes_id])


def own_checklists(session: Session) -> tuple[Checklist, ...]:
    """The province's own checklists, every version, oldest first."""
    rows = session.scalars(
        select(ChecklistRow).where(ChecklistRow.deleted.is_(False)).order_by(ChecklistRow.key, ChecklistRow.version)
    )
    return tuple(
        checklists.from_json(row.key, {"title": row.title, "version": row.version, "items": row.items}) for row in rows
    )


def field_work(session: Session, visit_id: str) -> FieldWork:
    """What a visit found so far."""
    media = [_medium(row) for row in _listed(session, MediumRow, "visit_id", [visit_id]) if row.file]
    answers = {(row.checklist_key, row.item_key): row for row in _listed(session, AnswerRow, "visit_id", [visit_id])}
    used = _listed(session, VisitChecklistRow, "visit_id", [visit_id], VisitChecklistRow.rank)
    lists = [checklists.from_json(row.key, row.content) for row in used]
    asked = {(one.key, item.key) for one in lists for item in one.items}
    return FieldWork(
        visit_id,
        tuple(
            AnsweredChecklist(
                one, tuple(_answered(one, item.key, answers.get((one.key, item.key)), media) for item in one.items)
            )
            for one in lists
        ),
        tuple(one for one in media if (one.checklist_key, one.item_key) not in asked),
    )


def _answered(checklist: Checklist, item_key: str, row: AnswerRow | None, media: Sequence[Medium]) -> AnsweredItem:
    item = next(one for one in checklist.items if one.key == item_key)
    of_item = tuple(one for one in media if (one.checklist_key, one.item_key) == (checklist.key, item_key))
    answer = (row.answer if row else None) or {}
    return AnsweredItem(
        item,
        result_of(answer) if answer else None,
        row.note if row else "",
        answer.get("person", ""),
        of_item,
    )


def _medium(row: MediumRow) -> Medium:
    shown, taken = row.shown or {}, row.taken or {}
    name, sha256, size = original_of(row.file)
    return Medium(
        id=row.id,
        kind=_one_of(MediumKind, row.kind, MediumKind.PHOTO),
        name=name,
        sha256=sha256,
        size=size,
        checklist_key=row.checklist_key,
        item_key=row.item_key,
        caption=row.caption,
        shown_sha256=shown_of(shown) if shown else "",
        width=shown.get("width", 0),
        height=shown.get("height", 0),
        taken_at=f"{taken.get('at') or ''}{taken.get('offset') or ''}",
        latitude=taken.get("latitude") or "",
        longitude=taken.get("longitude") or "",
        duration_ms=row.duration_ms,
        added_at=instant(row.added_at),
        person=row.person,
    )


def minutes(session: Session, minutes_id: str, *, delegation_name: str) -> Minutes:
    """Minutes as their records stand now. `delegation_name`: what line a) calls the province's own delegation.

    Raises:
        NotFoundError: no such minutes, or deleted.
    """
    row = require(session, MinutesRow, minutes_id)
    entries = _listed(session, MinutesEntryRow, "minutes_id", [row.id], MinutesEntryRow.rank)
    names = unit_names(session, {row.unit_id, *(one.unit_id for one in entries)})
    return Minutes(
        id=row.id,
        visit_id=row.visit_id,
        inspection_id=row.inspection_id,
        unit=InspectedUnit(row.unit_id, names.get(row.unit_id, "")),
        unit_name=row.unit_name,
        version=row.version,
        replaces=row.replaces,
        correction_reason=row.correction_reason,
        started_at=instant(row.started_at),
        ended_at=instant(row.ended_at),
        place=row.place,
        delegation=delegation_of(row.delegation),
        delegation_name=delegation_name,
        participants=_participants(session, row.id),
        content=row.content,
        entries=tuple(_entry(one, names) for part in Part for one in entries if one.part == part),
        copies=row.copies,
        signatories=tuple(
            Signatory(one.id, one.title, one.capacity, one.name, one.position)
            for one in _listed(session, SignatoryRow, "minutes_id", [row.id], SignatoryRow.rank)
        ),
        taker=taker_of(row.taker) if row.taker else None,
        has_national_header=row.has_national_header,
        has_agency_header=row.has_agency_header,
        has_annex=row.has_annex,
        field_work=field_work(session, row.visit_id),
    )


def _participants(session: Session, minutes_id: str) -> tuple[Participant, ...]:
    """In the form's order: head, members; chair, focal point, others."""
    order = list(Capacity)
    rows = _listed(session, ParticipantRow, "minutes_id", [minutes_id], ParticipantRow.rank)
    found = [
        Participant(row.id, _one_of(Capacity, row.capacity, Capacity.ATTENDANT), row.name, row.position) for row in rows
    ]
    return tuple(sorted(found, key=lambda one: order.index(one.capacity)))


def last_chair(session: Session, unit_id: str, *, but: str) -> tuple[str, str]:
    """Name and position of who chaired for a unit when minutes with it were last agreed; empty where none were."""
    rows = session.scalars(
        select(MinutesRow)
        .where(MinutesRow.unit_id == unit_id, MinutesRow.id != but, MinutesRow.deleted.is_(False))
        .order_by(MinutesRow.started_at.desc(), MinutesRow.version.desc())
    ).all()
    agreed = adopted_ids(session, [row.id for row in rows])
    last = next((row for row in rows if row.id in agreed), None)
    chairs = [one for one in _participants(session, last.id) if one.capacity is Capacity.CHAIR] if last else []
    return (chairs[0].name, chairs[0].position) if chairs else ("", "")


def _entry(row: MinutesEntryRow, names: Mapping[str, str]) -> Entry:
    return Entry(
        row.id,
        Part(row.part),
        row.text,
        row.objective_cause,
        row.subjective_cause,
        InspectedUnit(row.unit_id, names.get(row.unit_id, "")) if row.unit_id else None,
        Deadline.from_json(row.deadline) if row.deadline else None,
        row.addressee,
        row.origin,
    )


def unit_names(session: Session, ids: set[str]) -> dict[str, str]:
    """Unit id -> name, of those that are here."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        found.update({key: name for key, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(chunk)))})
    return found


def _listed(session: Session, table: type[Row], owner: str, ids: Sequence[str], *order: Any) -> list[Row]:
    """The living rows of some owners, by rank where they have one, ties by id."""
    columns: Any = table
    found: list[Row] = []
    if not order and hasattr(table, "rank"):
        order = (columns.rank,)
    for chunk in chunks(ids):
        statement = select(table).where(getattr(columns, owner).in_(chunk), table.deleted.is_(False))
        found += told(table, session.scalars(statement.order_by(*order, table.id)))
    return found


def _one_of(kinds: type[Kind], text: str, otherwise: Kind) -> Kind:
    """A word of a list; one of a newer version, or not arrived yet, is read as `otherwise`."""
    return kinds(text) if text in set(kinds) else otherwise


def instant(text: str | None) -> datetime | None:
    """The instant of a stored text, or None."""
    return vietnam_time.from_iso(text) if text else None


def all_seals(session: Session) -> Sequence[MinutesSealRow]:
    """Every seal with its content, newest first."""
    rows = session.scalars(
        select(MinutesSealRow)
        .where(MinutesSealRow.deleted.is_(False))
        .order_by(MinutesSealRow.sealed_at.desc(), MinutesSealRow.id.desc())
    ).all()
    return [row for row in told(MinutesSealRow, rows) if row.seal]


def entities_of(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Record id -> the wire name of its entity."""
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        rows = session.execute(
            select(RecordStateRow.entity_id, RecordStateRow.entity).where(RecordStateRow.entity_id.in_(chunk))
        )
        found.update({record_id: entity for record_id, entity in rows})
    return found
