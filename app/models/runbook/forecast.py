"""The forecast of a run: when it ends, which step causes it, until when one can still turn back. Pure.

`base_rule` is the rule to beat; this one learns habits of steps and tonight's pace (`learning`) and plays the rest of
the night many times (`trials`). Hard stop - P80 of the rollback - safety floor is the latest decision.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.models.runbook import base_rule
from app.models.runbook.learning import Durations, learn
from app.models.runbook.records import Branch, Step
from app.models.runbook.run_records import RunState
from app.models.runbook.situation import Rehearsal, Situation, Task, one_at_a_time, situation
from app.models.runbook.trials import TRIALS, draw


@dataclass(frozen=True, slots=True)
class Projection:
    """A step as it is expected to go; of an ended step, as it went."""

    start: datetime
    end: datetime
    expected: timedelta
    """How long it is expected to take tonight (a running one: in all)."""
    rehearsed: timedelta | None = None
    """Median of the rehearsals: the second tick on the card."""
    slack: timedelta = timedelta()
    """How much later it may end before the hard stop is missed."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected of a run at an instant."""

    at: datetime
    finish: datetime
    low: datetime
    """P10 of the finish."""
    high: datetime
    """P90."""
    on_time: float
    """Probability to be done by the hard stop, 0-1."""
    hard_stop: datetime
    steps: Mapping[str, Projection] = field(default_factory=dict)
    path: tuple[str, ...] = ()
    """Ids of the steps that carry the finish, in order."""
    cause_id: str = ""
    cause: str = ""
    """The step that causes the finish, in words."""
    pace: float = 1.0
    """Tonight's pace against rehearsal or plan."""
    rollback: timedelta | None = None
    """P80 of the way back; None without such a branch."""
    is_rollback_rehearsed: bool = False
    decide_by: datetime | None = None
    """Latest moment to decide on turning back; None without such a branch or once it has begun."""

    def time_to_decide(self, now: datetime) -> timedelta | None:
        """The countdown; negative once it is too late."""
        return self.decide_by - now if self.decide_by is not None else None


def forecast(state: RunState, *, now: datetime, rehearsals: Sequence[Rehearsal] = (), trials: int = TRIALS) -> Forecast:
    """The forecast of the way that is taken. `rehearsals` hold the time of work of each step in each rehearsal."""
    found = situation(state, now=now, rehearsals=rehearsals)
    found = Situation(one_at_a_time(found.tasks), found.now, found.begin, found.rehearsals, found.held_until)
    hard_stop = state.master.window_end
    durations = learn(found)
    drawn = draw(found, durations, hard_stop=hard_stop, trials=trials)
    slack = _slacks(found.tasks, drawn.starts, drawn.ends, hard_stop)
    steps = {task.id: _projection(task, found, durations, drawn.starts, drawn.ends, slack) for task in found.tasks}
    path = _path(found.tasks, drawn.ends, drawn.starts)
    cause_id, cause = _cause(state, path, steps, found.tasks)
    back, rehearsed = _rollback(state, now, rehearsals, trials)
    decide_by = None
    if back is not None and state.branch is Branch.MAIN:
        decide_by = hard_stop - back - state.master.floor
    return Forecast(
        at=now,
        finish=drawn.middle,
        low=drawn.low,
        high=drawn.high,
        on_time=drawn.on_time,
        hard_stop=hard_stop,
        steps=steps,
        path=path,
        cause_id=cause_id,
        cause=cause,
        pace=base_rule.pace(found),
        rollback=back,
        is_rollback_rehearsed=rehearsed,
        decide_by=decide_by,
    )


def _projection(
    task: Task,
    found: Situation,
    durations: Durations,
    starts: Mapping[str, datetime],
    ends: Mapping[str, datetime],
    slack: Mapping[str, timedelta],
) -> Projection:
    known = [one[task.id] for one in found.rehearsals if task.id in one]
    rehearsed = base_rule.base_of(task, found.rehearsals) if known else None
    expected = task.spent if task.ended_at is not None and task.is_work else _expected(task, durations)
    if task.runs and found.held_until is None:
        expected = max(expected, task.spent + (ends[task.id] - found.now))
    return Projection(
        task.started_at or starts[task.id], task.ended_at or ends[task.id], expected, rehearsed, slack[task.id]
    )


def _expected(task: Task, durations: Durations) -> timedelta:
    middle = durations.median(task.id) if task.is_work else task.planned
    return timedelta(seconds=round((middle or task.planned).total_seconds()))


def _slacks(
    tasks: Sequence[Task], starts: Mapping[str, datetime], ends: Mapping[str, datetime], hard_stop: datetime
) -> dict[str, timedelta]:
    """How much later each step may end, by the steps behind it as they are expected to take."""
    latest: dict[str, datetime] = {}
    for task in reversed(tasks):
        end = latest.setdefault(task.id, hard_stop)
        begin = end - (ends[task.id] - starts[task.id])
        for need in task.needs:
            latest[need] = min(latest.get(need, hard_stop), begin)
    return {task.id: latest[task.id] - ends[task.id] for task in tasks}


def _path(tasks: Sequence[Task], ends: Mapping[str, datetime], starts: Mapping[str, datetime]) -> tuple[str, ...]:
    """The chain of steps that carries the finish, from the first that is not over."""
    by_id = {task.id: task for task in tasks}
    here = max(tasks, key=lambda task: ends[task.id], default=None)
    found: list[str] = []
    while here is not None and here.ended_at is None:
        found.append(here.id)
        needs = [by_id[need] for need in here.needs if need in by_id]
        here = max(needs, key=lambda task: ends[task.id], default=None)
    return tuple(reversed(found))


def _cause(
    state: RunState, path: Sequence[str], steps: Mapping[str, Projection], tasks: Sequence[Task]
) -> tuple[str, str]:
    """The step on the path that adds most over its plan; the first of the path where none does."""
    if not path:
        return "", ""
    planned = {task.id: task.planned for task in tasks}
    over = {task_id: steps[task_id].expected - planned[task_id] for task_id in path}
    worst = max(path, key=lambda task_id: over[task_id])
    if over[worst] < timedelta(minutes=1):
        worst = path[0]
    step = state.step(worst)
    return worst, _words(step.step, over[worst]) if step is not None else ""


def _words(step: Step, over: timedelta) -> str:
    minutes = round(over.total_seconds() / 60)
    if minutes < 1:
        return f"Bước {step.number} đang quyết định giờ xong"
    return f"Bước {step.number} dự kiến dài hơn kế hoạch {minutes} phút"


def _rollback(
    state: RunState, now: datetime, rehearsals: Sequence[Rehearsal], trials: int
) -> tuple[timedelta | None, bool]:
    """P80 of the way back as if it began now, and whether all of it was rehearsed."""
    steps = [one.step for one in state.steps if one.step.branch is Branch.ROLLBACK]
    if not steps:
        return None, False
    back = situation(state, now=now, rehearsals=rehearsals, branch=Branch.ROLLBACK)
    back = Situation(one_at_a_time(back.tasks), now, now, back.rehearsals)
    drawn = draw(back, learn(back), hard_stop=now, trials=trials)
    work = [step for step in steps if step.kind.is_work and step.duration]
    rehearsed = bool(work) and all(any(step.id in one for one in rehearsals) for step in work)
    return drawn.p80 - now, rehearsed
