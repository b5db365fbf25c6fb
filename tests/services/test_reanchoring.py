from datetime import date

from app.services import history, plan, reanchoring
from app.services.desk import Desk
from tests.steps import acts, added, row

NEW_DAY = date(2025, 7, 15)


def test_the_preview_is_what_happens(desk: Desk) -> None:
    added(desk, deadline="Tháng 7/2025")
    added(desk, deadline="Thường xuyên")
    moves = reanchoring.preview(desk, new_day=NEW_DAY)
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
