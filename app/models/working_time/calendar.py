"""The calendar of a unit in four layers: days of the law, of the shipped list, of the province, of the unit itself.

The nearer layer wins a day. The days of the law come from the `holidays` library, which works offline.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any

from app.models.resources import load_yaml
from app.models.working_time import hours as day_hours
from app.models.working_time.records import DayHours, HoursPeriod, SpecialDay, WorkingCalendar

_SHIPPED = "working_time.yaml"
_MADE_UP = "Ngày làm bù"


class Origin(StrEnum):
    """Who says that a day is not as its weekday, from the farthest layer to the nearest."""

    LAW = "law"
    SHIPPED = "shipped"
    PROVINCE = "province"
    UNIT = "unit"

    @property
    def label(self) -> str:
        """The Vietnamese."""
        return _ORIGIN_LABELS[self]


_ORIGIN_LABELS = {
    Origin.LAW: "Ngày lễ, tết theo luật",
    Origin.SHIPPED: "Văn bản của Trung ương",
    Origin.PROVINCE: "Tỉnh quy định",
    Origin.UNIT: "Đơn vị quy định",
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day that is not as its weekday says, with who says so (Ngày nghỉ, ngày làm bù)."""

    day: date
    is_off: bool
    name: str
    origin: Origin
    hours: DayHours | None = None
    swapped_with: date | None = None
    """The other day of an exchange."""
    document: str = ""
    unit_id: str = ""
    id: str = ""
    """Of the record, where the province or a unit keeps it."""


@dataclass(frozen=True, slots=True)
class OwnHours:
    """Hours that the province (`unit_id` empty) or a unit set for a period."""

    id: str
    unit_id: str
    period: HoursPeriod
    note: str = ""


@lru_cache(maxsize=32)
def build(
    own_hours: tuple[OwnHours, ...] = (), own_days: tuple[CalendarDay, ...] = (), unit_id: str = ""
) -> WorkingCalendar:
    """The calendar of a unit, or (empty) of the province.

    Of several periods that cover a day the unit's wins, then the one that begins last, then the greater id.
    """
    first, last = span()
    mine = sorted(
        (one for one in own_hours if one.unit_id in ("", unit_id)),
        key=lambda one: (one.unit_id != "", one.period.since or date.min, one.id),
        reverse=True,
    )
    days = {one.day: one for one in (*statutory_days(), *shipped_days()) if first <= one.day <= last}
    for unit in ("", unit_id) if unit_id else ("",):
        days.update({one.day: one for one in own_days if one.unit_id == unit and first <= one.day <= last})
    return WorkingCalendar(
        first,
        last,
        (*(one.period for one in mine), default_hours()),
        tuple(SpecialDay(one.day, one.is_off, one.name, one.hours) for _, one in sorted(days.items())),
    )


@lru_cache(maxsize=64)
def thawed(content: str) -> WorkingCalendar:
    """The calendar that a kept version states, given as JSON text.

    Raises:
        ValueError: it states none.
    """
    import json

    data: Mapping[str, Any] = json.loads(content)
    try:
        return WorkingCalendar(
            date.fromisoformat(data["first"]),
            date.fromisoformat(data["last"]),
            tuple(
                HoursPeriod(_day(one["since"]), _day(one["until"]), day_hours.week_from_json(one["week"]))
                for one in data["periods"]
            ),
            tuple(
                SpecialDay(
                    date.fromisoformat(one["day"]),
                    bool(one["off"]),
                    str(one["name"]),
                    None if one["hours"] is None else day_hours.from_json(one["hours"]),
                )
                for one in data["specials"]
            ),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("these are not the contents of a working calendar") from error


@cache
def span() -> tuple[date, date]:
    """First and last day that any calendar answers for."""
    found = load_yaml(_SHIPPED)["span"]
    return date.fromisoformat(found["first"]), date.fromisoformat(found["last"])


@cache
def default_hours() -> HoursPeriod:
    """The hours where nobody set others: 07h30-11h30 and 13h30-17h00 from Monday to Friday."""
    found = load_yaml(_SHIPPED)["hours"]
    return HoursPeriod(None, None, tuple(day_hours.read(found[name]) for name in day_hours.WEEKDAYS))


@cache
def shipped_days() -> tuple[CalendarDay, ...]:
    """Days that central papers set and the library does not know, or misnames."""
    return tuple(
        CalendarDay(
            date.fromisoformat(one["day"]), one["kind"] == "off", one["name"], Origin.SHIPPED, document=one["document"]
        )
        for one in load_yaml(_SHIPPED)["days"]
    )


@cache
def statutory_days() -> tuple[CalendarDay, ...]:
    """Holidays and swapped days of the whole country, ascending (Bộ luật Lao động 2019, Điều 111-112)."""
    import holidays  # only where a calendar is asked for: the first screen need not wait for it

    first, last = span()
    known = holidays.country_holidays("VN", years=range(first.year, last.year + 1), language="vi")
    off = [CalendarDay(day, True, known[day], Origin.LAW) for day in sorted(known)]
    worked = [CalendarDay(day, False, _MADE_UP, Origin.LAW) for day in sorted(known.weekend_workdays)]
    return tuple(sorted((*off, *worked), key=lambda one: one.day))


def days_of(own_days: Iterable[CalendarDay], *, since: date, until: date, unit_id: str = "") -> tuple[CalendarDay, ...]:
    """The days in force for a unit (or the province) between two days, both included, ascending."""
    found = {one.day: one for one in (*statutory_days(), *shipped_days())}
    own_days = tuple(own_days)
    for unit in ("", unit_id) if unit_id else ("",):
        found.update({one.day: one for one in own_days if one.unit_id == unit})
    return tuple(one for day, one in sorted(found.items()) if since <= day <= until)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
