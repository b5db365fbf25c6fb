"""What to look at before a plan is issued (Sổ tay 8.2.b and common sense): one small function a rule.

A finding names its row, says what to do and, where the program can do it, carries the fix a service applies.
A task that is merely late is no finding here: the deadline states show that.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from app.models.findings import ORDER
from app.models.plan.checks import contents, dates, rows, units
from app.models.plan.checks.finding import Context, Finding, Fix, UnitFact
from app.models.plan.records import PlanView

__all__ = ["Finding", "Fix", "UnitFact", "check"]

Rule = Callable[[Context], Iterator[Finding]]

RULES: tuple[Rule, ...] = (*contents.RULES, *rows.RULES, *dates.RULES, *units.RULES)


def check(view: PlanView, *, now: datetime, units: Mapping[str, UnitFact]) -> tuple[Finding, ...]:
    """All findings: errors, warnings, remarks; within each the plan as a whole, then row by row."""
    context = Context.of(view, now=now, units=units)
    found = [finding for rule in RULES for finding in rule(context)]
    place = {task.id: number for number, task in enumerate(view.tasks)}
    return tuple(sorted(found, key=lambda one: (ORDER[one.level], place.get(one.task_id, -1))))
