"""The level of a cell and the figure of a unit's work. Pure.

No document of the reference gives a number for vàng and đỏ (Sổ tay 4.2 names the colours only), so the rule is the one
that nobody has to look up: something overdue is đỏ, something that needs an eye is vàng, xanh is the rest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from app.models import vietnam_time
from app.models.board.records import Counts, Figure, Level, Reason, Subject, UnitWork, Waiting

PAGE = 100
"""How many waiting tasks one figure names (about 30 KB; a change holds 1 MB). Longer lists go on in further figures."""
LISTED = 2_000
"""How many of one unit and group are named in all; the counts tell of the rest."""
_NEVER = "9999"


def level(counts: Counts) -> Level | None:
    """The level of a cell; None where there is no work, which is no good news."""
    if not counts.total:
        return None
    if counts.late:
        return Level.RED
    return Level.AMBER if counts.watch else Level.GREEN


def figures(of: UnitWork) -> tuple[Figure, ...]:
    """What is published of a unit's work in one group: its counts and what waits, then the further pages of that."""
    listed = [_waiting(one) for one in ordered(of.waiting)[:LISTED]]
    mark = level(of.counts)
    counted: dict[str, Any] = asdict(of.counts)
    counted["level"] = mark.value if mark is not None else ""
    counted["waiting"] = listed[:PAGE]
    first = Figure(Subject.WORK, of.unit_id, of.unit, of.unit_kind, of.group, counted)
    starts = range(PAGE, len(listed), PAGE)
    return (first, *(more(first, page, listed[at : at + PAGE]) for page, at in enumerate(starts, 2)))


def more(first: Figure, page: int, waiting: Sequence[Mapping[str, Any]]) -> Figure:
    """A further page of a list that a figure begins."""
    body = {"page": page, "waiting": list(waiting)}
    return Figure(Subject.MORE, first.unit_id, first.unit, first.unit_kind, first.group, body, page)


def ordered(waiting: Iterable[Waiting]) -> list[Waiting]:
    """Late first, then by the due instant and number."""
    return sorted(waiting, key=lambda one: (one.reason is not Reason.LATE, _moment(one) or _NEVER, one.number))


def _waiting(one: Waiting) -> dict[str, Any]:
    return {"number": one.number, "label": one.label, "due": _moment(one), "reason": one.reason.value}


def _moment(one: Waiting) -> str:
    return vietnam_time.iso(one.due_at) if one.due_at is not None else ""
