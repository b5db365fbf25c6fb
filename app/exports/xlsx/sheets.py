"""Which sheets a document becomes, and what Excel lets them be called."""

import re
from collections.abc import Sequence

from app.exports.compose import Columns, lower
from app.exports.layout import profile
from app.exports.tree import Document, Paragraph, Sheet, SheetColumn, SheetRow, Table, plain

LONGEST_NAME = 31
TABLE_CHARACTERS = 150.0
"""Characters all columns of a table share when a sheet is made from it."""
TEXT_CHARACTERS = 110.0

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\n]")


def sheets_of(document: Document) -> tuple[Sheet, ...]:
    """The document's own sheets, else one for its text and one for each table."""
    if document.sheets:
        return document.sheets
    tables = [block for section in document.sections for block in section.blocks if isinstance(block, Table)]
    made = [_from_table(table, at) for at, table in enumerate(tables, 1)]
    return (*made, _from_text(document))


def _from_table(table: Table, at: int) -> Sheet:
    total = sum(column.width for column in table.columns)
    columns = tuple(
        SheetColumn(column.heading, TABLE_CHARACTERS * column.width / total, column.align) for column in table.columns
    )
    rows = tuple(
        SheetRow(row.cells + ("",) * (len(columns) - len(row.cells)), group=row.group or row.bold) for row in table.rows
    )
    return Sheet(table.name or f"Bảng {at}", columns, rows)


def _from_text(document: Document) -> Sheet:
    layout = profile(document.rules)
    lines: list[str] = []
    for section in document.sections:
        for primitive in lower(section.blocks, layout):
            if isinstance(primitive, Paragraph):
                lines.append(primitive.text)
            elif isinstance(primitive, Columns):
                lines += [text.text for row in primitive.rows for cell in row for text in cell]
    rows = tuple(SheetRow((line,)) for line in lines if line.strip())
    return Sheet("Nội dung", (SheetColumn(document.title, TEXT_CHARACTERS),), rows)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names Excel accepts: short, without its forbidden signs, no two alike."""
    taken: set[str] = set()
    return [_free_name(name, taken) for name in wanted]


def _free_name(wanted: str, taken: set[str]) -> str:
    base = _FORBIDDEN.sub(" ", plain(wanted)).strip(" '")[:LONGEST_NAME].strip(" '")
    if not base or base.casefold() == "history":
        base = "Trang tính"
    name, at = base, 2
    while name.casefold() in taken:
        suffix = f" ({at})"
        name, at = f"{base[: LONGEST_NAME - len(suffix)]}{suffix}", at + 1
    taken.add(name.casefold())
    return name
