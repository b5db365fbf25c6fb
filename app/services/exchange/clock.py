"""How wrong this PC's clock was when the server last said so: kept in the file, the first estimate of the next run.

Light to import: a desk is opened with it before anything of the sync is loaded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from app.models import vietnam_time
from app.services.desk import Desk
from app.workspace.workspace import Workspace

_SETTING = "clock_offset"
_OLD = timedelta(hours=1)
_APART = timedelta(milliseconds=500)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Server time minus this PC's, and when it was measured by the server's time (aware UTC)."""

    offset: timedelta
    at: datetime


_WRITTEN: "WeakKeyDictionary[Workspace, Measured]" = WeakKeyDictionary()
"""What stands in the files that are open, so that an exchange need not read it."""


def measured(desk: Desk) -> Measured | None:
    """What the server last said; None before the first exchange of this file on this PC."""
    known = desk.workspace.local_setting(_SETTING)
    if not isinstance(known, dict):
        return None
    return Measured(timedelta(milliseconds=int(known["milliseconds"])), vietnam_time.from_iso(str(known["at"])))


def restore(desk: Desk) -> None:
    """Stamp by what the server last said, until it says it anew."""
    known = measured(desk)
    if known is not None:
        desk.workspace.clock.offset = known.offset


def follow(desk: Desk, offset: timedelta) -> None:
    """Stamp by the server's time from now on; written down where it says something else than what is written."""
    desk.workspace.clock.offset = offset
    known, at = _WRITTEN.get(desk.workspace), desk.now() + offset
    if known is None or abs(known.offset - offset) > _APART or abs(at - known.at) > _OLD:
        kept = {"milliseconds": round(offset / _MILLISECOND), "at": vietnam_time.iso(at)}
        desk.workspace.set_local(_SETTING, kept)
        _WRITTEN[desk.workspace] = Measured(offset, at)
