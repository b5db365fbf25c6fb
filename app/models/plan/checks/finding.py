"""What a check says, and the reading of the plan that all rules share."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from app.models import vietnam_time
from app.models.findings import Level
from app.models.plan.records import PlanView, Task
from app.models.text import fold

CUTOVER_ROW = "4.1"
"""Form row of the cut-over."""

_CUTOVER = re.compile(r"(?:thuc hien|tien hanh) (?:cat chuyen|chuyen doi chinh thuc|chuyen chinh thuc)")
_SELECTION = re.compile(
    r"(?:lua chon|chot|thong nhat su dung) .{0,40}?(?:he thong|phan mem)|chot phuong an .{0,20}?he thong"
)


@dataclass(frozen=True, slots=True)
class Fix:
    """A change the program can make when the person agrees."""

    kind: str
    """"replace_unit" (value: id of the new unit), "content" or "products" (value: the new text), "deadline" (value:
    the new wording)."""
    label: str
    value: str
    target: str = ""
    """replace_unit: id of the unit to be replaced."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One point to settle (Điểm cần rà soát)."""

    rule: str
    level: Level
    message: str
    task_id: str = ""
    """The row to go to; empty for the plan as a whole."""
    field: str = ""
    """The field there: lead, coordinating, products, deadline, content, needs; a blank's key; a text part's key."""
    fix: Fix | None = None


@dataclass(frozen=True, slots=True)
class UnitFact:
    """What the checks know of a unit of the workspace."""

    id: str
    name: str
    kind: str
    valid_until: date | None = None
    """Its last day."""
    successor_id: str | None = None
    successor_name: str = ""


@dataclass(frozen=True)
class Context:
    """A plan as the rules read it: rows with their folded words, the day, the units."""

    view: PlanView
    now: datetime
    units: Mapping[str, UnitFact]
    tasks: tuple[Task, ...]
    folded: Mapping[str, str]
    """Task id -> folded content."""
    by_id: Mapping[str, Task]

    @classmethod
    def of(cls, view: PlanView, *, now: datetime, units: Mapping[str, UnitFact]) -> "Context":
        """The reading of a plan at an instant."""
        tasks = view.tasks
        folded = {task.id: fold(task.content) for task in tasks}
        return cls(view, now, units, tasks, folded, {task.id: task for task in tasks})

    @cached_property
    def today(self) -> date:
        """Vietnam's date."""
        return vietnam_time.today(self.now)

    @cached_property
    def folded_texts(self) -> Mapping[str, str]:
        """Text part -> its folded lines joined."""
        parts: dict[str, list[str]] = {}
        for line in self.view.texts:
            parts.setdefault(line.part, []).append(fold(line.text))
        return {part: "\n".join(lines) for part, lines in parts.items()}

    def holding(self, *words: str) -> tuple[Task, ...]:
        """Rows whose folded content holds all the (folded) words."""
        return tuple(task for task in self.tasks if all(word in self.folded[task.id] for word in words))

    def rehearsals(self) -> tuple[Task, ...]:
        """Rows that rehearse the cut-over; a drill of information security is another matter."""
        found = self.holding("dien tap")
        return tuple(task for task in found if "an toan thong tin" not in self.folded[task.id])

    def cutovers(self) -> tuple[Task, ...]:
        """Rows that carry out the cut-over itself: the form's, else those that say so."""
        form_row = tuple(task for task in self.tasks if task.form_key == CUTOVER_ROW)
        return form_row or tuple(task for task in self.tasks if _CUTOVER.search(self.folded[task.id]))

    def selections(self) -> tuple[Task, ...]:
        """Rows that choose the systems to keep."""
        return tuple(task for task in self.tasks if _SELECTION.search(self.folded[task.id]))


def row(task: Task) -> str:
    """How a message names a row: "Dòng 1.4"."""
    return f"Dòng {task.number}"
