"""A plan frozen as it was on paper: canonical bytes over which a seal is laid, and the plan read back from them."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.journal.merge import RecordState
from app.journal.seal import EVERYWHERE, Seal, seal_over
from app.journal.wire import canonical
from app.models.base import RecordStateRow
from app.models.plan import queries, writing
from app.models.plan.entities import IssueRow, TaskRow
from app.models.plan.records import PlanView, Task

_COVERED = (
    "plan",
    "plan_blank",
    "plan_line",
    "task_group",
    "task",
    "task_unit",
    "task_need",
    "extension",
)
"""What the paper shows; progress, obstacles and evidence go on after issuing and are not part of it."""


def frozen_bytes(view: PlanView) -> bytes:
    """The canonical bytes of a plan (RFC 8785), of each task only what the paper shows."""
    groups = tuple(replace(group, tasks=tuple(map(_on_paper, group.tasks))) for group in view.groups)
    return canonical(msgspec.json.decode(msgspec.json.encode(replace(view, groups=groups))))


def _on_paper(task: Task) -> Task:
    return replace(task, progress=(), obstacles=(), evidence=())


def thawed(content: bytes) -> PlanView:
    """The plan that sealed bytes hold."""
    return msgspec.json.decode(content, type=PlanView)


def seal(session: Session, plan_id: str, view: PlanView) -> Seal:
    """A seal over everything of the plan that the paper shows."""
    rows = session.scalars(select(RecordStateRow).where(RecordStateRow.entity.in_(_COVERED)))
    states: Mapping[str, RecordState] = {row.entity_id: RecordState.from_json(row.state) for row in rows}
    earlier = session.scalars(select(IssueRow.id).where(IssueRow.plan_id == plan_id)).all()
    return seal_over(plan_id, states, frozen_bytes(view), tuple(earlier), {EVERYWHERE: _COVERED})


def sealed_plan(row: IssueRow) -> PlanView:
    """The plan as an issue froze it.

    Raises:
        ValueError: the content is not what the hash says.
    """
    return thawed(Seal.from_fields(row.seal).content)


def froze_deadline(session: Session, row: TaskRow) -> bool:
    """Whether a paper states the deadline of this task: agreed minutes, or the last issue of the plan.

    Of an issue whose content was purged every task's.
    """
    if writing.is_conclusion(row):
        return True
    issue = queries.last_issue(session, row.plan_id)
    if issue is None or row.deadline is None:
        return False
    return not issue.seal or any(task.id == row.id and task.original_deadline for task in sealed_plan(issue).tasks)
