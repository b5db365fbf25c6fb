"""Deadlines as official papers word them, and the six states a task can be in against one.

A deadline is printed as it was worded; what it means as an instant is computed here and nowhere else.
Day and hour are Vietnam's wall time; `due_at` is an aware UTC instant, exclusive: at it, the task is late.
"""

import re
import unicodedata
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
        """The same wording for a date `days` later: dates inside the text move with it.

        A month becomes the one its middle falls into; a wording without a date ("Quý III/2025") stays.
        """
        if days == 0 or (self.day is None and self.start is None):
            return self
        shift = timedelta(days=days)
        if self.kind is DeadlineKind.MONTH and self.day:
            middle = self.day.replace(day=_MIDDLE_OF_MONTH) + shift
            last = middle.replace(day=monthrange(middle.year, middle.month)[1])
            text = _MONTH_YEAR_RE.sub(f"{middle.month}/{middle.year}", self.text)
            return self if last == self.day else replace(self, text=text, day=last)
        if not _DATE_RE.search(self.text):
            return self
        day = self.day + shift if self.day else None
        start = self.start + shift if self.start else None
        old_year, new_years = (self.day or self.start or date.min).year, {one.year for one in (start, day) if one}
        text = _shift_text(self.text, shift, old_year, years=new_years != {old_year})
        return replace(self, text=text, day=day, start=start)

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
            str(data.get("text") or ""),
            date.fromisoformat(data["day"]) if data.get("day") else None,
            time.fromisoformat(data["hour"]) if data.get("hour") else None,
            date.fromisoformat(data["start"]) if data.get("start") else None,
        )


_DATE = r"(\d{1,2})\s*(?:/|-|\s+tháng\s+)\s*(\d{1,2})(?:\s*(?:/|-|\s+năm\s+)\s*(\d{4}))?"
_DATE_RE = re.compile(rf"(?<![\d/])(?:ngày\s+)?{_DATE}(?!\d)", re.IGNORECASE)
_UNCERTAIN_RE = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}"  # year first
    r"|\d{1,2}\s*[/-]\s*\d{1,2}\s*[/-]\s*(?:\d{1,3}|\d{5,})(?![\d/])|năm\s+\d{1,3}(?!\d)"  # a year not of four digits
    r"|(?<![\d/])\d{1,2}\s*[-–]\s*\d{1,2}\s*/",  # "5-7/2025": two days, or two months
    re.IGNORECASE,
)
_HOUR_RE = re.compile(r"(?<!\d)(\d{1,2})\s*(?:giờ|h|:)(?![^\W\d])\s*(\d{1,2}(?!\d))?", re.IGNORECASE)
_MONTH_YEAR_RE = re.compile(r"\d{1,2}\s*(?:/|\s+năm\s+)\s*\d{4}$", re.IGNORECASE)
_MIDDLE_OF_MONTH = 15
_YEARS = range(2000, 2100)
"""Years a deadline may name; another is a slip of the finger."""
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
    text = unicodedata.normalize("NFC", text).strip()
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
        day = _last_of_month(int(quarter[2]), last, text)
        return Deadline(DeadlineKind.RANGE, text, day, start=date(day.year, last - 2, 1))
    if whole := _YEAR_RE.match(text):
        day = _last_of_month(int(whole[1]), 12, text)
        return Deadline(DeadlineKind.RANGE, text, day, start=date(day.year, 1, 1))
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
    after = re.match(r"sau\s+(ngày\s+)?\d", lowered)
    if not (after or re.match(r"(kể\s+)?từ\s", lowered)):
        return None
    dates = _dates(text, year)
    if len(dates) == 1:
        return Deadline(DeadlineKind.RANGE, text, start=dates[0] + timedelta(days=1) if after else dates[0])
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
    if _UNCERTAIN_RE.search(text):
        return []
    found = list(_DATE_RE.finditer(text))
    result: list[date] = []
    later_year = year
    for match in reversed(found):
        own = int(match[3]) if match[3] else later_year
        if own is None:
            return []
        later_year = _sensible(own, text)
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
    return date(_sensible(year, text), month, monthrange(year, month)[1])


def _sensible(year: int, text: str) -> int:
    if year not in _YEARS:
        raise InvalidInputError(f"Thời hạn “{text}”: năm {year} không hợp lý.", "Ghi năm đủ bốn chữ số, ví dụ 2025.")
    return year


def _wall_time(hour: int, minute: int, text: str) -> time:
    if hour > 23 or minute > 59:
        raise InvalidInputError(
            f"Thời hạn “{text}”: không có giờ {hour}:{minute:02d}.", "Giờ từ 0 đến 23, phút từ 0 đến 59."
        )
    return time(hour, minute)


def shift_dates(text: str, days: int, *, year: int) -> str:
    """A text with every date in it moved by whole days; a date without a year is read in ``year``."""
    return _shift_text(text, timedelta(days=days), year, years=False)


def _shift_text(text: str, shift: timedelta, default_year: int, *, years: bool) -> str:
    """The wording with every date moved; how days and months are written stays as it was.

    `years`: write the year of every date, also where it was left out.
    """

    def moved(match: re.Match[str]) -> str:
        try:
            day = date(int(match[3] or default_year), int(match[2]), int(match[1])) + shift
        except ValueError:
            return match[0]
        parts = list(match[0])
        year = day.year if match[3] else None
        for group, value in ((3, str(year)), (2, _as_month(day.month, match[2])), (1, _as_day(day.day, match[1]))):
            if match[group]:
                start = match.start(group) - match.start()
                parts[start : start + len(match[group])] = value
        missing = years and year is None
        return "".join(parts) + (f"{_before_year(match[0])}{day.year}" if missing else "")

    return _DATE_RE.sub(moved, text)


def _as_day(day: int, written: str) -> str:
    return str(day).zfill(len(written))


def _as_month(month: int, written: str) -> str:
    """A zero before 1 and 2 (NĐ 30/2020, Phụ lục I), before others only where the wording does so."""
    padded = written.startswith("0") and int(written) > 2
    return f"{month:02d}" if padded or (month <= 2 and written not in ("1", "2")) else str(month)


def _before_year(written: str) -> str:
    if "tháng" in written.lower():
        return " năm "
    return "-" if "-" in written else "/"


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
