"""The board of a server that runs as several processes over one PostgreSQL: whichever answers, it shows the same."""

import time
from collections.abc import Iterator

import httpx
import pytest

from app.journal.change import Json
from server.board import accounts
from server.instants import iso, now
from tests.server.central import Central, Desk, Server
from tests.server.clusters import Cluster

from .running_board import PASSWORD, log_in

ROUND = 12
"""So many connections reach both processes (all but once in 2,000 rounds)."""


@pytest.fixture
def central(cluster: Cluster) -> Iterator[Central]:
    """A province of a server with two processes."""
    server = Server(["--database", cluster.new_database()], ["--workers", "2"], is_typed=True)
    server.start()
    made = Central(server, "68")
    made.add("Lâm Đồng")
    made.server.databases.main.write(
        lambda transaction: accounts.put_user(
            transaction, name="truc.ban", password_hash=accounts.hash_of(PASSWORD), is_wall=False, at=now()
        )
    )
    yield made
    made.close()
    server.end()


def figure(late: int) -> dict[str, Json]:
    counts: dict[str, Json] = {"total": 9, "done": 0, "late": late, "watch": 0, "level": "red", "waiting": []}
    return {
        "subject": "work", "unit_id": "u1", "unit": "Sở Nội vụ", "unit_kind": "department", "group_key": "II",
        "heading": "", "figures": counts, "computed_at": iso(now()),
    }  # fmt: skip


def publish(desk: Desk, late: int) -> None:
    """Push a figure and the beat."""
    beat: dict[str, Json] = {"subject": "published", "figures": {}, "computed_at": iso(now())}
    made = (desk.change("board_figure", figure(late)), desk.change("board_figure", beat, entity_id="beat"))
    assert set(desk.words(*made)) <= {"applied", "conflict"}


def pages(url: str, cookies: dict[str, str]) -> list[str]:
    """The heat map, each time over a connection of its own."""
    return [httpx.get(f"{url}/", cookies=cookies, timeout=60).text for _ in range(ROUND)]


def version(page: str) -> str:
    return page.partition('data-version="')[2].partition('"')[0]


def all_show(url: str, cookies: dict[str, str], text: str) -> set[str]:
    """The versions that the processes name once all of them show a text."""
    end = time.monotonic() + 120
    while True:
        found = pages(url, cookies)
        if all(text in page for page in found) and len({version(page) for page in found}) == 1:
            return {version(page) for page in found}
        assert time.monotonic() < end


def test_every_process_shows_what_one_of_them_took(central: Central) -> None:
    desk = central.desk()
    with httpx.Client(base_url=central.url, timeout=60) as client:
        assert log_in(client).status_code == 303
        cookies = dict(client.cookies)
    publish(desk, late=3)
    first = all_show(central.url, cookies, "mức Đỏ, 0/9 xong, 3 quá hạn")
    publish(desk, late=5)
    second = all_show(central.url, cookies, "mức Đỏ, 0/18 xong, 8 quá hạn")
    assert first != second
