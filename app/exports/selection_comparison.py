"""Bảng so sánh các hệ thống: the candidates of a kind side by side, and all kinds in one table.

A missing fact is "chưa có", never 0. What is compared: the register, vetoes, scores with their range, the result.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.exports.layout import date_in_words
from app.exports.paper_parts import document, letterhead
from app.exports.selection_parts import Assessed, Printing
from app.exports.selection_words import (
    FACTS,
    deviation_text,
    link_rows,
    link_text,
    outcome_text,
    place_text,
    raw,
    score_range,
    self_assessed,
    spread_text,
    standing_text,
    total_text,
    veto_reasons,
    veto_text,
)
from app.exports.tree import (
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
    Value,
    paragraph,
)
from app.models.selection import register
from app.models.selection.kinds import link_targets
from app.models.selection.records import MISSING, KindView, Score
from app.models.selection.records import Sheet as Assessment
from app.models.selection.result import Candidate, shown
from app.models.selection.system_records import System
from app.models.vietnam_time import local

KIND = "BẢNG SO SÁNH"
SINGLE_KIND = "BẢNG ĐÁNH GIÁ"
WIDTH_MM = 257.0
"""Of a landscape page between its margins."""
_NUMBER_MM, _WEIGHT_MM = 12.0, 17.0
_LABEL_MM = {1: 100.0, 2: 84.0, 3: 66.0}
_LABEL_LEAST_MM = 52.0
NO_SYSTEM = "Chưa có hệ thống nào trong danh mục."


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the comparison: a group's heading where it has no cells."""

    number: str
    label: str
    weight: str = ""
    cells: tuple[str, ...] = ()
    values: tuple[Value, ...] = ()
    """The same for a sheet, numbers as numbers; empty: as the cells."""
    unit: str = ""
    """Of the values; the cells say it themselves."""
    bold: bool = False


def comparison(one: Assessed, printing: Printing) -> Document:
    """The candidates of a kind side by side, for Word, PDF and Excel."""
    sheet, kind = one.sheet, kind_of(one)
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(kind, sheet.kind.name),
        paragraph(_moment(printing), Role.APPENDIX_REF),
        *comparison_blocks(one),
    )
    sheets = (_comparison_sheet(one, f"{kind} {sheet.kind.name}"), _score_sheet(sheet)) if sheet.systems else ()
    title = f"{kind.capitalize()}: {sheet.kind.name}"
    sections = (Section(blocks, landscape=True),)
    return document(title, printing, sections, sheets=sheets, subject=sheet.kind.name)


def kind_of(of: Assessed) -> str:
    """What the table is called: of one candidate alone it compares nothing."""
    return KIND if of.sheet.is_contest else SINGLE_KIND


def comparison_blocks(of: Assessed) -> tuple[Block, ...]:
    """The table of a kind and what it says; also the annex of the minutes."""
    sheet = of.sheet
    if not sheet.systems:
        return (paragraph(NO_SYSTEM),)
    label_mm = _LABEL_MM.get(len(sheet.systems), _LABEL_LEAST_MM)
    each = (WIDTH_MM - _NUMBER_MM - label_mm - _WEIGHT_MM) / len(sheet.systems)
    columns = (
        Column("TT", _NUMBER_MM, "center"),
        Column("Nội dung", label_mm),
        Column("Trọng số", _WEIGHT_MM, "center"),
        *(Column(one.shown, each) for one in sheet.systems),
    )
    rows = tuple(
        Row((line.number, line.label, line.weight, *line.cells), bold=line.bold)
        if line.cells
        else Row((line.number, line.label), group=True)
        for line in lines(of)
    )
    return (Table(columns, rows, "So sánh"), paragraph(_remark(of)))


def lines(of: Assessed) -> Iterator[Line]:
    """The rows of the comparison in order."""
    sheet, found = of.sheet, of.result
    yield Line("A", "THÔNG TIN HỆ THỐNG")
    for at, field in enumerate(FACTS, 1):
        cells = tuple(register.shown(one, field.name) for one in sheet.systems)
        values = tuple(raw(one, field) for one in sheet.systems)
        yield Line(str(at), field.label, "", cells, values, field.unit)
    for at, (target, name) in enumerate(link_rows(sheet, link_targets(sheet.kind.code)), len(FACTS) + 1):
        yield Line(str(at), f"Kết nối: {name}", "", tuple(link_text(one, target) for one in sheet.systems))
    if any(one.note for one in sheet.systems):
        yield Line("", "Ghi chú", "", tuple(one.note for one in sheet.systems))
    candidates = [found.of(one.id) for one in sheet.systems]
    if sheet.vetoes:
        yield Line("B", "TIÊU CHÍ LOẠI")
    for at, criterion in enumerate(sheet.vetoes, 1):
        yield Line(str(at), criterion.name, "", tuple(veto_text(one, criterion) for one in candidates))
    yield Line("C", _scored_heading(sheet))
    for at, criterion in enumerate(sheet.scored, 1):
        cells = tuple(score_range(sheet, criterion, one) for one in sheet.systems)
        means: tuple[Value, ...] = tuple(
            _number(one.by_criterion.get(criterion.id)) if one else MISSING for one in candidates
        )
        yield Line(str(at), criterion.name, shown(criterion.weight), cells, means)
    yield Line("D", "KẾT QUẢ TỔNG HỢP")
    yield from _results(of.view, candidates)


def overall(kinds: Sequence[Assessed], printing: Printing) -> Document:
    """All kinds in one table, a row a candidate."""
    used = [one for one in kinds if one.view.kind.is_used]
    columns = (
        Column("TT", 11, "center"),
        Column("Hệ thống", 45),
        Column("Nhà cung cấp", 32),
        Column("Số người dùng", 20, "center"),
        Column("Cấp độ ATTT", 19, "center"),
        Column("Tổng điểm", 19, "center"),
        Column("Thấp nhất - cao nhất", 24, "center"),
        Column("Xếp hạng", 17, "center"),
        Column("Tiêu chí loại không đạt", 38),
        Column("Quyết định", 32),
    )
    rows: list[Row] = []
    for at, one in enumerate(used, 1):
        rows.append(Row((str(at), one.sheet.kind.name), group=True))
        rows += [Row(cells) for cells in _overall_rows(one)]
    decided = sum(one.view.decision is not None for one in used)
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(KIND, f"Các hệ thống thông tin và kết quả đánh giá, lựa chọn của {printing.province.title}"),
        paragraph(_moment(printing), Role.APPENDIX_REF),
        Table(columns, tuple(rows), "Tổng hợp các loại hệ thống"),
        paragraph(f"Đã quyết định {decided}/{len(used)} loại hệ thống."),
    )
    title = f"{KIND.capitalize()} các hệ thống thông tin của {printing.province.title}"
    return document(title, printing, (Section(blocks, landscape=True),), sheets=(_overall_sheet(used),))


def _overall_rows(of: Assessed) -> Iterator[tuple[str, ...]]:
    sheet = of.sheet
    for at, system in enumerate(sheet.systems, 1):
        one = of.result.of(system.id)
        yield (
            str(at),
            system.shown,
            system.vendor or MISSING,
            MISSING if system.users is None else register.grouped(system.users),
            MISSING if system.security_level is None else str(system.security_level),
            total_text(one),
            spread_text(one),
            place_text(one),
            veto_reasons(one, sheet) if one else "",
            outcome_text(of.view, system),
        )
    if not sheet.systems:
        yield ("", NO_SYSTEM, *[""] * 8)


def _overall_sheet(kinds: Sequence[Assessed]) -> Sheet:
    names = ("Loại hệ thống", "Hệ thống", "Tỉnh cũ", "Nhà cung cấp", "Số người dùng", "Cấp độ ATTT", "Tổng điểm")
    widths = (34.0, 30.0, 16.0, 24.0, 12.0, 10.0, 10.0)
    more = ("Thấp nhất", "Cao nhất", "Xếp hạng", "Tiêu chí loại không đạt", "Quyết định")
    columns = tuple(
        SheetColumn(name, width) for name, width in zip((*names, *more), (*widths, 10, 10, 10, 36, 26), strict=True)
    )
    rows = [
        SheetRow(_overall_values(one.view, system, one.result.of(system.id)))
        for one in kinds
        for system in one.sheet.systems
    ]
    return Sheet("Tổng hợp", columns, tuple(rows))


def _overall_values(view: KindView, system: System, one: Candidate | None) -> tuple[Value, ...]:
    total, low, high = (one.total, one.low, one.high) if one else (None, None, None)
    return (
        view.kind.name,
        system.name,
        system.province or MISSING,
        system.vendor or MISSING,
        MISSING if system.users is None else system.users,
        MISSING if system.security_level is None else system.security_level,
        _number(total),
        _number(low),
        _number(high),
        one.place if one and one.place else place_text(one),
        veto_reasons(one, view.sheet) if one else "",
        outcome_text(view, system),
    )


def _results(view: KindView, candidates: Sequence[Candidate | None]) -> Iterator[Line]:
    sheet = view.sheet
    totals: tuple[Value, ...] = tuple(_number(one.total if one else None) for one in candidates)
    yield Line(
        "1",
        "Tổng điểm (trên 100)",
        shown(sheet.total_weight) if sheet.criteria else "",
        tuple(map(total_text, candidates)),
        totals,
        bold=True,
    )
    yield Line("2", "Tổng điểm theo từng người: thấp nhất - cao nhất", "", tuple(map(spread_text, candidates)))
    yield Line("3", "Độ lệch chuẩn giữa những người đánh giá", "", tuple(map(deviation_text, candidates)))
    yield Line("4", "Số điểm tự đánh giá", "", tuple(self_assessed(sheet, one) for one in sheet.systems))
    yield Line("5", "Xếp hạng", "", tuple(map(place_text, candidates)), bold=True)
    yield Line("6", "Quyết định", "", tuple(outcome_text(view, one) for one in sheet.systems), bold=True)


def _scored_heading(sheet: Assessment) -> str:
    if not sheet.scored:
        return "TIÊU CHÍ CHẤM ĐIỂM: chưa có"
    return f"TIÊU CHÍ CHẤM ĐIỂM (thang 10; trung bình của {len(sheet.assessors)} người đánh giá, thấp nhất - cao nhất)"


def _remark(of: Assessed) -> str:
    """What the table says, and of which version."""
    words, opened = standing_text(of.sheet, of.result), of.sheet.round
    if opened is None:
        return words
    return f"{words} Phiên bản đánh giá {opened.number}, {'đã' if opened.criteria_locked_at else 'chưa'} chốt tiêu chí."


def _comparison_sheet(of: Assessed, title: str) -> Sheet:
    columns = (
        SheetColumn("TT", 6, "center"),
        SheetColumn("Nội dung", 46),
        SheetColumn("Trọng số", 10, "center"),
        *(SheetColumn(one.shown, 30) for one in of.sheet.systems),
    )
    rows = []
    for line in lines(of):
        weight: Value = _number_of(line.weight)
        values = line.values or line.cells
        blank = [""] * len(of.sheet.systems)
        label = f"{line.label} ({line.unit})" if line.unit else line.label
        rows.append(SheetRow((line.number, label, weight, *(values or blank)), group=not values or line.bold))
    return Sheet("So sánh", columns, tuple(rows), title)


def _score_sheet(sheet: Assessment) -> Sheet:
    columns = (
        SheetColumn("Tiêu chí", 40),
        SheetColumn("Trọng số", 10, "center"),
        SheetColumn("Hệ thống", 30),
        SheetColumn("Người đánh giá", 26),
        SheetColumn("Điểm", 10, "center"),
        SheetColumn("Tự đánh giá", 12, "center"),
        SheetColumn("Nhận xét", 40),
        SheetColumn("Minh chứng", 40),
    )
    rows = [
        SheetRow(
            (
                criterion.name,
                float(criterion.weight),
                system.shown,
                assessor.name,
                *_score_values(sheet.by_cell.get((criterion.id, system.id, assessor.id))),
            )
        )
        for criterion in sheet.scored
        for system in sheet.systems
        for assessor in sheet.assessors
    ]
    return Sheet("Điểm chi tiết", columns, tuple(rows))


def _score_values(score: Score | None) -> tuple[Value, ...]:
    if score is None or score.value is None:
        return (MISSING, "", "", "")
    evidence = "\n".join(
        ", ".join(part for part in (one.title, one.number, one.file_name) if part) for one in score.evidence
    )
    return (float(score.value), "x" if score.is_self else "", score.note, evidence)


def _number(value: Fraction | None) -> Value:
    """A number for a sheet, to two places; "chưa có" for None."""
    return _number_of(shown(value))


def _number_of(text: str) -> Value:
    """The number a shown text is, else the text."""
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text


def _moment(printing: Printing) -> str:
    wall = local(printing.at)
    return f"(Số liệu đến {wall:%H:%M}, {date_in_words(wall.date())})"
