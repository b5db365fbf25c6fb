"""Makes tasks of agreed conclusions, inside the act that agrees the minutes.

A conclusion is a task of the plan's table: deadline, extensions, evidence, progress, history and every view come with
it. It stands under a plan id of its own, so that the issued plan and its form rows stay what they are.
"""

from app.models import purging, vietnam_time
from app.models.inspection import followup_queries
from app.models.inspection.entities import FollowupRow
from app.models.inspection.minutes_records import Entry, Minutes, Part
from app.models.plan.entities import TaskGroupRow, TaskRow
from app.models.recording import RecordingSession
from app.models.writing import put, rank_after
from app.services.desk import Desk

_ORIGIN = "entry:"


def first_entry(entry: Entry) -> str:
    """The id of an entry in the first version of its minutes: what its follow-up is known by."""
    return entry.origin.removeprefix(_ORIGIN) if entry.origin.startswith(_ORIGIN) else entry.id


def conclusions_plan(desk: Desk) -> str:
    """The plan id under which conclusions stand."""
    return desk.natural_id("plan", "conclusions")


def follow(desk: Desk, session: RecordingSession, minutes: Minutes) -> None:
    """Make the tasks of these minutes equal to their conclusions: a correction changes, adds and takes away."""
    plan_id = conclusions_plan(desk)
    group_id = desk.natural_id("task_group", plan_id)
    put(session, TaskGroupRow, group_id, plan_id=plan_id, rank="a0", heading=followup_queries.GROUP_HEADING)
    wanted = set()
    gone = purging.purged(purging.statements(session))
    for place, entry in enumerate(minutes.part(Part.CONCLUSION), 1):
        task_id = desk.natural_id("task", f"conclusion/{first_entry(entry)}")
        if (TaskRow.ENTITY, task_id) in gone:
            continue  # nobody else would ever have it
        wanted.add(task_id)
        _put_task(session, task_id, plan_id, group_id, minutes, entry, place)
        put(
            session,
            FollowupRow,
            desk.natural_id("followup", task_id),
            task_id=task_id,
            minutes_id=minutes.id,
            visit_id=minutes.visit_id,
            inspection_id=minutes.inspection_id,
            entry_id=entry.id,
            unit_id=minutes.unit.id,
        )
    for row in followup_queries.of_visit(session, minutes.visit_id):
        if row.task_id not in wanted:
            row.deleted = True
            task = session.get(TaskRow, row.task_id)
            if task is not None and not task.deleted:
                task.deleted = True


def _put_task(
    session: RecordingSession,
    task_id: str,
    plan_id: str,
    group_id: str,
    minutes: Minutes,
    entry: Entry,
    place: int,
) -> None:
    day = f" ngày {vietnam_time.show_date(vietnam_time.today(minutes.started_at))}" if minutes.started_at else ""
    known = session.get(TaskRow, task_id)
    rank = known.rank if known is not None else _rank(session, group_id)
    put(
        session,
        TaskRow,
        task_id,
        plan_id=plan_id,
        group_id=group_id,
        rank=rank,
        content=entry.text,
        lead_id=entry.unit.id if entry.unit else None,
        deadline=entry.deadline.to_json() if entry.deadline else None,
        source={"library": followup_queries.LIBRARY, "ref": f"Biên bản{day}, kết luận {place}"},
    )
    session.flush()


def _rank(session: RecordingSession, group_id: str) -> str:
    return rank_after(session, TaskRow, "group_id", group_id, None)
