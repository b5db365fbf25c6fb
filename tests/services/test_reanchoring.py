from datetime import date

from app.services import history, plan, reanchoring, tasks
from app.services.desk import Desk
from tests.steps import acts, added, row

NEW_DAY = date(2025, 7, 15)


def test_the_preview_is_what_happens(desk: Desk) -> None:
    added(desk, deadline="Tháng 7/2025")
    added(desk, deadline="Thường xuyên")
    moves = [move for move in reanchoring.preview(desk, new_day=NEW_DAY) if move.task_id]
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    now = {task.id: task.original_deadline for task in plan.view(desk).tasks}
    words = {move.task_id: deadline.text for move in moves if (deadline := now[move.task_id])}
    assert {move.task_id: move.new for move in moves} == words
    assert len(moves) == 14  # the form's rows; a month and "thường xuyên" stay


def test_the_preview_changes_nothing(desk: Desk) -> None:
    before = plan.view(desk)
    reanchoring.preview(desk, new_day=NEW_DAY)
    assert plan.view(desk) == before


def test_the_night_is_the_new_day(desk: Desk) -> None:
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    deadline = row(desk, "4.1").deadline
    assert deadline is not None
    assert (deadline.text, plan.view(desk).cutover_day) == ("Đêm 15/7/2025", NEW_DAY)


def test_one_undo_takes_it_back(desk: Desk) -> None:
    before = plan.view(desk)
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    history.undo(desk)
    assert plan.view(desk) == before


def test_the_same_day_is_no_act(desk: Desk) -> None:
    before = len(acts(desk))
    assert reanchoring.preview(desk, new_day=date(2025, 6, 30)) == ()
    reanchoring.reanchor(desk, new_day=date(2025, 6, 30))
    assert len(acts(desk)) == before


def test_there_and_back(desk: Desk) -> None:
    before = plan.view(desk)
    for day in (NEW_DAY, date(2025, 6, 30)):
        reanchoring.reanchor(desk, new_day=day)
    assert plan.view(desk) == before


def test_lines_with_dates_move_and_the_preamble_stays(desk: Desk) -> None:
    moves = [move for move in reanchoring.preview(desk, new_day=NEW_DAY) if not move.task_id]
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    texts = [line.text for line in plan.view(desk).texts]
    assert moves
    assert all(move.content and move.old not in texts for move in moves)
    assert "19/6/2025" in texts[0]


def test_a_blank_inside_a_line_stays_a_blank_after_the_move(desk: Desk) -> None:
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    plan.set_blank(desk, key="ten_tinh_goc_duoc_chon", value="Đắk Nông")
    assert any("tỉnh Đắk Nông làm hệ thống" in line.text for line in plan.view(desk).texts)


def test_an_extension_moves_with_its_task(desk: Desk) -> None:
    first = plan.view(desk).tasks[0]
    tasks.extend_deadline(desk, task_id=first.id, text="Ngày 26/6/2025", reason="Chờ", approver="Tổ trưởng")
    before = plan.task(desk, task_id=first.id).deadline
    reanchoring.reanchor(desk, new_day=NEW_DAY)
    after = plan.task(desk, task_id=first.id)
    assert before is not None
    assert after.deadline == before.moved((NEW_DAY - plan_day()).days)
    assert len(after.extensions) == 1


def plan_day() -> date:
    return date(2025, 6, 30)
