"""A server with the board in this process, on a free port, and provinces that publish figures to it."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from argon2 import PasswordHasher

from app.journal import wire
from app.journal.change import Change, new_id
from server import store_people
from server.app import make_app
from server.board import accounts, pages
from server.central import Central
from server.codes import new_token
from server.instants import iso
from server.people import Device
from server.rights import Holding
from server.routing import Databases
from tests.server.central import PLAIN
from tests.server.ports import Port

DEVICE = "0123456789abcdef"
PASSWORD = "Mật khẩu trực ban 24/7"
PASSWORD_HASH = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
"""Cheap: a hash says itself what it costs. What the server makes is looked at in test_centre.py."""


class Clock:
    """The server's clock, moved by the test."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def minutes(self, since: datetime) -> list[datetime]:
        """One moment of each minute from `since` until now: what may be shown as the time that it is."""
        return [since + timedelta(minutes=count) for count in range((self() - since) // timedelta(minutes=1) + 2)]


class RunningBoard:
    """The server; `publish` is what a province's desk would push."""

    def __init__(self, database_url: str) -> None:
        self.clock = Clock()
        self.central = Central(Databases.single(database_url), self.clock)
        self.central.databases.create()
        self._persons: dict[str, str] = {}
        self._started = threading.Event()
        self._port = Port()

    def start(self) -> None:
        """Serve until `stop`."""
        app = make_app(self.central, more_routes=[pages.routes(self.central)])
        config = uvicorn.Config(app, host="127.0.0.1", port=self._port.number, log_config=None, access_log=False)
        config.timeout_graceful_shutdown = 1
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive()
            self._started.wait(0.02)

    def restart(self) -> None:
        """End it and serve at the same address over the same database, with nothing remembered."""
        self.stop()
        self.central = Central(self.central.databases, self.clock)
        self.start()

    def end(self) -> None:
        """Begin to end it, and do not wait: a server looks up ten times a second only."""
        self._server.should_exit = True

    def stop(self) -> None:
        """End it."""
        self.end()
        self._thread.join(120)
        assert not self._thread.is_alive()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._port.number}"

    def user(self, name: str = "truc.ban", *, is_wall: bool = False) -> None:
        """Add somebody at the centre."""
        self.central.databases.main.write(
            lambda transaction: accounts.put_user(
                transaction, name=name, password_hash=PASSWORD_HASH, is_wall=is_wall, at=self.clock()
            )
        )

    def visitor(self) -> httpx.Client:
        """A browser that is logged in."""
        client = self.browser()
        assert log_in(client).headers["location"] == "/"
        return client

    def browser(self, **given: Any) -> httpx.Client:
        """A browser that is not."""
        return httpx.Client(base_url=self.url, timeout=60, verify=PLAIN, **given)

    def province(self, code: str, name: str) -> None:
        """Add a province."""

        def add(transaction: Any) -> str:
            store_people.add_province(transaction, code=code, name=name)
            person = store_people.add_person(transaction, province=code, name="Đặng Thị Ánh", person_id="")
            role = Holding("chuyen-vien-tong-hop", "")
            store_people.set_roles(transaction, province=code, person=person, holdings=[role])
            store_people.set_device(
                transaction,
                province=code,
                device=DEVICE,
                name="Máy trực",
                public_key="",
                token=new_token(),
                at=iso(self.clock()),
            )
            store_people.seat(transaction, province=code, device=DEVICE, persons=[person])
            return person

        self._persons[code] = self.central.databases.of_province(code).write(add)

    def publish(self, province: str, *figures: Mapping[str, Any]) -> None:
        """Push figures of a province and wait for the commit."""
        person = self._persons[province]
        device = Device(province, "", DEVICE, "Máy trực", frozenset({person}), is_read_only=False)
        for first in range(0, len(figures), 1000):
            changes = [self._change(person, dict(one)) for one in figures[first : first + 1000]]
            pushed = self.central.push(device, wire.encode_batch(changes))
            assert {one.verdict for one in pushed.verdicts} <= {"applied", "conflict", "superseded"}

    def _change(self, person: str, fields: dict[str, Any]) -> Change:
        entity_id = fields.pop("id", None) or new_id()
        moment = self.clock().replace(tzinfo=None).isoformat(timespec="milliseconds")
        base = fields.pop("base", {})
        return Change(
            id=new_id(), act_id=new_id(), stamp=f"{moment}Z-{secrets.randbelow(65536):04x}-{DEVICE}", author=person,
            device=DEVICE, entity="board_figure", entity_id=entity_id, root_id=entity_id, scope="", kind="put",
            fields=fields, base=base, schema=1,
        )  # fmt: skip

    def work(
        self, unit: str, group: str, *, late: int = 0, watch: int = 0, total: int = 0, **given: Any
    ) -> dict[str, Any]:
        """A figure of a unit's work that names 100 of what waits."""
        level = "red" if late else "amber" if watch else "green"
        listed = [
            {"number": f"2.{at}", "label": "Rà soát đường truyền cấp xã.", "due": iso(self.clock()), "reason": reason}
            for at, reason in enumerate(["late"] * late + ["soon"] * watch, 1)
        ]
        figures = {"total": max(total, late + watch), "done": 0, "late": late, "watch": watch, "level": level}
        return {
            "subject": "work", "unit_id": given.pop("unit_id", unit), "unit": unit,
            "unit_kind": given.pop("unit_kind", "department"), "group_key": group, "heading": f"NHÓM {group}",
            "figures": {**figures, "waiting": listed[:100]}, "computed_at": iso(self.clock()), **given,
        }  # fmt: skip

    def more(self, unit: str, group: str, page: int, late: int) -> dict[str, Any]:
        """A further page of what `work` names, with so many that are overdue."""
        figure = self.work(unit, group, late=late)
        return {**figure, "subject": "more", "figures": {"page": page, "waiting": figure["figures"]["waiting"]}}

    def beat(self, **given: Any) -> dict[str, Any]:
        """The figure that confirms all the others."""
        return {"subject": "published", "figures": {"device": DEVICE}, "computed_at": iso(self.clock()), **given}

    def night(self, **figures: Any) -> dict[str, Any]:
        """A cut-over that goes on now."""
        now = self.clock()

        def minutes(count: int) -> str:
            return iso(now + timedelta(minutes=count))

        shown = {
            "mode": "real", "state": "running", "level": "green", "anchor": minutes(-60), "steps": 37, "done": 14,
            "finish": minutes(90), "low": minutes(80), "high": minutes(110), "hard_stop": minutes(150),
            "decide_by": minutes(60), "cause": "15", "incidents": 0, "critical": 0,
        }  # fmt: skip
        return {
            "subject": "night", "group_key": new_id(), "heading": "", "figures": {**shown, **figures},
            "computed_at": iso(now),
        }  # fmt: skip


def log_in(client: httpx.Client, name: str = "truc.ban", password: str = PASSWORD) -> httpx.Response:
    """Send the login form as a browser would."""
    page = client.get("/dang-nhap")
    form = page.text.partition('name="form" value="')[2].partition('"')[0]
    return client.post("/dang-nhap", data={"form": form, "name": name, "password": password})


def wait(until: Callable[[], bool]) -> None:
    """Ask again until it holds."""
    end = time.monotonic() + 120
    while not until():
        assert time.monotonic() < end


def shows(client: httpx.Client, path: str, text: str) -> None:
    """Wait until a page has this text."""
    wait(lambda: text in client.get(path).text)


def version_of(visitor: httpx.Client) -> str:
    """What the page calls the figures that it shows."""
    return visitor.get("/").text.partition('data-version="')[2].partition('"')[0]


def attempt(board: RunningBoard, name: str, address: str, times: int = 1) -> None:
    """Attempts whose password was wrong."""
    for _ in range(times):
        board.central.databases.main.write(
            lambda transaction: accounts.begin_attempt(transaction, name=name, address=address, now=board.clock())
        )
