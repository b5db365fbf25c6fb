"""What becomes of a batch: rights, order, merge and verdicts, as plain functions over what the database holds.

It must not know how that is stored: it takes `Held` and gives `Decided`, and the store writes what that says.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from app.journal.change import Change, Json
from app.journal.clock import ahead_of, capped
from app.journal.merge import RecordState, conflicts, merge
from server import rights
from server.people import Device, Holdings
from server.rights import Target
from server.wire_batch import Incoming, Unreadable, same_content, with_cap, without_content

Key = tuple[str, str]
"""(entity id, entity)."""

Word = Literal["applied", "superseded", "conflict", "known", "refused"]

AFTER_SEAL = "after_seal"
_REASONS = {
    "other_content": "Mã thay đổi này đã có trên máy chủ với nội dung khác.",
    "not_allowed": "Người ghi không có quyền ghi mục này.",
    "not_here": "Người ghi chưa được cấp trên máy này.",
    "unknown_author": "Máy chủ chưa biết người ghi; xin cơ quan quản trị thêm người này.",
    AFTER_SEAL: "Sửa ngoài bản đã chốt.",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one pushed change."""

    id: str
    verdict: Word
    reason: str = ""
    detail: str = ""
    cap: str | None = None

    def to_json(self) -> dict[str, Json]:
        """Give the form of the protocol."""
        found: dict[str, Json] = {"id": self.id, "verdict": self.verdict}
        if self.reason:
            found["reason"] = {"code": self.reason, "text": self.detail}
        if self.cap is not None:
            found["cap"] = self.cap
        return found


@dataclass(slots=True)
class HeldRecord:
    """A record as the database holds it, its state still packed."""

    root_id: str
    scope: str
    packed: str


@dataclass(slots=True)
class Held:
    """What the database holds of what a batch touches."""

    known: set[str]
    """Ids of changes stored before: of the batch itself and of the bases it names."""
    repeated: Mapping[str, Change]
    """The stored form of those in the batch that are known."""
    records: dict[Key, HeldRecord]
    """The records written, and the owners of those."""
    sealed: frozenset[str]
    """Which of the bases a seal covers."""
    purged: frozenset[str]
    holdings: Holdings


@dataclass(slots=True)
class Decided:
    """What the store has to write. `stored` is in the order of the numbers to give."""

    stored: list[Incoming] = field(default_factory=list)
    lowered: list[Incoming] = field(default_factory=list)
    """Known changes that came back with a lower cap: stored anew under a new number."""
    records: dict[Key, tuple[HeldRecord, RecordState]] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)


class Judge:
    """Decides one batch of one device; used once."""

    def __init__(self, held: Held, device: Device, now: datetime) -> None:
        self._held = held
        self._device = device
        self._now = now
        self._known = set(held.known)
        self._fresh: dict[str, Change] = {}
        self._scopes: dict[str, set[str]] = {}
        for (entity_id, _), record in held.records.items():
            self._scopes.setdefault(entity_id, set()).add(record.scope)
        self._states: dict[Key, RecordState] = {}
        self._decided = Decided()

    def decide(self, batch: Iterable[Incoming | Unreadable]) -> Decided:
        """Judge and merge each change in order. The verdicts of what was stored are open until `close`."""
        for one in batch:
            if isinstance(one, Unreadable):
                self._decided.verdicts.append(Verdict(one.id, "refused", one.reason, one.detail))
            elif one.change.id in self._fresh or one.change.id in self._held.repeated:
                self._decided.verdicts.append(self._repeat(one))
            else:
                self._decided.verdicts.append(self._first(one))
        for key, state in self._states.items():
            self._decided.records[key] = (self._held.records[key], state)
        return self._decided

    def rivals(self) -> set[str]:
        """The ids of stored changes whose values decide whether a field is in conflict."""
        return {
            head.change_id
            for change in self._fresh.values()
            for name, known in self._state(_key(change)).fields.items()
            if len(known.heads) > 1 and name in change.written
            for head in known.heads
        } - self._fresh.keys()

    def close(self, rivals: Mapping[str, Change]) -> list[Verdict]:
        """Give the verdicts, computed from what the batch as a whole has left standing."""
        changes = {**rivals, **self._fresh}

        def value_of(change_id: str, name: str) -> Json:
            return changes[change_id].written.get(name) if change_id in changes else None

        return [
            self._closed(verdict, value_of) if verdict.verdict == "applied" else verdict
            for verdict in self._decided.verdicts
        ]

    def _repeat(self, one: Incoming) -> Verdict:
        stored = self._fresh.get(one.change.id) or self._held.repeated[one.change.id]
        is_purged = self._held.purged & {one.change.entity_id, one.change.root_id} or _is_unsealed(stored)
        if not is_purged and not same_content(stored, one.change):
            return _refused(one.change.id, "other_content")
        cap = stored.cap
        if cap is not None and one.change.cap is not None and one.change.cap < cap and not is_purged:
            # A server restored from a backup may have capped it anew: the lowest cap holds everywhere.
            cap = one.change.cap
            self._merge(one.change)
            self._decided.lowered.append(one)
        return Verdict(one.change.id, "known", cap=cap)

    def _first(self, one: Incoming) -> Verdict:
        change = one.change
        if refusal := self._refusal(change):
            return _refused(change.id, refusal)
        if self._held.purged & {change.entity_id, change.root_id}:
            one = without_content(one)
        if change.cap is None and ahead_of(change.stamp, self._now):
            one = with_cap(one, capped(change.stamp, self._now))
        after_seal = any(base in self._held.sealed for bases in change.base.values() for base in bases)
        self._merge(one.change)
        self._decided.stored.append(one)
        reason = AFTER_SEAL if after_seal else ""
        return Verdict(change.id, "applied", reason, _REASONS.get(reason, ""), one.change.cap)

    def _refusal(self, change: Change) -> str:
        """The reason to refuse it, or nothing."""
        holdings = self._held.holdings.get(change.author)
        if holdings is None:
            return "unknown_author"
        if change.device == self._device.id and change.author not in self._device.persons:
            return "not_here"
        record = self._held.records.get(_key(change))
        scopes = {change.scope} | self._scopes.get(change.entity_id, set())
        for root_id in {change.root_id, record.root_id if record else change.root_id} - {change.entity_id}:
            scopes |= self._scopes.get(root_id, set())
        target = Target(
            change.entity, change.entity_id, change.kind, frozenset(scopes - {""}) or frozenset({""}), record is None
        )
        return "" if rights.may_write(change.author, holdings, target) else "not_allowed"

    def _merge(self, change: Change) -> None:
        if not self._held.purged & {change.entity_id, change.root_id}:
            key = _key(change)
            if key not in self._held.records:
                self._held.records[key] = HeldRecord(change.root_id, change.scope, "")
                self._scopes.setdefault(change.entity_id, set()).add(change.scope)
            self._states[key] = merge(self._state(key), change, knows=self._known.__contains__)
            self._held.records[key].scope = change.scope or self._held.records[key].scope
        self._known.add(change.id)
        self._fresh[change.id] = change

    def _state(self, key: Key) -> RecordState:
        state = self._states.get(key)
        if state is None:
            held = self._held.records.get(key)
            state = RecordState.from_json(json.loads(held.packed)) if held and held.packed else RecordState()
        return state

    def _closed(self, verdict: Verdict, value_of: Callable[[str, str], Json]) -> Verdict:
        change = self._fresh[verdict.id]
        state = self._states.get(_key(change))
        if state is None:
            return verdict
        written = [state.fields[name] for name in change.written if name in state.fields]
        if all(len(known.heads) == 1 and known.heads[0].change_id == change.id for known in written):
            return verdict
        mine = {
            name: state.fields[name]
            for name in change.written
            if any(head.change_id == change.id for head in state.fields[name].heads)
        }
        word: Word = "applied"
        if conflicts(RecordState(mine), value_of):
            word = "conflict"
        elif not any(known.heads[0].change_id == change.id for known in mine.values()):
            word = "superseded"
        return Verdict(verdict.id, word, verdict.reason, verdict.detail, verdict.cap)


def _key(change: Change) -> Key:
    return change.entity_id, change.entity


def _is_unsealed(stored: Change) -> bool:
    """Whether this is a seal whose bytes a purge took out."""
    return stored.kind == "seal" and not seal_heads(stored)


def _refused(change_id: str, reason: str) -> Verdict:
    return Verdict(change_id, "refused", "not_allowed" if reason == "not_here" else reason, _REASONS[reason])


def seal_heads(change: Change) -> Sequence[str]:
    """The ids of the writes that a seal change covers; none where this is no seal of ours."""
    for value in (change.fields, *change.fields.values()):
        if isinstance(value, Mapping) and {"root_id", "heads", "covers"} <= value.keys():
            heads = value["heads"]
            if isinstance(heads, list):
                return [head for head in heads if isinstance(head, str) and len(head) <= 200]
    return ()
