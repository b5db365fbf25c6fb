"""Rà soát kịch bản: findings before locking, and the fixes a person agrees to."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from app.models.errors import RefusedError
from app.models.runbook import master as shapes
from app.models.runbook import queries
from app.models.runbook.checks import Finding, check
from app.models.runbook.network import links_of, topological
from app.models.runbook.records import Master
from app.services.desk import Desk, Outcome
from app.services.runbook import masters


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What to look at before the runbook is locked, errors first."""
    with desk.workspace.reading() as session:
        return check(queries.master(session))


def apply_fix(desk: Desk, *, finding: Finding) -> Outcome:
    """Make the change that a finding proposes.

    Raises:
        RefusedError: the finding proposes none.
        NotFoundError: its step has been deleted since.
    """
    if finding.fix is None:
        raise RefusedError("Điểm này không có cách sửa sẵn.", "Mở bước được nêu và sửa trực tiếp.")
    fixes: dict[str, Callable[[Master], Master]] = {
        "reopen_in_stages": lambda known: shapes.reopened_in_stages(known, finding.step_id, desk.natural_id),
        "add_rollback": lambda known: shapes.with_rollback(known, desk.natural_id),
        "start_after_needs": lambda known: _after_needs(known, finding.step_id),
    }
    return masters.change(desk, f"Sửa theo rà soát: {finding.fix.label}", fixes[finding.fix.kind])


def _after_needs(known: Master, step_id: str) -> Master:
    """The step moved behind its predecessors, and whatever then starts too early moved with it."""
    masters.required(known, step_id)
    links = links_of(known.steps)
    ends: dict[str, datetime] = {}
    steps = {step.id: step for step in known.steps}
    moved = {step_id}
    for one in topological(links):
        step = steps[one]
        ready = max((ends[need] for need in links[one] if need in ends), default=None)
        follows = one == step_id or any(need in moved for need in links[one])
        if follows and ready is not None and step.planned_start is not None and ready > step.planned_start:
            step = steps[one] = replace(step, planned_start=ready)
            moved.add(one)
        if step.planned_end is not None:
            ends[one] = step.planned_end
    return replace(known, steps=tuple(steps[step.id] for step in known.steps))
