"""The log that proves itself: each entry carries the hash of its predecessor on that device. Pure.

A chain is one device in one incarnation of the file. Its first entry names the genesis of the run (the run and the
locked master). A chain alone shows neither a cut tail nor a whole rewrite (P-16): anchors outside show those, as far
back as the last one; what lies after it is counted as not yet anchored.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from app.journal.wire import canonical
from app.models.runbook import freezing
from app.models.runbook.records import Run
from app.models.runbook.run_records import RunEvent

_CODE_DIGITS = 12
_GROUP = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as verification sees it: what was hashed, and what it claims."""

    event_id: str
    chain: str
    seq: int
    prev: str
    hash: str
    content: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head known outside the chain itself (Mốc đối chiếu)."""

    chain: str
    seq: int
    hash: str
    place: str
    """Where it is: "phiếu điểm quyết định", "đọc cho Sở KHCN", "máy khác đã nhận", "hồ sơ của máy này"."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """The first thing wrong with a chain."""

    kind: str
    """altered | broken | missing | forked | cut | rewritten | unjournalled"""
    seq: int
    text: str
    event_id: str = ""


@dataclass(frozen=True, slots=True)
class ChainReport:
    """One chain as verified."""

    chain: str
    length: int
    head: str
    """Hash of its last entry."""
    problem: Problem | None = None
    anchored_through: int = 0
    """The last entry that an anchor outside proves; what follows is not yet anchored."""

    @property
    def unanchored(self) -> int:
        """How many entries at the end no anchor proves."""
        return self.length - self.anchored_through

    @property
    def code(self) -> str:
        """The short code of the head to read aloud."""
        return short_code(self.head) if self.head else ""


def genesis(run: Run) -> str:
    """What the first entry of every chain of a run names as its predecessor."""
    return hashlib.sha256(canonical(["kh02-run", run.id, run.lock_id, run.lock_hash])).hexdigest()


def content_of(event: RunEvent) -> dict[str, Any]:
    """What is hashed of an event: everything but the hash itself."""
    data: dict[str, Any] = freezing.plain(event)
    del data["hash"]
    data["recorded_at"] = freezing.plain(event.entered_at)
    return {**data, "body": dict(event.body), "seen": dict(event.seen)}


def hash_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical bytes."""
    return hashlib.sha256(canonical(dict(content))).hexdigest()


def linked(event: RunEvent, *, after: RunEvent | None, run: Run) -> RunEvent:
    """The event as the next entry of its chain, behind `after` (None: the first)."""
    placed = replace(
        event, seq=after.seq + 1 if after is not None else 1, prev=after.hash if after is not None else genesis(run)
    )
    return replace(placed, hash=hash_of(content_of(placed)))


def entry_of(event: RunEvent) -> Entry:
    """An event as an entry to verify."""
    return Entry(event.id, event.chain, event.seq, event.prev, event.hash, content_of(event))


def short_code(digest: str) -> str:
    """Twelve digits in groups of four, to read aloud over the telephone: "4821-0937-5512"; "?" for what is no hash."""
    try:
        digits = str(int(digest[:16], 16) % 10**_CODE_DIGITS).zfill(_CODE_DIGITS)
    except ValueError:
        digits = "?" * _CODE_DIGITS
    return "-".join(digits[start : start + _GROUP] for start in range(0, _CODE_DIGITS, _GROUP))


def find_code(entries: Iterable[Entry], code: str) -> Entry | None:
    """The entry whose short code was read aloud or typed from a paper; None where no entry has it."""
    wanted = "".join(ch for ch in code if ch.isdigit())
    return next((entry for entry in entries if short_code(entry.hash).replace("-", "") == wanted), None)


def heads(entries: Iterable[Entry]) -> dict[str, Entry]:
    """The last entry of each chain."""
    found: dict[str, Entry] = {}
    for entry in entries:
        if entry.chain not in found or entry.seq > found[entry.chain].seq:
            found[entry.chain] = entry
    return found


def seen_anchors(entries: Iterable[Entry]) -> tuple[Anchor, ...]:
    """What each device's entries say of the other chains: anchors that came with the synchronisation."""
    found = []
    for entry in entries:
        for chain, head in entry.content.get("seen", {}).items():
            if chain != entry.chain and isinstance(head, list) and len(head) == 2 and isinstance(head[0], int):
                found.append(Anchor(chain, head[0], str(head[1]), f"máy {entry.chain[:8]} đã nhận"))
    return tuple(found)


def verify(entries: Iterable[Entry], anchors: Iterable[Anchor], start: str) -> tuple[ChainReport, ...]:
    """Every chain checked from its first entry, by name; `start` is the run's genesis."""
    listed = sorted(entries, key=lambda entry: (entry.chain, entry.seq, entry.hash, entry.event_id))
    chains = {chain: tuple(found) for chain, found in groupby(listed, key=lambda entry: entry.chain)}
    every = (*anchors, *seen_anchors(listed))
    for anchor in every:
        chains.setdefault(anchor.chain, ())
    return tuple(
        _report(chain, chains[chain], [one for one in every if one.chain == chain], start) for chain in sorted(chains)
    )


def _report(chain: str, entries: Sequence[Entry], anchors: Sequence[Anchor], start: str) -> ChainReport:
    problem = _walk(entries, start)
    by_seq = {entry.seq: entry for entry in entries}
    length = max(by_seq, default=0)
    agreed = [one for one in anchors if one.seq in by_seq and by_seq[one.seq].hash == one.hash]
    last = max(agreed, key=lambda one: one.seq, default=None)
    problem = problem or _against_anchors(by_seq, length, anchors)
    through = last.seq if last is not None else 0
    if problem is not None:
        through = min(through, problem.seq - 1)
    return ChainReport(chain, length, by_seq[length].hash if length else "", problem, through)


def _walk(entries: Sequence[Entry], start: str) -> Problem | None:
    expected, prev = 1, start
    for seq, same in groupby(entries, key=lambda entry: entry.seq):
        found = {entry.hash: entry for entry in same}
        if seq != expected:
            return Problem("missing", expected, f"Thiếu {_span(expected, seq - 1)}.")
        if len(found) > 1:
            ids = sorted(entry.event_id for entry in found.values())
            return Problem("forked", seq, f"Mục {seq} có {len(found)} bản khác nhau.", ids[0])
        (entry,) = found.values()
        if not _is_true(entry):
            return Problem("altered", seq, f"Mục {seq} đã bị sửa nội dung.", entry.event_id)
        if entry.prev != prev:
            return Problem("broken", seq, f"Mục {seq} không nối tiếp mục trước nó.", entry.event_id)
        expected, prev = seq + 1, entry.hash
    return None


def _is_true(entry: Entry) -> bool:
    content = entry.content
    claimed = (content.get("id"), content.get("chain"), content.get("seq"), content.get("prev"))
    return claimed == (entry.event_id, entry.chain, entry.seq, entry.prev) and hash_of(content) == entry.hash


def _against_anchors(by_seq: Mapping[int, Entry], length: int, anchors: Sequence[Anchor]) -> Problem | None:
    for anchor in sorted(anchors, key=lambda one: one.seq):
        if anchor.seq > length:
            last = max(one.seq for one in anchors)
            return Problem(
                "cut", length + 1, f"Mất {_span(length + 1, last)} ở cuối: mốc đối chiếu có ở {anchor.place}."
            )
        if anchor.seq in by_seq and by_seq[anchor.seq].hash != anchor.hash:
            return Problem(
                "rewritten",
                anchor.seq,
                f"Mục {anchor.seq} không khớp mốc đối chiếu ở {anchor.place}: nhật ký đã bị viết lại.",
                by_seq[anchor.seq].event_id,
            )
    return None


def _span(first: int, last: int) -> str:
    return f"mục {first}" if first >= last else f"các mục {first} đến {last}"
