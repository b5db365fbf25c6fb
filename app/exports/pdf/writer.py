"""Lays the primitives of a document on pages: sections, page numbers, what must stay together."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    Image,
    NextPageTemplate,
    PageTemplate,
    Spacer,
)
from reportlab.platypus import PageBreak as NewPage
from reportlab.platypus import Paragraph as Text

from app.exports.compose import Columns, Primitive, lower
from app.exports.layout import (
    A4_HEIGHT_MM,
    A4_WIDTH_MM,
    WATERMARK_ANGLE,
    WATERMARK_GREY,
    WATERMARK_LENGTH,
    LayoutProfile,
    profile,
)
from app.exports.metrics import watermark_size
from app.exports.pdf.flowables import SideBySide, outline_level, paragraph_flowables
from app.exports.pdf.fonts import FAMILY, font_name
from app.exports.pdf.grid import ASCENT, POINTS_A_MM, Grid, Shape
from app.exports.pdf.places import Drawn, Places
from app.exports.progress import Meter
from app.exports.tree import Document, PageBreak, Paragraph, Picture, Section, Table, plain
from app.models.vietnam_time import local

HAIR = 0.01
WATERMARK_MIDDLE = 0.33
"""Half the height of a capital, as a share of its size."""
LINES_KEPT = 2
"""Lines of a paragraph that a heading above keeps with it; also widow and orphan control."""


def draw(document: Document, meter: Meter) -> Drawn:
    """The file and where its signatures, number and date stand.

    Raises:
        CancelledError: the meter's listener said so.
    """
    layout = profile(document.rules)
    stream = BytesIO()
    numbers = _Numbers(layout)
    template = BaseDocTemplate(
        stream,
        title=plain(document.title),
        author=plain(document.author),
        subject=plain(document.subject),
        creator="kh02",
        producer="kh02",
        lang=document.language,
        invariant=1,  # the same document gives the same bytes; the dates are set by _describe
        pageTemplates=[
            _page(f"s{at}", section, layout, numbers.shower(document, at))
            for at, section in enumerate(document.sections)
        ],
    )
    story: list[Flowable] = []
    outline = _Outline()
    places = Places()
    for at, section in enumerate(document.sections):
        if at:
            story += [NextPageTemplate(f"s{at}"), NewPage()]
        story += _Story(section, layout, meter, outline, places).flowables()
    template.build(story)
    return Drawn(stream.getvalue(), tuple(places.found))


def _sheet(section: Section) -> tuple[float, float]:
    size = (A4_WIDTH_MM * POINTS_A_MM, A4_HEIGHT_MM * POINTS_A_MM)
    return (size[1], size[0]) if section.landscape else size


def _page(name: str, section: Section, layout: LayoutProfile, on_page: Callable[[Canvas, Any], None]) -> PageTemplate:
    width, height = _sheet(section)
    margins = layout.margins(landscape=section.landscape)
    frame = Frame(
        margins.left * POINTS_A_MM,
        margins.bottom * POINTS_A_MM,
        width - (margins.left + margins.right) * POINTS_A_MM,
        height - (margins.top + margins.bottom) * POINTS_A_MM,
        leftPadding=0,
        rightPadding=0,
        topPadding=0,
        bottomPadding=0,
    )
    return PageTemplate(name, [frame], onPage=on_page, pagesize=(width, height))


class _Numbers:
    """Page numbers: centred in the top margin, from 1, hidden on the first page and where numbering restarts."""

    def __init__(self, layout: LayoutProfile) -> None:
        self._layout = layout
        self._section = -1
        self._page = 0

    def shower(self, document: Document, at: int) -> Callable[[Canvas, Any], None]:
        """What a section's pages call when they begin."""
        section = document.sections[at]

        def show(canvas: Canvas, _: Any) -> None:
            first = self._section == -1
            entered = self._section != at
            self._section = at
            restarted = entered and section.restart
            self._page = 1 if first or restarted else self._page + 1
            if first:
                _describe(canvas, document)
            if document.watermark:
                _watermark(canvas, plain(document.watermark), section)
            if not (first or restarted):
                self._draw(canvas, section)

        return show

    def _draw(self, canvas: Canvas, section: Section) -> None:
        width, height = _sheet(section)
        margins = self._layout.margins(landscape=section.landscape)
        size = self._layout.page_number_size
        left, right = margins.left * POINTS_A_MM, width - margins.right * POINTS_A_MM
        canvas.setFont(FAMILY, size)
        y = height - self._layout.header_distance_mm * POINTS_A_MM - ASCENT * size
        canvas.drawCentredString((left + right) / 2, y, str(self._page))


def _watermark(canvas: Canvas, text: str, section: Section) -> None:
    width, height = _sheet(section)
    size = watermark_size(text, WATERMARK_LENGTH)
    canvas.saveState()
    canvas.setFillGray(WATERMARK_GREY)
    canvas.setFont(font_name("bold"), size)
    canvas.translate(width / 2, height / 2)
    canvas.rotate(WATERMARK_ANGLE)
    canvas.drawCentredString(0, -size * WATERMARK_MIDDLE, text)
    canvas.restoreState()


def _describe(canvas: Canvas, document: Document) -> None:
    canvas.setViewerPreference("DisplayDocTitle", "true")
    moment = local(document.created or datetime.now(UTC))
    stamp = f"D:{moment:%Y%m%d%H%M%S}+07'00'"
    canvas.setDateFormatter(lambda *_: stamp)


class _Outline:
    """Depth of outline entries: one step down at a time, as PDF wants it."""

    def __init__(self) -> None:
        self._last = -1

    def level(self, text: Paragraph) -> int:
        """The depth of a paragraph's entry, -1 for none."""
        wanted = outline_level(text)
        if wanted < 0:
            return -1
        self._last = min(wanted, self._last + 1)
        return self._last


class _Story:
    """The flowables of one section."""

    def __init__(
        self, section: Section, layout: LayoutProfile, meter: Meter, outline: _Outline, places: Places
    ) -> None:
        margins = layout.margins(landscape=section.landscape)
        self._primitives = list(lower(section.blocks, layout))
        self._layout = layout
        self._meter = meter
        self._outline = outline
        self._places = places
        self._width = layout.text_width_mm(landscape=section.landscape) * POINTS_A_MM
        self._height = _sheet(section)[1] - (margins.top + margins.bottom) * POINTS_A_MM

    def flowables(self) -> list[Flowable]:
        """All of it; what keeps with the next begins with a condition: room for both, else a new page."""
        drawn = [self._draw(at) for at in range(len(self._primitives))]
        story: list[Flowable] = list(self._above())
        at = 0
        while at < len(drawn):
            chain = self._chain(at)
            if chain > at:
                kept = [one for group in drawn[at:chain] for one in group]
                need = self._whole(kept) + (self._first(drawn[chain]) if chain < len(drawn) else 0.0)
                story.append(CondPageBreak(min(need, self._height)))
                story += kept
                at = chain
            else:
                story += self._room(drawn[at])
                story += drawn[at]
                at += 1
        return story

    def _room(self, drawn: Sequence[Flowable]) -> Iterator[Flowable]:
        """A condition before what must not be parted: columns, and a short table with the signatures behind it."""
        first = drawn[0] if drawn else None
        if isinstance(first, SideBySide):
            yield CondPageBreak(min(self._whole(drawn), self._height))
        elif isinstance(first, Grid) and first.is_bound():
            yield CondPageBreak(first.first_height())

    def _above(self) -> Iterator[Flowable]:
        """A hair above a section's first line: platypus drops the room above it at the very top, Word keeps it."""
        first = self._primitives[0] if self._primitives else None
        if isinstance(first, Paragraph) and self._layout.styles[first.role].before:
            yield Spacer(self._width, HAIR)

    def _chain(self, at: int) -> int:
        """The first primitive from ``at`` on that need not stay with its follower."""
        while at < len(self._primitives) and self._keeps(self._primitives[at]):
            at += 1
        return at

    def _keeps(self, primitive: Primitive) -> bool:
        return isinstance(primitive, Paragraph) and (
            primitive.keep_next or self._layout.styles[primitive.role].keep_next
        )

    def _draw(self, at: int) -> list[Flowable]:
        primitive = self._primitives[at]
        match primitive:
            case Paragraph():
                return paragraph_flowables(primitive, self._layout, self._width, self._outline.level(primitive))
            case Columns():
                return [SideBySide(primitive, self._layout, self._width, self._places)]
            case Table():
                return [self._grid(primitive, at)]
            case Picture():
                wide, high = primitive.width_mm * POINTS_A_MM, primitive.height_mm * POINTS_A_MM
                return [Image(BytesIO(primitive.data), wide, high, mask="auto", hAlign="CENTER")]
            case PageBreak():
                return [NewPage()]

    def _grid(self, table: Table, at: int) -> Grid:
        following = self._primitives[at + 1] if at + 1 < len(self._primitives) else None
        reserve = 0.0
        if isinstance(following, Columns):
            reserve = SideBySide(following, self._layout, self._width).wrap(self._width, self._height)[1]
        return Grid(Shape(table, self._layout, self._width, self._height), self._meter, reserve=reserve)

    def _whole(self, flowables: Sequence[Flowable]) -> float:
        return sum(
            one.wrap(self._width, self._height)[1] + one.getSpaceAfter() + one.getSpaceBefore() for one in flowables
        )

    def _first(self, flowables: Sequence[Flowable]) -> float:
        """What of the following must stand on the same page."""
        first = flowables[0]
        if isinstance(first, Grid):
            return first.first_height()
        height = first.wrap(self._width, self._height)[1]
        if isinstance(first, Text):
            leading = float(first.style.leading)
            lines = round(height / leading)
            # Three lines cannot be parted two and one: widow control keeps them whole.
            return height if lines <= LINES_KEPT + 1 else LINES_KEPT * leading
        return height
