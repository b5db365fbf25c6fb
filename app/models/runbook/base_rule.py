"""The base rule of the forecast, exactly as it was proposed and checked: what any better rule must beat. Pure.

Base of a step = median of its rehearsals, else the plan. Tonight's pace = worked / base of the finished steps, clamped
and weighted in over the first hour. A running step keeps at least a fifth of its base. The finish is the longest path.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from statistics import median

from app.models.runbook.situation import Rehearsal, Situation, Task

SLOWEST, FASTEST = 2.0, 0.8
WEIGHTED_IN = timedelta(minutes=60)
LEAST_LEFT = 0.2


def base_of(task: Task, rehearsals: Sequence[Rehearsal]) -> timedelta:
    """Median of the rehearsed durations, else the planned one."""
    known = [one[task.id] for one in rehearsals if task.id in one]
    return timedelta(seconds=median(one.total_seconds() for one in known)) if known else task.planned


def pace(situation: Situation) -> float:
    """Tonight's pace: 1 as rehearsed, 1.2 a fifth slower."""
    done = [task for task in situation.tasks if task.is_work and task.ended_at is not None and task.spent]
    base = sum((base_of(task, situation.rehearsals) for task in done), timedelta())
    if not base:
        return 1.0
    actual = sum((task.spent for task in done), timedelta())
    found = min(max(actual / base, FASTEST), SLOWEST)
    return 1.0 + min(base / WEIGHTED_IN, 1.0) * (found - 1.0)


def finish(situation: Situation) -> datetime:
    """The projected finish by the base rule."""
    factor = pace(situation)
    ends: dict[str, datetime] = {}
    for task in situation.tasks:
        ends[task.id] = task.ended_at or _end(task, situation, factor, ends)
    return max(ends.values(), default=situation.now)


def plan_and_slip(situation: Situation, planned_finish: datetime, planned_ends: dict[str, datetime]) -> datetime:
    """The plan moved by how late the last finished step ended: what a person with a paper table says."""
    done = [task for task in situation.tasks if task.ended_at is not None and task.id in planned_ends]
    if not done:
        return max(planned_finish, situation.now)
    last = max(done, key=lambda task: planned_ends[task.id])
    assert last.ended_at is not None  # noqa: S101 only ended ones are in the list
    return planned_finish + (last.ended_at - planned_ends[last.id])


def _end(task: Task, situation: Situation, factor: float, ends: dict[str, datetime]) -> datetime:
    base = base_of(task, situation.rehearsals) * (factor if task.is_work else 1.0)
    if task.runs:
        return situation.resumes_at + max(base - task.spent, base_of(task, situation.rehearsals) * LEAST_LEFT)
    ready = max((ends[need] for need in task.needs), default=situation.begin)
    return max(ready, situation.resumes_at, task.not_before or ready) + base
