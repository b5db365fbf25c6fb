"""Hồ sơ kiểm tra: every paper of an inspection as one print job, each numbered from 1, behind a list of what is there.

Only papers that are ready are in it; the list says what is missing and why. A draft never is: its mark would be lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.exports.inspection_parts import Printing
from app.exports.layout import date_in_words
from app.exports.paper_parts import document, letterhead
from app.exports.tree import Block, Column, Document, Role, Row, Section, Table, Title, paragraph
from app.models.inspection.records import Inspection
from app.models.inspection.reporting import DossierItem
from app.models.vietnam_time import local

KIND = "MỤC LỤC HỒ SƠ"
TITLE = "Hồ sơ kiểm tra"
WITH_MINUTES, NOT_OURS = "In liền sau biên bản", "Bản giấy kèm theo"


@dataclass(frozen=True, slots=True)
class Filed:
    """One line of the list with the pages of its paper, empty where it is not ready or not ours to print."""

    item: DossierItem
    sections: tuple[Section, ...] = ()
    number: str = ""
    """Số, ký hiệu as the văn thư gave it."""


def dossier(plan: Inspection, papers: Sequence[Filed], printing: Printing) -> Document:
    """The list, then each paper on pages of its own."""
    sections = [Section(_cover(plan, papers, printing))]
    for one in papers:
        sections += [replace(section, restart=True) for section in one.sections[:1]]
        sections += one.sections[1:]
    return document(f"{TITLE}: {plan.title}", printing, sections, subject=plan.title)


def _cover(plan: Inspection, papers: Sequence[Filed], printing: Printing) -> tuple[Block, ...]:
    wall = local(printing.at)
    return (
        letterhead(printing.body),
        Title(KIND, plan.title),
        paragraph(f"(Lập lúc {wall:%H:%M}, {date_in_words(wall.date())})", Role.APPENDIX_REF),
        _list(papers),
    )


def _list(papers: Sequence[Filed]) -> Table:
    columns = (
        Column("TT", 11, "center"),
        Column("Tên văn bản", 90),
        Column("Số, ký hiệu", 26, "center"),
        Column("Ghi chú", 38),
    )
    rows = tuple(Row((str(at), one.item.title, one.number, _remark(one))) for at, one in enumerate(papers, 1))
    return Table(columns, rows, KIND.capitalize())


def _remark(one: Filed) -> str:
    if not one.item.is_ready:
        return one.item.missing
    if one.item.kind == "annex":
        return WITH_MINUTES
    return "" if one.sections else NOT_OURS
