"""The heat map: provinces, or units of one, by work group. Pure."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from server.board.ages import WORK_LIMIT, Age
from server.board.figures import Level
from server.board.province import Published, Sum
from server.board.words import GROUPS, LETTERS, LEVELS, NO_UNIT, SHORT

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
        """Everything in words, for a screen reader and as tooltip."""
        if self.is_empty:
            return f"{self.where}, {self.group.heading}: không có nhiệm vụ"
        level = LEVELS[self.level] if self.level else "không xác định"
        words = (
            f"{self.where}, {self.group.heading}: mức {level}; {self.sum.late} quá hạn, {self.sum.watch} cần chú ý, "
            f"{self.sum.done}/{self.sum.total} hoàn thành"
        )
        return f"{words}. Số liệu cũ, lúc {self.age.shown}" if self.age.is_stale else words


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a province, or a unit of one."""

    key: str
    name: str
    cells: tuple[Cell, ...]
    total: Cell
    age: Age


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Rows x groups with their sums, worst row first."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]
    totals: Row
    stale_rows: int


def national(provinces: Iterable[Published], *, now: datetime) -> HeatMap:
    """Every province by work group."""
    found = list(provinces)
    columns = groups(found)
    rows = [_row(one.code, one.name, _folded(one.by_group, columns), columns, _age(one, now)) for one in found]
    return _map(columns, rows, "Cả nước")


def of_province(one: Published, *, now: datetime) -> HeatMap:
    """Every unit of a province by work group."""
    columns = groups([one])
    age = _age(one, now)
    rows = [
        _row(unit_id, one.units[unit_id] or NO_UNIT, _folded(by_group, columns), columns, age)
        for unit_id, by_group in one.by_unit.items()
    ]
    return _map(columns, rows, one.name)


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


def folded(name: str) -> str:
    """A name as it is sorted where the order does not matter much: without marks."""
    return "".join(one for one in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(one)).replace(
        "đ", "dz"
    )


def _folded(by_group: Mapping[str, Sum], groups: Sequence[Group]) -> dict[str, Sum]:
    columns = {one.key: one for one in groups}
    found = {one.key: Sum() for one in groups}
    for key, one_sum in by_group.items():
        found[column(key, columns)] += one_sum
    return found


def _age(one: Published, now: datetime) -> Age:
    return Age.of(one.as_of(now), now, WORK_LIMIT)


def _row(key: str, name: str, sums: Mapping[str, Sum], columns: Sequence[Group], age: Age) -> Row:
    cells = tuple(Cell(group, sums[group.key], age, name) for group in columns)
    total = sum((cell.sum for cell in cells), Sum())
    return Row(key, name, cells, Cell(ALL, total, age, name), age)


def _map(columns: Sequence[Group], rows: Iterable[Row], name: str) -> HeatMap:
    """Of the sums only green ones suffer from a stale row: a red one stays red whatever it would say now."""
    ordered = tuple(sorted(rows, key=_worst_first))
    stale = [row for row in ordered if row.age.is_stale and not row.total.is_empty]
    fresh, old = Age(None, is_stale=False, shown=""), Age(None, is_stale=True, shown=f"{len(stale)} dòng số liệu cũ")
    sums = [sum((row.cells[place].sum for row in ordered), Sum()) for place in range(len(columns))]
    cells = tuple(
        Cell(group, one, old if stale and one.level == "green" else fresh, name)
        for group, one in zip(columns, sums, strict=True)
    )
    whole = sum(sums, Sum())
    total = Cell(ALL, whole, old if stale and whole.level == "green" else fresh, name)
    return HeatMap(tuple(columns), ordered, Row("", name, cells, total, old if stale else fresh), len(stale))


def _worst_first(row: Row) -> tuple[bool, int, int, str]:
    return row.total.is_empty, -row.total.sum.late, -row.total.sum.watch, folded(row.name)
