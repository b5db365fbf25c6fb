"""Reads what a file says of itself before it is stored: its name and the words of its first page."""

import codecs
import re
import zipfile
import zlib
from pathlib import Path
from xml.etree.ElementTree import ParseError

from app.models import secrecy

_OFFICE_PARTS = {
    ".docx": ("word/header1.xml", "word/header2.xml", "word/header3.xml", "word/document.xml"),
    ".xlsx": ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"),
    ".pptx": ("ppt/slides/slide1.xml",),
}
_READ_LIMIT = 4 << 20
_FIRST_CHARACTERS = 4_000
_WIDEST = 4
"""Bytes of the widest character in UTF-8."""

_TAG = re.compile(r"<[^>]*>")
_PARAGRAPHS = ("}p", "}si", "}is", "}oddHeader")
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What a broken, encrypted or oddly packed part of an archive raises."""


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
        return _plain_words(path)
    if suffix == ".pdf":
        return _pdf_words(path)
    return _office_words(path, _OFFICE_PARTS.get(suffix, ()))


def _plain_words(path: Path) -> str:
    with path.open("rb") as file:
        data = file.read(_FIRST_CHARACTERS * _WIDEST)
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if wide else "utf-8", errors="replace")[:_FIRST_CHARACTERS]


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
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        return ""
    with archive:
        for name in set(parts) & set(archive.namelist()):
            try:
                with archive.open(name) as part:
                    data = part.read(_READ_LIMIT)
                root = ElementTree.fromstring(data)
            except ParseError:  # longer than is read, or not well-formed
                words.append(_TAG.sub("", data.decode(errors="replace").replace("</w:p>", "\n"))[:_FIRST_CHARACTERS])
                continue
            except (DefusedXmlException, *_DAMAGE):
                continue
            paragraphs = [element for element in root.iter() if element.tag.endswith(_PARAGRAPHS)]
            lines = ["".join(text for text in paragraph.itertext()) for paragraph in paragraphs]
            words.append("\n".join(lines)[:_FIRST_CHARACTERS])
    return "\n".join(words)
