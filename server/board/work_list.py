"""Lists of work that needs somebody. Pure."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.board.figures import instant
from server.board.heat_map import ALL, Group, column, groups
from server.board.province import Item, Published, order
from server.board.words import NO_UNIT, REASONS, clock, day, moment

LISTED = 300
"""Lines of a list on one page."""


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of work of a list."""

    item: Item
    group: Group
    due: str
    reason: str
    late_by: str

    @property
    def unit(self) -> str:
        """Who leads it."""
        return self.item.unit or NO_UNIT


@dataclass(frozen=True, slots=True)
class WorkList:
    """What needs somebody, late first, cut at LISTED; `total` counts what the figures count."""

    lines: tuple[Line, ...]
    total: int
    late: int
    watch: int


def work_list(
    provinces: Iterable[Published], *, now: datetime, unit: str | None = None, group: str = "", only: str = ""
) -> WorkList:
    """What needs somebody in these provinces: of one unit or group where these are named; `only` late or watch."""
    found = list(provinces)
    columns = {one.key: one for one in groups(found)}

    def is_inside(unit_id: str, key: str) -> bool:
        return unit in (None, unit_id) and (not group or column(key, columns) == group)

    def fits(item: Item) -> bool:
        kind = "late" if item.work.reason == "late" else "watch"
        return only in ("", kind) and is_inside(item.unit_id, item.group)

    sums = [
        one_sum
        for one in found
        for unit_id, by_group in one.by_unit.items()
        for key, one_sum in by_group.items()
        if is_inside(unit_id, key)
    ]
    late, watch = sum(one.late for one in sums), sum(one.watch for one in sums)
    total = {"late": late, "watch": watch}.get(only, late + watch)
    merged = heapq.merge(*(filter(fits, one.items) for one in found), key=order)
    lines = [_line(item, columns, now) for item, _ in zip(merged, range(LISTED), strict=False)]
    return WorkList(tuple(lines), total, late, watch)


def _line(item: Item, columns: Mapping[str, Group], now: datetime) -> Line:
    due = instant(item.work.due)
    key = column(item.group, columns)
    late_by = ""
    if item.work.reason == "late" and due is not None:
        days = max((now - due).days, 0)
        late_by = f"{days} ngày" if days else "dưới 1 ngày"
    return Line(item, columns.get(key, ALL), _due(due), REASONS[item.work.reason], late_by)


def _due(due: datetime | None) -> str:
    """A due instant at midnight is the end of the day before: that day is what the paper says."""
    if due is None:
        return "không ghi ngày"
    return day(due - timedelta(seconds=1)) if clock(due) == "00:00" else moment(due)
