"""The small platypus parts of a paper: a line of text that enters the outline, a rule, cells side by side."""

from collections.abc import Sequence
from typing import Literal
from xml.sax.saxutils import escape

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Spacer
from reportlab.platypus import Paragraph as Text

from app.exports.compose import Cell, Columns
from app.exports.layout import RULE_DROP, RULE_GAP, RULE_HEIGHT, RULE_LINE, LayoutProfile, TextStyle
from app.exports.metrics import face_of, ruler
from app.exports.pdf.fonts import font_name
from app.exports.pdf.grid import POINTS_A_MM
from app.exports.pdf.places import Places
from app.exports.tree import HEADINGS, Align, Paragraph, Run

_ALIGN: dict[Align, Literal[0, 1, 2, 4]] = {"left": 0, "center": 1, "right": 2, "justify": 4}
"""reportlab's TA_LEFT, TA_CENTER, TA_RIGHT, TA_JUSTIFY, with the types its stubs want."""


def paragraph_style(style: TextStyle, *, after: float | None = None, side: float = 0.0) -> ParagraphStyle:
    """Our style in reportlab's terms; ``side`` indents both sides."""
    return ParagraphStyle(
        "",
        fontName=font_name(face_of(bold=style.bold, italic=style.italic)),
        fontSize=style.size,
        leading=style.leading,
        alignment=_ALIGN[style.align],
        firstLineIndent=style.first_line_mm * POINTS_A_MM,
        spaceBefore=style.before,
        spaceAfter=style.after if after is None else after,
        leftIndent=side,
        rightIndent=side,
        embeddedHyphenation=1,
        allowWidows=0,
        allowOrphans=0,
        spaceShrinkage=0,
        splitLongWords=1,
    )


def _markup(run: Run) -> str:
    text = escape(run.text)
    for wanted, tag in ((run.bold, "b"), (run.italic, "i"), (run.strike, "strike"), (run.underline, "u")):
        if wanted:
            text = f"<{tag}>{text}</{tag}>"
    return text


class Outlined(Text):
    """A paragraph that adds itself to the outline when it is drawn."""

    outline_level = 0
    outline_title = ""

    def draw(self) -> None:
        """Draw and enter."""
        super().draw()
        _, y = self.canv.absolutePosition(0, 0)
        key = f"o{self.canv.getPageNumber()}-{y:.2f}"
        self.canv.bookmarkHorizontal(key, 0, self.height)
        self.canv.addOutlineEntry(self.outline_title, key, self.outline_level, closed=False)


class Rule(Flowable):
    """A solid line centred in its room."""

    def __init__(self, length: float, after: float) -> None:
        super().__init__()
        self._length = length
        self._width = 0.0
        self.spaceAfter = after

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 reportlab's names
        """As wide as its room, as high as a rule."""
        self._width = aW
        return aW, RULE_DROP + RULE_HEIGHT

    def draw(self) -> None:
        """Draw it."""
        self.canv.setLineWidth(RULE_LINE)
        y = RULE_HEIGHT - RULE_GAP
        self.canv.line((self._width - self._length) / 2, y, (self._width + self._length) / 2, y)


def paragraph_flowables(text: Paragraph, layout: LayoutProfile, width: float, level: int = -1) -> list[Flowable]:
    """A paragraph and, where it has one, its rule. ``level`` is its depth in the outline."""
    style = layout.styles[text.role]
    if not text.text:
        return [Spacer(width, style.leading)]
    words = "".join(map(_markup, text.runs))
    if style.underline:
        words = f"<u>{words}</u>"
    measure = ruler(face_of(bold=style.bold, italic=style.italic))
    room = measure.balanced(text.text, width, style.size) if style.align == "center" else width
    shape = paragraph_style(style, after=0.0 if text.rule else None, side=(width - room) / 2)
    drawn = Text(words, shape)
    if level >= 0:
        drawn = Outlined(words, shape)
        drawn.outline_level, drawn.outline_title = level, text.text
    if not text.rule:
        return [drawn]
    longest = max(measure.width(line, style.size) for line in measure.wrap(text.text, room, style.size))
    return [drawn, Rule(min(longest * text.rule, width), style.after)]


def outline_level(text: Paragraph) -> int:
    """Depth of a paragraph in the outline, -1 for none."""
    if text.role in HEADINGS:
        return HEADINGS.index(text.role)
    return text.outline - 1


class SideBySide(Flowable):
    """Borderless columns that never part."""

    def __init__(self, columns: Columns, layout: LayoutProfile, width: float, places: Places | None = None) -> None:
        super().__init__()
        self._columns = columns
        self._places = places
        total = sum(columns.widths)
        self._widths = [width * share / total for share in columns.widths]
        self._rows = [
            [
                [(text, one) for text in cell for one in paragraph_flowables(text, layout, room)]
                for cell, room in zip(row, self._widths, strict=True)
            ]
            for row in columns.rows
        ]
        self._heights: list[float] = []

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 reportlab's names
        """All rows, whole."""
        self._heights = [
            max(_stack(cell, width) for cell, width in zip(row, self._widths, strict=True)) for row in self._rows
        ]
        return aW, sum(self._heights)

    def draw(self) -> None:
        """Draw cell by cell, each from its top."""
        top = sum(self._heights)
        for texts, row, height in zip(self._columns.rows, self._rows, self._heights, strict=True):
            left = 0.0
            for words, cell, width in zip(texts, row, self._widths, strict=True):
                self._draw_cell(words, cell, (left, top, width))
                left += width
            top -= height

    def _draw_cell(
        self, words: Cell, cell: Sequence[tuple[Paragraph, Flowable]], at: tuple[float, float, float]
    ) -> None:
        left, y, width = at
        for text, one in cell:
            high = one.wrap(width, y)[1]
            y -= one.getSpaceBefore() + high
            one.drawOn(self.canv, left, y)
            if self._places is not None:
                self._places.note(self.canv, words, text, (left, y, width, high))
            y -= one.getSpaceAfter()


def _stack(cell: Sequence[tuple[Paragraph, Flowable]], width: float) -> float:
    return sum(one.getSpaceBefore() + one.wrap(width, 1e6)[1] + one.getSpaceAfter() for _, one in cell)
