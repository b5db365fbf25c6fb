import pytest

from app.models.errors import InvalidInputError, NotFoundError
from app.services import history, libraries, plan
from app.services.desk import Desk
from tests.steps import group_id, sizes


def uncovered(desk: Desk) -> list[libraries.Candidate]:
    return [one for one in libraries.candidates(desk) if not one.covered_by]


def test_all_three_libraries_are_offered(desk: Desk) -> None:
    found = libraries.candidates(desk)
    counts = {name: sum(one.task.library == name for one in found) for name in ("handbook", "tb318", "qd1565")}
    assert counts == {"handbook": 31, "tb318": 13, "qd1565": 20}


def test_each_is_proposed_for_a_group_of_the_plan(desk: Desk) -> None:
    groups = {group.id for group in plan.groups(desk)}
    assert {one.proposed_group_id for one in libraries.candidates(desk)} <= groups


def test_what_the_form_covers_is_pointed_out(desk: Desk) -> None:
    numbers = {task.number for task in plan.view(desk).tasks}
    assert {one.covered_by for one in libraries.candidates(desk)} - {""} <= numbers
    assert any(one.covered_by for one in libraries.candidates(desk))


def test_a_taken_task_shows_its_source_and_deadline(desk: Desk) -> None:
    one = next(one for one in uncovered(desk) if one.task.deadline)
    libraries.add(desk, choices=[(one.task.key, group_id(desk, "II"))])
    taken = next(task for task in plan.view(desk).tasks if task.source.library == one.task.library)
    assert (taken.content, taken.source.ref, taken.deadline) == (one.task.content, one.task.ref, one.task.deadline)
    assert taken.number == "2.5"


def test_what_was_taken_is_covered(desk: Desk) -> None:
    one = uncovered(desk)[0]
    libraries.add(desk, choices=[(one.task.key, one.proposed_group_id)])
    now = next(found for found in libraries.candidates(desk) if found.task.key == one.task.key)
    assert now.covered_by


def test_many_are_one_act(desk: Desk) -> None:
    chosen = uncovered(desk)[:10]
    outcome = libraries.add(desk, choices=[(one.task.key, one.proposed_group_id) for one in chosen])
    assert outcome.title == "Thêm 10 nhiệm vụ từ thư viện"
    history.undo(desk)
    assert len(plan.view(desk).tasks) == 14


@pytest.mark.parametrize("number", [0, 1])
def test_one_that_fails_takes_the_others_with_it(desk: Desk, number: int) -> None:
    before = sizes(desk)
    good = uncovered(desk)[0].task.key
    bad = [("khong/co", group_id(desk)), (uncovered(desk)[1].task.key, "khong-co")][number]
    with pytest.raises((InvalidInputError, NotFoundError)):
        libraries.add(desk, choices=[(good, group_id(desk)), bad])
    assert sizes(desk) == before
