"""The heat map: provinces, or units of one, by work group. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from server.board import official
from server.board.ages import WORK_LIMIT, Age
from server.board.figures import Level
from server.board.province import Published, Sum
from server.board.words import (
    GROUPS,
    LETTERS,
    LEVELS,
    NO_FIGURES,
    NO_UNIT,
    NOT_JOINED,
    SHORT,
    alphabetical,
    folded,
)

MAX_GROUPS = 16
"""More columns than this no screen shows; further groups fall under the last."""


@dataclass(frozen=True, slots=True)
class Group:
    """A column."""

    key: str
    heading: str

    @property
    def short(self) -> str:
        """What stands above the heading, and in lists."""
        return SHORT.get(self.key, self.key)


ALL = Group("", "Cộng")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of the heat map: a number, a letter, how old they are."""

    group: Group
    sum: Sum
    age: Age
    where: str
    """What the row is called."""

    @property
    def is_empty(self) -> bool:
        """Whether there is no work at all."""
        return not self.sum.total

    @property
    def level(self) -> Level:
        """The level as far as it can be vouched for: what is stale is never green."""
        return "" if self.age.is_stale and self.sum.level == "green" else self.sum.level

    @property
    def number(self) -> int:
        """How many records make the level: those that a click on the cell lists, of green all of them."""
        return {"red": self.sum.late, "amber": self.sum.watch}.get(self.sum.level, self.sum.total)

    @property
    def letter(self) -> str:
        """Đ, V, X; of what is stale and was green "cũ"."""
        return LETTERS[self.level] if self.level else "cũ"

    @property
    def style(self) -> str:
        """Classes of the stylesheet."""
        if self.is_empty:
            return "empty"
        return f"{self.level or 'unknown'}{' stale' if self.age.is_stale else ''}"

    @property
    def spoken(self) -> str:
        """Everything in words, for a screen reader and as tooltip: as short as can be, it is heard 300 times."""
        place = f"{self.where}, nhóm {self.group.short}" if self.group.key else f"{self.where}, cộng"
        if self.is_empty:
            return f"{place}: không có nhiệm vụ"
        level = f"mức {LEVELS[self.level]}" if self.level else "không xác định"
        words = f"{place}: {level}, {self.sum.done}/{self.sum.total} xong, {self.sum.late} quá hạn"
        words += f", {self.sum.watch} cần chú ý" if self.sum.watch else ""
        return f"{words}, số liệu {'cũ ' if self.age.is_stale else ''}{self.age.shown}" if self.age.shown else words


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a province, or a unit of one."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    total: Cell
    age: Age
    absence: str = ""
    """Why there are no figures at all: in their place stands this."""
    changed: Age | None = None
    """Of a unit with work: since when its figures are what they are."""


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows x groups with their sums."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    totals: Row
    heard: int
    """Rows with figures."""
    stale_rows: int
    outside: int = 0
    """Rows that a choice leaves out; the sums are of the rows shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which rows of a map are wanted, and in which order; every field as the address of the page has it."""

    order: str = ""
    """"nang": worst first, "ten": by the alphabet, "moi": changed last first; else as is usual for the map."""
    level: str = ""
    """"xa": communes, "tinh": all other units, "viec": those with work."""
    search: str = ""
    """Part of a name, with or without marks."""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out."""
        return not self.level and not self.search.strip()


EVERYTHING = Choice()


def national(provinces: Mapping[str, Published], *, now: datetime, choice: Choice = EVERYTHING) -> HeatMap:
    """Every province by work group: the 34 in the official order, then what the server knows besides."""
    columns = groups(tuple(provinces.values()))
    known = official.provinces()
    rows = []
    for code in (*known, *sorted(provinces.keys() - known.keys())):
        found = provinces.get(code)
        absence = NOT_JOINED if found is None else NO_FIGURES if not found.figures else ""
        shown = found or Published(code, known[code].name, ())
        sums = _gathered(shown.by_group, columns)
        rows.append(_row(code, shown.name, sums, columns, age_of(shown, now), absence=absence))
    return _map(columns, _ordered(rows, choice.order), "Cả nước")


def of_province(one: Published, *, now: datetime, choice: Choice = EVERYTHING) -> HeatMap:
    """Every unit of a province by work group: all communes, and the other units that lead something; worst first."""
    columns = groups([one])
    age = age_of(one, now)
    communes = _communes(one) if one.figures else {}
    names = {**{unit_id: name or NO_UNIT for unit_id, name in one.units.items()}, **communes}
    is_commune = {figure.unit_id: figure.unit_kind == "commune" for figure, _ in one.work}
    rows = []
    for unit_id, name in names.items():
        sums = _gathered(one.by_unit.get(unit_id, {}), columns)
        changed = Age.of(one.changed[unit_id], now, timedelta.max) if unit_id in one.changed else None
        rows.append(_row(unit_id, name, sums, columns, age, changed=changed))

    def fits(row: Row) -> bool:
        commune = row.key in communes or is_commune.get(row.key, False)
        wanted = {"xa": commune, "tinh": not commune, "viec": not row.total.is_empty}.get(choice.level, True)
        return wanted and folded(choice.search.strip()) in folded(row.name)

    shown = [row for row in rows if fits(row)]
    ordered = _ordered(shown, choice.order or "nang")
    return _map(columns, ordered, one.name if choice.is_all else "Các đơn vị đang xem", len(rows) - len(shown))


def unit_name(one: Published, unit_id: str) -> str:
    """What a unit is called where it stands alone."""
    return one.units.get(unit_id) or (NO_UNIT if not unit_id else _communes(one).get(unit_id, NO_UNIT))


def groups(provinces: Sequence[Published]) -> tuple[Group, ...]:
    """The columns: known groups in their order with our headings, then others; too many fall under the last."""
    said: dict[str, str] = {}
    for one in provinces:
        said = {**one.headings, **said}
    known = [Group(key, heading) for key, heading in GROUPS.items() if key in said]
    room = MAX_GROUPS - len(known)
    others = [Group(key, said[key] or key) for key in sorted(said) if key not in GROUPS][:room]
    return (*known, *others)


def column(key: str, groups: Mapping[str, Group]) -> str:
    """The column that a group's figures stand in."""
    return key if key in groups else tuple(groups)[-1]


def _communes(one: Published) -> Mapping[str, str]:
    state = official.provinces().get(one.code)
    return state.communes if state is not None else {}


def _gathered(by_group: Mapping[str, Sum], groups: Sequence[Group]) -> dict[str, Sum]:
    columns = {one.key: one for one in groups}
    found = {one.key: Sum() for one in groups}
    for key, one_sum in by_group.items():
        found[column(key, columns)] += one_sum
    return found


def age_of(one: Published, now: datetime) -> Age:
    """How old the figures of a province's work are."""
    return Age.of(one.as_of(now), now, WORK_LIMIT)


def _row(
    key: str,
    name: str,
    sums: Mapping[str, Sum],
    columns: Sequence[Group],
    age: Age,
    *,
    absence: str = "",
    changed: Age | None = None,
) -> Row:
    cells = tuple(Cell(group, sums[group.key], age, name) for group in columns)
    total = sum((cell.sum for cell in cells), Sum())
    return Row(key, name, cells, Cell(ALL, total, age, name), age, absence, changed)


def _map(columns: Sequence[Group], rows: Sequence[Row], name: str, outside: int = 0) -> HeatMap:
    """Of the sums only green ones suffer from a stale row: a red one stays red whatever it would say now."""
    stale = [row for row in rows if row.age.is_stale and not row.total.is_empty]
    heard = sum(1 for row in rows if not row.absence)
    fresh, old = Age(None, is_stale=False, shown=""), Age(None, is_stale=True, shown=f"{len(stale)} dòng số liệu cũ")
    sums = [sum((row.cells[place].sum for row in rows), Sum()) for place in range(len(columns))]
    cells = tuple(
        Cell(group, one, old if stale and one.level == "green" else fresh, name)
        for group, one in zip(columns, sums, strict=True)
    )
    whole = sum(sums, Sum())
    total = Cell(ALL, whole, old if stale and whole.level == "green" else fresh, name)
    return HeatMap(
        tuple(columns), tuple(rows), Row("", name, cells, total, old if stale else fresh), heard, len(stale), outside
    )


def _worst_first(row: Row) -> tuple[Any, ...]:
    return bool(row.absence), row.total.is_empty, -row.total.sum.late, -row.total.sum.watch, alphabetical(row.name)


def _changed_last_first(row: Row) -> tuple[Any, ...]:
    at = row.changed.as_of if row.changed is not None else None
    return at is None, -at.timestamp() if at is not None else 0, alphabetical(row.name)


_ORDERS: Mapping[str, Callable[[Row], tuple[Any, ...]]] = {
    "nang": _worst_first,
    "ten": lambda row: alphabetical(row.name),
    "moi": _changed_last_first,
}


def _ordered(rows: Iterable[Row], order: str) -> Sequence[Row]:
    """As they come, unless there is such an order."""
    return sorted(rows, key=_ORDERS[order]) if order in _ORDERS else tuple(rows)
