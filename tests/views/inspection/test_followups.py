import pytest
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.inspection.minutes_records import FollowupState
from app.services.inspection import followups
from app.views.common.office import Place
from app.views.inspection.followup_list import FollowupList
from app.views.inspection.impossible_sheet import ImpossibleSheet
from app.views.inspection.page import InspectionPage
from tests.services.inspection.conftest import FIRST, Trip
from tests.views.hands import click, named, texts


@pytest.fixture
def listed(page: InspectionPage, trip: Trip) -> FollowupList:
    trip.adopt()
    page.show_view("followups")
    return page.followups


def test_a_conclusion_of_agreed_minutes_is_listed_by_unit(listed: FollowupList) -> None:
    assert listed.table.rowCount() == 1
    assert listed.chosen is not None
    assert listed.chosen.content == "Thay máy scan tại quầy 2"
    assert [listed.overview_table.line(0).unit.name, listed.overview_table.line(0).open] == [FIRST, 1]


def test_the_search_needs_no_marks(listed: FollowupList, qtbot: QtBot) -> None:
    listed.search.setText("thay may scan")
    qtbot.waitUntil(lambda: listed.table.rowCount() == 1)
    listed.search.setText("khong co gi")
    qtbot.waitUntil(lambda: "Không có kết luận nào khớp" in texts(listed))


def test_the_detail_is_the_task_of_the_plan(listed: FollowupList) -> None:
    click(named(listed, "Tiến độ, minh chứng…"))
    assert listed.chosen is not None
    assert listed.panel.isVisible()
    assert listed.panel.task_id == listed.chosen.task_id


def test_a_conclusion_is_not_deleted(listed: FollowupList) -> None:
    heard: list[AppError] = []
    listed.window()
    page = listed.parentWidget()
    while not isinstance(page, InspectionPage):
        assert page is not None
        page = page.parentWidget()
    page.office.acts.refused.connect(heard.append)
    assert listed.chosen is not None
    listed.panel.delete_asked.emit(listed.chosen.task_id)
    assert "không xoá được" in heard[0].title


def test_impossible_needs_a_reason_and_may_be_taken_up_again(listed: FollowupList, page: InspectionPage) -> None:
    assert listed.chosen is not None
    sheet = ImpossibleSheet(page, page.office, listed.chosen)
    click(named(sheet, "Ghi không thực hiện được"))
    assert "đang để trống" in sheet.message.text
    sheet.reason.setPlainText("Trụ sở đã bàn giao")
    click(named(sheet, "Ghi không thực hiện được"))
    assert listed.chosen is not None
    assert listed.chosen.state is FollowupState.IMPOSSIBLE
    click(named(listed, "Thực hiện lại"))
    assert followups.followups(page.office.desk)[0].state is FollowupState.OPEN


def test_a_late_conclusion_is_counted_in_the_head(listed: FollowupList, page: InspectionPage, trip: Trip) -> None:
    trip.clock.moment = trip.clock.moment.replace(month=8)
    page.reload()
    assert "1 kết luận quá hạn" in texts(page.toolbar)


def test_a_place_names_a_conclusion(listed: FollowupList, page: InspectionPage) -> None:
    assert listed.chosen is not None
    task_id = listed.chosen.task_id
    listed.search.setText("zzz")
    page.go(Place("inspection", "task", task_id))
    assert listed.chosen is not None
    assert listed.panel.task_id == task_id
