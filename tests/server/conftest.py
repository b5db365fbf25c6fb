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
    """A database of its own, with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'server.db'}"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database_with_tables()


@pytest.fixture(scope="session", params=KINDS)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that the tests share."""
    if request.param == "sqlite":
        database = f"sqlite:///{tmp_path_factory.mktemp('server') / 'server.db'}"
    else:
        cluster: Cluster = request.getfixturevalue("cluster")
        database = cluster.new_database()
    made = Server(["--database", database], is_typed=True)
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
