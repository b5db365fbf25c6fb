"""How official papers look: every size, margin and spacing as a named number with its clause.

`ND30` is Nghị định 30/2020/NĐ-CP, Phụ lục I (PL I; Roman numbers are its parts, "ô" the boxes of its diagram).
`PARTY05` is Hướng dẫn 05-HD/VPTW (read in secondary summaries only, see docs). "Lựa chọn" marks our own choice
inside the permitted range. Nothing here knows a renderer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from app.exports.tree import Align, Role, Rules

FONT = "Times New Roman"
"""PL I, I.3: Times New Roman, Unicode theo TCVN 6909:2001, màu đen. HD 05: như trên."""

A4_WIDTH_MM, A4_HEIGHT_MM = 210.0, 297.0
"""PL I, I.1: khổ A4 cho mọi văn bản hành chính."""

LINE_HEIGHT = 1.149
"""One single-spaced line of Times New Roman, as a share of its size (ascent, descent and gap of the font)."""

TWIPS = 20
"""Word's units in a point."""

AGENCY_RULE = 0.4
"""PL I, II.2 (ô 2) and II.5 (ô 5a): the line is 1/3 to 1/2 of the text's length."""
MOTTO_RULE = 1.0
"""PL I, II.1 (ô 1): the line under Tiêu ngữ is as long as the text. HD 05: under ĐẢNG CỘNG SẢN VIỆT NAM likewise."""

BLANK_SHORT, BLANK_LONG = "\u00a0" * 6, "\u00a0" * 8
"""Room to write a day or month, and a number or year, by hand. No-break, so that it is never squeezed."""


@dataclass(frozen=True, slots=True)
class Margins:
    """Margins of a page in millimetres."""

    top: float
    right: float
    bottom: float
    left: float


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How the text of one role looks. Sizes and spacings in points, indents in millimetres."""

    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    align: Align = "left"
    first_line_mm: float = 0.0
    after: float = 0.0
    lines: float = 1.0
    """Line spacing as a multiple of a single line; ``exact`` overrides it."""
    exact: float = 0.0
    keep_next: bool = False
    before: float = 0.0

    @property
    def leading(self) -> float:
        """Height of one line, in whole twentieths of a point as Word and LibreOffice count."""
        return self.exact or ceil(self.size * LINE_HEIGHT * self.lines * TWIPS - 1e-6) / TWIPS


@dataclass(frozen=True, slots=True)
class LayoutProfile:
    """One rule set."""

    rules: Rules
    portrait: Margins
    landscape: Margins
    header_distance_mm: float
    page_number_size: float
    header_columns: tuple[float, float]
    signature_columns: tuple[float, float]
    right_lines: tuple[tuple[Role, str], ...]
    """Quốc hiệu and Tiêu ngữ, or the Party's name; the last bears the rule."""
    issuer_rule: float
    subject_rule: float
    issuer_mark: str
    subject_mark: str
    end_mark: str
    table_line: float
    cell_padding_mm: float
    cell_padding_pt: float
    styles: Mapping[Role, TextStyle]

    def margins(self, *, landscape: bool) -> Margins:
        """The margins of a page."""
        return self.landscape if landscape else self.portrait

    def text_width_mm(self, *, landscape: bool) -> float:
        """The width between the margins."""
        margins = self.margins(landscape=landscape)
        return (A4_HEIGHT_MM if landscape else A4_WIDTH_MM) - margins.left - margins.right


# Page. PL I, I.4: trên, dưới 20-25 mm; trái 30-35 mm; phải 15-20 mm. HD 05: 20/20/30/15 (lựa chọn thoả cả hai).
MARGIN_TOP_MM, MARGIN_BOTTOM_MM, MARGIN_LEFT_MM, MARGIN_RIGHT_MM = 20.0, 20.0, 30.0, 15.0
PORTRAIT = Margins(MARGIN_TOP_MM, MARGIN_RIGHT_MM, MARGIN_BOTTOM_MM, MARGIN_LEFT_MM)
# PL I, I.2 allows landscape for tables; lựa chọn: the sheet is turned, so the binding edge lies at the top.
LANDSCAPE = Margins(30.0, 20.0, 15.0, 20.0)
HEADER_DISTANCE_MM = 10.0  # PL I, I.7: số trang canh giữa trong phần lề trên; HD 05: cách mép trên 10 mm
PAGE_NUMBER_SIZE = 14.0  # PL I, I.7: cỡ chữ 13-14; HD 05: 14

# Letterhead. PL I, II.1-II.4.
NATION_SIZE = 13.0  # ô 1: 12-13
MOTTO_SIZE = 14.0  # ô 1: 13-14
AGENCY_SIZE = 13.0  # ô 2: 12-13
NUMBER_SIZE = 13.0  # ô 3: 13
DATE_SIZE = 14.0  # ô 4: 13-14
HEADER_COLUMNS = (65.0, 100.0)  # lựa chọn: Quốc hiệu cỡ 13 (95,7 mm) đứng trên một dòng
SUBJECT_SIZE = 14.0  # ô 5a: 13-14

# Body. PL I, II.6 (ô 6).
BODY_SIZE = 14.0  # 13-14
FIRST_LINE_MM = 10.0  # lùi vào 1 cm hoặc 1,27 cm
PARAGRAPH_GAP = 6.0  # khoảng cách giữa các đoạn tối thiểu 6 pt
BODY_LINES = 1.1  # khoảng cách dòng từ đơn đến 1,5

# Signature. PL I, II.7; recipients II.9.
SIGN_SIZE = 14.0  # ô 7a, 7b: 13-14
SIGNATURE_SPACE = 64.0  # ô 7c; lựa chọn: khoảng bốn dòng
RECIPIENTS_HEAD_SIZE, RECIPIENTS_SIZE = 12.0, 11.0  # ô 9b: "Nơi nhận:" 12 đậm nghiêng, danh sách 11
SIGNATURE_COLUMNS = (75.0, 90.0)  # lựa chọn
SECTION_GAP = 12.0  # lựa chọn: between letterhead, title and text
APPENDIX_SIZE = 14.0  # PL I, III.1

# The solid lines under text: an empty line of this height whose top edge is drawn.
RULE_GAP = 1.0
RULE_HEIGHT = 4.0
RULE_DROP = 2.0
"""Room above it, so that it clears the marks below the letters (ạ, ộ, ự)."""
RULE_LINE = 0.75

# Tables. No rule in either document; lựa chọn.
TABLE_SIZE = 12.0
TABLE_GAP = 6.0
TABLE_LINE = 0.5
CELL_PADDING_MM, CELL_PADDING_PT = 1.5, 1.5

# Watermark. No rule in either document; lựa chọn: fits between the margins of both orientations, never hides text.
WATERMARK_LENGTH = 400.0
WATERMARK_ANGLE = 45.0
WATERMARK_GREY = 0.9

NATIONAL_NAME = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
PARTY_NAME = "ĐẢNG CỘNG SẢN VIỆT NAM"

_BODY = TextStyle(BODY_SIZE, align="justify", first_line_mm=FIRST_LINE_MM, after=PARAGRAPH_GAP, lines=BODY_LINES)
_TITLE = TextStyle(SUBJECT_SIZE, bold=True, align="center", keep_next=True)
_SIGN = TextStyle(SIGN_SIZE, bold=True, align="center", keep_next=True)
_CELL = TextStyle(TABLE_SIZE)

ND30 = LayoutProfile(
    rules="state",
    portrait=PORTRAIT,
    landscape=LANDSCAPE,
    header_distance_mm=HEADER_DISTANCE_MM,
    page_number_size=PAGE_NUMBER_SIZE,
    header_columns=HEADER_COLUMNS,
    signature_columns=SIGNATURE_COLUMNS,
    right_lines=((Role.NATION, NATIONAL_NAME), (Role.MOTTO, MOTTO)),
    issuer_rule=AGENCY_RULE,
    subject_rule=AGENCY_RULE,
    issuer_mark="",
    subject_mark="",
    end_mark="./.",  # PL III, mẫu văn bản
    table_line=TABLE_LINE,
    cell_padding_mm=CELL_PADDING_MM,
    cell_padding_pt=CELL_PADDING_PT,
    styles={
        Role.NATION: TextStyle(NATION_SIZE, bold=True, align="center"),
        Role.MOTTO: TextStyle(MOTTO_SIZE, bold=True, align="center"),
        Role.PARENT: TextStyle(AGENCY_SIZE, align="center"),
        Role.ISSUER: TextStyle(AGENCY_SIZE, bold=True, align="center"),
        Role.ASTERISK: TextStyle(AGENCY_SIZE, align="center"),
        Role.NUMBER: TextStyle(NUMBER_SIZE, align="center", before=PARAGRAPH_GAP),
        Role.DATE: TextStyle(DATE_SIZE, italic=True, align="center", before=PARAGRAPH_GAP),
        Role.DOC_TYPE: replace(_TITLE, before=SECTION_GAP),
        Role.SUBJECT: replace(_TITLE, after=SECTION_GAP),
        Role.HYPHENS: replace(_TITLE, after=SECTION_GAP),
        Role.ADDRESSEE: TextStyle(BODY_SIZE, align="center", after=PARAGRAPH_GAP),
        Role.ENACTING: replace(_TITLE, after=PARAGRAPH_GAP),
        Role.BASIS: replace(_BODY, italic=True),
        Role.BODY: _BODY,
        Role.NOTE: replace(_BODY, italic=True),
        Role.HEADING_1: replace(_BODY, bold=True, keep_next=True),
        Role.HEADING_2: replace(_BODY, bold=True, keep_next=True),
        Role.HEADING_3: replace(_BODY, keep_next=True),
        Role.ITEM: _BODY,
        Role.CELL_HEAD: replace(_CELL, bold=True, align="center"),
        Role.CELL: _CELL,
        Role.CELL_GROUP: replace(_CELL, bold=True),
        Role.SIGN_AUTHORITY: _SIGN,
        Role.SIGN_POSITION: _SIGN,
        Role.SIGN_NOTE: replace(_SIGN, bold=False, italic=True),
        Role.SIGN_SPACE: replace(_SIGN, exact=SIGNATURE_SPACE),
        Role.SIGN_POST: _SIGN,
        Role.SIGN_NAME: _SIGN,
        Role.RECIPIENTS_HEAD: TextStyle(RECIPIENTS_HEAD_SIZE, bold=True, italic=True, keep_next=True),
        Role.RECIPIENTS_ITEM: TextStyle(RECIPIENTS_SIZE),
        Role.APPENDIX: TextStyle(APPENDIX_SIZE, bold=True, align="center", keep_next=True),
        Role.APPENDIX_TITLE: TextStyle(APPENDIX_SIZE, bold=True, align="center", keep_next=True),
        Role.APPENDIX_REF: TextStyle(APPENDIX_SIZE, italic=True, align="center", keep_next=True, after=PARAGRAPH_GAP),
    },
)

# Party. HD 05-HD/VPTW, as summarised in the reference notes, section 8.
PARTY_NAME_SIZE = 15.0
PARTY_SIZE = 14.0  # parent 14, issuer 14 bold, number 14, date 14 italic, position 14, name 14 bold
PARTY_DOC_TYPE_SIZE = 16.0  # 15-16
PARTY_SUBJECT_SIZE = 15.0  # 14-15
PARTY_EXACT_LINE = 20.0  # chính xác 18-22 pt
PARTY_RECIPIENTS_SIZE = 12.0
PARTY_HYPHENS = "-----"

_PARTY_BODY = replace(_BODY, size=PARTY_SIZE, exact=PARTY_EXACT_LINE)
_PARTY_SIGN = replace(_SIGN, size=PARTY_SIZE)

PARTY05 = replace(
    ND30,
    rules="party",
    right_lines=((Role.NATION, PARTY_NAME),),
    issuer_rule=0.0,
    subject_rule=0.0,
    issuer_mark="*",
    subject_mark=PARTY_HYPHENS,
    end_mark=".",
    styles={
        **ND30.styles,
        Role.NATION: TextStyle(PARTY_NAME_SIZE, bold=True, align="center"),
        Role.PARENT: TextStyle(PARTY_SIZE, align="center"),
        Role.ISSUER: TextStyle(PARTY_SIZE, bold=True, align="center"),
        Role.ASTERISK: TextStyle(PARTY_SIZE, align="center"),
        Role.NUMBER: TextStyle(PARTY_SIZE, align="center"),
        Role.DATE: TextStyle(PARTY_SIZE, italic=True, align="center"),
        Role.DOC_TYPE: replace(_TITLE, size=PARTY_DOC_TYPE_SIZE, before=SECTION_GAP),
        Role.SUBJECT: replace(_TITLE, size=PARTY_SUBJECT_SIZE),
        Role.HYPHENS: replace(_TITLE, size=PARTY_SUBJECT_SIZE, bold=False, after=SECTION_GAP),
        Role.BASIS: _PARTY_BODY,
        Role.BODY: _PARTY_BODY,
        Role.NOTE: replace(_PARTY_BODY, italic=True),
        Role.HEADING_1: replace(_PARTY_BODY, bold=True, keep_next=True),
        Role.HEADING_2: replace(_PARTY_BODY, bold=True, keep_next=True),
        Role.HEADING_3: replace(_PARTY_BODY, keep_next=True),
        Role.ITEM: _PARTY_BODY,
        Role.SIGN_AUTHORITY: _PARTY_SIGN,
        Role.SIGN_POSITION: replace(_PARTY_SIGN, bold=False),
        Role.SIGN_POST: replace(_PARTY_SIGN, bold=False),
        Role.RECIPIENTS_HEAD: TextStyle(PARTY_SIZE, underline=True, keep_next=True),
        Role.RECIPIENTS_ITEM: TextStyle(PARTY_RECIPIENTS_SIZE),
    },
)


def profile(rules: Rules) -> LayoutProfile:
    """The rule set of a document."""
    return PARTY05 if rules == "party" else ND30


def date_line(place: str, day: date | None) -> str:
    """`Bắc Ninh, ngày 05 tháng 02 năm 2026`; blank for the pen while there is no date.

    Leading zero for days below 10 and months 1 and 2 only (NĐ 30, PL I, II.4.b; HD 05 the same).
    """
    if day is None:
        return f"{place}, ngày{BLANK_SHORT}tháng{BLANK_SHORT}năm{BLANK_LONG}"
    return f"{place}, {date_in_words(day)}"


def date_in_words(day: date) -> str:
    """`ngày 05 tháng 02 năm 2026`, with no-break spaces before the figures."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày\u00a0{day.day:02d} tháng\u00a0{month} năm\u00a0{day.year}"


def number_line(rules: Rules, symbol: str, number: str = "") -> str:
    """`Số: 05/KH-BCĐ` or, for the Party, `Số 05-KH/BCĐ`; blank for the pen while there is no number.

    A number below 10 gets a leading 0 (PL I, II.3; HD 05 the same). ``symbol`` is "KH-BCĐ".
    """
    number = number.strip()
    if re.fullmatch(r"\d", number):
        number = f"0{number}"
    if rules == "party":
        kind, _, issuer = symbol.replace("/", "-", 1).partition("-")
        return f"Số {number or BLANK_SHORT}-{kind}/{issuer}" if issuer else f"Số {number or BLANK_SHORT}-{kind}"
    return f"Số: {number or BLANK_SHORT}/{symbol}"


def subject_line(rules: Rules, subject: str) -> str:
    """Trích yếu; a Party paper's begins in lower case, "về ..." (HD 05)."""
    if rules == "state" or subject.startswith("về "):
        return subject
    lowered = subject[:1].lower() + subject[1:]
    return lowered if lowered.startswith("về ") else f"về {lowered}"


def end_mark(rules: Rules, text: str) -> str:
    """The last sentence with the end mark of its rule set: `./.` or, for the Party, a plain full stop."""
    bare = text.rstrip()
    for mark in ("./.", "."):
        if bare.endswith(mark):
            bare = bare[: -len(mark)]
            break
    return bare + profile(rules).end_mark
