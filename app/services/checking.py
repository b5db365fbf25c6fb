"""Rà soát: the findings on the plan, and the fixes a person agrees to."""

from datetime import date

from app.models import queries as shared
from app.models.errors import RefusedError
from app.models.plan import queries
from app.models.plan.checks import Finding, UnitFact, check
from app.models.plan.checks.finding import Fix
from app.models.plan.deadline import parse
from app.models.plan.entities import TaskRow
from app.models.writing import assign, require
from app.services.desk import Desk, Outcome
from app.services.tasks import assign_coordinating


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What to look at before the plan is issued, errors first."""
    with desk.workspace.reading() as session:
        view = queries.view(session, desk.province)
        cards = shared.units(session, today="")
    names = {card.id: card.name for card in cards}
    facts = {
        card.id: UnitFact(
            card.id,
            card.name,
            card.kind,
            date.fromisoformat(card.valid_until) if card.valid_until else None,
            card.successor_id or None,
            names.get(card.successor_id, ""),
        )
        for card in cards
    }
    return check(view, now=desk.now(), units=facts)


def apply_fix(desk: Desk, *, finding: Finding) -> Outcome:
    """Make the change that a finding proposes.

    Raises:
        RefusedError: the finding proposes none.
            Also: what it proposes is no longer found, so that nothing written since is overwritten.
        NotFoundError: its row has been deleted since.
    """
    fix = finding.fix
    if fix is None:
        raise RefusedError("Điểm này không có cách sửa sẵn.", "Mở dòng được nêu và sửa trực tiếp.")
    with desk.act(f"Sửa theo rà soát: {fix.label}") as act:
        row = require(act.session, TaskRow, finding.task_id)
        fix = _still_proposed(desk, finding, fix)
        if fix.kind == "replace_unit":
            task = queries.task(act.session, row.id)
            if row.lead_id == fix.target:
                row.lead_id, row.lead_printed = fix.value, ""
            others = [fix.value if unit.id == fix.target else unit.id for unit in task.coordinating]
            assign_coordinating(desk, act.session, row, [unit for unit in others if unit != row.lead_id])
        elif fix.kind == "deadline":
            row.deadline = parse(fix.value).to_json()
        else:
            assign(row, **{fix.kind: fix.value})
    return act.outcome


def _still_proposed(desk: Desk, finding: Finding, fix: Fix) -> Fix:
    """The same finding's fix as the plan stands now."""
    same = (finding.rule, finding.task_id, finding.field, fix.kind, fix.target)
    for one in findings(desk):
        if one.fix and (one.rule, one.task_id, one.field, one.fix.kind, one.fix.target) == same:
            return one.fix
    raise RefusedError("Điểm này không còn, dòng đã được sửa.", "Rà soát lại để xem các điểm còn lại.")
