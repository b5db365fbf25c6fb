"""A later edit is here, and the write that made its record is still on its way: half a record is shown nowhere."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, select

from app.journal.change import Change, new_id
from app.models import awaiting, derived, taking_back
from app.models.base import ChangeRow, RecordStateRow, Synced, UnknownRecord, synced_entities
from app.models.people.entities import Person
from app.models.plan.entities import ObstacleRow, Plan, ProgressRow, SettingRow
from app.models.plan.records import ObstacleKind, TaskStatus
from app.models.purging import PurgeRow
from app.models.recording import change_of
from app.services import conflicts, history, plan, search, tasks
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from tests.services.readers import read_all
from tests.steps import added, changes, made, row, send
from tests.sync.test_arriving import shown

TITLE = "Nhận từ máy khác"
Births = dict[str, list[Change]]
"""What made one record of each entity, and wrote it since, by entity."""


def required(table: type[Synced]) -> list[str]:
    return sorted(name for name in table.journalled() if not awaiting.is_whole(table, set(table.journalled()) - {name}))


def a_field(table: type[Synced]) -> str:
    """One that does not make a record whole by itself."""
    needed = required(table)
    return needed[0] if len(needed) > 1 else next(name for name in table.journalled() if name not in needed)


def half(desk: Desk, *, owners: bool) -> Births:
    """Of the last record of each entity only an edit is left here, which says again what one of its fields said."""
    births: Births = {}
    with desk.workspace.applying() as applying:
        session = applying.session
        for entity, table in sorted(synced_entities().items()):
            found = session.scalars(select(table).where(table.deleted.is_(False)).order_by(table.id)).all()
            record = next((one for one in reversed(found) if (one.root() == one.id) is owners), None)
            if record is None or table in (PurgeRow, Plan):  # a file comes into being with its plan
                continue
            rows = session.scalars(select(ChangeRow).where(ChangeRow.entity_id == record.id)).all()
            births[entity] = sorted((change_of(one) for one in rows), key=lambda one: one.stamp)
            assert births[entity], entity
            edit = again(births[entity], record)
            key = (entity, record.id)
            applying.take_out(key, root_id=record.root())
            session.execute(delete(ChangeRow).where(ChangeRow.entity_id == record.id))
            session.execute(delete(RecordStateRow).where(RecordStateRow.entity_id == record.id))
            session.flush()
            session.expire_all()
            births[entity].append(edit)
        derived.refresh(session, applying.refs)
    take_in(desk, [known[-1] for known in births.values()], title=TITLE)
    return births


def again(written: Sequence[Change], record: Synced) -> Change:
    """An edit by somebody who had all of these."""
    name = a_field(type(record))
    seen = tuple(one.id for one in written if name in one.fields)
    last = written[-1]
    return replace(
        last,
        id=new_id(),
        act_id=new_id(),
        stamp=f"2026{last.stamp[4:]}",
        kind="put",
        fields={name: getattr(record, name)},
        base={name: seen} if seen else {},
    )


@pytest.mark.parametrize("owners", [False, True])
def test_half_a_record_of_whatever_entity_breaks_no_page_and_is_whole_when_its_birth_comes(
    sample_desk: Desk, owners: bool
) -> None:
    desk = sample_desk
    before, refused_before = shown(desk.workspace), read_all(desk)
    births = half(desk, owners=owners)
    with desk.workspace.reading() as session:
        assert awaiting.count(session) == len(births) >= 10
        for entity, written in births.items():
            assert session.get(synced_entities()[entity], written[-1].entity_id) is None
    read_all(desk)
    take_in(desk, [one for written in births.values() for one in written[:-1]], title=TITLE)
    with desk.workspace.reading() as session:
        assert awaiting.count(session) == 0
        assert session.scalars(select(UnknownRecord)).all() == []
    assert shown(desk.workspace) == before
    assert read_all(desk) == refused_before


def strangers() -> Iterable[Change]:
    """One field of a record nobody has made here, for every entity."""
    for number, (entity, table) in enumerate(sorted(synced_entities().items()), 1):
        if table is not PurgeRow:
            at = f"2025-06-24T05:02:03.456Z-{number:04x}-0123456789abcdef"
            fields = {a_field(table): "Tạm dừng"}
            yield Change(
                f"x{number}", "a", at, "ai", "f" * 16, entity, f"r{number}", f"r{number}", "", "put", fields, {}, 9
            )


def test_no_entity_begins_with_an_edit(desk: Desk) -> None:
    arriving = list(strangers())
    before = shown(desk.workspace)
    take_in(desk, arriving, title=TITLE)
    assert shown(desk.workspace) == before
    with desk.workspace.reading() as session:
        assert awaiting.count(session) == len(arriving)
    read_all(desk)


@pytest.mark.parametrize("entity", [ObstacleRow, ProgressRow])
def test_the_page_of_a_task_opens_and_later_tells_all(desk: Desk, other: Desk, entity: type[Synced]) -> None:
    task_id = row(desk, "1.1").id
    if entity is ObstacleRow:
        tasks.add_obstacle(other, task_id=task_id, kind=ObstacleKind.OTHER, text="Thiếu phòng học")
        obstacle = plan.task(other, task_id=task_id).obstacles[0]
        tasks.resolve_obstacle(other, obstacle_id=obstacle.id, resolution="Đã mượn hội trường xã")
    else:
        tasks.report_progress(other, task_id=task_id, status=TaskStatus.IN_PROGRESS, percent=40, text="Đã đo xong")
    written = made(other)
    mine = [one for one in written if one.entity == entity.ENTITY]
    edit = mine[-1] if len(mine) > 1 else replace(mine[0], id=new_id(), fields={"text": "Đã đo"}, base={})
    take_in(desk, [edit], title=TITLE)
    assert plan.task(desk, task_id=task_id) == row(desk, "1.1")
    assert not plan.task(desk, task_id=task_id).obstacles
    send(other, desk)
    assert plan.task(desk, task_id=task_id).obstacles == plan.task(other, task_id=task_id).obstacles


def test_the_search_finds_it_from_its_birth_on(desk: Desk, other: Desk) -> None:
    task_id = added(other, "Cấp chữ ký số")
    tasks.edit_task(other, task_id=task_id, content="Cấp chứng thư số cho lãnh đạo xã Đạ Huoai")
    birth, *rest = made(other)
    take_in(desk, rest, title=TITLE)
    assert not search.search(desk, text="chung thu so")
    take_in(desk, [birth], title=TITLE)
    assert [hit.record_id for hit in search.search(desk, text="chung thu so")] == [task_id]
    assert history.history(desk, entity="task", record_id=task_id)


def test_who_makes_the_same_record_meanwhile_stands_beside_the_edit_of_the_other(desk: Desk) -> None:
    """A natural id: both desks make it. The edit was not seen here, so neither is lost."""
    from app.services import settings

    settings.set_warn_days(desk, days=9)
    mine = made(desk)[-1]
    with desk.workspace.applying() as applying:
        key = (mine.entity, mine.entity_id)
        applying.take_out(key, root_id=mine.root_id)
        applying.session.execute(delete(ChangeRow).where(ChangeRow.entity_id == mine.entity_id))
        applying.session.execute(delete(RecordStateRow).where(RecordStateRow.entity_id == mine.entity_id))
    theirs = replace(mine, id=new_id(), device="f" * 16, fields={"value": 12}, base={"value": ("không có ở đây",)})
    take_in(desk, [theirs], title=TITLE)
    settings.set_warn_days(desk, days=5)
    assert settings.warn_days(desk) == 5
    with desk.workspace.reading() as session:
        assert session.scalars(select(UnknownRecord)).all() == []
        assert session.get_one(SettingRow, mine.entity_id).value == 5
    (conflict,) = conflicts.listed(desk)
    assert conflict.field == "value"
    assert len(conflict.sides) == 2


def test_what_others_wrote_on_a_record_whose_birth_is_taken_back_waits_for_it(desk: Desk) -> None:
    task_id = added(desk, "Tập huấn một cửa")
    birth = made(desk)[-1]
    edit = replace(
        birth, id=new_id(), device="f" * 16, stamp=f"2026{birth.stamp[4:]}", fields={"note": "Chờ phòng học"}, base={}
    )
    take_in(desk, [edit], title=TITLE)
    with desk.workspace.applying() as applying:
        taking_back.take_back(applying, [birth.id])
    assert task_id not in {task.id for task in plan.view(desk).tasks}
    read_all(desk)
    with desk.workspace.applying() as applying:
        taking_back.put_back(applying, [birth.id])
        derived.refresh(applying.session, applying.refs)
    assert plan.task(desk, task_id=task_id).note == "Chờ phòng học"


def test_a_person_half_here_is_named_nowhere_and_later_by_name(desk: Desk) -> None:
    at = "2025-06-24T05:02:03.456Z-0001-0123456789abcdef"
    edit = Change("x1", "a", at, "ai", "f" * 16, "person", "p1", "p1", "", "put", {"position": "Tổ phó"}, {}, 1)
    take_in(desk, [edit], title=TITLE)
    with desk.workspace.reading() as session:
        assert session.get(Person, "p1") is None
    birth = replace(edit, id="x0", fields={"full_name": "Lê Hữu Khải"})
    take_in(desk, [birth], title=TITLE)
    with desk.workspace.reading() as session:
        person = session.get_one(Person, "p1")
        assert (person.full_name, person.position) == ("Lê Hữu Khải", "Tổ phó")
    assert len(changes(desk, entity="person")) > 1
