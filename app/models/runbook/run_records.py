"""A run as plain frozen records: the events that were recorded, and the state that `state.state` computes of them.

Nothing here computes. Event bodies are plain JSON with the keys that `EventKind` names.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.models.runbook.records import Branch, Contact, GateRole, Master, Run, Step

GRACE = timedelta(seconds=10)
"""How long after an act "Hoàn tác" takes it back; afterwards only a correction."""
PC_TIME = "pc_time"
"""In the body of an entry: what the clock of the PC showed, where that is not the time of the run (bars 7.8)."""


class EventKind(StrEnum):
    """What happened. Keys of the body stand behind each kind; all may hold `reason`, `text`, `seconded_by`."""

    START = "start"
    FINISH = "finish"  # result, numbers {measure id: text}, explanation, evidence
    FAIL = "fail"
    RETRY = "retry"
    SKIP = "skip"
    INSERT = "insert"  # step (whole), after, before [ids that now need it]
    HOLD = "hold"  # until (ISO, optional), planned; step_id empty: the whole run
    RESUME = "resume"
    CLAIM = "claim"  # contact_id
    SUBSTITUTE = "substitute"  # contact_id (who leaves), by {contact}
    VOTE = "vote"  # role_id, choice, voter
    DECIDE = "decide"  # outcome, override, decided_by
    ROLLBACK = "rollback"
    NOTE = "note"
    INCIDENT = "incident"  # title, priority
    INCIDENT_CLOSED = "incident_closed"  # target
    CORRECT = "correct"  # target, and what replaces: at, result, numbers, text, void
    WITHDRAWN = "withdrawn"  # target
    ACKNOWLEDGE = "acknowledge"  # alarm
    CLOSE = "close"

    @property
    def label(self) -> str:
        """The Vietnamese of the log."""
        return _EVENT_LABELS[self]


_EVENT_LABELS = {
    EventKind.START: "Bắt đầu",
    EventKind.FINISH: "Kết thúc",
    EventKind.FAIL: "Không thực hiện được",
    EventKind.RETRY: "Làm lại",
    EventKind.SKIP: "Bỏ qua",
    EventKind.INSERT: "Thêm bước",
    EventKind.HOLD: "Tạm dừng",
    EventKind.RESUME: "Tiếp tục sau tạm dừng",
    EventKind.CLAIM: "Nhận việc",
    EventKind.SUBSTITUTE: "Thay người",
    EventKind.VOTE: "Biểu quyết",
    EventKind.DECIDE: "Quyết định",
    EventKind.ROLLBACK: "Bắt đầu khôi phục hệ thống cũ",
    EventKind.NOTE: "Ghi chú",
    EventKind.INCIDENT: "Sự cố",
    EventKind.INCIDENT_CLOSED: "Sự cố đã xử lý",
    EventKind.CORRECT: "Đính chính",
    EventKind.WITHDRAWN: "Hoàn tác",
    EventKind.ACKNOWLEDGE: "Đã nhận cảnh báo",
    EventKind.CLOSE: "Kết thúc lượt thực hiện",
}

REASONS: Mapping[EventKind, tuple[str, ...]] = {
    EventKind.FAIL: ("Lỗi kỹ thuật", "Thiếu quyền truy cập", "Kết quả không khớp", "Mất kết nối", "Quá thời gian"),
    EventKind.RETRY: ("Đã khắc phục lỗi", "Làm lại theo chỉ đạo", "Kết quả chưa chắc chắn"),
    EventKind.SKIP: ("Không áp dụng", "Đã làm trước", "Theo chỉ đạo của chỉ huy", "Làm sau đêm chuyển đổi"),
    EventKind.INSERT: ("Phát sinh kỹ thuật", "Theo chỉ đạo của chỉ huy", "Thiếu trong kịch bản"),
    EventKind.HOLD: ("Chờ quyết định", "Xử lý sự cố", "Chờ đơn vị phối hợp", "Theo kế hoạch"),
}
"""The short lists that skip, fail, retry, insert and hold offer; other words are allowed."""


class Result(StrEnum):
    """How a step ended (Kết quả)."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_TESTED = "not_tested"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return {"passed": "Đạt", "failed": "Không đạt", "not_tested": "Chưa kiểm tra"}[self.value]


class Choice(StrEnum):
    """A vote, and the decision of a gate."""

    GO = "go"
    STOP = "stop"

    @property
    def label(self) -> str:
        """TIẾP TỤC or DỪNG."""
        return "TIẾP TỤC" if self is Choice.GO else "DỪNG"


class StepStatus(StrEnum):
    """Where a step stands (Trạng thái bước)."""

    PENDING = "pending"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    DORMANT = "dormant"

    @property
    def label(self) -> str:
        """The Vietnamese for the screen."""
        return _STATUS_LABELS[self]

    @property
    def is_over(self) -> bool:
        """Whether successors may go on."""
        return self in (StepStatus.DONE, StepStatus.SKIPPED)


_STATUS_LABELS = {
    StepStatus.PENDING: "Chưa đến lượt",
    StepStatus.READY: "Sẵn sàng",
    StepStatus.RUNNING: "Đang thực hiện",
    StepStatus.DONE: "Đã xong",
    StepStatus.FAILED: "Không đạt",
    StepStatus.SKIPPED: "Bỏ qua",
    StepStatus.STOPPED: "Dừng lại để khôi phục",
    StepStatus.DORMANT: "Dự phòng",
}


@dataclass(frozen=True, slots=True)
class RunEvent:
    """One entry of the run's log, append-only. `chain` is device and incarnation; `seq` counts from 1 in it."""

    id: str
    run_id: str
    kind: EventKind
    occurred_at: datetime
    """By the corrected clock; of an entry from paper, the paper's time."""
    step_id: str = ""
    body: Mapping[str, Any] = field(default_factory=dict)
    recorded_at: datetime | None = None
    """When it was entered, where that differs from `occurred_at`."""
    person_id: str = ""
    person: str = ""
    device: str = ""
    chain: str = ""
    seq: int = 0
    prev: str = ""
    hash: str = ""
    seen: Mapping[str, Any] = field(default_factory=dict)
    """Heads of other chains that this device knew: chain -> [seq, hash]. Anchors them from outside."""
    from_paper: bool = False
    """Nhập bổ sung từ bản giấy."""

    @property
    def entered_at(self) -> datetime:
        """When it was entered."""
        return self.recorded_at or self.occurred_at


@dataclass(frozen=True, slots=True)
class LogLine:
    """An event as the log shows it: struck through where it was taken back or corrected, never gone."""

    event: RunEvent
    is_struck: bool = False
    struck_by: str = ""
    """Id of the event that took it back or corrected it."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the record itself that people should read (hai máy cùng báo, bắt đầu trước lượt...)."""

    rule: str
    """double_start | double_finish | disagreement | out_of_order | behind_gate | after_gate | orphan | ignored"""
    text: str
    at: datetime
    step_id: str = ""
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One doing of a step. `worked` leaves out holds; None while it runs or where the start is unknown."""

    started_at: datetime | None
    finished_at: datetime | None = None
    result: Result | None = None
    worked: timedelta | None = None
    person: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold (Tạm dừng) of the whole run (`step_id` empty) or of one step."""

    begun_at: datetime
    ended_at: datetime | None = None
    step_id: str = ""
    reason: str = ""
    until: datetime | None = None
    """When it is expected to end, where that was said."""
    is_planned: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote at a gate."""

    role_id: str
    choice: Choice
    at: datetime
    person: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class RoleVote:
    """A role at a gate with its vote of the present round; `choice` is DỪNG where nobody voted."""

    role: GateRole
    contact: Contact | None
    vote: Vote | None = None

    @property
    def choice(self) -> Choice:
        """What counts: no vote is DỪNG."""
        return self.vote.choice if self.vote is not None else Choice.STOP


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided at a gate, with the votes of that round."""

    outcome: Choice
    at: datetime
    person: str
    reason: str = ""
    is_override: bool = False
    votes: tuple[Vote, ...] = ()


@dataclass(frozen=True, slots=True)
class TestFact:
    """A mandatory test before a gate, as the gate shows it."""

    step_id: str
    number: str
    content: str
    result: Result
    is_disputed: bool = False
    """Two devices reported different results; counts as không đạt until corrected."""


@dataclass(frozen=True, slots=True)
class GateState:
    """A gate as it stands: votes in fixed order, what blocks it, what was decided."""

    step_id: str
    votes: tuple[RoleVote, ...]
    tests: tuple[TestFact, ...]
    critical_incidents: tuple["Incident", ...]
    decisions: tuple[Decision, ...] = ()
    """Oldest first; a DỪNG ends a round and the next votes begin another."""
    is_passed: bool = False

    @property
    def blockers(self) -> tuple[str, ...]:
        """Why it may not pass now without the head's override, in words."""
        tests = tuple(
            f"Bước {test.number}: {'kết quả hai máy khác nhau' if test.is_disputed else test.result.label.lower()}"
            for test in self.tests
            if test.is_disputed or test.result is not Result.PASSED
        )
        incidents = tuple(f"Sự cố nghiêm trọng chưa xử lý: {one.title}" for one in self.critical_incidents)
        votes = tuple(
            f"{vote.role.role}: {'DỪNG' if vote.vote is not None else 'chưa biểu quyết (tính là DỪNG)'}"
            for vote in self.votes
            if vote.choice is Choice.STOP
        )
        return (*tests, *incidents, *votes)


@dataclass(frozen=True, slots=True)
class Incident:
    """An incident raised on the night (Sự cố). Priority as Sổ tay 10.4: 1 khẩn cấp ... 4 thấp."""

    id: str
    title: str
    priority: int
    at: datetime
    step_id: str = ""
    owner: str = ""
    person: str = ""
    closed_at: datetime | None = None
    resolution: str = ""

    @property
    def is_critical(self) -> bool:
        """Whether it keeps a gate shut while open."""
        return self.priority == 1 and self.closed_at is None


@dataclass(frozen=True, slots=True)
class StepState:
    """A step of the run as it stands."""

    step: Step
    status: StepStatus
    owner: Contact | None = None
    """After substitutions; who takes the step's number on the board."""
    deputy: Contact | None = None
    attempts: tuple[Attempt, ...] = ()
    result: Result | None = None
    numbers: Mapping[str, Decimal] = field(default_factory=dict)
    explanation: str = ""
    evidence: str = ""
    reason: str = ""
    claimed_by: str = ""
    seconded_by: str = ""
    waits_for: tuple[str, ...] = ()
    """Ids of the predecessors that keep it from starting."""
    waited_by: tuple[str, ...] = ()
    """Ids of the steps not yet begun that need it directly."""
    ready_at: datetime | None = None
    """When its last predecessor ended; None while it waits."""
    is_inserted: bool = False
    is_disputed: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def started_at(self) -> datetime | None:
        """Start of the last attempt."""
        return self.attempts[-1].started_at if self.attempts else None

    @property
    def finished_at(self) -> datetime | None:
        """End of the last attempt."""
        return self.attempts[-1].finished_at if self.attempts else None

    @property
    def worked(self) -> timedelta | None:
        """Time of work of the last finished attempt, holds left out; None for waiting, gates and stops."""
        return self.attempts[-1].worked if self.attempts and self.step.kind.is_work else None


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as its events make it; the same whatever order they arrived in."""

    run: Run
    master: Master
    """The locked master moved to this run's hour, inserted steps included."""
    steps: tuple[StepState, ...]
    """In shown order, an inserted step behind the one it follows."""
    gates: tuple[GateState, ...] = ()
    holds: tuple[Hold, ...] = ()
    incidents: tuple[Incident, ...] = ()
    branch: Branch = Branch.MAIN
    rollback_begun_at: datetime | None = None
    rollback_reason: str = ""
    blocked_at: datetime | None = None
    """When public access was cut; the downtime clock runs from here."""
    reopened_at: datetime | None = None
    closed_at: datetime | None = None
    log: tuple[LogLine, ...] = ()
    remarks: tuple[Remark, ...] = ()
    acknowledgements: Mapping[str, datetime] = field(default_factory=dict)
    """Alarm key -> when it was last acknowledged."""

    def step(self, step_id: str) -> StepState | None:
        """A step by id."""
        return next((state for state in self.steps if state.step.id == step_id), None)

    def gate(self, step_id: str) -> GateState | None:
        """A gate by the id of its step."""
        return next((gate for gate in self.gates if gate.step_id == step_id), None)

    def with_status(self, *statuses: StepStatus) -> tuple[StepState, ...]:
        """The steps that stand so, in shown order."""
        return tuple(state for state in self.steps if state.status in statuses)

    @property
    def hold(self) -> Hold | None:
        """The hold of the whole run that is on now."""
        return next((hold for hold in self.holds if not hold.step_id and hold.ended_at is None), None)

    @property
    def is_over(self) -> bool:
        """Whether it was closed."""
        return self.closed_at is not None

    @property
    def commander(self) -> Contact | None:
        """Who commands now (Chỉ huy): the head of the master, or the last to take over who has a profile."""
        found = self.master.contact(self.master.head_id)
        for line in self.log:
            if line.event.kind is EventKind.SUBSTITUTE and not line.is_struck and found is not None:
                by = line.event.body.get("by", {})
                if line.event.body.get("contact_id") == found.id and by.get("person_id"):
                    found = Contact(by["id"], by["name"], by.get("phone", ""), person_id=by["person_id"])
        return found

    def downtime(self, now: datetime) -> timedelta | None:
        """How long the public has been without the systems; None before access is cut. Holds count."""
        return (self.reopened_at or now) - self.blocked_at if self.blocked_at is not None else None
