"""Plans to check: the untouched form of a merged province, and rows to add or change."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from app.models.plan import form
from app.models.plan.checks import Finding, UnitFact, check
from app.models.plan.deadline import parse
from app.models.plan.records import PlanText, PlanView, Source, Task, TaskGroup, UnitRef
from app.models.units.catalogue import UnitSeed, seeds
from app.models.units.gazetteer import find_province
from app.models.units.names import match_unit, split_units

NOW = datetime(2025, 6, 23, 3, tzinfo=UTC)
AFTER = datetime(2025, 7, 5, 3, tzinfo=UTC)

SEEDS = seeds(find_province("Lâm Đồng"))
UNITS = {unit.key: unit for unit in SEEDS}
NAMES = {name: unit.key for unit in SEEDS for name in (*unit.aliases, unit.name)}


def fact(unit: UnitSeed) -> UnitFact:
    """What the checks know of a unit."""
    successor = UNITS.get(unit.successor_key)
    return UnitFact(
        unit.key,
        unit.name,
        unit.kind,
        unit.valid_until,
        successor.key if successor else None,
        successor.name if successor else "",
    )


FACTS = {unit.key: fact(unit) for unit in SEEDS}


def unit(name: str) -> UnitRef:
    """A unit of the province as a row names it."""
    key = match_unit(name, NAMES)
    assert key is not None, name
    return UnitRef(key, UNITS[key].name, name)


def task(number: str, content: str = "", *, due: str = "Ngày 20/6/2025", lead: str = "Sở Nội vụ", **more: Any) -> Task:
    """A local row that lacks nothing."""
    fields = {"products": "Báo cáo kết quả", "original_deadline": parse(due) if due else None, **more}
    return Task(number, "II", number, content or f"Việc riêng số {number}", unit(lead) if lead else None, **fields)


def form_view(**more: Any) -> PlanView:
    """The form as a new workspace of Lâm Đồng shows it, every blank filled, a reserve in the budget."""
    shipped = form.load()
    groups = tuple(
        TaskGroup(group.numeral, group.numeral, group.heading, tuple(_task(row, group.numeral) for row in group.rows))
        for group in shipped.groups
    )
    texts = tuple(PlanText("", line.part, line.key, line.text) for line in shipped.lines)
    budget = PlanText("t1", "implementation_5", "", "Dự toán 38,6 tỷ đồng.", is_addition=True)
    fields: dict[str, Any] = {
        "groups": groups,
        "texts": (*texts, budget),
        "blanks": {blank.key: "đã điền" for blank in shipped.blanks},
        "merged_from": ("Lâm Đồng", "Bình Thuận", "Đắk Nông"),
        **more,
    }
    return PlanView("p", "Lâm Đồng", "tỉnh Lâm Đồng", cutover_day=date(2025, 6, 30), **fields)


def with_tasks(*tasks: Task, view: PlanView | None = None) -> PlanView:
    """The form with rows added to group II."""
    view = view or form_view()
    groups = tuple(
        replace(group, tasks=(*group.tasks, *tasks)) if group.numeral == "II" else group for group in view.groups
    )
    return replace(view, groups=groups)


def changed(number: str, **fields: Any) -> PlanView:
    """The form with one row changed."""
    view = form_view()
    groups = tuple(
        replace(group, tasks=tuple(replace(t, **fields) if t.number == number else t for t in group.tasks))
        for group in view.groups
    )
    return replace(view, groups=groups)


def without(*numbers: str) -> PlanView:
    """The form without some rows."""
    view = form_view()
    groups = tuple(
        replace(group, tasks=tuple(t for t in group.tasks if t.number not in numbers)) for group in view.groups
    )
    return replace(view, groups=groups)


def found(
    view: PlanView, rule: str, *, now: datetime = NOW, units: dict[str, UnitFact] | None = None
) -> Sequence[Finding]:
    """The findings of one rule."""
    return [one for one in check(view, now=now, units=FACTS if units is None else units) if one.rule == rule]


def _task(row: form.FormRow, group: str) -> Task:
    return Task(
        row.number,
        group,
        row.number,
        row.content,
        unit(row.lead),
        tuple(unit(name) for name in split_units(row.coordinating)),
        row.products,
        row.deadline,
        source=Source("form", row.number),
        form_key=row.number,
        form_wording=row.content,
    )
