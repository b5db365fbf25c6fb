"""Monte Carlo over the steps to come: many nights drawn at once, the longest path of each. Pure but for its seed.

NumPy is imported when the first forecast is made, not when the program starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.models.runbook.learning import Durations
from app.models.runbook.situation import Situation, Task

SEED = 20250630
"""One seed for all: two forecasts of the same situation are the same, and a tick does not make the figure flicker."""
TRIALS = 4_000
_FEWEST = 0.02
"""Share of drawn nights that must agree with what runs already; below it a step has outrun its distribution."""
_LEAST_LEFT, _MORE_OF_SPENT = 0.2, 0.1


@dataclass(frozen=True, slots=True)
class Drawn:
    """Quantiles of what was drawn, as instants."""

    low: datetime
    """P10 of the finish."""
    middle: datetime
    high: datetime
    """P90."""
    on_time: float
    """Share of nights that end by the hard stop."""
    starts: dict[str, datetime]
    """Median start of each task."""
    ends: dict[str, datetime]
    p80: datetime


def draw(situation: Situation, durations: Durations, *, hard_stop: datetime, trials: int = TRIALS) -> Drawn:
    """Play the rest of the night `trials` times."""
    import numpy as np

    zero = situation.resumes_at
    rng = np.random.default_rng(SEED)
    night = rng.standard_normal(trials) * durations.common
    running = [task for task in situation.tasks if task.runs and task.id in durations.logs]
    left, night = _left_of_running(running, durations, night, rng, np)
    pending = [task for task in situation.tasks if task.started_at is None and task.id in durations.logs]
    sampled = _sampled(pending, durations, night, rng, np)
    starts: dict[str, Any] = {}
    ends: dict[str, Any] = {}
    for task in situation.tasks:
        starts[task.id], ends[task.id] = _times(task, situation, ends, left, sampled, zero, np)
    finish = _latest([ends[task.id] for task in _last(situation.tasks)] or [0.0], np)
    finish = np.broadcast_to(finish, (trials,))
    low, middle, p80, high = (float(one) for one in np.quantile(finish, (0.1, 0.5, 0.8, 0.9)))
    on_time = float(np.mean(finish <= (hard_stop - zero).total_seconds()))
    begun = {task_id: _at(zero, _middle(value, np)) for task_id, value in starts.items()}
    ended = {task_id: _at(zero, _middle(value, np)) for task_id, value in ends.items()}
    return Drawn(_at(zero, low), _at(zero, middle), _at(zero, high), on_time, begun, ended, _at(zero, p80))


def _left_of_running(
    running: Sequence[Task], durations: Durations, night: Any, rng: Any, np: Any
) -> tuple[dict[str, Any], Any]:
    """Seconds left of what runs, drawn among the nights on which it takes at least as long as it has already."""
    drawn = _sampled(running, durations, night, rng, np)
    agrees = np.ones(len(night), dtype=bool)
    outrun = []
    for task in running:
        fits = drawn[task.id] > task.spent.total_seconds()
        if np.mean(agrees & fits) < _FEWEST:
            outrun.append(task)
        else:
            agrees &= fits
    places = np.flatnonzero(agrees)
    if len(places) < len(night):
        chosen = places[np.arange(len(night)) % len(places)]
        night = night[chosen]
        drawn = {task_id: value[chosen] for task_id, value in drawn.items()}
    left = {task.id: drawn[task.id] - task.spent.total_seconds() for task in running}
    for task in outrun:
        rest = _LEAST_LEFT * durations.median(task.id) + _MORE_OF_SPENT * task.spent
        left[task.id] = rest.total_seconds() * np.exp(rng.standard_normal(len(night)) * 0.5)
    return left, night


def _sampled(tasks: Sequence[Task], durations: Durations, night: Any, rng: Any, np: Any) -> dict[str, Any]:
    if not tasks:
        return {}
    values = rng.standard_normal((len(tasks), len(night)))
    values *= np.array([durations.own[task.id] for task in tasks])[:, None]
    values += night
    values += np.array([durations.logs[task.id] for task in tasks])[:, None]
    np.exp(values, out=values)
    return {task.id: values[place] for place, task in enumerate(tasks)}


def _times(
    task: Task,
    situation: Situation,
    ends: dict[str, Any],
    left: dict[str, Any],
    sampled: dict[str, Any],
    zero: datetime,
    np: Any,
) -> tuple[Any, Any]:
    """(start, end) in seconds after `zero`: plain numbers where nothing is uncertain."""
    begun = (task.started_at - zero).total_seconds() if task.started_at is not None else 0.0
    if task.ended_at is not None:
        return begun, (task.ended_at - zero).total_seconds()
    if task.runs:
        planned = max(task.planned - task.spent, task.planned * _LEAST_LEFT).total_seconds()
        return begun, left.get(task.id, planned)
    ready = _latest([ends[need] for need in task.needs], np) if task.needs else _seconds(situation.begin, zero)
    floor = max(0.0, _seconds(task.not_before, zero))
    start = np.maximum(ready, floor) if not isinstance(ready, float) else max(ready, floor)
    return start, start + sampled.get(task.id, task.planned.total_seconds())


def _latest(values: Sequence[Any], np: Any) -> Any:
    found = values[0]
    for value in values[1:]:
        both = isinstance(found, float) and isinstance(value, float)
        found = max(found, value) if both else np.maximum(found, value)
    return found


def _last(tasks: Sequence[Task]) -> tuple[Task, ...]:
    """The tasks that nothing waits for."""
    needed = {need for task in tasks for need in task.needs}
    return tuple(task for task in tasks if task.id not in needed)


def _middle(value: Any, np: Any) -> float:
    """Median by a thinned sample: exact enough for a board, and a tenth of the sorting."""
    return float(value) if isinstance(value, float) else float(np.median(value[:1000]))


def _seconds(moment: datetime | None, zero: datetime) -> float:
    return (moment - zero).total_seconds() if moment is not None else 0.0


def _at(zero: datetime, seconds: float) -> datetime:
    return zero + timedelta(seconds=round(seconds))
