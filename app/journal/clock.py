"""The hybrid logical clock: stamps that never run backwards and sort as text in the order of time.

It must not know where the time comes from: the clock that is handed in is corrected by whoever measured its error.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Stamp = str
"""`2025-06-24T01:02:03.456Z-0000-0123456789abcdef`: UTC, a counter of 4 hex digits, the device of 16."""

MAX_AHEAD = timedelta(minutes=5)
"""How far ahead of the corrected time a stamp may lie before it is capped and advances nobody's clock."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MAX_COUNTER = 0xFFFF
_DEVICE = re.compile(r"[0-9a-f]{16}")
_STAMP = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z)-([0-9a-f]{4})-([0-9a-f]{16})")


class HybridClock:
    """Gives the stamps of one device. Not thread-safe: it belongs to the thread that records."""

    def __init__(
        self,
        device: str,
        now: Callable[[], datetime],
        last: Stamp | None = None,
    ) -> None:
        """Start after `last`, the highest stamp that this workspace holds; `now` gives the corrected time.

        Raises:
            ValueError: `device` is not 16 lower-case hex digits, or `last` is not a stamp.

        """
        if not _DEVICE.fullmatch(device):
            raise ValueError(f"a device is 16 lower-case hex digits, not {device!r}")
        self.device = device
        self._now = now
        self._last = _position(last) if last is not None else None

    @property
    def last(self) -> Stamp | None:
        """The highest stamp given or observed, under our own device."""
        return None if self._last is None else _stamp_at(*self._last, self.device)

    def tick(self) -> Stamp:
        """Give a stamp later than every one given or observed, whatever the wall clock did meanwhile."""
        wall = _milliseconds(self._now())
        if self._last is None or wall > self._last[0]:
            self._last = (wall, 0)
        elif self._last[1] < _MAX_COUNTER:
            self._last = (self._last[0], self._last[1] + 1)
        else:
            self._last = (self._last[0] + 1, 0)
        return _stamp_at(*self._last, self.device)

    def observe(self, stamp: Stamp) -> None:
        """Advance past a foreign stamp; one that lies too far ahead advances nothing.

        Raises:
            ValueError: this is not a stamp.

        """
        position = _position(stamp)
        if ahead_of(stamp, self._now()):
            return
        if self._last is None or position > self._last:
            self._last = position


def stamp_time(stamp: Stamp) -> datetime:
    """Give the time of a stamp, aware, in UTC, to the millisecond.

    Raises:
        ValueError: this is not a stamp.

    """
    return _parse(stamp)[0]


def ahead_of(stamp: Stamp, now: datetime) -> bool:
    """Tell whether a stamp lies more than MAX_AHEAD after `now` (aware).

    Raises:
        ValueError: this is not a stamp.

    """
    return stamp_time(stamp) - now > MAX_AHEAD


def ceiling(now: datetime) -> Stamp:
    """Give the highest stamp that is not ahead of `now` (aware): a later one as text is one that `ahead_of` tells."""
    return _stamp_at(_milliseconds(now + MAX_AHEAD), _MAX_COUNTER, "f" * 16)


def capped(stamp: Stamp, now: datetime) -> Stamp:
    """Give the cap of a stamp: the same counter and device at `now` (aware).

    Raises:
        ValueError: this is not a stamp.

    """
    _, counter, device = _parse(stamp)
    return _stamp_at(_milliseconds(now), counter, device)


def _parse(stamp: Stamp) -> tuple[datetime, int, str]:
    match = _STAMP.fullmatch(stamp)
    if match is None:
        raise ValueError(f"not a stamp: {stamp[:80]!r}")
    text, counter, device = match.groups()
    try:
        time = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"not a stamp: {error}") from None
    return time, int(counter, 16), device


def _position(stamp: Stamp) -> tuple[int, int]:
    time, counter, _ = _parse(stamp)
    return _milliseconds(time), counter


def _milliseconds(time: datetime) -> int:
    return (time - _EPOCH) // _MILLISECOND


def _stamp_at(milliseconds: int, counter: int, device: str) -> Stamp:
    time = (_EPOCH + milliseconds * _MILLISECOND).replace(tzinfo=None)
    return f"{time.isoformat(timespec='milliseconds')}Z-{counter:04x}-{device}"
