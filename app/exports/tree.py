"""The neutral document tree: what a paper says, never how it is drawn.

Frozen data only. One function a document type composes it, three renderers draw it, and the three say the same.
Text in it is only ever text: no markup, no formula, no field code.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Literal, TypeAlias

Rules = Literal["state", "party"]
"""Which rule set a document belongs to, exactly one: Nghị định 30/2020 or Hướng dẫn 05-HD/VPTW."""

Align = Literal["left", "center", "right", "justify"]


class Role(StrEnum):
    """What a line of text is on the paper; the rule set says how it looks. The value is the Word style's name."""

    NATION = "Quốc hiệu"
    MOTTO = "Tiêu ngữ"
    PARENT = "Cơ quan chủ quản"
    ISSUER = "Cơ quan ban hành"
    ASTERISK = "Dấu sao"
    NUMBER = "Số ký hiệu"
    DATE = "Địa danh thời gian"
    DOC_TYPE = "Tên loại văn bản"
    SUBJECT = "Trích yếu"
    HYPHENS = "Gạch dưới trích yếu"
    ADDRESSEE = "Kính gửi"
    ENACTING = "Thẩm quyền ban hành"
    BASIS = "Căn cứ"
    BODY = "Nội dung"
    NOTE = "Ghi chú nội dung"
    HEADING_1 = "heading 1"
    HEADING_2 = "heading 2"
    HEADING_3 = "heading 3"
    ITEM = "Gạch đầu dòng"
    CELL_HEAD = "Đầu bảng"
    CELL = "Ô bảng"
    CELL_GROUP = "Nhóm bảng"
    SIGN_AUTHORITY = "Quyền hạn ký"
    SIGN_POSITION = "Chức vụ ký"
    SIGN_NOTE = "Chú thích ký"
    SIGN_SPACE = "Khoảng ký"
    SIGN_POST = "Chức vụ khác"
    SIGN_NAME = "Họ tên người ký"
    RECIPIENTS_HEAD = "Nơi nhận"
    RECIPIENTS_ITEM = "Danh sách nơi nhận"
    APPENDIX = "Phụ lục"
    APPENDIX_TITLE = "Tên phụ lục"
    APPENDIX_REF = "Kèm theo"


HEADINGS = (Role.HEADING_1, Role.HEADING_2, Role.HEADING_3)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text; its marks add to what the paragraph's role already has."""

    text: str
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph. ``rule`` is the length of the solid line under it, as a share of the text's own length."""

    runs: tuple[Run, ...]
    role: Role = Role.BODY
    rule: float = 0.0
    keep_next: bool = False
    outline: int = 0
    """Level in the outline where the paragraph is no heading of its own, 0 for none."""

    @property
    def text(self) -> str:
        """All runs as one text."""
        return "".join(run.text for run in self.runs)


def paragraph(text: str, role: Role = Role.BODY, *, rule: float = 0.0) -> Paragraph:
    """A paragraph of one run."""
    return Paragraph((Run(text),), role, rule)


@dataclass(frozen=True, slots=True)
class Heading:
    """`I. TIÊU ĐỀ` (level 1), `1. Tiêu đề` (2), `a) Tiêu đề` (3), with the number as it is printed."""

    level: Literal[1, 2, 3]
    text: str


@dataclass(frozen=True, slots=True)
class ListItems:
    """Lines that each begin with the marker."""

    items: tuple[str, ...]
    marker: str = "-"


@dataclass(frozen=True, slots=True)
class TwoColumnHeader:
    """Boxes 1 to 4: agencies and number on the left, Quốc hiệu (or the Party's name) and date on the right.

    An empty ``number`` or ``place_and_date`` leaves that line out (a Biên bản has no date line).
    """

    parent: str
    issuer: str
    number: str = ""
    place_and_date: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """Tên loại and trích yếu (box 5a)."""

    kind: str
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table; ``width`` is relative to its sisters'."""

    heading: str
    width: float
    align: Align = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a text per column. A group row has a number cell and one text spanning the other columns."""

    cells: tuple[str, ...]
    group: bool = False
    bold: bool = False
    struck: tuple[int, ...] = ()
    """Places of the cells whose text is struck through: an entry taken back or corrected."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row that repeats on every page."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    name: str = ""
    row_mm: float = 0.0
    """Least height of a row that is neither header nor group: room for the pen."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG or JPEG picture centred on a line of its own, at its size on paper. A sheet leaves it out."""

    data: bytes
    width_mm: float
    height_mm: float
    description: str
    """What it shows, for who cannot see it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One signer: quyền hạn lines, chức vụ, what stands in the place of the signature, the name."""

    authority: tuple[str, ...] = ()
    position: str = ""
    note: str = ""
    post: str = ""
    """State post of a member of an advisory body, above the name."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Recipients:
    """Nơi nhận: heading and its lines (box 9b)."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignatureBlock:
    """The end of a paper: recipients left of a single signer, several signers two beside each other."""

    signatures: tuple[Signature, ...]
    recipients: Recipients | None = None


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A new page in the same section."""


Block: TypeAlias = (
    Paragraph
    | Heading
    | ListItems
    | TwoColumnHeader
    | Title
    | Table
    | Picture
    | SignatureBlock
    | Recipients
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Section:
    """Pages of one orientation. ``restart`` numbers them from 1 again and hides the number of the first."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    restart: bool = False


Value: TypeAlias = str | int | float | date | datetime | None
"""What a cell of a sheet holds: text stays text, a date is a real date, an instant is Vietnam's wall time."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet; ``width`` in characters. ``detail`` columns fold away, ``hidden`` ones are for import."""

    heading: str
    width: float
    align: Align = "left"
    detail: bool = False
    hidden: bool = False
    seconds: bool = False
    """Whether its instants are shown to the second."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet; a group row stands out and spans by leaving its other cells empty."""

    cells: tuple[Value, ...]
    group: bool = False
    struck: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One group of information of the workbook."""

    name: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A whole paper: its sections for Word and PDF, its sheets for Excel (none given: made from the tables)."""

    title: str
    sections: tuple[Section, ...]
    sheets: tuple[Sheet, ...] = ()
    rules: Rules = "state"
    subject: str = ""
    author: str = ""
    language: str = "vi-VN"
    watermark: str = ""
    """Large, light and slanting behind the text of every page; in a workbook before each sheet's name."""
    created: datetime | None = None
    """Aware; written into the file's properties. None: the moment of rendering."""


_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_BREAKS = re.compile(r"\r\n?|[\u2028\u2029]")
_BLANK = re.compile(r"[\t\u2011]")


def plain(text: str) -> str:
    """Text as every renderer draws it: NFC, line feeds only, nothing that XML or a font cannot hold."""
    if text.isascii() and text.isprintable():
        return text
    text = _ILLEGAL.sub("", _BREAKS.sub("\n", unicodedata.normalize("NFC", text)))
    return _BLANK.sub(lambda found: " " if found[0] == "\t" else "-", text)
