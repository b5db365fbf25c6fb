"""Drafts of official papers: making them, Nơi nhận, freezing the content, a new version in place of a frozen one."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers import queries, writing
from app.models.papers.entities import PaperRow
from app.models.papers.kinds import kind_of, required_kind
from app.models.papers.records import LinkKind, Paper, Stage
from app.models.plan.entities import IssueRow, Plan
from app.models.queries import setting
from app.models.recording import RecordingSession
from app.models.writing import require
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
        "rule_set": str((setting(session, "issuing_body") or {}).get("kind", "state")),
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
    kind: str | None = None,
    drafting_unit: str | None = None,
    signatures_needed: int | None = None,
    note: str | None = None,
) -> Outcome:
    """Change what is given of a draft; the note at any time.

    Raises:
        InvalidInputError: an unknown kind, no trích yếu, fewer than one signature.
        RefusedError: the content is frozen, or somebody has signed.
    """
    with desk.act("Sửa văn bản") as act:
        row, paper = _found(desk, act.session, paper_id)
        if any(value is not None for value in (title, kind, drafting_unit, signatures_needed)):
            refuse_edit(paper)
        if title is not None:
            row.title = typed(title, where="Trích yếu", required=True)
        if kind is not None:
            row.kind = required_kind(kind).code
        if drafting_unit is not None:
            row.drafting_unit = typed(drafting_unit, where="Đơn vị soạn thảo")
        if signatures_needed is not None:
            if signatures_needed < 1:
                raise InvalidInputError("Văn bản phải có ít nhất một người ký.", "Nhập số người ký từ 1 trở lên.")
            row.signatures_needed = signatures_needed
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


def seal(desk: Desk, *, paper_id: str, content_hash: str) -> Outcome:
    """Freeze what the paper says ("Thông qua"): the SHA-256 of its subject's canonical bytes, number and date left out.

    Never undone: a correction is a new version.

    Raises:
        InvalidInputError: this is no SHA-256.
        RefusedError: it is frozen already.
    """
    with desk.act("Chốt nội dung văn bản", undoable=False) as act:
        seal_in(desk, act.session, paper_id=paper_id, content_hash=content_hash)
    return act.outcome


def seal_in(desk: Desk, session: RecordingSession, *, paper_id: str, content_hash: str) -> None:
    """Freeze a paper inside an act that is not undoable.

    Raises:
        InvalidInputError, RefusedError: as `seal`.
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


def new_version(desk: Desk, *, paper_id: str, subject_id: str = "", title: str | None = None) -> Outcome:
    """Make a draft in place of a frozen one that has not gone out; it names the old one.

    Raises:
        RefusedError: the paper is not frozen (edit it), or it is out (replace or correct it by another paper),
            or it has a new version already.
    """
    with desk.act("Lập bản mới của văn bản") as act:
        row, old = _found(desk, act.session, paper_id)
        if old.stage.is_out:
            raise RefusedError(
                f"Văn bản {old.printed} đã phát hành.",
                "Đính chính bằng công văn, hoặc thay thế bằng văn bản cùng hình thức.",
            )
        if old.sealed is None:
            raise RefusedError("Văn bản chưa chốt.", "Sửa trực tiếp bản dự thảo.")
        if any(link.kind is LinkKind.VERSION for link in old.linked_by):
            raise RefusedError("Văn bản này đã có bản mới.", "Mở bản mới và sửa tiếp.")
        made = put(
            desk,
            act.session,
            kind=old.kind.code,
            title=title if title is not None else old.title,
            subject_entity=old.subject_entity,
            subject_id=subject_id or old.subject_id,
            drafting_unit=old.drafting_unit,
            unit_id=old.unit_id,
            signatures_needed=old.signatures_needed,
            recipients=[NewRecipient(one.text, one.unit_id, one.copies) for one in old.recipients],
        )
        act.session.get_one(PaperRow, made).rule_set = row.rule_set
        record_id = desk.natural_id("paper_link", f"{made}/{paper_id}/{LinkKind.VERSION}")
        writing.put_link(act.session, record_id, made, paper_id, LinkKind.VERSION.value, "")
    return act.outcome


def join_issue(desk: Desk, *, paper_id: str, issue_id: str) -> Outcome:
    """Say that a draft of the plan is what "Ban hành" issued: number, date and signer come from there. Never undone.

    Raises:
        InvalidInputError: the draft is not one of that plan.
        RefusedError: the draft or the issue is joined already, or the văn thư gave the draft a number.
    """
    with desk.act("Nối dự thảo với kế hoạch đã ban hành", undoable=False) as act:
        row, paper = _found(desk, act.session, paper_id)
        issue = require(act.session, IssueRow, issue_id)
        if (paper.subject_entity, paper.subject_id) != (Plan.ENTITY, issue.plan_id):
            raise InvalidInputError("Dự thảo này không phải của kế hoạch đã ban hành.", "Chọn dự thảo kế hoạch.")
        if paper.issue_id or paper.number or queries.is_joined(act.session, issue_id):
            raise RefusedError("Dự thảo hoặc lần ban hành này đã có văn bản.", "Mở văn bản đã có trong danh sách.")
        row.issue_id = issue_id
    return act.outcome


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
