"""The checklist by keys: every press here is a real key event."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.models.inspection.minutes_records import Result
from app.services.inspection import adopting, checklists
from app.views.common.office import Office
from app.views.inspection.page import InspectionPage
from tests.services.inspection.conftest import DAILY, Trip
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts, type_text

TEN = [(f"Mục {number}", "Xem tại chỗ") for number in range(1, 11)]


class Hand:
    """Presses keys where the focus is and counts them."""

    def __init__(self, page: InspectionPage) -> None:
        self.pressed = 0
        self._page = page

    def press(self, key: Qt.Key) -> None:
        QTest.keyClick(self._page.focusWidget() or self._page, key)
        self.pressed += 1


def in_the_field(page: InspectionPage, trip: Trip, key: str = DAILY) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.first, key=key)
    page.open_visit(trip.first)
    page.workbench.show_step("field")
    page.workbench.field.list.setFocus()


def results(trip: Trip) -> list[Result | None]:
    work = checklists.field_work(trip.desk, visit_id=trip.first)
    return [item.result for one in work.checklists for item in one.items]


def test_ten_passing_items_take_at_most_twelve_keys(page: InspectionPage, trip: Trip) -> None:
    checklists.add_checklist(trip.desk, title="Danh sách riêng của tỉnh", items=TEN)
    own = checklists.checklists(trip.desk)[-1].key
    in_the_field(page, trip, own)
    hand = Hand(page)
    while None in results(trip):
        hand.press(Qt.Key.Key_Space)
    assert results(trip) == [Result.PASS] * 10
    assert hand.pressed <= 12


def test_each_answer_is_one_key_and_stored_at_once(page: InspectionPage, trip: Trip) -> None:
    in_the_field(page, trip)
    answers = page.workbench.field.list
    for key, result in ((Qt.Key.Key_Space, Result.PASS), (Qt.Key.Key_Slash, Result.NOT_APPLICABLE)):
        before = answers.current
        press(answers, key)
        assert before is not None
        assert before.item is not None
        stored = checklists.field_work(trip.desk, visit_id=trip.first).checklists[0].items
        assert next(one.result for one in stored if one.item.key == before.item.item.key) is result


def test_tone_keys_of_telex_and_vni_do_nothing(page: InspectionPage, trip: Trip) -> None:
    in_the_field(page, trip)
    answers = page.workbench.field.list
    at = answers.currentIndex().row()
    for letter in "sfrxjzaeowdd1234567890k":
        QTest.keyClicks(answers, letter)
    type_text(answers, "đạt")
    assert results(trip) == [None] * 5
    assert answers.currentIndex().row() == at
    assert not answers.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_a_failing_answer_asks_for_its_note_and_goes_on(page: InspectionPage, trip: Trip, qtbot: QtBot) -> None:
    in_the_field(page, trip)
    field = page.workbench.field
    press(field.list, Qt.Key.Key_Minus)
    assert page.focusWidget() is field.panel.note
    assert "phải có ảnh hoặc ghi chú" in texts(field.panel)
    type_text(field.panel.note, "Đường truyền rớt ba lần")
    press(field.panel.note, Qt.Key.Key_Return)
    assert page.focusWidget() is field.list
    stored = checklists.field_work(trip.desk, visit_id=trip.first).checklists[0].items
    assert (stored[0].result, stored[0].note) == (Result.FAIL, "Đường truyền rớt ba lần")
    assert field.list.current is not None
    assert field.list.current.number == 2


def test_keys_of_the_list_are_text_in_the_note(page: InspectionPage, trip: Trip) -> None:
    in_the_field(page, trip)
    field = page.workbench.field
    press(field.list, Qt.Key.Key_Minus)
    QTest.keyClicks(field.panel.note, "1/2 - ")
    assert field.panel.note.toPlainText() == "1/2 - "
    assert results(trip)[1:] == [None] * 4


def test_delete_takes_an_answer_back(page: InspectionPage, trip: Trip) -> None:
    in_the_field(page, trip)
    answers = page.workbench.field.list
    press(answers, Qt.Key.Key_Space)
    answers.go_to(f"{DAILY}/internet")
    press(answers, Qt.Key.Key_Delete)
    assert results(trip)[0] is None


def test_a_button_answers_too(page: InspectionPage, trip: Trip) -> None:
    in_the_field(page, trip)
    click(page.workbench.field.panel.results[Result.NOT_APPLICABLE])
    assert results(trip)[0] is Result.NOT_APPLICABLE


def test_a_visit_begins_at_the_first_item_that_waits(page: InspectionPage, trip: Trip) -> None:
    checklists.use_checklist(trip.desk, visit_id=trip.second, key=DAILY)
    checklists.answer(trip.desk, visit_id=trip.second, checklist_key=DAILY, item_key="internet", result=Result.PASS)
    in_the_field(page, trip)
    page.workbench.show_visit(trip.second)
    current = page.workbench.field.list.current
    assert current is not None
    assert current.number == 2


def test_the_items_keep_to_the_rules_of_item_models(page: InspectionPage, trip: Trip, model_rules: ModelRules) -> None:
    in_the_field(page, trip)
    model_rules(page.workbench.field.list.table)


def test_a_visit_without_a_checklist_offers_one(page: InspectionPage, trip: Trip) -> None:
    page.open_visit(trip.first)
    page.workbench.show_step("field")
    assert "Chưa dùng danh sách kiểm tra nào" in texts(page.workbench.field)
    menu = page.workbench.field.menu_of_checklists()
    menu.actions()[0].trigger()
    assert len(results(trip)) == 5


def test_an_own_checklist_is_worded_line_by_line(page: InspectionPage, trip: Trip, visited: Office) -> None:
    from app.views.inspection.checklist_sheet import ChecklistSheet

    sheet = ChecklistSheet(page, visited)
    click(named(sheet, "Lưu danh sách"))
    assert "đang để trống" in sheet.message.text
    sheet.title.setText("Điểm tiếp nhận hồ sơ")
    sheet.items.setPlainText("Đường truyền | Đo tốc độ tại quầy\n\nMáy phát điện")
    click(named(sheet, "Lưu danh sách"))
    made = checklists.checklists(trip.desk)[-1]
    assert [(one.label, one.text) for one in made.items] == [
        ("Đường truyền", "Đo tốc độ tại quầy"),
        ("Máy phát điện", ""),
    ]
    assert sheet.made == made.key


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Minus, Qt.Key.Key_Delete])
def test_nothing_changes_once_the_minutes_were_agreed(page: InspectionPage, trip: Trip, key: Qt.Key) -> None:
    adopting.adopt(trip.desk, minutes_id=trip.draft())
    before = results(trip)
    page.open_visit(trip.first)
    page.workbench.show_step("field")
    press(page.workbench.field.list, key)
    assert results(trip) == before
