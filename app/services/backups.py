"""Sao lưu / Khôi phục, encryption of the file, and the check of its integrity."""

from pathlib import Path

from app.models.errors import RefusedError
from app.services.desk import Desk
from app.workspace import backups as store
from app.workspace import encryption, rekeying
from app.workspace.backups import Integrity
from app.workspace.errors import WorkspaceMissingError


def backup(desk: Desk, *, to: Path) -> Path:
    """Pack workspace and attachments into one file."""
    return store.pack(desk.path, to, key=desk.workspace.key)


def daily_backup_due(desk: Desk) -> bool:
    """Whether today has no copy yet. Cheap: asked right after the window is painted."""
    return not desk.read_only and store.due(desk.path, desk.now())


def daily_backup(desk: Desk) -> Path:
    """Today's copy beside the workspace; 14 are kept. Long: run it off the window's thread."""
    return store.daily(desk.path, key=desk.workspace.key, now=desk.now())


def backups(desk: Desk) -> tuple[Path, ...]:
    """The daily copies, newest first."""
    return store.listed(desk.path)


def restore(archive: Path, *, to: Path, key: str | None = None) -> Path:
    """Make a new workspace file from a backup; nothing existing is overwritten.

    Raises:
        InvalidInputError: not a whole backup.
        WorkspaceMissingError: the target exists.
    """
    return store.unpack(archive, to, key=key)


def verify(path: Path, *, key: str | None = None) -> Integrity:
    """Read a whole workspace or daily copy and say what is wrong with it.

    Raises:
        WorkspaceMissingError: no such file.
    """
    if not path.is_file():
        raise WorkspaceMissingError(f"Không có tệp {path.name}.", f"Đã tìm trong {path.absolute().parent}.")
    known = key or (encryption.stored_key(path) if encryption.is_encrypted(path) else None)
    return store.check(path, key=known)


def is_encrypted(desk: Desk) -> bool:
    """Whether this workspace is encrypted."""
    return desk.workspace.key is not None


def encrypt(desk: Desk) -> tuple[str, bool]:
    """Encrypt the workspace, its attachments and its backups with a new key.

    Gives the text of the recovery sheet, and whether this PC's credential store keeps the key (else it is asked for at
    each opening and the person must be told). The desk goes on with the encrypted file.

    Raises:
        RefusedError: encrypted already, or read-only.
        DiskError: nothing was changed.
    """
    if desk.workspace.key is not None:
        raise RefusedError("Tệp đã được mã hoá.", "Không cần bật lại.")
    key = encryption.new_key()
    kept = rekeying.encrypt(desk.workspace, key)
    return encryption.recovery_text(key), kept


def decrypt(desk: Desk) -> None:
    """Write the workspace plain again.

    Raises:
        RefusedError: it is not encrypted.
    """
    if desk.workspace.key is None:
        raise RefusedError("Tệp chưa mã hoá.", "Không cần tắt.")
    rekeying.decrypt(desk.workspace)
