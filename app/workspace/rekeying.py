"""Turning encryption on or off: the workspace, its attachments and its backups are written anew with the new key.

Each file is exported beside, checked, and put in place by one rename; a failure leaves the old file whole.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from app.models.errors import RefusedError
from app.workspace import backups
from app.workspace.database import connect, database_errors
from app.workspace.errors import disk_errors

if TYPE_CHECKING:
    from app.workspace.workspace import Workspace


def encrypt(workspace: "Workspace", key: str) -> None:
    """Write everything of a workspace with `key`; the open workspace goes on with it."""
    _rekey(workspace, key)


def decrypt(workspace: "Workspace") -> None:
    """Write everything of a workspace plain."""
    _rekey(workspace, None)


def _rekey(workspace: "Workspace", new: str | None) -> None:
    if workspace.read_only:
        raise RefusedError("Tệp đang mở chỉ để đọc.", "Mở lại ở cửa sổ được quyền sửa.")
    old = workspace.key
    path = workspace.path
    files = [path for path in (backups.files_of(path), *backups.listed(path)) if path.exists()]
    exported = [(source, _export(source, old, new)) for source in files]
    workspace.suspend()
    try:
        exported.append((path, _export(path, old, new)))
        for source, beside in exported:
            with disk_errors(source):
                beside.replace(source)
            for ending in ("-wal", "-shm"):
                source.with_name(source.name + ending).unlink(missing_ok=True)
        workspace.key = new
    finally:
        for _, beside in exported:
            beside.unlink(missing_ok=True)
        workspace.resume()


def _export(source: Path, old: str | None, new: str | None) -> Path:
    beside = source.with_name(source.name + ".rekey")
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
