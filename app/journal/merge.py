"""The merge: one pure function that desks and server share, and what can be read from its result.

Whatever order, however often and on however many replicas changes arrive, the state is the same: the heads of a field
are the known writes that no known write names as base. Values are not in the state; they are looked up in the journal.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import cast

from app.journal.change import DELETED, UNDER_ROOT, Change, Json
from app.journal.clock import Stamp

ValueOf = Callable[[str, str], Json]
"""What a change wrote into a field: `(change_id, field)` looked up in the journal, in `Change.written`."""

_DIGEST_SIZE = 32


@dataclass(frozen=True, slots=True)
class Head:
    """A write that no known write replaces; `stamp` is its effective stamp."""

    change_id: str
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class FieldState:
    """The heads of one field, newest first, and the bases named by known writes that have not arrived."""

    heads: tuple[Head, ...] = ()
    pending: frozenset[str] = frozenset()

    @property
    def shown(self) -> Head | None:
        """The head whose value is shown."""
        return self.heads[0] if self.heads else None


_UNWRITTEN = FieldState()


@dataclass(frozen=True, slots=True)
class RecordState:
    """What is known of one record. `seen_by_delete` holds, for each head that is a delete, the heads it named."""

    fields: Mapping[str, FieldState] = field(default_factory=dict)
    seen_by_delete: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Give the compact form for a database; equal states give equal forms.

        `w` holds each head once, `f` their numbers for each field, `p` what is pending, `d` what deletes saw.
        """
        only = next(iter(self.fields.values()), _UNWRITTEN)
        if (
            len(only.heads) == 1
            and not (only.pending or self.seen_by_delete)
            and all(known is only for known in self.fields.values())
        ):  # as the change that makes a record leaves it
            [head] = only.heads
            return {"w": [[head.change_id, head.stamp]], "f": {name: [0] for name in sorted(self.fields)}}
        table = sorted({(head.change_id, head.stamp) for state in self.fields.values() for head in state.heads})
        number = {pair: position for position, pair in enumerate(table)}
        compact: dict[str, Json] = {
            "w": [[change_id, stamp] for change_id, stamp in table],
            "f": {
                name: [number[head.change_id, head.stamp] for head in state.heads]
                for name, state in sorted(self.fields.items())
            },
        }
        if pending := {name: _listed(state.pending) for name, state in sorted(self.fields.items()) if state.pending}:
            compact["p"] = cast(Json, pending)
        if self.seen_by_delete:
            compact["d"] = {change_id: _listed(seen) for change_id, seen in sorted(self.seen_by_delete.items())}
        return compact

    @classmethod
    def from_json(cls, compact: Mapping[str, Json]) -> "RecordState":
        """Read back what `to_json` gave. It trusts its input: this form never comes from elsewhere."""
        heads = [Head(*pair) for pair in cast(list[tuple[str, Stamp]], compact["w"])]
        pending = cast(dict[str, list[str]], compact.get("p", {}))
        return cls(
            {
                name: FieldState(tuple(heads[n] for n in numbers), frozenset(pending.get(name, ())))
                for name, numbers in cast(dict[str, list[int]], compact["f"]).items()
            },
            {
                change_id: frozenset(seen)
                for change_id, seen in cast(dict[str, list[str]], compact.get("d", {})).items()
            },
        )


class Deletion(Enum):
    """Whether a record stands, is deleted, or was edited by somebody who had not seen its deletion."""

    LIVE = "live"
    DELETED = "deleted"
    REVIVED = "revived"


def merge(state: RecordState, change: Change, *, knows: Callable[[str], bool]) -> RecordState:
    """Give the state of the record after one more of its changes has arrived.

    `knows` answers for the changes merged before this one, in any record; a change it already knows adds nothing, but
    the `cap` that such a repeat brings lowers its heads. Every kind merges by the same rule, so that replicas of
    different versions agree; only an event ignores its bases, since events are only added.
    """
    head = Head(change.id, change.effective)
    if _is_head(state, change.id) or knows(change.id):
        return _lowered(state, head)
    first = FieldState((head,))
    if not (state.fields or change.base):
        seen = {change.id: frozenset[str]()} if change.kind == "delete" else {}
        return RecordState(dict.fromkeys(change.written, first), seen)
    fields = {name: _arrived(known, change.id) for name, known in state.fields.items()}
    for name in change.written:
        beaten = () if change.kind == "event" else change.base.get(name, ())
        known = state.fields.get(name)
        if known is None and not beaten:
            fields[name] = first
        else:
            fields[name] = _written(known or _UNWRITTEN, head, frozenset(beaten) - {change.id}, knows)
    seen = dict(state.seen_by_delete)
    if change.kind == "delete":
        seen[change.id] = frozenset(change.base.get(UNDER_ROOT, ()))
    return RecordState(fields, _of_heads(seen, fields))


def base_for(
    state: RecordState, names: Iterable[str], *, value_of: ValueOf, settle: bool = False
) -> dict[str, tuple[str, ...]]:
    """Give the `base` of a local write of these fields; a field without heads has no entry.

    An ordinary write names what the person saw, the shown head and those that say the same, and leaves other heads
    visible; one that settles a conflict names them all.
    """
    named: dict[str, tuple[str, ...]] = {}
    for name in names:
        heads = [head.change_id for head in state.fields.get(name, _UNWRITTEN).heads]
        if len(heads) > 1 and not settle:
            shown = value_of(heads[0], name)
            heads = [head for head in heads if head == heads[0] or value_of(head, name) == shown]
        if heads:
            named[name] = tuple(heads)
    return named


def base_for_delete(states: Iterable[RecordState]) -> tuple[str, ...]:
    """Give what a delete names under `base["*"]`: all heads of the record and of those under its root, sorted.

    In `base["deleted"]` it names, like any write, the heads of DELETED.
    """
    return tuple(sorted({head.change_id for state in states for heads in _heads(state).values() for head in heads}))


def is_deleted(state: RecordState, under_root: Iterable[RecordState] = (), *, value_of: ValueOf) -> Deletion:
    """Tell whether the record is deleted, seen together with the records under its root (`under_root`).

    It is when the shown head of DELETED is a delete and no head remains that none of the concurrent deletes saw. A head
    that was not seen revives it, unless that is itself a deletion or stands in a child deleted on its own.
    """
    if not _shows_delete(state, value_of):
        return Deletion.LIVE
    seen = frozenset().union(*state.seen_by_delete.values())
    children = (child for child in under_root if is_deleted(child, value_of=value_of) is not Deletion.DELETED)
    for record in (state, *(child for child in children if child is not state)):
        for name, heads in _heads(record).items():
            if any(head.change_id not in seen and not _deletes(head, name, value_of) for head in heads):
                return Deletion.REVIVED
    return Deletion.DELETED


def conflicts(state: RecordState, value_of: ValueOf) -> dict[str, tuple[Head, ...]]:
    """Give the fields that have several heads of different values, with all their heads, the shown one first."""
    return {name: heads for name, heads in _heads(state).items() if _differ(name, heads, value_of)}


def digest(states: Iterable[tuple[str, RecordState]]) -> str:
    """Give a digest (hex) of `(entity_id, state)` pairs in any order: equal when two replicas have equal heads."""
    total = 0
    for entity_id, state in states:
        heads = {name: [[head.change_id, head.stamp] for head in found] for name, found in _heads(state).items()}
        text = json.dumps([entity_id, heads], sort_keys=True)
        total += int.from_bytes(hashlib.sha256(text.encode()).digest())
    return (total % (1 << 8 * _DIGEST_SIZE)).to_bytes(_DIGEST_SIZE).hex()


def _is_head(state: RecordState, change_id: str) -> bool:
    return any(head.change_id == change_id for known in state.fields.values() for head in known.heads)


def _lowered(state: RecordState, lower: Head) -> RecordState:
    def lowered(head: Head) -> Head:
        return lower if head.change_id == lower.change_id and lower.stamp < head.stamp else head

    fields = {
        name: FieldState(_newest_first(lowered(head) for head in known.heads), known.pending)
        for name, known in state.fields.items()
    }
    return RecordState(fields, state.seen_by_delete)


def _arrived(known: FieldState, change_id: str) -> FieldState:
    return FieldState(known.heads, known.pending - {change_id}) if change_id in known.pending else known


def _written(known: FieldState, head: Head, beaten: frozenset[str], knows: Callable[[str], bool]) -> FieldState:
    here = {other.change_id for other in known.heads}
    heads = [other for other in known.heads if other.change_id not in beaten]
    if head.change_id not in known.pending:
        heads.append(head)
    missing = {base for base in beaten if base not in here and not knows(base)}
    return FieldState(_newest_first(heads), known.pending - {head.change_id} | missing)


def _newest_first(heads: Iterable[Head]) -> tuple[Head, ...]:
    return tuple(sorted(heads, key=lambda head: (head.stamp, head.change_id), reverse=True))


def _of_heads(seen: Mapping[str, frozenset[str]], fields: Mapping[str, FieldState]) -> dict[str, frozenset[str]]:
    standing = {head.change_id for head in fields.get(DELETED, _UNWRITTEN).heads}
    return {change_id: named for change_id, named in seen.items() if change_id in standing}


def _heads(state: RecordState) -> dict[str, tuple[Head, ...]]:
    return {name: known.heads for name, known in state.fields.items() if known.heads}


def _shows_delete(state: RecordState, value_of: ValueOf) -> bool:
    shown = state.fields.get(DELETED, _UNWRITTEN).shown
    return shown is not None and _deletes(shown, DELETED, value_of)


def _deletes(head: Head, name: str, value_of: ValueOf) -> bool:
    return name == DELETED and value_of(head.change_id, name) is True


def _differ(name: str, heads: tuple[Head, ...], value_of: ValueOf) -> bool:
    if len(heads) == 1:
        return False
    # Compared as text, since in Python 1 == True.
    return len({json.dumps(value_of(head.change_id, name), sort_keys=True) for head in heads}) > 1


def _listed(ids: frozenset[str]) -> Json:
    return cast(Json, sorted(ids))
