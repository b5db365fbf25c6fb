"""Reads the plan from a session into frozen records. Nothing here writes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.change import natural_id
from app.models import vietnam_time
from app.models.base import Synced
from app.models.derived import chunks
from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.plan import form as plan_form
from app.models.plan.deadline import Deadline
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
    SettingRow,
    TaskGroupRow,
    TaskNeedRow,
    TaskRow,
    TaskUnitRow,
)
from app.models.plan.records import (
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
    issued_on,
    signing_of,
)
from app.models.queries import setting
from app.models.units.entities import Unit
from app.models.units.gazetteer import Province, find_province, provinces

Child = TypeVar("Child", bound=Synced)
WARN_DAYS = 3
"""Days before a deadline from which a task is "sắp đến hạn", unless the province sets another number."""
_PROVINCE = "province"


def province(session: Session) -> Province:
    """The province of this workspace: that of which the natural id of its setting tells, whatever was written into it.

    Raises:
        InvalidInputError: there is no such setting, and no other that names a province.
    """
    by_id = {natural_id(one.code, SettingRow.ENTITY, _PROVINCE): one for one in provinces()}
    rows = session.execute(select(SettingRow.id, SettingRow.value).where(SettingRow.id.in_(by_id))).all()
    told_of = sorted(rows, key=lambda row: (row.value != by_id[row.id].code, row.id))
    return by_id[told_of[0].id] if told_of else find_province(str(setting(session, _PROVINCE)))


def warn_days(session: Session) -> int:
    """From how many days before its deadline a task is "sắp đến hạn": the setting, else three."""
    days = setting(session, "warn_days", WARN_DAYS)
    return days if type(days) is int and days >= 0 else WARN_DAYS


def issuing_body(session: Session) -> Mapping[str, Any]:
    """What was set of the body that issues the papers, part by part; what is no text says nothing."""
    stored = setting(session, "issuing_body")
    return {key: value for key, value in stored.items() if type(value) is str} if isinstance(stored, dict) else {}


def the_plan(session: Session) -> Plan:
    """The workspace's plan.

    Raises:
        NotFoundError: the workspace has none.
    """
    plans = told(Plan, session.scalars(select(Plan).where(Plan.deleted.is_(False)).order_by(Plan.id)))
    plan = next(iter(plans), None)
    if plan is None:
        raise NotFoundError("Không gian làm việc này chưa có kế hoạch.", "Tạo kế hoạch từ mẫu Phụ lục I.")
    return plan


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
    rows = session.scalars(
        select(IssueRow).where(IssueRow.plan_id == plan_id, IssueRow.deleted.is_(False)).order_by(IssueRow.id.desc())
    )
    return next(iter(told(IssueRow, rows)), None)


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
        for child in told(table, session.scalars(statement.order_by(*order, table.id))):
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
        issued_on(document),
        file.get("name", ""),
        file.get("sha256", ""),
        file.get("size", 0),
    )


def _progress(row: ProgressRow) -> ProgressEntry:
    known = row.status in set(TaskStatus)
    status = TaskStatus(row.status) if known else TaskStatus.IN_PROGRESS
    return ProgressEntry(row.id, vietnam_time.from_iso(row.occurred_at), row.person, row.text, status, row.percent)
