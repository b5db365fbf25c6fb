"""Sửa trùng: where several people wrote the same field without seeing each other; one click keeps one value.

What is not kept stays in the history. A conflict on a step of the night that is under way or next is urgent.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from app.journal.change import DELETED
from app.journal.clock import stamp_time
from app.models import conflicting, queries
from app.models.conflicting import Split, Write
from app.models.errors import AppError, InvalidInputError, RefusedError
from app.models.runbook.run_records import RunState, StepStatus
from app.models.text import fold, sort_key
from app.services import devices
from app.services.desk import Desk, Outcome
from app.services.field_labels import entity_label, field_label, show_value

_OF_STEPS = frozenset({"runbook_step", "runbook_need", "runbook_measure", "runbook_gate_role", "runbook_step_unit"})
_DUE = (StepStatus.READY, StepStatus.RUNNING)
_OTHER_FIELD = "Nội dung khác"
_NO_WORDS = "(không hiển thị được)"
_EMPTY = "(để trống)"
_NUMBERS = re.compile(r"(\d+)")
_PLACE = "(thứ tự người này xếp)"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that stand side by side."""

    change_id: str
    value: str
    """In words."""
    person: str
    device: str
    """What the PC is called."""
    at: datetime
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field with several values (Sửa trùng), the shown one first."""

    entity: str
    record_id: str
    root_id: str
    field: str
    entity_label: str
    record_label: str
    field_label: str
    sides: tuple[Side, ...]
    is_urgent: bool

    def choice(self, side: Side) -> "Choice":
        """To keep this one of its values."""
        seen = frozenset(one.change_id for one in self.sides)
        return Choice(self.entity, self.record_id, self.field, side.change_id, seen)


@dataclass(frozen=True, slots=True)
class Choice:
    """The value to keep in one field, by the change that wrote it."""

    entity: str
    record_id: str
    field: str
    change_id: str
    seen: frozenset[str]
    """The changes that it was chosen from: what came in since is not settled."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many fields stand in conflict, and how many of them cannot wait."""

    total: int
    urgent: int


def listed(desk: Desk, *, search: str = "") -> tuple[Conflict, ...]:
    """The conflicts, the urgent ones first; `search` finds by any word shown, marks or no marks."""
    with desk.workspace.reading() as session:
        found = conflicting.splits(session)
        names = queries.names(session) if found else {}
    due, pcs = _due_steps(desk, found), devices.names(desk)
    shown = [_conflict(split, names, pcs, is_urgent=split.record_id in due or split.root_id in due) for split in found]
    return matching(sorted(shown, key=_order), search)


def matching(found: Iterable[Conflict], search: str) -> tuple[Conflict, ...]:
    """Those of them in which every word of the search stands."""
    words = fold(search).split()
    return tuple(one for one in found if all(word in _searched(one) for word in words))


def count(desk: Desk) -> Count:
    """How many there are."""
    with desk.workspace.reading() as session:
        found = conflicting.splits(session)
    due = _due_steps(desk, found)
    return Count(len(found), sum(split.record_id in due or split.root_id in due for split in found))


def settle(desk: Desk, *, choices: Sequence[Choice]) -> Outcome:
    """Keep one value in each of these fields, one or many; the others stay in the history. Ctrl+Z takes it back.

    A value that came in after the list was shown still stands beside the one that is kept.

    Raises:
        InvalidInputError: nothing was chosen.
        RefusedError: one of them was settled elsewhere meanwhile; nothing is written.
    """
    if not choices:
        raise InvalidInputError("Chưa chọn giá trị nào.", "Chọn giá trị cần giữ rồi bấm lại.")
    by_record: dict[tuple[str, str], dict[str, str]] = {}
    for choice in choices:
        by_record.setdefault((choice.entity, choice.record_id), {})[choice.field] = choice.change_id
    seen = frozenset().union(*(choice.seen for choice in choices))
    title = "Giữ một giá trị sửa trùng" if len(choices) == 1 else f"Giữ {len(choices)} giá trị sửa trùng"
    with desk.act(title) as act:
        for (entity, record_id), values in by_record.items():
            if not conflicting.keep(act.session, entity, record_id, values, seen=seen):
                raise RefusedError("Chỗ sửa trùng này vừa thay đổi.", "Xem lại danh sách rồi chọn lại.")
    return act.outcome


def keep_shown(desk: Desk, *, conflicts: Iterable[Conflict]) -> Outcome:
    """Keep in each of them the value that is shown now (the latest)."""
    return settle(desk, choices=[one.choice(one.sides[0]) for one in conflicts])


def keep_of(desk: Desk, *, conflicts: Iterable[Conflict], person: str) -> Outcome:
    """Keep in each of them what this person wrote last; where they wrote nothing, nothing is settled."""
    mine = [(one, next((side for side in one.sides if side.person == person), None)) for one in conflicts]
    return settle(desk, choices=[one.choice(side) for one, side in mine if side is not None])


def writers(conflicts: Iterable[Conflict]) -> tuple[tuple[str, int], ...]:
    """Who wrote in these conflicts, and in how many of them, the most first."""
    found = Counter(person for one in conflicts for person in {side.person for side in one.sides})
    return tuple(sorted(found.items(), key=lambda pair: (-pair[1], sort_key(pair[0]))))


def _conflict(split: Split, names: dict[str, str], pcs: Mapping[str, str], *, is_urgent: bool) -> Conflict:
    return Conflict(
        entity=split.entity,
        record_id=split.record_id,
        root_id=split.root_id,
        field=split.field,
        entity_label=entity_label(split.entity),
        record_label=split.label,
        field_label=field_label(split.field) or _OTHER_FIELD,
        sides=tuple(_side(split, write, names, pcs, is_shown=place == 0) for place, write in enumerate(split.writes)),
        is_urgent=is_urgent,
    )


def _side(split: Split, write: Write, names: dict[str, str], pcs: Mapping[str, str], *, is_shown: bool) -> Side:
    person = write.author or "(không rõ)"
    return Side(
        write.change_id,
        _words(split.field, write, names),
        person,
        devices.called(pcs, write.device),
        stamp_time(write.stamp),
        is_shown,
    )


def _words(field: str, write: Write, names: dict[str, str]) -> str:
    if field == DELETED:
        return "Xoá" if write.value is True else "Giữ lại"
    if write.value in (None, "", [], {}):
        return _EMPTY
    if field == "rank":
        return _PLACE
    is_told = write.is_known and field_label(field)
    return (show_value(field, write.value, names) if is_told else "") or _NO_WORDS


def _order(one: Conflict) -> tuple[object, ...]:
    """Urgent first, then as printed: row 1.2 stands before row 1.10."""
    parts = _NUMBERS.split(one.record_label)
    numbered = tuple((0, int(part), "") if part.isdecimal() else (1, 0, sort_key(part)) for part in parts)
    return not one.is_urgent, sort_key(one.entity_label), numbered, sort_key(one.field_label)


def _searched(one: Conflict) -> str:
    sides = (word for side in one.sides for word in (side.value, side.person))
    return fold(" ".join((one.entity_label, one.record_label, one.field_label, *sides)))


def _due_steps(desk: Desk, found: Sequence[Split]) -> set[str]:
    """Ids of the steps under way or next in an open run; read only where a conflict could stand on one."""
    if not any(split.entity in _OF_STEPS for split in found):
        return set()
    from app.services.runbook import runs

    states: list[RunState] = []
    for run in runs.runs(desk):
        with suppress(AppError, ValueError):  # what it was made from has not arrived, or was purged
            states.append(runs.read(desk, run_id=run.id))
    return {one.step.id for state in states if not state.is_over for one in state.steps if one.status in _DUE}
