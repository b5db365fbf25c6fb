"""The master runbook (Kịch bản chuyển đổi) as plain frozen records: what rules, windows and papers read.

Every instant is aware UTC with its date; every duration is a `timedelta` of whole seconds. Ids are the records' ids.
What happens on the night stands in `run_records`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.models import vietnam_time

FLOOR = timedelta(minutes=10)
"""Safety kept between the end of a rollback and the hard stop, unless the master says otherwise."""


class StepKind(StrEnum):
    """What sort of step it is (Loại bước)."""

    DO = "do"
    CHECK = "check"
    WAIT = "wait"
    RECORD = "record"
    NOTIFY = "notify"
    GATE = "gate"
    STOP = "stop"
    ROLLBACK = "rollback"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return _KIND_LABELS[self]

    @property
    def is_work(self) -> bool:
        """Whether its time is work: waiting, decisions and stops never count as step duration (P-3)."""
        return self not in (StepKind.WAIT, StepKind.GATE, StepKind.STOP)


_KIND_LABELS = {
    StepKind.DO: "Thực hiện",
    StepKind.CHECK: "Kiểm tra",
    StepKind.WAIT: "Chờ",
    StepKind.RECORD: "Ghi số liệu",
    StepKind.NOTIFY: "Thông báo",
    StepKind.GATE: "Điểm quyết định",
    StepKind.STOP: "Điểm dừng",
    StepKind.ROLLBACK: "Khôi phục hệ thống cũ",
}


class Branch(StrEnum):
    """The way a step belongs to: the cut-over, or the way back."""

    MAIN = "main"
    ROLLBACK = "rollback"

    @property
    def label(self) -> str:
        """The Vietnamese for the screen."""
        return "Chuyển đổi" if self is Branch.MAIN else "Khôi phục hệ thống cũ"


class Access(StrEnum):
    """What a step does to public access; drives the downtime clock and the order lint."""

    NONE = ""
    BLOCK = "block"
    TESTERS = "testers"
    PUBLIC = "public"

    @property
    def label(self) -> str:
        """The Vietnamese for the screen."""
        return _ACCESS_LABELS[self]


_ACCESS_LABELS = {
    Access.NONE: "Không đổi truy cập",
    Access.BLOCK: "Chặn truy cập",
    Access.TESTERS: "Mở cho người kiểm thử",
    Access.PUBLIC: "Mở cho người dân, doanh nghiệp",
}


class RunMode(StrEnum):
    """Whether a run is a rehearsal, the night itself, or played by the program (which teaches the forecast nothing)."""

    REHEARSAL = "rehearsal"
    REAL = "real"
    SIMULATION = "simulation"

    @property
    def label(self) -> str:
        """The mark on every screen, paper and sound: DIỄN TẬP, CHÍNH THỨC or MÔ PHỎNG."""
        return {"rehearsal": "DIỄN TẬP", "real": "CHÍNH THỨC", "simulation": "MÔ PHỎNG"}[self.value]


@dataclass(frozen=True, slots=True)
class Contact:
    """A person on duty that night (Người trực). `person_id` links to who may sit at a desk."""

    id: str
    name: str
    phone: str = ""
    """One or more numbers, separated by commas."""
    position: str = ""
    team: str = ""
    person_id: str = ""
    available_from: datetime | None = None
    available_until: datetime | None = None

    @property
    def shown(self) -> str:
        """Name with phone, as cards print it."""
        return f"{self.name} · {self.phone}" if self.phone else self.name


@dataclass(frozen=True, slots=True)
class Measure:
    """A number to record (Số liệu phải ghi). `compare_with` is the measure taken before that this one must equal."""

    id: str
    name: str
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    compare_with: str = ""

    @property
    def allowed(self) -> str:
        """The range in words; empty where anything goes."""
        if self.low is not None and self.high is not None:
            return f"{self.low:f} đến {self.high:f}"
        if self.low is not None:
            return f"từ {self.low:f}"
        return f"đến {self.high:f}" if self.high is not None else ""


@dataclass(frozen=True, slots=True)
class GateRole:
    """A role that votes at a gate (Chức trách biểu quyết), in the fixed order of `Gate.roles`."""

    id: str
    role: str
    contact_id: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """Who votes at a step of kind "điểm quyết định". No vote is DỪNG."""

    step_id: str
    roles: tuple[GateRole, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the runbook (Giai đoạn A, B, C; K is the way back)."""

    id: str
    code: str
    heading: str
    branch: Branch = Branch.MAIN


@dataclass(frozen=True, slots=True)
class Step:
    """One step (Bước). `number` is shown: 1, 2, ... on the main way, K1, K2, ... on the way back."""

    id: str
    number: str
    stage_id: str
    content: str
    kind: StepKind = StepKind.DO
    branch: Branch = Branch.MAIN
    lead_unit: str = ""
    """As printed; the lanes of the board are these."""
    coordinating: tuple[str, ...] = ()
    owner_id: str = ""
    deputy_id: str = ""
    needs: tuple[str, ...] = ()
    """Ids of the steps that must end first, sorted."""
    planned_start: datetime | None = None
    duration: timedelta = timedelta()
    is_timed: bool = False
    """Never before its planned start (chặn truy cập 21h00), however early its predecessors end."""
    expected_result: str = ""
    """Kết quả cần đạt: the success criterion."""
    undo_action: str = ""
    is_irreversible: bool = False
    is_critical: bool = False
    is_mandatory: bool = True
    """Of kind "kiểm tra": no gate behind it passes unless its result is đạt."""
    access: Access = Access.NONE
    measures: tuple[Measure, ...] = ()
    evidence_wanted: str = ""
    note: str = ""
    form_number: int = 0
    """Number in Phụ lục V; 0 for a step of the province's own."""
    system: str = ""
    """The information system of a split step."""

    @property
    def planned_end(self) -> datetime | None:
        """Planned start plus duration."""
        return self.planned_start + self.duration if self.planned_start is not None else None

    @property
    def is_gate(self) -> bool:
        """Whether people vote here."""
        return self.kind is StepKind.GATE

    @property
    def is_test(self) -> bool:
        """Whether a gate behind it looks at its result."""
        return self.kind is StepKind.CHECK and self.is_mandatory


@dataclass(frozen=True, slots=True)
class Master:
    """The master runbook of the province, both branches; steps in shown order, main way first."""

    id: str
    title: str
    anchor: datetime
    """Giờ G: when access is blocked; moving it moves all."""
    window_start: datetime
    window_end: datetime
    """The hard stop (01h00)."""
    steps: tuple[Step, ...] = ()
    gates: tuple[Gate, ...] = ()
    stages: tuple[Stage, ...] = ()
    contacts: tuple[Contact, ...] = ()
    head_id: str = ""
    """Contact id of the commander (Chỉ huy đêm chuyển đổi), who alone overrides a gate and begins the rollback."""
    floor: timedelta = FLOOR

    def step(self, step_id: str) -> Step | None:
        """A step by id."""
        return next((step for step in self.steps if step.id == step_id), None)

    def numbered(self, number: str) -> Step | None:
        """A step by its shown number."""
        return next((step for step in self.steps if step.number == number), None)

    def contact(self, contact_id: str) -> Contact | None:
        """A person on duty by id."""
        return next((contact for contact in self.contacts if contact.id == contact_id), None)

    def gate(self, step_id: str) -> Gate:
        """Who votes at a gate step; nobody where it was never said."""
        return next((gate for gate in self.gates if gate.step_id == step_id), Gate(step_id))

    def of_branch(self, branch: Branch) -> tuple[Step, ...]:
        """The steps of one way, in order."""
        return tuple(step for step in self.steps if step.branch is branch)


@dataclass(frozen=True, slots=True)
class Lock:
    """A locked master (Bản đã chốt) as lists show it; its steps come from `services.runbook.locking.locked`."""

    id: str
    runbook_id: str
    version: int
    """1, 2, ... in order of locking."""
    locked_at: datetime
    locked_by: str
    content_hash: str
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a locked master (Lượt thực hiện): diễn tập or chính thức."""

    id: str
    runbook_id: str
    lock_id: str
    lock_hash: str
    mode: RunMode
    title: str
    anchor: datetime
    """Giờ G of this run; the locked times are moved to it."""
    made_at: datetime
    made_by: str = ""

    @property
    def is_real(self) -> bool:
        """Whether it is the night itself; everything of any other run bears its mark."""
        return self.mode is RunMode.REAL

    @property
    def is_rehearsal(self) -> bool:
        """Whether the forecast learns from it."""
        return self.mode is RunMode.REHEARSAL


@dataclass(frozen=True, slots=True)
class DurationChange:
    """A duration that the rehearsals would change (thời lượng đo được so với kế hoạch)."""

    step_id: str
    number: str
    content: str
    planned: timedelta
    measured: timedelta
    samples: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class AppliedMeasures:
    """One act by which rehearsed durations entered the master."""

    at: datetime
    person: str
    run_ids: tuple[str, ...]
    changes: tuple[DurationChange, ...]


def available_of(data: Mapping[str, Any]) -> tuple[datetime | None, datetime | None]:
    """From when until when a person is on duty, as stored.

    Raises:
        ValueError, AttributeError: those are no instants.
    """
    since, until = data.get("from"), data.get("until")
    return vietnam_time.from_iso(since) if since else None, vietnam_time.from_iso(until) if until else None


def planned_of(data: Mapping[str, Any]) -> tuple[datetime | None, timedelta]:
    """When a step begins (None: behind what it needs) and how long it takes, as stored.

    Raises:
        ValueError, TypeError, AttributeError: that is not what stands there.
    """
    start = data.get("start")
    return vietnam_time.from_iso(start) if start else None, timedelta(seconds=data.get("duration_s", 0))


def allowed_of(data: Mapping[str, Any]) -> tuple[Decimal | None, Decimal | None]:
    """Between which values a measure may be, as stored; None where there is no bound.

    Raises:
        decimal.InvalidOperation, TypeError, ValueError: those are no numbers.
    """
    low, high = data.get("low"), data.get("high")
    return None if low is None else Decimal(low), None if high is None else Decimal(high)


def duration_changes_of(data: Iterable[Mapping[str, Any]]) -> tuple[DurationChange, ...]:
    """The differences that rehearsals brought into the master, as stored.

    Raises:
        KeyError, TypeError: those are none.
    """
    return tuple(
        DurationChange(
            one["step_id"], one["number"], "", timedelta(seconds=one["old_s"]), timedelta(seconds=one["new_s"])
        )
        for one in data
    )
