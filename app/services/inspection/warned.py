"""Units that the dashboard shows red or yellow now: what an inspection may start from (Sổ tay 6.3.a)."""

from collections.abc import Iterable

from app.models.board import queries, work
from app.models.board.records import Counts, Level
from app.models.inspection.records import Colour, Trigger
from app.services import settings
from app.services.desk import Desk

_COLOURS = {Level.RED: Colour.RED, Level.AMBER: Colour.YELLOW}
_NAMES = (
    ("late", "Quá hạn"),
    ("soon", "Sắp đến hạn"),
    ("slow", "Chậm tiến độ"),
    ("paused", "Tạm dừng"),
    ("obstructed", "Có vướng mắc"),
)


def warned(desk: Desk) -> tuple[Trigger, ...]:
    """Every red or yellow unit with its figures as they are now, the worst first."""
    now = desk.now()
    with desk.workspace.reading() as session:
        found = queries.work(session, desk.province, desk.natural_id, now=now, warn_days=settings.warn_days(desk))
    units: dict[str, tuple[str, Counts]] = {}
    for one in found:
        if one.unit_id:
            before = units.get(one.unit_id, ("", Counts()))[1]
            units[one.unit_id] = (one.unit, queries.plus(before, one.counts))
    ordered = sorted(units.items(), key=lambda item: (-item[1][1].late, -item[1][1].watch, item[1][0]))
    return tuple(
        Trigger(unit_id, name, _COLOURS[level], tuple(_figures(counts)), now)
        for unit_id, (name, counts) in ordered
        if (level := work.level(counts)) in _COLOURS
    )


def _figures(counts: Counts) -> Iterable[tuple[str, str]]:
    for name, label in _NAMES:
        count = getattr(counts, name)
        if count:
            yield label, f"{count} nhiệm vụ"
