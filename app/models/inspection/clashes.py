"""Visits that cannot both be made as planned: the same person, unit or car in two places at once. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from app.models import vietnam_time
from app.models.inspection.records import Delegate, Inspection, Visit
from app.models.text import fold

HALF_DAY = timedelta(hours=4)
"""How long a visit without an end is reckoned to take."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two visits and what they both need at one time."""

    first_id: str
    second_id: str
    message: str


def clashes(inspections: Iterable[Inspection]) -> tuple[Clash, ...]:
    """Every clash among the visits that have a time, in the order of the earlier visit."""
    planned = [(plan, visit) for plan in inspections for visit in plan.visits if visit.start is not None]
    planned.sort(key=lambda pair: (pair[1].start, pair[1].id))
    return tuple(clash for one, other in combinations(planned, 2) for clash in _between(one, other))


def end_of(visit: Visit) -> datetime | None:
    """When a visit ends; half a day after its start where no end is set; None without a start."""
    if visit.start is None:
        return None
    return visit.end if visit.end is not None and visit.end > visit.start else visit.start + HALF_DAY


def _between(one: tuple[Inspection, Visit], other: tuple[Inspection, Visit]) -> Iterator[Clash]:
    first, second = one[1], other[1]
    ends = end_of(first)
    if first.start is None or second.start is None or ends is None:
        return
    when = f"{first.unit.shown} ({_shown(first.start)}) và {second.unit.shown} ({_shown(second.start)})"
    same_day = vietnam_time.today(first.start) == vietnam_time.today(second.start)
    if first.unit.id == second.unit.id and same_day:
        yield Clash(first.id, second.id, f"Trùng đơn vị: {first.unit.shown} có hai buổi làm việc trong một ngày.")
    if second.start >= ends:
        return
    for name in _both(one[0].going(first), other[0].going(second)):
        yield Clash(first.id, second.id, f"Trùng người: {name} cùng lúc đi {when}.")
    if first.car and fold(first.car) == fold(second.car):
        yield Clash(first.id, second.id, f"Trùng xe: {first.car} cùng lúc đi {when}.")


def _both(some: Sequence[Delegate], others: Sequence[Delegate]) -> list[str]:
    """Names of those who are in both; a person of the directory is known by id, another by name."""
    there = {key for one in others for key in _keys(one)}
    return [one.name for one in some if there & set(_keys(one))]


def _keys(one: Delegate) -> tuple[str, ...]:
    name = f"{fold(one.name)}|{fold(one.unit)}"
    return (one.id, one.person_id) if one.person_id else (one.id, name)


def _shown(start: datetime) -> str:
    return vietnam_time.show_moment(start)
