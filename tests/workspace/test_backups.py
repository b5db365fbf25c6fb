import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from app.models.errors import InvalidInputError
from app.services import backups, opening, plan, tasks
from app.services.desk import Desk
from app.workspace import files
from app.workspace.backups import KEEP, files_of
from app.workspace.database import connect
from app.workspace.errors import WorkspaceDamagedError, WorkspaceMissingError
from tests.conftest import StandingClock
from tests.steps import added, row, written


def restored(archive: Path, to: Path) -> Desk:
    return opening.open_desk(backups.restore(archive, to=to))


def attached(desk: Desk, folder: Path) -> str:
    """SHA-256 of a file attached to the first row."""
    path = written(folder / "minh chứng.txt", "Nội dung minh chứng " * 100_000)
    tasks.attach_file(desk, task_id=row(desk, "1.1").id, path=path, declared_open=True)
    return row(desk, "1.1").evidence[0].sha256


# Daily copies.


def test_once_a_day(desk: Desk, clock: StandingClock) -> None:
    assert backups.daily_backup_due(desk)
    backups.daily_backup(desk)
    assert not backups.daily_backup_due(desk)
    clock.moment += timedelta(hours=12)
    assert backups.daily_backup_due(desk)


def test_not_in_a_window_that_only_reads(desk: Desk) -> None:
    reader = opening.open_desk(desk.path, read_only=True)
    assert not backups.daily_backup_due(reader)
    reader.close()


def test_a_copy_is_the_plan(desk: Desk, tmp_path: Path) -> None:
    added(desk)
    copy = backups.daily_backup(desk)
    assert copy.parent.name == "Lâm Đồng.kh02-backups"
    assert copy.name == "2025-06-24 12h00m00.kh02"
    again = restored(copy, tmp_path / "lại.kh02")
    assert plan.view(again) == plan.view(desk)
    again.close()


def test_fourteen_are_kept_the_newest(desk: Desk, clock: StandingClock) -> None:
    made = []
    for _ in range(KEEP + 3):
        made.append(backups.daily_backup(desk))
        clock.moment += timedelta(days=1)
    assert backups.backups(desk) == tuple(made[: -KEEP - 1 : -1])


def test_the_newest_is_offered_after_damage(desk: Desk, clock: StandingClock) -> None:
    backups.daily_backup(desk)
    clock.moment += timedelta(days=1)
    newest = backups.daily_backup(desk)
    path = desk.path
    desk.close()
    path.write_bytes(b"\0" * 4096)
    with pytest.raises(WorkspaceDamagedError) as raised:
        opening.open_desk(path)
    assert raised.value.last_backup == newest


def test_strange_names_in_the_folder_do_no_harm(desk: Desk) -> None:
    copy = backups.daily_backup(desk)
    for name in ("ghi chú.txt", "bản của tôi.kh02"):
        written(copy.with_name(name), "x")
    assert backups.daily_backup_due(desk)  # the newest by name is no day's
    assert copy in backups.backups(desk)


def test_a_copy_has_the_last_act_though_somebody_reads(desk: Desk, tmp_path: Path) -> None:
    with desk.workspace.reading() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM task").fetchone()
        made = added(desk, "Việc cuối")
        copy = backups.daily_backup(desk)
    again = restored(copy, tmp_path / "lại.kh02")
    assert plan.task(again, task_id=made).content == "Việc cuối"
    again.close()


def test_a_copy_is_one_file(desk: Desk) -> None:
    with desk.workspace.reading() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM task").fetchone()
        added(desk)
        copy = backups.daily_backup(desk)
    assert [path.name for path in copy.parent.iterdir()] == [copy.name]


# Packed by hand.


def test_packed_and_unpacked_with_attachments(desk: Desk, tmp_path: Path) -> None:
    digest = attached(desk, tmp_path)
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    again = restored(archive, tmp_path / "lại.kh02")
    assert plan.view(again) == plan.view(desk)
    assert files.read(again.path, digest, key=None) == files.read(desk.path, digest, key=None)
    again.close()


def test_packing_leaves_nothing_else(desk: Desk, tmp_path: Path) -> None:
    attached(desk, tmp_path)
    before = {path.name for path in tmp_path.iterdir()}
    backups.backup(desk, to=tmp_path / "bản.zip")
    assert {path.name for path in tmp_path.iterdir()} - before == {"bản.zip"}


def test_packing_again_replaces_whole(desk: Desk, tmp_path: Path) -> None:
    first = backups.backup(desk, to=tmp_path / "bản.zip").read_bytes()
    added(desk)
    assert backups.backup(desk, to=tmp_path / "bản.zip").read_bytes() != first


def test_packing_into_a_missing_folder_is_a_message(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"Không ghi được bản\.zip"):
        backups.backup(desk, to=tmp_path / "không có" / "bản.zip")


# Restoring.


def test_nothing_is_overwritten(desk: Desk, tmp_path: Path) -> None:
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    before = desk.path.read_bytes()
    with pytest.raises(WorkspaceMissingError, match=r"Lâm Đồng\.kh02 đã có"):
        backups.restore(archive, to=desk.path)
    assert desk.path.read_bytes() == before


@pytest.mark.parametrize("ending", ["-files", "-wal"])
def test_nor_what_another_file_of_that_name_left(desk: Desk, tmp_path: Path, ending: str) -> None:
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    left = written(tmp_path / f"lại.kh02{ending}", "của tệp khác")
    with pytest.raises(WorkspaceMissingError, match=f"lại.kh02{ending} đã có"):
        backups.restore(archive, to=tmp_path / "lại.kh02")
    assert left.read_text(encoding="utf-8") == "của tệp khác"
    assert not (tmp_path / "lại.kh02").exists()


def test_a_missing_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissingError, match=r"Không có bản sao lưu mất\.zip"):
        backups.restore(tmp_path / "mất.zip", to=tmp_path / "lại.kh02")


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    "members",
    [
        {},
        {"a.kh02": b"", "b.kh02": b""},
        {"files": b"x"},
        {"a.kh02": b"not a database"},
        {"../../a.kh02": b"not a database"},
        {"a/": b""},
    ],
)
def test_a_zip_that_is_no_backup(tmp_path: Path, members: dict[str, bytes]) -> None:
    archive = zipped(tmp_path / "lạ.zip", members)
    with pytest.raises(InvalidInputError, match=r"lạ\.zip"):
        backups.restore(archive, to=tmp_path / "lại.kh02")
    assert {path.name for path in tmp_path.iterdir()} - {"home"} == {"lạ.zip"}


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"ghi ch\xc3\xba"])
def test_a_file_that_is_no_backup(tmp_path: Path, content: bytes) -> None:
    archive = tmp_path / "lạ.kh02"
    archive.write_bytes(content)
    with pytest.raises(InvalidInputError, match=r"lạ\.kh02 không nguyên vẹn"):
        backups.restore(archive, to=tmp_path / "lại.kh02")
    assert {path.name for path in tmp_path.iterdir()} - {"home"} == {"lạ.kh02"}


def test_a_backup_cut_off(desk: Desk, tmp_path: Path) -> None:
    attached(desk, tmp_path)
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    archive.write_bytes(archive.read_bytes()[:-2000])
    with pytest.raises(InvalidInputError):
        backups.restore(archive, to=tmp_path / "lại.kh02")
    assert not (tmp_path / "lại.kh02").exists()


def test_a_backup_with_a_flipped_byte(desk: Desk, tmp_path: Path) -> None:
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(bytes(data))
    with pytest.raises(InvalidInputError):
        backups.restore(archive, to=tmp_path / "lại.kh02")
    assert {path.name for path in tmp_path.iterdir()} & {"lại.kh02", "lại.kh02.part"} == set()


def test_damaged_attachments_are_not_restored_silently(desk: Desk, tmp_path: Path) -> None:
    attached(desk, tmp_path)
    archive = backups.backup(desk, to=tmp_path / "bản.zip")
    with zipfile.ZipFile(archive) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["files"] = members["files"][:5000]
    with pytest.raises(InvalidInputError, match="không nguyên vẹn"):
        backups.restore(zipped(tmp_path / "hỏng.zip", members), to=tmp_path / "lại.kh02")


def test_a_restored_file_goes_on(desk: Desk, tmp_path: Path) -> None:
    again = restored(backups.backup(desk, to=tmp_path / "bản.zip"), tmp_path / "lại.kh02")
    made = added(again, "Việc sau khôi phục")
    assert plan.task(again, task_id=made).number == "1.5"
    again.close()


# The check.


def test_a_whole_file_is_whole(desk: Desk) -> None:
    assert backups.verify(desk.path).whole


def test_a_database_of_another_program(tmp_path: Path) -> None:
    path = tmp_path / "khác.kh02"
    connection = connect(path, key=None)
    connection.execute("CREATE TABLE ghi_chu (a)")
    connection.close()
    assert backups.verify(path).problems == ("không phải tệp kế hoạch của chương trình này",)


def test_the_check_names_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissingError, match=r"Không có tệp mất\.kh02"):
        backups.verify(tmp_path / "mất.kh02")


def test_no_attachments_no_file(desk: Desk) -> None:
    assert not files_of(desk.path).exists()
