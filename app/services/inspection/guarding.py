"""What several verbs of an inspection share: visits by natural id, notice times, refusing edits of what was agreed."""

from contextlib import suppress
from datetime import datetime

from app.models import vietnam_time
from app.models.errors import NotFoundError, RefusedError
from app.models.inspection import queries
from app.models.inspection.entities import InspectionRow, MinutesRow, VisitRow
from app.models.inspection.records import Visit
from app.models.recording import RecordingSession
from app.models.working_time import notice
from app.models.working_time.reckoning import OutsideCalendarError
from app.models.writing import put, rank_after, require
from app.services import working_time
from app.services.desk import Desk


def put_visit(desk: Desk, session: RecordingSession, inspection_id: str, unit_id: str) -> VisitRow:
    """The visit of a plan to a unit, new at the end of the list or brought back, inside an act."""
    require(session, InspectionRow, inspection_id)
    record_id = desk.natural_id("visit", f"{inspection_id}/{unit_id}")
    place = rank_after(session, VisitRow, "inspection_id", inspection_id, None)
    return put(session, VisitRow, record_id, inspection_id=inspection_id, unit_id=unit_id, rank=place)


def latest_notice(desk: Desk, visit: Visit) -> datetime | None:
    """Until when the notice of a visit must have been sent; None without a time, or beyond the calendar.

    By the unit's working calendar as it stood when the notice was sent, else as it stands.
    """
    if visit.start is None:
        return None
    day = vietnam_time.today(visit.start)
    try:
        if visit.notice is not None and visit.notice.calendar_version:
            with suppress(NotFoundError):  # a calendar that has not arrived yet
                kept = working_time.kept_calendar(desk, version=visit.notice.calendar_version)
                return notice.latest_notice(day, kept)
        return working_time.notice_times(desk, visit=day, unit_id=visit.unit.id).latest
    except OutsideCalendarError:
        return None


def delegation_name(desk: Desk) -> str:
    """What line a) of the minutes calls the province's own delegation (Phụ lục II: "gọi tắt là Tổ Công tác Tỉnh")."""
    return f"Tổ Công tác {desk.province.title}"


def open_minutes(session: RecordingSession, minutes_id: str) -> MinutesRow:
    """Minutes that may still be written in.

    Raises:
        NotFoundError: no such minutes.
        RefusedError: they were agreed.
    """
    row = require(session, MinutesRow, minutes_id)
    if queries.adopted_ids(session, [minutes_id]):
        raise RefusedError(
            "Biên bản đã thông qua, nội dung không sửa được nữa.",
            "Dùng “Lập bản đính chính” để lập phiên bản mới ghi rõ thay bản này.",
        )
    return row


def refuse_adopted_visit(session: RecordingSession, visit_id: str) -> None:
    """Stop a change of a visit whose newest minutes were agreed: its answers and photos are part of them.

    Raises:
        RefusedError: they were agreed.
    """
    newest = queries.newest_minutes(session, [visit_id]).get(visit_id)
    if newest is not None:
        open_minutes(session, newest.id)
