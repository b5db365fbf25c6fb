"""Short ways to say what happens at a desk in tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from app.journal.change import Change
from app.models.base import ActRow, ChangeRow
from app.models.plan.entities import TaskRow
from app.models.plan.records import Task, TaskStatus
from app.models.recording import change_of
from app.services import plan, tasks
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in


def row(desk: Desk, number: str) -> Task:
    """The task that a printed number names now."""
    return next(task for task in plan.view(desk).tasks if task.number == number)


def group_id(desk: Desk, numeral: str = "I") -> str:
    return next(group.id for group in plan.groups(desk) if group.numeral == numeral)


def added(desk: Desk, content: str = "Bổ sung đường truyền dự phòng", **given: Any) -> str:
    """The id of a new task of group I."""
    given.setdefault("group_id", group_id(desk))
    return tasks.add_task(desk, content=content, **given).created[0]


def task(desk: Desk, task_id: str) -> Task:
    return plan.task(desk, task_id=task_id)


def changes(desk: Desk, **given: str) -> list[ChangeRow]:
    """Rows of the journal in order of time, those with these values only."""
    with desk.workspace.reading() as session:
        found = list(session.scalars(select(ChangeRow).filter_by(**given).order_by(ChangeRow.stamp)))
        session.expunge_all()
    return found


def acts(desk: Desk) -> list[ActRow]:
    with desk.workspace.reading() as session:
        found = list(session.scalars(select(ActRow).order_by(ActRow.id)))
        session.expunge_all()
    return found


def sizes(desk: Desk) -> tuple[int, ...]:
    """How many rows each table has that an act writes."""
    with desk.workspace.reading() as session:
        names = ("task", "task_unit", "evidence", "change", "act", "record_state", "search_entry")
        return tuple(session.scalar(text(f"SELECT count(*) FROM {name}")) or 0 for name in names)  # noqa: S608


def bytes_of(desk: Desk) -> bytes:
    """Every byte of every file of the workspace: database, log, attachments, backups."""
    folder = desk.path.parent
    found = [path for path in folder.rglob("*") if path.is_file() and path.name.startswith(desk.path.name)]
    found += [path for path in folder.rglob("*.kh02*") if path.is_file() and path not in found]
    return b"".join(path.read_bytes() for path in found)


def holds(desk: Desk, words: str) -> bool:
    """Whether the words stand anywhere in those bytes, as typed or folded."""
    everything = bytes_of(desk)
    return words.encode() in everything or words.lower().encode() in everything


def written(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def made(desk: Desk) -> list[Change]:
    """What this device has written, in the order of its stamps."""
    with desk.workspace.reading() as session:
        found = session.scalars(select(ChangeRow).where(ChangeRow.device == desk.workspace.device))
        return sorted((change_of(one) for one in found), key=lambda change: change.stamp)


def send(sender: Desk, receiver: Desk) -> None:
    """Bring what one desk has written to another."""
    take_in(receiver, made(sender), title="Nhận từ máy khác")


@contextmanager
def without_word(monkeypatch: pytest.MonkeyPatch, word: TaskStatus) -> Iterator[None]:
    """An older program, which does not know this status of a task."""

    def read(value: str) -> TaskStatus:
        if value == word.value:
            raise ValueError(value)
        return TaskStatus(value)

    with monkeypatch.context() as patch:
        patch.setattr(TaskRow, "READ_AS", {**TaskRow.READ_AS, "status": read})
        yield
