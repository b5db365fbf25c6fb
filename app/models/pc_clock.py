"""The PC's clock: watched for jumps, and corrected by what a server said of it.

Time that passes moves the wall clock and the count of seconds since the PC was started alike. What moves the wall clock
alone is a hand on it (or the PC's time service), and what was measured of it before holds no longer as it stands.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

TOLERANCE = timedelta(seconds=2)
"""A drift between a clock and the count up to this is drift."""
WARN_FROM = timedelta(seconds=60)
"""From this error on the clock is reported wrong before the night, and in its log (bars 7.8)."""


def since_start() -> float:
    """Seconds since the PC was started, sleep included, whatever the wall clock does."""
    if sys.platform == "win32":
        return time.monotonic()
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(frozen=True, slots=True)
class Look:
    """A watched clock at one moment, against the look before."""

    at: datetime
    passed: timedelta
    """How much time has passed since."""
    jump: timedelta
    """What the clock moved beyond that (back: negative); zero within the tolerance."""


class Watch:
    """Watches a clock for jumps against the count of seconds."""

    def __init__(self, now: Callable[[], datetime], ticks: Callable[[], float]) -> None:
        self._now = now
        self._ticks = ticks
        self._last = now(), ticks()

    def look(self) -> Look:
        """The clock now."""
        at, ticks = self._now(), self._ticks()
        before, counted = self._last
        self._last = at, ticks
        passed = timedelta(seconds=ticks - counted)
        jump = at - before - passed
        return Look(at, passed, jump if abs(jump) > TOLERANCE else timedelta())


class PcClock:
    """The PC's clock and its known error. Any thread may ask."""

    def __init__(self, now: Callable[[], datetime], ticks: Callable[[], float] = since_start) -> None:
        self.ticks = ticks
        self._watch = Watch(now, ticks)
        self._offset: timedelta | None = None
        self._lock = Lock()

    @property
    def offset(self) -> timedelta | None:
        """The server's time minus this clock's as it stands now; None where nobody has said it."""
        return self.read()[1]

    def set_offset(self, offset: timedelta) -> None:
        """Go by this from now on: a jump of the clock is taken off it, so that the corrected time goes on."""
        with self._lock:
            self._watch.look()
            self._offset = offset

    def read(self) -> tuple[datetime, timedelta | None]:
        """The wall clock and the offset of the same moment."""
        with self._lock:
            seen = self._watch.look()
            if self._offset is not None:
                self._offset -= seen.jump
            return seen.at, self._offset

    def corrected(self) -> datetime:
        """The present instant by the server's time where that was measured, else by the wall clock; aware."""
        wall, offset = self.read()
        return wall if offset is None else wall + offset
