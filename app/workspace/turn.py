"""Whose turn it is to write: an act of a person never queues behind a long row of slices that arrive.

SQLite lets one writer in at a time but keeps no queue; a thread that applies slice after slice would starve the window.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 10.0
"""Seconds after which SQLite may say what is the matter."""


class Turn:
    """One writer at a time; acts go before slices."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._is_taken = False
        self._acts_waiting = 0

    @property
    def waiting(self) -> int:
        """How many acts wait for the present writer."""
        return self._acts_waiting

    @contextmanager
    def act(self) -> Iterator[None]:
        """Write as soon as the present writer is through."""
        with self._free:
            self._acts_waiting += 1
            try:
                self._free.wait_for(lambda: not self._is_taken, _PATIENCE)
            finally:
                self._acts_waiting -= 1
            self._is_taken = True
        yield from self._taken()

    @contextmanager
    def slice(self) -> Iterator[None]:
        """Write when no act is waiting either."""
        with self._free:
            self._free.wait_for(lambda: not (self._is_taken or self._acts_waiting), _PATIENCE)
            self._is_taken = True
        yield from self._taken()

    def _taken(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._free:
                self._is_taken = False
                self._free.notify_all()
