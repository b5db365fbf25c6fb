"""Deadlines as official papers word them, and the six states a task can be in against one.

A deadline is printed as it was worded; what it means as an instant is computed here and nowhere else.
Day and hour are Vietnam's wall time; `due_at` is an aware UTC instant, exclusive: at it, the task is late.
"""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError

NIGHT_ENDS = time(1, 0)
"""End of "Đêm D": the window of Phụ lục V closes at 01h00 of the next day. A setting of the plan may move it."""


class DeadlineKind(StrEnum):
    """How the paper words it."""

    DAY = "day"
    """"Ngày D": through the end of D."""
    BEFORE = "before"
    """"trước ngày D": through the end of the day before (the stricter reading)."""
    TIME = "time"
    """Day and hour."""
    NIGHT = "night"
    """"Đêm D": until the cut-over window closes on the morning after."""
    MONTH = "month"
    """"Tháng M/Y": through its last day."""
    RANGE = "range"
    """From a day to a day; either end may be open."""
    ONGOING = "ongoing"
    """"thường xuyên", "theo lộ trình": never late by the calendar."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline (Thời hạn hoàn thành): its words and what they mean."""

    kind: DeadlineKind
    text: str
    day: date | None = None
    hour: time | None = None
    start: date | None = None

    def due_at(self, night_ends: time = NIGHT_ENDS) -> datetime | None:
        """The first instant at which an unfinished task is late; None where the calendar sets no end."""
        if self.day is None or self.kind is DeadlineKind.ONGOING:
            return None
        if self.kind is DeadlineKind.BEFORE:
            return vietnam_time.at(self.day)
        if self.kind is DeadlineKind.TIME:
            return vietnam_time.at(self.day, self.hour or time())
        if self.kind is DeadlineKind.NIGHT:
            return vietnam_time.at(self.day + timedelta(days=1), night_ends)
        return vietnam_time.end_of(self.day)

    def last_day(self) -> date | None:
        """The last day on which work may still be done: what a Gantt bar and a sort use."""
        if self.day is None or self.kind is DeadlineKind.ONGOING:
            return None
        return self.day - timedelta(days=1) if self.kind is DeadlineKind.BEFORE else self.day

    def moved(self, days: int) -> "Deadline":
        """The same wording for a date `days` later: dates inside the text move with it."""
        if days == 0 or (self.day is None and self.start is None):
            return self
        shift = timedelta(days=days)
        text = _shift_text(self.text, shift, default_year=(self.day or self.start or date.min).year)
        day = self.day + shift if self.day else None
        if self.kind is DeadlineKind.MONTH and self.day and day:
            day = date(day.year, day.month, monthrange(day.year, day.month)[1])
            text = f"Tháng {day.month}/{day.year}"
        return replace(self, text=text, day=day, start=self.start + shift if self.start else None)

    def to_json(self) -> dict[str, Any]:
        """The wire form: one field, since it means something only as a whole."""
        return {
            "kind": self.kind.value,
            "text": self.text,
            "day": self.day.isoformat() if self.day else None,
            "hour": self.hour.strftime("%H:%M") if self.hour else None,
            "start": self.start.isoformat() if self.start else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Deadline":
        """The deadline of a wire form. An unknown kind of a newer version is read as words only."""
        kind = str(data.get("kind"))
        known = kind in set(DeadlineKind)
        return cls(
            DeadlineKind(kind) if known else DeadlineKind.ONGOING,
            data.get("text") or "",
            date.fromisoformat(data["day"]) if data.get("day") else None,
            time.fromisoformat(data["hour"]) if data.get("hour") else None,
            date.fromisoformat(data["start"]) if data.get("start") else None,
        )


_DATE = r"(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:/|-|\s+năm\s+)\s*(\d{4}))?"
_DATE_RE = re.compile(rf"(?<![\d/])(?:ngày\s+)?{_DATE}(?!\d)", re.IGNORECASE)
_HOUR_RE = re.compile(r"(\d{1,2})\s*(?:giờ|h|:)\s*(\d{2})?", re.IGNORECASE)
_MONTH_RE = re.compile(
    r"^(?:thời (?:gian|hạn) hoàn thành:\s*)?tháng\s+(\d{1,2})\s*(?:/|\s+năm\s+)\s*(\d{4})$", re.IGNORECASE
)
_YEAR_RE = re.compile(r"^năm\s+(\d{4})$", re.IGNORECASE)
_QUARTER_RE = re.compile(r"^quý\s+(IV|I{1,3}|[1-4])\s*(?:/|\s+năm\s+)\s*(\d{4})$", re.IGNORECASE)
_ONGOING = ("thường xuyên", "theo lộ trình", "hằng ngày", "hàng ngày", "hằng tháng", "hằng năm", "định kỳ")
_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "1": 1, "2": 2, "3": 3, "4": 4}


def parse(text: str, *, year: int | None = None) -> Deadline:
    """The deadline that a Vietnamese wording states.

    "5/7" is day/month of ``year`` when one is given; a date whose day and month cannot be told
    (a two-digit year, "2025-5-7") is refused, never guessed.

    Raises:
        InvalidInputError: the wording states no deadline that can be told for certain.
    """
    text = text.strip()
    lowered = text.lower()
    for read in (_period, _hour_of_day, _range, _single_day):
        found = read(text, lowered, year)
        if found is not None:
            return found
    raise InvalidInputError(
        f"Thời hạn “{text}” không đọc được.",
        "Ghi theo mẫu: 25/6/2025; trước ngày 25/6/2025; 12 giờ ngày 25/6/2025; Đêm 30/6/2025; Tháng 7/2025; "
        "Từ ngày 01/7 đến ngày 07/7/2025; Thường xuyên.",
    )


def _period(text: str, lowered: str, _: int | None) -> Deadline | None:
    if month := _MONTH_RE.match(text):
        return Deadline(DeadlineKind.MONTH, text, _last_of_month(int(month[2]), int(month[1]), text))
    if quarter := _QUARTER_RE.match(text):
        last = _QUARTERS[quarter[1].lower()] * 3
        year = int(quarter[2])
        return Deadline(DeadlineKind.RANGE, text, _last_of_month(year, last, text), start=date(year, last - 2, 1))
    if whole := _YEAR_RE.match(text):
        year = int(whole[1])
        return Deadline(DeadlineKind.RANGE, text, date(year, 12, 31), start=date(year, 1, 1))
    if any(word in lowered for word in _ONGOING) and not _DATE_RE.search(text):
        return Deadline(DeadlineKind.ONGOING, text)
    return None


def _hour_of_day(text: str, lowered: str, year: int | None) -> Deadline | None:
    dates = _dates(text, year)
    if len(dates) != 1:
        return None
    day = dates[0]
    if lowered.startswith("đêm"):
        return Deadline(DeadlineKind.NIGHT, text, day)
    hour = _HOUR_RE.search(_DATE_RE.sub("", text))
    if hour is None:
        return None
    wall = _wall_time(int(hour[1]), int(hour[2] or 0), text)
    if re.match(r"(kể\s+)?từ\s", lowered):
        return Deadline(DeadlineKind.RANGE, text, None, wall, start=day)
    return Deadline(DeadlineKind.TIME, text, day, wall)


def _range(text: str, lowered: str, year: int | None) -> Deadline | None:
    if not re.match(r"(kể\s+)?từ\s", lowered):
        return None
    dates = _dates(text, year)
    if len(dates) == 1:
        return Deadline(DeadlineKind.RANGE, text, start=dates[0])
    if len(dates) == 2:
        if dates[1] < dates[0]:
            raise InvalidInputError(
                f"Thời hạn “{text}”: ngày kết thúc trước ngày bắt đầu.", "Sửa lại một trong hai ngày."
            )
        return Deadline(DeadlineKind.RANGE, text, dates[1], start=dates[0])
    return None


def _single_day(text: str, lowered: str, year: int | None) -> Deadline | None:
    dates = _dates(text, year)
    if len(dates) != 1:
        return None
    before = re.search(r"trước(\s+ngày)?\s*\d", lowered) is not None
    return Deadline(DeadlineKind.BEFORE if before else DeadlineKind.DAY, text, dates[0])


def _dates(text: str, year: int | None) -> list[date]:
    """All dates of a wording, a missing year taken from the next date that has one, else from ``year``."""
    if re.search(r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}/\d{1,2}/\d{2}(?!\d)", text):
        return []
    found = list(_DATE_RE.finditer(text))
    result: list[date] = []
    later_year = year
    for match in reversed(found):
        own = int(match[3]) if match[3] else later_year
        if own is None:
            return []
        later_year = own
        try:
            result.insert(0, date(own, int(match[2]), int(match[1])))
        except ValueError:
            raise InvalidInputError(
                f"Thời hạn “{text}”: không có ngày {match[0].strip()}.", "Ghi ngày trước, tháng sau: ngày/tháng/năm."
            ) from None
    return result


def _last_of_month(year: int, month: int, text: str) -> date:
    if not 1 <= month <= 12:
        raise InvalidInputError(f"Thời hạn “{text}”: không có tháng {month}.", "Ghi tháng từ 1 đến 12.")
    return date(year, month, monthrange(year, month)[1])


def _wall_time(hour: int, minute: int, text: str) -> time:
    if hour > 23 or minute > 59:
        raise InvalidInputError(
            f"Thời hạn “{text}”: không có giờ {hour}:{minute:02d}.", "Giờ từ 0 đến 23, phút từ 0 đến 59."
        )
    return time(hour, minute)


def _shift_text(text: str, shift: timedelta, default_year: int) -> str:
    """The wording with every date moved; whether the year, a leading zero or "tháng" is written stays as it was."""

    def moved(match: re.Match[str]) -> str:
        try:
            day = date(int(match[3] or default_year), int(match[2]), int(match[1])) + shift
        except ValueError:
            return match[0]
        parts = list(match[0])
        for group, value, width in ((3, day.year, 4), (2, day.month, 1), (1, day.day, 2)):
            if match[group]:
                width = max(width if len(match[group]) == width else 1, 1)
                start = match.start(group) - match.start()
                parts[start : start + len(match[group])] = str(value).zfill(width)
        return "".join(parts)

    return _DATE_RE.sub(moved, text)


class DeadlineState(StrEnum):
    """Where a task stands against its deadline; every task is in exactly one (bars 1.5)."""

    NOT_DUE = "not_due"
    DUE_SOON = "due_soon"
    LATE_NOT_STARTED = "late_not_started"
    LATE_IN_PROGRESS = "late_in_progress"
    DONE_ON_TIME = "done_on_time"
    DONE_LATE = "done_late"

    @property
    def label(self) -> str:
        """The official Vietnamese."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    DeadlineState.NOT_DUE: "Chưa đến hạn",
    DeadlineState.DUE_SOON: "Sắp đến hạn",
    DeadlineState.LATE_NOT_STARTED: "Quá hạn, chưa làm",
    DeadlineState.LATE_IN_PROGRESS: "Quá hạn, đang làm",
    DeadlineState.DONE_ON_TIME: "Xong đúng hạn",
    DeadlineState.DONE_LATE: "Xong quá hạn",
}


def state(
    *, started: bool, finished_at: datetime | None, due_at: datetime | None, now: datetime, warn_days: int
) -> DeadlineState:
    """The state of one task. ``started`` is false only for "Chưa thực hiện"; all instants are aware UTC."""
    if finished_at is not None:
        on_time = due_at is None or finished_at < due_at
        return DeadlineState.DONE_ON_TIME if on_time else DeadlineState.DONE_LATE
    if due_at is None or now < due_at - timedelta(days=warn_days):
        return DeadlineState.NOT_DUE
    if now < due_at:
        return DeadlineState.DUE_SOON
    return DeadlineState.LATE_IN_PROGRESS if started else DeadlineState.LATE_NOT_STARTED
