"""Sổ đăng ký văn bản đi (NĐ 30/2020, Phụ lục IV) and the list of who signed what, as table and as workbook.

Only what the văn thư gave stands in the column Số: the program's own ids are in neither.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from app.exports.layout import date_in_words
from app.exports.paper_parts import letterhead, or_none
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Align,
    Block,
    Column,
    Document,
    Role,
    Row,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Table,
    Title,
    paragraph,
)
from app.models.papers.registers import RegisterLine, SignedLine
from app.models.plan.records import IssuingBody
from app.models.vietnam_time import local, show_date

KIND = "SỔ ĐĂNG KÝ VĂN BẢN ĐI"
SIGNED = "DANH SÁCH VĂN BẢN ĐÃ KÝ"
NO_PAPER, NO_SIGNATURE = "Chưa có văn bản nào được cấp số.", "Chưa có văn bản nào được ký."
DIGITAL, BY_HAND = "Ký số", "Ký tay"
_COLUMNS: tuple[tuple[str, int, Align], ...] = (
    ("Số, ký hiệu văn bản", 32, "center"),
    ("Ngày tháng văn bản", 25, "center"),
    ("Tên loại và trích yếu nội dung văn bản", 66, "left"),
    ("Người ký", 32, "left"),
    ("Nơi nhận văn bản", 42, "left"),
    ("Đơn vị, người nhận bản lưu", 26, "left"),
    ("Số lượng bản", 15, "center"),
    ("Ghi chú", 30, "left"),
)
"""Heading, relative width, align: the columns of Phụ lục IV in its order."""
_SHEET_WIDTHS = (20.0, 14.0, 48.0, 24.0, 36.0, 24.0, 10.0, 28.0)


def outgoing_register(lines: Sequence[RegisterLine], body: IssuingBody, at: datetime, about: str = "") -> Document:
    """The register; ``about`` says which part of it ("Năm 2025"), empty for all of it."""
    columns = tuple(
        Column(f"{heading}\n({place})", width, align) for place, (heading, width, align) in enumerate(_COLUMNS, 1)
    )
    rows: list[Row] = []
    for label, members in groupby(lines, key=lambda one: one.series.label):
        rows.append(Row(("", label), group=True))
        rows += [Row((*_texts(one)[:6], str(one.copies) if one.copies else "", one.note)) for one in members]
    table = Table(columns, tuple(rows), KIND.capitalize())
    return _document(KIND, about, or_none(table, NO_PAPER), _register_sheet(lines), body, at)


def _texts(one: RegisterLine) -> tuple[str, ...]:
    return (
        one.printed,
        show_date(one.issued_on),
        f"{one.kind}: {one.title}",
        one.signers,
        one.recipients,
        one.keeper,
    )


def _register_sheet(lines: Sequence[RegisterLine]) -> Sheet:
    columns = (
        *(
            SheetColumn(heading, width, align)
            for (heading, _, align), width in zip(_COLUMNS, _SHEET_WIDTHS, strict=True)
        ),
        SheetColumn("Dãy số", 26, detail=True),
        SheetColumn("Số", 8, "center", detail=True),
        SheetColumn("Tình trạng", 18, "center", detail=True),
        SheetColumn("Hiệu lực", 18, "center", detail=True),
    )
    rows = tuple(
        SheetRow(
            (
                one.printed,
                one.issued_on,
                *_texts(one)[2:6],
                one.copies or None,
                one.note,
                one.series.label,
                one.number,
                one.stage.label,
                one.standing.label,
            )
        )
        for one in lines
    )
    return Sheet("Văn bản đi", columns, rows, KIND)


def signed_list(lines: Sequence[SignedLine], body: IssuingBody, at: datetime, about: str = "") -> Document:
    """Who signed what (Ai đã ký), in the order given."""
    columns = (
        Column("TT", 11, "center"),
        Column("Người ký", 44),
        Column("Chức vụ, quyền hạn ký", 52),
        Column("Ngày ký", 24, "center"),
        Column("Cách ký", 18, "center"),
        Column("Số, ký hiệu", 30, "center"),
        Column("Tên loại và trích yếu nội dung văn bản", 78),
    )
    rows = tuple(
        Row(
            (
                str(at_line),
                one.signer,
                _power(one),
                show_date(one.signed_on),
                DIGITAL if one.digital else BY_HAND,
                one.printed,
                f"{one.kind}: {one.title}",
            )
        )
        for at_line, one in enumerate(lines, 1)
    )
    table = Table(columns, rows, SIGNED.capitalize())
    return _document(SIGNED, about, or_none(table, NO_SIGNATURE), _signed_sheet(lines), body, at)


def _power(one: SignedLine) -> str:
    """`TM. BAN CHỈ ĐẠO` above the position, where it was not signed in one's own right."""
    power = " ".join(part for part in (one.power, one.on_behalf_of) if part) if one.power else ""
    return "\n".join(part for part in (power, one.position) if part)


def _signed_sheet(lines: Sequence[SignedLine]) -> Sheet:
    columns = (
        SheetColumn("TT", 6, "center"),
        SheetColumn("Người ký", 26),
        SheetColumn("Chức vụ", 26),
        SheetColumn("Quyền hạn ký", 14, "center"),
        SheetColumn("Ký thay, thay mặt", 26),
        SheetColumn("Ngày ký", 12, "center"),
        SheetColumn("Cách ký", 10, "center"),
        SheetColumn("Số, ký hiệu", 18, "center"),
        SheetColumn("Tên loại", 16),
        SheetColumn("Trích yếu nội dung", 48),
    )
    rows = tuple(
        SheetRow(
            (
                at,
                one.signer,
                one.position,
                one.power,
                one.on_behalf_of,
                one.signed_on,
                DIGITAL if one.digital else BY_HAND,
                one.printed,
                one.kind,
                one.title,
            )
        )
        for at, one in enumerate(lines, 1)
    )
    return Sheet("Văn bản đã ký", columns, rows, SIGNED)


def _document(
    kind: str, about: str, content: tuple[Block, ...], sheet: Sheet, body: IssuingBody, at: datetime
) -> Document:
    wall = local(at)
    moment = f"Số liệu đến {wall:%H:%M}, {date_in_words(wall.date())}"
    blocks: tuple[Block, ...] = (
        letterhead(body),
        Title(kind, about),
        paragraph(f"({moment})", Role.APPENDIX_REF),
        *content,
    )
    return Document(
        title=f"{kind.capitalize()} {about}".strip(),
        sections=(Section(blocks, landscape=True),),
        sheets=(sheet,),
        rules=rules_of(body),
        subject=about,
        author=body.name,
        created=at,
    )
