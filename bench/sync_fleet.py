"""Many desks at the feed, in a process of their own: they say when the last byte of each edit reached each of them.

`python -m bench.sync_fleet HOST PORT TOKEN COUNT EDITS`: prints "ready"; then for each edit "seen" when all have it; at
last one line of JSON, for each edit the arrival times (seconds of the monotonic clock, which all processes share).
"""

import asyncio
import json
import sys
import time
from functools import partial
from typing import cast

_PING = b"\x89\x00"
_PONG = b"\x8a\x80\x00\x00\x00\x00"
_AT_ONCE = 100


class Listener(asyncio.Protocol):
    """One desk: it notes when something larger than a ping came, and answers pings."""

    def __init__(self, ask: bytes, fleet: "Fleet") -> None:
        self._ask = ask
        self._fleet = fleet
        self._greeting = b""
        self._is_in = False
        self.is_in = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask to be let in."""
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._ask)

    def data_received(self, data: bytes) -> None:
        """Note the time."""
        if not self._is_in:
            self._greeting += data
            if b"\r\n\r\n" in self._greeting:
                self._is_in = self._greeting.startswith(b"HTTP/1.1 101")
                self.is_in.set_result(self._is_in)
            return
        if _PING in data:  # behind news perhaps; by chance within packed ones: a pong too many does no harm
            self._transport.write(_PONG)
        if len(data) > len(_PING):
            self._fleet.note()


class Fleet:
    """All of them."""

    def __init__(self, count: int, edits: int) -> None:
        self._count = count
        self._edits = edits
        self.arrivals: list[list[float]] = [[]]
        self.is_over = asyncio.Event()

    def note(self) -> None:
        """One more desk has the edit."""
        times = self.arrivals[-1]
        times.append(time.monotonic())
        if len(times) == self._count:
            sys.stdout.write("seen\n")
            sys.stdout.flush()
            if len(self.arrivals) == self._edits:
                self.is_over.set()
            else:
                self.arrivals.append([])


async def main(host: str, port: str, token: str, count: str, edits: str) -> None:
    """Connect them all, wait for the edits, tell the times."""
    ask = (
        f"GET /v1/feed HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        f"Sec-WebSocket-Protocol: kh02.1\r\nAuthorization: Bearer {token}\r\n"
        "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits; server_max_window_bits=12\r\n\r\n"
    ).encode()
    fleet, loop = Fleet(int(count), int(edits)), asyncio.get_running_loop()
    for start in range(0, int(count), _AT_ONCE):
        made = [
            loop.create_connection(partial(Listener, ask, fleet), host, int(port))
            for _ in range(start, min(start + _AT_ONCE, int(count)))
        ]
        for _, listener in await asyncio.gather(*made):
            assert await listener.is_in, "not let in"
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await fleet.is_over.wait()
    sys.stdout.write(json.dumps(fleet.arrivals) + "\n")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
