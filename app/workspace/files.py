"""Attachments beside the workspace: content-addressed by SHA-256, in chunks of 1 MB, same key, append-only.

Only a purge takes a file out again.
"""

import hashlib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from app.models.errors import InvalidInputError, NotFoundError
from app.workspace.backups import files_of
from app.workspace.database import connect, database_errors
from app.workspace.errors import disk_errors

CHUNK = 1 << 20
MAX_BYTES = 200 * CHUNK
"""Largest attachment; a longer one belongs on a share, with its number and date recorded."""

_TABLES = """
CREATE TABLE IF NOT EXISTS file (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS chunk (sha256 TEXT, place INTEGER, data BLOB NOT NULL, PRIMARY KEY (sha256, place));
"""


def add(workspace: Path, source: Path, *, key: str | None) -> tuple[str, int]:
    """Store a file once by its content; gives (SHA-256 hex, size in bytes).

    Raises:
        InvalidInputError: missing, empty or larger than MAX_BYTES.
        DiskError: it could not be read or stored.
    """
    size = measure(source)
    with disk_errors(source), source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM file WHERE sha256 = ?", (digest,)).fetchone() is None:
                _store(connection, source, digest, size)
            connection.execute("COMMIT")
        finally:
            connection.close()
    return digest, size


def add_bytes(workspace: Path, data: bytes, *, key: str | None) -> tuple[str, int]:
    """Store bytes that are no file on the disk, and never become one: gives (SHA-256 hex, size).

    Raises:
        InvalidInputError: larger than MAX_BYTES.
        DiskError: they could not be stored.
    """
    digest = hashlib.sha256(data).hexdigest()
    receive(workspace, digest, BytesIO(data), key=key)
    return digest, len(data)


def measure(source: Path) -> int:
    """The size of a file that may be stored, in bytes.

    Raises:
        InvalidInputError: missing, empty or larger than MAX_BYTES.
    """
    with disk_errors(source):
        if not source.is_file():
            raise InvalidInputError(f"Không có tệp {source.name}.", "Chọn lại tệp minh chứng.")
        size = source.stat().st_size
    if not 0 < size <= MAX_BYTES:
        limit = MAX_BYTES // CHUNK
        raise InvalidInputError(f"Tệp {source.name} rỗng hoặc lớn hơn {limit} MB.", "Chọn tệp khác hoặc nén lại.")
    return size


def stored(workspace: Path, *, key: str | None) -> dict[str, int]:
    """SHA-256 -> size in bytes of every file held here."""
    if not files_of(workspace).exists():
        return {}
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            return dict(connection.execute("SELECT sha256, size FROM file ORDER BY sha256").fetchall())
        finally:
            connection.close()


def chunks(workspace: Path, sha256: str, *, key: str | None) -> Iterator[bytes]:
    """The content of a stored file in pieces of CHUNK."""
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            query = "SELECT data FROM chunk WHERE sha256 = ? ORDER BY place"
            for (data,) in connection.execute(query, (sha256,)):
                yield data
        finally:
            connection.close()


def receive(workspace: Path, sha256: str, source: Any, *, key: str | None) -> None:
    """Store under its hash what another desk sent, or what was made here; `source` is read to its end.

    Raises:
        InvalidInputError: the content does not have that hash, or is larger than MAX_BYTES; nothing is kept.
    """
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            if connection.execute("SELECT 1 FROM file WHERE sha256 = ?", (sha256,)).fetchone() is None:
                pieces = iter(lambda: source.read(CHUNK), b"")
                size, digest = _put(connection, sha256, pieces)
                if digest != sha256 or size > MAX_BYTES:
                    connection.execute("ROLLBACK")
                    raise InvalidInputError("Tệp đính kèm nhận được không nguyên vẹn.", "Nhận lại từ máy kia.")
                connection.execute("INSERT INTO file VALUES (?, ?)", (sha256, size))
            connection.execute("COMMIT")
        finally:
            connection.close()


def held(workspace: Path, sha256: str, *, key: str | None) -> int:
    """How many bytes of a file that is on its way are here; all of them once it is whole."""
    if not files_of(workspace).exists():
        return 0
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            query = "SELECT coalesce(sum(length(data)), 0) FROM chunk WHERE sha256 = ?"
            return int(connection.execute(query, (sha256,)).fetchone()[0])
        finally:
            connection.close()


def receive_chunk(workspace: Path, sha256: str, data: bytes, *, at: int, total: int, key: str | None) -> bool:
    """Store the next CHUNK of a file under its hash; true when it is whole. `at` is where the chunk begins.

    Raises:
        InvalidInputError: larger than MAX_BYTES, or whole with another hash; it begins anew then.
    """
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)", (sha256, at // CHUNK, data))
            is_whole = at + len(data) >= total
            is_right = total <= MAX_BYTES and (not is_whole or _digest(connection, sha256) == sha256)
            if not is_right:
                connection.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
            elif is_whole:
                connection.execute("INSERT OR IGNORE INTO file VALUES (?, ?)", (sha256, total))
            connection.execute("COMMIT")
        finally:
            connection.close()
    if not is_right:
        raise InvalidInputError("Tệp đính kèm nhận được không nguyên vẹn.", "Chương trình tự nhận lại.")
    return is_whole


def chunk(workspace: Path, sha256: str, *, at: int, key: str | None) -> bytes:
    """The CHUNK of a stored file that begins at `at`."""
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            query = "SELECT data FROM chunk WHERE sha256 = ? AND place = ?"
            row = connection.execute(query, (sha256, at // CHUNK)).fetchone()
        finally:
            connection.close()
    return bytes(row[0]) if row else b""


def read(workspace: Path, sha256: str, *, key: str | None) -> bytes:
    """The whole content of a stored file.

    Raises:
        NotFoundError: it is not here (not yet received, or purged).
    """
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            rows = connection.execute("SELECT data FROM chunk WHERE sha256 = ? ORDER BY place", (sha256,)).fetchall()
        finally:
            connection.close()
    content = b"".join(row[0] for row in rows)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFoundError("Tệp minh chứng này không có trên máy.", "Lấy lại từ bản sao lưu hoặc đính kèm lại.")
    return content


def remove(workspace: Path, sha256: str, *, key: str | None) -> None:
    """Take a file out for good: only the purge act calls this."""
    if not files_of(workspace).exists():
        return
    with database_errors(workspace, encrypted=key is not None):
        connection = _open(workspace, key)
        try:
            connection.execute("DELETE FROM chunk WHERE sha256 = ?", (sha256,))
            connection.execute("DELETE FROM file WHERE sha256 = ?", (sha256,))
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("VACUUM")
        finally:
            connection.close()


def _open(workspace: Path, key: str | None) -> Any:
    connection = connect(files_of(workspace), key=key)
    for statement in _TABLES.split(";"):
        connection.execute(statement)
    return connection


def _store(connection: Any, source: Path, digest: str, size: int) -> None:
    if _put(connection, digest, _chunks(source))[1] != digest:
        raise InvalidInputError(f"Tệp {source.name} đang bị ghi trong lúc đính kèm.", "Đóng tệp rồi đính kèm lại.")
    connection.execute("INSERT INTO file VALUES (?, ?)", (digest, size))


def _put(connection: Any, sha256: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Write the pieces of a file; gives its size and the hash it really has."""
    check, size = hashlib.sha256(), 0
    for place, data in enumerate(pieces):
        check.update(data)
        size += len(data)
        connection.execute("INSERT OR REPLACE INTO chunk VALUES (?, ?, ?)", (sha256, place, data))
        if size > MAX_BYTES:
            break
    return size, check.hexdigest()


def _digest(connection: Any, sha256: str) -> str:
    check = hashlib.sha256()
    for (data,) in connection.execute("SELECT data FROM chunk WHERE sha256 = ? ORDER BY place", (sha256,)):
        check.update(data)
    return check.hexdigest()


def _chunks(source: Path) -> Iterator[bytes]:
    with disk_errors(source), source.open("rb") as file:
        while data := file.read(CHUNK):
            yield data
