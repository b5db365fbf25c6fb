"""An exchange that does what a test says, and two desks that wrote the same field."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from app.services import people, tasks
from app.services.desk import Desk
from app.sync.states import Phase, Presence, SyncState
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell
from app.views.sync.connection import Connection, Told
from tests.steps import row, send

SYNCED = SyncState(Phase.SYNCED, "Đã đồng bộ 22:14:05")


@dataclass
class FakeExchange:
    """Remembers what the window asked of it; a test tells through `told` what comes."""

    told: Told
    done: list[str] = field(default_factory=list)
    shown: list[Presence] = field(default_factory=list)

    def start(self) -> None:
        self.done.append("start")

    def stop(self) -> None:
        self.done.append("stop")

    def nudge(self) -> None:
        self.done.append("nudge")

    def show(self, presence: Presence) -> None:
        self.shown.append(presence)


@dataclass
class Line:
    """A connection and the exchange behind it."""

    connection: Connection
    office: Office
    made: list[FakeExchange] = field(default_factory=list)

    @property
    def exchange(self) -> FakeExchange:
        return self.made[-1]


@pytest.fixture
def line(office: Office, qtbot: QtBot) -> Iterator[Line]:
    """A connection that has begun."""
    made: list[FakeExchange] = []

    def make(_desk: Desk, told: Told) -> FakeExchange:
        made.append(FakeExchange(told))
        return made[-1]

    connection = Connection(office, office, make=make)
    connection.begin()
    qtbot.waitUntil(lambda: bool(made) and made[-1].done == ["start"])
    yield Line(connection, office, made)
    connection.end()


@pytest.fixture
def closed_room(shell: Shell, desk: Desk, memory: Memory) -> Iterator[DeskRoom]:
    """The whole window; it is closed at the end, the desk with it."""
    made = DeskRoom(shell, desk, memory)
    shell.show_page("plan")
    yield made
    made.close()


def both_wrote(
    desk: Desk, other: Desk, number: str = "1.1", *, mine: str = "bản của tôi", theirs: str = "bản kia"
) -> str:
    """Two people gave one task a note without seeing each other; the other's is not here yet. Gives the task's id."""
    task_id = row(desk, number).id
    tasks.edit_task(desk, task_id=task_id, note=mine)
    if other.person is not None and desk.person is not None and other.person.id == desk.person.id:
        added = people.add_person(other, full_name="Trần Văn Ước")
        other.person = next(one for one in people.people(other) if one.id == added.created[0])
    tasks.edit_task(other, task_id=task_id, note=theirs)
    return task_id


@pytest.fixture
def conflicting(desk: Desk, other: Desk) -> str:
    """The desk holds a conflict on the note of task 1.1; gives the task's id."""
    task_id = both_wrote(desk, other)
    send(other, desk)
    return task_id
