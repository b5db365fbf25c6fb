"""What becomes of a batch: rights, order, merge and verdicts, as plain functions over what the database holds.

It must not know how that is stored: it takes `Held` and gives `Decided`, and the store writes what that says.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from app.journal.change import Change, Json
from app.journal.clock import ahead_of, capped, ceiling, stamp_time
from app.journal.merge import RecordState, conflicts, merge
from app.journal.seal import EVERYWHERE, Seal, seal_in, tells_of
from server import rights
from server.people import Device, Holdings, Origin
from server.rights import Holding, Target
from server.wire_batch import Incoming, Unreadable, same_content, with_cap, without_content, without_seal

Key = tuple[str, str]
"""(entity id, entity)."""

Word = Literal["applied", "superseded", "conflict", "known", "refused"]

AFTER_SEAL = "after_seal"
UNKNOWN_DEVICE, UNKNOWN_AUTHOR, ROOT_MISSING = "unknown_device", "unknown_author", "root_missing"
_REASONS = {
    "other_content": "Mã thay đổi này đã có trên máy chủ với nội dung khác.",
    "not_allowed": "Người ghi không có quyền ghi mục này.",
    "not_here": "Người ghi chưa được cấp trên máy này.",
    UNKNOWN_AUTHOR: (
        "Máy chủ chưa biết người ghi trên máy đã ghi. Xin cơ quan quản trị cấp người này; sau đó máy này tự gửi lại."
    ),
    UNKNOWN_DEVICE: ("Máy đã ghi chưa tham gia máy chủ. Xin cơ quan quản trị cấp máy đó; sau đó máy này tự gửi lại."),
    "device_revoked": "Ghi sau khi máy đã ghi bị thu hồi quyền. Hỏi cơ quan quản trị máy chủ.",
    ROOT_MISSING: "Mục chứa nội dung này chưa có trên máy chủ, nên chưa xét được quyền; máy này tự gửi lại.",
    "crowded": "Mục này có quá nhiều bản sửa cùng lúc. Báo cơ quan quản trị máy chủ.",
    AFTER_SEAL: "Sửa ngoài bản đã chốt.",
}
_DEEPEST = 4
"""How many owners stand above each other, at most: the copy of an evidence of a task has two."""
_MAX_ID, _MAX_NAME = 200, 100
_LARGEST_STATE, _SEVERAL = 1_000_000, 2
"""Characters of the packed state of a record: some 15,000 writes that stand side by side."""
_SEAL = "seal"


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
    """The records written, and the owners above those."""
    sealed: frozenset[str]
    """Which of the batch and of its bases a seal covers."""
    trees: frozenset[tuple[str, str]]
    """(root or EVERYWHERE, entity) of what seals are over, for the roots of the batch."""
    purged: frozenset[str]
    told: frozenset[str]
    """Ids of all that was purged and of the changes that wrote it; nothing where the batch brings no seal."""
    holdings: Holdings
    origins: Mapping[str, Origin]
    """The devices of the province among those that made these changes, and the one that brings them."""


@dataclass(slots=True)
class Decided:
    """What the store has to write. `stored` is in the order of the numbers to give."""

    stored: list[Incoming] = field(default_factory=list)
    lowered: list[Incoming] = field(default_factory=list)
    """Known changes that came back with a lower cap: stored anew under a new number."""
    records: dict[Key, tuple[HeldRecord, RecordState]] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)
    """One for each element of the batch, in its order."""
    seals: list[Seal] = field(default_factory=list)
    """Those among the stored, what they cover and not their bytes."""
    strangers: list[Change] = field(default_factory=list)
    """Changes of others that wait for administration to know who made them."""


class Judge:
    """Decides one batch of one device; used once."""

    def __init__(self, held: Held, device: Device, now: datetime) -> None:
        self._held = held
        self._device = device
        self._now = now
        self._known = set(held.known)
        self._sealed = set(held.sealed)
        self._told = set(held.told)
        self._trees = set(held.trees)
        self._fresh: dict[str, Change] = {}
        self._scopes: dict[str, set[str]] = {}
        self._roots: dict[str, set[str]] = {}
        for (entity_id, _), record in held.records.items():
            self._note(entity_id, record)
        self._states: dict[Key, RecordState] = {}
        self._latest = ceiling(now)
        self._everywhere: dict[tuple[str, str, str, bool], bool] = {}
        self._decided = Decided()

    def decide(self, batch: Iterable[Incoming | Unreadable]) -> Decided:
        """Judge and merge each change in order. The verdicts of what was stored are open until `close`.

        What belongs under a root that comes later in the batch is judged after it.
        """
        elements = list(batch)
        verdicts = self._decided.verdicts = [self._judged(one) for one in elements]
        for _ in range(_DEEPEST):
            waiting = [place for place, verdict in enumerate(verdicts) if verdict.reason == ROOT_MISSING]
            if not self._roots_came(elements[place] for place in waiting):
                break
            for place in waiting:
                verdicts[place] = self._judged(elements[place])
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

    def _judged(self, one: Incoming | Unreadable) -> Verdict:
        if isinstance(one, Unreadable):
            return Verdict(one.id, "refused", one.reason, one.detail)
        if one.change.id in self._fresh or one.change.id in self._held.repeated:
            return self._repeat(one)
        return self._first(one)

    def _roots_came(self, waiting: Iterable[Incoming | Unreadable]) -> bool:
        return any(isinstance(one, Incoming) and one.change.root_id in self._scopes for one in waiting)

    def _repeat(self, one: Incoming) -> Verdict:
        stored = self._fresh.get(one.change.id) or self._held.repeated[one.change.id]
        is_purged = self._is_purged(one.change) or _is_unsealed(stored)
        if not is_purged and not same_content(stored, one.change):
            return _refused(one.change.id, "other_content")
        cap, given = stored.cap, one.change.cap
        if given is not None and given < stored.effective and not is_purged and self._may_lower(one.change):
            # A server restored from a backup may have capped it anew, or not at all: the lowest cap holds everywhere.
            cap = given
            self._merge(one.change)
            self._decided.lowered.append(one)
        return Verdict(one.change.id, "known", cap=cap)

    def _may_lower(self, change: Change) -> bool:
        """Whether the cap that came with a known change may be one of ours: the stamp lies ahead of it.

        It comes from the author's device, or from one where somebody may write the record.
        """
        if change.cap is None or not ahead_of(change.stamp, stamp_time(change.cap)):
            return False
        persons = self._device.persons
        return change.author in persons or any(
            not self._rights_refusal(replace(change, author=one), self._held.holdings.get(one, ())) for one in persons
        )

    def _first(self, one: Incoming) -> Verdict:
        change = one.change
        if refusal := self._refusal(change):
            if refusal in (UNKNOWN_DEVICE, UNKNOWN_AUTHOR):
                self._decided.strangers.append(change)
            return _refused(change.id, refusal)
        if self._is_purged(change):
            one = without_content(one)
            self._told |= {change.entity_id, change.id}
        elif change.kind == _SEAL and self._told and tells_of(change.fields, self._told):
            one = without_seal(one)
        if change.effective > self._latest:
            one = with_cap(one, capped(change.stamp, self._now))
        reason = AFTER_SEAL if self._is_after_seal(change) else ""
        self._merge(one.change)
        self._decided.stored.append(one)
        if change.kind == _SEAL and (seal := seal_in(change.fields)) is not None:
            self._decided.seals.append(replace(seal, content=b""))
            self._sealed |= seal.heads
            self._trees |= sealed_trees(seal)
        return Verdict(change.id, "applied", reason, _REASONS.get(reason, ""), one.change.cap)

    def _is_after_seal(self, change: Change) -> bool:
        """Whether it replaces what a seal covers, or is new where one is over: then it stands outside that seal."""
        if not (self._sealed or self._trees) or change.id in self._sealed or change.kind == _SEAL:
            return False
        if any(base in self._sealed for bases in change.base.values() for base in bases):
            return True
        return (change.root_id, change.entity) in self._trees or (EVERYWHERE, change.entity) in self._trees

    def _refusal(self, change: Change) -> str:
        """The reason to refuse it, or nothing."""
        holdings = self._held.holdings.get(change.author)
        if change.device != self._device.id and change.author not in self._device.persons:
            if refusal := self._relay_refusal(change):
                return refusal
        elif holdings is None:
            return UNKNOWN_AUTHOR
        elif change.author not in self._device.persons:
            return "not_here"
        return self._rights_refusal(change, holdings or ()) or self._crowd_refusal(change)

    def _crowd_refusal(self, change: Change) -> str:
        """A record with more writes side by side than any work brings about takes only what makes them fewer."""
        record = self._held.records.get(_key(change))
        is_crowded = record is not None and len(record.packed) > _LARGEST_STATE
        return "crowded" if is_crowded and all(len(ids) < _SEVERAL for ids in change.base.values()) else ""

    def _relay_refusal(self, change: Change) -> str:
        """Why this device may not bring what somebody wrote elsewhere: the author has to be known at that place."""
        origin = self._held.origins.get(change.device)
        if origin is None:
            return UNKNOWN_DEVICE
        if change.author not in origin.persons:
            return UNKNOWN_AUTHOR
        written_at = change.stamp.partition("Z")[0] + "Z"
        return "device_revoked" if origin.revoked_at is not None and written_at > origin.revoked_at else ""

    def _rights_refusal(self, change: Change, holdings: Iterable[Holding]) -> str:
        record = self._held.records.get(_key(change))
        if self._may_everywhere(change, holdings, is_new=record is None):
            return ""
        scopes = {change.scope} | self._scopes.get(change.entity_id, set())
        over = {change.root_id, record.root_id if record else change.root_id} - {change.entity_id}
        for _ in range(_DEEPEST):
            scopes = scopes.union(*(self._scopes.get(root_id, ()) for root_id in over))
            over = set().union(*(self._roots.get(root_id, ()) for root_id in over)) - over
        target = Target(
            change.entity, change.entity_id, change.kind, frozenset(scopes - {""}) or frozenset({""}), record is None
        )
        if rights.may_write(change.author, holdings, target):
            return ""
        is_root_known = change.root_id in (change.entity_id, *self._held.purged) or change.root_id in self._scopes
        if is_root_known:
            return "not_allowed"
        of_unit = ((one, frozenset({one.scope})) for one in holdings if target.scopes - {""} <= {one.scope})
        might = any(rights.may_write(change.author, [one], replace(target, scopes=unit)) for one, unit in of_unit)
        return ROOT_MISSING if might else "not_allowed"

    def _may_everywhere(self, change: Change, holdings: Iterable[Holding], *, is_new: bool) -> bool:
        """Whether the author may write such a thing whatever unit it is of; no is not yet a refusal."""
        key = (change.author, change.entity, change.kind, is_new)
        known = self._everywhere.get(key)
        if known is None:
            target = Target(change.entity, "", change.kind, frozenset({""}), is_new)
            known = self._everywhere[key] = rights.may_write(change.author, holdings, target)
        return known

    def _is_purged(self, change: Change) -> bool:
        purged = self._held.purged
        return bool(purged) and (change.entity_id in purged or change.root_id in purged)

    def _merge(self, change: Change) -> None:
        if not self._is_purged(change):
            key = _key(change)
            if key not in self._held.records:
                self._held.records[key] = HeldRecord(change.root_id, change.scope, "")
                self._note(change.entity_id, self._held.records[key])
            self._states[key] = merge(self._state(key), change, knows=self._known.__contains__)
            self._held.records[key].scope = change.scope or self._held.records[key].scope
        self._known.add(change.id)
        self._fresh[change.id] = change

    def _note(self, entity_id: str, record: HeldRecord) -> None:
        self._scopes.setdefault(entity_id, set()).add(record.scope)
        self._roots.setdefault(entity_id, set()).add(record.root_id)

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
        if not mine and verdict.reason == AFTER_SEAL:
            # Nothing of it stands, so nothing of it stands outside the seal.
            return Verdict(verdict.id, word, cap=verdict.cap)
        return Verdict(verdict.id, word, verdict.reason, verdict.detail, verdict.cap)


def _key(change: Change) -> Key:
    return change.entity_id, change.entity


def _is_unsealed(stored: Change) -> bool:
    """Whether this is a seal whose bytes a purge took out."""
    return stored.kind == _SEAL and seal_in(stored.fields) is None


def _refused(change_id: str, reason: str) -> Verdict:
    return Verdict(change_id, "refused", reason, _REASONS[reason])


def sealed_trees(seal: Seal) -> set[tuple[str, str]]:
    """(root or EVERYWHERE, entity) of everything that a seal is over; what fits no column is left out."""
    pairs = ((root_id, entity) for root_id, entities in seal.tree.items() for entity in entities)
    return {(root_id, entity) for root_id, entity in pairs if len(root_id) <= _MAX_ID and len(entity) <= _MAX_NAME}
