"""Desks of one province as light as can be: real workspace files, the real outbox and merge, and a faulty line each."""

import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from sqlalchemy import event, func, select

from app.journal.change import Change, natural_id, new_id
from app.journal.clock import HybridClock
from app.models import applying, outbox, replaying, vietnam_time
from app.models.arriving import Arrival
from app.models.base import ChangeRow, LocalSetting, Synced, synced_entities
from app.models.errors import AppError
from app.models.inspection.entities import FollowupRow, MinutesEntryRow, MinutesRow
from app.models.pc_clock import PcClock
from app.models.people.entities import Person
from app.models.plan import form as plan_form
from app.models.plan.entities import ObstacleRow, Plan, SettingRow, TaskGroupRow, TaskRow
from app.models.plan.records import Signing
from app.models.purging import purged, statements
from app.models.queries import PersonCard
from app.services import conflicts, history, issuing, purging
from app.services.desk import Act, Desk
from app.services.exchange import newcomer, repairing, rounds
from app.services.exchange.rounds import TITLE
from app.services.exchange.syncing import Syncing
from app.services.exchange.taking_in import take_in
from app.sync.feed import News
from app.workspace import backups, workspace
from app.workspace.workspace import Workspace
from tests.sync.fake_server import FakeLine
from tests.sync.real_centre import PROVINCE, Door, RealCentre, device_id, person_id

RECORDS = 3
START = datetime.fromisoformat("2025-06-30T15:00:00+00:00")
MINUTES = "biên-bản"
WORDS = ("zkmat", "wjmat", "fqmat", "jzmat")
"""A word that stands in everything said under each record, the minutes last; no two begin with the same letter."""
PURGED = {**{f"nhiệm-vụ-{record}": TaskRow.ENTITY for record in range(RECORDS)}, MINUTES: MinutesRow.ENTITY}
"""What two persons may take out in a story: entity by id."""
COLUMNS = ("content", "products", "note")
_PLAN, _GROUP = "kế-hoạch", "nhóm-một"
_SECOND, _PIN = "người-chứng-kiến", "246813"
_STRANGER, _STRANGERS_PC = "người-mới", "f" * 16
_FOUNDER, _FOUNDERS_PC = "người-lập", "e" * 16
PERSONS_OF_PCS = (
    *((device_id(number), person_id(number)) for number in range(4)),
    (_STRANGERS_PC, _STRANGER),
    (_FOUNDERS_PC, _FOUNDER),
)
"""Who belongs to the province, each on a PC of their own."""
SIGNED = Signing("05", "KH-BCĐ", date(2025, 6, 24), "Trần Văn Đức", "TRƯỞNG BAN", on_behalf_of="BAN CHỈ ĐẠO")


class CrashError(BaseException):
    """The program is gone, between two writes."""


@dataclass
class Replica:
    """One desk on its PC. The clocks of all but the first follow the server's."""

    number: int
    centre: RealCentre
    path: Path
    skew: timedelta = timedelta()
    writes_until_crash: int = -1
    is_old: bool = False
    """Whether this PC runs a program that knows no obstacles yet."""
    line: FakeLine = field(init=False)
    desk: Desk = field(init=False)
    written: set[str] = field(default_factory=set)
    """Ids of the changes of every edit that the person was told is stored."""
    carried: list[Change] = field(default_factory=list)
    """What this desk wrote into a bundle that nobody has read yet."""

    def __post_init__(self) -> None:
        door = Door(self.centre, self.device)
        self.line = FakeLine(door, None if self.number == 0 else self.now)
        self.start()

    @property
    def device(self) -> str:
        return device_id(self.number)

    @property
    def person(self) -> str:
        return person_id(self.number)

    def now(self) -> datetime:
        return self.centre.now + self.skew

    def start(self) -> None:
        """Open the file as a program that has just started does."""
        workspace = Workspace(self.path, key=None, read_only=False, notice="", lock=None, now=self.now)
        workspace.device = self.device
        with workspace.reading() as session:
            last = session.scalar(select(func.max(ChangeRow.stamp)).where(ChangeRow.device == self.device))
        workspace.pc = PcClock(self.now, lambda: self.centre.now.timestamp())
        workspace.clock = HybridClock(self.device, workspace.corrected_now, last)
        self.desk = Desk(workspace, PersonCard(self.person, f"Người {self.number}"))
        event.listen(workspace._writing_engine(), "commit", self._commit)
        purging.reach_copies(self.desk)

    def close(self) -> None:
        self.desk.close()
        shutil.rmtree(self.path.parent)

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
        program, purge = vars(applying), vars(purging)
        known, reach_copies = program["synced_entities"], purge["reach_copies"]

        def unless_it_dies(*given: Any) -> int:
            self._commit(None)
            return int(reach_copies(*given))

        program["synced_entities"] = _known_to_the_old if self.is_old else known
        purge["reach_copies"] = unless_it_dies
        try:
            yield
        finally:
            program["synced_entities"], purge["reach_copies"] = known, reach_copies

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
        centre = self.centre
        if after >= centre.sequence or not self._is_of_this_memory():
            return
        page = centre.changes(after=after, limit=count, epoch="", known=())
        news = News(after, page.sequence, page.changes, centre.mark_of(after), page.mark)
        syncing = Syncing(self.desk, on_state=lambda _: None, on_changed=lambda _: None)
        with self.at_work():
            syncing._take_news(self.line, news)

    def _is_of_this_memory(self) -> bool:
        """A feed ends with the memory that it tells of."""
        with self.desk.workspace.reading() as session:
            known = outbox.cursor(session)
        return known is not None and known.epoch == self.centre.epoch

    def _do(self, title: str, work: Callable[[Act], None]) -> None:
        with self.at_work():
            with self.desk.act(title) as act:
                work(act)
            self.written |= act.session.change_ids

    def write(self, record: int, column: str, number: int) -> None:
        """Edit one field of a record; it is made where it is not there."""

        def work(act: Act) -> None:
            found = act.session.get(TaskRow, _id(record))
            if found is None:
                act.session.add(_task(_id(record), said(record, number)))
            elif found.deleted:
                found.deleted = False
            else:
                setattr(found, column, said(record, number))

        self._do_under("Sửa", (TaskRow.ENTITY, _id(record)), work)

    def add_child(self, record: int, number: int) -> None:
        text = said(record, number)
        at = vietnam_time.iso(self.now())
        row = ObstacleRow(id=new_id(), task_id=_id(record), category="other", text=text, raised_at=at)
        self._do_under("Thêm", (TaskRow.ENTITY, _id(record)), lambda act: act.session.add(row))

    def delete(self, record: int) -> None:
        def work(act: Act) -> None:
            found = act.session.get(TaskRow, _id(record))
            if found is not None and not found.deleted:
                found.deleted = True

        self._do("Xoá", work)

    def conclude(self, number: int) -> None:
        """Agree minutes: a task is made of a conclusion. Two desks that have not met make the same."""
        entry, task, link = (f"{what}-{number}" for what in ("kết-luận", "việc", "theo-dõi"))
        words = said(len(WORDS) - 1, number)

        def work(act: Act) -> None:
            session = act.session
            if session.get(TaskRow, task) is not None or (TaskRow.ENTITY, task) in purged(statements(session)):
                return
            if session.get(MinutesRow, MINUTES) is None:
                session.add(MinutesRow(id=MINUTES, visit_id="cuộc", inspection_id="đợt", unit_id="", content=words))
            if session.get(MinutesEntryRow, entry) is None:
                session.add(
                    MinutesEntryRow(id=entry, minutes_id=MINUTES, part="conclusion", rank=f"a{number}", text=words)
                )
            session.add(_task(task, words))
            given = {"visit_id": "cuộc", "inspection_id": "đợt", "unit_id": ""}
            session.add(FollowupRow(id=link, task_id=task, minutes_id=MINUTES, entry_id=entry, **given))

        self._do_under("Thống nhất biên bản", (MinutesRow.ENTITY, MINUTES), work)

    def _do_under(self, title: str, owner: tuple[str, str], work: Callable[[Act], None]) -> None:
        """Nobody who knows that a record was purged writes there again."""

        def unless_purged(act: Act) -> None:
            if owner not in purged(statements(act.session)):
                work(act)

        self._do(title, unless_purged)

    def purge(self, chosen: int) -> str:
        """Two persons take one of the records that are known here out for good; gives which, or nothing."""
        with self.desk.workspace.reading() as session:
            known = sorted(
                session.scalars(select(ChangeRow.entity_id).where(ChangeRow.entity_id.in_(PURGED)).distinct())
            )
        if not known:
            return ""
        record_id = known[chosen % len(known)]
        done: list[str] = []
        with self.at_work():
            given = {"second_person": _SECOND, "second_pin": _PIN}
            purging.purge_record(self.desk, entity=PURGED[record_id], record_id=record_id, **given)
            done.append(record_id)
        return "".join(done)

    def issue(self) -> None:
        """The plan goes out: what it says is sealed."""
        with self.at_work():
            issuing.issue(self.desk, signing=SIGNED)

    def copy_daily(self) -> None:
        backups.daily(self.path, key=None, now=self.now())

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

    def drop(self) -> None:
        """What was refused is taken back."""
        with self.desk.workspace.reading() as session:
            parked = tuple(outbox.parked(session))
        if parked:
            with self.at_work():
                repairing.take_back(self.desk, change_ids=parked)

    def put_back(self) -> None:
        """What was taken back counts again."""
        with self.desk.workspace.reading() as session:
            dropped = tuple(one.id for one in outbox.taken_back(session))
        if dropped:
            with self.at_work():
                repairing.put_back(self.desk, change_ids=dropped)

    def handed_on(self) -> list[Change]:
        """What a bundle of this desk holds."""
        with self.desk.workspace.reading() as session:
            return list(outbox.to_hand_on(session))

    def carry_to(self, other: "Replica", chance: random.Random) -> None:
        """A bundle: a share of what is known here, in any order, some of it twice."""
        other.read(self.handed_on(), chance)

    def read(self, bundle: Sequence[Change], chance: random.Random) -> None:
        part = [one for one in bundle if chance.random() < 0.7]
        part += chance.sample(part, len(part) // 3)
        chance.shuffle(part)
        with self.at_work():
            take_in(self.desk, part, title="Tệp trao đổi")

    def take_strangers(self) -> None:
        """A newer program writes a field and an entity that this one does not know."""
        at = self.desk.workspace.clock.tick()
        newer = Change(
            new_id(),
            new_id(),
            at,
            _STRANGER,
            _STRANGERS_PC,
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
            _STRANGER,
            _STRANGERS_PC,
            TaskRow.ENTITY,
            _id(0),
            _id(0),
            "",
            "put",
            {"màu": at},
            {},
            9,
        )
        with self.at_work():
            take_in(self.desk, [newer, field_of_ours], title="Bản mới hơn")

    def left(self) -> int:
        with self.desk.workspace.reading() as session:
            found = outbox.standing(session)
        return found.unsent + found.parked


def _known_to_the_old() -> dict[str, type[Synced]]:
    return {name: table for name, table in synced_entities().items() if table is not ObstacleRow}


def said(place: int, number: int) -> str:
    """What is written under a record, with its word."""
    return f"{WORDS[place]} giá trị {number}"


def _id(record: int) -> str:
    return list(PURGED)[record]


def _task(task_id: str, content: str) -> TaskRow:
    source = {"library": "local"}
    return TaskRow(id=task_id, plan_id=_PLAN, group_id=_GROUP, rank=f"a{task_id}", content=content, source=source)


def found_province(path: Path, centre: RealCentre) -> None:
    """Make a workspace with a plan that has no tasks yet, and bring it to the server: what every desk begins with."""
    opened = workspace.create(path, now=lambda: centre.now)
    opened.device = _FOUNDERS_PC
    opened.clock = HybridClock(_FOUNDERS_PC, opened.corrected_now)
    hashed = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(_PIN)
    with opened.acting("Lập kế hoạch", author=_FOUNDER, undoable=False) as session:
        known = natural_id(PROVINCE, "setting", "province")
        session.add(SettingRow(id=known, key="province", value=PROVINCE))
        session.add(Plan(id=_PLAN, title="Kế hoạch", form_version=plan_form.VERSION, cutover_day="2025-06-30"))
        session.add(TaskGroupRow(id=_GROUP, plan_id=_PLAN, rank="a", heading="Hạ tầng"))
        session.add(Person(id=_SECOND, full_name="Lê Đình Phúc", pin_hash=hashed))
    desk = Desk(opened, PersonCard(_FOUNDER, "Người lập"))
    rounds.run(desk, FakeLine(Door(centre, _FOUNDERS_PC)))
    desk.close()


def joined(number: int, centre: RealCentre, path: Path) -> Replica:
    """A new PC, whose file is filled from the server's snapshot."""
    made = Replica(number, centre, path)
    opened = made.desk.workspace
    with opened.filling() as session:
        arrival = Arrival(session)
        beginning = newcomer._fetch_all(arrival, made.line, lambda _: None)
        arrival.finish(opened.clock)
    made.restart()
    with made.desk.workspace.maintaining() as session:
        outbox.set_cursor(session, outbox.Cursor(beginning.epoch, beginning.sequence, beginning.mark))
    take_in(made.desk, (), title=TITLE)
    newcomer.finish(made.desk)
    return made


def heal(replicas: Sequence[Replica], *, compares: bool = True) -> None:
    """The network is back and stays; rights are given, programs brought up to date; nobody writes any more.

    `compares`: the programs are started anew, and compare what they hold with the server; else its numbers must do.
    """
    centre = replicas[0].centre
    centre.refuse(())
    for replica in replicas:
        replica.line.faults.clear()
        replica.writes_until_crash = -1
        if replica.is_old:
            replica.upgrade()
        replica.put_back()
        replica.repair()
        with replica.at_work():
            rounds.push(replica.desk, replica.line)
    for _ in range(8):
        before = centre.sequence
        if all([replica.round(compares=compares) for replica in replicas]) and centre.sequence == before:
            return  # all have read, and nobody had anything for those who read before


def copy_of(template: Path, folder: Path, number: int) -> Path:
    """The file of one PC, alone in a folder of its own."""
    home = folder / f"{number}-{new_id()}"
    home.mkdir()
    return Path(shutil.copyfile(template, home / "máy.kh02"))
