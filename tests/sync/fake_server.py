"""The line between a desk and a server, which fails on request; and a server in memory that follows docs/protocol.md.

The server in memory is for tests of one desk. It purges nothing: whole stories are played on the server's own store
(`tests.sync.real_centre`).
"""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from app.journal import wire
from app.journal.change import Change
from app.journal.clock import ahead_of, capped
from app.journal.merge import RecordState, conflicts, digest, merge
from app.sync.errors import OtherEpochError
from app.sync.http import Changes, Digests, HeldBlob, PushAnswer, Server, Verdict, offline

Key = tuple[str, str]


@dataclass
class Memory:
    """What the server has stored of one province."""

    epoch: str
    log: list[Change] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)
    """Of each number the mark of its push."""
    moved: set[int] = field(default_factory=set)
    """Places in the log whose change stands at a later one since its cap was lowered."""
    states: dict[Key, RecordState] = field(default_factory=dict)
    roots: dict[Key, str] = field(default_factory=dict)

    def copy(self, epoch: str) -> "Memory":
        return Memory(epoch, [*self.log], [*self.marks], {*self.moved}, {**self.states}, {**self.roots})

    def mark_of(self, number: int) -> str:
        return self.marks[number - 1] if 0 < number <= len(self.marks) else ""

    def part(self, after: int, until: int) -> list[Change]:
        """The changes numbered after `after` up to `until`."""
        return [one for at, one in enumerate(self.log[after:until], start=after) if at not in self.moved]

    def has(self, after: int, known: Iterable[tuple[int, str]]) -> bool:
        """Whether a desk that has read so far has read in this memory."""
        return after <= len(self.log) and all(self.mark_of(number) == mark for number, mark in known)


class Answering(Protocol):
    """A server as a line asks it: each of its answers is that of one request."""

    blobs: dict[str, bytes]

    @property
    def now(self) -> datetime: ...

    @property
    def epoch(self) -> str: ...

    def push(self, batch: bytes) -> PushAnswer: ...

    def changes(self, *, after: int, limit: int, epoch: str, known: Iterable[tuple[int, str]]) -> Changes: ...

    def digests(self) -> Digests: ...

    def heads(self, entity: str) -> dict[str, str]: ...

    def snapshot(self, cursor: str) -> Iterator[bytes]: ...


class Centre:
    """The server in memory."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.memory = Memory("epoch-0")
        self._pushes = 0
        self.refuse: set[str] = set()
        """Authors whose changes are not allowed."""
        self.acknowledged: set[str] = set()
        self.blobs: dict[str, bytes] = {}

    @property
    def epoch(self) -> str:
        return self.memory.epoch

    def push(self, batch: bytes) -> PushAnswer:
        changes, unreadable = wire.decode_batch(batch)
        assert not unreadable
        self._pushes += 1
        verdicts = [self._take(change) for change in changes]
        self.acknowledged |= {one.id for one in verdicts if one.verdict != "refused"}
        memory, reached = self.memory, len(self.memory.log)
        memory.marks += [f"m{self._pushes}"] * (reached - len(memory.marks))
        return PushAnswer(memory.epoch, reached, tuple(verdicts), memory.mark_of(reached))

    def _take(self, change: Change) -> Verdict:
        known = {one.id: one for one in self.memory.log}
        if change.id in known:
            stored = known[change.id]
            if replace(stored, cap=None) != replace(change, cap=None):
                return Verdict(change.id, "refused", {"code": "other_content", "text": "Nội dung khác."})
            return Verdict(change.id, "known", cap=self._lowered(stored, change).cap)
        if change.author in self.refuse:
            return Verdict(change.id, "refused", {"code": "not_allowed", "text": "Không có quyền ghi."})
        if change.cap is None and ahead_of(change.stamp, self.now):
            change = replace(change, cap=capped(change.stamp, self.now))
        state = self._store(change, known)
        written = {one.id: one for one in self.memory.log}
        split = conflicts(state, lambda change_id, name: written[change_id].written.get(name))
        shown = {name for name in change.written if (head := state.fields[name].shown) and head.change_id == change.id}
        word = "conflict" if split.keys() & change.written.keys() else "applied" if shown else "superseded"
        return Verdict(change.id, word, cap=change.cap)

    def _lowered(self, stored: Change, repeated: Change) -> Change:
        """A lower cap moves a change to the end of the log; the numbers before it stay as they are."""
        if repeated.cap is None or repeated.cap >= stored.effective:
            return stored
        memory = self.memory
        memory.moved |= {at for at, one in enumerate(memory.log) if one.id == stored.id}
        self._store(repeated, {one.id for one in memory.log})
        return repeated

    def _store(self, change: Change, known: Collection[str]) -> RecordState:
        key = (change.entity, change.entity_id)
        state = merge(self.memory.states.get(key, RecordState()), change, knows=known.__contains__)
        self.memory.states[key] = state
        self.memory.roots.setdefault(key, change.root_id)
        self.memory.log.append(change)
        return state

    def changes(self, *, after: int, limit: int, epoch: str, known: Iterable[tuple[int, str]]) -> Changes:
        memory = self.memory
        if epoch not in ("", memory.epoch) or not memory.has(after, known):
            raise OtherEpochError("Máy chủ vừa được khôi phục.")
        reached = min(after + limit, len(memory.log))
        raw = msgspec.Raw(wire.encode_batch(memory.part(after, reached)))
        return Changes(memory.epoch, raw, reached, reached < len(memory.log), memory.mark_of(reached))

    def digests(self) -> Digests:
        memory = self.memory
        entities = {entity for entity, _ in memory.states}
        found = {one: digest((key[1], s) for key, s in memory.states.items() if key[0] == one) for one in entities}
        return Digests(memory.epoch, len(memory.log), found)

    def heads(self, entity: str) -> dict[str, str]:
        states = self.memory.states.items()
        return {key[1]: digest([(key[1], state)]) for key, state in states if key[0] == entity}

    def snapshot(self, cursor: str) -> Iterator[bytes]:
        memory = self.memory
        keys = sorted(key for key in memory.states if "/".join(key) > cursor)
        last = len(memory.log)
        first = {"epoch": memory.epoch, "sequence": last, "mark": memory.mark_of(last), "records": len(keys)}
        first["pages"] = -(-len(keys) // 50)
        yield json.dumps(first).encode()
        for start in range(0, len(keys), 50):
            yield self._page(keys[start : start + 50])

    def _page(self, keys: list[Key]) -> bytes:
        memory = self.memory
        by_id = {one.id: one for one in memory.log}
        records: list[Mapping[str, Any]] = []
        for key in keys:
            state = memory.states[key]
            heads = sorted({head.change_id for known in state.fields.values() for head in known.heads})
            changes = [json.loads(wire.encode(by_id[head])) for head in heads]
            named = {"entity": key[0], "id": key[1], "root": memory.roots[key]}
            records.append({**named, "state": state.to_json(), "changes": changes})
        return json.dumps({"cursor": "/".join(keys[-1]), "records": records}, ensure_ascii=False).encode()

    def restore(self, backup: Memory, epoch: str) -> None:
        """An older copy comes back, as another memory; with an epoch that was there before, as if nothing had been."""
        self.memory = backup.copy(epoch)


class FakeLine(Server):
    """One desk's connection. `faults` are used up one a request: "lost" (before) or "unanswered" (after), or ""."""

    def __init__(self, centre: Answering, now: Callable[[], datetime] | None = None) -> None:
        """`now` is the desk's clock where the offset is to be measured."""
        self.centre = centre
        self.page = 1_000
        """Changes in one page at most."""
        self._now_here = now
        self.faults: list[str] = []
        self.pushes: list[int] = []
        self.epoch = ""

    @property
    def offset(self) -> timedelta | None:
        return None if self._now_here is None else self.centre.now - self._now_here()

    def close(self) -> None:
        return

    @contextmanager
    def _on_the_way(self) -> Iterator[None]:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "lost":
            raise offline()
        yield
        self.epoch = self.centre.epoch
        if fault == "unanswered":
            raise offline()

    def push(self, batch: bytes) -> PushAnswer:
        fault = self.faults[0] if self.faults else ""
        with self._on_the_way():
            answer = self.centre.push(batch)
            self.pushes.append(len(answer.verdicts))
            if fault == "twice":
                answer = self.centre.push(batch)
        if fault == "truncated":
            few = answer.verdicts[: max(1, len(answer.verdicts) // 2)]
            answer = PushAnswer(answer.epoch, answer.sequence, few, answer.mark)
        return answer

    def changes(self, *, after: int, limit: int, epoch: str, known: Iterable[tuple[int, str]]) -> Changes:
        with self._on_the_way():
            return self.centre.changes(after=after, limit=min(limit, self.page), epoch=epoch, known=known)

    def digests(self) -> Digests:
        with self._on_the_way():
            return self.centre.digests()

    def heads(self, entity: str) -> dict[str, str]:
        with self._on_the_way():
            return self.centre.heads(entity)

    @contextmanager
    def snapshot(self, cursor: str) -> Iterator[Iterator[bytes]]:
        """Lost on the way, it breaks off behind its second line."""
        fault = self.faults.pop(0) if self.faults else ""

        def lines() -> Iterator[bytes]:
            for place, line in enumerate(self.centre.snapshot(cursor)):
                if fault == "lost" and place == 2:
                    raise offline()
                yield line

        yield lines()

    def blob(self, sha256: str) -> HeldBlob:
        with self._on_the_way():
            held = self.centre.blobs.get(sha256, b"")
            return HeldBlob(len(held), whole=bool(held) and _is_named(held, sha256))

    def put_chunk(self, sha256: str, data: bytes, *, at: int, total: int) -> HeldBlob:
        with self._on_the_way():
            held = self.centre.blobs.get(sha256, b"")
            assert at == len(held)
            self.centre.blobs[sha256] = held + data
            return HeldBlob(at + len(data), whole=at + len(data) == total)

    def get_chunk(self, sha256: str, *, at: int) -> tuple[bytes, int]:
        from app.sync.errors import ServerRefusedError
        from app.sync.http import CHUNK

        with self._on_the_way():
            held = self.centre.blobs.get(sha256, b"")
            if not _is_named(held, sha256):
                raise ServerRefusedError("Không có trên máy chủ.")
            return held[at : at + CHUNK], len(held)


def _is_named(data: bytes, sha256: str) -> bool:
    import hashlib

    return hashlib.sha256(data).hexdigest() == sha256
