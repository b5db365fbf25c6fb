"""Desk, server and PostgreSQL killed in turn while edits go up: nothing confirmed is lost, nothing is doubled."""

from collections.abc import Callable, Iterator

import pytest

from app.journal import wire
from app.services import opening
from app.services.desk import Desk
from app.services.exchange import joining
from app.sync.http import Address
from tests.server.central import Central, Server
from tests.server.clusters import Cluster
from tests.steps import changes
from tests.sync.pushing import Pushing
from tests.sync.test_against_server import synced

Code = Callable[[], str]
_BETWEEN = 4
"""Confirmed changes from one kill to the next; one more each time, up to twice as many."""


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL that writes as it does in production."""
    made = Cluster(fsync="on", full_page_writes="on")
    yield made
    made.stop()


@pytest.fixture
def process(cluster: Cluster) -> Iterator[Server]:
    """A server over it."""
    made = Server(["--database", cluster.new_database()])
    made.start()
    yield made
    made.end()


def kill_in_turn(desk: Desk, central: Central, cluster: Cluster, code: Code, times: int) -> None:
    joined = joining.join(desk, address=Address(central.url), code=code())
    path = desk.path
    desk.close()
    told: set[str] = set()
    pushing = Pushing(path, joined.secret)
    for turn in range(times):
        pushing.wait_for_more(_BETWEEN + turn % _BETWEEN)
        if turn % 3 == 0:
            told |= pushing.kill()
            pushing = Pushing(path, joined.secret)
        elif turn % 3 == 1:
            central.server.kill()
            central.server.start()
        else:
            cluster.kill()
            cluster.restart()
    pushing.wait_for_more(_BETWEEN)
    told |= pushing.kill()
    again = opening.open_desk(path)
    try:
        joining.resume(again, secret=joined.secret)
        done = synced(again, compares=True)
        assert (done.unsent, done.parked) == (0, 0)
        there = ids_on(again)
        assert told <= set(there)
        assert len(there) == len(set(there))
        assert {row.id for row in changes(again)} == set(there)
    finally:
        again.close()


def ids_on(desk: Desk) -> list[str]:
    """Ids of the changes that the server has, in its order."""
    server = joining.connect(desk)
    assert server is not None
    try:
        epoch, after, found, more = server.digests().epoch, 0, list[str](), True
        while more:
            page = server.changes(after=after, limit=5000, epoch=epoch, known=())
            changes_of_page, unreadable = wire.decode_batch(bytes(page.changes))
            assert not unreadable
            found += [change.id for change in changes_of_page]
            after, more = page.sequence, page.more
        return found
    finally:
        server.close()


def test_each_is_killed_in_turn(desk: Desk, central: Central, cluster: Cluster, code: Code) -> None:
    kill_in_turn(desk, central, cluster, code, 10)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_each_is_killed_many_times(desk: Desk, central: Central, cluster: Cluster, code: Code, part: int) -> None:
    kill_in_turn(desk, central, cluster, code, 50)
