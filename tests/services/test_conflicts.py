"""Sửa trùng: both values with names and times, one click to keep one, the other in the history."""

import pytest

from app.journal.change import new_id
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.runbook.entities import RunRow
from app.models.runbook.records import RunMode
from app.services import conflicts, history, plan, tasks
from app.services.conflicts import Count
from app.services.desk import Desk
from app.services.runbook import locking, masters, runs
from tests.steps import added, row, send, without_word


def meet(desk: Desk, other: Desk) -> None:
    send(desk, other)
    send(other, desk)


def test_both_values_with_names(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_lead(desk, task_id=task_id, unit="Sở Y tế")
    tasks.set_lead(other, task_id=task_id, unit="Sở Tài chính")
    meet(desk, other)
    for one in (desk, other):
        found = [conflict for conflict in conflicts.listed(one) if conflict.field == "lead_id"]
        assert [(side.value, side.person) for side in found[0].sides] in (
            [("Sở Y tế", "Nguyễn Thị Đào"), ("Sở Tài chính", "Nguyễn Thị Đào")],
            [("Sở Tài chính", "Nguyễn Thị Đào"), ("Sở Y tế", "Nguyễn Thị Đào")],
        )
        assert (found[0].entity_label, found[0].field_label) == ("Nhiệm vụ", "Đơn vị chủ trì")
        assert [side.is_shown for side in found[0].sides] == [True, False]
        pcs = {f"máy {one.workspace.device[:4]}" for one in (desk, other)}
        assert {side.device for side in found[0].sides} == pcs


def test_the_same_value_twice_is_no_conflict(desk: Desk, other: Desk) -> None:
    for one in (desk, other):
        tasks.edit_task(one, task_id=row(one, "1.1").id, note="Rà soát đường truyền")
    meet(desk, other)
    assert conflicts.count(desk).total == 0


def test_an_edit_of_what_both_wrote_alike_brings_nothing_back(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    for one in (desk, other):
        tasks.edit_task(one, task_id=task_id, note="Rà soát đường truyền")
    meet(desk, other)
    tasks.edit_task(desk, task_id=task_id, note="Đã rà soát đường truyền")
    meet(desk, other)
    assert conflicts.count(desk) == conflicts.count(other) == Count(0, 0)
    assert row(other, "1.1").note == "Đã rà soát đường truyền"


@pytest.mark.parametrize("place", [0, 1])
def test_one_click_keeps_one_everywhere(desk: Desk, other: Desk, place: int) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Lời của máy một")
    tasks.edit_task(other, task_id=task_id, note="Lời của máy hai")
    meet(desk, other)
    (one,) = conflicts.listed(desk)
    kept = one.sides[place]
    conflicts.settle(desk, choices=[one.choice(kept)])
    meet(desk, other)
    for here in (desk, other):
        assert conflicts.listed(here) == ()
        assert row(here, "1.1").note == kept.value
        said = {entry.new for entry in history.history(here, entity="task", record_id=task_id)}
        assert {"Lời của máy một", "Lời của máy hai"} <= said


def test_a_value_that_came_in_since_the_list_was_shown_is_not_settled(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Một")
    tasks.edit_task(other, task_id=task_id, note="Hai")
    send(other, desk)
    (shown,) = conflicts.listed(desk)
    tasks.edit_task(other, task_id=task_id, note="Ba, đường truyền đã đổi")
    send(other, desk)
    kept = next(side for side in shown.sides if side.value == "Một")
    conflicts.settle(desk, choices=[shown.choice(kept)])
    meet(desk, other)
    for one in (desk, other):
        (left,) = conflicts.listed(one)
        assert {side.value for side in left.sides} == {"Một", "Ba, đường truyền đã đổi"}


def test_settling_is_undone_like_any_act(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Lời của máy một")
    tasks.edit_task(other, task_id=task_id, note="Lời của máy hai")
    meet(desk, other)
    (one,) = conflicts.listed(desk)
    shown = one.sides[0].value
    conflicts.settle(desk, choices=[one.choice(one.sides[1])])
    history.undo(desk)
    assert row(desk, "1.1").note == shown


def test_many_at_once(desk: Desk, other: Desk) -> None:
    for number in ("1.1", "1.2", "1.3"):
        task_id = row(desk, number).id
        tasks.edit_task(desk, task_id=task_id, note=f"Một {number}")
        tasks.edit_task(other, task_id=task_id, note=f"Hai {number}")
    meet(desk, other)
    found = conflicts.listed(desk)
    assert len(found) == conflicts.count(desk).total == 3
    outcome = conflicts.keep_shown(desk, conflicts=found)
    assert outcome.title == "Giữ 3 giá trị sửa trùng"
    assert conflicts.count(desk).total == 0


def test_found_with_and_without_marks(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Đo đường truyền xã Đạ Huoai")
    tasks.edit_task(other, task_id=task_id, note="Lắp camera")
    meet(desk, other)
    assert len(conflicts.listed(desk, search="duong truyen da huoai")) == 1
    assert len(conflicts.listed(desk, search="Đường")) == 1
    assert conflicts.listed(desk, search="không có") == ()


def test_what_somebody_settled_meanwhile_is_refused(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Một")
    tasks.edit_task(other, task_id=task_id, note="Hai")
    meet(desk, other)
    (one,) = conflicts.listed(desk)
    conflicts.keep_shown(desk, conflicts=[one])
    with pytest.raises(RefusedError, match="vừa thay đổi"):
        conflicts.keep_shown(desk, conflicts=[one])


def test_nothing_chosen_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Chưa chọn"):
        conflicts.settle(desk, choices=[])


def test_a_delete_beside_a_restore(desk: Desk, other: Desk) -> None:
    task_id = added(desk, "Tập huấn một cửa")
    meet(desk, other)
    tasks.delete_tasks(desk, task_ids=[task_id])
    meet(desk, other)
    history.undo(desk)
    tasks.delete_tasks(desk, task_ids=[task_id])
    meet(desk, other)
    assert conflicts.count(desk).total == conflicts.count(other).total == 0


def test_a_step_that_is_due_is_urgent(desk: Desk, other: Desk) -> None:
    masters.create(desk)
    locking.lock(desk, despite_errors=True)
    runs.make(desk, mode=RunMode.REHEARSAL)
    send(desk, other)
    first, *_, last = runs.read(desk, run_id=runs.runs(desk)[0].id).steps
    for step_id in (first.step.id, last.step.id):
        for one in (desk, other):
            masters.edit_step(one, step_id=step_id, content=f"Lời của máy {one.workspace.device}")
    meet(desk, other)
    found = [one for one in conflicts.listed(desk) if one.field == "content"]
    assert [(one.record_id, one.is_urgent) for one in found] == [(first.step.id, True), (last.step.id, False)]
    assert conflicts.count(desk).urgent >= 1


def test_a_run_of_which_only_half_has_arrived_does_not_stand_in_the_way(desk: Desk, other: Desk) -> None:
    masters.create(desk)
    send(desk, other)
    step_id = masters.master(desk).steps[0].id
    for one in (desk, other):
        masters.edit_step(one, step_id=step_id, content=f"Lời của máy {one.workspace.device}")
    with other.act("Lượt có bản chốt chưa tới") as act:
        act.session.add(
            RunRow(
                id=new_id(),
                runbook_id=new_id(),
                lock_id=new_id(),
                lock_hash="",
                mode="rehearsal",
                title="Diễn tập lần 1",
                anchor="2025-06-24T14:00:00.000Z",
                made_at="2025-06-24T05:00:00.000Z",
            )
        )
    send(other, desk)
    assert conflicts.count(desk) == Count(total=1, urgent=0)


def settled_apart(desk: Desk, other: Desk) -> tuple[str, str]:
    """A task with an obstacle that two people resolved apart, and that obstacle."""
    task_id = added(desk, "Đo đường truyền xã Đạ Huoai")
    made = tasks.add_obstacle(desk, task_id=task_id, kind=ObstacleKind.CROSS_SECTOR, text="Chờ Bộ").created[0]
    send(desk, other)
    tasks.resolve_obstacle(desk, obstacle_id=made, resolution="Bộ đã trả lời")
    tasks.resolve_obstacle(other, obstacle_id=made, resolution="Đã họp với Bộ")
    meet(desk, other)
    return task_id, made


def test_what_hangs_on_a_deleted_task_is_no_conflict_and_does_not_bring_it_back(desk: Desk, other: Desk) -> None:
    task_id, _ = settled_apart(desk, other)
    shown = conflicts.listed(other)
    tasks.delete_tasks(desk, task_ids=[task_id])
    send(desk, other)
    assert conflicts.listed(other) == ()
    with pytest.raises(RefusedError, match="vừa thay đổi"):
        conflicts.keep_shown(other, conflicts=shown)
    meet(desk, other)
    assert task_id not in {task.id for one in (desk, other) for task in plan.view(one).tasks}
    history.undo(desk)
    assert [one.field for one in conflicts.listed(desk)] == [one.field for one in shown]


def test_nobody_writes_to_what_hangs_on_a_deleted_task(desk: Desk, other: Desk) -> None:
    task_id, obstacle_id = settled_apart(desk, other)
    tasks.delete_tasks(desk, task_ids=[task_id])
    send(desk, other)
    with pytest.raises(NotFoundError):
        tasks.resolve_obstacle(other, obstacle_id=obstacle_id, resolution="Xong")


def test_what_an_older_program_cannot_show_is_not_replaced_by_it(
    desk: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_status_of(other, task_ids=[task_id], status=TaskStatus.PAUSED)
    with without_word(monkeypatch, TaskStatus.PAUSED):
        send(other, desk)
        assert plan.task(desk, task_id=task_id).status is TaskStatus.NOT_STARTED
        tasks.set_status_of(desk, task_ids=[task_id], status=TaskStatus.IN_PROGRESS)
        assert plan.task(desk, task_id=task_id).status is TaskStatus.IN_PROGRESS
        assert conflicts.count(desk).total == 1
        tasks.set_status_of(desk, task_ids=[task_id], status=TaskStatus.NOT_STARTED)
    meet(desk, other)
    for one in (desk, other):
        assert plan.task(one, task_id=task_id).status is TaskStatus.NOT_STARTED
        (split,) = conflicts.listed(one)
        assert [side.value for side in split.sides] == ["Chưa thực hiện", "Tạm dừng"]


def test_an_older_program_may_keep_what_it_cannot_show(
    desk: Desk, other: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_status_of(desk, task_ids=[task_id], status=TaskStatus.IN_PROGRESS)
    tasks.set_status_of(other, task_ids=[task_id], status=TaskStatus.PAUSED)
    with without_word(monkeypatch, TaskStatus.PAUSED):
        send(other, desk)
        (split,) = conflicts.listed(desk)
        (strange,) = (side for side in split.sides if side.value == "(không hiển thị được)")
        conflicts.settle(desk, choices=[split.choice(strange)])
        assert plan.task(desk, task_id=task_id).status is TaskStatus.IN_PROGRESS
        assert conflicts.count(desk).total == 0
    meet(desk, other)
    assert plan.task(other, task_id=task_id).status is TaskStatus.PAUSED
