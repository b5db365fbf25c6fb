"""What comes in from another desk while somebody types into the same field."""

import pytest
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.services import conflicts, tasks
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from app.views.common.fields import StoredText
from app.views.common.office import Office
from app.views.plan.page import PlanPage
from tests.steps import made, row, send, task
from tests.views.hands import leave, type_text


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> PlanPage:
    page = PlanPage(office)
    qtbot.addWidget(page)
    page.resize(1194, 690)
    page.show()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def arrive(office: Office, sender: Desk) -> None:
    outcome, _ = take_in(office.desk, made(sender), title="Nhận từ máy chủ")
    office.acts.changed.emit(outcome, None)


def typing(page: PlanPage, qtbot: QtBot, task_id: str, words: str) -> StoredText:
    """The note of a task with words typed into it, not left yet."""
    page.show_task(task_id)
    editor = page.panel.information.note
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    type_text(editor, words)
    return editor


def test_both_values_are_kept_and_shown_as_a_conflict(
    page: PlanPage, office: Office, other: Desk, qtbot: QtBot
) -> None:
    send(office.desk, other)
    task_id = row(office.desk, "1.1").id
    editor = typing(page, qtbot, task_id, "Gọi lại thứ Hai, Đào nhận máy")
    tasks.edit_task(other, task_id=task_id, note="Đã có công văn số 12 của Bộ")
    arrive(office, other)
    assert "Gọi lại thứ Hai" in editor.toPlainText()
    leave(editor)
    (found,) = conflicts.listed(office.desk)
    values = [str(side.value) for side in found.sides]
    assert any("Gọi lại thứ Hai" in value for value in values)
    assert "Đã có công văn số 12 của Bộ" in values
    send(office.desk, other)
    assert [side.value for one in conflicts.listed(other) for side in one.sides] == [side.value for side in found.sides]


def test_a_field_left_and_typed_in_again_replaces_what_is_shown(
    page: PlanPage, office: Office, other: Desk, qtbot: QtBot
) -> None:
    task_id = row(office.desk, "1.1").id
    send(office.desk, other)
    page.show_task(task_id)
    tasks.edit_task(other, task_id=task_id, note="Đã có công văn số 12 của Bộ")
    arrive(office, other)
    editor = page.panel.information.note
    assert editor.toPlainText() == "Đã có công văn số 12 của Bộ"
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    editor.selectAll()
    type_text(editor, "Công văn số 12: đã chuyển Sở")
    leave(editor)
    assert task(office.desk, task_id).note == "Công văn số 12: đã chuyển Sở"
    assert not conflicts.listed(office.desk)


def test_words_for_a_record_that_another_desk_deleted_can_be_copied(
    page: PlanPage, office: Office, other: Desk, qtbot: QtBot, refusals: list[AppError]
) -> None:
    send(office.desk, other)
    task_id = row(office.desk, "1.1").id
    editor = typing(page, qtbot, task_id, "Gọi lại thứ Hai, Đào nhận máy")
    tasks.delete_tasks(other, task_ids=[task_id])
    arrive(office, other)
    leave(editor)
    assert "Gọi lại thứ Hai, Đào nhận máy" in refusals[-1].detail
