"""What a forecast looks at: the steps left and done as bare tasks, people's calendar, rehearsals, now. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.models.runbook.network import ancestors, topological
from app.models.runbook.records import Branch, Step
from app.models.runbook.run_records import Result, RunState, StepState, StepStatus
from app.models.runbook.state import worked

Rehearsal = Mapping[str, timedelta]
"""Step id -> time of work in one rehearsal."""


@dataclass(frozen=True, slots=True)
class Task:
    """A step as the forecast sees it."""

    id: str
    planned: timedelta
    needs: tuple[str, ...] = ()
    is_work: bool = True
    """Work follows tonight's pace; waiting and decisions take what they take."""
    person: str = ""
    not_before: datetime | None = None
    """Its fixed hour, or the first hour of its owner's duty."""
    started_at: datetime | None = None
    spent: timedelta = timedelta()
    """Time of work so far, holds left out; the whole of it once ended."""
    ended_at: datetime | None = None

    @property
    def runs(self) -> bool:
        """Whether it has begun and not ended."""
        return self.started_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class Situation:
    """A run at an instant, ready for a forecast. Tasks stand behind what they need."""

    tasks: tuple[Task, ...]
    now: datetime
    begin: datetime
    """When what needs nothing can begin: now, or the first planned start while nothing has begun."""
    rehearsals: tuple[Rehearsal, ...] = ()
    held_until: datetime | None = None
    """When work goes on, while the run is on hold."""

    @property
    def resumes_at(self) -> datetime:
        """From when work can go on."""
        return max(self.now, self.held_until or self.now)


def situation(
    state: RunState, *, now: datetime, rehearsals: Sequence[Rehearsal] = (), branch: Branch | None = None
) -> Situation:
    """A run as a forecast sees it: the way that is taken, or another as if it began now."""
    way = branch or state.branch
    taken = [one for one in state.steps if one.step.branch is way]
    tasks = [_task(one, state, now) for one in taken]
    if way is not state.branch:
        tasks = [replace(one, started_at=None, ended_at=None, spent=timedelta(), not_before=None) for one in tasks]
    hold = state.hold
    begin = _begin(taken, now) if way is state.branch and _nothing_begun(tasks) else now
    held_until = max(hold.until or now, now) if hold is not None else None
    return Situation(ordered(tasks), now, begin, tuple(rehearsals), held_until)


def ordered(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """The tasks behind what they need; needs outside of them are dropped."""
    by_id = {task.id: task for task in tasks}
    links = {task.id: tuple(need for need in task.needs if need in by_id) for task in by_id.values()}
    seen: set[str] = set()
    found = []
    for task_id in topological(links):
        needs = tuple(need for need in links[task_id] if need in seen)
        seen.add(task_id)
        found.append(replace(by_id[task_id], needs=needs))
    return tuple(found)


def one_at_a_time(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks with one more need each, for nobody does two at once: what runs goes first, then the given order."""
    links: dict[str, tuple[str, ...]] = {task.id: task.needs for task in tasks}
    last: dict[str, str] = {}
    busy = [task for task in tasks if task.person and task.is_work and task.ended_at is None]
    for task in sorted(busy, key=lambda one: not one.runs):
        before = last.get(task.person)
        if before is not None and not task.runs and not _related(links, before, task.id):
            links[task.id] = (*links[task.id], before)
        last[task.person] = task.id
    return ordered(replace(task, needs=links[task.id]) for task in tasks)


def _related(links: Mapping[str, tuple[str, ...]], one: str, other: str) -> bool:
    return one in ancestors(links, other) or other in ancestors(links, one)


def _task(one: StepState, state: RunState, now: datetime) -> Task:
    step = one.step
    started, ended, spent = _progress(one, state, now)
    return Task(
        step.id,
        step.duration,
        step.needs,
        step.kind.is_work,
        one.owner.id if one.owner is not None else "",
        _not_before(step, one),
        started,
        spent,
        ended,
    )


def _progress(one: StepState, state: RunState, now: datetime) -> tuple[datetime | None, datetime | None, timedelta]:
    if one.status in (StepStatus.DONE, StepStatus.SKIPPED, StepStatus.STOPPED):
        return one.started_at or one.finished_at, one.finished_at or one.ready_at or now, one.worked or timedelta()
    if one.status is StepStatus.RUNNING and one.started_at is not None:
        return one.started_at, None, worked(one.started_at, max(now, one.started_at), state.holds, one.step.id)
    if one.status is StepStatus.READY and not one.step.kind.is_work and one.ready_at is not None:
        return one.ready_at, None, max(now - one.ready_at, timedelta())
    return None, None, timedelta()


def _not_before(step: Step, one: StepState) -> datetime | None:
    fixed = step.planned_start if step.is_timed else None
    on_duty = one.owner.available_from if one.owner is not None else None
    return max((moment for moment in (fixed, on_duty) if moment is not None), default=None)


def _begin(taken: Sequence[StepState], now: datetime) -> datetime:
    """When a run of which nothing has begun begins: the first planned start, or now where that is past."""
    return max([now, *sorted(one.step.planned_start for one in taken if one.step.planned_start is not None)[:1]])


def _nothing_begun(tasks: Sequence[Task]) -> bool:
    return all(task.started_at is None for task in tasks)


def measured(state: RunState) -> dict[str, timedelta]:
    """Step id -> time of work of what this run finished đạt: what a rehearsal teaches."""
    return {
        one.step.id: one.worked
        for one in state.steps
        if one.worked is not None and one.status is StepStatus.DONE and one.result is Result.PASSED
    }
