"""Biên bản sao lưu, bàn giao dữ liệu of a system that was not chosen: what was saved, tried, handed over, by whom.

Layout of a Biên bản (NĐ 30, PL III, mẫu 1.9) signed by both sides; what nobody recorded is "chưa có" or for the pen.
"""

from collections.abc import Iterator

from app.exports.layout import end_mark
from app.exports.paper_parts import BLANK, blocks, document, fact, moment_in_words, number_text, or_none, unbroken
from app.exports.plan_words import deadline_text, rules_of
from app.exports.selection_parts import Printing, blank_person, listed, minutes_head, two_sides
from app.exports.tree import Block, Column, Document, Heading, Row, Section, Table, Title, paragraph
from app.models.selection.aftermath import backup_before
from app.models.selection.records import MISSING
from app.models.selection.unchosen import Backup, Handover, Restored, Unchosen
from app.models.vietnam_time import show_date, show_moment

KIND = "BIÊN BẢN"
SUBJECT = "Sao lưu, bàn giao dữ liệu"
GIVER, TAKER = "Bên giao", "Bên nhận"
COPIES = (
    f"Biên bản được lập thành{BLANK[:8]}bản có giá trị như nhau, mỗi bên giữ{BLANK[:8]}bản. Các bên đã đọc lại, "
    "thống nhất nội dung và ký tên."
)


def handover_minutes(one: Unchosen, printing: Printing) -> Document:
    """The record of one system, for both sides to sign."""
    subject = f"{SUBJECT} {one.system}"
    closing = end_mark(rules_of(printing.body), f"Việc bàn giao kết thúc vào {moment_in_words(None)}")
    parts: tuple[Block, ...] = (
        minutes_head(printing),
        Title(KIND, subject),
        *sides(one),
        Heading(2, "1. Hệ thống bàn giao"),
        *_system(one),
        Heading(2, "2. Sao lưu dữ liệu"),
        *or_none(_backups(one), f"Bản sao lưu: {MISSING}."),
        Heading(2, "3. Khôi phục thử"),
        *or_none(_restores(one), f"Kết quả khôi phục thử: {MISSING}."),
        Heading(2, "4. Nội dung bàn giao"),
        *or_none(_handovers(one), f"Nội dung bàn giao: {MISSING}."),
        Heading(2, "5. Tra cứu, chặn truy cập"),
        *_after(one),
        Heading(2, "6. Ý kiến của các bên"),
        paragraph(BLANK),
        paragraph(COPIES),
        paragraph(closing),
        two_sides(printing, GIVER, TAKER),
    )
    return document(f"{KIND} {subject}", printing, (Section(parts),), subject=one.kind)


def sides(one: Unchosen) -> Iterator[Block]:
    """When and where, and the two sides; the lead unit of the migration takes over."""
    yield fact("Thời gian bắt đầu", moment_in_words(None))
    yield fact("Địa điểm", BLANK)
    yield fact(f"{GIVER} (đơn vị quản lý, vận hành hệ thống)", BLANK)
    yield listed((blank_person(),))
    receivers = dict.fromkeys(given.receiver for given in one.handovers if given.receiver)
    lead = one.lead.shown if one.lead else ""
    yield fact(TAKER, ", ".join(receivers) or lead or BLANK)
    yield listed((blank_person(),))


def _system(one: Unchosen) -> Iterator[Block]:
    yield fact("Tên hệ thống", one.shown)
    yield fact("Loại hệ thống", one.kind)
    yield fact("Hệ thống dùng chung thay thế", one.shared or MISSING)
    yield fact("Hợp đồng hết hạn", show_date(one.contract_end) if one.contract_end else MISSING)
    yield fact("Đơn vị chủ trì chuyển đổi dữ liệu", one.lead.shown if one.lead else MISSING)
    yield fact("Thời hạn chuyển đổi dữ liệu", deadline_text(one.deadline) or MISSING)
    if one.note:
        yield fact("Ghi chú", one.note)


def _backups(one: Unchosen) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Nội dung", 26),
        Column("Thời điểm, người thực hiện", 36),
        Column("Tên tệp, nơi lưu", 34),
        Column("Dung lượng (byte)", 27, "right"),
        Column("Mã SHA-256", 42),
    )
    rows = tuple(Row((str(at), *_backup_cells(part))) for at, part in enumerate(one.backups, 1))
    return Table(columns, rows, "Sao lưu dữ liệu")


def _backup_cells(part: Backup) -> tuple[str, ...]:
    made = part.taken
    if made is None:
        return (part.name, f"{MISSING}\n(hạn: {backup_before().deadline.text})", MISSING, MISSING, MISSING)
    where = "\n".join(text for text in (made.file_name, made.place) if text) or MISSING
    size = number_text(made.size) if made.size else MISSING
    digest = blocks(made.sha256) or MISSING
    if made.sha256 and not made.is_well_formed:
        digest = f"{made.sha256}\n(không đúng dạng SHA-256)"
    return (part.name, f"{show_moment(made.at)}\n{made.by or MISSING}", where, size, digest)


def _restores(one: Unchosen) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Nội dung", 30),
        Column("Thời điểm", 32, "center"),
        Column("Người thực hiện", 38),
        Column("Kết quả", 24, "center"),
        Column("Ghi chú", 41),
    )
    rows = tuple(
        Row((str(at), part.name, *_restore_cells(part, part.restored))) for at, part in enumerate(one.backups, 1)
    )
    return Table(columns, rows, "Khôi phục thử")


def _restore_cells(part: Backup, tried: Restored | None) -> tuple[str, ...]:
    if tried is None:
        return (MISSING, MISSING, MISSING, "")
    other = part.taken is None or tried.sha256 != part.taken.sha256
    note = "\n".join(text for text in (tried.note, "Khôi phục từ bản sao lưu khác" if other else "") if text)
    return (show_moment(tried.at), tried.by or MISSING, "Đạt" if tried.passed else "Không đạt", note)


def _handovers(one: Unchosen) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Loại", 26),
        Column("Nội dung bàn giao", 47),
        Column("Bên nhận", 36),
        Column("Ngày bàn giao", 25, "center"),
        Column("Văn bản", 31),
    )
    rows = tuple(Row((str(at), *_handover_cells(given))) for at, given in enumerate(one.handovers, 1))
    return Table(columns, rows, "Nội dung bàn giao")


def _handover_cells(given: Handover) -> tuple[str, ...]:
    if given.skipped:
        return (given.name, f"Không bàn giao: {given.skipped}", "", "", "")
    number = ", ngày ".join(
        part for part in (given.number, show_date(given.issued_on) if given.issued_on else "") if part
    )
    return (
        given.name,
        given.content or MISSING,
        given.receiver or MISSING,
        show_date(given.handed_on) if given.handed_on else MISSING,
        number or MISSING,
    )


def _after(one: Unchosen) -> Iterator[Block]:
    known = one.lookup
    until = show_date(known.until) if known and known.until else MISSING
    person = ", ".join(part for part in (known.person, unbroken(known.phone)) if part) if known else ""
    yield fact("Chỉ phục vụ tra cứu đến hết ngày", until)
    yield fact("Đầu mối trả lời", person or MISSING)
    yield fact("Thời điểm chặn truy cập dự kiến", show_moment(one.block_planned) if one.block_planned else MISSING)
    yield fact("Thời điểm chặn truy cập thực tế", show_moment(one.blocked_at) if one.blocked_at else MISSING)
