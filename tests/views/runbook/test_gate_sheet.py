from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.runbook.records import Step
from app.models.runbook.run_records import Choice
from app.views.runbook.night.following import Following
from app.views.runbook.night.gate_sheet import GateSheet, VoteSheet
from app.views.runbook.night.hold_button import HOLD_MS, HoldButton
from tests.views.hands import click, named


def gate_step(following: Following) -> Step:
    return next(one.step for one in following.state.steps if one.step.is_gate)


def test_no_vote_is_stop_and_the_text_says_why(following: Following, qtbot: QtBot) -> None:
    sheet = GateSheet(None, following, gate_step(following))
    qtbot.addWidget(sheet)
    gate = sheet.gate
    assert gate is not None
    words = sheet.read_back(gate)
    assert words.startswith("Đọc to: “Bước")
    assert "0 trên 3 biểu quyết TIẾP TỤC" in words
    assert "chưa biểu quyết (tính là DỪNG)" in words
    assert not named(sheet, "Kết luận: TIẾP TỤC").isEnabled()


def test_roles_are_asked_in_their_fixed_order(following: Following, qtbot: QtBot) -> None:
    step = gate_step(following)
    sheet = GateSheet(None, following, step)
    qtbot.addWidget(sheet)
    roles = [vote.role.role for vote in sheet.gate.votes] if sheet.gate else []
    assert roles == [role.role for role in following.state.master.gate(step.id).roles]


def test_a_vote_before_its_turn_is_refused_in_the_sheet(following: Following, qtbot: QtBot) -> None:
    sheet = GateSheet(None, following, gate_step(following))
    qtbot.addWidget(sheet)
    assert sheet.gate is not None
    vote = VoteSheet(sheet, following, sheet.gate, sheet.gate.votes[0], Choice.STOP)
    qtbot.addWidget(vote)
    vote.text.setText("Chưa kiểm thử")
    click(named(vote, "DỪNG"))
    assert "chờ bước" in vote.message.text


def test_a_held_button_confirms_only_when_full(qtbot: QtBot) -> None:
    button = HoldButton("BẮT ĐẦU")
    qtbot.addWidget(button)
    button.show()
    heard: list[bool] = []
    button.confirmed.connect(lambda: heard.append(True))
    QTest.keyPress(button, Qt.Key.Key_Space)
    QTest.keyRelease(button, Qt.Key.Key_Space)
    assert heard == []
    QTest.keyPress(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: heard == [True], timeout=HOLD_MS + 60_000)


def test_undo_time_is_counted_by_the_wall_clock(following: Following) -> None:
    assert following.undoable_for == timedelta()
