"""How long to wait before trying again, and whether the line is there at all."""

import random
import socket
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from app.sync.http import Address

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=60)
_PORTS = {"http": 80, "https": 443}
_PROBE_S = 1.0


class Backoff:
    """1, 2, 4 ... 60 seconds, each a little shorter or longer so that desks do not come back all at once."""

    def __init__(self, chance: Callable[[], float] = random.random) -> None:
        self._chance = chance
        self._failures = 0

    def failed(self) -> timedelta:
        """One more failure; gives how long to wait, within a quarter of the rule."""
        plain = min(FIRST * (1 << min(self._failures, 10)), LONGEST)
        self._failures += 1
        return plain * (0.75 + self._chance() / 2)

    def succeeded(self) -> None:
        """Begin anew with the shortest wait."""
        self._failures = 0


def is_reachable(address: Address) -> bool:
    """Whether anything listens where the server (or the proxy before it) should be; asks for one connection only."""
    parts = urlsplit(address.proxy or address.url)
    try:
        target = (parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443))
        socket.create_connection(target, timeout=_PROBE_S).close()
    except (OSError, ValueError):
        return False
    return True
