"""Units that have ended, and unit names that differ by marks only."""

from collections.abc import Callable, Iterator

from app.models.findings import REMARK, WARNING, Level
from app.models.plan.checks.finding import Context, Finding, Fix, UnitFact, row
from app.models.plan.records import Task, TaskStatus, UnitRef
from app.models.text import fold, same_but_for_marks
from app.models.units.catalogue import UnitKind
from app.models.vietnam_time import show_date


def ended(plan: Context) -> Iterator[Finding]:
    """A row leans on a unit that is gone when the row is due, or already; the successor is proposed."""
    for task, field, unit in _named(plan):
        fact = plan.units.get(unit.id)
        level = _level(plan, task, fact) if fact else None
        if fact is None or fact.valid_until is None or level is None:
            continue
        advice = f"Thay bằng {fact.successor_name}." if fact.successor_id else "Chọn đơn vị kế thừa."
        if level == REMARK:
            advice = f"Việc chưa xong đến ngày đó phải bàn giao cho {fact.successor_name or 'đơn vị kế thừa'}."
        yield Finding(
            "ended_unit",
            level,
            f"{row(task)}: {unit.shown} kết thúc hoạt động hết ngày {show_date(fact.valid_until)}. {advice}",
            task.id,
            field,
            _replacement(fact),
        )


def differ_by_marks(plan: Context) -> Iterator[Finding]:
    """Two units of the list whose names are one without marks; communes of the gazetteer are what they are."""
    by_folded: dict[str, list[UnitFact]] = {}
    for fact in plan.units.values():
        by_folded.setdefault(fold(fact.name), []).append(fact)
    reported: set[tuple[str, str]] = set()
    for task, field, unit in _named(plan):
        for other in by_folded.get(fold(unit.name), ()):
            if not same_but_for_marks(unit.name, other.name) or _both_communes(plan.units.get(unit.id), other):
                continue
            pair = (min(unit.id, other.id), max(unit.id, other.id))
            if pair not in reported:
                reported.add(pair)
                yield Finding(
                    "name_differs_by_marks",
                    WARNING,
                    f"{row(task)}: “{unit.name}” và “{other.name}” chỉ khác nhau ở dấu hoặc chữ hoa. "
                    "Nếu là một đơn vị, dùng một tên.",
                    task.id,
                    field,
                    Fix("replace_unit", f"Dùng “{other.name}”", other.id, unit.id),
                )


def _level(plan: Context, task: Task, fact: UnitFact) -> Level | None:
    """Warning where the unit is gone at the deadline or now; a remark for the district level while it still works."""
    if fact.valid_until is None or task.status is TaskStatus.DONE:
        return None
    due = task.deadline.last_day() if task.deadline else None
    starts = task.deadline.start if task.deadline else None
    last_used = due or starts or plan.today
    if max(last_used, plan.today) > fact.valid_until:
        return WARNING
    return REMARK if fact.kind == UnitKind.OLD_DISTRICT_LEVEL else None


def _replacement(fact: UnitFact) -> Fix | None:
    if not fact.successor_id:
        return None
    return Fix("replace_unit", f"Thay bằng “{fact.successor_name}”", fact.successor_id, fact.id)


def _named(plan: Context) -> Iterator[tuple[Task, str, UnitRef]]:
    for task in plan.tasks:
        if task.lead:
            yield task, "lead", task.lead
        for unit in task.coordinating:
            yield task, "coordinating", unit


def _both_communes(one: UnitFact | None, other: UnitFact) -> bool:
    return one is not None and one.kind == other.kind == UnitKind.COMMUNE


RULES: tuple[Callable[[Context], Iterator[Finding]], ...] = (ended, differ_by_marks)
