"""Two desks that were apart: what one did reaches the other, in any order and as often as it likes."""

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.journal.change import Change
from app.journal.clock import capped
from app.journal.merge import RecordState, digest
from app.models import derived, outbox, replaying
from app.models.applying import blank
from app.models.base import ChangeRow, RecordStateRow, UnknownRecord, synced_entities
from app.models.errors import InvalidInputError
from app.models.people.entities import Person
from app.models.plan.entities import TaskRow
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.plan.table import TaskQuery
from app.models.purging import PurgeRow
from app.services import conflicts, history, people, plan, search, tasks, units
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from tests.conftest import NOON_24_JUNE
from tests.steps import added, changes, made, row, send


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


def foreign(entity: str, record_id: str, number: int = 1, /, **fields: object) -> Change:
    """A change of a version that means other things by our fields."""
    at = f"2025-06-24T05:02:03.456Z-{number:04x}-0123456789abcdef"
    name = f"x{number}"
    return Change(name, "a", at, "ai", "f" * 16, entity, record_id, record_id, "", "put", fields, {}, 9)  # type: ignore[arg-type]


def wrong() -> Iterator[Change]:
    """A record of its own for every field of every entity and every type of value."""
    for entity, table in sorted(synced_entities().items()):
        for name in table.journalled() if table is not PurgeRow else ():
            for value in (None, 7, "mới-lạ", "", [1], {"a": 1}, {"text": 7, "day": "hôm nay", "number": [0]}, True):
                number = next(_NUMBERS)
                yield foreign(entity, f"r{number}", number, **{**blank(table), name: value})


_NUMBERS = count(1)


def pages(desk: Desk) -> tuple[object, ...]:
    """What a person opens first."""
    return plan.view(desk), plan.counts(desk, query=TaskQuery()), people.people(desk), conflicts.listed(desk)


def test_no_value_of_whatever_type_stops_what_comes_with_it(desk: Desk, other: Desk) -> None:
    task_id = added(other, "Đo đường truyền xã Đạ Huoai")
    poison = list(wrong())
    with desk.workspace.applying() as applying:
        assert len(applying.apply([*poison, *made(other)])) == len(poison) + len(made(other))
    assert plan.task(desk, task_id=task_id).content == "Đo đường truyền xã Đạ Huoai"
    kept = {one.id: one.fields for one in changes(desk)}
    assert all(kept[one.id] == one.fields for one in poison)
    with desk.workspace.applying() as applying:
        replaying.replay(applying.session, applying)
    with desk.workspace.maintaining() as session:
        derived.rebuild(session)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("note", None),
        ("content", ["Đã", "đổi"]),
        ("status", "mới-lạ"),
        ("percent", "50"),
        ("deadline", {"kind": "day", "day": "hôm nay"}),
        ("source", "local"),
        ("started_on", "hôm qua"),
    ],
)
def test_what_does_not_fit_is_kept_beside_and_the_column_keeps_its_value(desk: Desk, name: str, value: object) -> None:
    task_id = added(desk, "Tập huấn một cửa", deadline="trước ngày 27/6/2025")
    tasks.edit_task(desk, task_id=task_id, note="Chờ phòng học")
    before = plan.task(desk, task_id=task_id)
    with desk.workspace.applying() as applying:
        applying.apply([replace(foreign("task", task_id, **{name: value}), stamp=f"2026{made(desk)[-1].stamp[4:]}")])
    assert plan.task(desk, task_id=task_id) == before
    pages(desk)
    with desk.workspace.reading() as session:
        assert session.get_one(TaskRow, task_id).extra == {name: value}


def test_a_word_that_fits_again_is_shown_and_leaves_nothing_beside(desk: Desk) -> None:
    task_id = added(desk, "Tập huấn một cửa")
    for number, word in enumerate(("mới-lạ", "done"), 1):
        late = f"{2026 + number}{made(desk)[-1].stamp[4:]}"
        with desk.workspace.applying() as applying:
            applying.apply([replace(foreign("task", task_id, number, status=word), stamp=late)])
    assert plan.task(desk, task_id=task_id).status is TaskStatus.DONE
    with desk.workspace.reading() as session:
        assert session.get_one(TaskRow, task_id).extra == {}


def test_unknown_words_of_what_stands_under_a_task_do_not_hide_its_page(desk: Desk) -> None:
    task_id = row(desk, "1.1").id
    at = "2025-06-24T05:00:00.000Z"
    parts = [
        foreign("obstacle", "o1", 1, task_id=task_id, category="mới-lạ", text="Thiếu điện", raised_at=at),
        foreign("progress", "p1", 2, task_id=task_id, occurred_at=at, person="", status="mới-lạ", percent=5, text="Đo"),
    ]
    take_in(desk, [replace(one, root_id=task_id) for one in parts], title="Nhận từ máy khác")
    task = plan.task(desk, task_id=task_id)
    assert [(one.text, one.kind) for one in task.obstacles] == [("Thiếu điện", ObstacleKind.OTHER)]
    assert [one.text for one in task.progress] == ["Đo"]


def test_a_change_that_nobody_foresaw_is_kept_unshown_and_the_others_go_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    line = Person.search_line

    def failing(person: Person) -> object:
        if person.full_name == "Đặng Ẩn":
            raise ValueError(person.full_name)
        return line(person)

    monkeypatch.setattr(Person, "search_line", failing)
    names = ("Lê Hữu Khải", "Đặng Ẩn", "Đào Thị Ổn", "Lê Đình Phúc")
    arriving = [foreign("person", f"p{at}", at, full_name=name) for at, name in enumerate(names, 1)]
    reached = outbox.Cursor("epoch-0", 4)
    assert take_in(desk, arriving, title="Nhận từ máy chủ", reached=reached)[1] == 4
    there = {card.full_name for card in people.people(desk)}
    assert {"Lê Hữu Khải", "Đào Thị Ổn", "Lê Đình Phúc"} <= there
    assert "Đặng Ẩn" not in there
    assert "Đặng Ẩn" not in caplog.text
    assert "x2" in caplog.text
    with desk.workspace.reading() as session:
        assert outbox.cursor(session) == reached
        assert session.get_one(ChangeRow, "x2").fields == {"full_name": "Đặng Ẩn"}
        assert session.get(RecordStateRow, ("person", "p2")) is not None


def test_nothing_of_a_purged_record_comes_back_by_an_edit_made_apart(desk: Desk) -> None:
    unit_id = units.add_unit(desk, name="Sở Bí Mật").created[0]
    of = {"entity": "unit", "record_id": unit_id, "first_person": "a", "second_person": "b"}
    purge = replace(foreign("purge", "g1", 1, **of, occurred_at="2025-06-24T05:00:00.000Z"), kind="purge")
    late = replace(foreign("unit", unit_id, 2, phone="0912 345 678"), base={"phone": ("x0",)})
    under = replace(foreign("unit_alias", "u9", 3, name="Sở B"), root_id=unit_id)
    for part in ([purge], [late, under], [late]):
        take_in(desk, part, title="Nhận từ máy khác")
    with desk.workspace.reading() as session:
        assert session.get(synced_entities()["unit"], unit_id) is None
        for entity, entity_id in (("unit", unit_id), ("unit_alias", "u9")):
            assert session.get(RecordStateRow, (entity, entity_id)) is None
            assert session.get(UnknownRecord, (entity, entity_id)) is None
        assert [session.get_one(ChangeRow, one).fields for one in ("x2", "x3")] == [{}, {}]
    assert "Sở Bí Mật" not in [unit.name for unit in plan.units(desk)]


def test_a_seal_that_a_purge_emptied_here_is_not_a_thing_to_repair(desk: Desk) -> None:
    """The server was restored to before the purge, and still holds the seal whole."""
    task_id = row(desk, "1.1").id
    emptied = replace(foreign("issue", "i1", 1, number="12"), kind="seal")
    take_in(desk, [emptied, foreign("task", task_id, 2, note="Khác")], title="Nhận từ máy khác")
    refusal = outbox.Refusal("other_content", "Nội dung khác")
    with desk.workspace.maintaining() as session:
        outbox.park(session, {"x1": refusal, "x2": refusal}, at="2025-06-24T05:00:00.000Z")
        session.flush()
        assert set(outbox.parked(session)) == {"x2"}


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
    for receiver, sent in ((desk, theirs), (other, mine)):
        arriving = [*sent, *sent[: len(sent) // 2]]
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
