"""Hands for what follows a decision: systems in the register, and decisions made without scoring every cell first."""

from datetime import date, datetime

from app.models import vietnam_time
from app.models.selection import aftermath_following, queries, writing
from app.models.selection.freezing import Frozen
from app.models.selection.records import Course, Decided, KindView
from app.models.selection.result import result
from app.models.selection.sensitivity import sensitivity
from app.models.selection.unchosen import Unchosen
from app.services.desk import Desk
from app.services.selection import criteria, register, unchosen

REASON = "hệ thống đang hoạt động ổn định, đã kết nối đầy đủ với Cổng Dịch vụ công quốc gia."


def at(text: str) -> datetime:
    """The instant of "24/6 11:30" in 2025, Vietnam's wall clock."""
    day, wall = text.split()
    number, month = map(int, day.split("/"))
    hour, minute = map(int, wall.split(":"))
    return vietnam_time.at(date(2025, month, number), datetime(2025, 1, 1, hour, minute).time())  # noqa: DTZ001 a wall time


def kind_id(desk: Desk, code: str = "tthc") -> str:
    """The id of a shipped kind."""
    return desk.natural_id("system_kind", code)


def three_systems(desk: Desk, code: str = "tthc", name: str = "VNPT iGate") -> tuple[str, str, str]:
    """A candidate of each old province of Lâm Đồng: Lâm Đồng, Đắk Nông, Bình Thuận."""
    provinces = ("Lâm Đồng", "Đắk Nông", "Bình Thuận")
    first, second, third = (
        register.add_system(desk, kind_id=kind_id(desk, code), name=name, province=one).created[0] for one in provinces
    )
    return first, second, third


def decide(
    desk: Desk,
    system_id: str,
    *,
    code: str = "tthc",
    reason: str = REASON,
    course: Course = Course.KEEP,
    number: str = "1211/QĐ-UBND",
) -> str:
    """Decide for a system as the verb does, without every cell scored; gives the decision's id."""
    of = kind_id(desk, code)
    view = kind_view(desk, of)
    if view.sheet.round is None:
        criteria.open_round(desk, kind_id=of)
        criteria.lock_criteria(desk, kind_id=of)
    elif view.decision is not None:
        criteria.reopen(desk, kind_id=of)
    view = kind_view(desk, of)
    assert view.sheet.round is not None
    found = result(view.sheet)
    decided = Decided("Chủ tịch UBND tỉnh", vietnam_time.today(desk.now()), number)
    content = Frozen(view.sheet, found, sensitivity(view.sheet, found), system_id, course, reason, "", decided)
    with desk.act("Quyết định", undoable=False) as act:
        session, now = act.session, desk.now()
        invalid = aftermath_following.invalidated(
            session, desk.province, desk.natural_id, kind_id=of, system_id=system_id, at=now
        )
        row = writing.decision_row(session, of, view.sheet.round.id, content, view.decisions, now, "Nguyễn Thị Đào")
        session.add(row)
        aftermath_following.follow(
            session, desk.province, desk.natural_id, kind_id=of, decision_id=row.id, found=invalid, at=now
        )
    return row.id


def kind_view(desk: Desk, of: str) -> KindView:
    """A kind as it stands."""
    with desk.workspace.reading() as session:
        return queries.views(session, [queries.kind(session, of, desk.natural_id)], desk.province)[0]


def stopped_one(desk: Desk, system_id: str) -> Unchosen:
    """A system that was not chosen, as it stands."""
    return next(one for one in unchosen.systems(desk) if one.system_id == system_id)
