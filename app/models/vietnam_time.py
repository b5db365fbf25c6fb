"""The edge where an instant (aware UTC) becomes the wall time a person in Vietnam reads, and back."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")
"""By `date.weekday()`."""


def at(day: date, wall: time = time()) -> datetime:
    """The UTC instant of a wall time in Vietnam."""
    return datetime.combine(day, wall, VIETNAM).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The first UTC instant after a day in Vietnam."""
    return at(day + timedelta(days=1))


def local(instant: datetime) -> datetime:
    """The same instant as Vietnam's wall clock shows it."""
    return instant.astimezone(VIETNAM)


def today(now: datetime) -> date:
    """Vietnam's date at an instant."""
    return local(now).date()


def iso(instant: datetime) -> str:
    """An instant as records keep it: UTC, milliseconds, `Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def from_iso(text: str) -> datetime:
    """The instant of a stored text.

    Raises:
        ValueError: not an ISO instant.
    """
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)


def show_date(day: date) -> str:
    """`dd/MM/yyyy`."""
    return day.strftime("%d/%m/%Y")


def show_moment(instant: datetime) -> str:
    """`dd/MM/yyyy HH:MM` on Vietnam's wall clock."""
    return local(instant).strftime("%d/%m/%Y %H:%M")
