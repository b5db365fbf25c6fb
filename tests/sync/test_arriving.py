"""A province coming into an empty file: what stands there at the end, however often the line breaks on the way."""

import json
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.journal import wire
from app.journal.change import DELETED, Change, Json
from app.journal.clock import capped
from app.models import derived, finishing, outbox
from app.models.arriving import Arrival, read_beginning, read_page
from app.models.base import ChangeRow, LocalSetting, UnknownRecord, synced_entities
from app.models.plan.entities import TaskRow
from app.models.plan.records import ObstacleKind
from app.models.recording import change_of
from app.services import opening, search, tasks
from app.services.desk import Desk
from app.services.exchange import newcomer
from app.sync.errors import OfflineError
from app.workspace import workspace
from app.workspace.database import compact
from app.workspace.workspace import Workspace
from tests.conftest import NOON_24_JUNE
from tests.models.test_applying import wrong
from tests.steps import added, changes, row, send
from tests.sync.fake_server import Centre, FakeLine


@pytest.fixture
def centre() -> Centre:
    return Centre(NOON_24_JUNE)


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Workspace]:
    """A file that nobody sits at yet."""
    opened = workspace.create(tmp_path / "mới.kh02")
    yield opened
    opened.close()


def everything(desk: Desk) -> list[Change]:
    """All that the desk knows, in the order of its stamps."""
    return [change_of(one) for one in changes(desk)]


def fetch(opened: Workspace, line: FakeLine, *, finishes: bool = True) -> None:
    """All of it, as a new PC does; it `finishes` what only makes the file faster too."""
    with opened.filling() as session:
        arrival = Arrival(session)
        newcomer._fetch_all(arrival, line, lambda _: None)
        arrival.finish(opened.clock)
    while finishes and opened.finish_some():
        pass


def shown(opened: Workspace) -> dict[str, list[Any]]:
    """Every column of every record, and the lines of the search. A deleted task keeps a number where it had one."""
    entries = "SELECT entity, record_id, title, detail, exact, folded FROM search_entry ORDER BY 1, 2"
    with opened.reading() as session:
        found: dict[str, list[Any]] = {}
        for entity, table in synced_entities().items():
            rows = [row._asdict() for row in session.execute(select(*table.__table__.columns))]
            for row in rows:
                if row["deleted"]:
                    row |= {"position": 0, "number": ""}
            found[entity] = sorted(json.dumps(row, sort_keys=True) for row in rows)
        found["search"] = list(session.execute(text(entries)))
    return found


def whole(opened: Workspace) -> None:
    """The file, once finished, is sound, and the search index says what its table says."""
    while opened.finish_some():
        pass
    with opened.maintaining() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        session.execute(text("INSERT INTO search_fts(search_fts, rank) VALUES ('integrity-check', 1)"))


def same_schema(first: Workspace, second: Workspace) -> None:
    listed = text("SELECT type, name, sql FROM sqlite_master ORDER BY type, name")
    with first.reading() as one, second.reading() as other:
        assert one.execute(listed).all() == other.execute(listed).all()


def test_the_sample_province_arrives_as_it_is(sample_desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(sample_desk)))
    fetch(empty, FakeLine(centre))
    assert shown(empty) == shown(sample_desk.workspace)
    whole(empty)
    same_schema(empty, sample_desk.workspace)


def test_what_was_edited_apart_deleted_and_put_off_arrives(
    desk: Desk, other: Desk, centre: Centre, empty: Workspace
) -> None:
    gone, revived = added(desk, "Việc sẽ xoá"), added(desk, "Việc xoá rồi sửa")
    tasks.add_obstacle(desk, task_id=gone, kind=ObstacleKind.OTHER, text="Vướng mặt bằng")
    send(desk, other)
    tasks.delete_tasks(desk, task_ids=[gone, revived])
    tasks.edit_task(other, task_id=revived, content="Vẫn cần làm")
    for one, unit in ((desk, "Sở Y tế"), (other, "Sở Tài chính")):
        tasks.set_lead(one, task_id=row(one, "1.1").id, unit=unit)
    tasks.set_deadline(other, task_id=row(other, "1.2").id, text="trước ngày 27/6/2025")
    tasks.extend_deadline(other, task_id=row(other, "1.2").id, text="30/6/2025", reason="Chờ", approver="Trưởng ban")
    send(other, desk)
    send(desk, other)
    centre.push(wire.encode_batch(everything(desk)))
    fetch(empty, FakeLine(centre))
    assert shown(empty) == shown(desk.workspace) == shown(other.workspace)
    whole(empty)


@pytest.mark.parametrize("kept", [True, False])
def test_broken_off_at_any_page_it_goes_on(desk: Desk, centre: Centre, empty: Workspace, kept: bool) -> None:  # noqa: FBT001
    for number in range(30):
        added(desk, f"Việc {number}")
    centre.push(wire.encode_batch(everything(desk)))
    line = FakeLine(centre)
    pages = 0
    while True:
        with suppress(OfflineError), empty.filling() as session:
            arrival = Arrival(session)
            with line.snapshot(arrival.cursor) as lines:
                arrival.begin(read_beginning(next(lines)))
                for at, page in enumerate(lines):
                    arrival.store(read_page(page))
                    if at == 1 and kept:
                        arrival.keep()
                    if at == 2:  # the second is stored twice, or all of them
                        raise OfflineError("Mất kết nối với máy chủ.")
            arrival.finish(empty.clock)
            break
        pages += 1
        kept = kept or pages == 2
    assert pages > 1
    whole(empty)
    assert shown(empty) == shown(desk.workspace)
    whole(empty)


def test_a_page_twice_is_as_good_as_once(sample_desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(sample_desk)))
    with FakeLine(centre).snapshot("") as lines, empty.filling() as session:
        arrival = Arrival(session)
        arrival.begin(read_beginning(next(lines)))
        for page in lines:
            arrival.store(read_page(page))
            arrival.store(read_page(page))
        arrival.finish(empty.clock)
    whole(empty)
    assert shown(empty) == shown(sample_desk.workspace)


def test_a_power_cut_costs_only_what_was_not_kept(desk: Desk, centre: Centre, empty: Workspace, tmp_path: Path) -> None:
    for number in range(30):
        added(desk, f"Việc {number}")
    centre.push(wire.encode_batch(everything(desk)))
    line, left = FakeLine(centre), tmp_path / "sau khi mất điện.kh02"
    with empty.filling() as session:
        arrival = Arrival(session)
        with line.snapshot("") as lines:
            arrival.begin(read_beginning(next(lines)))
            arrival.store(read_page(next(lines)))
            arrival.keep()
            there = arrival.count()
            for page in lines:
                arrival.store(read_page(page))
        session.execute(text("PRAGMA cache_spill = 1"))
        session.execute(text("PRAGMA cache_size = 1"))
        session.execute(text("UPDATE change SET fields = '{}'"))  # much, so that it cannot all stay in memory
        for ending in ("", "-journal"):
            shutil.copy(f"{empty.path}{ending}", f"{left}{ending}")
    assert Path(f"{left}-journal").stat().st_size > 0
    workspace.settle(left)
    again = workspace.open_workspace(left)
    try:
        with again.filling() as session:
            assert Arrival(session).count() == there
        fetch(again, line)
        assert shown(again) == shown(desk.workspace)
        whole(again)
    finally:
        again.close()


def test_a_lost_line_is_asked_again_by_itself(desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(desk)))
    line = FakeLine(centre)
    line.faults = ["lost", "lost"]
    fetch(empty, line)
    assert shown(empty) == shown(desk.workspace)


def test_another_memory_begins_anew_and_what_is_here_stays(desk: Desk, centre: Centre, empty: Workspace) -> None:
    task_id = added(desk, "Chỉ máy chủ cũ có")
    first, *rest = everything(desk)
    centre.push(wire.encode_batch([first, *rest]))
    line = FakeLine(centre)
    with empty.filling() as session:
        arrival = Arrival(session)
        with line.snapshot("") as lines:
            arrival.begin(read_beginning(next(lines)))
            for page in lines:
                arrival.store(read_page(page))
        arrival.begin_anew()
        assert arrival.cursor == ""
    restored = Centre(NOON_24_JUNE)
    restored.push(wire.encode_batch([one for one in (first, *rest) if one.entity_id != task_id]))
    fetch(empty, FakeLine(restored))
    with empty.reading() as session:
        assert session.get_one(TaskRow, task_id).content == "Chỉ máy chủ cũ có"
    whole(empty)


def stranger(change: Change) -> Change:
    return replace(
        change, id="x2", entity="robot", entity_id="r1", root_id="r1", fields={"name": "Rô-bốt", "đủ": True}, base={}
    )


def test_what_a_newer_version_wrote_is_kept(desk: Desk, centre: Centre, empty: Workspace) -> None:
    task_id = added(desk, "Việc có màu")
    change = next(one for one in everything(desk) if one.entity_id == task_id)
    newer = replace(change, id="x1", entity_id="t9", root_id="t9", fields={**change.fields, "colour": "xanh"})
    newer = replace(newer, extra={"priority": 3}, cap=capped(change.stamp, NOON_24_JUNE.replace(year=2024)))
    centre.push(wire.encode_batch([*everything(desk), newer, stranger(change)]))
    fetch(empty, FakeLine(centre))
    with empty.reading() as session:
        task = session.get_one(TaskRow, "t9")
        assert (task.content, task.extra) == ("Việc có màu", {"colour": "xanh"})
        assert session.get_one(UnknownRecord, ("robot", "r1")).values == {"name": "Rô-bốt", "đủ": True}
        stored = session.get_one(ChangeRow, "x1")
        assert (stored.extra, stored.cap) == ({"priority": 3}, newer.cap)
        assert stored.fields == newer.fields
        plain = session.get_one(ChangeRow, change.id)
        assert (plain.fields, plain.extra, plain.old, plain.cap) == (dict(change.fields), {}, {}, None)
        assert (plain.created, plain.acknowledged) == (True, len(centre.memory.log))


def test_what_no_column_can_hold_arrives_as_by_the_ordinary_way(
    desk: Desk, other: Desk, centre: Centre, empty: Workspace
) -> None:
    """Also together with what fits, in records that differ in this alone."""
    task_id = added(other, "Việc đúng")
    change = next(one for one in everything(other) if one.entity_id == task_id)
    other_fields: list[dict[str, Json]] = [{"note": None}, {"status": "mới-lạ", "colour": "xanh"}, {"content": 7}, {}]
    mixed = [
        replace(change, id=f"y{at}", entity_id=f"t{at}", root_id=f"t{at}", fields={**change.fields, **fields})
        for at, fields in enumerate(other_fields)
    ]
    arriving = [*everything(other), *wrong(), *mixed]
    with desk.workspace.applying() as applying:
        applying.apply(arriving)
    with desk.workspace.maintaining() as session:
        derived.rebuild(session)
    centre.push(wire.encode_batch(arriving))
    fetch(empty, FakeLine(centre))
    assert shown(empty) == shown(desk.workspace)
    with empty.reading() as session:
        task = session.get_one(TaskRow, "t1")
        assert (task.content, task.status) == ("Việc đúng", "not_started")
        assert task.extra == {"status": "mới-lạ", "colour": "xanh"}
    whole(empty)


def test_a_server_restored_in_mid_transfer_hides_no_edit(desk: Desk, centre: Centre, empty: Workspace) -> None:
    """The page of the old memory names an edit that the new one lost: it stands, and is sent to the server again."""
    task_id = row(desk, "1.1").id
    centre.push(wire.encode_batch(everything(desk)))
    backup = centre.memory.copy("x")
    tasks.edit_task(desk, task_id=task_id, note="Sửa sau lần sao lưu")
    centre.push(wire.encode_batch(everything(desk)))
    line = FakeLine(centre)
    with empty.filling() as session:
        arrival = Arrival(session)
        with line.snapshot("") as lines:
            arrival.begin(read_beginning(next(lines)))
            for page in lines:
                arrival.store(read_page(page))
        centre.restore(backup, "epoch-1")
        arrival.begin_anew()
        assert arrival.count() == 0
    fetch(empty, line)
    assert shown(empty) == shown(desk.workspace)
    with empty.reading() as session:
        assert session.get_one(TaskRow, task_id).note == "Sửa sau lần sao lưu"
        assert [one.fields for one in outbox.unsent(session, 9)] == [{"note": "Sửa sau lần sao lưu"}]
        assert session.get(LocalSetting, "arrived_before") is None
    whole(empty)


def test_a_field_of_ours_never_comes_by_a_name_of_the_wire(desk: Desk, centre: Centre, empty: Workspace) -> None:
    """What is derived here is no field: it is kept like one of a newer version."""
    change = next(one for one in everything(desk) if one.entity == "task")
    foreign = {**change.fields, "number": "9.9", DELETED: False, "revived": True}
    centre.push(wire.encode_batch([replace(change, id="x1", entity_id="t9", root_id="t9", fields=foreign)]))
    fetch(empty, FakeLine(centre))
    with empty.reading() as session:
        task = session.get_one(TaskRow, "t9")
        assert (task.revived, task.extra) == (False, {"number": "9.9", "revived": True})


def test_a_record_of_which_no_change_is_left_stops_nothing(desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(desk)))
    with FakeLine(centre).snapshot("") as lines:
        first, *pages = lines
    bare = b'{"entity":"task","id":"t1","root":"t1","state":{"w":[],"f":{}},"changes":[]}'
    with empty.filling() as session:
        arrival = Arrival(session)
        arrival.begin(read_beginning(first))
        arrival.store(read_page(b'{"cursor":"","records":[' + bare + b"]}"))
        for page in pages:
            arrival.store(read_page(page))
        arrival.finish(empty.clock)
    whole(empty)
    expected = shown(desk.workspace)
    assert {entity: rows for entity, rows in shown(empty).items() if entity != "task"} == {
        entity: rows for entity, rows in expected.items() if entity != "task"
    }
    assert set(expected["task"]) <= set(shown(empty)["task"])


def test_a_page_that_is_none_is_refused() -> None:
    for line in (b"", b"{}", b'{"cursor": "", "records": [{}]}', json.dumps({"cursor": 1, "records": []}).encode()):
        with pytest.raises(ValueError):  # noqa: PT011 of two libraries
            read_page(line)


def test_nothing_of_the_transfer_remains(desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(desk)))
    fetch(empty, FakeLine(centre))
    with empty.reading() as session:
        assert session.get(LocalSetting, "arriving") is None


def test_a_rebuild_of_the_sample_province_changes_nothing(sample_desk: Desk) -> None:
    before = shown(sample_desk.workspace)
    with sample_desk.workspace.maintaining() as session:
        derived.rebuild(session)
    assert shown(sample_desk.workspace) == before
    whole(sample_desk.workspace)


def test_before_it_is_finished_everything_is_found(sample_desk: Desk, centre: Centre, empty: Workspace) -> None:
    """Nothing is missing, also not what is edited and deleted meanwhile, nor is anything there twice."""
    centre.push(wire.encode_batch(everything(sample_desk)))
    fetch(empty, FakeLine(centre), finishes=False)
    here, there = shown(empty), shown(sample_desk.workspace)
    assert [entity for entity in here if here[entity] != there[entity]] == ["search"]
    asked = ("hạ tầng", unicodedata.normalize("NFD", "Đường truyền"), "ke hoach", "1.4", "so y te", "không có đâu")

    def found(desk: Desk) -> list[set[tuple[str, str]]]:
        listed = [[(hit.entity, hit.record_id) for hit in search.search(desk, text=one, limit=9_999)] for one in asked]
        assert all(len(set(one)) == len(one) for one in listed)
        return [set(one) for one in listed]

    desk = Desk(empty, sample_desk.person)
    for before, after in zip(found(desk), found(sample_desk), strict=True):
        assert before >= after
    kept, gone = added(desk, "Kiểm tra đường truyền Pơmu"), added(desk, "Rà soát hạ tầng Pơmu")
    tasks.delete_tasks(desk, task_ids=[gone])
    while empty.finish_some():
        assert {hit.record_id for hit in search.search(desk, text="pomu")} == {kept}
        tasks.edit_task(desk, task_id=kept, products=f"Biên bản {desk.now()}")
    for before, after in zip(found(desk), found(sample_desk), strict=True):
        assert before - {("task", kept)} == after
    assert {hit.record_id for hit in search.search(desk, text="pơmu")} == {kept}
    whole(empty)
    same_schema(empty, sample_desk.workspace)


def test_a_crash_before_it_is_finished_costs_nothing(sample_desk: Desk, centre: Centre, empty: Workspace) -> None:
    centre.push(wire.encode_batch(everything(sample_desk)))
    fetch(empty, FakeLine(centre), finishes=False)
    with suppress(OfflineError), Session(empty._writing_engine()) as session:
        finishing.make_some(session)
        raise OfflineError("Mất điện.")
    path = empty.path
    with Session(empty._writing_engine()) as session:
        finishing.make_some(session)
        session.commit()
    empty.close()
    reader = opening.open_desk(path, read_only=True)
    assert search.search(reader, text="kế hoạch")
    reader.close()
    again = workspace.open_workspace(path)
    try:
        assert not again.finish_some()
        whole(again)
        same_schema(again, sample_desk.workspace)
        assert shown(again) == shown(sample_desk.workspace)
    finally:
        again.close()


def test_a_rebuild_before_it_is_finished_is_one_of_the_lines_alone(
    desk: Desk, centre: Centre, empty: Workspace
) -> None:
    centre.push(wire.encode_batch(everything(desk)))
    fetch(empty, FakeLine(centre), finishes=False)
    with empty.maintaining() as session:
        derived.rebuild(session)
    compact(empty.path, key=None)
    while empty.finish_some():
        pass
    assert shown(empty) == shown(desk.workspace)
    whole(empty)
