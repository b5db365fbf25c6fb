"""What was purged leaves the server and every desk too, whatever others made of it meanwhile: no new PC gets a word."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.journal.seal import seal_in
from app.models.inspection.minutes_records import Part
from app.services import issuing, people, plan, purging, tasks
from app.services.desk import Desk
from app.services.exchange import attachments, joining, newcomer, rounds
from app.services.inspection import adopting, followups, lines
from app.sync.http import Address
from app.sync.states import FileCounts
from tests.models.test_applying import state_of
from tests.models.test_undoing import SIGNED
from tests.server.central import Central
from tests.services.inspection.conftest import Trip, trip  # noqa: F401 a fixture
from tests.services.test_purging import PIN, WORD
from tests.steps import added, changes, holds, row
from tests.sync.test_against_server import far, synced  # noqa: F401 a fixture

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


@pytest.fixture
def drafted(trip: Trip, address: Address, code: Code) -> str:  # noqa: F811
    """Minutes with a secret conclusion that are not agreed yet, sent to the server; their id."""
    minutes_id = trip.draft()
    people.add_person(trip.desk, full_name="Lê Đình Phúc", pin=PIN)
    text = f"Di dời {WORD}"
    lines.add_entry(trip.desk, minutes_id=minutes_id, part=Part.CONCLUSION, text=text, deadline="20/7/2025")
    joining.join(trip.desk, address=address, code=code())
    assert synced(trip.desk).unsent == 0
    return minutes_id


@pytest.fixture
def away(
    desk: Desk, drafted: str, address: Address, code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """A second PC that agrees these minutes offline: tasks are made of their conclusions. The test closes it."""
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    folder = folder_of(tmp_path, "hai")
    made, _ = newcomer.start(folder / "máy hai.kh02", address=address, code=code(), now=desk.workspace._now)
    adopting.adopt(made, minutes_id=drafted)
    return made


def purge(desk: Desk, entity: str, record_id: str) -> None:
    second = next(card.id for card in people.people(desk) if card.full_name == "Lê Đình Phúc")
    purging.purge_record(desk, entity=entity, record_id=record_id, second_person=second, second_pin=PIN)


def folder_of(tmp_path: Path, name: str) -> Path:
    """A folder that holds the files of one PC alone."""
    made = tmp_path / f"máy {name}"
    made.mkdir()
    return made


def log_says(central: Central) -> list[str]:
    """Which changes of the server's log say the word, sealed or not."""
    name = central.server.database[1].removeprefix("sqlite:///")
    with closing(sqlite3.connect(name)) as log:
        bodies = [body for (body,) in log.execute("SELECT body FROM change ORDER BY sequence")]
    found = []
    for body in bodies:
        seal = seal_in(json.loads(body)["fields"])
        if WORD in body or (seal is not None and WORD.encode() in seal.content):
            found.append(body)
    return found


@pytest.mark.parametrize("first", ["tasks", "purge"])
def test_tasks_made_offline_of_conclusions_purged_elsewhere_go_everywhere(
    desk: Desk, away: Desk, drafted: str, central: Central, first: str
) -> None:
    tasks_of_far = {one.task_id for one in followups.followups(away)}
    assert len(tasks_of_far) == 2
    purge(desk, "minutes", drafted)
    for one in (away, desk, away, desk) if first == "tasks" else (desk, away, desk, away):
        done = synced(one)
        assert (done.refused, done.unsent, done.parked) == (0, 0, 0)
    assert log_says(central) == []
    for one in (desk, away):
        assert not holds(one, WORD)
        assert tasks_of_far.isdisjoint(task.id for task in plan.view(one).tasks)
        assert synced(one, compares=True).sent == 0
    assert state_of(desk) == state_of(away)
    away.close()


def test_a_new_pc_that_finds_such_a_task_before_all_others_names_it(
    desk: Desk,
    away: Desk,
    drafted: str,
    central: Central,
    address: Address,
    code: Code,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The purge came to the server, then the tasks, and neither of the two desks was there again."""
    purge(desk, "minutes", drafted)
    synced(desk)
    server = joining.connect(away)
    assert server is not None
    rounds.push(away, server)
    server.close()
    away.close()
    assert log_says(central) != []
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home ba"))
    of_third = folder_of(tmp_path, "ba")
    third, _ = newcomer.start(of_third / "máy ba.kh02", address=address, code=code(), now=desk.workspace._now)
    assert not holds(third, WORD)
    assert synced(third).unsent == 0
    assert log_says(central) == []
    synced(desk)
    assert state_of(third) == state_of(desk)
    third.close()


def test_a_plan_issued_offline_does_not_bring_back_what_was_purged_meanwhile(
    desk: Desk,
    far: Desk,  # noqa: F811
    central: Central,
    address: Address,
    code: Code,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN)
    secret = added(desk, f"Di dời {WORD}")
    synced(desk)
    synced(far)
    issuing.issue(far, signing=SIGNED)
    purge(desk, "task", secret)
    for one in (desk, far, desk):
        done = synced(one)
        assert (done.refused, done.unsent, done.parked) == (0, 0, 0)
    assert log_says(central) == []
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home ba"))
    third, _ = newcomer.start(folder_of(tmp_path, "ba") / "máy ba.kh02", address=address, code=code())
    for one in (desk, far, third):
        assert not holds(one, WORD)
        assert issuing.issued(one) is None
        assert plan.view(one).issued is not None
        assert synced(one, compares=True).sent == 0
    assert state_of(desk) == state_of(far) == state_of(third)
    third.close()


def test_a_file_that_another_record_names_meanwhile_is_sent_again(desk: Desk, far: Desk, tmp_path: Path) -> None:  # noqa: F811
    second = people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]
    paper = tmp_path / "Quyết định 12.txt"
    paper.write_text("Quyết định số 12 của UBND tỉnh Lâm Đồng", encoding="utf-8")
    purged_id = added(desk, "Nhập nhầm")
    tasks.attach_file(desk, task_id=purged_id, path=paper, declared_open=True)
    carried(desk)
    carried(far)
    assert carried(far).to_send == 0
    tasks.attach_file(far, task_id=row(far, "1.2").id, path=paper, declared_open=True)
    purging.purge_record(desk, entity="task", record_id=purged_id, second_person=second, second_pin=PIN)
    carried(desk)
    assert carried(far).to_send == 0
    there = carried(desk)
    assert (there.received, there.wanted) == (1, 1)


def carried(desk: Desk) -> FileCounts:
    """Records first, then files, as the sync does."""
    synced(desk)
    server = joining.connect(desk)
    assert server is not None
    with closing(server):
        return attachments.carry(desk, server)
