"""Báo cáo kết quả kiểm tra: what was inspected and found, what is settled, what stands open, proposals (Sổ tay 6.2.c).

Only agreed minutes speak: of a unit without them the report says that there are none yet.
"""

from collections.abc import Iterator, Mapping, Sequence

from app.exports.inspection_conclusions import conclusion_table
from app.exports.inspection_parts import (
    COMMAND_CENTRE,
    MISSING,
    STANDING_BODY,
    Printing,
    addressed,
    appendix,
    counted,
    delegate_lines,
    period,
    plan_cited,
    plan_subject,
    sentence,
    short_hours,
    unsplit,
)
from app.exports.layout import date_in_words, end_mark, subject_line
from app.exports.paper_filed import filed_ending, filed_letterhead
from app.exports.paper_parts import document
from app.exports.plan_words import rules_of
from app.exports.tree import Block, Column, Document, Heading, ListItems, Role, Row, Section, Table, Title, paragraph
from app.models.inspection.minutes_records import Entry, Followup, FollowupState, Result
from app.models.inspection.reporting import ReportFigures, VisitResult, conclusion_lines
from app.models.vietnam_time import local

KIND = "BÁO CÁO"
SUBJECT = "Kết quả kiểm tra"
ANNEX = "Danh mục kết luận và theo dõi thực hiện"
NONE = "Không có."
_OPEN = (FollowupState.OVERDUE, FollowupState.OPEN, FollowupState.IMPOSSIBLE)


def result_report(figures: ReportFigures, printing: Printing) -> Document:
    """The report as an official paper."""
    title = f"{KIND} {_subject(figures)}"
    return document(title, printing, report_sections(figures, printing), subject=title)


def report_sections(figures: ReportFigures, printing: Printing) -> tuple[Section, ...]:
    """The report, and the conclusions as its Phụ lục."""
    rules = rules_of(printing.body)
    plan = figures.inspection
    body = plan.agreement.body if plan.agreement else STANDING_BODY
    blocks: tuple[Block, ...] = (
        filed_letterhead(printing.body, "BC", printing.filed),
        Title(KIND, subject_line(rules, _subject(figures))),
        addressed(body),
        *_opening(figures, printing),
        Heading(1, "I. TÌNH HÌNH TRIỂN KHAI"),
        *_carried_out(figures),
        Heading(1, "II. KẾT QUẢ KIỂM TRA"),
        *_results(figures.results),
        Heading(1, "III. THỰC HIỆN KẾT LUẬN KIỂM TRA"),
        *_followed(figures),
        Heading(1, "IV. KIẾN NGHỊ"),
        *_proposals(figures.results),
        paragraph(end_mark(rules, f"Trên đây là kết quả kiểm tra, {printing.task_force} báo cáo {body}")),
        filed_ending(
            printing.body,
            printing.filed,
            (f"{body} (để báo cáo);", f"{COMMAND_CENTRE} (để báo cáo);", *_units(figures)),
        ),
    )
    lines = conclusion_lines(figures.followups)
    if not lines:
        return (Section(blocks),)
    known = printing.filed.number if printing.filed else None
    about = f" số {printing.filed.printed} {date_in_words(known.issued_on)}" if known and printing.filed else ""
    annex = appendix("", ANNEX, f"Báo cáo{about or ' kết quả kiểm tra'}", (conclusion_table(lines),), landscape=True)
    return (Section(blocks), annex)


def _subject(figures: ReportFigures) -> str:
    """`Kết quả kiểm tra, đôn đốc công tác chuẩn bị tại ...`."""
    subject = plan_subject(figures.inspection)
    lowered = subject[:1].lower() + subject[1:]
    return f"Kết quả {lowered}" if lowered.startswith("kiểm tra") else f"{SUBJECT}: {subject}"


def _units(figures: ReportFigures) -> tuple[str, ...]:
    return tuple(f"{unit};" for unit in dict.fromkeys(one.visit.unit.shown for one in figures.results))


def _opening(figures: ReportFigures, printing: Printing) -> Iterator[Block]:
    wall = local(figures.as_of)
    yield paragraph(
        unsplit(
            f"Thực hiện {plan_cited(figures.inspection, printing)}, {printing.task_force} báo cáo kết quả kiểm tra "
            f"(số liệu đến {wall:%H:%M}, {date_in_words(wall.date())}) như sau:"
        )
    )


def _carried_out(figures: ReportFigures) -> Iterator[Block]:
    plan = figures.inspection
    time = period(plan.first_day, plan.last_day)
    yield paragraph(f"1. Thời gian kiểm tra theo kế hoạch: {time or MISSING}.")
    yield paragraph("2. Thành phần đoàn kiểm tra:" if plan.delegates else f"2. Thành phần đoàn kiểm tra: {MISSING}.")
    if plan.delegates:
        yield ListItems(delegate_lines(plan.delegates))
    yield paragraph(
        f"3. Đã kiểm tra và thông qua biên bản tại {counted(figures.visited)}/{counted(figures.planned)} đơn vị."
        if figures.planned
        else "3. Kế hoạch chưa có đơn vị được kiểm tra."
    )
    if figures.results:
        yield _visits(figures.results)


def _visits(results: Sequence[VisitResult]) -> Table:
    columns = (
        Column("TT", 10, "center"),
        Column("Đơn vị", 46),
        Column("Thời gian", 28, "center"),
        Column("Đạt", 15, "center"),
        Column("Không đạt", 17, "center"),
        Column("Không áp dụng", 18, "center"),
        Column("Số kết luận", 17, "center"),
        Column("Biên bản", 26, "center"),
    )
    rows = tuple(
        Row(
            (
                str(at),
                one.visit.unit.shown,
                short_hours(one.visit.start, one.visit.end),
                *_answers(one.answers),
                str(len(one.conclusions)) if one.minutes_id else "",
                "Đã thông qua" if one.minutes_id else one.visit.state.label,
            )
        )
        for at, one in enumerate(results, 1)
    )
    return Table(columns, rows, "Đơn vị được kiểm tra")


def _answers(answers: Mapping[str, int] | None) -> tuple[str, str, str]:
    """Items by result; empty where no checklist was used."""
    if answers is None:
        return ("", "", "")
    passed, failed, other = (str(answers[one.value]) for one in Result)
    return passed, failed, other


def _results(results: Sequence[VisitResult]) -> Iterator[Block]:
    if not results:
        yield paragraph(f"({MISSING})", Role.NOTE)
    for at, one in enumerate(results, 1):
        yield Heading(2, f"{at}. {one.visit.unit.shown}")
        if not one.minutes_id:
            yield paragraph("Chưa có biên bản được thông qua.")
            continue
        yield Heading(3, "a) Kết quả đã đạt được")
        yield from _items(one.achievements)
        yield Heading(3, "b) Tồn tại, hạn chế và nguyên nhân")
        yield from _shortcomings(one.shortcomings)


def _items(entries: Sequence[Entry]) -> Iterator[Block]:
    if entries:
        yield ListItems(tuple(sentence(unsplit(one.text)) for one in entries))
    else:
        yield paragraph(NONE)


def _shortcomings(entries: Sequence[Entry]) -> Iterator[Block]:
    if not entries:
        yield paragraph(NONE)
    for one in entries:
        causes = (
            ("Nguyên nhân khách quan", one.objective_cause),
            ("Nguyên nhân chủ quan", one.subjective_cause),
        )
        why = " ".join(f"{label}: {sentence(text)}" for label, text in causes if text)
        yield paragraph(unsplit(f"- {sentence(one.text)} {why}".rstrip()), Role.ITEM)


def _followed(figures: ReportFigures) -> Iterator[Block]:
    """Figures by state; what is settled; what stands open, each with unit and deadline."""
    found = figures.followups
    if not found:
        yield paragraph("Chưa có kết luận kiểm tra nào.")
        return
    parts = ", ".join(f"{state.label.lower()}: {figures.by_state[state]}" for state in FollowupState)
    yield paragraph(f"Tổng số {counted(len(found))} kết luận; {parts}. Chi tiết tại Phụ lục.")
    yield Heading(2, "1. Vướng mắc đã giải quyết")
    done = [one for one in found if one.state is FollowupState.DONE]
    yield from _list([f"{_bare(one.content)} ({one.unit.shown}{_finished(one)})." for one in done])
    yield Heading(2, "2. Vấn đề còn tồn đọng")
    yield from _list(
        [
            f"{_bare(one.content)} ({one.unit.shown}; {_due(one)}{one.state.label.lower()}{_why(one)})."
            for state in _OPEN
            for one in found
            if one.state is state
        ]
    )


def _list(lines: Sequence[str]) -> Iterator[Block]:
    yield ListItems(tuple(map(unsplit, lines))) if lines else paragraph(NONE)


def _bare(text: str) -> str:
    """A text that goes on in brackets."""
    return text.strip().rstrip(" .;,")


def _finished(one: Followup) -> str:
    return f", hoàn thành {date_in_words(local(one.finished_at).date())}" if one.finished_at else ""


def _due(one: Followup) -> str:
    return f"thời hạn: {one.deadline.text}; " if one.deadline else ""


def _why(one: Followup) -> str:
    return f", lý do: {one.impossible.reason.rstrip(' .;')}" if one.impossible else ""


def _proposals(results: Sequence[VisitResult]) -> Iterator[Block]:
    """By addressee, in the order in which they first appear."""
    by_addressee: dict[str, list[str]] = {}
    for one in results:
        for entry in one.proposals:
            by_addressee.setdefault(entry.addressee, []).append(f"{_bare(entry.text)} ({one.visit.unit.shown}).")
    if not by_addressee:
        yield paragraph(NONE)
    for at, (addressee, lines) in enumerate(by_addressee.items(), 1):
        yield Heading(2, f"{at}. {addressee or 'Ban Chỉ đạo Trung ương và các cơ quan liên quan'}")
        yield from _list(lines)
