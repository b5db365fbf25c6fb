"""Publishing the province's figures: what is counted, what is written, who of two desks publishes."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app.models.board.entities import BoardFigureRow
from app.models.board.records import Counts, Figure, GroupRef, Subject, UnitWork
from app.models.board.work import figures
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.units.catalogue import UnitKind
from app.services import board, history, tasks, units
from app.services.desk import Desk
from app.services.inspection import followups
from app.services.selection import stages
from tests import steps
from tests.conftest import StandingClock


def published(desk: Desk, subject: str = "work") -> list[BoardFigureRow]:
    with desk.workspace.reading() as session:
        rows = list(session.scalars(select(BoardFigureRow).where(BoardFigureRow.subject == subject)))
        session.expunge_all()
    return rows


def cell(desk: Desk, unit: str, group: str) -> dict[str, Any]:
    """The published figures of a unit in a group."""
    return next(one.figures for one in published(desk) if (one.unit, one.group_key) == (unit, group))


def computed(desk: Desk) -> list[Figure]:
    return [one for one in board.compute(desk).figures if one.subject is Subject.WORK]


def test_every_task_is_counted_once(sample_desk: Desk) -> None:
    from app.services import plan

    counted = sum(one.figures["total"] for one in computed(sample_desk) if one.group.key not in ("KL", "LC"))
    assert counted == len(plan.view(sample_desk).tasks)


def test_conclusions_of_inspections_are_those_of_their_overview(sample_desk: Desk) -> None:
    shown = [one.figures for one in computed(sample_desk) if one.group.key == "KL"]
    overview = followups.overview(sample_desk)
    assert sum(one["total"] for one in shown) == sum(one.total for one in overview)
    assert sum(one["late"] for one in shown) == sum(one.overdue for one in overview)
    assert sum(one["done"] for one in shown) == sum(one.done for one in overview)


def test_stages_of_the_systems_are_those_of_their_board(sample_desk: Desk) -> None:
    from app.models.selection.stages import StageState, tally

    shown = [one.figures for one in computed(sample_desk) if one.group.key == "LC"]
    days = stages.warn_days(sample_desk)
    expected = tally(stages.board(sample_desk), now=sample_desk.now(), warn_days=days)
    assert sum(one["late"] for one in shown) == expected[StageState.LATE]
    assert sum(one["done"] for one in shown) == expected[StageState.DONE]


def test_a_cell_lists_exactly_what_it_counts(sample_desk: Desk) -> None:
    for one in computed(sample_desk):
        reasons = [waiting["reason"] for waiting in one.figures["waiting"]]
        assert reasons.count("late") == one.figures["late"]
        assert len(reasons) == one.figures["late"] + one.figures["watch"]


def test_an_overdue_task_is_red(desk: Desk, clock: StandingClock) -> None:
    clock.moment += timedelta(days=1)
    board.publish(desk)
    shown = cell(desk, "Văn phòng UBND tỉnh", "I")
    assert (shown["late"], shown["level"]) == (1, "red")
    assert shown["waiting"][0]["label"] == "Thành lập Tổ Công tác liên ngành cấp tỉnh."


def test_a_reported_obstacle_makes_it_amber(desk: Desk) -> None:
    task_id = steps.added(desk, deadline="31/12/2025", lead="Sở Tư pháp")
    tasks.add_obstacle(desk, task_id=task_id, kind=ObstacleKind.INTERNAL, text="Thiếu kinh phí đường truyền")
    board.publish(desk)
    shown = cell(desk, "Sở Tư pháp", "I")
    assert (shown["watch"], shown["obstructed"], shown["level"]) == (1, 1, "amber")
    assert shown["waiting"][0]["reason"] == "obstructed"


def test_what_is_done_needs_nobody(desk: Desk) -> None:
    task_id = steps.added(desk, deadline="01/06/2025", lead="Sở Tư pháp")
    tasks.add_document(desk, task_id=task_id, title="Quyết định", number="12/QĐ", issued_on=desk.now().date())
    tasks.set_status_of(desk, task_ids=[task_id], status=TaskStatus.DONE)
    board.publish(desk)
    shown = cell(desk, "Sở Tư pháp", "I")
    assert (shown["late"], shown["level"]) == (0, "green")


def test_no_typed_word_leaves_the_desk(desk: Desk, clock: StandingClock) -> None:
    steps.added(desk, "Việc riêng đặt tên ĐẶC BIỆT", deadline="20/06/2025", lead="Sở Tư pháp")
    board.publish(desk)
    listed = cell(desk, "Sở Tư pháp", "I")["waiting"]
    assert [one["label"] for one in listed] == ["Bổ sung của tỉnh"]
    assert all("ĐẶC BIỆT" not in str(one.figures) for one in published(desk))


def test_work_without_a_lead_is_not_lost(desk: Desk) -> None:
    steps.added(desk, deadline="20/06/2025")
    board.publish(desk)
    assert cell(desk, "", "I")["total"] == 1


def test_publishing_again_writes_nothing(desk: Desk) -> None:
    assert board.publish(desk).written > 1
    before = steps.sizes(desk)
    assert board.publish(desk).written == 0
    assert steps.sizes(desk) == before


def test_after_ten_minutes_only_the_beat_is_written(desk: Desk, clock: StandingClock) -> None:
    board.publish(desk)
    clock.moment += board.BEAT
    assert board.publish(desk).written == 1
    (beat,) = published(desk, "published")
    assert beat.computed_at == "2025-06-24T05:10:00.000Z"


def test_only_what_changed_is_written(desk: Desk, clock: StandingClock) -> None:
    board.publish(desk)
    steps.added(desk, deadline="20/06/2025", lead="Sở Tư pháp")
    assert board.publish(desk).written == 2  # the unit's cell and the beat
    others = [one for one in published(desk) if one.unit != "Sở Tư pháp"]
    assert {one.computed_at for one in others} == {"2025-06-24T05:00:00.000Z"}


def test_a_unit_without_work_sinks_to_nothing(desk: Desk) -> None:
    task_id = steps.added(desk, deadline="20/06/2025", lead="Sở Tư pháp")
    board.publish(desk)
    tasks.delete_tasks(desk, task_ids=[task_id])
    board.publish(desk)
    shown = cell(desk, "Sở Tư pháp", "I")
    assert (shown["total"], shown["level"], shown["waiting"]) == (0, "", [])


def test_a_renamed_unit_is_shown_by_its_new_name(desk: Desk) -> None:
    made = units.add_unit(desk, name="Tổ Ứng cứu Đạ Tẻh", kind=UnitKind.TEAM).created[0]
    steps.added(desk, deadline="20/06/2025", lead="Tổ Ứng cứu Đạ Tẻh")
    board.publish(desk)
    units.edit_unit(desk, unit_id=made, name="Tổ Ứng cứu xã Đạ Tẻh")
    board.publish(desk)
    assert cell(desk, "Tổ Ứng cứu xã Đạ Tẻh", "I")["total"] == 1


def test_publishing_is_no_wall_for_undo(desk: Desk) -> None:
    steps.added(desk, "Bổ sung máy quét")
    board.publish(desk)
    assert history.undo(desk).title
    assert all(task.content != "Bổ sung máy quét" for task in computed_tasks(desk))


def computed_tasks(desk: Desk) -> tuple[Any, ...]:
    from app.services import plan

    return plan.view(desk).tasks


def test_one_desk_of_the_province_publishes(desk: Desk, other: Desk) -> None:
    board.publish(desk)
    steps.send(desk, other)
    found = board.publish(other)
    assert (found.written, found.by_other) == (0, desk.workspace.device)


def test_another_desk_takes_over_from_one_that_is_silent(desk: Desk, other: Desk, clock: StandingClock) -> None:
    clock.moment -= timedelta(minutes=30)
    board.publish(desk)
    steps.send(desk, other)
    assert board.publish(other).written == 1  # the beat; the figures are the same


def test_two_that_published_at_once_agree_after_the_next(desk: Desk, other: Desk) -> None:
    board.publish(desk)
    board.publish(other)
    steps.send(desk, other)
    steps.send(other, desk)
    assert len(published(desk)) == len(published(other))
    steps.added(desk, deadline="20/06/2025", lead="Sở Tư pháp")
    board.publish(desk, even_if_other=True)
    steps.send(desk, other)
    assert cell(other, "Sở Tư pháp", "I") == cell(desk, "Sở Tư pháp", "I")


def test_a_sunk_figure_is_that_of_no_work() -> None:
    (none,) = figures(UnitWork("u", "Sở Tư pháp", "department", GroupRef("I", ""), Counts()))
    assert none.figures["total"] == 0


def overdue_at_one_unit(desk: Desk, count: int) -> list[str]:
    return [steps.added(desk, f"Việc số {at}", deadline="20/06/2025", lead="Sở Tư pháp") for at in range(count)]


def listed(desk: Desk) -> list[int]:
    """How many lines each figure of the unit names, page by page."""
    found = [one for one in published(desk) + published(desk, "more") if one.unit == "Sở Tư pháp"]
    found.sort(key=lambda one: one.figures.get("page", 1))
    return [len(one.figures["waiting"]) for one in found]


def test_every_overdue_task_of_a_long_list_is_published(desk: Desk) -> None:
    overdue_at_one_unit(desk, 103)
    board.publish(desk)
    assert cell(desk, "Sở Tư pháp", "I")["late"] == 103
    assert listed(desk) == [100, 3]


def test_a_page_that_is_needed_no_more_is_emptied_once(desk: Desk) -> None:
    made = overdue_at_one_unit(desk, 103)
    board.publish(desk)
    tasks.delete_tasks(desk, task_ids=made[:5])
    board.publish(desk)
    assert listed(desk) == [98, 0]
    assert board.publish(desk).written == 0
    overdue_at_one_unit(desk, 4)
    board.publish(desk)
    assert listed(desk) == [100, 2]
