"""The kinds of system: adding one of the province's own, what is said of a kind, taking one out of the assessment."""

from app.journal.change import new_id
from app.models import rank
from app.models.errors import InvalidInputError
from app.models.recording import RecordingSession
from app.models.selection import queries, writing
from app.models.selection.entities import SystemKindRow
from app.models.text import fold
from app.models.writing import put
from app.services.desk import Desk, Outcome, typed
from app.services.selection import ground


def add_kind(desk: Desk, *, name: str, short_name: str = "") -> Outcome:
    """Add a kind of the province's own, behind the shipped ones.

    Raises:
        InvalidInputError: no name, or a kind has it already (marks and case apart).
    """
    name = typed(name, where="Tên loại hệ thống", required=True)
    with desk.act("Thêm loại hệ thống") as act:
        _refuse_known(desk, act.session, name, "")
        key = new_id()
        act.session.add(
            SystemKindRow(
                id=key,
                code=key,
                rank=rank.between(writing.last_kind_rank(act.session), None),
                name=name,
                short_name=typed(short_name, where="Tên gọn"),
            )
        )
    return act.outcome


def edit_kind(desk: Desk, *, kind_id: str, name: str, short_name: str) -> Outcome:
    """Change the names of a kind of the province's own.

    Raises:
        InvalidInputError: no name, or another kind has it.
        NotFoundError: no such kind.
    """
    name = typed(name, where="Tên loại hệ thống", required=True)
    short_name = typed(short_name, where="Tên gọn")
    with desk.act("Sửa loại hệ thống") as act:
        _refuse_known(desk, act.session, name, kind_id)
        _say(desk, act.session, kind_id, name=name, short_name=short_name)
    return act.outcome


def take_out(desk: Desk, *, kind_id: str) -> Outcome:
    """Leave a kind out of the province's assessment; everything entered stays.

    Raises:
        NotFoundError: no such kind.
    """
    with desk.act("Bỏ loại hệ thống khỏi đánh giá") as act:
        _say(desk, act.session, kind_id, is_used=False)
    return act.outcome


def put_back(desk: Desk, *, kind_id: str) -> Outcome:
    """Assess a kind again that was left out.

    Raises:
        NotFoundError: no such kind.
    """
    with desk.act("Đưa loại hệ thống trở lại") as act:
        _say(desk, act.session, kind_id, is_used=True)
    return act.outcome


def _say(desk: Desk, session: RecordingSession, kind_id: str, **values: object) -> None:
    known = ground.kind(desk, session, kind_id)
    put(session, SystemKindRow, kind_id, **({} if known.is_own else {"code": known.code}), **values)


def _refuse_known(desk: Desk, session: RecordingSession, name: str, kind_id: str) -> None:
    for one in queries.all_kinds(session, desk.natural_id):
        if one.id != kind_id and fold(name) in (fold(one.name), fold(one.short_name)):
            raise InvalidInputError(f"Đã có loại hệ thống “{one.name}”.", "Dùng loại đã có, hoặc đặt tên khác hẳn.")
