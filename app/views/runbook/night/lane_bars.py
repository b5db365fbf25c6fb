"""The bars of the lanes: what was planned, what happened, what is expected of each step, by team. No Qt here."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from app.models.runbook.forecast import Forecast
from app.models.runbook.run_records import RunState, StepState, StepStatus
from app.views.common.palette import Tone


@dataclass(frozen=True, slots=True)
class Bar:
    """One step in a lane."""

    step_id: str
    number: str
    plan: tuple[datetime, datetime] | None
    actual: tuple[datetime, datetime] | None
    forecast: tuple[datetime, datetime] | None
    tone: Tone
    is_gate: bool = False
    row: int = 0

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Every instant it reaches to."""
        return tuple(moment for pair in (self.plan, self.actual, self.forecast) if pair for moment in pair)


@dataclass(frozen=True, slots=True)
class Lane:
    """A team's steps."""

    team: str
    bars: tuple[Bar, ...]
    rows: int


def lanes(state: RunState, forecast: Forecast, now: datetime) -> tuple[Lane, ...]:
    """Every team that has steps on the way taken, in the order of its first step."""
    teams: dict[str, list[Bar]] = {}
    for one in state.steps:
        if one.status is StepStatus.DORMANT:
            continue
        teams.setdefault(one.step.lead_unit or "Chưa có đơn vị chủ trì", []).append(_bar(one, forecast, now))
    return tuple(_lane(team, bars) for team, bars in teams.items())


def _bar(one: StepState, forecast: Forecast, now: datetime) -> Bar:
    step = one.step
    plan = (step.planned_start, step.planned_start + step.duration) if step.planned_start is not None else None
    actual = None
    begun = one.started_at or one.finished_at
    if begun is not None and (one.status.is_over or one.attempts):
        actual = (begun, max(one.finished_at or now, begun))
    projection = forecast.steps.get(step.id)
    ahead = None
    if projection is not None and one.status in (StepStatus.RUNNING, StepStatus.READY, StepStatus.PENDING):
        ahead = (max(projection.start, now) if actual else projection.start, projection.end)
    return Bar(step.id, step.number, plan, actual, ahead, _bar_tone(one), step.is_gate)


def _bar_tone(one: StepState) -> Tone:
    tones = {
        StepStatus.DONE: Tone.CONFIRMED,
        StepStatus.FAILED: Tone.ACT_NOW,
        StepStatus.RUNNING: Tone.RUNNING,
        StepStatus.STOPPED: Tone.WATCH,
    }
    return tones.get(one.status, Tone.NEUTRAL)


def _lane(team: str, bars: Sequence[Bar]) -> Lane:
    """Bars that would lie on each other get rows of their own."""
    ends: list[datetime] = []
    placed = []
    for bar in sorted(bars, key=lambda one: (_span(one)[0], one.number)):
        start, end = _span(bar)
        row = next((at for at, busy in enumerate(ends) if busy <= start), len(ends))
        ends[row : row + 1] = [end]
        placed.append(replace(bar, row=row))
    return Lane(team, tuple(placed), max(len(ends), 1))


def _span(bar: Bar) -> tuple[datetime, datetime]:
    pairs = [pair for pair in (bar.actual, bar.forecast) if pair] or [bar.plan or _NOWHERE]
    return min(pair[0] for pair in pairs), max(pair[1] for pair in pairs)


_NOWHERE = (datetime.fromisoformat("2025-06-30T14:00:00+00:00"),) * 2
