"""What the acts on a system that was not chosen share: which one it is, whether it still stops, its parts by key."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import queries as plan_queries
from app.models.recording import RecordingSession
from app.models.selection import aftermath_queries
from app.models.selection.aftermath import shipped
from app.models.selection.aftermath_entities import BackupRow, HandoverRow, MigrationRow, UnchosenRow
from app.models.selection.aftermath_writing import say, take_out
from app.models.selection.unchosen import Unchosen
from app.models.text import fold
from app.services.desk import Desk, Outcome, typed

_CLOCKS_DIFFER = timedelta(minutes=5)
"""How far ahead of this PC a moment may be that was read off another clock."""

MOST = 10**15
"""The greatest count or size that is believed: a petabyte, in bytes."""

Write = Callable[[RecordingSession, Unchosen], None]


def do(desk: Desk, title: str, system_id: str, write: Write, *, needs_stop: bool = True) -> Outcome:
    """Do an act on one of them.

    Raises:
        NotFoundError: no such system, or no decision stops it and nothing was recorded.
        RefusedError: the decision in force does not stop it, where the act `needs_stop`.
    """
    with desk.act(title) as act:
        one = one_of(desk, act.session, system_id)
        if needs_stop and not one.is_stopped:
            raise RefusedError(
                f"{one.shown} đang được tiếp tục sử dụng theo quyết định.", "Chỉ ghi cho hệ thống không được chọn."
            )
        write(act.session, one)
    return act.outcome


def set_of(desk: Desk, title: str, system_id: str, **values: Any) -> Outcome:
    """Set fields of the system as a whole, in one act."""
    return do(desk, title, system_id, lambda session, one: say_of(desk, session, one, **values))


def read(desk: Desk, session: Any) -> tuple[Unchosen, ...]:
    """All of them."""
    views = aftermath_queries.kind_views(session, desk.province, desk.natural_id)
    return aftermath_queries.stopped(session, views)


def one_of(desk: Desk, session: Any, system_id: str) -> Unchosen:
    """One of them.

    Raises:
        NotFoundError: no such system, or no decision stops it and nothing was recorded.
    """
    views = aftermath_queries.kind_views(session, desk.province, desk.natural_id, system_id=system_id)
    found = next((one for one in aftermath_queries.stopped(session, views) if one.system_id == system_id), None)
    if found is None:
        _, known = aftermath_queries.find_system(session, views, system_id)
        raise NotFoundError(
            f"{known.shown} không phải hệ thống bị dừng.", "Ghi quyết định lựa chọn của loại hệ thống này trước."
        )
    return found


def say_of(desk: Desk, session: RecordingSession, one: Unchosen, **values: Any) -> None:
    """Say something of the system as a whole."""
    owner = {"kind_id": one.kind_id, "system_id": one.system_id}
    say(session, UnchosenRow, desk.natural_id(UnchosenRow.ENTITY, one.system_id), owner, **values)


Part = tuple[str, str]
"""Key and name of a backup part, an object, a hand-over."""


def say_part(
    desk: Desk,
    session: RecordingSession,
    table: type[BackupRow] | type[MigrationRow] | type[HandoverRow],
    one: Unchosen,
    part: Part,
    **values: Any,
) -> None:
    """Say something of one of its parts."""
    owner = {"kind_id": one.kind_id, "system_id": one.system_id, "key": part[0], "name": part[1]}
    say(session, table, _part_id(desk, table, one.system_id, part[0]), owner, **values)


def _part_id(desk: Desk, table: type[Any], system_id: str, key: str) -> str:
    return desk.natural_id(table.ENTITY, f"{system_id}/{key}")


def named(parts: tuple[Any, ...], key: str) -> Part:
    """Key and name of one of a system's parts.

    Raises:
        NotFoundError: it has none of that key.
    """
    found = next((part for part in parts if part.key == key), None)
    if found is None:
        raise NotFoundError("Hệ thống không có phần này.", "Chọn lại trong danh sách, hoặc thêm phần mới.")
    return found.key, found.name


def add_part(
    desk: Desk, table: type[Any], system_id: str, name: str, title: str, listed: str, values: Mapping[str, Any]
) -> Outcome:
    """Add a part of the province's own.

    Raises:
        InvalidInputError: no name, or there is one of that name.
    """
    name = typed(name, where="Tên", required=True)
    key = " ".join(fold(name).split())

    def write(session: RecordingSession, one: Unchosen) -> None:
        if any(" ".join(fold(part.name).split()) == key for part in getattr(one, listed)):
            raise InvalidInputError(f"Đã có “{name}”.", "Ghi vào dòng đang có, hoặc đặt tên khác.")
        say_part(desk, session, table, one, (key, name), **values)

    return do(desk, title, system_id, write)


def remove_part(desk: Desk, table: type[Any], system_id: str, key: str, title: str, listed: str) -> Outcome:
    """Take out a part of the province's own.

    Raises:
        RefusedError: it is one every system has.
    """
    if any(row["key"] == key for row in shipped("unchosen")[listed]):
        raise RefusedError("Mục này hệ thống nào cũng phải có.", "Ghi lý do nếu không phải làm.")

    def write(session: RecordingSession, one: Unchosen) -> None:
        named(getattr(one, listed), key)
        take_out(session, table, _part_id(desk, table, one.system_id, key))

    return do(desk, title, system_id, write, needs_stop=False)


def past(desk: Desk, at: datetime, where: str) -> datetime:
    """A moment that has been, on whatever clock it was read."""
    if at > desk.now() + _CLOCKS_DIFFER:
        raise InvalidInputError(
            f"{where} {vietnam_time.show_moment(at)} ở phía trước.", "Chỉ ghi việc đã làm; kiểm tra lại ngày và giờ."
        )
    return at


def refuse_unsound(done: int, total: int) -> None:
    """Refuse counts that cannot be.

    Raises:
        InvalidInputError: negative, more done than there is, or more than anybody counts.
    """
    if not 0 <= done <= total <= MOST:
        raise InvalidInputError(f"{done}/{total} không hợp lý.", "Số đã xong từ 0 đến tổng số.")


def year_of_night(session: Any) -> int:
    """The year that "5/7" means: the year of the plan's night."""
    return date.fromisoformat(plan_queries.the_plan(session).cutover_day).year
