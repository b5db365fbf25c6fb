"""A desk behind a link of its own, a Linux network namespace: it goes dead in the middle of pushes, and comes back.

Unlike a proxy that is cut, nobody says that the line is gone: packets simply end. Needs root and `ip netns`; where the
machine has no network namespaces the test is not collected.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from filelock import FileLock

from app.services.desk import Desk
from app.services.exchange import joining
from app.sync.http import Address
from app.sync.states import Phase
from tests.server.central import Central, Server
from tests.sync.pushing import Pushing

Code = Callable[[], str]
_NAME = f"kh02-{os.getpid()}"
_NEAR, _FAR = f"kh{os.getpid()}a", f"kh{os.getpid()}b"
_HERE, _THERE = "198.18.82.1", "198.18.82.2"
"""Of the block that is set aside for tests of networks (RFC 2544)."""
_BACK_S = 2.0


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=120)  # noqa: S603, S607 of the system


@contextmanager
def _namespace() -> Iterator[None]:
    """A namespace with a pair of links between it and here."""
    _ip("netns", "add", _NAME)
    try:
        _ip("link", "add", _NEAR, "type", "veth", "peer", "name", _FAR)
        _ip("link", "set", _FAR, "netns", _NAME)
        _ip("address", "add", f"{_HERE}/30", "dev", _NEAR)
        _ip("link", "set", _NEAR, "up")
        for words in (f"address add {_THERE}/30 dev {_FAR}", f"link set {_FAR} up", "link set lo up"):
            _ip("-n", _NAME, *words.split())
        yield
    finally:
        _ip("netns", "delete", _NAME)


def _has_namespaces() -> bool:
    if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("ip") is None:
        return False
    try:
        with _alone(), _namespace():
            return True
    except subprocess.CalledProcessError:
        return False


def _alone() -> FileLock:
    """One process of this machine at a time makes namespaces and uses the addresses; all find out the same."""
    return FileLock(Path(tempfile.gettempdir()) / "kh02-namespace.lock")


def _wait_for_carrier(port: int) -> None:
    """Wait until packets pass again: the kernel takes up to a second to believe in a link."""
    ask = f"while True:\n try: create_connection(({_HERE!r}, {port}), 0.1); break\n except OSError: pass"
    subprocess.run(  # noqa: S603 our own words
        ["ip", "netns", "exec", _NAME, sys.executable, "-W", "ignore", "-c", f"from socket import *\n{ask}"],  # noqa: S607 of the system
        check=True,
        timeout=120,
    )


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Server]:
    """A server that listens on the link too."""
    made = Server(["--database", f"sqlite:///{tmp_path / 'own.db'}"], ["--host", "0.0.0.0"])  # noqa: S104 a test's
    made.start()
    yield made
    made.end()


if _has_namespaces():

    def test_a_link_that_goes_dead_without_a_word_is_noticed_and_found_again(
        desk: Desk, central: Central, code: Code
    ) -> None:
        with _alone(), _namespace():
            joined = joining.join(desk, address=Address(f"http://{_HERE}:{central.server.port}"), code=code())
            desk.close()
            pushing = Pushing(desk.path, joined.secret, before=["ip", "netns", "exec", _NAME])
            try:
                taken: list[float] = []
                for _ in range(2):
                    pushing.wait_for_more(3)
                    _ip("link", "set", _NEAR, "down")
                    pushing.wait(lambda one: one.phase == Phase.OFFLINE.value)
                    _ip("link", "set", _NEAR, "up")
                    _wait_for_carrier(central.server.port)
                    back = time.monotonic()
                    pushing.wait_for_more(1)
                    taken.append(time.monotonic() - back)
                assert min(taken) < _BACK_S  # other programs of the machine may hold one of them up
            finally:
                told = pushing.kill()
        assert told
