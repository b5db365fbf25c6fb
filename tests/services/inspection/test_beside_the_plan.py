"""What agreed minutes say is kept in the plan's table too; the plan itself is untouched by conclusions beside it."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.errors import NotFoundError, RefusedError
from app.models.inspection.minutes_records import Part
from app.models.plan.table import TaskQuery
from app.services import history, people, plan, purging, search, tasks
from app.services.inspection import followups, lines, media, minutes, plans
from tests.services.inspection.conftest import FIRST, Trip, photo
from tests.steps import added, group_id, holds, row


def conclusion(trip: Trip) -> str:
    (one,) = followups.followups(trip.desk)
    return one.task_id


def test_conclusions_stand_after_the_plan_with_numbers_of_their_own(trip: Trip) -> None:
    trip.adopt()
    page = plan.page(trip.desk, query=TaskQuery(), offset=0, limit=100)
    assert [line.number for line in page.lines if not line.task_id] == ["I", "II", "III", "IV", "KL"]
    assert (page.lines[-1].number, page.lines[-1].source) == (
        "KL.1",
        "Kết luận kiểm tra, Biên bản ngày 04/07/2025, kết luận 1",
    )
    assert [group.numeral for group in plan.groups(trip.desk)] == ["I", "II", "III", "IV"]


@pytest.mark.parametrize(
    "edit",
    [
        lambda desk, one: tasks.edit_task(desk, task_id=one, content="Khác"),
        lambda desk, one: tasks.set_lead(desk, task_id=one, unit="Sở Nội vụ"),
        lambda desk, one: tasks.set_deadline(desk, task_id=one, text="30/12/2025"),
        lambda desk, one: tasks.move_task(desk, task_id=one, group_id=group_id(desk)),
        lambda desk, one: tasks.delete_tasks(desk, task_ids=[row(desk, "1.2").id, one]),
    ],
)
def test_what_the_minutes_say_is_not_changed_in_the_plan_s_table(trip: Trip, edit: Callable[..., object]) -> None:
    trip.adopt()
    before = (followups.followups(trip.desk), plan.view(trip.desk))
    with pytest.raises(RefusedError):
        edit(trip.desk, conclusion(trip))
    assert (followups.followups(trip.desk), plan.view(trip.desk)) == before


def test_a_note_may_be_written_there(trip: Trip) -> None:
    trip.adopt()
    tasks.edit_task(trip.desk, task_id=conclusion(trip), note="Đã nhắc qua điện thoại")
    assert plan.task(trip.desk, task_id=conclusion(trip)).note == "Đã nhắc qua điện thoại"


def test_no_task_of_the_plan_goes_into_the_group_of_conclusions(trip: Trip) -> None:
    trip.adopt()
    beside = plan.task(trip.desk, task_id=conclusion(trip)).group_id
    for act in (
        lambda: added(trip.desk, group_id=beside),
        lambda: tasks.move_task(trip.desk, task_id=row(trip.desk, "1.1").id, group_id=beside),
    ):
        with pytest.raises(RefusedError, match="chỉ nhận kết luận"):
            act()


def test_plans_and_minutes_are_found_without_marks(trip: Trip) -> None:
    trip.draft()
    hits = search.search(trip.desk, text="ket giay")
    assert [(hit.entity, hit.kind_label) for hit in hits] == [("minutes", "Biên bản làm việc")]
    assert [hit.entity for hit in search.search(trip.desk, text="chinh quyen hai cap")] == ["inspection", "minutes"]
    plans.remove(trip.desk, inspection_id=trip.inspection_id)
    assert search.search(trip.desk, text="ket giay") == ()
    history.undo(trip.desk)
    assert len(search.search(trip.desk, text="ket giay")) == 1


def test_history_is_told_in_words(trip: Trip) -> None:
    trip.draft()
    told = [f"{one.field_label}: {one.new}" for one in history.history(trip.desk, entity="visit", record_id=trip.first)]
    assert "Mục kiểm tra: Kết quả kiểm tra: Không đạt" in told
    assert "Giờ làm việc: 04/07/2025 08:00 - 04/07/2025 11:00" in told


def test_undo_does_not_bring_back_what_was_deleted_with_its_minutes(trip: Trip) -> None:
    minutes_id = minutes.start(trip.desk, visit_id=trip.first).created[0]
    person = minutes.minutes(trip.desk, minutes_id=minutes_id).participants[0]
    lines.edit_participant(trip.desk, participant_id=person.id, position="Tổ phó")
    minutes.remove(trip.desk, minutes_id=minutes_id)
    assert plans.inspection(trip.desk, inspection_id=trip.inspection_id).visits[0].minutes_id == ""
    history.undo(trip.desk)
    assert minutes.minutes(trip.desk, minutes_id=minutes_id).unit_name == FIRST


def test_a_purge_reaches_the_seal_the_followed_up_task_and_the_photo(trip: Trip, tmp_path: Path) -> None:
    second = people.add_person(trip.desk, full_name="Bùi Quốc Vượng", pin="2468").created[0]
    trip.answer_all()
    path = photo(tmp_path / "a.jpg", (640, 480))
    medium_id = media.add_medium(trip.desk, visit_id=trip.first, path=path, declared_open=True).created[0]
    minutes_id = trip.adopt()
    entry_id = minutes.minutes(trip.desk, minutes_id=minutes_id).part(Part.CONCLUSION)[0].id
    by = {"second_person": second, "second_pin": "2468"}
    purging.purge_record(trip.desk, entity="minutes_entry", record_id=entry_id, **by)
    assert followups.followups(trip.desk) == ()
    assert not holds(trip.desk, "Thay máy scan tại quầy 2")
    purging.purge_record(trip.desk, entity="visit_medium", record_id=medium_id, **by)
    with pytest.raises(NotFoundError):
        media.content(trip.desk, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
