"""Turns the tree's official parts into plain lines and borderless columns, once for all renderers.

What a renderer must be able to draw is then five things: a paragraph, columns, a table, a picture, a page break.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from app.exports.layout import MOTTO_RULE, LayoutProfile
from app.exports.tree import (
    HEADINGS,
    Block,
    Heading,
    ListItems,
    PageBreak,
    Paragraph,
    Picture,
    Recipients,
    Role,
    Run,
    Signature,
    SignatureBlock,
    Table,
    Title,
    TwoColumnHeader,
    paragraph,
    plain,
)

Cell: TypeAlias = tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Borderless rows of cells side by side; no row parts over two pages, nor do they part from each other."""

    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[float, ...]
    """Relative."""


Primitive: TypeAlias = Paragraph | Columns | Table | Picture | PageBreak


def lower(blocks: Sequence[Block], profile: LayoutProfile) -> Iterator[Primitive]:
    """The blocks as primitives; the paragraph or table before a signature block is bound to it."""
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        primitives = list(_lower_one(block, profile))
        if isinstance(following, SignatureBlock) and primitives and isinstance(primitives[-1], Paragraph):
            primitives[-1] = replace(primitives[-1], keep_next=True)
        yield from primitives


def _lower_one(block: Block, profile: LayoutProfile) -> Iterator[Primitive]:
    for part in _parts(block, profile):
        if isinstance(part, Paragraph):
            yield from _lines(part)
        else:
            yield part


def _parts(block: Block, profile: LayoutProfile) -> Iterable[Primitive]:
    match block:
        case Heading(level, text):
            return (paragraph(text, HEADINGS[level - 1]),)
        case ListItems(items, marker):
            return (paragraph(f"{marker} {item}" if marker else item, Role.ITEM) for item in items)
        case TwoColumnHeader():
            return (_letterhead(block, profile),)
        case Title(kind, subject):
            return _title(kind, subject, profile)
        case SignatureBlock():
            return _signatures(block, profile)
        case Recipients():
            return _recipients(block)
        case _:
            return (block,)


def _lines(block: Paragraph) -> Iterator[Paragraph]:
    """A paragraph a line: a manual break would stretch the words of a justified line."""
    lines: list[list[Run]] = [[]]
    for run in block.runs:
        first, *others = plain(run.text).split("\n")
        lines[-1].append(replace(run, text=first))
        lines.extend([replace(run, text=text)] for text in others)
    kept = [tuple(runs) for runs in lines if any(run.text.strip() for run in runs)]
    for at, runs in enumerate(kept or [()], 1):
        yield replace(block, runs=runs, rule=block.rule if at >= len(kept) else 0.0)


def _letterhead(header: TwoColumnHeader, profile: LayoutProfile) -> Columns:
    left = [paragraph(header.parent, Role.PARENT)] if header.parent else []
    left.append(paragraph(header.issuer, Role.ISSUER, rule=profile.issuer_rule))
    if profile.issuer_mark:
        left.append(paragraph(profile.issuer_mark, Role.ASTERISK))
    right = [paragraph(text, role) for role, text in profile.right_lines]
    right[-1] = paragraph(right[-1].text, right[-1].role, rule=MOTTO_RULE)
    rows: list[tuple[Cell, ...]] = [(tuple(left), tuple(right))]
    if header.number or header.place_and_date:
        number = (paragraph(header.number, Role.NUMBER),) if header.number else ()
        day = (paragraph(header.place_and_date, Role.DATE),) if header.place_and_date else ()
        rows.append((number, day))
    return _columns(rows, profile.header_columns)


def _columns(rows: Sequence[tuple[Cell, ...]], widths: tuple[float, ...]) -> Columns:
    return Columns(
        tuple(tuple(tuple(line for text in cell for line in _lines(text)) for cell in row) for row in rows), widths
    )


def _title(kind: str, subject: str, profile: LayoutProfile) -> Iterator[Paragraph]:
    yield paragraph(kind, Role.DOC_TYPE)
    if subject:
        yield paragraph(subject, Role.SUBJECT, rule=profile.subject_rule)
        if profile.subject_mark:
            yield paragraph(profile.subject_mark, Role.HYPHENS)


def _signatures(block: SignatureBlock, profile: LayoutProfile) -> Iterator[Primitive]:
    cells = [tuple(_signature(signature)) for signature in block.signatures]
    recipients = tuple(_recipients(block.recipients)) if block.recipients else ()
    if len(cells) == 1:
        yield _columns([(recipients, cells[0])], profile.signature_columns)
        return
    pairs = [(cells[at], cells[at + 1] if at + 1 < len(cells) else ()) for at in range(0, len(cells), 2)]
    yield _columns(pairs, (1.0, 1.0))
    yield from recipients


def _signature(signature: Signature) -> Iterator[Paragraph]:
    yield from (paragraph(line, Role.SIGN_AUTHORITY) for line in signature.authority)
    if signature.position:
        yield paragraph(signature.position, Role.SIGN_POSITION)
    if signature.note:
        yield paragraph(signature.note, Role.SIGN_NOTE)
    yield paragraph("", Role.SIGN_SPACE)
    if signature.post:
        yield paragraph(signature.post, Role.SIGN_POST)
    if signature.name:
        yield paragraph(signature.name, Role.SIGN_NAME)


def _recipients(recipients: Recipients) -> Iterator[Paragraph]:
    yield paragraph(recipients.heading, Role.RECIPIENTS_HEAD)
    yield from (paragraph(f"- {item}", Role.RECIPIENTS_ITEM) for item in recipients.items)
