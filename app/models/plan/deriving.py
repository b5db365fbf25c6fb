"""The derived columns of tasks and groups: numbers, names, due instants, folded words; and a task's line of the search.

Whoever calls says which tasks became stale; `app.models.derived` knows that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import bulk, vietnam_time
from app.models.plan.deadline import NIGHT_ENDS, Deadline
from app.models.plan.entities import ExtensionRow, ObstacleRow, Plan, SettingRow, TaskGroupRow, TaskRow, TaskUnitRow
from app.models.text import fold, sort_key
from app.models.units.entities import Unit

Entry = tuple[str, str, str, str, str, str]
"""A line of the search: entity, record id, title, detail, all words with marks, the same folded."""

_BESIDE = 1_000_000
"""Place of what stands beside the plan: after all of it."""
_CONCLUSIONS = "KL"
"""Numeral of the group of conclusions, e.g. "KL.3"."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SORTED_BY = 80
"""Characters of the content that its order goes by."""
_CHUNK = 1_000
_NUMBERS = ("position", "number")
_COLUMNS = (
    *("lead_name", "lead_sort", "content_sort", "coordinating", "deadline_text", "due_at", "last_day"),
    *("library", "extension_count", "open_obstacles", "folded"),
)
_NULLABLE = ("due_at", "last_day")
_TASK = TaskRow.__table__.c
# By the driver alone: what the ORM adds to reading a row costs as much as the rest.
_READ = (
    "SELECT id, content, products, note, lead_id, lead_printed, deadline, source, deleted, position, number"
    " FROM task WHERE "
)
_OF_PLAN = "SELECT id, group_id FROM task WHERE plan_id = ? AND deleted = 0 ORDER BY rank, id"
_Due = tuple[str, str, str]
"""Words, due instant and last day of a deadline; the latter empty where the calendar sets none."""
_WITHOUT: _Due = ("", "", "")


@dataclass(slots=True)
class Found:
    """What the search finds, and what it shall not find."""

    entries: list[Entry] = field(default_factory=list)
    hidden: list[tuple[str, str]] = field(default_factory=list)
    """(entity, record id)."""


class _SortKeys(dict[str, str]):
    def __missing__(self, text: str) -> str:
        found = self[text] = sort_key(text)
        return found


class _Folds(dict[str, str]):
    def __missing__(self, text: str) -> str:
        found = self[text] = fold(text)
        return found


class _Libraries(dict[str, str]):
    """The library that a source (JSON) names."""

    def __missing__(self, text: str) -> str:
        self[text] = found = str((msgspec.json.decode(text) or {}).get("library", "local"))
        return found


class _Deadlines(dict[str | None, _Due | None]):
    """What a deadline (JSON) means; None where there is none."""

    def __init__(self, night_ends: time) -> None:
        super().__init__({None: None})
        self._night_ends = night_ends

    def __missing__(self, text: str | None) -> _Due | None:
        self[text] = found = self._read(msgspec.json.decode(text or "null"))
        return found

    def _read(self, data: dict[str, Any] | None) -> _Due | None:
        if not data:
            return None
        deadline = Deadline.from_json(data)
        due, last = deadline.due_at(self._night_ends), deadline.last_day()
        return deadline.text, vietnam_time.iso(due) if due else "", last.isoformat() if last else ""


@dataclass(frozen=True, slots=True)
class _Beside:
    """What other records say of the tasks."""

    names: Mapping[str, str]
    """Of units, by id."""
    coordinating: Mapping[str, list[str]]
    extensions: Mapping[str, tuple[int, str]]
    """How many, and the deadline (JSON) of the last."""
    obstacles: Mapping[str, int]
    """How many are open."""


class TaskDeriving:
    """Derives tasks; what their texts become is remembered, since names, deadlines and sources repeat."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._deadlines = _Deadlines(night_ends(session))
        self._libraries, self._sorts, self._folds = _Libraries(), _SortKeys(), _Folds()

    def some(self, ids: Sequence[str]) -> Found:
        """Derive these tasks, except their numbers."""
        session, found = self._session, Found()
        marks = ", ".join("?" * len(ids))
        rows = session.connection().exec_driver_sql(f"{_READ} id IN ({marks})", tuple(ids)).all()
        derived = self._rows(rows, _beside(session, ids), found)
        bulk.update(session.connection(), TaskRow.__tablename__, _COLUMNS, derived, nullable=_NULLABLE)
        return found

    def every(self) -> Iterator[Found]:
        """Derive all tasks and their numbers, some thousand at a time."""
        session, last = self._session, ""
        numbers = {row[-1]: row[:-1] for row in every_number(session)}
        beside = _beside(session, None)
        connection = session.connection()
        while rows := connection.exec_driver_sql(f"{_READ} id > ? ORDER BY id LIMIT ?", (last, _CHUNK)).all():
            found = Found()
            derived = [
                (*numbers.get(row[-1], (old.position, old.number)), *row)
                for old, row in zip(rows, self._rows(rows, beside, found), strict=True)
            ]
            columns = (*_NUMBERS, *_COLUMNS)
            bulk.update(connection, TaskRow.__tablename__, columns, derived, nullable=_NULLABLE)
            last = rows[-1].id
            yield found

    def _rows(self, rows: Iterable[Sequence[Any]], beside: _Beside, found: Found) -> Iterator[bulk.Row]:
        deadlines, sorts, folds, libraries = self._deadlines, self._sorts, self._folds, self._libraries
        names, coordinating, extensions = beside.names, beside.coordinating, beside.extensions
        obstacles = beside.obstacles
        for task_id, content, products, note, lead_id, printed, original, source, deleted, _, _ in rows:
            lead = printed or names.get(lead_id or "", "")
            others = ", ".join(coordinating[task_id]) if task_id in coordinating else ""
            count, extended = extensions.get(task_id, (0, None))
            words, due, last = deadlines[extended] or deadlines[original] or _WITHOUT
            # Folded piece by piece: folding looks at one character at a time and at none beside it.
            bare_content, bare_lead, bare_others = fold(content), folds[lead], folds[others]
            bare_products = fold(products)
            if deleted:
                found.hidden.append((TaskRow.ENTITY, task_id))
            else:
                detail = f"{lead} · {words}"
                exact = f"{content} {detail} {others} {products}".lower()
                folded = f"{bare_content} {bare_lead} · {folds[words]} {bare_others} {bare_products}"
                found.entries.append((TaskRow.ENTITY, task_id, content, detail, exact, folded))
            yield (
                lead,
                sorts[lead],
                sort_key(content[:_SORTED_BY]),
                others,
                words,
                due,
                last,
                libraries[source],
                count,
                obstacles.get(task_id, 0),
                f"{bare_content}\n{bare_lead}\n{bare_others}\n{bare_products}\n{fold(note) if note else ''}",
                task_id,
            )


def night_ends(session: Session) -> time:
    """When "Đêm D" is over: the setting, else the window of Phụ lục V."""
    text = session.scalar(select(SettingRow.value).where(SettingRow.key == "night_ends", SettingRow.deleted.is_(False)))
    try:
        return time.fromisoformat(text) if text else NIGHT_ENDS
    except (TypeError, ValueError):  # of another version
        return NIGHT_ENDS


def renumber(session: Session) -> None:
    """Number groups and tasks anew; only what changed is written."""
    stored = select(_TASK.id, _TASK.position, _TASK.number).where(_TASK.deleted.is_(False))
    known = {task_id: (position, number) for task_id, position, number in session.execute(stored)}
    changed = [row for row in every_number(session) if known[row[-1]] != row[:-1]]
    bulk.update(session.connection(), TaskRow.__tablename__, _NUMBERS, changed)


def every_number(session: Session) -> Iterator[tuple[int, str, str]]:
    """Position, number and id of every task that stands; the groups get theirs on the way."""
    for plan_id in session.scalars(select(TaskGroupRow.plan_id).distinct()).all():
        beside = session.get(Plan, plan_id) is None  # conclusions of inspections: after the plan, numbers of their own
        places = _number_groups(session, plan_id, beside=beside)
        rows = session.connection().exec_driver_sql(_OF_PLAN, (plan_id,)).all()
        behind = len(places) + 1
        ordered = sorted(rows, key=lambda row: places.get(row[1], behind))
        position = _BESIDE if beside else 0
        for group_id, members in groupby(ordered, key=lambda row: row[1]):
            head = _CONCLUSIONS if beside else places.get(group_id, 0)
            for inner, (task_id, _) in enumerate(members, 1):
                position += 1
                yield position, f"{head}.{inner}", task_id


def _number_groups(session: Session, plan_id: str, *, beside: bool) -> dict[str, int]:
    """Number the groups of a plan; gives the place of each."""
    groups = session.execute(
        select(TaskGroupRow.id, TaskGroupRow.position, TaskGroupRow.numeral)
        .where(TaskGroupRow.plan_id == plan_id, TaskGroupRow.deleted.is_(False))
        .order_by(TaskGroupRow.rank, TaskGroupRow.id)
    ).all()
    numbered = [
        (place, _CONCLUSIONS if beside else roman(place), row.id)
        for place, row in enumerate(groups, _BESIDE if beside else 1)
    ]
    changed = [new for row, new in zip(groups, numbered, strict=True) if (row.position, row.numeral) != new[:-1]]
    bulk.update(session.connection(), TaskGroupRow.__tablename__, ("position", "numeral"), changed)
    return {group_id: place for place, _, group_id in numbered}


def roman(number: int) -> str:
    """The Roman numeral of a group; Arabic beyond ten, which no plan has."""
    return _ROMAN[number - 1] if 0 < number <= len(_ROMAN) else str(number)


def _beside(session: Session, ids: Sequence[str] | None) -> _Beside:
    """What other records say of these tasks; None: of all."""

    def of(query: Any, column: Any) -> Any:
        return session.execute(query if ids is None else query.where(column.in_(ids)))

    coordinating: dict[str, list[str]] = {}
    units = (
        select(TaskUnitRow.task_id, TaskUnitRow.printed, Unit.name)
        .outerjoin(Unit, Unit.id == TaskUnitRow.unit_id)
        .where(TaskUnitRow.deleted.is_(False))
        .order_by(TaskUnitRow.rank, TaskUnitRow.id)
    )
    for task_id, printed, name in of(units, TaskUnitRow.task_id):
        coordinating.setdefault(task_id, []).append(printed or name or "(đơn vị đã mất)")
    extensions: dict[str, tuple[int, str]] = {}
    extended = (
        select(ExtensionRow.task_id, type_coerce(ExtensionRow.deadline, Text))
        .where(ExtensionRow.deleted.is_(False))
        .order_by(ExtensionRow.id)
    )
    for task_id, deadline in of(extended, ExtensionRow.task_id):
        extensions[task_id] = (extensions[task_id][0] + 1 if task_id in extensions else 1, deadline)
    obstacles = (
        select(ObstacleRow.task_id, func.count())
        .where(ObstacleRow.deleted.is_(False), ObstacleRow.resolved_at.is_(None))
        .group_by(ObstacleRow.task_id)
    )
    names = select(Unit.id, Unit.name)
    if ids is not None:
        names = names.where(Unit.id.in_(select(TaskRow.lead_id).where(TaskRow.id.in_(ids))))
    return _Beside(
        names={unit_id: name for unit_id, name in session.execute(names)},
        coordinating=coordinating,
        extensions=extensions,
        obstacles=dict(of(obstacles, ObstacleRow.task_id).all()),
    )
