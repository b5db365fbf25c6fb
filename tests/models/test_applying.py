"""Two desks that were apart: what one did reaches the other, in any order and as often as it likes."""

import random
from contextlib import suppress
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.journal.clock import capped
from app.journal.merge import RecordState, digest
from app.models import derived
from app.models.base import RecordStateRow, UnknownRecord
from app.models.errors import InvalidInputError
from app.models.plan.entities import TaskRow
from app.models.plan.records import ObstacleKind
from app.services import history, plan, search, tasks
from app.services.desk import Desk
from tests.conftest import NOON_24_JUNE
from tests.steps import added, made, row, send


def state_of(desk: Desk) -> tuple[str, list[tuple[str, str, str]]]:
    """Heads and shown tasks: what two desks must agree on."""
    with desk.workspace.reading() as session:
        states = [(one.entity_id, RecordState.from_json(one.state)) for one in session.scalars(select(RecordStateRow))]
    return digest(states), [
        (task.number, task.content, task.lead.name if task.lead else "") for task in plan.view(desk).tasks
    ]


def lead_of(desk: Desk) -> str:
    """The lead unit of form row 1.1."""
    lead = row(desk, "1.1").lead
    return lead.name if lead else ""


def test_an_edit_reaches_the_other_desk(desk: Desk, other: Desk) -> None:
    tasks.set_lead(other, task_id=row(other, "1.1").id, unit="Sở Y tế")
    send(other, desk)
    assert lead_of(desk) == "Sở Y tế"
    assert state_of(desk) == state_of(other)


def test_a_new_row_is_numbered_found_and_in_the_history(desk: Desk, other: Desk) -> None:
    task_id = added(other, "Đo đường truyền xã Đạ Huoai")
    send(other, desk)
    assert plan.task(desk, task_id=task_id).content == "Đo đường truyền xã Đạ Huoai"
    assert [hit.record_id for hit in search.search(desk, text="duong truyen xa da huoai")] == [task_id]
    assert history.history(desk, entity="task", record_id=task_id)


def test_two_fields_of_one_row_both_stand(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_lead(desk, task_id=task_id, unit="Sở Y tế")
    tasks.set_deadline(other, task_id=task_id, text="trước ngày 27/6/2025")
    send(desk, other)
    send(other, desk)
    for one in (desk, other):
        deadline = row(one, "1.1").deadline
        assert deadline is not None
        assert (lead_of(one), deadline.text) == ("Sở Y tế", "trước ngày 27/6/2025")


def test_what_arrives_twice_counts_once(desk: Desk, other: Desk) -> None:
    added(other, "Cấp chữ ký số")
    send(other, desk)
    before = state_of(desk)
    send(other, desk)
    assert state_of(desk) == before


def test_an_edit_before_the_row_it_edits(desk: Desk, other: Desk) -> None:
    task_id = added(other, "Cấp chữ ký số")
    tasks.edit_task(other, task_id=task_id, content="Cấp chữ ký số cho lãnh đạo xã")
    with desk.workspace.applying() as applying:
        for change in reversed(made(other)):
            applying.apply([change])
    assert plan.task(desk, task_id=task_id).content == "Cấp chữ ký số cho lãnh đạo xã"
    assert state_of(desk) == state_of(other)


def test_an_edit_that_did_not_see_the_delete_revives_the_row(desk: Desk, other: Desk) -> None:
    task_id = added(desk, "Tập huấn một cửa")
    send(desk, other)
    tasks.delete_tasks(desk, task_ids=[task_id])
    tasks.add_obstacle(other, task_id=task_id, kind=ObstacleKind.OTHER, text="Thiếu phòng học")
    send(other, desk)
    with desk.workspace.reading() as session:
        task = session.get_one(TaskRow, task_id)
        assert (task.deleted, task.revived) == (False, True)


def test_a_capped_stamp_gives_way(desk: Desk, other: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_lead(desk, task_id=task_id, unit="Sở Y tế")
    tasks.set_lead(other, task_id=task_id, unit="Sở Tài chính")
    send(other, desk)
    assert lead_of(desk) == max_stamp(desk, other)
    late = made(other)[-1]
    early = replace(late, cap=capped(late.stamp, NOON_24_JUNE.replace(year=2024)))
    with desk.workspace.applying() as applying:
        assert applying.apply([early]) == ()
    assert lead_of(desk) == "Sở Y tế"


def max_stamp(desk: Desk, other: Desk) -> str:
    return "Sở Y tế" if made(desk)[-1].stamp > made(other)[-1].stamp else "Sở Tài chính"


def test_what_a_newer_version_sends_is_kept(desk: Desk, other: Desk) -> None:
    tasks.set_lead(other, task_id=row(other, "1.1").id, unit="Sở Y tế")
    change = made(other)[-1]
    newer = replace(change, id="x1", fields={**change.fields, "colour": "xanh"})
    stranger = replace(
        change, id="x2", entity="robot", entity_id="r1", root_id="r1", fields={"name": "Rô-bốt"}, base={}
    )
    with desk.workspace.applying() as applying:
        applying.apply([newer, stranger])
    with desk.workspace.reading() as session:
        task = session.get_one(TaskRow, change.entity_id)
        assert task.extra == {"colour": "xanh"}
        kept = session.get_one(UnknownRecord, ("robot", "r1"))
        assert kept.values == {"name": "Rô-bốt"}


def test_derived_columns_are_those_a_rebuild_would_make(desk: Desk, other: Desk) -> None:
    added(other, "Cấp chữ ký số")
    tasks.set_lead(other, task_id=row(other, "1.1").id, unit="Sở Y tế")
    send(other, desk)
    with desk.workspace.reading() as session:
        columns = [column for column in TaskRow.__table__.columns if column.info.get("derived")]
        before = session.execute(select(*columns).order_by(TaskRow.id)).all()
    with desk.workspace.maintaining() as session:
        derived.rebuild(session)
    with desk.workspace.reading() as session:
        assert session.execute(select(*columns).order_by(TaskRow.id)).all() == before


_ACTS = st.lists(
    st.tuples(st.booleans(), st.sampled_from(["lead", "deadline", "add", "remove", "undo"]), st.integers(0, 13)),
    min_size=1,
    max_size=10,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_ACTS, seed=st.integers(0, 999))
def test_desks_agree_whatever_order_changes_arrive_in(
    desk: Desk, other: Desk, acts: list[tuple[bool, str, int]], seed: int
) -> None:
    shuffling = random.Random(seed)  # noqa: S311 an order, no secret
    for is_mine, verb, number in acts:
        _act(desk if is_mine else other, verb, number)
    mine, theirs = made(desk), made(other)
    for receiver, changes in ((desk, theirs), (other, mine)):
        arriving = [*changes, *changes[: len(changes) // 2]]
        shuffling.shuffle(arriving)
        for at in range(0, len(arriving), 3):
            with receiver.workspace.applying() as applying:
                applying.apply(arriving[at : at + 3])
    assert state_of(desk) == state_of(other)


def _act(desk: Desk, verb: str, number: int) -> None:
    rows = plan.view(desk).tasks
    task = rows[number % len(rows)]
    if verb == "lead":
        with suppress(InvalidInputError):  # it may be a coordinating unit already
            tasks.set_lead(desk, task_id=task.id, unit=("Sở Y tế", "Sở Tài chính", "Sở Xây dựng")[number % 3])
    elif verb == "deadline":
        tasks.set_deadline(desk, task_id=task.id, text=f"trước ngày {10 + number}/7/2025")
    elif verb == "add":
        added(desk, f"Việc thêm {number}")
    elif verb == "remove" and not task.form_key:
        tasks.delete_tasks(desk, task_ids=[task.id])
    elif verb == "undo" and history.undo_title(desk):
        history.undo(desk)
