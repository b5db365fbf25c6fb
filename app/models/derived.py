"""Keeps derived columns true after an act or a merge: numbers, names for search and sort, due instants, search index.

They are local and never journalled; `rebuild` makes all of them anew. Written with core statements, which touch only
derived columns, so the journal has nothing to record.
"""

from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.change import DELETED
from app.models import bulk
from app.models.base import SearchEntry, Synced, known_entities, synced_entities
from app.models.plan import search_entries as task_entries
from app.models.plan.deriving import TaskDeriving, renumber
from app.models.plan.entities import EvidenceRow, TaskRow, TaskUnitRow
from app.models.recording import Ref
from app.models.search_lines import Found
from app.models.text import fold

_CHUNK = 500
_LINES = 1_000
"""How many tasks get their line of the search in one go."""
_CHILDREN = {"task_unit", "extension", "obstacle", "task_need", "evidence", "progress"}
_OF_INSPECTIONS = {"inspection", "minutes", "minutes_entry", "minutes_participant"}
_ORDERING = {"group_id", "rank", "deleted", "heading"}
_ENTRIES = SearchEntry.__tablename__
_ENTRY_COLUMNS = ("entity", "record_id", "title", "detail", "exact", "folded")
_AT_CLASH = "ON CONFLICT (entity, record_id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _ENTRY_COLUMNS[2:]
)


def refresh(session: Session, refs: Sequence[Ref]) -> None:
    """Recompute what the changed records make stale. Call after the flush, before the commit."""
    tasks = {ref.id for ref in refs if ref.entity == "task"}
    tasks |= {ref.root_id for ref in refs if ref.entity in _CHILDREN}
    units = {ref.id for ref in refs if ref.entity == "unit"}
    if units and any(ref.entity == "unit" and "name" in ref.fields for ref in refs):
        tasks |= _tasks_of_units(session, units)
    if any(ref.entity in ("task", "task_group") and _ORDERING & set(ref.fields) for ref in refs):
        renumber(session)
    if any(ref.entity == "setting" and ref.fields for ref in refs):
        tasks |= set(session.scalars(select(TaskRow.id)).all())
    if tasks:
        deriving = TaskDeriving(session)
        for chunk in chunks(tasks):
            deriving.some(chunk)
            _keep(session, task_entries.of(session, chunk))
    touched: dict[str, set[str]] = {}
    for ref in [*refs, *_hidden_or_shown(session, refs)]:
        touched.setdefault(ref.entity, set()).add(ref.id)
    for table in _searchable(known_entities()):
        for chunk in chunks(touched.get(table.ENTITY, ())):
            _keep(session, _of_records(session, table, chunk))
    if any(ref.entity in _OF_INSPECTIONS for ref in refs):
        _keep(session, _of_inspections(session, refs))


def rebuild(
    session: Session, *, derive_tasks: Callable[[TaskDeriving], None] = TaskDeriving.every, are_tasks_found: bool = True
) -> None:
    """Make every derived column and the search index anew: what `refresh` keeps true, in one go over all of them.

    The search finds the tasks, too, or `index_tasks` sees to that. Where nothing follows the lines of the search
    (`finishing` is due), its index comes with what follows them.
    """
    connection = session.connection()
    triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    followers = connection.exec_driver_sql(triggers, (_ENTRIES,)).all()
    for name, _ in followers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql(f"DELETE FROM {_ENTRIES}")  # noqa: S608 our own names
    tables = _searchable(synced_entities().values())
    for table in tables:
        for record in session.scalars(select(table)):
            record.derive()
    session.flush()
    derive_tasks(TaskDeriving(session))
    for found in (*(_of_records(session, table, None) for table in tables), _of_inspections(session, None)):
        _keep(session, found)
    last = ""
    while are_tasks_found and (last := index_tasks(session, last)):
        pass
    if followers:
        connection.exec_driver_sql("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
    for _, statement in followers:
        connection.exec_driver_sql(statement)


def index_tasks(session: Session, after: str) -> str:
    """Give the next tasks behind this id their lines of the search; the id of the last, empty where there are none."""
    found, last = task_entries.after(session, after, _LINES)
    _keep(session, found)
    return last


def _of_inspections(session: Session, refs: Sequence[Ref] | None) -> Found:
    """Plans and minutes of inspections that changed; None: all of them."""
    from app.models.inspection import search_entries  # not needed by a first screen

    return search_entries.everything(session) if refs is None else search_entries.of(session, refs)


def _hidden_or_shown(session: Session, refs: Sequence[Ref]) -> list[Ref]:
    """What the search finds under tasks that this act deleted or brought back: it hides with them."""
    found = []
    for chunk in chunks({ref.id for ref in refs if ref.entity == "task" and DELETED in ref.fields}):
        owned = select(EvidenceRow.id, EvidenceRow.task_id).where(EvidenceRow.task_id.in_(chunk))
        found += [Ref(EvidenceRow.ENTITY, *pair) for pair in session.execute(owned)]
    return found


def _tasks_of_units(session: Session, units: set[str]) -> set[str]:
    found: set[str] = set()
    for chunk in chunks(units):
        found |= set(session.scalars(select(TaskRow.id).where(TaskRow.lead_id.in_(chunk))))
        found |= set(session.scalars(select(TaskUnitRow.task_id).where(TaskUnitRow.unit_id.in_(chunk))))
    return found


def _of_records(session: Session, table: type[Synced], ids: Sequence[str] | None) -> Found:
    """These records of a table, or all; evidence hides with its task."""
    records = session.scalars(select(table) if ids is None else select(table).where(table.id.in_(ids))).all()
    hidden = {record.id for record in records if record.deleted}
    if table is EvidenceRow:
        owners = (
            select(EvidenceRow.id).join(TaskRow, TaskRow.id == EvidenceRow.task_id).where(TaskRow.deleted.is_(True))
        )
        hidden |= set(session.scalars(owners if ids is None else owners.where(EvidenceRow.id.in_(ids))))
    lines = [(record.id, record.search_line()) for record in records if record.id not in hidden]
    return Found(
        [(table.ENTITY, record_id, *line) for record_id, line in lines if line is not None],
        [(table.ENTITY, record_id) for record_id in sorted(hidden)],
    )


def _searchable(tables: Iterable[type[Synced]]) -> list[type[Synced]]:
    return [one for one in tables if one.search_line is not Synced.search_line]


def _keep(session: Session, found: Found) -> None:
    connection = session.connection()
    forget = f"DELETE FROM {_ENTRIES} WHERE entity = ? AND record_id = ?"  # noqa: S608 our own names
    if found.gone:
        connection.exec_driver_sql(forget, list(found.gone))
    entries = [_entry(*line) for line in found.lines]
    bulk.insert(connection, _ENTRIES, _ENTRY_COLUMNS, entries, at_clash=_AT_CLASH)


def _entry(entity: str, record_id: str, title: str, detail: str, more: Iterable[str]) -> bulk.Row:
    shown = str(detail or "")  # of a compound value, which holds what another version put there
    exact = " ".join((title, shown, *(str(word or "") for word in more))).lower()
    return (entity, record_id, title, shown, exact, fold(exact))


def chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    """Ids in order, in lists short enough for one statement."""
    listed = sorted(ids)
    for start in range(0, len(listed), _CHUNK):
        yield listed[start : start + _CHUNK]
