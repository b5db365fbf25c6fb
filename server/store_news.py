"""News between the processes that share a PostgreSQL: LISTEN/NOTIFY, sent after the commit on a connection of its own.

A NOTIFY inside the pushing transaction would make all writers wait for one another.
"""

import json
import logging
import os
import queue
import secrets
import threading
from collections.abc import Callable, Iterator, Sequence

import psycopg
from sqlalchemy.engine import URL

_COMMITS, _PRESENCES = "kh02", "kh02_presence"
_LONGEST = 7_900
"""Bytes of a payload; PostgreSQL takes less than 8,000."""
_QUEUED = 1_000
"""Beyond so many unsent a presence is dropped: the database is away, and a hint grows stale."""
_LOG = logging.getLogger(__name__)
_RETRY_SECONDS = 1.0
_WAKE_SECONDS = 1.0

Heard = Callable[[str, int, int], None]
"""(province, after, sequence) that another process committed."""
Shown = Callable[[str, str, bytes], None]
"""(province, device, message) of a presence that another process told."""


class Wire:
    """Tells the other processes at a database what this one committed, and hears what they did."""

    def __init__(self, url: URL, heard: Heard, shown: Shown) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._heard = heard
        self._shown = shown
        self._own = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._outbox: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._send, self._listen)]

    def start(self) -> None:
        """Begin both ways."""
        for thread in self._threads:
            thread.start()

    def tell(self, province: str, after: int, sequence: int) -> None:
        """Let the others know of a commit, soon."""
        self._outbox.put((_COMMITS, f"{self._own} {after} {sequence} {province}"))

    def show(self, province: str, messages: Sequence[bytes]) -> None:
        """Let the others know who looks at what, several messages at a time."""
        head = f"{self._own} {province} "
        for body in arrays_of(messages, _LONGEST - len(head.encode())):
            if self._outbox.qsize() < _QUEUED:
                self._outbox.put((_PRESENCES, head + body))

    def stop(self) -> None:
        """End both ways; what is still in the outbox goes out first."""
        self._stop.set()
        self._outbox.put((_COMMITS, f"{self._own} "))  # the listening thread hears it and looks up
        self._outbox.put(None)
        for thread in self._threads:
            thread.join(timeout=5)

    def _send(self) -> None:
        while self._alive(self._send_all):
            pass

    def _send_all(self) -> bool:
        with psycopg.connect(self._address, autocommit=True) as connection:
            while (told := self._outbox.get()) is not None:
                connection.execute("SELECT pg_notify(%s, %s)", told)
        return False

    def _listen(self) -> None:
        while self._alive(self._hear_all):
            pass

    def _hear_all(self) -> bool:
        with psycopg.connect(self._address, autocommit=True) as connection:
            for channel in (_COMMITS, _PRESENCES):
                connection.execute(f"LISTEN {channel}")
            while not self._stop.is_set():
                for notice in connection.notifies(timeout=_WAKE_SECONDS, stop_after=1):
                    self._hear(notice.channel, notice.payload)
        return False

    def _hear(self, channel: str, payload: str) -> None:
        """Take one notice; one of another form (a newer process) is passed over: desks that miss news pull."""
        sender, _, rest = payload.partition(" ")
        if sender == self._own:
            return
        try:
            if channel == _COMMITS:
                after, sequence, province = rest.split(" ", 2)
                self._heard(province, int(after), int(sequence))
            else:
                province, _, body = rest.partition(" ")
                for told in json.loads(body):
                    self._shown(
                        province, str(told["presence"]["device"]), json.dumps(told, ensure_ascii=False).encode()
                    )
        except (ValueError, KeyError, TypeError) as error:
            _LOG.warning("news_not_understood", extra={"error": type(error).__name__})

    def _alive(self, work: Callable[[], bool]) -> bool:
        """Run one way until it ends; a database that is away is tried again. Desks that miss news pull."""
        try:
            return work()
        except psycopg.Error as error:
            if self._stop.is_set():
                return False
            _LOG.warning("news_connection_lost", extra={"error": type(error).__name__})
            return not self._stop.wait(_RETRY_SECONDS)


def arrays_of(messages: Sequence[bytes], room: int) -> Iterator[str]:
    """These messages as JSON arrays, each of at most `room` bytes; what alone is larger is left out."""
    gathered: list[bytes] = []
    size = 2
    for message in (one for one in messages if len(one) + 2 <= room):
        if gathered and size + len(message) + 1 > room:
            yield f"[{b','.join(gathered).decode()}]"
            gathered, size = [], 2
        gathered.append(message)
        size += len(message) + 1
    if gathered:
        yield f"[{b','.join(gathered).decode()}]"
