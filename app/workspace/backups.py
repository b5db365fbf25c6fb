"""Backups: once a day and before a migration beside the file (14 kept), by hand wherever the person says; restore.

A copy is taken with the writer's lock held and the log folded in, so the bytes are one whole state; it is checked
before it gets its name.
"""

import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.workspace.errors import WorkspaceMissingError, disk_errors

KEEP = 14
_FILES_NAME = "files"
_MAX_UNPACKED = 20 * 1024**3


@dataclass(frozen=True, slots=True)
class Integrity:
    """What a check of a workspace or backup found; no problems means whole."""

    path: Path
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def folder_of(path: Path) -> Path:
    """Where the daily copies of a workspace lie."""
    return path.with_name(path.name + "-backups")


def files_of(path: Path) -> Path:
    """Where the attachments of a workspace lie."""
    return path.with_name(path.name + "-files")


def listed(path: Path) -> tuple[Path, ...]:
    """The daily copies, newest first."""
    folder = folder_of(path)
    return tuple(sorted(folder.glob("*.kh02"), reverse=True)) if folder.is_dir() else ()


def latest(path: Path) -> Path | None:
    """The newest daily copy."""
    return next(iter(listed(path)), None)


def due(path: Path, now: datetime) -> bool:
    """Whether today (Vietnam) has no daily copy yet."""
    newest = latest(path)
    return newest is None or _day_of(newest) != vietnam_time.today(now)


def daily(path: Path, *, key: str | None, now: datetime, label: str = "") -> Path:
    """Copy the workspace into its backup folder and keep the newest 14.

    Raises:
        DiskError: the copy could not be written; no partial copy stays.
    """
    folder = folder_of(path)
    with disk_errors(folder):
        folder.mkdir(exist_ok=True)
    stamp = vietnam_time.local(now).strftime("%Y-%m-%d %Hh%Mm%S")
    target = folder / f"{stamp}{' ' + label if label else ''}.kh02"
    _copy(path, target, key=key)
    for old in listed(path)[KEEP:]:
        old.unlink(missing_ok=True)
    return target


def pack(path: Path, target: Path, *, key: str | None) -> Path:
    """Pack workspace and attachments into one archive.

    Raises:
        DiskError: it could not be written; an older archive of that name stays whole.
    """
    beside = target.with_name(target.name + ".part")
    copy = target.with_name(target.name + ".copy")
    try:
        _copy(path, copy, key=key)
        with disk_errors(target), zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(copy, path.name)
            files = files_of(path)
            if files.exists():
                archive.write(files, _FILES_NAME)
        with disk_errors(target):
            beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
        copy.unlink(missing_ok=True)
    return target


def unpack(archive_path: Path, target: Path, *, key: str | None) -> Path:
    """Restore a daily copy or a packed backup as a new workspace file; nothing is overwritten.

    Raises:
        InvalidInputError: not a backup, or its content fails the integrity check.
        WorkspaceMissingError: the target exists already.
    """
    if target.exists():
        raise WorkspaceMissingError(f"{target.name} đã có.", "Chọn tên khác; chương trình không ghi đè tệp đang có.")
    part = target.with_name(target.name + ".part")
    part_files = target.with_name(target.name + ".part-files")
    try:
        with disk_errors(target):
            has_files = _extract(archive_path, part, part_files)
        problems = check(part, key=key).problems
        if problems:
            raise InvalidInputError(
                f"Bản sao lưu {archive_path.name} không nguyên vẹn: {problems[0]}", "Chọn bản khác."
            )
        with disk_errors(target):
            if has_files:
                part_files.replace(files_of(target))
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)
        part_files.unlink(missing_ok=True)
    return target


def check(path: Path, *, key: str | None) -> Integrity:
    """Read the whole database and say what is wrong with it."""
    from app.workspace.database import connect

    try:
        connection = connect(path, key=key, read_only=True)
    except (sqlcipher.DatabaseError, OSError) as error:
        return Integrity(path, (f"không đọc được như một tệp kế hoạch ({error})",))
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlcipher.DatabaseError as error:
        return Integrity(path, (f"hỏng giữa chừng ({error})",))
    finally:
        connection.close()
    problems = [problem for problem in found if problem != "ok"]
    if "change" not in tables:
        problems.append("không phải tệp kế hoạch của chương trình này")
    return Integrity(path, tuple(problems))


def _copy(path: Path, target: Path, *, key: str | None) -> None:
    from app.workspace.database import connect, database_errors

    beside = target.with_name(target.name + ".part")
    with database_errors(path, encrypted=key is not None):
        connection = connect(path, key=key)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("BEGIN IMMEDIATE")
            with disk_errors(target):
                shutil.copyfile(path, beside)
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    try:
        problems = check(beside, key=key).problems
        if problems:
            raise InvalidInputError(f"Bản sao lưu vừa tạo không nguyên vẹn: {problems[0]}", "Kiểm tra ổ đĩa.")
        with disk_errors(target):
            beside.replace(target)
    finally:
        for leftover in _with_logs(beside):
            leftover.unlink(missing_ok=True)


def _extract(archive_path: Path, part: Path, part_files: Path) -> bool:
    if not zipfile.is_zipfile(archive_path):
        shutil.copyfile(archive_path, part)
        return False
    with zipfile.ZipFile(archive_path) as archive:
        members = {info.filename: info for info in archive.infolist()}
        databases = [name for name in members if name != _FILES_NAME]
        if len(databases) != 1 or sum(info.file_size for info in members.values()) > _MAX_UNPACKED:
            raise InvalidInputError(f"{archive_path.name} không phải bản sao lưu của chương trình.", "Chọn tệp khác.")
        for name, target in ((databases[0], part), (_FILES_NAME, part_files)):
            if name in members:
                with archive.open(name) as source, target.open("wb") as file:
                    shutil.copyfileobj(source, file)
        return _FILES_NAME in members


def _with_logs(path: Path) -> Iterator[Path]:
    for ending in ("", "-wal", "-shm"):
        yield path.with_name(path.name + ending)


def _day_of(path: Path) -> date | None:
    try:
        return date.fromisoformat(path.name[:10])
    except ValueError:
        return None
