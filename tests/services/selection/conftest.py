"""A desk of Lâm Đồng on 24/6/2025 with one kind as far as a test needs it."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from app.models import vietnam_time
from app.models.resources import load_yaml
from app.models.selection.records import KindView, Sheet, Verdict
from app.models.selection.system_records import LinkState
from app.services import opening, people
from app.services.desk import Desk, Outcome
from app.services.opening import NewPerson
from app.services.selection import assessing, criteria, deciding, invalidating, reading, register, sample
from app.services.selection.assessing import Filled
from app.services.selection.reading import Results
from tests.conftest import NOON_24_JUNE, StandingClock

TODAY = date(2025, 6, 24)
PASSING: Mapping[str, Any] = {"users": 3000, "max_users": 30000, "security_level": 3}
PROVINCES = ("Lâm Đồng", "Đắk Nông", "Bình Thuận")


@dataclass
class Choice:
    """One kind at a desk, in the words of the tests."""

    desk: Desk
    kind_id: str

    @property
    def view(self) -> KindView:
        return reading.kind(self.desk, kind_id=self.kind_id)

    @property
    def sheet(self) -> Sheet:
        return self.view.sheet

    @property
    def results(self) -> Results:
        return reading.results(self.desk, kind_id=self.kind_id)

    @property
    def rules(self) -> list[str]:
        return [one.rule for one in reading.findings(self.desk, kind_id=self.kind_id)]

    def system(self, place: int = 0) -> str:
        return self.sheet.systems[place].id

    def criterion(self, code: str) -> str:
        return next(one.id for one in self.sheet.criteria if one.code == code)

    def add(self, name: str, province: str = "", **given: Any) -> str:
        made = register.add_system(self.desk, kind_id=self.kind_id, name=name, province=province, **given)
        return next(one for one in made.created if self.sheet.system(one))

    def assessor(self, name: str, **given: Any) -> str:
        person = people.add_person(self.desk, full_name=name, unit=given.pop("unit", "Văn phòng UBND tỉnh"))
        assessing.add_assessor(self.desk, kind_id=self.kind_id, person_id=person.created[0], **given)
        return self.sheet.assessors[-1].id

    def fill(self, *scores: float, assessor: int = 0, is_self: bool = True) -> Outcome:
        """One assessor gives each candidate the same score everywhere."""
        known = self.sheet
        cells = [
            Filled(criterion.id, system.id, str(value), is_self=is_self)
            for criterion in known.scored
            for system, value in zip(known.systems, scores, strict=True)
        ]
        return assessing.fill_sheet(self.desk, assessor_id=known.assessors[assessor].id, cells=cells)

    def pass_vetoes(self) -> None:
        """The first assessor confirms every veto that asks a person."""
        known = self.sheet
        for candidate in self.results.result.candidates:
            for veto in candidate.vetoes:
                if veto.verdict is Verdict.UNKNOWN:
                    assessing.mark_veto(
                        self.desk,
                        criterion_id=veto.criterion_id,
                        system_id=veto.system_id,
                        assessor_id=known.assessors[0].id,
                        verdict=Verdict.PASSED,
                        reason="Đã kiểm tra",
                    )

    def decide(self, place: int = 0, **given: Any) -> Outcome:
        given = {"reason": "Ổn định nhất", "by": "Chủ tịch UBND tỉnh", "on": TODAY, "number": "1209/QĐ-UBND", **given}
        system_id = self.system(place)
        invalid = invalidating.what_becomes_invalid(self.desk, kind_id=self.kind_id, system_id=system_id)
        given.setdefault("acknowledged", [one.key for one in invalid])
        return deciding.decide(self.desk, kind_id=self.kind_id, system_id=system_id, **given)


@pytest.fixture
def choice(templates: Path, tmp_path: Path, home: Path, clock: StandingClock) -> Iterator[Choice]:
    """The procedure systems of three old provinces: registered, nothing opened."""
    yield from _opened(_template(templates, "registered", _register), tmp_path, clock)


@pytest.fixture
def scoring(templates: Path, tmp_path: Path, home: Path, clock: StandingClock) -> Iterator[Choice]:
    """Criteria locked, two assessors, no score."""
    yield from _opened(_template(templates, "scoring", _open), tmp_path, clock)


@pytest.fixture
def scored(templates: Path, tmp_path: Path, home: Path, clock: StandingClock) -> Iterator[Choice]:
    """Fully scored: Lâm Đồng 90, Đắk Nông 70, Bình Thuận 60; vetoes passed."""
    yield from _opened(_template(templates, "scored", _score), tmp_path, clock)


@pytest.fixture
def sample_choice(templates: Path, tmp_path: Path, home: Path) -> Iterator[Desk]:
    """The sample's choice of systems, on the afternoon of 28/6/2025."""
    path = tmp_path / "Lâm Đồng lựa chọn.kh02"
    shutil.copyfile(_template(templates, "choice-sample", _make_sample), path)
    desk = opening.open_desk(path, now=StandingClock(vietnam_time.from_iso("2025-06-28T10:00:00.000Z")))
    yield desk
    desk.close()


def _opened(template: Path, tmp_path: Path, clock: StandingClock) -> Iterator[Choice]:
    path = tmp_path / "Lâm Đồng.kh02"
    shutil.copyfile(template, path)
    desk = opening.open_desk(path, now=clock)
    yield _choice(desk)
    desk.close()


def _template(folder: Path, name: str, make: Callable[[Desk, StandingClock], None]) -> Path:
    """A workspace made once for all tests of a run."""
    path = folder / f"{name}.kh02"
    with FileLock(folder / f"{name}.making"):
        if not path.exists():
            before = os.environ["KH02_HOME"]
            os.environ["KH02_HOME"] = str(folder / "home")
            clock = StandingClock(NOON_24_JUNE)
            person = NewPerson("Nguyễn Thị Đào", "Chuyên viên tổng hợp", "Văn phòng UBND tỉnh")
            desk = opening.create(folder / f"{name}-making.kh02", province="Lâm Đồng", person=person, now=clock)
            make(desk, clock)
            desk.close()
            os.environ["KH02_HOME"] = before
            (folder / f"{name}-making.kh02").rename(path)
    return path


def _choice(desk: Desk) -> Choice:
    return Choice(desk, next(view.kind.id for view in reading.overview(desk) if view.kind.code == "tthc"))


def _register(desk: Desk, _clock: StandingClock) -> None:
    for province in PROVINCES:
        _choice(desk).add(f"Một cửa {province}", province, links={"dvcqg": LinkState.CONNECTED}, **PASSING)


def _open(desk: Desk, clock: StandingClock) -> None:
    _register(desk, clock)
    made = _choice(desk)
    criteria.open_round(desk, kind_id=made.kind_id)
    criteria.lock_criteria(desk, kind_id=made.kind_id)
    for name in ("Huỳnh Thị Ánh Hoa", "Võ Đình Lộc"):
        made.assessor(name)


def _score(desk: Desk, clock: StandingClock) -> None:
    _open(desk, clock)
    made = _choice(desk)
    for place in (0, 1):
        made.fill(9, 7, 6, assessor=place)
    made.pass_vetoes()


def _make_sample(desk: Desk, clock: StandingClock) -> None:
    for one in load_yaml("sample/lam-dong.yaml")["people"]:
        people.add_person(desk, full_name=one["name"], position=one["position"], unit=one["unit"])

    def move(moment: datetime) -> None:
        clock.moment = moment

    sample.add(desk, move=move)
