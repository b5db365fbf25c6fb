"""What another decision would make invalid, asked before it is made, and the marks "cần xem lại" that it left."""

from collections.abc import Sequence

from app.models import vietnam_time
from app.models.errors import NotFoundError
from app.models.selection import aftermath_following, aftermath_queries, queries
from app.models.selection.aftermath_entities import ReviewRow
from app.models.selection.aftermath_invalidating import Invalidated, Review
from app.services.desk import Desk, Outcome, typed


def what_becomes_invalid(desk: Desk, *, kind_id: str, system_id: str) -> tuple[Invalidated, ...]:
    """All that choosing this system (none: a new one in place of all) for a kind makes invalid.

    Nothing for the first decision of a kind, or for one that chooses the same system again.
    """
    with desk.workspace.reading() as session:
        return aftermath_following.invalidated(
            session, desk.province, desk.natural_id, kind_id=kind_id, system_id=system_id, at=desk.now()
        )


def reviews(desk: Desk, *, open_only: bool = True) -> tuple[Review, ...]:
    """The marks that changed decisions left, oldest first."""
    with desk.workspace.reading() as session:
        names = {one.id: one.shown for one in queries.all_kinds(session, desk.natural_id)}
        found = aftermath_queries.reviews(session, names)
    return tuple(one for one in found if one.is_open or not open_only)


def settle(desk: Desk, *, review_ids: Sequence[str], note: str = "") -> Outcome:
    """Say that somebody has looked at what was marked, and how it was settled.

    Raises:
        NotFoundError: no such mark.
    """
    note = typed(note, where="Kết quả xem lại")
    with desk.act("Đã xem lại sau khi đổi quyết định") as act:
        for review_id in review_ids:
            row = act.session.get(ReviewRow, review_id)
            if row is None or row.deleted:
                raise NotFoundError("Không tìm thấy điểm cần xem lại này.", "Mở lại danh sách.")
            person = desk.person.full_name if desk.person else ""
            if not row.settled:
                row.settled = {"at": vietnam_time.iso(desk.now()), "by": person, "note": note}
    return act.outcome
