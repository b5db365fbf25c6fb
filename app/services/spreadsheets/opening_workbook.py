"""Opens a workbook somebody sent, as plain cells: only filled ones, with the little of their look that matters.

Nothing is trusted: see `package`. A formula is never computed nor its remembered result used.
"""

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, TypeAlias

from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import from_excel
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from app.journal.causes import cause
from app.models import secrecy
from app.models.text import clean
from app.services.spreadsheets.errors import UnreadableWorkbookError
from app.services.spreadsheets.package import FILE_LIMIT, damaged, open_package, oversized

CellKind: TypeAlias = Literal["text", "number", "date", "formula", "error", "merged"]
Value: TypeAlias = str | int | float | date | datetime | time | timedelta

_LIMITLESS = 1 << 30
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, ArithmeticError, SyntaxError, OSError, EOFError,
    RuntimeError, MemoryError, zipfile.BadZipFile,
)  # fmt: skip
"""What openpyxl and the XML readers raise at a damaged file; there is no common class."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell."""

    row: int
    column: int
    value: Value
    kind: CellKind
    is_percent: bool = False
    is_bold: bool = False
    font: str = ""
    """Name of the font, for text that is not plain ASCII."""

    @property
    def address(self) -> str:
        """e.g. "C12"."""
        return f"{get_column_letter(self.column)}{self.row}"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """e.g. "A5:F5"."""
        return f"{get_column_letter(self.left)}{self.top}:{get_column_letter(self.right)}{self.bottom}"


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: its filled cells by row and column."""

    name: str
    is_hidden: bool
    rows: Mapping[int, Mapping[int, Cell]]
    merges: tuple[Merge, ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    epoch: datetime = field(default_factory=lambda: datetime(1899, 12, 30))  # noqa: DTZ001 Excel knows no zone

    def cell(self, row: int, column: int) -> Cell | None:
        """A filled cell, or nothing."""
        return self.rows.get(row, {}).get(column)

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every text with the name of its font."""
        for cells in self.rows.values():
            yield from ((str(cell.value), cell.font) for cell in cells.values() if cell.kind == "text")

    def day_of(self, serial: float) -> date | None:
        """The day of a serial number that was not formatted as a date; None where it can be none."""
        try:
            found = from_excel(serial, self.epoch)
        except (ValueError, OverflowError):
            return None
        return found.date() if isinstance(found, datetime) else None


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook that passed every test."""

    path: Path
    grids: tuple[Grid, ...]

    def grid(self, name: str) -> Grid | None:
        """A sheet by name."""
        return next((grid for grid in self.grids if grid.name == name), None)


def open_workbook(path: Path) -> Book:
    """Read a workbook.

    Raises:
        WorkbookError: it is not taken in; the subclass says why.
        SecretError: its name or any text in it bears a secrecy stamp.
    """
    secrecy.refuse(path.stem.replace("_", " ").replace("-", " "))
    content = _content(path)
    package = open_package(path, content)
    secrecy.refuse(*package.spoken, " ".join(package.spoken))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of look and rules we do not use
            reader = ExcelReader(BytesIO(package.data), data_only=False, keep_links=False)
            reader.read()
            parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
            grids = tuple(_grid(page, package.merges.get(parts[page.title], ())) for page in reader.wb.worksheets)
    except _BROKEN as error:
        raise damaged(path) from error
    _refuse_secrets(grids)
    return Book(path, grids)


def text_of(cell: Cell | None) -> str:
    """A cell in words, cleaned of control characters, NFC; any length."""
    if cell is None:
        return ""
    value = cell.value
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float):
        return f"{value:.15g}"
    return clean(str(value), where="", limit=_LIMITLESS)


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_LIMIT:
            raise oversized(path)
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableWorkbookError(
            f"Không thấy tệp “{path.name}”.", f"Kiểm tra USB hoặc ổ mạng còn nối hay không: {path}."
        ) from None
    except OSError as error:
        raise UnreadableWorkbookError(
            f"Không đọc được tệp “{path.name}”.",
            f"Đóng tệp trong Excel rồi nhập lại. Lý do: {cause(error)}.",
        ) from error


def _refuse_secrets(grids: tuple[Grid, ...]) -> None:
    texts = {text_of(cell) for grid in grids for cell in _cells(grid) if cell.kind in ("text", "formula")}
    names = {grid.name for grid in grids}
    secrecy.refuse(*(text for text in texts | names if "mật" in text.lower()))


def _cells(grid: Grid) -> Iterator[Cell]:
    for row in grid.rows.values():
        yield from row.values()


def _grid(page: Worksheet, merges: tuple[tuple[str, str], ...]) -> Grid:
    rows: dict[int, dict[int, Cell]] = {}
    # iter_rows walks the whole rectangle up to the farthest cell; only the filled ones are wanted.
    for cell in page._cells.values():  # noqa: SLF001
        read = _cell(cell)
        if read is not None:
            rows.setdefault(read.row, {})[read.column] = read
    return Grid(
        page.title,
        page.sheet_state != "visible",
        {row: rows[row] for row in sorted(rows)},
        tuple(_merge(*corners) for corners in merges),
        frozenset(row for row in rows if page.row_dimensions[row].hidden),
        page.parent.epoch if page.parent else datetime(1899, 12, 30),  # noqa: DTZ001 Excel knows no zone
    )


def _merge(first: str, last: str) -> Merge:
    top, left = coordinate_to_tuple(first)
    bottom, right = coordinate_to_tuple(last)
    return Merge(min(top, bottom), min(left, right), max(top, bottom), max(left, right))


def _cell(cell: Any) -> Cell | None:
    value, kind = cell.value, cell.data_type
    if value is None:
        return None
    if kind == "f":
        formula = value if isinstance(value, str) else getattr(value, "text", "") or "="
        return Cell(cell.row, cell.column, formula, "formula")
    if kind == "e":
        return Cell(cell.row, cell.column, str(value), "error")
    if kind == "d":
        return Cell(cell.row, cell.column, value, "date")
    if kind == "n":
        return Cell(cell.row, cell.column, value, "number", is_percent="%" in cell.number_format)
    words = unescape(str(value)) if "_x" in str(value) else str(value)
    if not words.strip():
        return None
    font = cell.font
    return Cell(cell.row, cell.column, words, "text", is_bold=bool(font.b), font=str(font.name or ""))
