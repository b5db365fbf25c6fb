"""What the timeline, the unit columns and the week draw of each task: plain rows made of the table's and the plan's."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from app.models.plan.deadline import DeadlineKind, DeadlineState
from app.models.plan.records import PlanView, Task, TaskStatus, UnitRef
from app.models.plan.table import TaskLine
from app.models.vietnam_time import today


@dataclass(frozen=True, slots=True)
class Bar:
    """One task as the charts draw it; with `task_id` empty a group heading."""

    task_id: str
    number: str
    content: str
    deadline: str = ""
    lead: UnitRef | None = None
    coordinating: tuple[UnitRef, ...] = ()
    start: date | None = None
    """First activity, or the range's first day; None draws an instant."""
    last: date | None = None
    original: date | None = None
    """Last day of the original deadline where an extension moved it."""
    hour: time | None = None
    status: TaskStatus = TaskStatus.NOT_STARTED
    state: DeadlineState = DeadlineState.NOT_DUE
    percent: int = 0
    needs: tuple[str, ...] = ()


def bars(lines: Iterable[TaskLine], view: PlanView) -> tuple[Bar, ...]:
    """The rows of the table, in its order, with what only the plan knows."""
    by_id = {task.id: task for task in view.tasks}
    made = []
    for line in lines:
        if not line.task_id:
            made.append(Bar("", line.number, line.content))
        elif line.task_id in by_id:
            made.append(_bar(line, by_id[line.task_id]))
    return tuple(made)


def _bar(line: TaskLine, task: Task) -> Bar:
    deadline = task.deadline
    original = task.original_deadline.last_day() if task.extensions and task.original_deadline else None
    is_timed = deadline is not None and deadline.kind is DeadlineKind.TIME
    return Bar(
        line.task_id,
        line.number,
        line.content,
        line.deadline,
        task.lead,
        task.coordinating,
        _first_activity(line, task),
        line.last_day,
        original,
        deadline.hour if deadline and is_timed else None,
        line.status,
        line.state,
        line.percent,
        task.needs,
    )


def _first_activity(line: TaskLine, task: Task) -> date | None:
    """The earliest day on which something was or is to be done; never after the deadline."""
    planned = task.deadline.start if task.deadline else None
    days = [day for day in (planned, task.started_on) if day is not None]
    days += [today(entry.at) for entry in task.progress[:1]]
    first = min(days, default=None)
    if first is not None and line.last_day is not None and first > line.last_day:
        return line.last_day
    return first
