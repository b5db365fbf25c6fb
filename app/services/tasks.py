"""Acts on tasks: adding, editing in place, units, deadlines and extensions, progress, products, order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import deriving, queries, sealing, writing
from app.models.plan.deadline import Deadline, parse
from app.models.plan.entities import (
    EvidenceRow,
    ExtensionRow,
    ObstacleRow,
    ProgressRow,
    TaskRow,
)
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.recording import RecordingSession
from app.models.units.entities import Unit
from app.models.units.names import match_unit, near_names
from app.models.writing import assign, rank_after, require
from app.services import secrets_guard
from app.services.desk import Desk, Outcome, typed
from app.workspace import files


@dataclass(frozen=True, slots=True)
class Shift:
    """A task that moves with another (dời theo): its deadline before and after."""

    task_id: str
    number: str
    content: str
    old: str
    new: str


def add_task(
    desk: Desk,
    *,
    group_id: str,
    content: str,
    after: str | None = None,
    lead: str = "",
    coordinating: Sequence[str] = (),
    products: str = "",
    deadline: str = "",
) -> Outcome:
    """Add a task of the province's own ("bổ sung") to a group, after a task or at its end.

    Raises:
        InvalidInputError: empty content, unknown unit, unreadable deadline.
    """
    content = typed(content, where="Nội dung công việc", required=True)
    deadline = typed(deadline, where="Thời hạn")
    read = parse(deadline, year=_default_year(desk)) if deadline else None
    with desk.act("Thêm nhiệm vụ") as act:
        group = writing.plan_group(act.session, group_id)
        row = TaskRow(
            id=new_id(),
            plan_id=group.plan_id,
            group_id=group_id,
            lead_id=find_unit(act.session, lead) if lead else None,
            rank=rank_after(act.session, TaskRow, "group_id", group_id, after or None),
            content=content,
            products=typed(products, where="Sản phẩm đầu ra"),
            deadline=read.to_json() if read else None,
            source={"library": "local"},
        )
        act.session.add(row)
        if coordinating:
            assign_coordinating(desk, act.session, row, coordinating)
    return act.outcome


def edit_task(
    desk: Desk,
    *,
    task_id: str,
    content: str | None = None,
    products: str | None = None,
    note: str | None = None,
    amend_form: bool = False,
) -> Outcome:
    """Change the words of a task.

    Raises:
        RefusedError: the content of a form row, unless `amend_form` says that the change is meant.
        InvalidInputError: text that cannot be stored.
    """
    with desk.act("Sửa nhiệm vụ") as act:
        row = require(act.session, TaskRow, task_id)
        if content is not None:
            content = typed(content, where=f"Dòng {row.number}: Nội dung công việc", required=True)
            if content != row.content:
                writing.refuse_conclusion(row)
            if row.form_key and not amend_form and content != row.content:
                raise RefusedError(
                    f"Dòng {row.number} là dòng của mẫu Phụ lục I, nội dung giữ nguyên.",
                    "Bấm “Sửa lời mẫu” nếu thật sự cần; dòng sẽ mang dấu “sửa so với mẫu”.",
                )
            assign(row, content=content)
        if products is not None:
            assign(row, products=typed(products, where=f"Dòng {row.number}: Sản phẩm đầu ra"))
        if note is not None:
            assign(row, note=typed(note, where=f"Dòng {row.number}: Ghi chú"))
    return act.outcome


def set_lead(desk: Desk, *, task_id: str, unit: str) -> Outcome:
    """Give a task its one lead unit, by id or name.

    Raises:
        InvalidInputError: empty, unknown or ambiguous, or already a coordinating unit.
    """
    with desk.act("Đổi đơn vị chủ trì") as act:
        row = require(act.session, TaskRow, task_id)
        if not unit.strip():
            raise InvalidInputError(f"Dòng {row.number}: chưa có đơn vị chủ trì.", "Chọn đúng một đơn vị chủ trì.")
        writing.refuse_conclusion(row)
        unit_id = find_unit(act.session, unit, where=f"Dòng {row.number}: Đơn vị chủ trì")
        if unit_id in {link.id for link in queries.task(act.session, task_id).coordinating}:
            raise InvalidInputError(
                f"Dòng {row.number}: đơn vị này đang là đơn vị phối hợp.",
                "Bỏ khỏi đơn vị phối hợp trước, hoặc chọn đơn vị khác.",
            )
        if row.lead_id != unit_id:
            row.lead_id = unit_id
            row.lead_printed = ""
    return act.outcome


def set_coordinating(desk: Desk, *, task_id: str, units: Sequence[str]) -> Outcome:
    """Give a task its coordinating units, by id or name, in order; none is allowed.

    Raises:
        InvalidInputError: unknown or ambiguous, or the lead unit among them.
    """
    with desk.act("Đổi đơn vị phối hợp") as act:
        row = require(act.session, TaskRow, task_id)
        assign_coordinating(desk, act.session, row, units)
    return act.outcome


def set_deadline(desk: Desk, *, task_id: str, text: str) -> Outcome:
    """Set the deadline of a task of a plan not yet issued; afterwards a deadline is only extended.

    Raises:
        RefusedError: the plan is issued, or the deadline has been extended.
        InvalidInputError: the wording states no deadline.
    """
    read = parse(typed(text, where="Thời hạn", required=True), year=_default_year(desk))
    with desk.act("Đặt thời hạn") as act:
        row = require(act.session, TaskRow, task_id)
        if sealing.froze_deadline(act.session, row) or writing.extensions(act.session, task_id):
            raise RefusedError(
                f"Dòng {row.number}: thời hạn gốc đã ban hành hoặc đã gia hạn, không ghi đè.",
                "Dùng “Gia hạn” với lý do và người duyệt.",
            )
        if row.deadline != read.to_json():
            row.deadline = read.to_json()
    return act.outcome


def extend_deadline(
    desk: Desk,
    *,
    task_id: str,
    text: str,
    reason: str,
    approver: str,
    decided_on: date | None = None,
    document: str = "",
    carry: bool = False,
) -> Outcome:
    """Extend a deadline; the original stays. With `carry` the tasks that wait for it move by as many days.

    Raises:
        InvalidInputError: no reason or approver, unreadable, or not later than the one in force.
        SecretError: one of the texts bears a secrecy stamp.
    """
    read = parse(typed(text, where="Thời hạn mới", required=True), year=_default_year(desk))
    reason = typed(reason, where="Lý do gia hạn", required=True)
    approver = typed(approver, where="Người duyệt gia hạn", required=True)
    document = typed(document, where="Văn bản gia hạn")
    with desk.act("Gia hạn") as act:
        current = queries.task(act.session, task_id)
        if current.deadline is None:
            raise InvalidInputError(f"Dòng {current.number} chưa có thời hạn.", "Đặt thời hạn trước khi gia hạn.")
        night = deriving.night_ends(act.session)
        old_due, new_due = current.deadline.due_at(night), read.due_at(night)
        if old_due and new_due and new_due <= old_due:
            raise InvalidInputError(
                f"Dòng {current.number}: hạn mới “{read.text}” không muộn hơn hạn đang có “{current.deadline.text}”.",
                "Nhập thời hạn muộn hơn.",
            )
        moved = {task_id: read}
        if carry:
            moved |= {task.id: deadline for task, deadline in _carried(act.session, task_id, read)}
        for moved_id, deadline in moved.items():
            act.session.add(
                ExtensionRow(
                    id=new_id(),
                    task_id=moved_id,
                    deadline=deadline.to_json(),
                    reason=reason if moved_id == task_id else f"Dời theo dòng {current.number}: {reason}",
                    approver=approver,
                    decided_on=decided_on.isoformat() if decided_on else None,
                    document=document,
                )
            )
    return act.outcome


def cascade(desk: Desk, *, task_id: str, text: str) -> tuple[Shift, ...]:
    """What `extend_deadline(carry=True)` would move besides the task itself ("k việc dời theo")."""
    read = parse(typed(text, where="Thời hạn mới", required=True), year=_default_year(desk))
    with desk.workspace.reading() as session:
        return tuple(
            Shift(task.id, task.number, task.content, task.deadline.text if task.deadline else "", deadline.text)
            for task, deadline in _carried(session, task_id, read)
        )


def report_progress(
    desk: Desk, *, task_id: str, status: TaskStatus, percent: int | None = None, text: str = ""
) -> Outcome:
    """Report status, percent and what was done (Sổ tay 7.2.c). "Đã hoàn thành" needs a product.

    Raises:
        InvalidInputError: percent out of 0-100, or done without a product.
    """
    text = typed(text, where="Diễn giải chi tiết")
    with desk.act(f"Cập nhật: {status.label}") as act:
        row = require(act.session, TaskRow, task_id)
        percent = row.percent if percent is None else percent
        if not 0 <= percent <= 100:
            raise InvalidInputError(f"Dòng {row.number}: tỷ lệ {percent}% không hợp lệ.", "Nhập từ 0 đến 100.")
        apply_status(desk, act.session, row, status, percent)
        act.session.add(
            ProgressRow(
                id=new_id(),
                task_id=task_id,
                occurred_at=vietnam_time.iso(desk.now()),
                person=desk.person.full_name if desk.person else "",
                status=status.value,
                percent=row.percent,
                text=text,
            )
        )
    return act.outcome


def set_status_of(desk: Desk, *, task_ids: Sequence[str], status: TaskStatus) -> Outcome:
    """Give several tasks one status in one act.

    Raises:
        InvalidInputError: "Đã hoàn thành" for a task without a product; none is changed.
    """
    with desk.act(f"{status.label}: {len(task_ids)} nhiệm vụ") as act:
        for task_id in task_ids:
            row = require(act.session, TaskRow, task_id)
            apply_status(desk, act.session, row, status, row.percent)
    return act.outcome


def add_obstacle(desk: Desk, *, task_id: str, kind: ObstacleKind, text: str) -> Outcome:
    """Record an obstacle of a task (Sổ tay 7.2.c)."""
    text = typed(text, where="Khó khăn, vướng mắc", required=True)
    with desk.act("Ghi vướng mắc") as act:
        require(act.session, TaskRow, task_id)
        raised = vietnam_time.iso(desk.now())
        act.session.add(ObstacleRow(id=new_id(), task_id=task_id, category=kind.value, text=text, raised_at=raised))
    return act.outcome


def resolve_obstacle(desk: Desk, *, obstacle_id: str, resolution: str) -> Outcome:
    """Close an obstacle with how it was resolved."""
    resolution = typed(resolution, where="Kết quả tháo gỡ", required=True)
    with desk.act("Tháo gỡ vướng mắc") as act:
        row = require(act.session, ObstacleRow, obstacle_id)
        row.resolved_at = vietnam_time.iso(desk.now())
        row.resolution = resolution
    return act.outcome


def add_document(desk: Desk, *, task_id: str, title: str, number: str, issued_on: date | None) -> Outcome:
    """Record a document as product of a task by its number and date.

    Raises:
        InvalidInputError: title, number or date is missing.
        SecretError: it bears a secrecy stamp.
    """
    title = typed(title, where="Tên văn bản", required=True)
    number = typed(number, where="Số, ký hiệu văn bản", required=True)
    if issued_on is None:
        raise InvalidInputError(f"Văn bản {number} chưa có ngày ban hành.", "Nhập ngày theo mẫu 25/6/2025.")
    with desk.act("Thêm văn bản minh chứng") as act:
        require(act.session, TaskRow, task_id)
        document = {"number": number, "issued_on": issued_on.isoformat()}
        act.session.add(EvidenceRow(id=new_id(), task_id=task_id, title=title, document=document))
    return act.outcome


def attach_file(desk: Desk, *, task_id: str, path: Path, title: str = "", declared_open: bool = False) -> Outcome:
    """Attach a file as product of a task. `declared_open`: the person states "không chứa bí mật nhà nước".

    Raises:
        RefusedError: not declared.
        SecretError: its name, title or first page bears a secrecy stamp; nothing of it is stored.
        InvalidInputError: missing, empty or too large.
    """
    if not declared_open:
        raise RefusedError("Chưa xác nhận tệp không chứa bí mật nhà nước.", "Đánh dấu xác nhận rồi đính kèm lại.")
    title = typed(title or path.stem, where="Tên minh chứng", required=True)
    files.measure(path)
    secrets_guard.refuse_file(path)
    with desk.act("Đính kèm tệp minh chứng") as act:
        require(act.session, TaskRow, task_id)
        digest, size = files.add(desk.path, path, key=desk.workspace.key)
        file = {"name": typed(path.name, where="Tên tệp"), "sha256": digest, "size": size}
        act.session.add(EvidenceRow(id=new_id(), task_id=task_id, title=title, file=file))
    return act.outcome


def remove_evidence(desk: Desk, *, evidence_id: str) -> Outcome:
    """Take a product off a task; the file itself stays stored.

    Raises:
        RefusedError: it is the last product of a finished task.
    """
    with desk.act("Bỏ minh chứng") as act:
        row = require(act.session, EvidenceRow, evidence_id)
        row.deleted = True
        act.session.flush()
        task = require(act.session, TaskRow, row.task_id)
        if task.finished_at and not writing.has_product(act.session, task.id):
            raise RefusedError(
                f"Dòng {task.number} đã hoàn thành, phải còn ít nhất một sản phẩm.",
                "Thêm văn bản hoặc tệp khác trước, hoặc đổi trạng thái nhiệm vụ.",
            )
    return act.outcome


def set_needs(desk: Desk, *, task_id: str, needs: Sequence[str]) -> Outcome:
    """Say which tasks must be done first.

    Raises:
        InvalidInputError: they would wait for each other; the message names the circle.
    """
    with desk.act("Đổi việc cần làm trước") as act:
        row = require(act.session, TaskRow, task_id)
        needs = list(dict.fromkeys(needs))
        for needed in needs:
            require(act.session, TaskRow, needed)
        links = writing.needs(act.session) | {task_id: set(needs)}
        circle = writing.cycle(links, task_id)
        if circle:
            names = writing.numbers(act.session, circle)
            way = " → ".join(names.get(step, "?") for step in circle)
            raise InvalidInputError(
                f"Dòng {row.number}: các việc chờ lẫn nhau thành vòng: {way}.", "Bỏ một liên kết trong vòng."
            )
        ids = {needed: desk.natural_id("task_need", f"{task_id}/{needed}") for needed in needs}
        writing.link_needs(act.session, task_id, needs, ids)
    return act.outcome


def move_task(desk: Desk, *, task_id: str, group_id: str, after: str | None = None, first: bool = False) -> Outcome:
    """Move a task within or between groups: after another, at the end, or first. Numbers follow by themselves."""
    with desk.act("Chuyển vị trí nhiệm vụ") as act:
        row = require(act.session, TaskRow, task_id)
        writing.refuse_conclusion(row)
        writing.plan_group(act.session, group_id)
        if after == task_id:
            raise InvalidInputError(f"Dòng {row.number} không thể đứng sau chính nó.", "Chọn dòng khác.")
        place = rank_after(act.session, TaskRow, "group_id", group_id, "" if first else after or None)
        assign(row, group_id=group_id, rank=place)
    return act.outcome


def delete_tasks(desk: Desk, *, task_ids: Sequence[str]) -> Outcome:
    """Delete tasks in one act; Ctrl+Z brings them back."""
    with desk.act("Xoá nhiệm vụ" if len(task_ids) == 1 else f"Xoá {len(task_ids)} nhiệm vụ") as act:
        for task_id in task_ids:
            row = require(act.session, TaskRow, task_id)
            writing.refuse_conclusion(row)
            row.deleted = True
    return act.outcome


def find_unit(session: RecordingSession, unit: str, *, where: str = "Đơn vị") -> str:
    """The id of a unit given by id or by name.

    Raises:
        InvalidInputError: no unit, or more than one, has that name; near names are proposed.
    """
    known = session.get(Unit, unit)
    if known is not None and not known.deleted:
        return known.id
    names = writing.unit_names(session)
    found = match_unit(unit, names)
    if found is None:
        near = ", ".join(near_names(unit, names)[:3])
        hint = f"Có thể là: {near}. " if near else ""
        raise InvalidInputError(
            f"{where}: không có đơn vị “{unit}” trong danh bạ.", f"{hint}Chọn trong danh sách hoặc thêm vào Danh bạ."
        )
    return found


def assign_coordinating(desk: Desk, session: RecordingSession, row: TaskRow, units: Iterable[str]) -> None:
    """Make a task's coordinating units exactly these (ids or names), inside an act.

    Raises:
        InvalidInputError: unknown or ambiguous, or the lead unit among them.
    """
    line = f"Dòng {row.number or 'mới'}"
    where = f"{line}: Đơn vị phối hợp"
    wanted = list(dict.fromkeys(find_unit(session, unit, where=where) for unit in units))
    if row.lead_id in wanted:
        raise InvalidInputError(
            f"{line}: đơn vị chủ trì không thể đồng thời là đơn vị phối hợp.", "Bỏ đơn vị đó khỏi phối hợp."
        )
    ids = {unit_id: desk.natural_id("task_unit", f"{row.id}/{unit_id}") for unit_id in wanted}
    writing.link_units(session, row.id, wanted, ids, {})


def apply_status(desk: Desk, session: RecordingSession, row: TaskRow, status: TaskStatus, percent: int) -> None:
    """Give a task a status and percent with the dates that follow from them, inside an act.

    Raises:
        InvalidInputError: done without a product.
    """
    now = desk.now()
    if status is TaskStatus.DONE:
        if not writing.has_product(session, row.id):
            raise InvalidInputError(
                f"Dòng {row.number}: chưa có sản phẩm, không thể “Đã hoàn thành”.",
                "Thêm văn bản (số, ngày) hoặc tệp minh chứng trước.",
            )
        percent = 100
        if row.finished_at is None:
            row.finished_at = vietnam_time.iso(now)
    elif row.finished_at is not None:
        row.finished_at = None
    if status is not TaskStatus.NOT_STARTED and row.started_on is None:
        row.started_on = vietnam_time.today(now).isoformat()
    assign(row, status=status.value, percent=percent)


def _carried(session: Any, task_id: str, read: Deadline) -> list[tuple[Any, Deadline]]:
    moved = queries.task(session, task_id)
    old_day = moved.deadline.last_day() if moved.deadline else None
    new_day = read.last_day()
    if old_day is None or new_day is None:
        return []
    days = (new_day - old_day).days
    if days == 0:
        return []
    links = writing.needs(session)
    found = []
    for successor in writing.successors(links, task_id):
        try:
            task = queries.task(session, successor)
        except NotFoundError:
            continue
        if task.deadline is not None and task.deadline.last_day() is not None and task.finished_at is None:
            found.append((task, task.deadline.moved(days)))
    return [(task, deadline) for task, deadline in found if deadline != task.deadline]


def _default_year(desk: Desk) -> int:
    """The year that "5/7" means: the year of the plan's night."""
    with desk.workspace.reading() as session:
        return date.fromisoformat(queries.the_plan(session).cutover_day).year
