"""Biên bản làm việc (mẫu 6.4): begun from the visit, filled from the records, its single fields. Each verb one act."""

from collections.abc import Mapping
from datetime import datetime

from app.models import queries as shared
from app.models import vietnam_time
from app.models.base import Synced
from app.models.errors import InvalidInputError, RefusedError
from app.models.inspection import agreed, followup_queries, prefilling, queries
from app.models.inspection.checks import Finding, check_minutes
from app.models.inspection.entities import (
    InspectionRow,
    MinutesEntryRow,
    MinutesRow,
    ParticipantRow,
    SignatoryRow,
)
from app.models.inspection.minutes_records import Minutes
from app.models.inspection.records import DelegationKind
from app.models.recording import RecordingSession
from app.models.writing import assign, put, rank_after, require
from app.services import settings
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding

_LABELS = {"place": "Địa điểm", "content": "Nội dung làm việc", "unit_name": "Tên đơn vị"}
_MOST_COPIES = 99


def start(desk: Desk, *, visit_id: str) -> Outcome:
    """Begin the minutes of a visit, filled as far as the records know. Two desks that begin them make the same record.

    Raises:
        NotFoundError: no such visit.
        RefusedError: the visit has minutes already.
    """
    with desk.act("Lập biên bản làm việc") as act:
        visit = queries.visit(act.session, visit_id)
        if visit.minutes_id:
            raise RefusedError(f"{visit.unit.shown} đã có biên bản làm việc.", "Mở biên bản đang có.")
        plan = require(act.session, InspectionRow, visit.inspection_id)
        record_id = desk.natural_id("minutes", f"{visit_id}/1")
        put(
            act.session,
            MinutesRow,
            record_id,
            visit_id=visit_id,
            inspection_id=visit.inspection_id,
            unit_id=visit.unit.id,
            unit_name=visit.unit.name,
            started_at=vietnam_time.iso(visit.start) if visit.start else None,
            ended_at=vietnam_time.iso(visit.end) if visit.end else None,
            place=visit.place,
            delegation=plan.delegation,
            copies=prefilling.COPIES,
        )
        act.session.flush()
        _fill(desk, act.session, record_id, anew=True)
    return act.outcome


def prefill(desk: Desk, *, minutes_id: str) -> Outcome:
    """Add what the records know by now and the minutes do not hold; nothing typed is overwritten or brought back.

    Raises:
        RefusedError: they were agreed.
    """
    with desk.act("Điền biên bản từ số liệu đã có") as act:
        row = guarding.open_minutes(act.session, minutes_id)
        visit = queries.visit(act.session, row.visit_id)
        known = {
            "unit_name": visit.unit.name,
            "started_at": vietnam_time.iso(visit.start) if visit.start else None,
            "ended_at": vietnam_time.iso(visit.end) if visit.end else None,
            "place": visit.place,
        }
        assign(row, **{name: value for name, value in known.items() if value and not getattr(row, name)})
        _fill(desk, act.session, minutes_id)
    return act.outcome


def minutes(desk: Desk, *, minutes_id: str) -> Minutes:
    """Minutes as they are to be read: the agreed content where they were agreed, else as they stand.

    Raises:
        NotFoundError: no such minutes.
    """
    with desk.workspace.reading() as session:
        return agreed.shown(session, minutes_id, delegation_name=guarding.delegation_name(desk))


def of_visit(desk: Desk, *, visit_id: str) -> tuple[Minutes, ...]:
    """Every version of the minutes of a visit, oldest first."""
    with desk.workspace.reading() as session:
        name = guarding.delegation_name(desk)
        return tuple(agreed.shown(session, one, delegation_name=name) for one in queries.versions(session, visit_id))


def findings(desk: Desk, *, minutes_id: str) -> tuple[Finding, ...]:
    """What to settle before "Thông qua"; nothing once they were agreed."""
    with desk.workspace.reading() as session:
        if queries.adopted_ids(session, [minutes_id]):
            return ()
        return check_minutes(queries.minutes(session, minutes_id, delegation_name=guarding.delegation_name(desk)))


def edit(
    desk: Desk,
    *,
    minutes_id: str,
    place: str | None = None,
    content: str | None = None,
    unit_name: str | None = None,
    has_national_header: bool | None = None,
    has_agency_header: bool | None = None,
    has_annex: bool | None = None,
) -> Outcome:
    """Change the words of mục 2, 3.b or 4, or switch on what the form does not have.

    Raises:
        RefusedError: the minutes were agreed.
    """
    words = {"place": place, "content": content, "unit_name": unit_name}
    switches = {
        "has_national_header": has_national_header,
        "has_agency_header": has_agency_header,
        "has_annex": has_annex,
    }
    values: dict[str, object] = {
        name: typed(value, where=_LABELS[name]) for name, value in words.items() if value is not None
    }
    values |= {name: value for name, value in switches.items() if value is not None}
    with desk.act("Sửa biên bản") as act:
        assign(guarding.open_minutes(act.session, minutes_id), **values)
    return act.outcome


def set_start(desk: Desk, *, minutes_id: str, at: datetime | None) -> Outcome:
    """Set when the meeting began (mục 1); None leaves the form's blanks."""
    with desk.act("Đặt giờ bắt đầu làm việc") as act:
        assign(guarding.open_minutes(act.session, minutes_id), started_at=vietnam_time.iso(at) if at else None)
    return act.outcome


def set_end(desk: Desk, *, minutes_id: str, at: datetime | None) -> Outcome:
    """Set when the meeting ended; None leaves the form's blanks."""
    with desk.act("Đặt giờ kết thúc làm việc") as act:
        assign(guarding.open_minutes(act.session, minutes_id), ended_at=vietnam_time.iso(at) if at else None)
    return act.outcome


def set_copies(desk: Desk, *, minutes_id: str, copies: int | None) -> Outcome:
    """Set the number of copies.

    Raises:
        InvalidInputError: not 1 to 99.
    """
    if copies is not None and not 1 <= copies <= _MOST_COPIES:
        raise InvalidInputError(f"Số bản {copies} không hợp lệ.", f"Nhập từ 1 đến {_MOST_COPIES}.")
    with desk.act("Đặt số bản") as act:
        assign(guarding.open_minutes(act.session, minutes_id), copies=copies)
    return act.outcome


def set_delegation(desk: Desk, *, minutes_id: str, kind: DelegationKind, group_number: str = "") -> Outcome:
    """Say whose delegation line a) names: the central working group with its number, or the province's task force."""
    number = typed(group_number, where="Nhóm Công tác số") if kind is DelegationKind.CENTRAL else ""
    with desk.act("Đổi dòng Đoàn Công tác") as act:
        row = guarding.open_minutes(act.session, minutes_id)
        assign(row, delegation={"kind": kind.value, "group_number": number})
    return act.outcome


def set_taker(desk: Desk, *, minutes_id: str, name: str, position: str = "") -> Outcome:
    """Name the one who took the minutes; an empty name prints none, as the form."""
    name = typed(name, where="Người ghi biên bản")
    taker = {"name": name, "position": typed(position, where="Chức vụ")} if name else None
    with desk.act("Ghi người ghi biên bản") as act:
        assign(guarding.open_minutes(act.session, minutes_id), taker=taker)
    return act.outcome


def remove(desk: Desk, *, minutes_id: str) -> Outcome:
    """Delete a draft.

    Raises:
        RefusedError: they were agreed.
    """
    with desk.act("Xoá dự thảo biên bản") as act:
        guarding.open_minutes(act.session, minutes_id).deleted = True
    return act.outcome


def _fill(desk: Desk, session: RecordingSession, minutes_id: str, *, anew: bool = False) -> None:
    """Propose what is known. A line that a person removed stays removed, unless the minutes are begun anew."""
    row = require(session, MinutesRow, minutes_id)
    plan = queries.inspection(session, row.inspection_id)
    visit = queries.visit(session, row.visit_id)
    going = plan.going(visit)
    focal_point = visit.notice.recipient if visit.notice else ""
    known = {card.full_name: card.position for card in shared.people(session)}
    host = prefilling.Host(
        queries.last_chair(session, row.unit_id, but=minutes_id), (focal_point, known.get(focal_point, ""))
    )
    for person in prefilling.participants(going, host):
        side = person.capacity.side.value
        values = {"capacity": person.capacity.value, "name": person.name, "position": person.position}
        _propose(desk, session, ParticipantRow, minutes_id, person.key, values, {"side": side}, anew=anew)
    work = queries.field_work(session, row.visit_id)
    earlier = followup_queries.earlier(
        session, row.unit_id, visit_id=row.visit_id, now=desk.now(), warn_days=settings.warn_days(desk)
    )
    for entry in prefilling.entries(work, earlier):
        values = {"text": entry.text, "origin": entry.key}
        _propose(desk, session, MinutesEntryRow, minutes_id, entry.key, values, {"part": entry.part.value}, anew=anew)
    for one in prefilling.signatories(going, host):
        values = {"title": one.title, "capacity": one.capacity, "name": one.name, "position": one.position}
        _propose(desk, session, SignatoryRow, minutes_id, one.key, values, {}, anew=anew)


def _propose(
    desk: Desk,
    session: RecordingSession,
    table: type[Synced],
    minutes_id: str,
    key: str,
    values: Mapping[str, str],
    among: Mapping[str, str],
    *,
    anew: bool,
) -> None:
    """Add one line of a natural id at the end of its list (`among`: which list) where it never was."""
    record_id = desk.natural_id(table.ENTITY, f"{minutes_id}/{key}")
    known = session.get(table, record_id)
    if known is not None and not (anew and known.deleted):
        return
    place = rank_after(session, table, "minutes_id", minutes_id, None, **among)
    put(session, table, record_id, minutes_id=minutes_id, rank=place, **among, **values)
    session.flush()
