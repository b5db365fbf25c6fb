"""How much one push carries: less where the line is slow or breaks off, so that each attempt brings some of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from app.sync.errors import OfflineError

_SLOW_S = 8.0
_QUICK_S = 2.0
_SMALLEST = 1 / 256


class Pace:
    """A share of the largest push, found anew with each push."""

    def __init__(self) -> None:
        self.share = 1.0

    def of(self, most: int) -> int:
        """So much of what a push may hold."""
        return max(1, int(most * self.share))

    @contextmanager
    def measured(self) -> Iterator[None]:
        """One push: quick ones let the next be larger, slow or broken ones smaller."""
        started = monotonic()
        try:
            yield
        except OfflineError:
            self._change(0.25)
            raise
        took = monotonic() - started
        if took > _SLOW_S:
            self._change(0.5)
        elif took < _QUICK_S:
            self._change(2.0)

    def _change(self, factor: float) -> None:
        self.share = min(max(self.share * factor, _SMALLEST), 1.0)
