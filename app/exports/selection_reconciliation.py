"""Biên bản đối soát dữ liệu: counts in the old and the new system, each difference with its explanation.

Layout of a Biên bản (NĐ 30, PL III, mẫu 1.9); a count that nobody made is "chưa có", never 0.
"""

from collections.abc import Iterator

from app.exports.layout import end_mark
from app.exports.paper_filed import filed_recipients
from app.exports.paper_parts import BLANK, document, fact, moment_in_words, number_text, or_none, recipients
from app.exports.plan_words import deadline_text, rules_of
from app.exports.selection_parts import Printing, blank_person, listed, minutes_head
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Row,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Signature,
    SignatureBlock,
    Table,
    Title,
    Value,
    paragraph,
)
from app.models.selection.records import MISSING
from app.models.selection.unchosen import Migration, Unchosen
from app.models.vietnam_time import show_moment

KIND = "BIÊN BẢN"
SUBJECT = "Đối soát dữ liệu chuyển đổi"
MATCHES, EXPLAINED, OPEN, UNCOUNTED = (
    "Khớp",
    "Chênh lệch, đã giải trình",
    "Chênh lệch, chưa giải trình",
    "Chưa đối soát",
)
SKIPPED = "Không chuyển"
SIGNERS = ("đơn vị quản lý hệ thống cũ", "đơn vị vận hành hệ thống dùng chung", "đơn vị chủ trì chuyển đổi")


def reconciliation_minutes(one: Unchosen, printing: Printing) -> Document:
    """The record of one system."""
    subject = f"{SUBJECT} {one.system}"
    closing = end_mark(rules_of(printing.body), f"Việc đối soát kết thúc vào {moment_in_words(None)}")
    note = "(Chữ ký, họ tên)"
    signatures = tuple(Signature(position=f"ĐẠI DIỆN {who.upper()}", note=note) for who in SIGNERS)
    parts: tuple[Block, ...] = (
        minutes_head(printing),
        Title(KIND, subject),
        fact("Thời gian bắt đầu", moment_in_words(None)),
        fact("Địa điểm", BLANK),
        fact("Thành phần tham dự", ""),
        listed((blank_person(),) * len(SIGNERS)),
        Heading(2, "1. Phạm vi đối soát"),
        fact("Hệ thống cũ", one.shown),
        fact("Loại hệ thống", one.kind),
        fact("Hệ thống dùng chung", one.shared or MISSING),
        fact("Đơn vị chủ trì chuyển đổi dữ liệu", one.lead.shown if one.lead else MISSING),
        fact("Thời hạn chuyển đổi dữ liệu", deadline_text(one.deadline) or MISSING),
        Heading(2, "2. Số liệu đối soát"),
        *or_none(_counts(one), f"Số liệu đối soát: {MISSING}."),
        Heading(2, "3. Giải trình chênh lệch"),
        *_explanations(one),
        Heading(2, "4. Kết luận"),
        *_conclusion(one),
        fact("Ý kiến khác", BLANK),
        paragraph(closing),
        SignatureBlock(signatures, filed_recipients(printing.filed) or recipients(printing.body)),
    )
    return document(f"{KIND} {subject}", printing, (Section(parts),), sheets=(_sheet(one, subject),), subject=one.kind)


def verdict(part: Migration) -> str:
    """Whether the counts of one kind of object agree."""
    if part.skipped:
        return SKIPPED
    if part.counted is None:
        return UNCOUNTED
    if not part.counted.difference:
        return MATCHES
    return EXPLAINED if part.is_explained else OPEN


def _counts(one: Unchosen) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Đối tượng", 32),
        Column("Hệ thống cũ", 23, "right"),
        Column("Hệ thống dùng chung", 23, "right"),
        Column("Chênh lệch", 22, "right"),
        Column("Kết quả", 28),
        Column("Thời điểm, người đối soát", 37),
    )
    rows = tuple(Row((str(at), *_count_cells(part))) for at, part in enumerate(one.migrations, 1))
    return Table(columns, rows, "Số liệu đối soát")


def _count_cells(part: Migration) -> tuple[str, ...]:
    name = f"{part.name} ({part.unit})" if part.unit else part.name
    if part.skipped:
        return (name, "", "", "", SKIPPED, "")
    found = part.counted
    if found is None:
        return (name, MISSING, MISSING, MISSING, verdict(part), MISSING)
    said = f"{show_moment(found.at)}\n{found.by or MISSING}"
    return (name, number_text(found.old), number_text(found.new), _signed(found.difference), verdict(part), said)


def _sheet(one: Unchosen, title: str) -> Sheet:
    """The counts as numbers, with what explains them."""
    columns = (
        SheetColumn("Đối tượng", 30),
        SheetColumn("Đơn vị tính", 14),
        SheetColumn("Hệ thống cũ", 14, "right"),
        SheetColumn("Hệ thống dùng chung", 14, "right"),
        SheetColumn("Chênh lệch", 12, "right"),
        SheetColumn("Kết quả", 26),
        SheetColumn("Giải trình", 50),
        SheetColumn("Đối soát lúc", 17, "center"),
        SheetColumn("Người đối soát", 24),
    )
    return Sheet("Đối soát", columns, tuple(SheetRow(tuple(_values(part))) for part in one.migrations), title)


def _values(part: Migration) -> Iterator[Value]:
    found, known = part.counted, part.explained
    yield part.name
    yield part.unit
    missing = "" if part.skipped else MISSING
    yield from (found.old, found.new, found.difference) if found and not part.skipped else (missing,) * 3
    yield verdict(part)
    yield part.skipped or (known.text if known and part.is_explained else "")
    yield found.at if found else missing
    yield found.by if found else missing


def _explanations(one: Unchosen) -> Iterator[Block]:
    lines = tuple(_explained(one))
    yield listed(lines) if lines else paragraph("Không có chênh lệch phải giải trình.")


def _explained(one: Unchosen) -> Iterator[str]:
    for part in one.migrations:
        if part.skipped:
            yield f"{part.name}: không chuyển, lý do: {part.skipped}"
        elif part.counted is not None and part.counted.difference:
            known = part.explained
            if known is None:
                yield f"{part.name}: {MISSING} giải trình"
            elif part.is_explained:
                yield f"{part.name}: {known.text}"
            else:
                before = f"giải trình trước đây cho chênh lệch {_signed(known.difference)}: {known.text}"
                yield f"{part.name}: {MISSING} giải trình cho chênh lệch này ({before})"


def _signed(value: int) -> str:
    return f"{'+' if value > 0 else ''}{number_text(value)}"


def _conclusion(one: Unchosen) -> Iterator[Block]:
    found = [(part, verdict(part)) for part in one.migrations]
    open_ones = [(part, said) for part, said in found if said in (OPEN, UNCOUNTED)]
    if not found:
        yield paragraph("Chưa đủ căn cứ kết luận: chưa có đối tượng đối soát.")
    elif open_ones:
        yield paragraph("Chưa đủ căn cứ kết luận số liệu đã chuyển đầy đủ; còn phải xử lý:")
        yield listed(tuple(f"{part.name}: {said.lower()}" for part, said in open_ones))
    elif all(said in (MATCHES, SKIPPED) for _, said in found):
        yield paragraph("Số liệu hai hệ thống khớp.")
    else:
        yield paragraph("Số liệu hai hệ thống khớp hoặc chênh lệch đã được giải trình.")
