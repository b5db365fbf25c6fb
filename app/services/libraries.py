"""More rows from the three libraries: what a province may take over, with what the plan already covers pointed out."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.journal.change import new_id
from app.models.errors import InvalidInputError
from app.models.plan import libraries, queries, writing
from app.models.plan.entities import TaskRow
from app.models.plan.libraries import LibraryTask
from app.models.plan.placement import proposed_group
from app.models.units.names import match_unit, split_units
from app.models.writing import rank_after
from app.services.desk import Desk, Outcome
from app.services.tasks import assign_coordinating


@dataclass(frozen=True, slots=True)
class Candidate:
    """A library task as the list to tick shows it."""

    task: LibraryTask
    covered_by: str
    """Number of the plan row that covers it already; empty where none does."""
    proposed_group_id: str


def candidates(desk: Desk) -> tuple[Candidate, ...]:
    """All library tasks of the province, in the order of the documents."""
    with desk.workspace.reading() as session:
        view = queries.view(session, desk.province)
    by_numeral = {group.numeral: group.id for group in view.groups}
    found = []
    for task in libraries.all_tasks():
        covering = libraries.covered_by(task, view.tasks)
        group_id = by_numeral.get(proposed_group(task), view.groups[-1].id if view.groups else "")
        found.append(Candidate(task, covering.number if covering else "", group_id))
    return tuple(found)


def add(desk: Desk, *, choices: Sequence[tuple[str, str]]) -> Outcome:
    """Add library tasks to the plan: (key, group id) each, in the order given. One act.

    A lead that names the province's own units is taken over; "Các bộ, ngành, địa phương" is not, and stays to choose.

    Raises:
        InvalidInputError: an unknown key.
    """
    known = {task.key: task for task in libraries.all_tasks()}
    unknown = [key for key, _ in choices if key not in known]
    if unknown:
        raise InvalidInputError(f"Thư viện không có nhiệm vụ “{unknown[0]}”.", "Chọn lại trong danh sách thư viện.")
    with desk.act(f"Thêm {len(choices)} nhiệm vụ từ thư viện") as act:
        names = writing.unit_names(act.session)
        for key, group_id in choices:
            task = known[key]
            group = writing.plan_group(act.session, group_id)
            row = TaskRow(
                id=new_id(),
                plan_id=group.plan_id,
                group_id=group_id,
                rank=rank_after(act.session, TaskRow, "group_id", group_id, None),
                content=task.content,
                lead_id=match_unit(task.lead, names),
                deadline=task.deadline.to_json() if task.deadline else None,
                source={"library": task.library, "ref": task.ref, "other_deadline": task.other_deadline},
                note=task.note,
            )
            act.session.add(row)
            helpers = [match_unit(name, names) for name in split_units(task.coordinating, names)]
            wanted = [unit_id for unit_id in helpers if unit_id and unit_id != row.lead_id]
            if wanted:
                assign_coordinating(desk, act.session, row, wanted)
            act.session.flush()
    return act.outcome
