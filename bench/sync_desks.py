"""Our server measured: one process, one province, desks that push, pull and listen."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median
from typing import IO

import psycopg
from websockets.sync.client import ClientConnection, connect

from app.journal import wire
from app.journal.change import Change, Json
from app.services import opening, plan
from app.services.exchange import joining, rounds
from app.services.opening import NewPerson
from app.sync.http import Address
from app.sync.http import Server as Centre
from bench import sync_records
from bench.sync_peers import middle_and_95th
from bench.sync_relay import Relay
from tests.server.central import Central, Desk, Server

_PROVINCE = "68"
_NAME = "Nguyễn Thị Đào"
_BATCH = rounds.BATCH
_EDITS, _CROWD_EDITS, _PULLS = 200, 30, 3
_WARM = 20
_TICKS = os.sysconf("SC_CLK_TCK")

Edit = Callable[[], Change]


class Process(Server):
    """The server's process, with what it has used."""

    @property
    def rss_kb(self) -> int:
        """Resident memory."""
        lines = Path(f"/proc/{self._pid}/status").read_text("ascii").splitlines()
        return int(next(line.split()[1] for line in lines if line.startswith("VmRSS")))

    @property
    def cpu_seconds(self) -> float:
        """Processor time since its start."""
        words = Path(f"/proc/{self._pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(words[11]) + int(words[12])) / _TICKS

    @property
    def _pid(self) -> int:
        assert self._process is not None
        return self._process.pid


@dataclass(frozen=True, slots=True)
class Crowd:
    """So many desks at the feed. Milliseconds are median and 95th; `kb_each` and `cpu_ms` (an edit) the server's."""

    clients: int
    ack_ms: tuple[float, float]
    seen_ms: tuple[float, float]
    bare_ms: tuple[float, float]
    """From a bare asyncio server that writes the same to as many, in the same run: the limit."""
    rss_mb: float
    kb_each: float
    cpu_ms: float

    def line(self) -> str:
        """For reading."""
        memory = f"RSS {self.rss_mb:.0f} MB, {self.kb_each:.1f} KB/máy, CPU máy chủ {self.cpu_ms:.0f} ms/sửa đổi"
        seen = f"thấy ở máy khác {_ms(self.seen_ms)} (asyncio trần {_ms(self.bare_ms)})"
        return f"{self.clients:,} máy: {seen}, xác nhận {_ms(self.ack_ms)}, {memory}"


@dataclass
class Figures:
    """What was measured. Rates are records a second of wall time, CPU seconds; times milliseconds (median and 95th)."""

    records: Sequence[dict[str, Json]] = ()
    push: float = 0
    push_cpu: float = 0
    pull: float = 0
    pull_cpu: float = 0
    finished: float = 0
    """As `pull`, until nothing of the new workspace is left to be made behind the person who works in it."""
    commit_ms: tuple[float, float] = (0, 0)
    """One bare row committed on the same cluster: the limit of a lone edit. PostgreSQL only."""
    request_ms: tuple[float, float] = (0, 0)
    feed_ms: tuple[float, float] = (0, 0)
    up_bytes: float = 0
    down_bytes: float = 0
    request_bytes: tuple[int, int] = (0, 0)
    feed_bytes: tuple[int, int] = (0, 0)
    news_bytes: int = 0
    crowds: list[Crowd] = field(default_factory=list)

    def lines(self) -> list[str]:
        """For reading."""
        total, each = len(self.records), sum(len(wire.canonical(dict(one))) for one in self.records) / len(self.records)
        up, down, feed_up, feed_down = *self.request_bytes, *self.feed_bytes
        return [
            f"{total:,} bản ghi, {each:.0f} byte JSON mỗi bản ghi; tải của máy lúc cuối {os.getloadavg()[0]:.1f}",
            f"gửi {self.push:,.0f} bản ghi/s (CPU máy chủ {self.push_cpu:.1f} s); {self.up_bytes:.0f} B/bản ghi",
            f"nhận thành tệp dùng được {self.pull:,.0f} bản ghi/s (CPU máy trạm {self.pull_cpu:.1f} s),"
            f" xong mọi chỉ mục {self.finished:,.0f} bản ghi/s; {self.down_bytes:.0f} B/bản ghi",
            f"một sửa đổi: yêu cầu {_ms(self.request_ms)}, luồng {_ms(self.feed_ms)}"
            f" (ghi trần một hàng vào cùng cơ sở dữ liệu {_ms(self.commit_ms)})",
            f"byte một sửa đổi (lên/xuống): yêu cầu {up}/{down}, luồng {feed_up}/{feed_down},"
            f" tin ở máy khác {self.news_bytes}",
            *(one.line() for one in self.crowds),
        ]


def _ms(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} / {pair[1]:.1f} ms"


def measured(database: str, place: Path, records: int, clients: Sequence[int]) -> Figures:
    """Everything, on a server of its own over an empty database."""
    server = Process(["--database", database], is_typed=True)
    server.start()
    central = Central(server, _PROVINCE)
    central.add("Lâm Đồng")
    figures = Figures()
    try:
        plan_id, groups, units = _first_desk(central, place)
        figures.records = [sync_records.fields(at, plan_id, groups, units) for at in range(records)]
        desk = central.desk(name="Trần Văn Đức")
        edit = Editor(desk, _pushes(server, desk, figures)).edit
        _pulls(central, place, figures)
        _edits(server, desk, edit, figures)
        if database.startswith("postgresql:"):
            figures.commit_ms = _commits(database)
        _bytes(central, desk, edit, place, figures)
        before = server.rss_kb
        figures.crowds = [_crowd(server, desk, edit, count_here, before) for count_here in clients]
    finally:
        central.close()
        server.end()
    return figures


def _first_desk(central: Central, place: Path) -> tuple[str, list[str], list[str]]:
    """A province with its plan, sent by the desk that made it; gives what the records refer to."""
    code = central.enrol(central.person(_NAME))
    desk = opening.create(place / "đầu.kh02", province="Lâm Đồng", person=NewPerson(_NAME))
    try:
        joining.join(desk, address=Address(central.url), code=code)
        server = joining.connect(desk)
        assert server is not None
        try:
            rounds.push(desk, server)
        finally:
            server.close()
        groups = [group.id for group in plan.groups(desk)]
        return plan.view(desk).id, groups, [unit.id for unit in plan.units(desk)][:40]
    finally:
        desk.close()


def _pushes(server: Process, desk: Desk, figures: Figures) -> list[Change]:
    """All records, in batches one after the other, from plain values to the last verdict."""
    made = list(sync_records.changes(figures.records, author=desk.person, device=desk.id))
    centre = Centre(Address(server.url), desk.token)
    wall, used = time.perf_counter(), server.cpu_seconds
    for start in range(0, len(made), _BATCH):
        answer = centre.push(wire.encode_batch(made[start : start + _BATCH]))
        assert {one.verdict for one in answer.verdicts} == {"applied"}, answer.verdicts[0]
    figures.push = len(made) / (time.perf_counter() - wall)
    figures.push_cpu = server.cpu_seconds - used
    centre.close()
    return made


def _pulls(central: Central, place: Path, figures: Figures) -> None:
    """A new PC, some times over; the median."""
    taken = [_newcomer(central, place / f"máy mới {number}", central.url) for number in range(_PULLS)]
    figures.pull = len(figures.records) / median(usable for usable, _, _ in taken)
    figures.pull_cpu = median(processor for _, processor, _ in taken)
    figures.finished = len(figures.records) / median(finished for _, _, finished in taken)


def _newcomer(central: Central, place: Path, url: str) -> tuple[float, float, float]:
    """Seconds until the workspace is usable, of the processor, and until it is finished."""
    place.mkdir()
    code = central.enrol(central.person(f"Lê Thị Ánh {place.name}"))
    command = [sys.executable, "-m", "bench.sync_newcomer", url, code, str(place / "mới.kh02")]
    environment = {**os.environ, "KH02_HOME": str(place / "home")}
    done = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8", env=environment)
    assert done.returncode == 0, done.stderr
    usable, processor, finished, _ = map(float, done.stdout.split())
    return usable, processor, finished


def _edits(server: Process, desk: Desk, edit: Edit, figures: Figures) -> None:
    """Lone edits: as requests on an open connection, and over the feed."""
    centre = Centre(Address(server.url), desk.token)

    def request() -> None:
        assert centre.push(wire.encode_batch([edit()])).verdicts[0].verdict == "applied"

    figures.request_ms = _times(request)
    centre.close()
    with feed(server.port, desk) as connection:
        figures.feed_ms = _times(lambda: _push(connection, edit()))


def _commits(database: str) -> tuple[float, float]:
    """A row as long as an edit, committed alone, with the settings that the server writes with."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE TABLE bare (number serial PRIMARY KEY, body text)")
        return _times(lambda: connection.execute("INSERT INTO bare (body) VALUES (%s)", ("x" * 400,)))


def _times(work: Callable[[], object]) -> tuple[float, float]:
    for _ in range(_WARM):
        work()
    taken = []
    for _ in range(_EDITS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return middle_and_95th(taken)


class Editor:
    """Edits of one field, each of another record, on the value that it replaces."""

    def __init__(self, desk: Desk, stored: Sequence[Change]) -> None:
        self._desk = desk
        self._last = {change.entity_id: change.id for change in stored}
        self._ids = list(self._last)
        self._numbers = count()

    def edit(self) -> Change:
        """The next."""
        number = next(self._numbers)
        entity_id = self._ids[number * 7919 % len(self._ids)]
        values: dict[str, Json] = {"content": f"Kiểm tra lại đường truyền, lần {number}"}
        made = self._desk.change("task", values, entity_id=entity_id, base={"content": (self._last[entity_id],)})
        self._last[entity_id] = made.id
        return made


@contextmanager
def feed(port: int, desk: Desk) -> Iterator[ClientConnection]:
    """A desk at the feed."""
    headers = {"Authorization": f"Bearer {desk.token}", "Kh02-Protocol": "1.0"}
    address = f"ws://127.0.0.1:{port}/v1/feed"
    with connect(address, subprotocols=["kh02.1"], additional_headers=headers, proxy=None) as connection:  # type: ignore[list-item]  # a NewType of str
        yield connection


def _push(connection: ClientConnection, change: Change) -> None:
    connection.send('{"push":[' + wire.encode(change).decode() + '],"ref":"1"}')
    while True:
        said = json.loads(connection.recv(timeout=60))
        if "verdicts" in said:
            assert said["verdicts"][0]["verdict"] == "applied", said
            return


def _bytes(central: Central, desk: Desk, edit: Edit, place: Path, figures: Figures) -> None:
    """The same through a relay that counts; the connections are open before, as they are on the night."""
    relay = Relay(central.server.port)
    centre = Centre(Address(f"http://127.0.0.1:{relay.port}"), desk.token)
    more = [dict(one) for one in figures.records[:_BATCH]]
    batch = wire.encode_batch(sync_records.changes(more, author=desk.person, device=desk.id))
    centre.digests()
    relay.reset()
    centre.push(batch)
    figures.up_bytes = relay.up / _BATCH
    relay.reset()
    centre.push(wire.encode_batch([edit()]))
    figures.request_bytes = (relay.up, relay.down)
    centre.close()
    apart = Relay(central.server.port)
    with feed(relay.port, desk) as connection, feed(apart.port, desk) as listener:
        _push(connection, edit())
        listener.recv(timeout=60)
        relay.reset()
        apart.reset()
        _push(connection, edit())
        listener.recv(timeout=60)
        figures.news_bytes = apart.down
        figures.feed_bytes = (relay.up, relay.down - apart.down)
    apart.close()
    relay.reset()
    _newcomer(central, place / "máy mới sau trạm đếm", f"http://127.0.0.1:{relay.port}")
    figures.down_bytes = relay.down / len(figures.records)
    relay.close()


@contextmanager
def _fleet(port: int, token: str, clients: int) -> Iterator[IO[str]]:
    """So many desks that listen; gives what they print, from the first edit on."""
    given = ("127.0.0.1", str(port), token, str(clients), str(_CROWD_EDITS))
    command = [sys.executable, "-m", "bench.sync_fleet", *given]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as fleet:
        assert fleet.stdout is not None
        assert fleet.stdout.readline() == "ready\n"
        yield fleet.stdout


def _seen(sent: Sequence[float], told: IO[str]) -> tuple[float, float]:
    """From the edit to each of the desks."""
    arrivals = json.loads(told.readline())
    return middle_and_95th([moment - start for start, listed in zip(sent, arrivals, strict=True) for moment in listed])


def _crowd(server: Process, desk: Desk, edit: Edit, clients: int, before_kb: int) -> Crowd:
    """So many desks listen while one edits."""
    with _fleet(server.port, desk.token, clients) as told, feed(server.port, desk) as connection:
        sent, acknowledged = [], []
        used = server.cpu_seconds
        for _ in range(_CROWD_EDITS):
            change = edit()
            sent.append(time.monotonic())
            _push(connection, change)
            acknowledged.append(time.monotonic() - sent[-1])
            assert told.readline() == "seen\n"
        used, rss = server.cpu_seconds - used, server.rss_kb
        seen = _seen(sent, told)
    return Crowd(
        clients,
        middle_and_95th(acknowledged),
        seen,
        _bare(clients),
        rss / 1024,
        (rss - before_kb) / clients,
        used / _CROWD_EDITS * 1000,
    )


def _bare(clients: int) -> tuple[float, float]:
    """The same from a server that does nothing but write."""
    command = [sys.executable, "-m", "bench.sync_bare"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as bare:
        assert bare.stdin is not None
        assert bare.stdout is not None
        with _fleet(int(bare.stdout.readline()), "", clients) as told:
            sent = []
            for _ in range(_CROWD_EDITS):
                sent.append(time.monotonic())
                bare.stdin.write("\n")
                bare.stdin.flush()
                assert told.readline() == "seen\n"
            seen = _seen(sent, told)
        bare.terminate()
    return seen
