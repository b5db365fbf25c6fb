"""What importing a register of systems would do, row by row, before anything is written. Plain frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.models.selection.system_records import LinkState
from app.services.spreadsheets.preview import Refusal, Remark


@dataclass(frozen=True, slots=True)
class NewSystem:
    """A row that becomes a candidate."""

    sheet: str
    row: int
    cell: str
    """Address of its name, e.g. "C12"."""
    kind_id: str
    kind: str
    name: str
    province: str
    values: Mapping[str, Any]
    """Fields as `services.selection.register.add_system` takes them, what is missing left out."""
    links: Mapping[str, LinkState] = field(default_factory=dict)
    ref: str = ""
    """What the record's source remembers: file and row."""


@dataclass(frozen=True, slots=True)
class SystemChange:
    """One field of a candidate already registered that the file says differently."""

    system_id: str
    system: str
    """Name with its old province."""
    cell: str
    field: str
    """A field of the register, or "links"."""
    field_label: str
    old: str
    new: str
    value: Any
    seen: Any
    """The program's value when the preview was made; `apply_systems` refuses once it is another."""


@dataclass(frozen=True, slots=True)
class SystemsPreview:
    """What an import of one register would do."""

    path: Path
    sheet: str
    mapping: Mapping[str, str]
    """Field -> letter of its column ("name" -> "B")."""
    sheets: tuple[str, ...]
    columns: Mapping[str, str]
    """Letter -> heading of every column, for the mapping step."""
    added: tuple[NewSystem, ...] = ()
    changed: tuple[SystemChange, ...] = ()
    refused: tuple[Refusal, ...] = ()
    remarks: tuple[Remark, ...] = ()
    unchanged: int = 0
    """Rows that bring nothing new."""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to apply."""
        return not (self.added or self.changed)
