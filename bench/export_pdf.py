"""10,000 table rows in PDF against reportlab's Paragraphs in one LongTable, on the same columns and font.

LongTable takes at least time in proportion to the rows, so its figure for 2,000 rows times five is what it would take,
if anything less.
"""

import sys
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from app.exports.layout import LANDSCAPE, TABLE_SIZE
from app.exports.pdf import fonts
from app.exports.plan_paper import COLUMN_WIDTHS_MM, plan_paper
from app.exports.render import render
from app.exports.tree import Table
from app.models.plan.records import PlanView
from bench.exported_plans import BODY, plan
from bench.measure import report, seconds

ROWS, BASELINE_ROWS = 10_000, 2_000
TARGET = 3.0


def main() -> int:
    """Measure both and compare a row."""
    document = plan_paper(plan(ROWS), BODY)
    ours = seconds(lambda: render(document, "pdf")) / ROWS
    few = plan(BASELINE_ROWS)
    theirs = seconds(lambda: _long_table(few)) / BASELINE_ROWS
    sys.stdout.write(f"ours {ours * ROWS:.2f} s, LongTable {theirs * ROWS:.2f} s for {ROWS} rows\n")
    return report("export_pdf", theirs / ours, TARGET, better=">=")


def _long_table(view: PlanView) -> None:
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

    table = next(
        block for section in plan_paper(view, BODY).sections for block in section.blocks if isinstance(block, Table)
    )
    style = ParagraphStyle("cell", fontName=fonts.FAMILY, fontSize=TABLE_SIZE, leading=TABLE_SIZE * 1.15)
    rows = [[Paragraph(escape(column.heading), style) for column in table.columns]]
    looks: list[Any] = [("GRID", (0, 0), (-1, -1), 0.5, "black")]
    for at, row in enumerate(table.rows, 1):
        cells = [Paragraph(escape(text), style) for text in row.cells]
        rows.append(cells + [Paragraph("", style)] * (len(table.columns) - len(cells)))
        if row.group:
            looks.append(("SPAN", (1, at), (-1, at)))
    drawn = LongTable(rows, colWidths=[width * mm for width in COLUMN_WIDTHS_MM], repeatRows=1, style=looks)
    SimpleDocTemplate(
        BytesIO(), pagesize=landscape(A4), leftMargin=LANDSCAPE.left * mm, rightMargin=LANDSCAPE.right * mm
    ).build([drawn])


if __name__ == "__main__":
    sys.exit(main())
