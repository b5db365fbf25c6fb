"""What is true of every paper of an inspection and of the văn thư."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.inspection_conclusions import conclusion_list
from app.exports.inspection_dossier import Filed, dossier
from app.exports.inspection_minutes import PrintedMinutes, minutes_paper, minutes_sections
from app.exports.inspection_notice import notice_sections, schedule_notice
from app.exports.inspection_parts import Printing
from app.exports.inspection_plan import inspection_plan, plan_sections
from app.exports.inspection_report import report_sections, result_report
from app.exports.layout import ND30
from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.tree import Document
from app.models.inspection.minutes_records import Entry, Followup, Minutes
from app.models.inspection.records import Inspection, Visit
from app.models.inspection.reporting import conclusion_lines, figures
from app.models.inspection.reporting import dossier as items_of
from tests.exports.inspection.inspections import (
    ADOPTED,
    AGREED,
    AT,
    DRAFT_OF,
    EMPTY,
    EMPTY_PLAN,
    FIRST,
    FOLLOWUPS,
    LONG_POST,
    LONG_TEXT,
    LONG_UNIT,
    MINUTES,
    PARTY_PRINTING,
    PRINTING,
    SECOND,
    WIDE,
)
from tests.exports.reading import book, docx_text, parts, pdf, pdf_pages, values
from tests.exports.samples import HOSTILE, squash


def papers_of(
    plan: Inspection,
    visit: Visit,
    of: PrintedMinutes,
    found: tuple[Followup, ...] = (),
    printing: Printing = PRINTING,
) -> dict[str, Document]:
    """Every paper of an inspection."""
    agreed = {} if of.is_draft else {visit.id: of.minutes}
    report = figures(plan, agreed, {}, found, as_of=AT)
    pages = {
        "plan": plan_sections(plan, printing),
        "notice": notice_sections(plan, visit, printing, None),
        "minutes": minutes_sections(of, printing),
        "report": report_sections(report, printing),
    }
    filed = [Filed(item, pages.get(item.kind, ()) if item.is_ready else ()) for item in items_of(plan, agreed)]
    return {
        "plan": inspection_plan(plan, printing),
        "notice": schedule_notice(plan, visit, printing, None),
        "minutes": minutes_paper(of, printing),
        "report": result_report(report, printing),
        "conclusions": conclusion_list(conclusion_lines(found), printing),
        "dossier": dossier(plan, filed, printing),
    }


def _longest() -> dict[str, Document]:
    people = tuple(replace(one, position=LONG_POST, unit=LONG_UNIT.name) for one in AGREED.delegates)
    visits = tuple(replace(FIRST, unit=LONG_UNIT, place=LONG_TEXT, delegate_ids=("d1", "d2")) for _ in range(3))
    plan = replace(AGREED, title=LONG_TEXT, purpose=LONG_TEXT, content=LONG_TEXT, delegates=people, visits=visits)
    found = tuple(replace(one, content=LONG_TEXT, unit=LONG_UNIT, latest=LONG_TEXT) for one in FOLLOWUPS * 5)
    return papers_of(plan, visits[0], WIDE, found)


STATE_PAPERS = papers_of(AGREED, FIRST, ADOPTED, FOLLOWUPS)
PARTY_PAPERS = papers_of(AGREED, FIRST, ADOPTED, FOLLOWUPS, PARTY_PRINTING)
DRAFTS = papers_of(replace(AGREED, agreement=None), SECOND, DRAFT_OF)
BLANK = papers_of(EMPTY_PLAN, Visit("v", "e", LONG_UNIT), EMPTY)
LONGEST = _longest()
ALL = (STATE_PAPERS, PARTY_PAPERS, DRAFTS, BLANK, LONGEST)


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", ALL, ids=range(len(ALL)))
def test_the_audit_finds_nothing(papers: dict[str, Document], name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(render(papers[name], "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("papers", [STATE_PAPERS, BLANK, LONGEST], ids=range(3))
def test_the_audit_finds_nothing_in_the_workbook(papers: dict[str, Document], tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(render(papers["conclusions"], "xlsx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", ALL, ids=range(len(ALL)))
def test_word_and_pdf_say_the_same(papers: dict[str, Document], name: str) -> None:
    words = squash(docx_text(render(papers[name], "docx")))
    drawn = squash("".join(pdf_pages(papers[name])))
    assert set(words) <= set(drawn)
    assert len(drawn) >= len(words)


@pytest.mark.parametrize("name", PARTY_PAPERS)
def test_a_partys_papers_never_mix(name: str) -> None:
    text = docx_text(render(PARTY_PAPERS[name], "docx"))
    assert "CỘNG HÒA" not in text
    assert "./." not in text


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", [STATE_PAPERS, LONGEST], ids=range(2))
def test_the_margins_stay_free_for_the_seal_across_the_edges(papers: dict[str, Document], name: str) -> None:
    """Dấu giáp lai stands on the right edge: no letter begins beyond the margin."""
    for page in pdf(papers[name]).pages:
        limit = float(page.mediabox.width) - ND30.portrait.right / 25.4 * 72
        begins: list[float] = []
        page.extract_text(visitor_text=lambda text, _cm, tm, *_: begins.append(tm[4]) if text.strip() else None)  # noqa: B023 called at once
        assert max(begins, default=0.0) < limit


@pytest.mark.parametrize("name", BLANK)
def test_nothing_recorded_prints_no_zero(name: str) -> None:
    text = pdf_pages(BLANK[name])[0]
    assert text
    assert not re.search(r"(?<![\d./])\b0\b(?![\d/])", text)


def test_only_the_minutes_are_ever_a_draft() -> None:
    for name, paper in DRAFTS.items():
        assert paper.watermark == (DRAFT if name == "minutes" else ""), name
        assert all((DRAFT in page) is (name == "minutes") for page in pdf_pages(paper)), name
    assert all(paper.watermark == "" for paper in STATE_PAPERS.values())


@pytest.mark.parametrize("name", STATE_PAPERS)
def test_the_same_records_give_the_same_paper(name: str) -> None:
    again = papers_of(AGREED, FIRST, ADOPTED, FOLLOWUPS)[name]
    assert parts(STATE_PAPERS[name], "docx") == parts(again, "docx")
    assert render(STATE_PAPERS[name], "pdf") == render(again, "pdf")


def _spoilt(spoil: Callable[[str], str]) -> dict[str, Document]:
    def entry(one: Entry) -> Entry:
        return replace(one, text=spoil(one.text), objective_cause=spoil("Đường xa"), addressee=spoil("Bộ Y tế"))

    made: Minutes = replace(
        MINUTES,
        place=spoil(MINUTES.place),
        content=spoil(MINUTES.content),
        entries=tuple(map(entry, MINUTES.entries)),
        participants=tuple(replace(one, name=spoil(one.name)) for one in MINUTES.participants),
    )
    plan = replace(
        AGREED,
        title=spoil("Kiểm tra Đồng Nai Thượng"),
        purpose=spoil(AGREED.purpose),
        content=spoil(AGREED.content),
        delegates=tuple(replace(one, name=spoil(one.name)) for one in AGREED.delegates),
    )
    found = tuple(replace(one, content=spoil(one.content), latest=spoil("Đã xong")) for one in FOLLOWUPS)
    return papers_of(plan, FIRST, replace(ADOPTED, minutes=made), found)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    kept = squash("".join(letter for letter in text if letter >= " ")).rstrip(".;,")
    for name, paper in _spoilt(lambda _: text).items():
        assert kept in squash(docx_text(render(paper, "docx"))), name
        assert render(paper, "pdf")
        assert not [cell for cell in values(book(paper)) if str(cell).startswith(("#REF", "#VALUE", "#NAME"))]


def test_decomposed_text_is_composed_on_paper() -> None:
    for name, paper in _spoilt(lambda text: unicodedata.normalize("NFD", text)).items():
        words = docx_text(render(paper, "docx"))
        assert unicodedata.is_normalized("NFC", words), name
    words = docx_text(render(_spoilt(lambda text: unicodedata.normalize("NFD", text))["minutes"], "docx"))
    assert "Đỗ Thị Đượm" in words
