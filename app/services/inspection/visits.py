"""Buổi làm việc: which units, in which order, when, who goes, the notice of the schedule, the calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.inspection import queries
from app.models.inspection.checks import late_notice
from app.models.inspection.clashes import clashes, end_of
from app.models.inspection.entities import DelegateRow, VisitDelegateRow, VisitRow
from app.models.inspection.records import Inspection, Visit
from app.models.writing import assign, put, rank_after, remove, require
from app.services import working_time
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding, plans
from app.services.tasks import find_unit


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """A visit as the calendar shows it, with what it clashes with."""

    visit: Visit
    title: str
    """Of the plan."""
    start: datetime
    end: datetime
    """Half a day after the start where none is set."""
    people: tuple[str, ...]
    clashes: tuple[str, ...] = ()


def add_visit(
    desk: Desk,
    *,
    inspection_id: str,
    unit: str,
    start: datetime | None = None,
    end: datetime | None = None,
    place: str = "",
    car: str = "",
) -> Outcome:
    """Add a unit (id or name) to a plan, at the end of its order.

    Raises:
        InvalidInputError: unknown unit, one that the plan has already, or the end is not after the start.
    """
    values = {
        "times": _times(start, end),
        "place": typed(place, where="Địa điểm"),
        "car": typed(car, where="Xe"),
    }
    with desk.act("Thêm đơn vị kiểm tra") as act:
        unit_id = find_unit(act.session, unit, where="Đơn vị kiểm tra")
        plan = queries.inspection(act.session, inspection_id)
        known = next((one for one in plan.visits if one.unit.id == unit_id), None)
        if known is not None:
            raise InvalidInputError(f"Kế hoạch đã có {known.unit.shown}.", "Sửa buổi làm việc đã có.")
        row = guarding.put_visit(desk, act.session, inspection_id, unit_id)
        assign(row, **values, notice=None)
    return act.outcome


def edit_visit(desk: Desk, *, visit_id: str, place: str | None = None, car: str | None = None) -> Outcome:
    """Change place or car of a visit.

    Raises:
        RefusedError: its minutes were agreed.
    """
    given = {"place": (place, "Địa điểm"), "car": (car, "Xe")}
    values = {name: typed(value, where=label) for name, (value, label) in given.items() if value is not None}
    with desk.act("Sửa buổi làm việc") as act:
        guarding.refuse_adopted_visit(act.session, visit_id)
        assign(require(act.session, VisitRow, visit_id), **values)
    return act.outcome


def set_visit_times(desk: Desk, *, visit_id: str, start: datetime | None, end: datetime | None = None) -> Outcome:
    """Set when a visit is made. A notice already sent stays; findings say when it no longer leaves 03 working days.

    Raises:
        InvalidInputError: the end is not after the start.
        RefusedError: its minutes were agreed.
    """
    times = _times(start, end)
    with desk.act("Đặt giờ làm việc") as act:
        guarding.refuse_adopted_visit(act.session, visit_id)
        assign(require(act.session, VisitRow, visit_id), times=times)
    return act.outcome


def move_visit(desk: Desk, *, visit_id: str, after: str | None = None) -> Outcome:
    """Put a visit after another of its plan; "" first, None last."""
    with desk.act("Đổi thứ tự kiểm tra") as act:
        row = require(act.session, VisitRow, visit_id)
        if after != row.id:
            row.rank = rank_after(act.session, VisitRow, "inspection_id", row.inspection_id, after)
    return act.outcome


def remove_visit(desk: Desk, *, visit_id: str) -> Outcome:
    """Take a unit out of a plan.

    Raises:
        RefusedError: its minutes were agreed.
    """
    with desk.act("Bỏ đơn vị kiểm tra") as act:
        guarding.refuse_adopted_visit(act.session, visit_id)
        require(act.session, VisitRow, visit_id).deleted = True
    return act.outcome


def choose_delegates(desk: Desk, *, visit_id: str, delegate_ids: Sequence[str]) -> Outcome:
    """Say who goes to this visit; nobody named means the whole delegation."""
    with desk.act("Chọn người đi kiểm tra") as act:
        row = require(act.session, VisitRow, visit_id)
        ids = {desk.natural_id("visit_delegate", f"{visit_id}/{one}"): one for one in delegate_ids}
        remove(act.session, VisitDelegateRow, "visit_id", visit_id, keep=tuple(ids))
        for record_id, delegate_id in ids.items():
            require(act.session, DelegateRow, delegate_id)
            put(
                act.session,
                VisitDelegateRow,
                record_id,
                inspection_id=row.inspection_id,
                visit_id=visit_id,
                delegate_id=delegate_id,
            )
    return act.outcome


def send_notice(
    desk: Desk, *, visit_id: str, sent_at: datetime, recipient: str, channel: str = "", document: str = ""
) -> Outcome:
    """Record that the schedule was announced to the unit through its focal point (Sổ tay 6.3.b).

    Raises:
        RefusedError: less than 03 working days before the visit, unless the plan is "đột xuất".
        InvalidInputError: no recipient, the visit has no time, sent after it, or the plan lacks a mandatory field.
    """
    notice = {
        "sent_at": vietnam_time.iso(sent_at),
        "recipient": typed(recipient, where="Đầu mối của đơn vị", required=True),
        "channel": typed(channel, where="Kênh gửi"),
        "document": typed(document, where="Văn bản thông báo"),
    }
    plan, visit = _planned(desk, visit_id)
    plans.refuse_incomplete(plan, now=desk.now())
    if visit.start is None:
        raise InvalidInputError(f"{visit.unit.shown}: chưa có giờ làm việc.", "Đặt ngày, giờ làm việc rồi thông báo.")
    if sent_at >= visit.start:
        raise InvalidInputError(f"{visit.unit.shown}: thông báo gửi sau buổi làm việc.", "Sửa ngày, giờ gửi.")
    last = working_time.notice_times(desk, visit=vietnam_time.today(visit.start), unit_id=visit.unit.id).latest
    if sent_at > last and not plan.is_sudden:
        raise RefusedError(
            late_notice(visit, last), "Dời ngày làm việc, hoặc ghi lý do kiểm tra đột xuất trong kế hoạch."
        )
    with desk.act("Ghi thông báo lịch làm việc") as act:
        notice["calendar"] = working_time.freeze(desk, act.session, unit_id=visit.unit.id)
        assign(require(act.session, VisitRow, visit_id), notice=notice)
    return act.outcome


def visit(desk: Desk, *, visit_id: str) -> Visit:
    """One visit.

    Raises:
        NotFoundError: no such visit.
    """
    with desk.workspace.reading() as session:
        return queries.visit(session, visit_id)


def calendar(desk: Desk, *, first: date, last: date) -> tuple[CalendarEntry, ...]:
    """Every visit of every plan from a day to a day, by time, with its clashes."""
    with desk.workspace.reading() as session:
        every = queries.inspections(session)
    said: dict[str, list[str]] = {}
    for clash in clashes(every):
        for visit_id in (clash.first_id, clash.second_id):
            said.setdefault(visit_id, []).append(clash.message)
    found = []
    for plan in every:
        for one in plan.visits:
            ends = end_of(one)
            if one.start is None or ends is None or not first <= vietnam_time.today(one.start) <= last:
                continue
            people = tuple(delegate.name for delegate in plan.going(one))
            found.append(CalendarEntry(one, plan.title, one.start, ends, people, tuple(said.get(one.id, ()))))
    return tuple(sorted(found, key=lambda entry: (entry.start, entry.visit.id)))


def _times(start: datetime | None, end: datetime | None) -> dict[str, str | None] | None:
    if start is None:
        if end is not None:
            raise InvalidInputError("Buổi làm việc có giờ kết thúc mà chưa có giờ bắt đầu.", "Nhập giờ bắt đầu.")
        return None
    if end is not None and end <= start:
        raise InvalidInputError("Giờ kết thúc không sau giờ bắt đầu.", "Sửa lại một trong hai giờ.")
    return {"start": vietnam_time.iso(start), "end": vietnam_time.iso(end) if end else None}


def _planned(desk: Desk, visit_id: str) -> tuple[Inspection, Visit]:
    with desk.workspace.reading() as session:
        found = queries.visit(session, visit_id)
        return queries.inspection(session, found.inspection_id), found
