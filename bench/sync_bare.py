"""The limit to compare with: bare asyncio that writes the same bytes to everybody, once for each line of its input.

It prints its port, shakes hands with anybody and looks at nothing.
"""

import asyncio
import sys
from typing import cast

_NEWS = b"\x82\x7e\x01\x5e" + bytes(350)
"""As long as the packed news of a lone edit."""


class Listener(asyncio.Protocol):
    """Somebody who is told."""

    everybody: "set[asyncio.Transport]" = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Let in."""
        if self._transport not in self.everybody:
            self._transport.write(b"HTTP/1.1 101 Switching Protocols\r\n\r\n")
            self.everybody.add(self._transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget."""
        self.everybody.discard(self._transport)


def tell() -> None:
    """Read a line, write to everybody; the end of input ends it."""
    if not sys.stdin.readline():
        asyncio.get_running_loop().stop()
    for transport in Listener.everybody:
        transport.write(_NEWS)


async def main() -> None:
    """Listen."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Listener, "127.0.0.1", 0, backlog=4096)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    loop.add_reader(sys.stdin, tell)
    await loop.create_future()


if __name__ == "__main__":
    asyncio.run(main())
