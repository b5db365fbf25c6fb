"""What the papers of the choice share: grounds, the numbered document, appendices, both sides of a hand-over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from app.exports.layout import BLANK_SHORT, date_in_words
from app.exports.paper_filed import filed_letterhead, filed_recipients
from app.exports.paper_parts import BLANK, recipients
from app.exports.tree import (
    Block,
    ListItems,
    Paragraph,
    Role,
    Run,
    Section,
    Signature,
    SignatureBlock,
    TwoColumnHeader,
    paragraph,
)
from app.models.papers.records import Paper
from app.models.plan.records import IssuingBody
from app.models.resources import load_yaml
from app.models.selection.records import Assessor, Decision, KindView
from app.models.selection.records import Sheet as Assessment
from app.models.selection.result import Result, result
from app.models.selection.sensitivity import Sensitivity, sensitivity
from app.models.text import fold
from app.models.units.gazetteer import Province
from app.models.vietnam_time import today


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper of the choice says besides the records themselves."""

    body: IssuingBody
    at: datetime
    """When it is made; aware."""
    province: Province
    filed: Paper | None = None
    """The paper in the register of papers: number, date, signer and Nơi nhận as far as they are recorded there."""

    @property
    def words(self) -> Mapping[str, str]:
        """What the shipped sentences leave open."""
        if self.province.is_city:
            return {"cap": "thành phố", "tinh_uy": "Thành ủy"}
        return {"cap": "tỉnh", "tinh_uy": "Tỉnh ủy"}


@dataclass(frozen=True)
class Assessed:
    """A kind with its result and how firm it is: as sealed where it is decided, else as it stands."""

    view: KindView
    result: Result
    sensitivity: Sensitivity

    @property
    def sheet(self) -> Assessment:
        """What the result was computed on."""
        return self.view.sheet

    @property
    def decision(self) -> Decision | None:
        """The decision that closed this very version; None for one that was opened after it."""
        found, opened = self.view.decision, self.sheet.round
        return found if found is not None and opened is not None and found.round_id == opened.id else None


def assessed(view: KindView) -> Assessed:
    """A kind as it stands."""
    found = result(view.sheet)
    return Assessed(view, found, sensitivity(view.sheet, found))


def as_decided(view: KindView) -> KindView:
    """A kind as its decision's own document says it: exceptions granted by another document are not in it."""
    number = view.decision.decided.number if view.decision else ""
    return replace(view, exemptions=tuple(one for one in view.exemptions if one.document in ("", number)))


def texts() -> Mapping[str, Any]:
    """The shipped sentences."""
    found: Mapping[str, Any] = load_yaml("selection/papers.yaml")
    return found


def grounds(printing: Printing, on: date | None) -> Iterator[str]:
    """The documents a paper of that day rests on, without end mark; none that did not exist yet (None: today)."""
    day = on or today(printing.at)
    yield from (one["text"] for one in texts()["grounds"] if one["since"] <= day)


def appendix(number: str, title: str, attached_to: str, blocks: Sequence[Block]) -> Section:
    """A Phụ lục on landscape pages of its own (NĐ 30, PL I, III); ``number`` empty where there is only one."""
    head: tuple[Paragraph, ...] = (
        paragraph(f"Phụ lục {number}".strip(), Role.APPENDIX),
        paragraph(title.upper(), Role.APPENDIX_TITLE),
        paragraph(f"(Kèm theo {attached_to})", Role.APPENDIX_REF),
    )
    return Section((*head, *blocks), landscape=True, restart=True)


def attached(kind: str, number: str = f"số {BLANK_SHORT}", on: date | None = None, issuer: str = "") -> str:
    """`Quyết định số 12/QĐ-BCĐ ngày ... của ...`; blank for the pen what is not known."""
    day = date_in_words(on) if on else f"ngày{BLANK_SHORT}tháng{BLANK_SHORT}năm{BLANK_SHORT}"
    return f"{kind} {number} {day}{f' của {issuer}' if issuer else ''}"


def attached_to(kind: str, printing: Printing) -> str:
    """The same of the minutes themselves, with what the register has."""
    known = printing.filed.number if printing.filed else None
    return attached(kind, cited(minutes_head(printing).number), known.issued_on) if known else attached(kind)


def minutes_head(printing: Printing) -> TwoColumnHeader:
    """The letterhead of a Biên bản: numbered, not dated (NĐ 30, PL III, mẫu 1.9)."""
    return filed_letterhead(printing.body, "BB", printing.filed, is_dated=False)


def cited(line: str) -> str:
    """A number line as a sentence cites it: `số 05/QĐ-BCĐ`."""
    return f"số {line.removeprefix('Số').lstrip(': ')}"


def listed(lines: Sequence[str]) -> ListItems:
    """A list as official papers end it: `;` after each line, `.` after the last."""
    bare = [line.rstrip(" ;.") for line in lines]
    return ListItems((*(f"{line};" for line in bare[:-1]), *(f"{line}." for line in bare[-1:])))


def person_line(name: str, position: str = "", unit: str = "", duty: str = "") -> str:
    """`Ông (bà) Nguyễn Văn Ân, Phó Giám đốc, Sở Khoa học và Công nghệ - Tổ trưởng`."""
    line = ", ".join(part for part in (f"Ông (bà) {name}", position, unit) if part)
    return f"{line} - {duty}" if duty else line


def blank_person() -> str:
    """A line for a person whom nobody has named."""
    return f"Ông (bà){BLANK}, chức vụ{BLANK}"


def who_is(duty: Sequence[str], assessors: Sequence[Assessor]) -> str:
    """Name of the first whose duty begins with one of the words (marks and case apart); empty: nobody."""
    wanted = tuple(map(fold, duty))
    return next((one.name for one in assessors if fold(one.duty).startswith(wanted)), "")


def article(number: int, text: str) -> Paragraph:
    """`Điều 1. ...` with its number bold."""
    return Paragraph((Run(f"Điều\u00a0{number}. ", bold=True), Run(text)))


def two_sides(printing: Printing, giver: str, taker: str) -> SignatureBlock:
    """Who hands over left, who takes over right."""
    note = "(Chữ ký, họ tên)"
    sides = tuple(Signature(position=f"ĐẠI DIỆN {side.upper()}", note=note) for side in (giver, taker))
    return SignatureBlock(sides, filed_recipients(printing.filed) or recipients(printing.body))
