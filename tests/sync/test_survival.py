"""Real processes and lines that fail: no confirmed change is lost or doubled, and the desk is back by itself."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.base import ChangeRow
from app.services import opening, plan
from app.services.desk import Desk
from app.services.exchange import joining, newcomer, rounds
from app.sync.errors import SyncError
from app.sync.http import Address
from tests.models.test_applying import state_of
from tests.server.central import ROOT, Central
from tests.steps import added, changes
from tests.sync.cutting_proxy import CuttingProxy
from tests.sync.test_against_server import Window, is_synced, synced

Code = Callable[[], str]
_KILLS = 3
_AFTER = 12
"""Confirmed changes after which the pushing desk is killed, more each time."""


def killed(path: Path, secret: str, after: int) -> set[str]:
    """Run a desk that pushes, kill it in the middle; gives what it knew to be confirmed."""
    command = [sys.executable, "-m", "tests.sync.pusher", str(path), secret]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as process:  # noqa: S603 our own program
        assert process.stdout is not None
        told = {process.stdout.readline().strip() for _ in range(after)}
        process.kill()
        told |= {line.strip() for line in process.stdout if line.endswith("\n")}
    return told


def kill_again_and_again(desk: Desk, central: Central, address: Address, code: Code, times: int) -> None:
    joined = joining.join(desk, address=address, code=code())
    path = desk.path
    desk.close()
    told: set[str] = set()
    for turn in range(times):
        told |= killed(path, joined.secret, _AFTER + turn)
    again = opening.open_desk(path)
    try:
        joining.resume(again, secret=joined.secret)
        done = synced(again, compares=True)
        assert (done.unsent, done.parked) == (0, 0)
        server = joining.connect(again)
        assert server is not None
        page = json.loads(bytes(server.changes(after=0, limit=5000, epoch=server.digests().epoch).changes))
        server.close()
        there = [one["id"] for one in page]
        assert told <= set(there)
        assert len(there) == len(set(there))
        assert {row.id for row in changes(again)} == set(there)
    finally:
        again.close()


def test_a_desk_killed_while_it_pushes(desk: Desk, central: Central, address: Address, code: Code) -> None:
    kill_again_and_again(desk, central, address, code, _KILLS)


@pytest.mark.soak
def test_a_desk_killed_many_times(desk: Desk, central: Central, address: Address, code: Code) -> None:
    kill_again_and_again(desk, central, address, code, 200)


def test_a_cut_line_is_found_again_within_two_seconds(desk: Desk, central: Central, code: Code) -> None:
    proxy = CuttingProxy(central.server.port)
    joining.join(desk, address=Address(f"http://127.0.0.1:{proxy.port}"), code=code())
    window = Window(desk)
    window.syncing.start()
    try:
        window.wait(is_synced)
        proxy.cut()
        added(desk, "Việc lúc đứt mạng")
        window.syncing.nudge()
        window.wait(lambda one: one.last.words.startswith("Mất kết nối"))
        proxy.mend()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)
    finally:
        window.syncing.stop()
        proxy.cut()


@pytest.mark.parametrize("passed", [40, 500, 5_000])
def test_a_snapshot_cut_off_goes_on(
    desk: Desk,
    central: Central,
    address: Address,
    code: Code,
    passed: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    joining.join(desk, address=address, code=code())
    synced(desk)
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    proxy = CuttingProxy(central.server.port)
    there = Address(f"http://127.0.0.1:{proxy.port}")
    used = code()
    monkeypatch.setattr(joining, "ask", _cutting_after(joining.ask, proxy, passed))
    with pytest.raises(SyncError):
        newcomer.start(tmp_path / "hai.kh02", address=there, code=used)
    assert not (tmp_path / "hai.kh02").exists()
    proxy.cut()
    proxy.mend()
    made, _ = newcomer.start(tmp_path / "hai.kh02", address=there, code="")
    assert state_of(made) == state_of(desk)
    made.close()
    proxy.cut()


def _cutting_after(ask: Callable[..., object], proxy: CuttingProxy, passed: int) -> Callable[..., object]:
    def asked(*given: object) -> object:
        found = ask(*given)
        proxy.cut_after(passed)
        return found

    return asked


def test_the_rows_of_the_journal_say_what_is_confirmed(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    added(desk)
    assert any(row.acknowledged is None for row in changes(desk))
    synced(desk)
    assert all(isinstance(row, ChangeRow) and row.acknowledged for row in changes(desk))
    assert rounds.unsent(desk) == ()
    assert len(plan.view(desk).tasks) == 15
