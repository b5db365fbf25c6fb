import time

import pytest

from app.services import conflicts, people, plan, tasks
from app.services.desk import Desk
from app.services.seeing import seeing
from tests.steps import changes, row, send


@pytest.fixture
def task_id(desk: Desk, other: Desk) -> str:
    found = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=found, note="Chờ Bộ trả lời")
    send(desk, other)
    return found


def sides(desk: Desk) -> list[tuple[object, bool]]:
    return [(side.value, side.is_shown) for found in conflicts.listed(desk) for side in found.sides]


def test_what_came_in_while_somebody_typed_stands_beside_it(desk: Desk, other: Desk, task_id: str) -> None:
    began = time.monotonic()
    tasks.edit_task(other, task_id=task_id, note="Đã có công văn số 12 của Bộ")
    send(other, desk)
    with seeing(began):
        tasks.edit_task(desk, task_id=task_id, note="Gọi lại thứ Hai")
    send(desk, other)
    both = {"Gọi lại thứ Hai", "Đã có công văn số 12 của Bộ"}
    assert {value for value, _ in sides(desk)} == both
    assert sides(desk) == sides(other)
    assert [value for value, is_shown in sides(desk) if is_shown] == ["Gọi lại thứ Hai"]


def test_two_that_came_in_one_behind_the_other_are_one_side(desk: Desk, other: Desk, task_id: str) -> None:
    began = time.monotonic()
    for words in ("Đã gọi", "Đã gọi, chờ công văn"):
        tasks.edit_task(other, task_id=task_id, note=words)
        send(other, desk)
    with seeing(began):
        tasks.edit_task(desk, task_id=task_id, note="Gọi lại thứ Hai")
    assert {value for value, _ in sides(desk)} == {"Gọi lại thứ Hai", "Đã gọi, chờ công văn"}


def test_what_was_there_before_the_typing_is_replaced(desk: Desk, other: Desk, task_id: str) -> None:
    tasks.edit_task(other, task_id=task_id, note="Đã có công văn số 12 của Bộ")
    send(other, desk)
    with seeing(time.monotonic()):
        tasks.edit_task(desk, task_id=task_id, note="Gọi lại thứ Hai")
    send(desk, other)
    assert not conflicts.listed(desk)
    assert plan.task(other, task_id=task_id).note == "Gọi lại thứ Hai"


def test_another_field_meanwhile_is_no_conflict(desk: Desk, other: Desk, task_id: str) -> None:
    began = time.monotonic()
    tasks.edit_task(other, task_id=task_id, products="Biên bản bàn giao")
    send(other, desk)
    with seeing(began):
        tasks.edit_task(desk, task_id=task_id, note="Gọi lại thứ Hai")
    send(desk, other)
    assert not conflicts.listed(desk)
    assert plan.task(other, task_id=task_id).note == "Gọi lại thứ Hai"
    assert plan.task(desk, task_id=task_id).products == "Biên bản bàn giao"


def test_the_same_words_on_both_desks_are_one_write(desk: Desk, other: Desk, task_id: str) -> None:
    began = time.monotonic()
    tasks.edit_task(other, task_id=task_id, note="Đã xong")
    send(other, desk)
    before = len(changes(desk))
    with seeing(began):
        tasks.edit_task(desk, task_id=task_id, note="Đã xong")
    assert len(changes(desk)) == before
    assert not conflicts.listed(desk)


def test_settling_ends_it_on_both_desks(desk: Desk, other: Desk, task_id: str) -> None:
    began = time.monotonic()
    tasks.edit_task(other, task_id=task_id, note="Đã có công văn số 12 của Bộ")
    send(other, desk)
    with seeing(began):
        tasks.edit_task(desk, task_id=task_id, note="Gọi lại thứ Hai")
        conflicts.keep_shown(desk, conflicts=conflicts.listed(desk))
    send(desk, other)
    assert not conflicts.listed(desk)
    assert not conflicts.listed(other)
    assert plan.task(other, task_id=task_id).note == "Gọi lại thứ Hai"


def test_a_record_that_the_other_desk_made_and_named_again(desk: Desk, other: Desk) -> None:
    made = people.add_person(other, full_name="Trần Văn Đức").created[0]
    send(other, desk)
    began = time.monotonic()
    people.edit_person(other, person_id=made, full_name="Trần Văn Đước", position="", unit="")
    send(other, desk)
    with seeing(began):
        people.edit_person(desk, person_id=made, full_name="Trần Văn Đạt", position="", unit="")
    assert {value for value, _ in sides(desk)} == {"Trần Văn Đước", "Trần Văn Đạt"}
