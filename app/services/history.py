"""Undo and redo of whole acts, and the history of a record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models import history as records
from app.models import queries, undoing, vietnam_time
from app.models.errors import RefusedError
from app.models.history import Line, Origin
from app.models.text import fold
from app.models.undoing import Stack
from app.services import devices
from app.services.desk import Desk, Outcome
from app.services.field_labels import entity_label, field_label, show_value

HERE = "máy này"
LISTED = 1_000
"""Changes that "Lịch sử thay đổi" lists at most."""
_WAYS = {Origin.SERVER: "qua máy chủ", Origin.BUNDLE: "qua tệp trao đổi"}
_VERBS = {"delete": "Xoá", "event": "Ghi", "seal": "Chốt", "purge": "Gỡ"}


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of "Lịch sử": who, when, at which PC, which field, old -> new, in words."""

    at: datetime
    person: str
    act: str
    field_label: str
    old: str
    new: str
    device: str = HERE
    """`máy này`, or `máy Văn thư Sở Y tế, qua máy chủ`: by which way it came."""
    marks: tuple[str, ...] = ()
    """What else must be known: sửa ngoài bản đã chốt, máy chủ không nhận, đã bỏ."""

    @property
    def change(self) -> str:
        """`cũ → mới`, or the new value alone."""
        return f"{self.old} → {self.new or '(trống)'}" if self.old else self.new


@dataclass(frozen=True, slots=True)
class Recent:
    """One change of whatever record, as "Lịch sử thay đổi" lists it."""

    change_id: str
    entity: str
    record_id: str
    record: str
    """Its kind and by what a person knows it."""
    entries: tuple[HistoryEntry, ...]

    @property
    def first(self) -> HistoryEntry:
        """Who, when, where: the same in every field."""
        return self.entries[0]

    @property
    def what(self) -> str:
        """Each field with its old and new value."""
        return "; ".join(f"{one.field_label}: {one.change}" for one in self.entries)

    @property
    def words(self) -> str:
        """All that a search looks through."""
        first = self.first
        return " ".join((self.record, self.what, first.person, first.act, first.device, *first.marks))


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
    """Every change of a record and of what it owns, newest first; also what the server refused or was taken back."""
    with desk.workspace.reading() as session:
        names = queries.names(session)
        lines = records.lines(session, entity, record_id, device=desk.workspace.device)
    return _entries(lines, names, entity, devices.names(desk))


def of_change(desk: Desk, *, change_id: str) -> tuple[HistoryEntry, ...]:
    """What one change wrote, field by field."""
    with desk.workspace.reading() as session:
        names = queries.names(session)
        lines = records.lines_of_change(session, change_id, device=desk.workspace.device)
    return _entries(lines, names, lines[0].entity if lines else "", devices.names(desk))


def latest(desk: Desk, *, limit: int = LISTED) -> tuple[Recent, ...]:
    """What was changed last in the whole workspace, by whomever and wherever, newest first."""
    with desk.workspace.reading() as session:
        names = queries.names(session)
        lines = records.latest(session, device=desk.workspace.device, limit=limit)
        labels = records.labels(session, lines)
    pcs = devices.names(desk)
    by_change: dict[str, list[Line]] = {}
    for line in lines:
        by_change.setdefault(line.change_id, []).append(line)
    return tuple(
        Recent(
            change_id=change_id,
            entity=first.entity,
            record_id=first.record_id,
            record=": ".join(filter(None, (entity_label(first.entity), labels.get((first.entity, first.record_id))))),
            entries=entries,
        )
        for change_id, written in by_change.items()
        if (entries := _entries(written, names, (first := written[0]).entity, pcs))
    )


def matching(found: Iterable[Recent], search: str) -> tuple[Recent, ...]:
    """Those of them in which every word of the search stands, marks or no marks."""
    words = fold(search).split()
    return tuple(one for one in found if all(word in fold(one.words) for word in words))


def _entries(
    lines: Sequence[Line], names: Mapping[str, str], entity: str, pcs: Mapping[str, str]
) -> tuple[HistoryEntry, ...]:
    """The lines that tell a person something; those of owned records say of which kind they are."""
    return tuple(
        HistoryEntry(
            line.at,
            line.author,
            line.act_title or _what(line),
            label if line.entity == entity else f"{entity_label(line.entity)}: {label}",
            show_value(line.field, line.old, names),
            show_value(line.field, line.new, names),
            _where(line, pcs),
            _marks(line),
        )
        for line in lines
        if (label := field_label(line.field, line.entity))
    )


def _what(line: Line) -> str:
    """What was done on another PC, whose acts are not sent: the kind of the change in words."""
    verb = "Thêm" if line.created else _VERBS.get(line.kind, "Sửa")
    label = entity_label(line.entity)
    return f"{verb} {label[:1].lower()}{label[1:]}"


def _where(line: Line, pcs: Mapping[str, str]) -> str:
    return HERE if line.origin is Origin.HERE else f"{devices.called(pcs, line.device)}, {_WAYS[line.origin]}"


def _marks(line: Line) -> tuple[str, ...]:
    found = ["Sửa ngoài bản đã chốt"] if line.is_outside else []
    if line.refusal:
        found.append(f"Máy chủ không nhận: {line.refusal}")
    if line.taken_back_at is not None:
        at = vietnam_time.show_moment(line.taken_back_at)
        found.append(f"Máy chủ không nhận; {line.taken_back_by} đã bỏ lúc {at}")
    elif line.is_taken_back:
        found.append("Máy chủ không nhận; đã có bản sửa thay")
    return tuple(found)


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
