"""The figure of a cut-over night: where it stands, when it will end, how many critical incidents are open. Pure.

Names of steps, incidents and people stay at the desk: what somebody typed is not published.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.models import vietnam_time
from app.models.board.records import Figure, GroupRef, Level, Subject
from app.models.runbook.forecast import Forecast
from app.models.runbook.records import Branch, Run, RunMode
from app.models.runbook.run_records import RunState, StepStatus

PAST: Mapping[str, Any] = {"state": "past"}
"""What stays of a night that the centre looks at no more."""
_BEFORE, _AFTER = timedelta(hours=36), timedelta(hours=36)
"""How long before its giờ G and after its end a night is published."""


def concerns(run: Run, closed_at: datetime | None, *, now: datetime) -> bool:
    """Whether the centre looks at this run now. A simulation never leaves the desk; an open real run always counts."""
    if run.mode is RunMode.SIMULATION or now < run.anchor - _BEFORE:
        return False
    if closed_at is None and run.is_real:
        return True
    return now < (closed_at or run.anchor) + _AFTER


def is_on(figures: Mapping[str, Any]) -> bool:
    """Whether a published night is under way, so that its figures are due every minute."""
    return figures.get("state") in ("running", "held", "rollback")


def figure(state: RunState, forecast: Forecast) -> Figure:
    """What is published of a run."""
    way = [one for one in state.steps if one.step.branch is state.branch]
    incidents = [one for one in state.incidents if one.closed_at is None]
    figures: dict[str, Any] = {
        "mode": state.run.mode.value,
        "state": _stands(state),
        "level": _level(state, forecast).value,
        "anchor": _minute(state.run.anchor),
        "steps": len(way),
        "done": sum(1 for one in way if one.status.is_over),
        "finish": _minute(state.closed_at or forecast.finish),
        "low": _minute(None if state.is_over else forecast.low),
        "high": _minute(None if state.is_over else forecast.high),
        "hard_stop": _minute(forecast.hard_stop),
        "decide_by": _minute(None if state.is_over else forecast.decide_by),
        "cause": _cause(state, forecast),
        "incidents": len(incidents),
        "critical": sum(1 for one in incidents if one.is_critical),
        "critical_since": _minute(min((one.at for one in incidents if one.is_critical), default=None)),
        "blocked_at": _minute(state.blocked_at),
        "reopened_at": _minute(state.reopened_at),
    }
    heading = f"{state.run.mode.label} {vietnam_time.show_date(vietnam_time.local(state.run.anchor).date())}"
    return Figure(Subject.NIGHT, "", "", "", GroupRef(state.run.id, heading), figures)


def _stands(state: RunState) -> str:
    """One of closed, back (closed after turning back), rollback, held, waiting, running."""
    turned = state.branch is Branch.ROLLBACK
    if state.is_over:
        return "back" if turned else "closed"
    if turned:
        return "rollback"
    if state.hold is not None:
        return "held"
    begun = any(one.attempts or one.status in (StepStatus.RUNNING, StepStatus.DONE) for one in state.steps)
    return "running" if begun else "waiting"


def _level(state: RunState, forecast: Forecast) -> Level:
    """Đỏ: turned back, a critical incident open, or expected to miss the hard stop; vàng: held, or it may miss it."""
    if state.branch is Branch.ROLLBACK or any(one.is_critical for one in state.incidents):
        return Level.RED
    if (state.closed_at or forecast.finish) > forecast.hard_stop:
        return Level.RED
    may_miss = not state.is_over and forecast.high > forecast.hard_stop
    return Level.AMBER if may_miss or state.hold is not None else Level.GREEN


def _cause(state: RunState, forecast: Forecast) -> str:
    """The number of the step that decides the finish."""
    step = state.step(forecast.cause_id) if forecast.cause_id and not state.is_over else None
    return step.step.number if step is not None else ""


def _minute(instant: datetime | None) -> str:
    """To the minute: a figure changes when something happened, not with every look."""
    return vietnam_time.iso(instant.replace(second=0, microsecond=0)) if instant is not None else ""
