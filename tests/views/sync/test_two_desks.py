"""Two desks and a real server: what one person writes stands in the other's window, through the windows alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import conflicts, tasks
from app.services.desk import Desk
from app.sync.http import Address
from app.sync.states import Phase
from app.views.common.memory import Memory
from app.views.plan.page import PlanPage
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell
from app.views.sync.conflicts_window import ConflictsWindow
from app.views.sync.join_sheet import JoinSheet
from app.views.sync.newcomer_sheet import NewcomerSheet
from tests.server.central import Central, Server
from tests.steps import row
from tests.sync.conftest import _no_store, address, central, code, process
from tests.views.hands import answering, click, named, type_text

__all__ = ["_no_store", "address", "central", "code", "process"]

Code = Callable[[], str]
LONG = 60_000


@dataclass
class Place:
    """A window with a desk in it."""

    shell: Shell
    room: DeskRoom

    @property
    def desk(self) -> Desk:
        return self.room.desk

    @property
    def phase(self) -> Phase:
        return self.room.office.link.state.phase

    @property
    def page(self) -> PlanPage:
        found = self.shell.page("plan")
        assert isinstance(found, PlanPage)
        return found

    def note_shown(self) -> str:
        """What the field "Ghi chú" of the chosen task shows."""
        return self.page.panel.information.note.toPlainText()


def seat(desk: Desk, memory: Memory, qtbot: QtBot) -> Place:
    shell = Shell()
    qtbot.addWidget(shell)
    shell.show()
    room = DeskRoom(shell, desk, memory)
    shell.show_page("plan")
    room.sync.connection.begin()
    return Place(shell, room)


@pytest.fixture
def here(desk: Desk, address: Address, code: Code, memory: Memory, qtbot: QtBot) -> Iterator[Place]:
    """The desk joins by pasting address and code; where no credential store is, the secret is shown."""
    place = seat(desk, memory, qtbot)
    sheet = JoinSheet(place.shell, place.room.office)
    type_text(sheet.fields.url, address.url)
    type_text(sheet.fields.code, code())
    seen: list[QWidget] = []
    with answering(seen.append):
        click(named(sheet, "Tham gia"))
        qtbot.waitUntil(lambda: bool(seen), timeout=LONG)
    qtbot.waitUntil(lambda: place.phase is Phase.SYNCED, timeout=LONG)
    yield place
    place.room.close()


@pytest.fixture
def there(
    here: Place, central: Central, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    """A new PC of Trần Văn Ước comes in from the server by the sheet of the start page."""
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    sheet = NewcomerSheet(None, tmp_path)
    qtbot.addWidget(sheet)
    type_text(sheet.fields.url, central.url)
    type_text(sheet.fields.code, central.enrol(central.person("Trần Văn Ước")))
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(lambda: sheet.arrived is not None, timeout=LONG)
    assert sheet.arrived is not None
    place = seat(sheet.arrived[0], Memory(tmp_path / "window hai.ini"), qtbot)
    qtbot.waitUntil(lambda: place.phase is Phase.SYNCED, timeout=LONG)
    yield place
    place.room.close()


def write(place: Place, number: str, text: str) -> None:
    desk = place.desk
    place.room.office.acts.do(lambda: tasks.edit_task(desk, task_id=row(desk, number).id, note=text))


def test_two_desks_see_each_others_edits_conflicts_and_outages(
    here: Place, there: Place, process: Server, qtbot: QtBot
) -> None:
    task_id = row(here.desk, "1.1").id
    for place in (here, there):
        place.page.show_task(task_id)
    write(here, "1.1", "Đào ghi ở máy một")
    qtbot.waitUntil(lambda: there.note_shown() == "Đào ghi ở máy một", timeout=LONG)
    write(there, "1.1", "Ước ghi lại ở máy hai")
    qtbot.waitUntil(lambda: here.note_shown() == "Ước ghi lại ở máy hai", timeout=LONG)

    process.kill()
    qtbot.waitUntil(lambda: (here.phase, there.phase) == (Phase.OFFLINE, Phase.OFFLINE), timeout=LONG)
    write(here, "1.1", "lúc mất mạng, máy một")
    write(there, "1.1", "lúc mất mạng, máy hai")
    unsent = here.shell.top_bar.sync.unsent
    qtbot.waitUntil(lambda: unsent.text() == "Chưa gửi: 1", timeout=LONG)

    process.start()
    qtbot.waitUntil(lambda: here.shell.top_bar.sync.conflicts.text() == "Sửa trùng: 1", timeout=LONG)
    qtbot.waitUntil(lambda: there.shell.top_bar.sync.conflicts.text() == "Sửa trùng: 1", timeout=LONG)
    assert not unsent.isVisible()
    click(here.shell.top_bar.sync.conflicts)
    window = here.shell.findChild(ConflictsWindow)
    assert window is not None
    kept = window.table.line(0).sides[0].value
    click(window.keep_all)
    qtbot.waitUntil(lambda: there.shell.top_bar.sync.conflicts.text() == "", timeout=LONG)
    assert conflicts.count(here.desk).total == conflicts.count(there.desk).total == 0
    qtbot.waitUntil(lambda: here.note_shown() == there.note_shown() == kept, timeout=LONG)


def test_who_looks_at_a_task_is_seen_on_the_other_desk(here: Place, there: Place, qtbot: QtBot) -> None:
    task_id = row(here.desk, "1.2").id
    there.page.show_task(task_id)
    link = here.room.office.link
    qtbot.waitUntil(lambda: [one.person for one in link.people_at(task_id)] == ["Trần Văn Ước"], timeout=LONG)
