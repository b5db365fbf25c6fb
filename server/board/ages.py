"""How old figures are, and from when on they are stale. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from server.board.words import clock, local, moment

WORK_LIMIT = timedelta(minutes=30)
"""Beyond this age figures of work are stale: three beats of a desk that publishes every ten minutes."""
NIGHT_LIMIT = timedelta(minutes=5)
"""The same of a night that is under way: five beats of a minute each."""


@dataclass(frozen=True, slots=True)
class Age:
    """As of when figures stand; None where nobody ever said."""

    as_of: datetime | None
    is_stale: bool
    shown: str
    """An absolute time, never "vài phút trước"; the day only where it is another than today."""

    @classmethod
    def of(cls, as_of: datetime | None, now: datetime, limit: timedelta) -> "Age":
        """The age of figures that go stale beyond a limit."""
        if as_of is None:
            return cls(None, is_stale=True, shown="chưa gửi số liệu")
        is_today = local(as_of).date() == local(now).date()
        return cls(as_of, now - as_of > limit, clock(as_of) if is_today else moment(as_of))
