"""Who looks at what, told across the processes of one server, and kept apart between provinces."""

import asyncio
import json
from collections.abc import Iterator

import pytest
from websockets.sync.client import ClientConnection

from server.presence import Presences
from server.store_news import arrays_of
from tests.server.central import Central, Desk, Server
from tests.server.clusters import Cluster
from tests.server.test_feed import feed, heard


@pytest.fixture(scope="module")
def pair(cluster: Cluster) -> Iterator[tuple[Server, Server]]:
    """Two server processes, each with its own port, on one PostgreSQL."""
    url = cluster.new_database()
    both = Server(["--database", url]), Server(["--database", url])
    for one in both:
        one.start()
    yield both
    for one in both:
        one.end()


@pytest.fixture
def here(pair: tuple[Server, Server]) -> Iterator[Central]:
    made = Central(pair[0], "68")
    if "68" not in made.admin("province", "list"):
        made.add("Lâm Đồng")
    yield made
    made.close()


@pytest.fixture
def there(pair: tuple[Server, Server], here: Central) -> Iterator[Central]:
    """The same province, at the other process."""
    made = Central(pair[1], here.code)
    yield made
    made.close()


def look(connection: ClientConnection, desk: Desk, record: str, *, is_editing: bool = False) -> None:
    told = {"person": desk.person, "entity": "task", "id": record, "is_editing": is_editing}
    connection.send(json.dumps({"presence": told}))


def test_a_presence_is_seen_at_the_other_process_and_comes_to_nobody_twice(here: Central, there: Central) -> None:
    desk, other = here.desk(), there.desk()
    with feed(here, desk) as mine, feed(there, other) as theirs:
        look(mine, desk, "việc-1", is_editing=True)
        told = {"person": desk.person, "entity": "task", "id": "việc-1", "is_editing": True, "device": desk.id}
        assert heard(theirs, "presence")["presence"] == told
        assert heard(mine, "presence")["presence"] == told
        look(theirs, other, "việc-2")
        assert heard(mine, "presence")["presence"]["id"] == "việc-2"
        assert heard(theirs, "presence")["presence"]["id"] == "việc-2"


def test_another_province_at_the_other_process_hears_nothing(here: Central, there: Central) -> None:
    desk, other = here.desk(), there.desk()
    stranger = there.neighbour("79").desk()
    with feed(here, desk) as mine, feed(there, other) as theirs, feed(there, stranger) as apart:
        look(mine, desk, "việc-3")
        assert heard(theirs, "presence")["presence"]["id"] == "việc-3"
        apart.send('{"time":1}')
        assert "time" in json.loads(apart.recv(timeout=30))


def test_no_presence_is_in_the_logs(pair: tuple[Server, Server], here: Central, there: Central) -> None:
    desk = here.desk(name="Đặng Thị Ánh")
    with feed(here, desk) as mine, feed(there, there.desk()) as theirs:
        look(mine, desk, "việc-4")
        heard(theirs, "presence")
    said = json.dumps([one.log for one in pair], ensure_ascii=False)
    assert desk.person not in said
    assert "việc-4" not in said


def test_many_presences_go_in_few_notices_of_the_size_that_postgresql_takes() -> None:
    messages = [json.dumps({"presence": {"id": f"đ{n}"}}, ensure_ascii=False).encode() for n in range(500)]
    notices = list(arrays_of([*messages, b"x" * 9_000], 7_000))
    assert len(notices) < 5
    assert max(len(one.encode()) for one in notices) <= 7_000
    assert [one for notice in notices for one in json.loads(notice)] == [json.loads(one) for one in messages]


def test_who_left_the_room_is_told_nothing_more() -> None:
    async def play() -> list[tuple[str, bytes]]:
        got: list[tuple[str, bytes]] = []
        presences = Presences(lambda *_: None)
        end = presences.subscribe("68", lambda device, message: got.append((device, message)))
        presences.heard("68", "máy 1", b"1")
        presences.heard("79", "máy 2", b"2")
        await asyncio.sleep(0)
        end()
        presences.heard("68", "máy 1", b"3")
        await asyncio.sleep(0)
        return got

    assert asyncio.run(play()) == [("máy 1", b"1")]
