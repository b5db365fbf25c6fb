import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import plan
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.group_sheet import AddGroupSheet, RenameGroupSheet
from app.views.plan.page import PlanPage
from tests.views.hands import answering, click, named, texts, type_text


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> PlanPage:
    made = PlanPage(office)
    qtbot.addWidget(made)
    made.resize(1194, 690)
    made.show()
    return made


def trigger(page: PlanPage, name: str) -> None:
    next(each for each in page.findChildren(QAction) if each.text() == name).trigger()


def headings(desk: Desk) -> list[str]:
    return [group.heading for group in plan.view(desk).groups]


def add_group(dialog: QWidget) -> None:
    assert isinstance(dialog, AddGroupSheet)
    type_text(dialog.heading, "TRUYỀN THÔNG")
    click(named(dialog, "Thêm nhóm"))


def add_first_task(dialog: QWidget) -> None:
    assert isinstance(dialog, AddTaskSheet)
    type_text(dialog.content, "Phát tờ rơi hướng dẫn")
    click(named(dialog, "Thêm nhiệm vụ"))


def test_a_group_is_added_with_its_first_task(page: PlanPage, desk: Desk) -> None:
    with answering(add_group, add_first_task):
        trigger(page, "Thêm nhóm nhiệm vụ…")
    group = plan.view(desk).groups[-1]
    assert (group.heading, [task.content for task in group.tasks]) == ("TRUYỀN THÔNG", ["Phát tờ rơi hướng dẫn"])
    rows = [page.table.line(at) for at in range(page.table.rowCount())]
    assert any(line.content == "TRUYỀN THÔNG" and not line.task_id for line in rows)


def test_a_group_without_a_name_is_refused_in_the_dialog(office: Office, qtbot: QtBot) -> None:
    sheet = AddGroupSheet(None, office)
    qtbot.addWidget(sheet)
    click(named(sheet, "Thêm nhóm"))
    assert "đang để trống" in sheet.message.text


def test_an_added_group_is_renamed(page: PlanPage, desk: Desk) -> None:
    plan.add_group(desk, heading="TRUYỀN THÔNG")

    def rename(dialog: QWidget) -> None:
        assert isinstance(dialog, RenameGroupSheet)
        assert dialog.group.count() == 1
        type_text(dialog.heading, "TRUYỀN THÔNG, HỖ TRỢ")
        click(named(dialog, "Đổi tên nhóm"))

    with answering(rename):
        trigger(page, "Đổi tên nhóm nhiệm vụ…")
    assert headings(desk)[-1] == "TRUYỀN THÔNG, HỖ TRỢ"


def test_groups_of_the_form_are_not_offered(office: Office, qtbot: QtBot) -> None:
    sheet = RenameGroupSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.show()
    assert "Chưa có nhóm nào tỉnh thêm" in texts(sheet)
