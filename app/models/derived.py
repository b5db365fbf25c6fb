"""Keeps derived columns true after an act or a merge: numbers, names for search and sort, due instants, search index.

They are local and never journalled; `rebuild` makes all of them anew. Written with core statements, which touch only
derived columns, so the journal has nothing to record.
"""

from collections.abc import Iterable, Sequence
from datetime import time
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Table, bindparam, func, select, update
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.orm import Session

from app.journal.change import DELETED
from app.models import vietnam_time
from app.models.base import Base, SearchEntry, Synced, synced_entities
from app.models.plan.deadline import NIGHT_ENDS, Deadline
from app.models.plan.entities import (
    EvidenceRow,
    ExtensionRow,
    ObstacleRow,
    Plan,
    SettingRow,
    TaskGroupRow,
    TaskRow,
    TaskUnitRow,
)
from app.models.recording import Ref
from app.models.text import fold, sort_key
from app.models.units.entities import Unit

_CHUNK = 500
_CHILDREN = {"task_unit", "extension", "obstacle", "task_need", "evidence", "progress"}
_OF_INSPECTIONS = {"inspection", "minutes", "minutes_entry", "minutes_participant"}
_ORDERING = {"group_id", "rank", "deleted", "heading"}
_BESIDE = 1_000_000
"""Place of what stands beside the plan: after all of it."""
_CONCLUSIONS = "KL"
"""Numeral of the group of conclusions, e.g. "KL.3"."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


def refresh(session: Session, refs: Sequence[Ref]) -> None:
    """Recompute what the changed records make stale. Call after the flush, before the commit."""
    tasks = {ref.id for ref in refs if ref.entity == "task"}
    tasks |= {ref.root_id for ref in refs if ref.entity in _CHILDREN}
    units = {ref.id for ref in refs if ref.entity == "unit"}
    if units and any(ref.entity == "unit" and "name" in ref.fields for ref in refs):
        tasks |= _tasks_of_units(session, units)
    if any(ref.entity in ("task", "task_group") and _ORDERING & set(ref.fields) for ref in refs):
        for plan_id in session.scalars(select(TaskGroupRow.plan_id).distinct()).all():
            _renumber(session, plan_id)
    if any(ref.entity == "setting" and ref.fields for ref in refs):
        tasks |= set(session.scalars(select(TaskRow.id)).all())
    _refresh_tasks(session, tasks)
    _index_tasks(session, tasks)
    _index_others(session, [*refs, *_hidden_or_shown(session, refs)])
    if any(ref.entity in _OF_INSPECTIONS for ref in refs):
        _index_inspections(session, refs)


def _index_inspections(session: Session, refs: Sequence[Ref] | None) -> None:
    """Plans and minutes of inspections that changed; None: all of them."""
    from app.models.inspection import search_entries  # not needed by a first screen

    found = search_entries.everything(session) if refs is None else search_entries.of(session, refs)
    for entity, record_id in found.gone:
        _forget(session, entity, [record_id])
    _index(session, found.lines)


def _hidden_or_shown(session: Session, refs: Sequence[Ref]) -> list[Ref]:
    """What the search finds under tasks that this act deleted or brought back: it hides with them."""
    found = []
    for chunk in chunks({ref.id for ref in refs if ref.entity == "task" and DELETED in ref.fields}):
        owned = select(EvidenceRow.id, EvidenceRow.task_id).where(EvidenceRow.task_id.in_(chunk))
        found += [Ref(EvidenceRow.ENTITY, *pair) for pair in session.execute(owned)]
    return found


def rebuild(session: Session) -> None:
    """Make every derived column and the search index anew."""
    searchable = _searchable(synced_entities().values())
    for table in searchable:
        for record in session.scalars(select(table)):
            record.derive()
    refs = [Ref("task_group", "", "", ("rank",))]
    refs += [Ref("task", task_id, task_id) for task_id in session.scalars(select(TaskRow.id))]
    refs += [
        Ref(table.ENTITY, record.id, record.root()) for table in searchable for record in session.scalars(select(table))
    ]
    refresh(session, refs)
    _index_inspections(session, None)


def night_ends(session: Session) -> time:
    """When "Đêm D" is over: the setting, else the window of Phụ lục V."""
    text = session.scalar(select(SettingRow.value).where(SettingRow.key == "night_ends", SettingRow.deleted.is_(False)))
    return time.fromisoformat(text) if text else NIGHT_ENDS


def _tasks_of_units(session: Session, units: set[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(units):
        found |= set(session.scalars(select(TaskRow.id).where(TaskRow.lead_id.in_(chunk))))
        found |= set(session.scalars(select(TaskUnitRow.task_id).where(TaskUnitRow.unit_id.in_(chunk))))
    return found


def _renumber(session: Session, plan_id: str) -> None:
    beside = session.get(Plan, plan_id) is None  # conclusions of inspections: after the plan, numbers of their own
    groups = session.execute(
        select(TaskGroupRow.id, TaskGroupRow.position, TaskGroupRow.numeral)
        .where(TaskGroupRow.plan_id == plan_id, TaskGroupRow.deleted.is_(False))
        .order_by(TaskGroupRow.rank, TaskGroupRow.id)
    ).all()
    first = _BESIDE if beside else 1
    places = {row.id: place for place, row in enumerate(groups, first)}
    numerals = {place: _CONCLUSIONS if beside else roman(place) for place in places.values()}
    changed = [
        {"key": row.id, "position": place, "numeral": numerals[place]}
        for place, row in enumerate(groups, first)
        if (row.position, row.numeral) != (place, numerals[place])
    ]
    _write(session, TaskGroupRow, changed)
    rows = session.execute(
        select(TaskRow.id, TaskRow.group_id, TaskRow.position, TaskRow.number)
        .where(TaskRow.plan_id == plan_id, TaskRow.deleted.is_(False))
        .order_by(TaskRow.rank, TaskRow.id)
    ).all()
    ordered = sorted(rows, key=lambda row: places.get(row.group_id, len(places) + 1))
    changed = []
    position = _BESIDE if beside else 0
    for group_id, members in groupby(ordered, key=lambda row: row.group_id):
        for inner, row in enumerate(members, 1):
            position += 1
            number = f"{_CONCLUSIONS if beside else places.get(group_id, 0)}.{inner}"
            if (row.position, row.number) != (position, number):
                changed.append({"key": row.id, "position": position, "number": number})
    _write(session, TaskRow, changed)


def roman(number: int) -> str:
    """The Roman numeral of a group; Arabic beyond ten, which no plan has."""
    return _ROMAN[number - 1] if 0 < number <= len(_ROMAN) else str(number)


def _refresh_tasks(session: Session, ids: Iterable[str]) -> None:
    ends = night_ends(session)
    for chunk in chunks(ids):
        tasks = session.execute(
            select(
                TaskRow.id,
                TaskRow.content,
                TaskRow.products,
                TaskRow.note,
                TaskRow.lead_id,
                TaskRow.lead_printed,
                TaskRow.deadline,
                TaskRow.source,
                TaskRow.number,
            ).where(TaskRow.id.in_(chunk))
        ).all()
        coordinating = _coordinating(session, chunk)
        extensions = _extensions(session, chunk)
        obstacles = _open_obstacles(session, chunk)
        names = _unit_names(session, {task.lead_id for task in tasks if task.lead_id})
        changed = []
        for task in tasks:
            lead = task.lead_printed or names.get(task.lead_id or "", "")
            others = ", ".join(coordinating.get(task.id, ()))
            count, extended = extensions.get(task.id, (0, None))
            in_force = extended or task.deadline
            deadline = Deadline.from_json(in_force) if in_force else None
            due = deadline.due_at(ends) if deadline else None
            last = deadline.last_day() if deadline else None
            changed.append(
                {
                    "key": task.id,
                    "lead_name": lead,
                    "lead_sort": sort_key(lead),
                    "content_sort": sort_key(task.content[:80]),
                    "coordinating": others,
                    "deadline_text": deadline.text if deadline else "",
                    "due_at": vietnam_time.iso(due) if due else None,
                    "last_day": last.isoformat() if last else None,
                    "library": (task.source or {}).get("library", "local"),
                    "extension_count": count,
                    "open_obstacles": obstacles.get(task.id, 0),
                    "folded": fold("\n".join((task.content, lead, others, task.products or "", task.note or ""))),
                }
            )
        _write(session, TaskRow, changed)


def _coordinating(session: Session, ids: Sequence[str]) -> dict[str, list[str]]:
    rows = session.execute(
        select(TaskUnitRow.task_id, TaskUnitRow.printed, Unit.name)
        .outerjoin(Unit, Unit.id == TaskUnitRow.unit_id)
        .where(TaskUnitRow.task_id.in_(ids), TaskUnitRow.deleted.is_(False))
        .order_by(TaskUnitRow.rank, TaskUnitRow.id)
    )
    found: dict[str, list[str]] = {}
    for task_id, printed, name in rows:
        found.setdefault(task_id, []).append(printed or name or "(đơn vị đã mất)")
    return found


def _extensions(session: Session, ids: Sequence[str]) -> dict[str, tuple[int, dict[str, Any]]]:
    rows = session.execute(
        select(ExtensionRow.task_id, ExtensionRow.deadline)
        .where(ExtensionRow.task_id.in_(ids), ExtensionRow.deleted.is_(False))
        .order_by(ExtensionRow.id)
    )
    found: dict[str, tuple[int, dict[str, Any]]] = {}
    for task_id, deadline in rows:
        found[task_id] = (found.get(task_id, (0, {}))[0] + 1, deadline)
    return found


def _open_obstacles(session: Session, ids: Sequence[str]) -> dict[str, int]:
    rows = session.execute(
        select(ObstacleRow.task_id, func.count())
        .where(ObstacleRow.task_id.in_(ids), ObstacleRow.deleted.is_(False), ObstacleRow.resolved_at.is_(None))
        .group_by(ObstacleRow.task_id)
    )
    return {task_id: count for task_id, count in rows}


def _unit_names(session: Session, ids: set[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for chunk in chunks(ids):
        found.update({key: name for key, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(chunk)))})
    return found


def _index_tasks(session: Session, ids: Iterable[str]) -> None:
    for chunk in chunks(ids):
        rows = session.execute(
            select(
                TaskRow.id,
                TaskRow.content,
                TaskRow.lead_name,
                TaskRow.coordinating,
                TaskRow.products,
                TaskRow.deadline_text,
                TaskRow.deleted,
            ).where(TaskRow.id.in_(chunk))
        ).all()
        alive = [row for row in rows if not row.deleted]
        _forget(session, "task", [row.id for row in rows if row.deleted])
        _index(
            session,
            [
                (
                    "task",
                    row.id,
                    row.content,
                    f"{row.lead_name} · {row.deadline_text}",
                    (row.coordinating, row.products),
                )
                for row in alive
            ],
        )


def _index_others(session: Session, refs: Iterable[Ref]) -> None:
    touched: dict[str, set[str]] = {}
    for ref in refs:
        touched.setdefault(ref.entity, set()).add(ref.id)
    for table in _searchable(mapper.class_ for mapper in Base.registry.mappers):
        entity = table.ENTITY
        for chunk in chunks(touched.get(entity, ())):
            records = session.scalars(select(table).where(table.id.in_(chunk))).all()
            hidden = {record.id for record in records if record.deleted}
            if entity == EvidenceRow.ENTITY:
                owners = select(EvidenceRow.id).join(TaskRow, TaskRow.id == EvidenceRow.task_id)
                hidden |= set(session.scalars(owners.where(EvidenceRow.id.in_(chunk), TaskRow.deleted.is_(True))))
            _forget(session, entity, sorted(hidden))
            lines = [(record.id, record.search_line()) for record in records if record.id not in hidden]
            _index(session, [(entity, record_id, *line) for record_id, line in lines if line is not None])


def _searchable(tables: Iterable[type[Any]]) -> list[type[Synced]]:
    return [one for one in tables if issubclass(one, Synced) and one.search_line is not Synced.search_line]


def _index(session: Session, entries: Sequence[tuple[str, str, str, str, Sequence[str]]]) -> None:
    if not entries:
        return
    values = []
    for entity, record_id, title, detail, more in entries:
        exact = " ".join((title, detail or "", *(word or "" for word in more))).lower()
        values.append(
            {
                "entity": entity,
                "record_id": record_id,
                "title": title,
                "detail": detail or "",
                "exact": exact,
                "folded": fold(exact),
            }
        )
    statement = insert(_table(SearchEntry))
    same = {name: statement.excluded[name] for name in ("title", "detail", "exact", "folded")}
    session.execute(statement.on_conflict_do_update(index_elements=["entity", "record_id"], set_=same), values)


def _forget(session: Session, entity: str, ids: Sequence[str]) -> None:
    table = _table(SearchEntry)
    for chunk in chunks(ids):
        session.execute(table.delete().where(table.c.entity == entity, table.c.record_id.in_(chunk)))


def _write(session: Session, entity: type[Synced], changed: list[dict[str, Any]]) -> None:
    """Update derived columns by id (`key`), nothing else."""
    if not changed:
        return
    table = _table(entity)
    names = [name for name in changed[0] if name != "key"]
    assert all(table.c[name].info.get("derived") for name in names), "only derived columns are written here"  # noqa: S101
    found: ColumnElement[bool] = table.c.id == bindparam("key")
    session.execute(update(table).where(found).values({name: bindparam(name) for name in names}), changed)


def _table(entity: type[Any]) -> Table:
    table = entity.__table__
    assert isinstance(table, Table)  # noqa: S101 narrows SQLAlchemy's FromClause
    return table


def chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    """Ids in order, in lists short enough for one statement."""
    listed = sorted(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
