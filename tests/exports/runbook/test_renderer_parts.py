"""What the night's papers added to the renderers: struck text, the watermark, room for the pen."""

from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.render import render
from app.exports.tree import (
    Block,
    Column,
    Document,
    Paragraph,
    Role,
    Row,
    Run,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Signature,
    SignatureBlock,
    Table,
    Title,
    paragraph,
)
from tests.exports.reading import W, body, book, docx_text, part, parts, pdf, pdf_pages

COLUMNS = (Column("Giờ", 1, "center"), Column("Việc", 4))
STRUCK = Row(("21:05", "ghi nhầm"), struck=(1,))
MARKED = Document(
    "x",
    (
        Section((Paragraph((Run("cũ", strike=True), Run("mới"))), Table(COLUMNS, (STRUCK, Row(("21:06", "đúng")))))),
        Section((Table(COLUMNS, (STRUCK,) * 90),), landscape=True, restart=True),
        Section((paragraph("hết"),)),
    ),
    watermark="DIỄN TẬP",
)
PLAIN = Document("x", MARKED.sections)


def struck_runs(data: bytes) -> list[str]:
    """Texts of a Word file's struck runs."""
    runs = body(data).iter(f"{W}r")
    return ["".join(map(str, run.itertext())) for run in runs if run.find(f"{W}rPr/{W}strike") is not None]


def test_struck_text_is_struck_in_word_and_only_it() -> None:
    assert struck_runs(render(MARKED, "docx"))[:2] == ["cũ", "ghi nhầm"]


def test_struck_text_stays_readable_in_pdf() -> None:
    page = pdf_pages(PLAIN)[0]
    assert "ghi nhầm" in page
    assert "cũ" in page


def test_struck_text_has_a_line_through_it_in_pdf() -> None:
    plain_rows = (Row(STRUCK.cells), Row(STRUCK.cells))
    one, two = (
        pdf(Document("x", (Section((Table(COLUMNS, rows),)),))).pages[0].get_contents()
        for rows in (plain_rows, (STRUCK, STRUCK))
    )
    assert one is not None
    assert two is not None
    assert two.get_data().count(b" l") == one.get_data().count(b" l") + 2


def test_struck_cells_of_a_sheet() -> None:
    sheet = Sheet("a", (SheetColumn("Giờ", 9), SheetColumn("Việc", 9)), (SheetRow(("1", "2"), struck=(1,)),))
    page = book(Document("x", (), (sheet,))).active
    assert page is not None
    assert [bool(page.cell(2, at).font.strike) for at in (1, 2)] == [False, True]


def test_the_watermark_is_in_both_headers_of_word() -> None:
    data = render(MARKED, "docx")
    headers = [name for name in parts(MARKED, "docx") if name.startswith("word/header")]
    assert len(headers) == 2
    for name in headers:
        assert part(data, name).xpath("//*[local-name()='textpath']/@string") == ["DIỄN TẬP"]


def test_every_section_of_word_has_both_headers() -> None:
    for section in body(render(MARKED, "docx")).iter(f"{W}sectPr"):
        assert {str(one.get(f"{W}type")) for one in section.iter(f"{W}headerReference")} == {"default", "first"}


def test_the_watermark_is_on_every_page_of_the_pdf() -> None:
    pages = pdf_pages(MARKED)
    assert len(pages) > 3
    assert all("DIỄN TẬP" in page for page in pages)


def test_no_watermark_where_none_is_wanted() -> None:
    assert not any("DIỄN TẬP" in page for page in pdf_pages(PLAIN))
    assert not any("textpath" in data.decode("utf-8", "ignore") for data in parts(PLAIN, "docx").values())


def test_a_workbook_bears_the_mark_in_names_and_headers() -> None:
    pages = book(MARKED).worksheets
    assert all(page.title.startswith("DIỄN TẬP") for page in pages)
    assert all(page.oddHeader is not None and page.oddHeader.left.text == "DIỄN TẬP" for page in pages)


def test_the_watermark_is_text_only(tmp_path: Path) -> None:
    paper = Document("x", (Section((paragraph("a"),)),), watermark='"/><w:x>&')
    data = render(paper, "docx")
    assert part(data, "word/header1.xml").xpath("//*[local-name()='textpath']/@string") == ['"/><w:x>&']
    assert docx_text(data) == "a"
    path = tmp_path / "a.docx"
    path.write_bytes(data)
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_the_audit_finds_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(render(MARKED, "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


def test_a_marked_paper_gives_the_same_bytes_each_time() -> None:
    assert parts(MARKED, "docx") == parts(MARKED, "docx")


@pytest.mark.parametrize(("row_mm", "pages"), [(0.0, 1), (40.0, 2)])
def test_rows_leave_room_for_the_pen(row_mm: float, pages: int) -> None:
    table = Table(COLUMNS, (Row(("", "")),) * 7, row_mm=row_mm)
    assert len(pdf(Document("x", (Section((table,)),))).pages) == pages


def test_room_for_the_pen_in_word() -> None:
    table = Table(COLUMNS, (Row(("A", "nhóm"), group=True), Row(("", ""))), row_mm=10)
    rows = list(body(render(Document("x", (Section((table,)),)), "docx")).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}trHeight") is not None for row in rows] == [False, False, True]


def test_lines_of_a_cell_stand_close_in_word() -> None:
    data = render(Document("x", (Section((Table(COLUMNS, (Row(("", "a\nb\nc")),)),)),)), "docx")
    lines = [line for line in body(data).iter(f"{W}p") if "".join(map(str, line.itertext())) in {"a", "b", "c"}]
    found = [line.find(f"{W}pPr/{W}spacing") for line in lines]
    gaps = [(one.get(f"{W}before"), one.get(f"{W}after")) for one in found if one is not None]
    assert gaps == [("30", "0"), ("0", "0"), ("0", "30")]


@pytest.mark.parametrize("fill", range(20, 40))
def test_signatures_take_a_table_of_two_rows_along(fill: int) -> None:
    signed = SignatureBlock((Signature(position="THƯ KÝ"), Signature(position="CHỈ HUY", name="Nguyễn Văn Ân")))
    rows = (Row(("<1>", "a")), Row(("<2>", "b")))
    blocks: tuple[Block, ...] = (*(paragraph(f"Dòng {at}.") for at in range(fill)), Table(COLUMNS, rows), signed)
    page = next(page for page in pdf_pages(Document("x", (Section(blocks),))) if "CHỈ HUY" in page)
    assert "<1>" in page
    assert "Nguyễn Văn Ân" in page


def _height_of_first_line(paper: Document) -> float:
    """Height of the base line above the page's lower edge, in points."""
    found: list[float] = []

    def visit(text: str, page: list[float], line: list[float], *_: object) -> None:
        if "TÊN" in text:
            found.append(page[5] + line[5])

    pdf(paper).pages[0].extract_text(visitor_text=visit)
    return found[0]


def test_a_first_title_keeps_its_room_at_the_top_of_the_pdf() -> None:
    low = _height_of_first_line(Document("x", (Section((Title("TÊN"),)),)))
    high = _height_of_first_line(Document("x", (Section((paragraph("TÊN", Role.APPENDIX_TITLE),)),)))
    assert high - low == pytest.approx(12, abs=0.1)
