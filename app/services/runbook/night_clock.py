"""The corrected clock of a run: it never runs back when the PC's clock is set back, and says so.

A jump forward is sleep (or the clock put right again); a jump back is a wrong hand on the clock, and the span is made
up for as long as it lasts.
"""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from app.services.desk import Desk

TOLERANCE = timedelta(seconds=2)
"""A drift between the two clocks up to this is drift."""
WARN_FROM = timedelta(seconds=60)
"""From this error on the clock is reported wrong before the night (bars 7.8)."""


class NightClock:
    """The desk's clock for events: aware UTC, whole milliseconds."""

    def __init__(self, now: Callable[[], datetime], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._monotonic = monotonic
        self._wall = now()
        self._ticks = monotonic()
        self.made_up = timedelta()
        """By how much the PC's clock was set back and is made up for."""
        self.slept = timedelta()
        """The last jump forward: the PC slept, so whatever was computed before must be computed anew."""

    def now(self) -> datetime:
        """The present instant."""
        wall, ticks = self._now(), self._monotonic()
        jump = (wall - self._wall) - timedelta(seconds=ticks - self._ticks)
        self._wall, self._ticks = wall, ticks
        if jump < -TOLERANCE:
            self.made_up -= jump
        elif jump > TOLERANCE:
            back = min(jump, self.made_up)
            self.made_up -= back
            self.slept = jump - back
        return _milliseconds(wall + self.made_up)

    def not_before(self, last: datetime) -> datetime:
        """The present instant, but never before what this device recorded last (its clock was set back meanwhile)."""
        present = self.now()
        if present < last:
            self.made_up += last - present
            return _milliseconds(last)
        return present


_CLOCKS: "WeakKeyDictionary[Desk, NightClock]" = WeakKeyDictionary()


def clock_of(desk: Desk) -> NightClock:
    """The corrected clock of a desk, made at the first asking."""
    clock = _CLOCKS.get(desk)
    if clock is None:
        clock = _CLOCKS[desk] = NightClock(desk.now)
    return clock


def skew_warning(offset: timedelta) -> str:
    """What to tell the person whose clock differs from the server or the other devices; empty below 60 s."""
    if abs(offset) <= WARN_FROM:
        return ""
    minutes, seconds = divmod(round(abs(offset).total_seconds()), 60)
    way = "chậm" if offset > timedelta() else "nhanh"
    return f"Đồng hồ máy này {way} {minutes} phút {seconds:02d} giây. Chỉnh lại giờ trước khi bắt đầu."


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
