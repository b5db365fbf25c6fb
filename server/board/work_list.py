"""Lists of work that needs somebody. Pure."""

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from server.board.figures import instant
from server.board.heat_map import ALL, Group, column, groups
from server.board.province import Item, Published, order
from server.board.words import NO_UNIT, REASONS, clock, day, local, moment

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
    """A page of what needs somebody, late first. `total` counts what the figures count, `listed` what they name."""

    lines: tuple[Line, ...]
    total: int
    listed: int
    late: int
    watch: int
    page: int = 1

    @property
    def pages(self) -> int:
        """How many pages the named ones fill."""
        return max(1, -(-self.listed // LISTED))

    @property
    def first(self) -> int:
        """The place of the first line in the list, from 1."""
        return (self.page - 1) * LISTED + 1

    @property
    def last(self) -> int:
        """The place of the last line."""
        return self.first + len(self.lines) - 1


def work_list(
    provinces: Iterable[Published],
    *,
    now: datetime,
    unit: str | None = None,
    group: str = "",
    only: str = "",
    page: int = 1,
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
    inside = [[item for item in one.items if fits(item)] for one in found]
    listed = sum(map(len, inside))
    shown = WorkList((), total, listed, late, watch)
    page = min(max(page, 1), shown.pages)
    items = islice(heapq.merge(*inside, key=order), (page - 1) * LISTED, page * LISTED)
    return replace(shown, lines=tuple(_line(item, columns, now) for item in items), page=page)


def _line(item: Item, columns: Mapping[str, Group], now: datetime) -> Line:
    due = instant(item.work.due)
    key = column(item.group, columns)
    late_by = ""
    if item.work.reason == "late" and due is not None:
        days = (local(now).date() - local(_last_moment(due)).date()).days
        late_by = f"{days} ngày" if days > 0 else "dưới 1 ngày"
    return Line(item, columns.get(key, ALL), _due(due), REASONS[item.work.reason], late_by)


def _due(due: datetime | None) -> str:
    """A due instant at midnight is the end of the day before: that day is what the paper says."""
    if due is None:
        return "không ghi ngày"
    return day(_last_moment(due)) if clock(due) == "00:00" else moment(due)


def _last_moment(due: datetime) -> datetime:
    return due - timedelta(seconds=1)
