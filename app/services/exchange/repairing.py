"""What the server refused: taken back, so that the record says again what the server holds; and put back.

The third way is to correct it: whoever writes the field anew replaces the refused value, here and on the server.
"""

from collections.abc import Container, Sequence

from app.journal.change import new_id
from app.models import outbox, taking_back, vietnam_time
from app.models.base import ActRow
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.services.desk import Desk, Outcome

TITLE = "Bỏ thay đổi máy chủ không nhận"


def take_back(desk: Desk, *, change_ids: Sequence[str]) -> tuple[Outcome, tuple[str, ...]]:
    """Bỏ thay đổi này: records go back to what the server holds; the values taken back stay in the history.

    Gives the outcome and the ids of all that was taken back: what stands under a record that they made goes with it.

    Raises:
        InvalidInputError: nothing was chosen.
        NotFoundError: one of them is not refused, or no longer: the server may hold it by now.
        RefusedError: an entry of the night's log, a seal, or what a seal covers; nobody sits at the desk.
    """
    if not change_ids:
        raise InvalidInputError("Chưa chọn thay đổi nào.", "Chọn dòng máy chủ không nhận rồi bấm lại.")
    if desk.person is None:
        raise RefusedError("Chưa chọn người dùng.", "Bấm “Đổi người dùng” để chọn tên mình trước khi sửa.")
    with desk.workspace.applying() as applying:
        session = applying.session
        _see_all_in(change_ids, outbox.parked(session), "Máy chủ đã nhận, hoặc thay đổi đã được bỏ hay gửi lại.")
        taken = taking_back.with_followers(session, change_ids)
        if not taking_back.is_reversible(session, taken):
            raise RefusedError(
                "Nhật ký đêm và nội dung đã chốt không bỏ được.",
                "Nhờ quản trị máy chủ cấp quyền cho người ghi rồi bấm “Gửi lại”, hoặc trao đổi bằng tệp.",
            )
        taking_back.take_back(applying, taken)
        at = vietnam_time.iso(desk.now())
        who = {"author": desk.person.id, "device": desk.workspace.device}
        session.add_all(
            ActRow(id=new_id(), kind="take_back", title=TITLE, at=at, target=one, undoable=False, **who)
            for one in taken
        )
    return Outcome("", TITLE, tuple(applying.refs)), taken


def put_back(desk: Desk, *, change_ids: Sequence[str]) -> Outcome:
    """Lấy lại: what was taken back counts again and goes to the server with the next exchange.

    Raises:
        NotFoundError: one of them is not taken back, or no longer.
    """
    with desk.workspace.applying() as applying:
        known = {change.id for change in outbox.taken_back(applying.session)}
        _see_all_in(change_ids, known, "Thay đổi đã được lấy lại, hoặc máy chủ đã có.")
        taking_back.put_back(applying, change_ids)
    return Outcome("", "Lấy lại thay đổi đã bỏ", tuple(applying.refs))


def _see_all_in(change_ids: Sequence[str], known: Container[str], why: str) -> None:
    if any(one not in known for one in change_ids):
        raise NotFoundError("Thay đổi đã chọn không còn trong danh sách.", f"{why} Xem lại danh sách rồi chọn.")
