import unicodedata
from datetime import timedelta

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.inspection.records import Colour, DelegationKind, Role, Trigger, VisitState
from app.models.secrecy import SecretError
from app.services import history, plan, working_time
from app.services.desk import Desk
from app.services.inspection import plans, visits
from tests.services.inspection.conftest import FIRST, VISIT_DAY, Trip, moment
from tests.steps import made, send


def rules(trip: Trip) -> list[str]:
    return [one.rule for one in plans.findings(trip.desk, inspection_id=trip.inspection_id)]


def unit_id(desk: Desk, name: str) -> str:
    return next(unit.id for unit in plan.units(desk) if unit.name == name)


def test_a_plan_says_which_of_the_five_fields_it_lacks(desk: Desk) -> None:
    inspection_id = plans.create(desk, title="Kiểm tra đột xuất").created[0]
    found = plans.findings(desk, inspection_id=inspection_id)
    missing = [one.field for one in found if one.rule == "missing_field"]
    assert missing == ["purpose", "subject", "content", "period", "delegates"]


def test_agreement_waits_for_the_five_fields(desk: Desk) -> None:
    inspection_id = plans.create(desk, title="Kiểm tra").created[0]
    with pytest.raises(InvalidInputError, match="chưa nêu mục đích"):
        plans.agree(desk, inspection_id=inspection_id, agreed_on=VISIT_DAY, body="Cơ quan Thường trực")


def test_decomposed_letters_are_stored_composed(desk: Desk) -> None:
    given = unicodedata.normalize("NFD", "Kiểm tra đường truyền xã Đạ Huoai")
    inspection_id = plans.create(desk, title=given).created[0]
    assert plans.inspection(desk, inspection_id=inspection_id).title == "Kiểm tra đường truyền xã Đạ Huoai"


def test_secrets_do_not_enter_a_plan(trip: Trip) -> None:
    with pytest.raises(SecretError):
        plans.edit(trip.desk, inspection_id=trip.inspection_id, content="Theo văn bản đóng dấu TỐI MẬT")


def test_days_the_wrong_way_round(trip: Trip) -> None:
    with pytest.raises(InvalidInputError, match="trước ngày bắt đầu"):
        plans.set_period(
            trip.desk, inspection_id=trip.inspection_id, first_day=VISIT_DAY, last_day=VISIT_DAY - timedelta(days=1)
        )


def test_there_is_one_head(trip: Trip) -> None:
    with pytest.raises(InvalidInputError, match="đã có Trưởng đoàn: Lê Hữu Khải"):
        plans.add_delegate(trip.desk, inspection_id=trip.inspection_id, name="Đỗ Minh Tường", role=Role.HEAD)


def test_two_desks_that_each_name_a_head_make_a_finding(trip: Trip, other: Desk) -> None:
    send(trip.desk, other)
    head = plans.inspection(other, inspection_id=trip.inspection_id).head
    assert head is not None
    plans.remove_delegate(trip.desk, delegate_id=head.id)
    plans.add_delegate(trip.desk, inspection_id=trip.inspection_id, name="Đỗ Minh Tường", role=Role.HEAD)
    plans.edit_delegate(other, delegate_id=head.id, position="Tổ trưởng Tổ Công tác")
    send(other, trip.desk)
    assert "two_heads" in rules(trip)


def test_it_starts_from_a_red_unit_with_its_figures(desk: Desk) -> None:
    figures = (("Nhiệm vụ quá hạn", "5"), ("Hồ sơ trễ", "12%"))
    trigger = Trigger(unit_id(desk, FIRST), FIRST, Colour.RED, figures, desk.now())
    plan_made = plans.inspection(desk, inspection_id=plans.start_from(desk, trigger=trigger).created[0])
    assert plan_made.trigger is not None
    assert (plan_made.trigger.colour, plan_made.trigger.figures) == (Colour.RED, figures)
    assert [visit.unit.name for visit in plan_made.visits] == [FIRST]
    assert "cảnh báo “đỏ” (Nhiệm vụ quá hạn: 5; Hồ sơ trễ: 12%)" in plan_made.purpose


def test_the_number_of_the_group_belongs_to_the_central_line_only(trip: Trip) -> None:
    given = {"inspection_id": trip.inspection_id, "group_number": "3"}
    plans.set_delegation(trip.desk, kind=DelegationKind.CENTRAL, **given)
    assert plans.inspection(trip.desk, inspection_id=trip.inspection_id).delegation.group_number == "3"
    plans.set_delegation(trip.desk, kind=DelegationKind.PROVINCE, **given)
    assert plans.inspection(trip.desk, inspection_id=trip.inspection_id).delegation.group_number == ""


# Visits.


def test_units_stand_in_their_order(trip: Trip) -> None:
    visits.move_visit(trip.desk, visit_id=trip.second, after="")
    order = [one.id for one in plans.inspection(trip.desk, inspection_id=trip.inspection_id).visits]
    assert order == [trip.second, trip.first]


def test_a_unit_stands_once_in_a_plan(trip: Trip) -> None:
    with pytest.raises(InvalidInputError, match="Kế hoạch đã có UBND phường Xuân Hương - Đà Lạt"):
        visits.add_visit(trip.desk, inspection_id=trip.inspection_id, unit="ubnd phuong xuan huong - da lat")


def test_a_unit_taken_out_and_added_again(trip: Trip) -> None:
    visits.remove_visit(trip.desk, visit_id=trip.first)
    visits.add_visit(trip.desk, inspection_id=trip.inspection_id, unit=FIRST)
    again = plans.inspection(trip.desk, inspection_id=trip.inspection_id).visits
    assert [one.id for one in again] == [trip.second, trip.first]
    assert again[1].start is None


def test_two_desks_that_add_the_same_unit_have_it_once(trip: Trip, other: Desk) -> None:
    send(trip.desk, other)
    for desk in (trip.desk, other):
        visits.add_visit(desk, inspection_id=trip.inspection_id, unit="UBND xã Đạ Huoai")
    send(other, trip.desk)
    names = [one.unit.name for one in plans.inspection(trip.desk, inspection_id=trip.inspection_id).visits]
    assert names.count("UBND xã Đạ Huoai") == 1


def test_an_end_before_the_start(trip: Trip) -> None:
    with pytest.raises(InvalidInputError, match="Giờ kết thúc không sau giờ bắt đầu"):
        visits.set_visit_times(trip.desk, visit_id=trip.first, start=moment(VISIT_DAY, 8), end=moment(VISIT_DAY, 8))


def test_a_new_visit_was_not_inspected(trip: Trip) -> None:
    assert visits.visit(trip.desk, visit_id=trip.first).state is VisitState.PLANNED


# Notice.


def notify(trip: Trip, day_before: int, hour: int = 9) -> None:
    sent = moment(VISIT_DAY - timedelta(days=day_before), hour)
    visits.send_notice(trip.desk, visit_id=trip.first, sent_at=sent, recipient="Trần Thị Đoan")


def test_notice_on_tuesday_allows_friday(trip: Trip) -> None:
    notify(trip, 3)
    notice = visits.visit(trip.desk, visit_id=trip.first).notice
    assert notice is not None
    assert notice.recipient == "Trần Thị Đoan"
    assert [one for one in rules(trip) if one == "late_notice"] == []


def test_a_day_off_given_later_does_not_make_a_notice_late(trip: Trip) -> None:
    notify(trip, 3)
    working_time.set_day_off(trip.desk, day=VISIT_DAY - timedelta(days=1), name="Nghỉ bù")
    assert "late_notice" not in rules(trip)


def test_notice_on_wednesday_is_too_late_for_friday(trip: Trip) -> None:
    with pytest.raises(RefusedError, match=r"chưa đủ 03 ngày làm việc.*chậm nhất 01/07/2025 17:00"):
        notify(trip, 2)
    assert visits.visit(trip.desk, visit_id=trip.first).notice is None


def test_a_sudden_inspection_needs_no_notice_but_a_reason(trip: Trip) -> None:
    plans.set_sudden(trip.desk, inspection_id=trip.inspection_id, reason="Người dân phản ánh ùn tắc")
    notify(trip, 1)
    assert not {"no_notice", "late_notice"} & set(rules(trip))


def test_a_visit_moved_forward_after_its_notice_is_a_finding(trip: Trip) -> None:
    notify(trip, 3)
    visits.set_visit_times(trip.desk, visit_id=trip.first, start=moment(VISIT_DAY - timedelta(days=1), 8))
    found = plans.findings(trip.desk, inspection_id=trip.inspection_id)
    assert {"late_notice", "outside_period"} <= {one.rule for one in found}


def test_notice_waits_for_the_five_fields(trip: Trip) -> None:
    plans.edit(trip.desk, inspection_id=trip.inspection_id, purpose="")
    with pytest.raises(InvalidInputError, match="chưa nêu mục đích"):
        notify(trip, 4)


def test_no_notice_when_its_last_day_has_passed(trip: Trip) -> None:
    trip.clock.moment = moment(VISIT_DAY - timedelta(days=1), 8)
    found = plans.findings(trip.desk, inspection_id=trip.inspection_id)
    assert any(one.level == "error" and "đã quá thời điểm phải thông báo" in one.message for one in found)


# Calendar.


def test_the_calendar_shows_who_is_in_two_places(trip: Trip) -> None:
    inspection_id = plans.create(trip.desk, title="Kiểm tra Sở Nội vụ").created[0]
    plans.add_delegate(trip.desk, inspection_id=inspection_id, name="LÊ HỮU KHẢI", role=Role.HEAD)
    start = moment(VISIT_DAY, 10)
    visits.add_visit(trip.desk, inspection_id=inspection_id, unit="Sở Nội vụ", start=start, car="49A-012.34")
    entries = visits.calendar(trip.desk, first=VISIT_DAY, last=VISIT_DAY)
    assert [entry.title for entry in entries] == ["Kiểm tra việc vận hành chính quyền hai cấp", "Kiểm tra Sở Nội vụ"]
    assert all("Trùng người: Lê Hữu Khải" in entry.clashes[0] for entry in entries)
    assert "clash" in rules(trip)


def test_one_who_stays_at_home_is_in_no_two_places(trip: Trip) -> None:
    delegates = plans.inspection(trip.desk, inspection_id=trip.inspection_id).delegates
    visits.set_visit_times(trip.desk, visit_id=trip.second, start=moment(VISIT_DAY, 9))
    assert "clash" in rules(trip)
    visits.choose_delegates(trip.desk, visit_id=trip.first, delegate_ids=[delegates[0].id])
    visits.choose_delegates(trip.desk, visit_id=trip.second, delegate_ids=[delegates[1].id])
    assert "clash" not in rules(trip)
    visits.choose_delegates(trip.desk, visit_id=trip.first, delegate_ids=[])
    assert "clash" in rules(trip)


def test_undo_takes_a_plan_back_whole(desk: Desk) -> None:
    trigger = Trigger(unit_id(desk, FIRST), FIRST, Colour.YELLOW, (), desk.now())
    inspection_id = plans.start_from(desk, trigger=trigger).created[0]
    history.undo(desk)
    assert plans.inspections(desk) == ()
    with pytest.raises(NotFoundError):
        plans.inspection(desk, inspection_id=inspection_id)
    history.redo(desk)
    assert [visit.unit.name for visit in plans.inspections(desk)[0].visits] == [FIRST]


def test_edits_before_the_plan_itself_arrive(trip: Trip, other: Desk) -> None:
    trip.answer_all()
    for change in reversed(made(trip.desk)):
        with other.workspace.applying() as applying:
            applying.apply([change])
        plans.inspections(other)
    assert plans.inspections(other) == plans.inspections(trip.desk)
