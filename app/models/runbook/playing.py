"""Plays a whole night by a seed: a delay, a failed step, a hold, a gate refused then passed, a device off the network.

Pure: it makes the events that the people of such a night would have recorded, on two devices with a chain each, and
tells when each of them reached the command desk. The same master, run, seed and script give the same night.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from math import exp
from random import Random
from typing import Any

from app.journal.change import natural_id
from app.models.runbook.log_chain import linked
from app.models.runbook.records import Branch, Master, Run, Step, StepKind
from app.models.runbook.run_records import Choice, EventKind, Result, RunEvent, RunState, StepState, StepStatus
from app.models.runbook.state import state

NIGHT_SPREAD, HABIT_SPREAD, CHANCE_SPREAD = 0.07, 0.1, 0.08
NIGHT_MEAN = -0.18
"""Played nights use the reserve that plans hold, so that what goes wrong still ends inside the window."""
_LINK = timedelta(milliseconds=300)
"""How long an entry takes to the command desk while the network is there."""
_ACTS_LIMIT = 2_000


class Device(StrEnum):
    """The two rooms: the command desk (Bàn chỉ huy) and the vendor's room (Phòng kỹ thuật)."""

    COMMAND = "command"
    VENDOR = "vendor"

    @property
    def label(self) -> str:
        """The Vietnamese for the timeline."""
        return "Bàn chỉ huy" if self is Device.COMMAND else "Phòng kỹ thuật"


@dataclass(frozen=True, slots=True)
class Script:
    """What goes wrong that night."""

    slow: float = 1.3
    """The longest backup takes so many times as long."""
    hold: timedelta = timedelta(minutes=8)
    refused_for: timedelta = timedelta(minutes=5)
    """Between the first gate's DỪNG and its second round; none where zero."""
    fails: bool = True
    """Whether one mandatory test fails once and is done again."""
    offline: timedelta = timedelta(hours=1)
    """How long the vendor's room is off the network."""
    doubled: bool = True
    """Whether both rooms report the end of one step."""
    is_rollback: bool = False
    """Whether the last gate says DỪNG and the night turns back."""


QUIET = Script(slow=1.0, hold=timedelta(), refused_for=timedelta(), fails=False, offline=timedelta(), doubled=False)
"""A night on which nothing goes wrong: what a rehearsal of the sample is played by."""


@dataclass(frozen=True, slots=True)
class Played:
    """A night as it was played."""

    run: Run
    seed: int
    events: tuple[RunEvent, ...]
    """In order of what happened."""
    arrivals: Mapping[str, datetime]
    """Event id -> when the command desk had it."""
    offline: tuple[datetime, datetime] | None
    """From when to when the vendor's room was off the network."""


def play(master: Master, run: Run, *, seed: int, script: Script | None = None) -> Played:
    """Play a night of a locked master."""
    return _Player(master, run, seed, script or Script()).play()


@dataclass
class _Player:
    master: Master
    run: Run
    seed: int
    script: Script
    events: list[RunEvent] = field(default_factory=list)
    ends: dict[str, datetime] = field(default_factory=dict)
    """Running step -> when it will end."""
    rounds: dict[str, int] = field(default_factory=dict)
    failed: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    """What of the script has happened: hold, double, refuse, close."""
    cut: tuple[datetime, datetime] | None = None

    def __post_init__(self) -> None:
        self.chance = Random(str(self.seed))  # noqa: S311 a played night is no secret
        self.night = exp(self.chance.gauss(NIGHT_MEAN, NIGHT_SPREAD))
        self.now = self._known().master.anchor
        starts = [step.planned_start for step in self._known().master.steps if step.planned_start]
        self.now = min([self.now, *starts])
        backups = [step for step in self.master.steps if step.form_number == 3]
        self.slow = max(backups, key=lambda step: step.duration).id if backups else ""
        tests = [step for step in self.master.steps if step.is_test and step.branch is Branch.MAIN]
        self.failing = tests[len(tests) // 2].id if tests and self.script.fails else ""
        gates = [step.id for step in self.master.steps if step.is_gate]
        self.refusing = gates[0] if gates and self.script.refused_for else ""
        self.turning = gates[-1] if gates and self.script.is_rollback else ""

    def play(self) -> Played:
        for _ in range(_ACTS_LIMIT):
            known = self._known()
            if not self._next(known):
                break
        self._emit(EventKind.CLOSE, "", {}, Device.COMMAND)
        return Played(self.run, self.seed, tuple(self.events), self._arrivals(), self.cut)

    def _known(self) -> RunState:
        return state(self.master, self.run, self.events)

    def _next(self, known: RunState) -> bool:
        """Do the next thing that happens; false when nothing is left."""
        starts = [(self._start_time(one), 1, one.step.id) for one in known.with_status(StepStatus.READY)]
        running = {one.step.id for one in known.with_status(StepStatus.RUNNING)}
        ends = [(at, 0, step_id) for step_id, at in self.ends.items() if step_id in running]
        failed = [(self.now + timedelta(minutes=8), 2, one.step.id) for one in known.with_status(StepStatus.FAILED)]
        coming = min([*starts, *ends, *failed], default=None)
        if coming is None:
            return False
        at, kind, step_id = coming
        found = known.step(step_id)
        assert found is not None  # noqa: S101 it came from this state
        if self._hold_before(found, at, kind):
            return True
        self.now = max(self.now, at)
        if kind == 0:
            self._end(found)
        elif kind == 2:
            self._retry(found)
        elif found.step.is_gate:
            self._gate(found, known)
        else:
            self._begin(found)
        return True

    def _start_time(self, one: StepState) -> datetime:
        ready = max(one.ready_at or self.now, self.now)
        if one.step.is_timed and one.step.planned_start is not None:
            ready = max(ready, one.step.planned_start)
        if one.step.is_gate:
            return ready + timedelta(minutes=2)
        mine = [end for step_id, end in self.ends.items() if self._owner(step_id) == one.step.owner_id]
        return max([ready, *mine])

    def _owner(self, step_id: str) -> str:
        step = self.master.step(step_id)
        return step.owner_id if step is not None else ""

    def _hold_before(self, found: StepState, at: datetime, kind: int) -> bool:
        """The hold comes when the first irreversible step has begun; all clocks of work stop."""
        if "hold" in self.done or not self.script.hold or kind != 0 or not found.step.is_irreversible:
            return False
        self.done.add("hold")
        begun = max(self.now, at - timedelta(minutes=5))
        self.now = begun
        reason = {"reason": "Xử lý sự cố", "text": "Ổ đĩa máy chủ hợp nhất đầy 95%, dọn nhật ký cũ."}
        self._emit(EventKind.HOLD, "", reason, Device.COMMAND)
        self.now = begun + self.script.hold
        self._emit(EventKind.RESUME, "", {}, Device.COMMAND)
        self.ends = {step_id: end + self.script.hold for step_id, end in self.ends.items()}
        return True

    def _begin(self, one: StepState) -> None:
        step = one.step
        body = {"seconded_by": "Nguyễn Thị Mai Khuê"} if step.is_irreversible else {}
        self._emit(EventKind.START, step.id, body, self._device(step))
        self.ends[step.id] = self.now + self._duration(step)
        if self.cut is None and self.script.offline and step.is_irreversible:
            self.cut = (self.now + timedelta(minutes=1), self.now + timedelta(minutes=1) + self.script.offline)

    def _duration(self, step: Step) -> timedelta:
        if not step.kind.is_work:
            return step.duration
        habit = exp(Random(step.id).gauss(0, HABIT_SPREAD))  # noqa: S311 no secret
        seconds = step.duration.total_seconds() * self.night * habit * exp(self.chance.gauss(0, CHANCE_SPREAD))
        seconds *= self.script.slow if step.id == self.slow else 1.0
        return timedelta(seconds=max(round(seconds), 20))

    def _end(self, one: StepState) -> None:
        step = one.step
        self.ends.pop(step.id, None)
        if step.id == self.failing and step.id not in self.failed:
            self.failed.add(step.id)
            self._emit(
                EventKind.FINISH,
                step.id,
                {"result": Result.FAILED.value, "text": "Hai trên năm hồ sơ mẫu báo lỗi 500."},
                self._device(step),
            )
            title = f"Bước {step.number}: {step.content.rstrip('.')}"
            self._emit(EventKind.INCIDENT, step.id, {"title": title, "priority": 1}, Device.COMMAND)
            return
        body = {"result": Result.PASSED.value, "numbers": self._numbers(step)}
        self._emit(EventKind.FINISH, step.id, body, self._device(step))
        if self.script.doubled and "double" not in self.done and step.kind is StepKind.RECORD:
            self.done.add("double")
            self.now += timedelta(seconds=20)
            self._emit(EventKind.FINISH, step.id, body, Device.VENDOR, by=step.deputy_id)
        if step.id in self.failed:
            incident = next(event for event in self.events if event.kind is EventKind.INCIDENT)
            text = "Sửa cấu hình kết nối, kiểm thử lại đạt."
            self._emit(EventKind.INCIDENT_CLOSED, step.id, {"target": incident.id, "text": text}, Device.COMMAND)

    def _numbers(self, step: Step) -> dict[str, str]:
        """Numbers that lie in their range and agree with those taken before."""
        found = {}
        for measure in step.measures:
            source = measure.compare_with or measure.id
            digits = int(sha256(source.encode()).hexdigest()[:8], 16) % 90_000 + 10_000
            found[measure.id] = str(measure.high if measure.high is not None else digits)
        return found

    def _retry(self, one: StepState) -> None:
        self._emit(EventKind.RETRY, one.step.id, {"reason": "Đã khắc phục lỗi"}, self._device(one.step))
        self.ends[one.step.id] = self.now + self._duration(one.step)

    def _gate(self, one: StepState, known: RunState) -> None:
        step = one.step
        turned = step.id == self.turning
        refused = turned or (step.id == self.refusing and self.rounds.get(step.id, 0) == 0)
        self.rounds[step.id] = self.rounds.get(step.id, 0) + 1
        for place, role in enumerate(known.master.gate(step.id).roles):
            stops = refused and place == 1
            contact = known.master.contact(role.contact_id)
            body = {
                "role_id": role.id,
                "choice": (Choice.STOP if stops else Choice.GO).value,
                "voter": contact.name if contact is not None else role.role,
                "text": "Chưa nhận đủ mã băm của bản sao lưu." if stops else "",
            }
            self._emit(EventKind.VOTE, step.id, body, Device.COMMAND)
            self.now += timedelta(seconds=15)
        outcome = Choice.STOP if refused else Choice.GO
        reason = "Sở Khoa học và Công nghệ biểu quyết DỪNG" if refused else ""
        self._emit(EventKind.DECIDE, step.id, {"outcome": outcome.value, "reason": reason}, Device.COMMAND)
        if turned:
            self.now += timedelta(minutes=1)
            text = {"reason": "Không đủ điều kiện mở lại, còn đủ giờ khôi phục"}
            self._emit(EventKind.ROLLBACK, "", text, Device.COMMAND)
        elif refused:
            self.now += self.script.refused_for

    def _device(self, step: Step) -> Device:
        return Device.VENDOR if "doanh nghiệp" in step.lead_unit else Device.COMMAND

    def _emit(self, kind: EventKind, step_id: str, body: Mapping[str, Any], device: Device, *, by: str = "") -> None:
        chain = self._chain(device)
        mine = [event for event in self.events if event.chain == chain]
        step = self.master.step(step_id)
        contact = self.master.contact(by or (step.owner_id if step is not None else self.master.head_id))
        event = RunEvent(
            id=natural_id(self.run.id, "run_event", str(len(self.events))),
            run_id=self.run.id,
            kind=kind,
            occurred_at=self.now,
            step_id=step_id,
            body={key: value for key, value in body.items() if value not in ("", None, {})},
            recorded_at=self.now,
            person=contact.name if contact is not None else "",
            device=chain.partition("-")[0],
            chain=chain,
            seen=self._seen(chain),
        )
        self.events.append(linked(event, after=mine[-1] if mine else None, run=self.run))
        self.now += timedelta(seconds=1)

    def _seen(self, chain: str) -> dict[str, list[Any]]:
        others = [event for event in self.events if event.chain != chain and self._arrival(event) <= self.now]
        return {others[-1].chain: [others[-1].seq, others[-1].hash]} if others else {}

    def _chain(self, device: Device) -> str:
        return sha256(f"{self.seed}/{device.value}".encode()).hexdigest()[:16] + "-0001"

    def _arrival(self, event: RunEvent) -> datetime:
        """When the other room has it."""
        at = event.occurred_at + _LINK
        if self.cut is not None and self.cut[0] <= at < self.cut[1]:
            return self.cut[1]
        return at

    def _arrivals(self) -> dict[str, datetime]:
        vendor = self._chain(Device.VENDOR)
        return {event.id: self._arrival(event) if event.chain == vendor else event.occurred_at for event in self.events}


def device_of(played: Played, event: RunEvent) -> Device:
    """Which room recorded an event of a played night."""
    vendor = sha256(f"{played.seed}/{Device.VENDOR.value}".encode()).hexdigest()[:16]
    return Device.VENDOR if event.device == vendor else Device.COMMAND
