"""Reads runbook, locks, runs and events from a session into frozen records. Nothing here writes."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.journal.seal import Seal
from app.models import vietnam_time
from app.models.base import ChangeRow
from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.runbook import freezing
from app.models.runbook.entities import (
    RunAnchorRow,
    RunbookContactRow,
    RunbookGateRoleRow,
    RunbookLockRow,
    RunbookMeasuredRow,
    RunbookMeasureRow,
    RunbookNeedRow,
    RunbookRow,
    RunbookStageRow,
    RunbookStepRow,
    RunbookStepUnitRow,
    RunEventRow,
    RunRow,
)
from app.models.runbook.log_chain import Anchor, Entry
from app.models.runbook.master import numbered
from app.models.runbook.records import (
    Access,
    AppliedMeasures,
    Branch,
    Contact,
    Gate,
    GateRole,
    Lock,
    Master,
    Measure,
    Run,
    RunMode,
    Stage,
    Step,
    StepKind,
    allowed_of,
    available_of,
    duration_changes_of,
    planned_of,
)
from app.models.runbook.run_records import EventKind, RunEvent


def runbook_row(session: Session) -> RunbookRow:
    """The workspace's runbook.

    Raises:
        NotFoundError: the workspace has none.
    """
    rows = told(RunbookRow, session.scalars(select(RunbookRow).where(RunbookRow.deleted.is_(False))))
    row = min(rows, key=lambda one: one.id, default=None)
    if row is None:
        raise NotFoundError("Chưa có kịch bản chuyển đổi.", "Tạo kịch bản từ mẫu Phụ lục V.")
    return row


def has_runbook(session: Session) -> bool:
    """Whether the workspace has a runbook."""
    return bool(told(RunbookRow, session.scalars(select(RunbookRow).where(RunbookRow.deleted.is_(False)))))


def master(session: Session) -> Master:
    """The master as it stands now.

    Raises:
        NotFoundError: the workspace has none.
    """
    row = runbook_row(session)
    stages = tuple(
        Stage(one.id, one.code, one.heading, Branch(one.branch)) for one in _parts(session, RunbookStageRow, row.id)
    )
    steps = _steps(session, row.id, stages)
    gates = _gates(session, row.id, steps)
    contacts = tuple(_contact(one) for one in _parts(session, RunbookContactRow, row.id))
    return Master(
        row.id,
        row.title,
        vietnam_time.from_iso(row.anchor),
        vietnam_time.from_iso(row.window_start),
        vietnam_time.from_iso(row.window_end),
        steps,
        gates,
        stages,
        contacts,
        row.head_id,
        timedelta(seconds=row.floor_s),
    )


def locks(session: Session) -> tuple[Lock, ...]:
    """Every locked version, oldest first."""
    rows = session.scalars(
        select(RunbookLockRow)
        .where(RunbookLockRow.deleted.is_(False))
        .order_by(RunbookLockRow.locked_at, RunbookLockRow.id)
    )
    found = []
    for version, row in enumerate(told(RunbookLockRow, rows), 1):
        seal = Seal.from_fields(row.seal)
        steps = len(freezing.thawed(seal.content).steps)
        at = vietnam_time.from_iso(row.locked_at)
        found.append(Lock(row.id, row.runbook_id, version, at, row.person, seal.content_hash, steps))
    return tuple(found)


def locked(session: Session, lock_id: str) -> Master:
    """The master as a lock froze it.

    Raises:
        NotFoundError: the lock is not on this PC (yet).
        ValueError: its content is not what the hash says.
    """
    row = session.get(RunbookLockRow, lock_id)
    if row is None or not row.seal:
        raise NotFoundError("Bản kịch bản đã chốt của lượt này chưa có trên máy.", "Đồng bộ rồi mở lại.")
    return freezing.thawed(Seal.from_fields(row.seal).content)


def runs(session: Session) -> tuple[Run, ...]:
    """Every run, oldest first."""
    rows = session.scalars(select(RunRow).where(RunRow.deleted.is_(False)).order_by(RunRow.made_at, RunRow.id))
    return tuple(_run(row) for row in told(RunRow, rows))


def run(session: Session, run_id: str) -> Run:
    """One run.

    Raises:
        NotFoundError: no such run.
    """
    row = session.get(RunRow, run_id)
    if row is None or row.deleted or not told(RunRow, [row]):
        raise NotFoundError("Không tìm thấy lượt thực hiện này.", "Có thể chưa đồng bộ về máy.")
    return _run(row)


def events(session: Session, run_id: str) -> tuple[RunEvent, ...]:
    """The events of a run that this version knows the kind of, in no particular order."""
    rows = session.scalars(select(RunEventRow).where(RunEventRow.run_id == run_id))
    known = set(EventKind)
    return tuple(event_of(row) for row in told(RunEventRow, rows) if row.event_kind in known)


def entries(session: Session, run_id: str) -> tuple[Entry, ...]:
    """Every entry of a run's log for verification, those of newer versions included."""
    rows = session.scalars(select(RunEventRow).where(RunEventRow.run_id == run_id))
    return tuple(Entry(row.id, row.chain, row.seq, row.prev, row.hash, _content(row)) for row in rows)


def head(session: Session, run_id: str, chain: str) -> RunEvent | None:
    """The last entry of a chain; None before the first."""
    row = session.scalar(
        select(RunEventRow)
        .where(RunEventRow.run_id == run_id, RunEventRow.chain == chain)
        .order_by(RunEventRow.seq.desc())
        .limit(1)
    )
    return event_of(row) if row is not None else None


def other_heads(session: Session, run_id: str, chain: str) -> dict[str, list[Any]]:
    """Heads of the other chains of a run: chain -> [seq, hash]."""
    last = (
        select(RunEventRow.chain, func.max(RunEventRow.seq).label("seq"))
        .where(RunEventRow.run_id == run_id, RunEventRow.chain != chain)
        .group_by(RunEventRow.chain)
        .subquery()
    )
    rows = session.execute(
        select(RunEventRow.chain, RunEventRow.seq, func.min(RunEventRow.hash))
        .join(last, (RunEventRow.chain == last.c.chain) & (RunEventRow.seq == last.c.seq))
        .where(RunEventRow.run_id == run_id)
        .group_by(RunEventRow.chain, RunEventRow.seq)
    )
    return {name: [seq, digest] for name, seq, digest in rows}


def anchors(session: Session, run_id: str) -> tuple[Anchor, ...]:
    """The anchors recorded for a run."""
    rows = session.scalars(select(RunAnchorRow).where(RunAnchorRow.run_id == run_id).order_by(RunAnchorRow.occurred_at))
    return tuple(
        Anchor(row.chain, row.seq, row.hash, row.place, vietnam_time.from_iso(row.occurred_at))
        for row in told(RunAnchorRow, rows)
    )


def applied_measures(session: Session) -> tuple[AppliedMeasures, ...]:
    """Every act that brought rehearsed durations into the master, oldest first."""
    rows = session.scalars(select(RunbookMeasuredRow).order_by(RunbookMeasuredRow.occurred_at))
    return tuple(
        AppliedMeasures(
            vietnam_time.from_iso(row.occurred_at),
            row.person,
            tuple(row.run_ids),
            duration_changes_of(row.changes),
        )
        for row in told(RunbookMeasuredRow, rows)
    )


def journalled_events(session: Session, run_id: str) -> dict[str, dict[str, Any]]:
    """Event id -> its fields as the journal holds them."""
    rows = session.execute(
        select(ChangeRow.entity_id, ChangeRow.fields).where(
            ChangeRow.root_id == run_id, ChangeRow.entity == RunEventRow.ENTITY
        )
    )
    return {entity_id: fields for entity_id, fields in rows}


def event_of(row: RunEventRow) -> RunEvent:
    """An event's row as a record.

    Raises:
        ValueError: a kind of a newer version.
    """
    return RunEvent(
        id=row.id,
        run_id=row.run_id,
        kind=EventKind(row.event_kind),
        occurred_at=vietnam_time.from_iso(row.occurred_at),
        step_id=row.step_id,
        body=row.body,
        recorded_at=vietnam_time.from_iso(row.recorded_at),
        person_id=row.person_id,
        person=row.person,
        device=row.device,
        chain=row.chain,
        seq=row.seq,
        prev=row.prev,
        hash=row.hash,
        seen=row.seen,
        from_paper=row.from_paper,
    )


def row_of(event: RunEvent) -> RunEventRow:
    """An event as its row."""
    return RunEventRow(
        id=event.id,
        run_id=event.run_id,
        step_id=event.step_id,
        event_kind=event.kind.value,
        occurred_at=vietnam_time.iso(event.occurred_at),
        recorded_at=vietnam_time.iso(event.entered_at),
        person_id=event.person_id,
        person=event.person,
        device=event.device,
        chain=event.chain,
        seq=event.seq,
        prev=event.prev,
        hash=event.hash,
        from_paper=event.from_paper,
        body=dict(event.body),
        seen=dict(event.seen),
    )


def _content(row: RunEventRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "run_id": row.run_id,
        "kind": row.event_kind,
        "occurred_at": row.occurred_at,
        "step_id": row.step_id,
        "body": row.body,
        "recorded_at": row.recorded_at,
        "person_id": row.person_id,
        "person": row.person,
        "device": row.device,
        "chain": row.chain,
        "seq": row.seq,
        "prev": row.prev,
        "seen": row.seen,
        "from_paper": row.from_paper,
    }


def _parts(session: Session, table: type[Any], runbook_id: str) -> Sequence[Any]:
    return session.scalars(
        select(table).where(table.runbook_id == runbook_id, table.deleted.is_(False)).order_by(table.rank, table.id)
    ).all()


def _steps(session: Session, runbook_id: str, stages: Sequence[Stage]) -> tuple[Step, ...]:
    units: dict[str, list[str]] = defaultdict(list)
    for one in _parts(session, RunbookStepUnitRow, runbook_id):
        units[one.step_id].append(one.name)
    measures: dict[str, list[Measure]] = defaultdict(list)
    for one in _parts(session, RunbookMeasureRow, runbook_id):
        measures[one.step_id].append(_measure(one))
    rows = _parts(session, RunbookStepRow, runbook_id)
    living = {row.id for row in rows}
    needs: dict[str, list[str]] = defaultdict(list)
    links = session.execute(
        select(RunbookNeedRow.step_id, RunbookNeedRow.needs_id).where(
            RunbookNeedRow.runbook_id == runbook_id, RunbookNeedRow.deleted.is_(False)
        )
    )
    for step_id, needs_id in links:
        if needs_id in living:
            needs[step_id].append(needs_id)
    place = {stage.id: number for number, stage in enumerate(stages)}
    branch = {stage.id: stage.branch for stage in stages}
    ordered = sorted(rows, key=lambda row: place.get(row.stage_id, len(place)))
    return numbered(
        _step(row, branch.get(row.stage_id, Branch.MAIN), units[row.id], needs[row.id], measures[row.id])
        for row in ordered
    )


def _step(
    row: RunbookStepRow, branch: Branch, units: Sequence[str], needs: Sequence[str], measures: Sequence[Measure]
) -> Step:
    start, duration = planned_of(row.planned or {})
    return Step(
        id=row.id,
        number="",
        stage_id=row.stage_id,
        content=row.content,
        kind=StepKind(row.kind) if row.kind in set(StepKind) else StepKind.DO,
        branch=branch,
        lead_unit=row.lead_unit,
        coordinating=tuple(units),
        owner_id=row.owner_id,
        deputy_id=row.deputy_id,
        needs=tuple(sorted(needs)),
        planned_start=start,
        duration=duration,
        is_timed=row.is_timed,
        expected_result=row.expected_result,
        undo_action=row.undo_action,
        is_irreversible=row.is_irreversible,
        is_critical=row.is_critical,
        is_mandatory=row.is_mandatory,
        access=Access(row.access) if row.access in set(Access) else Access.NONE,
        measures=tuple(measures),
        evidence_wanted=row.evidence_wanted,
        note=row.note,
        form_number=row.form_number,
        system=row.system,
    )


def _gates(session: Session, runbook_id: str, steps: Sequence[Step]) -> tuple[Gate, ...]:
    roles: dict[str, list[GateRole]] = defaultdict(list)
    for one in _parts(session, RunbookGateRoleRow, runbook_id):
        roles[one.step_id].append(GateRole(one.id, one.role, one.contact_id))
    return tuple(Gate(step.id, tuple(roles[step.id])) for step in steps if step.is_gate)


def _contact(row: RunbookContactRow) -> Contact:
    available = available_of(row.available or {})
    return Contact(row.id, row.name, row.phone, row.position, row.team, row.person_id, *available)


def _measure(row: RunbookMeasureRow) -> Measure:
    return Measure(row.id, row.name, row.unit, *allowed_of(row.allowed or {}), row.compare_with)


def _run(row: RunRow) -> Run:
    return Run(
        row.id,
        row.runbook_id,
        row.lock_id,
        row.lock_hash,
        RunMode(row.mode) if row.mode in set(RunMode) else RunMode.SIMULATION,
        row.title,
        vietnam_time.from_iso(row.anchor),
        vietnam_time.from_iso(row.made_at),
        row.made_by,
    )
