"""The tables of working time: hours for a period, days apart, calendar versions that something was computed under."""

from datetime import date
from typing import Any, ClassVar

from sqlalchemy import Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.base import Synced
from app.models.working_time.hours import period_of, swapped_with


class WorkingHoursRow(Synced):
    """Hours of the week for a period, of a unit or (empty) of the province."""

    __tablename__ = "working_hours"
    ENTITY = "working_hours"
    READ_AS: ClassVar = {"hours": period_of}

    unit_id: Mapped[str] = mapped_column(default="")
    hours: Mapped[dict[str, Any]]
    """{"since", "until": day or null, "week": seven lists of [from, until] in minutes}: one whole."""
    note: Mapped[str] = mapped_column(default="")

    def scope(self) -> str:
        """The unit."""
        return self.unit_id


class CalendarDayRow(Synced):
    """A day off or a working day that the weekday does not tell. Natural id: unit and day."""

    __tablename__ = "calendar_day"
    __table_args__ = (Index(None, "day"),)
    ENTITY = "calendar_day"
    READ_AS: ClassVar = {"day": date.fromisoformat, "rule": swapped_with}

    unit_id: Mapped[str] = mapped_column(default="")
    day: Mapped[str]
    rule: Mapped[dict[str, Any]]
    """{"kind": off | working, "name", "hours", "swapped_with", "document"}: one whole."""

    def scope(self) -> str:
        """The unit."""
        return self.unit_id


class CalendarVersionRow(Synced):
    """A working calendar something was computed under, word for word. Natural id: its hash. Written once."""

    __tablename__ = "calendar_version"
    ENTITY = "calendar_version"
    KIND = "event"

    version: Mapped[str]
    content: Mapped[str] = mapped_column(Text)
    """Canonical JSON; its SHA-256 is `version`."""
