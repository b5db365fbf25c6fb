"""A kind of system with candidates to be scored, on the fresh plan of Lâm Đồng; and a province that was not merged."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.selection.records import KindView, Sheet, Verdict
from app.models.vietnam_time import today
from app.services import opening, people
from app.services.desk import Desk
from app.services.opening import NewPerson
from app.services.selection import assessing, criteria, deciding, reading, register
from app.services.selection.assessing import Filled
from app.views.common.acts import Acts
from app.views.common.background import Worker
from app.views.common.memory import Memory
from app.views.common.office import Office
from app.views.selection.page import SelectionPage
from tests.conftest import NOON_24_JUNE, StandingClock


def view_of(desk: Desk, code: str) -> KindView:
    """A kind by its shipped code."""
    return next(view for view in reading.overview(desk) if view.kind.code == code)


def candidates(desk: Desk, code: str, *names: str, users: int = 1_000) -> KindView:
    """Register one candidate for each old province, in their order, all able to carry the load."""
    view = view_of(desk, code)
    for name, province in zip(names, reading.old_provinces(desk), strict=False):
        register.add_system(
            desk, kind_id=view.kind.id, name=name, province=province.code, users=users, max_users=100_000,
            security_level=3,
        )  # fmt: skip
    return view_of(desk, code)


def scoring(desk: Desk, code: str, *names: str) -> Sheet:
    """Candidates under the ready criteria, locked; the person at the desk is the assessor."""
    kind_id = candidates(desk, code, *names).kind.id
    criteria.open_round(desk, kind_id=kind_id)
    criteria.lock_criteria(desk, kind_id=kind_id)
    assert desk.person is not None
    assessing.add_assessor(desk, kind_id=kind_id, person_id=desk.person.id)
    return reading.kind(desk, kind_id=kind_id).sheet


def score_all(desk: Desk, sheet: Sheet, *values: str) -> None:
    """The same score for a candidate under every criterion, marked "tự đánh giá"; every veto that is open is passed."""
    for system in sheet.systems:
        for criterion in sheet.vetoes:
            assessing.mark_veto(
                desk,
                criterion_id=criterion.id,
                system_id=system.id,
                assessor_id=sheet.assessors[0].id,
                verdict=Verdict.PASSED,
            )
    cells = [
        Filled(criterion.id, system.id, value, is_self=True)
        for system, value in zip(sheet.systems, values, strict=True)
        for criterion in sheet.scored
    ]
    assessing.fill_sheet(desk, assessor_id=sheet.assessors[0].id, cells=cells)


def decided(desk: Desk, code: str, *names: str) -> KindView:
    """A kind whose first candidate was chosen."""
    sheet = scoring(desk, code, *names)
    score_all(desk, sheet, "9", *("6" for _ in names[1:]))
    deciding.decide(
        desk,
        kind_id=sheet.kind.id,
        system_id=sheet.systems[0].id,
        reason="Điểm cao nhất",
        by="Chủ tịch UBND tỉnh",
        on=today(desk.now()),
    )
    return view_of(desk, code)


@pytest.fixture
def page(office: Office, qtbot: QtBot) -> SelectionPage:
    made = SelectionPage(office)
    qtbot.addWidget(made)
    made.resize(1194, 692)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def lone_office(tmp_path: Path, home: Path, memory: Memory) -> Iterator[Office]:
    """An office of a province that was not merged."""
    person = NewPerson("Lý Thị Mẩy", "", "")
    desk = opening.create(
        tmp_path / "Cao Bằng.kh02", province="Cao Bằng", person=person, now=StandingClock(NOON_24_JUNE)
    )
    made = Office(desk, acts=Acts(), worker=Worker(), memory=memory)
    yield made
    made.worker.close()
    desk.close()


@pytest.fixture
def colleague(desk: Desk) -> str:
    """Another person of the workspace."""
    people.add_person(desk, full_name="Bùi Quốc Vượng", position="Chuyên viên", unit="VNPT Lâm Đồng")
    return next(card.id for card in people.people(desk) if card.full_name == "Bùi Quốc Vượng")
