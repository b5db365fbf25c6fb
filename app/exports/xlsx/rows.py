"""SpreadsheetML of a sheet's rows as text, each as high as its wrapped lines need.

A text is written as a shared string, so that nothing a person typed can become a formula; one that looks like a
formula also bears the quote mark, so that it stays text when somebody edits the cell in Excel.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, TypeAlias
from xml.sax.saxutils import escape

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.layout import FONT
from app.exports.metrics import ruler
from app.exports.progress import Meter
from app.exports.tree import Align, Sheet, SheetColumn, SheetRow, Value, plain
from app.models.vietnam_time import local

TEXT_SIZE = 12
LINE_POINTS = 15.75
"""One line of 12 pt text, measured in LibreOffice and Excel."""
HIGHEST = 409.0
"""The highest row Excel knows; a longer text shows when the cell is opened."""
LONGEST = 32_767
"""Most characters Excel keeps in a cell."""
DIGIT_POINTS = 6.0
"""Width of one digit of the base font: the unit of column widths."""
USABLE = 0.96
"""Share of a column that text may fill: the program that opens the file may round letters up."""
HEAD_COLOUR, GROUP_COLOUR = "FFE7E6E6", "FFF2F2F2"
ROWS_A_STEP = 500

Kind: TypeAlias = Literal["text", "quoted", "number", "date", "moment", "instant", "head", "group", "group-quoted"]
_FORMATS = {"date": "dd/mm/yyyy", "moment": "dd/mm/yyyy hh:mm", "instant": "dd/mm/yyyy hh:mm:ss"}
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "#", "'")


class Styles:
    """The few looks of a sheet's cells, registered with the workbook when first asked for."""

    def __init__(self, page: Worksheet) -> None:
        self._page = page
        self._known: dict[tuple[Kind, Align, bool], int] = {}

    def index(self, kind: Kind, align: Align, *, struck: bool = False) -> int:
        """The workbook's number of a look."""
        known = self._known.get((kind, align, struck))
        if known is None:
            known = self._known[kind, align, struck] = self._register(kind, align, struck=struck)
        return known

    def _register(self, kind: Kind, align: Align, *, struck: bool) -> int:
        # The cell is only a way to the style table: its row is replaced by ours.
        # One cell a look: openpyxl keeps the cell's own style object in its table.
        sample = self._page.cell(row=1, column=len(self._known) + 1)
        head, group = kind == "head", kind.startswith("group")
        sample.font = Font(name=FONT, size=TEXT_SIZE, bold=head or group, strike=struck or None)
        edge = Side(style="thin", color="FF000000")
        sample.border = Border(left=edge, right=edge, top=edge, bottom=edge)
        side = "center" if head else align
        sample.alignment = Alignment(horizontal=side, vertical="center" if head else "top", wrap_text=not group)
        colour = HEAD_COLOUR if head else GROUP_COLOUR
        sample.fill = PatternFill("solid", start_color=colour) if head or group else PatternFill()
        sample.number_format = _FORMATS.get(kind, "@" if kind in {"text", "quoted"} else "General")
        sample.quotePrefix = kind.endswith("quoted")
        return int(sample.style_id)


class Strings:
    """The texts of a workbook, each once (sharedStrings.xml)."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}
        self._used = 0

    def place(self, text: str) -> int:
        """The number of a text."""
        self._used += 1
        return self._places.setdefault(text, len(self._places))

    def xml(self) -> bytes:
        """The part."""
        texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in self._places)
        return (
            f'{_XML}<sst xmlns="{MAIN}" count="{self._used}" uniqueCount="{len(self._places)}">{texts}</sst>'.encode()
        )


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def sheet_data(sheet: Sheet, styles: Styles, strings: Strings, meter: Meter) -> bytes:
    """The whole `sheetData` element: the header row, then all others."""
    return "".join(_pieces(sheet, _Rows(sheet.columns, styles, strings), meter)).encode()


def _pieces(sheet: Sheet, writer: "_Rows", meter: Meter) -> Iterator[str]:
    yield "<sheetData>"
    yield writer.header()
    for at, row in enumerate(sheet.rows, 1):
        yield writer.row(row, at + 1)
        if at % ROWS_A_STEP == 0:
            meter.advance(ROWS_A_STEP)
    meter.advance(len(sheet.rows) % ROWS_A_STEP)
    yield "</sheetData>"


class _Rows:
    """Writes the rows of one sheet."""

    def __init__(self, columns: tuple[SheetColumn, ...], styles: Styles, strings: Strings) -> None:
        self._columns = columns
        self._place = strings.place
        self._styles = styles
        self._letters = [get_column_letter(at) for at in range(1, len(columns) + 1)]
        self._rooms = [column.width * DIGIT_POINTS * USABLE for column in columns]
        self._counted = [not column.hidden for column in columns]
        self._wrap = ruler("regular").wrap
        self._units = ruler("regular").units

    def header(self) -> str:
        """The row of column headings."""
        bold = ruler("bold").wrap
        lines = max(
            len(bold(plain(column.heading), room, TEXT_SIZE))
            for column, room in zip(self._columns, self._rooms, strict=True)
            if not column.hidden
        )
        cells = "".join(
            self._cell(f"{letter}1", self._styles.index("head", "center"), plain(column.heading))
            for letter, column in zip(self._letters, self._columns, strict=True)
        )
        return f'<row r="1" ht="{_height(lines)}" customHeight="1">{cells}</row>'

    def row(self, row: SheetRow, number: int) -> str:
        """One row, as high as its longest cell."""
        cells: list[str] = []
        lines = 1
        for at, value in enumerate(row.cells):
            place = f"{self._letters[at]}{number}"
            if isinstance(value, str):
                text = plain(value)[:LONGEST]
                cells.append(self._cell(place, self._look(text, row.group, at, struck=at in row.struck), text))
                if not row.group and self._counted[at]:
                    lines = max(lines, self._lines(text, self._rooms[at]))
            else:
                cells.append(self._plain_value(place, value, row.group, at, struck=at in row.struck))
        return f'<row r="{number}" ht="{_height(lines)}" customHeight="1">{"".join(cells)}</row>'

    def _lines(self, text: str, room: float) -> int:
        if "\n" not in text and len(text) * TEXT_SIZE * 0.4 < room and self._units(text) * TEXT_SIZE / 1000 <= room:
            return 1
        return len(self._wrap(text, room, TEXT_SIZE))

    def _look(self, text: str, group: bool, at: int, *, struck: bool) -> int:
        quoted = text.startswith(_FORMULA_SIGNS)
        align = self._columns[at].align
        if group:
            return self._styles.index("group-quoted" if quoted else "group", "left" if at else align)
        return self._styles.index("quoted" if quoted else "text", align, struck=struck)

    def _plain_value(self, place: str, value: Value, group: bool, at: int, *, struck: bool) -> str:
        kind: Kind = "group" if group else "text"
        serial: float | int | None = None
        if isinstance(value, datetime):
            kind = "instant" if self._columns[at].seconds else "moment"
            serial = _serial(local(value).replace(tzinfo=None) if value.tzinfo else value)
        elif isinstance(value, date):
            kind, serial = "date", int(_serial(value))
        elif isinstance(value, (int, float)):
            kind, serial = "number", value
        style = self._styles.index(kind, self._columns[at].align, struck=struck)
        return f'<c r="{place}" s="{style}"/>' if serial is None else f'<c r="{place}" s="{style}"><v>{serial}</v></c>'

    def _cell(self, place: str, style: int, text: str) -> str:
        if not text:
            return f'<c r="{place}" s="{style}"/>'
        return f'<c r="{place}" s="{style}" t="s"><v>{self._place(text)}</v></c>'


def _serial(moment: date | datetime) -> float:
    serial: float = to_excel(moment)  # type: ignore[no-untyped-call]
    return serial


def _height(lines: int) -> str:
    return f"{min(lines * LINE_POINTS, HIGHEST):g}"
