"""Undo and redo of whole acts, and the history of a record."""

from dataclasses import dataclass
from datetime import datetime

from app.models import queries, undoing, vietnam_time
from app.models.errors import RefusedError
from app.models.undoing import Stack
from app.services.desk import Desk, Outcome
from app.services.field_labels import entity_label, field_label, show_value


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of "Lịch sử": who, when, which field, old -> new, in words."""

    at: datetime
    person: str
    act: str
    field_label: str
    old: str
    new: str


def undo(desk: Desk) -> Outcome:
    """Take back the person's last act of today on this PC, whole (Ctrl+Z).

    Raises:
        RefusedError: nothing to take back.
    """
    return _reverse(desk, "undo", "Hoàn tác")


def redo(desk: Desk) -> Outcome:
    """Do again what was last taken back (Ctrl+Y).

    Raises:
        RefusedError: nothing to do again.
    """
    return _reverse(desk, "redo", "Làm lại")


def undo_title(desk: Desk) -> str:
    """What Ctrl+Z would take back; empty where nothing."""
    stack = _stack(desk)
    return stack.undo[-1].title if stack.undo else ""


def redo_title(desk: Desk) -> str:
    """What Ctrl+Y would do again; empty where nothing."""
    stack = _stack(desk)
    return stack.redo[-1].title if stack.redo else ""


def history(desk: Desk, *, entity: str, record_id: str) -> tuple[HistoryEntry, ...]:
    """Every change of a record and of what it owns, newest first."""
    with desk.workspace.reading() as session:
        names = queries.names(session)
        lines = queries.history(session, entity, record_id)
    return tuple(
        HistoryEntry(
            line.at,
            line.author,
            line.act_title,
            f"{entity_label(line.entity)}: {field_label(line.field, line.entity)}"
            if line.entity != entity
            else field_label(line.field, line.entity),
            show_value(line.field, line.old, names),
            show_value(line.field, line.new, names),
        )
        for line in lines
        if field_label(line.field, line.entity)
    )


def _stack(desk: Desk) -> Stack:
    if desk.person is None:
        return Stack()
    day = vietnam_time.today(desk.now())
    with desk.workspace.reading() as session:
        acts = queries.acts_since(
            session, vietnam_time.iso(vietnam_time.at(day)), author=desk.person.id, device=desk.workspace.device
        )
        return undoing.stack(acts)


def _reverse(desk: Desk, kind: str, word: str) -> Outcome:
    stack = _stack(desk)
    entries = stack.undo if kind == "undo" else stack.redo
    if not entries:
        raise RefusedError(
            "Không còn gì để hoàn tác." if kind == "undo" else "Không còn gì để làm lại.",
            "Chỉ hoàn tác được việc của chính mình trong ngày, trên máy này.",
        )
    entry = entries[-1]
    with desk.act(f"{word}: {entry.title}", kind=kind, target=entry.act_id) as act:
        kept = undoing.reverse_act(act.session, entry.applied_by, stack.reversed_acts)
        undoing.ensure_act(act.session)
        if kept:
            names = ", ".join(sorted({field_label(field) or field for field in kept}))
            act.outcome = Outcome(
                act.outcome.act_id, act.outcome.title, message=f"Giữ nguyên vì đã đổi sau đó: {names}."
            )
    return act.outcome
