"""Kế hoạch kiểm tra: its five mandatory fields, the delegation, agreement, and where it starts from."""

from collections.abc import Mapping
from datetime import date, datetime

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.inspection import queries
from app.models.inspection.checks import Finding, check_plan
from app.models.inspection.clashes import clashes
from app.models.inspection.entities import DelegateRow, InspectionRow
from app.models.inspection.records import DelegationKind, Inspection, Role, Trigger
from app.models.recording import RecordingSession
from app.models.writing import assign, rank_after, require
from app.services.desk import Desk, Outcome, typed
from app.services.inspection import guarding
from app.services.tasks import find_unit

_LABELS = {
    "title": "Tên kế hoạch kiểm tra",
    "purpose": "Mục đích",
    "subject": "Đối tượng",
    "content": "Nội dung",
    "note": "Ghi chú",
}


def create(
    desk: Desk,
    *,
    title: str,
    purpose: str = "",
    subject: str = "",
    content: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    sudden_reason: str = "",
    kind: DelegationKind = DelegationKind.PROVINCE,
    group_number: str = "",
    trigger: Trigger | None = None,
) -> Outcome:
    """Make an inspection plan; what is missing stays a finding. With a `trigger` its unit is the first visit.

    Raises:
        InvalidInputError: no title, or the days stand the wrong way round.
    """
    row = InspectionRow(
        id=new_id(),
        title=typed(title, where=_LABELS["title"], required=True),
        purpose=typed(purpose, where=_LABELS["purpose"]),
        subject=typed(subject, where=_LABELS["subject"]),
        content=typed(content, where=_LABELS["content"]),
        period=_period(first_day, last_day),
        delegation=_delegation(kind, group_number),
        sudden_reason=typed(sudden_reason, where="Lý do đột xuất"),
        trigger=_trigger(trigger) if trigger else None,
        made_at=vietnam_time.iso(desk.now()),
    )
    with desk.act("Lập kế hoạch kiểm tra") as act:
        act.session.add(row)
        if trigger is not None:
            guarding.put_visit(desk, act.session, row.id, find_unit(act.session, trigger.unit_id))
    return act.outcome


def start_from(desk: Desk, *, trigger: Trigger) -> Outcome:
    """Make a plan that starts from a red or yellow unit (Sổ tay 6.3.a), its figures at that moment recorded.

    Raises:
        InvalidInputError: the unit is not in the directory.
    """
    figures = "; ".join(f"{name}: {value}" for name, value in trigger.figures)
    cause = f" ({figures})" if figures else ""
    return create(
        desk,
        title=f"Kế hoạch kiểm tra, đôn đốc {trigger.unit_name}",
        purpose=f"Kiểm tra, đôn đốc xử lý cảnh báo “{trigger.colour.label}”{cause}.",
        subject=trigger.unit_name,
        trigger=trigger,
    )


def edit(
    desk: Desk,
    *,
    inspection_id: str,
    title: str | None = None,
    purpose: str | None = None,
    subject: str | None = None,
    content: str | None = None,
    note: str | None = None,
) -> Outcome:
    """Change the words of a plan.

    Raises:
        InvalidInputError: an empty title.
        SecretError: a text bears a secrecy stamp.
    """
    given = {"title": title, "purpose": purpose, "subject": subject, "content": content, "note": note}
    values = {
        name: typed(value, where=_LABELS[name], required=name == "title")
        for name, value in given.items()
        if value is not None
    }
    with desk.act("Sửa kế hoạch kiểm tra") as act:
        assign(require(act.session, InspectionRow, inspection_id), **values)
    return act.outcome


def set_period(desk: Desk, *, inspection_id: str, first_day: date | None, last_day: date | None) -> Outcome:
    """Set the time of a plan ("thời gian"): first and last day, or neither.

    Raises:
        InvalidInputError: the days stand the wrong way round, or only one is given.
    """
    period = _period(first_day, last_day)
    with desk.act("Đặt thời gian kiểm tra") as act:
        assign(require(act.session, InspectionRow, inspection_id), period=period)
    return act.outcome


def set_delegation(desk: Desk, *, inspection_id: str, kind: DelegationKind, group_number: str = "") -> Outcome:
    """Say whose delegation it is: the central working group with its number, or the province's task force."""
    stored = _delegation(kind, group_number)
    with desk.act("Đổi đoàn kiểm tra") as act:
        assign(require(act.session, InspectionRow, inspection_id), delegation=stored)
    return act.outcome


def set_sudden(desk: Desk, *, inspection_id: str, reason: str) -> Outcome:
    """Say why the inspection is "đột xuất" and needs no notice; empty: it is announced."""
    reason = typed(reason, where="Lý do đột xuất")
    with desk.act("Ghi kiểm tra đột xuất" if reason else "Bỏ kiểm tra đột xuất") as act:
        assign(require(act.session, InspectionRow, inspection_id), sudden_reason=reason)
    return act.outcome


def agree(
    desk: Desk,
    *,
    inspection_id: str,
    agreed_on: date | None = None,
    body: str | None = None,
    document: str | None = None,
) -> Outcome:
    """Record that the plan was reported to and agreed with the standing body; what is not given stays as recorded.

    Raises:
        InvalidInputError: no body or no day is named, or one of the five mandatory fields is missing.
    """
    given: dict[str, str] = {}
    if agreed_on is not None:
        given["agreed_on"] = agreed_on.isoformat()
    if body is not None:
        given["body"] = typed(body, where="Cơ quan Thường trực", required=True)
    if document is not None:
        given["document"] = typed(document, where="Văn bản thống nhất")
    with desk.act("Ghi thống nhất với Cơ quan Thường trực") as act:
        row = require(act.session, InspectionRow, inspection_id)
        refuse_incomplete(queries.inspection(act.session, inspection_id), now=desk.now())
        agreement = {"document": "", **(row.agreement or {}), **given}
        if not ("agreed_on" in agreement and "body" in agreement):
            raise InvalidInputError("Chưa có cơ quan, ngày thống nhất.", "Ghi cơ quan và ngày thống nhất.")
        assign(row, agreement=agreement)
    return act.outcome


def refuse_incomplete(plan: Inspection, *, now: datetime) -> None:
    """Stop where one of the five mandatory fields is missing (Sổ tay 6.3.a).

    Raises:
        InvalidInputError: names what is missing.
    """
    missing = [one for one in check_plan(plan, now=now, latest_notice={}) if one.rule == "missing_field"]
    if missing:
        raise InvalidInputError(
            missing[0].message, "Điền đủ mục đích, đối tượng, nội dung, thời gian, thành phần đoàn."
        )


def add_delegate(
    desk: Desk,
    *,
    inspection_id: str,
    name: str,
    position: str = "",
    unit: str = "",
    role: Role = Role.MEMBER,
    person_id: str = "",
) -> Outcome:
    """Add a member to the delegation.

    Raises:
        InvalidInputError: no name, or a second Trưởng đoàn.
    """
    values = _person(name, position, unit)
    with desk.act("Thêm thành viên đoàn kiểm tra") as act:
        require(act.session, InspectionRow, inspection_id)
        _refuse_second_head(act.session, inspection_id, role, "")
        place = rank_after(act.session, DelegateRow, "inspection_id", inspection_id, None)
        act.session.add(
            DelegateRow(
                id=new_id(),
                inspection_id=inspection_id,
                rank=place,
                role=role.value,
                person_id=person_id,
                **values,
            )
        )
    return act.outcome


def edit_delegate(
    desk: Desk,
    *,
    delegate_id: str,
    name: str | None = None,
    position: str | None = None,
    unit: str | None = None,
    role: Role | None = None,
) -> Outcome:
    """Change what is given of a member.

    Raises:
        InvalidInputError: an empty name, or a second Trưởng đoàn.
    """
    with desk.act("Sửa thành viên đoàn kiểm tra") as act:
        row = require(act.session, DelegateRow, delegate_id)
        values: dict[str, str] = _person(
            row.name if name is None else name,
            row.position if position is None else position,
            row.unit if unit is None else unit,
        )
        if role is not None:
            _refuse_second_head(act.session, row.inspection_id, role, row.id)
            values["role"] = role.value
        assign(row, **values)
    return act.outcome


def move_delegate(desk: Desk, *, delegate_id: str, after: str | None = None) -> Outcome:
    """Put a member after another; "" first, None last."""
    with desk.act("Đổi thứ tự đoàn kiểm tra") as act:
        row = require(act.session, DelegateRow, delegate_id)
        row.rank = rank_after(act.session, DelegateRow, "inspection_id", row.inspection_id, after)
    return act.outcome


def remove_delegate(desk: Desk, *, delegate_id: str) -> Outcome:
    """Take a member out of the delegation; minutes already begun keep their own lines."""
    with desk.act("Bỏ thành viên đoàn kiểm tra") as act:
        require(act.session, DelegateRow, delegate_id).deleted = True
    return act.outcome


def remove(desk: Desk, *, inspection_id: str) -> Outcome:
    """Delete a plan.

    Raises:
        RefusedError: minutes of one of its visits were agreed.
    """
    with desk.act("Xoá kế hoạch kiểm tra") as act:
        row = require(act.session, InspectionRow, inspection_id)
        for visit in queries.inspection(act.session, inspection_id).visits:
            guarding.refuse_adopted_visit(act.session, visit.id)
        row.deleted = True
    return act.outcome


def inspections(desk: Desk) -> tuple[Inspection, ...]:
    """Every inspection plan, newest first."""
    with desk.workspace.reading() as session:
        return queries.inspections(session)


def inspection(desk: Desk, *, inspection_id: str) -> Inspection:
    """One plan whole.

    Raises:
        NotFoundError: no such plan.
    """
    with desk.workspace.reading() as session:
        return queries.inspection(session, inspection_id)


def findings(desk: Desk, *, inspection_id: str) -> tuple[Finding, ...]:
    """What to settle in a plan: fields, delegation, notices, clashes with every other plan."""
    with desk.workspace.reading() as session:
        every = queries.inspections(session)
        plan = queries.inspection(session, inspection_id)
    return check_plan(plan, now=desk.now(), latest_notice=_latest_notices(desk, plan), clashes=clashes(every))


def _latest_notices(desk: Desk, plan: Inspection) -> Mapping[str, datetime]:
    latest = {visit.id: guarding.latest_notice(desk, visit) for visit in plan.visits}
    return {visit_id: last for visit_id, last in latest.items() if last is not None}


def _period(first_day: date | None, last_day: date | None) -> dict[str, str] | None:
    if first_day is None and last_day is None:
        return None
    if first_day is None or last_day is None:
        raise InvalidInputError("Thời gian kiểm tra chỉ có một ngày.", "Nhập cả ngày bắt đầu và ngày kết thúc.")
    if last_day < first_day:
        raise InvalidInputError("Ngày kết thúc kiểm tra trước ngày bắt đầu.", "Sửa lại một trong hai ngày.")
    return {"start": first_day.isoformat(), "end": last_day.isoformat()}


def _delegation(kind: DelegationKind, group_number: str) -> dict[str, str]:
    number = typed(group_number, where="Nhóm Công tác số") if kind is DelegationKind.CENTRAL else ""
    return {"kind": kind.value, "group_number": number}


def _trigger(trigger: Trigger) -> dict[str, object]:
    return {
        "unit_id": trigger.unit_id,
        "unit_name": typed(trigger.unit_name, where="Đơn vị", required=True),
        "colour": trigger.colour.value,
        "figures": [[typed(name, where="Số liệu"), typed(value, where="Số liệu")] for name, value in trigger.figures],
        "seen_at": vietnam_time.iso(trigger.seen_at),
    }


def _person(name: str, position: str, unit: str) -> dict[str, str]:
    return {
        "name": typed(name, where="Họ và tên", required=True),
        "position": typed(position, where="Chức vụ"),
        "unit": typed(unit, where="Đơn vị"),
    }


def _refuse_second_head(session: RecordingSession, inspection_id: str, role: Role, delegate_id: str) -> None:
    head = queries.inspection(session, inspection_id).head
    if role is Role.HEAD and head is not None and head.id != delegate_id:
        raise InvalidInputError(f"Đoàn đã có Trưởng đoàn: {head.name}.", "Đổi vai của người đó trước.")
