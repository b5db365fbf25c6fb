import unicodedata

import pytest
from pytestqt.qtbot import QtBot

from app.services import conflicts, history
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.sync.conflicts_window import COLUMNS, ConflictsWindow
from tests.steps import send, task
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, texts, type_text
from tests.views.sync.conftest import both_wrote


@pytest.fixture
def window(office: Office, conflicting: str, qtbot: QtBot) -> ConflictsWindow:
    made = ConflictsWindow(None, office)
    qtbot.addWidget(made)
    made.show()
    return made


def test_both_values_stand_side_by_side_with_names_and_times(window: ConflictsWindow) -> None:
    said = texts(window)
    for expected in ("bản của tôi", "bản kia", "Nguyễn Thị Đào", "Trần Văn Ước", "24/06/2025 12:00:00"):
        assert expected in said
    assert "1 chỗ sửa trùng" in said


def test_the_table_says_which_is_shown_and_what_the_other_is(window: ConflictsWindow) -> None:
    line = window.table.line(0)
    cells = {column.key: column.text(line) for column in COLUMNS}
    assert {cells["shown"], cells["others"].partition(" (")[0]} == {"bản của tôi", "bản kia"}
    assert "1.1" in cells["record"]
    assert cells["field"] == "Ghi chú"


@pytest.mark.parametrize("kept", [0, 1])
def test_one_click_keeps_one_and_the_other_stays_in_the_history(
    window: ConflictsWindow, desk: Desk, conflicting: str, kept: int
) -> None:
    side = window.table.line(0).sides[kept]
    buttons = [each for each in window.findChildren(type(named(window, "Đóng"))) if each.text() == "Giữ bản này"]
    click(buttons[kept])
    assert conflicts.count(desk).total == 0
    assert task(desk, conflicting).note == side.value
    written = {entry.new for entry in history.history(desk, entity="task", record_id=conflicting)}
    assert {"bản của tôi", "bản kia"} <= written
    assert f"Đã giữ bản của {side.person}" in window.message.text
    assert "Không còn chỗ sửa trùng nào" in texts(window)


def test_many_are_settled_at_once(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    ids = [both_wrote(desk, other, number) for number in ("1.1", "1.2", "1.3")]
    send(other, desk)
    window = ConflictsWindow(None, office)
    qtbot.addWidget(window)
    window.show()
    shown = [task(desk, task_id).note for task_id in ids]
    window.list.selectAll()
    assert window.keep_all.text() == "Giữ bản đang hiển thị (3 chỗ)"
    click(window.keep_all)
    assert conflicts.count(desk).total == 0
    assert [task(desk, task_id).note for task_id in ids] == shown


def test_one_persons_values_are_kept_in_bulk(office: Office, desk: Desk, other: Desk, qtbot: QtBot) -> None:
    ids = [both_wrote(desk, other, number) for number in ("1.1", "1.2")]
    send(other, desk)
    window = ConflictsWindow(None, office)
    qtbot.addWidget(window)
    window.show()
    assert not window.keep_person.isVisible()
    window.list.selectAll()
    assert window.keep_person.isVisible()
    window.keep_of("Trần Văn Ước")
    assert conflicts.count(desk).total == 0
    assert {task(desk, task_id).note for task_id in ids} == {"bản kia"}


@pytest.mark.parametrize("typed", ["ban kia", "BẢN KIA", unicodedata.normalize("NFD", "bản kia"), "uoc ban kia"])
def test_search_needs_no_marks(window: ConflictsWindow, typed: str, qtbot: QtBot) -> None:
    type_text(window.search, "khong co chu nay")
    qtbot.waitUntil(lambda: window.table.rowCount() == 0)
    assert "Không có chỗ sửa trùng nào khớp" in texts(window)
    window.search.clear()
    type_text(window.search, typed)
    qtbot.waitUntil(lambda: window.table.rowCount() == 1)


def test_a_conflict_that_arrives_is_listed_and_the_place_is_kept(
    window: ConflictsWindow, office: Office, desk: Desk, other: Desk, conflicting: str
) -> None:
    both_wrote(desk, other, "1.2")
    send(other, desk)
    office.acts.changed.emit(object(), None)
    assert window.table.rowCount() == 2
    assert window.table.line(window.list.currentIndex().row()).record_id == conflicting


def test_the_table_keeps_the_rules_of_item_models(window: ConflictsWindow, model_rules: ModelRules) -> None:
    model_rules(window.table)


def test_nothing_to_settle_is_said(office: Office, qtbot: QtBot) -> None:
    window = ConflictsWindow(None, office)
    qtbot.addWidget(window)
    window.show()
    assert "Không còn chỗ sửa trùng nào" in texts(window)
    assert not window.keep_all.isEnabled()
