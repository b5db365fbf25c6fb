"""A portal or a proxy of an office that answers in the server's place: never taken at its word, whatever it says."""

import secrets
from collections.abc import Callable, Iterator
from itertools import product

import pytest

from app.journal.change import new_id
from app.models import outbox
from app.models.outbox import Cursor
from app.models.people.entities import Person
from app.services.desk import Desk
from app.services.exchange import joining, rounds
from app.sync.errors import BusyError, InBetweenError, NarrowError, OtherEpochError, SyncError
from app.sync.feed import Feed
from app.sync.http import Address, Server
from app.sync.states import Phase
from tests.server.central import Central
from tests.steps import added, changes
from tests.sync.portal import Portal
from tests.sync.window import Window, is_synced

Code = Callable[[], str]
STATUSES = (200, 204, 302, 400, 401, 403, 404, 409, 413, 422, 426, 500, 511)
REQUESTS: dict[str, Callable[[Server], object]] = {
    "join": lambda server: server.join({"code": "X"}),
    "leave": lambda server: server.leave(),
    "push": lambda server: server.push(b"[]"),
    "changes": lambda server: server.changes(after=7, limit=10, epoch="a", known=[(7, "dau")]),
    "snapshot": lambda server: _all_lines(server),
    "digests": lambda server: server.digests(),
    "heads": lambda server: server.heads("task"),
    "devices": lambda server: server.devices(),
    "rename": lambda server: server.rename("Máy văn thư"),
    "blob": lambda server: server.blob("0" * 64),
    "put_chunk": lambda server: server.put_chunk("0" * 64, b"a", at=0, total=1),
    "get_chunk": lambda server: server.get_chunk("0" * 64, at=0),
}


def _all_lines(server: Server) -> list[bytes]:
    with server.snapshot("") as lines:
        return list(lines)


@pytest.fixture
def portal(central: Central) -> Iterator[Portal]:
    made = Portal(central.url)
    yield made
    made.close()


@pytest.fixture
def joined(desk: Desk, portal: Portal, code: Code) -> Desk:
    """The desk, whose way to the server leads through the portal, and which has sent all it holds."""
    joining.join(desk, address=Address(portal.url), code=code())
    server = connected(desk)
    rounds.run(desk, server)
    server.close()
    return desk


def connected(desk: Desk) -> Server:
    server = joining.connect(desk)
    assert server is not None
    return server


def standing(desk: Desk) -> tuple[int, int, Cursor | None]:
    with desk.workspace.reading() as session:
        found = outbox.standing(session)
        return found.unsent, found.parked, outbox.cursor(session)


@pytest.mark.parametrize("status", STATUSES)
def test_no_request_takes_a_page_for_an_answer(status: int) -> None:
    portal = Portal()
    portal.status = status
    server = Server(Address(portal.url), "token")
    for name, ask in REQUESTS.items():
        with pytest.raises(InBetweenError, match="gửi lại") as caught:
            ask(server)
        assert isinstance(caught.value, NarrowError) == (status == 413), name
    with pytest.raises(SyncError, match="không đúng giao thức"):
        Feed(Address(portal.url), "token", lambda _: None)
    assert portal.asked == len(REQUESTS) + 1
    server.close()
    portal.close()


def test_a_page_that_says_busy_is_waited_for_in_our_words() -> None:
    portal = Portal()
    portal.status = 503
    server = Server(Address(portal.url), "token")
    with pytest.raises(BusyError, match="Máy chủ đang bận"):
        server.digests()
    server.close()
    portal.close()


def test_a_portal_parks_drops_and_ends_nothing(joined: Desk, portal: Portal) -> None:
    added(joined, "Việc gửi lúc mạng đòi đăng nhập")
    before = standing(joined)
    server = connected(joined)
    for status, compares in product(STATUSES, (False, True)):
        portal.status = status
        with pytest.raises(InBetweenError):
            rounds.run(joined, server, compares=compares)
        assert standing(joined) == before, status
    assert before[:2] == (len(rounds.unsent(joined)), 0)
    portal.status = 0
    done = rounds.run(joined, server)
    assert (done.unsent, done.parked, done.refused) == (0, 0, 0)
    assert done.sent == before[0]
    server.close()


def test_between_push_and_pull_too(joined: Desk, portal: Portal) -> None:
    """A portal whose hour has run out in the middle: its 409 does not make the desk read everything from its start."""
    added(joined, "Việc gửi ngay trước khi mạng đòi đăng nhập")
    server = connected(joined)
    rounds.push(joined, server)
    before = standing(joined)
    portal.status = 409
    for work in (rounds.pull, rounds.compare):
        with pytest.raises(InBetweenError) as caught:
            work(joined, server)
        assert not isinstance(caught.value, OtherEpochError)
    assert standing(joined) == before
    assert all(row.acknowledged for row in changes(joined))
    server.close()


def test_the_window_says_that_the_line_is_gone_and_is_back_by_itself(joined: Desk, portal: Portal) -> None:
    with Window(joined) as window:
        window.wait(is_synced)
        portal.status = 401
        added(joined, "Việc lúc mạng đòi đăng nhập")
        window.syncing.nudge()
        window.wait(lambda one: one.last.words.startswith("Mất kết nối · chưa gửi: "))
        assert "mở trình duyệt đăng nhập mạng" in window.last.detail
        portal.status = 0
        window.syncing.nudge()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)
    phases = {state.phase for state in window.states}
    assert phases <= {Phase.CONNECTING, Phase.SYNCED, Phase.UNSENT, Phase.OFFLINE}
    assert all(state.parked == 0 for state in window.states)


def test_what_is_too_large_for_the_way_waits_and_holds_nothing_up(joined: Desk, portal: Portal) -> None:
    """A proxy that lets 100 KB through: small edits go, the large one goes by itself once the proxy lets it."""
    large = Person(id=new_id(), full_name=secrets.token_urlsafe(200_000))
    with joined.act("Thêm người") as act:
        act.session.add(large)
    for number in range(30):
        added(joined, f"Việc {number} {secrets.token_urlsafe(6_000)}")
    portal.largest = 100_000
    server = connected(joined)
    done = rounds.run(joined, server)
    assert (done.unsent, done.parked) == (0, 1)
    [line] = rounds.refused(joined)
    assert line.record_id == large.id
    assert line.reason.startswith("Thiết bị mạng ở giữa không cho gửi dữ liệu lớn.")
    with joined.workspace.reading() as session:
        assert [one.entity_id for one in outbox.to_hand_on(session)].count(large.id) == 1
    portal.largest = None
    done = rounds.run(joined, server, is_asked_for=True)
    assert (done.unsent, done.parked) == (0, 0)
    server.close()


def test_a_proxy_that_forgets_that_a_body_is_packed_parks_nothing(joined: Desk, portal: Portal) -> None:
    for number in range(3):
        added(joined, f"Việc {number} {secrets.token_urlsafe(300)}")
    waiting = standing(joined)[0]
    portal.forgets_packing = True
    server = connected(joined)
    done = rounds.run(joined, server)
    assert (done.sent, done.unsent, done.parked) == (waiting, 0, 0)
    server.close()
