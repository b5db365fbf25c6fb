"""Rows of what follows a decision as frozen records; what the shipped data lists is there from the start."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.models import vietnam_time
from app.models.plan.deadline import Deadline
from app.models.plan.records import UnitRef
from app.models.selection.aftermath import Counts, shipped
from app.models.selection.aftermath_entities import (
    BackupRow,
    HandoverRow,
    MigrationRow,
    ReviewRow,
    StageRow,
    UnchosenRow,
)
from app.models.selection.aftermath_invalidating import Category, Review
from app.models.selection.records import KindView
from app.models.selection.stages import Stage, StageKey, form
from app.models.selection.system_records import System
from app.models.selection.unchosen import (
    Backup,
    Explained,
    Handover,
    Lookup,
    Migration,
    Reconciled,
    Restored,
    Taken,
)


def said(row: UnchosenRow | None, names: Mapping[str, str]) -> dict[str, Any]:
    """What the province said of a system that stops, as fields of `Unchosen`."""
    if row is None:
        return {}
    lookup = row.lookup
    return {
        "lead": UnitRef(row.lead_id, names.get(row.lead_id, "")) if row.lead_id else None,
        "deadline": Deadline.from_json(row.deadline) if row.deadline else None,
        "lookup": Lookup(_day(lookup.get("until")), lookup.get("person", ""), lookup.get("phone", ""))
        if lookup
        else None,
        "block_planned": _instant(row.block_planned),
        "blocked_at": _instant(row.blocked_at),
        "note": row.note,
    }


def backups(rows: Sequence[BackupRow]) -> tuple[Backup, ...]:
    """The backups of a system: the shipped parts, then its own."""
    return tuple(
        Backup(one["key"], one["name"], _taken(row.taken) if row else None, _restored(row.restored) if row else None)
        for one, row in _with_shipped("backups", rows)
    )


def _taken(data: Mapping[str, Any] | None) -> Taken | None:
    if not data:
        return None
    return Taken(
        vietnam_time.from_iso(data["at"]),
        data.get("by", ""),
        data.get("size", 0),
        data.get("sha256", ""),
        data.get("place", ""),
        data.get("file", ""),
        data.get("is_computed", False),
    )


def _restored(data: Mapping[str, Any] | None) -> Restored | None:
    if not data:
        return None
    return Restored(
        vietnam_time.from_iso(data["at"]),
        data.get("by", ""),
        data.get("passed", False),
        data.get("note", ""),
        data.get("sha256", ""),
    )


def migrations(rows: Sequence[MigrationRow]) -> tuple[Migration, ...]:
    """What is migrated of a system: the shipped objects, then its own."""
    return tuple(
        Migration(
            one["key"],
            one["name"],
            row.unit or one.get("unit", "") if row else one["unit"],
            Counts(row.progress["done"], row.progress["total"]) if row and row.progress else None,
            _reconciled(row.counted) if row else None,
            Explained(row.explained["difference"], row.explained["text"]) if row and row.explained else None,
            row.skipped if row else "",
        )
        for one, row in _with_shipped("migrations", rows)
    )


def _reconciled(data: Mapping[str, Any] | None) -> Reconciled | None:
    if not data:
        return None
    return Reconciled(data["old"], data["new"], vietnam_time.from_iso(data["at"]), data.get("by", ""))


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
            _day((row.document or {}).get("issued_on")),
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
    counts = row.counts if row else None
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
        counts=Counts(counts["done"], counts["total"]) if counts else None,
        lead=UnitRef(row.lead_id, names.get(row.lead_id, "")) if row and row.lead_id else None,
        note=row.note if row else "",
        skipped=row.skipped if row else "",
        needs_review=marked,
    )


def review(row: ReviewRow, names: Mapping[str, str]) -> Review:
    """A mark's row as a record; `names` gives what a kind is called."""
    settled = row.settled or {}
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
        _instant(settled.get("at")),
        settled.get("by", ""),
        settled.get("note", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _instant(text: str | None) -> datetime | None:
    return vietnam_time.from_iso(text) if text else None
