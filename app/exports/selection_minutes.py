"""Biên bản họp đánh giá, lựa chọn: grounds, members, vetoes, result with its spread, how firm it is, who differed.

Layout of a Biên bản (NĐ 30, PL III, mẫu 1.9): no date line, begun and ended in words, secretary left, chair right.
Times and place of the meeting are for the pen; the table of comparison is its Phụ lục.
"""

from collections.abc import Iterator
from dataclasses import replace

from app.exports.layout import end_mark
from app.exports.paper_filed import filed_recipients
from app.exports.paper_parts import BLANK, document, fact, minutes_signatures, moment_in_words, or_none
from app.exports.plan_words import rules_of
from app.exports.selection_comparison import comparison_blocks, kind_of
from app.exports.selection_parts import (
    Assessed,
    Printing,
    appendix,
    attached_to,
    blank_person,
    grounds,
    listed,
    minutes_head,
    person_line,
    who_is,
)
from app.exports.selection_words import (
    course_text,
    deviation_text,
    exemption_text,
    place_text,
    spread_text,
    standing_text,
    total_text,
    veto_reasons,
)
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Row,
    Section,
    Table,
    Title,
    paragraph,
)
from app.models.selection import alike, register
from app.models.selection.aftermath_words import sentence
from app.models.selection.records import MISSING, Assessor, Decision, Verdict
from app.models.selection.result import Standings, shown
from app.models.selection.sensitivity import SHIFT

KIND = "BIÊN BẢN"
CONTEST, SINGLE = "Họp đánh giá, lựa chọn", "Họp đánh giá"
BLANK_PEOPLE = 3
CHAIRS, SECRETARIES = ("tổ trưởng", "chủ trì", "chủ tịch", "trưởng"), ("thư ký",)
SIGNATURE_ROW_MM = 12.0
NOBODY = "không hệ thống nào"
SINGLE_CONTENT = "Đánh giá {}: tiếp tục sử dụng, nâng cấp hay thay thế."


def assessment_minutes(of: Assessed, printing: Printing) -> Document:
    """The minutes of a kind's assessment: a draft until it is decided."""
    sheet, decision = of.sheet, of.decision
    subject = f"{CONTEST if sheet.is_contest else SINGLE} {sheet.kind.name}"
    ending = end_mark(rules_of(printing.body), f"Cuộc họp kết thúc vào {moment_in_words(None)}")
    people = sheet.assessors
    signatures = minutes_signatures(printing.body, who_is(SECRETARIES, people), who_is(CHAIRS, people))
    blocks: tuple[Block, ...] = (
        minutes_head(printing),
        Title(KIND, subject),
        *_opening(of),
        Heading(2, "1. Căn cứ"),
        listed(tuple(grounds(printing, decision.decided.on if decision else None))),
        Heading(2, "2. Hệ thống được đánh giá và tiêu chí loại"),
        *or_none(_candidates(of), "Chưa có hệ thống nào trong danh mục."),
        Heading(2, "3. Kết quả chấm điểm"),
        *_scoring(of),
        Heading(2, "4. Độ nhạy của kết quả"),
        *_firmness(of),
        Heading(2, "5. Kết luận, đề nghị"),
        *_conclusion(of),
        Heading(2, "6. Ý kiến khác"),
        paragraph(
            sentence(decision.dissent) + "." if decision and decision.dissent else "Không có." if decision else BLANK
        ),
        paragraph("Chữ ký của những người đánh giá:"),
        _members(people),
        paragraph(ending),
        replace(signatures, recipients=filed_recipients(printing.filed) or signatures.recipients),
    )
    reference = attached_to("Biên bản", printing)
    annex = appendix("", f"{kind_of(of)}: {sheet.kind.name}", reference, comparison_blocks(of))
    sections = (Section(blocks), annex) if sheet.systems else (Section(blocks),)
    return document(f"{KIND} {subject}", printing, sections, subject=sheet.kind.name, is_draft=decision is None)


def _opening(of: Assessed) -> Iterator[Block]:
    people = of.sheet.assessors
    yield fact("Thời gian bắt đầu", moment_in_words(None))
    yield fact("Địa điểm", BLANK)
    yield fact("Thành phần tham dự", "")
    lines = tuple(person_line(one.name, one.position, one.unit, one.duty) for one in people)
    yield listed(lines or (blank_person(),) * BLANK_PEOPLE)
    yield fact("Chủ trì", who_is(CHAIRS, people) or BLANK)
    yield fact("Thư ký", who_is(SECRETARIES, people) or BLANK)
    about = "Đánh giá, lựa chọn {} để tiếp tục sử dụng." if of.sheet.is_contest else SINGLE_CONTENT
    yield fact("Nội dung", about.format(of.sheet.kind.name))


def _candidates(of: Assessed) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Hệ thống", 45),
        Column("Nhà cung cấp", 34),
        Column("Số người dùng", 22, "center"),
        Column("Tiêu chí loại", 53),
    )
    rows = tuple(
        Row(
            (
                str(at),
                system.shown,
                system.vendor or MISSING,
                register.shown(system, "users"),
                _vetoes(of, system.id),
            )
        )
        for at, system in enumerate(of.sheet.systems, 1)
    )
    return Table(columns, rows, "Hệ thống được đánh giá")


def _vetoes(of: Assessed, system_id: str) -> str:
    if not of.sheet.vetoes:
        return "Không có tiêu chí loại"
    candidate = of.result.of(system_id)
    if candidate is None:
        return MISSING
    if candidate.is_excluded:
        return f"Bị loại: {veto_reasons(candidate, of.sheet)}"
    unknown = [one for one in candidate.vetoes if one.verdict is Verdict.UNKNOWN]
    names = {one.id: one.name for one in of.sheet.criteria}
    if unknown:
        return f"Chưa xác định: {'; '.join(names.get(one.criterion_id, '') for one in unknown)}"
    return f"Đạt {len(candidate.vetoes)}/{len(of.sheet.vetoes)}"


def _scoring(of: Assessed) -> Iterator[Block]:
    sheet = of.sheet
    if not sheet.scored or not sheet.assessors or not sheet.systems:
        yield paragraph("Chưa có tiêu chí, người đánh giá hoặc hệ thống để chấm điểm.")
        return
    yield paragraph(
        f"Chấm theo {len(sheet.scored)} tiêu chí, thang điểm 10; tổng điểm trên 100 là trung bình của "
        f"{len(sheet.assessors)} người đánh giá theo trọng số. Chi tiết tại Phụ lục."
    )
    yield _totals(of)
    yield paragraph("Tổng điểm theo từng người đánh giá:")
    yield _by_assessor(of)
    interests = [
        f"{assessor.name}: {reason}"
        for assessor in sheet.assessors
        for system in sheet.systems
        if (reason := alike.interest(assessor, system))
    ]
    if interests:
        yield paragraph("Người đánh giá có liên quan đến hệ thống được đánh giá (xem xét xung đột lợi ích):")
        yield listed(tuple(interests))


def _totals(of: Assessed) -> Table:
    columns = (
        Column("Hạng", 18, "center"),
        Column("Hệ thống", 61),
        Column("Tổng điểm", 26, "center"),
        Column("Thấp nhất - cao nhất", 34, "center"),
        Column("Độ lệch chuẩn", 26, "center"),
    )
    rows = tuple(
        Row((place_text(one), system.shown, total_text(one), spread_text(one), deviation_text(one)))
        for one in of.result.candidates
        if (system := of.sheet.system(one.system_id)) is not None
    )
    return Table(columns, rows, "Kết quả chấm điểm")


def _by_assessor(of: Assessed) -> Table:
    systems = of.sheet.systems
    columns = (
        Column("TT", 11, "center"),
        Column("Người đánh giá", 54),
        *(Column(one.shown, 100 / len(systems), "center") for one in systems),
    )
    found = [of.result.of(one.id) for one in systems]
    rows = tuple(
        Row((str(at), person.name, *(shown(one.by_assessor.get(person.id)) if one else MISSING for one in found)))
        for at, person in enumerate(of.sheet.assessors, 1)
    )
    return Table(columns, rows, "Tổng điểm theo người đánh giá")


def _firmness(of: Assessed) -> Iterator[Block]:
    found = of.sensitivity
    if not found.weights:
        yield paragraph("Không xét: có dưới hai hệ thống đủ điểm và không bị loại.")
        return
    yield paragraph(
        f"Thử tăng, giảm {SHIFT} điểm trọng số của từng tiêu chí ({len(found.weights)} trường hợp) và bỏ điểm của từng "
        f"người đánh giá ({len(found.assessors)} trường hợp): "
        + (
            "kết quả không thay đổi."
            if found.is_firm
            else f"kết quả thay đổi trong {len(found.changing)} trường hợp sau đây."
        )
    )
    if not found.is_firm:
        yield listed(tuple(_variants(of)))
    if found.flips:
        yield paragraph("Trọng số làm đổi hệ thống đứng đầu (các trọng số khác giữ nguyên tỷ lệ):")
        yield _flips(of)
    else:
        yield paragraph("Không có giá trị nào của một trọng số làm đổi hệ thống đứng đầu.")


def _variants(of: Assessed) -> Iterator[str]:
    for one in of.sensitivity.weights:
        criterion = of.sheet.criterion(one.criterion_id)
        if criterion is not None and of.sensitivity.changes(one):
            moved = f"từ {shown(of.result.weights[criterion.id])} thành {shown(one.weight)}"
            yield f"{criterion.name}, trọng số {moved}: {_leads(of, one.standings)}"
    for other in of.sensitivity.assessors:
        person = of.sheet.assessor(other.assessor_id)
        if person is not None and of.sensitivity.changes(other):
            yield f"Bỏ điểm của {person.name}: {_leads(of, other.standings)}"


def _leads(of: Assessed, standings: Standings) -> str:
    leader = of.sheet.system(standings.leader_id)
    if leader is None:
        return "hai hệ thống bằng điểm"
    near = standings.gap is not None and standings.gap < of.result.threshold
    return f"{leader.shown} đứng đầu, hơn {shown(standings.gap)} điểm{' (dưới ngưỡng)' if near else ''}"


def _flips(of: Assessed) -> Table:
    columns = (
        Column("Tiêu chí", 56),
        Column("Trọng số hiện tại", 21, "center"),
        Column("Giá trị làm đổi", 21, "center"),
        Column("Đứng đầu khi thấp hơn", 33),
        Column("Đứng đầu khi cao hơn", 34),
    )
    rows = tuple(
        Row(
            (
                criterion.name,
                shown(one.weight),
                shown(one.at),
                _name(of, one.below_id),
                _name(of, one.above_id),
            )
        )
        for one in of.sensitivity.flips
        if (criterion := of.sheet.criterion(one.criterion_id)) is not None
    )
    return Table(columns, rows, "Điểm đổi kết quả")


def _name(of: Assessed, system_id: str) -> str:
    system = of.sheet.system(system_id)
    return system.shown if system else MISSING


def _conclusion(of: Assessed) -> Iterator[Block]:
    view, decision = of.view, of.decision
    proposed = "Cuộc họp đề nghị lựa chọn" if of.sheet.is_contest else "Cuộc họp đề nghị"
    yield paragraph(standing_text(of.sheet, of.result))
    if decision is None:
        yield fact(proposed, BLANK)
        yield fact("Lý do", BLANK)
        return
    yield fact(proposed, f"{_proposal(of, decision)}.")
    yield fact("Lý do", f"{sentence(decision.reason)}.")
    for one in view.exemptions:
        yield fact("Ngoại lệ", f"{exemption_text(view, one)}.")
    if view.unchosen and of.sheet.is_contest:
        names = ", ".join(one.shown for one in view.unchosen)
        yield fact("Không được lựa chọn", f"{names}.")


def _proposal(of: Assessed, decision: Decision) -> str:
    """The system with its course, or of one alone what is done with it."""
    if not of.sheet.is_contest:
        names = ", ".join(one.shown for one in of.sheet.systems)
        return f"{decision.course.label.lower()} {names or NOBODY}"
    name = of.view.chosen.shown if of.view.chosen else NOBODY
    course = course_text(decision.course)
    return f"{name}; hướng xử lý: {course}" if course else name


def _members(people: tuple[Assessor, ...]) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Họ và tên", 52),
        Column("Chức vụ, đơn vị", 62),
        Column("Chữ ký", 40),
    )
    rows = tuple(
        Row((str(at), one.name, ", ".join(part for part in (one.position, one.unit) if part), ""))
        for at, one in enumerate(people, 1)
    )
    blank = tuple(Row((str(at), "", "", "")) for at in range(1, BLANK_PEOPLE + 1))
    return Table(columns, rows or blank, "Chữ ký", SIGNATURE_ROW_MM)
