"""Lịch sử of a record: every change of it and of what it owns, where it was written and how it came here.

What the server refused and what was taken back stands in it too; what was written beside a seal is marked.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, or_, select
from sqlalchemy.orm import Session

from app.journal.clock import stamp_time
from app.journal.seal import EVERYWHERE, Seal, seal_in
from app.models import queries
from app.models.base import EFFECTIVE, RECEIVED, TAKEN_BACK, ActRow, ChangeRow, ParkedRow, label
from app.models.people.entities import Person
from app.models.recording import change_of

_NEWEST_FIRST = (EFFECTIVE.desc(), ChangeRow.id.desc())
_GOES_ON = frozenset({"status", "percent", "started_on", "finished_at", "note"})
"""Fields of a task that no paper shows: they go on after it was issued."""


class Origin(Enum):
    """Where a change was written and by which way it came."""

    HERE = "here"
    SERVER = "server"
    BUNDLE = "bundle"


@dataclass(frozen=True, slots=True)
class Line:
    """One change of one field, as values of the wire."""

    change_id: str
    at: datetime
    author: str
    device: str
    entity: str
    record_id: str
    kind: str
    created: bool
    field: str
    old: Any
    new: Any
    act_title: str
    """Empty where it was done on another PC: acts are not sent."""
    origin: Origin
    refusal: str
    """Why the server did not take it, while it waits for a person."""
    is_taken_back: bool
    taken_back_by: str
    taken_back_at: datetime | None
    is_outside: bool
    """Written beside a seal ("sửa ngoài bản đã chốt")."""


def lines(session: Session, entity: str, record_id: str, *, device: str) -> tuple[Line, ...]:
    """Every change of a record and of what it owns, newest first, one line a field. `device` is this PC."""
    mine = (ChangeRow.entity == entity) & (ChangeRow.entity_id == record_id)
    return _lines(session, mine | (ChangeRow.root_id == record_id), device)


def lines_of_change(session: Session, change_id: str, *, device: str) -> tuple[Line, ...]:
    """One change alone."""
    return _lines(session, ChangeRow.id == change_id, device)


def latest(session: Session, *, device: str, limit: int) -> tuple[Line, ...]:
    """The last changes of whatever kind, newest first; which of them stand beside a seal only their records tell."""
    # By the index: what was capped never stands above its stamp, so none of the last lies under this one.
    by_stamp = select(ChangeRow.stamp).where(ChangeRow.cap.is_(None)).order_by(ChangeRow.stamp.desc())
    lowest = func.coalesce(by_stamp.limit(1).offset(limit - 1).scalar_subquery(), "")
    newest = select(ChangeRow.id).where(ChangeRow.stamp >= lowest).order_by(*_NEWEST_FIRST).limit(limit)
    return _lines(session, ChangeRow.id.in_(newest), device, judges=False)


def _lines(session: Session, where: ColumnElement[bool], device: str, *, judges: bool = True) -> tuple[Line, ...]:
    rows = session.execute(
        select(ChangeRow, Person.full_name, ActRow.title, ActRow.kind, ParkedRow.reason)
        .outerjoin(Person, Person.id == ChangeRow.author)
        .outerjoin(ActRow, ActRow.id == ChangeRow.act_id)
        .outerjoin(ParkedRow, ParkedRow.change_id == ChangeRow.id)
        .where(where)
        .order_by(*_NEWEST_FIRST)
    ).all()
    changes = [row[0] for row in rows]
    taken = _taken_back(session, [one.id for one in changes if one.acknowledged == TAKEN_BACK])
    outside = _outside(session, changes) if judges else set()
    found: list[Line] = []
    for change, name, title, kind, refusal in rows:
        by, at = taken.get(change.id, ("", None))
        origin = Origin.HERE if change.device == device else Origin.BUNDLE if kind == RECEIVED else Origin.SERVER
        fields = {"deleted": True} if change.kind == "delete" else change.fields
        found += [
            Line(
                change_id=change.id,
                at=stamp_time(change_of(change).effective),
                author=name or "(không rõ)",
                device=change.device,
                entity=change.entity,
                record_id=change.entity_id,
                kind=change.kind,
                created=change.created,
                field=field,
                old=change.old.get(field),
                new=new,
                act_title=title if title and kind != RECEIVED else "",
                origin=origin,
                refusal=refusal or "",
                is_taken_back=change.acknowledged == TAKEN_BACK,
                taken_back_by=by,
                taken_back_at=at,
                is_outside=change.id in outside and not (change.entity == "task" and field in _GOES_ON),
            )
            for field, new in fields.items()
            if not (change.created and new in (None, "", 0, False, [], {}))
        ]
    return tuple(found)


def labels(session: Session, found: Iterable[Line]) -> dict[tuple[str, str], str]:
    """By what a person knows the records of these lines; one that is gone has none."""
    records = queries.records(session, {(line.entity, line.record_id) for line in found})
    return {key: label(record) for key, record in records.items()}


def _taken_back(session: Session, change_ids: Sequence[str]) -> dict[str, tuple[str, datetime]]:
    """Change id -> who took it back and when; those that a correction replaced are not in it."""
    if not change_ids:
        return {}
    acts = session.execute(
        select(ActRow.target, Person.full_name, ActRow.id, ActRow.at)
        .outerjoin(Person, Person.id == ActRow.author)
        .where(ActRow.kind == "take_back", ActRow.target.in_(change_ids))
        .order_by(ActRow.id)
    )
    return {act.target: (act.full_name or "(không rõ)", datetime.fromisoformat(act.at)) for act in acts}


def _outside(session: Session, changes: Sequence[ChangeRow]) -> set[str]:
    """Ids of those written under a seal without being in it: after it, or by somebody who had not seen it."""
    roots = {change.root_id for change in changes}
    seals = _seals(session, roots)
    if not seals:
        return set()
    inside = _with_ancestors({head for seal in seals for head in seal.heads}, changes)
    covered = {change.entity_id for change in changes if change.id in inside}
    here = {*roots, EVERYWHERE}
    entities = {one for seal in seals for root, under in seal.tree.items() if root in here for one in under}
    return {
        change.id
        for change in changes
        if change.id not in inside
        and change.kind in ("put", "delete")
        and (change.entity_id in covered or change.entity in entities)
    }


def _seals(session: Session, roots: Iterable[str]) -> list[Seal]:
    """The seals that may cover something under these roots."""
    text = cast(ChangeRow.fields, Text)
    named = or_(*(func.instr(text, f'"{name}"') > 0 for name in {*roots, EVERYWHERE}))
    found = session.scalars(select(ChangeRow.fields).where(ChangeRow.kind == "seal", named))
    return [seal for seal in map(seal_in, found) if seal is not None]


def _with_ancestors(heads: set[str], changes: Sequence[ChangeRow]) -> set[str]:
    """These writes and all that they, step by step, replaced."""
    bases: Mapping[str, Any] = {change.id: change.base for change in changes}
    inside, waiting = set(heads), [one for one in heads if one in bases]
    while waiting:
        found = {one for ids in bases[waiting.pop()].values() for one in ids} - inside
        inside |= found
        waiting += [one for one in found if one in bases]
    return inside
