"""Who looks at what, between the rooms of this process and the other processes of the server.

A hint and no more: nothing is stored, what is lost is told anew by its desk. It must not know how processes talk.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence

Show = Callable[[str, bytes], None]
"""(device, message) that came from another process."""
TellOthers = Callable[[str, Sequence[bytes]], None]
"""(province, messages) for the other processes."""


class Presences:
    """Passes presences on in both directions. Safe to use from several threads."""

    def __init__(self, tell_others: TellOthers) -> None:
        self.tell_others = tell_others
        self._lock = threading.Lock()
        self._rooms: dict[str, set[tuple[asyncio.AbstractEventLoop, Show]]] = {}

    def subscribe(self, province: str, show: Show) -> Callable[[], None]:
        """Call `show` with what other processes tell of a province, on the running event loop. Gives what ends it."""
        entry = (asyncio.get_running_loop(), show)
        with self._lock:
            self._rooms.setdefault(province, set()).add(entry)
        return lambda: self._unsubscribe(province, entry)

    def heard(self, province: str, device: str, message: bytes) -> None:
        """Hand on what another process told."""
        with self._lock:
            rooms = tuple(self._rooms.get(province, ()))
        for loop, show in rooms:
            if not loop.is_closed():
                loop.call_soon_threadsafe(show, device, message)

    def _unsubscribe(self, province: str, entry: tuple[asyncio.AbstractEventLoop, Show]) -> None:
        with self._lock:
            found = self._rooms.get(province, set())
            found.discard(entry)
            if not found:
                self._rooms.pop(province, None)
