import unicodedata
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.plan.table import TaskQuery
from app.services import plan, settings, tasks
from app.services.desk import Desk
from app.workspace import files
from tests.conftest import StandingClock
from tests.models.test_undoing import SIGNED
from tests.steps import acts, added, changes, group_id, row, sizes, task, written

DONE, IN_PROGRESS, NOT_STARTED = TaskStatus.DONE, TaskStatus.IN_PROGRESS, TaskStatus.NOT_STARTED


def with_document(desk: Desk, task_id: str) -> str:
    given = {"title": "Quyết định thành lập", "number": "125/QĐ-UBND"}
    return tasks.add_document(desk, task_id=task_id, issued_on=date(2025, 6, 20), **given).created[0]


def extend(desk: Desk, task_id: str, text: str, *, carry: bool = False) -> None:
    tasks.extend_deadline(desk, task_id=task_id, text=text, reason="Chờ thiết bị", approver="Trưởng ban", carry=carry)


# Adding.


def test_an_added_task_is_an_addition_of_the_province(desk: Desk) -> None:
    one = task(desk, added(desk, lead="Sở Nội vụ", coordinating=["Sở Tài chính"], deadline="trước ngày 5/7"))
    assert one.is_addition
    assert one.source.label == "Bổ sung của tỉnh"
    assert one.lead is not None
    assert (one.number, one.lead.name, [unit.name for unit in one.coordinating]) == (
        "1.5",
        "Sở Nội vụ",
        ["Sở Tài chính"],
    )


def test_no_year_means_that_of_the_night(desk: Desk) -> None:
    deadline = task(desk, added(desk, deadline="5/7")).deadline
    assert deadline is not None
    assert deadline.day == date(2025, 7, 5)


def test_added_after_a_row_it_stands_there(desk: Desk) -> None:
    made = added(desk, after=row(desk, "1.1").id)
    assert (task(desk, made).number, row(desk, "1.3").form_key) == ("1.2", "1.2")


def test_a_deadline_typed_in_decomposed_letters_is_the_stricter_one(desk: Desk) -> None:
    deadline = task(desk, added(desk, deadline=unicodedata.normalize("NFD", "trước ngày 25/6/2025"))).deadline
    assert deadline is not None
    assert deadline.last_day() == date(2025, 6, 24)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"content": "  "}, "Nội dung công việc đang để trống"),
        ({"lead": "Sở Vũ trụ"}, "không có đơn vị “Sở Vũ trụ”"),
        ({"deadline": "5/7/25"}, "Thời hạn “5/7/25” không đọc được"),
        ({"lead": "Sở Nội vụ", "coordinating": ["Sở Nội vụ"]}, "^Dòng mới: đơn vị chủ trì không thể đồng thời"),
        ({"coordinating": ["Sở Vũ trụ"]}, "Dòng mới: Đơn vị phối hợp: không có đơn vị"),
        ({"group_id": "khong-co"}, "Không tìm thấy nhóm nhiệm vụ này"),
    ],
)
def test_adding_is_refused_and_leaves_nothing(desk: Desk, given: dict[str, object], message: str) -> None:
    before = sizes(desk)
    with pytest.raises((InvalidInputError, NotFoundError), match=message):
        tasks.add_task(desk, **{"group_id": group_id(desk), "content": "Diễn tập", **given})  # type: ignore[arg-type]
    assert sizes(desk) == before


# Words.


def test_a_form_row_keeps_its_wording(desk: Desk) -> None:
    with pytest.raises(RefusedError, match=r"^Dòng 1\.1 là dòng của mẫu"):
        tasks.edit_task(desk, task_id=row(desk, "1.1").id, content="Lời khác")


def test_an_explicit_amendment_is_marked(desk: Desk) -> None:
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, content="Lời khác", amend_form=True)
    assert row(desk, "1.1").is_reworded


def test_products_and_note_of_a_form_row_are_free(desk: Desk) -> None:
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, products="Quyết định", note="Gấp")
    assert (row(desk, "1.1").products, row(desk, "1.1").note) == ("Quyết định", "Gấp")


def test_an_emptied_content_is_refused_by_its_row(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.5: Nội dung công việc đang để trống"):
        tasks.edit_task(desk, task_id=added(desk), content="\u200b ")


def test_a_too_long_note_is_refused_by_its_row(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.1: Ghi chú: dài"):
        tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="đ" * 20_001)


def test_a_deleted_task_is_not_edited(desk: Desk) -> None:
    made = added(desk)
    tasks.delete_tasks(desk, task_ids=[made])
    with pytest.raises(NotFoundError, match="Không tìm thấy nhiệm vụ"):
        tasks.edit_task(desk, task_id=made, note="x")


# Units.


@pytest.mark.parametrize(
    "name", ["Sở Tài chính", "so tai chinh", "SỞ TÀI CHÍNH", unicodedata.normalize("NFD", "Sở Tài chính")]
)
def test_a_lead_by_any_spelling(desk: Desk, name: str) -> None:
    tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit=name)
    lead = row(desk, "1.1").lead
    assert lead is not None
    assert lead.shown == "Sở Tài chính"


def test_there_is_always_one_lead(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.1: chưa có đơn vị chủ trì"):
        tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit=" ")


def test_an_unknown_lead_proposes_near_names(desk: Desk) -> None:
    with pytest.raises(
        InvalidInputError, match=r"Dòng 1\.1: Đơn vị chủ trì: không có đơn vị “Sở Tài trính”"
    ) as refused:
        tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit="Sở Tài trính")
    assert "Sở Tài chính" in refused.value.detail


def test_a_coordinating_unit_does_not_become_lead(desk: Desk) -> None:
    made = added(desk, coordinating=["Sở Tài chính"])
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.5: đơn vị này đang là đơn vị phối hợp"):
        tasks.set_lead(desk, task_id=made, unit="Sở Tài chính")


def test_the_lead_does_not_coordinate(desk: Desk) -> None:
    made = added(desk, lead="Sở Tài chính")
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.5: đơn vị chủ trì không thể đồng thời"):
        tasks.set_coordinating(desk, task_id=made, units=["Sở Nội vụ", "so tai chinh"])


def test_coordinating_units_keep_their_order_and_are_named_once(desk: Desk) -> None:
    made = added(desk)
    tasks.set_coordinating(desk, task_id=made, units=["Sở Y tế", "Sở Nội vụ", "so y te"])
    assert [unit.name for unit in task(desk, made).coordinating] == ["Sở Y tế", "Sở Nội vụ"]


def test_reordered_coordinating_units(desk: Desk) -> None:
    made = added(desk, coordinating=["Sở Y tế", "Sở Nội vụ"])
    tasks.set_coordinating(desk, task_id=made, units=["Sở Nội vụ", "Sở Tài chính", "Sở Y tế"])
    assert [unit.name for unit in task(desk, made).coordinating] == ["Sở Nội vụ", "Sở Tài chính", "Sở Y tế"]


def test_the_same_units_again_are_no_act(desk: Desk) -> None:
    made = added(desk, coordinating=["Sở Y tế"])
    before = len(acts(desk))
    tasks.set_coordinating(desk, task_id=made, units=["Sở Y tế"])
    assert len(acts(desk)) == before


# Deadlines and extensions.


def test_a_deadline_is_set_as_it_is_worded(desk: Desk) -> None:
    tasks.set_deadline(desk, task_id=row(desk, "1.1").id, text="Chậm nhất trước 12 giờ ngày 25/6/2025")
    deadline = row(desk, "1.1").original_deadline
    assert deadline is not None
    assert (deadline.text, deadline.hour) == ("Chậm nhất trước 12 giờ ngày 25/6/2025", time(12))


def test_after_issuing_a_deadline_is_only_extended(desk: Desk) -> None:
    from app.services import issuing

    issuing.issue(desk, signing=SIGNED)
    with pytest.raises(RefusedError, match=r"Dòng 1\.1: thời hạn gốc đã ban hành"):
        tasks.set_deadline(desk, task_id=row(desk, "1.1").id, text="30/6/2025")


def test_a_row_added_after_issuing_is_still_free(desk: Desk) -> None:
    from app.services import issuing

    issuing.issue(desk, signing=SIGNED)
    made = added(desk, deadline="25/6/2025")
    tasks.set_deadline(desk, task_id=made, text="26/6/2025")
    deadline = task(desk, made).deadline
    assert deadline is not None
    assert deadline.text == "26/6/2025"


def test_an_extended_deadline_is_not_overwritten(desk: Desk) -> None:
    one = row(desk, "1.1").id
    extend(desk, one, "30/6/2025")
    with pytest.raises(RefusedError, match=r"Dòng 1\.1"):
        tasks.set_deadline(desk, task_id=one, text="29/6/2025")


def test_an_extension_leaves_the_original(desk: Desk) -> None:
    before = row(desk, "1.1")
    extend(desk, before.id, "30/6/2025")
    extend(desk, before.id, "Tháng 7/2025")
    after = row(desk, "1.1")
    assert after.deadline is not None
    assert (after.original_deadline, after.deadline.text) == (before.original_deadline, "Tháng 7/2025")
    assert [one.reason for one in after.extensions] == ["Chờ thiết bị"] * 2
    assert not changes(desk, entity="task", entity_id=before.id)[1:]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"text": "20/6/2025"}, r"Dòng 1\.1: hạn mới “20/6/2025” không muộn hơn"),
        ({"text": "24/6/2025"}, r"Dòng 1\.1: hạn mới"),
        ({"text": "trước ngày 25/6/2025"}, r"Dòng 1\.1: hạn mới"),
        ({"text": ""}, "Thời hạn mới đang để trống"),
        ({"reason": ""}, "Lý do gia hạn đang để trống"),
        ({"approver": " "}, "Người duyệt gia hạn đang để trống"),
    ],
)
def test_an_extension_is_refused(desk: Desk, given: dict[str, str], message: str) -> None:
    words = {"text": "30/6/2025", "reason": "Chờ thiết bị", "approver": "Trưởng ban", **given}
    with pytest.raises(InvalidInputError, match=message):
        tasks.extend_deadline(desk, task_id=row(desk, "1.1").id, **words)  # type: ignore[arg-type]


def test_a_task_without_deadline_is_not_extended(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.5 chưa có thời hạn"):
        extend(desk, added(desk), "30/6/2025")


def test_an_extension_within_the_night_counts_the_nights_end(desk: Desk) -> None:
    settings.set_night_ends(desk, at=time(5))
    with pytest.raises(InvalidInputError, match="không muộn hơn"):
        extend(desk, row(desk, "4.1").id, "3 giờ ngày 01/7/2025")


def test_the_nights_end_moves_what_is_due(desk: Desk) -> None:
    settings.set_night_ends(desk, at=time(5))
    page = plan.page(desk, query=TaskQuery(text="4.1"), offset=0, limit=9)
    assert [line.due_at.hour for line in page.lines if line.due_at and line.number == "4.1"] == [22]


def chain(desk: Desk) -> list[str]:
    """Three tasks, each waiting for the one before."""
    made = [added(desk, f"Bước {n}", deadline=f"{20 + n}/6/2025") for n in range(3)]
    for before, after in zip(made, made[1:], strict=False):
        tasks.set_needs(desk, task_id=after, needs=[before])
    return made


def test_what_waits_moves_with_it(desk: Desk) -> None:
    made = chain(desk)
    shifts = tasks.cascade(desk, task_id=made[0], text="25/6/2025")
    assert [(shift.old, shift.new) for shift in shifts] == [("21/6/2025", "26/6/2025"), ("22/6/2025", "27/6/2025")]
    extend(desk, made[0], "25/6/2025", carry=True)
    words = [one.deadline.text for one in (task(desk, made_id) for made_id in made) if one.deadline]
    assert words == ["25/6/2025", "26/6/2025", "27/6/2025"]
    assert task(desk, made[2]).extensions[0].reason == "Dời theo dòng 1.5: Chờ thiết bị"


def test_without_carrying_the_others_stay(desk: Desk) -> None:
    made = chain(desk)
    extend(desk, made[0], "25/6/2025")
    assert task(desk, made[1]).extensions == ()


def test_a_finished_successor_stays(desk: Desk) -> None:
    made = chain(desk)
    with_document(desk, made[1])
    tasks.report_progress(desk, task_id=made[1], status=DONE)
    assert [shift.task_id for shift in tasks.cascade(desk, task_id=made[0], text="25/6/2025")] == [made[2]]


def test_later_the_same_day_carries_nothing(desk: Desk) -> None:
    made = chain(desk)
    tasks.set_deadline(desk, task_id=made[0], text="12 giờ ngày 20/6/2025")
    extend(desk, made[0], "17 giờ ngày 20/6/2025", carry=True)
    assert task(desk, made[1]).extensions == ()


def test_a_carried_extension_is_one_undo(desk: Desk) -> None:
    from app.services import history

    made = chain(desk)
    extend(desk, made[0], "25/6/2025", carry=True)
    history.undo(desk)
    assert [task(desk, made_id).extensions for made_id in made] == [(), (), ()]


# Progress and products.


def test_done_needs_a_product(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.1: chưa có sản phẩm"):
        tasks.report_progress(desk, task_id=row(desk, "1.1").id, status=DONE)


def test_done_with_a_document(desk: Desk, clock: StandingClock) -> None:
    one = row(desk, "1.1").id
    with_document(desk, one)
    tasks.report_progress(desk, task_id=one, status=DONE, text="Đã ban hành")
    after = row(desk, "1.1")
    assert (after.status, after.percent, after.finished_at) == (DONE, 100, clock.moment)
    assert after.started_on == date(2025, 6, 24)


def test_done_with_a_file(desk: Desk, tmp_path: Path) -> None:
    one = row(desk, "1.1").id
    path = written(tmp_path / "Biên bản.txt", "Biên bản họp")
    tasks.attach_file(desk, task_id=one, path=path, declared_open=True)
    tasks.report_progress(desk, task_id=one, status=DONE)
    assert row(desk, "1.1").status is DONE


def test_taken_up_again_it_is_not_finished(desk: Desk) -> None:
    one = row(desk, "1.1").id
    with_document(desk, one)
    tasks.report_progress(desk, task_id=one, status=DONE)
    tasks.report_progress(desk, task_id=one, status=IN_PROGRESS, percent=80)
    assert (row(desk, "1.1").finished_at, row(desk, "1.1").percent) == (None, 80)


def test_reporting_done_twice_keeps_the_first_moment(desk: Desk, clock: StandingClock) -> None:
    one, first = row(desk, "1.1").id, clock.moment
    with_document(desk, one)
    tasks.report_progress(desk, task_id=one, status=DONE)
    clock.moment += timedelta(days=1)
    tasks.report_progress(desk, task_id=one, status=DONE)
    assert row(desk, "1.1").finished_at == first


def test_the_log_says_who_when_and_what(desk: Desk, clock: StandingClock) -> None:
    tasks.report_progress(desk, task_id=row(desk, "1.1").id, status=IN_PROGRESS, percent=30, text="Đã họp tổ")
    (entry,) = row(desk, "1.1").progress
    assert (entry.author, entry.at, entry.text, entry.percent) == ("Nguyễn Thị Đào", clock.moment, "Đã họp tổ", 30)


@pytest.mark.parametrize("percent", [-1, 101])
def test_a_percent_out_of_range(desk: Desk, percent: int) -> None:
    with pytest.raises(InvalidInputError, match=rf"Dòng 1\.1: tỷ lệ {percent}%"):
        tasks.report_progress(desk, task_id=row(desk, "1.1").id, status=IN_PROGRESS, percent=percent)


def test_one_status_for_many_or_for_none(desk: Desk) -> None:
    ids = [row(desk, "1.1").id, row(desk, "1.2").id]
    with_document(desk, ids[0])
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.2: chưa có sản phẩm"):
        tasks.set_status_of(desk, task_ids=ids, status=DONE)
    assert row(desk, "1.1").status is NOT_STARTED


def test_the_last_product_of_a_finished_task_stays(desk: Desk) -> None:
    one = row(desk, "1.1").id
    first, second = with_document(desk, one), with_document(desk, one)
    tasks.report_progress(desk, task_id=one, status=DONE)
    tasks.remove_evidence(desk, evidence_id=first)
    with pytest.raises(RefusedError, match=r"Dòng 1\.1 đã hoàn thành, phải còn ít nhất một sản phẩm"):
        tasks.remove_evidence(desk, evidence_id=second)
    assert [one.id for one in row(desk, "1.1").evidence] == [second]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": ""}, "Tên văn bản đang để trống"),
        ({"number": ""}, "Số, ký hiệu văn bản đang để trống"),
        ({"issued_on": None}, "Văn bản 125/QĐ-UBND chưa có ngày ban hành"),
    ],
)
def test_a_document_lacks_something(desk: Desk, given: dict[str, object], message: str) -> None:
    words = {"title": "Quyết định", "number": "125/QĐ-UBND", "issued_on": date(2025, 6, 20), **given}
    with pytest.raises(InvalidInputError, match=message):
        tasks.add_document(desk, task_id=row(desk, "1.1").id, **words)  # type: ignore[arg-type]


def test_an_attached_file_is_read_back(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path / "Biên bản số 07.txt", "Nội dung " * 300_000)
    tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)
    (one,) = row(desk, "1.1").evidence
    assert (one.title, one.file_name, one.size) == ("Biên bản số 07", "Biên bản số 07.txt", path.stat().st_size)
    assert files.read(desk.path, one.sha256, key=None) == path.read_bytes()


def test_the_same_file_twice_is_stored_once(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", "Nội dung")
    digests = {files.add(desk.path, path, key=None) for _ in range(2)}
    assert len(digests) == 1


@pytest.mark.parametrize("suffix", ["txt", "pdf", "docx", "bin"])
@pytest.mark.parametrize("state", ["missing", "empty", "folder"])
def test_a_file_that_cannot_be_attached(desk: Desk, tmp_path: Path, suffix: str, state: str) -> None:
    path = tmp_path / f"minh chứng.{suffix}"
    if state == "empty":
        path.touch()
    elif state == "folder":
        path.mkdir()
    with pytest.raises(InvalidInputError, match="minh chứng"):
        tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)


def test_a_file_too_large(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "phim.bin"
    with path.open("wb") as file:
        file.truncate(files.MAX_BYTES + 1)
    with pytest.raises(InvalidInputError, match="lớn hơn 200 MB"):
        tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)


def test_a_file_not_declared_open_is_refused(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path / "quét.txt", "Nội dung")
    with pytest.raises(RefusedError, match="Chưa xác nhận"):
        tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path)


def test_a_refused_attachment_is_not_stored(desk: Desk, tmp_path: Path) -> None:
    path = written(tmp_path / "biên bản.txt", "Nội dung")
    desk.person = None
    with pytest.raises(RefusedError, match="Chưa chọn người dùng"):
        tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)
    assert not desk.path.with_name(desk.path.name + "-files").exists()


def test_an_obstacle_is_raised_and_resolved(desk: Desk, clock: StandingClock) -> None:
    one = row(desk, "1.1").id
    made = tasks.add_obstacle(desk, task_id=one, kind=ObstacleKind.CROSS_SECTOR, text="Chờ Bộ").created[0]
    tasks.resolve_obstacle(desk, obstacle_id=made, resolution="Bộ đã trả lời")
    (obstacle,) = row(desk, "1.1").obstacles
    assert (obstacle.kind, obstacle.resolved_at, obstacle.resolution) == (
        ObstacleKind.CROSS_SECTOR,
        clock.moment,
        "Bộ đã trả lời",
    )


# Order.


def test_a_circle_is_named(desk: Desk) -> None:
    one, two, three = (row(desk, number).id for number in ("1.1", "1.2", "1.3"))
    tasks.set_needs(desk, task_id=two, needs=[one])
    tasks.set_needs(desk, task_id=three, needs=[two])
    with pytest.raises(InvalidInputError, match=r"^Dòng 1\.1: các việc chờ lẫn nhau.*1\.1 .*1\.3 .*1\.2 .*1\.1 "):
        tasks.set_needs(desk, task_id=one, needs=[three])
    assert row(desk, "1.1").needs == ()


def test_a_task_does_not_wait_for_itself(desk: Desk) -> None:
    one = row(desk, "1.1").id
    with pytest.raises(InvalidInputError, match=r"1\.1 .* → 1\.1 "):
        tasks.set_needs(desk, task_id=one, needs=[one])


def test_a_deleted_task_closes_no_circle(desk: Desk) -> None:
    one, two, three = (row(desk, number).id for number in ("1.1", "1.2", "1.3"))
    tasks.set_needs(desk, task_id=two, needs=[one])
    tasks.set_needs(desk, task_id=three, needs=[two])
    tasks.delete_tasks(desk, task_ids=[two])
    tasks.set_needs(desk, task_id=one, needs=[three])
    assert row(desk, "1.1").needs == (three,)


def test_a_predecessor_named_twice_is_one(desk: Desk) -> None:
    one, two = row(desk, "1.1").id, row(desk, "1.2").id
    tasks.set_needs(desk, task_id=two, needs=[one, one])
    assert row(desk, "1.2").needs == (one,)


def test_moving_renumbers_both_groups(desk: Desk) -> None:
    one = row(desk, "1.1")
    tasks.move_task(desk, task_id=one.id, group_id=group_id(desk, "II"), after=row(desk, "2.1").id)
    assert task(desk, one.id).number == "2.2"
    assert [found.form_key for found in plan.view(desk).tasks][:6] == ["1.2", "1.3", "1.4", "2.1", "1.1", "2.2"]


def test_moved_to_the_front_and_to_the_end(desk: Desk) -> None:
    one = row(desk, "1.3").id
    tasks.move_task(desk, task_id=one, group_id=group_id(desk), first=True)
    assert task(desk, one).number == "1.1"
    tasks.move_task(desk, task_id=one, group_id=group_id(desk))
    assert task(desk, one).number == "1.4"


def test_not_after_itself(desk: Desk) -> None:
    one = row(desk, "1.3").id
    with pytest.raises(InvalidInputError, match=r"Dòng 1\.3 không thể đứng sau chính nó"):
        tasks.move_task(desk, task_id=one, group_id=group_id(desk), after=one)


def test_deleting_renumbers(desk: Desk) -> None:
    tasks.delete_tasks(desk, task_ids=[row(desk, "1.1").id, row(desk, "2.1").id])
    assert [one.number for one in plan.view(desk).tasks][:6] == ["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"]


def test_nobody_at_the_desk_changes_nothing(desk: Desk) -> None:
    desk.person = None
    with pytest.raises(RefusedError, match="Chưa chọn người dùng"):
        added(desk)


def test_the_outcome_says_what_changed(desk: Desk) -> None:
    outcome = tasks.add_task(desk, group_id=group_id(desk), content="Diễn tập", coordinating=["Sở Y tế"])
    assert {ref.entity for ref in outcome.changed} == {"task", "task_unit"}
    assert outcome.title == "Thêm nhiệm vụ"
