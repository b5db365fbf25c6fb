"""How wrong this PC's clock was when the server last said so: kept in the file, the first estimate of the next run.

Light to import: a desk is opened with it before anything of the sync is loaded.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from weakref import WeakKeyDictionary

from app.journal.clock import MAX_AHEAD
from app.models import vietnam_time
from app.services.desk import Desk
from app.workspace.workspace import Workspace

_SETTING = "clock_offset"
_OLD = timedelta(hours=1)
_APART = timedelta(milliseconds=500)
_UNTOUCHED = timedelta(minutes=1)
"""A difference between wall clock and count since the measurement up to this is drift, of days."""
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Measured:
    """Server time minus this PC's, and when it was measured by the server's time (aware UTC)."""

    offset: timedelta
    at: datetime
    ticks: float = 0.0
    """Seconds since the PC was started, at that moment."""


_WRITTEN: "WeakKeyDictionary[Workspace, Measured]" = WeakKeyDictionary()
"""What stands in the files that are open, so that an exchange need not read it."""


def measured(desk: Desk) -> Measured | None:
    """What the server last said of this PC's clock; None before the first exchange of this file on this PC."""
    known = desk.workspace.local_setting(_SETTING)
    if not isinstance(known, dict) or known.get("device") != desk.workspace.device:
        return None
    offset = timedelta(milliseconds=int(known["milliseconds"]))
    return Measured(offset, vietnam_time.from_iso(str(known["at"])), int(known["ticks"]) / 1000)


def restore(desk: Desk) -> None:
    """Stamp by what the server last said until it says it anew, where that still holds."""
    known = measured(desk)
    if known is not None and _still_holds(known, desk.now(), desk.workspace.pc.ticks()):
        desk.workspace.pc.set_offset(known.offset)


def follow(desk: Desk, offset: timedelta) -> None:
    """Stamp by the server's time from now on; written down where it says something else than what is written."""
    pc = desk.workspace.pc
    pc.set_offset(offset)
    known, now = _WRITTEN.get(desk.workspace), Measured(offset, desk.now() + offset, pc.ticks())
    if known is None or abs(known.offset - offset) > _APART or abs(now.at - known.at) > _OLD:
        kept = {
            "device": desk.workspace.device,
            "milliseconds": round(offset / _MILLISECOND),
            "at": vietnam_time.iso(now.at),
            "ticks": round(now.ticks * 1000),
        }
        desk.workspace.set_local(_SETTING, kept)
        _WRITTEN[desk.workspace] = now


def _still_holds(known: Measured, wall: datetime, ticks: float) -> bool:
    """Whether the clock, which shows `wall` at `ticks`, is wrong by as much as it was.

    Nobody saw what happened to it while the program was closed. A small error is hardly ever put right by hand and does
    little harm; a large one was told to the person, who may have. It is believed where the clock went on as the count
    of seconds did (the PC was not even started anew), or shows an hour that the server has passed already.
    """
    passed = wall - (known.at - known.offset)
    if passed < -_UNTOUCHED:
        return False  # it was set back: what was measured is no more
    is_untouched = abs(passed - timedelta(seconds=ticks - known.ticks)) <= _UNTOUCHED
    return is_untouched or abs(known.offset) <= MAX_AHEAD or wall < known.at
