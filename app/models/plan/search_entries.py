"""What the search everywhere finds of tasks: their content, units, deadline and products."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.models.plan.entities import TaskRow
from app.models.search_lines import Found, Line

# By the driver alone: what the ORM adds to reading a row costs more than the rest.
_READ = "SELECT id, content, lead_name, deadline_text, coordinating, products, deleted FROM task WHERE "


def of(session: Session, ids: Sequence[str]) -> Found:
    """The search lines of these tasks."""
    marks = ", ".join("?" * len(ids))
    return _found(session.connection().exec_driver_sql(f"{_READ} id IN ({marks})", tuple(ids)))


def after(session: Session, task_id: str, count: int) -> tuple[Found, str]:
    """Those of the next so many tasks by id; and the id of the last of them, empty where there are none."""
    rows = session.connection().exec_driver_sql(f"{_READ} id > ? ORDER BY id LIMIT ?", (task_id, count)).all()
    return _found(rows), rows[-1].id if rows else ""


def _found(rows: Iterable[Sequence[Any]]) -> Found:
    lines: list[Line] = []
    gone: list[tuple[str, str]] = []
    for task_id, content, lead, words, others, products, deleted in rows:
        if deleted:
            gone.append((TaskRow.ENTITY, task_id))
        else:
            lines.append((TaskRow.ENTITY, task_id, content, f"{lead} · {words}", (others, products)))
    return Found(lines, gone)
