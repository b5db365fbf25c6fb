"""The task table as windows read it: what to show, in which order, one page at a time."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.models.plan.deadline import DeadlineState
from app.models.plan.records import TaskStatus


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Filters and order of the task table; empty means no filter. All filters hold together."""

    text: str = ""
    """Searched without marks in content, units, products, number."""
    statuses: frozenset[TaskStatus] = frozenset()
    states: frozenset[DeadlineState] = frozenset()
    unit_ids: frozenset[str] = frozenset()
    role: str = "any"
    """Of the units: "lead" (ta chủ trì), "coordinating" (ta phối hợp) or "any"."""
    libraries: frozenset[str] = frozenset()
    group_id: str = ""
    only_additions: bool = False
    only_obstructed: bool = False
    sort: str = "position"
    """position | content | lead | due | status | percent | source"""
    descending: bool = False


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One row of the table, light enough for 100,000 of them. A group heading is a row with `task_id` empty."""

    task_id: str
    group_id: str
    number: str
    content: str
    lead: str
    coordinating: str
    products: str
    deadline: str
    """As worded."""
    due_at: datetime | None
    last_day: date | None
    status: TaskStatus
    state: DeadlineState
    percent: int
    source: str
    is_addition: bool
    extensions: int
    open_obstacles: int
    started_on: date | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A slice of the table and the size of the whole."""

    total: int
    """Rows in the whole list, headings counted."""
    offset: int
    lines: tuple[TaskLine, ...]
    tasks: int = 0
    """Tasks in the whole list."""


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks stand where; the states sum to the total (bars 1.5)."""

    total: int
    by_state: dict[DeadlineState, int] = field(default_factory=dict)
    by_status: dict[TaskStatus, int] = field(default_factory=dict)
