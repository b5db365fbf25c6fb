"""Sửa trùng: both values with names and times, one click to keep one, the other in the history."""

import pytest

from app.journal.change import new_id
from app.models.errors import InvalidInputError, RefusedError
from app.models.runbook.entities import RunRow
from app.models.runbook.records import RunMode
from app.services import conflicts, history, tasks
from app.services.conflicts import Choice, Count
from app.services.desk import Desk
from app.services.runbook import locking, masters, runs
from tests.steps import added, row, send


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
        assert {side.device for side in found[0].sides} == {desk.workspace.device, other.workspace.device}


def test_the_same_value_twice_is_no_conflict(desk: Desk, other: Desk) -> None:
    for one in (desk, other):
        tasks.edit_task(one, task_id=row(one, "1.1").id, note="Rà soát đường truyền")
    meet(desk, other)
    assert conflicts.count(desk).total == 0


@pytest.mark.parametrize("place", [0, 1])
def test_one_click_keeps_one_everywhere(desk: Desk, other: Desk, place: int) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Lời của máy một")
    tasks.edit_task(other, task_id=task_id, note="Lời của máy hai")
    meet(desk, other)
    (one,) = conflicts.listed(desk)
    kept = one.sides[place]
    conflicts.settle(desk, choices=[Choice(one.entity, one.record_id, one.field, kept.change_id)])
    meet(desk, other)
    for here in (desk, other):
        assert conflicts.listed(here) == ()
        assert row(here, "1.1").note == kept.value
        said = {entry.new for entry in history.history(here, entity="task", record_id=task_id)}
        assert {"Lời của máy một", "Lời của máy hai"} <= said


def test_settling_is_undone_like_any_act(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Lời của máy một")
    tasks.edit_task(other, task_id=task_id, note="Lời của máy hai")
    meet(desk, other)
    (one,) = conflicts.listed(desk)
    shown = one.sides[0].value
    conflicts.settle(desk, choices=[Choice(one.entity, one.record_id, one.field, one.sides[1].change_id)])
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
