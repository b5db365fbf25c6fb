"""A small night to test on: three steps, a test, a gate, a reopening, a way back; and events told by the minute."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.models.runbook.records import (
    Access,
    Branch,
    Contact,
    Gate,
    GateRole,
    Master,
    Measure,
    Run,
    RunMode,
    Stage,
    Step,
    StepKind,
)
from app.models.runbook.run_records import Choice, EventKind, RunEvent, RunState
from app.models.runbook.state import state

G = datetime(2025, 6, 30, 14, tzinfo=UTC)
"""21h00 in Vietnam."""
STOP = G + timedelta(hours=4)
RUN = Run("run", "m", "lock", "hash", RunMode.REAL, "Đêm chuyển đổi", G, G)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(count: float) -> datetime:
    """So many minutes after 21h00."""
    return G + minutes(count)


def step(step_id: str, start: float, length: float, **more: Any) -> Step:
    fields: dict[str, Any] = {
        "stage_id": "B",
        "content": f"Việc {step_id}",
        "planned_start": at(start) if start >= 0 else None,
        "duration": minutes(length),
        "owner_id": "an",
        "deputy_id": "binh",
        "expected_result": "Đạt yêu cầu",
        "undo_action": "Làm lại",
        "lead_unit": "Tổ đối ứng doanh nghiệp",
        **more,
    }
    return Step(step_id, "", **fields)


CONTACTS = (
    Contact("an", "Nguyễn Văn An", "0900 000 001", person_id="p-an"),
    Contact("binh", "Trần Thị Bình", "0900 000 002", person_id="p-binh"),
    Contact("chi", "Lê Thị Chi", "0900 000 003", person_id="p-chi"),
)


def small(**more: Any) -> Master:
    """block 5' -> backup 55' -> test 20' -> gate 10' -> reopen 5'; back: 15' + 10'."""
    from app.models.runbook.master import numbered

    steps = (
        step("block", 0, 5, access=Access.BLOCK, is_timed=True),
        step("backup", 5, 55, needs=("block",), measures=(Measure("rows", "Số bản ghi", "bản ghi", Decimal(1)),)),
        step("test", 60, 20, kind=StepKind.CHECK, needs=("backup",), owner_id="binh", deputy_id="an"),
        step("gate", 80, 10, kind=StepKind.GATE, needs=("test",)),
        step("open", 90, 5, needs=("gate",), access=Access.PUBLIC, is_irreversible=True),
        step("back1", -1, 15, kind=StepKind.ROLLBACK, branch=Branch.ROLLBACK, stage_id="K"),
        step(
            "back2",
            -1,
            10,
            kind=StepKind.ROLLBACK,
            branch=Branch.ROLLBACK,
            stage_id="K",
            needs=("back1",),
            access=Access.PUBLIC,
        ),
    )
    roles = (GateRole("r1", "Doanh nghiệp", "binh"), GateRole("r2", "Chỉ huy", "an"))
    fields: dict[str, Any] = {
        "steps": numbered(steps),
        "gates": (Gate("gate", roles),),
        "stages": (Stage("B", "B", "THỰC HIỆN"), Stage("K", "K", "KHÔI PHỤC", Branch.ROLLBACK)),
        "contacts": CONTACTS,
        "head_id": "an",
        **more,
    }
    return Master("m", "KỊCH BẢN", G, G, STOP, **fields)


def changed(step_id: str, master: Master | None = None, **fields: Any) -> Master:
    """The small night with one step changed."""
    known = master or small()
    return replace(known, steps=tuple(replace(one, **fields) if one.id == step_id else one for one in known.steps))


_COUNT = iter(range(1_000_000))


def event(kind: EventKind, step_id: str, minute: float, *, event_id: str = "", **more: Any) -> RunEvent:
    """An event at a minute; keywords that are no field of it go into the body."""
    own = {"person", "device", "chain", "seq", "from_paper", "recorded_at"}
    fields = {name: more.pop(name) for name in own & more.keys()}
    made = event_id or f"e{next(_COUNT):06d}"
    return RunEvent(made, "run", kind, at(minute), step_id, more, **{"person": "An", "chain": "a-1", **fields})


def done(step_id: str, begun: float, ended: float, **more: Any) -> tuple[RunEvent, RunEvent]:
    """A step begun and finished đạt."""
    return event(EventKind.START, step_id, begun), event(EventKind.FINISH, step_id, ended, result="passed", **more)


def vote(role: str, choice: Choice, minute: float, step_id: str = "gate") -> RunEvent:
    return event(EventKind.VOTE, step_id, minute, role_id=role, choice=choice.value)


def passed_gate(minute: float) -> tuple[RunEvent, ...]:
    """All vote TIẾP TỤC and the gate is passed."""
    decision = event(EventKind.DECIDE, "gate", minute, outcome="go")
    return vote("r1", Choice.GO, minute - 2), vote("r2", Choice.GO, minute - 1), decision


def up_to_gate() -> tuple[RunEvent, ...]:
    """Everything before the gate, on time."""
    return (*done("block", 0, 5), *done("backup", 5, 60), *done("test", 60, 80))


def told(events: Iterable[RunEvent], master: Master | None = None) -> RunState:
    return state(master or small(), RUN, events)


def table(found: RunState) -> str:
    """The states as a small text table."""
    return " ".join(f"{one.step.id}:{one.status.value}" for one in found.steps)
