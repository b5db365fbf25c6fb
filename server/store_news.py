"""News between the processes that share a PostgreSQL: LISTEN/NOTIFY, sent after the commit on a connection of its own.

A NOTIFY inside the pushing transaction would make all writers wait for one another.
"""

import logging
import os
import queue
import secrets
import threading
from collections.abc import Callable

import psycopg
from sqlalchemy.engine import URL

_CHANNEL = "kh02"
_LOG = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0
_WAKE_SECONDS = 1.0

Heard = Callable[[str, int, int], None]
"""(province, after, sequence) that another process committed."""


class Wire:
    """Tells the other processes at a database what this one committed, and hears what they did."""

    def __init__(self, url: URL, heard: Heard) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._own = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._outbox: queue.SimpleQueue[tuple[str, int, int] | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._listen)]

    def start(self) -> None:
        """Begin both ways."""
        for thread in self._threads:
            thread.start()

    def tell(self, province: str, after: int, sequence: int) -> None:
        """Let the others know of a commit, soon."""
        self._outbox.put((province, after, sequence))

    def stop(self) -> None:
        """End both ways; what is still in the outbox goes out first."""
        self._stop.set()
        self._outbox.put(None)
        for thread in self._threads:
            thread.join(timeout=5)

    def _send(self) -> None:
        while self._alive(self._send_all):
            pass

    def _send_all(self) -> bool:
        with psycopg.connect(self._address, autocommit=True) as connection:
            while (told := self._outbox.get()) is not None:
                province, after, sequence = told
                payload = f"{self._own} {after} {sequence} {province}"
                connection.execute("SELECT pg_notify(%s, %s)", (_CHANNEL, payload))
        return False

    def _listen(self) -> None:
        while self._alive(self._hear_all):
            pass

    def _hear_all(self) -> bool:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(f"LISTEN {_CHANNEL}")
            while not self._stop.is_set():
                for notice in connection.notifies(timeout=_WAKE_SECONDS):
                    sender, after, sequence, province = notice.payload.split(" ", 3)
                    if sender != self._own:
                        self._heard(province, int(after), int(sequence))
        return False

    def _alive(self, work: Callable[[], bool]) -> bool:
        """Run one way until it ends; a database that is away is tried again. Desks that miss news pull."""
        try:
            return work()
        except psycopg.Error as error:
            if self._stop.is_set():
                return False
            _LOG.warning("news_connection_lost", extra={"error": type(error).__name__})
            return not self._stop.wait(_RETRY_SECONDS)
