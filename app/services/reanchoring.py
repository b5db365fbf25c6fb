"""Dời ngày G: a plan for another G-night moves all dates by one act, with a preview."""

from dataclasses import dataclass
from datetime import date

from app.models.errors import RefusedError
from app.models.plan import queries, writing
from app.models.plan.entities import TaskRow
from app.services.desk import Desk, Outcome


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline that the move changes."""

    task_id: str
    number: str
    content: str
    old: str
    new: str


def preview(desk: Desk, *, new_day: date) -> tuple[Move, ...]:
    """What moving the G-night to another day would change."""
    with desk.workspace.reading() as session:
        view = queries.view(session, desk.province)
    days = (new_day - view.cutover_day).days
    return tuple(
        Move(task.id, task.number, task.content, task.original_deadline.text, task.original_deadline.moved(days).text)
        for task in view.tasks
        if task.original_deadline is not None and task.original_deadline.moved(days) != task.original_deadline
    )


def reanchor(desk: Desk, *, new_day: date) -> Outcome:
    """Move the G-night and every original deadline with it.

    Raises:
        RefusedError: the plan has been issued: its deadlines are extended one by one, or it is issued anew.
    """
    with desk.act(f"Dời ngày G sang {new_day:%d/%m/%Y}") as act:
        plan = queries.the_plan(act.session)
        if queries.last_issue(act.session, plan.id) is not None:
            raise RefusedError(
                "Kế hoạch đã ban hành, không dời đồng loạt được.", "Gia hạn từng nhiệm vụ, hoặc ban hành kế hoạch mới."
            )
        days = (new_day - date.fromisoformat(plan.cutover_day)).days
        plan.cutover_day = new_day.isoformat()
        for task in queries.view(act.session, desk.province).tasks:
            if task.original_deadline is None:
                continue
            moved = task.original_deadline.moved(days)
            if moved != task.original_deadline:
                writing.require(act.session, TaskRow, task.id).deadline = moved.to_json()
    return act.outcome
