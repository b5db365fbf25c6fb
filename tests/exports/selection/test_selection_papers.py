"""What is true of every paper of the choice."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.selection_comparison import comparison, overall
from app.exports.selection_decision import Contents, decision_paper, notice_paper
from app.exports.selection_handover import handover_minutes
from app.exports.selection_minutes import assessment_minutes
from app.exports.selection_parts import Printing, assessed
from app.exports.selection_reconciliation import reconciliation_minutes
from app.exports.selection_stage_board import stage_board
from app.exports.tree import Document
from app.models.papers.kinds import PaperKind
from app.models.papers.records import Number, Paper, Recipient, Signature, Stage, Standing
from app.models.plan.records import Authority
from app.models.selection.records import KindView
from app.models.selection.unchosen import Unchosen
from tests.exports.reading import book, docx_text, parts, pdf_pages, values
from tests.exports.samples import HOSTILE, squash
from tests.exports.selection.assessments import (
    BARE_STOPPED,
    BOARD,
    EMPTY,
    EXEMPTED,
    PARTY_PRINTING,
    PRINTING,
    SCORING,
    STOPPED,
    VIEW,
    numbered,
    widest,
)


def papers_of(view: KindView, stopped: Unchosen, printing: Printing = PRINTING) -> dict[str, Document]:
    """Every paper of a kind and of a system that stops."""
    of = assessed(view)
    contents = Contents((view,) if view.decision else (), (stopped,), printing)
    return {
        "comparison": comparison(of, printing),
        "overall": overall([of, assessed(EMPTY)], printing),
        "minutes": assessment_minutes(of, printing),
        "decision": decision_paper(contents),
        "notice": notice_paper(contents),
        "handover": handover_minutes(stopped, printing),
        "reconciliation": reconciliation_minutes(stopped, printing),
        "board": stage_board(BOARD, printing, warn_days=3),
    }


STATE_PAPERS = papers_of(EXEMPTED, STOPPED)
PARTY_PAPERS = papers_of(EXEMPTED, STOPPED, PARTY_PRINTING)
DRAFTS = papers_of(SCORING, BARE_STOPPED)
WIDE = papers_of(widest(), STOPPED)
BLANK = papers_of(EMPTY, replace(BARE_STOPPED, backups=(), migrations=(), handovers=()))
ALL = (STATE_PAPERS, PARTY_PAPERS, DRAFTS, WIDE, BLANK)


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", ALL, ids=range(len(ALL)))
def test_the_audit_finds_nothing(papers: dict[str, Document], name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(render(papers[name], "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", [STATE_PAPERS, WIDE], ids=range(2))
def test_the_audit_finds_nothing_in_the_workbooks(papers: dict[str, Document], name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(render(papers[name], "xlsx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("name", STATE_PAPERS)
@pytest.mark.parametrize("papers", ALL, ids=range(len(ALL)))
def test_word_and_pdf_say_the_same(papers: dict[str, Document], name: str) -> None:
    words = squash(docx_text(render(papers[name], "docx")))
    drawn = squash("".join(pdf_pages(papers[name])))
    assert set(words) <= set(drawn)
    assert len(drawn) >= len(words)


@pytest.mark.parametrize("name", STATE_PAPERS)
def test_lines_for_the_pen_are_never_typed(name: str) -> None:
    assert not re.search(r"_{3,}|-{4,}|\.{4,}", docx_text(render(STATE_PAPERS[name], "docx")))


@pytest.mark.parametrize("name", PARTY_PAPERS)
def test_a_partys_papers_never_mix(name: str) -> None:
    text = docx_text(render(PARTY_PAPERS[name], "docx"))
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text
    assert "CỘNG HÒA" not in text
    assert "./." not in text


@pytest.mark.parametrize("name", BLANK)
def test_nothing_recorded_prints_no_zero(name: str) -> None:
    text = "".join(pdf_pages(BLANK[name])[:1])
    assert text
    assert render(BLANK[name], "xlsx")
    if name in ("comparison", "minutes", "handover", "reconciliation"):
        assert not re.search(r"\b0\b", text)


@pytest.mark.parametrize(("name", "is_draft"), [("minutes", True), ("decision", True), ("comparison", False)])
def test_what_is_not_decided_is_a_draft_on_every_page(name: str, is_draft: bool) -> None:
    assert all((DRAFT in page) is is_draft for page in pdf_pages(DRAFTS[name]))
    assert DRAFTS[name].watermark == (DRAFT if is_draft else "")
    assert STATE_PAPERS[name].watermark == ""


def filed(kind: str, rule_set: str = "state") -> Paper:
    """A paper that the văn thư numbered and a deputy signed."""
    number = Number("7", f"{kind}-BCĐ", date(2025, 6, 26))
    signed = Signature("Phạm Đức Ẩn", "PHÓ TRƯỞNG BAN", date(2025, 6, 25), Authority.TM_KT, "BAN CHỈ ĐẠO")
    recipients = (Recipient("r1", "Sở Khoa học và Công nghệ"), Recipient("r2", "Lưu: VT"))
    return Paper(
        "p", PaperKind(kind, kind), "", "", "", rule_set, "", "", 1, PRINTING.at, Stage.NUMBERED, Standing.NOT_OUT,
        signatures=(signed,), number=number, recipients=recipients,
    )  # fmt: skip


def test_what_the_registry_has_is_printed_on_minutes() -> None:
    papers = papers_of(EXEMPTED, STOPPED, replace(PRINTING, filed=filed("BB")))
    for name in ("minutes", "handover", "reconciliation"):
        words = docx_text(render(papers[name], "docx")).replace("\u00a0", " ")
        assert "Số: 07/BB-BCĐ" in words
        assert "Lâm Đồng, ngày" not in words
        assert "Nơi nhận:- Sở Khoa học và Công nghệ;- Lưu: VT." in words
    assert "(Kèm theo Biên bản số 07/BB-BCĐ ngày 26 tháng 6 năm 2025)" in docx_text(
        render(papers["minutes"], "docx")
    ).replace("\u00a0", " ")


def test_what_the_registry_has_is_printed_on_the_decision() -> None:
    contents = Contents((numbered(""),), (), replace(PRINTING, filed=filed("QĐ")))
    paper = decision_paper(contents)
    words = docx_text(render(paper, "docx")).replace("\u00a0", " ")
    assert paper.watermark == ""
    assert "Số: 07/QĐ-BCĐLâm Đồng, ngày 26 tháng 6 năm 2025" in words
    assert "TM. BAN CHỈ ĐẠOKT. TRƯỞNG BANPHÓ TRƯỞNG BANPhạm Đức Ẩn" in words
    assert "Kèm theo Quyết định số 07/QĐ-BCĐ ngày 26 tháng 6 năm 2025" in words


@pytest.mark.parametrize("name", STATE_PAPERS)
def test_the_same_records_give_the_same_paper(name: str) -> None:
    assert parts(STATE_PAPERS[name], "docx") == parts(papers_of(EXEMPTED, STOPPED)[name], "docx")


def _spoilt(spoil: Callable[[str], str]) -> dict[str, Document]:
    systems = tuple(replace(one, name=spoil(one.name), vendor=spoil(one.vendor)) for one in VIEW.sheet.systems)
    (decision,) = VIEW.decisions
    view = replace(
        VIEW,
        sheet=replace(VIEW.sheet, systems=systems),
        decisions=(replace(decision, reason=spoil(decision.reason), dissent=spoil(decision.dissent)),),
    )
    lookup = replace(STOPPED.lookup, person=spoil("Phạm Văn Đông")) if STOPPED.lookup else None
    return papers_of(view, replace(STOPPED, system=spoil(STOPPED.system), note=spoil("Ghi chú"), lookup=lookup))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_text(text: str) -> None:
    kept = squash("".join(letter for letter in text if letter >= " "))
    for name, paper in _spoilt(lambda _: text).items():
        if name != "board":
            assert kept.rstrip(".;,") in squash(docx_text(render(paper, "docx"))), name
        assert render(paper, "pdf")
        assert not [cell for cell in values(book(paper)) if str(cell).startswith(("#REF", "#VALUE", "#NAME"))]


def test_decomposed_text_is_composed_on_paper() -> None:
    for name, paper in _spoilt(lambda text: unicodedata.normalize("NFD", text)).items():
        words = docx_text(render(paper, "docx"))
        assert unicodedata.is_normalized("NFC", words), name
    words = docx_text(render(_spoilt(lambda text: unicodedata.normalize("NFD", text))["handover"], "docx"))
    assert "Phạm Văn Đông" in words


def test_a_number_in_decomposed_letters_is_of_its_type() -> None:
    view = numbered(unicodedata.normalize("NFD", "12/QĐ-BCĐ"))
    paper = decision_paper(Contents((view,), (), PRINTING))
    assert paper.watermark == ""
    assert "Số: 12/QĐ-BCĐ" in docx_text(render(paper, "docx"))
