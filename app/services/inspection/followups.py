"""Theo dõi kết luận: conclusions on their way, by unit, and those that cannot be done.

Progress, extension, evidence and closing are those of any task (`services.tasks`, by `task_id`).
"""

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import NotFoundError, RefusedError
from app.models.inspection import followup_queries
from app.models.inspection.entities import FollowupRow
from app.models.inspection.minutes_records import Followup, FollowupQuery, UnitOverview
from app.models.plan.entities import ProgressRow, TaskRow
from app.models.plan.records import TaskStatus
from app.models.recording import RecordingSession
from app.models.writing import require
from app.services import settings, tasks
from app.services.desk import Desk, Outcome, typed

EVERYTHING = FollowupQuery()


def followups(desk: Desk, *, query: FollowupQuery = EVERYTHING) -> tuple[Followup, ...]:
    """The conclusions that fit a query: those to be done by deadline, then those closed."""
    days = settings.warn_days(desk)
    with desk.workspace.reading() as session:
        return followup_queries.followups(session, query, now=desk.now(), warn_days=days)


def overview(desk: Desk) -> tuple[UnitOverview, ...]:
    """Open, overdue, done and impossible conclusions of each unit that has to act."""
    return followup_queries.overview(followups(desk))


def declare_impossible(desk: Desk, *, task_id: str, reason: str) -> Outcome:
    """Say that a conclusion cannot be carried out, and why: it is closed without being done ("Tạm dừng" in the plan).

    Raises:
        InvalidInputError: no reason.
        RefusedError: it is done already.
        NotFoundError: the task is no conclusion.
    """
    reason = typed(reason, where="Lý do không thực hiện được", required=True)
    person = desk.person.full_name if desk.person else ""
    with desk.act("Không thực hiện được kết luận") as act:
        row = _require(act.session, task_id)
        task = require(act.session, TaskRow, task_id)
        if task.finished_at is not None:
            raise RefusedError("Kết luận này đã thực hiện xong.", "Đổi trạng thái nếu thật sự chưa xong.")
        row.impossible = {"reason": reason, "at": vietnam_time.iso(desk.now()), "person": person}
        tasks.apply_status(desk, act.session, task, TaskStatus.PAUSED, task.percent)
        act.session.add(
            ProgressRow(
                id=new_id(),
                task_id=task_id,
                occurred_at=vietnam_time.iso(desk.now()),
                person=person,
                status=task.status,
                percent=task.percent,
                text=f"Không thực hiện được: {reason}",
            )
        )
    return act.outcome


def resume(desk: Desk, *, task_id: str) -> Outcome:
    """Take up again a conclusion that was said to be impossible.

    Raises:
        RefusedError: it never was.
        NotFoundError: the task is no conclusion.
    """
    with desk.act("Thực hiện lại kết luận") as act:
        row = _require(act.session, task_id)
        if row.impossible is None:
            raise RefusedError("Kết luận này đang được thực hiện.", "Không cần mở lại.")
        row.impossible = None
        task = require(act.session, TaskRow, task_id)
        tasks.apply_status(desk, act.session, task, TaskStatus.IN_PROGRESS, task.percent)
    return act.outcome


def _require(session: RecordingSession, task_id: str) -> FollowupRow:
    row = followup_queries.of_task(session, task_id)
    if row is None:
        raise NotFoundError("Nhiệm vụ này không phải kết luận kiểm tra.", "Chọn trong “Theo dõi kết luận”.")
    return row
