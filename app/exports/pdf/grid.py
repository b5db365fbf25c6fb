"""A table drawn straight on the canvas: header on every page, no row parted, ten thousand rows in seconds.

Rows are measured only when their page comes, so a long table costs no more memory than a short one.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile
from typing import Any

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import CondPageBreak, Flowable

from app.exports.layout import TABLE_GAP, LayoutProfile, TextStyle
from app.exports.metrics import Ruler, face_of, ruler
from app.exports.pdf.fonts import font_name
from app.exports.progress import Meter
from app.exports.tree import Align, Role, Row, Table, plain

POINTS_A_MM = 72 / 25.4
ASCENT = 0.891
"""Height of the font above the base line, as a share of its size."""
STRIKE = 0.27
"""Height of the line through struck text above the base line, as a share of its size."""
LAST_ROWS = 2
"""How many rows travel with the signatures that follow a table."""


@dataclass(frozen=True, slots=True)
class _Pen:
    """How the cells of one kind of row are written."""

    style: TextStyle
    ruler: Ruler
    font: str
    gap: float
    """Room above and below the text."""

    @classmethod
    def of(cls, layout: LayoutProfile, role: Role) -> "_Pen":
        style = layout.styles[role]
        face = face_of(bold=style.bold, italic=style.italic)
        return cls(style, ruler(face), font_name(face), layout.cell_padding_pt)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A row ready to draw: its wrapped lines by cell, and where its inner vertical lines stand."""

    cells: tuple[list[str], ...]
    edges: tuple[float, ...]
    align: tuple[Align, ...]
    pen: _Pen
    height: float
    group: bool
    counts: bool = True
    """Whether it is a row of its own and no rest of a cut one."""
    struck: tuple[int, ...] = ()


class Shape:
    """What all pages of one table share: edges, pens, the measured header, the rows still to come."""

    def __init__(self, table: Table, layout: LayoutProfile, width: float, full_height: float) -> None:
        total = sum(column.width for column in table.columns)
        at = 0.0
        edges = [at]
        for column in table.columns:
            at += width * column.width / total
            edges.append(at)
        self.width = width
        self.full_height = full_height
        self.line = layout.table_line
        self._least = table.row_mm * POINTS_A_MM
        self._edges = tuple(edges)
        self._padding = layout.cell_padding_mm * POINTS_A_MM
        self._align = tuple(column.align for column in table.columns)
        self._pens = {role: _Pen.of(layout, role) for role in (Role.CELL_HEAD, Role.CELL, Role.CELL_GROUP)}
        head = tuple(column.heading for column in table.columns)
        middle: Align = "center"
        self.head = self._measure(head, Role.CELL_HEAD, self._edges, (middle,) * len(head))
        self._coming = iter(table.rows)

    def next_rows(self, count: int) -> list[_Measured]:
        """The next rows, measured."""
        return [self._row(row) for row in islice(self._coming, count)]

    def _row(self, row: Row) -> _Measured:
        if row.group:
            edges = (self._edges[0], self._edges[1], self._edges[-1])
            return self._measure(row.cells, Role.CELL_GROUP, edges, (self._align[0], "left"), group=True)
        measured = self._measure(row.cells, Role.CELL_GROUP if row.bold else Role.CELL, self._edges, self._align)
        if row.struck or measured.height < self._least:
            return replace(measured, struck=row.struck, height=max(measured.height, self._least))
        return measured

    def _measure(
        self,
        texts: Sequence[str],
        role: Role,
        edges: tuple[float, ...],
        align: tuple[Align, ...],
        *,
        group: bool = False,
    ) -> _Measured:
        pen = self._pens[role]
        wrap, size, padding = pen.ruler.wrap, pen.style.size, 2 * self._padding
        cells = tuple(
            [
                wrap(plain(text), edges[at + 1] - edges[at] - padding, size) if text else []
                for at, text in enumerate(texts)
            ]
        )
        tallest = max(1, *map(len, cells))
        return _Measured(cells, edges, align, pen, tallest * pen.style.leading + 2 * pen.gap + self.line, group)

    def cut(self, row: _Measured, height: float) -> tuple[_Measured, _Measured]:
        """A row taller than a page, as what fits and what is left."""
        leading = row.pen.style.leading
        around = 2 * row.pen.gap + self.line
        fits = max(1, int((height - around) / leading))
        rest = max(map(len, row.cells)) - fits
        return (
            _Measured(
                tuple(lines[:fits] for lines in row.cells),
                row.edges,
                row.align,
                row.pen,
                fits * leading + around,
                row.group,
                counts=False,
                struck=row.struck,
            ),
            _Measured(
                tuple(lines[fits:] for lines in row.cells),
                row.edges,
                row.align,
                row.pen,
                rest * leading + around,
                row.group,
                struck=row.struck,
            ),
        )

    def draw_row(self, text: Any, row: _Measured, top: float) -> None:
        """Write the lines of a row whose upper edge is at ``top``."""
        move, write = text.setTextOrigin, text.textOut
        for _, x, y, line in self._placed(row, top):
            move(x, y)
            write(line)

    def strikes(self, row: _Measured, top: float) -> Iterator[tuple[float, float, float, float]]:
        """The lines through the struck cells of a row whose upper edge is at ``top``."""
        size = row.pen.style.size
        for cell, x, y, line in self._placed(row, top):
            if cell in row.struck and line:
                yield x, y + STRIKE * size, x + row.pen.ruler.width(line, size), y + STRIKE * size

    def _placed(self, row: _Measured, top: float) -> Iterator[tuple[int, float, float, str]]:
        """Each line of a row: its cell, where it begins, and its text."""
        size, measure, padding = row.pen.style.size, row.pen.ruler, self._padding
        leading = row.pen.style.leading
        base = top - self.line / 2 - row.pen.gap - ASCENT * size
        middle = len(row.cells) and row is self.head
        for at, lines in enumerate(row.cells):
            left, right = row.edges[at] + padding, row.edges[at + 1] - padding
            side = row.align[at]
            y = base - ((row.height - 2 * row.pen.gap - self.line - len(lines) * leading) / 2 if middle else 0.0)
            for line in lines:
                x = left
                if side != "left":
                    x = (left + right - measure.width(line, size)) / 2
                    x = right - measure.width(line, size) if side == "right" else x
                yield at, x, y, line
                y -= leading


class Grid(Flowable):
    """The rows of a table that stand on one page, and those to come.

    ``reserve`` is the height of the signatures behind it: the last rows go with them to the next page.
    """

    def __init__(
        self,
        shape: Shape,
        meter: Meter,
        rows: list[_Measured] | None = None,
        *,
        ended: bool = False,
        reserve: float = 0,
    ) -> None:
        super().__init__()
        self._shape = shape
        self._meter = meter
        self._rows = rows or []
        self._ended = ended
        self._reserve = reserve
        self.spaceAfter = TABLE_GAP

    def first_height(self) -> float:
        """Header and the first row that is no group heading: what must not be parted from a heading above.

        Of a table too short to part from the signatures behind it: all of it, and those.
        """
        if self.is_bound():
            height = self._shape.head.height + sum(row.height for row in self._rows)
            return min(height + self._reserve + TABLE_GAP, self._shape.full_height)
        height = self._shape.head.height
        for at, row in enumerate(self._peek()):
            height += row.height
            if not row.group or at > 2:
                break
        return min(height, self._shape.full_height)

    def is_bound(self) -> bool:
        """Whether it goes to one page with the signatures behind it, whole."""
        while self._reserve and len(self._rows) <= LAST_ROWS and self._more():
            pass
        return bool(self._reserve) and self._ended and len(self._rows) <= LAST_ROWS

    def _peek(self) -> Iterator[_Measured]:
        yield from list(self._rows)
        while self._more():
            yield self._rows[-1]

    def _more(self) -> bool:
        if self._ended:
            return False
        found = self._shape.next_rows(1)
        self._rows.extend(found)
        self._ended = not found
        return bool(found)

    def wrap(self, aW: float, aH: float) -> tuple[float, float]:  # noqa: N803 reportlab's names
        """Width and height of what is left, or more than there is room."""
        height = self._shape.head.height
        for row in self._peek():
            height += row.height
            if height > aH:
                return self._shape.width, aH + 1
        if self._reserve and len(self._rows) > LAST_ROWS and height + self._reserve + TABLE_GAP > aH:
            return self._shape.width, aH + 1
        return self._shape.width, height

    def split(self, aW: float, aH: float) -> list[Flowable]:  # noqa: N803 reportlab's names
        """This page's rows and the rest; nothing where not even one row has room."""
        room = aH - self._shape.head.height
        count = self._fitting(room)
        if count == 0:
            return self._split_first(room)
        rest = Grid(self._shape, self._meter, self._rows[count:], ended=self._ended, reserve=self._reserve)
        now = Grid(self._shape, self._meter, self._rows[:count], ended=True)
        if self._ended and len(self._rows) - count <= LAST_ROWS:
            # Room for these rows is left on this page, but not for the signatures they go with.
            return [now, CondPageBreak(rest.wrap(aW, self._shape.full_height)[1] + self._reserve + TABLE_GAP), rest]
        return [now, rest]

    def _fitting(self, room: float) -> int:
        count, height = 0, 0.0
        for row in self._peek():
            if height + row.height > room:
                break
            height += row.height
            count += 1
        if count == len(self._rows) and self._ended:
            count -= LAST_ROWS
        while count and self._rows[count - 1].group:
            count -= 1
        return count

    def _split_first(self, room: float) -> list[Flowable]:
        """Cut a row that is taller than a page; group headings above it stay with its first lines."""
        shape = self._shape
        headings = list(takewhile(lambda row: row.group, self._rows))
        tall = self._rows[len(headings)] if len(headings) < len(self._rows) else self._rows[-1]
        above = sum(row.height for row in headings)
        leading = tall.pen.style.leading
        if above + tall.height <= shape.full_height - shape.head.height or room - above < 3 * leading:
            return []
        now, later = shape.cut(tall, room - above)
        left = [later, *self._rows[len(headings) + 1 :]]
        rest = Grid(shape, self._meter, left, ended=self._ended, reserve=self._reserve)
        return [Grid(shape, self._meter, [*headings, now], ended=True), rest]

    def draw(self) -> None:
        """Draw header, rows and lines."""
        shape = self._shape
        rows = [shape.head, *self._rows]
        height = sum(row.height for row in rows)
        canvas: Canvas = self.canv
        canvas.setLineWidth(shape.line)
        canvas.lines(list(_lines(rows, height, shape.width)))
        text = canvas.beginText()
        font, top = "", height
        for row in rows:
            if row.pen.font != font:
                font = row.pen.font
                text.setFont(font, row.pen.style.size)
            shape.draw_row(text, row, top)
            if row.struck:
                canvas.lines(list(shape.strikes(row, top)))
            top -= row.height
        canvas.drawText(text)
        self._meter.advance(sum(row.counts for row in self._rows))


def _lines(rows: Sequence[_Measured], height: float, width: float) -> Iterator[tuple[float, float, float, float]]:
    """The grid: a line under each row, and each vertical line as long as rows of the same cut follow each other."""
    yield 0, height, width, height
    top = since = height
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        top -= row.height
        yield 0, top, width, top
        if following is None or following.edges != row.edges:
            for edge in row.edges:
                yield edge, since, edge, top
            since = top
