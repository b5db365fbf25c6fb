"""A real server process on a free port, and devices that speak to it as the protocol says."""

import contextlib
import gzip
import hashlib
import io
import json
import os
import queue
import secrets
import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import httpx
import zstandard

from app.journal import wire
from app.journal.change import Change, Json, new_id
from server import store_joining, store_people
from server.cli import main
from server.rights import Holding
from server.routing import Databases, named
from server.store import Transaction
from tests.server import nursery
from tests.server.ports import Port

Result = TypeVar("Result")
ROOT = Path(__file__).parents[2]
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients that speak without TLS: to read the certificates of the system takes longer than a request."""
_KEY = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="


@dataclass(frozen=True, slots=True)
class Desk:
    """A device that joined: its token, its person, and a client that sends the token along."""

    id: str
    person: str
    token: str
    province: str
    http: httpx.Client

    def push(self, *changes: Change) -> list[dict[str, Any]]:
        """Push; gives the verdicts."""
        answer = self.http.post("/v1/push", content=wire.encode_batch(changes))
        assert answer.status_code == 200, answer.text
        verdicts: list[dict[str, Any]] = answer.json()["verdicts"]
        return verdicts

    def words(self, *changes: Change) -> list[str]:
        """Push; gives the bare verdicts."""
        return [verdict["verdict"] for verdict in self.push(*changes)]

    def pull(self, after: int = 0, limit: int = 5000) -> dict[str, Any]:
        """One page."""
        answer = self.http.get("/v1/changes", params={"after": after, "limit": limit})
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    def put(self, content: bytes, start: int = 0, end: int | None = None, *, name: str = "") -> httpx.Response:
        """Send a part of an attachment, or all of it."""
        end = len(content) if end is None else end
        span = {"Content-Range": f"bytes {start}-{end - 1}/{len(content)}"}
        return self.http.put(f"/v1/blobs/{name or sha256(content)}", content=content[start:end], headers=span)

    def change(self, entity: str = "task", fields: Mapping[str, Json] | None = None, **given: Any) -> Change:
        """A change of this desk's person, made now; anything may be given."""
        entity_id = given.pop("entity_id", None) or new_id()
        values: dict[str, Any] = {
            "id": new_id(),
            "act_id": new_id(),
            "stamp": stamp(device=self.id),
            "author": self.person,
            "device": self.id,
            "entity": entity,
            "entity_id": entity_id,
            "root_id": entity_id,
            "scope": "",
            "kind": "put",
            "fields": {"content": "Rà soát hạ tầng"} if fields is None else fields,
            "base": {},
            "schema": 1,
        }
        return Change(**{**values, **given})


def stamp(ahead: timedelta = timedelta(), *, device: str = "0123456789abcdef", counter: int = 0) -> str:
    """A stamp of now, or so much later."""
    moment = (datetime.now(UTC) + ahead).replace(tzinfo=None)
    return f"{moment.isoformat(timespec='milliseconds')}Z-{counter:04x}-{device}"


@dataclass
class Server:
    """The process `kh02-server serve` over one database (or a table of routes)."""

    database: Sequence[str]
    """`--database URL`, or `--routes FILE`."""
    options: Sequence[str] = ()
    port: int = 0
    trusted: str = ""
    """The certificate to believe; it then speaks TLS."""
    is_typed: bool = False
    """Whether it is started as an administrator starts it, imports and all; else it comes from the nursery."""
    log: list[dict[str, Any]] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _held: Port | None = None
    _process: "subprocess.Popen[bytes] | nursery.Born | None" = None

    @cached_property
    def databases(self) -> Databases:
        """What it serves, opened beside it."""
        kind, address = self.database
        return named(*(("", address) if kind == "--routes" else (address, "")))

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"{'https' if self.trusted else 'http'}://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it (again on the same port) and wait until it answers."""
        if not self.port:
            self._held = Port()
            self.port = self._held.number
        arguments = ["serve", *self.database, "--port", str(self.port), *self.options]
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        if self.is_typed:
            command = [sys.executable, "-m", "server", *arguments]
            self._process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, env=environment)  # noqa: S603 our own command
        else:
            self._process = nursery.bear(arguments, environment)
        ready: queue.Queue[int] = queue.Queue()
        threading.Thread(target=self._read_log, args=(self._process, ready), daemon=True).start()
        assert ready.get(timeout=240) == self.port, self.log
        verify = ssl.create_default_context(cafile=self.trusted) if self.trusted else PLAIN
        assert httpx.get(f"{self.url}/v1/health", timeout=60, verify=verify).status_code == 200

    def _read_log(self, process: "subprocess.Popen[bytes] | nursery.Born", ready: "queue.Queue[int]") -> None:
        assert process.stderr is not None
        with process.stderr as lines:
            for line in lines:
                entry = _entry(line)
                with self._news:
                    self.log.append(entry)
                    self._news.notify_all()
                if entry.get("event") == "listening":
                    ready.put(int(entry["port"]))
        ready.put(0)

    def wait_for_log(self, is_there: Callable[[], bool]) -> None:
        """Wait until the log fulfils the condition: its lines come a moment after the answers."""
        with self._news:
            assert self._news.wait_for(is_there, 120), self.log[-5:]

    def send(self, how: signal.Signals) -> None:
        """Send a signal and do not wait."""
        assert self._process is not None
        self._process.send_signal(how)

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal and wait for its end; gives the exit code."""
        assert self._process is not None
        if self._process.poll() is None:
            self._process.send_signal(how)
        self.databases.close()
        return self._process.wait(timeout=240)

    def kill(self) -> None:
        """End it as a power cut would."""
        self.end(signal.SIGKILL)


@dataclass
class Central:
    """A province of a server, and its administration."""

    server: Server
    code: str = "79"
    _clients: list[httpx.Client] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the server listens."""
        return self.server.url

    def admin(self, *arguments: str, expect: int = 0) -> str:
        """Run a command of administration; gives what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            done = main([*arguments, *self.server.database])
        assert done == expect, printed.getvalue()
        return printed.getvalue().strip()

    def here(self, *arguments: str, expect: int = 0) -> str:
        """Run a command of administration for this province."""
        return self.admin(*arguments, "--province", self.code, expect=expect)

    def add(self, name: str = "Thành phố Hồ Chí Minh") -> None:
        """Add the province."""
        self._write(lambda transaction: store_people.add_province(transaction, code=self.code, name=name))

    def neighbour(self, code: str) -> "Central":
        """Another province of the same server."""
        made = Central(self.server, code, self._clients)
        made.add("Tỉnh Đồng Tháp")
        return made

    def person(self, name: str, role: str = "chuyen-vien-tong-hop", *, scope: str = "") -> str:
        """Add a person; gives the id."""

        def add(transaction: Transaction) -> str:
            person = store_people.add_person(transaction, province=self.code, name=name)
            store_people.set_roles(transaction, province=self.code, person=person, holdings=[Holding(role, scope)])
            return person

        return self._write(add)

    def enrol(self, *persons: str, lasts: timedelta = timedelta(hours=1)) -> str:
        """A one-time code for a device of these persons; of a negative time it has run out already."""
        expires = datetime.now(UTC) + lasts
        return self._write(
            lambda transaction: store_joining.enrol(
                transaction, province=self.code, name="Máy trực", persons=persons, expires=expires
            )
        )

    def _write(self, work: Callable[[Transaction], Result]) -> Result:
        return self.server.databases.of_province(self.code).write(work)

    def join(self, code: str, *, device: str = "", **more: Any) -> Desk:
        """Join with a code."""
        device = device or secrets.token_hex(8)
        answer = self.ask_join(code, device=device, **more)
        assert answer.status_code == 200, answer.text
        given = answer.json()
        http = self.client(given["token"])
        return Desk(device, given["persons"][0]["id"], given["token"], given["province"], http)

    def ask_join(self, code: str, *, device: str = "0123456789abcdef", **more: Any) -> httpx.Response:
        """Ask to join; gives the bare answer."""
        asked = {"code": code, "device": device, "name": "Máy trực", "public_key": _KEY, **more}
        return httpx.post(f"{self.url}/v1/join", json=asked, timeout=60, verify=PLAIN)

    def client(self, token: str) -> httpx.Client:
        """A client that sends this token along."""
        headers = {"Authorization": f"Bearer {token}", "Kh02-Protocol": "1.0"}
        made = httpx.Client(base_url=self.url, headers=headers, timeout=60, verify=PLAIN)
        self._clients.append(made)
        return made

    def desk(self, role: str = "chuyen-vien-tong-hop", *, scope: str = "", name: str = "") -> Desk:
        """A desk of a new person with this role, straight away."""
        person = self.person(name or f"Đặng Thị Ánh {secrets.token_hex(3)}", role, scope=scope)
        return self.join(self.enrol(person))

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients:
            client.close()


def _entry(line: bytes) -> dict[str, Any]:
    """A line of the log; the last one of a process that was killed may be half."""
    if line.startswith(b"{") and line.endswith(b"}\n"):
        entry: dict[str, Any] = json.loads(line)
        return entry
    return {"event": line.decode(errors="replace")}


def sha256(content: bytes) -> str:
    """The name of an attachment."""
    return hashlib.sha256(content).hexdigest()


def sent(plain: bytes, encoding: str) -> bytes:
    """A body as it is sent."""
    return zstandard.compress(plain) if encoding == "zstd" else gzip.compress(plain)
