"""A desk with the small sample night: master of the sample province, locked, nothing begun; 19h50 on the evening."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from app.models import vietnam_time
from app.models.runbook.records import Master, RunMode
from app.models.runbook.run_records import Choice, RunState
from app.services import opening, people
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.services.runbook import acts, deciding, masters, runs, sample
from app.services.runbook.seconding import Second
from tests.conftest import StandingClock

EVENING = vietnam_time.from_iso("2025-06-30T12:50:00.000Z")
HEAD = "Lê Hữu Khải"
PIN = "2468"


def make_night(path: Path) -> None:
    """A workspace whose commander sits at the desk; a second person has a PIN."""
    clock = StandingClock(EVENING - timedelta(days=1))
    desk = opening.create(path, province="Lâm Đồng", person=NewPerson(HEAD, "Tổ trưởng Tổ Công tác"), now=clock)
    people.add_person(desk, full_name="Nguyễn Thị Mai Khuê", pin=PIN)
    people.add_person(desk, full_name="Bùi Quốc Vượng", pin=PIN)
    sample.add(desk, rehearsals=False)
    desk.close()


@pytest.fixture(scope="session")
def night_template(templates: Path) -> Path:
    path = templates / "night.kh02"
    with FileLock(templates / "night.making"):
        if not path.exists():
            before = os.environ.get("KH02_HOME")
            os.environ["KH02_HOME"] = str(templates / "home")
            making = templates / "night-making.kh02"
            make_night(making)
            making.rename(path)
            if before is not None:
                os.environ["KH02_HOME"] = before
    return path


@dataclass
class Night:
    """A desk with an open run, and short hands for what tests do again and again."""

    desk: Desk
    clock: StandingClock
    run_id: str
    master: Master

    def wait(self, minutes: float) -> datetime:
        self.clock.moment += timedelta(minutes=minutes)
        return self.clock.moment

    @property
    def state(self) -> RunState:
        return runs.read(self.desk, run_id=self.run_id)

    def step_id(self, number: str) -> str:
        found = self.master.numbered(number)
        assert found is not None, number
        return found.id

    def do(self, verb: Callable[..., Any], number: str = "", **given: Any) -> Any:
        if number:
            given["step_id"] = self.step_id(number)
        return verb(self.desk, run_id=self.run_id, **given)

    @property
    def second(self) -> Second:
        card = next(one for one in people.people(self.desk) if one.full_name == "Nguyễn Thị Mai Khuê")
        return Second(card.id, PIN)

    @property
    def vendor(self) -> Second:
        card = next(one for one in people.people(self.desk) if one.full_name == "Bùi Quốc Vượng")
        return Second(card.id, PIN)

    def finish(self, *numbers: str, **given: Any) -> None:
        """Start and finish steps one behind the other, with whatever numbers they ask for."""
        for number in numbers:
            step = self.master.numbered(number)
            assert step is not None
            self.do(acts.start, number, reason="theo chỉ huy", second=self.second if step.is_irreversible else None)
            self.wait(1)
            typed = {one.id: str(one.high or 5000) for one in step.measures}
            self.do(acts.finish, number, numbers=typed, evidence="Ảnh chụp", **given)

    def to_first_gate(self) -> None:
        """Everything before the first gate, step 11."""
        self.finish(*(str(n) for n in range(1, 11)))

    def vote_all(self, number: str = "11", choice: Choice = Choice.GO) -> None:
        gate = self.state.gate(self.step_id(number))
        assert gate is not None
        for one in gate.votes:
            assert one.contact is not None
            name = one.contact.name
            voter = {"Nguyễn Thị Mai Khuê": self.second, "Bùi Quốc Vượng": self.vendor}.get(name)
            given: dict[str, Any] = {"role_id": one.role.id, "choice": choice, "text": "Chưa đủ", "voter": voter}
            self.do(deciding.vote, number, **given)


@pytest.fixture
def bare(night_template: Path, tmp_path: Path, home: Path) -> Iterator[tuple[Desk, StandingClock]]:
    """The locked master, no run yet."""
    path = tmp_path / "đêm.kh02"
    shutil.copyfile(night_template, path)
    clock = StandingClock(EVENING)
    desk = opening.open_desk(path, now=clock)
    khai = next(one for one in people.people(desk) if one.full_name == HEAD)
    people.switch_person(desk, person_id=khai.id)
    yield desk, clock
    desk.close()


@pytest.fixture
def night(bare: tuple[Desk, StandingClock]) -> Night:
    """The real night, open, nothing begun."""
    desk, clock = bare
    made = runs.make(desk, mode=RunMode.REAL)
    return Night(desk, clock, made.created[0], masters.master(desk))
