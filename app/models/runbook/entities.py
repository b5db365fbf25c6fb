"""The runbook's tables. Every list element is a row of its own; what two desks would both make has a natural id."""

from typing import Any, ClassVar

from sqlalchemy import JSON, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models import vietnam_time
from app.models.base import Synced
from app.models.runbook.records import Branch, allowed_of, available_of, duration_changes_of, planned_of
from app.models.sealing import read_seal


class _OfRunbook(Synced):
    """A part of the master; the runbook owns it."""

    __abstract__ = True

    runbook_id: Mapped[str]

    def root(self) -> str:
        """The runbook."""
        return self.runbook_id


class RunbookRow(Synced):
    """The province's master runbook (Kịch bản chuyển đổi). Natural id: the form's version."""

    __tablename__ = "runbook"
    ENTITY = "runbook"
    READ_AS: ClassVar = {
        "anchor": vietnam_time.from_iso,
        "window_start": vietnam_time.from_iso,
        "window_end": vietnam_time.from_iso,
    }

    title: Mapped[str]
    form_version: Mapped[str]
    anchor: Mapped[str]
    window_start: Mapped[str]
    window_end: Mapped[str]
    floor_s: Mapped[int]
    head_id: Mapped[str] = mapped_column(default="")
    """The contact who commands the night."""


class RunbookStageRow(_OfRunbook):
    """A stage (Giai đoạn). Natural id: runbook and code."""

    __tablename__ = "runbook_stage"
    ENTITY = "runbook_stage"
    READ_AS: ClassVar = {"branch": Branch}

    code: Mapped[str]
    rank: Mapped[str]
    heading: Mapped[str]
    branch: Mapped[str] = mapped_column(default="main")


class RunbookContactRow(_OfRunbook):
    """A person on duty that night (Người trực)."""

    __tablename__ = "runbook_contact"
    ENTITY = "runbook_contact"
    READ_AS: ClassVar = {"available": available_of}

    rank: Mapped[str]
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    team: Mapped[str] = mapped_column(default="")
    person_id: Mapped[str] = mapped_column(default="")
    available: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"from", "until"} as UTC ISO or null: one whole."""


class RunbookStepRow(_OfRunbook):
    """One step (Bước). The form's own have natural ids: runbook and number."""

    __tablename__ = "runbook_step"
    __table_args__ = (Index(None, "runbook_id", "rank"),)
    ENTITY = "runbook_step"
    READ_AS: ClassVar = {"planned": planned_of}

    stage_id: Mapped[str]
    rank: Mapped[str]
    kind: Mapped[str] = mapped_column(default="do")
    content: Mapped[str] = mapped_column(Text)
    lead_id: Mapped[str] = mapped_column(default="")
    """The unit of the directory, where the printed name is one of it."""
    lead_unit: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[str] = mapped_column(default="")
    deputy_id: Mapped[str] = mapped_column(default="")
    planned: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"start": UTC ISO or null, "duration_s"}: one whole."""
    is_timed: Mapped[bool] = mapped_column(default=False)
    expected_result: Mapped[str] = mapped_column(Text, default="")
    undo_action: Mapped[str] = mapped_column(Text, default="")
    is_irreversible: Mapped[bool] = mapped_column(default=False)
    is_critical: Mapped[bool] = mapped_column(default=False)
    is_mandatory: Mapped[bool] = mapped_column(default=True)
    access: Mapped[str] = mapped_column(default="")
    evidence_wanted: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    form_number: Mapped[int] = mapped_column(default=0)
    system: Mapped[str] = mapped_column(default="")

    def scope(self) -> str:
        """The lead unit."""
        return self.lead_id


class RunbookStepUnitRow(_OfRunbook):
    """A coordinating unit of a step, as printed. Natural id: step and name."""

    __tablename__ = "runbook_step_unit"
    __table_args__ = (Index(None, "step_id"),)
    ENTITY = "runbook_step_unit"

    step_id: Mapped[str]
    rank: Mapped[str]
    name: Mapped[str]


class RunbookNeedRow(_OfRunbook):
    """A predecessor: `step_id` cannot start before `needs_id` has ended. Natural id: both steps."""

    __tablename__ = "runbook_need"
    __table_args__ = (Index(None, "step_id"),)
    ENTITY = "runbook_need"

    step_id: Mapped[str]
    needs_id: Mapped[str]


class RunbookMeasureRow(_OfRunbook):
    """A number that a step records."""

    __tablename__ = "runbook_measure"
    __table_args__ = (Index(None, "step_id"),)
    ENTITY = "runbook_measure"
    READ_AS: ClassVar = {"allowed": allowed_of}

    step_id: Mapped[str]
    rank: Mapped[str]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(default="")
    allowed: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True, default=None)
    """{"low", "high"} as decimal text or null: one whole."""
    compare_with: Mapped[str] = mapped_column(default="")


class RunbookGateRoleRow(_OfRunbook):
    """A role that votes at a gate step."""

    __tablename__ = "runbook_gate_role"
    __table_args__ = (Index(None, "step_id"),)
    ENTITY = "runbook_gate_role"

    step_id: Mapped[str]
    rank: Mapped[str]
    role: Mapped[str]
    contact_id: Mapped[str] = mapped_column(default="")


class RunbookLockRow(_OfRunbook):
    """A locked master (Bản đã chốt): the canonical bytes that runs are made from."""

    __tablename__ = "runbook_lock"
    ENTITY = "runbook_lock"
    KIND = "seal"
    READ_AS: ClassVar = {"locked_at": vietnam_time.from_iso, "seal": read_seal}

    locked_at: Mapped[str]
    person: Mapped[str]
    seal: Mapped[dict[str, Any]]


class RunbookMeasuredRow(_OfRunbook):
    """The explicit act by which rehearsed durations entered the master, with each difference: an event."""

    __tablename__ = "runbook_measured"
    ENTITY = "runbook_measured"
    KIND = "event"
    READ_AS: ClassVar = {"occurred_at": vietnam_time.from_iso, "changes": duration_changes_of}

    occurred_at: Mapped[str]
    person: Mapped[str]
    run_ids: Mapped[list[Any]]
    changes: Mapped[list[Any]]
    """[{"step_id", "number", "old_s", "new_s"}]"""


class RunRow(Synced):
    """A run of a locked master (Lượt thực hiện)."""

    __tablename__ = "run"
    ENTITY = "run"
    READ_AS: ClassVar = {"anchor": vietnam_time.from_iso, "made_at": vietnam_time.from_iso}

    runbook_id: Mapped[str]
    lock_id: Mapped[str]
    lock_hash: Mapped[str]
    mode: Mapped[str]
    title: Mapped[str]
    anchor: Mapped[str]
    made_at: Mapped[str]
    made_by: Mapped[str] = mapped_column(default="")


class RunEventRow(Synced):
    """One entry of a run's log: an event, only ever added, chained by hash on its device."""

    __tablename__ = "run_event"
    __table_args__ = (Index(None, "run_id", "chain", "seq"),)
    ENTITY = "run_event"
    KIND = "event"
    READ_AS: ClassVar = {"occurred_at": vietnam_time.from_iso, "recorded_at": vietnam_time.from_iso}

    run_id: Mapped[str]
    step_id: Mapped[str] = mapped_column(default="")
    event_kind: Mapped[str]
    occurred_at: Mapped[str]
    recorded_at: Mapped[str]
    person_id: Mapped[str] = mapped_column(default="")
    person: Mapped[str] = mapped_column(default="")
    device: Mapped[str]
    chain: Mapped[str]
    seq: Mapped[int]
    prev: Mapped[str]
    hash: Mapped[str]
    from_paper: Mapped[bool] = mapped_column(default=False)
    body: Mapped[dict[str, Any]]
    seen: Mapped[dict[str, Any]]

    def root(self) -> str:
        """The run."""
        return self.run_id


class RunAnchorRow(Synced):
    """A head of a chain that was put outside this file: printed, read aloud, exchanged. An event."""

    __tablename__ = "run_anchor"
    __table_args__ = (Index(None, "run_id"),)
    ENTITY = "run_anchor"
    KIND = "event"
    READ_AS: ClassVar = {"occurred_at": vietnam_time.from_iso}

    run_id: Mapped[str]
    chain: Mapped[str]
    seq: Mapped[int]
    hash: Mapped[str]
    place: Mapped[str]
    occurred_at: Mapped[str]
    person: Mapped[str] = mapped_column(default="")

    def root(self) -> str:
        """The run."""
        return self.run_id
