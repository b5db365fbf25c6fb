from datetime import date, timedelta

import pytest

from app.models.base import ActRow
from app.models.errors import RefusedError
from app.models.plan.records import ObstacleKind, Signing, TaskStatus
from app.models.undoing import stack
from app.services import (
    history,
    issuing,
    libraries,
    opening,
    people,
    plan,
    reanchoring,
    search,
    settings,
    tasks,
    units,
)
from app.services.desk import Desk
from tests.conftest import StandingClock
from tests.steps import added, group_id, row, task

SIGNED = Signing("05", "KH-BCĐ", date(2025, 6, 24), "Trần Văn Đức", "TRƯỞNG BAN", on_behalf_of="BAN CHỈ ĐẠO")


def reword(desk: Desk, task_id: str, content: str) -> None:
    tasks.edit_task(desk, task_id=task_id, content=content)


def titles(desk: Desk) -> tuple[str, str]:
    return history.undo_title(desk), history.redo_title(desk)


# The stack alone.


def act(number: int, kind: str = "do", *, undoable: bool = True) -> ActRow:
    title = f"việc {number}"
    return ActRow(id=f"{number:02}", kind=kind, title=title, author="", device="", at="", undoable=undoable)


@pytest.mark.parametrize(
    ("kinds", "undo", "redo"),
    [
        (["do", "do"], ["00", "01"], []),
        (["do", "do", "undo"], ["00"], ["01"]),
        (["do", "do", "undo", "undo"], [], ["01", "00"]),
        (["do", "undo", "redo"], ["00"], []),
        (["do", "undo", "do"], ["02"], []),
        (["do", "wall"], [], []),
        (["do", "wall", "do"], ["02"], []),
        (["do", "undo", "wall"], [], []),
        (["undo", "redo", "do"], ["02"], []),
        ([], [], []),
    ],
)
def test_the_stack(kinds: list[str], undo: list[str], redo: list[str]) -> None:
    rows = [act(n, "do" if kind == "wall" else kind, undoable=kind != "wall") for n, kind in enumerate(kinds)]
    found = stack(rows)
    assert ([one.act_id for one in found.undo], [one.act_id for one in found.redo]) == (undo, redo)


# With a desk.


def test_an_edit_goes_back_and_forth(desk: Desk) -> None:
    made = added(desk, "Lắp đường truyền")
    reword(desk, made, "Lắp đường truyền dự phòng")
    history.undo(desk)
    assert task(desk, made).content == "Lắp đường truyền"
    history.redo(desk)
    assert task(desk, made).content == "Lắp đường truyền dự phòng"


def test_what_is_done_and_undone_is_named(desk: Desk) -> None:
    made = added(desk)
    reword(desk, made, "Lắp đường truyền dự phòng")
    assert titles(desk) == ("Sửa nhiệm vụ", "")
    assert history.undo(desk).title == "Hoàn tác: Sửa nhiệm vụ"
    assert titles(desk) == ("Thêm nhiệm vụ", "Sửa nhiệm vụ")
    assert history.redo(desk).title == "Làm lại: Sửa nhiệm vụ"


def test_several_in_a_row(desk: Desk) -> None:
    made = added(desk, "một")
    for content in ("hai", "ba", "bốn"):
        reword(desk, made, content)
    seen = []
    for _ in range(3):
        history.undo(desk)
        seen.append(task(desk, made).content)
    assert seen == ["ba", "hai", "một"]


def test_back_and_forth_many_times(desk: Desk) -> None:
    made = added(desk, "một")
    reword(desk, made, "hai")
    for _ in range(4):
        history.undo(desk)
        assert task(desk, made).content == "một"
        history.redo(desk)
        assert task(desk, made).content == "hai"


def test_undo_again_after_a_new_edit(desk: Desk) -> None:
    made = added(desk, "một")
    reword(desk, made, "hai")
    history.undo(desk)
    reword(desk, made, "ba")
    history.undo(desk)
    assert task(desk, made).content == "một"


def test_a_new_act_empties_what_could_be_redone(desk: Desk) -> None:
    made = added(desk, "một")
    reword(desk, made, "hai")
    history.undo(desk)
    reword(desk, made, "ba")
    with pytest.raises(RefusedError, match="Không còn gì để làm lại"):
        history.redo(desk)


def test_a_new_plan_has_nothing_to_undo(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="Không còn gì để hoàn tác"):
        history.undo(desk)


def test_an_added_task_is_gone_and_comes_back(desk: Desk) -> None:
    made = added(desk, coordinating=["Sở Nội vụ", "Sở Tài chính"])
    before = task(desk, made)
    history.undo(desk)
    assert made not in {one.id for one in plan.view(desk).tasks}
    history.redo(desk)
    assert task(desk, made) == before


def test_deleted_tasks_come_back_with_numbers(desk: Desk) -> None:
    before = plan.view(desk)
    tasks.delete_tasks(desk, task_ids=[one.id for one in before.tasks[:5]])
    history.undo(desk)
    assert plan.view(desk) == before


def test_a_moved_task_goes_back(desk: Desk) -> None:
    before = plan.view(desk)
    tasks.move_task(desk, task_id=row(desk, "1.1").id, group_id=group_id(desk, "IV"), first=True)
    history.undo(desk)
    assert plan.view(desk) == before


def test_coordinating_units_go_back(desk: Desk) -> None:
    before = row(desk, "1.1").coordinating
    tasks.set_coordinating(desk, task_id=row(desk, "1.1").id, units=["Sở Tài chính", "Sở Y tế"])
    tasks.set_coordinating(desk, task_id=row(desk, "1.1").id, units=[])
    history.undo(desk)
    assert [unit.name for unit in row(desk, "1.1").coordinating] == ["Sở Tài chính", "Sở Y tế"]
    history.undo(desk)
    assert row(desk, "1.1").coordinating == before


def test_an_extension_goes_back(desk: Desk) -> None:
    one = row(desk, "1.1")
    tasks.extend_deadline(desk, task_id=one.id, text="30/6/2025", reason="Chờ thiết bị", approver="Trưởng ban")
    history.undo(desk)
    assert row(desk, "1.1") == one


def test_progress_goes_back_with_its_log_and_dates(desk: Desk) -> None:
    one = row(desk, "1.1")
    tasks.report_progress(desk, task_id=one.id, status=TaskStatus.IN_PROGRESS, percent=40, text="Đã họp")
    history.undo(desk)
    assert row(desk, "1.1") == one


def test_an_obstacle_and_its_solution_go_back_apart(desk: Desk) -> None:
    one = row(desk, "1.1").id
    made = tasks.add_obstacle(desk, task_id=one, kind=ObstacleKind.INTERNAL, text="Thiếu người").created[0]
    tasks.resolve_obstacle(desk, obstacle_id=made, resolution="Đã điều động")
    history.undo(desk)
    assert row(desk, "1.1").obstacles[0].resolved_at is None
    history.undo(desk)
    assert row(desk, "1.1").obstacles == ()


def test_a_big_act_goes_back_whole(desk: Desk) -> None:
    before = plan.view(desk)
    choices = [(one.task.key, one.proposed_group_id) for one in libraries.candidates(desk)]
    libraries.add(desk, choices=choices)
    assert len(plan.view(desk).tasks) == len(before.tasks) + len(choices)
    history.undo(desk)
    assert plan.view(desk) == before


def test_reanchoring_goes_back_whole(desk: Desk) -> None:
    before = plan.view(desk)
    reanchoring.reanchor(desk, new_day=date(2025, 7, 15))
    history.undo(desk)
    assert plan.view(desk) == before


def test_a_status_of_many_goes_back_whole(desk: Desk) -> None:
    before = plan.view(desk)
    tasks.set_status_of(desk, task_ids=[one.id for one in before.tasks], status=TaskStatus.PAUSED)
    history.undo(desk)
    assert plan.view(desk) == before


def test_a_filled_blank_undone_can_be_filled_again(desk: Desk) -> None:
    for _ in range(2):
        plan.set_blank(desk, key="ly_do_lua_chon", value="Hệ thống ổn định")
        assert plan.view(desk).blanks["ly_do_lua_chon"] == "Hệ thống ổn định"
        history.undo(desk)
    assert not plan.view(desk).blanks.get("ly_do_lua_chon")


def test_a_setting_undone_can_be_set_again(desk: Desk) -> None:
    for _ in range(2):
        settings.set_warn_days(desk, days=7)
        assert settings.warn_days(desk) == 7
        history.undo(desk)
    assert settings.warn_days(desk) == 3


def test_a_reworded_form_line_undone_can_be_reworded_again(desk: Desk) -> None:
    for _ in range(2):
        plan.edit_line(desk, text="Căn cứ Kế hoạch của tỉnh", part="preamble", form_key="preamble")
        assert plan.view(desk).texts[0].text == "Căn cứ Kế hoạch của tỉnh"
        history.undo(desk)
    assert plan.view(desk).texts[0].id == ""


def test_a_link_undone_can_be_made_again(desk: Desk) -> None:
    first, second = row(desk, "1.1").id, row(desk, "1.2").id
    for _ in range(2):
        tasks.set_needs(desk, task_id=second, needs=[first])
        assert row(desk, "1.2").needs == (first,)
        history.undo(desk)
    assert row(desk, "1.2").needs == ()


def test_a_units_new_name_goes_back_everywhere(desk: Desk) -> None:
    unit = next(unit for unit in plan.units(desk) if unit.name == "Sở Nội vụ")
    made = added(desk, lead=unit.id)
    units.edit_unit(desk, unit_id=unit.id, name="Sở Nội vụ và Lao động")
    history.undo(desk)
    lead = task(desk, made).lead
    assert lead is not None
    assert lead.name == "Sở Nội vụ"
    assert "Sở Nội vụ" in {hit.title for hit in search.search(desk, text="so noi vu")}


# Whose, when, how far.


def another(desk: Desk, name: str = "Lê Đình Phúc") -> str:
    return people.add_person(desk, full_name=name).created[0]


def test_after_reopening_the_same_day(desk: Desk, clock: StandingClock) -> None:
    made = added(desk, "một")
    reword(desk, made, "hai")
    desk.close()
    clock.moment += timedelta(hours=11, minutes=59)
    again = opening.open_desk(desk.path, now=clock)
    try:
        history.undo(again)
        assert task(again, made).content == "một"
        assert titles(again) == ("Thêm nhiệm vụ", "Sửa nhiệm vụ")
    finally:
        again.close()


def test_not_after_vietnams_midnight(desk: Desk, clock: StandingClock) -> None:
    added(desk)
    clock.moment += timedelta(hours=12)
    assert titles(desk) == ("", "")


def test_an_earlier_persons_acts_are_left_alone(desk: Desk) -> None:
    made = added(desk, "một")
    other = another(desk)
    people.switch_person(desk, person_id=other)
    assert titles(desk) == ("", "")
    with pytest.raises(RefusedError, match="hoàn tác"):
        history.undo(desk)
    assert task(desk, made).content == "một"


def test_each_has_a_stack_of_their_own(desk: Desk) -> None:
    assert desk.person is not None
    mine, other = desk.person.id, another(desk)
    made = added(desk, "một")
    people.switch_person(desk, person_id=other)
    added(desk, "việc của anh Phúc")
    people.switch_person(desk, person_id=mine)
    history.undo(desk)
    contents = {one.content for one in plan.view(desk).tasks}
    assert "việc của anh Phúc" in contents
    assert made not in {one.id for one in plan.view(desk).tasks}


def overwritten(desk: Desk) -> str:
    """A task whose content I changed and another person changed after me; I sit at the desk again."""
    assert desk.person is not None
    mine, other, made = desk.person.id, another(desk), added(desk, "một")
    tasks.edit_task(desk, task_id=made, content="hai", note="của tôi")
    people.switch_person(desk, person_id=other)
    reword(desk, made, "ba")
    people.switch_person(desk, person_id=mine)
    return made


def test_what_somebody_changed_since_is_kept_and_named(desk: Desk) -> None:
    made = overwritten(desk)
    outcome = history.undo(desk)
    assert outcome.message == "Giữ nguyên vì đã đổi sau đó: Nội dung công việc."
    assert (task(desk, made).content, task(desk, made).note) == ("ba", "")


def test_the_stack_moves_on_after_a_conflict(desk: Desk) -> None:
    overwritten(desk)
    history.undo(desk)
    assert titles(desk) == ("Thêm nhiệm vụ", "Sửa nhiệm vụ")


def test_an_addition_that_somebody_edited_stays(desk: Desk) -> None:
    made = overwritten(desk)
    history.undo(desk)
    outcome = history.undo(desk)
    assert "Nội dung công việc" in outcome.message
    assert task(desk, made).content == "ba"


def deleted_by_another(desk: Desk, made: str) -> None:
    assert desk.person is not None
    mine, other = desk.person.id, another(desk)
    people.switch_person(desk, person_id=other)
    tasks.delete_tasks(desk, task_ids=[made])
    people.switch_person(desk, person_id=mine)


def test_an_edit_of_what_somebody_deleted_does_not_bring_it_back(desk: Desk) -> None:
    another(desk, "Người thứ ba")
    made = added(desk, "một")
    reword(desk, made, "hai")
    deleted_by_another(desk, made)
    history.undo(desk)  # adding the other person
    outcome = history.undo(desk)
    assert outcome.message == "Giữ nguyên vì đã đổi sau đó: Nội dung công việc."
    assert made not in {one.id for one in plan.view(desk).tasks}


def test_nor_does_an_edit_of_what_it_owned(desk: Desk) -> None:
    made = added(desk)
    obstacle = tasks.add_obstacle(desk, task_id=made, kind=ObstacleKind.OTHER, text="Mất điện").created[0]
    tasks.resolve_obstacle(desk, obstacle_id=obstacle, resolution="Có điện")
    deleted_by_another(desk, made)
    history.undo(desk)
    assert "Tháo gỡ lúc" in history.undo(desk).message


def test_issuing_is_a_wall(desk: Desk) -> None:
    added(desk)
    issuing.issue(desk, signing=SIGNED)
    assert titles(desk) == ("", "")
    made = added(desk, "sau ban hành")
    history.undo(desk)
    assert made not in {one.id for one in plan.view(desk).tasks}
    with pytest.raises(RefusedError):
        history.undo(desk)


def test_an_edit_that_changed_nothing_is_not_on_the_stack(desk: Desk) -> None:
    made = added(desk, "một")
    reword(desk, made, "một")
    assert titles(desk) == ("Thêm nhiệm vụ", "")


def test_nobody_at_the_desk_undoes_nothing(desk: Desk) -> None:
    added(desk)
    desk.person = None
    assert titles(desk) == ("", "")
