"""What the night's screens show at an instant: plain facts made of state and forecast, recomputed from the wall clock.

No Qt here and no rule either: rules stand in `app.models.runbook`; this only picks, orders and words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from app.models.runbook.forecast import Forecast, Projection
from app.models.runbook.records import Branch, RunMode, StepKind
from app.models.runbook.run_records import GateState, Hold, Incident, RunState, StepState, StepStatus
from app.models.runbook.state import worked
from app.views.common.clock_words import clock
from app.views.common.palette import Tone
from app.views.runbook.night import lane_bars
from app.views.runbook.night.lane_bars import Lane

MOST_NEXT = 4
"""Cards under TIẾP THEO: what may begin now, then what is nearest."""
OVERDUE = 1.25
"""From this share of its expected time on a step is marked (UI pattern 11, L2)."""


class Place(Enum):
    """The three columns."""

    RUNNING = "ĐANG THỰC HIỆN"
    NEXT = "TIẾP THEO"
    BLOCKED = "VƯỚNG MẮC"


@dataclass(frozen=True, slots=True)
class Card:
    """One step as a card shows it."""

    step_id: str
    number: str
    content: str
    place: Place
    status: StepStatus
    kind: StepKind
    tone: Tone
    owner: str = ""
    owner_phone: str = ""
    deputy: str = ""
    deputy_phone: str = ""
    claimed_by: str = ""
    started_at: datetime | None = None
    elapsed: timedelta = timedelta()
    """Time of work so far; holds stop it."""
    expected: timedelta = timedelta()
    planned: timedelta = timedelta()
    rehearsed: timedelta | None = None
    ends_at: datetime | None = None
    """Projected end of what runs; projected start of what does not."""
    criterion: str = ""
    undo: str = ""
    words: str = ""
    """The one thing to know besides: who waits for it, what it waits for, why it is stuck."""
    is_irreversible: bool = False
    is_critical: bool = False
    is_startable: bool = False

    @property
    def share(self) -> float:
        """Elapsed against expected; 0 where nothing is expected."""
        return self.elapsed / self.expected if self.expected else 0.0


@dataclass(frozen=True, slots=True)
class Lamp:
    """A state of the strip: words and tone."""

    words: str
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, slots=True)
class Strip:
    """The top strip."""

    now: datetime
    mode: RunMode
    title: str
    since_start: timedelta
    finish: datetime
    low: datetime
    high: datetime
    on_time: float
    cause: str
    finish_tone: Tone
    hard_stop: datetime
    decide_by: datetime | None
    to_decide: timedelta | None
    decide_tone: Tone
    decide_words: str
    downtime: timedelta | None
    is_reopened: bool
    gate: Lamp
    link: Lamp
    hold: Hold | None = None
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Board:
    """The whole picture."""

    strip: Strip
    cards: Mapping[Place, tuple[Card, ...]]
    lanes: tuple[Lane, ...]
    start: datetime
    end: datetime
    incidents: tuple[Incident, ...] = ()
    more_next: int = 0
    """Steps still to come that the board leaves out."""
    done: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class MyWork:
    """What one person sees in large type."""

    name: str
    current: Card | None
    next: Card | None
    waiting: tuple[str, ...] = ()
    """Names of the people who wait for the current step."""
    others: tuple[Card, ...] = field(default=())
    """Further steps of the person that run or may begin."""


def board(state: RunState, forecast: Forecast, *, now: datetime, link: Lamp | None = None) -> Board:
    """The picture of a run at an instant."""
    cards = _cards(state, forecast, now)
    found = lane_bars.lanes(state, forecast, now)
    taken = [one for one in state.steps if one.step.branch is state.branch]
    edges = [moment for lane in found for bar in lane.bars for moment in bar.moments]
    shown = sum(len(cards[place]) for place in Place)
    over = sum(1 for one in taken if one.status.is_over)
    return Board(
        strip=_strip(state, forecast, now, link or Lamp("Ghi tại máy này")),
        cards=cards,
        lanes=found,
        start=min([state.master.window_start, *edges]),
        end=max([state.master.window_end, *edges]),
        incidents=tuple(one for one in state.incidents if one.closed_at is None),
        more_next=max(len(taken) - over - shown, 0),
        done=over,
        steps=len(taken),
    )


def my_work(state: RunState, forecast: Forecast, *, contact_id: str, now: datetime) -> MyWork:
    """What a person on duty does now, what comes next, and who waits for it."""
    mine = [one for one in state.steps if one.owner is not None and one.owner.id == contact_id]
    person = next((one.owner for one in mine if one.owner is not None), state.master.contact(contact_id))
    running = [one for one in mine if one.status is StepStatus.RUNNING]
    ready = [one for one in mine if one.status is StepStatus.READY]
    pending = sorted(
        (one for one in mine if one.status is StepStatus.PENDING), key=lambda one: _projected(one, forecast, now)
    )
    ordered = [*running, *ready, *pending]
    made = [_card(state, one, forecast, now, Place.NEXT) for one in ordered[:6]]
    current = made[0] if ordered and ordered[0].status is not StepStatus.PENDING else None
    rest = made[1:] if current is not None else made
    active = [card for card in rest if card.status is not StepStatus.PENDING]
    name = person.name if person is not None else ""
    waiting = _waiters(state, ordered[0]) if current is not None else ()
    return MyWork(name, current, next(iter(rest), None), waiting, tuple(active))


def _cards(state: RunState, forecast: Forecast, now: datetime) -> dict[Place, tuple[Card, ...]]:
    stuck = _stuck(state)
    running = [one for one in state.with_status(StepStatus.RUNNING) if one.step.id not in stuck]
    ready = [one for one in state.with_status(StepStatus.READY) if one.step.id not in stuck]
    pending = [one for one in state.with_status(StepStatus.PENDING) if one.step.id not in stuck]
    pending.sort(key=lambda one: _projected(one, forecast, now))
    blocked = [one for one in state.steps if one.step.id in stuck]
    coming = [*ready, *pending[: max(MOST_NEXT - len(ready), 1)]]
    return {
        Place.RUNNING: tuple(_card(state, one, forecast, now, Place.RUNNING) for one in running),
        Place.NEXT: tuple(_card(state, one, forecast, now, Place.NEXT) for one in coming),
        Place.BLOCKED: tuple(_card(state, one, forecast, now, Place.BLOCKED, stuck[one.step.id]) for one in blocked),
    }


def _stuck(state: RunState) -> dict[str, str]:
    """Step id -> why it stands under VƯỚNG MẮC."""
    found: dict[str, str] = {}
    for one in state.steps:
        if one.status in (StepStatus.DONE, StepStatus.SKIPPED, StepStatus.STOPPED, StepStatus.DORMANT):
            continue
        if one.status is StepStatus.FAILED:
            reason = f": {one.reason}" if one.reason else ""
            found[one.step.id] = f"Không đạt lúc {clock(one.finished_at)}{reason}" if one.finished_at else "Không đạt"
        elif one.is_disputed:
            found[one.step.id] = "Hai máy báo kết quả khác nhau, cần đính chính"
    for hold in state.holds:
        if hold.step_id and hold.ended_at is None:
            until = f", dự kiến đến {clock(hold.until)}" if hold.until else ""
            found[hold.step_id] = f"Tạm dừng từ {clock(hold.begun_at)}: {hold.reason}{until}"
    for incident in state.incidents:
        if incident.step_id and incident.closed_at is None and _may_be_stuck(state, incident.step_id):
            found.setdefault(
                incident.step_id, f"Sự cố mức {incident.priority} lúc {clock(incident.at)}: {incident.title}"
            )
    return found


def _may_be_stuck(state: RunState, step_id: str) -> bool:
    one = state.step(step_id)
    return one is not None and one.status in (StepStatus.RUNNING, StepStatus.READY, StepStatus.PENDING)


def _card(state: RunState, one: StepState, forecast: Forecast, now: datetime, place: Place, stuck: str = "") -> Card:
    step = one.step
    projection = forecast.steps.get(step.id)
    elapsed = timedelta()
    if one.status is StepStatus.RUNNING and one.started_at is not None:
        elapsed = worked(one.started_at, max(now, one.started_at), state.holds, step.id)
    expected = projection.expected if projection is not None and projection.expected else step.duration
    return Card(
        step_id=step.id,
        number=step.number,
        content=step.content,
        place=place,
        status=one.status,
        kind=step.kind,
        tone=_tone(one, elapsed, expected, stuck),
        owner=one.owner.name if one.owner else "",
        owner_phone=one.owner.phone if one.owner else "",
        deputy=one.deputy.name if one.deputy else "",
        deputy_phone=one.deputy.phone if one.deputy else "",
        claimed_by=one.claimed_by,
        started_at=one.started_at if one.status is StepStatus.RUNNING else None,
        elapsed=elapsed,
        expected=expected,
        planned=step.duration,
        rehearsed=projection.rehearsed if projection is not None else None,
        ends_at=_ends_at(one, projection),
        criterion=step.expected_result,
        undo=step.undo_action,
        words=stuck or _words(state, one),
        is_irreversible=step.is_irreversible,
        is_critical=step.is_critical,
        is_startable=one.status is StepStatus.READY and state.hold is None,
    )


def _ends_at(one: StepState, projection: Projection | None) -> datetime | None:
    if projection is None:
        return one.step.planned_start
    return projection.end if one.status is StepStatus.RUNNING else projection.start


def _tone(one: StepState, elapsed: timedelta, expected: timedelta, stuck: str) -> Tone:
    if one.status is StepStatus.FAILED:
        return Tone.ACT_NOW
    if stuck:
        return Tone.WATCH
    if one.status is StepStatus.RUNNING:
        return Tone.WATCH if expected and elapsed >= OVERDUE * expected else Tone.RUNNING
    return Tone.NEUTRAL


def _words(state: RunState, one: StepState) -> str:
    if one.status is StepStatus.PENDING:
        numbers = [other.step.number for other in state.steps if other.step.id in one.waits_for]
        return f"Chờ bước {', '.join(numbers)}" if numbers else ""
    waiting = len(_waiters(state, one))
    return f"{waiting} người đang chờ bước này" if waiting else ""


def _waiters(state: RunState, one: StepState) -> tuple[str, ...]:
    """People whose steps wait for this one directly, each once, its own owner left out."""
    names: dict[str, None] = {}
    for other in state.steps:
        if other.step.id in one.waited_by and other.owner is not None:
            names[other.owner.name] = None
    if one.owner is not None:
        names.pop(one.owner.name, None)
    return tuple(names)


def _projected(one: StepState, forecast: Forecast, now: datetime) -> tuple[datetime, str]:
    projection = forecast.steps.get(one.step.id)
    start = projection.start if projection is not None else one.step.planned_start
    return start or now, one.step.id


def _strip(state: RunState, forecast: Forecast, now: datetime, link: Lamp) -> Strip:
    to_decide = forecast.time_to_decide(now)
    return Strip(
        now=now,
        mode=state.run.mode,
        title=state.run.title,
        since_start=now - state.run.anchor,
        finish=state.closed_at or forecast.finish,
        low=forecast.low,
        high=forecast.high,
        on_time=forecast.on_time,
        cause=forecast.cause,
        finish_tone=_finish_tone(forecast),
        hard_stop=forecast.hard_stop,
        decide_by=forecast.decide_by,
        to_decide=to_decide,
        decide_tone=_decide_tone(forecast, to_decide),
        decide_words=_decide_words(state, forecast),
        downtime=state.downtime(now),
        is_reopened=state.reopened_at is not None,
        gate=_gate_lamp(state, forecast),
        link=link,
        hold=state.hold,
        is_over=state.is_over,
    )


def _finish_tone(forecast: Forecast) -> Tone:
    if forecast.finish > forecast.hard_stop:
        return Tone.ACT_NOW
    return Tone.WATCH if forecast.high > forecast.hard_stop else Tone.NEUTRAL


def _decide_tone(forecast: Forecast, left: timedelta | None) -> Tone:
    if left is None:
        return Tone.NEUTRAL
    if left <= timedelta():
        return Tone.ACT_NOW
    return Tone.WATCH if left <= timedelta(minutes=30) or not forecast.is_rollback_rehearsed else Tone.NEUTRAL


def _decide_words(state: RunState, forecast: Forecast) -> str:
    if state.branch is Branch.ROLLBACK:
        begun = state.rollback_begun_at
        return f"Đang khôi phục từ {clock(begun)}" if begun else "Đang khôi phục"
    if forecast.decide_by is None:
        return "Không có nhánh khôi phục"
    return "" if forecast.is_rollback_rehearsed else "khôi phục chưa diễn tập"


def _gate_lamp(state: RunState, forecast: Forecast) -> Lamp:
    """The next gate that has not passed, or that all have."""
    open_gates = [gate for gate in state.gates if not gate.is_passed and _on_way(state, gate)]
    if not open_gates:
        return Lamp("Đã qua hết", Tone.CONFIRMED) if state.gates else Lamp("Không có")
    gate = open_gates[0]
    one = state.step(gate.step_id)
    number = one.step.number if one else ""
    if one is not None and one.status is StepStatus.READY:
        return Lamp(f"Bước {number}: chờ biểu quyết {_tally(gate)}", Tone.WATCH)
    if gate.decisions:
        return Lamp(f"Bước {number}: DỪNG lúc {clock(gate.decisions[-1].at)}", Tone.ACT_NOW)
    projection = forecast.steps.get(gate.step_id)
    return Lamp(f"Bước {number}: dự kiến {clock(projection.start)[:5]}" if projection else f"Bước {number}")


def _on_way(state: RunState, gate: GateState) -> bool:
    one = state.step(gate.step_id)
    return one is not None and one.step.branch is state.branch


def _tally(gate: GateState) -> str:
    go = sum(1 for vote in gate.votes if vote.vote is not None and vote.choice.value == "go")
    return f"{go}/{len(gate.votes)}"
