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
from server.presence import Presences

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

    def __init__(self, news: News, presences: Presences, province: str) -> None:
        self.province = province
        self.members: set[Member] = set()
        self._loop = asyncio.get_running_loop()
        self._waiting: list[Committed] = []
        self._elsewhere = presences
        self._presences: dict[str, tuple[bytes, bool]] = {}
        self._shown: list[bytes] = []
        self._flush: asyncio.TimerHandle | None = None
        self._start: asyncio.TimerHandle | None = None
        self._rest: list[Member] = []
        self._message = Prepared(b"", b"")
        self._ends: tuple[Callable[[], None], ...] = (
            news.subscribe(province, self._take),
            presences.subscribe(province, self._show_theirs),
        )

    def close(self) -> None:
        """Stop hearing news."""
        for end in self._ends:
            end()
        for timer in (self._flush, self._start):
            if timer is not None:
                timer.cancel()

    def show(self, device: str, message: bytes) -> None:
        """Pass a presence on to everybody, soon, and to the other processes; of each device the latest."""
        self._keep(device, message, is_ours=True)

    def _show_theirs(self, device: str, message: bytes) -> None:
        self._keep(device, message, is_ours=False)

    def _keep(self, device: str, message: bytes, *, is_ours: bool) -> None:
        self._presences.pop(device, None)
        self._presences[device] = (message, is_ours)
        if self._flush is None:
            self._flush = self._loop.call_later(_PRESENCE_SECONDS, self._show_all)

    def _show_all(self) -> None:
        self._flush = None
        passed = [self._presences.pop(device) for device in list(islice(self._presences, _PRESENCES))]
        self._shown += [message for message, _ in passed]
        if ours := [message for message, is_ours in passed if is_ours]:
            self._elsewhere.tell_others(self.province, ours)
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
