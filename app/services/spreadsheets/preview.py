"""What an Excel import would do, cell by cell, before anything is written. Plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from app.models.plan.deadline import Deadline

Kind: TypeAlias = Literal["returned", "foreign"]
"""Our own workbook coming back from a unit, or a plan the province made in its own Excel."""

SHOWN = 300
"""Characters of a cell that lists show."""


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that becomes an addition ("bổ sung")."""

    sheet: str
    row: int
    cell: str
    """Address of its content, e.g. "C12"."""
    content: str
    lead_id: str = ""
    lead: str = ""
    coordinating_ids: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    products: str = ""
    deadline: Deadline | None = None
    note: str = ""
    group_id: str = ""
    """The proposed group; empty: a new group named `group_heading`."""
    group_heading: str = ""
    ref: str = ""
    """What the row's source remembers: file and row."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell that says something new: old -> new in words, with the values behind them."""

    task_id: str
    number: str
    cell: str
    field: str
    """status | percent | progress | obstacle | evidence; the last three are added to the task's lists."""
    field_label: str
    old: str
    new: str
    value: Any
    """As records keep it: wire names, numbers, {"kind", "text"}, {"title", "number", "issued_on"}."""
    seen: Any = None
    """The program's value when the preview was made; `apply` refuses once it is another."""
    sheet: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cell that is not taken in, and why; the reason says what to do."""

    sheet: str
    cell: str
    value: str
    reason: str
    file: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know that stops nothing: converted letters, hidden rows, rows already in the plan."""

    sheet: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class ImportPreview:
    """What an import of one file would do."""

    path: Path
    sheet: str
    kind: Kind
    headers: tuple[str, ...]
    """Headings of the columns in order, as written."""
    mapping: Mapping[str, str]
    """Field -> letter of its column ("content" -> "B")."""
    sheets: tuple[str, ...]
    added: tuple[NewRow, ...] = ()
    changed: tuple[CellChange, ...] = ()
    refused: tuple[Refusal, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unchanged: int = 0
    """Rows that bring nothing new."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Letter -> heading of every column of the sheet, for the mapping step."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.added or self.changed)


@dataclass(frozen=True, slots=True)
class Conflict:
    """One cell that two files fill differently: shown with both values, taken from neither."""

    task_id: str
    number: str
    field_label: str
    values: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Several units' files read together. What they agree on is kept once; conflicts are in no preview's `changed`."""

    previews: tuple[ImportPreview, ...]
    conflicts: tuple[Conflict, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return all(preview.is_empty for preview in self.previews)
