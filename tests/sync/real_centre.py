"""The server's own store, verdicts and purges, asked without HTTP: stories are played on what a province will run."""

import json
import shutil
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec
from sqlalchemy import insert, text, update

from app.journal import wire
from app.journal.change import Change
from app.journal.merge import RecordState
from app.sync.errors import OtherEpochError
from app.sync.http import Changes, Digests, PushAnswer
from server import store_digests, store_people, store_push, store_read
from server import store_tables as tables
from server.errors import ServerError
from server.rights import Holding
from server.routes_sync import push_answer
from server.store import Store, Transaction
from server.store_asking import ask
from server.wire_batch import read_batch

PROVINCE = "68"
_MAY_ALL, _MAY_NOTHING = "to-truong", "chi-xem"
Key = tuple[str, str]


def device_id(number: int) -> str:
    return f"{number:016x}"


def person_id(number: int) -> str:
    return f"người-{number}"


class Database:
    """One file that is a server's database, story after story: what SQLAlchemy has compiled serves them all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = Store(f"sqlite:///{path}")

    def fill(self, devices: Iterable[tuple[str, str]]) -> None:
        """A province with these devices, each with one person, who may write everything."""

        def work(connection: Transaction) -> None:
            store_people.add_province(connection, code=PROVINCE, name="Lâm Đồng")
            for device, person in devices:
                store_people.add_person(connection, province=PROVINCE, name=person, person_id=person)
                _give(connection, person, _MAY_ALL)
                row = {"public_key": "", "token_hash": device, "joined_at": "2025-06-30T00:00:00.000Z"}
                connection.execute(insert(tables.device).values(province=PROVINCE, id=device, name=device, **row))
                belongs = {"province": PROVINCE, "device": device, "person": person}
                connection.execute(insert(tables.device_person).values(belongs))

        self.store.create()
        self.store.write(work)

    def copy_to(self, target: Path) -> None:
        self.store.close()  # the last connection to close folds the log in
        shutil.copyfile(self.path, target)

    def replace_by(self, source: Path) -> None:
        self.store.close()
        shutil.copyfile(source, self.path)


@dataclass(frozen=True, slots=True)
class Backup:
    """A copy of the database that somebody set aside."""

    path: Path
    epoch: str


class RealCentre:
    """The server of one story. It begins with what `empty` holds, and holds that again when it is emptied."""

    def __init__(self, now: datetime, database: Database, first: Path, *, empty: Path) -> None:
        self.now = now
        self.blobs: dict[str, bytes] = {}
        self.acknowledged: set[str] = set()
        """Ids of the changes that some desk was told are stored."""
        self._refused: set[str] = set()
        self._database = database
        self._empty = empty
        database.replace_by(first)

    @property
    def epoch(self) -> str:
        return self._database.store.read(lambda connection: store_read.stand_of(connection, PROVINCE))[0]

    @property
    def sequence(self) -> int:
        return self._database.store.read(lambda connection: store_read.stand_of(connection, PROVINCE))[1]

    def refuse(self, persons: Iterable[str]) -> None:
        """These may write nothing from now on, all others everything again."""
        wanted = set(persons)

        def work(connection: Transaction) -> None:
            for person in self._refused | wanted:
                _give(connection, person, _MAY_NOTHING if person in wanted else _MAY_ALL)

        if wanted != self._refused:
            self._database.store.write(work)
        self._refused = wanted

    @property
    def refused(self) -> frozenset[str]:
        return frozenset(self._refused)

    def push(self, token_hash: str, batch: bytes) -> PushAnswer:
        store = self._database.store
        device = store.look(lambda connection: ask(connection, store_people.device_of(token_hash)))
        assert device is not None
        with _translated():
            pushed = store_push.push(store, device, read_batch(batch), now=self.now)
        answer = msgspec.convert(push_answer(pushed), PushAnswer)
        self.acknowledged |= {one.id for one in answer.verdicts if one.verdict != "refused"}
        return answer

    def changes(self, *, after: int, limit: int, epoch: str, known: Iterable[tuple[int, str]]) -> Changes:
        if epoch not in ("", self.epoch):
            raise OtherEpochError("Máy chủ vừa được khôi phục.")
        with _translated():
            page = store_read.changes_after(self._database.store, PROVINCE, after, limit, known)
        raw = msgspec.Raw(b"[" + b",".join(page.changes) + b"]")
        return Changes(page.epoch, raw, page.sequence, page.more, page.mark)

    def digests(self) -> Digests:
        return Digests(*store_digests.entity_digests(self._database.store, PROVINCE))

    def heads(self, entity: str) -> dict[str, str]:
        return dict(store_digests.record_digests(self._database.store, PROVINCE, entity)[2])

    def snapshot(self, cursor: str) -> Iterator[bytes]:
        with _translated():
            head = store_read.snapshot_head(self._database.store, PROVINCE, cursor)
        place = head.place
        first = {"epoch": place.epoch, "sequence": place.sequence, "mark": place.mark}
        yield json.dumps({**first, "records": head.records, "pages": head.pages}).encode()
        yield from store_read.snapshot_pages(self._database.store, PROVINCE, place)

    def mark_of(self, number: int) -> str:
        return self._database.store.read(lambda connection: store_read.mark_of(connection, PROVINCE, number))

    def back_up(self, path: Path) -> Backup:
        epoch = self.epoch
        self._database.copy_to(path)
        return Backup(path, epoch)

    def restore(self, backup: Backup, *, is_told: bool) -> None:
        """An older copy comes back: told, as another memory, else as if nothing had been."""
        self._database.replace_by(backup.path)
        self._set_epoch(str(uuid.uuid4()) if is_told else backup.epoch)

    def lose_all(self) -> None:
        """A new server stands in the place of the old one: who belongs to the province, and nothing else."""
        self._database.replace_by(self._empty)
        self._set_epoch(str(uuid.uuid4()))

    def _set_epoch(self, epoch: str) -> None:
        row = tables.province

        def work(connection: Transaction) -> None:
            connection.execute(update(row).where(row.c.code == PROVINCE).values(epoch=epoch))
            for person in self._refused:
                _give(connection, person, _MAY_NOTHING)

        self._database.store.write(work)

    def log(self) -> list[Change]:
        """Every change that is stored, by number."""
        query = text("SELECT body FROM change ORDER BY sequence")
        found = self._database.store.read(lambda connection: list(connection.execute(query).scalars()))
        return [wire.decode(body.encode()) for body in found]

    def states(self) -> dict[Key, RecordState]:
        """The merged heads of each record, by entity and id."""
        query = text("SELECT entity, entity_id, state FROM record")
        rows = self._database.store.read(lambda connection: connection.execute(query).all())
        return {(row.entity, row.entity_id): RecordState.from_json(json.loads(row.state)) for row in rows}

    def purged(self) -> frozenset[str]:
        """Ids of what was taken out for good."""
        query = text("SELECT record_id FROM purged")
        return self._database.store.read(lambda connection: frozenset(connection.execute(query).scalars()))


class Door:
    """The server as one device meets it."""

    def __init__(self, centre: RealCentre, device: str) -> None:
        self._centre = centre
        self._token_hash = device
        self.changes, self.digests = centre.changes, centre.digests
        self.heads, self.snapshot = centre.heads, centre.snapshot
        self.blobs = centre.blobs

    @property
    def now(self) -> datetime:
        return self._centre.now

    @property
    def epoch(self) -> str:
        return self._centre.epoch

    def push(self, batch: bytes) -> PushAnswer:
        return self._centre.push(self._token_hash, batch)


def _give(connection: Transaction, person: str, role: str) -> None:
    store_people.set_roles(connection, province=PROVINCE, person=person, holdings=[Holding(role, "")])


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except ServerError as error:
        if error.code == "other_epoch":
            raise OtherEpochError(error.title) from error
        raise
