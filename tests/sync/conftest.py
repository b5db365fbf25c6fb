"""A real server process on SQLite, and a province of it with one person enrolled."""

from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest

from app.services.desk import Desk
from app.sync.http import Address
from tests.server.central import Central, Server
from tests.workspace.keyrings import NO_STORE


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Server]:
    """A server of this test alone, which may be killed."""
    made = Server(["--database", f"sqlite:///{tmp_path / 'own.db'}"])
    made.start()
    yield made
    made.end()


@pytest.fixture
def central(process: Server, desk: Desk) -> Iterator[Central]:
    """The province of the desk on a server of its own."""
    made = Central(process, desk.province.code)
    made.add(desk.province.title)
    yield made
    made.close()


@pytest.fixture
def address(central: Central) -> Address:
    return Address(central.url)


@pytest.fixture
def code(central: Central, desk: Desk) -> Callable[[], str]:
    """Gives a one-time code for Nguyễn Thị Đào, who sits at the desk."""
    assert desk.person is not None
    person = desk.person.id
    role = "chuyen-vien-tong-hop"
    central.here("person", "add", "--name", desk.person.full_name, "--role", role, "--id", person)
    return lambda: central.enrol(person)


@pytest.fixture(autouse=True)
def _no_store() -> Iterator[None]:
    """A PC without a credential store: what a test needs to know is given to it."""
    before = keyring.get_keyring()
    keyring.set_keyring(NO_STORE)
    yield
    keyring.set_keyring(before)
