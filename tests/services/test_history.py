from dataclasses import replace
from datetime import date, timedelta

from app.journal.clock import capped
from app.models.plan.records import Signing, TaskStatus
from app.services import history, issuing, people, plan, tasks
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from app.services.history import HistoryEntry
from tests.conftest import StandingClock
from tests.steps import added, group_id, made, row, send


def lines(desk: Desk, task_id: str) -> list[HistoryEntry]:
    return list(history.history(desk, entity="task", record_id=task_id))


def test_who_when_old_and_new(desk: Desk, clock: StandingClock) -> None:
    made = added(desk, "một")
    people.switch_person(desk, person_id=people.add_person(desk, full_name="Lê Đình Phúc").created[0])
    tasks.edit_task(desk, task_id=made, content="hai")
    newest = lines(desk, made)[0]
    assert newest == HistoryEntry(clock.moment, "Lê Đình Phúc", "Sửa nhiệm vụ", "Nội dung công việc", "một", "hai")


def test_units_are_named(desk: Desk) -> None:
    made = added(desk, lead="Sở Y tế")
    tasks.set_lead(desk, task_id=made, unit="Sở Nội vụ")
    assert (lines(desk, made)[0].old, lines(desk, made)[0].new) == ("Sở Y tế", "Sở Nội vụ")


def test_what_it_owns_belongs_to_it(desk: Desk) -> None:
    made = added(desk, deadline="25/6/2025")
    tasks.extend_deadline(
        desk, task_id=made, text="30/6/2025", reason="Chờ", approver="Trưởng ban", decided_on=date(2025, 6, 24)
    )
    found = {line.field_label: line.new for line in lines(desk, made)}
    assert found["Gia hạn: Thời hạn"] == "30/6/2025"
    assert found["Gia hạn: Ngày duyệt"] == "24/06/2025"


def test_nobody_reads_an_id(desk: Desk) -> None:
    made = added(desk, coordinating=["Sở Y tế"])
    tasks.set_needs(desk, task_id=made, needs=[row(desk, "1.1").id])
    tasks.move_task(desk, task_id=made, group_id=group_id(desk, "II"))
    tasks.add_document(desk, task_id=made, title="Quyết định", number="12", issued_on=date(2025, 6, 20))
    shown = [value for line in lines(desk, made) for value in (line.old, line.new)]
    ids = {
        made,
        row(desk, "1.1").id,
        *(unit.id for unit in plan.units(desk)),
        *(group.id for group in plan.groups(desk)),
    }
    assert not ids & set(shown)
    assert "số 12 ngày 20/06/2025" in shown


def test_a_predecessor_is_named_by_its_row(desk: Desk) -> None:
    made = added(desk)
    tasks.set_needs(desk, task_id=made, needs=[row(desk, "1.1").id])
    assert lines(desk, made)[0].new.startswith("1.1. ")


def test_status_and_percent_in_words(desk: Desk) -> None:
    made = added(desk)
    tasks.report_progress(desk, task_id=made, status=TaskStatus.IN_PROGRESS, percent=40)
    found = {line.field_label: (line.old, line.new) for line in reversed(lines(desk, made))}
    assert found["Trạng thái"] == ("Chưa thực hiện", "Đang thực hiện")
    assert found["Tỷ lệ hoàn thành"][1] == "40%"
    assert found["Ngày bắt đầu"] == ("", "24/06/2025")


def test_deleted_and_brought_back(desk: Desk) -> None:
    made = added(desk)
    tasks.delete_tasks(desk, task_ids=[made])
    history.undo(desk)
    newest = lines(desk, made)[:2]
    assert [(line.field_label, line.new, line.act) for line in newest] == [
        ("Xoá", "Không", "Hoàn tác: Xoá nhiệm vụ"),
        ("Xoá", "Có", "Xoá nhiệm vụ"),
    ]


def test_every_line_has_a_label(sample_desk: Desk) -> None:
    for task in plan.view(sample_desk).tasks:
        assert all(line.field_label and not line.field_label.endswith(": ") for line in lines(sample_desk, task.id))


def test_what_came_from_elsewhere_says_from_which_pc_and_what_was_done(desk: Desk, other: Desk) -> None:
    made = added(other, "Việc của máy kia")
    send(other, desk)
    (first, *_rest) = lines(desk, made)
    assert (first.person, first.act) == ("Nguyễn Thị Đào", "Thêm nhiệm vụ")
    assert first.device == f"máy {other.workspace.device[:4]}, qua máy chủ"
    assert lines(other, made)[0].device == "máy này"


def test_what_is_written_after_a_seal_is_marked(desk: Desk, clock: StandingClock) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, products="Trước khi ban hành")
    signing = Signing("05", "KH-BCĐ", date(2025, 6, 24), "Nguyễn Đình Phước", "TRƯỞNG BAN", on_behalf_of="BAN CHỈ ĐẠO")
    issuing.issue(desk, signing=signing)
    tasks.edit_task(desk, task_id=task_id, products="Sau khi ban hành", note="đang làm")
    marks = {line.new: line.marks for line in lines(desk, task_id)}
    assert marks["Sau khi ban hành"] == ("Sửa ngoài bản đã chốt",)
    assert marks["Trước khi ban hành"] == marks["đang làm"] == ()


def test_what_a_clock_far_ahead_wrote_stands_at_the_time_that_counts(
    desk: Desk, other: Desk, clock: StandingClock
) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(other, task_id=task_id, note="viết ở máy nhanh một ngày")
    *_, written = made(other)
    clock.moment += timedelta(minutes=1)
    tomorrow = written.stamp.replace("2025-06-24", "2025-06-25")
    late = replace(written, stamp=tomorrow, cap=capped(tomorrow, clock.moment))
    take_in(desk, [late], title="Nhận từ máy khác")
    clock.moment += timedelta(minutes=1)
    tasks.edit_task(desk, task_id=task_id, note="sửa sau, ở máy đúng giờ")
    newest, before = lines(desk, task_id)[:2]
    assert (newest.new, newest.at) == ("sửa sau, ở máy đúng giờ", clock.moment)
    assert (before.new, before.at) == ("viết ở máy nhanh một ngày", clock.moment - timedelta(minutes=1))
    for limit in (1, 2, 1_000):
        found = [one.what for one in history.latest(desk, limit=limit)[:2]]
        assert ["sửa sau" in found[0], *("nhanh một ngày" in one for one in found[1:])] == [True] * len(found)
        assert len(found) == min(limit, 2)
