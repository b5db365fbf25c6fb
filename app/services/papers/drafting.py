"""Drafts of official papers: making and editing them, Nơi nhận, freezing the content."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers import queries, writing
from app.models.papers.entities import PaperRow
from app.models.papers.kinds import kind_of, required_kind
from app.models.papers.records import Paper, Stage
from app.models.plan import queries as plan_queries
from app.models.recording import RecordingSession
from app.services.desk import Desk, Outcome, typed

_MOST_COPIES = 999
_HASH_LENGTH = 64


@dataclass(frozen=True, slots=True)
class NewRecipient:
    """A line of Nơi nhận as it is typed, without its dash and semicolon."""

    text: str
    unit_id: str = ""
    copies: int = 1


def create(
    desk: Desk,
    *,
    kind: str,
    title: str,
    subject_entity: str = "",
    subject_id: str = "",
    drafting_unit: str = "",
    unit_id: str = "",
    signatures_needed: int = 1,
    recipients: Sequence[NewRecipient] = (),
    natural_key: str = "",
    note: str = "",
) -> Outcome:
    """Make a draft. With `natural_key` two desks that make the same paper of a subject make one.

    Raises:
        InvalidInputError: an unknown kind, no trích yếu, fewer than one signature.
    """
    with desk.act(f"Tạo dự thảo {kind_of(kind).name.lower()}") as act:
        put(
            desk,
            act.session,
            kind=kind,
            title=title,
            subject_entity=subject_entity,
            subject_id=subject_id,
            drafting_unit=drafting_unit,
            unit_id=unit_id,
            signatures_needed=signatures_needed,
            recipients=recipients,
            natural_key=natural_key,
            note=note,
        )
    return act.outcome


def put(
    desk: Desk,
    session: RecordingSession,
    *,
    kind: str,
    title: str,
    subject_entity: str = "",
    subject_id: str = "",
    drafting_unit: str = "",
    unit_id: str = "",
    signatures_needed: int = 1,
    recipients: Sequence[NewRecipient] = (),
    natural_key: str = "",
    note: str = "",
) -> str:
    """Make a draft inside an act; gives its id. One that `natural_key` names already is left as it is.

    Raises:
        InvalidInputError: as `create`.
    """
    key = f"{subject_entity}/{subject_id}/{natural_key}"
    paper_id = desk.natural_id("paper", key) if natural_key else new_id()
    known = session.get(PaperRow, paper_id)
    if known is not None and not known.deleted:
        return paper_id
    required_kind(kind)
    if signatures_needed < 1:
        raise InvalidInputError("Văn bản phải có ít nhất một người ký.", "Nhập số người ký từ 1 trở lên.")
    values = {
        "kind": kind,
        "title": typed(title, where="Trích yếu", required=True),
        "subject_entity": subject_entity,
        "subject_id": subject_id,
        "rule_set": plan_queries.issuing_body(session).get("kind", "state"),
        "drafting_unit": typed(drafting_unit, where="Đơn vị soạn thảo"),
        "unit_id": unit_id,
        "signatures_needed": signatures_needed,
        "made_at": vietnam_time.iso(desk.now()),
        "note": typed(note, where="Ghi chú"),
    }
    if known is None:
        session.add(PaperRow(id=paper_id, **values))
    else:
        writing.clear_parts(session, paper_id)
        known.deleted = False
        for name, value in values.items():
            setattr(known, name, value)
    session.flush()
    writing.set_recipients(session, paper_id, _recipients(recipients))
    return paper_id


def edit(
    desk: Desk,
    *,
    paper_id: str,
    title: str | None = None,
    drafting_unit: str | None = None,
    note: str | None = None,
) -> Outcome:
    """Change what is given of a draft; the note at any time.

    Raises:
        InvalidInputError: no trích yếu.
        RefusedError: the content is frozen, or somebody has signed.
    """
    with desk.act("Sửa văn bản") as act:
        row, paper = _found(desk, act.session, paper_id)
        if title is not None or drafting_unit is not None:
            refuse_edit(paper)
        if title is not None:
            row.title = typed(title, where="Trích yếu", required=True)
        if drafting_unit is not None:
            row.drafting_unit = typed(drafting_unit, where="Đơn vị soạn thảo")
        if note is not None:
            row.note = typed(note, where="Ghi chú")
    return act.outcome


def set_recipients(desk: Desk, *, paper_id: str, recipients: Sequence[NewRecipient]) -> Outcome:
    """Make Nơi nhận exactly these lines, in order. It is part of the page: a frozen paper keeps its own.

    The plan has it among its own lines, and a biên bản has none on paper: theirs stay open until they go out.

    Raises:
        InvalidInputError: an empty line, the same line twice, fewer than one copy.
        RefusedError: the content is frozen, or somebody has signed, or it is out.
    """
    with desk.act("Sửa Nơi nhận") as act:
        _, paper = _found(desk, act.session, paper_id)
        printed_elsewhere = paper.issue_id or paper.kind.several_signers
        if not printed_elsewhere or paper.stage.is_out:
            refuse_edit(paper)
        writing.set_recipients(act.session, paper_id, _recipients(recipients))
    return act.outcome


def seal_in(desk: Desk, session: RecordingSession, *, paper_id: str, content_hash: str) -> None:
    """Freeze what a paper says ("Thông qua"), inside an act that is not undoable; a correction is a new version.

    `content_hash` is the SHA-256 of its subject's canonical bytes, number and date left out.

    Raises:
        InvalidInputError: this is no SHA-256.
        RefusedError: it is frozen already.
    """
    row, paper = _found(desk, session, paper_id)
    if paper.sealed is not None:
        raise RefusedError("Văn bản này đã chốt.", "Muốn sửa thì lập bản mới thay bản đã chốt.")
    lowered = content_hash.lower()
    if len(lowered) != _HASH_LENGTH or not set(lowered) <= set("0123456789abcdef"):
        raise InvalidInputError("Mã nội dung không phải SHA-256.", "Chốt lại nội dung rồi làm lại.")
    row.sealed = {
        "content_hash": lowered,
        "at": vietnam_time.iso(desk.now()),
        "person": desk.person.full_name if desk.person else "",
        "kind": row.kind,
        "title": row.title,
    }


def delete(desk: Desk, *, paper_id: str) -> Outcome:
    """Delete a draft.

    Raises:
        RefusedError: somebody has signed it, its content is frozen, or it is the plan's own issue.
    """
    with desk.act("Xoá dự thảo văn bản") as act:
        row, paper = _found(desk, act.session, paper_id)
        if paper.issue_id:
            raise RefusedError(
                f"{paper.kind.name} {paper.printed} đã ban hành.", "Thu hồi hoặc thay thế bằng văn bản khác."
            )
        refuse_edit(paper)
        row.deleted = True
    return act.outcome


def refuse_edit(paper: Paper) -> None:
    """Stop an edit of what is frozen or signed.

    Raises:
        RefusedError: it is.
    """
    if paper.sealed is not None:
        raise RefusedError(
            f"Nội dung văn bản đã chốt lúc {vietnam_time.show_moment(paper.sealed.at)} nên không sửa được.",
            "Lập bản mới thay bản này.",
        )
    if paper.signatures or paper.stage not in (Stage.DRAFT, Stage.CONSULTING):
        raise RefusedError(
            f"Văn bản đang ở bước “{paper.stage.label}” nên không sửa được.", "Trả lại để sửa, hoặc lập văn bản khác."
        )


def _found(desk: Desk, session: RecordingSession, paper_id: str) -> tuple[PaperRow, Paper]:
    row = writing.require_row(session, desk.natural_id, paper_id)
    return row, queries.paper(session, desk.natural_id, paper_id)


def _recipients(given: Sequence[NewRecipient]) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    for one in given:
        text = typed(one.text, where="Nơi nhận", required=True)
        if any(text == known for known, _, _ in found):
            raise InvalidInputError(f"Nơi nhận “{text}” ghi hai lần.", "Bỏ một dòng.")
        if not 1 <= one.copies <= _MOST_COPIES:
            raise InvalidInputError(f"Số bản gửi “{text}” không hợp lệ.", f"Nhập từ 1 đến {_MOST_COPIES} bản.")
        found.append((text, one.unit_id, one.copies))
    return found
