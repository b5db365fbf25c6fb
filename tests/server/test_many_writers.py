"""Numbers a reader can trust, and nothing lost: many writers at once, processes and databases killed in the middle."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from sqlalchemy import make_url

from app.journal import wire
from app.journal.change import Change
from server import instants, store_news
from server.central import Central as InProcess
from server.news import Committed
from server.routing import Databases
from server.store_joining import Joining
from tests.server.central import Central, Desk, Server
from tests.server.clusters import Cluster

_WRITERS, _PUSHES = 8, 12


def _write_much(desk: Desk) -> list[str]:
    ids = []
    for _ in range(_PUSHES):
        made = [desk.change() for _ in range(3)]
        assert desk.words(*made) == ["applied"] * 3
        ids += [change.id for change in made]
    return ids


def _read_along(desk: Desk, until: threading.Event) -> list[str]:
    """Follow the log as a desk does, never looking back."""
    seen: list[str] = []
    after = 0
    while True:
        is_last = until.is_set()
        page = desk.pull(after)
        seen += [change["id"] for change in page["changes"]]
        after = page["sequence"]
        if is_last and not page["more"]:
            return seen


def _write_and_read(central: Central) -> tuple[list[str], list[str]]:
    writers = [central.desk() for _ in range(_WRITERS)]
    done = threading.Event()
    with ThreadPoolExecutor(_WRITERS + 1) as threads:
        reading = threads.submit(_read_along, central.desk(), done)
        written = [change_id for ids in threads.map(_write_much, writers) for change_id in ids]
        done.set()
        return written, reading.result()


def test_no_change_appears_below_a_number_already_read(central: Central) -> None:
    written, seen = _write_and_read(central)
    assert sorted(seen) == sorted(written)


def test_several_processes_share_one_postgresql(cluster: Cluster) -> None:
    server = Server(["--database", cluster.new_database()], ["--workers", "3"], is_typed=True)
    server.start()
    central = Central(server)
    central.add()
    written, seen = _write_and_read(central)
    assert sorted(seen) == sorted(written)
    central.close()
    assert server.end() == 0


def test_several_processes_need_postgresql(tmp_path: Path) -> None:
    central = Central(Server(["--database", f"sqlite:///{tmp_path / 'server.db'}"]))
    assert "Nhiều tiến trình cần PostgreSQL." in central.admin("serve", "--workers", "2", expect=1)


_KILLS = 5
"""For each kind of database."""


def test_a_killed_server_has_lost_nothing_it_acknowledged(own: Central) -> None:
    desk = own.desk()
    acknowledged = _push_through(desk, _KILLS, own.server.kill, own.server.start)
    _nothing_lost(desk, acknowledged)


@pytest.mark.soak
def test_a_server_killed_two_hundred_times_has_lost_nothing(own: Central) -> None:
    desk = own.desk()
    _nothing_lost(desk, _push_through(desk, 200, own.server.kill, own.server.start))


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A PostgreSQL that this test may kill."""
    made = Cluster()
    yield made
    made.stop()


def test_a_killed_postgresql_has_lost_nothing_the_server_acknowledged(own_cluster: Cluster) -> None:
    server = Server(["--database", own_cluster.new_database()])
    server.start()
    central = Central(server)
    central.add()
    desk = central.desk()
    acknowledged = _push_through(desk, 3, own_cluster.kill, own_cluster.restart)
    _nothing_lost(desk, acknowledged)
    central.close()
    assert server.end() == 0


def _push_through(desk: Desk, times: int, kill: Callable[[], object], start: Callable[[], object]) -> set[str]:
    """Push without a pause while something is killed and started again; gives the ids of acknowledged changes."""
    acknowledged: set[str] = set()
    stop, pushed = threading.Event(), threading.Semaphore(0)

    def push_on() -> None:
        waiting: list[Change] = []
        while not stop.is_set() or waiting:
            waiting = waiting or [desk.change() for _ in range(40)]
            try:
                answer = desk.http.post("/v1/push", content=wire.encode_batch(waiting))
            except httpx.TransportError:
                continue
            if answer.status_code == 200:
                assert {verdict["verdict"] for verdict in answer.json()["verdicts"]} <= {"applied", "known"}
                acknowledged.update(change.id for change in waiting)
                waiting = []
                pushed.release()
            else:
                assert answer.status_code == 503, answer.text

    pushing = threading.Thread(target=push_on)
    pushing.start()
    for _ in range(times):
        assert pushed.acquire(timeout=240)
        kill()
        start()
    stop.set()
    pushing.join(timeout=240)
    assert not pushing.is_alive()
    return acknowledged


def _nothing_lost(desk: Desk, acknowledged: set[str]) -> None:
    found: list[str] = []
    page = desk.pull()
    found += [change["id"] for change in page["changes"]]
    while page["more"]:
        page = desk.pull(page["sequence"])
        found += [change["id"] for change in page["changes"]]
    assert len(found) == len(set(found))
    assert acknowledged <= set(found)
    assert page["sequence"] == len(found)


def test_a_process_that_stops_does_not_wait_for_news(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_news, "_WAKE_SECONDS", 600)
    url = make_url(cluster.new_database())
    heard = threading.Event()
    wire, other = (store_news.Wire(url, lambda *_: heard.set(), lambda *_: None) for _ in range(2))
    for one in (wire, other):
        one.start()
    while not heard.wait(0.05):  # until it listens
        other.tell("79", 0, 1)
    other.stop()
    wire.stop()
    assert not any(thread.is_alive() for one in (wire, other) for thread in one._threads)


def test_one_process_hears_at_once_what_another_committed(cluster: Cluster) -> None:
    url = cluster.new_database()
    writing, hearing = (InProcess(Databases.single(url), instants.now) for _ in range(2))
    for one in (writing, hearing):
        one.start()
    central = Central(Server(["--database", url]))
    central.add()
    code = central.enrol(central.person("Đặng Thị Ánh"))
    joined = writing.join(code=code, joining=Joining("0123456789abcdef", "Máy", "", {}), address="")
    person = joined.persons[0].id

    async def listen() -> Committed:
        heard: asyncio.Future[Committed] = asyncio.get_running_loop().create_future()
        end = hearing.news.subscribe("79", heard.set_result)
        desk = Desk("0123456789abcdef", person, joined.token, "79", httpx.Client())
        raw = wire.encode_batch([desk.change()])
        await asyncio.to_thread(writing.push, writing.device_of(joined.token), raw)
        found = await asyncio.wait_for(heard, 30)
        end()
        return found

    found = asyncio.run(listen())
    assert (found.province, found.after, found.sequence) == ("79", 0, 1)
    assert wire.decode((found.changes or ())[0]).author == person
    central.server.databases.close()
    for one in (writing, hearing):
        one.stop()
