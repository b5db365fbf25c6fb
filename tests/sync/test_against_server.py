"""The desk's end against the real server: join, rounds, a new PC, attachments, the live feed, leaving."""

import hashlib
import queue
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.services import conflicts, people, plan, search, tasks
from app.services.desk import Desk
from app.services.exchange import attachments, bundles, joining, newcomer, rounds
from app.services.exchange.newcomer import Progress
from app.sync.errors import RevokedError, SyncError
from app.sync.feed import Closed, Event, Feed, Rejected
from app.sync.http import Address
from app.sync.states import Phase
from app.workspace import files
from app.workspace.backups import files_of
from tests.conftest import StandingClock
from tests.models.test_applying import state_of
from tests.server.central import Central
from tests.services.test_exchange_bundles import PASSPHRASE, QuickLock
from tests.steps import added, changes, row
from tests.sync.window import Window, is_offline, is_synced

Code = Callable[[], str]


def synced(desk: Desk, *, compares: bool = False) -> rounds.Round:
    server = joining.connect(desk)
    assert server is not None
    try:
        return rounds.run(desk, server, compares=compares)
    finally:
        server.close()


@pytest.fixture
def far(desk: Desk, address: Address, code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The desk has joined and sent all; a new PC has come in from the server."""
    joining.join(desk, address=address, code=code())
    synced(desk)
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    made, _ = newcomer.start(tmp_path / "máy hai.kh02", address=address, code=code())
    yield made
    made.close()


def test_all_that_the_desk_holds_goes_up(desk: Desk, address: Address, code: Code) -> None:
    joined = joining.join(desk, address=address, code=code())
    assert [person.name for person in joined.persons] == ["Nguyễn Thị Đào"]
    assert not joined.is_kept  # no credential store on the machines that test
    assert "mỗi lần mở" in joined.notice
    done = synced(desk, compares=True)
    assert (done.refused, done.unsent, done.parked) == (0, 0, 0)
    assert done.sent > 100
    assert synced(desk).sent == 0


def test_a_new_pc_holds_the_same(desk: Desk, far: Desk) -> None:
    assert far.workspace.device != desk.workspace.device
    assert state_of(far) == state_of(desk)
    assert far.person is not None
    assert far.person.full_name == "Nguyễn Thị Đào"
    assert [hit.title for hit in search.search(far, text="an toan thong tin")] == [
        hit.title for hit in search.search(desk, text="an toan thong tin")
    ]
    assert synced(far, compares=True).sent == 0


def test_edits_of_the_new_pc_come_back(desk: Desk, far: Desk) -> None:
    task_id = added(far, "Cấp chữ ký số cho Đặng Thị Đào")
    assert synced(far).refused == 0
    synced(desk)
    assert plan.task(desk, task_id=task_id).content == "Cấp chữ ký số cho Đặng Thị Đào"
    assert state_of(far) == state_of(desk)


def test_a_conflict_is_seen_on_both_and_settled_by_one(desk: Desk, far: Desk) -> None:
    task_id = row(desk, "1.1").id
    tasks.set_lead(desk, task_id=task_id, unit="Sở Y tế")
    tasks.set_lead(far, task_id=task_id, unit="Sở Tài chính")
    for one in (desk, far, desk):
        synced(one)
    assert conflicts.count(desk).total == conflicts.count(far).total > 0
    conflicts.keep_shown(far, conflicts=conflicts.listed(far))
    synced(far)
    synced(desk)
    assert conflicts.count(desk).total == conflicts.count(far).total == 0
    assert state_of(far) == state_of(desk)


def test_progress_is_told_and_a_used_code_is_refused(
    desk: Desk, address: Address, code: Code, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = code()
    joining.join(desk, address=address, code=used)
    synced(desk)
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    with pytest.raises(SyncError):
        newcomer.start(tmp_path / "hai.kh02", address=address, code=used)
    assert not list(tmp_path.glob("*hai*.kh02"))
    told: list[Progress] = []
    made, _ = newcomer.start(tmp_path / "hai.kh02", address=address, code=code(), on_progress=told.append)
    made.close()
    assert told[-1].done == told[-1].total > 100
    assert [one.done for one in told] == sorted(one.done for one in told)


def test_the_first_pc_of_a_province_begins_its_plan(address: Address, code: Code, tmp_path: Path) -> None:
    made, joined = newcomer.start(tmp_path / "mới.kh02", address=address, code=code())
    assert len(plan.view(made).tasks) == 14
    assert synced(made).unsent == 0
    assert joined.persons[0].name == "Nguyễn Thị Đào"
    made.close()


def test_the_code_of_another_province_is_refused(central: Central, desk: Desk, address: Address) -> None:
    other = central.neighbour("79" if desk.province.code != "79" else "01")
    with pytest.raises(RefusedError, match="Mã tham gia là của"):
        joining.join(desk, address=address, code=other.enrol(other.person("Ai đó")))
    assert not joining.is_joined(desk)


def test_attachments_go_up_and_come_down(desk: Desk, far: Desk, tmp_path: Path) -> None:
    scan = tmp_path / "Quyết định.pdf"
    scan.write_bytes(b"%PDF-" + bytes(range(256)) * 9000)
    tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=scan, title="Quyết định", declared_open=True)
    synced(desk)
    synced(far)
    name = hashlib.sha256(scan.read_bytes()).hexdigest()
    assert attachments.counts(far).words == "đã nhận 0/1 tệp"
    for one in (far, desk, far):
        server = joining.connect(one)
        assert server is not None
        attachments.carry(one, server)
        server.close()
    assert files.read(far.path, name, key=None) == scan.read_bytes()
    assert attachments.counts(far).words == ""
    assert attachments.counts(desk).to_send == 0
    assert name in files.stored(desk.path, key=None)


@pytest.mark.parametrize("damage", ["UPDATE chunk SET data = zeroblob(length(data))", "DELETE FROM chunk"])
def test_a_file_that_is_damaged_here_holds_no_other_up(
    desk: Desk, address: Address, code: Code, tmp_path: Path, damage: str
) -> None:
    joining.join(desk, address=address, code=code())
    for number in range(3):
        scan = tmp_path / f"Biên bản {number}.pdf"
        scan.write_bytes(b"%PDF-" + bytes([number]) * 3000)
        tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=scan, title=scan.stem, declared_open=True)
    damaged, *others = sorted(files.stored(desk.path, key=None))
    connection = sqlite3.connect(files_of(desk.path))
    with connection:
        connection.execute(f"{damage} WHERE sha256 = ?", (damaged,))  # noqa: S608 our own words
    connection.close()
    synced(desk)
    server = joining.connect(desk)
    assert server is not None
    assert attachments.carry(desk, server).to_send == 1
    assert [server.blob(one).whole for one in (damaged, *others)] == [False, True, True]
    server.close()


def test_leaving_loses_nothing_and_the_token_is_dead(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    synced(desk)
    server = joining.connect(desk)
    assert server is not None
    before = state_of(desk)
    joining.leave(desk)
    with pytest.raises(RevokedError):
        server.digests()
    server.close()
    assert (joining.is_joined(desk), joining.connect(desk), state_of(desk)) == (False, None, before)
    joining.join(desk, address=address, code=code())
    assert synced(desk, compares=True).unsent == 0


def test_a_night_on_a_pc_that_never_joined_comes_in_once_that_pc_is_let_in(
    desk: Desk,
    other: Desk,
    address: Address,
    code: Code,
    central: Central,
    clock: StandingClock,
    home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bundles, "PassphraseLock", QuickLock)
    monkeypatch.setenv("KH02_HOME", str(home))
    joining.join(desk, address=address, code=code())
    synced(desk)
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    khai = people.add_person(other, full_name="Lê Hữu Khải").created[0]
    people.switch_person(other, person_id=khai)
    task_id = added(other, "Cấp chữ ký số cho Đặng Thị Đào")
    file = other.path.with_suffix(".kh02b")
    bundles.write_bundle(other, path=file, passphrase=PASSPHRASE)
    monkeypatch.setenv("KH02_HOME", str(home))
    bundles.read_bundle(desk, path=file, passphrase=PASSPHRASE)
    done = synced(desk)
    assert (done.unsent, done.parked) == (0, done.refused)
    assert done.parked > 0
    assert {one.code for one in rounds.unsent(desk)} == {"unknown_device"}
    device = other.workspace.device
    assert central.here("device", "waiting").split("\t")[:3] == [device, khai, "Lê Hữu Khải"]
    central.here("person", "add", "--name", "Lê Hữu Khải", "--role", "chuyen-vien-tong-hop")
    central.here("device", "admit", "--device", device, "--name", "Máy trực đêm", "--person", "Lê Hữu Khải")
    assert synced(desk).sent == 0
    clock.moment += rounds.AGAIN
    done = synced(desk)
    assert (done.sent > 0, done.unsent, done.parked) == (True, 0, 0)
    assert plan.task(desk, task_id=task_id).content == "Cấp chữ ký số cho Đặng Thị Đào"
    assert synced(desk, compares=True).sent == 0


def test_a_wrong_address_says_so(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Địa chỉ"):
        joining.join(desk, address=Address("máy chủ"), code="ABCD")


def test_two_windows_follow_each_other_by_the_feed(desk: Desk, far: Desk) -> None:
    with Window(desk) as near_window, Window(far) as far_window:
        for window in (near_window, far_window):
            window.wait(is_synced)
        assert near_window.last.words.startswith("Đã đồng bộ ")
        task_id = added(desk, "Đo đường truyền xã Đạ Huoai")
        near_window.syncing.nudge()
        far_window.wait(lambda window: task_id in window.changed)
        near_window.wait(lambda window: is_synced(window) and window.last.unsent == 0)
        assert plan.task(far, task_id=task_id).content == "Đo đường truyền xã Đạ Huoai"


def test_a_killed_server_is_waited_for_and_found_again(desk: Desk, far: Desk, central: Central) -> None:
    with Window(desk) as window:
        window.wait(is_synced)
        central.server.kill()
        added(desk, "Việc lúc mất mạng")
        window.syncing.nudge()
        window.wait(lambda one: is_offline(one) and one.last.unsent > 0)
        assert window.last.words.startswith("Mất kết nối · chưa gửi: ")
        central.server.start()
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)
        synced(far)
        assert "Việc lúc mất mạng" in [task.content for task in plan.view(far).tasks]


def test_what_the_server_cannot_read_on_the_feed_is_answered(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    heard: queue.SimpleQueue[Event] = queue.SimpleQueue()
    feed = Feed(address, joining.token(desk), heard.put)
    feed._send('{"push":"không phải mảng","ref":"một"}'.encode())
    assert heard.get(timeout=30) == Rejected()
    feed.close()
    assert heard.get(timeout=30) == Closed()


def test_an_edit_that_the_feed_turns_back_goes_by_another_way(desk: Desk, address: Address, code: Code) -> None:
    joining.join(desk, address=address, code=code())
    with Window(desk) as window:
        window.wait(is_synced)
        task_id = added(desk, "Việc mà luồng tin trả lại")
        window.syncing._inbox.put(Rejected())
        window.wait(lambda one: not rounds.unsent(desk))
        assert changes(desk, entity_id=task_id)[0].acknowledged


@pytest.mark.soak
def test_a_database_that_is_held_long_is_waited_for(desk: Desk, central: Central, address: Address, code: Code) -> None:
    """A backup holds the server's database for longer than it waits: it answers with an error, not a verdict."""
    joining.join(desk, address=address, code=code())
    name = central.server.database[1].removeprefix("sqlite:///")
    with Window(desk) as window, closing(sqlite3.connect(name, isolation_level=None)) as held:
        window.wait(is_synced)
        held.execute("BEGIN IMMEDIATE")
        added(desk, "Việc lúc máy chủ bận")
        window.syncing.nudge()
        window.wait(lambda one: one.last.phase is Phase.FAILED and "bận" in one.last.detail, 60)
        held.execute("ROLLBACK")
        window.wait(lambda one: is_synced(one) and one.last.unsent == 0)
