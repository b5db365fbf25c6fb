"""Notice given ahead of a visit (Sổ tay 6.3.b: at least 03 working days, unless the inspection is đột xuất).

Counted in days, as Bộ luật Dân sự 2015, Điều 147 counts: the day of the notice is none of them. A notice on Monday
allows a visit on Thursday of a week without holidays; one given after the close of Monday counts as Tuesday's.
"""

from datetime import date, datetime

from app.models import vietnam_time
from app.models.resources import load_yaml
from app.models.working_time.reckoning import add_working_days, closing
from app.models.working_time.records import WorkingCalendar


def required_days() -> int:
    """How many working days ahead notice is to be given."""
    return int(load_yaml("working_time.yaml")["notice"]["working_days"])


def latest_notice(visit: date, calendar: WorkingCalendar) -> datetime:
    """The last instant (UTC) at which notice of a visit on that day is still in time.

    A visit on a day off counts as one of the working day before it.

    Raises:
        OutsideCalendarError: the calendar does not reach so far.
    """
    counted = visit if calendar.is_working_day(visit) else add_working_days(visit, -1, calendar)
    return closing(add_working_days(counted, -required_days(), calendar), calendar)


def earliest_visit(notice: datetime, calendar: WorkingCalendar) -> date:
    """The first working day on which a visit may be made when notice is given at an instant.

    Raises:
        OutsideCalendarError: the calendar does not reach so far.
    """
    return add_working_days(counted_day(notice, calendar), required_days(), calendar)


def is_in_time(notice: datetime, visit: date, calendar: WorkingCalendar) -> bool:
    """Whether a notice leaves the time it must leave."""
    return notice <= latest_notice(visit, calendar)


def counted_day(notice: datetime, calendar: WorkingCalendar) -> date:
    """The working day as whose a notice counts: its own until the close of work, else the next one."""
    day = vietnam_time.today(notice)
    if calendar.is_working_day(day) and notice <= closing(day, calendar):
        return day
    return add_working_days(day, 1, calendar)
