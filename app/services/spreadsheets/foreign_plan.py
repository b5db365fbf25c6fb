"""A plan that a province keeps in its own Excel: its groups, its tasks."""

import re
from collections.abc import Mapping

from app.services.spreadsheets.cell_values import Reader, UnclearCellError
from app.services.spreadsheets.layout import Layout, first_row, is_numbering, remark_hidden, tall_merges
from app.services.spreadsheets.opening_workbook import Cell, Grid, text_of
from app.services.spreadsheets.proposals import Proposals

_NUMERAL = re.compile(r"(?:(?:phần|mục|nhóm)\s+)?([IVXLC]{1,6}|[A-H])\s*[.):–-]?", re.IGNORECASE)
_LEADING_NUMERAL = re.compile(r"^(?:(?:Phần|Mục|Nhóm)\s+)?(?:[IVXLC]{1,6}|[A-H])\s*[.):–-]\s*(?=\S)")
_DETAILS = ("lead", "coordinating", "products", "deadline")


def take_rows(grid: Grid, layout: Layout, reader: Reader, proposals: Proposals) -> None:
    """Read every row under the heading row."""
    places = layout.places()
    tall = tall_merges(grid, set(places.values()))
    heading = ""
    first = first_row(grid, layout.header_row)
    for row, cells in grid.rows.items():
        if row < first:
            continue
        given = {field: cells[at] for field, at in places.items() if at in cells}
        if found := _heading(grid, row, cells, given):
            heading = _heading_words(reader, found)
        elif is_numbering(given):
            continue
        elif merge := next((one for one in tall if one.top <= row <= one.bottom), None):
            reader.refuse(
                f"{layout.mapping['content']}{row}",
                f"dòng {row} nằm trong ô gộp {merge.address}; bỏ gộp (Unmerge Cells) và ghi giá trị ở từng dòng.",
                text_of(given.get("content")),
            )
        elif given:
            proposals.take(row, given, heading)
    remark_hidden(grid, reader, first)


def _heading(grid: Grid, row: int, cells: Mapping[int, Cell], given: Mapping[str, Cell]) -> Cell | None:
    """The cell of a group's heading, where the row is one: words without any detail of a task."""
    if any(field in given for field in _DETAILS):
        return None
    words = [cell for cell in cells.values() if cell.kind == "text"]
    number = text_of(given.get("number"))
    lone = words[-1] if words else None
    if lone is None or len(cells) > 2:
        return None
    if len(cells) == 2:
        return lone if lone is not given.get("number") and _NUMERAL.fullmatch(number) else None
    alone = any(one.top <= row <= one.bottom and one.right > one.left for one in grid.merges) or lone.is_bold
    return lone if alone or _LEADING_NUMERAL.match(text_of(lone)) else None


def _heading_words(reader: Reader, cell: Cell) -> str:
    try:
        return _LEADING_NUMERAL.sub("", reader.text(cell))
    except UnclearCellError as error:
        reader.refuse(cell, error.reason)
        return ""
