"""What the tests of the server share: both databases, and a real server process over each.

One process for each kind of database serves the whole run, every test with a province of its own. A test that ends or
restarts its server takes `own`.
"""

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.central import Central, Desk, Server
from tests.server.clusters import Cluster

KINDS = ["sqlite", "postgresql"]
_codes = itertools.count(10)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this test run."""
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture(params=KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of its own."""
    return _empty(request, tmp_path)


@pytest.fixture(scope="session", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests share."""
    made = Server(["--database", _empty(request, tmp_path_factory.mktemp("server"))])
    made.start()
    yield made
    made.end()


@pytest.fixture
def central(server: Server) -> Iterator[Central]:
    """A province of the shared server, of this test alone."""
    made = Central(server, str(next(_codes)))
    made.add()
    yield made
    made.close()


@pytest.fixture
def own(database_url: str) -> Iterator[Central]:
    """A province on a server of its own."""
    server = Server(["--database", database_url])
    server.start()
    made = Central(server)
    made.add()
    yield made
    made.close()
    server.end()


@pytest.fixture
def desk(central: Central) -> Desk:
    """A desk that may write everything."""
    return central.desk()


def _empty(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder / 'server.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.new_database()
