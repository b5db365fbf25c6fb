"""Reads followed-up conclusions: tasks of the plan's table with the minutes they come from. Nothing here writes.

They stand under a plan id of their own, so that table, charts and "Hôm nay" show them while the issued plan, its paper
and its checks do not hold them.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.inspection.entities import FollowupRow, InspectionRow, MinutesRow
from app.models.inspection.minutes_records import (
    Followup,
    FollowupQuery,
    FollowupState,
    UnitOverview,
    impossible_of,
)
from app.models.inspection.queries import unit_names
from app.models.inspection.records import InspectedUnit
from app.models.plan import queries as plan_queries
from app.models.plan.deadline import DeadlineState, state
from app.models.plan.deriving import night_ends
from app.models.plan.entities import TaskRow
from app.models.plan.records import Task, TaskStatus
from app.models.text import fold, sort_key

LIBRARY = "inspection"
"""Source of such a task."""
GROUP_HEADING = "KẾT LUẬN KIỂM TRA"

_LATE = (DeadlineState.LATE_NOT_STARTED, DeadlineState.LATE_IN_PROGRESS)


def followup_state(deadline_state: DeadlineState, *, is_done: bool, is_impossible: bool) -> FollowupState:
    """Where a conclusion stands in the overview; what was done counts as done even if it was once held impossible."""
    if is_done:
        return FollowupState.DONE
    if is_impossible:
        return FollowupState.IMPOSSIBLE
    return FollowupState.OVERDUE if deadline_state in _LATE else FollowupState.OPEN


def followups(session: Session, query: FollowupQuery, *, now: datetime, warn_days: int) -> tuple[Followup, ...]:
    """The conclusions that fit a query: unfinished before finished, by deadline, then by unit."""
    statement = (
        select(FollowupRow, TaskRow)
        .join(TaskRow, TaskRow.id == FollowupRow.task_id)
        .where(FollowupRow.deleted.is_(False), TaskRow.deleted.is_(False))
    )
    if query.inspection_id:
        statement = statement.where(FollowupRow.inspection_id == query.inspection_id)
    if query.unit_ids:
        statement = statement.where(FollowupRow.unit_id.in_(query.unit_ids) | TaskRow.lead_id.in_(query.unit_ids))
    rows = session.execute(statement.order_by(TaskRow.due_at, TaskRow.id)).all()
    tasks = plan_queries.tasks(session, [task for _, task in rows])
    names = unit_names(session, {row.unit_id for row, _ in rows})
    titles = _titles(session, {row.inspection_id for row, _ in rows})
    days = _visit_days(session, {row.minutes_id for row, _ in rows})
    ends = night_ends(session)
    found = []
    for (row, _), task in zip(rows, tasks, strict=True):
        due = task.deadline.due_at(ends) if task.deadline else None
        stands = state(
            started=task.status is not TaskStatus.NOT_STARTED,
            finished_at=task.finished_at,
            due_at=due,
            now=now,
            warn_days=warn_days,
        )
        found.append(_followup(row, task, due, stands, names, titles.get(row.inspection_id, ""), days))
    return tuple(sorted((one for one in found if _fits(one, query)), key=_order))


def earlier(session: Session, unit_id: str, *, visit_id: str, now: datetime, warn_days: int) -> tuple[Followup, ...]:
    """The conclusions of other visits that concern a unit."""
    query = FollowupQuery(unit_ids=frozenset({unit_id}))
    found = followups(session, query, now=now, warn_days=warn_days)
    return tuple(one for one in found if one.visit_id != visit_id)


def _followup(
    row: FollowupRow,
    task: Task,
    due: datetime | None,
    stands: DeadlineState,
    names: Mapping[str, str],
    title: str,
    days: Mapping[str, date],
) -> Followup:
    said = row.impossible if task.status is TaskStatus.PAUSED else None  # taken up again otherwise
    impossible = impossible_of(said) if said else None
    lead = task.lead
    return Followup(
        task_id=task.id,
        number=task.number,
        content=task.content,
        unit=InspectedUnit(lead.id, lead.name) if lead else InspectedUnit("", ""),
        inspected=InspectedUnit(row.unit_id, names.get(row.unit_id, "")),
        deadline=task.deadline,
        original_deadline=task.original_deadline,
        due_at=due,
        status=task.status,
        percent=task.percent,
        deadline_state=stands,
        state=followup_state(stands, is_done=task.finished_at is not None, is_impossible=impossible is not None),
        finished_at=task.finished_at,
        extensions=task.extensions,
        evidence=task.evidence,
        latest=next((entry.text for entry in reversed(task.progress) if entry.text), ""),
        impossible=impossible,
        minutes_id=row.minutes_id,
        visit_id=row.visit_id,
        inspection_id=row.inspection_id,
        inspection_title=title,
        visited_on=days.get(row.minutes_id),
        entry_id=row.entry_id,
    )


def _fits(one: Followup, query: FollowupQuery) -> bool:
    words = fold(query.text).split()
    text = fold(" ".join((one.content, one.unit.name, one.inspected.name, one.inspection_title)))
    return all(word in text for word in words) and (not query.states or one.state in query.states)


def _order(one: Followup) -> tuple[bool, str, str, str]:
    closed = one.state in (FollowupState.DONE, FollowupState.IMPOSSIBLE)
    due = vietnam_time.iso(one.due_at) if one.due_at else "9999"
    return (closed, due, sort_key(one.unit.name), one.task_id)


def overview(found: Iterable[Followup]) -> tuple[UnitOverview, ...]:
    """How many conclusions of each unit stand where; most overdue first, then most open, then the alphabet."""
    counts: dict[InspectedUnit, dict[FollowupState, int]] = {}
    for one in found:
        counts.setdefault(one.unit, dict.fromkeys(FollowupState, 0))[one.state] += 1
    rows = [
        UnitOverview(
            unit,
            of_unit[FollowupState.OPEN],
            of_unit[FollowupState.OVERDUE],
            of_unit[FollowupState.DONE],
            of_unit[FollowupState.IMPOSSIBLE],
        )
        for unit, of_unit in counts.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.overdue, -row.open, sort_key(row.unit.name))))


def _titles(session: Session, ids: set[str]) -> dict[str, str]:
    rows = session.execute(select(InspectionRow.id, InspectionRow.title).where(InspectionRow.id.in_(ids)))
    return {inspection_id: title for inspection_id, title in rows}


def _visit_days(session: Session, minutes_ids: set[str]) -> dict[str, date]:
    rows = session.execute(select(MinutesRow.id, MinutesRow.started_at).where(MinutesRow.id.in_(minutes_ids)))
    return {key: vietnam_time.today(vietnam_time.from_iso(started)) for key, started in rows if started}


def of_visit(session: Session, visit_id: str) -> tuple[FollowupRow, ...]:
    """The living follow-ups of a visit's conclusions, whichever version of its minutes they come from."""
    rows = session.scalars(select(FollowupRow).where(FollowupRow.visit_id == visit_id, FollowupRow.deleted.is_(False)))
    return tuple(rows)


def of_task(session: Session, task_id: str) -> FollowupRow | None:
    """The follow-up of a task; None for a task of the plan itself."""
    return session.scalar(select(FollowupRow).where(FollowupRow.task_id == task_id, FollowupRow.deleted.is_(False)))
