"""What a paper does to an earlier one: đính chính by a công văn, thay thế and thu hồi by a paper of equal form."""

from app.models.errors import InvalidInputError, RefusedError
from app.models.papers import queries, writing
from app.models.papers.kinds import LETTER
from app.models.papers.records import LinkKind, Paper
from app.models.plan.writing import cycle
from app.services.desk import Desk, Outcome, typed


def link(desk: Desk, *, paper_id: str, target_id: str, kind: LinkKind, note: str = "") -> Outcome:
    """Say what a paper does to an earlier one; it takes effect when the paper goes out (NĐ 30/2020, Điều 18).

    Raises:
        InvalidInputError: itself, a wrong form of paper, papers that undo each other, or a new version (agreeing a
            correction makes that link).
        RefusedError: the earlier paper is not out, or the later one is.
        NotFoundError: no such paper.
    """
    note = typed(note, where="Ghi chú")
    with desk.act(f"{kind.label} văn bản") as act:
        paper = queries.paper(act.session, desk.natural_id, paper_id)
        target = queries.paper(act.session, desk.natural_id, target_id)
        _check(paper, target, kind)
        links = {
            one.id: {other.target_id for other in one.links} for one in queries.papers(act.session, desk.natural_id)
        }
        links.setdefault(paper_id, set()).add(target_id)
        if cycle(links, paper_id):
            raise InvalidInputError("Hai văn bản không thể sửa hoặc thay thế lẫn nhau.", "Chọn văn bản khác.")
        writing.require_row(act.session, desk.natural_id, paper_id)
        writing.put_link(act.session, _link_id(desk, paper_id, target_id, kind), paper_id, target_id, kind.value, note)
    return act.outcome


def _check(paper: Paper, target: Paper, kind: LinkKind) -> None:
    if paper.id == target.id:
        raise InvalidInputError("Văn bản không thể sửa hoặc thay thế chính nó.", "Chọn văn bản khác.")
    if kind is LinkKind.VERSION:
        raise InvalidInputError("Bản mới được lập từ văn bản đã chốt.", "Mở văn bản đã chốt rồi lập bản mới.")
    if paper.stage.is_out:
        raise RefusedError(f"Văn bản {paper.printed} đã phát hành.", "Dùng một văn bản chưa phát hành.")
    if not target.stage.is_out:
        raise RefusedError(
            f"{target.kind.name} “{target.title}” chưa phát hành.", "Văn bản chưa phát hành thì trả lại để sửa."
        )
    if kind is LinkKind.CORRECTION and paper.kind.code != LETTER:
        raise InvalidInputError("Đính chính bằng công văn.", "Lập công văn đính chính; sai nội dung thì thay thế.")
    if kind in (LinkKind.REPLACEMENT, LinkKind.WITHDRAWAL) and paper.kind != target.kind:
        raise InvalidInputError(
            f"{kind.label} {target.kind.name.lower()} phải bằng văn bản có hình thức tương đương.",
            f"Lập {target.kind.name.lower()} để {kind.label.lower()}.",
        )


def _link_id(desk: Desk, paper_id: str, target_id: str, kind: LinkKind) -> str:
    return desk.natural_id("paper_link", f"{paper_id}/{target_id}/{kind.value}")
