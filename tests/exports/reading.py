"""Opens exported files again and tells what is in them."""

from collections.abc import Iterator
from io import BytesIO
from zipfile import ZipFile

from lxml import etree
from openpyxl import Workbook, load_workbook
from pypdf import PdfReader

from app.exports.render import Format, render
from app.exports.tree import Document

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def part(data: bytes, name: str) -> etree._Element:
    """One XML part of a package."""
    with ZipFile(BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def body(data: bytes) -> etree._Element:
    """word/document.xml."""
    return part(data, "word/document.xml")


def docx_text(data: bytes) -> str:
    """All text of a Word file in its order."""
    return "".join(node.text or "" for node in body(data).iter(f"{W}t"))


def styles(data: bytes) -> dict[str, etree._Element]:
    """Style id to style."""
    return {str(style.get(f"{W}styleId")): style for style in part(data, "word/styles.xml").iter(f"{W}style")}


def pdf(document: Document) -> PdfReader:
    """A document drawn as PDF and opened."""
    return PdfReader(BytesIO(render(document, "pdf")))


def pdf_pages(document: Document) -> list[str]:
    """The text of each page."""
    return [page.extract_text() for page in pdf(document).pages]


def book(document: Document) -> Workbook:
    """A document drawn as a workbook and opened."""
    return load_workbook(BytesIO(render(document, "xlsx")))


def values(workbook: Workbook) -> Iterator[object]:
    """Every cell's value, sheet by sheet."""
    for page in workbook.worksheets:
        for row in page.iter_rows(values_only=True):
            yield from row


def parts(document: Document, wanted: Format) -> dict[str, bytes]:
    """A package's parts by name, its dates left out."""
    with ZipFile(BytesIO(render(document, wanted))) as package:
        return {name: package.read(name) for name in package.namelist() if name != "docProps/core.xml"}
