"""What a province publishes, as plain frozen records. Nothing here reads or writes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Subject(StrEnum):
    """What a figure is about."""

    WORK = "work"
    MORE = "more"
    """A further page of what waits in one unit and group, where the first figure cannot hold it all."""
    NIGHT = "night"
    PUBLISHED = "published"
    """The beat: as of its instant, everything this province published stands."""


class Level(StrEnum):
    """Mức: the colour of a cell, with the letter that says the same in black and white (Sổ tay 4.2: xanh, vàng, đỏ)."""

    RED = "red"
    AMBER = "amber"
    GREEN = "green"

    @property
    def label(self) -> str:
        """The word."""
        return {"red": "Đỏ", "amber": "Vàng", "green": "Xanh"}[self.value]

    @property
    def letter(self) -> str:
        """The letter in the cell."""
        return self.label[0]


@dataclass(frozen=True, slots=True)
class GroupRef:
    """A work group as all provinces name it."""

    key: str
    heading: str


CONCLUSIONS = GroupRef("KL", "Kết luận kiểm tra")
SELECTION = GroupRef("LC", "Lựa chọn, hợp nhất hệ thống")
OTHER = GroupRef("KHAC", "Nhóm việc khác của tỉnh")


class Reason(StrEnum):
    """Why a piece of work needs somebody; the first that holds."""

    LATE = "late"
    SOON = "soon"
    SLOW = "slow"
    PAUSED = "paused"
    OBSTRUCTED = "obstructed"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of work that needs somebody, named without a word that anybody typed."""

    number: str
    label: str
    """The form's or a library's own wording of it; else where it comes from."""
    due_at: datetime | None
    reason: Reason


@dataclass(frozen=True, slots=True)
class Counts:
    """The work of one unit in one group. The last four may count a task twice, `late` and `watch` never do."""

    total: int = 0
    done: int = 0
    late: int = 0
    """Overdue and unfinished (quá hạn)."""
    watch: int = 0
    """Unfinished and not overdue, but with one of the four reasons below (cần chú ý)."""
    soon: int = 0
    """Due within the warning days (sắp đến hạn)."""
    slow: int = 0
    """Reported as chậm tiến độ."""
    paused: int = 0
    obstructed: int = 0
    """With an open obstacle."""


@dataclass(frozen=True, slots=True)
class UnitWork:
    """A unit of some group with its counts and what of them waits for somebody."""

    unit_id: str
    unit: str
    unit_kind: str
    group: GroupRef
    counts: Counts
    waiting: tuple[Waiting, ...] = ()
    """Late first, by their due instant."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure as it is stored and sent: `figures` is JSON."""

    subject: Subject
    unit_id: str
    unit: str
    unit_kind: str
    group: GroupRef
    figures: Mapping[str, Any]
    page: int = 1
    """Of a list that goes on over several figures, counted from 1."""

    @property
    def key(self) -> str:
        """Its natural key in the province."""
        key = f"{self.subject.value}/{self.unit_id}/{self.group.key}"
        return f"{key}/{self.page}" if self.page > 1 else key
