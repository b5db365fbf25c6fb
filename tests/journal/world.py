"""A small simulated world: replicas that write, partition, repeat, restart and have wrong clocks; and its oracle."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

from app.journal.change import DELETED, UNDER_ROOT, Change, Json
from app.journal.clock import HybridClock, ahead_of, capped
from app.journal.merge import FieldState, Head, RecordState, base_for, base_for_delete, digest, merge
from app.journal.wire import decode, encode

from .builders import START

ROOT = "root"
RECORDS = (ROOT, "child", "other-child")
FIELDS = ("title", "note")


@dataclass
class Replica:
    """A desk, or the server: its log, its merged states and its own clock."""

    number: int
    skew: timedelta = timedelta()
    log: dict[str, Change] = field(default_factory=dict)
    states: dict[str, RecordState] = field(default_factory=dict)
    written: int = 0
    time: datetime = START

    def __post_init__(self) -> None:
        self.clock = HybridClock(f"{self.number:016x}", self._wall)

    def _wall(self) -> datetime:
        return self.time + self.skew

    def state(self, entity_id: str) -> RecordState:
        return self.states.get(entity_id, RecordState())

    def value_of(self, change_id: str, name: str) -> Json:
        """What a change that is here wrote into a field."""
        return self.log[change_id].written[name]

    def apply(self, change: Change) -> None:
        known = self.log.get(change.id)
        self.states[change.entity_id] = merge(self.state(change.entity_id), change, knows=self.log.__contains__)
        caps = [cap for cap in (change.cap, known.cap if known else None) if cap is not None]
        self.log[change.id] = replace(change, cap=min(caps, default=None))
        self.clock.observe(change.stamp)

    def write(self, entity_id: str, kind: str, fields: dict[str, Json], base: dict[str, tuple[str, ...]]) -> None:
        self.written += 1
        stamp = self.clock.tick()
        change_id = f"{self.number}-{self.written:04}"
        author, device = f"person-{self.number}", self.clock.device
        self.apply(Change(change_id, "act", stamp, author, device, "x", entity_id, ROOT, "unit", kind, fields, base, 1))

    def edit(self, entity_id: str, names: Sequence[str], *, settle: bool) -> None:
        values: dict[str, Json] = {name: self.written % 3 for name in names}
        self.write(
            entity_id, "put", values, base_for(self.state(entity_id), names, value_of=self.value_of, settle=settle)
        )

    def delete(self, entity_id: str) -> None:
        under = self.states.values() if entity_id == ROOT else [self.state(entity_id)]
        base = base_for(self.state(entity_id), [DELETED], value_of=self.value_of, settle=True)
        self.write(entity_id, "delete", {}, {**base, UNDER_ROOT: base_for_delete(under)})

    def restore(self, entity_id: str) -> None:
        self.write(
            entity_id,
            "put",
            {DELETED: False},
            base_for(self.state(entity_id), [DELETED], value_of=self.value_of, settle=True),
        )

    def event(self) -> None:
        self.write(f"event-{self.number}-{self.written}", "event", {"what": self.written}, {})

    def cap_what_lies_ahead(self) -> None:
        for change in [change for change in self.log.values() if change.cap is None]:
            if ahead_of(change.stamp, self.time):
                self.apply(replace(change, cap=capped(change.stamp, self.time)))

    def restart(self) -> None:
        """Read everything back from its stored form."""
        self.log = {change_id: decode(encode(change)) for change_id, change in self.log.items()}
        self.states = {entity_id: RecordState.from_json(state.to_json()) for entity_id, state in self.states.items()}
        self.clock = HybridClock(self.clock.device, self._wall, self.clock.last)

    def send(self, to: "Replica", random: Random, *, share: float = 1.0) -> None:
        """Hand over a share of the log in any order, some of it twice."""
        changes = [change for change in self.log.values() if random.random() < share]
        changes += random.sample(changes, len(changes) // 4)
        random.shuffle(changes)
        for change in changes:
            to.apply(change)

    @property
    def digest(self) -> str:
        return digest(self.states.items())


def state_by_definition(changes: Iterable[Change], entity_id: str) -> RecordState:
    """What the state of a record must be, straight from the definition, without any order of arrival."""
    known = list(changes)
    ours = [change for change in known if change.entity_id == entity_id]
    names = {name for change in ours for name in change.written}
    fields = {name: _field_by_definition([c for c in ours if name in c.written], name, known) for name in names}
    heads = {head.change_id for head in fields.get(DELETED, FieldState()).heads}
    deletes = {change.id: change for change in ours if change.kind == "delete" and change.id in heads}
    return RecordState(fields, {name: frozenset(delete.base[UNDER_ROOT]) for name, delete in deletes.items()})


def _field_by_definition(writers: list[Change], name: str, known: list[Change]) -> FieldState:
    named = {base for change in writers if change.kind != "event" for base in change.base.get(name, ())}
    heads = [Head(change.id, change.effective) for change in writers if change.id not in named]
    heads.sort(key=lambda head: (head.stamp, head.change_id), reverse=True)
    return FieldState(tuple(heads), frozenset(named - {change.id for change in known}))
