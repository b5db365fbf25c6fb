"""What to look at in the province's own hours and days: what two desks may have set together without knowing. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from app.models.vietnam_time import show_date
from app.models.working_time.calendar import CalendarDay, OwnHours
from app.models.working_time.records import HoursPeriod


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát) of the working calendar."""

    rule: str
    message: str
    record_id: str = ""
    """The record to go to."""


def check(own_hours: Iterable[OwnHours], own_days: Iterable[CalendarDay]) -> tuple[Finding, ...]:
    """Periods of one unit that overlap, and exchanges of which one half is missing."""
    return (*_overlaps(tuple(own_hours)), *_half_swaps(tuple(own_days)))


def overlap(first: HoursPeriod, second: HoursPeriod) -> bool:
    """Whether two periods share a day."""
    starts = max(first.since or date.min, second.since or date.min)
    return starts <= min(first.until or date.max, second.until or date.max)


def show_period(period: HoursPeriod) -> str:
    """A period in words: "từ 01/07/2025 đến 31/07/2025"."""
    since = f"từ {show_date(period.since)}" if period.since else ""
    until = f"đến {show_date(period.until)}" if period.until else ""
    return f"{since} {until}".strip() or "mọi ngày"


def _overlaps(own_hours: tuple[OwnHours, ...]) -> Iterator[Finding]:
    for first, second in combinations(own_hours, 2):
        if first.unit_id == second.unit_id and overlap(first.period, second.period):
            yield Finding(
                "hours_overlap",
                f"Hai lịch giờ làm việc trùng ngày nhau: {show_period(first.period)} và {show_period(second.period)}. "
                "Đang dùng lịch bắt đầu sau; bỏ bớt hoặc sửa một lịch.",
                second.id,
            )


def _half_swaps(own_days: tuple[CalendarDay, ...]) -> Iterator[Finding]:
    known = {(one.unit_id, one.day): one for one in own_days}
    for one in own_days:
        if one.swapped_with is None:
            continue
        other = known.get((one.unit_id, one.swapped_with))
        if other is None or other.swapped_with != one.day or other.is_off == one.is_off:
            yield Finding(
                "half_swap",
                f"Ngày {show_date(one.day)} hoán đổi với {show_date(one.swapped_with)} nhưng ngày kia không còn ghi như"
                " vậy. Ghi lại cả hai ngày hoặc bỏ cả hai.",
                one.id,
            )
