"""Reads the work of every unit by group, and the figures as published. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.board.entities import BoardFigureRow
from app.models.board.records import CONCLUSIONS, OTHER, SELECTION, Counts, GroupRef, Reason, Subject, UnitWork, Waiting
from app.models.board.work import LISTED
from app.models.inspection import followup_queries
from app.models.inspection.minutes_records import Followup, FollowupQuery, FollowupState
from app.models.plan import form as plan_form
from app.models.plan.deadline import DeadlineState
from app.models.plan.entities import TaskGroupRow, TaskRow
from app.models.plan.records import SOURCE_LABELS, Source, TaskStatus
from app.models.plan.table_queries import plan_groups, state_expression
from app.models.selection import aftermath_queries, kinds
from app.models.selection.stages import BoardRow, Stage, StageState
from app.models.selection.stages import state as stage_state
from app.models.units.entities import Unit
from app.models.units.gazetteer import Province

_LATE = (DeadlineState.LATE_NOT_STARTED.value, DeadlineState.LATE_IN_PROGRESS.value)
_DONE = (DeadlineState.DONE_ON_TIME.value, DeadlineState.DONE_LATE.value)
_LIBRARIES = ("handbook", "tb318", "qd1565")
"""Libraries whose references are theirs and not typed by somebody."""

Cell = tuple[str, str]
"""(unit id, group key)."""


@dataclass
class _Found:
    """A cell while it is gathered."""

    counts: Counts = field(default_factory=Counts)
    waiting: list[Waiting] = field(default_factory=list)


def work(
    session: Session, province: Province, made: kinds.Made, *, now: datetime, warn_days: int
) -> tuple[UnitWork, ...]:
    """Every unit that leads something, group by group: the plan, conclusions of inspections, stages of the systems."""
    groups = _groups(session)
    found: dict[Cell, _Found] = defaultdict(_Found)
    _count_tasks(session, groups, found, now=now, warn_days=warn_days)
    _list_tasks(session, groups, found, now=now, warn_days=warn_days)
    _add_conclusions(session, found, now=now, warn_days=warn_days)
    board = aftermath_queries.board(session, aftermath_queries.kind_views(session, province, made))
    _add_stages(board, found, now=now, warn_days=warn_days)
    headings = {ref.key: ref for ref in (*groups.values(), CONCLUSIONS, SELECTION)}
    units = {row.id: row for row in session.execute(select(Unit.id, Unit.name, Unit.kind))}
    return tuple(
        UnitWork(
            unit_id,
            units[unit_id].name if unit_id in units else "",
            units[unit_id].kind if unit_id in units else "",
            headings[key],
            one.counts,
            tuple(one.waiting),
        )
        for (unit_id, key), one in sorted(found.items())
    )


def published(session: Session) -> dict[str, BoardFigureRow]:
    """Every published figure by its id."""
    return {row.id: row for row in session.scalars(select(BoardFigureRow))}


def last_beat(session: Session) -> tuple[datetime, str] | None:
    """When the province's figures were last confirmed, and by which device; None where nothing was published."""
    row = session.scalar(select(BoardFigureRow).where(BoardFigureRow.subject == Subject.PUBLISHED.value))
    if row is None or not row.computed_at:
        return None
    return vietnam_time.from_iso(row.computed_at), str((row.figures or {}).get("device", ""))


def _groups(session: Session) -> dict[str, GroupRef]:
    """Group id -> the group as every province names it; the province's own groups are one."""
    of_plan = plan_groups(session)
    rows = session.execute(select(TaskGroupRow.id, TaskGroupRow.form_key).where(TaskGroupRow.id.in_(of_plan)))
    known = {group.numeral: GroupRef(group.numeral, group.heading) for group in plan_form.load().groups}
    return {group_id: known.get(form_key, OTHER) for group_id, form_key in rows}


def _reason(now: datetime, warn_days: int) -> ColumnElement[str]:
    """The SQL of `Reason`: why a task needs somebody; empty where nothing does."""
    state = state_expression(now, warn_days)
    return case(
        (state.in_(_DONE), ""),
        (state.in_(_LATE), Reason.LATE.value),
        (state == DeadlineState.DUE_SOON.value, Reason.SOON.value),
        (TaskRow.status == TaskStatus.LATE.value, Reason.SLOW.value),
        (TaskRow.status == TaskStatus.PAUSED.value, Reason.PAUSED.value),
        (TaskRow.open_obstacles > 0, Reason.OBSTRUCTED.value),
        else_="",
    )


def _count_tasks(
    session: Session, groups: Mapping[str, GroupRef], found: dict[Cell, _Found], *, now: datetime, warn_days: int
) -> None:
    columns = (
        TaskRow.lead_id,
        TaskRow.group_id,
        TaskRow.finished_at.is_not(None).label("is_done"),
        _reason(now, warn_days).label("reason"),
        TaskRow.status,
        (TaskRow.open_obstacles > 0).label("is_obstructed"),
    )
    rows = session.execute(
        select(*columns, func.count().label("tasks"))
        .where(TaskRow.deleted.is_(False), TaskRow.group_id.in_(groups))
        .group_by(*columns)
    )
    for row in rows:
        cell = found[row.lead_id or "", groups[row.group_id].key]
        cell.counts = plus(cell.counts, _tally(row, row.tasks))


def _tally(row: Any, count: int) -> Counts:
    if row.is_done:
        return Counts(total=count, done=count)
    if row.reason == Reason.LATE:
        return Counts(total=count, late=count)
    return Counts(
        total=count,
        watch=count if row.reason else 0,
        soon=count if row.reason == Reason.SOON else 0,
        slow=count if row.status == TaskStatus.LATE else 0,
        paused=count if row.status == TaskStatus.PAUSED else 0,
        obstructed=count if row.is_obstructed else 0,
    )


def _list_tasks(
    session: Session, groups: Mapping[str, GroupRef], found: dict[Cell, _Found], *, now: datetime, warn_days: int
) -> None:
    """Of each unit and group those that need somebody, LISTED at most."""
    reason = _reason(now, warn_days)
    order = (reason != Reason.LATE.value, func.coalesce(TaskRow.due_at, "9999"), TaskRow.id)
    place = func.row_number().over(partition_by=(TaskRow.lead_id, TaskRow.group_id), order_by=order)
    columns = (TaskRow.lead_id, TaskRow.group_id, TaskRow.number, TaskRow.source, TaskRow.form_key, TaskRow.due_at)
    inner = (
        select(*columns, reason.label("reason"), place.label("place"))
        .where(TaskRow.deleted.is_(False), TaskRow.group_id.in_(groups), reason != "")
        .subquery()
    )
    form = plan_form.load()
    for row in session.execute(select(inner).where(inner.c.place <= LISTED)):
        due_at = vietnam_time.from_iso(row.due_at) if row.due_at else None
        waiting = Waiting(row.number, _label(row, form), due_at, Reason(row.reason))
        found[row.lead_id or "", groups[row.group_id].key].waiting.append(waiting)


def _label(row: Any, form: plan_form.PlanForm) -> str:
    """What the centre may read of a task: the form's wording, or which document it comes from; never typed words."""
    wording = form.row(row.form_key) if row.form_key else None
    if wording is not None:
        return wording.content
    source = row.source or {}
    library = str(source.get("library", "local"))
    ref = str(source.get("ref", "")) if library in _LIBRARIES else ""
    return Source(library, ref).label if library in SOURCE_LABELS else SOURCE_LABELS["local"]


def _add_conclusions(session: Session, found: dict[Cell, _Found], *, now: datetime, warn_days: int) -> None:
    for one in followup_queries.followups(session, FollowupQuery(), now=now, warn_days=warn_days):
        reason = _reason_of_conclusion(one)
        waiting = Waiting(one.number, SOURCE_LABELS["inspection"], one.due_at, reason) if reason else None
        _add(found[one.unit.id, CONCLUSIONS.key], waiting, is_done=one.state is FollowupState.DONE)


def _reason_of_conclusion(one: Followup) -> Reason | None:
    """What the overview of conclusions says: one that cannot be done as it stands is paused, however late."""
    if one.state is FollowupState.OVERDUE:
        return Reason.LATE
    if one.state is FollowupState.IMPOSSIBLE:
        return Reason.PAUSED
    is_soon = one.state is FollowupState.OPEN and one.deadline_state is DeadlineState.DUE_SOON
    return Reason.SOON if is_soon else None


def _add_stages(board: Sequence[BoardRow], found: dict[Cell, _Found], *, now: datetime, warn_days: int) -> None:
    reasons = {StageState.LATE: Reason.LATE, StageState.NEAR: Reason.SOON}
    for row, stage, stands in _stages(board, now=now, warn_days=warn_days):
        reason = reasons.get(stands)
        kind = "Hệ thống của tỉnh" if row.kind.is_own else row.kind.name
        waiting = Waiting("", f"{kind}: {stage.name}", stage.due_at, reason) if reason else None
        cell = found[stage.lead.id if stage.lead else "", SELECTION.key]
        _add(cell, waiting, is_done=stands is StageState.DONE)


def _add(cell: _Found, waiting: Waiting | None, *, is_done: bool) -> None:
    """Count one more piece of work, and name it where it needs somebody."""
    reason = waiting.reason if waiting else None
    late = reason is Reason.LATE
    more = Counts(
        total=1,
        done=int(is_done),
        late=int(late),
        watch=int(waiting is not None and not late),
        soon=int(reason is Reason.SOON),
        paused=int(reason is Reason.PAUSED),
    )
    cell.counts = plus(cell.counts, more)
    if waiting is not None:
        cell.waiting.append(waiting)


def _stages(
    board: Iterable[BoardRow], *, now: datetime, warn_days: int
) -> Iterator[tuple[BoardRow, Stage, StageState]]:
    for row in board:
        for stage in row.stages if row.is_in_force else ():
            stands = stage_state(stage, now=now, warn_days=warn_days)
            if stands is not StageState.NOT_APPLICABLE:
                yield row, stage, stands


def plus(one: Counts, other: Counts) -> Counts:
    """The counts of both together."""
    return Counts(*(mine + theirs for mine, theirs in zip(astuple(one), astuple(other), strict=True)))
