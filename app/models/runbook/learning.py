"""What rehearsals and the night so far teach of the durations to come. Pure.

Each measured duration is read as plan x (habit of the step) x (pace of that night) x chance, all as logarithms: a
crossed model with random effects, solved by going round until nothing moves. Habits are shrunk towards the mean of all
steps by as much as one or two rehearsals can be trusted, so that one odd rehearsal does not carry the forecast away.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import exp, log, sqrt

from app.models.runbook.situation import Rehearsal, Situation, Task

SHORTEST = timedelta(seconds=30)
"""Below this a plan says nothing about a pace."""
_TONIGHT = -1
_ROUNDS = 200
_CLOSE = 1e-7

PRIOR_MEAN, PRIOR_MEAN_SPREAD = 0.1, 0.3
"""Plans are overrun a little, in the mean of all steps."""
PRIOR_HABIT, PRIOR_NIGHT, PRIOR_CHANCE = 0.35, 0.25, 0.18
"""Spreads (of logarithms) believed before anything was measured."""
_TRUST = 12.0
"""How many observations the believed spreads are worth."""

Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Durations:
    """Lognormal durations of the steps to come: seconds = exp(log + own x chance + common x night)."""

    logs: Mapping[str, float]
    own: Mapping[str, float]
    common: float
    """Spread that all of tonight's steps share: how well tonight's pace is known."""

    def median(self, task_id: str) -> timedelta:
        """The middle of a step's duration."""
        return timedelta(seconds=exp(self.logs[task_id])) if task_id in self.logs else timedelta()


@dataclass
class _Effects:
    """The effects as far as they are solved."""

    mean: float
    habits: dict[str, float]
    nights: dict[int, float]
    habit_spread: float = PRIOR_HABIT
    chance: float = PRIOR_CHANCE


def learn(situation: Situation) -> Durations:
    """Durations of every work task that has a plan or a rehearsal; waiting is not among them."""
    plans = {task.id: _reference(task, situation.rehearsals) for task in situation.tasks if task.is_work}
    plans = {task_id: plan for task_id, plan in plans.items() if plan}
    cells = _cells(situation, plans)
    effects = _solve(cells)
    counts = _count(cells)
    tonight = effects.nights.get(_TONIGHT, 0.0)
    logs, own = {}, {}
    for task_id, plan in plans.items():
        logs[task_id] = log(plan.total_seconds()) + effects.mean + effects.habits.get(task_id, 0.0) + tonight
        known = counts.get(task_id, 0) + (effects.chance / effects.habit_spread) ** 2
        own[task_id] = effects.chance * sqrt(1.0 + 1.0 / known)
    return Durations(logs, own, _common(cells, counts, effects))


def _common(cells: Mapping[Cell, float], counts: Mapping[str, int], effects: _Effects) -> float:
    """How well tonight's pace is known: by as many finished steps as there are, each as sure as its own habit is."""
    weight = (effects.chance / effects.habit_spread) ** 2
    known = 1.0 / PRIOR_NIGHT**2
    for step, night in cells:
        if night == _TONIGHT:
            before = counts[step] - 1
            known += 1.0 / (effects.chance**2 * (1.0 + 1.0 / (before + weight)))
    return sqrt(1.0 / known)


def _reference(task: Task, rehearsals: Sequence[Rehearsal]) -> timedelta:
    if task.planned:
        return task.planned
    known = [one[task.id] for one in rehearsals if one.get(task.id)]
    return sum(known, timedelta()) / len(known) if known else timedelta()


def _cells(situation: Situation, plans: Mapping[str, timedelta]) -> dict[Cell, float]:
    """(step, night) -> log of measured over plan; tonight is night -1."""
    found: dict[Cell, float] = {}
    for night, rehearsal in enumerate(situation.rehearsals):
        for task_id, taken in rehearsal.items():
            if plans.get(task_id, timedelta()) >= SHORTEST and taken > timedelta():
                found[task_id, night] = log(taken / plans[task_id])
    for task in situation.tasks:
        if task.ended_at is not None and task.spent and plans.get(task.id, timedelta()) >= SHORTEST:
            found[task.id, _TONIGHT] = log(task.spent / plans[task.id])
    return found


def _solve(cells: Mapping[Cell, float]) -> _Effects:
    effects = _Effects(PRIOR_MEAN, {step: 0.0 for step, _ in cells}, {night: 0.0 for _, night in cells})
    if not cells:
        return effects
    for _ in range(_ROUNDS):
        moved = _round(cells, effects)
        if moved < _CLOSE:
            break
    return effects


def _round(cells: Mapping[Cell, float], effects: _Effects) -> float:
    """Solve each kind of effect once given the others, then the spreads; gives the largest move."""
    chance = effects.chance**2
    moved = 0.0
    steps: dict[str, list[float]] = {}
    for (step, night), value in cells.items():
        steps.setdefault(step, []).append(value - effects.mean - effects.nights[night])
    weight = chance / effects.habit_spread**2
    for step, left in steps.items():
        found = sum(left) / (len(left) + weight)
        moved = max(moved, abs(found - effects.habits[step]))
        effects.habits[step] = found
    nights: dict[int, list[float]] = {}
    for (step, night), value in cells.items():
        nights.setdefault(night, []).append(value - effects.mean - effects.habits[step])
    for night, left in nights.items():
        found = sum(left) / (len(left) + chance / PRIOR_NIGHT**2)
        moved = max(moved, abs(found - effects.nights[night]))
        effects.nights[night] = found
    rest = [value - effects.habits[step] - effects.nights[night] for (step, night), value in cells.items()]
    weight = chance / PRIOR_MEAN_SPREAD**2
    found = (sum(rest) + weight * PRIOR_MEAN) / (len(rest) + weight)
    moved = max(moved, abs(found - effects.mean))
    effects.mean = found
    _spreads(cells, effects)
    return moved


def _spreads(cells: Mapping[Cell, float], effects: _Effects) -> None:
    """Chance and habit spreads from what is left over, held back by what was believed before."""
    left = [
        value - effects.mean - effects.habits[step] - effects.nights[night] for (step, night), value in cells.items()
    ]
    free = max(len(left) - len(effects.habits) * _shrink(cells, effects) - len(effects.nights), 0.0)
    scale = sum(one * one for one in left)
    effects.chance = sqrt((_TRUST * PRIOR_CHANCE**2 + scale) / (_TRUST + free))
    counts = _count(cells)
    variance = sum(
        effects.habits[step] ** 2 + effects.chance**2 / (counts[step] + (effects.chance / effects.habit_spread) ** 2)
        for step in effects.habits
    )
    effects.habit_spread = sqrt((_TRUST * PRIOR_HABIT**2 + variance) / (_TRUST + len(effects.habits)))


def _shrink(cells: Mapping[Cell, float], effects: _Effects) -> float:
    """How much of a degree of freedom the habit of a step takes in the mean."""
    counts = _count(cells)
    weight = (effects.chance / effects.habit_spread) ** 2
    return sum(count / (count + weight) for count in counts.values()) / len(counts)


def _count(cells: Mapping[Cell, float]) -> dict[str, int]:
    found: dict[str, int] = {}
    for step, _ in cells:
        found[step] = found.get(step, 0) + 1
    return found
