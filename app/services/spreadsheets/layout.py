"""Where the table of a sheet begins and what its columns are, proposed by words or chosen by a person."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string, get_column_letter

from app.models.errors import InvalidInputError
from app.models.text import clean
from app.services.spreadsheets.cell_values import Reader
from app.services.spreadsheets.errors import WrongSheetError
from app.services.spreadsheets.headings import Headings
from app.services.spreadsheets.legacy_fonts import Judge
from app.services.spreadsheets.opening_workbook import Book, Cell, Grid, Merge, text_of

HEADING_WITHIN = 40
"""Rows from the top among which the heading row is sought."""
LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table of a sheet begins and what its columns are."""

    header_row: int
    mapping: Mapping[str, str]
    """Field -> letter."""
    columns: Mapping[str, str]
    """Letter -> heading of every column."""

    def places(self) -> dict[str, int]:
        """Field -> number of its column."""
        return {field: column_index_from_string(letter) for field, letter in self.mapping.items()}


def choose(
    book: Book, wanted: str | None, judges: Mapping[str, Judge], headings: Headings
) -> tuple[Grid, Layout | None]:
    """The sheet to read: the one asked for, else the visible one whose heading row says most.

    Raises:
        WrongSheetError: no such sheet, or nothing in any.
    """
    if wanted is not None:
        grid = book.grid(wanted)
        if grid is None:
            names = ", ".join(f"“{one.name}”" for one in book.grids)
            raise WrongSheetError(
                f"Tệp “{book.path.name}” không có trang tính “{wanted}”.", f"Chọn một trong các trang: {names}."
            )
        return grid, propose(grid, judges[grid.name], headings)
    filled = [grid for grid in book.grids if not grid.is_hidden and grid.rows]
    if not filled:
        raise WrongSheetError(
            f"Tệp “{book.path.name}” không có dữ liệu trong trang tính nào đang hiện.",
            "Mở tệp bằng Excel kiểm tra đúng tệp chưa; trang tính đang ẩn thì bỏ ẩn (Unhide).",
        )
    scored = [(grid, propose(grid, judges[grid.name], headings)) for grid in filled]
    return max(scored, key=lambda pair: len(pair[1].mapping) if pair[1] else 0)


def propose(grid: Grid, judge: Judge, headings: Headings) -> Layout | None:
    """The heading row and the columns that its words name; None where none names what must be there."""
    best: Layout | None = None
    for row in [row for row in grid.rows if row <= HEADING_WITHIN]:
        mapping = _mapping(grid, row, judge, headings)
        if headings.required in mapping and len(mapping) > 1 and (best is None or len(mapping) > len(best.mapping)):
            best = Layout(row, mapping, _columns(grid, row, judge))
    return best


def overridden(
    book: Book,
    grid: Grid,
    proposed: Layout | None,
    mapping: Mapping[str, str],
    judge: Judge,
    headings: Headings,
) -> Layout:
    """The layout with the person's own choice of columns.

    Raises:
        InvalidInputError: an unknown field or column, one column twice, or no column for what must be there.
    """
    unknown = set(mapping) - set(headings.labels)
    if unknown:
        raise InvalidInputError(
            f"Không có trường “{sorted(unknown)[0]}”.", f"Các trường: {', '.join(headings.labels)}."
        )
    chosen = {field: letter.strip().upper() for field, letter in mapping.items() if letter.strip()}
    wrong = next((letter for letter in chosen.values() if not re.fullmatch(r"[A-Z]{1,3}", letter)), None)
    if wrong is not None:
        raise InvalidInputError(f"“{wrong}” không phải tên cột.", "Ghi chữ cái của cột trong Excel, ví dụ B.")
    if len(set(chosen.values())) < len(chosen):
        raise InvalidInputError("Một cột đang được dùng cho hai trường.", "Mỗi trường chọn một cột riêng.")
    if headings.required not in chosen:
        raise InvalidInputError(
            f"Tệp “{book.path.name}”: chưa chọn cột “{headings.labels[headings.required]}”.",
            f"Chọn cột chứa {headings.said}.",
        )
    header = proposed.header_row if proposed else _first_wide_row(grid)
    return Layout(header, chosen, _columns(grid, header, judge))


def missing_heading(path_name: str, sheet: str, headings: Headings) -> WrongSheetError:
    """The error of a sheet whose columns cannot be told."""
    return WrongSheetError(
        f"Tệp “{path_name}”, trang “{sheet}”: không thấy dòng tiêu đề có cột {headings.wanted} "
        "cùng ít nhất một cột khác.",
        f"Đặt dòng tiêu đề trong {HEADING_WITHIN} dòng đầu, hoặc tự chọn cột cho từng trường.",
    )


def first_row(grid: Grid, header_row: int) -> int:
    """The first row below the headings; a heading merged downwards covers the rows of its merge."""
    bottoms = [one.bottom for one in grid.merges if one.top <= header_row <= one.bottom and one.bottom - one.top < 4]
    return max((header_row, *bottoms)) + 1


def tall_merges(grid: Grid, columns: set[int]) -> Sequence[Merge]:
    """Merges that leave a row without cells of its own: downwards, or across two mapped columns."""
    return [
        one
        for one in grid.merges
        if (wide := sum(one.left <= at <= one.right for at in columns)) and (one.bottom > one.top or wide > 1)
    ]


def is_numbering(given: Mapping[str, Cell]) -> bool:
    """The row of column numbers that many tables bear under their headings: 1, 2, 3 or (1), (2), (3)."""
    numbers = [text_of(cell).strip("()") for cell in given.values()]
    return len(numbers) > 1 and all(one.isdigit() and len(one) < 3 for one in numbers)


def remark_hidden(grid: Grid, reader: Reader, first: int) -> None:
    """Tell which rows were read although Excel hides them."""
    hidden = sorted(row for row in grid.hidden_rows if row >= first)
    if hidden:
        rows = ", ".join(map(str, hidden[:10])) + ("..." if len(hidden) > 10 else "")
        reader.remark("", f"{len(hidden)} dòng đang ẩn trong Excel vẫn được đọc: dòng {rows}.")


def _said(cell: Cell, judge: Judge) -> str:
    """A heading in Unicode."""
    return clean(judge.verdict(str(cell.value), cell.font).text, where="") if cell.kind == "text" else text_of(cell)


def _mapping(grid: Grid, row: int, judge: Judge, headings: Headings) -> dict[str, str]:
    best: dict[str, tuple[int, str]] = {}
    for at, cell in grid.rows[row].items():
        is_heading = cell.kind == "text" and len(str(cell.value)) <= LONGEST_HEADING
        found = headings.field_of(_said(cell, judge)) if is_heading else None
        if found and (found[0] not in best or found[1] < best[found[0]][0]):
            best[found[0]] = (found[1], get_column_letter(at))
    order = {field: place for place, field in enumerate(headings.labels)}
    return {field: best[field][1] for field in sorted(best, key=order.__getitem__)}


def _columns(grid: Grid, row: int, judge: Judge) -> dict[str, str]:
    cells = sorted(grid.rows[row].items())
    return {get_column_letter(at): _said(cell, judge)[:LONGEST_HEADING] for at, cell in cells}


def _first_wide_row(grid: Grid) -> int:
    return next((row for row, cells in grid.rows.items() if len(cells) > 2), next(iter(grid.rows)))
