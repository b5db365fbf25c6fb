"""What is true of every paper of the night."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.render import render
from app.exports.runbook_gate_slip import gate_slip
from app.exports.runbook_log import run_log
from app.exports.runbook_minutes import acceptance_minutes, lessons_minutes
from app.exports.runbook_pack import paper_pack
from app.exports.runbook_paper import runbook_paper
from app.exports.runbook_parts import Printing
from app.exports.runbook_review import run_review
from app.exports.tree import Document
from app.models.runbook.records import RunMode
from app.models.runbook.run_records import EventKind, RunState
from tests.exports.reading import book, docx_text, parts, pdf_pages, values
from tests.exports.runbook.nights import FORECAST, PRINTING, busy, full_master, night, turned_back
from tests.exports.samples import PARTY, squash

KNOWING = replace(PRINTING, forecast=FORECAST)
REHEARSAL, REAL, BACK = busy().state, busy(RunMode.REAL).state, turned_back().state


def papers_of(state: RunState, printing: Printing = KNOWING) -> dict[str, Document]:
    """Every paper of a run."""
    return {
        "runbook": runbook_paper(state, printing),
        "pack": paper_pack(state, printing),
        "slip": gate_slip(state, state.gates[0].step_id, printing),
        "log": run_log(state, printing),
        "acceptance": acceptance_minutes(state, printing),
        "lessons": lessons_minutes(state, printing),
        "review": run_review(state, printing),
    }


REHEARSED, OFFICIAL = papers_of(REHEARSAL), papers_of(REAL)
PARTY_PAPERS = papers_of(REAL, replace(PRINTING, body=PARTY))
EMPTY = papers_of(night(RunMode.REAL).state, PRINTING)
TURNED = papers_of(BACK)


@pytest.mark.parametrize("name", REHEARSED)
@pytest.mark.parametrize("papers", [REHEARSED, OFFICIAL, PARTY_PAPERS, EMPTY, TURNED], ids=range(5))
def test_the_audit_finds_nothing(papers: dict[str, Document], name: str, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(render(papers[name], "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("name", REHEARSED)
def test_a_rehearsal_bears_its_watermark_on_every_page(name: str) -> None:
    assert all("DIỄN TẬP" in page for page in pdf_pages(REHEARSED[name]))
    headers = {part: data for part, data in parts(REHEARSED[name], "docx").items() if "header" in part}
    assert len(headers) == 2
    assert all('string="DIỄN TẬP"'.encode() in data for data in headers.values())


@pytest.mark.parametrize("name", REHEARSED)
def test_a_rehearsal_says_so_in_words(name: str) -> None:
    text = docx_text(render(REHEARSED[name], "docx"))
    assert "DIỄN TẬP - Diễn tập lần 1" in text
    assert "CHÍNH THỨC" not in text.replace("GIAI ĐOẠN THỰC HIỆN CHUYỂN ĐỔI CHÍNH THỨC", "")


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_real_night_bears_no_watermark_but_its_word(name: str) -> None:
    text = docx_text(render(OFFICIAL[name], "docx"))
    assert "CHÍNH THỨC - Đêm 30/6" in text
    assert "DIỄN TẬP" not in text
    assert not any("DIỄN TẬP" in page for page in pdf_pages(OFFICIAL[name]))
    assert not any(b"textpath" in data for data in parts(OFFICIAL[name], "docx").values())


@pytest.mark.parametrize("name", REHEARSED)
def test_a_rehearsals_sheets_are_marked(name: str) -> None:
    assert all(page.title.startswith("DIỄN TẬP") for page in book(REHEARSED[name]).worksheets)


@pytest.mark.parametrize("name", OFFICIAL)
def test_word_and_pdf_say_the_same(name: str) -> None:
    words = sorted(squash(docx_text(render(OFFICIAL[name], "docx"))))
    drawn = sorted(squash("".join(pdf_pages(OFFICIAL[name]))))
    assert set(words) <= set(drawn)
    assert len(drawn) >= len(words)


@pytest.mark.parametrize("name", OFFICIAL)
def test_lines_for_the_pen_are_never_typed(name: str) -> None:
    assert not re.search(r"_{3,}|-{4,}|\.{4,}", docx_text(render(OFFICIAL[name], "docx")))


@pytest.mark.parametrize("name", PARTY_PAPERS)
def test_a_partys_papers_never_mix(name: str) -> None:
    text = docx_text(render(PARTY_PAPERS[name], "docx"))
    assert "CỘNG HÒA" not in text
    assert "./." not in text


@pytest.mark.parametrize("name", EMPTY)
def test_a_run_without_events_prints(name: str) -> None:
    assert pdf_pages(EMPTY[name])
    assert render(EMPTY[name], "xlsx")


@pytest.mark.parametrize("name", REHEARSED)
def test_the_same_run_gives_the_same_paper(name: str) -> None:
    assert parts(REHEARSED[name], "docx") == parts(papers_of(busy().state)[name], "docx")


@pytest.mark.parametrize("text", ['=cmd|"/c calc"!A1', "<b>đậm</b>", "]]>&#x41;", "a\x0bc", "{{ x }}"])
def test_hostile_text_stays_text(text: str) -> None:
    master = full_master()
    steps = tuple(replace(step, content=text, note=text, undo_action=text) for step in master.steps)
    people = tuple(replace(one, name=text, phone=text) for one in master.contacts)
    run = night(RunMode.REAL, replace(master, title=text, steps=steps, contacts=people))
    run.add(EventKind.NOTE, "21:00", text=text, person=text, device=text)
    kept = "".join(letter for letter in text if letter >= " ")
    for name, paper in papers_of(run.state, PRINTING).items():
        words = docx_text(render(paper, "docx"))
        assert squash(kept) in squash(words), name
        assert render(paper, "pdf")
        assert not [cell for cell in values(book(paper)) if isinstance(cell, str) and cell.startswith("#")]
