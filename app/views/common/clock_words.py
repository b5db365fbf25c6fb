"""How windows write and take instants and spans: absolute, by the clock of Vietnam, no "vài phút trước". No Qt here."""

import re
from datetime import datetime, time, timedelta

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.vietnam_time import local

MINUTE = timedelta(minutes=1)
_HALF_DAY = timedelta(hours=12)
_CLOCK = re.compile(r"(\d{1,2})\s*[:hg]\s*(\d{2})?(?::(\d{2}))?", re.IGNORECASE)
_DAY = re.compile(r"(\d{1,2})[/-](\d{1,2})(?:[/-](\d{4}))?")
_SPAN = re.compile(r"(?:(\d+)\s*(?:giờ|h|g)\s*)?(?:(\d+)\s*(?:phút|p|')\s*)?(?:(\d+)\s*(?:giây|s|\"))?", re.IGNORECASE)


def clock(at: datetime) -> str:
    """`22:14:05`."""
    return local(at).strftime("%H:%M:%S")


def hour(at: datetime) -> str:
    """`22:14`."""
    return local(at).strftime("%H:%M")


def moment(at: datetime) -> str:
    """`22:14 30/06/2025`: an instant with its date, as fields show and take it."""
    return local(at).strftime("%H:%M %d/%m/%Y")


def exact_moment(at: datetime) -> str:
    """`22:14:05 30/06/2025`."""
    return local(at).strftime("%H:%M:%S %d/%m/%Y")


def short_moment(at: datetime) -> str:
    """`22:14 30/6`."""
    wall = local(at)
    return f"{wall:%H:%M} {wall.day}/{wall.month}"


def span(length: timedelta) -> str:
    """`1 giờ 05 phút`, `35 phút`, `40 giây`."""
    seconds = round(abs(length).total_seconds())
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} giờ {minutes:02} phút" if minutes else f"{hours} giờ"
    if minutes:
        return f"{minutes} phút {rest:02} giây" if rest else f"{minutes} phút"
    return f"{rest} giây"


def minutes(length: timedelta) -> str:
    """`35'`, rounded: where a bar leaves no room for more."""
    return f"{round(length / MINUTE)}'"


def running(length: timedelta) -> str:
    """`1:14:05` or `14:05`: a span that is counting."""
    seconds = int(abs(length).total_seconds())
    hours, rest = divmod(seconds, 3600)
    sign = "-" if length < timedelta() and seconds else ""
    return f"{sign}{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{sign}{rest // 60:02}:{rest % 60:02}"


def since_start(length: timedelta) -> str:
    """`T+01:14:05`; before giờ G `T-00:20:00`."""
    seconds = int(abs(length).total_seconds())
    sign = "-" if length < timedelta() else "+"
    return f"T{sign}{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def read_moment(text: str, *, near: datetime) -> datetime:
    """The instant that was typed (`22:14`, `22h14 30/6`, `0:10 01/07/2025`); without a day the nearest to `near`.

    Raises:
        InvalidInputError: not a time of day.
    """
    found = _CLOCK.search(text)
    if found is None:
        raise InvalidInputError(f"Giờ “{text.strip()}” không đọc được.", "Ghi như 22:14 hoặc 22:14 30/06/2025.")
    day_found = _DAY.search(text[: found.start()] + " " + text[found.end() :])
    try:
        wall = time(int(found[1]), int(found[2] or 0), int(found[3] or 0))
        base = local(near)
        if day_found is not None:
            day = base.date().replace(
                day=int(day_found[1]), month=int(day_found[2]), year=int(day_found[3] or base.year)
            )
            return vietnam_time.at(day, wall)
    except ValueError:
        raise InvalidInputError(f"Giờ “{text.strip()}” không có thật.", "Ghi như 22:14 30/06/2025.") from None
    made = vietnam_time.at(base.date(), wall)
    if made - near > _HALF_DAY:
        return made - 2 * _HALF_DAY
    return made + 2 * _HALF_DAY if near - made > _HALF_DAY else made


def read_span(text: str) -> timedelta:
    """The span that was typed: `35`, `35 phút`, `1 giờ 05 phút`, `1:05`.

    Raises:
        InvalidInputError: not a span.
    """
    cleaned = text.strip()
    if cleaned.isdigit():
        return timedelta(minutes=int(cleaned))
    parts = cleaned.split(":")
    if len(parts) in (2, 3) and all(part.strip().isdigit() for part in parts):
        numbers = [int(part) for part in parts] + [0] * (3 - len(parts))
        return timedelta(hours=numbers[0], minutes=numbers[1], seconds=numbers[2])
    found = _SPAN.fullmatch(cleaned)
    if not cleaned or found is None:
        raise InvalidInputError(f"Thời lượng “{cleaned}” không đọc được.", "Ghi số phút, hoặc như 1 giờ 05 phút.")
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0), seconds=int(found[3] or 0))
