"""Thay đổi đã bỏ trong ngày: what the server refused and somebody dropped here today; it can be taken again, whole."""

from dataclasses import dataclass
from datetime import datetime

from app.models import taking_back, vietnam_time
from app.services.desk import Desk
from app.services.exchange import rounds
from app.services.exchange.rounds import Unsent


@dataclass(frozen=True, slots=True)
class Dropped:
    """One change that was dropped."""

    line: Unsent
    at: datetime
    together: tuple[str, ...]
    """Ids of all that was dropped in the same go: a record without what stands under it would be half a record."""


def today(desk: Desk) -> tuple[Dropped, ...]:
    """What was dropped on this PC since midnight and not taken again, the last first."""
    since = vietnam_time.iso(vietnam_time.at(vietnam_time.today(desk.now())))
    with desk.workspace.reading() as session:
        times = taking_back.dropped_since(session, since, device=desk.workspace.device)
    if not times:
        return ()
    lines = [line for line in rounds.taken_back(desk) if line.change_id in times]
    found = [
        Dropped(
            line,
            datetime.fromisoformat(times[line.change_id]),
            tuple(one for one, at in times.items() if at == times[line.change_id]),
        )
        for line in lines
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))
