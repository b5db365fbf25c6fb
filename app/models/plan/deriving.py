"""The derived columns of tasks and groups: numbers, names, due instants, folded words.

Whoever calls says which tasks became stale; `app.models.derived` knows that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
from sqlalchemy import Connection, Text, func, select, type_coerce
from sqlalchemy.orm import Session

from app.models import bulk, vietnam_time
from app.models.plan.deadline import NIGHT_ENDS, Deadline
from app.models.plan.entities import ExtensionRow, ObstacleRow, Plan, SettingRow, TaskGroupRow, TaskRow, TaskUnitRow
from app.models.text import fold, sort_key
from app.models.units.entities import Unit

_BESIDE = 1_000_000
"""Place of what stands beside the plan: after all of it."""
_CONCLUSIONS = "KL"
"""Numeral of the group of conclusions, e.g. "KL.3"."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_SORTED_BY = 80
"""Characters of the content that its order goes by."""
_CHUNK = 1_000
NUMBERS = ("position", "number")
"""Columns that depend on the other tasks of a plan."""
COLUMNS = (
    *("lead_name", "lead_sort", "content_sort", "coordinating", "deadline_text", "due_at", "last_day"),
    *("library", "extension_count", "open_obstacles", "folded"),
)
"""Columns that depend on the task and on what belongs to it."""
NULLABLE = ("due_at", "last_day")
"""Of `COLUMNS`: "" stands for NULL."""
READ = ("id", "content", "products", "note", "lead_id", "lead_printed", "deadline", "source")
"""What a task is derived from; JSON as the text that the column holds."""
_TASK = TaskRow.__table__.c
# By the driver alone: what the ORM adds to reading a row costs as much as the rest.
_SELECT = f"SELECT {', '.join(READ)}, position, number FROM task WHERE"  # noqa: S608 our own names
_OF_PLAN = "SELECT id, group_id FROM task WHERE plan_id = ? AND deleted = 0 ORDER BY rank, id"
_Due = tuple[str, str, str]
"""Words, due instant and last day of a deadline; the latter empty where the calendar sets none."""
_WITHOUT: _Due = ("", "", "")


class _SortKeys(dict[str, str]):
    def __missing__(self, text: str) -> str:
        found = self[text] = sort_key(text)
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
        self._libraries, self._sorts = _Libraries(), _SortKeys()

    def some(self, ids: Sequence[str]) -> None:
        """Derive these tasks, except their numbers."""
        connection = self._session.connection()
        marks = ", ".join("?" * len(ids))
        rows = connection.exec_driver_sql(f"{_SELECT} id IN ({marks})", tuple(ids)).all()
        derived = self._rows(rows, _beside(self._session, ids))
        _write(connection, COLUMNS, zip(derived, rows, strict=True))

    def every(self) -> None:
        """Derive all tasks and their numbers, some thousand at a time."""
        connection, last = self._session.connection(), ""
        numbers = {task_id: tuple(numbered) for *numbered, task_id in every_number(self._session)}
        beside = _beside(self._session, None)
        while rows := connection.exec_driver_sql(f"{_SELECT} id > ? ORDER BY id LIMIT ?", (last, _CHUNK)).all():
            given = (numbers.get(row.id, (row.position, row.number)) for row in rows)
            derived = ((*number, *row) for number, row in zip(given, self._rows(rows, beside), strict=True))
            _write(connection, (*NUMBERS, *COLUMNS), zip(derived, rows, strict=True))
            last = rows[-1].id

    def of(self, rows: Iterable[Sequence[Any]]) -> Iterator[bulk.Row]:
        """`COLUMNS` of tasks that are not in their table yet, from their `READ`. All that belongs to them is."""
        return self._rows(rows, _beside(self._session, None))

    def _rows(self, rows: Iterable[Sequence[Any]], beside: _Beside) -> Iterator[bulk.Row]:
        deadlines, sorts, libraries = self._deadlines, self._sorts, self._libraries
        names, coordinating, extensions = beside.names, beside.coordinating, beside.extensions
        obstacles = beside.obstacles
        for task_id, content, products, note, lead_id, printed, original, source, *_ in rows:
            lead = printed or names.get(lead_id or "", "")
            others = ", ".join(coordinating[task_id]) if task_id in coordinating else ""
            count, extended = extensions.get(task_id, (0, None))
            words, due, last = deadlines[extended] or deadlines[original] or _WITHOUT
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
                fold(f"{content}\n{lead}\n{others}\n{products}\n{note}"),
            )


def _write(connection: Connection, columns: Sequence[str], rows: Iterable[tuple[bulk.Row, Sequence[Any]]]) -> None:
    ready = [(*derived, read[0]) for derived, read in rows]
    bulk.update(connection, TaskRow.__tablename__, columns, ready, nullable=NULLABLE)


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
    bulk.update(session.connection(), TaskRow.__tablename__, NUMBERS, changed)


def every_number(session: Session) -> Iterator[tuple[int, str, str]]:
    """Position, number and id of every task that stands; the groups get theirs on the way."""
    for plan_id in _plans(session):
        rows = session.connection().exec_driver_sql(_OF_PLAN, (plan_id,)).all()
        yield from _numbered(session, plan_id, rows)


def numbers_of(session: Session, tasks: Iterable[tuple[str, str, str, str]]) -> Iterator[tuple[int, str, str]]:
    """The same of tasks that are not in their table yet: plan, rank, id, group."""
    listed: dict[str, list[tuple[str, str]]] = {}
    for plan_id, _, task_id, group_id in sorted(tasks):
        listed.setdefault(plan_id, []).append((task_id, group_id))
    for plan_id in _plans(session):
        yield from _numbered(session, plan_id, listed.get(plan_id, ()))


def _plans(session: Session) -> Sequence[str]:
    return session.scalars(select(TaskGroupRow.plan_id).distinct()).all()


def _numbered(session: Session, plan_id: str, tasks: Iterable[Sequence[Any]]) -> Iterator[tuple[int, str, str]]:
    """Tasks of a plan, given as id and group by rank."""
    beside = session.get(Plan, plan_id) is None  # conclusions of inspections: after the plan, numbers of their own
    places = _number_groups(session, plan_id, beside=beside)
    behind = len(places) + 1
    position = _BESIDE if beside else 0
    for group_id, members in groupby(sorted(tasks, key=lambda task: places.get(task[1], behind)), key=itemgetter(1)):
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
