"""Turning encryption on or off: the workspace, its attachments and its backups are written anew with the new key.

Each file is exported beside, checked, and put in place by one rename; a failure leaves the old file whole. The new key
is in this PC's store before the first rename, so that no moment exists at which nobody holds it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.models.errors import RefusedError
from app.workspace import backups, encryption
from app.workspace.database import connect, database_errors
from app.workspace.errors import DiskError, disk_errors

if TYPE_CHECKING:
    from app.workspace.workspace import Workspace


def encrypt(workspace: "Workspace", key: str) -> bool:
    """Write everything of a workspace with `key`; the open workspace goes on with it. Whether the store keeps it."""
    return _rekey(workspace, key)


def decrypt(workspace: "Workspace") -> None:
    """Write everything of a workspace plain."""
    _rekey(workspace, None)


def _rekey(workspace: "Workspace", new: str | None) -> bool:
    if workspace.read_only:
        raise RefusedError("Tệp đang mở chỉ để đọc.", "Mở lại ở cửa sổ được quyền sửa.")
    old = workspace.key
    path = workspace.path
    files = [path for path in (backups.files_of(path), *backups.listed(path)) if path.exists()]
    attachments = backups.files_of(path)
    kept = True
    workspace.suspend()
    try:
        for source in (*files, path):
            beside = _export(source, old, new)
            _refuse_broken(beside, new, attachments=source == attachments)
            if new is not None:
                kept = encryption.store_key(beside, new) and kept
        for source in (*files, path):
            beside = _beside(source)
            with disk_errors(source):
                beside.replace(source)
            for ending in ("-wal", "-shm"):
                source.with_name(source.name + ending).unlink(missing_ok=True)
        workspace.key = new
    finally:
        for source in (*files, path):
            for ending in ("", "-wal", "-shm"):
                beside = _beside(source)
                beside.with_name(beside.name + ending).unlink(missing_ok=True)
        workspace.resume()
    return kept


def _beside(source: Path) -> Path:
    return source.with_name(source.name + ".rekey")


def _refuse_broken(beside: Path, key: str | None, *, attachments: bool) -> None:
    check = backups.check_files if attachments else backups.check
    problems = check(beside, key=key).problems
    if problems:
        raise DiskError(f"Bản ghi lại không nguyên vẹn: {problems[0]}", "Tệp cũ giữ nguyên. Kiểm tra ổ đĩa.")


def _export(source: Path, old: str | None, new: str | None) -> Path:
    beside = _beside(source)
    beside.unlink(missing_ok=True)
    with database_errors(source, encrypted=old is not None):
        connection = connect(source, key=old)
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            literal = f"\"x'{bytes.fromhex(new).hex()}'\"" if new else "''"
            connection.execute(f"ATTACH DATABASE ? AS target KEY {literal}", (str(beside),))
            connection.execute("SELECT sqlcipher_export('target')").fetchone()
            connection.execute("DETACH DATABASE target")
        finally:
            connection.close()
    return beside
