import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.journal.clock import capped, stamp_time
from app.models import versions
from app.models.migrations import newest
from app.models.recording import change_of
from app.services import opening, plan
from app.services.desk import Desk
from app.services.exchange.taking_in import take_in
from app.services.opening import NewPerson
from app.workspace import profile, workspace
from app.workspace.database import connect
from app.workspace.errors import DiskError, ReadOnlyError, WorkspaceLockedError, WorkspaceMissingError
from tests.conftest import StandingClock
from tests.steps import added, changes, row

PERSON = NewPerson("Nguyễn Thị Đào")


def beside(path: Path) -> list[str]:
    return sorted(one.name for one in path.iterdir() if one.name != "home")


# Making.


@pytest.mark.parametrize(
    ("province", "title", "communes", "merged"),
    [
        ("lam dong", "tỉnh Lâm Đồng", 124, ("Lâm Đồng", "Bình Thuận", "Đắk Nông")),
        ("TP HCM", "Thành phố Hồ Chí Minh", 168, ("Hồ Chí Minh", "Bà Rịa - Vũng Tàu", "Bình Dương")),
        ("Hà Nội", "thành phố Hà Nội", 126, ()),
    ],
)
def test_three_real_provinces(
    tmp_path: Path, province: str, title: str, communes: int, merged: tuple[str, ...]
) -> None:
    desk = opening.create(tmp_path / "a.kh02", province=province, person=PERSON)
    try:
        assert (desk.province.title, desk.province.merged_from) == (title, merged)
        assert sum(unit.kind == "commune" for unit in plan.units(desk)) == communes
        assert len(plan.view(desk).tasks) == 14
        assert all(task.lead for task in plan.view(desk).tasks)
    finally:
        desk.close()


def test_two_desks_give_the_same_ids(tmp_path: Path) -> None:
    found = []
    for name in ("a", "b"):
        desk = opening.create(tmp_path / f"{name}.kh02", province="Hà Nội", person=PERSON)
        found.append([task.id for task in plan.view(desk).tasks] + [unit.id for unit in plan.units(desk)])
        desk.close()
    assert found[0] == found[1]


def test_the_ending_is_added(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "Lâm Đồng v1.2")
    made.close()
    assert made.path.name == "Lâm Đồng v1.2.kh02"


def test_an_existing_file_is_not_made_anew(desk: Desk) -> None:
    before = desk.path.read_bytes()
    with pytest.raises(WorkspaceMissingError, match=r"Lâm Đồng\.kh02 đã có"):
        workspace.create(desk.path)
    assert desk.path.read_bytes() == before


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissingError, match="Không có thư mục .*không-có"):
        workspace.create(tmp_path / "không-có" / "a.kh02")


@pytest.mark.parametrize(
    ("province", "person"),
    [
        ("Atlantis", PERSON),
        ("Hà Nội", NewPerson(" ")),
        ("Hà Nội", NewPerson("Đào", position="TỐI MẬT")),
        ("Hà Nội", NewPerson("Đào", unit="x" * 30_000)),
    ],
)
def test_what_cannot_be_made_leaves_nothing(tmp_path: Path, province: str, person: NewPerson) -> None:
    with pytest.raises(Exception, match=r"Không có tỉnh|Họ và tên|Tài liệu có độ mật|Đơn vị: dài"):
        opening.create(tmp_path / "a.kh02", province=province, person=person)
    assert beside(tmp_path) == []


def test_a_file_that_cannot_be_made_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE half (a)")
        connection.commit()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(newest, "make", breaks)
    with pytest.raises(DiskError, match="Ổ đĩa đã đầy"):
        workspace.create(tmp_path / "a.kh02")
    assert beside(tmp_path) == []


# Opening.


def test_what_was_stored_is_there_again(desk: Desk, clock: StandingClock) -> None:
    made = added(desk, "Lắp đường truyền")
    desk.close()
    again = opening.open_desk(desk.path, now=clock)
    assert plan.task(again, task_id=made).content == "Lắp đường truyền"
    again.close()


def test_closed_it_leaves_one_file_and_its_lock(desk: Desk) -> None:
    added(desk)
    desk.close()
    assert set(beside(desk.path.parent)) <= {desk.path.name, f"{desk.path.name}-lock"}


def test_recent_files_newest_first(tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.kh02" for name in ("a", "b", "c")]
    for path in (*paths, paths[0]):
        opened = workspace.open_workspace(path) if path.exists() else workspace.create(path)
        opened.close()
    paths[1].unlink()
    assert [file.name for file in opening.recent()] == ["a", "c"]


@pytest.mark.parametrize("content", ["", "{", "[1]", '{"recent": null}', '{"device": 5}'])
def test_a_damaged_profile_is_no_obstacle(tmp_path: Path, home: Path, content: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "profile.json").write_text(content, encoding="utf-8")
    workspace.create(tmp_path / "a.kh02").close()
    assert len(profile.device_id()) == 16


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissingError, match=r"Không có tệp mất\.kh02"):
        workspace.open_workspace(tmp_path / "mất.kh02")


def test_a_second_window_is_told_who_holds_it(desk: Desk) -> None:
    with pytest.raises(WorkspaceLockedError) as locked:
        opening.open_desk(desk.path)
    assert locked.value.title == "Lâm Đồng.kh02 đang mở ở cửa sổ khác."
    assert "từ 24/06/2025 12:00" in locked.value.detail
    assert "chỉ để đọc" in locked.value.detail


def test_a_second_process_is_told_too(desk: Desk) -> None:
    code = f"from app.cli import main; raise SystemExit(main(['task', {str(desk.path)!r}, 'set', '--number', '1.1']))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 1
    assert "đang mở ở cửa sổ khác" in done.stderr


def test_a_second_window_may_read_and_sees_what_is_stored(desk: Desk) -> None:
    reader = opening.open_desk(desk.path, read_only=True)
    made = added(desk, "Mới thêm")
    assert plan.task(reader, task_id=made).content == "Mới thêm"
    with pytest.raises(ReadOnlyError, match="chỉ để đọc"):
        added(reader)
    reader.close()


def test_a_reader_does_not_hold_the_lock(desk: Desk) -> None:
    desk.close()
    reader = opening.open_desk(desk.path, read_only=True)
    writer = opening.open_desk(desk.path)
    added(writer)
    writer.close()
    reader.close()


def test_a_refused_reader_attaches_nothing(desk: Desk, tmp_path: Path) -> None:
    from app.services import tasks

    reader = opening.open_desk(desk.path, read_only=True)
    path = tmp_path / "a.txt"
    path.write_text("a", encoding="utf-8")
    with pytest.raises(ReadOnlyError):
        tasks.attach_file(reader, task_id=row(desk, "1.1").id, path=path, declared_open=True)
    reader.close()
    assert not desk.path.with_name(desk.path.name + "-files").exists()


def test_closing_gives_the_lock_back(desk: Desk) -> None:
    desk.close()
    opening.open_desk(desk.path).close()
    desk.close()


def with_version(path: Path, version: str) -> None:
    connection = connect(path, key=None)
    connection.execute("UPDATE alembic_version SET version_num = ?", (version,))
    connection.close()


def test_a_file_of_a_newer_version_is_read_only(desk: Desk) -> None:
    desk.close()
    with_version(desk.path, "9999")
    newer = opening.open_desk(desk.path)
    assert newer.read_only
    assert "phiên bản mới hơn" in newer.notice
    with pytest.raises(ReadOnlyError) as refused:
        added(newer)
    assert "Cập nhật chương trình" in refused.value.detail
    newer.close()


def test_an_older_file_is_backed_up_before_it_is_migrated(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.close()
    with_version(desk.path, "0000")
    seen = []
    monkeypatch.setattr(versions, "KNOWN_VERSIONS", ("0000", versions.HEAD))
    monkeypatch.setattr(workspace, "_upgrade", lambda path, _: seen.append(path))
    opening.open_desk(desk.path).close()
    (copy,) = (desk.path.with_name(desk.path.name + "-backups")).iterdir()
    assert seen == [desk.path]
    assert copy.name.endswith("truoc nang cap.kh02")


def test_a_failing_migration_gives_the_lock_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.close()
    with_version(desk.path, "0000")

    def breaks(_: Path, __: str | None) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(versions, "KNOWN_VERSIONS", ("0000", versions.HEAD))
        patch.setattr(workspace, "_upgrade", breaks)
        with pytest.raises(ZeroDivisionError):
            opening.open_desk(desk.path)
    with_version(desk.path, versions.HEAD)
    opening.open_desk(desk.path).close()


# Where it may lie.

MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
/dev/sdb1 /mnt ext4 rw 0 0
//may-chu/chung /mnt/o\\040chung cifs rw 0 0
systemd-1 /mnt/tu-dong autofs rw 0 0
may-chu:/xuat /mnt/tu-dong nfs4 rw 0 0
gvfsd-fuse /run/user/1000/gvfs fuse.gvfsd-fuse rw 0 0
/dev/sdc1 /mnt/tu-dong/o-trong ext4 rw 0 0
"""


@pytest.mark.parametrize(
    ("folder", "network"),
    [
        ("/home/dao", False),
        ("/mnt/usb", False),
        ("/mnt/o chung/ke hoach", True),
        ("/mnt/o chung khac", False),
        ("/mnt/tu-dong/ke hoach", True),
        ("/mnt/tu-dong/o-trong", False),
        ("/run/user/1000/gvfs/smb-share", True),
    ],
)
def test_network_drives_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, network: bool
) -> None:  # noqa: FBT001
    mounts = tmp_path / "mounts"
    mounts.write_text(MOUNTS, encoding="utf-8")
    monkeypatch.setattr(workspace, "MOUNTS", mounts)
    if not network:
        workspace.refuse_network_drive(Path(folder) / "a.kh02")
        return
    with pytest.raises(WorkspaceMissingError, match="là ổ mạng"):
        workspace.refuse_network_drive(Path(folder) / "a.kh02")


def test_neither_made_nor_opened_on_a_network_drive(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    desk.close()
    mounts = tmp_path / "mounts"
    mounts.write_text(f"//may-chu/chung {tmp_path} cifs rw 0 0\n", encoding="utf-8")
    monkeypatch.setattr(workspace, "MOUNTS", mounts)
    with pytest.raises(WorkspaceMissingError, match="là ổ mạng"):
        workspace.create(tmp_path / "b.kh02")
    with pytest.raises(WorkspaceMissingError, match="là ổ mạng"):
        workspace.open_workspace(desk.path)
    assert not (tmp_path / "b.kh02").exists()


# The clock.


def test_stamps_go_on_after_reopening_with_a_clock_set_back(desk: Desk, clock: StandingClock) -> None:
    added(desk)
    desk.close()
    clock.moment -= timedelta(days=3)
    again = opening.open_desk(desk.path, now=clock)
    added(again)
    stamps = [change.stamp for change in changes(again, entity="task")]
    again.close()
    assert stamps == sorted(stamps)
    assert stamp_time(stamps[-1]) > clock.moment


def test_a_local_setting_is_not_journalled(desk: Desk) -> None:
    before = len(changes(desk))
    desk.workspace.set_local("cột", {"nội dung": 300})
    assert desk.workspace.local_setting("cột") == {"nội dung": 300}
    assert desk.workspace.local_setting("khác") is None
    assert len(changes(desk)) == before


def test_every_act_raises_the_version(desk: Desk) -> None:
    before = desk.workspace.version
    added(desk)
    assert desk.workspace.version == before + 1


def test_the_sample_runs_on_its_own_clock(sample_desk: Desk) -> None:
    assert sample_desk.is_sample
    assert sample_desk.now().year == 2025


def test_a_renamed_file_opens(desk: Desk) -> None:
    desk.close()
    moved = desk.path.with_name("Tên mới.kh02")
    shutil.move(desk.path, moved)
    opening.open_desk(moved).close()


def test_a_pc_that_was_put_right_stamps_no_longer_as_its_clock_was(desk: Desk, clock: StandingClock) -> None:
    today = clock.moment
    clock.moment = today + timedelta(days=1)
    added(desk)
    written = changes(desk)[-1]
    clock.moment = today
    take_in(desk, [replace(change_of(written), cap=capped(written.stamp, today))], title="Nhận từ máy chủ")
    desk.close()
    again = opening.open_desk(desk.path, now=clock)
    try:
        last = again.workspace.clock.last
        assert last is not None
        assert stamp_time(last) == today
        assert stamp_time(again.workspace.clock.tick()) == today
    finally:
        again.close()
