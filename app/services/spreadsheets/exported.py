"""What a unit's workbook says of one task, and the hidden sheet that remembers it for the way back."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.exports.plan_words import coordinating_text, deadline_text, lead_text, open_obstacles
from app.models import vietnam_time
from app.models.plan.records import Task
from app.models.text import clean
from app.services.spreadsheets.fields import COLUMNS, KEY, SHEET_VERSION
from app.services.spreadsheets.opening_workbook import Grid, text_of

DIGEST_LENGTH = 16
LONGEST_CELL = 32_000
"""Characters of a cell; Excel itself cuts at 32,767."""
_MORE = "…"

MARK = "kh02"
_ROWS_FROM = 12
"""Row of the hidden sheet from which a task stands on each row; above stand the facts of the file."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The facts of a file that was sent out."""

    province: str
    plan_id: str
    unit_id: str
    unit: str
    made_at: str
    """UTC, ISO 8601."""
    sheet: str
    header_row: int
    proposals: int
    """How many empty rows for proposed tasks follow the tasks."""
    version: int = SHEET_VERSION

    def facts(self) -> tuple[tuple[str, str], ...]:
        """As the hidden sheet keeps them."""
        return (
            (MARK, str(self.version)),
            ("province", self.province),
            ("plan", self.plan_id),
            ("unit", self.unit_id),
            ("unit_name", self.unit),
            ("made_at", self.made_at),
            ("sheet", self.sheet),
            ("header_row", str(self.header_row)),
            ("proposals", str(self.proposals)),
        )


def row_of(task: Task) -> dict[str, str | int | date | None]:
    """The cells of a task, by field. Those that only take something new are empty."""
    deadline = task.deadline
    values: dict[str, str | int | date | None] = {
        KEY: task.id,
        "number": task.number,
        "content": task.content,
        "lead": lead_text(task),
        "coordinating": coordinating_text(task),
        "products": task.products,
        "deadline": deadline_text(task.original_deadline),
        "extended": deadline_text(task.extensions[-1].deadline) if task.extensions else "",
        "last_day": deadline.last_day() if deadline else None,
        "recorded": recorded(task),
        "status": task.status.label,
        "percent": task.percent,
    }
    return {
        column.field: value[:LONGEST_CELL] if isinstance(value := values.get(column.field), str) else value
        for column in COLUMNS
    }


def recorded(task: Task) -> str:
    """What the program already holds of a task: the last report, open obstacles, documents."""
    return "\n".join(line if len(line) <= 1_000 else line[:1_000] + _MORE for line in _recorded(task))


def _recorded(task: Task) -> Iterator[str]:
    reported = [entry for entry in task.progress if entry.text]
    if reported:
        last = reported[-1]
        yield f"{vietnam_time.show_date(vietnam_time.local(last.at).date())}: {last.text}"
    if obstacles := open_obstacles(task):
        yield from (f"Vướng mắc: {line}" for line in obstacles.split("\n"))
    for proof in task.evidence:
        day = f" ngày {vietnam_time.show_date(proof.issued_on)}" if proof.issued_on else ""
        yield f"Sản phẩm: {f'{proof.number}{day}' if proof.number else proof.file_name or proof.title}"


def canonical(value: str | int | float | date | None) -> str:
    """A value as the hidden sheet keeps it: days as ISO, numbers bare, text as it is read back."""
    if value is None:
        return ""
    if isinstance(value, str):
        return clean(value, where="", limit=LONGEST_CELL)
    if isinstance(value, datetime):
        value = value.date()
    return value.isoformat() if isinstance(value, date) else str(value)


def digest_of(values: Sequence[str]) -> str:
    """A short digest of a row as it was sent out, so that a changed hidden sheet is noticed."""
    written = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(written.encode()).hexdigest()[:DIGEST_LENGTH]


def meta_rows(stamp: Stamp, rows: Sequence[Mapping[str, str | int | date | None]]) -> Iterator[tuple[str, ...]]:
    """The rows of the hidden sheet, in order."""
    facts = stamp.facts()
    yield from facts
    yield from (("", "") for _ in range(_ROWS_FROM - 2 - len(facts)))
    yield ("digest", *(column.field for column in COLUMNS))
    for row in rows:
        values = [canonical(row[column.field]) for column in COLUMNS]
        yield (digest_of(values), *values)


@dataclass(frozen=True, slots=True)
class SentOut:
    """The hidden sheet read back."""

    stamp: Stamp
    rows: Mapping[str, Mapping[str, str]]
    """Task id -> field -> value as sent."""
    spoilt: frozenset[str]
    """Ids whose row no longer fits its digest."""


def read_meta(grid: Grid) -> SentOut | None:
    """The hidden sheet of a returned workbook; None where it is none of ours."""
    facts = {text_of(grid.cell(row, 1)): text_of(grid.cell(row, 2)) for row in range(1, _ROWS_FROM - 1)}
    if not facts.get(MARK, "").isdigit() or not facts.get("header_row", "").isdigit():
        return None
    stamp = Stamp(
        province=facts.get("province", ""),
        plan_id=facts.get("plan", ""),
        unit_id=facts.get("unit", ""),
        unit=facts.get("unit_name", ""),
        made_at=facts.get("made_at", ""),
        sheet=facts.get("sheet", ""),
        header_row=int(facts["header_row"]),
        proposals=int(facts.get("proposals", "") or 0),
        version=int(facts[MARK]),
    )
    names = {column: text_of(cell) for column, cell in grid.rows.get(_ROWS_FROM - 1, {}).items() if column > 1}
    rows: dict[str, dict[str, str]] = {}
    spoilt: set[str] = set()
    for number in (row for row in grid.rows if row >= _ROWS_FROM):
        values = {name: text_of(grid.cell(number, column)) for column, name in names.items()}
        key = values.get(KEY, "")
        if digest_of(list(values.values())) != text_of(grid.cell(number, 1)):
            spoilt.add(key)
        rows[key] = values
    return SentOut(stamp, rows, frozenset(spoilt))
