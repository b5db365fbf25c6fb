"""What plan acts need of a session beyond single records: links by natural id, ranks, rows by id."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import rank
from app.models.errors import RefusedError
from app.models.plan.entities import (
    EvidenceRow,
    ExtensionRow,
    Plan,
    PlanLineRow,
    TaskGroupRow,
    TaskNeedRow,
    TaskRow,
    TaskUnitRow,
)
from app.models.units.entities import Unit
from app.models.writing import require


def plan_group(session: Session, group_id: str) -> TaskGroupRow:
    """A group of the plan itself, to put a task into.

    Raises:
        NotFoundError: no such group.
        RefusedError: it holds conclusions of inspections, which only agreed minutes add.
    """
    group = require(session, TaskGroupRow, group_id)
    if session.get(Plan, group.plan_id) is None:
        raise RefusedError(
            "Nhóm kết luận kiểm tra chỉ nhận kết luận của biên bản đã thông qua.", "Chọn một nhóm của kế hoạch."
        )
    return group


def is_conclusion(row: TaskRow) -> bool:
    """Whether a task is a conclusion of an inspection, whose words, unit and deadline agreed minutes state."""
    return (row.source or {}).get("library") == "inspection"


def refuse_conclusion(row: TaskRow) -> None:
    """Stop a change of what agreed minutes say.

    Raises:
        RefusedError: the task is a conclusion of an inspection.
    """
    if is_conclusion(row):
        raise RefusedError(
            f"Dòng {row.number} là kết luận trong biên bản đã thông qua, giữ nguyên.",
            "Sai thì lập bản đính chính biên bản; tiến độ, gia hạn, minh chứng vẫn ghi ở đây.",
        )


def last_line_rank(session: Session, plan_id: str, part: str) -> str | None:
    """The greatest rank among the additions of a text part."""
    return session.scalar(
        select(func.max(PlanLineRow.rank)).where(PlanLineRow.plan_id == plan_id, PlanLineRow.part == part)
    )


def last_group_rank(session: Session, plan_id: str) -> str | None:
    """The greatest rank among the groups."""
    return session.scalar(select(func.max(TaskGroupRow.rank)).where(TaskGroupRow.plan_id == plan_id))


def link_units(
    session: Session, task_id: str, wanted: Sequence[str], ids: Mapping[str, str], printed: Mapping[str, str]
) -> None:
    """Make the coordinating units exactly `wanted`, in order; `ids` gives each link's natural id."""
    existing = {row.unit_id: row for row in session.scalars(select(TaskUnitRow).where(TaskUnitRow.task_id == task_id))}
    for unit_id, row in existing.items():
        if unit_id not in wanted and not row.deleted:
            row.deleted = True
    for unit_id, place in zip(wanted, rank.several(len(wanted)), strict=True):
        known = existing.get(unit_id)
        if known is None:
            session.add(
                TaskUnitRow(
                    id=ids[unit_id], task_id=task_id, unit_id=unit_id, rank=place, printed=printed.get(unit_id, "")
                )
            )
        else:
            if known.deleted:
                known.deleted = False
            if known.rank != place:
                known.rank = place


def link_needs(session: Session, task_id: str, wanted: Sequence[str], ids: Mapping[str, str]) -> None:
    """Make the predecessors exactly `wanted`; `ids` gives each link's natural id."""
    existing = {row.needs_id: row for row in session.scalars(select(TaskNeedRow).where(TaskNeedRow.task_id == task_id))}
    for needs_id, row in existing.items():
        if (needs_id in wanted) == row.deleted:
            row.deleted = not row.deleted
    for needs_id in wanted:
        if needs_id not in existing:
            session.add(TaskNeedRow(id=ids[needs_id], task_id=task_id, needs_id=needs_id))


def needs(session: Session) -> dict[str, set[str]]:
    """Every living task's predecessors."""
    found: dict[str, set[str]] = {}
    for task_id, needs_id in session.execute(
        select(TaskNeedRow.task_id, TaskNeedRow.needs_id)
        .join(TaskRow, TaskRow.id == TaskNeedRow.task_id)
        .where(TaskNeedRow.deleted.is_(False), TaskRow.deleted.is_(False))
    ):
        found.setdefault(task_id, set()).add(needs_id)
    return found


def cycle(links: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    """A way from a task back to itself along predecessors, ends included; empty where there is none."""
    stack: list[tuple[str, tuple[str, ...]]] = [(start, (start,))]
    seen: set[str] = set()
    while stack:
        here, way = stack.pop()
        for following in sorted(links.get(here, ())):
            if following == start:
                return (*way, start)
            if following not in seen:
                seen.add(following)
                stack.append((following, (*way, following)))
    return ()


def successors(links: Mapping[str, set[str]], start: str) -> tuple[str, ...]:
    """Every task that waits for `start`, directly or not, nearest first."""
    found: list[str] = []
    frontier = [start]
    while frontier:
        frontier = [task for task, wanted in links.items() if wanted & set(frontier) and task not in found]
        found += sorted(frontier)
    return tuple(found)


def numbers(session: Session, task_ids: Sequence[str]) -> dict[str, str]:
    """Shown number and content of tasks, for messages: "1.4 (Ban hành mã định danh...)"."""
    rows = session.execute(select(TaskRow.id, TaskRow.number, TaskRow.content).where(TaskRow.id.in_(task_ids)))
    return {row.id: f"{row.number} ({row.content[:40]})" for row in rows}


def has_product(session: Session, task_id: str) -> bool:
    """Whether a task has at least one product that can close it: number and date, or a file (bars 1.3)."""
    rows = session.scalars(select(EvidenceRow).where(EvidenceRow.task_id == task_id, EvidenceRow.deleted.is_(False)))
    return any(row.file or (row.document or {}).get("issued_on") for row in rows)


def extensions(session: Session, task_id: str) -> Sequence[ExtensionRow]:
    """The extensions of a task, oldest first."""
    return session.scalars(
        select(ExtensionRow)
        .where(ExtensionRow.task_id == task_id, ExtensionRow.deleted.is_(False))
        .order_by(ExtensionRow.id)
    ).all()


def unit_names(session: Session) -> dict[str, str]:
    """Every name, short name and other spelling of a unit -> its id. A name given twice keeps the unit in force."""
    found: dict[str, str] = {}
    rows = session.execute(
        select(Unit.id, Unit.name, Unit.short_name, Unit.aliases)
        .where(Unit.deleted.is_(False))
        .order_by(Unit.valid_until.is_(None))
    )
    for unit_id, name, short_name, aliases in rows:
        for spelling in (name, short_name, *aliases.split("\n")):
            if spelling:
                found[spelling] = unit_id
    return found
