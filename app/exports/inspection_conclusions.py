"""Danh mục kết luận và theo dõi thực hiện: a line a conclusion, Excel first; the same on landscape paper."""

from collections import Counter
from collections.abc import Sequence

from app.exports.inspection_parts import Printing, unsplit
from app.exports.layout import date_in_words
from app.exports.paper_parts import document, letterhead, or_none
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
    paragraph,
)
from app.models.inspection.minutes_records import FollowupState
from app.models.inspection.reporting import ConclusionLine
from app.models.text import sort_key
from app.models.vietnam_time import local, show_date

KIND = "DANH MỤC"
SUBJECT = "Kết luận kiểm tra và theo dõi thực hiện"
NOTHING = "Chưa có kết luận kiểm tra nào."
DATE_WIDTH = 12.0


def conclusion_list(lines: Sequence[ConclusionLine], printing: Printing, about: str = "") -> Document:
    """The list; ``about`` names the inspection that it is of, empty for all of them."""
    title = f"{KIND.capitalize()} kết luận kiểm tra"
    sheets = (_sheet(lines, printing), _by_unit(lines))
    return document(title, printing, list_sections(lines, printing, about), sheets=sheets, subject=about)


def list_sections(lines: Sequence[ConclusionLine], printing: Printing, about: str = "") -> tuple[Section, ...]:
    """The list on landscape pages."""
    blocks: tuple[Block, ...] = (
        letterhead(printing.body),
        Title(KIND, SUBJECT),
        paragraph(moment_line(printing, about), Role.APPENDIX_REF),
        *or_none(conclusion_table(lines), NOTHING),
        *((paragraph(_tally(lines)),) if lines else ()),
    )
    return (Section(blocks, landscape=True),)


def moment_line(printing: Printing, about: str = "") -> str:
    """`(Kế hoạch kiểm tra ...; số liệu đến 09:30, ngày 24 tháng 6 năm 2025)`."""
    wall = local(printing.at)
    moment = f"số liệu đến {wall:%H:%M}, {date_in_words(wall.date())}"
    return f"({about}; {moment})" if about else f"(S{moment[1:]})"


def conclusion_table(lines: Sequence[ConclusionLine]) -> Table:
    """The table for paper."""
    columns = (
        Column("TT", 11, "center"),
        Column("Kết luận", 66),
        Column("Đơn vị thực hiện", 35),
        Column("Đơn vị được kiểm tra, ngày", 37),
        Column("Thời hạn", 30, "center"),
        Column("Trạng thái", 26, "center"),
        Column("Kết quả, minh chứng", 52),
    )
    rows = tuple(
        Row(
            (
                str(one.place),
                one.content,
                one.unit,
                "\n".join(part for part in (one.inspected, _day(one)) if part),
                _deadline(one),
                _state(one),
                _result(one),
            )
        )
        for one in lines
    )
    return Table(columns, rows, SUBJECT)


def _day(one: ConclusionLine) -> str:
    return show_date(one.visited_on) if one.visited_on else ""


def _deadline(one: ConclusionLine) -> str:
    """The deadline in force; the first one where it was put off."""
    if not one.extensions:
        return unsplit(one.deadline)
    return unsplit(f"{one.deadline}\n(gia hạn {one.extensions} lần, ban đầu: {one.original_deadline})")


def _state(one: ConclusionLine) -> str:
    if one.state is FollowupState.OPEN:
        return f"{one.status}\n({one.percent}%)"
    if one.state is FollowupState.DONE and one.finished_at:
        return f"{one.state.label}\n{show_date(local(one.finished_at).date())}"
    return f"{one.state.label}\n({one.percent}%)" if one.state is FollowupState.OVERDUE else one.state.label


def _result(one: ConclusionLine) -> str:
    why = f"Lý do không thực hiện được: {one.impossible_reason}" if one.impossible_reason else ""
    return "\n".join(part for part in (one.latest, one.evidence, why) if part)


def _tally(lines: Sequence[ConclusionLine]) -> str:
    counts = Counter(one.state for one in lines)
    parts = ", ".join(f"{state.label.lower()}: {counts[state]}" for state in FollowupState)
    return f"Tổng số {len(lines)} kết luận; {parts}."


def _sheet(lines: Sequence[ConclusionLine], printing: Printing) -> Sheet:
    columns = (
        SheetColumn("TT", 6, "center"),
        SheetColumn("Kết luận", 48),
        SheetColumn("Đơn vị thực hiện", 26),
        SheetColumn("Đơn vị được kiểm tra", 26),
        SheetColumn("Ngày kiểm tra", DATE_WIDTH, "center"),
        SheetColumn("Thời hạn", 20, "center"),
        SheetColumn("Ngày đến hạn", DATE_WIDTH, "center"),
        SheetColumn("Tình trạng", 18, "center"),
        SheetColumn("Trạng thái", 16, "center"),
        SheetColumn("%", 6, "center"),
        SheetColumn("Hoàn thành lúc", 17, "center"),
        SheetColumn("Kết quả mới nhất", 36),
        SheetColumn("Minh chứng", 36),
        SheetColumn("Lý do không thực hiện được", 26),
        SheetColumn("Thời hạn ban đầu", 20, "center", detail=True),
        SheetColumn("Số lần gia hạn", 9, "center", detail=True),
        SheetColumn("Cuộc kiểm tra", 36, detail=True),
    )
    rows = tuple(
        SheetRow(
            (
                one.place,
                one.content,
                one.unit,
                one.inspected,
                one.visited_on,
                one.deadline,
                one.last_day,
                one.state.label,
                one.status,
                one.percent,
                one.finished_at,
                one.latest,
                one.evidence,
                one.impossible_reason,
                one.original_deadline,
                one.extensions,
                one.inspection,
            )
        )
        for one in lines
    )
    return Sheet("Kết luận kiểm tra", columns, rows, f"{KIND} {SUBJECT.lower()} {moment_line(printing)}")


def _by_unit(lines: Sequence[ConclusionLine]) -> Sheet:
    """Each unit with its conclusions by state, and totals that sum."""
    units = sorted({one.unit for one in lines}, key=sort_key)
    columns = (
        SheetColumn("Đơn vị thực hiện", 40),
        *(SheetColumn(state.label, 16, "center") for state in FollowupState),
        SheetColumn("Tổng số", 12, "center"),
    )
    counts = Counter((one.unit, one.state) for one in lines)
    rows = [
        SheetRow((unit, *(found := [counts[unit, state] for state in FollowupState]), sum(found))) for unit in units
    ]
    totals = [sum(counts[unit, state] for unit in units) for state in FollowupState]
    rows.append(SheetRow(("Tổng số", *totals, sum(totals)), group=True))
    return Sheet("Theo đơn vị", columns, tuple(rows))
