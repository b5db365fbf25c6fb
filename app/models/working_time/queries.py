"""Reads working time from the workspace as frozen records."""

import hashlib
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.errors import NotFoundError
from app.models.fitting import told
from app.models.working_time import calendar as calendars
from app.models.working_time import hours as day_hours
from app.models.working_time.calendar import CalendarDay, Origin, OwnHours
from app.models.working_time.entities import CalendarDayRow, CalendarVersionRow, WorkingHoursRow
from app.models.working_time.records import WorkingCalendar


def own_hours(session: Session) -> tuple[OwnHours, ...]:
    """Every period of hours that the province or a unit set, by unit and first day."""
    rows = session.scalars(select(WorkingHoursRow).where(WorkingHoursRow.deleted.is_(False)))
    found = [
        OwnHours(row.id, row.unit_id, day_hours.period_of(row.hours), row.note) for row in told(WorkingHoursRow, rows)
    ]
    return tuple(sorted(found, key=lambda one: (one.unit_id, one.period.since or date.min, one.id)))


def own_days(session: Session) -> tuple[CalendarDay, ...]:
    """Every day that the province or a unit set, ascending."""
    rows = session.scalars(select(CalendarDayRow).where(CalendarDayRow.deleted.is_(False)))
    return tuple(sorted(map(calendar_day, told(CalendarDayRow, rows)), key=lambda one: (one.day, one.unit_id)))


def calendar(session: Session, unit_id: str = "") -> WorkingCalendar:
    """The calendar of a unit (or the province) as it stands."""
    return calendars.build(own_hours(session), own_days(session), unit_id)


def kept(session: Session, version: str) -> WorkingCalendar:
    """The calendar of a version that something was computed under.

    Raises:
        NotFoundError: it has not come to this PC, or is not what its hash says.
    """
    found = session.scalar(select(CalendarVersionRow.content).where(CalendarVersionRow.version == version))
    if found is None or hashlib.sha256(found.encode()).hexdigest() != version:
        raise NotFoundError(
            "Không tìm thấy phiên bản lịch làm việc đã dùng.",
            f"Phiên bản {version[:8]} chưa về máy này; đồng bộ rồi mở lại.",
        )
    return calendars.thawed(found)


def calendar_day(row: CalendarDayRow) -> CalendarDay:
    """A day's row as a record."""
    rule = row.rule
    hours = rule.get("hours")
    return CalendarDay(
        date.fromisoformat(row.day),
        rule.get("kind") != "working",
        str(rule.get("name", "")),
        Origin.UNIT if row.unit_id else Origin.PROVINCE,
        None if hours is None else day_hours.from_json(hours),
        day_hours.swapped_with(rule),
        str(rule.get("document", "")),
        row.unit_id,
        row.id,
    )
