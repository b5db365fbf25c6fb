"""Kinto and PouchDB server given the same records in the same run, where the package registries have them.

They are installed into a folder of their own and never become part of the program. Where one cannot be had, its figures
are those measured before (`EARLIER`), and are shown as such.
"""

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.journal.change import Json, new_id
from tests.server.clusters import free_port

_INSTALL_SECONDS = 400
_START_SECONDS = 60
_KINTO_RECORDS = 1_000
"""Kinto is too slow for all of them; the rate does not depend on it."""
_KINTO_BATCH, _POUCH_BATCH = 25, 500
_UPDATES = 100
_ASKING_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Peer:
    """What was measured of another system: records a second, milliseconds (median and 95th of a hundred)."""

    name: str
    push: float
    pull: float
    edit: tuple[float, float]
    seen: tuple[float, float] | None
    is_now: bool


EARLIER = {
    "Kinto": Peer("Kinto", 83, 23_800, (18, 18), (521, 984), is_now=False),
    "PouchDB server": Peer("PouchDB server", 3_189, 2_852, (6, 13), (10, 27), is_now=False),
}
"""reference/sync-notes: Kinto 26 on PostgreSQL, PouchDB server on leveldb."""


def measured(folder: Path, records: Sequence[dict[str, Json]], database: str) -> list[Peer]:
    """Both, one after the other. `database` is an empty PostgreSQL database for Kinto."""
    found = []
    works: dict[str, Callable[[], Peer]] = {
        "PouchDB server": lambda: _pouch(folder, records),
        "Kinto": lambda: _kinto(folder, records, database),
    }
    for name, work in works.items():
        try:
            found.append(work())
        except (OSError, subprocess.SubprocessError, httpx.HTTPError, RuntimeError, KeyError) as error:
            sys.stdout.write(f"{name}: không đo được lần này ({type(error).__name__}: {str(error)[:200]})\n")
            found.append(EARLIER[name])
    return found


def _pouch(folder: Path, records: Sequence[dict[str, Json]]) -> Peer:
    place = folder / "npm"
    place.mkdir(parents=True, exist_ok=True)
    program = place / "node_modules" / ".bin" / "pouchdb-server"
    if not program.exists():
        (place / "package.json").write_text("{}", "utf-8")
        _install("npm", "install", "pouchdb-server", "--no-audit", "--no-fund", cwd=place)
    data = place / "data"
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir()
    port = free_port()
    command = ["node", str(program), "--port", str(port), "--dir", str(data), "--no-stdout-logs"]
    with _running(command, data, f"http://127.0.0.1:{port}/") as http:
        http.put("/bench").raise_for_status()

        def push() -> None:
            for start in range(0, len(records), _POUCH_BATCH):
                docs = [{"_id": new_id(), **one} for one in records[start : start + _POUCH_BATCH]]
                http.post("/bench/_bulk_docs", json={"docs": docs}).raise_for_status()

        pushed = _seconds(push)
        script = data / "pull.js"
        script.write_text(_PULL_JS, "utf-8")
        command = ["node", str(script), f"http://127.0.0.1:{port}/bench", str(data / "copy")]
        found = {**os.environ, "NODE_PATH": str(place / "node_modules")}
        done = subprocess.run(command, env=found, capture_output=True, text=True, timeout=600, check=True)
        pulled = json.loads(done.stdout.splitlines()[-1])
        if pulled["docs"] != len(records):
            raise RuntimeError(f"{pulled['docs']} of {len(records)} arrived")
        edits, seen = _pouch_edits(http)
    return Peer("PouchDB server", len(records) / pushed, len(records) / pulled["seconds"], edits, seen, is_now=True)


_PULL_JS = """
const P = require('pouchdb-core').plugin(require('pouchdb-adapter-leveldb')).plugin(require('pouchdb-adapter-http'))
  .plugin(require('pouchdb-replication'));
const local = new P(process.argv[3], {adapter: 'leveldb'});
const start = process.hrtime.bigint();
local.replicate.from(new P(process.argv[2], {adapter: 'http'}), {batch_size: 1000}).then(async (done) => {
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  console.log(JSON.stringify({docs: (await local.info()).doc_count, seconds}));
}).catch((error) => { console.error(error); process.exit(1); });
"""


def _pouch_edits(http: httpx.Client) -> tuple[tuple[float, float], tuple[float, float]]:
    """Lone updates, and when each is told to somebody who waits for changes (a long poll, asked anew each time)."""
    answer = http.put("/bench/lone", json={"content": "0"}).json()
    arrivals: list[float] = []
    is_asking, came = threading.Semaphore(0), threading.Semaphore(0)
    since = str(http.get("/bench").json()["update_seq"])

    def listen(since: str) -> None:
        with httpx.Client(base_url=http.base_url, timeout=60) as waiting:
            while len(arrivals) < _UPDATES:
                is_asking.release()
                asked = {"feed": "longpoll", "since": since, "include_docs": "true"}
                told = waiting.get("/bench/_changes", params=asked).json()
                if told["results"]:
                    arrivals.append(time.perf_counter())
                    since = str(told["last_seq"])
                    came.release()

    threading.Thread(target=listen, args=(since,), daemon=True).start()
    edits, sent = [], []
    for number in range(_UPDATES):
        is_asking.acquire(timeout=_START_SECONDS)
        time.sleep(_ASKING_SECONDS)  # until the question has arrived there
        sent.append(time.perf_counter())
        answer = http.put("/bench/lone", json={"content": str(number), "_rev": answer["rev"]}).json()
        edits.append(time.perf_counter() - sent[-1])
        if not came.acquire(timeout=_START_SECONDS):
            raise RuntimeError("an edit was not seen")
    return middle_and_95th(edits), middle_and_95th([there - here for there, here in zip(arrivals, sent, strict=True)])


def _kinto(folder: Path, records: Sequence[dict[str, Json]], database: str) -> Peer:
    place = folder / "kinto"
    program = place / "venv" / "bin" / "kinto"
    if not program.exists():
        _install(sys.executable, "-m", "venv", str(place / "venv"), cwd=folder)
        _install(str(program.with_name("pip")), "install", "-q", "kinto[postgresql]", cwd=folder)
    port = free_port()
    settings = place / "kinto.ini"
    settings.write_text(_KINTO_INI.format(database=database, port=port), "utf-8")
    _install(str(program), "migrate", "--ini", str(settings), cwd=place)
    records = records[:_KINTO_RECORDS]
    with _running([str(program), "start", "--ini", str(settings)], place, f"http://127.0.0.1:{port}/v1/") as http:
        http.auth = httpx.BasicAuth("bench", "bench")
        for path in ("buckets/b", "buckets/b/collections/c"):
            http.put(path).raise_for_status()
        all_of_them = "/v1/buckets/b/collections/c/records"

        def push() -> None:
            for start in range(0, len(records), _KINTO_BATCH):
                asked = [{"body": {"data": one}} for one in records[start : start + _KINTO_BATCH]]
                body = {"defaults": {"method": "POST", "path": all_of_them}, "requests": asked}
                http.post("batch", json=body).raise_for_status()

        pushed = _seconds(push)
        pulled = _seconds(lambda: json.loads(http.get("buckets/b/collections/c/records").content))
        listed = http.get("buckets/b/collections/c/records", params={"_limit": 1}).json()["data"][0]["id"]
        edits = []
        for number in range(_UPDATES):
            start = time.perf_counter()
            http.patch(
                f"buckets/b/collections/c/records/{listed}", json={"data": {"content": str(number)}}
            ).raise_for_status()
            edits.append(time.perf_counter() - start)
    return Peer("Kinto", len(records) / pushed, len(records) / pulled, middle_and_95th(edits), None, is_now=True)


_KINTO_INI = """
[server:main]
use = egg:waitress#main
host = 127.0.0.1
port = {port}
[app:main]
use = egg:kinto
kinto.storage_backend = kinto.core.storage.postgresql
kinto.storage_url = {database}
kinto.permission_backend = kinto.core.permission.postgresql
kinto.permission_url = {database}
kinto.cache_backend = kinto.core.cache.memory
kinto.userid_hmac_secret = bench
multiauth.policies = basicauth
"""


def _install(*command: str, cwd: Path) -> None:
    subprocess.run(command, cwd=cwd, capture_output=True, timeout=_INSTALL_SECONDS, check=True)


@contextmanager
def _running(command: Sequence[str], cwd: Path, url: str) -> Iterator[httpx.Client]:
    """A server of somebody else's, once it answers."""
    with (cwd / "log").open("wb") as log, httpx.Client(base_url=url, timeout=120) as http:
        process = subprocess.Popen(command, cwd=cwd, stdout=log, stderr=log)
        try:
            until = time.monotonic() + _START_SECONDS
            while not _answers(http):
                if time.monotonic() > until or process.poll() is not None:
                    raise RuntimeError(f"{Path(command[0]).name} did not start")
                time.sleep(0.2)
            yield http
        finally:
            process.terminate()
            process.wait(30)


def _answers(http: httpx.Client) -> bool:
    try:
        return http.get("").is_success
    except httpx.TransportError:
        return False


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def middle_and_95th(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds."""
    ordered = sorted(seconds)
    return ordered[len(ordered) // 2] * 1000, ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)] * 1000
