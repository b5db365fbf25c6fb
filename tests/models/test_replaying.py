"""After an upgrade: what an older version could only keep becomes records and columns."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select

from app.journal.change import Change
from app.models import applying as applying_module
from app.models import base
from app.models.base import LocalSetting, UnknownRecord
from app.models.people.entities import Person
from app.services import opening, people
from app.services.desk import Desk
from tests.conftest import StandingClock


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


def reopened(desk: Desk, clock: StandingClock) -> Desk:
    """The file as another version left it, opened by this one."""
    desk.workspace.set_local("replayed", "0001")
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
