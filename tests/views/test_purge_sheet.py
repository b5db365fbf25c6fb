from datetime import date

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from app.services import backups, people, plan, tasks
from app.services.desk import Desk
from app.views.common.office import Office, Place
from app.views.common.unit_entries import UnitEntries
from app.views.plan.detail.panel import TaskPanel
from app.views.plan.purge_sheet import PurgeSheet, task_target
from tests import steps
from tests.views.hands import answering, click, named, texts, type_text

PIN = "4271"


@pytest.fixture
def second(desk: Desk) -> str:
    people.add_person(desk, full_name="Phạm Văn Không", position="không có mã PIN")
    return people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]


@pytest.fixture
def panel(office: Office, qtbot: QtBot) -> TaskPanel:
    made = TaskPanel(office, UnitEntries(office))
    qtbot.addWidget(made)
    made.resize(424, 640)
    made.show()
    return made


def confirm(dialog: QWidget, pin: str = PIN) -> None:
    assert isinstance(dialog, PurgeSheet)
    type_text(dialog.pin, pin)
    click(named(dialog, "Gỡ vĩnh viễn"))


def opened(office: Office, desk: Desk, qtbot: QtBot, task_id: str) -> PurgeSheet:
    sheet = PurgeSheet(None, office, task_target(plan.task(desk, task_id=task_id)))
    qtbot.addWidget(sheet)
    sheet.show()
    return sheet


def test_only_others_with_a_pin_may_confirm(office: Office, desk: Desk, second: str, qtbot: QtBot) -> None:
    people.set_pin(desk, person_id=desk.person.id if desk.person else "", new_pin="1111")
    sheet = opened(office, desk, qtbot, steps.added(desk))
    assert [sheet.second.itemText(at) for at in range(sheet.second.count())] == ["Lê Đình Phúc"]


def test_says_what_is_reached_and_what_is_not_before(office: Office, desk: Desk, second: str, qtbot: QtBot) -> None:
    sheet = opened(office, desk, qtbot, steps.added(desk))
    assert "Nhiệm vụ 1.5" in texts(sheet)
    assert "Không lấy lại được" in texts(sheet)
    assert "không với tới bản sao lưu đã chép ra ngoài" in texts(sheet)
    assert not named(sheet, "Gỡ vĩnh viễn").isEnabled()


def test_a_task_is_purged_from_the_menu_of_its_panel(panel: TaskPanel, desk: Desk, second: str) -> None:
    task_id = steps.added(desk, "Tuyến Zetahầm")
    backups.daily_backup(desk)
    panel.show_task(task_id)
    said: list[str] = []

    def answer(dialog: QWidget) -> None:
        confirm(dialog)
        said.append(texts(dialog))

    with answering(answer):
        panel.menu().actions()[0].trigger()
    assert "lịch sử sửa đổi và 1 bản sao lưu hằng ngày; không có tệp minh chứng nào" in said[0]
    assert task_id not in {task.id for task in plan.view(desk).tasks}
    assert "Zetahầm".encode() not in steps.bytes_of(desk)


def test_an_evidence_is_purged_from_its_list_and_the_task_stays(panel: TaskPanel, desk: Desk, second: str) -> None:
    task_id = steps.added(desk)
    tasks.add_document(desk, task_id=task_id, title="Tờ trình Zetahầm", number="1", issued_on=date(2025, 6, 20))
    panel.show_task(task_id)
    panel.show_section("evidence")
    with answering(confirm):
        click(named_icon(panel, "Gỡ nội dung nhập nhầm: Tờ trình Zetahầm"))
    assert plan.task(desk, task_id=task_id).evidence == ()
    assert "Zetahầm".encode() not in steps.bytes_of(desk)


def named_icon(parent: QWidget, name: str) -> QAbstractButton:
    return next(each for each in parent.findChildren(QAbstractButton) if each.accessibleName() == name)


def test_a_wrong_pin_is_refused_in_the_dialog(office: Office, desk: Desk, second: str, qtbot: QtBot) -> None:
    task_id = steps.added(desk)
    sheet = opened(office, desk, qtbot, task_id)
    confirm(sheet, "9999")
    assert "Mã PIN của Lê Đình Phúc không đúng." in sheet.message.text
    assert sheet.pin.text() == ""
    assert plan.task(desk, task_id=task_id).id == task_id


def test_without_a_second_person_it_says_how_to_make_one(office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = opened(office, desk, qtbot, steps.added(desk))
    assert "Chưa có người thứ hai có mã PIN" in texts(sheet)
    with qtbot.waitSignal(office.went) as went:
        click(named(sheet, "Mở Người dùng"))
    assert went.args == [Place("settings")]
