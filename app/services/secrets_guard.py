"""Reads what a file says of itself before it is stored: its name and the words of its first page."""

import zipfile
from pathlib import Path
from xml.etree.ElementTree import ParseError

from app.models import secrecy

_OFFICE_PARTS = {
    ".docx": ("word/header1.xml", "word/header2.xml", "word/document.xml"),
    ".xlsx": ("xl/sharedStrings.xml", "xl/workbook.xml"),
    ".pptx": ("ppt/slides/slide1.xml",),
}
_READ_LIMIT = 4 << 20
_FIRST_CHARACTERS = 4_000


def refuse_file(path: Path) -> None:
    """Stop before a file with a secrecy stamp in its name or on its first page is stored.

    A scan has no words to read: for it the person's declaration stands.

    Raises:
        SecretError: a stamp was found.
    """
    secrecy.refuse(path.stem.replace("_", " ").replace("-", " "), first_words(path))


def first_words(path: Path) -> str:
    """The first words of a text, PDF or Office file; empty where it has none or cannot be read."""
    suffix = path.suffix.lower()
    if suffix in (".txt", ".csv", ".md"):
        with path.open("rb") as file:
            return file.read(_FIRST_CHARACTERS).decode("utf-8", errors="replace")
    if suffix == ".pdf":
        return _pdf_words(path)
    return _office_words(path, _OFFICE_PARTS.get(suffix, ()))


def _pdf_words(path: Path) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return ""
    try:
        return str(document[0].get_textpage().get_text_range()[:_FIRST_CHARACTERS]) if len(document) else ""
    finally:
        document.close()


def _office_words(path: Path, parts: tuple[str, ...]) -> str:
    from defusedxml import DefusedXmlException, ElementTree

    if not parts or not zipfile.is_zipfile(path):
        return ""
    words: list[str] = []
    with zipfile.ZipFile(path) as archive:
        for name in set(parts) & set(archive.namelist()):
            with archive.open(name) as part:
                data = part.read(_READ_LIMIT)
            try:
                root = ElementTree.fromstring(data)
            except (ParseError, DefusedXmlException):
                continue
            paragraphs = [element for element in root.iter() if element.tag.endswith(("}p", "}si"))]
            lines = ["".join(text for text in paragraph.itertext()) for paragraph in paragraphs]
            words.append("\n".join(lines)[:_FIRST_CHARACTERS])
    return "\n".join(words)
