"""Reads what follows the decisions from a session into frozen records. Nothing here writes.

What a merge may have broken (a part of a system that is gone, a field of a newer version) is passed over, never raised.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import Synced
from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.papers.entities import PaperRow
from app.models.papers.records import number_of
from app.models.plan import queries as plan_queries
from app.models.plan import sealing
from app.models.plan.entities import Plan, PlanLineRow, TaskRow
from app.models.plan.records import signing_of
from app.models.runbook import queries as runbook_queries
from app.models.selection import aftermath_rows as rows_of
from app.models.selection import queries
from app.models.selection.aftermath import backup_before
from app.models.selection.aftermath_entities import (
    BackupRow,
    HandoverRow,
    MigrationRow,
    ProposalRow,
    ReviewRow,
    SectionRow,
    StageRow,
    UnchosenRow,
)
from app.models.selection.aftermath_invalidating import Category, Paper, Review, Standing, Taken
from app.models.selection.aftermath_section import ADDED, BLANK
from app.models.selection.aftermath_writing import says_something
from app.models.selection.entities import SystemRow
from app.models.selection.records import KindView
from app.models.selection.stages import BoardRow, forms
from app.models.selection.system_records import System
from app.models.selection.unchosen import (
    Unchosen,
)
from app.models.units.entities import Unit
from app.models.units.gazetteer import Province

Made = Callable[[str, str], str]

_OF_STOPPED: tuple[type[Synced], ...] = (UnchosenRow, BackupRow, MigrationRow, HandoverRow)


def kind_views(session: Session, province: Province, made: Made, *, system_id: str = "") -> tuple[KindView, ...]:
    """The kinds that the province uses, as they stand; with `system_id` only the kind of that system."""
    row = session.get(SystemRow, system_id) if system_id else None
    wanted = [one for one in queries.all_kinds(session, made) if one.is_used]
    if system_id:
        wanted = [one for one in wanted if row is not None and one.id == row.kind_id]
    return queries.views(session, wanted, province, with_outside=False)


def find_system(session: Session, views: Sequence[KindView], system_id: str) -> tuple[KindView, System]:
    """A candidate with its kind.

    Raises:
        NotFoundError: no such candidate.
    """
    for view in views:
        system = view.sheet.system(system_id)
        if system is not None:
            return view, system
    row = session.get(SystemRow, system_id)
    hint = "Đã bị xoá khỏi danh sách; xem Lịch sử." if row is not None else "Chọn lại trong danh sách."
    raise NotFoundError("Không tìm thấy hệ thống này.", hint)


def stopped(session: Session, views: Sequence[KindView]) -> tuple[Unchosen, ...]:
    """Every system that a decision in force stops, and every other of which something was recorded as if it were."""
    rows = {row.system_id: row for row in _alive(session, UnchosenRow)}
    parts: dict[type[Synced], dict[str, list[Any]]] = {}
    for table in _OF_STOPPED[1:]:
        parts[table] = defaultdict(list)
        for row in _alive(session, table):
            parts[table][row.system_id].append(row)
    names = _unit_names(session, [row.lead_id for row in rows.values()])
    marked = _marked(session, Category.UNCHOSEN)
    said = recorded(session)
    found = []
    for view in views:
        stops = {system.id for system in view.unchosen}
        for system in view.sheet.systems:
            if system.id in stops or (system.id in said and view.decision is not None):
                row = rows.get(system.id)
                found.append(
                    Unchosen(
                        system_id=system.id,
                        kind_id=view.kind.id,
                        system=system.name,
                        kind=view.kind.shown,
                        province=system.province,
                        shared=view.chosen.shown if view.chosen else "",
                        backups=rows_of.backups(parts[BackupRow][system.id]),
                        migrations=rows_of.migrations(parts[MigrationRow][system.id]),
                        handovers=rows_of.handovers(parts[HandoverRow][system.id]),
                        backup_due=backup_before().deadline.due_at(),
                        contract_end=system.contract_end,
                        needs_review=system.id in marked,
                        is_stopped=system.id in stops,
                        **rows_of.said(row, names),
                    )
                )
    return tuple(found)


def board(session: Session, views: Sequence[KindView]) -> tuple[BoardRow, ...]:
    """A row for each system that stays, and for each that stays no more but has stages recorded."""
    rows: dict[str, dict[str, StageRow]] = defaultdict(dict)
    for row in _alive(session, StageRow):
        rows[row.system_id][row.key] = row
    said = recorded(session, StageRow)
    leads = [row.lead_id for stages in rows.values() for row in stages.values()]
    names = _unit_names(session, leads)
    marked = _marked(session, Category.STAGE)
    found = []
    for view in views:
        staying = tuple(dict.fromkeys(filter(None, (view.chosen, *view.exempted))))
        others = [one for one in view.sheet.systems if one.id in said and one not in staying and view.decision]
        for system in (*staying, *others):
            stages = tuple(
                rows_of.stage(view, system, form.key, rows[system.id].get(form.key.value), names, system.id in marked)
                for form in forms()
            )
            found.append(
                BoardRow(
                    view.kind,
                    system.id,
                    system.name,
                    system.province,
                    stages,
                    is_exemption=system != view.chosen and system in view.exempted,
                    is_in_force=system in staying,
                )
            )
    return tuple(found)


def recorded(session: Session, *tables: type[Synced]) -> frozenset[str]:
    """Ids of the systems of which something was said; a record that a decision only laid out says nothing."""
    rows = (row for table in tables or _OF_STOPPED for row in _alive(session, table))
    return frozenset(row.system_id for row in rows if says_something(row))


def reviews(session: Session, names: Mapping[str, str]) -> tuple[Review, ...]:
    """Every mark, oldest first; `names` gives what a kind is called."""
    rows = sorted(_alive(session, ReviewRow), key=lambda row: (row.marked_at, row.id))
    return tuple(rows_of.review(row, names) for row in rows)


def written(session: Session) -> dict[str, tuple[str, str]]:
    """Place of section II -> what a decision wrote there last, and for which kind."""
    return {row.place: (row.written, row.kind_id) for row in _alive(session, SectionRow)}


def present(session: Session, places: Iterable[str], made: Made) -> dict[str, str]:
    """Place of section II -> what stands there now; a form line that was not reworded says nothing of its own."""
    plan_id = plan_queries.the_plan(session).id
    filled = plan_queries.blanks(session, plan_id)
    found: dict[str, str] = {}
    for place in places:
        if place.startswith(f"{BLANK}/"):
            found[place] = filled.get(place.partition("/")[2], "")
        else:
            row = session.get(PlanLineRow, line_id(plan_id, place, made))
            found[place] = row.text if row is not None and not row.deleted else ""
    return found


def line_id(plan_id: str, place: str, made: Made) -> str:
    """The plan's line at a place: of a form line the one that every rewording has, of an added one its own."""
    what, _, rest = place.partition("/")
    return made("plan_line", f"{plan_id}/{'selection/' if what == ADDED else ''}{rest}")


def taken(session: Session) -> dict[str, Taken]:
    """Key of a proposal -> the plan row it became; one whose row was deleted since is told by `is_alive`."""
    found: dict[str, Taken] = {}
    for row in _alive(session, ProposalRow):
        task = session.get(TaskRow, row.task_id)
        if task is not None:
            key = f"{row.key}/{row.system_id}"
            found[key] = Taken(task.id, row.kind_id, row.system_id, task.number, task.content, not task.deleted)
    return found


def standing(session: Session, province: Province, made: Made) -> Standing:
    """All that the decisions in force have reached so far."""
    views = kind_views(session, province, made)
    has_runbook = runbook_queries.has_runbook(session)
    return Standing(
        views=views,
        stopped=stopped(session, views),
        board=board(session, views),
        written=written(session),
        taken=taken(session),
        master=runbook_queries.master(session) if has_runbook else None,
        issues=tuple(_issues(session)),
        locks=tuple(_locks(session)) if has_runbook else (),
        papers=tuple(_papers(session, views)),
        recorded=recorded(session) | recorded(session, StageRow),
    )


def _marked(session: Session, category: Category) -> set[str]:
    """Ids of the systems that an open mark of a category concerns."""
    rows = _alive(session, ReviewRow)
    return {row.system_id for row in rows if row.category == category.value and not row.settled}


def _issues(session: Session) -> Iterable[Paper]:
    plan = session.scalar(select(Plan).where(Plan.deleted.is_(False)).order_by(Plan.id))
    row = plan_queries.last_issue(session, plan.id) if plan else None
    if row is None or not row.seal:
        return
    signing = signing_of(row.signing)
    day = vietnam_time.show_date(signing.issued_on)
    title = f"Kế hoạch số {signing.number}/{signing.symbol} ngày {day} đã ban hành"
    view = sealing.sealed_plan(row)
    yield Paper(row.id, title, tuple(line.text for line in view.texts if line.part.startswith("selection_")))


def _papers(session: Session, views: Sequence[KindView]) -> Iterable[tuple[str, Paper]]:
    subjects: dict[str, str] = {}
    for view in views:
        ids = (view.kind.id, *(one.id for one in view.sheet.systems), *(one.id for one in view.decisions))
        subjects |= dict.fromkeys(ids, view.kind.id)
    for row in session.scalars(select(PaperRow).where(PaperRow.deleted.is_(False), PaperRow.subject_id != "")):
        if row.subject_id in subjects and (row.number or row.sealed):
            number = number_of(row.number)
            words = f" số {number.number}/{number.symbol}" if number else ""
            yield subjects[row.subject_id], Paper(row.id, f"{row.title}{words}")


def _locks(session: Session) -> Iterable[Paper]:
    for lock in runbook_queries.locks(session)[-1:]:
        master = runbook_queries.locked(session, lock.id)
        title = f"Kịch bản chuyển đổi đã chốt, bản {lock.version}"
        yield Paper(lock.id, title, tuple(step.system for step in master.steps if step.system))


def _unit_names(session: Session, ids: Iterable[str]) -> dict[str, str]:
    wanted = {one for one in ids if one}
    if not wanted:
        return {}
    return {key: name for key, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))}


def _alive(session: Session, table: type[Any]) -> Sequence[Any]:
    return told(table, session.scalars(select(table).where(table.deleted.is_(False))))
