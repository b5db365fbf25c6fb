from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.runbook.checks import Finding
from app.services.runbook import locking, masters, runs
from app.views.common.clock_words import moment
from app.views.common.office import Office
from app.views.runbook.anchor_sheet import AnchorSheet
from app.views.runbook.findings_sheet import runbook_findings
from app.views.runbook.lock_sheet import LockSheet
from app.views.runbook.measured_sheet import MeasuredSheet
from app.views.runbook.page import RunbookPage
from app.views.runbook.paste_sheet import PasteSheet, copied_rows
from app.views.runbook.run_sheet import RunSheet
from app.views.runbook.split_sheet import SystemsSheet
from app.views.runbook.step_table import grouped
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts, type_text
from tests.views.runbook.conftest import Night


def page_of(office: Office, qtbot: QtBot) -> RunbookPage:
    page = RunbookPage(office)
    qtbot.addWidget(page)
    page.resize(1194, 690)
    page.show()
    return page


def new_page(office: Office, qtbot: QtBot) -> RunbookPage:
    page = page_of(office, qtbot)
    click(named(page, "Tạo kịch bản từ Phụ lục V"))
    return page


def test_an_empty_page_makes_the_runbook_of_the_form(office: Office, qtbot: QtBot, model_rules: ModelRules) -> None:
    page = new_page(office, qtbot)
    assert page.master is not None
    assert [step.number for step in page.master.steps] == [str(number) for number in range(1, 10)]
    model_rules(page.table)
    model_rules(page.duty.table)
    model_rules(page.runs.table)


def test_a_step_is_edited_in_place(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    assert page.master is not None
    step = page.master.steps[2]
    page.show_step(step.id, "undo_action")
    type_text(page.panel.information.undo, "Khôi phục từ bản sao trước")
    page.panel.information.undo.store()
    assert masters.master(office.desk).steps[2].undo_action == "Khôi phục từ bản sao trước"


def test_any_two_of_start_end_and_length_give_the_third(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    assert page.master is not None
    page.show_step(page.master.steps[5].id)
    page.panel.show_section("times")
    times = page.panel.times
    change(times.start, "23:50")
    change(times.duration, "20 phút")
    assert times.end.text() == "00:10 01/07/2025"
    change(times.end, "00:30")
    assert times.duration.text() == "40 phút"


def change(line: QLineEdit, text: str) -> None:
    line.setFocus()
    line.selectAll()
    line.setText(text)
    press(line, Qt.Key.Key_Return)


def test_an_unreadable_hour_stays_to_be_corrected(office: Office, qtbot: QtBot, refusals: list[AppError]) -> None:
    page = new_page(office, qtbot)
    assert page.master is not None
    page.show_step(page.master.steps[5].id)
    page.panel.show_section("times")
    change(page.panel.times.start, "khuya")
    assert refusals
    assert page.panel.times.start.text() == "khuya"


def test_a_new_step_stands_behind_the_chosen_one(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    assert page.master is not None
    page.show_step(page.master.steps[3].id)
    page.add_step()
    assert page.chosen is not None
    assert (page.chosen.number, page.chosen.content) == ("5", "Bước mới")
    page.move_step(page.chosen.id, -1)
    assert page.chosen.number == "4"
    page.delete([page.chosen.id])
    assert len(masters.master(office.desk).steps) == 9


def test_a_finding_goes_to_its_step_and_offers_the_change(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    went: list[Finding] = []
    sheet = runbook_findings(page, office, went.append)
    qtbot.addWidget(sheet)
    click(named(sheet, "Đến chỗ này"))
    assert went == [sheet.table.line(0)]
    row = sheet.table.row_where(lambda finding: finding.rule == "reopens_early")
    sheet.list.choose(row)
    click(named(sheet, "Sửa theo đề xuất"))
    assert any(step.is_gate for step in masters.master(office.desk).steps)


def test_moving_the_hour_shows_what_moves(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    sheet = AnchorSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.anchor.setText("22:00 30/06/2025")
    assert sheet.table.rowCount() == 9
    click(named(sheet, "Dời giờ G"))
    assert moment(masters.master(office.desk).window_end) == "02:00 01/07/2025"


def test_rows_of_excel_become_steps(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    sheet = PasteSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.text.setPlainText("Thời gian\tNội dung\tChủ trì\n21h10\tSao lưu A\tSở KHCN\nsai\tSao lưu B\tSở KHCN")
    assert sheet.table.rowCount() == 2
    click(named(sheet, "Thêm các bước"))
    assert "Sao lưu A" in [step.content for step in masters.master(office.desk).steps]


def test_copied_rows_without_a_heading_follow_the_form() -> None:
    (row,) = copied_rows("3\t21h05\tSao lưu\tTổ A\tTổ B\tXong\tGhi")
    assert (row["start"], row["content"], row["coordinating"]) == ("21h05", "Sao lưu", "Tổ B")
    assert copied_rows("Sao lưu\nKhôi phục") == ({"content": "Sao lưu"}, {"content": "Khôi phục"})


def test_splitting_by_systems(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    sheet = SystemsSheet(page, office)
    qtbot.addWidget(sheet)
    for name, stays in (("Một cửa A", True), ("Một cửa B", False)):
        line = sheet.add_line()
        line.name.setText(name)
        line.stays.setChecked(stays)
    click(named(sheet, "Tách bước"))
    systems = [step.system for step in masters.master(office.desk).steps if step.system]
    assert systems == ["Một cửa A", "Một cửa B", "Một cửa B"]


def test_locking_needs_no_errors_or_a_word(office: Office, qtbot: QtBot) -> None:
    page = new_page(office, qtbot)
    sheet = LockSheet(page, office)
    qtbot.addWidget(sheet)
    assert not named(sheet, "Chốt kịch bản").isEnabled()
    sheet.despite.setChecked(True)
    click(named(sheet, "Chốt kịch bản"))
    assert len(locking.locks(office.desk)) == 1


def test_a_rehearsal_is_made_of_the_locked_version(night: Night, qtbot: QtBot) -> None:
    before = len(runs.runs(night.desk))
    sheet = RunSheet(None, night.office)
    qtbot.addWidget(sheet)
    click(named(sheet, "Mở lượt"))
    assert len(runs.runs(night.desk)) == before + 1
    assert runs.runs(night.desk)[-1].is_rehearsal


def test_measured_durations_enter_by_choice(night: Night, qtbot: QtBot, model_rules: ModelRules) -> None:
    first = runs.runs(night.desk)[0]
    sheet = MeasuredSheet(None, night.office, [first])
    qtbot.addWidget(sheet)
    model_rules(sheet.table)
    chosen = sheet.table.line(0)
    sheet.table.tick([key for key in sheet.table.ticks if key != chosen.step_id], on=False)
    click(named(sheet, "Đưa vào kịch bản"))
    step = masters.master(night.desk).step(chosen.step_id)
    assert step is not None
    assert step.duration == chosen.measured
    again = MeasuredSheet(None, night.office, [first])
    qtbot.addWidget(again)
    assert "Lần đưa vào gần nhất: " in texts(again)
    assert ", 1 bước." in texts(again)


def test_the_page_says_how_it_differs_from_the_rehearsal(night: Night, qtbot: QtBot) -> None:
    page = page_of(night.office, qtbot)
    assert page.master is not None
    masters.set_times(night.desk, step_id=page.master.steps[0].id, duration=timedelta(minutes=7))
    page.reload()
    assert page.runs.differences.startswith("Kịch bản khác bản diễn tập gần nhất: 1 bước")


def test_numbers_are_drawn_together() -> None:
    assert grouped(["2", "4", "5", "6", "K1"]) == "2, 4–6, K1"
