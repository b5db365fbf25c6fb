"""A throw-away PostgreSQL, started as a user that is not root, and gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import psycopg

from server.board import accounts as accounts  # its tables are the server's too
from server.store import Store
from tests.server.ports import Port

_PLACES = ("/usr/local/bin", *sorted(str(found) for found in Path("/usr/lib/postgresql").glob("*/bin")))
_USERS = ("postgres", "nobody")
_PATIENCE = 240
_OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "64MB",
}


class Cluster:
    """One PostgreSQL server of the tests; settings given replace those of the tests."""

    def __init__(self, **settings: str) -> None:
        self._settings = {**_OPTIONS, **settings}
        self.folder = Path(tempfile.mkdtemp(prefix="kh02-pg-", dir="/tmp"))
        self._held = Port()
        self.port = self._held.number
        self._as = _unprivileged(self.folder)
        self._made = 0
        self._run("initdb", "-D", self._data, "-U", "kh02", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        self.start()

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {**self._settings, "port": str(self.port), "unix_socket_directories": str(self.folder)}
        given = " ".join(f"-c {name}={value}" for name, value in options.items())
        self._run(
            "pg_ctl", "-D", self._data, "-w", "-t", str(_PATIENCE), "-l", str(self.folder / "log"), "-o", given, "start"
        )

    def kill(self) -> None:
        """Kill the postmaster as a power cut would; its children end by themselves."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)

    def restart(self) -> None:
        """Start it after a kill, as soon as the children of the old one have let go of its memory."""
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                self.start()
            except AssertionError:
                if time.monotonic() > deadline:
                    raise
            else:
                return

    def stop(self) -> None:
        """End it and remove its files."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def new_database(self) -> str:
        """Make an empty database; gives its address."""
        return self._new("template1")

    def database_with_tables(self) -> str:
        """Make a database with the server's tables, empty, by copying; gives its address."""
        return self._new(self._with_tables)

    @cached_property
    def _with_tables(self) -> str:
        """The database that is copied; nobody may be connected to it."""
        address = self.new_database()
        made = Store(address)
        made.create()
        made.close()
        return address.rpartition("/")[2]

    def _new(self, template: str) -> str:
        self._made += 1
        name = f"kh02_{self._made}"
        with psycopg.connect(self._address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self._address(name)

    def _address(self, database: str) -> str:
        return f"postgresql://kh02@127.0.0.1:{self.port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        found = shutil.which(program) or shutil.which(program, path=os.pathsep.join(_PLACES))
        assert found is not None, f"{program} is needed: apt-get install postgresql"
        done = subprocess.run(  # noqa: S603 our own command
            [*self._as, found, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=_PATIENCE + 60,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _unprivileged(folder: Path) -> Sequence[str]:
    """What to put before a command so that it does not run as root, to whom PostgreSQL says no."""
    if os.geteuid() != 0:
        return ()
    import pwd

    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    user = next(known[name] for name in _USERS if name in known)
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ("setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups")
