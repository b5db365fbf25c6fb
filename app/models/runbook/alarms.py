"""Alarms of the night: which causes stand, at which level, whom they call, when they sound. Pure; no Qt, no sound.

L1 a silent badge; L2 a chime and an amber banner; L3 sounds every 30 s until acknowledged, goes to the deputy and then
to the head while nobody answers, and comes back five minutes after an acknowledgement if its cause still stands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.models import vietnam_time
from app.models.runbook.forecast import Forecast
from app.models.runbook.records import Contact
from app.models.runbook.run_records import RunState, StepState, StepStatus
from app.models.runbook.state import worked

REPEAT = timedelta(seconds=30)
ESCALATE = timedelta(minutes=2)
RETURN = timedelta(minutes=5)
SHORT_FLOAT = timedelta(minutes=10)
FULL, OVER = 1.0, 1.25
BUDGET, BUDGET_TIME = 10, timedelta(minutes=10)
GROUP = "group"


@dataclass(frozen=True, slots=True)
class Cause:
    """Something that stands now."""

    key: str
    level: int
    text: str
    step_id: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A cause as the screen shows it."""

    key: str
    level: int
    text: str
    since: datetime
    step_id: str = ""
    acknowledged_at: datetime | None = None
    called: tuple[Contact, ...] = ()
    """Whom it calls now: the person in charge, then also the deputy, then also the head; empty posts are skipped."""
    members: tuple[str, ...] = ()
    """Keys of the alarms that a group stands for."""

    @property
    def sounds(self) -> bool:
        """Whether it may make a noise at all: L2 once, L3 until acknowledged."""
        return self.level >= 2 and self.acknowledged_at is None


@dataclass(frozen=True, slots=True)
class Memory:
    """What must be carried from one look to the next: since when each cause stands, when each last sounded."""

    since: Mapping[str, datetime] = field(default_factory=dict)
    sounded: Mapping[str, datetime] = field(default_factory=dict)
    begun: tuple[datetime, ...] = ()
    """When the alarms of the last ten minutes began."""


@dataclass(frozen=True, slots=True)
class Watch:
    """One look: what to show, what to sound now, and the memory for the next look."""

    alarms: tuple[Alarm, ...]
    sound_now: tuple[Alarm, ...]
    memory: Memory


def causes(state: RunState, forecast: Forecast, *, now: datetime) -> tuple[Cause, ...]:
    """Everything that stands now, worst first. A closed run has none."""
    if state.is_over:
        return ()
    found = [cause for step in state.with_status(StepStatus.RUNNING) for cause in _overrun(step, state, forecast, now)]
    found += _decision(state, forecast, now)
    found += _gates(state, forecast, now)
    found += [
        Cause(f"incident/{one.id}", 3, f"Sự cố nghiêm trọng chưa xử lý: {one.title}", one.step_id)
        for one in state.incidents
        if one.is_critical
    ]
    found += [
        Cause(f"disputed/{one.step.id}", 3, f"Bước {one.step.number}: hai máy báo kết quả khác nhau", one.step.id)
        for one in state.steps
        if one.is_disputed
    ]
    found += [
        Cause(f"after_gate/{one.step_id}", 3, one.text, one.step_id)
        for one in state.remarks
        if one.rule == "after_gate"
    ]
    return tuple(sorted(found, key=lambda cause: (-cause.level, cause.key)))


def watch(
    found: Sequence[Cause],
    *,
    memory: Memory,
    acknowledged: Mapping[str, datetime],
    state: RunState,
    now: datetime,
) -> Watch:
    """What to show and to sound at `now`. `acknowledged`: alarm key -> when (from the run's events)."""
    since = {cause.key: min(memory.since.get(cause.key, now), now) for cause in found}
    alarms = [_alarm(cause, since[cause.key], acknowledged, state, now) for cause in found]
    fresh = [key for key in since if key not in memory.since]
    begun = tuple(moment for moment in (*memory.begun, *(now for _ in fresh)) if now - moment <= BUDGET_TIME)
    shown = _grouped(alarms, begun, acknowledged)
    sounding = tuple(alarm for alarm in shown if _sounds_now(alarm, memory, now))
    sounded = {key: at for key, at in memory.sounded.items() if key in since or key == GROUP}
    sounded |= {alarm.key: now for alarm in sounding}
    return Watch(tuple(shown), sounding, Memory(since, sounded, begun))


def _overrun(step: StepState, state: RunState, forecast: Forecast, now: datetime) -> Iterable[Cause]:
    projection = forecast.steps.get(step.step.id)
    expected = step.step.duration
    if projection is None or step.started_at is None or not step.step.kind.is_work or not expected:
        return
    spent = worked(step.started_at, max(now, step.started_at), state.holds, step.step.id)
    share = spent / (projection.rehearsed or expected)
    number = step.step.number
    if share >= OVER:
        yield Cause(
            f"overrun/{step.step.id}", 2, f"Bước {number} quá {round((share - 1) * 100)}% thời gian", step.step.id
        )
    elif projection.slack < SHORT_FLOAT:
        minutes = round(projection.slack.total_seconds() / 60)
        yield Cause(f"float/{step.step.id}", 2, f"Bước {number} chỉ còn dự phòng {minutes} phút", step.step.id)
    elif share >= FULL:
        yield Cause(f"full/{step.step.id}", 1, f"Bước {number} đã hết thời gian dự kiến", step.step.id)


def _decision(state: RunState, forecast: Forecast, now: datetime) -> Iterable[Cause]:
    if forecast.finish > forecast.hard_stop and not _is_done(state):
        text = f"Dự kiến xong {_clock(forecast.finish)}, sau giờ kết thúc {_clock(forecast.hard_stop)}"
        yield Cause("late", 3, text, forecast.cause_id)
    gate = _next_gate(state)
    if forecast.decide_by is None or gate is None:
        return
    projected = forecast.steps.get(gate.step.id)
    if now > forecast.decide_by:
        yield Cause("decide", 3, f"Đã qua hạn quyết định khôi phục {_clock(forecast.decide_by)}", gate.step.id)
    elif projected is not None and projected.end > forecast.decide_by:
        text = f"Điểm quyết định {_clock(projected.end)} muộn hơn hạn khôi phục {_clock(forecast.decide_by)}"
        yield Cause("decide", 3, text, gate.step.id)


def _gates(state: RunState, forecast: Forecast, now: datetime) -> Iterable[Cause]:
    for step in state.with_status(StepStatus.READY):
        if step.step.is_gate and step.ready_at is not None and now - step.ready_at > step.step.duration:
            yield Cause(f"gate/{step.step.id}", 3, f"Bước {step.step.number}: quá giờ quyết định", step.step.id)


def _is_done(state: RunState) -> bool:
    left = (StepStatus.PENDING, StepStatus.READY, StepStatus.RUNNING, StepStatus.FAILED)
    return not state.with_status(*left)


def _next_gate(state: RunState) -> StepState | None:
    passed = {gate.step_id for gate in state.gates if gate.is_passed}
    waiting = [one for one in state.steps if one.step.is_gate and one.step.id not in passed]
    return next((one for one in waiting if one.status in (StepStatus.PENDING, StepStatus.READY)), None)


def _alarm(
    cause: Cause, since: datetime, acknowledged: Mapping[str, datetime], state: RunState, now: datetime
) -> Alarm:
    answered = acknowledged.get(cause.key)
    if answered is not None and (answered < since or now - answered >= RETURN):
        since = max(since, answered + RETURN) if answered >= since else since
        answered = None
    called = _called(cause, since, answered, state, now)
    return Alarm(cause.key, cause.level, cause.text, since, cause.step_id, answered, called)


def _called(
    cause: Cause, since: datetime, answered: datetime | None, state: RunState, now: datetime
) -> tuple[Contact, ...]:
    step = state.step(cause.step_id)
    posts = [step.owner if step else None, step.deputy if step else None, state.commander]
    filled = list({post.id: post for post in posts if post is not None}.values())
    if cause.level < 3 or answered is not None:
        return tuple(filled[:1])
    rung = 1 + max((now - since) // ESCALATE, 0)
    return tuple(filled[:rung])


def _grouped(alarms: Sequence[Alarm], begun: Sequence[datetime], acknowledged: Mapping[str, datetime]) -> list[Alarm]:
    """More than ten in ten minutes become one, so that nobody learns to ignore them."""
    if len(begun) <= BUDGET or len(alarms) < 2:
        return list(alarms)
    level = max(alarm.level for alarm in alarms)
    since = min(begun)
    answered = acknowledged.get(GROUP)
    if answered is not None and answered < max(begun):
        answered = None
    worst = next(alarm for alarm in alarms if alarm.level == level)
    text = f"{len(alarms)} cảnh báo cùng lúc; nặng nhất: {worst.text}"
    keys = tuple(alarm.key for alarm in alarms)
    called = {contact.id: contact for alarm in alarms for contact in alarm.called}
    return [Alarm(GROUP, level, text, since, worst.step_id, answered, tuple(called.values()), keys)]


def _sounds_now(alarm: Alarm, memory: Memory, now: datetime) -> bool:
    if not alarm.sounds:
        return False
    last = memory.sounded.get(alarm.key)
    if last is None or last < alarm.since:
        return True
    return alarm.level >= 3 and now - last >= REPEAT


def _clock(moment: datetime) -> str:
    return vietnam_time.local(moment).strftime("%H:%M")
