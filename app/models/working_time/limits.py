"""Limits as documents word them: ISO durations in, Vietnamese out."""

import re
from datetime import timedelta

from app.models.errors import InvalidInputError
from app.models.working_time.records import Clock, Limit

_ISO = re.compile(r"P(?:(\d{1,4})D)?(?:T(?=\d)(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?")
_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)


def parse(text: str, clock: Clock = Clock.WORKING) -> Limit:
    """The limit that an ISO 8601 duration states: PT2H, P3D, P1DT4H, PT15M. Weeks, months and years state none.

    Raises:
        InvalidInputError: it is no such duration.
    """
    cleaned = text.strip().upper()
    found = _ISO.fullmatch(cleaned)
    if found is None or not any(found.groups()):
        raise InvalidInputError(
            f"Thời hạn “{text.strip()}” không đọc được.",
            "Ghi theo ISO 8601: PT2H (2 giờ), PT15M (15 phút), P3D (3 ngày).",
        )
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return Limit(days, timedelta(hours=hours, minutes=minutes, seconds=seconds), clock)


def show(limit: Limit) -> str:
    """A limit in the words of the handbook: "02 giờ làm việc", "03 ngày làm việc", "15 phút"."""
    suffix = " làm việc" if limit.clock is Clock.WORKING else ""
    parts = [f"{limit.days:02d} ngày"] if limit.days else []
    if limit.time or not parts:
        parts.append(show_time(limit.time))
    return f"{' '.join(parts)}{suffix}"


def show_time(length: timedelta) -> str:
    """A length in hours, minutes and (where there are any) seconds: "02 giờ 15 phút"."""
    hours, rest = divmod(length, _HOUR)
    minutes, rest = divmod(rest, _MINUTE)
    counts = ((hours, "giờ"), (minutes, "phút"), (rest.seconds, "giây"))
    return " ".join(f"{count:02d} {unit}" for count, unit in counts if count) or "0 phút"
