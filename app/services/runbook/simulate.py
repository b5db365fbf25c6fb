"""`kh02 runbook simulate`: a whole night played by a seed, as a timeline, and as a run whose papers can be printed."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from app.models import vietnam_time
from app.models.errors import NotFoundError
from app.models.runbook import queries, writing
from app.models.runbook.forecast import Forecast, forecast
from app.models.runbook.playing import Played, Script, device_of, play
from app.models.runbook.records import Lock, Master, Run, RunMode
from app.models.runbook.run_records import Choice, EventKind, Result, RunEvent, RunState
from app.models.runbook.situation import Rehearsal, measured
from app.models.runbook.state import state
from app.services.desk import Desk
from app.services.runbook import locking

_TRIALS = 400
"""Trials of the forecast beside each line: a timeline is read, not steered by."""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of a played night, in the order in which the command desk had it."""

    at: datetime
    arrived_at: datetime
    """Later than `at` for what was recorded while the network was cut."""
    device: str
    kind: str
    """The Vietnamese of the event."""
    number: str
    """Of the step; empty for the run as a whole."""
    text: str
    person: str
    finish: datetime | None = None
    """What the forecast said then, at the command desk."""
    low: datetime | None = None
    high: datetime | None = None
    decide_by: datetime | None = None

    @property
    def shown(self) -> str:
        """The line as the terminal prints it."""
        late = f" (nhận lúc {_clock(self.arrived_at)})" if (self.arrived_at - self.at).total_seconds() > 60 else ""
        step = f"bước {self.number} " if self.number else ""
        expected = f"  | dự kiến xong {_clock(self.finish)}" if self.finish is not None else ""
        what = f"{self.kind}: {step}{self.text}".rstrip(" :")
        return f"{_clock(self.at)}  {self.device:<14} {what}{late}{expected}"


@dataclass(frozen=True, slots=True)
class Simulation:
    """A played night."""

    run: Run
    seed: int
    script: Script
    timeline: tuple[TimelineLine, ...]
    state: RunState
    """As all events make it."""
    events: tuple[RunEvent, ...]
    offline: tuple[datetime, datetime] | None = None


def simulate(
    desk: Desk,
    *,
    seed: int,
    script: Script | None = None,
    anchor: datetime | None = None,
    with_forecast: bool = True,
) -> Simulation:
    """Play a night of the last locked version, or of the master as it stands where none is locked. Writes nothing.

    `anchor` is another giờ G than the master's; `with_forecast` puts beside each line what the forecast said then.

    Raises:
        NotFoundError: the workspace has no runbook.
    """
    with desk.workspace.reading() as session:
        locks = queries.locks(session)
        master = queries.locked(session, locks[-1].id) if locks else queries.master(session)
        learned = tuple(
            measured(state(queries.locked(session, run.lock_id), run, queries.events(session, run.id)))
            for run in queries.runs(session)
            if run.is_rehearsal
        )
    lock = locks[-1] if locks else None
    run = _run(desk, master, seed, script, lock)
    run = replace(run, anchor=anchor or run.anchor, made_at=anchor or run.made_at)
    played = play(master, run, seed=seed, script=script)
    return Simulation(
        run,
        seed,
        script or Script(),
        tuple(_timeline(master, played, learned if with_forecast else None)),
        state(master, run, played.events),
        played.events,
        played.offline,
    )


def record(desk: Desk, *, simulation: Simulation, mode: RunMode = RunMode.SIMULATION, title: str = "") -> str:
    """Store a played night as a run of its own, so that its papers can be printed; gives the run's id. Twice is once.

    The master is locked first where it never was. A simulation teaches the forecast nothing; the sample's rehearsals
    are stored with mode "diễn tập".
    """
    locks = locking.locks(desk)
    if not locks:
        locking.lock(desk, despite_errors=True)
        anchor = simulation.run.anchor
        again = simulate(desk, seed=simulation.seed, script=simulation.script, anchor=anchor, with_forecast=False)
        return record(desk, simulation=again, mode=mode, title=title)
    run = replace(simulation.run, mode=mode, title=title or simulation.run.title)
    with desk.act("Ghi lượt mô phỏng", undoable=False) as act:
        try:
            queries.run(act.session, run.id)
        except NotFoundError:
            act.session.add(writing.run_row(run))
            act.session.add_all(queries.row_of(event) for event in simulation.events)
    return run.id


def paced(
    simulation: Simulation, *, speed: float, sleep: Callable[[float], None] = time.sleep
) -> Iterator[TimelineLine]:
    """The timeline at a speed: 60 plays an hour in a minute; 0 gives everything at once."""
    before: datetime | None = None
    for line in simulation.timeline:
        if speed > 0 and before is not None:
            sleep(max((line.arrived_at - before).total_seconds() / speed, 0.0))
        before = line.arrived_at
        yield line


def _run(desk: Desk, master: Master, seed: int, script: Script | None, lock: Lock | None) -> Run:
    lock_id, lock_hash = (lock.id, lock.content_hash) if lock is not None else ("", "")
    name = f"simulate/{lock_hash}/{seed}/{script!r}"
    by = desk.person.full_name if desk.person is not None else ""
    title = f"Mô phỏng {seed}"
    mode = RunMode.SIMULATION
    run_id = desk.natural_id("run", name)
    return Run(run_id, master.id, lock_id, lock_hash, mode, title, master.anchor, master.anchor, by)


def _timeline(master: Master, played: Played, learned: tuple[Rehearsal, ...] | None) -> Iterator[TimelineLine]:
    arrivals = played.arrivals
    order = sorted(played.events, key=lambda event: (arrivals[event.id], event.occurred_at, event.chain, event.seq))
    known: list[RunEvent] = []
    for event in order:
        known.append(event)
        arrived = arrivals[event.id]
        seen = state(master, played.run, known)
        expected = _expected(seen, event, arrived, learned)
        step = seen.step(event.step_id)
        yield TimelineLine(
            event.occurred_at,
            arrived,
            device_of(played, event).label,
            event.kind.label,
            step.step.number if step is not None else "",
            _text(event, step.step.content if step is not None else ""),
            event.person,
            expected.finish if expected else None,
            expected.low if expected else None,
            expected.high if expected else None,
            expected.decide_by if expected else None,
        )


def _expected(seen: RunState, event: RunEvent, now: datetime, learned: tuple[Rehearsal, ...] | None) -> Forecast | None:
    telling = (EventKind.FINISH, EventKind.DECIDE, EventKind.RESUME, EventKind.ROLLBACK)
    if learned is None or event.kind not in telling:
        return None
    return forecast(seen, now=now, rehearsals=learned, trials=_TRIALS)


def _text(event: RunEvent, content: str) -> str:
    body = event.body
    if event.kind is EventKind.VOTE:
        return f"{body.get('voter', '')} {Choice(body['choice']).label}. {body.get('text', '')}".strip()
    if event.kind is EventKind.DECIDE:
        return f"{Choice(body['outcome']).label}. {body.get('reason', '')}".strip()
    if event.kind is EventKind.FINISH:
        return f"{Result(body['result']).label.lower()}. {body.get('text') or content}"
    return str(body.get("text") or body.get("title") or body.get("reason") or content)


def _clock(moment: datetime) -> str:
    return vietnam_time.local(moment).strftime("%H:%M:%S")
