"""Thông báo lịch làm việc to one unit, through its focal point, at least 03 working days ahead (Sổ tay 6.3.b).

Where the inspection is "đột xuất", no time ahead is owed, and the paper says why.
"""

from collections.abc import Iterator
from datetime import datetime

from app.exports.inspection_parts import (
    METHODS,
    MISSING,
    Printing,
    delegate_lines,
    hours,
    last_instant,
    plan_cited,
    sentence,
    unsplit,
)
from app.exports.layout import end_mark, subject_line
from app.exports.paper_filed import filed_ending, filed_letterhead
from app.exports.paper_parts import document, fact
from app.exports.plan_words import rules_of
from app.exports.tree import Block, Document, ListItems, Section, Title, paragraph
from app.models.inspection.records import Inspection, Visit

KIND = "THÔNG BÁO"
SUBJECT, SUDDEN = "Lịch làm việc của Đoàn kiểm tra tại", "Kiểm tra đột xuất tại"
RULE = "trước ngày làm việc ít nhất 03 ngày làm việc"


def schedule_notice(plan: Inspection, visit: Visit, printing: Printing, latest: datetime | None) -> Document:
    """The notice; ``latest`` is the last instant at which it is in time, None where it is not known."""
    title = f"{KIND} {_subject(plan, visit)}"
    return document(title, printing, notice_sections(plan, visit, printing, latest), subject=title)


def notice_sections(plan: Inspection, visit: Visit, printing: Printing, latest: datetime | None) -> tuple[Section, ...]:
    """The notice on portrait pages."""
    rules = rules_of(printing.body)
    blocks: tuple[Block, ...] = (
        filed_letterhead(printing.body, "TB", printing.filed),
        Title(KIND, subject_line(rules, _subject(plan, visit))),
        *_schedule(plan, visit, printing),
        *_asked(visit),
        paragraph(unsplit(end_mark(rules, _time_ahead(plan, visit, latest)))),
        filed_ending(
            printing.body,
            printing.filed,
            (f"{visit.unit.shown};", f"{printing.task_force};", "Thành viên Đoàn kiểm tra;"),
        ),
    )
    return (Section(blocks),)


def _subject(plan: Inspection, visit: Visit) -> str:
    return f"{SUDDEN if plan.is_sudden else SUBJECT} {visit.unit.shown}"


def _schedule(plan: Inspection, visit: Visit, printing: Printing) -> Iterator[Block]:
    focal = visit.notice.recipient if visit.notice else ""
    through = f" (qua đầu mối: {focal})" if focal else " (qua đầu mối của đơn vị)"
    yield paragraph(
        f"Thực hiện {plan_cited(plan, printing)}, {printing.task_force} thông báo đến {visit.unit.shown}{through} "
        "lịch làm việc của Đoàn kiểm tra như sau:"
    )
    if plan.is_sudden:
        yield fact("Kiểm tra đột xuất, lý do", sentence(plan.sudden_reason))
    yield fact("1. Thời gian", f"{hours(visit.start, visit.end) or MISSING}.")
    yield fact("2. Địa điểm", f"{visit.place.rstrip('.') or MISSING}.")
    yield fact("3. Nội dung", sentence(unsplit(" ".join(plan.content.split())) or MISSING))
    yield fact("4. Phương pháp", f"{METHODS}.")
    going = plan.going(visit)
    if going:
        yield fact("5. Thành phần Đoàn kiểm tra", "")
        yield ListItems(delegate_lines(going))
    else:
        yield fact("5. Thành phần Đoàn kiểm tra", f"{MISSING}.")


def _asked(visit: Visit) -> Iterator[Block]:
    """What the unit is asked for (Sổ tay 6.2.b: meetings, files and documents, who takes part)."""
    yield paragraph(
        f"6. Đề nghị {visit.unit.shown} cử người chủ trì và đầu mối làm việc, bố trí các thành phần liên quan; "
        "chuẩn bị báo cáo, hồ sơ, tài liệu về các nội dung nêu trên và tạo điều kiện để Đoàn kiểm tra thực tế tại "
        "hiện trường."
    )


def _time_ahead(plan: Inspection, visit: Visit, latest: datetime | None) -> str:
    if plan.is_sudden:
        return "Đây là kiểm tra đột xuất, không áp dụng thời hạn thông báo trước 03 ngày làm việc"
    if visit.notice is None and latest is not None:
        return f"Thông báo này được gửi qua đầu mối của đơn vị {RULE}, chậm nhất {last_instant(latest)}"
    return f"Thông báo này được gửi qua đầu mối của đơn vị {RULE}"
