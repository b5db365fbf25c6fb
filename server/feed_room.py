"""The clients of one province in this process, and the passes that bring all of them the same bytes.

A pass through many clients begins a moment late and is cut into slices, so that whoever pushed is answered first, and
whoever pushes meanwhile between two slices. What is committed during a pass goes with the next one, together.
"""

import asyncio
from collections.abc import Callable, Hashable
from itertools import islice
from typing import Protocol

from server import feed_frames
from server.feed_frames import Prepared
from server.news import Committed, News

_SLICE = 64
_HEAD_START_SECONDS = 0.002
_PRESENCE_SECONDS = 1.0
_PRESENCES = 64
"""At most so many are passed on at a time; the others go with the next."""


class Member(Hashable, Protocol):
    """A client that is in."""

    token_hash: str
    slot: int
    """The tick of each round at which it is asked for a sign of life."""

    def write(self, message: Prepared) -> None:
        """Write to it at once; one that is gone or too slow is let go."""

    def still_there(self) -> None:
        """Ask for a sign of life; one that gave none since the last time is let go."""

    def turn_away(self) -> None:
        """Its token is no longer good."""


class Room:
    """One province. Belongs to the event loop that it was made on."""

    def __init__(self, news: News, province: str) -> None:
        self.province = province
        self.members: set[Member] = set()
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Committed] = []
        self._presences: dict[str, bytes] = {}
        self._shown: list[bytes] = []
        self._flush: asyncio.TimerHandle | None = None
        self._start: asyncio.TimerHandle | None = None
        self._rest: list[Member] = []
        self._message = Prepared(b"", b"")
        self._unsubscribe: Callable[[], None] = news.subscribe(province, self._take)

    def close(self) -> None:
        """Stop hearing news."""
        self._unsubscribe()
        for timer in (self._flush, self._start):
            if timer is not None:
                timer.cancel()

    def show(self, device: str, message: bytes) -> None:
        """Pass a presence on to everybody, soon; of each device the latest."""
        self._presences.pop(device, None)
        self._presences[device] = message
        if self._flush is None:
            self._flush = self._loop.call_later(_PRESENCE_SECONDS, self._show_all)

    def _show_all(self) -> None:
        self._flush = None
        for device in list(islice(self._presences, _PRESENCES)):
            self._shown.append(self._presences.pop(device))
        if self._presences:
            self._flush = self._loop.call_later(_PRESENCE_SECONDS, self._show_all)
        self._begin()

    def _take(self, committed: Committed) -> None:
        self._waiting.append(committed)
        if len(self.members) <= _SLICE:
            self._begin()
        elif self._start is None and not self._rest:
            self._start = self._loop.call_later(_HEAD_START_SECONDS, self._begin)

    def _begin(self) -> None:
        """Begin a pass with all there is to say, unless one is under way: then its end does."""
        self._start = None
        if self._rest or not (self._waiting or self._shown):
            return
        self._message = feed_frames.joined([*feed_frames.news(self._waiting), *self._shown])
        self._waiting.clear()
        self._shown.clear()
        self._rest = list(self.members)
        self._go_on()

    def _go_on(self) -> None:
        for member in self._rest[-_SLICE:]:
            member.write(self._message)
        del self._rest[-_SLICE:]
        if self._rest:
            self._loop.call_soon(self._go_on)
        else:
            self._begin()
