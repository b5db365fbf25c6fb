from dataclasses import replace

import pytest

from app.models.errors import NotFoundError, RefusedError
from app.models.plan.checks import Finding
from app.services import checking, history, plan, tasks
from app.services.desk import Desk
from tests.steps import added, row


def fixable(desk: Desk, kind: str) -> Finding:
    return next(one for one in checking.findings(desk) if one.fix and one.fix.kind == kind)


def test_errors_come_first(desk: Desk) -> None:
    levels = [one.level for one in checking.findings(desk)]
    assert levels == sorted(levels, key=["error", "warning", "remark"].index)


@pytest.mark.parametrize("kind", ["deadline", "content", "products"])
def test_fixes_settle_their_findings(desk: Desk, kind: str) -> None:
    found = open_fixes(desk, kind)
    assert found
    for _ in range(found):
        if open_fixes(desk, kind):
            checking.apply_fix(desk, finding=fixable(desk, kind))
    assert open_fixes(desk, kind) == 0


def open_fixes(desk: Desk, kind: str) -> int:
    return sum(one.fix is not None and one.fix.kind == kind for one in checking.findings(desk))


def test_a_fix_is_one_undo(desk: Desk) -> None:
    before = plan.view(desk)
    checking.apply_fix(desk, finding=fixable(desk, "deadline"))
    assert history.undo_title(desk).startswith("Sửa theo rà soát: Sửa thành “Trước ngày")
    history.undo(desk)
    assert plan.view(desk) == before


def ended(desk: Desk) -> str:
    """The name of a unit that has ended and whose successor is known."""
    return next(unit.name for unit in plan.units(desk) if unit.kind == "old_department" and unit.successor_id)


def test_an_ended_lead_gives_way_to_its_successor(desk: Desk) -> None:
    made = added(desk, lead=ended(desk))
    checking.apply_fix(desk, finding=replace(fixable(desk, "replace_unit"), task_id=made))
    lead = plan.task(desk, task_id=made).lead
    assert lead is not None
    assert lead.name != ended(desk)


def test_a_successor_that_coordinates_already_becomes_lead_only(desk: Desk) -> None:
    old = next(unit for unit in plan.units(desk) if unit.kind == "old_department" and unit.successor_id)
    made = added(desk, lead=old.id, coordinating=[old.successor_id])
    checking.apply_fix(desk, finding=fixable(desk, "replace_unit"))
    task = plan.task(desk, task_id=made)
    assert task.lead is not None
    assert (task.lead.id, task.coordinating) == (old.successor_id, ())


def test_an_ended_coordinating_unit_too(desk: Desk) -> None:
    made = added(desk, lead="Sở Y tế", coordinating=[ended(desk), "Sở Nội vụ"])
    checking.apply_fix(desk, finding=fixable(desk, "replace_unit"))
    names = [unit.name for unit in plan.task(desk, task_id=made).coordinating]
    assert ended(desk) not in names
    assert "Sở Nội vụ" in names


def test_a_finding_without_a_fix(desk: Desk) -> None:
    one = next(one for one in checking.findings(desk) if one.fix is None)
    with pytest.raises(RefusedError, match="không có cách sửa sẵn"):
        checking.apply_fix(desk, finding=one)


def test_a_fix_found_before_an_edit_does_not_overwrite_it(desk: Desk) -> None:
    one = fixable(desk, "content")
    tasks.edit_task(desk, task_id=one.task_id, content="Lời của tỉnh", amend_form=True)
    with pytest.raises(RefusedError, match="Điểm này không còn"):
        checking.apply_fix(desk, finding=one)
    assert plan.task(desk, task_id=one.task_id).content == "Lời của tỉnh"


def test_a_row_deleted_since(desk: Desk) -> None:
    one = fixable(desk, "deadline")
    tasks.delete_tasks(desk, task_ids=[one.task_id])
    with pytest.raises(NotFoundError):
        checking.apply_fix(desk, finding=one)


def test_a_row_without_lead_is_found_until_it_has_one(desk: Desk) -> None:
    made = added(desk, "Việc chưa giao")
    assert any(one.task_id == made and one.field == "lead" for one in checking.findings(desk))
    tasks.set_lead(desk, task_id=made, unit="Sở Y tế")
    assert not any(one.task_id == made and one.field == "lead" for one in checking.findings(desk))
    assert row(desk, "1.5").lead is not None
