from dataclasses import asdict

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.board.entities import BoardFigureRow
from app.services.desk import Desk
from app.services.exchange import joining
from app.sync.states import Phase, SyncState
from app.views.common.office import Office
from app.views.sync.publishing import Publishing
from tests.views.sync.conftest import SYNCED


def take_part(desk: Desk, role: str, scope: str = "") -> None:
    assert desk.person is not None
    person = {"id": desk.person.id, "name": desk.person.full_name, "role": role, "scope": scope}
    known = joining.Membership("m", "https://may-chu.example", "", "", (person,))
    desk.workspace.set_local(joining._MEMBERSHIP, {**asdict(known), "persons": [person]})


def published(desk: Desk) -> int:
    with desk.workspace.reading() as session:
        return len(session.scalars(select(BoardFigureRow)).all())


def test_a_desk_that_is_level_publishes_and_tells_the_exchange(office: Office, desk: Desk, qtbot: QtBot) -> None:
    take_part(desk, "chuyen-vien-tong-hop")
    office.link.show_state(SYNCED)
    publishing = Publishing(office)
    with qtbot.waitSignal(office.link.published, timeout=60_000):
        publishing.publish()
    assert published(desk) > 0
    publishing.end()


@pytest.mark.parametrize(
    ("role", "scope", "state"),
    [
        ("cap-xa", "xa-1", SYNCED),
        ("chuyen-vien-tong-hop", "so-1", SYNCED),
        ("chi-xem", "", SYNCED),
        ("to-truong", "", SyncState(Phase.OFFLINE, "Mất kết nối")),
        ("to-truong", "", SyncState(Phase.SYNCED, "", unsent=2)),
    ],
)
def test_who_may_not_or_lags_behind_publishes_nothing(
    office: Office, desk: Desk, qtbot: QtBot, role: str, scope: str, state: SyncState
) -> None:
    take_part(desk, role, scope)
    office.link.show_state(state)
    publishing = Publishing(office)
    publishing.publish()
    assert not office.worker.is_busy
    assert published(desk) == 0
    publishing.end()
