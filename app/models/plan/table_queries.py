"""Reads the rows of the plan's table, its headings and its counts, filtered and told apart in SQL."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.plan.deadline import DeadlineState
from app.models.plan.entities import TaskGroupRow, TaskRow, TaskUnitRow
from app.models.plan.queries import the_plan
from app.models.plan.records import Source, TaskStatus
from app.models.plan.table import TaskCounts, TaskLine, TaskPage, TaskQuery
from app.models.text import fold


def state_expression(now: datetime, warn_days: int) -> ColumnElement[str]:
    """The SQL twin of `deadline.state`; a Hypothesis test keeps the two equal."""
    now_text = vietnam_time.iso(now)
    soon = vietnam_time.iso(now + timedelta(days=warn_days))
    due, finished = TaskRow.due_at, TaskRow.finished_at
    return case(
        (and_(finished.is_not(None), or_(due.is_(None), finished < due)), DeadlineState.DONE_ON_TIME.value),
        (finished.is_not(None), DeadlineState.DONE_LATE.value),
        (or_(due.is_(None), due > soon), DeadlineState.NOT_DUE.value),
        (due > now_text, DeadlineState.DUE_SOON.value),
        (TaskRow.status == TaskStatus.NOT_STARTED.value, DeadlineState.LATE_NOT_STARTED.value),
        else_=DeadlineState.LATE_IN_PROGRESS.value,
    )


def conditions(query: TaskQuery, *, now: datetime, warn_days: int) -> list[ColumnElement[bool]]:
    """The WHERE terms of a table query, the plan itself left out."""
    terms: list[ColumnElement[bool]] = [TaskRow.deleted.is_(False)]
    for word in fold(query.text).split():
        terms.append(or_(func.instr(TaskRow.folded, word) > 0, TaskRow.number == word))
    if query.statuses:
        terms.append(TaskRow.status.in_([status.value for status in query.statuses]))
    if query.states:
        terms.append(state_expression(now, warn_days).in_([state.value for state in query.states]))
    if query.unit_ids:
        terms.append(_of_units(query))
    if query.libraries:
        terms.append(TaskRow.library.in_(query.libraries))
    if query.group_id:
        terms.append(TaskRow.group_id == query.group_id)
    if query.only_additions:
        terms.append(TaskRow.form_key == "")
    if query.only_obstructed:
        terms.append(TaskRow.open_obstacles > 0)
    return terms


def _of_units(query: TaskQuery) -> ColumnElement[bool]:
    leads = TaskRow.lead_id.in_(query.unit_ids)
    helps = TaskRow.id.in_(
        select(TaskUnitRow.task_id).where(TaskUnitRow.unit_id.in_(query.unit_ids), TaskUnitRow.deleted.is_(False))
    )
    return {"lead": leads, "coordinating": helps}.get(query.role, or_(leads, helps))


_LINE_COLUMNS = (
    TaskRow.id,
    TaskRow.group_id,
    TaskRow.number,
    TaskRow.content,
    TaskRow.lead_name,
    TaskRow.coordinating,
    TaskRow.products,
    TaskRow.deadline_text,
    TaskRow.due_at,
    TaskRow.last_day,
    TaskRow.status,
    TaskRow.percent,
    TaskRow.source,
    TaskRow.form_key,
    TaskRow.extension_count,
    TaskRow.open_obstacles,
    TaskRow.started_on,
)
_ORDER: dict[str, tuple[Any, ...]] = {
    "position": (TaskRow.position,),
    "content": (TaskRow.content_sort, TaskRow.id),
    "lead": (TaskRow.lead_sort, TaskRow.position, TaskRow.id),
    "due": (func.coalesce(TaskRow.due_at, "9999"), TaskRow.position, TaskRow.id),
    "status": (TaskRow.status, TaskRow.position, TaskRow.id),
    "percent": (TaskRow.percent, TaskRow.position, TaskRow.id),
    "source": (TaskRow.library, TaskRow.position, TaskRow.id),
}


def group_sizes(
    session: Session, query: TaskQuery, *, now: datetime, warn_days: int
) -> list[tuple[str, str, str, int]]:
    """(group id, numeral, heading, matching tasks) in plan order; groups without a match are kept with 0."""
    found = select(TaskRow.group_id, func.count()).where(*conditions(query, now=now, warn_days=warn_days))
    sizes = {group_id: count for group_id, count in session.execute(found.group_by(TaskRow.group_id))}
    groups = session.execute(
        select(TaskGroupRow.id, TaskGroupRow.numeral, TaskGroupRow.heading)
        .where(TaskGroupRow.deleted.is_(False))
        .order_by(TaskGroupRow.position)
    )
    return [(group_id, numeral, heading, sizes.get(group_id, 0)) for group_id, numeral, heading in groups]


def lines(
    session: Session, query: TaskQuery, *, offset: int, limit: int, now: datetime, warn_days: int
) -> tuple[TaskLine, ...]:
    """One slice of the task rows in the query's order, headings not among them."""
    order = [term.desc() for term in _ORDER[query.sort]] if query.descending else list(_ORDER[query.sort])
    wanted = (
        select(TaskRow.id)
        .where(*conditions(query, now=now, warn_days=warn_days))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    ids = session.scalars(wanted).all()
    statement: Select[Any] = select(*_LINE_COLUMNS, state_expression(now, warn_days).label("state"))
    rows = {row.id: row for row in session.execute(statement.where(TaskRow.id.in_(ids)))}
    return tuple(_line(rows[task_id]) for task_id in ids)


def page(
    session: Session,
    query: TaskQuery,
    sizes: Sequence[tuple[str, str, str, int]],
    *,
    offset: int,
    limit: int,
    now: datetime,
    warn_days: int,
) -> TaskPage:
    """A slice of the table as shown: in plan order each group with a match begins with a heading row."""
    tasks = sum(count for *_, count in sizes)
    if query.sort != "position" or query.descending:
        rows = lines(session, query, offset=offset, limit=limit, now=now, warn_days=warn_days)
        return TaskPage(tasks, offset, rows, tasks)
    total = tasks + sum(1 for *_, count in sizes if count)
    shown: list[TaskLine] = []
    place = 0
    for group_id, numeral, heading, count in sizes:
        if not count:
            continue
        first, last = max(offset - place, 0), min(offset + limit - place, count + 1)
        place += count + 1
        if first >= last:
            continue
        if first == 0:
            shown.append(heading_line(group_id, numeral, heading))
        inside = replace(query, group_id=group_id)  # in the order of the filter's index, so nothing is sorted
        skipped = max(first - 1, 0)
        wanted = last - 1 - skipped
        if wanted:
            shown += lines(session, inside, offset=skipped, limit=wanted, now=now, warn_days=warn_days)
    return TaskPage(total, offset, tuple(shown), tasks)


def plan_groups(session: Session) -> set[str]:
    """Ids of the groups of the plan itself: conclusions of inspections stand in a group beside it."""
    return set(session.scalars(select(TaskGroupRow.id).where(TaskGroupRow.plan_id == the_plan(session).id)))


def heading_line(group_id: str, numeral: str, heading: str) -> TaskLine:
    """A group heading as a table row."""
    return TaskLine(
        "", group_id, numeral, heading, "", "", "", "", None, None,
        TaskStatus.NOT_STARTED, DeadlineState.NOT_DUE, 0, "", False, 0, 0,
    )  # fmt: skip


def _line(row: Any) -> TaskLine:
    source = row.source or {}
    return TaskLine(
        task_id=row.id,
        group_id=row.group_id,
        number=row.number,
        content=row.content,
        lead=row.lead_name,
        coordinating=row.coordinating,
        products=row.products,
        deadline=row.deadline_text,
        due_at=vietnam_time.from_iso(row.due_at) if row.due_at else None,
        last_day=date.fromisoformat(row.last_day) if row.last_day else None,
        status=TaskStatus(row.status),
        state=DeadlineState(row.state),
        percent=row.percent,
        source=Source(source.get("library", "local"), source.get("ref", "")).label,
        is_addition=not row.form_key,
        extensions=row.extension_count,
        open_obstacles=row.open_obstacles,
        started_on=date.fromisoformat(row.started_on) if row.started_on else None,
    )


def total(session: Session) -> int:
    """How many tasks the plan has."""
    return session.scalar(select(func.count()).select_from(TaskRow).where(TaskRow.deleted.is_(False))) or 0


def counts(session: Session, query: TaskQuery, *, now: datetime, warn_days: int) -> TaskCounts:
    """How many tasks stand in each state and status."""
    state = state_expression(now, warn_days)
    found = session.execute(
        select(state, TaskRow.status, func.count())
        .where(*conditions(query, now=now, warn_days=warn_days))
        .group_by(state, TaskRow.status)
    ).all()
    by_state: dict[DeadlineState, int] = dict.fromkeys(DeadlineState, 0)
    by_status: dict[TaskStatus, int] = dict.fromkeys(TaskStatus, 0)
    for state_value, status, count in found:
        by_state[DeadlineState(state_value)] += count
        by_status[TaskStatus(status)] += count
    return TaskCounts(sum(by_state.values()), by_state, by_status)
