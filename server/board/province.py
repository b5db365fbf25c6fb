"""One province's figures, summed once for every page that shows them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from server.board.figures import Figure, Level, More, Night, Waiting, Work
from server.board.words import alphabetical

TOLERANCE = timedelta(minutes=5)
"""How far a desk's clock may be ahead before what it says of its age is not believed."""
_WORST: tuple[Level, ...] = ("red", "amber", "green")


@dataclass(frozen=True, slots=True)
class Sum:
    """Figures added up; the level is the worst of them."""

    total: int = 0
    done: int = 0
    late: int = 0
    watch: int = 0
    level: Level = ""

    def __add__(self, other: "Sum | Work") -> "Sum":
        return Sum(
            self.total + other.total,
            self.done + other.done,
            self.late + other.late,
            self.watch + other.watch,
            worst(self.level, other.level),
        )


@dataclass(frozen=True, slots=True)
class Item:
    """A piece of work that needs somebody, with where it is."""

    province: str
    province_name: str
    unit_id: str
    unit: str
    group: str
    work: Waiting


def worst(*levels: Level) -> Level:
    """The worst of some levels; empty where there is none."""
    return next((level for level in _WORST if level in levels), "")


@dataclass(frozen=True)
class Published:
    """A province with its figures."""

    code: str
    name: str
    figures: tuple[Figure, ...]

    @cached_property
    def beat(self) -> datetime | None:
        """When everything published was last confirmed."""
        return max((one.computed_at for one in self.figures if one.body is None), default=None)

    @cached_property
    def work(self) -> tuple[tuple[Figure, Work], ...]:
        """The figures of units that lead something."""
        return tuple((one, one.body) for one in self.figures if isinstance(one.body, Work) and one.body.total)

    @cached_property
    def nights(self) -> tuple[tuple[Figure, Night], ...]:
        """The nights and rehearsals that the province wants looked at."""
        return tuple((one, one.body) for one in self.figures if isinstance(one.body, Night))

    @cached_property
    def headings(self) -> dict[str, str]:
        """Group key -> heading as published."""
        return {one.group: one.heading for one, _ in self.work}

    @cached_property
    def by_group(self) -> dict[str, Sum]:
        """Group key -> the sum over all units."""
        found: dict[str, Sum] = defaultdict(Sum)
        for one, body in self.work:
            found[one.group] += body
        return dict(found)

    @cached_property
    def by_unit(self) -> dict[str, dict[str, Sum]]:
        """Unit id -> group key -> its figures."""
        found: dict[str, dict[str, Sum]] = defaultdict(dict)
        for one, body in self.work:
            found[one.unit_id][one.group] = Sum() + body
        return dict(found)

    @cached_property
    def units(self) -> dict[str, str]:
        """Unit id -> name."""
        return {one.unit_id: one.unit for one, _ in self.work}

    @cached_property
    def changed(self) -> dict[str, datetime]:
        """Unit id -> when a figure of it last became another one."""
        found: dict[str, datetime] = {}
        for one, _ in self.work:
            found[one.unit_id] = max(one.computed_at, found.get(one.unit_id, one.computed_at))
        return found

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All work that needs somebody, over all pages: late first, then by its due instant."""
        cells = {(one.unit_id, one.group) for one, _ in self.work}
        found = [
            Item(self.code, self.name, one.unit_id, one.unit, one.group, waiting)
            for one in self.figures
            if isinstance(one.body, Work | More) and (one.unit_id, one.group) in cells
            for waiting in one.body.waiting
        ]
        return tuple(sorted(found, key=order))

    def as_of(self, now: datetime, computed_at: datetime | None = None) -> datetime | None:
        """As of when figures stand; None where nothing was published, or by a clock that runs far ahead."""
        said = [one for one in (self.beat, computed_at) if one is not None and one <= now + TOLERANCE]
        return max(said, default=None)


def order(item: Item) -> tuple[Any, ...]:
    """Late first, then by the due instant, province, unit and number: 2.9 before 2.10."""
    number = tuple((len(part), part) for part in item.work.number.split("."))
    province = alphabetical(item.province_name)
    return item.work.reason != "late", item.work.due or "9999", province, alphabetical(item.unit), number
