"""`kh02 join`, `sync`, `conflicts`, `leave` against a real server."""

from collections.abc import Callable
from pathlib import Path

import keyring
import pytest

from app.cli import FINE, PROBLEMS
from app.services import tasks
from app.services.desk import Desk
from app.services.exchange import joining
from app.sync.http import Address
from tests.server.central import Central
from tests.steps import row
from tests.sync.test_against_server import synced
from tests.test_cli import Console
from tests.workspace.keyrings import MemoryKeyring


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Console:
    return Console(capsys)


def test_join_sync_settle_and_leave(
    run: Console, desk: Desk, address: Address, code: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(MemoryKeyring())
    joining.join(desk, address=address, code=code())
    synced(desk)
    far = tmp_path / "máy hai.kh02"
    with monkeypatch.context() as patch:
        patch.setenv("KH02_HOME", str(tmp_path / "home hai"))
        assert "Nguyễn Thị Đào" in run("join", far, "--server", address.url, "--code", code())
        assert run.code == FINE
    tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit="Sở Y tế")
    synced(desk)
    assert run.json("sync", far)["received"] > 0
    assert (run.code, run("conflicts", far)) == (FINE, "0 chỗ sửa trùng.\n")
    assert "giữ nguyên" in run("leave", far)
    assert run("sync", far) == ""
    assert (run.code, "chưa tham gia" in run.err) == (PROBLEMS, True)


def test_a_pc_without_a_store_is_told_and_asked(
    run: Console, desk: Desk, address: Address, code: Callable[[], str]
) -> None:
    desk.close()
    run("join", desk.path, "--server", address.url, "--code", code())
    assert run.code == FINE
    assert "Mã máy: " in run.err


def test_a_wrong_code_says_what_to_do(run: Console, desk: Desk, address: Address) -> None:
    desk.close()
    run("join", desk.path, "--server", address.url, "--code", "ABCD-EFGH")
    assert run.code == PROBLEMS
    assert run.err.strip()


def test_the_first_of_all_desks_of_a_province_may_send_what_it_began(
    run: Console, central: Central, address: Address, tmp_path: Path
) -> None:
    keyring.set_keyring(MemoryKeyring())
    person = central.person("Lê Văn Bảy")
    file = tmp_path / "máy đầu tiên.kh02"
    assert "Lê Văn Bảy" in run("join", file, "--server", address.url, "--code", central.enrol(person))
    found = run.json("sync", file)
    assert run.code == FINE
    assert found["sent"] > 200
    assert (found["parked"], found["refused"]) == (0, [])


def test_what_the_server_refuses_is_said_with_its_reason(
    run: Console, central: Central, desk: Desk, address: Address, code: Callable[[], str], tmp_path: Path
) -> None:
    keyring.set_keyring(MemoryKeyring())
    joining.join(desk, address=address, code=code())
    synced(desk)
    viewer = tmp_path / "máy xem.kh02"
    enrolled = central.enrol(central.person("Trần Thị Xem", role="chi-xem"))
    run("join", viewer, "--server", address.url, "--code", enrolled)
    run("sync", viewer)
    run("task", viewer, "set", "--number", "1.3", "--percent", "5")
    run("sync", viewer)
    assert run.code == PROBLEMS
    assert "Người ghi không có quyền ghi mục này" in run.err
