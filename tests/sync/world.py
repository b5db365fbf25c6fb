"""Desks of one province as light as can be: real workspace files, the real outbox and merge, and a faulty line each."""

import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, select
from sqlalchemy.util import LRUCache

from app.journal.change import DELETED, Change, new_id
from app.journal.clock import HybridClock
from app.journal.merge import RecordState, digest
from app.models import outbox, queries
from app.models.base import RecordStateRow
from app.models.errors import AppError, RefusedError
from app.models.people.entities import Person
from app.models.plan.entities import ObstacleRow
from app.models.queries import PersonCard
from app.models.recording import change_of
from app.services import conflicts, history
from app.services.desk import Desk
from app.services.exchange import rounds
from app.services.exchange.taking_in import take_in
from app.workspace.workspace import Workspace
from tests.steps import changes
from tests.sync.fake_server import Centre, FakeLine

START = datetime.fromisoformat("2025-06-30T15:00:00+00:00")
RECORDS = 3
_ROOT = "người-gốc"
_COMPILED: LRUCache[Any, Any] = LRUCache(1_000)


class CrashError(BaseException):
    """The program is gone, between two writes."""


@dataclass
class Replica:
    """One desk on its PC."""

    number: int
    centre: Centre
    path: Path
    skew: timedelta = timedelta()
    writes_until_crash: int = -1
    line: FakeLine = field(init=False)
    desk: Desk = field(init=False)
    elapsed: timedelta = timedelta()

    def __post_init__(self) -> None:
        self.line = FakeLine(self.centre)
        self.start()

    @property
    def device(self) -> str:
        return f"{self.number:016x}"

    def now(self) -> datetime:
        return self.centre.now + self.skew

    def start(self) -> None:
        """Open the file as a program that has just started does."""
        workspace = Workspace(self.path, key=None, read_only=False, notice="", lock=None, now=self.now)
        for engine in (workspace._reader, workspace._writing_engine()):
            engine._compiled_cache = _COMPILED  # one for all desks of a run: what costs most is compiling anew
        workspace.device = self.device
        stamps = [row.stamp for row in changes_on(workspace) if row.device == self.device]
        workspace.clock = HybridClock(self.device, workspace.now, max(stamps, default=None))
        self.desk = Desk(workspace, PersonCard(f"người-{self.number}", f"Người {self.number}"))
        event.listen(workspace._writing_engine(), "commit", self._commit)

    def _commit(self, _connection: object) -> None:
        if self.writes_until_crash >= 0:
            self.writes_until_crash -= 1
            if self.writes_until_crash < 0:
                raise CrashError

    def restart(self) -> None:
        self.writes_until_crash = -1
        self.desk.workspace.close()
        self.start()

    def round(self, *, compares: bool = False) -> None:
        """One exchange, whatever the line does to it."""
        try:
            rounds.run(self.desk, self.line, compares=compares)
        except AppError:
            pass
        except CrashError:
            self.restart()

    def write(self, record: int, column: str, value: str) -> None:
        """Edit one field of a record; it is made where it is not there."""
        record_id = f"{_ROOT}-{record}"
        with self.desk.act("Sửa") as act:
            found = act.session.get(Person, record_id)
            if found is None:
                act.session.add(Person(id=record_id, full_name=value))
            elif found.deleted:
                found.deleted = False
            else:
                setattr(found, column, value)

    def add_child(self, record: int, text: str) -> None:
        with self.desk.act("Thêm") as act:
            row = ObstacleRow(id=new_id(), task_id=f"{_ROOT}-{record}", category="other", text=text, raised_at="")
            act.session.add(row)

    def delete(self, record: int) -> None:
        with self.desk.act("Xoá") as act:
            found = act.session.get(Person, f"{_ROOT}-{record}")
            if found is not None and not found.deleted:
                found.deleted = True

    def undo(self) -> None:
        try:
            history.undo(self.desk)
        except RefusedError:
            return

    def settle_all(self) -> None:
        found = conflicts.listed(self.desk)
        if found:
            conflicts.keep_shown(self.desk, conflicts=found)

    def carry_to(self, other: "Replica", chance: random.Random) -> None:
        """A bundle: a share of what is known here, in any order, some of it twice."""
        mine = [change_of(row) for row in changes(self.desk)]
        part = [one for one in mine if chance.random() < 0.7]
        part += chance.sample(part, len(part) // 3)
        chance.shuffle(part)
        try:
            take_in(other.desk, part, title="Tệp trao đổi")
        except CrashError:
            other.restart()

    def take_strangers(self) -> None:
        """A newer program writes a field and an entity that this one does not know."""
        at = self.desk.workspace.clock.tick()
        newer = Change(
            new_id(),
            new_id(),
            at,
            "người-mới",
            "f" * 16,
            "robot",
            "r",
            "r",
            "",
            "put",
            {"tên": at},
            {},
            9,
            extra={"n": 1},
        )
        field_of_ours = Change(
            new_id(),
            new_id(),
            at,
            "người-mới",
            "f" * 16,
            "person",
            f"{_ROOT}-0",
            f"{_ROOT}-0",
            "",
            "put",
            {"màu": at},
            {},
            9,
        )
        take_in(self.desk, [newer, field_of_ours], title="Bản mới hơn")

    def picture(self) -> dict[str, Any]:
        """What must be the same everywhere."""
        with self.desk.workspace.reading() as session:
            states = [
                (row.entity_id, RecordState.from_json(row.state)) for row in session.scalars(select(RecordStateRow))
            ]
            people = {
                row.id: (row.full_name, row.position, row.unit, row.deleted, row.revived, dict(row.extra))
                for row in session.scalars(select(Person).order_by(Person.id))
            }
        return {"digest": digest(states), "people": people}

    def left(self) -> int:
        with self.desk.workspace.reading() as session:
            found = outbox.standing(session)
        return found.unsent + found.parked


def changes_on(workspace: Workspace) -> list[Change]:
    with workspace.reading() as session:
        return list(queries.all_changes(session))


def heal(replicas: Sequence[Replica]) -> None:
    """The network is back and stays; nobody writes any more."""
    for replica in replicas:
        replica.line.faults.clear()
        replica.writes_until_crash = -1
    for _ in range(8):
        for replica in replicas:
            replica.round(compares=True)
        memory = replicas[0].centre.memory
        with_all = all(cursor_of(one) == (memory.epoch, len(memory.log)) and not one.left() for one in replicas)
        if with_all and len({one.picture()["digest"] for one in replicas}) == 1:
            return


def cursor_of(replica: Replica) -> tuple[str, int]:
    with replica.desk.workspace.reading() as session:
        found = outbox.cursor(session)
    return (found.epoch, found.sequence) if found is not None else ("", 0)


def check(replicas: Sequence[Replica]) -> None:
    """All are the same, and every edit that was confirmed is current, superseded or in a visible conflict."""
    centre = replicas[0].centre
    pictures = [replica.picture() for replica in replicas]
    assert all(picture == pictures[0] for picture in pictures)
    states = centre.memory.states
    assert pictures[0]["digest"] == digest((key[1], state) for key, state in states.items())
    log = {one.id: one for one in centre.memory.log}
    named = {(one.entity_id, name, base) for one in log.values() for name, bases in one.base.items() for base in bases}
    for change_id in centre.acknowledged:
        assert change_id in log, "a confirmed edit vanished"
        change = log[change_id]
        for name in change.written:
            heads = {head.change_id for head in states[change.entity, change.entity_id].fields[name].heads}
            assert change_id in heads or (change.entity_id, name, change_id) in named
    for replica in replicas:
        assert replica.left() == 0
        shown = {(one.record_id, one.field) for one in conflicts.listed(replica.desk)}
        for (entity, record_id), state in states.items():
            if entity != "person":
                continue
            for name, known in state.fields.items():
                if name in (DELETED, "màu") or pictures[0]["people"][record_id][3]:
                    continue
                differing = len({str(log[head.change_id].written[name]) for head in known.heads}) > 1
                assert ((record_id, name) in shown) == differing


def copy_of(template: Path, folder: Path, number: int) -> Path:
    path = folder / f"{number}-{new_id()}.kh02"
    shutil.copyfile(template, path)
    return path
