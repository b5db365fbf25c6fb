"""Conclusions after the inspection: tracked as tasks beside the plan, proposed again, reported."""

from datetime import date, timedelta

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.inspection.minutes_records import Followup, FollowupQuery, FollowupState, Part
from app.models.plan.records import TaskStatus
from app.models.plan.table import TaskQuery
from app.services import checking, plan, search, tasks
from app.services.desk import Desk
from app.services.inspection import followups, minutes, plans, reporting, visits
from tests.services.inspection.conftest import FIRST, SECOND, VISIT_DAY, Trip, moment
from tests.steps import row, send


def only(desk: Desk) -> Followup:
    (found,) = followups.followups(desk)
    return found


def close(trip: Trip) -> None:
    task_id = only(trip.desk).task_id
    given = {"title": "Biên bản bàn giao máy scan", "number": "07/BB-UBND"}
    tasks.add_document(trip.desk, task_id=task_id, issued_on=date(2025, 7, 8), **given)
    tasks.report_progress(trip.desk, task_id=task_id, status=TaskStatus.DONE, text="Đã thay máy scan.")


def test_a_conclusion_is_followed_up_from_the_minute_of_agreement(trip: Trip) -> None:
    trip.adopt()
    one = only(trip.desk)
    assert (one.content, one.unit.name, one.inspected.name) == ("Thay máy scan tại quầy 2", FIRST, FIRST)
    assert (one.state, one.status, one.visited_on) == (FollowupState.OPEN, TaskStatus.NOT_STARTED, VISIT_DAY)
    assert one.inspection_title == "Kiểm tra việc vận hành chính quyền hai cấp"


def test_it_is_in_the_plan_s_views_but_not_in_the_plan(trip: Trip) -> None:
    before = (plan.view(trip.desk), checking.findings(trip.desk))
    trip.adopt()
    page = plan.page(trip.desk, query=TaskQuery(libraries=frozenset({"inspection"})), offset=0, limit=10)
    assert [line.content for line in page.lines if line.task_id] == ["Thay máy scan tại quầy 2"]
    assert plan.counts(trip.desk, query=TaskQuery()).total == len(before[0].tasks) + 1
    assert (plan.view(trip.desk), checking.findings(trip.desk)) == before
    assert row(trip.desk, "1.1").form_key == "1.1"


def test_it_is_found_without_marks(trip: Trip) -> None:
    trip.adopt()
    assert [hit.entity for hit in search.search(trip.desk, text="thay may scan")] == ["task", "minutes"]


def test_it_is_overdue_like_a_task(trip: Trip) -> None:
    trip.adopt()
    trip.clock.moment = moment(date(2025, 7, 10), 23, 59)
    assert only(trip.desk).state is FollowupState.OPEN
    trip.clock.moment = moment(date(2025, 7, 11), 0)
    assert only(trip.desk).state is FollowupState.OVERDUE


def test_it_needs_evidence_to_close(trip: Trip) -> None:
    trip.adopt()
    with pytest.raises(InvalidInputError, match="chưa có sản phẩm"):
        tasks.report_progress(trip.desk, task_id=only(trip.desk).task_id, status=TaskStatus.DONE)
    close(trip)
    one = only(trip.desk)
    assert (one.state, one.percent, one.latest) == (FollowupState.DONE, 100, "Đã thay máy scan.")
    assert [item.number for item in one.evidence] == ["07/BB-UBND"]


def test_an_extension_keeps_the_deadline_of_the_minutes(trip: Trip) -> None:
    trip.adopt()
    task_id = only(trip.desk).task_id
    tasks.extend_deadline(trip.desk, task_id=task_id, text="20/7/2025", reason="Chờ mua sắm", approver="Trưởng đoàn")
    one = only(trip.desk)
    assert one.deadline is not None
    assert one.original_deadline is not None
    assert (one.original_deadline.text, one.deadline.text, len(one.extensions)) == ("10/7/2025", "20/7/2025", 1)


def test_what_cannot_be_done_needs_a_reason_and_can_be_taken_up_again(trip: Trip) -> None:
    trip.adopt()
    task_id = only(trip.desk).task_id
    with pytest.raises(InvalidInputError, match="Lý do không thực hiện được"):
        followups.declare_impossible(trip.desk, task_id=task_id, reason=" ")
    followups.declare_impossible(trip.desk, task_id=task_id, reason="Chưa được cấp kinh phí")
    one = only(trip.desk)
    assert one.impossible is not None
    assert (one.state, one.status) == (FollowupState.IMPOSSIBLE, TaskStatus.PAUSED)
    assert (one.impossible.reason, one.latest) == (
        "Chưa được cấp kinh phí",
        "Không thực hiện được: Chưa được cấp kinh phí",
    )
    followups.resume(trip.desk, task_id=task_id)
    assert (only(trip.desk).state, only(trip.desk).impossible) == (FollowupState.OPEN, None)


def test_progress_in_the_plan_s_table_takes_it_up_again(trip: Trip) -> None:
    trip.adopt()
    task_id = only(trip.desk).task_id
    followups.declare_impossible(trip.desk, task_id=task_id, reason="Chưa được cấp kinh phí")
    tasks.report_progress(trip.desk, task_id=task_id, status=TaskStatus.IN_PROGRESS, percent=30)
    assert only(trip.desk).state is FollowupState.OPEN


def test_what_is_done_or_no_conclusion_is_not_impossible(trip: Trip) -> None:
    trip.adopt()
    close(trip)
    with pytest.raises(RefusedError, match="đã thực hiện xong"):
        followups.declare_impossible(trip.desk, task_id=only(trip.desk).task_id, reason="A")
    with pytest.raises(NotFoundError, match="không phải kết luận kiểm tra"):
        followups.declare_impossible(trip.desk, task_id=row(trip.desk, "1.1").id, reason="A")


def test_the_overview_by_unit_adds_up(trip: Trip) -> None:
    trip.adopt()
    trip.clock.moment = moment(date(2025, 7, 12), 8)
    (unit,) = followups.overview(trip.desk)
    assert (unit.unit.name, unit.open, unit.overdue, unit.done, unit.impossible) == (FIRST, 0, 1, 0, 0)
    assert unit.total == 1


@pytest.mark.parametrize(
    ("query", "count"),
    [
        (FollowupQuery(text="may scan QUAY"), 1),
        (FollowupQuery(text="đường truyền"), 0),
        (FollowupQuery(states=frozenset({FollowupState.OPEN})), 1),
        (FollowupQuery(states=frozenset({FollowupState.DONE, FollowupState.OVERDUE})), 0),
        (FollowupQuery(unit_ids=frozenset({"khong-co"})), 0),
        (FollowupQuery(inspection_id="khong-co"), 0),
    ],
)
def test_filters(trip: Trip, query: FollowupQuery, count: int) -> None:
    trip.adopt()
    assert len(followups.followups(trip.desk, query=query)) == count


def test_both_desks_that_hold_the_minutes_follow_the_same_conclusion(trip: Trip, other: Desk) -> None:
    trip.adopt()
    send(trip.desk, other)
    assert followups.followups(other) == followups.followups(trip.desk)


# The next inspection.


def next_visit(trip: Trip) -> str:
    again = plans.create(trip.desk, title="Phúc tra").created[0]
    start = moment(VISIT_DAY + timedelta(days=14), 8)
    return visits.add_visit(trip.desk, inspection_id=again, unit=FIRST, start=start).created[0]


def test_an_open_conclusion_is_proposed_in_the_next_inspection(trip: Trip) -> None:
    trip.adopt()
    visit_id = next_visit(trip)
    made = minutes.of_visit(trip.desk, visit_id=minutes_of(trip, visit_id))[0]
    assert [entry.text for entry in made.part(Part.SHORTCOMING)] == [
        "Chưa hoàn thành kết luận tại Biên bản làm việc ngày 04/07/2025: “Thay máy scan tại quầy 2” "
        "(thời hạn 10/7/2025, đạt 0%)."
    ]


def test_a_finished_one_is_an_achievement_there(trip: Trip) -> None:
    trip.adopt()
    close(trip)
    made = minutes.of_visit(trip.desk, visit_id=minutes_of(trip, next_visit(trip)))[0]
    assert [entry.text for entry in made.part(Part.ACHIEVEMENT)] == [
        "Đã thực hiện kết luận tại Biên bản làm việc ngày 04/07/2025: “Thay máy scan tại quầy 2”."
    ]


def minutes_of(trip: Trip, visit_id: str) -> str:
    minutes.start(trip.desk, visit_id=visit_id)
    return visit_id


# Papers.


def test_the_figures_of_the_result_report(trip: Trip) -> None:
    trip.adopt()
    found = reporting.report_figures(trip.desk, inspection_id=trip.inspection_id)
    first, second = found.results
    assert (found.planned, found.visited) == (2, 1)
    assert first.answers == {"pass": 4, "fail": 1, "not_applicable": 0, "": 0}
    assert (len(first.achievements), len(first.shortcomings), len(first.conclusions)) == (4, 1, 1)
    assert (second.minutes_id, second.answers, second.conclusions) == ("", None, ())
    assert found.by_state[FollowupState.OPEN] == 1


def test_the_list_of_conclusions(trip: Trip) -> None:
    trip.adopt()
    close(trip)
    (line,) = reporting.conclusions(trip.desk)
    assert (line.place, line.unit, line.deadline, line.status) == (1, FIRST, "10/7/2025", "Đã hoàn thành")
    assert line.evidence == "Biên bản bàn giao máy scan (07/BB-UBND, 08/07/2025)"


def test_the_dossier_stands_in_its_order(trip: Trip) -> None:
    trip.adopt()
    found = reporting.dossier(trip.desk, inspection_id=trip.inspection_id)
    assert [(one.kind, one.is_ready) for one in found] == [
        ("plan", True),
        ("notice", False),
        ("minutes", True),
        ("annex", True),
        ("notice", False),
        ("minutes", False),
        ("report", True),
        ("conclusions", True),
    ]
    assert SECOND.replace("phường", "Phường") in found[5].title
    assert found[5].missing == "Chưa lập biên bản."


def test_without_anything_there_is_nothing(desk: Desk) -> None:
    assert followups.followups(desk) == ()
    assert followups.overview(desk) == ()
    assert reporting.conclusions(desk) == ()
