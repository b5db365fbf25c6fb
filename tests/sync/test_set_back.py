"""A server whose database was set back beneath its epoch: desks notice, and send again what it lost.

It happens with a copy of its machine put back, or a replica that lagged and took over: nothing there says so.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.models import outbox
from app.services import plan, tasks
from app.services.desk import Desk
from app.services.exchange import joining, rounds
from tests.models.test_applying import state_of
from tests.server.central import Central
from tests.steps import row
from tests.sync.test_against_server import far, synced
from tests.sync.window import Window, is_synced

__all__ = ["far"]
LOST = "đã xác nhận rồi mất"


class Copy:
    """An older state of the server's database that is put back."""

    def __init__(self, central: Central, path: Path) -> None:
        self._central = central
        self._path = path
        with closing(sqlite3.connect(self._name)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    @property
    def _name(self) -> str:
        return self._central.server.database[1].removeprefix("sqlite:///")

    def put_back(self) -> None:
        self._central.server.kill()
        with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(self._name)) as target:
            source.backup(target)
        self._central.server.start()

    def holds(self, words: str) -> bool:
        with closing(sqlite3.connect(self._name)) as log:
            found: int = log.execute("SELECT count(*) FROM change WHERE body LIKE ?", (f"%{words}%",)).fetchone()[0]
        return found > 0


@pytest.fixture
def copy(desk: Desk, far: Desk, central: Central, tmp_path: Path) -> Copy:
    """Taken when both desks hold the same."""
    synced(far)
    synced(desk)
    return Copy(central, tmp_path / "bản sao.db")


def note(desk: Desk, number: str, words: str) -> None:
    tasks.edit_task(desk, task_id=row(desk, number).id, note=words)


def notes(desk: Desk) -> set[str]:
    return {task.note for task in plan.view(desk).tasks if task.note}


@pytest.mark.parametrize("written_since", [0, 1, 4, 9])
def test_a_confirmed_edit_comes_back(desk: Desk, far: Desk, copy: Copy, written_since: int) -> None:
    """Whether others have given the lost numbers anew already, just so many or more, or not yet."""
    for turn in range(4):
        note(desk, "1.1", f"{LOST} {turn}")
    assert synced(desk).unsent == 0
    copy.put_back()
    for turn in range(written_since):
        note(far, "1.3", f"viết sau {turn}")
    synced(far)
    assert not copy.holds(LOST)
    synced(desk)
    assert copy.holds(LOST)
    synced(far)
    assert state_of(desk) == state_of(far)
    assert f"{LOST} 3" in notes(far)
    assert written_since == 0 or f"viết sau {written_since - 1}" in notes(desk)
    assert synced(desk, compares=True).sent == synced(far, compares=True).sent == 0


def test_an_edit_confirmed_and_lost_before_the_desk_read_it_back(desk: Desk, far: Desk, copy: Copy) -> None:
    """A replica lags by just the last commit: what the desk has read is still there, what it sent is not."""
    note(desk, "1.1", LOST)
    server = joining.connect(desk)
    assert server is not None
    rounds.push(desk, server)
    server.close()
    copy.put_back()
    note(far, "1.3", "viết sau")
    synced(far)
    assert synced(desk).sent > 0
    assert copy.holds(LOST)


def test_a_new_pc_knows_the_mark_of_its_snapshot(desk: Desk, far: Desk) -> None:
    def reached(one: Desk) -> outbox.Cursor | None:
        with one.workspace.reading() as session:
            return outbox.cursor(session)

    begun = reached(far)
    assert begun is not None
    assert begun.mark
    synced(far)
    assert reached(far) == begun == reached(desk)


def test_a_window_that_stays_open_sends_again_what_was_lost(desk: Desk, far: Desk, copy: Copy) -> None:
    with Window(desk) as window:
        window.wait(is_synced)
        note(desk, "1.1", LOST)
        window.syncing.nudge()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0 and copy.holds(LOST))
        copy.put_back()
        note(far, "1.3", "viết sau")
        synced(far)
        window.wait(lambda one: copy.holds(LOST) and "viết sau" in notes(desk))
    synced(far)
    assert state_of(desk) == state_of(far)
