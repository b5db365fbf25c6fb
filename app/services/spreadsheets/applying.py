"""Does what a preview shows, in one act; refuses where the plan is no longer what the preview saw."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from app.journal.change import new_id
from app.models import rank, vietnam_time
from app.models.errors import NotFoundError, RefusedError
from app.models.plan import queries, sheet_queries, writing
from app.models.plan.entities import EvidenceRow, ObstacleRow, ProgressRow, TaskGroupRow, TaskRow
from app.models.plan.records import ObstacleKind, Task, TaskStatus
from app.models.recording import RecordingSession
from app.models.units.entities import Unit
from app.models.writing import require
from app.services import tasks
from app.services.desk import Desk, Outcome, typed
from app.services.spreadsheets.preview import CellChange, ImportPreview, MergePreview, NewRow


def apply(desk: Desk, preview: ImportPreview | MergePreview) -> Outcome:
    """Apply one file's preview, or several files' together."""
    previews = (preview,) if isinstance(preview, ImportPreview) else preview.previews
    title = f"Nhập Excel: {previews[0].path.name}" if len(previews) == 1 else f"Nhập Excel: {len(previews)} tệp"
    if preview.is_empty:
        return Outcome("", title, message="Tệp không có thay đổi nào so với chương trình.")
    changes = [change for one in previews for change in one.changed]
    rows = [row for one in previews for row in one.added]
    with desk.act(title) as act:
        by_task: dict[str, list[CellChange]] = defaultdict(list)
        for change in changes:
            by_task[change.task_id].append(change)
        for task_id, wanted in by_task.items():
            _apply_to(desk, act.session, _seen(act.session, task_id, wanted), wanted)
        if rows:
            _add(desk, act.session, rows)
    return act.outcome


def _seen(session: RecordingSession, task_id: str, changes: Iterable[CellChange]) -> Task:
    """The task, still as the preview saw it.

    Raises:
        RefusedError: it was deleted, or a cell of it changed since.
    """
    try:
        task = queries.task(session, task_id)
    except NotFoundError:
        raise RefusedError("Có nhiệm vụ đã bị xoá sau khi xem trước.", "Đọc lại tệp rồi nhập.") from None
    for change in changes:
        if _NOW[change.field](task) != change.seen:
            raise RefusedError(
                f"Dòng {task.number}: “{change.field_label}” đã đổi sau khi xem trước.",
                "Chưa có gì được ghi. Đọc lại tệp để xem trước lần nữa.",
            )
    return task


_NOW: Mapping[str, Callable[[Task], Any]] = {
    "status": lambda task: task.status.value,
    "percent": lambda task: task.percent,
    "progress": lambda task: len(task.progress),
    "obstacle": lambda task: len(task.obstacles),
    "evidence": lambda task: len(task.evidence),
}


def _apply_to(desk: Desk, session: RecordingSession, task: Task, changes: Iterable[CellChange]) -> None:
    told = {change.field: change.value for change in changes}
    row = require(session, TaskRow, task.id)
    now = vietnam_time.iso(desk.now())
    if proof := told.get("evidence"):
        document = {
            "number": typed(proof["number"], where="Số, ký hiệu văn bản", required=True),
            "issued_on": date.fromisoformat(proof["issued_on"]).isoformat(),
        }
        title = typed(proof["title"], where="Tên văn bản", required=True)
        session.add(EvidenceRow(id=new_id(), task_id=task.id, title=title, document=document))
        session.flush()  # so that "Đã hoàn thành" below finds its product
    if obstacle := told.get("obstacle"):
        text = typed(obstacle["text"], where="Khó khăn, vướng mắc", required=True)
        kind = ObstacleKind(obstacle["kind"])
        session.add(ObstacleRow(id=new_id(), task_id=task.id, category=kind.value, text=text, raised_at=now))
    status = TaskStatus(told.get("status", task.status.value))
    percent = int(told.get("percent", row.percent))
    if {"status", "percent"} & told.keys():
        tasks.apply_status(desk, session, row, status, percent)
    if {"status", "percent", "progress"} & told.keys():
        session.add(
            ProgressRow(
                id=new_id(),
                task_id=task.id,
                occurred_at=now,
                person=desk.person.full_name if desk.person else "",
                status=row.status,
                percent=row.percent,
                text=typed(told.get("progress", ""), where="Diễn giải chi tiết"),
            )
        )


def _add(desk: Desk, session: RecordingSession, rows: Iterable[NewRow]) -> None:
    plan_id = queries.the_plan(session).id
    by_group: dict[str, list[NewRow]] = defaultdict(list)
    made: dict[str, str] = {}
    for row in rows:
        group_id = row.group_id or made.get(row.group_heading) or _new_group(session, plan_id, row.group_heading)
        if not row.group_id:
            made[row.group_heading] = group_id
        by_group[group_id].append(row)
    for group_id, wanted in by_group.items():
        require(session, TaskGroupRow, group_id)
        last = sheet_queries.last_task_rank(session, group_id)
        places = rank.several(len(wanted), after=last)
        named = {unit for row in wanted for unit in (row.lead_id, *row.coordinating_ids) if unit}
        held = [require(session, Unit, unit) for unit in named]  # a session forgets what nobody holds
        with session.no_autoflush:  # new rows have nothing stored that a query could miss
            for row, place in zip(wanted, places, strict=True):
                _add_one(desk, session, plan_id, group_id, row, place)
        held.clear()


def _new_group(session: RecordingSession, plan_id: str, heading: str) -> str:
    place = rank.between(writing.last_group_rank(session, plan_id), None)
    heading = typed(heading, where="Tên nhóm nhiệm vụ", required=True)
    group = TaskGroupRow(id=new_id(), plan_id=plan_id, rank=place, heading=heading)
    session.add(group)
    session.flush()
    return group.id


def _add_one(desk: Desk, session: RecordingSession, plan_id: str, group_id: str, row: NewRow, place: str) -> None:
    task = TaskRow(
        id=new_id(),
        plan_id=plan_id,
        group_id=group_id,
        rank=place,
        content=typed(row.content, where=f"Ô {row.cell}: Nội dung công việc", required=True),
        lead_id=tasks.find_unit(session, row.lead_id, where=f"Ô {row.cell}: Đơn vị chủ trì") if row.lead_id else None,
        products=typed(row.products, where=f"Ô {row.cell}: Sản phẩm đầu ra"),
        deadline=row.deadline.to_json() if row.deadline else None,
        note=typed(row.note, where=f"Ô {row.cell}: Ghi chú"),
        source={"library": "import", "ref": row.ref},
    )
    session.add(task)
    if row.coordinating_ids:
        tasks.assign_coordinating(desk, session, task, row.coordinating_ids)
