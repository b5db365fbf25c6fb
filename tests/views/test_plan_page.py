import unicodedata
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import TaskStatus
from app.models.secrecy import SecretError
from app.services import history, plan, tasks
from app.services.desk import Desk
from app.views.common.fields import StoredText
from app.views.common.office import Office, Place
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.content_sheet import ContentSheet
from app.views.plan.extend_sheet import ExtendSheet
from app.views.plan.findings_sheet import plan_findings
from app.views.plan.issue_sheet import IssueSheet
from app.views.plan.library_sheet import LibrarySheet
from app.views.plan.page import PlanPage
from app.views.plan.reanchor_sheet import ReanchorSheet
from app.views.plan.row_menu import row_menu
from tests.steps import added, row
from tests.views.conftest import ModelRules
from tests.views.hands import click, leave, named, press, texts, type_text


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> PlanPage:
    made = PlanPage(office)
    qtbot.addWidget(made)
    made.resize(1194, 690)
    made.show()
    return made


def numbers(page: PlanPage) -> list[str]:
    rows = range(page.table.rowCount())
    return [page.table.line(at).number for at in rows if page.table.line(at).task_id]


def test_the_task_table_keeps_the_rules_of_item_models(page: PlanPage, model_rules: ModelRules) -> None:
    model_rules(page.table)


def test_shows_every_row_of_the_form_under_its_groups(page: PlanPage) -> None:
    assert len(numbers(page)) == 14
    assert page.table.rowCount() == 18


@pytest.mark.parametrize("typed", ["to ung cuu", "Tổ Ứng cứu", unicodedata.normalize("NFD", "Tổ Ứng cứu")])
def test_filters_without_marks_while_one_types(page: PlanPage, qtbot: QtBot, typed: str) -> None:
    type_text(page.toolbar.search, typed)
    qtbot.waitUntil(lambda: numbers(page) == ["1.2", "3.2"])


def test_says_so_when_nothing_matches_and_offers_the_way_back(page: PlanPage, qtbot: QtBot) -> None:
    type_text(page.toolbar.search, "zzz")
    qtbot.waitUntil(lambda: named(page, "Bỏ mọi bộ lọc").isVisible())
    click(named(page, "Bỏ mọi bộ lọc"))
    qtbot.waitUntil(lambda: len(numbers(page)) == 14)


def test_a_chip_takes_its_filter_away(page: PlanPage) -> None:
    page.show_states(frozenset({DeadlineState.DONE_LATE}))
    assert numbers(page) == []
    click(named(page.toolbar, "Xong quá hạn"))
    assert len(numbers(page)) == 14


def test_sorting_by_the_header_asks_sql(page: PlanPage) -> None:
    page.list.sort_asked.emit("due", False)
    assert numbers(page)[0] == "1.4"


def test_editing_in_place_is_stored_when_left(page: PlanPage, desk: Desk) -> None:
    task_id = added(desk)
    page.reload()
    page.show_task(task_id, "content")
    field = page.panel.information.content
    field.selectAll()
    type_text(field, "Đo kiểm đường truyền 124 xã")
    leave(field)
    field.store()
    assert plan.task(desk, task_id=task_id).content == "Đo kiểm đường truyền 124 xã"


def test_the_wording_of_the_form_is_locked_until_one_asks(page: PlanPage, desk: Desk) -> None:
    page.show_task(row(desk, "1.1").id)
    assert page.panel.information.content.isReadOnly()
    click(named(page.panel, "Sửa lời mẫu"))
    assert not page.panel.information.content.isReadOnly()


def test_the_lead_is_chosen_without_marks(page: PlanPage, desk: Desk) -> None:
    page.show_task(row(desk, "1.1").id)
    lead = page.panel.information.lead
    lead.selectAll()
    type_text(lead, "so tai chinh")
    lead.settle()
    assert row(desk, "1.1").lead is not None
    assert row(desk, "1.1").lead.name == "Sở Tài chính"  # type: ignore[union-attr]


def test_a_refused_deadline_stays_to_be_corrected(page: PlanPage, desk: Desk, refusals: list[AppError]) -> None:
    page.show_task(row(desk, "1.1").id)
    line = page.panel.information.deadline.line
    line.selectAll()
    type_text(line, "31/6/2025")
    line.store()
    assert len(refusals) == 1
    assert line.text() == "31/6/2025"
    assert row(desk, "1.1").deadline.text == "Ngày 24/6/2025"  # type: ignore[union-attr]


def test_a_secret_is_refused_and_leaves_the_screen(page: PlanPage, desk: Desk, refusals: list[AppError]) -> None:
    page.show_task(row(desk, "1.1").id)
    note = page.panel.information.note
    type_text(note, "Theo văn bản TỐI MẬT")
    note.store()
    assert isinstance(refusals[0], SecretError)
    assert note.toPlainText() == ""


def test_progress_is_reported(page: PlanPage, desk: Desk) -> None:
    page.show_task(row(desk, "1.1").id)
    section = page.panel.progress
    section.status.choose(TaskStatus.IN_PROGRESS)
    section.percent.setText("40")
    type_text(section.text, "Đã trình dự thảo quyết định")
    click(section.report)
    task = row(desk, "1.1")
    assert (task.status, task.percent) == (TaskStatus.IN_PROGRESS, 40)
    assert task.progress[0].text == "Đã trình dự thảo quyết định"


def test_done_needs_a_product(page: PlanPage, desk: Desk, refusals: list[AppError]) -> None:
    page.show_task(row(desk, "1.1").id)
    page.panel.progress.status.choose(TaskStatus.DONE)
    click(page.panel.progress.report)
    assert "chưa có sản phẩm" in refusals[0].title
    evidence = page.panel.evidence
    type_text(evidence.title, "Quyết định thành lập Tổ Công tác")
    type_text(evidence.number, "1234/QĐ-UBND")
    type_text(evidence.day, "24/06/2025")
    click(evidence.add)
    page.panel.progress.status.choose(TaskStatus.DONE)
    click(page.panel.progress.report)
    assert row(desk, "1.1").status is TaskStatus.DONE


def test_an_obstacle_is_recorded_and_resolved(page: PlanPage, desk: Desk) -> None:
    page.show_task(row(desk, "1.1").id)
    type_text(page.panel.obstacles.text, "Chưa có người")
    click(page.panel.obstacles.add)
    assert [each.text for each in row(desk, "1.1").obstacles] == ["Chưa có người"]


def test_delete_offers_to_take_it_back(page: PlanPage, desk: Desk, office: Office) -> None:
    notes: list[tuple[str, bool]] = []
    office.acts.noted.connect(lambda text, undo: notes.append((text, undo)))
    page.list.choose(1)
    press(page.list, Qt.Key.Key_Delete)
    assert len(numbers(page)) == 13
    assert notes == [("Đã xoá nhiệm vụ.", True)]
    office.acts.do(lambda: history.undo(desk))
    assert len(numbers(page)) == 14


def test_one_act_for_several_rows(page: PlanPage, desk: Desk) -> None:
    page.list.selectAll()
    page.set_status(TaskStatus.IN_PROGRESS)
    assert {task.status for task in plan.view(desk).tasks} == {TaskStatus.IN_PROGRESS}
    history.undo(desk)
    assert {task.status for task in plan.view(desk).tasks} == {TaskStatus.NOT_STARTED}


def test_a_task_moves_by_the_menu(page: PlanPage, desk: Desk) -> None:
    page.list.choose(2)
    action = next(each for each in row_menu(page).actions() if each.text() == "Chuyển lên")
    action.trigger()
    assert [task.form_key for task in plan.view(desk).tasks][:2] == ["1.2", "1.1"]


@pytest.mark.parametrize("view", ["table", "timeline", "units", "week"])
def test_every_view_shows_and_is_remembered(page: PlanPage, office: Office, view: str) -> None:
    page.show_view(view)
    assert office.memory.get("plan/view", "") == view


def test_a_place_leads_to_the_row_and_its_field(page: PlanPage, desk: Desk) -> None:
    page.toolbar.search.setText("zzz")
    page.go(Place("plan", "task", row(desk, "2.3").id, "products"))
    assert page.panel.task_id == row(desk, "2.3").id


def test_a_new_task_asks_only_for_its_content(page: PlanPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = AddTaskSheet(page, office, page.unit_entries)
    qtbot.addWidget(sheet)
    type_text(sheet.content, "Bố trí máy phát điện dự phòng")
    click(named(sheet, "Thêm nhiệm vụ"))
    assert row(desk, "1.5").content == "Bố trí máy phát điện dự phòng"


def test_an_empty_task_is_refused_in_the_dialog(page: PlanPage, office: Office, qtbot: QtBot) -> None:
    sheet = AddTaskSheet(page, office, page.unit_entries)
    qtbot.addWidget(sheet)
    click(named(sheet, "Thêm nhiệm vụ"))
    assert "đang để trống" in sheet.message.text


def test_library_rows_are_ticked_and_added(page: PlanPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = LibrarySheet(page, office)
    qtbot.addWidget(sheet)
    type_text(sheet.search, "tb 318 đường dây nóng")
    qtbot.waitUntil(lambda: sheet.table.rowCount() == 1)
    sheet.search.clear()
    type_text(sheet.search, "chu ky so")
    qtbot.waitUntil(lambda: 1 < sheet.table.rowCount() < 20)
    sheet.list.choose(0)
    press(sheet.list, Qt.Key.Key_Return)
    click(named(sheet, "Thêm 1 nhiệm vụ"))
    assert len(plan.view(desk).tasks) == 15


def test_a_finding_leads_to_its_row(page: PlanPage, office: Office, qtbot: QtBot) -> None:
    sheet = plan_findings(page, office)
    qtbot.addWidget(sheet)
    at = sheet.table.row_where(lambda finding: bool(finding.task_id))
    sheet.list.choose(at)
    with qtbot.waitSignal(office.went) as went:
        click(named(sheet, "Đến chỗ này"))
    assert went.args is not None
    assert went.args[0].record_id == sheet.table.line(at).task_id


def test_a_fix_is_applied_from_the_list(page: PlanPage, office: Office, qtbot: QtBot) -> None:
    sheet = plan_findings(page, office)
    qtbot.addWidget(sheet)
    before = sheet.table.rowCount()
    sheet.list.choose(sheet.table.row_where(lambda finding: finding.fix is not None))
    click(named(sheet, "Sửa theo đề xuất"))
    assert sheet.table.rowCount() < before


def test_an_extension_needs_reason_and_approver(page: PlanPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = ExtendSheet(page, office, row(desk, "1.1"))
    qtbot.addWidget(sheet)
    type_text(sheet.deadline.line, "28/6/2025")
    click(named(sheet, "Gia hạn"))
    assert "Lý do" in sheet.message.text
    type_text(sheet.reason, "Chờ Bộ hướng dẫn")
    type_text(sheet.approver, "Phó Chủ tịch Trần Văn Bình")
    click(named(sheet, "Gia hạn"))
    assert row(desk, "1.1").extensions[0].deadline.day == date(2025, 6, 28)


def test_moving_the_night_shows_what_moves(page: PlanPage, office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = ReanchorSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.day.setText("02/07/2025")
    assert "14 thời hạn và 4 dòng nội dung sẽ dời" in texts(sheet)
    click(named(sheet, "Dời ngày G"))
    assert plan.view(desk).cutover_day == date(2025, 7, 2)


def test_a_blank_is_stored_when_left_and_the_next_field_keeps_the_focus(
    page: PlanPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    sheet = ContentSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.show()
    fields = [each for each in sheet.findChildren(StoredText) if each.objectName().startswith("blank/")]
    first, second = fields[2], fields[3]
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    type_text(first, "Lâm Đồng")
    going_to = second.objectName()
    second.setFocus()
    key = first.objectName().removeprefix("blank/")
    assert {blank.key: value for blank, value in plan.blanks(desk)}[key] == "Lâm Đồng"

    def is_there_again() -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and focused is not second and focused.objectName() == going_to

    qtbot.waitUntil(is_there_again)


def test_issuing_without_a_day_is_refused_in_the_dialog(page: PlanPage, office: Office, qtbot: QtBot) -> None:
    sheet = IssueSheet(page, office)
    qtbot.addWidget(sheet)
    type_text(sheet.number, "05")
    click(named(sheet, "Ban hành"))
    assert "Chưa có ngày ban hành" in sheet.message.text


def test_typing_that_is_under_way_survives_a_change_elsewhere(
    page: PlanPage, desk: Desk, office: Office, qtbot: QtBot
) -> None:
    task_id = row(desk, "1.1").id
    page.show_task(task_id)
    note = page.panel.information.note
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    type_text(note, "đang gõ dở")
    office.acts.do(lambda: tasks.edit_task(desk, task_id=row(desk, "1.2").id, note="ở dòng khác"))
    assert note.toPlainText() == "đang gõ dở"
