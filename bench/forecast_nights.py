"""Nights drawn for the forecast benchmarks: a net of 28 steps, habits of the steps, paces of the nights, chance.

The spreads were chosen so that the simple rules err here about as they did where the base rule was proposed
(`product-bars.md`, nights of 260 minutes, two rehearsals: plan 79, plan + slip 42, rehearsal median 23, base rule 14
minutes). Here: 259 minutes, 80, 51, 24, 15.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import exp
from random import Random

from app.models.runbook.network import earliest
from app.models.runbook.records import Master, Run, RunMode, Step
from app.models.runbook.run_records import EventKind, RunEvent

BEGIN = datetime(2025, 6, 30, 14, tzinfo=UTC)
WINDOW = timedelta(minutes=240)
PLANNED = 0.75
"""Share of the window that the plan fills; the rest is its reserve."""
STEPS = 28
HABIT_MEAN, HABIT, NIGHT_MEAN, NIGHT, CHANCE = 0.17, 0.4, 0.05, 0.15, 0.2


@dataclass(frozen=True, slots=True)
class Night:
    """A drawn night with its rehearsals."""

    master: Master
    run: Run
    times: Mapping[str, tuple[datetime, datetime]]
    """Step id -> true start and end."""
    rehearsals: tuple[Mapping[str, timedelta], ...]

    @property
    def finish(self) -> datetime:
        """The true finish."""
        return max(end for _, end in self.times.values())

    def events(self, now: datetime) -> tuple[RunEvent, ...]:
        """What had been recorded by an instant."""
        found = []
        for step_id, (start, end) in self.times.items():
            for kind, at in ((EventKind.START, start), (EventKind.FINISH, end)):
                if at <= now:
                    body = {"result": "passed"} if kind is EventKind.FINISH else {}
                    found.append(RunEvent(f"{step_id}/{kind}", self.run.id, kind, at, step_id, body))
        return tuple(found)


def night(seed: int, *, rehearsals: int = 2) -> Night:
    """One night by its seed."""
    chance = Random(seed)  # noqa: S311 a drawn night is no secret
    master = plan(chance)
    run = Run(f"run-{seed}", master.id, "lock", "hash", RunMode.REAL, "", BEGIN, BEGIN)
    habits = {step.id: chance.gauss(HABIT_MEAN, HABIT) for step in master.steps}
    rehearsed = tuple(_durations(master, habits, chance) for _ in range(rehearsals))
    return Night(master, run, _times(master, _durations(master, habits, chance)), rehearsed)


def plan(chance: Random, steps: int = STEPS) -> Master:
    """A planned net: mostly one behind another, now and then two side by side, with a reserve in the window."""
    made: list[Step] = []
    for place in range(steps):
        needs: tuple[str, ...] = (made[-1].id,) if made else ()
        if len(made) > 2 and chance.random() < 0.3:
            needs = made[-1].needs
        elif len(made) > 2 and made[-1].needs == made[-2].needs:
            needs = (made[-2].id, made[-1].id)
        minutes = timedelta(minutes=chance.choice((4, 5, 6, 8, 10, 12, 15, 20, 25)))
        made.append(Step(f"s{place}", str(place + 1), "stage", f"Bước {place + 1}", needs=needs, duration=minutes))
    length = max(end for _, end in earliest(made, BEGIN).values()) - BEGIN
    scaled = [_scaled(step, PLANNED * WINDOW / length) for step in made]
    return Master("m", "Kịch bản", BEGIN, BEGIN, BEGIN + WINDOW, tuple(scaled))


def _scaled(step: Step, factor: float) -> Step:
    return replace(step, duration=timedelta(seconds=round(step.duration.total_seconds() * factor)))


def _durations(master: Master, habits: Mapping[str, float], chance: Random) -> dict[str, timedelta]:
    pace = chance.gauss(NIGHT_MEAN, NIGHT)
    return {
        step.id: timedelta(
            seconds=max(round(step.duration.total_seconds() * exp(habits[step.id] + pace + chance.gauss(0, CHANCE))), 1)
        )
        for step in master.steps
    }


def _times(master: Master, durations: Mapping[str, timedelta]) -> dict[str, tuple[datetime, datetime]]:
    return earliest([replace(step, duration=durations[step.id]) for step in master.steps], BEGIN)
