"""Draws a document as an editable Word file: a python-docx shell around our own WordprocessingML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.shared import Mm

from app.exports.compose import Columns, Primitive, lower
from app.exports.docx.base import NAMESPACES, RULE_STYLE, W, base
from app.exports.docx.body import columns_xml, paragraph_xml, section_xml, table_chunks, table_head
from app.exports.layout import TABLE_GAP, LayoutProfile, profile
from app.exports.progress import Meter
from app.exports.tree import Document, PageBreak, Paragraph, Picture, Section, Table, plain

_PICTURE = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:drawing/></w:r></w:p>'
_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def render(document: Document, meter: Meter) -> bytes:
    """The bytes of the file.

    Raises:
        CancelledError: the meter's listener said so.
    """
    layout = profile(document.rules)
    shell = docx.Document(BytesIO(base(document.rules, plain(document.watermark))))
    _describe(shell.core_properties, document)
    body: Any = shell.element.body
    references = _references(body)
    body.remove(body.sectPr)
    last = len(document.sections) - 1
    for at, section in enumerate(document.sections):
        end = section_xml(section, layout, references, first=at == 0)
        width = layout.text_width_mm(landscape=section.landscape)
        _Writer(shell.part, body, layout, width, meter).section(section, "" if at == last else end)
        if at == last:
            body.extend(_parsed(end))
    stream = BytesIO()
    shell.save(stream)
    return stream.getvalue()


def _references(body: Any) -> str:
    """The header references of the base's only section, as XML."""
    return "".join(
        f'<w:headerReference w:type="{kind}" r:id="{reference.rId}"/>'
        for kind in ("default", "first")
        for reference in body.sectPr.headerReference_lst
        if reference.get(f"{{{W}}}type") == kind
    )


def _describe(properties: Any, document: Document) -> None:
    moment = (document.created or datetime.now(UTC)).astimezone(UTC).replace(tzinfo=None)
    properties.title = plain(document.title)[:255]
    properties.subject = plain(document.subject)[:255]
    properties.author = properties.last_modified_by = plain(document.author)[:255]
    properties.language = document.language
    properties.created = properties.modified = moment
    properties.comments = properties.keywords = properties.category = ""
    properties.revision = 1


def _parsed(xml: str) -> Sequence[Any]:
    return list(parse_xml(f"<w:body {NAMESPACES}>{xml}</w:body>"))


class _Writer:
    """Appends the primitives of one section to the body; small ones are gathered and parsed together."""

    def __init__(self, part: Any, body: Any, layout: LayoutProfile, width_mm: float, meter: Meter) -> None:
        self._part = part
        self._body = body
        self._layout = layout
        self._width = width_mm
        self._meter = meter
        self._waiting: list[str] = []

    def section(self, section: Section, end: str) -> None:
        """All of a section; ``end`` is its sectPr, empty for the last one (which belongs to the body itself)."""
        primitives = list(lower(section.blocks, self._layout))
        for at, primitive in enumerate(primitives):
            final = at == len(primitives) - 1
            if end and final and isinstance(primitive, Paragraph) and not primitive.rule:
                self._waiting.append(paragraph_xml(primitive, self._layout, self._width, section=end))
                end = ""
            else:
                self._primitive(primitive, bound=not final and isinstance(primitives[at + 1], Columns))
            if final and end and _is_tabular(primitive):
                self._waiting.append(_gap(0, end))
                end = ""
            elif not final and isinstance(primitive, Table):
                self._waiting.append(_gap(TABLE_GAP))
            elif not final and isinstance(primitive, Columns) and _is_tabular(primitives[at + 1]):
                self._waiting.append(_gap(0))
        if end:
            self._waiting.append(_gap(0, end))
        self._flush()

    def _primitive(self, primitive: Primitive, *, bound: bool) -> None:
        match primitive:
            case Paragraph():
                self._waiting.append(paragraph_xml(primitive, self._layout, self._width))
            case Columns():
                self._waiting.append(columns_xml(primitive, self._layout, self._width))
            case Table():
                self._table(primitive, bound=bound)
            case Picture():
                self._picture(primitive)
            case PageBreak():
                self._waiting.append(_BREAK)

    def _table(self, table: Table, *, bound: bool) -> None:
        self._flush()
        element = _parsed(f"{table_head(table, self._layout, self._width)}</w:tbl>")[0]
        self._body.append(element)
        for count, xml in table_chunks(table, self._layout, self._width, bound=bound):
            element.extend(_parsed(xml))
            self._meter.advance(count)

    def _picture(self, picture: Picture) -> None:
        self._flush()
        size = Mm(picture.width_mm), Mm(picture.height_mm)
        inline = self._part.new_pic_inline(BytesIO(picture.data), *size)
        inline.docPr.set("descr", plain(picture.description))
        element = _parsed(_PICTURE)[0]
        element.find(f".//{{{W}}}drawing").append(inline)
        self._body.append(element)

    def _flush(self) -> None:
        if self._waiting:
            self._body.extend(_parsed("".join(self._waiting)))
            self._waiting.clear()


def _is_tabular(primitive: Primitive) -> bool:
    return isinstance(primitive, Table | Columns)


def _gap(height: float, section: str = "") -> str:
    """The low empty paragraph that Word wants between tables and after one that ends a section."""
    keep = "" if section else "<w:keepNext/>"
    line = f'<w:spacing w:line="{max(20, round(height * 20))}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr><w:pStyle w:val="{RULE_STYLE}"/>{keep}{line}{section}</w:pPr></w:p>'
