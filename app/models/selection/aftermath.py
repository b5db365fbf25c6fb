"""What all that follows a decision shares: counts, findings, and the shipped data it goes by.

The texts and national deadlines are data in `resources/selection/aftermath.yaml`, each with its document.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.models.findings import Level
from app.models.plan.deadline import Deadline, parse
from app.models.resources import load_yaml

_FILE = "selection/aftermath.yaml"
_YEAR = 2025


@dataclass(frozen=True, slots=True)
class Counts:
    """Done of total (x trên y): one whole."""

    done: int
    total: int

    @property
    def is_whole(self) -> bool:
        """Whether all is done; nothing of nothing is not."""
        return 0 < self.total <= self.done

    @property
    def is_sound(self) -> bool:
        """Whether the numbers can be: neither negative nor more done than there is."""
        return 0 <= self.done <= self.total

    @property
    def shown(self) -> str:
        """e.g. "92/124"."""
        return f"{self.done}/{self.total}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát)."""

    rule: str
    level: Level
    message: str
    kind_id: str
    system_id: str = ""
    field: str = ""
    """Where to go: a `PieceKey`, a `StageKey`, or "review"."""


@dataclass(frozen=True, slots=True)
class NationalDeadline:
    """A deadline that a document of the centre sets (Hạn quốc gia)."""

    deadline: Deadline
    source: str
    """e.g. "TB 318/TB-VPCP, II.3b"."""


@dataclass(frozen=True, slots=True)
class Interim:
    """The interim solutions (Sổ tay, mục 8.5)."""

    title: str
    source: str
    workflow_steps: tuple[str, ...]
    """Tiếp nhận, Xử lý, Phê duyệt, Trả kết quả."""
    step_counts: tuple[int, ...]
    essential_expected: int
    """How many lines Phụ lục VIII has (100); the document prints four of them, the official list is the province's."""


@cache
def interim() -> Interim:
    """The interim solutions as the documents give them."""
    data, listed = shipped("interim"), shipped("essential_procedures")
    return Interim(
        data["title"],
        data["source"],
        tuple(data["workflow_steps"]),
        tuple(data["step_counts"]),
        listed["expected"],
    )


@cache
def backup_before() -> NationalDeadline:
    """The end of phase 1 (Phụ lục I, II.4.a)."""
    return national(shipped("unchosen")["backup_before"])


def national(row: Mapping[str, Any]) -> NationalDeadline:
    """A deadline row of the shipped data."""
    return NationalDeadline(parse(row["text"], year=_YEAR), row["source"])


def shipped(part: str) -> Any:
    """A part of the shipped data; callers must not change it."""
    return load_yaml(_FILE)[part]


def counts_of(data: Mapping[str, Any]) -> Counts:
    """How far something has come, as stored.

    Raises:
        KeyError, ValueError, TypeError: those are no counts.
    """
    return Counts(int(data["done"]), int(data["total"]))
