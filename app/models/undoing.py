"""The undo stack read from the acts of a day, and the act that reverses another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.journal.change import DELETED
from app.journal.merge import RecordState
from app.journal.undo import reverse
from app.models import recording
from app.models.base import ActRow, ChangeRow, RecordStateRow, synced_entities
from app.models.queries import changes_of
from app.models.recording import RecordingSession
from app.models.writing import is_gone


@dataclass(frozen=True, slots=True)
class Entry:
    """An act on the stack: its first doing and the act that holds its effect now (a redo, or itself)."""

    act_id: str
    title: str
    applied_by: str


@dataclass(frozen=True, slots=True)
class Stack:
    """What can be undone and redone, last first at the end; and acts whose effect is already taken back."""

    undo: tuple[Entry, ...] = ()
    redo: tuple[Entry, ...] = ()
    reversed_acts: tuple[str, ...] = field(default=())


def stack(acts: Iterable[ActRow]) -> Stack:
    """The stack after these acts, given oldest first. A new act empties what could be redone."""
    undo: list[Entry] = []
    redo: list[Entry] = []
    taken_back: list[str] = []
    for act in acts:
        if act.kind == "undo" and undo:
            entry = undo.pop()
            redo.append(Entry(entry.act_id, entry.title, act.id))
            taken_back += [entry.applied_by, act.id]
        elif act.kind == "redo" and redo:
            entry = redo.pop()
            undo.append(Entry(entry.act_id, entry.title, act.id))
            taken_back += [act.id]
        elif act.kind == "do" and act.undoable:
            undo.append(Entry(act.id, act.title, act.id))
            redo.clear()
        elif act.kind == "do":
            undo.clear()  # what cannot be undone is a wall: nothing before it is taken back over it
            redo.clear()
    return Stack(tuple(undo), tuple(redo), tuple(taken_back))


def reverse_act(session: RecordingSession, act_id: str, reversed_acts: Sequence[str]) -> tuple[str, ...]:
    """Write the reverse of every change of an act; gives the fields that somebody has changed since and that stay."""
    changes = list(changes_of(session, [act_id]))
    undone = {row.id for row in changes_of(session, list(reversed_acts))} | {row.id for row in changes}
    kept: list[str] = []
    touched: set[str] = set()
    with session.no_autoflush:
        for row in reversed(changes):
            if row.entity_id in touched:  # its heads must be those after what was just reversed
                session.flush()
                touched.clear()
            touched.add(row.entity_id)
            kept += _reverse_change(session, row, undone)
        session.flush()
    return tuple(kept)


def ensure_act(session: RecordingSession) -> None:
    """Write the act's row even where everything had to stay, so that the stack moves on."""
    recording.ensure_act(session)


def _reverse_change(session: RecordingSession, row: ChangeRow, undone: set[str]) -> tuple[str, ...]:
    entity = synced_entities().get(row.entity)
    record = session.get(entity, row.entity_id) if entity else None
    state = session.get(RecordStateRow, (row.entity, row.entity_id))
    if record is None or state is None or row.kind not in ("put", "delete"):
        return ()
    writes_deletion = row.created or DELETED in recording.change_of(row).written
    if not writes_deletion and is_gone(session, record):
        return tuple(row.fields)  # an edit that the deletion did not see would bring the record back
    change = recording.change_of(row)
    mine = undone | session.change_ids
    plan = reverse(change, row.old, RecordState.from_json(state.state), created=row.created, undone=mine)
    for name, value in plan.restore.items():
        setattr(record, "deleted" if name == DELETED else name, value)
    return plan.kept
