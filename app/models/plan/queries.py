"""Reads the plan from a session into frozen records. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.models import vietnam_time
from app.models.base import Synced
from app.models.derived import chunks
from app.models.errors import NotFoundError
from app.models.plan import form as plan_form
from app.models.plan.deadline import Deadline, DeadlineState
from app.models.plan.deriving import night_ends
from app.models.plan.entities import (
    EvidenceRow,
    ExtensionRow,
    IssueRow,
    ObstacleRow,
    Plan,
    PlanBlankRow,
    PlanLineRow,
    ProgressRow,
    TaskGroupRow,
    TaskNeedRow,
    TaskRow,
    TaskUnitRow,
)
from app.models.plan.records import (
    Authority,
    Evidence,
    Extension,
    Obstacle,
    ObstacleKind,
    PlanText,
    PlanView,
    ProgressEntry,
    Signing,
    Source,
    Task,
    TaskGroup,
    TaskStatus,
    UnitRef,
)
from app.models.plan.table import TaskCounts, TaskLine, TaskPage, TaskQuery
from app.models.text import fold
from app.models.units.entities import Unit
from app.models.units.gazetteer import Province

Child = TypeVar("Child", bound=Synced)


def state_expression(now: datetime, warn_days: int) -> ColumnElement[str]:
    """The SQL twin of `deadline.state`; a Hypothesis test keeps the two equal."""
    now_text = vietnam_time.iso(now)
    soon = vietnam_time.iso(now + timedelta(days=warn_days))
    due, finished = TaskRow.due_at, TaskRow.finished_at
    return case(
        (and_(finished.is_not(None), or_(due.is_(None), finished < due)), DeadlineState.DONE_ON_TIME.value),
        (finished.is_not(None), DeadlineState.DONE_LATE.value),
        (or_(due.is_(None), due > soon), DeadlineState.NOT_DUE.value),
        (due > now_text, DeadlineState.DUE_SOON.value),
        (TaskRow.status == TaskStatus.NOT_STARTED.value, DeadlineState.LATE_NOT_STARTED.value),
        else_=DeadlineState.LATE_IN_PROGRESS.value,
    )


def the_plan(session: Session) -> Plan:
    """The workspace's plan.

    Raises:
        NotFoundError: the workspace has none.
    """
    plan = session.scalar(select(Plan).where(Plan.deleted.is_(False)).order_by(Plan.id))
    if plan is None:
        raise NotFoundError("Không gian làm việc này chưa có kế hoạch.", "Tạo kế hoạch từ mẫu Phụ lục I.")
    return plan


def conditions(query: TaskQuery, *, now: datetime, warn_days: int) -> list[ColumnElement[bool]]:
    """The WHERE terms of a table query, the plan itself left out."""
    terms: list[ColumnElement[bool]] = [TaskRow.deleted.is_(False)]
    for word in fold(query.text).split():
        terms.append(or_(func.instr(TaskRow.folded, word) > 0, TaskRow.number == word))
    if query.statuses:
        terms.append(TaskRow.status.in_([status.value for status in query.statuses]))
    if query.states:
        terms.append(state_expression(now, warn_days).in_([state.value for state in query.states]))
    if query.unit_ids:
        terms.append(_of_units(query))
    if query.libraries:
        terms.append(TaskRow.library.in_(query.libraries))
    if query.group_id:
        terms.append(TaskRow.group_id == query.group_id)
    if query.only_additions:
        terms.append(TaskRow.form_key == "")
    if query.only_obstructed:
        terms.append(TaskRow.open_obstacles > 0)
    return terms


def _of_units(query: TaskQuery) -> ColumnElement[bool]:
    leads = TaskRow.lead_id.in_(query.unit_ids)
    helps = TaskRow.id.in_(
        select(TaskUnitRow.task_id).where(TaskUnitRow.unit_id.in_(query.unit_ids), TaskUnitRow.deleted.is_(False))
    )
    return {"lead": leads, "coordinating": helps}.get(query.role, or_(leads, helps))


_ORDER: dict[str, tuple[Any, ...]] = {
    "position": (TaskRow.position,),
    "content": (TaskRow.content_sort, TaskRow.id),
    "lead": (TaskRow.lead_sort, TaskRow.position, TaskRow.id),
    "due": (func.coalesce(TaskRow.due_at, "9999"), TaskRow.position, TaskRow.id),
    "status": (TaskRow.status, TaskRow.position, TaskRow.id),
    "percent": (TaskRow.percent, TaskRow.position, TaskRow.id),
    "source": (TaskRow.library, TaskRow.position, TaskRow.id),
}

_LINE_COLUMNS = (
    TaskRow.id,
    TaskRow.group_id,
    TaskRow.number,
    TaskRow.content,
    TaskRow.lead_name,
    TaskRow.coordinating,
    TaskRow.products,
    TaskRow.deadline_text,
    TaskRow.due_at,
    TaskRow.last_day,
    TaskRow.status,
    TaskRow.percent,
    TaskRow.source,
    TaskRow.form_key,
    TaskRow.extension_count,
    TaskRow.open_obstacles,
    TaskRow.started_on,
)


def group_sizes(
    session: Session, query: TaskQuery, *, now: datetime, warn_days: int
) -> list[tuple[str, str, str, int]]:
    """(group id, numeral, heading, matching tasks) in plan order; groups without a match are kept with 0."""
    found = select(TaskRow.group_id, func.count()).where(*conditions(query, now=now, warn_days=warn_days))
    sizes = {group_id: count for group_id, count in session.execute(found.group_by(TaskRow.group_id))}
    groups = session.execute(
        select(TaskGroupRow.id, TaskGroupRow.numeral, TaskGroupRow.heading)
        .where(TaskGroupRow.deleted.is_(False))
        .order_by(TaskGroupRow.position)
    )
    return [(group_id, numeral, heading, sizes.get(group_id, 0)) for group_id, numeral, heading in groups]


def lines(
    session: Session, query: TaskQuery, *, offset: int, limit: int, now: datetime, warn_days: int
) -> tuple[TaskLine, ...]:
    """One slice of the task rows in the query's order, headings not among them."""
    order = [term.desc() for term in _ORDER[query.sort]] if query.descending else list(_ORDER[query.sort])
    wanted = (
        select(TaskRow.id)
        .where(*conditions(query, now=now, warn_days=warn_days))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    ids = session.scalars(wanted).all()
    statement: Select[Any] = select(*_LINE_COLUMNS, state_expression(now, warn_days).label("state"))
    rows = {row.id: row for row in session.execute(statement.where(TaskRow.id.in_(ids)))}
    return tuple(_line(rows[task_id]) for task_id in ids)


def page(
    session: Session,
    query: TaskQuery,
    sizes: Sequence[tuple[str, str, str, int]],
    *,
    offset: int,
    limit: int,
    now: datetime,
    warn_days: int,
) -> TaskPage:
    """A slice of the table as shown: in plan order each group with a match begins with a heading row."""
    tasks = sum(count for *_, count in sizes)
    if query.sort != "position" or query.descending:
        rows = lines(session, query, offset=offset, limit=limit, now=now, warn_days=warn_days)
        return TaskPage(tasks, offset, rows, tasks)
    total = tasks + sum(1 for *_, count in sizes if count)
    shown: list[TaskLine] = []
    place = 0
    for group_id, numeral, heading, count in sizes:
        if not count:
            continue
        first, last = max(offset - place, 0), min(offset + limit - place, count + 1)
        place += count + 1
        if first >= last:
            continue
        if first == 0:
            shown.append(heading_line(group_id, numeral, heading))
        inside = replace(query, group_id=group_id)  # in the order of the filter's index, so nothing is sorted
        skipped = max(first - 1, 0)
        wanted = last - 1 - skipped
        if wanted:
            shown += lines(session, inside, offset=skipped, limit=wanted, now=now, warn_days=warn_days)
    return TaskPage(total, offset, tuple(shown), tasks)


def plan_groups(session: Session) -> set[str]:
    """Ids of the groups of the plan itself: conclusions of inspections stand in a group beside it."""
    return set(session.scalars(select(TaskGroupRow.id).where(TaskGroupRow.plan_id == the_plan(session).id)))


def heading_line(group_id: str, numeral: str, heading: str) -> TaskLine:
    """A group heading as a table row."""
    return TaskLine(
        "", group_id, numeral, heading, "", "", "", "", None, None,
        TaskStatus.NOT_STARTED, DeadlineState.NOT_DUE, 0, "", False, 0, 0,
    )  # fmt: skip


def _line(row: Any) -> TaskLine:
    source = row.source or {}
    return TaskLine(
        task_id=row.id,
        group_id=row.group_id,
        number=row.number,
        content=row.content,
        lead=row.lead_name,
        coordinating=row.coordinating,
        products=row.products,
        deadline=row.deadline_text,
        due_at=vietnam_time.from_iso(row.due_at) if row.due_at else None,
        last_day=date.fromisoformat(row.last_day) if row.last_day else None,
        status=TaskStatus(row.status),
        state=DeadlineState(row.state),
        percent=row.percent,
        source=Source(source.get("library", "local"), source.get("ref", "")).label,
        is_addition=not row.form_key,
        extensions=row.extension_count,
        open_obstacles=row.open_obstacles,
        started_on=date.fromisoformat(row.started_on) if row.started_on else None,
    )


def total(session: Session) -> int:
    """How many tasks the plan has."""
    return session.scalar(select(func.count()).select_from(TaskRow).where(TaskRow.deleted.is_(False))) or 0


def counts(session: Session, query: TaskQuery, *, now: datetime, warn_days: int) -> TaskCounts:
    """How many tasks stand in each state and status."""
    state = state_expression(now, warn_days)
    found = session.execute(
        select(state, TaskRow.status, func.count())
        .where(*conditions(query, now=now, warn_days=warn_days))
        .group_by(state, TaskRow.status)
    ).all()
    by_state: dict[DeadlineState, int] = dict.fromkeys(DeadlineState, 0)
    by_status: dict[TaskStatus, int] = dict.fromkeys(TaskStatus, 0)
    for state_value, status, count in found:
        by_state[DeadlineState(state_value)] += count
        by_status[TaskStatus(status)] += count
    return TaskCounts(sum(by_state.values()), by_state, by_status)


def task(session: Session, task_id: str) -> Task:
    """One task with all that hangs on it.

    Raises:
        NotFoundError: no such task, or deleted.
    """
    row = session.get(TaskRow, task_id)
    if row is None or row.deleted:
        raise NotFoundError("Không tìm thấy nhiệm vụ này.", "Nhiệm vụ có thể đã bị xoá; bấm Ctrl+Z để lấy lại.")
    return tasks(session, [row])[0]


def view(session: Session, province: Province) -> PlanView:
    """The whole plan as it stands."""
    plan = the_plan(session)
    form = plan_form.load()
    rows = session.scalars(
        select(TaskRow).where(TaskRow.plan_id == plan.id, TaskRow.deleted.is_(False)).order_by(TaskRow.position)
    ).all()
    by_group: dict[str, list[Task]] = defaultdict(list)
    for row, record in zip(rows, tasks(session, rows), strict=True):
        by_group[row.group_id].append(record)
    groups = session.scalars(
        select(TaskGroupRow)
        .where(TaskGroupRow.plan_id == plan.id, TaskGroupRow.deleted.is_(False))
        .order_by(TaskGroupRow.position)
    )
    filled = blanks(session, plan.id)
    return PlanView(
        id=plan.id,
        province_name=province.name,
        province_title=province.title,
        merged_from=tuple(province.merged_from),
        cutover_day=date.fromisoformat(plan.cutover_day),
        groups=tuple(
            TaskGroup(group.id, group.numeral, group.heading, tuple(by_group[group.id]), group.form_key)
            for group in groups
        ),
        texts=texts(session, plan.id, form, filled),
        blanks=filled,
        form_version=plan.form_version,
        issued=issued(session, plan.id),
        night_ends=night_ends(session),
    )


def blanks(session: Session, plan_id: str) -> dict[str, str]:
    """Placeholder key -> what was filled in."""
    rows = session.execute(
        select(PlanBlankRow.key, PlanBlankRow.value).where(
            PlanBlankRow.plan_id == plan_id, PlanBlankRow.deleted.is_(False)
        )
    )
    return {key: value for key, value in rows}


def texts(session: Session, plan_id: str, form: plan_form.PlanForm, filled: Mapping[str, str]) -> tuple[PlanText, ...]:
    """Every text line in the order of the paper: the form's lines, the province's wording of them, its additions."""
    rows = session.scalars(
        select(PlanLineRow)
        .where(PlanLineRow.plan_id == plan_id, PlanLineRow.deleted.is_(False))
        .order_by(PlanLineRow.rank, PlanLineRow.id)
    ).all()
    own_wording = {(row.part, row.form_key): row for row in rows if row.form_key}
    additions: dict[str, list[PlanLineRow]] = defaultdict(list)
    for row in rows:
        if not row.form_key:
            additions[row.part].append(row)
    result: list[PlanText] = []
    parts = list(dict.fromkeys(line.part for line in form.lines))
    for part in parts:
        for line in form.part(part):
            if line.blank and additions[part] and not filled.get(line.blank):
                continue  # the note "(Các mục tiêu khác...)" gives way to the province's own lines
            own = own_wording.get((part, line.key))
            wording = own.text if own else line.text
            text = plan_form.fill(own.text, filled, form) if own else plan_form.fill_line(line, filled, form)
            kept = "" if wording == text else wording
            result.append(PlanText(own.id if own else "", part, line.key, text, wording=kept))
        place = len(result) if part != "recipients" else len(result) - 1  # "Lưu: VT" stays last
        added = [PlanText(row.id, part, "", row.text, is_addition=True) for row in additions[part]]
        result[place:place] = added
    return tuple(result)


def issued(session: Session, plan_id: str) -> Signing | None:
    """What the last issue of the plan was signed with."""
    row = last_issue(session, plan_id)
    return signing_of(row.signing) if row else None


def last_issue(session: Session, plan_id: str) -> IssueRow | None:
    """The last issue's record."""
    return session.scalar(
        select(IssueRow).where(IssueRow.plan_id == plan_id, IssueRow.deleted.is_(False)).order_by(IssueRow.id.desc())
    )


def signing_of(data: Mapping[str, Any]) -> Signing:
    """The signing that a stored form holds."""
    return Signing(
        number=data["number"],
        symbol=data["symbol"],
        issued_on=date.fromisoformat(data["issued_on"]),
        signer=data["signer"],
        position=data["position"],
        authority=Authority(data["authority"]),
        on_behalf_of=data.get("on_behalf_of", ""),
        agency_post=data.get("agency_post", ""),
        authorisation=data.get("authorisation", ""),
        authorisation_until=date.fromisoformat(data["authorisation_until"])
        if data.get("authorisation_until")
        else None,
    )


def tasks(session: Session, rows: Sequence[TaskRow]) -> list[Task]:
    """Tasks with all that hangs on them, in the order of their rows."""
    ids = [row.id for row in rows]
    coordinating = _by_task(session, TaskUnitRow, ids, TaskUnitRow.rank)
    extensions = _by_task(session, ExtensionRow, ids)
    progress = _by_task(session, ProgressRow, ids, ProgressRow.occurred_at)
    obstacles = _by_task(session, ObstacleRow, ids, ObstacleRow.raised_at)
    evidence = _by_task(session, EvidenceRow, ids)
    needs = _by_task(session, TaskNeedRow, ids)
    unit_ids = {row.lead_id for row in rows if row.lead_id}
    unit_ids |= {link.unit_id for links in coordinating.values() for link in links}
    names = {
        key: name
        for chunk in chunks(unit_ids)
        for key, name in session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(chunk)))
    }
    form = plan_form.load()
    return [
        _task(
            row,
            form,
            names,
            tuple(UnitRef(link.unit_id, names.get(link.unit_id, ""), link.printed) for link in coordinating[row.id]),
            tuple(_extension(item) for item in extensions[row.id]),
            tuple(_obstacle(item) for item in obstacles[row.id]),
            tuple(_evidence(item) for item in evidence[row.id]),
            tuple(_progress(item) for item in progress[row.id]),
            tuple(item.needs_id for item in needs[row.id]),
        )
        for row in rows
    ]


def _task(
    row: TaskRow,
    form: plan_form.PlanForm,
    names: Mapping[str, str],
    coordinating: tuple[UnitRef, ...],
    extensions: tuple[Extension, ...],
    obstacles: tuple[Obstacle, ...],
    evidence: tuple[Evidence, ...],
    progress: tuple[ProgressEntry, ...],
    needs: tuple[str, ...],
) -> Task:
    source = row.source or {}
    form_row = form.row(row.form_key) if row.form_key else None
    return Task(
        id=row.id,
        group_id=row.group_id,
        number=row.number,
        content=row.content,
        lead=UnitRef(row.lead_id, names.get(row.lead_id, ""), row.lead_printed) if row.lead_id else None,
        coordinating=coordinating,
        products=row.products,
        original_deadline=row.original(),
        extensions=extensions,
        status=TaskStatus(row.status),
        percent=row.percent,
        started_on=date.fromisoformat(row.started_on) if row.started_on else None,
        finished_at=vietnam_time.from_iso(row.finished_at) if row.finished_at else None,
        needs=needs,
        obstacles=obstacles,
        evidence=evidence,
        progress=progress,
        source=Source(source.get("library", "local"), source.get("ref", ""), source.get("other_deadline", "")),
        form_key=row.form_key,
        form_wording=form_row.content if form_row else "",
        note=row.note,
    )


def _by_task(session: Session, table: type[Child], ids: Iterable[str], *order: Any) -> dict[str, list[Child]]:
    found: dict[str, list[Child]] = defaultdict(list)
    for chunk in chunks(ids):
        columns: Any = table
        statement = select(table).where(columns.task_id.in_(chunk), table.deleted.is_(False))
        for child in session.scalars(statement.order_by(*order, table.id)):
            found[getattr(child, "task_id")].append(child)  # noqa: B009 the attribute is a subclass's
    return found


def _extension(row: ExtensionRow) -> Extension:
    return Extension(
        row.id,
        Deadline.from_json(row.deadline),
        row.reason,
        row.approver,
        date.fromisoformat(row.decided_on) if row.decided_on else None,
        row.document,
    )


def _obstacle(row: ObstacleRow) -> Obstacle:
    return Obstacle(
        row.id,
        ObstacleKind(row.category) if row.category in set(ObstacleKind) else ObstacleKind.OTHER,
        row.text,
        vietnam_time.from_iso(row.raised_at),
        vietnam_time.from_iso(row.resolved_at) if row.resolved_at else None,
        row.resolution,
    )


def _evidence(row: EvidenceRow) -> Evidence:
    document, file = row.document or {}, row.file or {}
    return Evidence(
        row.id,
        row.title,
        document.get("number", ""),
        date.fromisoformat(document["issued_on"]) if document.get("issued_on") else None,
        file.get("name", ""),
        file.get("sha256", ""),
        file.get("size", 0),
    )


def _progress(row: ProgressRow) -> ProgressEntry:
    known = row.status in set(TaskStatus)
    status = TaskStatus(row.status) if known else TaskStatus.IN_PROGRESS
    return ProgressEntry(row.id, vietnam_time.from_iso(row.occurred_at), row.person, row.text, status, row.percent)
