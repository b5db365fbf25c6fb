"""Sync over loopback with real processes: pushing, pulling into a workspace, lone edits, thousands at the feed.

`python -m bench.sync [--small] [--database postgresql|sqlite] [--peers FOLDER|none]`. PostgreSQL runs with fsync on.
Peers are installed into FOLDER (kept for the next run), by default into one that goes away. The targets hold for
PostgreSQL on 2 cores that do nothing else.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import sync_peers
from bench.measure import report
from bench.sync_desks import Figures, measured
from bench.sync_peers import Peer
from tests.server.clusters import Cluster

_PUSH_POUCH, _PUSH_KINTO, _PULL_POUCH = 1.5, 50.0, 10.0
_EDIT_MS, _SEEN_MS, _CLIENT_KB = 10.0, 200.0, 40.0
_RECORD_BYTES, _REQUEST_BYTES, _FEED_BYTES = 120.0, 800.0, 400.0


@dataclass(frozen=True, slots=True)
class Line:
    """One figure beside its target."""

    name: str
    figure: float
    target: float
    is_at_least: bool = False
    unit: str = ""
    note: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        return self.figure >= self.target if self.is_at_least else self.figure <= self.target


def main() -> int:
    """Measure, print, compare."""
    asked = _asked()
    records, clients = (1_000, (50, 100)) if asked.small else (asked.records, tuple(asked.clients))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        os.environ["KH02_HOME"] = str(Path(place) / "home")
        with _database(asked.database, Path(place)) as new_database:
            figures = measured(new_database(), Path(place), records, clients)
            peers: Sequence[Peer] = tuple(sync_peers.EARLIER.values())
            if asked.peers != "none" and asked.database == "postgresql":
                folder = Path(asked.peers) if asked.peers else Path(place) / "peers"
                folder.mkdir(parents=True, exist_ok=True)
                peers = sync_peers.measured(folder, figures.records, new_database())
    return _tell(figures, peers)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.sync")
    parser.add_argument("--small", action="store_true", help="1,000 records and 100 desks, to see that it works")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--clients", type=int, nargs="+", default=[1_000, 3_000])
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    parser.add_argument("--peers", default="", metavar="FOLDER|none")
    return parser.parse_args()


@contextmanager
def _database(kind: str, place: Path) -> Iterator[Callable[[], str]]:
    """Gives what makes an empty database."""
    if kind == "sqlite":
        yield lambda: f"sqlite:///{place / 'server.db'}"
        return
    cluster = Cluster(fsync="on", full_page_writes="on", shared_buffers="256MB")
    try:
        yield cluster.new_database
    finally:
        cluster.stop()


def _tell(figures: Figures, peers: Sequence[Peer]) -> int:
    """Print all figures, then the one line."""
    for told in figures.lines():
        sys.stdout.write(told + "\n")
    for peer in peers:
        seen = f", thấy ở máy khác {_ms(peer.seen)}" if peer.seen else ""
        when = "đo lần này" if peer.is_now else "đo trước đây"
        rates = f"gửi {peer.push:,.0f} bản ghi/s, nhận {peer.pull:,.0f} bản ghi/s"
        sys.stdout.write(f"{peer.name} ({when}): {rates}, một sửa đổi {_ms(peer.edit)}{seen}\n")
    lines = _against(figures, {peer.name: peer for peer in peers})
    for line in lines:
        sign = ">=" if line.is_at_least else "<="
        met = "" if line.is_met else "  <- chưa đạt"
        target = f"đích {sign}{line.target:g}{line.unit}"
        sys.stdout.write(f"  {line.name}: {line.figure:.4g}{line.unit} {target}{line.note}{met}\n")
    return report("sync", sum(line.is_met for line in lines), len(lines), better=">=", unit=" đích đạt")


def _ms(pair: tuple[float, float]) -> str:
    return f"{pair[0]:.1f} / {pair[1]:.1f} ms"


def _against(figures: Figures, peers: dict[str, Peer]) -> list[Line]:
    pouch, kinto = peers["PouchDB server"], peers["Kinto"]
    most = figures.crowds[-1]

    def ratio(name: str, ours: float, theirs: float, target: float, peer: Peer) -> Line:
        note = "" if peer.is_now else f" ({peer.name} đo trước đây)"
        return Line(name, ours / theirs, target, is_at_least=True, unit="x", note=note)

    return [
        ratio("gửi, so với PouchDB server", figures.push, pouch.push, _PUSH_POUCH, pouch),
        ratio("gửi, so với Kinto", figures.push, kinto.push, _PUSH_KINTO, kinto),
        ratio("nhận thành tệp dùng được, so với PouchDB", figures.pull, pouch.pull, _PULL_POUCH, pouch),
        Line("một sửa đổi được xác nhận, p95, qua yêu cầu", figures.request_ms[1], _EDIT_MS, unit=" ms"),
        Line("một sửa đổi được xác nhận, p95, qua luồng", figures.feed_ms[1], _EDIT_MS, unit=" ms"),
        Line(f"thấy ở máy khác, p95, {most.clients} máy", most.seen_ms[1], _SEEN_MS, unit=" ms"),
        Line(f"bộ nhớ một máy, {most.clients} máy", most.kb_each, _CLIENT_KB, unit=" KB"),
        Line("byte một bản ghi, gửi", figures.up_bytes, _RECORD_BYTES, unit=" B"),
        Line("byte một bản ghi, nhận", figures.down_bytes, _RECORD_BYTES, unit=" B"),
        Line("một sửa đổi lẻ, yêu cầu kể cả tiêu đề", figures.request_bytes[0], _REQUEST_BYTES, unit=" B"),
        Line("một sửa đổi lẻ qua luồng, gửi và trả lời", sum(figures.feed_bytes), _FEED_BYTES, unit=" B"),
    ]


if __name__ == "__main__":
    sys.exit(main())
