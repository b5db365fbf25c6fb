"""How the workbooks that go out are drawn: cells that hold only text, the locked look, lists to choose from."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.layout import FONT
from app.exports.metrics import ruler
from app.exports.xlsx.rows import DIGIT_POINTS, LINE_POINTS, USABLE
from app.services.spreadsheets.fields import LIST_SHEET, Column

LONGEST_FILE_NAME = 80
TEXT_SIZE = 12
A3 = 8
"""Eighteen columns are for filling in; on A4 nobody could read them."""

_LOCKED, _OPEN, _HEAD = "FFF2F2F2", "FFFFFFFF", "FFD9E1F2"
_EDGE = Side(style="thin", color="FF808080")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "#", "'")

Value: TypeAlias = str | int | float | date | None


def heading(page: Worksheet, row: int, at: int, column: Column) -> None:
    """Draw the heading of a column and give the column its width."""
    head = put(page, row, at, column.heading)
    head.font = Font(name=FONT, size=TEXT_SIZE, bold=True)
    head.fill = PatternFill("solid", start_color=_HEAD)
    head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    head.border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
    page.column_dimensions[head.column_letter].width = column.width


def titles(page: Worksheet, lines: Sequence[tuple[str, bool]]) -> None:
    """Draw the lines above the table, (words, bold)."""
    for row, (words, bold) in enumerate(lines, 1):
        cell = put(page, row, 2, words)
        cell.font = Font(name=FONT, size=TEXT_SIZE + bold, bold=bold, italic=not bold)
        page.row_dimensions[row].height = LINE_POINTS * 1.25


def lists(page: Worksheet, columns: Sequence[Sequence[str]]) -> None:
    """Draw the hidden sheet of the lists to choose from, one column each."""
    for column, values in enumerate(columns, 1):
        for row, value in enumerate(values, 1):
            put(page, row, column, value)
    page.sheet_state = "hidden"
    page.protection.sheet = True


def file_name(short_name: str) -> str:
    """A name every file system takes, from a unit's short name."""
    base = _UNSAFE.sub(" ", short_name)
    base = " ".join(base.split())[:LONGEST_FILE_NAME].strip(" .") or "Đơn vị"
    return f"_{base}" if _RESERVED.fullmatch(base) else base


def free_paths(folder: Path, prefix: str, short_names: Sequence[str]) -> list[Path]:
    """A path for each, none of which is there yet: a unit's answer may lie in the same folder."""
    taken: set[str] = set()
    paths = []
    for short in short_names:
        base = f"{prefix} - {file_name(short)}"
        path, at = folder / f"{base}.xlsx", 2
        while path.name.casefold() in taken or path.exists():
            path, at = folder / f"{base} ({at}).xlsx", at + 1
        taken.add(path.name.casefold())
        paths.append(path)
    return paths


def put(page: Worksheet, row: int, column: int, value: Value) -> Cell:
    """A value in a cell; text never becomes a formula, an error value or a number."""
    cell = page.cell(row=row, column=column)
    if not isinstance(cell, Cell):
        raise TypeError("a new sheet has no merged cells")
    if isinstance(value, str):
        if value:
            cell.value = "-"
            cell._value = _ESCAPED.sub("_x005F_", value)  # type: ignore[attr-defined]  # noqa: SLF001
            cell.data_type = "s"
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
    return cell


def lines_of(words: str, width: float) -> int:
    """How many lines words take in a column of a width."""
    room = width * DIGIT_POINTS * USABLE
    if "\n" not in words and len(words) * TEXT_SIZE * 0.6 < room:
        return 1
    return len(ruler("regular").wrap(words, room, TEXT_SIZE))


def explain(rule: DataValidation, title: str, message: str) -> None:
    """Say what a rule wants when a cell breaks it."""
    rule.errorTitle, rule.error = title, message
    rule.showErrorMessage = True


def list_rule(column: str, count: int, title: str, message: str) -> DataValidation:
    """The rule that a cell holds one of the values of a column of the hidden lists."""
    rule = DataValidation(type="list", formula1=f"{LIST_SHEET}!${column}$1:${column}${max(count, 1)}", allow_blank=True)
    explain(rule, title, message)
    return rule


def set_up(page: Worksheet, header_row: int) -> None:
    """Freeze and repeat the headings, lay the page across A3, lock what is not to be filled in."""
    page.freeze_panes = f"D{header_row + 1}"
    page.print_title_rows = f"{header_row}:{header_row}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A3
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = page.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "Trang &P/&N"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False


class Look:
    """The style of a column's cells, made once: openpyxl compares every style object it is given."""

    def __init__(self, column: Column, fresh: bool) -> None:
        is_open = column.for_new if fresh else column.is_open
        self._font = Font(name=FONT, size=TEXT_SIZE)
        self._border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
        self._fill = PatternFill("solid", start_color=_OPEN if is_open else _LOCKED)
        self._alignment = Alignment(
            horizontal="center" if column.look != "text" else "left", vertical="top", wrap_text=True
        )
        self._protection = Protection(locked=not is_open)
        self._format = {"percent": "0%", "date": "dd/mm/yyyy", "number": "#,##0"}.get(column.look, "@")
        self._known: dict[bool, Cell] = {}

    def give(self, cell: Cell) -> None:
        """Dress a cell."""
        quoted = isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS)
        known = self._known.get(quoted)
        if known is not None:
            cell._style = known._style  # type: ignore[attr-defined]  # noqa: SLF001 the way openpyxl itself copies
            return
        cell.font, cell.border, cell.fill = self._font, self._border, self._fill
        cell.alignment, cell.protection, cell.number_format = self._alignment, self._protection, self._format
        cell.style_id  # noqa: B018 registers the style with the workbook
        cell.quotePrefix = quoted
        self._known[quoted] = cell
