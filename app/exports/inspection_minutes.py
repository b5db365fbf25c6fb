"""Biên bản làm việc (mẫu 6.4): every line of the form in its order and wording, blanks dotted where nothing is known.

The form has no letterhead, number or taker: they are printed only where switched on. A draft shows the form's own words
in brackets where a part is empty; agreed minutes show what was agreed and nothing else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.exports.inspection_annex import annex, day_of
from app.exports.inspection_parts import Printing, unsplit
from app.exports.layout import MOTTO_RULE, profile
from app.exports.paper_filed import filed_letterhead, filed_recipients
from app.exports.paper_parts import document
from app.exports.plan_words import rules_of
from app.exports.tree import (
    Block,
    Document,
    Heading,
    Paragraph,
    Role,
    Run,
    Section,
    Signature,
    SignatureBlock,
    Title,
    paragraph,
)
from app.models.inspection import form
from app.models.inspection.form import MinutesForm
from app.models.inspection.minutes_records import Capacity, Entry, Minutes, Part, Participant, Side, Signatory

NOTHING = "- Không có."
SIDE_BY_SIDE = 2
"""Signatures beside each other."""
_ALWAYS = {
    Side.DELEGATION: ((Capacity.HEAD, 0), (Capacity.MEMBER, 1)),
    Side.HOST: ((Capacity.CHAIR, 0), (Capacity.FOCAL_POINT, 1)),
}
"""The lines that the form prints for each side, and where among them."""


@dataclass(frozen=True, slots=True)
class PrintedMinutes:
    """Minutes with what their paper needs besides."""

    minutes: Minutes
    is_draft: bool = True
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Medium id -> the picture to print; one that is not on this PC is left out and said."""
    replaced: str = ""
    """How the version that a correction stands for is cited."""


def minutes_paper(of: PrintedMinutes, printing: Printing) -> Document:
    """The paper of minutes: marked as a draft until they are agreed."""
    made = minutes_sections(of, printing)
    shipped = form.load()
    title = f"{shipped.title} {of.minutes.unit_name}".strip()
    return document(title, printing, made, subject=shipped.subtitle, is_draft=of.is_draft)


def minutes_sections(of: PrintedMinutes, printing: Printing) -> tuple[Section, ...]:
    """The minutes and, where switched on, the annex of checklists and photos."""
    parts = _Parts(of, form.load())
    blocks = (
        *_head(of.minutes, printing),
        *parts.opening(),
        *parts.work(),
        *parts.conclusions(),
        *parts.closing(printing),
    )
    return (Section(blocks), *(annex(of.minutes, of.pictures) if of.minutes.has_annex else ()))


def _head(minutes: Minutes, printing: Printing) -> Iterator[Block]:
    """What was switched on: both headers side by side (NĐ 30, PL III, mẫu 1.9), or one of them by itself."""
    header = filed_letterhead(printing.body, "BB", printing.filed, is_dated=False)
    if minutes.has_national_header and minutes.has_agency_header:
        yield header
    elif minutes.has_national_header:
        *above, last = profile(rules_of(printing.body)).right_lines
        yield from (paragraph(text, role) for role, text in above)
        yield paragraph(last[1], last[0], rule=MOTTO_RULE)
    elif minutes.has_agency_header:
        if header.parent:
            yield paragraph(header.parent, Role.PARENT)
        yield paragraph(header.issuer, Role.ISSUER, rule=profile(rules_of(printing.body)).issuer_rule)
        yield paragraph(header.number, Role.NUMBER)


class _Parts:
    """The parts of the form in its order."""

    def __init__(self, of: PrintedMinutes, shipped: MinutesForm) -> None:
        self._of = of
        self._minutes = of.minutes
        self._form = shipped

    def opening(self) -> Iterator[Block]:
        """Title, mục 1 to 3."""
        minutes, shipped = self._minutes, self._form
        yield Title(shipped.title, shipped.subtitle)
        if minutes.version > 1:
            yield paragraph(self._replaces(), Role.APPENDIX_REF)
        yield _labelled(unsplit(shipped.time_line(minutes.started_at)))
        yield _labelled(shipped.place_line(minutes.place))
        yield Heading(2, shipped.lines["participants"])
        yield Heading(3, shipped.delegation_line(minutes.delegation, minutes.delegation_name))
        yield from self._people(Side.DELEGATION)
        yield Heading(3, shipped.host_line(minutes.unit_name))
        yield from self._people(Side.HOST)

    def _replaces(self) -> str:
        minutes = self._minutes
        old = self._of.replaced or f"phiên bản {minutes.version - 1} đã thông qua"
        return f"(Phiên bản {minutes.version}, thay {old}; lý do: {minutes.correction_reason.rstrip(' .;')})"

    def _people(self, side: Side) -> Iterator[Block]:
        """The lines of a side; in a draft also those of the form that nobody stands in yet."""
        people = list(self._minutes.of_side(side))
        if self._of.is_draft:
            known = {one.capacity for one in people}
            for capacity, at in _ALWAYS[side]:
                if capacity not in known:
                    people.insert(at if at == 0 else max(1, _last_of(people, capacity)), Participant("", capacity))
        yield from (paragraph(self._form.participant_line(one), Role.ITEM) for one in people)

    def work(self) -> Iterator[Block]:
        """Mục 4 and 5."""
        shipped = self._form
        yield Heading(2, shipped.lines["content"])
        written = [line.strip() for line in self._minutes.content.splitlines() if line.strip()]
        yield from (paragraph(unsplit(line)) for line in written)
        if not written:
            yield from self._guidance("content")
        yield Heading(2, shipped.lines["results"])
        yield Heading(3, shipped.lines["achievements"])
        yield from self._entries(Part.ACHIEVEMENT, "achievements")
        yield Heading(3, shipped.lines["shortcomings"])
        yield from self._entries(Part.SHORTCOMING, "shortcomings")

    def _entries(self, part: Part, guidance: str) -> Iterator[Block]:
        entries = self._minutes.part(part)
        if not entries:
            yield from self._guidance(guidance)
        for entry in entries:
            causes = list(self._causes(entry))
            yield _item(entry.text or self._form.blank, bound=bool(causes))
            yield from causes

    def _causes(self, entry: Entry) -> Iterator[Paragraph]:
        for label, cause in (
            (self._form.objective_cause, entry.objective_cause),
            (self._form.subjective_cause, entry.subjective_cause),
        ):
            if cause:
                yield paragraph(unsplit(f"+ {label}: {cause}"), Role.ITEM)

    def conclusions(self) -> Iterator[Block]:
        """Mục 6: each conclusion with its deadline, the unit named where it is not the one inspected."""
        minutes, shipped = self._minutes, self._form
        yield Heading(2, shipped.lines["conclusions"])
        yield Heading(3, shipped.for_unit_line(minutes.unit_name))
        found = minutes.part(Part.CONCLUSION)
        for entry in found:
            yield _item(_for(self._other_unit(entry), entry.text or shipped.blank), bound=True)
            yield paragraph(unsplit(shipped.deadline_line(entry.deadline.text if entry.deadline else "")), Role.ITEM)
        if not found and self._of.is_draft:
            yield paragraph(f"- {shipped.guidance['tasks']}", Role.ITEM)
            yield paragraph(shipped.deadline_line(shipped.guidance["deadlines"]), Role.ITEM)
        elif not found:
            yield paragraph(NOTHING, Role.ITEM)
        yield Heading(3, shipped.lines["for_central"])
        proposals = minutes.part(Part.PROPOSAL)
        for entry in proposals:
            yield _item(_for(entry.addressee, entry.text or shipped.blank))
        if not proposals:
            yield paragraph(f"- {shipped.guidance['proposals']}" if self._of.is_draft else NOTHING, Role.ITEM)

    def _other_unit(self, entry: Entry) -> str:
        unit = entry.unit
        return unit.shown if unit is not None and unit.id != self._minutes.unit.id else ""

    def _guidance(self, key: str) -> Iterator[Block]:
        """The form's words for an empty part; agreed minutes bear none."""
        if self._of.is_draft:
            yield paragraph(self._form.guidance[key], Role.NOTE)

    def closing(self, printing: Printing) -> Iterator[Block]:
        """Hour of the end, number of copies, signatures."""
        minutes, shipped = self._minutes, self._form
        yield paragraph(shipped.closing_line(minutes.ended_at, minutes.copies))
        instruction = shipped.signatures[0].instruction
        signed = [_signature(one, instruction) for one in self._signatories()]
        if minutes.taker is not None:
            taker = minutes.taker
            signed.append(
                Signature(
                    position=shipped.taker.title, note=shipped.taker.instruction, post=taker.position, name=taker.name
                )
            )
        yield SignatureBlock(tuple(_apart(signed)), filed_recipients(printing.filed))

    def _signatories(self) -> tuple[Signatory, ...]:
        """Those named, else the two of the form."""
        return self._minutes.signatories or tuple(
            Signatory("", one.title, one.capacity) for one in self._form.signatures
        )


def _signature(one: Signatory, instruction: str) -> Signature:
    """Title, capacity and instruction one under the other, as the form prints them."""
    note = "\n".join(part for part in (one.capacity, instruction) if part)
    return Signature(position=one.title, note=note, name=one.name)


def _apart(signed: Sequence[Signature]) -> Iterator[Signature]:
    """An empty line above each signature below the first two."""
    for at, one in enumerate(signed):
        yield one if at < SIDE_BY_SIDE else replace(one, authority=("",))


def _last_of(people: list[Participant], capacity: Capacity) -> int:
    """Where a line of the form belongs: a member last, the focal point right after the chair."""
    return len(people) if capacity is Capacity.MEMBER else 1


def _labelled(line: str) -> Paragraph:
    """`1. Thời gian: ...` with the label bold."""
    label, colon, rest = line.partition(": ")
    return Paragraph((Run(f"{label}{colon}", bold=True), Run(rest)))


def _item(text: str, *, bound: bool = False) -> Paragraph:
    """`- ...`; ``bound`` stays with the line below."""
    return replace(paragraph(unsplit(f"- {text}"), Role.ITEM), keep_next=bound)


def _for(whom: str, text: str) -> str:
    """A task or proposal, whom it is for before it."""
    return f"{whom}: {text}" if whom else text


def cited(minutes: Minutes, number: str = "") -> str:
    """`Biên bản làm việc số 05/BB-BCĐ ngày 26 tháng 6 năm 2025 với UBND xã Đam Rông 4`."""
    about = f" số {number}" if number else ""
    return f"Biên bản làm việc{about}{day_of(minutes)} với {minutes.unit_name or minutes.unit.shown}"
