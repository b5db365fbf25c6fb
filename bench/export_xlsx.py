"""10,000 rows in Excel, styled, with dates and row heights, against bare openpyxl write-only of the same values."""

import sys
from io import BytesIO

from openpyxl import Workbook

from app.exports.plan_paper import plan_paper
from app.exports.render import render
from app.exports.tree import Document
from bench.exported_plans import BODY, plan
from bench.measure import report, seconds

ROWS = 10_000
TARGET = 1.2


def main() -> int:
    """Measure both."""
    document = plan_paper(plan(ROWS), BODY)
    ours = seconds(lambda: render(document, "xlsx"))
    theirs = seconds(lambda: _bare(document))
    sys.stdout.write(f"ours {ours:.2f} s, openpyxl write-only {theirs:.2f} s for {ROWS} rows\n")
    return report("export_xlsx", ours / theirs, TARGET, better="<=")


def _bare(document: Document) -> None:
    book = Workbook(write_only=True)
    for sheet in document.sheets:
        page = book.create_sheet(sheet.name)
        page.append([column.heading for column in sheet.columns])
        for row in sheet.rows:
            page.append(row.cells)
    book.save(BytesIO())


if __name__ == "__main__":
    sys.exit(main())
