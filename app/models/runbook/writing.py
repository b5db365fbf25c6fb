"""Stores a master: makes the rows equal to a `Master` and writes nothing that is equal already.

So each editing verb is: read the master, reshape it by a pure function, store it; only what differs is journalled.
"""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.change import new_id
from app.journal.seal import Seal
from app.models import rank
from app.models.base import LocalSetting, RecordStateRow, Synced
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
    RunRow,
)
from app.models.runbook.freezing import plain
from app.models.runbook.log_chain import Anchor
from app.models.runbook.master import VERSION
from app.models.runbook.records import Contact, DurationChange, Master, Run, Step
from app.models.sealing import seal_fields
from app.models.writing import assign, put

Made = Callable[[str, str], str]
Values = dict[str, Any]

SEALED = tuple(
    table.ENTITY
    for table in (
        RunbookRow,
        RunbookStageRow,
        RunbookContactRow,
        RunbookStepRow,
        RunbookStepUnitRow,
        RunbookNeedRow,
        RunbookMeasureRow,
        RunbookGateRoleRow,
    )
)
"""The parts of a master: what a lock is over."""


def store(session: Session, master: Master, made: Made, lead_ids: Mapping[str, str]) -> None:
    """Make the rows of the runbook say what the master says. `lead_ids` gives the unit of a printed lead's name."""
    put(session, RunbookRow, master.id, **_runbook(master))
    steps = master.steps
    known_ranks = {row.id: row.rank for row in _rows(session, RunbookStepRow, master.id).values() if not row.deleted}
    ranks = dict(zip((step.id for step in steps), ranks_for([known_ranks.get(one.id) for one in steps]), strict=True))
    stages = dict(zip((one.id for one in master.stages), rank.several(len(master.stages)), strict=True))
    parts: list[tuple[type[Synced], dict[str, Values]]] = [
        (
            RunbookStageRow,
            {
                one.id: {"code": one.code, "rank": stages[one.id], "heading": one.heading, "branch": one.branch.value}
                for one in master.stages
            },
        ),
        (RunbookContactRow, _listed(master.contacts, _contact)),
        (
            RunbookStepRow,
            {one.id: _step(one, ranks[one.id], lead_ids.get(one.lead_unit, "")) for one in steps},
        ),
        (RunbookStepUnitRow, _units(steps, made)),
        (
            RunbookNeedRow,
            {
                made("runbook_need", f"{one.id}/{need}"): {"step_id": one.id, "needs_id": need}
                for one in steps
                for need in one.needs
            },
        ),
        (RunbookMeasureRow, _measures(steps)),
        (RunbookGateRoleRow, _roles(master)),
    ]
    for table, wanted in parts:
        _store_parts(session, table, master.id, wanted)


def ranks_for(known: Sequence[str | None]) -> list[str]:
    """Ranks in ascending order that keep as many of the known ones as possible; None is a newcomer."""
    kept = _longest_rising(known)
    found: list[str] = []
    for place in range(len(known)):
        if place in kept:
            found.append(str(known[place]))
            continue
        following = next((known[later] for later in range(place + 1, len(known)) if later in kept), None)
        found.append(rank.between(found[-1] if found else None, following))
    return found


def local_setting(session: Session, key: str) -> Any:
    """A setting of this file on this PC, inside an act."""
    row = session.get(LocalSetting, key)
    return row.value if row is not None else None


def set_local(session: Session, key: str, value: Any) -> None:
    """Keep a setting of this file on this PC, with the act that needs it."""
    row = session.get(LocalSetting, key)
    if row is None:
        session.add(LocalSetting(key=key, value=value))
    elif row.value != value:
        row.value = value


def record_states(session: Session, runbook_id: str) -> dict[str, Any]:
    """Entity id -> merge state of the runbook and everything under it, the locks themselves left out."""
    rows = session.execute(
        select(RecordStateRow.entity_id, RecordStateRow.state).where(
            RecordStateRow.root_id == runbook_id, RecordStateRow.entity.in_(SEALED)
        )
    )
    return {entity_id: state for entity_id, state in rows}


def lock_row(session: Session, runbook_id: str, seal: Seal, at: datetime, person: str) -> RunbookLockRow:
    """A locked version as its row."""
    return RunbookLockRow(
        id=new_id(), runbook_id=runbook_id, locked_at=plain(at), person=person, seal=seal_fields(session, seal)
    )


def measured_row(
    record_id: str,
    runbook_id: str,
    run_ids: Sequence[str],
    changes: Sequence[DurationChange],
    at: datetime,
    person: str,
) -> RunbookMeasuredRow:
    """The explicit act that brings rehearsed durations into the master, as its row."""
    return RunbookMeasuredRow(
        id=record_id,
        runbook_id=runbook_id,
        occurred_at=plain(at),
        person=person,
        run_ids=list(run_ids),
        changes=[
            {"step_id": one.step_id, "number": one.number, "old_s": plain(one.planned), "new_s": plain(one.measured)}
            for one in changes
        ],
    )


def anchor_row(record_id: str, run_id: str, anchor: Anchor, person: str) -> RunAnchorRow:
    """An anchor as its row."""
    return RunAnchorRow(
        id=record_id,
        run_id=run_id,
        chain=anchor.chain,
        seq=anchor.seq,
        hash=anchor.hash,
        place=anchor.place,
        occurred_at=plain(anchor.at),
        person=person,
    )


def run_row(run: Run) -> RunRow:
    """A run as its row."""
    return RunRow(**{name: plain(getattr(run, name)) for name in _RUN_FIELDS})


_RUN_FIELDS = ("id", "runbook_id", "lock_id", "lock_hash", "mode", "title", "anchor", "made_at", "made_by")


def _longest_rising(known: Sequence[str | None]) -> frozenset[int]:
    """Places of a longest strictly rising run of known ranks."""
    tails: list[str] = []
    tail_places: list[int] = []
    before: dict[int, int | None] = {}
    for place, value in enumerate(known):
        if value is None:
            continue
        at = bisect_left(tails, value)
        before[place] = tail_places[at - 1] if at else None
        tails[at : at + 1] = [value]
        tail_places[at : at + 1] = [place]
    kept: set[int] = set()
    here = tail_places[-1] if tail_places else None
    while here is not None:
        kept.add(here)
        here = before[here]
    return frozenset(kept)


def _rows(session: Session, table: type[Any], runbook_id: str) -> dict[str, Any]:
    return {row.id: row for row in session.scalars(select(table).where(table.runbook_id == runbook_id))}


def _store_parts(session: Session, table: type[Any], runbook_id: str, wanted: Mapping[str, Values]) -> None:
    existing = _rows(session, table, runbook_id)
    for record_id, row in existing.items():
        if record_id not in wanted and not row.deleted:
            row.deleted = True
    for record_id, values in wanted.items():
        known = existing.get(record_id)
        if known is None:
            session.add(table(id=record_id, runbook_id=runbook_id, **values))
        else:
            assign(known, deleted=False, **values)


def _runbook(master: Master) -> Values:
    return {
        "title": master.title,
        "form_version": VERSION,
        "anchor": plain(master.anchor),
        "window_start": plain(master.window_start),
        "window_end": plain(master.window_end),
        "floor_s": plain(master.floor),
        "head_id": master.head_id,
    }


def _listed(items: Sequence[Any], values: Callable[[Any], Values]) -> dict[str, Values]:
    places = rank.several(len(items))
    return {one.id: {**values(one), "rank": place} for one, place in zip(items, places, strict=True)}


def _contact(one: Contact) -> Values:
    available = None
    if one.available_from is not None or one.available_until is not None:
        available = {"from": plain(one.available_from), "until": plain(one.available_until)}
    return {
        "name": one.name,
        "phone": one.phone,
        "position": one.position,
        "team": one.team,
        "person_id": one.person_id,
        "available": available,
    }


def _step(one: Step, place: str, lead_id: str) -> Values:
    return {
        "stage_id": one.stage_id,
        "rank": place,
        "kind": one.kind.value,
        "content": one.content,
        "lead_id": lead_id,
        "lead_unit": one.lead_unit,
        "owner_id": one.owner_id,
        "deputy_id": one.deputy_id,
        "planned": {"start": plain(one.planned_start), "duration_s": plain(one.duration)},
        "is_timed": one.is_timed,
        "expected_result": one.expected_result,
        "undo_action": one.undo_action,
        "is_irreversible": one.is_irreversible,
        "is_critical": one.is_critical,
        "is_mandatory": one.is_mandatory,
        "access": one.access.value,
        "evidence_wanted": one.evidence_wanted,
        "note": one.note,
        "form_number": one.form_number,
        "system": one.system,
    }


def _units(steps: Sequence[Step], made: Made) -> dict[str, Values]:
    return {
        made("runbook_step_unit", f"{one.id}/{name}"): {"step_id": one.id, "rank": place, "name": name}
        for one in steps
        for name, place in zip(one.coordinating, rank.several(len(one.coordinating)), strict=True)
    }


def _measures(steps: Sequence[Step]) -> dict[str, Values]:
    return {
        measure.id: {
            "step_id": one.id,
            "rank": place,
            "name": measure.name,
            "unit": measure.unit,
            "allowed": {"low": plain(measure.low), "high": plain(measure.high)}
            if measure.low is not None or measure.high is not None
            else None,
            "compare_with": measure.compare_with,
        }
        for one in steps
        for measure, place in zip(one.measures, rank.several(len(one.measures)), strict=True)
    }


def _roles(master: Master) -> dict[str, Values]:
    return {
        role.id: {"step_id": gate.step_id, "rank": place, "role": role.role, "contact_id": role.contact_id}
        for gate in master.gates
        for role, place in zip(gate.roles, rank.several(len(gate.roles)), strict=True)
    }
