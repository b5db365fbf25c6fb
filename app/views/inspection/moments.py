"""Instants as these windows write and take them: day, hours of one day, and a field for a day with its hour."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from app.models.errors import InvalidInputError
from app.models.vietnam_time import WEEKDAYS, local, show_date, show_moment
from app.services import working_time
from app.views.common.fields import StoredLine


def day_words(day: date) -> str:
    """`Thứ Ba 08/07/2025`."""
    return f"{WEEKDAYS[day.weekday()]} {show_date(day)}"


def hours(start: datetime | None, end: datetime | None) -> str:
    """`08:00 đến 11:30`; without an end `08:00`; "" without a start."""
    if start is None:
        return ""
    from_hour = f"{local(start):%H:%M}"
    if end is None:
        return from_hour
    until = f"{local(end):%H:%M}" if local(end).date() == local(start).date() else show_moment(end)
    return f"{from_hour} đến {until}"


def period_words(first: date | None, last: date | None) -> str:
    """`08/07/2025 đến 10/07/2025`, one day alone, or that there is none."""
    if first is None and last is None:
        return "Chưa có thời gian"
    if first == last or last is None or first is None:
        one = first or last
        return show_date(one) if one else ""
    return f"{show_date(first)} đến {show_date(last)}"


class MomentField(StoredLine):
    """A day with its hour, `25/06/2025 08:00`; an hour alone belongs to the day that `near` names."""

    def __init__(self, parent: QWidget | None = None, *, near: Callable[[], date | None] = lambda: None) -> None:
        super().__init__(parent, placeholder="VD: 25/6/2025 08:00")
        self._near = near
        self.setMinimumWidth(148)

    def show_moment(self, at: datetime | None) -> None:
        """Show an instant, or nothing."""
        self.show_value(show_moment(at) if at else "")

    def moment(self) -> datetime | None:
        """The instant in the field, None where it is empty.

        Raises:
            InvalidInputError: it cannot be read.

        """
        text = self.text().strip()
        if not text:
            return None
        near = self._near()
        try:
            return working_time.read_moment(text)
        except InvalidInputError:
            if near is None or "/" in text:
                raise
            return working_time.read_moment(f"{text} {show_date(near)}")
