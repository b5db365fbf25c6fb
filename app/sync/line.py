"""The line to the server: sockets that notice soon that nobody is there any more, and that another thread can cut.

A thread is away while it waits for the network and touches nothing else: whoever ends the sync need not wait for it.
"""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from weakref import WeakSet

SILENCE_S = 4
"""Seconds that sent bytes may go unconfirmed: a line that comes back later is found by asking anew, not by waiting."""
_IDLE_S = 10
"""Seconds without a byte after which an idle connection is asked for a sign of life."""
_BREATH_S = 0.02
_WINDOWS_MAXRT = 5
"""TCP_MAXRT of winsock, in seconds; Python has no name for it."""


class CutError(Exception):
    """The sync ends: the thread that gets this touches nothing more. Nothing for a person, so no `AppError`."""


class Line:
    """What the threads of one sync have open towards the network, until it is cut for good."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._sockets: WeakSet[socket.socket] = WeakSet()
        self._away: set[int] = set()
        self._is_cut = False

    @contextmanager
    def away(self) -> Iterator[None]:
        """This thread waits for the network, and for nothing else.

        Raises:
            CutError: the line was cut, now or meanwhile.
        """
        me = threading.get_ident()
        with self._guard:
            self._refuse_cut()
            self._away.add(me)
        try:
            yield
        finally:
            with self._guard:
                self._refuse_cut()  # the thread stays away: nobody waits for it any more
                self._away.discard(me)

    def hold(self, opened: socket.socket) -> None:
        """Look after a connection that has just been made."""
        for level, name, value in _OPTIONS:
            with suppress(OSError):  # an option that this system does not know
                opened.setsockopt(level, name, value)
        with self._guard:
            self._sockets.add(opened)
            is_cut = self._is_cut
        if is_cut:
            shut(opened)

    def cut(self) -> None:
        """End every connection; a new one ends at once."""
        with self._guard:
            self._is_cut = True
            opened = list(self._sockets)
        for one in opened:
            shut(one)

    def wait_for(self, thread: threading.Thread, seconds: float) -> None:
        """Wait until a thread has ended, or is away and so never comes back. For use after `cut`."""
        until = time.monotonic() + seconds
        while thread.is_alive() and thread.ident not in self._away and time.monotonic() < until:
            thread.join(_BREATH_S)

    def _refuse_cut(self) -> None:
        if self._is_cut:
            raise CutError


def shut(opened: socket.socket) -> None:
    """End a connection under the hands of a thread that reads from it, TLS or not."""
    with suppress(OSError):
        socket.socket.shutdown(opened, socket.SHUT_RDWR)  # that of TLS takes the reader's object away


def _options() -> Iterator[tuple[int, int, int]]:
    yield socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1
    for name, seconds in (("TCP_KEEPIDLE", _IDLE_S), ("TCP_KEEPINTVL", SILENCE_S), ("TCP_KEEPCNT", 2)):
        if hasattr(socket, name):
            yield socket.IPPROTO_TCP, getattr(socket, name), seconds
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        yield socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SILENCE_S * 1000
    elif sys.platform == "win32":
        yield socket.IPPROTO_TCP, _WINDOWS_MAXRT, SILENCE_S


_OPTIONS = tuple(_options())
