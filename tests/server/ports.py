"""Ports of this machine that stay a test's own while nobody listens on them."""

import socket
import weakref


class Port:
    """A port that nobody else is given as long as this stands.

    Whoever is told the number may listen on it, again and again. Meanwhile somebody who dials it is refused: a port
    that is merely remembered may have gone to another process by the time its listener comes back.
    """

    def __init__(self) -> None:
        held = socket.socket()
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # so do all who listen on it
        held.bind(("127.0.0.1", 0))
        self.number: int = held.getsockname()[1]
        weakref.finalize(self, held.close)
