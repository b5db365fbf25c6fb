"""What the papers of several jobs share: letterhead, facts, numbers and times in words, blanks for the pen, the end."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

from app.exports.layout import date_line, number_line
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Block,
    Document,
    Paragraph,
    Recipients,
    Run,
    Section,
    Sheet,
    Signature,
    SignatureBlock,
    Table,
    TwoColumnHeader,
    paragraph,
)
from app.models.plan.records import IssuingBody
from app.models.vietnam_time import local

DRAFT = "DỰ THẢO"
"""Across every page of a draft."""
BLANK = "\u00a0" * 30
"""Room for the pen in a line of text; no-break, so that it is never squeezed."""
HASH_BLOCK = 8


def symbol_of(body: IssuingBody, kind: str) -> str:
    """Ký hiệu of a paper of another kind: `BB-BCĐ` where the plan's is `KH-BCĐ`."""
    _, _, issuer = body.symbol.partition("-")
    return f"{kind}-{issuer}" if issuer else kind


def letterhead(body: IssuingBody, kind: str = "", *, is_dated: bool = False) -> TwoColumnHeader:
    """Agencies and Quốc hiệu; the number line where the paper has a ``kind`` ("BB"), the date line where it has one."""
    number = number_line(rules_of(body), symbol_of(body, kind)) if kind else ""
    return TwoColumnHeader(body.parent, body.name, number, date_line(body.place, None) if is_dated else "")


def fact(label: str, value: str) -> Paragraph:
    """`Label: value`, the label bold."""
    return Paragraph((Run(f"{label}: ", bold=True), Run(value)))


def or_none(table: Table, words: str) -> tuple[Block, ...]:
    """The table, or a sentence where it would be empty."""
    return (table,) if table.rows else (paragraph(words),)


def number_text(value: Decimal | int | None) -> str:
    """`1.234.567,5`."""
    if value is None:
        return ""
    return f"{Decimal(value):,f}".translate(str.maketrans(",.", ".,"))


def day_month(day: date) -> str:
    """`30/6`, `01/7`: as Phụ lục V writes days; months 1 and 2 with a zero (NĐ 30, PL I, II.4.b)."""
    return f"{day.day:02d}/{day.month:02d}" if day.month <= 2 else f"{day.day:02d}/{day.month}"


def hour_of_day(at: datetime) -> str:
    """`00:10 ngày 01/7/2025`."""
    wall = local(at)
    return f"{wall:%H:%M} ngày\u00a0{day_month(wall.date())}/{wall.year}"


def moment_in_words(at: datetime | None) -> str:
    """`22 giờ 14 phút, ngày 30 tháng 6 năm 2025`; blank for the pen while unknown."""
    if at is None:
        gap = "\u00a0" * 6
        return f"{gap}giờ{gap}phút, ngày{gap}tháng{gap}năm{gap}"
    wall = local(at)
    month = f"{wall.month:02d}" if wall.month <= 2 else str(wall.month)
    return (
        f"{wall.hour:02d}\u00a0giờ {wall.minute:02d}\u00a0phút, "
        f"ngày\u00a0{wall.day:02d} tháng\u00a0{month} năm\u00a0{wall.year}"
    )


def blocks(digest: str) -> str:
    """A hash in blocks of eight, so that it wraps and can be compared by eye."""
    return " ".join(digest[at : at + HASH_BLOCK] for at in range(0, len(digest), HASH_BLOCK))


def unbroken(phone: str) -> str:
    """Telephone numbers that are never parted at the end of a line."""
    return ", ".join(one.strip().replace(" ", "\u00a0") for one in phone.split(",") if one.strip())


def recipients(body: IssuingBody) -> Recipients:
    """Nơi nhận; the file copy by the rule set (NĐ 30, PL III; HD 05)."""
    kept = "Lưu Văn phòng, Hồ sơ." if rules_of(body) == "party" else "Lưu: VT, Hồ sơ."
    return Recipients("Nơi nhận:", ("Tổ Công tác Tỉnh;", kept))


def minutes_signatures(body: IssuingBody, secretary: str = "", chair: str = "") -> SignatureBlock:
    """Secretary left, chair right (NĐ 30, PL III, mẫu 1.9; HD 05 names them otherwise)."""
    party = rules_of(body) == "party"
    left, right = ("NGƯỜI GHI BIÊN BẢN", "CHỦ TRÌ HỘI NGHỊ") if party else ("THƯ KÝ", "CHỦ TỌA")
    note = "(Chữ ký)"
    return SignatureBlock(
        (Signature(position=left, note=note, name=secretary), Signature(position=right, note=note, name=chair)),
        recipients(body),
    )


class Printing(Protocol):
    """What any paper needs to know of who prints it, and when."""

    @property
    def body(self) -> IssuingBody:
        """Who issues it."""

    @property
    def at(self) -> datetime:
        """The instant it is made, aware."""


def document(
    title: str,
    printing: Printing,
    sections: Sequence[Section],
    *,
    sheets: Sequence[Sheet] = (),
    subject: str = "",
    is_draft: bool = False,
) -> Document:
    """A paper by the rules of its body; a draft bears its mark on every page."""
    return Document(
        title=title,
        sections=tuple(sections),
        sheets=tuple(sheets),
        rules=rules_of(printing.body),
        subject=subject,
        author=printing.body.name,
        watermark=DRAFT if is_draft else "",
        created=printing.at,
    )
