"""What the person at the screen has seen: an act replaces that, and nothing that came in while they were typing.

Without it, text typed for a minute would silently replace what another desk wrote into the same field meanwhile.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SINCE: ContextVar[float | None] = ContextVar("since", default=None)


@contextmanager
def seeing(moment: float) -> Iterator[None]:
    """Acts in this block are done on what was shown at a moment of `time.monotonic`: when the typing began."""
    token = _SINCE.set(moment)
    try:
        yield
    finally:
        _SINCE.reset(token)


class Arrivals:
    """Which changes of other desks came in, and when, since the workspace was opened."""

    def __init__(self) -> None:
        self._came: list[tuple[float, tuple[str, ...]]] = []

    def add(self, change_ids: Iterable[str]) -> None:
        """These come in now."""
        listed = tuple(change_ids)
        if listed:
            self._came.append((time.monotonic(), listed))

    def unseen(self) -> frozenset[str]:
        """What the person who acts now has not seen; outside of `seeing` they have seen everything."""
        since = _SINCE.get()
        if since is None:
            return frozenset()
        found: set[str] = set()
        for moment, change_ids in reversed(self._came):
            if moment < since:
                break
            found.update(change_ids)
        return frozenset(found)
