"""Draws a document as a workbook: an openpyxl shell around our own rows, real dates, no formula ever."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from lxml import etree
from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.layout import FONT
from app.exports.progress import Meter
from app.exports.tree import Document, Sheet, plain
from app.exports.xlsx.rows import MAIN, TEXT_SIZE, Strings, Styles, sheet_data
from app.exports.xlsx.sheets import sheet_names, sheets_of

A4 = 9
MARGIN_INCHES, SIDE_INCHES, HEADER_INCHES = 0.75, 0.5, 0.3
MARK_SIZE = 18
_DATA = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_STRINGS = "xl/sharedStrings.xml"
_ENTRIES = {
    "[Content_Types].xml": (
        b"</Types>",
        b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument'
        b'.spreadsheetml.sharedStrings+xml"/>',
    ),
    "xl/_rels/workbook.xml.rels": (
        b"</Relationships>",
        b'<Relationship Id="rIdStrings" Target="/xl/sharedStrings.xml" Type="http://schemas.openxmlformats.org/'
        b'officeDocument/2006/relationships/sharedStrings"/>',
    ),
}
"""Where a part must be named: openpyxl writes no table of shared strings of its own."""
_FONT_ORDER = (
    *("b", "i", "strike", "condense", "extend", "outline", "shadow", "u"),
    *("vertAlign", "sz", "color", "name", "family", "charset", "scheme"),
)


def render(document: Document, meter: Meter) -> bytes:
    """The bytes of the file.

    Raises:
        CancelledError: the meter's listener said so.
    """
    sheets = sheets_of(document)
    book = Workbook()
    for blank in book.worksheets:
        book.remove(blank)
    _describe(book, document)
    pages: dict[str, bytes] = {}
    strings = Strings()
    mark = plain(document.watermark)
    names = sheet_names([f"{mark} - {sheet.name}" if mark else sheet.name for sheet in sheets])
    for at, (sheet, name) in enumerate(zip(sheets, names, strict=True), 1):
        page: Worksheet = book.create_sheet(name)
        styles = Styles(page)
        _set_up(page, sheet, mark)
        pages[f"xl/worksheets/sheet{at}.xml"] = sheet_data(sheet, styles, strings, meter)
    shell = BytesIO()
    book.save(shell)
    return _filled(shell, pages, strings.xml())


def _describe(book: Workbook, document: Document) -> None:
    properties = book.properties
    properties.title = plain(document.title)[:255]
    properties.subject = plain(document.subject)[:255]
    properties.creator = properties.lastModifiedBy = plain(document.author)[:255]
    properties.language = document.language
    properties.created = (document.created or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)


def _set_up(page: Worksheet, sheet: Sheet, mark: str) -> None:
    for at, column in enumerate(sheet.columns, 1):
        dimension = page.column_dimensions[get_column_letter(at)]
        dimension.width = column.width
        dimension.hidden = column.hidden
        dimension.outlineLevel = int(column.detail)
    printed = [at for at, column in enumerate(sheet.columns, 1) if not (column.detail or column.hidden)]
    last = len(sheet.rows) + 1
    page.freeze_panes = "A2"
    page.print_title_rows = "1:1"
    page.print_area = f"A1:{get_column_letter(max(printed, default=1))}{last}"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{last}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A4
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_options.horizontalCentered = True
    margins = page.page_margins
    margins.top = margins.bottom = MARGIN_INCHES
    margins.left = margins.right = SIDE_INCHES
    margins.header = margins.footer = HEADER_INCHES
    title = plain(sheet.title or sheet.name).replace("\n", " ").replace("&", "&&")
    header, footer = page.oddHeader, page.oddFooter
    if header is None or footer is None:
        return
    for part, text in ((header.center, title), (footer.center, "Trang &P/&N")):
        part.text, part.font, part.size = text, f"{FONT},Regular", TEXT_SIZE
    if mark:
        part = header.left
        part.text, part.font, part.size = mark.replace("&", "&&"), f"{FONT},Bold", MARK_SIZE


def _filled(shell: BytesIO, pages: Mapping[str, bytes], strings: bytes) -> bytes:
    """The shell with our rows and texts in place of its own."""
    stream = BytesIO()
    with ZipFile(shell) as source, ZipFile(stream, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            content = source.read(info)
            if info.filename in pages:
                content = _with_rows(content, pages[info.filename])
            elif info.filename in _ENTRIES:
                closing, entry = _ENTRIES[info.filename]
                content = content.replace(closing, entry + closing)
            elif info.filename == "xl/styles.xml":
                content = _dressed(content)
            target.writestr(info, content, ZIP_DEFLATED)
        target.writestr(_STRINGS, strings)
    return stream.getvalue()


def _with_rows(content: bytes, rows: bytes) -> bytes:
    before, after = _DATA.split(_DIMENSION.sub(b"", content), maxsplit=1)
    return before + rows + after


def _dressed(styles: bytes) -> bytes:
    """The styles with Times New Roman as base font and the parts of each font in the schema's order.

    The base font dresses the untouched cells too, and its digits are the unit of column widths.
    """
    root = etree.fromstring(styles)
    fonts = list(root.iter(f"{{{MAIN}}}font"))
    fonts[0][:] = [
        etree.Element(f"{{{MAIN}}}sz", val=str(TEXT_SIZE)),
        etree.Element(f"{{{MAIN}}}name", val=FONT),
    ]
    for font in fonts:
        font[:] = sorted(font, key=lambda part: _FONT_ORDER.index(etree.QName(part).localname))
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
