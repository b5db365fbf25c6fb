"""A new PC of a province that works already: its workspace comes from the server, page by page.

It is built beside its place under another name and takes its own when it is whole; broken off, it goes on there.
"""

import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

import app.models.schema  # noqa: F401 every table is filled; loading them takes longer than filling most
from app.journal.wire import WireError
from app.models import arriving, queries
from app.models.arriving import Arrival, Beginning
from app.models.people.entities import Person
from app.models.units.gazetteer import find_province
from app.services import opening
from app.services.desk import Desk
from app.services.exchange import addressing, joining
from app.services.exchange.joining import Joined
from app.services.exchange.rounds import TITLE
from app.services.exchange.taking_in import take_in
from app.sync.errors import OtherEpochError, SyncError
from app.sync.http import Address, JoinAnswer, JoinedPerson, Server, garbled
from app.workspace import credentials, workspace
from app.workspace.backups import files_of
from app.workspace.errors import WorkspaceMissingError
from app.workspace.workspace import SUFFIX, Workspace, system_now

_ANSWER = "join_answer"
_SECRET = "newcomer"  # noqa: S105 the name of a setting
_TRIES = 5
_KEEP_EVERY = 2.0
"""Seconds after which what is here is kept for good: so much a power cut may cost."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many records are here of how many."""

    done: int
    total: int


OnProgress = Callable[[Progress], None]


def start(
    path: Path,
    *,
    address: Address,
    code: str,
    key: str | None = None,
    on_progress: OnProgress = lambda _: None,
    now: Callable[[], datetime] = system_now,
) -> tuple[Desk, Joined]:
    """Make a workspace of what the server holds, and sit down at it. `code` may be empty to go on where it broke off.

    A server that holds nothing yet gets a new plan of the province from here. What only makes the file faster is left
    to the sync that now begins (`Workspace.finish_some`), or to the next opening.

    Raises:
        WorkspaceMissingError, DiskError: the file cannot be made, or is there already.
        InvalidInputError: no address, or no code.
        RefusedError: the server holds nothing, and nobody of this device may begin a plan; the same call goes on later.
        SyncError: the line broke off; the same call goes on where it stood.
    """
    path = path.absolute()
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    building = path.with_name(f"{path.stem} đang nhận{SUFFIX}")
    if path.exists():
        raise WorkspaceMissingError(f"{path.name} đã có.", "Mở tệp đó rồi tham gia, hoặc chọn tên khác.")
    address = addressing.cleaned(address)
    opened, answer = _begun(building, address=address, code=code, key=key, now=now)
    try:
        server = Server(address, answer.token)
        try:
            with _without_collector(), opened.filling() as session:
                arrival = Arrival(session)
                beginning = _fetch_all(arrival, server, on_progress)
                if server.offset is not None:
                    opened.pc.set_offset(server.offset)
                if beginning.records:
                    if arrival.newest:
                        opened.clock.observe(arrival.newest)
                    arrival.finish(opened.clock)
        finally:
            server.close()
        if beginning.records:
            after, mark = beginning.sequence, beginning.mark
            joined = joining.enter(opened, address=address, answer=answer, after=after, mark=mark)
        secret = _secret_name(opened)
    finally:
        opened.close()
    if beginning.records:
        _take_place(building, path)
        desk = opening.open_desk(path, key=key, now=now, finishes=False)
        take_in(desk, (), title=TITLE)  # where a purge calls for further ones that nobody has written yet
        _sit_down(desk, answer.persons)
    else:
        founder = joining.founder(answer.persons)
        workspace.remove(building)
        desk = _first_of_all(path, province=answer.province, founder=founder, key=key, now=now)
        joined = joining.enter(desk.workspace, address=address, answer=answer, after=0)
    credentials.forget(secret)
    return desk, joined


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of small objects are made and dropped, none of them in a circle: looking for some costs a tenth."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def finish(desk: Desk) -> None:
    """Make at once what `start` left to the sync: where no sync follows."""
    while desk.workspace.finish_some():
        pass


def _begun(
    building: Path, *, address: Address, code: str, key: str | None, now: Callable[[], datetime]
) -> tuple[Workspace, JoinAnswer]:
    """The half-made workspace and what was traded for the code: a code serves once, so both are kept together."""
    if building.exists():
        workspace.settle(building, key=key)
        opened = workspace.open_workspace(building, key=key, now=now)
        known = opened.local_setting(_ANSWER)
        secret = credentials.find(_secret_name(opened))
        if isinstance(known, dict) and secret:
            token, _, province_key = secret.partition(".")
            return opened, msgspec.convert({**known, "token": token, "province_key": province_key}, JoinAnswer)
        opened.close()
        workspace.remove(building)
    answer = joining.ask(address, code, ())
    opened = workspace.create(building, key=key, now=now)
    opened.set_local(_ANSWER, {**json.loads(msgspec.json.encode(answer)), "token": "", "province_key": ""})
    opened.set_local(_SECRET, f"{answer.province}/{building}")
    credentials.keep(_secret_name(opened), f"{answer.token}.{answer.province_key}")
    return opened, answer


def _secret_name(opened: Workspace) -> str:
    return str(opened.local_setting(_SECRET))


def _fetch_all(arrival: Arrival, server: Server, on_progress: OnProgress) -> Beginning:
    """All pages, through broken lines."""
    for attempt in range(_TRIES):
        try:
            return _fetch(arrival, server, on_progress)
        except OtherEpochError:
            arrival.begin_anew()
        except SyncError:
            arrival.keep()
            if attempt == _TRIES - 1:
                raise
    raise garbled()


def _fetch(arrival: Arrival, server: Server, on_progress: OnProgress) -> Beginning:
    done = arrival.count()
    with server.snapshot(arrival.cursor) as lines:
        try:
            first = arriving.read_beginning(next(lines))
            total = done + first.records
            beginning = arrival.begin(first)
            on_progress(Progress(done, total))
            kept = time.monotonic()
            for line in lines:
                page = arriving.read_page(line)
                arrival.store(page)
                done += len(page.records)
                on_progress(Progress(done, max(total, done)))
                if time.monotonic() - kept > _KEEP_EVERY:
                    arrival.keep()
                    kept = time.monotonic()
        except (StopIteration, msgspec.DecodeError, WireError) as error:
            raise garbled() from error
    if done < total:
        raise garbled()
    return beginning


def _take_place(building: Path, path: Path) -> None:
    for beside in (files_of, lambda one: one):
        source = beside(building)
        if source.exists():
            source.rename(beside(path))
    workspace.remove(building)


def _first_of_all(
    path: Path, *, province: str, founder: JoinedPerson | None, key: str | None, now: Callable[[], datetime]
) -> Desk:
    """The server holds nothing of this province yet: its plan is begun here."""
    begun = find_province(province)
    person = opening.NewPerson(founder.name, id=founder.id) if founder else opening.NewPerson(begun.title)
    return opening.create(path, province=begun.name, person=person, key=key, now=now)


def _sit_down(desk: Desk, persons: tuple[JoinedPerson, ...]) -> None:
    """The first person of this device sits at the desk; one whom nobody has entered yet is entered."""
    if not persons:
        return
    with desk.workspace.reading() as session:
        cards = {card.id: card for card in queries.people(session)}
    first = persons[0]
    card = cards.get(first.id)
    if card is None:
        with desk.workspace.acting(f"Thêm {first.name}", author=first.id, undoable=False) as acting:
            acting.add(Person(id=first.id, full_name=first.name))
        with desk.workspace.reading() as session:
            card = next(one for one in queries.people(session) if one.id == first.id)
    desk.workspace.set_local("person", first.id)
    desk.person = card if not card.has_pin else None
