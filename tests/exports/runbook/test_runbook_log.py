from dataclasses import replace
from datetime import datetime

from app.exports.render import render
from app.exports.runbook_log import run_log
from app.models.runbook.log_chain import Anchor, entry_of, genesis, verify
from app.models.runbook.run_records import EventKind
from tests.exports.reading import W, body, book, docx_text, pdf_pages
from tests.exports.runbook.nights import PRINTING, busy, night
from tests.exports.runbook.test_renderer_parts import struck_runs
from tests.exports.samples import squash

STATE = busy().state
PAPER = run_log(STATE, PRINTING)
DATA = render(PAPER, "docx")
TEXT = docx_text(DATA).replace("\u00a0", " ")


def test_every_entry_stands_in_order() -> None:
    rows = [block for block in PAPER.sections[0].blocks if hasattr(block, "rows")][0].rows
    assert [int(row.cells[0].split("\n")[0]) for row in rows] == list(range(1, len(STATE.log) + 1))


def test_each_entry_bears_its_short_hash() -> None:
    assert all(line.event.hash[:8] in TEXT for line in STATE.log)


def test_corrected_and_withdrawn_entries_are_struck_and_kept() -> None:
    struck = struck_runs(DATA)
    assert "22:20:00" in struck
    assert "Ghi nhầm bước" in struck
    assert "22:25:00" not in struck


def test_the_hash_of_a_struck_entry_is_not_struck() -> None:
    assert not {line.event.hash[:8] for line in STATE.log} & set(struck_runs(DATA))


def test_a_struck_entry_names_what_took_its_place() -> None:
    assert "8(xem 10)22:20:00" in TEXT
    assert "Đính chính3Mục 8; giờ đúng: 22:18:00 ngày 30/6/2025Lý do: Bấm muộn" in TEXT


def test_struck_text_is_in_the_pdf() -> None:
    assert "Ghinhầmbước" in squash("".join(pdf_pages(PAPER)))


def test_person_device_clock_and_act() -> None:
    assert "20:00:00Trần Thị Bích Phượngmay-1-maBắt đầu1" in TEXT


def test_an_entry_from_paper_shows_both_hours() -> None:
    assert "23:44:0023:50:00" in TEXT
    assert "ĐạtNhập bổ sung từ bản giấy" in TEXT


def test_votes_and_decisions_in_words() -> None:
    assert "Biểu quyết9Tổ đối ứng doanh nghiệp (Trần Thị Bích Phượng): TIẾP TỤC" in TEXT
    assert (
        "TIẾP TỤC, vượt biểu quyết, điều kiện (người quyết định: Nguyễn Văn Ân)Lý do: Số liệu đã đối chiếu tại chỗ"
        in TEXT
    )


def test_a_substitute_is_logged_with_both_names() -> None:
    assert "Đỗ Mạnh Hùng thay Phạm Quỳnh Như" in TEXT


def test_a_device_without_a_name_shows_the_start_of_its_id() -> None:
    run = night()
    run.add(EventKind.START, "20:00", "1", device="0123456789abcdef")
    assert "01234567Bắt đầu" in docx_text(render(run_log(run.state, PRINTING), "docx"))


def test_the_heads_are_those_of_the_chains() -> None:
    reports = verify([entry_of(line.event) for line in STATE.log], (), genesis(STATE.run))
    assert all(report.code in TEXT for report in reports)


def test_chains_given_are_printed_with_what_they_lack() -> None:
    entries = [entry_of(line.event) for line in STATE.log]
    anchor = Anchor("may-1-ma-dai/1", 3, "f" * 64, "phiếu điểm quyết định")
    chains = verify(entries, (anchor,), genesis(STATE.run))
    text = docx_text(render(run_log(STATE, replace(PRINTING, chains=chains)), "docx"))
    assert "Mục 3 không khớp mốc đối chiếu ở phiếu điểm quyết định" in text
    assert "nối liền" in text


def test_the_sheet_has_real_instants_whole_hashes_and_strikes() -> None:
    page = book(PAPER).worksheets[0]
    assert page["B2"].value == datetime(2025, 6, 30, 20)  # noqa: DTZ001 a cell knows no zone
    assert page["B2"].number_format == "dd/mm/yyyy hh:mm:ss"
    assert page["B9"].font.strike
    assert not page["I9"].font.strike
    assert page.cell(2, 13).value == STATE.log[0].event.hash


def test_an_empty_log_prints_its_table() -> None:
    empty = render(run_log(night().state, PRINTING), "docx")
    assert len(list(body(empty).iter(f"{W}tbl"))) == 2
    assert "Tổng số 0 mục" in docx_text(empty)
