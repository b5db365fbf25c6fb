"""Phiếu trình: what is submitted for signature, what the units said of it, who initialled it (ký nháy).

What the way of the paper has recorded is printed; the rest is room for the pen.
"""

from collections.abc import Iterator
from datetime import datetime

from app.exports.layout import end_mark
from app.exports.paper_parts import BLANK, fact, letterhead, moment_in_words
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Paragraph,
    Row,
    Section,
    Signature,
    SignatureBlock,
    Table,
    Title,
    paragraph,
)
from app.models.papers.records import Entry, Opinion, Paper, Step
from app.models.plan.records import IssuingBody
from app.models.vietnam_time import show_date, show_moment

KIND = "PHIẾU TRÌNH"
SUBJECT = "Trình ký văn bản"
NOT_CONSULTED = "Không lấy ý kiến đơn vị khác."
INITIAL_ROW_MM, DECISION_ROW_MM = 14.0, 36.0
BLANK_INITIALS = ("Kiểm tra nội dung", "Kiểm tra thể thức")
"""Who initials answers for one of them (NĐ 30/2020, Điều 13)."""
_NOTE = "(Ký, ghi rõ họ tên)"


def submission_slip(paper: Paper, body: IssuingBody, at: datetime) -> Document:
    """The slip of a paper; ``at`` (aware) is when it is made."""
    blocks: tuple[Block, ...] = (
        letterhead(body),
        Title(KIND, SUBJECT),
        *_about(paper, body),
        Heading(2, "1. Ý kiến của các đơn vị được lấy ý kiến"),
        *_opinions(paper),
        Heading(2, "2. Ký nháy"),
        _initials(paper),
        Heading(2, "3. Ý kiến của người có thẩm quyền ký"),
        Table((Column("Ý kiến chỉ đạo", 165),), (Row(("",)),), "Ý kiến chỉ đạo", DECISION_ROW_MM),
        _ending(paper),
    )
    return Document(
        title=f"{KIND.capitalize()}: {paper.kind.name} {paper.title}",
        sections=(Section(blocks),),
        rules=rules_of(body),
        subject=paper.title,
        author=body.name,
        created=at,
    )


def _about(paper: Paper, body: IssuingBody) -> Iterator[Paragraph]:
    sent = _submitted(paper)
    yield fact("Kính trình", _in_words(paper.signatures[-1].position if paper.signatures else body.position))
    yield fact("Văn bản trình ký", f"{paper.kind.name}: {paper.title}")
    yield fact("Đơn vị soạn thảo", paper.drafting_unit or BLANK)
    yield fact("Người trình", sent.person if sent else BLANK)
    yield fact("Trình lúc", moment_in_words(sent.at if sent else None))
    if paper.round:
        yield fact("Lần trình", str(paper.round + 1))
    if sent and sent.note:
        yield fact("Nội dung trình", end_mark("party", sent.note))


def _in_words(position: str) -> str:
    """A position as a sentence has it where it was given in capitals."""
    return position.capitalize() if position.isupper() else position


def _submitted(paper: Paper) -> Entry | None:
    """The submission in force; none while the paper is a draft (again)."""
    last = next((one for one in reversed(paper.entries) if one.step in (Step.SUBMIT, Step.RETURN)), None)
    return last if last is not None and last.step is Step.SUBMIT else None


def _opinions(paper: Paper) -> Iterator[Block]:
    if not paper.opinions:
        yield paragraph(NOT_CONSULTED)
        return
    columns = (
        Column("TT", 11, "center"),
        Column("Đơn vị", 40),
        Column("Ý kiến", 62),
        Column("Tiếp thu, giải trình", 52),
    )
    rows = tuple(Row((str(at), one.unit, _opinion(one), one.handling)) for at, one in enumerate(paper.opinions, 1))
    yield Table(columns, rows, "Ý kiến")


def _opinion(one: Opinion) -> str:
    if one.verdict is None:
        return f"Chưa trả lời{f' (hạn {show_date(one.answer_by)})' if one.answer_by else ''}"
    day = show_date(one.answered_on) if one.answered_on else ""
    source = ", ".join(part for part in (one.document, day) if part)
    return "\n".join(part for part in (one.verdict.label, one.text, f"({source})" if source else "") if part)


def _initials(paper: Paper) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Họ và tên, chức vụ", 64),
        Column("Nội dung", 50),
        Column("Ký nháy", 40),
    )
    rows = [
        Row((str(at), _initialled_by(one), _checked(one), show_moment(one.at)))
        for at, one in enumerate(paper.initials, 1)
    ]
    blank = [Row((str(at), "", what, "")) for at, what in enumerate(BLANK_INITIALS, 1)]
    return Table(columns, tuple(rows or blank), "Ký nháy", INITIAL_ROW_MM)


def _initialled_by(one: Entry) -> str:
    return "\n".join(str(one.body[key]) for key in ("person", "position") if one.body.get(key)) or one.person


def _checked(one: Entry) -> str:
    """What was said with the initials: the entry's note without person and position, which stand beside it."""
    who = ", ".join(str(one.body[key]) for key in ("person", "position") if one.body.get(key))
    return one.note.removeprefix(who).lstrip(", ")


def _ending(paper: Paper) -> SignatureBlock:
    sent = _submitted(paper)
    signer = paper.signatures[-1].signer if paper.signatures else ""
    return SignatureBlock(
        (
            Signature(position="NGƯỜI TRÌNH", note=_NOTE, name=sent.person if sent else ""),
            Signature(position="NGƯỜI CÓ THẨM QUYỀN KÝ", note=_NOTE, name=signer),
        )
    )
