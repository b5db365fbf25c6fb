"""Rows of what follows a decision as frozen records; what the shipped data lists is there from the start."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.models import vietnam_time
from app.models.plan.deadline import Deadline
from app.models.plan.records import UnitRef, issued_on
from app.models.selection.aftermath import counts_of, shipped
from app.models.selection.aftermath_entities import (
    BackupRow,
    HandoverRow,
    MigrationRow,
    ReviewRow,
    StageRow,
    UnchosenRow,
)
from app.models.selection.aftermath_invalidating import Category, Review, settled_of
from app.models.selection.records import KindView
from app.models.selection.stages import Stage, StageKey, form
from app.models.selection.system_records import System
from app.models.selection.unchosen import (
    Backup,
    Handover,
    Migration,
    explained_of,
    lookup_of,
    reconciled_of,
    restored_of,
    taken_of,
)


def said(row: UnchosenRow | None, names: Mapping[str, str]) -> dict[str, Any]:
    """What the province said of a system that stops, as fields of `Unchosen`."""
    if row is None:
        return {}
    return {
        "lead": UnitRef(row.lead_id, names.get(row.lead_id, "")) if row.lead_id else None,
        "deadline": Deadline.from_json(row.deadline) if row.deadline else None,
        "lookup": lookup_of(row.lookup) if row.lookup else None,
        "block_planned": _instant(row.block_planned),
        "blocked_at": _instant(row.blocked_at),
        "note": row.note,
    }


def backups(rows: Sequence[BackupRow]) -> tuple[Backup, ...]:
    """The backups of a system: the shipped parts, then its own."""
    return tuple(
        Backup(
            one["key"],
            one["name"],
            taken_of(row.taken) if row and row.taken else None,
            restored_of(row.restored) if row and row.restored else None,
        )
        for one, row in _with_shipped("backups", rows)
    )


def migrations(rows: Sequence[MigrationRow]) -> tuple[Migration, ...]:
    """What is migrated of a system: the shipped objects, then its own."""
    return tuple(
        Migration(
            one["key"],
            one["name"],
            row.unit or one.get("unit", "") if row else one["unit"],
            counts_of(row.progress) if row and row.progress else None,
            reconciled_of(row.counted) if row and row.counted else None,
            explained_of(row.explained) if row and row.explained else None,
            row.skipped if row else "",
        )
        for one, row in _with_shipped("migrations", rows)
    )


def handovers(rows: Sequence[HandoverRow]) -> tuple[Handover, ...]:
    """The hand-overs of a system: contract and data, then its own."""
    return tuple(
        Handover(
            one["key"],
            one["name"],
            row.content,
            row.receiver,
            _day(row.handed_on),
            (row.document or {}).get("number", ""),
            issued_on(row.document or {}),
            row.skipped,
        )
        if row
        else Handover(one["key"], one["name"])
        for one, row in _with_shipped("handovers", rows)
    )


def _with_shipped(part: str, rows: Sequence[Any]) -> list[tuple[Mapping[str, Any], Any]]:
    """The shipped entries in order, then the province's own by name, each with its row where there is one."""
    by_key = {row.key: row for row in rows}
    entries = [(one, by_key.pop(one["key"], None)) for one in shipped("unchosen")[part]]
    own = sorted(by_key.values(), key=lambda row: (row.name, row.id))
    return [*entries, *(({"key": row.key, "name": row.name}, row) for row in own)]


def stage(
    view: KindView,
    system: System,
    key: StageKey,
    row: StageRow | None,
    names: Mapping[str, str],
    marked: bool,  # noqa: FBT001 one fact of the record
) -> Stage:
    """One stage of a system; the decision itself does the first."""
    shape = form(key)
    decision = view.decision
    decided = vietnam_time.at(decision.decided.on) if decision and shape.by_decision else None
    return Stage(
        kind_id=view.kind.id,
        system_id=system.id,
        key=key,
        name=shape.name,
        counted=shape.counted,
        applies=shape.applies_to(view.kind.code),
        national=shape.deadline_for(view.kind.code),
        planned_on=_day(row.planned_on) if row else None,
        done_at=(_instant(row.done_at) if row else None) or decided,
        counts=counts_of(row.counts) if row and row.counts else None,
        lead=UnitRef(row.lead_id, names.get(row.lead_id, "")) if row and row.lead_id else None,
        note=row.note if row else "",
        skipped=row.skipped if row else "",
        needs_review=marked,
    )


def review(row: ReviewRow, names: Mapping[str, str]) -> Review:
    """A mark's row as a record; `names` gives what a kind is called."""
    settled_at, settled_by, note = settled_of(row.settled or {})
    return Review(
        row.id,
        row.kind_id,
        names.get(row.kind_id, ""),
        row.decision_id,
        Category(row.category),
        row.record_id,
        row.title,
        row.system_id,
        vietnam_time.from_iso(row.marked_at),
        settled_at,
        settled_by,
        note,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return vietnam_time.from_iso(text) if text else None
