"""What cannot be done twice, through the windows: the gate, the step without return, the way back."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.runbook.records import Branch, RunMode, Step
from app.models.runbook.run_records import Choice, StepState, StepStatus
from app.services import people
from app.services.runbook import acts, locking, masters, runs
from app.services.runbook.seconding import Second
from app.views.runbook.night.gate_sheet import GateSheet, VoteSheet
from app.views.runbook.night.hold_button import HOLD_MS
from app.views.runbook.night.irreversible_sheet import IrreversibleSheet
from app.views.runbook.night.reason_sheet import ReasonSheet
from app.views.runbook.night.small_sheets import ResolvedSheet
from app.views.runbook.night.window import NightWindow
from app.views.runbook.shot_night import PIN
from tests.views.hands import answering, click, named
from tests.views.runbook.conftest import ListeningSink, Night


def step_state(window: NightWindow, step: Step) -> StepState:
    found = window.following.state.step(step.id)
    assert found is not None
    return found


def finish_what_comes_before(window: NightWindow, night: Night, stop: Callable[[StepState], bool]) -> StepState:
    """Do every step that may be done, through the services, until one that `stop` names may begin."""
    desk, following = night.desk, window.following
    voucher = Second(following.state.commander.person_id, PIN) if following.state.commander else None
    for _ in range(80):
        night.clock.moment += timedelta(seconds=30)
        following.reload()
        ready = following.state.with_status(StepStatus.READY)
        found = next((one for one in ready if stop(one)), None)
        if found is not None:
            return found
        open_ones = following.state.with_status(StepStatus.READY, StepStatus.RUNNING, StepStatus.FAILED)
        step = next(one for one in open_ones if not one.step.is_gate)
        run_id, step_id = night.run_id, step.step.id
        if step.status is StepStatus.FAILED:
            acts.retry(desk, run_id=run_id, step_id=step_id, reason="Đã sửa", second=voucher)
        elif step.status is StepStatus.READY:
            acts.start(desk, run_id=run_id, step_id=step_id, second=voucher, reason="Các bên đã sẵn sàng")
        else:
            numbers = {measure.id: "10234" for measure in step.step.measures}
            acts.finish(desk, run_id=run_id, step_id=step_id, numbers=numbers, evidence="Ảnh màn hình", second=voucher)
    pytest.fail("no such step came up")


def vote_all(window: NightWindow, sheet: GateSheet) -> None:
    """Each role says TIẾP TỤC, those with a PIN type it."""
    for at in range(len(sheet.gate.votes if sheet.gate else ())):
        assert sheet.gate is not None
        role = sheet.gate.votes[at]

        def give_pin(dialog: QWidget) -> None:
            assert isinstance(dialog, VoteSheet)
            assert dialog.voter is not None
            dialog.voter.pin.setText(PIN)
            click(named(dialog, Choice.GO.label))

        own = window.following.office.desk.person
        person = role.contact.person_id if role.contact else ""
        with answering(*([give_pin] if person and own and own.id != person else [])):
            sheet.vote(role, Choice.GO)


def resolve_incidents(window: NightWindow, qtbot: QtBot) -> None:
    for incident in window.following.state.incidents:
        if incident.closed_at is None:
            sheet = ResolvedSheet(window, window.following, incident)
            qtbot.addWidget(sheet)
            sheet.resolution.setText("Khởi động lại dịch vụ, sao lưu đã đủ")
            click(named(sheet, "Sự cố đã xử lý"))


def pass_gate(window: NightWindow, gate: StepState, qtbot: QtBot) -> None:
    resolve_incidents(window, qtbot)
    sheet = GateSheet(window, window.following, gate.step)
    qtbot.addWidget(sheet)
    vote_all(window, sheet)
    assert sheet.gate is not None
    assert not sheet.gate.blockers
    click(named(sheet, "Kết luận: TIẾP TỤC"))
    assert step_state(window, gate.step).status is StepStatus.DONE


def test_a_gate_opens_by_the_votes_of_its_roles(window: NightWindow, night: Night, qtbot: QtBot) -> None:
    gate = finish_what_comes_before(window, night, lambda one: one.step.is_gate)
    behind = [one for one in window.following.state.steps if gate.step.id in one.waits_for]
    pass_gate(window, gate, qtbot)
    assert behind
    assert all(gate.step.id not in step_state(window, one.step).waits_for for one in behind)


def test_a_wrong_pin_is_no_vote(window: NightWindow, night: Night, qtbot: QtBot) -> None:
    gate = finish_what_comes_before(window, night, lambda one: one.step.is_gate)
    sheet = GateSheet(window, window.following, gate.step)
    qtbot.addWidget(sheet)
    assert sheet.gate is not None
    vote = VoteSheet(sheet, window.following, sheet.gate, sheet.gate.votes[0], Choice.GO)
    qtbot.addWidget(vote)
    assert vote.voter is not None
    vote.voter.pin.setText("1111")
    click(named(vote, Choice.GO.label))
    assert "PIN" in vote.message.text
    assert sheet.gate.votes[0].vote is None


@pytest.fixture
def irreversible(night: Night, sink: ListeningSink) -> Iterator[NightWindow]:
    """The window of a rehearsal whose second step cannot be undone."""
    step = masters.master(night.desk).steps[1]
    masters.edit_step(night.desk, step_id=step.id, is_irreversible=True)
    locking.lock(night.desk, despite_errors=True)
    runs.make(night.desk, mode=RunMode.REHEARSAL, anchor=night.clock.moment)
    night.run_id = runs.runs(night.desk)[-1].id
    made = NightWindow(night.office, night.run_id, sink=sink)
    made.show()
    yield made
    made.close()
    made.deleteLater()


def test_the_step_without_return_begins_when_held_with_a_second_person(
    irreversible: NightWindow, night: Night, qtbot: QtBot
) -> None:
    window = irreversible
    step = finish_what_comes_before(window, night, lambda one: one.step.is_irreversible)
    sheet = IrreversibleSheet(window, window.following, step)
    qtbot.addWidget(sheet)
    sheet.show()
    QTest.keyPress(sheet.hold, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: bool(sheet.message.text), timeout=HOLD_MS + 60_000)
    QTest.keyRelease(sheet.hold, Qt.Key.Key_Space)
    assert "người thứ hai" in sheet.message.text
    assert step_state(window, step.step).status is StepStatus.READY
    sheet.second.pin.setText(PIN)
    QTest.keyPress(sheet.hold, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: step_state(window, step.step).status is StepStatus.RUNNING, timeout=HOLD_MS + 60_000)
    QTest.keyRelease(sheet.hold, Qt.Key.Key_Space)


def choose_reason(dialog: QWidget, *, pin: str) -> None:
    assert isinstance(dialog, ReasonSheet)
    if pin:
        assert dialog.second is not None
        dialog.second.pin.setText(pin)
    else:
        assert dialog.second is None
    dialog.choose("Quá hạn quyết định")


def test_the_commander_turns_back_from_another_desk_by_pin(window: NightWindow) -> None:
    with answering(lambda dialog: choose_reason(dialog, pin=PIN)):
        window.acting.roll_back()
    assert window.following.state.branch is Branch.ROLLBACK


def test_the_commander_turns_back_from_their_own_desk(window: NightWindow, night: Night) -> None:
    commander = window.following.state.commander
    assert commander is not None
    people.switch_person(night.desk, person_id=commander.person_id, pin=PIN)
    with answering(lambda dialog: choose_reason(dialog, pin="")):
        window.acting.roll_back()
    assert window.following.state.branch is Branch.ROLLBACK


def test_who_took_over_commands(window: NightWindow, night: Night) -> None:
    before = window.following.state.commander
    assert before is not None
    deputy = next(each for each in masters.master(night.desk).contacts if each.person_id and each.id != before.id)
    acts.substitute(night.desk, run_id=night.run_id, contact_id=before.id, by=deputy, reason="Ốm")
    window.following.reload()
    assert window.following.state.commander is not None
    assert window.following.state.commander.name == deputy.name
