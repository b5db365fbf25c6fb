import json
import unicodedata
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, create_engine, delete, insert, select, update

from app.journal.change import DELETED, new_id
from app.journal.clock import HybridClock
from app.journal.merge import RecordState, is_deleted, merge
from app.models.base import ActRow, Base, ChangeRow, RecordStateRow, Synced, synced_entities
from app.models.plan.entities import EvidenceRow, TaskRow
from app.models.recording import ActInfo, RecordingSession, change_of
from app.services import history, libraries, plan, reanchoring, tasks
from app.services.desk import Desk
from app.services.settings import set_night_ends
from tests.conftest import NOON_24_JUNE
from tests.journal.builders import shown_values
from tests.steps import acts, added, changes, group_id, row, sizes

ENGINE = create_engine("sqlite://")
Base.metadata.create_all(ENGINE)


class Bench:
    """An empty database and one device that writes into it."""

    def __init__(self) -> None:
        self.engine: Engine = ENGINE
        with ENGINE.begin() as connection:
            for table in ("task", "evidence", "change", "act", "record_state"):
                connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608 names of our own
        self.clock = HybridClock("0123456789abcdef", lambda: NOON_24_JUNE)

    def act(self, title: str = "Việc") -> RecordingSession:
        info = ActInfo(title, "an", self.clock.device, "2025-06-24T05:00:00.000Z")
        return RecordingSession(self.engine, clock=self.clock, act=info)

    def put(self, task_id: str, **values: Any) -> None:
        with self.act() as session:
            task = session.get(TaskRow, task_id) or TaskRow(**{**TASK, "id": task_id})
            session.add(task)
            for name, value in values.items():
                setattr(task, name, value)
            session.commit()

    def journal(self, **given: str) -> list[ChangeRow]:
        with self.act() as session:
            return list(session.scalars(select(ChangeRow).filter_by(**given).order_by(ChangeRow.stamp)))


TASK: dict[str, Any] = {
    "plan_id": "p", "group_id": "g", "rank": "a0", "content": "Cấp chữ ký số", "lead_id": "so-khcn", "source": {},
}  # fmt: skip


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_a_new_record_writes_what_it_says_beyond_its_defaults(bench: Bench) -> None:
    bench.put("t", percent=40)
    (made,) = bench.journal()
    assert made.fields == {**TASK, "percent": 40}
    assert (made.kind, made.created, made.base) == ("put", True, {})


def test_what_is_computed_is_not_journalled(bench: Bench) -> None:
    bench.put("t")
    assert {"number", "folded", "due_at", "lead_name", "id", "deleted"} & set(bench.journal()[0].fields) == set()


def test_an_edit_holds_the_changed_field_only(bench: Bench) -> None:
    bench.put("t")
    bench.put("t", content="Cấp chữ ký số cho 124 xã, phường")
    made, edit = bench.journal()
    assert edit.fields == {"content": "Cấp chữ ký số cho 124 xã, phường"}
    assert edit.old == {"content": "Cấp chữ ký số"}
    assert edit.base == {"content": [made.id]}


def test_each_edit_names_the_one_before(bench: Bench) -> None:
    for content in ("một", "hai", "ba"):
        bench.put("t", content=content)
    first, second, third = bench.journal()
    assert (second.base, third.base) == ({"content": [first.id]}, {"content": [second.id]})


def test_a_delete_names_all_it_saw(bench: Bench) -> None:
    bench.put("t")
    bench.put("t", content="hai")
    made, edit = bench.journal()
    bench.put("t", deleted=True)
    gone = bench.journal()[-1]
    assert (gone.kind, gone.fields) == ("delete", {})
    assert gone.base == {"*": sorted([made.id, edit.id])}


def test_a_delete_saw_the_children_too(bench: Bench) -> None:
    bench.put("t")
    with bench.act() as session:
        session.add(EvidenceRow(id="e", task_id="t", title="Quyết định"))
        session.commit()
    bench.put("t", deleted=True)
    assert bench.journal(entity="evidence")[0].id in bench.journal()[-1].base["*"]


def test_a_child_belongs_to_its_root(bench: Bench) -> None:
    with bench.act() as session:
        session.add(EvidenceRow(id="e", task_id="t", title="Quyết định"))
        session.commit()
    assert bench.journal()[0].root_id == "t"


def test_a_task_concerns_its_lead_unit(bench: Bench) -> None:
    bench.put("t")
    assert (bench.journal()[0].root_id, bench.journal()[0].scope) == ("t", "so-khcn")


def test_a_restored_record_is_put_back(bench: Bench) -> None:
    for deleted in (False, True, False):
        bench.put("t", deleted=deleted)
    back = bench.journal()[-1]
    assert (back.kind, back.fields, back.old) == ("put", {DELETED: False}, {DELETED: True})


def test_values_written_with_a_delete_come_first(bench: Bench) -> None:
    bench.put("t")
    bench.put("t", content="hai", deleted=True)
    assert [change.kind for change in bench.journal()] == ["put", "put", "delete"]
    assert bench.journal()[1].id in bench.journal()[2].base["*"]


def test_a_record_made_deleted_is_deleted_in_the_journal(bench: Bench) -> None:
    bench.put("t", deleted=True)
    assert [(change.kind, change.created) for change in bench.journal()] == [("put", True), ("delete", False)]


def test_an_unchanged_value_writes_nothing(bench: Bench) -> None:
    bench.put("t")
    bench.put("t", content="Cấp chữ ký số", source={}, percent=0)
    assert len(bench.journal()) == 1


def test_a_value_set_and_set_back_writes_nothing(bench: Bench) -> None:
    bench.put("t")
    with bench.act() as session:
        task = session.get_one(TaskRow, "t")
        task.content = "hai"
        task.content = "Cấp chữ ký số"
        session.commit()
    assert len(bench.journal()) == 1


def test_an_act_without_changes_leaves_no_row(bench: Bench) -> None:
    bench.put("t")
    bench.put("t")
    with bench.act() as session:
        assert len(session.scalars(select(ActRow)).all()) == 1


def test_two_flushes_are_one_act(bench: Bench) -> None:
    with bench.act() as session:
        task = TaskRow(id="t", **TASK)
        session.add(task)
        session.flush()
        task.content = "hai"
        session.commit()
    first, second = bench.journal()
    assert first.act_id == second.act_id
    assert second.base == {"content": [first.id]}


def test_decomposed_text_is_stored_composed(bench: Bench) -> None:
    bench.put(
        "t", content=unicodedata.normalize("NFD", "Đường truyền"), source={"ref": unicodedata.normalize("NFD", "Sổ")}
    )
    with bench.act() as session:
        task = session.get_one(TaskRow, "t")
        assert (task.content, task.source) == ("Đường truyền", {"ref": "Sổ"})
    assert bench.journal()[0].fields["content"] == "Đường truyền"


def test_editing_a_deleted_record_raises(bench: Bench) -> None:
    bench.put("t", deleted=True)
    with pytest.raises(RuntimeError, match="brought back"):
        bench.put("t", content="hai")


def test_the_stamps_rise(bench: Bench) -> None:
    for content in ("một", "hai", "ba"):
        bench.put("t", content=content)
    stamps = [change.stamp for change in bench.journal()]
    assert stamps == sorted(set(stamps))


def test_nothing_is_kept_of_an_act_that_fails(bench: Bench) -> None:
    with bench.act() as session:
        session.add(TaskRow(id="t", **TASK))
        session.flush()
        session.rollback()
    with bench.act() as session:
        assert [session.scalars(select(table)).all() for table in (TaskRow, ChangeRow, ActRow, RecordStateRow)] == [
            []
        ] * 4


def test_a_hard_delete_raises(bench: Bench) -> None:
    bench.put("t")
    with bench.act() as session:
        session.delete(session.get(TaskRow, "t"))
        with pytest.raises(RuntimeError, match="softly"):
            session.flush()


@pytest.mark.parametrize(
    "statement",
    [update(TaskRow).values(content="x"), insert(TaskRow).values(id="x", **TASK), delete(TaskRow)],
    ids=["update", "insert", "delete"],
)
def test_bulk_statements_raise(bench: Bench, statement: Any) -> None:
    with bench.act() as session, pytest.raises(RuntimeError, match="TaskRow"):
        session.execute(statement)


@pytest.mark.parametrize("name", ["bulk_save_objects", "bulk_insert_mappings", "bulk_update_mappings"])
def test_bulk_methods_raise(bench: Bench, name: str) -> None:
    with bench.act() as session, pytest.raises(RuntimeError, match="journal"):
        getattr(session, name)(TaskRow, [{"id": "x", **TASK}])


def test_the_wire_and_the_row_hold_the_same_change(bench: Bench) -> None:
    bench.put("t")
    change = change_of(bench.journal()[0])
    assert change.written == bench.journal()[0].fields


# What the journal says is what the table says.

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from(["content", "note", "percent", "delete", "restore", "both"]),
        st.integers(0, 4),
    ),
    min_size=1,
    max_size=25,
)


def do(bench: Bench, record_id: str, what: str, number: int) -> None:
    with bench.act() as session:
        known = session.get(TaskRow, record_id)
    if known is not None and known.deleted and what != "restore":
        return  # a person edits what is there
    words = f"Đợt {number}"
    wanted: dict[str, dict[str, Any]] = {
        "content": {"content": words},
        "note": {"note": words, "percent": number},
        "percent": {"percent": number},
        "delete": {"deleted": True},
        "restore": {"deleted": False, "content": words},
        "both": {"deleted": True, "note": words},
    }
    bench.put(record_id, **wanted[what])


def replayed(rows: list[ChangeRow]) -> dict[str, RecordState]:
    states: dict[str, RecordState] = {}
    known: set[str] = set()
    for change in map(change_of, rows):
        states[change.entity_id] = merge(states.get(change.entity_id, RecordState()), change, knows=known.__contains__)
        known.add(change.id)
    return states


@given(STEPS)
@settings(max_examples=40, deadline=None)
def test_the_kept_heads_are_those_of_the_merge(steps: list[tuple[str, str, int]]) -> None:
    bench = Bench()
    for step in steps:
        do(bench, *step)
    with bench.act() as session:
        kept = {state.entity_id: state.state for state in session.scalars(select(RecordStateRow))}
    assert {key: state.to_json() for key, state in replayed(bench.journal()).items()} == kept


@given(STEPS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_replayed_in_any_order_the_journal_shows_the_table(steps: list[tuple[str, str, int]], chance: Any) -> None:
    bench = Bench()
    for step in steps:
        do(bench, *step)
    rows = bench.journal()
    chance.shuffle(rows)
    written = {change.id: change_of(change).written for change in rows}
    with bench.act() as session:
        for key, state in replayed(rows).items():
            task = session.get_one(TaskRow, key)
            shown = shown_values(state, lambda change_id, name: written[change_id][name])
            assert with_defaults(TaskRow, shown) == values(task)
            gone = is_deleted(state, value_of=lambda change_id, name: written[change_id][name]).value == "deleted"
            assert gone is task.deleted


# The same through the services, on a real file.


def test_an_act_and_its_changes_are_stored_together(desk: Desk) -> None:
    task_id = added(desk)
    (made,) = changes(desk, entity="task", entity_id=task_id)
    assert made.act_id == acts(desk)[-1].id
    assert desk.person is not None
    assert (made.author, made.device) == (desk.person.id, desk.workspace.device)


def test_a_refused_act_leaves_nothing(desk: Desk) -> None:
    before = sizes(desk)
    with pytest.raises(Exception, match="không có đơn vị"):
        tasks.add_task(desk, group_id=group_id(desk), content="Diễn tập", lead="Sở Không Có Thật")
    assert sizes(desk) == before


def half_done(desk: Desk) -> None:
    with desk.act("Việc dở dang") as act:
        act.session.add(TaskRow(id=new_id(), **TASK))
        act.session.flush()
        raise ZeroDivisionError


def test_an_act_that_breaks_in_the_middle_leaves_nothing(desk: Desk) -> None:
    before = sizes(desk)
    with pytest.raises(ZeroDivisionError):
        half_done(desk)
    assert sizes(desk) == before


def values(record: Synced) -> dict[str, Any]:
    """The journalled fields with their present values."""
    return {name: getattr(record, name) for name in record.journalled()}


def with_defaults(table: type[Synced], shown: Mapping[str, Any]) -> dict[str, Any]:
    """What a desk shows that knows these values and no others."""
    return {**values(table()), **shown}


def assert_journal_is_the_table(desk: Desk) -> None:
    rows = changes(desk)
    written = {change.id: change_of(change).written for change in rows}
    states = replayed(rows)
    with desk.workspace.reading() as session:
        for entity in synced_entities().values():
            for record in session.scalars(select(entity)):
                shown = shown_values(states[record.id], lambda change_id, name: written[change_id][name])
                assert with_defaults(entity, shown) == json.loads(json.dumps(values(record))), record.id


def test_the_sample_provinces_journal_shows_its_tables(sample_desk: Desk) -> None:
    assert_journal_is_the_table(sample_desk)


def test_after_undo_and_redo_it_still_does(desk: Desk) -> None:
    taken = [(one.task.key, one.proposed_group_id) for one in libraries.candidates(desk) if not one.covered_by][:9]
    libraries.add(desk, choices=taken)
    reanchoring.reanchor(desk, new_day=NOON_24_JUNE.date())
    tasks.delete_tasks(desk, task_ids=[row(desk, "1.1").id])
    for verb in (history.undo, history.undo, history.redo, history.undo, history.undo, history.redo):
        verb(desk)
    assert_journal_is_the_table(desk)


# What is computed is what computing it anew gives.

ACTS = st.lists(
    st.tuples(
        st.sampled_from(["add", "delete", "move", "lead", "extend", "undo", "rename", "night"]), st.integers(0, 20)
    ),
    max_size=12,
)


def step(desk: Desk, what: str, number: int) -> None:
    from datetime import time

    from app.models.errors import AppError
    from app.services import units

    shown = plan.view(desk).tasks
    one = shown[number % len(shown)]
    unit = plan.units(desk)[number]
    try:
        if what == "add":
            added(desk, f"Việc số {number}", group_id=one.group_id, after=one.id, deadline="trước ngày 5/7")
        elif what == "delete":
            tasks.delete_tasks(desk, task_ids=[one.id])
        elif what == "move":
            tasks.move_task(desk, task_id=one.id, group_id=shown[-1].group_id, first=number % 2 == 0)
        elif what == "lead":
            tasks.set_lead(desk, task_id=one.id, unit=unit.id)
        elif what == "extend":
            tasks.extend_deadline(desk, task_id=one.id, text="30/9/2025", reason="Chờ thiết bị", approver="Trưởng ban")
        elif what == "undo":
            history.undo(desk)
        elif what == "rename":
            units.edit_unit(desk, unit_id=unit.id, name=f"Sở Đổi Tên {number}")
        else:
            set_night_ends(desk, at=time(number))
    except AppError:
        pass


@given(ACTS)
@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_derived_columns_are_those_of_a_rebuild(desk: Desk, steps: list[tuple[str, int]]) -> None:
    from app.models import derived

    for what, number in steps:
        step(desk, what, number)
    before = computed(desk)
    with desk.workspace.maintaining() as session:
        derived.rebuild(session)
    assert computed(desk) == before


def computed(desk: Desk) -> list[Any]:
    from sqlalchemy import text

    names = [column.key for column in TaskRow.__table__.columns if column.info.get("derived") and column.key != "extra"]
    with desk.workspace.reading() as session:
        tasks_now = session.execute(
            select(*(getattr(TaskRow, name) for name in names)).where(TaskRow.deleted.is_(False)).order_by(TaskRow.id)
        )
        entries = session.execute(
            text("SELECT entity, record_id, title, detail, exact, folded FROM search_entry ORDER BY 1, 2")
        )
        return [list(tasks_now), list(entries)]
