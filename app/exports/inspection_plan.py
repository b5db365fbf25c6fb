"""Kế hoạch kiểm tra: the five things a plan must say (Sổ tay 6.3.a), the visits, how it is announced and reported.

Kính gửi stands above it while it waits to be agreed with the standing body; the agreement is cited afterwards.
"""

from collections.abc import Iterator

from app.exports.inspection_parts import (
    METHODS,
    MISSING,
    STANDING_BODY,
    Printing,
    addressed,
    delegate_lines,
    lines_of,
    period,
    plan_subject,
    sentence,
    short_hours,
    unsplit,
)
from app.exports.layout import date_in_words, end_mark, subject_line
from app.exports.paper_filed import filed_ending, filed_letterhead
from app.exports.paper_parts import document
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    ListItems,
    Role,
    Row,
    Section,
    Table,
    Title,
    paragraph,
)
from app.models.inspection.records import Inspection, Visit
from app.models.vietnam_time import local

KIND = "KẾ HOẠCH"
GROUND = "Kế hoạch số 02-KH/BCĐTW ngày 19 tháng 6 năm 2025 của Ban Chỉ đạo Trung ương"
NOTICE_RULE = (
    "Lịch làm việc được thông báo cho đơn vị được kiểm tra thông qua đầu mối ít nhất 03 ngày làm việc trước ngày làm "
    "việc."
)
"""Sổ tay 6.3.b."""


def inspection_plan(plan: Inspection, printing: Printing) -> Document:
    """The plan as an official paper."""
    subject = subject_line(rules_of(printing.body), plan_subject(plan))
    return document(f"{KIND} {subject}", printing, plan_sections(plan, printing), subject=subject)


def plan_sections(plan: Inspection, printing: Printing) -> tuple[Section, ...]:
    """The plan on portrait pages."""
    rules = rules_of(printing.body)
    blocks: tuple[Block, ...] = (
        filed_letterhead(printing.body, "KH", printing.filed),
        Title(KIND, subject_line(rules, plan_subject(plan))),
        *(() if plan.agreement else (addressed(STANDING_BODY),)),
        *_opening(plan),
        Heading(1, "I. MỤC ĐÍCH"),
        *lines_of(plan.purpose),
        Heading(1, "II. ĐỐI TƯỢNG"),
        *lines_of(plan.subject),
        Heading(1, "III. NỘI DUNG"),
        *lines_of(plan.content),
        paragraph(f"Phương pháp kiểm tra: {METHODS}."),
        Heading(1, "IV. THỜI GIAN"),
        *_time(plan),
        Heading(1, "V. THÀNH PHẦN ĐOÀN KIỂM TRA"),
        *_delegation(plan),
        Heading(1, "VI. TỔ CHỨC THỰC HIỆN"),
        *_carrying_out(plan, printing),
        filed_ending(printing.body, printing.filed, _recipients(plan, printing)),
    )
    return (Section(blocks),)


def _opening(plan: Inspection) -> Iterator[Block]:
    """What it starts from: a red or yellow warning, a reason that cannot wait, or the yearly round."""
    yield paragraph(unsplit(f"Thực hiện {GROUND}{_cause(plan)}, kế hoạch kiểm tra, đôn đốc như sau:"))
    if plan.is_sudden:
        yield paragraph(f"Kiểm tra đột xuất. Lý do: {sentence(plan.sudden_reason)}")


def _cause(plan: Inspection) -> str:
    seen = plan.trigger
    if seen is None:
        return ""
    figures = "; ".join(f"{name}: {value}" for name, value in seen.figures)
    day = date_in_words(local(seen.seen_at).date())
    about = f" ({figures})" if figures else ""
    return f"; căn cứ cảnh báo “{seen.colour.label}” đối với {seen.unit_name} {day}{about}"


def _time(plan: Inspection) -> Iterator[Block]:
    yield paragraph(f"Thời gian kiểm tra: {period(plan.first_day, plan.last_day) or MISSING}.")
    if plan.visits:
        yield paragraph("Lịch làm việc với từng đơn vị:")
        yield _visits(plan)


def _visits(plan: Inspection) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Đơn vị được kiểm tra", 52),
        Column("Thời gian", 32, "center"),
        Column("Địa điểm", 45),
        Column("Thành phần đoàn", 36),
    )
    rows = tuple(
        Row(
            (
                str(at),
                visit.unit.shown,
                short_hours(visit.start, visit.end),
                visit.place or MISSING,
                _going(plan, visit),
            )
        )
        for at, visit in enumerate(plan.visits, 1)
    )
    return Table(columns, rows, "Lịch làm việc")


def _going(plan: Inspection, visit: Visit) -> str:
    going = plan.going(visit)
    return "Cả đoàn" if going == plan.delegates else "\n".join(one.name for one in going)


def _delegation(plan: Inspection) -> Iterator[Block]:
    if plan.delegates:
        yield ListItems(delegate_lines(plan.delegates))
    else:
        yield paragraph(f"({MISSING})", Role.NOTE)


def _carrying_out(plan: Inspection, printing: Printing) -> Iterator[Block]:
    if plan.is_sudden:
        yield paragraph("1. Kiểm tra đột xuất, không áp dụng thời hạn thông báo trước 03 ngày làm việc.")
    else:
        yield paragraph(f"1. {NOTICE_RULE}")
    yield paragraph("2. Kiểm tra tập trung vào các vấn đề cụ thể, các điểm nghẽn đang gây chậm trễ, không dàn trải.")
    yield paragraph(
        "3. Sau mỗi buổi làm việc, Trưởng đoàn chủ trì, thông qua Biên bản làm việc (mẫu 6.4), chỉ rõ kết quả đạt "
        "được, tồn tại, hạn chế, nguyên nhân, kiến nghị, giải pháp và thời hạn khắc phục cụ thể; "
        f"{printing.task_force} theo dõi, đôn đốc việc thực hiện các kết luận sau kiểm tra."
    )
    yield paragraph(unsplit(end_mark(rules_of(printing.body), f"4. {_agreed(plan)}")))


def _agreed(plan: Inspection) -> str:
    given = plan.agreement
    if given is None:
        return f"Kế hoạch này được báo cáo và thống nhất với {STANDING_BODY} trước khi thực hiện"
    with_document = f" ({given.document})" if given.document else ""
    return f"Kế hoạch này đã báo cáo và thống nhất với {given.body} {date_in_words(given.agreed_on)}{with_document}"


def _recipients(plan: Inspection, printing: Printing) -> tuple[str, ...]:
    body = plan.agreement.body if plan.agreement else STANDING_BODY
    units = dict.fromkeys(visit.unit.shown for visit in plan.visits)
    return (f"{body} (để báo cáo);", *(f"{unit};" for unit in units), f"{printing.task_force};")
