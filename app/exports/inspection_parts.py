"""What the papers of an inspection share: the document itself, Kính gửi, delegation, days and hours, an appendix."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.exports.layout import date_in_words
from app.exports.tree import Block, Paragraph, Role, Section, paragraph
from app.models import vietnam_time
from app.models.inspection.records import Delegate, Inspection
from app.models.inspection.records import Role as Duty
from app.models.papers.records import Paper
from app.models.plan.records import IssuingBody
from app.models.vietnam_time import local

MISSING = "chưa có"
STANDING_BODY = "Cơ quan Thường trực Ban Chỉ đạo"
"""To which the plan is reported and with which it is agreed (Sổ tay 6.3.a)."""
COMMAND_CENTRE = "Trung tâm chỉ huy"
"""To which the result is reported (Sổ tay 6.2.c)."""
METHODS = "nghe báo cáo, kiểm tra hồ sơ, tài liệu và kiểm tra thực tế tại hiện trường"
"""Phương pháp kiểm tra (Sổ tay 6.3.b)."""
_BOUND = re.compile(r"\b(ngày|tháng|năm|Điều|khoản) (?=\d)")
_MOST_SPELT = 9
_TYPE = "kế hoạch "


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper of an inspection says besides the records themselves."""

    body: IssuingBody
    at: datetime
    """When it is made; aware. Of agreed minutes: when they were agreed."""
    task_force: str
    """In running text: "Tổ Công tác tỉnh Lâm Đồng"."""
    filed: Paper | None = None
    """The paper on its way, where it has begun."""
    plan_filed: Paper | None = None
    """The inspection plan on its way, for papers that cite it."""


def addressed(to: str) -> Paragraph:
    """`Kính gửi: ...`."""
    return paragraph(f"Kính gửi: {to}.", Role.ADDRESSEE)


def appendix(number: str, title: str, attached_to: str, blocks: Sequence[Block], *, landscape: bool = False) -> Section:
    """A Phụ lục on pages of its own, numbered from 1 (NĐ 30, PL I, III); ``number`` empty where there is only one."""
    head = (
        paragraph(f"Phụ lục {number}".strip(), Role.APPENDIX),
        paragraph(title.upper(), Role.APPENDIX_TITLE),
        paragraph(f"(Kèm theo {attached_to})", Role.APPENDIX_REF),
    )
    return Section((*head, *blocks), landscape=landscape, restart=True)


def unsplit(text: str) -> str:
    """Text whose `ngày 05`, `tháng 7`, `Điều 1` are never parted at the end of a line."""
    return _BOUND.sub("\\1\u00a0", text)


def sentence(text: str) -> str:
    """What a person wrote, ending with one full stop."""
    bare = text.strip()
    return bare if bare.endswith((".", "!", "?")) else f"{bare.rstrip(' ;,:')}."


def lines_of(text: str) -> Iterator[Paragraph]:
    """A text of several lines, a paragraph a line; says so where there is none."""
    written = [line.strip() for line in text.splitlines() if line.strip()]
    if not written:
        yield paragraph(f"({MISSING})", Role.NOTE)
    yield from (paragraph(sentence(unsplit(line))) for line in written)


def period(first: date | None, last: date | None) -> str:
    """`từ ngày 26 tháng 6 năm 2025 đến ngày 04 tháng 7 năm 2025`; empty while unknown."""
    if first is None or last is None:
        known = first or last
        return date_in_words(known) if known else ""
    return date_in_words(first) if first == last else f"từ {date_in_words(first)} đến {date_in_words(last)}"


def hours(start: datetime | None, end: datetime | None) -> str:
    """`08 giờ 00 phút đến 11 giờ 15 phút, ngày 26 tháng 6 năm 2025`; empty while unknown."""
    if start is None:
        return ""
    begin = local(start)
    text = _hour(begin)
    if end is not None:
        stop = local(end)
        if stop.date() != begin.date():
            return f"{text}, {date_in_words(begin.date())} đến {_hour(stop)}, {date_in_words(stop.date())}"
        text = f"{text} đến {_hour(stop)}"
    return f"{text}, {date_in_words(begin.date())}"


def short_hours(start: datetime | None, end: datetime | None) -> str:
    """`08:00-11:15` and below it `26/06/2025`, for the cell of a table."""
    if start is None:
        return MISSING
    begin = local(start)
    until = local(end) if end is not None else None
    day = vietnam_time.show_date(begin.date())
    if until is None:
        return f"{begin:%H:%M}\n{day}"
    if until.date() == begin.date():
        return f"{begin:%H:%M}-{until:%H:%M}\n{day}"
    return f"{begin:%H:%M} {day}\nđến {until:%H:%M} {vietnam_time.show_date(until.date())}"


def _hour(wall: datetime) -> str:
    return f"{wall:%H}\u00a0giờ {wall:%M}\u00a0phút"


def last_instant(latest: datetime) -> str:
    """`17 giờ 00 phút, ngày 20 tháng 6 năm 2025`: a bound as people read it, to the minute below."""
    wall = local(latest - timedelta(seconds=latest.second, microseconds=latest.microsecond))
    return f"{_hour(wall)}, {date_in_words(wall.date())}"


def delegate_line(one: Delegate) -> str:
    """`Ông/Bà: Lê Hữu Khải, Phó Chánh Văn phòng UBND tỉnh - Trưởng đoàn;`."""
    who = ", ".join(part for part in (f"Ông/Bà: {one.name}", one.position, one.unit) if part)
    return f"{who} - {one.role.label};"


def delegate_lines(people: Sequence[Delegate]) -> tuple[str, ...]:
    """The delegation, head first, the last line ending with a full stop."""
    ordered = sorted(people, key=lambda one: one.role is not Duty.HEAD)
    lines = [delegate_line(one) for one in ordered]
    return tuple(lines[:-1]) + tuple(f"{line[:-1]}." for line in lines[-1:])


def counted(number: int) -> str:
    """`02`, `14`: a number of things as official papers write it."""
    return f"{number:02d}" if 0 < number <= _MOST_SPELT else str(number)


def plan_subject(plan: Inspection) -> str:
    """The plan's title as a trích yếu: without the type that stands above it."""
    title = plan.title.strip()
    if not title.casefold().startswith(_TYPE):
        return title
    rest = title[len(_TYPE) :].strip()
    return rest[:1].upper() + rest[1:]


def plan_cited(plan: Inspection, printing: Printing) -> str:
    """`Kế hoạch số 05/KH-BCĐ ngày 20 tháng 6 năm 2025`; by its title while it has no number."""
    known = printing.plan_filed
    if known is not None and known.number is not None:
        return f"Kế hoạch số {known.printed} {date_in_words(known.number.issued_on)}"
    subject = plan_subject(plan)
    return f"Kế hoạch {subject[:1].lower()}{subject[1:]}" if subject != plan.title.strip() else f"kế hoạch “{subject}”"
