"""Desks of one province as light as can be: real workspace files, the real outbox and merge, and a faulty line each."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import event, func, select
from sqlalchemy.util import LRUCache

from app.journal import wire
from app.journal.change import DELETED, Change, new_id
from app.journal.clock import HybridClock
from app.journal.merge import RecordState, digest
from app.models import applying, outbox, replaying
from app.models.base import ChangeRow, LocalSetting, RecordStateRow, Synced, synced_entities
from app.models.errors import AppError
from app.models.pc_clock import PcClock
from app.models.people.entities import Person
from app.models.plan.entities import ObstacleRow
from app.models.queries import PersonCard
from app.models.recording import change_of
from app.services import conflicts, history
from app.services.desk import Act, Desk
from app.services.exchange import rounds
from app.services.exchange.syncing import Syncing
from app.services.exchange.taking_in import take_in
from app.sync.feed import News
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
    """One desk on its PC. The clocks of all but the first follow the server's."""

    number: int
    centre: Centre
    path: Path
    skew: timedelta = timedelta()
    writes_until_crash: int = -1
    is_old: bool = False
    """Whether this PC runs a program that knows no obstacles yet."""
    line: FakeLine = field(init=False)
    desk: Desk = field(init=False)
    written: set[str] = field(default_factory=set)
    """Ids of the changes of every edit that the person was told is stored."""

    def __post_init__(self) -> None:
        self.line = FakeLine(self.centre, None if self.number == 0 else self.now)
        self.start()
        with self.desk.workspace.maintaining() as session:  # as joining leaves it
            outbox.set_cursor(session, outbox.Cursor(self.centre.memory.epoch, 0))

    @property
    def device(self) -> str:
        return f"{self.number:016x}"

    @property
    def person(self) -> str:
        return f"người-{self.number}"

    def now(self) -> datetime:
        return self.centre.now + self.skew

    def start(self) -> None:
        """Open the file as a program that has just started does."""
        workspace = Workspace(self.path, key=None, read_only=False, notice="", lock=None, now=self.now)
        for engine in (workspace._reader, workspace._writing_engine()):
            engine._compiled_cache = _COMPILED  # one for all desks of a run: what costs most is compiling anew
        workspace.device = self.device
        with workspace.reading() as session:
            last = session.scalar(select(func.max(ChangeRow.stamp)).where(ChangeRow.device == self.device))
        workspace.pc = PcClock(self.now, lambda: self.centre.now.timestamp())
        workspace.clock = HybridClock(self.device, workspace.corrected_now, last)
        self.desk = Desk(workspace, PersonCard(self.person, f"Người {self.number}"))
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

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Whatever the line does, and whenever the program dies; it is then started again."""
        with self._program():
            try:
                yield
            except AppError:
                pass
            except CrashError:
                self.restart()

    @contextmanager
    def _program(self) -> Iterator[None]:
        program = vars(applying)
        known = program["synced_entities"]
        program["synced_entities"] = _known_to_the_old if self.is_old else known
        try:
            yield
        finally:
            program["synced_entities"] = known

    def upgrade(self) -> None:
        """The newer program is installed, and shows what the old one could only keep."""
        self.is_old = False
        with self.at_work():
            with self.desk.workspace.maintaining() as session:
                session.merge(LocalSetting(key=replaying._REPLAYED, value="cũ"))
            self.desk.workspace.replay()

    def round(self, *, compares: bool = False) -> bool:
        """One exchange, whatever the line does to it; gives whether it came to its end."""
        done: list[rounds.Round] = []
        with self.at_work():
            done.append(rounds.run(self.desk, self.line, compares=compares))
        return bool(done)

    def hear(self, after: int, count: int) -> None:
        """A frame of the feed: it may come twice, late, or after others were lost."""
        memory = self.centre.memory
        until = min(after + count, len(memory.log))
        raw = msgspec.Raw(wire.encode_batch(memory.part(after, until)))
        news = News(after, until, raw, memory.mark_of(after), memory.mark_of(until))
        syncing = Syncing(self.desk, on_state=lambda _: None, on_changed=lambda _: None)
        if after < until and self._is_of_this_memory():
            with self.at_work():
                syncing._take_news(self.line, news)

    def _is_of_this_memory(self) -> bool:
        """A feed ends with the memory that it tells of."""
        with self.desk.workspace.reading() as session:
            known = outbox.cursor(session)
        return known is not None and known.epoch == self.centre.memory.epoch

    def _do(self, title: str, work: Callable[[Act], None]) -> None:
        with self.at_work():
            with self.desk.act(title) as act:
                work(act)
            self.written |= act.session.change_ids

    def write(self, record: int, column: str, value: str) -> None:
        """Edit one field of a record; it is made where it is not there."""

        def work(act: Act) -> None:
            found = act.session.get(Person, f"{_ROOT}-{record}")
            if found is None:
                act.session.add(Person(id=f"{_ROOT}-{record}", full_name=value))
            elif found.deleted:
                found.deleted = False
            else:
                setattr(found, column, value)

        self._do("Sửa", work)

    def add_child(self, record: int, text: str) -> None:
        row = ObstacleRow(id=new_id(), task_id=f"{_ROOT}-{record}", category="other", text=text, raised_at="")
        self._do("Thêm", lambda act: act.session.add(row))

    def delete(self, record: int) -> None:
        def work(act: Act) -> None:
            found = act.session.get(Person, f"{_ROOT}-{record}")
            if found is not None and not found.deleted:
                found.deleted = True

        self._do("Xoá", work)

    def undo(self) -> None:
        with self.at_work():
            history.undo(self.desk)

    def settle_all(self) -> None:
        found = conflicts.listed(self.desk)
        if found:
            with self.at_work():
                conflicts.keep_shown(self.desk, conflicts=found)

    def repair(self) -> None:
        """What was refused goes again."""
        with self.desk.workspace.reading() as session:
            parked = tuple(outbox.parked(session))
        if parked:
            with self.at_work():
                rounds.send_again(self.desk, change_ids=parked)

    def carry_to(self, other: "Replica", chance: random.Random) -> None:
        """A bundle: a share of what is known here, in any order, some of it twice."""
        mine = [change_of(row) for row in changes(self.desk)]
        part = [one for one in mine if chance.random() < 0.7]
        part += chance.sample(part, len(part) // 3)
        chance.shuffle(part)
        with other.at_work():
            take_in(other.desk, part, title="Tệp trao đổi")

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
        with self.at_work():
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
            obstacles = {
                row.id: (row.task_id, row.text, row.deleted, row.revived, dict(row.extra))
                for row in session.scalars(select(ObstacleRow).order_by(ObstacleRow.id))
            }
        return {"digest": digest(states), "people": people, "obstacles": obstacles}

    def left(self) -> int:
        with self.desk.workspace.reading() as session:
            found = outbox.standing(session)
        return found.unsent + found.parked


def _known_to_the_old() -> dict[str, type[Synced]]:
    return {name: table for name, table in synced_entities().items() if table is not ObstacleRow}


def heal(replicas: Sequence[Replica], *, compares: bool = True) -> None:
    """The network is back and stays; rights are given, programs brought up to date; nobody writes any more.

    `compares`: the programs are started anew, and compare what they hold with the server; else its numbers must do.
    """
    centre = replicas[0].centre
    centre.refuse.clear()
    for replica in replicas:
        replica.line.faults.clear()
        replica.writes_until_crash = -1
        if replica.is_old:
            replica.upgrade()
        replica.repair()
        with replica.at_work():
            rounds.push(replica.desk, replica.line)
    for _ in range(8):
        before = len(centre.memory.log)
        if all([replica.round(compares=compares) for replica in replicas]) and len(centre.memory.log) == before:
            return  # all have read, and nobody had anything for those who read before


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
        assert replica.written <= log.keys(), "an edit of which the person was told that it is stored vanished"
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
