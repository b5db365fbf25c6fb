"""Backups: once a day and before a migration beside the file (14 kept), by hand wherever the person says; restore.

A copy is taken with the writer's lock held and the log folded in, so the bytes are one whole state; it is checked
before it gets its name.
"""

import logging
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher

from app.journal.causes import cause
from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.workspace import encryption
from app.workspace.errors import KeyNeededError, WorkspaceMissingError, disk_errors

KEEP = 14
_FILES_NAME = "files"
_BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError)
"""What reading a broken, encrypted or oddly packed archive raises."""
_MAX_UNPACKED = 20 * 1024**3
_log = logging.getLogger(__name__)


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


def refuse_own_file(path: Path, target: Path) -> None:
    """See that what is to be written does not take the place of the workspace itself, its attachments or their logs.

    Raises:
        InvalidInputError: it would.
    """
    own = [one for one in (*_with_logs(path), *_with_logs(files_of(path))) if one.exists()]
    if target.exists() and any(one.samefile(target) for one in own):
        raise InvalidInputError(f"{target.name} là tệp của chính kế hoạch này.", "Chọn tên khác.")


def pack(path: Path, target: Path, *, key: str | None) -> Path:
    """Pack workspace and attachments into one archive.

    Raises:
        InvalidInputError: it would take the place of the workspace.
        DiskError: it could not be written; an older archive of that name stays whole.
    """
    refuse_own_file(path, target)
    beside = target.with_name(target.name + ".part")
    copy = target.with_name(target.name + ".copy")
    copy_files = target.with_name(target.name + ".copy-files")
    try:
        _copy(path, copy, key=key)
        if files_of(path).exists():
            _copy(files_of(path), copy_files, key=key, needed_table="chunk")
        with disk_errors(target), zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(copy, path.name)
            if copy_files.exists():
                archive.write(copy_files, _FILES_NAME)
        with disk_errors(target):
            beside.replace(target)
    finally:
        for leftover in (beside, copy, copy_files):
            leftover.unlink(missing_ok=True)
    return target


def unpack(archive_path: Path, target: Path, *, key: str | None) -> Path:
    """Restore a daily copy or a packed backup as a new workspace file; nothing is overwritten.

    Raises:
        InvalidInputError: not a backup, or its content fails the integrity check.
        WorkspaceMissingError: the target exists already.
    """
    if not archive_path.is_file():
        raise WorkspaceMissingError(
            f"Không có bản sao lưu {archive_path.name}.", f"Đã tìm trong {archive_path.parent}."
        )
    # A log left behind by another file of that name would be replayed into the restored one.
    for taken in (target, files_of(target), target.with_name(target.name + "-wal")):
        if taken.exists():
            raise WorkspaceMissingError(f"{taken.name} đã có.", "Chọn tên khác; chương trình không ghi đè tệp đang có.")
    part = target.with_name(target.name + ".part")
    part_files = target.with_name(target.name + ".part-files")
    try:
        try:
            with disk_errors(target):
                has_files = _extract(archive_path, part, part_files)
        except _BROKEN_ARCHIVE as error:
            raise InvalidInputError(f"Bản sao lưu {archive_path.name} bị hỏng.", "Chọn bản khác.") from error
        key = key or _key_of_backup(part, archive_path)
        problems = check(part, key=key).problems or (check_files(part_files, key=key).problems if has_files else ())
        if problems:
            raise InvalidInputError(
                f"Bản sao lưu {archive_path.name} không nguyên vẹn: {problems[0]}", "Chọn bản khác."
            )
        with disk_errors(target):
            if has_files:
                part_files.replace(files_of(target))
            part.replace(target)
    finally:
        for leftover in (*_with_logs(part), *_with_logs(part_files)):
            leftover.unlink(missing_ok=True)
    return target


def check(path: Path, *, key: str | None) -> Integrity:
    """Read the whole database and say what is wrong with it."""
    return _checked(path, "change", key=key)


def check_files(path: Path, *, key: str | None) -> Integrity:
    """Read all attachments (`path` is their database) and say what is wrong with them."""
    return _checked(path, "chunk", key=key)


def _checked(path: Path, needed_table: str, *, key: str | None) -> Integrity:
    from app.workspace.database import NOT_TEXT, connect

    try:
        connection = connect(path, key=key, read_only=True)
    except OSError as error:
        return Integrity(path, (f"không đọc được: {cause(error)}",))
    except (sqlcipher.DatabaseError, *NOT_TEXT) as error:
        _log.info("%s cannot be opened: %s", path.name, error)
        return Integrity(path, ("không đọc được như một tệp kế hoạch: đã hỏng, không phải tệp kế hoạch hoặc sai khoá",))
    try:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except (sqlcipher.DatabaseError, *NOT_TEXT) as error:
        _log.info("%s cannot be read to its end: %s", path.name, error)
        return Integrity(path, ("hỏng giữa chừng, không đọc được hết",))
    finally:
        connection.close()
    broken = [one for one in found if one != "ok"]
    for one in broken:
        _log.info("%s is damaged: %s", path.name, one)
    problems = [f"cấu trúc bên trong hỏng ở {len(broken)} chỗ"] if broken else []
    if needed_table not in tables:
        problems.append("không phải tệp kế hoạch của chương trình này")
    return Integrity(path, tuple(problems))


def _copy(path: Path, target: Path, *, key: str | None, needed_table: str = "change") -> None:
    beside = target.with_name(target.name + ".part")
    try:
        _copy_whole(path, beside, target, key=key)
        problems = _checked(beside, needed_table, key=key).problems
        if problems:
            raise InvalidInputError(f"Bản sao lưu vừa tạo không nguyên vẹn: {problems[0]}", "Kiểm tra ổ đĩa.")
        with disk_errors(target):
            beside.replace(target)
    finally:
        for leftover in _with_logs(beside):
            leftover.unlink(missing_ok=True)


def _copy_whole(path: Path, beside: Path, target: Path, *, key: str | None) -> None:
    """Copy a database with its log, no writer between, and fold the log into the copy: a reader may hold the log."""
    from app.workspace.database import connect, database_errors

    with database_errors(path, encrypted=key is not None):
        connection = connect(path, key=key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            with disk_errors(target):
                shutil.copyfile(path, beside)
                log = path.with_name(path.name + "-wal")
                if log.exists():
                    shutil.copyfile(log, beside.with_name(beside.name + "-wal"))
            connection.execute("ROLLBACK")
        finally:
            connection.close()
    with database_errors(target, encrypted=key is not None):
        connect(beside, key=key).close()  # the last connection to close folds the log in


def _key_of_backup(part: Path, archive_path: Path) -> str | None:
    if not encryption.is_encrypted(part):
        return None
    key = encryption.stored_key(part)
    if key is None and encryption.looks_encrypted(part):
        raise KeyNeededError(
            f"Bản sao lưu {archive_path.name} đã mã hoá, máy này không giữ khoá của nó.",
            "Nhập khoá phục hồi đã in khi bật mã hoá.",
        )
    return key


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
