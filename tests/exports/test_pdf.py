import re
import unicodedata
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.exports.plan_paper import plan_paper
from app.exports.progress_report import progress_report
from app.exports.render import render
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Recipients,
    Row,
    Section,
    Signature,
    SignatureBlock,
    Table,
    paragraph,
)
from app.models.plan import form
from tests.exports.reading import pdf, pdf_pages
from tests.exports.samples import AS_OF, HOSTILE, LONG, PARTY, STATE, full_view, issued_view, squash

PLAN = plan_paper(full_view(), STATE)
PROGRESS = progress_report(full_view(), STATE, as_of=AS_OF, warn_days=3)
COLUMNS = (Column("TT", 1, "center"), Column("Việc", 6), Column("Ngày", 2, "right"))
SIGNED = SignatureBlock(
    (Signature(("TM. BAN CHỈ ĐẠO",), "TRƯỞNG BAN", "(Ký)", name="Nguyễn Văn A"),),
    Recipients("Nơi nhận:", ("Như trên;", "Lưu: VT.")),
)


def _fonts(reader: PdfReader) -> dict[str, DictionaryObject]:
    found: dict[str, DictionaryObject] = {}
    for page in reader.pages:
        fonts = page["/Resources"].get_object()["/Font"].get_object()  # type: ignore[index]
        for font in fonts.values():
            found[str(font.get_object()["/BaseFont"])] = font.get_object()
    return found


@pytest.mark.parametrize("document", [PLAN, PROGRESS, plan_paper(issued_view(), PARTY)])
def test_all_fonts_are_embedded_and_readable(document: Document) -> None:
    fonts = _fonts(pdf(document))
    assert fonts
    for name, font in fonts.items():
        assert re.search(r"LiberationSerif|TimesNewRoman", name)
        assert "/FontFile2" in font["/FontDescriptor"].get_object()  # type: ignore[operator]
        assert "/ToUnicode" in font


def test_text_is_composed_and_extractable() -> None:
    text = "".join(pdf_pages(PLAN))
    assert unicodedata.is_normalized("NFC", text)
    assert "Tổ Công tác Liên ngành cấp tỉnh" in text


def test_outline_lists_the_sections() -> None:
    titles = [str(entry["/Title"]) for entry in pdf(PLAN).outline if not isinstance(entry, list)]
    assert [title.partition(".")[0] for title in titles] == ["I", "II", "III", "IV"]


def test_metadata_and_language() -> None:
    paper = Document("Tên", (Section((paragraph("a"),)),), author="Ban", created=datetime(2025, 6, 24, 3, tzinfo=UTC))
    reader = pdf(paper)
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Tên", "Ban")
    assert reader.metadata.creation_date_raw == "D:20250624100000+07'00'"
    assert reader.trailer["/Root"]["/Lang"] == "vi-VN"  # type: ignore[index]


def test_the_number_stands_on_every_page_but_the_first() -> None:
    first, *others = pdf_pages(PLAN)
    assert not first.lstrip().startswith("1")
    assert [page.split("\n")[0].strip() for page in others] == [str(at) for at in range(2, len(others) + 2)]


def test_the_number_is_centred_in_the_top_margin() -> None:
    placed: list[tuple[float, float]] = []

    def visit(text: str, _: object, matrix: list[float], *__: object) -> None:
        if text.strip() == "2":
            placed.append((matrix[4], matrix[5]))

    pdf(PLAN).pages[1].extract_text(visitor_text=visit)
    x, y = placed[0]
    middle = (30 + (210 - 30 - 15) / 2) * 72 / 25.4
    assert x + 3.5 == pytest.approx(middle, abs=1)
    assert (297 - 20) * 72 / 25.4 < y < 297 * 72 / 25.4


def test_a_restarted_section_hides_its_first_number_and_counts_from_one() -> None:
    table = Table(COLUMNS, tuple(Row((str(at), LONG, "x")) for at in range(40)))
    paper = Document("x", (Section((paragraph("a"),)), Section((table,), landscape=True, restart=True)))
    pages = pdf_pages(paper)
    assert pages[1].startswith("TT")
    assert pages[2].split("\n")[0].strip() == "2"


def test_pages_turn_with_their_section() -> None:
    sizes = {(round(float(page.mediabox.width)), round(float(page.mediabox.height))) for page in pdf(PLAN).pages}
    assert sizes == {(595, 842), (842, 595)}


def test_the_table_header_is_on_every_page_of_the_table() -> None:
    heads = squash("".join(form.load().columns))
    landscape = [page for page in pdf(PLAN).pages if page.mediabox.width > page.mediabox.height]
    assert len(landscape) > 2
    assert all(heads in squash(page.extract_text()) for page in landscape)


def test_no_row_is_parted() -> None:
    rows = tuple(Row((f"<{at}>", f"{LONG} |{at}|", "x")) for at in range(60))
    for page in pdf_pages(Document("x", (Section((Table(COLUMNS, rows),)),))):
        assert re.findall(r"<(\d+)>", page) == re.findall(r"\|(\d+)\|", squash(page))


def test_no_page_ends_with_a_group_heading() -> None:
    rows = [Row((f"G{at}", f"NHÓM{at}"), group=True) if at % 4 == 0 else Row((str(at), LONG, "x")) for at in range(80)]
    for page in pdf_pages(Document("x", (Section((Table(COLUMNS, tuple(rows)),)),))):
        assert not re.search(r"NHÓM\d+$", page.strip())


@pytest.mark.parametrize("lines", range(40))
def test_the_signature_is_never_parted_from_the_last_lines(lines: int) -> None:
    fill = tuple(paragraph(f"Dòng {at}.") for at in range(lines))
    pages = pdf_pages(Document("x", (Section((*fill, paragraph("ĐOẠN CUỐI của văn bản."), SIGNED)),)))
    page = next(page for page in pages if "TRƯỞNG BAN" in page)
    assert "ĐOẠN CUỐI" in page
    assert "Nguyễn Văn A" in page
    assert "Lưu: VT." in page


@pytest.mark.parametrize("rows", range(1, 40, 2))
def test_signatures_behind_a_table_take_its_last_rows_along(rows: int) -> None:
    table = Table(COLUMNS, tuple(Row((f"<{at}>", "Việc", "x")) for at in range(rows)))
    pages = pdf_pages(Document("x", (Section((table, SIGNED)),)))
    page = next(page for page in pages if "TRƯỞNG BAN" in page)
    assert f"<{rows - 1}>" in page


@pytest.mark.parametrize("lines", range(25, 38))
def test_a_heading_never_ends_a_page(lines: int) -> None:
    fill = tuple(paragraph(f"Dòng {at}.") for at in range(lines))
    blocks: tuple[Block, ...] = (*fill, Heading(1, "I. MỤC"), Heading(2, "1. Tiểu mục"), paragraph(LONG * 3))
    for page in pdf_pages(Document("x", (Section(blocks),))):
        assert not page.strip().endswith("mục")
        assert not page.strip().endswith("MỤC")


def test_a_row_taller_than_the_page_is_cut_and_kept_whole() -> None:
    rows = (Row(("1", "đầu", "x")), Row(("2", "dài " * 2_500, "x")), Row(("3", "cuối", "x")))
    text = "".join(pdf_pages(Document("x", (Section((Table(COLUMNS, rows),)),))))
    assert text.count("dài") == 2_500
    assert "cuối" in text


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    paper = Document(text, (Section((Heading(1, text), paragraph(text), Table(COLUMNS, (Row((text, text, text)),)))),))
    (page,) = pdf_pages(paper)
    assert squash(page).count(squash("".join(letter for letter in text if letter >= " "))) >= 5


def test_decomposed_input_comes_out_composed() -> None:
    word = unicodedata.normalize("NFD", "Tiến độ")
    (page,) = pdf_pages(Document("x", (Section((paragraph(word), Table(COLUMNS, (Row((word, word, word)),)))),)))
    assert page.count("Tiến độ") == 4


def test_the_same_document_gives_the_same_bytes() -> None:
    paper = Document("x", PLAN.sections, created=AS_OF)
    assert render(paper, "pdf") == render(paper, "pdf")


def test_an_empty_table_draws_its_header() -> None:
    (page,) = pdf_pages(Document("x", (Section((Table(COLUMNS, ()),)),)))
    assert "Việc" in page


def test_many_rows_come_in_order() -> None:
    table = Table(COLUMNS, tuple(Row((f"<{at}>", "v", "x")) for at in range(1_500)))
    data = render(Document("x", (Section((table,)),)), "pdf")
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
    assert [int(at) for at in re.findall(r"<(\d+)>", text)] == list(range(1_500))
