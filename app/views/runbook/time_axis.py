"""The axis of minutes under every chart of the night. Pure: instants to pixels and back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.models import vietnam_time

_STEPS = tuple(timedelta(minutes=count) for count in (5, 10, 15, 30, 60, 120, 240, 720))
LEAST_GAP = 64
"""Pixels that a label of the axis needs."""


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """From `start` at pixel `left` to `end` at `left + width`."""

    start: datetime
    end: datetime
    left: float
    width: float

    def x(self, at: datetime) -> float:
        """Where an instant stands."""
        whole = (self.end - self.start).total_seconds() or 1.0
        return self.left + (at - self.start).total_seconds() / whole * self.width

    def at(self, x: float) -> datetime:
        """The instant at a pixel."""
        share = (x - self.left) / (self.width or 1.0)
        return self.start + (self.end - self.start) * share

    def ticks(self) -> tuple[datetime, ...]:
        """Round instants of Vietnam's clock, as many as leave room for their labels."""
        whole = self.end - self.start
        step = (
            next((one for one in _STEPS if one / whole * self.width >= LEAST_GAP), _STEPS[-1]) if whole else _STEPS[0]
        )
        midnight = vietnam_time.at(vietnam_time.local(self.start).date())
        first = midnight + step * -(-(self.start - midnight) // step)
        count = max(int((self.end - first) / step) + 1, 0)
        return tuple(first + step * place for place in range(count))
