"""Dời ngày G: a plan for another G-night moves all dates by one act, with a preview.

Deadlines, extensions, and the dates inside the plan's own text lines move by the same number of days. The preamble
stays: it names the date of Plan 02. So do the form's headings.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.models.errors import RefusedError
from app.models.plan import form as plan_form
from app.models.plan import queries
from app.models.plan.deadline import shift_dates
from app.models.plan.entities import ExtensionRow, PlanLineRow, TaskRow
from app.models.plan.records import PlanText, PlanView
from app.models.writing import require
from app.services.desk import Desk, Outcome
from app.services.plan import put_blank, reword

_MIGRATION_DAY = "thoi_han_chuyen_doi_du_lieu"
_STAYING = ("preamble", "closing", "recipients")


@dataclass(frozen=True, slots=True)
class Move:
    """One deadline or line that the move changes. `task_id` and `number` are empty for a line of text."""

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
    moves = [
        Move(task.id, task.number, task.content, task.deadline.text, task.deadline.moved(days).text)
        for task in view.tasks
        if task.deadline is not None and task.deadline.moved(days) != task.deadline
    ]
    return (*moves, *(Move("", "", _place(line), line.text, text) for line, text in _moved_lines(view, days)))


def reanchor(desk: Desk, *, new_day: date) -> Outcome:
    """Move the G-night, and every date with it.

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
        view = queries.view(act.session, desk.province)
        plan.cutover_day = new_day.isoformat()
        for task in view.tasks:
            if task.original_deadline is not None and task.original_deadline.moved(days) != task.original_deadline:
                moved = task.original_deadline.moved(days)
                require(act.session, TaskRow, task.id).deadline = moved.to_json()
            for extension in task.extensions:
                later = extension.deadline.moved(days)
                require(act.session, ExtensionRow, extension.id).deadline = later.to_json()
        migration_day = view.blanks.get(_MIGRATION_DAY, "")
        if migration_day:
            put_blank(desk, act.session, _MIGRATION_DAY, _shifted(migration_day, view, days))
        for line, text in _moved_lines(view, days):
            if line.is_addition:
                require(act.session, PlanLineRow, line.id).text = text
            else:
                reword(desk, act.session, line.part, line.form_key, text)
    return act.outcome


def _moved_lines(view: PlanView, days: int) -> Iterator[tuple[PlanText, str]]:
    """The lines whose own dates move, in their new wording; what a blank holds moves with the blank."""
    for line in view.texts:
        wording = line.wording or line.text
        moved = _shifted(wording, view, days)
        if line.part not in _STAYING and moved != wording:
            yield line, moved


def _place(line: PlanText) -> str:
    """The heading a line stands under, for the list of moves."""
    form = plan_form.load()
    own = next((one.heading for one in form.part(line.part) if one.key == line.form_key and one.heading), "")
    return own or form.headings.get(line.part, "Nội dung kế hoạch")


def _shifted(text: str, view: PlanView, days: int) -> str:
    return shift_dates(text, days, year=view.cutover_day.year)
