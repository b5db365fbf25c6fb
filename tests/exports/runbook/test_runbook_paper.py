from dataclasses import replace
from datetime import timedelta

from app.exports.render import render
from app.exports.runbook_paper import runbook_paper
from app.models.resources import load_yaml
from app.models.runbook.master import reanchored
from app.models.runbook.records import Branch
from tests.exports.reading import book, docx_text, pdf_pages
from tests.exports.runbook.nights import PRINTING, form_master, full_master, many, night
from tests.exports.samples import squash


def form_lines() -> list[str]:
    """Every word of Phụ lục V in its order, straight from the data."""
    data = load_yaml("forms/appendix-05-cutover-runbook.yaml")
    lines = [data["title"], data["window"]["text"], *data["columns"].values()]
    for stage in data["stages"]:
        lines += [stage["code"], stage["title"]]
        for step in stage["steps"]:
            lines += [str(step["number"]), step["planned_time"]["text"], *_rest(step)]
    return lines


def _rest(step: dict[str, str]) -> list[str]:
    return [step[key] or "" for key in ("task", "lead_unit", "supporting_units", "expected_result", "note")]


def test_the_unedited_master_is_the_form_word_for_word_in_word() -> None:
    text = docx_text(render(runbook_paper(form_master(), PRINTING), "docx"))
    assert squash(text) == squash("".join(form_lines()))


def test_the_unedited_master_is_the_form_word_for_word_in_pdf() -> None:
    (page,) = pdf_pages(runbook_paper(form_master(), PRINTING))
    assert squash(page) == squash("".join(form_lines()))


def test_the_unedited_master_is_the_form_in_excel() -> None:
    page = book(runbook_paper(form_master(), PRINTING)).worksheets[0]
    cells = [str(cell) for row in page.iter_rows(values_only=True) for cell in row if cell is not None]
    assert squash("".join(cells)) == squash("".join(form_lines()[2:]))


def test_a_master_bears_no_mark() -> None:
    paper = runbook_paper(form_master(), PRINTING)
    assert paper.watermark == ""
    assert "DIỄN TẬP" not in docx_text(render(paper, "docx"))


def test_the_province_stands_in_the_title() -> None:
    text = docx_text(render(runbook_paper(full_master(), PRINTING), "docx"))
    assert text.startswith("KỊCH BẢN CHI TIẾT CHUYỂN ĐỔI HỆ THỐNG - TỈNH LÂM ĐỒNG")


def test_the_way_back_is_a_second_table_with_its_durations() -> None:
    text = docx_text(render(runbook_paper(full_master(), PRINTING), "docx"))
    assert "KNHÁNH KHÔI PHỤC HỆ THỐNG CŨK15 phútDừng mọi thao tác" in text
    assert text.count("Nội dung công việc") == 2


def test_a_master_without_a_way_back_has_one_table() -> None:
    text = docx_text(render(runbook_paper(form_master(), PRINTING), "docx"))
    assert text.count("Nội dung công việc") == 1


def test_another_night_moves_hours_window_and_the_heading_of_stage_a() -> None:
    master = reanchored(form_master(), form_master().anchor - timedelta(days=5, hours=1))
    text = docx_text(render(runbook_paper(master, PRINTING), "docx"))
    assert "Từ 20h00 ngày 25/6/2025 đến 00h00 ngày 26/6/2025" in text
    assert "GIAI ĐOẠN CHUẨN BỊ (TRƯỚC 20H00 NGÀY 25/6)" in text
    assert "00h00 (26/6)" in text


def test_a_step_without_an_hour_leaves_the_cell_empty() -> None:
    master = form_master()
    steps = tuple(replace(step, planned_start=None) for step in master.steps)
    assert "20h00" not in docx_text(render(runbook_paper(replace(master, steps=steps), PRINTING), "docx"))


def test_a_step_of_no_known_stage_is_printed() -> None:
    master = form_master()
    steps = (*master.steps, replace(master.steps[-1], id="x", number="10", stage_id="?", content="Việc lạc"))
    assert "Việc lạc" in docx_text(render(runbook_paper(replace(master, steps=steps), PRINTING), "docx"))


def test_a_branch_alone_still_prints() -> None:
    master = full_master()
    only = replace(master, steps=master.of_branch(Branch.ROLLBACK))
    assert "K5" in docx_text(render(runbook_paper(only, PRINTING), "docx"))


def test_the_header_row_stands_on_every_page() -> None:
    pages = pdf_pages(runbook_paper(many(), PRINTING))
    assert len(pages) > 3
    assert all("Kếtquảcầnđạt" in squash(page) for page in pages)


def test_the_sheets_of_a_run() -> None:
    names = book(runbook_paper(night().state, PRINTING)).sheetnames
    assert names[0] == "DIỄN TẬP - Kịch bản"
    assert len(names) == 3


def test_details_name_predecessors_and_phones() -> None:
    page = book(runbook_paper(full_master(), PRINTING)).worksheets[-1]
    row = next(row for row in page.iter_rows(values_only=True) if row[0] == "9")
    assert row[2:4] == ("Điểm quyết định", "6, 7, 8")
    assert "0912\u00a0345\u00a0678" in str(row[6])
