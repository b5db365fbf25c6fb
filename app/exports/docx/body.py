"""WordprocessingML of the four primitives, as text: a table of ten thousand rows is one string, not a million calls."""

import re
from collections.abc import Iterator
from itertools import islice
from xml.sax.saxutils import escape

from app.exports.compose import Columns
from app.exports.docx.base import RULE_STYLE, jc, style_id, twips
from app.exports.layout import (
    A4_HEIGHT_MM,
    A4_WIDTH_MM,
    RULE_DROP,
    RULE_LINE,
    LayoutProfile,
)
from app.exports.metrics import face_of, ruler
from app.exports.tree import Column, Paragraph, Role, Row, Run, Section, Table, plain

ROWS_A_CHUNK = 500
LAST_ROWS = 2
"""How many rows travel with the signatures that follow a table."""
_MM_A_POINT = 25.4 / 72
_STRIKE = "<w:strike/>"
_BEFORE, _AFTER = re.compile(r'w:before="\d+"'), re.compile(r'w:after="\d+"')


def paragraph_xml(text: Paragraph, layout: LayoutProfile, width_mm: float, *, section: str = "") -> str:
    """One paragraph and, where it has one, the rule under it. ``section`` is the sectPr that ends with it."""
    style = layout.styles[text.role]
    keep = "<w:keepNext/>" if text.keep_next and not style.keep_next else ""
    moved = '<w:spacing w:after="0"/>' if text.rule and style.after else ""
    indent = ""
    if style.align == "center" and (side := balanced_side_mm(text, layout, width_mm)):
        indent = f'<w:ind w:left="{twips(side)}" w:right="{twips(side)}"/>'
    outline = f'<w:outlineLvl w:val="{text.outline - 1}"/>' if text.outline else ""
    body = f'<w:pStyle w:val="{style_id(text.role)}"/>{keep}{moved}{indent}{outline}{section}'
    xml = f"<w:p><w:pPr>{body}</w:pPr>{''.join(map(_run, text.runs))}</w:p>"
    return xml + _rule(text, layout, width_mm) if text.rule else xml


def _run(run: Run) -> str:
    if not run.text:
        return ""
    marks = "".join(
        mark
        for wanted, mark in (
            (run.bold, "<w:b/><w:bCs/>"),
            (run.italic, "<w:i/><w:iCs/>"),
            (run.strike, _STRIKE),
            (run.underline, '<w:u w:val="single"/>'),
        )
        if wanted
    )
    properties = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'


def balanced_side_mm(text: Paragraph, layout: LayoutProfile, width_mm: float) -> float:
    """Indent on both sides of a centred text of several lines, so that they break evenly."""
    style = layout.styles[text.role]
    room = width_mm / _MM_A_POINT
    measure = ruler(face_of(bold=style.bold, italic=style.italic))
    return (room - measure.balanced(text.text, room, style.size)) / 2 * _MM_A_POINT


def rule_length_mm(text: Paragraph, layout: LayoutProfile, width_mm: float) -> float:
    """How long the rule under a text is: its share of the longest line the text fills."""
    style = layout.styles[text.role]
    measure = ruler(face_of(bold=style.bold, italic=style.italic))
    room = width_mm / _MM_A_POINT
    lines = measure.wrap(text.text, measure.balanced(text.text, room, style.size), style.size)
    longest = max(measure.width(line, style.size) for line in lines) * _MM_A_POINT
    return min(longest * text.rule, width_mm)


def _rule(text: Paragraph, layout: LayoutProfile, width_mm: float) -> str:
    side = twips((width_mm - rule_length_mm(text, layout, width_mm)) / 2)
    after = round(layout.styles[text.role].after * 20)
    keep = "<w:keepNext/>" if layout.styles[text.role].keep_next else ""
    return (
        f'<w:p><w:pPr><w:pStyle w:val="{RULE_STYLE}"/>{keep}<w:pBdr>'
        f'<w:top w:val="single" w:sz="{round(RULE_LINE * 8)}" w:space="1" w:color="000000"/></w:pBdr>'
        f'<w:spacing w:before="{round(RULE_DROP * 20)}" w:after="{after}"/>'
        f'<w:ind w:left="{side}" w:right="{side}"/></w:pPr></w:p>'
    )


def columns_xml(columns: Columns, layout: LayoutProfile, width_mm: float) -> str:
    """Borderless columns as a table of fixed widths."""
    total = sum(columns.widths)
    widths = [width_mm * share / total for share in columns.widths]
    rows = []
    for row in columns.rows:
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/></w:tcPr>'
            f"{''.join(paragraph_xml(text, layout, width) for text in cell) or '<w:p/>'}</w:tc>"
            for cell, width in zip(row, widths, strict=True)
        )
        rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>")
    return f"<w:tbl>{_table_properties(widths, layout, grid=False)}{''.join(rows)}</w:tbl>"


def _table_properties(widths: list[float], layout: LayoutProfile, *, grid: bool) -> str:
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    line = f'w:val="single" w:sz="{round(layout.table_line * 8)}" w:space="0" w:color="000000"'
    borders = f"<w:tblBorders>{''.join(f'<w:{edge} {line}/>' for edge in edges)}</w:tblBorders>" if grid else ""
    padding = twips(layout.cell_padding_mm) if grid else 0
    cell = f'<w:tblCellMar><w:left w:w="{padding}" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar>'
    grid_columns = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tblPr><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/><w:jc w:val="center"/>{borders}'
        f'<w:tblLayout w:type="fixed"/>{cell}<w:tblLook w:val="0000"/></w:tblPr><w:tblGrid>{grid_columns}</w:tblGrid>'
    )


def table_head(table: Table, layout: LayoutProfile, width_mm: float) -> str:
    """The start of a table up to and with its header row; the caller closes it."""
    cells = _Cells(table, layout, width_mm)
    return f"<w:tbl>{_table_properties(cells.widths, layout, grid=True)}{cells.header()}"


def table_chunks(table: Table, layout: LayoutProfile, width_mm: float, *, bound: bool) -> Iterator[tuple[int, str]]:
    """The rows below the header, some hundred at a time: how many, and their XML.

    ``bound``: the last rows stay with what follows the table (the signatures).
    """
    cells = _Cells(table, layout, width_mm)
    split = len(table.rows) - LAST_ROWS if bound else len(table.rows)
    rows = iter(table.rows[:split])
    while chunk := list(islice(rows, ROWS_A_CHUNK)):
        yield len(chunk), "".join(map(cells.row, chunk))
    last = "".join(map(cells.row, table.rows[split:]))
    yield len(table.rows) - split, last.replace("<w:spacing", "<w:keepNext/><w:spacing")


class _Cells:
    """Cuts the XML of a table's rows; what is the same in every row is made once."""

    def __init__(self, table: Table, layout: LayoutProfile, width_mm: float) -> None:
        total = sum(column.width for column in table.columns)
        self.columns: tuple[Column, ...] = table.columns
        self.widths = [width_mm * column.width / total for column in table.columns]
        self._padding = round(layout.cell_padding_pt * 20)
        align = [column.align for column in table.columns]
        self._plain = [self._frame(width, Role.CELL, side) for width, side in zip(self.widths, align, strict=True)]
        self._bold = [self._frame(width, Role.CELL_GROUP, side) for width, side in zip(self.widths, align, strict=True)]
        height = f'<w:trHeight w:val="{twips(table.row_mm)}" w:hRule="atLeast"/>' if table.row_mm else ""
        self._starts = (
            f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>",
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>",
        )
        rest = sum(self.widths[1:])
        self._group = [
            self._frame(self.widths[0], Role.CELL_GROUP, align[0], keep=True),
            self._frame(rest, Role.CELL_GROUP, "left", keep=True, span=len(align) - 1),
        ]

    def _frame(self, width: float, role: Role, align: str, *, keep: bool = False, span: int = 1) -> tuple[str, str]:
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        paragraph = (
            f'<w:p><w:pPr><w:pStyle w:val="{style_id(role)}"/>{"<w:keepNext/>" if keep else ""}'
            f'<w:spacing w:before="{self._padding}" w:after="{self._padding}"/><w:jc w:val="{jc(align)}"/></w:pPr>'
            '<w:r><w:t xml:space="preserve">'
        )
        return f'<w:tc><w:tcPr><w:tcW w:w="{twips(width)}" w:type="dxa"/>{merged}</w:tcPr>', paragraph

    def header(self) -> str:
        """The header row: repeated on each page, bound to the first row."""
        cells = []
        for column, width in zip(self.columns, self.widths, strict=True):
            start, paragraph = self._frame(width, Role.CELL_HEAD, "center", keep=True)
            middle = start.replace("</w:tcPr>", '<w:vAlign w:val="center"/></w:tcPr>')
            cells.append(_cell(middle, paragraph, column.heading))
        return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"

    def row(self, row: Row) -> str:
        """One row."""
        frames = self._group if row.group else self._bold if row.bold else self._plain
        if row.struck:
            frames = [_struck(frame) if at in row.struck else frame for at, frame in enumerate(frames)]
        cells = [_cell(start, paragraph, text) for (start, paragraph), text in zip(frames, row.cells, strict=True)]
        return f"{self._starts[row.group]}{''.join(cells)}</w:tr>"


def _struck(frame: tuple[str, str]) -> tuple[str, str]:
    start, paragraph = frame
    return start, paragraph.replace("<w:r>", f"<w:r><w:rPr>{_STRIKE}</w:rPr>")


def _cell(start: str, paragraph: str, text: str) -> str:
    text = escape(plain(text))
    if "\n" in text:
        lines = text.split("\n")
        return f"{start}{''.join(_lines(paragraph, lines))}</w:tc>"
    return f"{start}{paragraph}{text}</w:t></w:r></w:p></w:tc>"


def _lines(paragraph: str, lines: list[str]) -> Iterator[str]:
    """A paragraph a line, the cell's room above the first and below the last only."""
    last = len(lines) - 1
    for at, line in enumerate(lines):
        opening = paragraph if at == 0 else _BEFORE.sub('w:before="0"', paragraph)
        closed = opening if at == last else _AFTER.sub('w:after="0"', opening)
        yield f"{closed}{line}</w:t></w:r></w:p>"


def section_xml(section: Section, layout: LayoutProfile, references: str, *, first: bool) -> str:
    """The sectPr of a section: sheet, margins, header, numbering."""
    margins = layout.margins(landscape=section.landscape)
    width, height = (A4_HEIGHT_MM, A4_WIDTH_MM) if section.landscape else (A4_WIDTH_MM, A4_HEIGHT_MM)
    turned = ' w:orient="landscape"' if section.landscape else ""
    restart = '<w:pgNumType w:start="1"/>' if section.restart or first else ""
    hidden = "<w:titlePg/>" if section.restart or first else ""
    return (
        f'<w:sectPr>{references}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{twips(width)}" w:h="{twips(height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(margins.top)}" w:right="{twips(margins.right)}" w:bottom="{twips(margins.bottom)}"'
        f' w:left="{twips(margins.left)}" w:header="{twips(layout.header_distance_mm)}"'
        f' w:footer="{twips(layout.header_distance_mm)}" w:gutter="0"/>{restart}<w:cols w:space="708"/>{hidden}'
        "</w:sectPr>"
    )
