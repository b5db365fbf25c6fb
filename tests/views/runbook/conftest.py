"""A night in full swing (made once, copied for each test), its windows, and a sink that remembers what it was given."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock
from pytestqt.qtbot import QtBot

from app.models import vietnam_time
from app.models.runbook.records import RunMode
from app.services import opening
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.services.runbook import runs
from app.views.camera import HandClock
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.runbook.night.following import Following
from app.views.runbook.night.window import NightWindow
from app.views.runbook.shot_night import play

BEFORE = vietnam_time.from_iso("2025-06-27T01:00:00.000Z")
ON_THE_NIGHT = vietnam_time.from_iso("2025-06-30T14:34:10.000Z")
"""21:34:10: four backups run, three have failed."""
PERSON = "Lê Hoàng Phương Uyên"


class ListeningSink:
    """Remembers what it was asked to play."""

    def __init__(self) -> None:
        self.played: list[bytes] = []

    def open(self) -> None:
        pass

    def play(self, wav: bytes) -> None:
        self.played.append(wav)

    def close(self) -> None:
        pass


@dataclass
class Night:
    """A desk on the night with its open run."""

    desk: Desk
    clock: HandClock
    office: Office
    run_id: str


@pytest.fixture(scope="session")
def night_file(templates: Path) -> Path:
    path = templates / "views-night.kh02"
    with FileLock(templates / "views-night.making"):
        if not path.exists():
            before = os.environ.get("KH02_HOME")
            os.environ["KH02_HOME"] = str(templates / "views-home")
            making = templates / "views-night-making.kh02"
            clock = HandClock(BEFORE)
            desk = opening.create(making, province="Lâm Đồng", person=NewPerson(PERSON, "", ""), now=clock)
            play(desk, clock, running=4, failed=3, mode=RunMode.REHEARSAL)
            desk.close()
            making.rename(path)
            if before is not None:
                os.environ["KH02_HOME"] = before
    return path


@pytest.fixture
def night(night_file: Path, tmp_path: Path, home: Path, qtbot: QtBot, memory: Memory) -> Iterator[Night]:
    path = tmp_path / "đêm.kh02"
    shutil.copyfile(night_file, path)
    clock = HandClock(ON_THE_NIGHT)
    desk = opening.open_desk(path, now=clock)
    made = Office(desk, acts=Acts(), worker=Worker(), memory=memory)
    yield Night(desk, clock, made, runs.runs(desk)[-1].id)
    made.worker.close()
    desk.close()


@pytest.fixture
def following(night: Night) -> Iterator[Following]:
    made = Following(night.office, night.run_id)
    yield made
    made.end()


@pytest.fixture
def sink() -> ListeningSink:
    return ListeningSink()


@pytest.fixture
def window(night: Night, sink: ListeningSink, qtbot: QtBot) -> Iterator[NightWindow]:
    made = NightWindow(night.office, night.run_id, sink=sink)
    made.resize(1366, 768)
    made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()
