"""The register of outgoing papers (Sổ đăng ký văn bản đi): what the văn thư gave, doubles and gaps, who signed what.

A State paper is numbered anew each year, a Party paper by kind and term (nhiệm kỳ). Numbers are facts that the văn thư
gave: the next one is proposed, never assumed. Pure.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.models.findings import Level
from app.models.papers.kinds import PaperKind, issuer_in
from app.models.papers.records import Number, Paper, Stage, Standing, Step
from app.models.text import fold
from app.models.vietnam_time import show_date

GREATEST = 99_999
"""Greatest number a register takes; a longer one is a slip."""
_WORDS = re.compile(r"[^\W_]+")
"""As the search everywhere cuts: "05/KH-BCĐ" is three words."""


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a Party committee (Nhiệm kỳ): its name and first day."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Numbering:
    """How this house numbers its papers."""

    terms: tuple[Term, ...] = ()
    """Ascending."""
    by_kind: bool = False
    """Whether State papers too have a series for each kind."""

    def term(self, day: date) -> str:
        """The name of the term a day falls in; empty before the first, or where none was set."""
        return next((one.name for one in reversed(self.terms) if one.since <= day), "")


@dataclass(frozen=True, slots=True)
class Series:
    """A run of numbers that has each number once."""

    rule_set: str
    issuer: str
    period: str
    """The year; of the Party the term."""
    kind: str = ""
    """Code of the kind where each kind is numbered by itself."""

    @property
    def label(self) -> str:
        """In words: "BCĐ, năm 2025", "BCĐ, Kế hoạch, nhiệm kỳ 2025-2030"."""
        word = "nhiệm kỳ" if self.rule_set == "party" else "năm"
        parts = (self.issuer, self.kind, f"{word} {self.period}" if self.period else "")
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """A line of the register, in the columns of NĐ 30/2020, Phụ lục IV."""

    paper_id: str
    series: Series
    number: int
    printed: str
    """Số, ký hiệu văn bản."""
    issued_on: date
    """Ngày tháng văn bản."""
    kind: str
    title: str
    """With `kind`: Tên loại và trích yếu nội dung."""
    signers: str
    """Người ký."""
    recipients: str
    """Nơi nhận văn bản."""
    keeper: str
    """Đơn vị, người nhận bản lưu."""
    copies: int
    """Số lượng bản."""
    note: str
    """Ghi chú: corrected, replaced, withdrawn, by which paper."""
    stage: Stage
    standing: Standing


@dataclass(frozen=True, slots=True)
class SignedLine:
    """Who signed what (Ai đã ký văn bản nào)."""

    paper_id: str
    signer: str
    position: str
    power: str
    """"KT.", "TM." ..., empty for signing in one's own right."""
    on_behalf_of: str
    signed_on: date
    digital: bool
    printed: str
    """Empty before the văn thư gave a number."""
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The number that would come next, and what speaks against relying on it."""

    number: str
    last: str
    """The greatest number given so far, or empty."""
    gaps: str
    """Numbers below it that this program does not know, e.g. "03, 05-07"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát) of the register or of a paper's way."""

    rule: str
    level: Level
    message: str
    paper_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """What to show of the register; empty means no filter."""

    text: str = ""
    """Searched without marks in number, kind, title, signers, recipients and note."""
    year: int | None = None
    kinds: frozenset[str] = frozenset()
    """Codes."""
    rule_set: str = ""


def series_of(number: Number, kind: PaperKind, rule_set: str, numbering: Numbering) -> Series:
    """The series that a number belongs to."""
    issuer = issuer_in(number.symbol)
    if rule_set == "party":
        return Series(rule_set, issuer, numbering.term(number.issued_on), kind.name)
    return Series(rule_set, issuer, str(number.issued_on.year), kind.name if numbering.by_kind else "")


def register(papers: Iterable[Paper], numbering: Numbering) -> tuple[RegisterLine, ...]:
    """Every paper that has a number, by series, number and date."""
    known = {one.id: one for one in papers}
    lines = [_line(one, one.number, known, numbering) for one in known.values() if one.number is not None]
    order: Callable[[RegisterLine], tuple[object, ...]] = lambda line: (  # noqa: E731 a key used once
        *(line.series.rule_set, line.series.period, line.series.issuer, line.series.kind),
        *(line.number, line.issued_on, line.paper_id),
    )
    return tuple(sorted(lines, key=order))


def select(lines: Iterable[RegisterLine], query: RegisterQuery, codes: Mapping[str, str]) -> tuple[RegisterLine, ...]:
    """The lines that a query asks for; `codes` gives the code of a kind's name."""
    return tuple(
        line
        for line in lines
        if (query.year is None or line.issued_on.year == query.year)
        and (not query.kinds or codes.get(line.kind, "") in query.kinds)
        and query.rule_set in ("", line.series.rule_set)
        and holds(
            query.text,
            (line.printed, line.kind, line.title, line.signers, line.recipients, line.keeper, line.note)
            + (show_date(line.issued_on),),
        )
    )


def signed(papers: Iterable[Paper], text: str = "") -> tuple[SignedLine, ...]:
    """Every signature, latest first, those that hold the words only."""
    found = [
        SignedLine(
            paper.id,
            one.signer,
            one.position,
            one.power(paper.rule_set),
            one.on_behalf_of,
            one.signed_on,
            one.digital,
            paper.printed,
            paper.kind.name,
            paper.title,
        )
        for paper in papers
        for one in paper.signatures
    ]
    kept = [
        one
        for one in found
        if holds(text, (one.signer, one.position, one.on_behalf_of, one.printed, one.kind, one.title))
    ]
    return tuple(sorted(kept, key=lambda one: (-one.signed_on.toordinal(), one.paper_id)))


def holds(text: str, fields: Iterable[str]) -> bool:
    """Whether every word of a text begins one of the fields' words, marks and case apart."""
    wanted = _WORDS.findall(fold(text))
    if not wanted:
        return True
    words = set(_WORDS.findall(fold(" ".join(fields))))
    return all(any(word.startswith(one) for word in words) for one in wanted)


def proposal(lines: Iterable[RegisterLine], series: Series) -> Proposal:
    """What the next number of a series would be if the program knew every paper of it."""
    given = {line.number for line in lines if line.series == series}
    last = max(given, default=0)
    return Proposal(show_number(last + 1), show_number(last) if last else "", show_numbers(missing(given)))


def counted(text: str) -> int:
    """A number as the series counts it; 0 for what no register has ("năm", a slip of ten figures)."""
    plain = text.isascii() and text.isdigit() and len(text.lstrip("0")) <= len(str(GREATEST))
    return int(text.lstrip("0") or 0) if plain else 0


def show_number(number: int) -> str:
    """A number as papers bear it, below 10 with its zero."""
    return f"{number:02d}"


def show_numbers(numbers: Sequence[int]) -> str:
    """Numbers in runs: "03, 05-07"."""
    runs = []
    for _, members in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in members]
        runs.append(show_number(run[0]) if len(run) == 1 else f"{show_number(run[0])}-{show_number(run[-1])}")
    return ", ".join(runs)


def missing(given: set[int]) -> list[int]:
    """The numbers below the greatest one that were not given."""
    last = max(given, default=0)
    return [number for number in range(1, last) if number not in given]


def _line(paper: Paper, number: Number, known: Mapping[str, Paper], numbering: Numbering) -> RegisterLine:
    archived = next((one for one in reversed(paper.entries) if one.step is Step.ARCHIVE), None)
    return RegisterLine(
        paper.id,
        series_of(number, paper.kind, paper.rule_set, numbering),
        counted(number.number),
        paper.printed,
        number.issued_on,
        paper.kind.name,
        paper.title,
        ", ".join(one.signer for one in paper.signatures),
        "; ".join(one.text for one in paper.recipients),
        archived.note if archived else "",
        sum(one.copies for one in paper.recipients),
        "; ".join(_remarks(paper, known)),
        paper.stage,
        paper.standing,
    )


def _remarks(paper: Paper, known: Mapping[str, Paper]) -> Iterator[str]:
    for link in paper.links:
        target = known.get(link.target_id)
        if target is not None and target.number is not None:
            yield f"{link.kind.label} văn bản số {target.printed}"
    for link in paper.linked_by:
        later = known.get(link.paper_id)
        if later is not None and later.number is not None:
            yield f"Được {link.kind.label.lower()} theo văn bản số {later.printed}"
    if paper.note:
        yield paper.note
