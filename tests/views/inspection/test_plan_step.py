from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt

from app.models.errors import AppError
from app.models.inspection.records import Inspection, Role
from app.services.inspection import plans, visits
from app.views.common.fields import StoredLine, StoredText
from app.views.inspection.agreement_sheet import AgreementSheet
from app.views.inspection.delegation_box import DelegateLine
from app.views.inspection.findings import inspection_findings
from app.views.inspection.notice_sheet import NoticeSheet
from app.views.inspection.page import InspectionPage
from app.views.inspection.visits_box import VisitLine
from tests.services.inspection.conftest import FIRST, VISIT_DAY, Trip, moment
from tests.views.hands import click, named, press, texts, type_text


@pytest.fixture
def planning(page: InspectionPage, trip: Trip) -> InspectionPage:
    page.open_inspection(trip.inspection_id)
    return page


@pytest.fixture
def refused(planning: InspectionPage) -> list[AppError]:
    heard: list[AppError] = []
    planning.office.acts.refused.connect(heard.append)
    return heard


def stored(trip: Trip) -> Inspection:
    return plans.inspection(trip.desk, inspection_id=trip.inspection_id)


def write(editor: StoredLine | StoredText, text: str) -> None:
    editor.setFocus()
    editor.selectAll()
    type_text(editor, text)
    editor.store()


def line(page: InspectionPage, visit_id: str) -> VisitLine:
    found = page.workbench.plan.visits.visits.line(visit_id)
    assert isinstance(found, VisitLine)
    return found


def test_the_five_contents_are_stored_as_they_are_left(planning: InspectionPage, trip: Trip) -> None:
    form = planning.workbench.plan.form
    for editor, text in (
        (form.title, "Kiểm tra đường truyền"),
        (form.purpose, "Đôn đốc đường truyền dự phòng"),
        (form.subject, "UBND phường Xuân Hương – Đà Lạt"),
        (form.content, "Bộ phận Một cửa"),
    ):
        write(editor, text)
    found = stored(trip)
    assert (found.title, found.purpose) == ("Kiểm tra đường truyền", "Đôn đốc đường truyền dự phòng")
    assert (found.subject, found.content) == ("UBND phường Xuân Hương – Đà Lạt", "Bộ phận Một cửa")


def test_one_day_alone_is_first_and_last(planning: InspectionPage, trip: Trip) -> None:
    form = planning.workbench.plan.form
    form.last_day.clear()
    form.first_day.setText("10/7/2025")
    press(form.first_day, Qt.Key.Key_Return)
    found = stored(trip)
    assert (found.first_day, found.last_day) == (date(2025, 7, 10), date(2025, 7, 10))


def test_days_the_wrong_way_round_are_refused(planning: InspectionPage, trip: Trip, refused: list[AppError]) -> None:
    form = planning.workbench.plan.form
    form.last_day.setText("01/7/2025")
    press(form.last_day, Qt.Key.Key_Return)
    assert "trước ngày bắt đầu" in refused[0].title
    assert form.last_day.text() == "11/07/2025"
    assert stored(trip).last_day == VISIT_DAY + timedelta(days=7)


def test_sudden_needs_its_reason(planning: InspectionPage, trip: Trip) -> None:
    form = planning.workbench.plan.form
    click(form.is_sudden)
    assert "Phải ghi lý do" in texts(form)
    assert not stored(trip).is_sudden
    write(form.reason, "Cảnh báo đỏ ngày 24/6")
    assert stored(trip).sudden_reason == "Cảnh báo đỏ ngày 24/6"
    assert "không phải thông báo trước" in texts(planning.workbench.plan.visits)
    click(form.is_sudden)
    assert not stored(trip).is_sudden


def test_a_state_secret_is_taken_out_of_its_field(
    planning: InspectionPage, trip: Trip, refused: list[AppError]
) -> None:
    form = planning.workbench.plan.form
    write(form.note, "Số 12 TUYỆT MẬT")
    assert refused
    assert form.note.toPlainText() == ""
    assert stored(trip).note == ""


def test_members_are_added_by_name_edited_and_ordered(planning: InspectionPage, trip: Trip) -> None:
    box = planning.workbench.plan.delegation
    box.adding.setFocus()
    type_text(box.adding, "Đinh Thị Mỹ Duyên")
    press(box.adding, Qt.Key.Key_Return)
    made = stored(trip).delegates[-1]
    assert (made.name, made.role) == ("Đinh Thị Mỹ Duyên", Role.MEMBER)
    assert box.adding.text() == ""
    member = box.members.line(made.id)
    assert isinstance(member, DelegateLine)
    write(member.position, "Phó Giám đốc Sở Khoa học và Công nghệ")
    box.move_line(made.id, -1)
    assert [one.name for one in stored(trip).delegates][1] == "Đinh Thị Mỹ Duyên"
    assert stored(trip).delegates[1].position == "Phó Giám đốc Sở Khoa học và Công nghệ"


def test_a_second_head_is_refused_and_the_role_comes_back(
    planning: InspectionPage, trip: Trip, refused: list[AppError]
) -> None:
    box = planning.workbench.plan.delegation
    second = stored(trip).delegates[1]
    box.set_role(second.id, Role.HEAD)
    assert "đã có Trưởng đoàn" in refused[0].title
    member = box.members.line(second.id)
    assert isinstance(member, DelegateLine)
    assert member.role.currentData() is Role.SECRETARY


def test_a_unit_is_added_without_marks_and_moved(planning: InspectionPage, trip: Trip) -> None:
    box = planning.workbench.plan.visits
    box.adding.setFocus()
    type_text(box.adding, "ubnd phuong 2 bao loc")
    press(box.adding, Qt.Key.Key_Return)
    assert [one.unit.name for one in stored(trip).visits][-1] == "UBND Phường 2 Bảo Lộc"
    box.move_line(stored(trip).visits[-1].id, -1)
    assert [one.unit.name for one in stored(trip).visits][1] == "UBND Phường 2 Bảo Lộc"


def test_the_hour_of_the_end_belongs_to_the_day_of_the_start(planning: InspectionPage, trip: Trip) -> None:
    visit = line(planning, trip.first)
    visit.toggle()
    write(visit.start, "7/7/2025 13:30")
    write(visit.end, "16h30")
    found = visits.visit(trip.desk, visit_id=trip.first)
    assert (found.start, found.end) == (moment(date(2025, 7, 7), 13, 30), moment(date(2025, 7, 7), 16, 30))


def test_an_hour_that_cannot_be_read_stays_to_be_corrected(
    planning: InspectionPage, trip: Trip, refused: list[AppError]
) -> None:
    visit = line(planning, trip.first)
    visit.toggle()
    write(visit.start, "sáng mai")
    assert "không đọc được" in refused[0].title
    assert visit.start.text() == "sáng mai"
    assert visits.visit(trip.desk, visit_id=trip.first).start == moment(VISIT_DAY, 8)


def test_who_goes_is_ticked(planning: InspectionPage, trip: Trip) -> None:
    visit = line(planning, trip.first)
    visit.toggle()
    head = stored(trip).delegates[0].id
    visit.who[head].click()
    assert visits.visit(trip.desk, visit_id=trip.first).delegate_ids == (head,)


def test_the_earliest_day_is_explained_and_a_late_notice_is_refused(planning: InspectionPage, trip: Trip) -> None:
    assert "làm việc sớm nhất Thứ Sáu 27/06/2025" in texts(planning.workbench.plan.visits)
    trip.clock.moment = moment(VISIT_DAY - timedelta(days=1), 9)
    visit = visits.visit(trip.desk, visit_id=trip.first)
    sheet = NoticeSheet(planning, planning.office, visit)
    sheet.recipient.setText("Phạm Thị Đoan")
    click(named(sheet, "Ghi thông báo"))
    assert "chưa đủ 03 ngày làm việc" in sheet.message.text
    assert visits.visit(trip.desk, visit_id=trip.first).notice is None
    planning.reload()
    assert "Đã quá hạn thông báo" in texts(line(planning, trip.first))


def test_a_notice_in_time_is_recorded_and_shown(planning: InspectionPage, trip: Trip) -> None:
    sheet = NoticeSheet(planning, planning.office, visits.visit(trip.desk, visit_id=trip.first))
    sheet.recipient.setText("Phạm Thị Đoan, Chánh Văn phòng")
    click(named(sheet, "Ghi thông báo"))
    assert "Đã thông báo 24/06/2025 12:00 cho Phạm Thị Đoan" in texts(line(planning, trip.first))


def test_an_agreement_needs_its_day(planning: InspectionPage, trip: Trip) -> None:
    sheet = AgreementSheet(planning, planning.office, stored(trip))
    click(named(sheet, "Ghi thống nhất"))
    assert "Chưa có ngày thống nhất" in sheet.message.text
    sheet.day.setText("25/06/2025")
    click(named(sheet, "Ghi thống nhất"))
    assert "Đã thống nhất với Cơ quan Thường trực Ban Chỉ đạo ngày 25/06/2025" in texts(planning.workbench.plan.form)


def test_a_finding_goes_to_its_field(planning: InspectionPage, trip: Trip) -> None:
    plans.edit(trip.desk, inspection_id=trip.inspection_id, content="")
    planning.reload()
    assert planning.workbench.check.text() == "Rà soát (1)"
    sheet = inspection_findings(planning, planning.office, planning.workbench.findings, planning.workbench.go_to)
    click(named(sheet, "Đến chỗ này"))
    assert planning.focusWidget() is planning.workbench.plan.form.content


def test_typing_survives_a_change_that_comes_meanwhile(planning: InspectionPage, trip: Trip) -> None:
    form = planning.workbench.plan.form
    form.purpose.setFocus()
    form.purpose.selectAll()
    type_text(form.purpose, "Đang gõ dở")
    planning.office.acts.do(lambda: visits.edit_visit(trip.desk, visit_id=trip.first, place="Hội trường B"))
    assert form.purpose.toPlainText() == "Đang gõ dở"
    assert f"1. {FIRST}" in texts(line(planning, trip.first))
    assert "Hội trường B" in texts(line(planning, trip.first))
