from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from app.models.errors import AppError
from app.models.runbook.records import Measure
from app.models.runbook.run_records import EventKind, Result, StepStatus
from app.services.runbook import proof
from app.views.runbook.night.finish_sheet import FinishSheet, judge
from app.views.runbook.night.following import Following
from app.views.runbook.night.log_view import LogView
from app.views.runbook.night.small_sheets import CorrectionSheet, InsertSheet, PaperSheet, SubstituteSheet
from app.views.runbook.night.step_sheet import StepSheet
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts
from tests.views.runbook.conftest import Night

COUNT = Measure("m", "Số hồ sơ", "hồ sơ", Decimal(1), Decimal(2000))


@pytest.mark.parametrize(
    ("typed", "before", "tone", "part"),
    [
        ("", None, "muted", "cho phép 1 đến 2000"),
        ("1.500", None, "confirmed", "Trong khoảng"),
        ("3000", None, "act_now", "ngoài khoảng"),
        ("1500", None, "confirmed", "Trong khoảng"),
        ("1500", Decimal(1500), "confirmed", "Khớp"),
        ("1499", Decimal(1500), "watch", "chênh -1"),
        ("năm", None, "act_now", "không phải là số"),
    ],
)
def test_a_number_is_judged_as_it_is_typed(typed: str, before: Decimal | None, tone: str, part: str) -> None:
    kind, words = judge(COUNT, before, typed)
    assert (kind, part in words) == (tone, True)


def test_finishing_asks_for_the_numbers(following: Following, qtbot: QtBot) -> None:
    step = next(one for one in following.state.steps if one.step.measures)
    sheet = FinishSheet(None, following, step)
    qtbot.addWidget(sheet)
    assert len(sheet.numbers) == len(step.step.measures)
    sheet.choose(Result.FAILED)
    assert sheet.outcome is Result.FAILED


def test_a_late_entry_carries_the_time_of_the_paper(following: Following, qtbot: QtBot) -> None:
    sheet = PaperSheet(None, following)
    qtbot.addWidget(sheet)
    running = following.state.with_status(StepStatus.RUNNING)[0]
    sheet.step.choose(running.step.id)
    sheet.end.setText("21:31")
    click(named(sheet, "Nhập bổ sung"))
    assert sheet.message.text == ""
    found = following.state.step(running.step.id)
    assert found is not None
    assert found.status is StepStatus.DONE
    event = next(line.event for line in following.state.log if line.event.from_paper)
    assert event.occurred_at < event.entered_at


def test_an_empty_late_entry_is_refused(following: Following, qtbot: QtBot) -> None:
    sheet = PaperSheet(None, following)
    qtbot.addWidget(sheet)
    click(named(sheet, "Nhập bổ sung"))
    assert "Chưa ghi gì" in sheet.message.text


def test_an_inserted_step_waits_behind_its_step(following: Following, qtbot: QtBot) -> None:
    behind = following.state.with_status(StepStatus.RUNNING)[0]
    sheet = InsertSheet(None, following, behind)
    qtbot.addWidget(sheet)
    sheet.content.setText("Kiểm tra lại dung lượng đĩa.")
    click(named(sheet, "Thêm bước"))
    made = next(one for one in following.state.steps if one.is_inserted)
    assert made.step.number == f"{behind.step.number}a"


def test_a_substitute_takes_what_has_not_begun(following: Following, qtbot: QtBot) -> None:
    leaving = following.state.master.contacts[4]
    sheet = SubstituteSheet(None, following, leaving=leaving.id)
    qtbot.addWidget(sheet)
    sheet.by.choose(None)
    sheet.name.setText("Hồ Thị Diệu Ánh")
    sheet.phone.setText("0909 111 222")
    click(named(sheet, "Thay người"))
    owners = {one.owner.name for one in following.state.with_status(StepStatus.PENDING) if one.owner is not None}
    assert "Hồ Thị Diệu Ánh" in owners
    assert leaving.name not in owners


def test_a_correction_strikes_the_original_through(following: Following, qtbot: QtBot, model_rules: ModelRules) -> None:
    log = LogView(following)
    qtbot.addWidget(log)
    model_rules(log.table)
    event = next(line.event for line in following.state.log if line.event.kind is EventKind.FAIL)
    sheet = CorrectionSheet(None, following, event)
    qtbot.addWidget(sheet)
    sheet.void.setChecked(True)
    sheet.reason.setText("Bấm nhầm")
    click(named(sheet, "Đính chính"))
    row = log.table.row_where(lambda entry: entry.event.id == event.id)
    assert log.table.line(row).line.is_struck


def test_the_log_verifies_itself(following: Following, qtbot: QtBot) -> None:
    log = LogView(following)
    qtbot.addWidget(log)
    shown: list[str] = []
    following.refused.connect(lambda error: shown.append(error.title))
    log.verify()
    assert shown == []
    assert proof.codes(following.office.desk, run_id=following.run_id)


def test_a_code_that_was_read_aloud_is_found_in_the_log(following: Following, qtbot: QtBot) -> None:
    view = LogView(following)
    qtbot.addWidget(view)
    refused: list[AppError] = []
    following.refused.connect(refused.append)
    code = proof.codes(following.office.desk, run_id=following.run_id)[0]
    view.heard.setText(f"mã {code.code}")
    press(view.heard, Qt.Key.Key_Return)
    assert f"Mã khớp mục {code.seq} của máy {code.chain[:8]}" in texts(view)
    assert view.heard.text() == ""
    view.heard.setText("0000-0000-0000")
    press(view.heard, Qt.Key.Key_Return)
    assert "Không có mục nhật ký nào mang mã" in refused[0].title
    assert "Mã khớp" not in texts(view)


def test_a_code_proves_nothing_of_a_log_that_was_changed(night: Night, following: Following, qtbot: QtBot) -> None:
    view = LogView(following)
    qtbot.addWidget(view)
    code = proof.codes(night.desk, run_id=following.run_id)[0]
    with night.desk.workspace.maintaining() as session:
        session.execute(text("UPDATE run_event SET body = json_set(body, '$.text', 'khác') WHERE seq = 3"))
    view.heard.setText(code.code)
    press(view.heard, Qt.Key.Key_Return)
    assert "nhưng nhật ký có chỗ sai: " in texts(view)
    assert "Mục 3 đã bị sửa nội dung." in texts(view)


def test_an_opened_step_offers_what_it_allows(night: Night, following: Following, qtbot: QtBot) -> None:
    del night
    failed = following.state.with_status(StepStatus.FAILED)[0]
    sheet = StepSheet(None, following.state, failed)
    qtbot.addWidget(sheet)
    assert sheet.offers()[:2] == ["retry", "skip"]
    gate = next(one for one in following.state.steps if one.step.is_gate)
    other = StepSheet(None, following.state, gate)
    qtbot.addWidget(other)
    assert "skip" not in other.offers()
