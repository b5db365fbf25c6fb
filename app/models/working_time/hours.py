"""Hours of a day as a person writes them: "07:30-11:30, 13:30-17:00", and back."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.models.errors import InvalidInputError
from app.models.working_time.records import DayHours, HoursPeriod, Week

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = 24 * 60
_CLOCK = r"(\d{1,2})\s*[:hHgG]\s*(\d{2})?"
_INTERVAL = re.compile(rf"{_CLOCK}\s*(?:-|–|đến)\s*{_CLOCK}")


def read(text: str) -> DayHours:
    """The hours that words state, e.g. "07h30-11h30, 13h30-17h00"; nothing for an empty text (a day off).

    A shift over midnight is two intervals, one on each day ("22:00-24:00" and "00:00-06:00").

    Raises:
        InvalidInputError: they cannot be read, end before they begin, or overlap.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    return checked([_interval(part) for part in parts], where=text.strip())


def show(hours: DayHours) -> str:
    """Hours in words: "07h30-11h30, 13h30-17h00"; "nghỉ" where there are none."""
    return ", ".join(f"{_clock(since)}-{_clock(until)}" for since, until in hours) or "nghỉ"


def checked(intervals: Sequence[tuple[int, int]], *, where: str) -> DayHours:
    """Intervals in order, after a check.

    Raises:
        InvalidInputError: one ends before it begins or beyond midnight, or two overlap.
    """
    ordered = tuple(sorted(intervals))
    if any(not 0 <= since < until <= _DAY for since, until in ordered):
        raise InvalidInputError(
            f"Giờ làm việc “{where}” không hợp lệ.", "Giờ kết thúc phải sau giờ bắt đầu, trong khoảng 00:00-24:00."
        )
    if any(later[0] < earlier[1] for earlier, later in zip(ordered, ordered[1:], strict=False)):
        raise InvalidInputError(f"Giờ làm việc “{where}” chồng lên nhau.", "Ghi các khoảng giờ tách rời nhau.")
    return ordered


def from_json(value: Any) -> DayHours:
    """Hours of a stored value, however it came: what cannot be hours is left out."""
    pairs = [
        (one[0], one[1])
        for one in (value if isinstance(value, list) else [])
        if isinstance(one, list) and len(one) == 2 and all(type(part) is int for part in one)
    ]
    kept: list[tuple[int, int]] = []
    for since, until in sorted(pairs):
        if 0 <= since < until <= _DAY and (not kept or kept[-1][1] <= since):
            kept.append((since, until))
    return tuple(kept)


def week_from_json(value: Any) -> Week:
    """A week of a stored value; a day that is not there is a day off."""
    days = value if isinstance(value, list) else []
    return tuple(from_json(days[place]) if place < len(days) else () for place in range(len(WEEKDAYS)))


def period_of(value: Mapping[str, Any]) -> HoursPeriod:
    """A stored period of hours.

    Raises:
        ValueError: its first or last day is none.
    """
    since, until = value.get("since"), value.get("until")
    return HoursPeriod(
        date.fromisoformat(str(since)) if since else None,
        date.fromisoformat(str(until)) if until else None,
        week_from_json(value.get("week")),
    )


def swapped_with(rule: Mapping[str, Any]) -> date | None:
    """The day that a stored day is exchanged for; None where none is.

    Raises:
        ValueError, TypeError: it is no day.
    """
    day = rule.get("swapped_with")
    return date.fromisoformat(day) if day else None


def _interval(text: str) -> tuple[int, int]:
    found = _INTERVAL.fullmatch(text)
    if found is None:
        raise InvalidInputError(f"Giờ làm việc “{text}” không đọc được.", "Ghi theo mẫu 07:30-11:30, 13:30-17:00.")
    first_hour, first_minute, last_hour, last_minute = (int(part or 0) for part in found.groups())
    if max(first_minute, last_minute) > 59:
        raise InvalidInputError(f"Giờ làm việc “{text}” không hợp lệ.", "Số phút từ 00 đến 59.")
    return first_hour * 60 + first_minute, last_hour * 60 + last_minute


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}h{minutes % 60:02d}"
