import re
import unicodedata
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pytest
from lxml import etree
from openxml_audit import OpenXmlValidator

from app.exports.amendment_paper import amendment_paper
from app.exports.differences import compare
from app.exports.metrics import ruler
from app.exports.plan_paper import plan_paper
from app.exports.progress_report import progress_report
from app.exports.render import render
from app.exports.tree import (
    Column,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Row,
    Run,
    Section,
    Signature,
    SignatureBlock,
    Table,
    paragraph,
)
from tests.exports.reading import W, body, docx_text, part, parts, styles
from tests.exports.samples import AS_OF, HOSTILE, PARTY, STATE, form_view, full_view, issued_view, with_rows

MM = 1440 / 25.4
PAPERS = {
    "plan": plan_paper(full_view(), STATE),
    "form": plan_paper(form_view(), STATE),
    "issued": plan_paper(issued_view(), STATE),
    "party": plan_paper(full_view(), PARTY),
    "progress": progress_report(full_view(), STATE, as_of=AS_OF, warn_days=3),
    "amendment": amendment_paper(compare(form_view(), full_view()), issued_view(), STATE),
}
TABLE = Table((Column("TT", 1, "center"), Column("Việc", 4)), tuple(Row((str(at), "x")) for at in range(5)))
SIGNED = SignatureBlock((Signature(("TM. A",), "B", name="C"), Signature(position="D", name="E")))
MIXED = Document(
    "Lẫn",
    (
        Section((paragraph("a"), TABLE, TABLE, SIGNED)),
        Section((TABLE,), landscape=True, restart=True),
        Section((paragraph("b"), PageBreak(), Heading(1, "c"))),
    ),
)
HOSTILE_PAPER = Document(
    'Tên & "<x>"',
    (Section((*(paragraph(text) for text in HOSTILE), Table(TABLE.columns, tuple(Row((t, t)) for t in HOSTILE)))),),
)


@pytest.mark.parametrize("document", [*PAPERS.values(), MIXED, HOSTILE_PAPER], ids=[*PAPERS, "mixed", "hostile"])
def test_the_audit_finds_nothing(document: Document, tmp_path: Path) -> None:
    path = tmp_path / "kh.docx"
    path.write_bytes(render(document, "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("name", PAPERS)
def test_every_run_is_times_new_roman_and_black(name: str) -> None:
    data = render(PAPERS[name], "docx")
    known = styles(data)
    for text in body(data).iter(f"{W}p"):
        style = text.find(f"{W}pPr/{W}pStyle")
        assert style is not None
        fonts = known[style.get(f"{W}val", "")].find(f"{W}rPr/{W}rFonts")
        assert fonts is not None
        assert {fonts.get(f"{W}{script}") for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert not list(body(data).iter(f"{W}rFonts", f"{W}color"))
    assert part(data, "word/styles.xml").xpath("//w:docDefaults//w:color/@w:val", namespaces={"w": W[1:-1]}) == [
        "000000"
    ]


def test_the_language_is_vietnamese() -> None:
    data = render(PAPERS["plan"], "docx")
    (lang,) = part(data, "word/styles.xml").iter(f"{W}lang")
    assert lang.get(f"{W}val") == "vi-VN"


def test_sections_are_a4_portrait_landscape_portrait() -> None:
    sizes = [
        (round(int(size.get(f"{W}w", "0")) / MM), round(int(size.get(f"{W}h", "0")) / MM), size.get(f"{W}orient"))
        for size in body(render(PAPERS["plan"], "docx")).iter(f"{W}pgSz")
    ]
    assert sizes == [(210, 297, None), (297, 210, "landscape"), (210, 297, None)]


def test_margins_of_the_decree() -> None:
    first = next(body(render(PAPERS["plan"], "docx")).iter(f"{W}pgMar"))
    found = [round(int(first.get(f"{W}{side}", "0")) / MM) for side in ("top", "right", "bottom", "left", "header")]
    assert found == [20, 15, 20, 30, 10]


def test_the_first_page_bears_no_number_and_the_others_do() -> None:
    data = render(PAPERS["plan"], "docx")
    sections = list(body(data).iter(f"{W}sectPr"))
    assert [section.find(f"{W}titlePg") is not None for section in sections] == [True, False, False]
    document = docx.Document(BytesIO(data))
    assert "PAGE" in etree.tostring(document.sections[0].header._element).decode()
    assert document.sections[0].first_page_header._element.xpath(".//w:t|.//w:fldSimple") == []
    size = styles(data)["PageNumber"].find(f"{W}rPr/{W}sz")
    assert size is not None
    assert 26 <= int(size.get(f"{W}val", "0")) <= 28


def test_a_restarted_section_counts_from_one() -> None:
    sections = list(body(render(MIXED, "docx")).iter(f"{W}sectPr"))
    starts = [section.find(f"{W}pgNumType") for section in sections]
    assert [None if start is None else start.get(f"{W}start") for start in starts] == ["1", "1", None]


@pytest.mark.parametrize("name", PAPERS)
def test_table_headers_repeat_and_no_row_splits(name: str) -> None:
    tables = [
        table
        for table in body(render(PAPERS[name], "docx")).iter(f"{W}tbl")
        if table.find(f".//{W}tblBorders") is not None
    ]
    assert tables
    for table in tables:
        rows = list(table.iter(f"{W}tr"))
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * (len(rows) - 1)
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_columns_fill_the_width_in_grid_and_cells() -> None:
    table = next(
        table
        for table in body(render(PAPERS["plan"], "docx")).iter(f"{W}tbl")
        if table.find(f".//{W}tblBorders") is not None
    )
    grid = [int(column.get(f"{W}w", "0")) for column in table.iter(f"{W}gridCol")]
    assert sum(grid) == pytest.approx(257 * MM, abs=6)
    cells = [int(width.get(f"{W}w", "0")) for width in table.findall(f"{W}tr")[2].iter(f"{W}tcW")]
    assert cells == grid


def test_the_last_paragraph_stays_with_the_signatures() -> None:
    blocks = list(body(render(PAPERS["plan"], "docx"))[0])
    last = max(at for at, block in enumerate(blocks) if block.tag == f"{W}tbl")
    assert blocks[last - 1].find(f"{W}pPr/{W}keepNext") is not None
    assert blocks[last].find(f"{W}tr/{W}trPr/{W}cantSplit") is not None


def test_rows_before_signatures_stay_with_them() -> None:
    blocks = list(body(render(MIXED, "docx"))[0])
    signed = next(
        at
        for at, block in enumerate(blocks)
        if block.tag == f"{W}tbl" and "TM. A" in "".join(map(str, block.itertext()))
    )
    last_row = blocks[signed - 2].findall(f"{W}tr")[-1]
    assert last_row.find(f".//{W}keepNext") is not None
    assert blocks[signed - 1].find(f"{W}pPr/{W}keepNext") is not None


def test_the_rule_under_the_motto_is_as_long_as_its_text() -> None:
    rules = [
        rule for rule in body(render(PAPERS["plan"], "docx")).iter(f"{W}p") if rule.find(f"{W}pPr/{W}pBdr") is not None
    ]
    column = round(100 * MM)
    sides = [int(rule.find(f"{W}pPr/{W}ind").get(f"{W}left", "0")) for rule in rules]  # type: ignore[union-attr]
    length = ruler("bold").width("Độc lập - Tự do - Hạnh phúc", 14) * 20
    assert len(rules) == 3
    assert column - 2 * sides[1] == pytest.approx(length, abs=4)


def test_rules_are_never_typed() -> None:
    assert not re.search(r"_{3,}|-{3,}|\.{5,}", docx_text(render(PAPERS["plan"], "docx")))


def test_styles_have_the_names_of_the_office() -> None:
    names = {style.find(f"{W}name").get(f"{W}val") for style in styles(render(PAPERS["plan"], "docx")).values()}  # type: ignore[union-attr]
    assert {"Quốc hiệu", "Tiêu ngữ", "Trích yếu", "Nơi nhận", "heading 1"} <= names


def test_headings_are_words_own() -> None:
    document = docx.Document(BytesIO(render(PAPERS["plan"], "docx")))
    found = [text.text for text in document.paragraphs if text.style is not None and text.style.name == "Heading 1"]
    assert found[0] == "I. MỤC TIÊU"
    assert len(found) == 4


def test_properties_are_ours() -> None:
    paper = Document("Tên", (Section((paragraph("a"),)),), author="Ban", created=datetime(2025, 6, 24, 3, tzinfo=UTC))
    properties = docx.Document(BytesIO(render(paper, "docx"))).core_properties
    assert (properties.title, properties.author, properties.language) == ("Tên", "Ban", "vi-VN")
    assert properties.created == datetime(2025, 6, 24, 3, tzinfo=UTC)


def test_nothing_of_the_default_template_is_left() -> None:
    names = set(parts(PAPERS["plan"], "docx"))
    assert not {name for name in names if re.search("thumbnail|WithEffects|customXml|numbering|webSettings", name)}


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    row = Row((text, text))
    paper = Document("x", (Section((paragraph(text), Table(TABLE.columns, (row,)))),))
    data = render(paper, "docx")
    wanted = "".join(letter for letter in text if letter >= " ")
    assert docx_text(data) == f"{wanted}TTViệc{wanted}{wanted}"
    assert not list(body(data).iter(f"{W}fldSimple", f"{W}instrText", f"{W}hyperlink"))


def test_decomposed_input_comes_out_composed() -> None:
    paper = Document("x", (Section((Paragraph((Run(unicodedata.normalize("NFD", "Tiến độ")),)),)),))
    assert docx_text(render(paper, "docx")) == "Tiến độ"


def test_a_very_long_cell_is_kept_whole() -> None:
    paper = Document("x", (Section((Table(TABLE.columns, (Row(("1", "dài " * 2_500)),)),)),))
    assert docx_text(render(paper, "docx")).count("dài") == 2_500


def test_the_same_document_gives_the_same_parts() -> None:
    paper = plan_paper(full_view(), STATE)
    assert parts(paper, "docx") == parts(paper, "docx")


def test_many_rows_come_in_order() -> None:
    paper = Document("x", (Section((Table(TABLE.columns, tuple(Row((f"{at};", "")) for at in range(1_234))),)),))
    assert docx_text(render(paper, "docx")) == "TTViệc" + "".join(f"{at};" for at in range(1_234))


def test_a_plan_without_rows_renders() -> None:
    assert render(plan_paper(with_rows(form_view()), STATE), "docx")
