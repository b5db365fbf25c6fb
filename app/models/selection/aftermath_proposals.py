"""The plan tasks that the decisions ask for: backup, migration, training, accounts, the interim solutions of 8.5. Pure.

The templates are data in `resources/selection/aftermath.yaml`, each with its document.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.models.plan.deadline import Deadline, parse
from app.models.plan.libraries import says_the_same
from app.models.plan.records import Task
from app.models.selection.aftermath import interim, shipped
from app.models.selection.aftermath_words import level, named
from app.models.selection.records import KindView
from app.models.selection.system_records import System
from app.models.selection.unchosen import Unchosen
from app.models.units.gazetteer import Province

_YEAR = 2025


class ProposalState(StrEnum):
    """How a proposal stands against the plan."""

    OPEN = "open"
    COVERED = "covered"
    TAKEN = "taken"
    REMOVED = "removed"

    @property
    def label(self) -> str:
        """The Vietnamese on screen."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    ProposalState.OPEN: "Chưa có trong kế hoạch",
    ProposalState.COVERED: "Đã có dòng tương tự",
    ProposalState.TAKEN: "Đã đưa vào kế hoạch",
    ProposalState.REMOVED: "Đã bỏ khỏi kế hoạch",
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """One task that a decision proposes (Nhiệm vụ đề xuất)."""

    key: str
    """"TEMPLATE/SYSTEM ID": the same on every desk, so that it is never taken twice."""
    kind_id: str
    system_id: str
    kind: str
    group: str
    """Numeral of the plan's group, I-IV."""
    content: str
    lead: str
    """Name of the lead unit; empty where it is still to choose."""
    coordinating: tuple[str, ...]
    products: str
    deadline: Deadline | None
    source: str
    state: ProposalState = ProposalState.OPEN
    number: str = ""
    """Shown number of the plan row that it became, or that covers it."""
    task_id: str = ""
    """The plan row that it became."""
    covered_form: str = ""


def proposed(
    views: Sequence[KindView], stopped: Sequence[Unchosen], *, province: Province, today: date, workflow_steps: int = 4
) -> tuple[Proposal, ...]:
    """Every task that the decisions in force ask for, kind by kind; `workflow_steps` is 3 or 4 (Sổ tay 8.5.a)."""
    known = {one.system_id: one for one in stopped}
    found = []
    for view in views:
        if view.decision is None or not view.kind.is_used:
            continue
        for row in shipped("proposals"):
            if not _applies(row, view, today):
                continue
            systems = view.unchosen if row["for"] == "unchosen" else tuple(filter(None, (view.chosen,)))
            for system in systems:
                found.append(_proposal(row, view, system, known.get(system.id), province, workflow_steps))
    return tuple(found)


def covering(one: Proposal, tasks: Sequence[Task]) -> Task | None:
    """The plan row that says the same already: the form's row that holds it, else the same words."""
    by_form = (task for task in tasks if one.covered_form and task.form_key == one.covered_form)
    return next(by_form, None) or next((task for task in tasks if says_the_same(one.content, task.content)), None)


def _applies(row: Mapping[str, Any], view: KindView, today: date) -> bool:
    kinds, without = row.get("kinds", ()), row.get("except", ())
    since = row.get("since")
    code = view.kind.code
    return (not kinds or code in kinds) and code not in without and (since is None or since <= today)


def _proposal(
    row: Mapping[str, Any],
    view: KindView,
    system: System,
    stopped: Unchosen | None,
    province: Province,
    workflow_steps: int,
) -> Proposal:
    lead, deadline = row["lead"], row["deadline"]
    if lead == "migration_lead":
        lead = stopped.lead.name if stopped and stopped.lead else ""
    by_migration = deadline == "migration_deadline"
    read = (stopped.deadline if stopped else None) if by_migration else parse(deadline, year=_YEAR)
    shared = named(view.chosen, province) if view.chosen else "hệ thống dùng chung mới"
    content = row["content"].format(
        he_thong=named(system, province),
        dung_chung=shared,
        loai=view.kind.shown,
        cap=level(province),
        so_thu_tuc=interim().essential_expected,
        so_buoc=workflow_steps,
        cac_buoc=" → ".join(_steps(workflow_steps)),
    )
    return Proposal(
        f"{row['key']}/{system.id}",
        view.kind.id,
        system.id,
        view.kind.shown,
        row["group"],
        content,
        lead,
        tuple(one for one in row["coordinating"] if one != lead),
        row["products"],
        read,
        row["source"],
        covered_form=row.get("covered_form", ""),
    )


def _steps(count: int) -> Iterator[str]:
    """The steps of the temporary workflow; with three, handling and approval are one."""
    steps = interim().workflow_steps
    if count == len(steps):
        yield from steps
    else:
        first, handling, approval, last = steps
        yield from (first, f"{handling}, {approval.lower()}", last)
