"""10,000 table rows in Word against python-docx making the same table cell by cell: widths, alignment, spacing.

Both in this run; python-docx once, since it takes long.
"""

import sys
from io import BytesIO

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt

from app.exports.layout import ND30
from app.exports.plan_paper import COLUMN_WIDTHS_MM, plan_paper
from app.exports.render import render
from app.exports.tree import Document, Role, Table
from bench.exported_plans import BODY, plan
from bench.measure import report, seconds

ROWS = 10_000
TARGET = 10.0


def main() -> int:
    """Measure both."""
    document = plan_paper(plan(ROWS), BODY)
    ours = seconds(lambda: render(document, "docx"))
    theirs = seconds(lambda: _cell_by_cell(document), runs=1)
    sys.stdout.write(f"ours {ours:.2f} s, python-docx {theirs:.2f} s for {ROWS} rows\n")
    return report("export_docx", theirs / ours, TARGET, better=">=")


def _cell_by_cell(paper: Document) -> None:
    table = next(block for section in paper.sections for block in section.blocks if isinstance(block, Table))
    style, padding = ND30.styles[Role.CELL], Pt(ND30.cell_padding_pt)
    sides = {"center": WD_ALIGN_PARAGRAPH.CENTER, "left": WD_ALIGN_PARAGRAPH.LEFT}
    looks = [(Mm(width), sides[column.align]) for width, column in zip(COLUMN_WIDTHS_MM, table.columns, strict=True)]
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Times New Roman", Pt(style.size)
    drawn = document.add_table(rows=0, cols=len(table.columns))
    for row in table.rows:
        added = drawn.add_row()
        added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 python-docx has no call for it
        cells = added.cells
        for cell, (width, side), text in zip(cells, looks, row.cells, strict=False):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.alignment = side
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = padding
            paragraph.add_run(text).bold = row.group
        if row.group:
            cells[1].merge(cells[-1])
    document.save(BytesIO())


if __name__ == "__main__":
    sys.exit(main())
