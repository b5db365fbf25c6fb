"""A line that fails under a new PC, and what the journal says afterwards."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.base import ChangeRow
from app.services import plan
from app.services.desk import Desk
from app.services.exchange import joining, newcomer, rounds
from app.sync.errors import SyncError
from app.sync.http import Address
from tests.models.test_applying import state_of
from tests.server.central import Central
from tests.steps import added, changes
from tests.sync.cutting_proxy import CuttingProxy
from tests.sync.test_against_server import synced

Code = Callable[[], str]


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
