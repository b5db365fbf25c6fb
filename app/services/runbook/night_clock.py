"""The corrected clock of a run: the server's time where the sync has measured it, else the PC's, and never back.

A jump forward is sleep (or the clock put right); a jump back is a wrong hand on the clock, and the span is made up for
as long as it lasts. Where the right time is known and this clock has run ahead of it, it goes slower until it is right.
"""

from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from app.models.pc_clock import TOLERANCE, WARN_FROM, PcClock, Watch
from app.services.desk import Desk

_SLOWER = 2
"""Two seconds count as one while the clock is ahead of the right time."""


class NightClock:
    """The desk's clock for events: aware UTC, whole milliseconds."""

    def __init__(self, pc: PcClock) -> None:
        self._pc = pc
        self._shift = timedelta()
        self._watch = Watch(self._right, pc.ticks)
        self.made_up = timedelta()
        """By how much this clock is ahead, so that it did not run back."""
        self.slept = timedelta()
        """The last jump forward: the PC slept, so whatever was computed before must be computed anew."""

    def now(self) -> datetime:
        """The present instant."""
        seen = self._watch.look()
        if self.is_by_server:
            self.made_up -= min(self.made_up, seen.passed / _SLOWER)
        if seen.jump < timedelta():
            self.made_up -= seen.jump
        elif seen.jump > timedelta():
            back = min(seen.jump, self.made_up)
            self.made_up -= back
            self.slept = seen.jump - back
        return _milliseconds(seen.at + self.made_up)

    def not_before(self, last: datetime) -> datetime:
        """The present instant, but never before what this device recorded last (its clock was set back meanwhile)."""
        present = self.now()
        if present < last:
            self.made_up += last - present
            return _milliseconds(last)
        return present

    @property
    def is_by_server(self) -> bool:
        """Whether the right time is known, and not only the PC's."""
        return self._pc.offset is not None

    @property
    def set_back(self) -> timedelta:
        """By how much the PC's clock was set back, where nobody but the count of seconds says so."""
        return timedelta() if self.is_by_server else self.made_up

    def _right(self) -> datetime:
        """The PC's clock with the server's correction, which changes only by more than the tolerance."""
        wall, offset = self._pc.read()
        if offset is not None and abs(offset - self._shift) > TOLERANCE:
            self._shift = offset
        return wall + self._shift


_CLOCKS: "WeakKeyDictionary[Desk, NightClock]" = WeakKeyDictionary()


def clock_of(desk: Desk) -> NightClock:
    """The corrected clock of a desk, made at the first asking."""
    clock = _CLOCKS.get(desk)
    if clock is None:
        clock = _CLOCKS[desk] = NightClock(desk.workspace.pc)
    return clock


def skew_words(offset: timedelta) -> str:
    """By how much the clock of this PC is wrong; empty below 60 s."""
    if abs(offset) <= WARN_FROM:
        return ""
    minutes, seconds = divmod(round(abs(offset).total_seconds()), 60)
    way = "chậm" if offset > timedelta() else "nhanh"
    return f"Đồng hồ máy này {way} {minutes} phút {seconds:02d} giây."


def skew_warning(offset: timedelta) -> str:
    """What to tell the person whose clock differs from the server or the other devices; empty below 60 s."""
    said = skew_words(offset)
    return f"{said} Chỉnh lại giờ trước khi bắt đầu." if said else ""


def _milliseconds(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
