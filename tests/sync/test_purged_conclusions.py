"""What was purged with its conclusions leaves the server too: no new PC gets a word of it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.models.inspection.minutes_records import Part
from app.services import people, plan, purging
from app.services.desk import Desk
from app.services.exchange import joining, newcomer
from app.services.inspection import adopting, followups, lines
from app.sync.http import Address
from tests.models.test_applying import state_of
from tests.server.central import Central
from tests.services.inspection.conftest import Trip, trip  # noqa: F401 a fixture
from tests.services.test_purging import PIN, WORD
from tests.steps import changes, holds
from tests.sync.test_against_server import synced

Code = Callable[[], str]


@pytest.fixture
def purged(trip: Trip, address: Address, code: Code) -> str:  # noqa: F811
    """Minutes with a state secret among the conclusions, agreed, sent to the server, then purged; the task's id."""
    desk = trip.desk
    second = people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]
    minutes_id = trip.draft()
    lines.add_entry(desk, minutes_id=minutes_id, part=Part.CONCLUSION, text=f"Di dời {WORD}", deadline="20/7/2025")
    adopting.adopt(desk, minutes_id=minutes_id)
    joining.join(desk, address=address, code=code())
    assert synced(desk).unsent == 0
    task_id = next(one.task_id for one in followups.followups(desk) if WORD in one.content)
    purging.purge_record(desk, entity="minutes", record_id=minutes_id, second_person=second, second_pin=PIN)
    return task_id


def test_the_desk_names_every_task_that_bore_the_words(desk: Desk, purged: str) -> None:
    assert ("task", purged) in {
        (one.fields["entity"], one.fields["record_id"]) for one in changes(desk, entity="purge")
    }
    assert not holds(desk, WORD)


def test_no_log_of_the_server_and_no_new_pc_has_the_word(
    desk: Desk,
    purged: str,
    central: Central,
    address: Address,
    code: Code,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (synced(desk).refused, synced(desk, compares=True).sent) == (0, 0)
    name = central.server.database[1].removeprefix("sqlite:///")
    with closing(sqlite3.connect(name)) as log:
        assert log.execute("SELECT count(*) FROM change WHERE body LIKE ?", (f"%{WORD}%",)).fetchone() == (0,)
        assert log.execute("SELECT count(*) FROM change WHERE entity_id = ?", (purged,)).fetchone() > (0,)
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    made, _ = newcomer.start(tmp_path / "máy hai.kh02", address=address, code=code())
    assert not holds(made, WORD)
    assert purged not in {one.id for one in plan.view(made).tasks}
    assert followups.followups(made) == followups.followups(desk) == ()
    assert synced(made, compares=True).sent == 0
    assert state_of(made) == state_of(desk)
    made.close()
