"""After an upgrade: what an older version could only keep becomes records and columns."""

import hashlib
import inspect
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from app.journal.change import Change
from app.models import applying as applying_module
from app.models import base, fitting, versions
from app.models.base import LocalSetting, UnknownRecord
from app.models.people.entities import Person
from app.models.plan.records import TaskStatus
from app.services import opening, people, plan, tasks
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from tests.conftest import StandingClock
from tests.steps import row, send, without_word


def change(entity: str, record_id: str, change_id: str, **fields: str) -> Change:
    stamp = "2025-06-24T05:02:03.456Z-0000-0123456789abcdef"
    return Change(change_id, "a", stamp, "ai", "f" * 16, entity, record_id, record_id, "", "put", fields, {}, 9)


@contextmanager
def older(monkeypatch: pytest.MonkeyPatch, without: str) -> Iterator[None]:
    """A program that does not know one of the entities."""
    known = {entity: table for entity, table in base.synced_entities().items() if entity != without}
    with monkeypatch.context() as patch:
        patch.setattr(applying_module, "synced_entities", lambda: known)
        yield


def reopened(desk: Desk, clock: StandingClock, left_by: str = "0001") -> Desk:
    """The file as another version left it, opened by this one."""
    desk.workspace.set_local("replayed", left_by)
    desk.close()
    return opening.open_desk(desk.path, now=clock)


def test_an_entity_that_has_become_known_is_shown(
    desk: Desk, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with older(monkeypatch, "person"), desk.workspace.applying() as applying:
        applying.apply([change("person", "p1", "c1", full_name="Lê Hữu Khải", position="Tổ phó")])
    assert "Lê Hữu Khải" not in [card.full_name for card in people.people(desk)]
    upgraded = reopened(desk, clock)
    try:
        assert "Lê Hữu Khải" in [card.full_name for card in people.people(upgraded)]
        with upgraded.workspace.reading() as session:
            assert session.scalars(select(UnknownRecord)).all() == []
            assert session.get_one(LocalSetting, "replayed").value != "0001"
    finally:
        upgraded.close()


def test_a_field_that_has_become_known_takes_its_column(desk: Desk, clock: StandingClock) -> None:
    assert desk.person is not None
    with desk.workspace.applying() as applying:
        applying.apply([change("person", desk.person.id, "c2", unit="Sở Y tế", colour="xanh")])
        row = applying.session.get_one(Person, desk.person.id)
        row.unit = ""
        row.extra = {**row.extra, "unit": "Sở Y tế"}
    upgraded = reopened(desk, clock)
    try:
        with upgraded.workspace.reading() as session:
            found = session.get_one(Person, desk.person.id)
            assert (found.unit, found.extra) == ("Sở Y tế", {"colour": "xanh"})
    finally:
        upgraded.close()


def test_a_word_that_has_become_known_is_shown_though_the_tables_are_the_same(
    desk: Desk, other: Desk, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_status_of(other, task_ids=[task_id], status=TaskStatus.PAUSED)
    with without_word(monkeypatch, TaskStatus.PAUSED):
        send(other, desk)
        assert plan.task(desk, task_id=task_id).status is TaskStatus.NOT_STARTED
    upgraded = reopened(desk, clock, left_by=versions.HEAD)
    try:
        assert plan.task(upgraded, task_id=task_id).status is TaskStatus.PAUSED
    finally:
        upgraded.close()


def test_what_could_not_be_shown_is_tried_again_at_every_opening(
    desk: Desk, clock: StandingClock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    line = Person.search_line

    def failing(person: Person) -> object:
        if person.full_name == "Đặng Ẩn":
            raise ValueError(person.full_name)
        return line(person)

    def opened() -> Desk:
        desk.close()
        return opening.open_desk(desk.path, now=clock)

    with monkeypatch.context() as patch:
        patch.setattr(Person, "search_line", failing)
        take_in(desk, [change("person", "p1", "c1", full_name="Đặng Ẩn")], title="Nhận từ máy khác")
        still = opened()
        assert "Đặng Ẩn" not in [card.full_name for card in people.people(still)]
        still.close()
    mended = opened()
    try:
        assert "Đặng Ẩn" in [card.full_name for card in people.people(mended)]
    finally:
        mended.close()
    assert "Đặng Ẩn" not in caplog.text


def test_a_record_that_was_never_shown_shows_all_that_is_known_of_it(desk: Desk) -> None:
    first, second = change("person", "p1", "c1", full_name="Đặng Ẩn"), change("person", "p1", "c2", unit="Sở Y tế")
    with desk.workspace.applying() as applying:
        applying.apply([first], are_shown=False)
    with desk.workspace.applying() as applying:
        applying.apply([second])
    with desk.workspace.reading() as session:
        found = session.get_one(Person, "p1")
        assert (found.full_name, found.unit) == ("Đặng Ẩn", "Sở Y tế")


def _source(read: Callable[..., object]) -> str:
    return repr(read.__qualname__) if inspect.isbuiltin(read) else inspect.getsource(read)


def test_a_new_word_makes_another_version_of_the_reading() -> None:
    tables = base.synced_entities()
    known = {
        f"{entity}.{name}": _source(read) for entity, table in tables.items() for name, read in table.READ_AS.items()
    }
    text = json.dumps([known, inspect.getsource(fitting)], sort_keys=True)
    reading = hashlib.sha256(text.encode()).hexdigest()[:12]
    assert reading == versions.READING, "put this one into app/models/versions.py"
