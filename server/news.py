"""News of what was committed: in order, without gaps, to everybody in this process who asked for it.

It must not know who listens, nor how the log is read: a function that reads it is handed in.
"""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass

from server.errors import ServerError
from server.store_push import Pushed
from server.store_read import Page

MAX_NEWS_BYTES = 64 << 10
"""Changes beyond this size are not carried along; whoever wants them pulls."""

Take = Callable[["Committed"], None]
ReadLog = Callable[[str, int, int], Page]
"""(province, after, limit) -> a page of the log."""


@dataclass(frozen=True, slots=True)
class Committed:
    """What came into a province's log after number `after`, up to `sequence`; `before` and `mark` are their marks."""

    province: str
    after: int
    sequence: int
    changes: tuple[bytes, ...] | None
    """Wire forms in order, or None beyond MAX_NEWS_BYTES."""
    before: str
    mark: str


class News:
    """Hands news on to its subscribers, on the event loop they subscribed from."""

    def __init__(self, read_log: ReadLog) -> None:
        self._read_log = read_log
        self._lock = threading.Lock()
        self._last: dict[str, int] = {}
        self._subscribers: dict[str | None, set[tuple[asyncio.AbstractEventLoop, Take]]] = {}

    def subscribe(self, province: str | None, take: Take) -> Callable[[], None]:
        """Call `take` with all news of a province from now on (None: of every province) on the running event loop.

        Gives what ends it.
        """
        entry = (asyncio.get_running_loop(), take)
        with self._lock:
            self._subscribers.setdefault(province, set()).add(entry)
        return lambda: self._unsubscribe(province, entry)

    def publish(self, committed: Committed) -> None:
        """Hand on what this process committed. What others committed before it is read from the log and comes first."""
        with self._lock:
            last = self._last.get(committed.province, committed.after)
            if committed.sequence <= last:
                return
            if committed.after != last:
                committed = self._from_log(committed.province, last, committed.sequence)
            self._hand_on(committed)

    def catch_up(self, province: str, after: int, sequence: int) -> None:
        """Hand on what another process committed, as far as it was not handed on yet."""
        with self._lock:
            last = self._last.get(province, after)
            if sequence > last:
                if province in self._subscribers or None in self._subscribers:
                    self._hand_on(self._from_log(province, last, sequence))
                else:
                    self._last[province] = sequence

    def _from_log(self, province: str, after: int, sequence: int) -> Committed:
        try:
            page = self._read_log(province, after, sequence - after)
        except ServerError:
            return Committed(province, after, sequence, None, "", "")
        is_all = page.sequence >= sequence and sum(map(len, page.changes)) <= MAX_NEWS_BYTES
        changes = page.changes if is_all else None
        return Committed(province, after, max(page.sequence, sequence), changes, page.before, page.mark)

    def _hand_on(self, committed: Committed) -> None:
        self._last[committed.province] = committed.sequence
        for key in (committed.province, None):
            for loop, take in tuple(self._subscribers.get(key, ())):
                if not loop.is_closed():
                    loop.call_soon_threadsafe(take, committed)

    def _unsubscribe(self, province: str | None, entry: tuple[asyncio.AbstractEventLoop, Take]) -> None:
        with self._lock:
            found = self._subscribers.get(province, set())
            found.discard(entry)
            if not found:
                self._subscribers.pop(province, None)


def committed(province: str, pushed: Pushed) -> Committed:
    """News of a commit, without its changes where they are too large to carry along."""
    fits = sum(map(len, pushed.stored)) <= MAX_NEWS_BYTES
    changes = pushed.stored if fits else None
    return Committed(province, pushed.after, pushed.sequence, changes, pushed.before, pushed.mark)
