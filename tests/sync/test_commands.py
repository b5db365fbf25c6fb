"""`kh02 join`, `sync`, `conflicts`, `leave` against a real server."""

import shlex
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


def test_a_viewer_begins_no_plan_and_joins_with_the_same_code_when_there_is_one(
    run: Console, central: Central, address: Address, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring.set_keyring(MemoryKeyring())
    file = tmp_path / "máy xem.kh02"
    code = central.enrol(central.person("Trần Thị Xem", role="chi-xem"))
    run("join", file, "--server", address.url, "--code", code)
    assert run.code == PROBLEMS
    assert "Máy chủ chưa có kế hoạch của tỉnh." in run.err
    assert "Trần Thị Xem" in run.err
    assert not file.exists()
    first = tmp_path / "máy lập.kh02"
    with monkeypatch.context() as patch:
        patch.setenv("KH02_HOME", str(tmp_path / "home hai"))
        run("join", first, "--server", address.url, "--code", central.enrol(central.person("Lê Văn Bảy")))
        run("sync", first)
    assert run.code == FINE
    run("join", file, "--server", address.url, "--code", code)
    assert run.code == FINE
    assert len(run.json("task", file, "list")) == 14


def test_of_several_persons_the_one_who_may_begins_the_plan(
    run: Console, central: Central, address: Address, tmp_path: Path
) -> None:
    keyring.set_keyring(MemoryKeyring())
    file = tmp_path / "máy chung.kh02"
    viewer, writer = central.person("An Thị Xem", role="chi-xem"), central.person("Đặng Văn Lập")
    run("join", file, "--server", address.url, "--code", central.enrol(viewer, writer))
    assert run.code == FINE
    assert run.json("sync", file)["parked"] == 0


def test_who_wrote_before_joining_and_is_not_enrolled_is_named_with_the_way_out(
    run: Console, central: Central, address: Address, tmp_path: Path
) -> None:
    """`kh02 new` without --person, as a newcomer types it: the server knows nobody of that name."""
    keyring.set_keyring(MemoryKeyring())
    file = tmp_path / "của tỉnh.kh02"
    run("new", file, "--province", "Lâm Đồng")
    run("join", file, "--server", address.url, "--code", central.enrol(central.person("Đặng Thị Ánh")))
    assert run.code == FINE
    assert "Mã tham gia không có tên Chuyên viên tổng hợp" in run.err
    advised = [shlex.split(line)[1:] for line in run.err.splitlines() if line.startswith("kh02-server ")]
    run("sync", file)
    assert run.code == PROBLEMS
    for command in advised:
        central.admin(*(word.replace("VAI_TRÒ", "chuyen-vien-tong-hop") for word in command))
    assert run.json("sync", file)["sent"] > 200
    assert run.code == FINE


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
    assert "kh02 refused TỆP" in run.err


def test_what_the_server_refused_is_sent_again_dropped_and_put_back(
    run: Console, central: Central, desk: Desk, address: Address, code: Callable[[], str], tmp_path: Path
) -> None:
    keyring.set_keyring(MemoryKeyring())
    joining.join(desk, address=address, code=code())
    synced(desk)
    viewer = tmp_path / "máy xem.kh02"
    person = central.person("Trần Thị Xem", role="chi-xem")
    run("join", viewer, "--server", address.url, "--code", central.enrol(person))
    run("sync", viewer)
    run("task", viewer, "set", "--number", "1.3", "--content", "Đo lại đường truyền", "--amend-form")
    run("sync", viewer)
    found = run.json("refused", viewer)["listed"]
    change_id = next(one["change_id"] for one in found if one["entity"] == "task")
    said = run("refused", viewer)
    assert run.code == PROBLEMS
    assert f"[{change_id}]" in said
    assert "Trần Thị Xem" in said
    assert "Người ghi không có quyền ghi mục này" in said
    assert "Đo lại" in run("task", viewer, "list")

    assert f"--put-back {change_id}" in run("refused", viewer, "--drop", change_id)
    assert "Đo lại" not in run("task", viewer, "list")
    assert change_id in run("refused", viewer, "--dropped")
    run("refused", viewer, "--put-back", change_id)
    assert "Đo lại" in run("task", viewer, "list")

    run("sync", viewer)
    assert run.json("refused", viewer, "--send-again", "all")["sent_again"] == [one["change_id"] for one in found]
    assert run.code == FINE
    central.here("person", "role", "--person", person, "--role", "chuyen-vien-tong-hop")
    run("sync", viewer)
    assert (run.code, run("refused", viewer)) == (FINE, "0 thay đổi máy chủ không nhận.\n")
    run("refused", viewer, "--drop", change_id)
    assert (run.code, f"Không có thay đổi nào mã {change_id}" in run.err) == (PROBLEMS, True)
