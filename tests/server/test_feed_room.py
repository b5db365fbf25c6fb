"""The room of a province: who gets what, in which order, in how many messages."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from server import feed_frames
from server.feed_frames import Prepared
from server.feed_room import Room
from server.news import Committed, News, committed
from server.presence import Presences
from server.store_push import Pushed
from server.store_read import Page


class Listener:
    """A member that keeps what it was given."""

    token_hash = ""
    slot = 0

    def __init__(self) -> None:
        self.got: list[bytes] = []
        self.was_told = asyncio.Event()

    def write(self, message: Prepared) -> None:
        self.got.append(message.plain)
        self.was_told.set()

    def still_there(self) -> None:
        """Always."""

    def turn_away(self) -> None:
        """Never."""


def messages(data: bytes) -> list[dict[str, Any]]:
    """The JSON of plain server messages below 64 KB that stand behind each other."""
    found = []
    while data:
        length, start = data[1], 2
        if length == 126:
            length, start = int.from_bytes(data[2:4]), 4
        found.append(json.loads(data[start : start + length]))
        data = data[start + length :]
    return found


def commit(number: int, *bodies: bytes) -> Committed:
    after, sequence = number, number + len(bodies)
    return committed("68", Pushed("một", after, f"dấu {after}", sequence, f"dấu {sequence}", (), bodies))


def test_commits_that_follow_each_other_make_one_message() -> None:
    told = [json.loads(one) for one in feed_frames.news([commit(4, b'{"a":1}'), commit(5, b'{"a":2}', b'{"a":3}')])]
    changes = [{"a": 1}, {"a": 2}, {"a": 3}]
    marked = {"after": 4, "before": "dấu 4", "sequence": 7, "mark": "dấu 7"}
    assert told == [{"news": {**marked, "changes": changes}}]


def test_no_message_is_larger_than_its_limit_and_none_is_lost() -> None:
    body = b'"%s"' % (b"x" * 20_000)
    commits = [commit(at, body) for at in range(10)]
    huge = Committed("68", 10, 12, None, "dấu 10", "dấu 12")
    told = list(feed_frames.news([*commits, huge, commit(12, body), commit(13, *[body] * 4)]))
    assert max(map(len, told)) <= 64 << 10
    read = [json.loads(one)["news"] for one in told]
    assert [one["after"] for one in read] == [0, *[one["sequence"] for one in read[:-1]]]
    assert [(one["after"], one["sequence"]) for one in read if "changes" not in one] == [(10, 12), (13, 17)]
    assert sum(len(one.get("changes", [])) for one in read) == 11


def test_commits_with_a_gap_between_stay_apart() -> None:
    told = [json.loads(one)["news"] for one in feed_frames.news([commit(1, b"1"), commit(3, b"2")])]
    assert [(one["after"], one["sequence"]) for one in told] == [(1, 2), (3, 4)]


def test_commits_of_which_the_second_follows_another_state_stay_apart() -> None:
    """The database was set back between the two: the same numbers, given anew."""
    other = replace(commit(2, b"2"), before="dấu khác")
    told = [json.loads(one)["news"] for one in feed_frames.news([commit(1, b"1"), other])]
    assert [(one["before"], one["mark"]) for one in told] == [("dấu 1", "dấu 2"), ("dấu khác", "dấu 3")]


def test_what_is_committed_during_a_pass_goes_with_the_next_to_all_at_once() -> None:
    async def play(room: Room, news: News) -> None:
        listeners = [Listener() for _ in range(200)]
        room.members.update(listeners)
        news.publish(commit(0, b"1"))
        await until(lambda: any(one.got for one in listeners))
        assert sum(len(one.got) for one in listeners) < 200
        news.publish(commit(1, b"2"))
        news.publish(commit(2, b"3"))
        await until(lambda: all(len(one.got) == 2 for one in listeners))
        for one in listeners:
            read = [told["news"] for got in one.got for told in messages(got)]
            assert read == [
                {"after": 0, "before": "dấu 0", "sequence": 1, "mark": "dấu 1", "changes": [1]},
                {"after": 1, "before": "dấu 1", "sequence": 3, "mark": "dấu 3", "changes": [2, 3]},
            ]
        assert len({id(one.got[0]) for one in listeners}) == 1

    in_room(play)


def test_of_each_device_the_latest_presence_is_passed_on() -> None:
    async def play(room: Room, news: News) -> None:
        listener = Listener()
        room.members.add(listener)
        for number in range(70):
            room.show("a", b'{"presence":%d}' % number)
        room.show("b", b'{"presence":"b"}')
        await asyncio.wait_for(listener.was_told.wait(), 30)
        assert messages(listener.got[0]) == [{"presence": 69}, {"presence": "b"}]

    in_room(play)


def test_other_processes_are_told_what_was_shown_here_and_not_what_they_told() -> None:
    told: list[tuple[str, list[bytes]]] = []
    presences = Presences(lambda province, shown: told.append((province, list(shown))))

    async def play(room: Room, news: News) -> None:
        listener = Listener()
        room.members.add(listener)
        room.show("a", b'{"presence":"a"}')
        presences.heard("68", "b", b'{"presence":"b"}')
        presences.heard("79", "c", b'{"presence":"c"}')
        await asyncio.wait_for(listener.was_told.wait(), 30)
        assert messages(listener.got[0]) == [{"presence": "a"}, {"presence": "b"}]

    in_room(play, presences)
    assert told == [("68", [b'{"presence":"a"}'])]


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop go on until it is so."""
    async with asyncio.timeout(30):
        while not is_so():
            await asyncio.sleep(0)


def in_room(play: Callable[[Room, News], Awaitable[None]], presences: Presences | None = None) -> None:
    """Play something in a room of its own."""

    def no_log(province: str, after: int, limit: int) -> Page:
        raise AssertionError((province, after, limit))

    async def all_of_it() -> None:
        news = News(no_log)
        room = Room(news, presences or Presences(lambda *_: None), "68")
        await play(room, news)
        room.close()

    asyncio.run(all_of_it())
