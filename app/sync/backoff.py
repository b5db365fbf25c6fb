"""How long to wait before trying again, and whether the line is there at all."""

import random
import socket
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

from app.sync.http import Address

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=60)
_PORTS = {"http": 80, "https": 443}
_PROBE_S = 1.0
_NOT_THROUGH = (b"502", b"503", b"504")


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
    """Whether anything listens where the server should be; asks for one connection only.

    A proxy listens whether the line behind it is there or not: it is asked to connect. One that does not allow that
    for this address is taken at its word for the line.
    """
    try:
        server, proxy = urlsplit(address.url), urlsplit(_proxy(address))
        target = _target(server)
        with socket.create_connection(_target(proxy) if proxy.hostname else target, timeout=_PROBE_S) as opened:
            return proxy.scheme != "http" or _is_through(opened, target)
    except (OSError, ValueError):
        return False


def _proxy(address: Address) -> str:
    """The proxy named, else the one that this PC's settings name for the server."""
    server = urlsplit(address.url)
    if address.proxy or proxy_bypass(server.hostname or ""):
        return address.proxy
    return getproxies().get(server.scheme, "")


def _target(parts: SplitResult) -> tuple[str, int]:
    return parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 443)


def _is_through(proxy: socket.socket, target: tuple[str, int]) -> bool:
    host = f"[{target[0]}]" if ":" in target[0] else target[0]
    there = f"{host}:{target[1]}"
    proxy.sendall(f"CONNECT {there} HTTP/1.1\r\nHost: {there}\r\n\r\n".encode())
    status = proxy.recv(64).split(b" ")[1:2]
    return bool(status) and status[0] not in _NOT_THROUGH
