"""Connections to a workspace file: SQLAlchemy over sqlcipher3, WAL, immediate writers, damage found and named."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Engine, create_engine, event, exc
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool
from sqlalchemy.util import LRUCache

from app.workspace.errors import DiskError, KeyNeededError, WorkspaceDamagedError

_BUSY_MILLISECONDS = 5_000
WORKING = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
FILLING = ("journal_mode = DELETE", "synchronous = FULL", "locking_mode = EXCLUSIVE", "cache_size = -131072")
"""How a file is written that nobody sits at yet. The cache (KiB) holds what is written until the commit."""
NOT_TEXT = (UnicodeDecodeError, json.JSONDecodeError)
"""Spoilt bytes where text or JSON was stored; also where the driver words its own error with them."""


class Dialect(SQLiteDialect_pysqlite):
    """SQLite as SQLAlchemy knows it; any two are equal, so that what one engine compiled serves all others."""

    supports_statement_cache = True

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self)

    def __hash__(self) -> int:
        return hash(type(self))


registry.register("sqlite.kh02", __name__, Dialect.__name__)
_COMPILED: LRUCache[Any, Any] = LRUCache(4_000)
"""Statements of all engines of this process: each file has one that reads and one that writes."""


def connect(path: Path, *, key: str | None, read_only: bool = False, manner: Sequence[str] = WORKING) -> Any:
    """A DB-API connection in autocommit mode; transactions are begun by the engine.

    Raises:
        sqlcipher3.DatabaseError: not a database, a wrong key, or damage on the first pages.
    """
    mode = "ro" if read_only else "rwc"
    connection = sqlcipher.connect(
        f"file:{quote(str(path))}?mode={mode}", uri=True, isolation_level=None, check_same_thread=False
    )
    try:
        if key is not None:
            connection.execute(f"PRAGMA key = \"x'{bytes.fromhex(key).hex()}'\"")
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_MILLISECONDS}")
        if not read_only:
            for pragma in manner:
                connection.execute(f"PRAGMA {pragma}")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def engine_for(path: Path, *, key: str | None, read_only: bool, begin: str, manner: Sequence[str] = WORKING) -> Engine:
    """An engine whose transactions open with `begin`: "BEGIN IMMEDIATE" to write, "BEGIN" to read."""
    engine = create_engine(
        "sqlite+kh02://",
        execution_options={"compiled_cache": _COMPILED},
        module=sqlcipher,
        creator=lambda: connect(path, key=key, read_only=read_only, manner=manner),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=4,
    )

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


@contextmanager
def session_on(path: Path, *, key: str | None) -> Iterator[Session]:
    """A session on a workspace file or copy that nobody has open as a desk; what it writes is not journalled."""
    engine = engine_for(path, key=key, read_only=False, begin="BEGIN IMMEDIATE")
    try:
        with database_errors(path, encrypted=key is not None), Session(engine, autoflush=False) as session:
            yield session
            session.commit()
    finally:
        engine.dispose()


def compact(path: Path, *, key: str | None) -> None:
    """Rewrite a workspace file or copy so that no index, free page or log holds what was taken out.

    Raises:
        DiskError: somebody reads the file just now, so that its log cannot be emptied.
    """
    with database_errors(path, encrypted=key is not None):
        connection = connect(path, key=key)
        try:
            # The search index keeps the words of what was taken out until its parts are merged.
            connection.execute("INSERT INTO search_fts(search_fts) VALUES ('rebuild')")
            connection.execute("VACUUM")
            busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        finally:
            connection.close()
    if busy:
        raise DiskError(f"{path.name} đang bận, nhật ký của tệp chưa dọn được.", "Đóng các cửa sổ khác rồi làm lại.")


@contextmanager
def database_errors(path: Path, *, encrypted: bool = False) -> Iterator[None]:
    """Translate what SQLite says about the file.

    Raises:
        DiskError: the disk is full or the file cannot be written.
        KeyNeededError: an encrypted file and a key that does not fit.
        WorkspaceDamagedError: the file is not, or no longer, a readable database.
    """
    try:
        yield
    except (sqlcipher.IntegrityError, sqlcipher.ProgrammingError, exc.IntegrityError, exc.ProgrammingError):
        raise  # a mistake of ours, not of the file
    except (sqlcipher.DatabaseError, exc.DatabaseError, *NOT_TEXT) as error:
        raise _translated(str(error), path, encrypted=encrypted) from error


def _translated(reason: str, path: Path, *, encrypted: bool) -> Exception:
    from app.workspace.backups import latest

    if "disk is full" in reason or "disk I/O error" in reason:
        return DiskError(f"Ổ đĩa đã đầy hoặc hỏng, không ghi được {path.name}.", "Giải phóng dung lượng rồi làm lại.")
    if "readonly" in reason or "unable to open" in reason:
        return DiskError(f"Không mở được {path.name} để ghi.", "Kiểm tra quyền ghi của thư mục chứa tệp.")
    if "locked" in reason:
        return DiskError(f"{path.name} đang bận.", "Một việc khác đang ghi vào tệp; chờ vài giây rồi làm lại.")
    if encrypted and "not a database" in reason:
        return KeyNeededError(f"{path.name} đã mã hoá và khoá không khớp.", "Nhập khoá phục hồi đã in khi bật mã hoá.")
    backup = latest(path)
    advice = f"Bản sao lưu gần nhất: {backup.name}." if backup else "Chưa có bản sao lưu nào bên cạnh tệp."
    return WorkspaceDamagedError(f"Tệp {path.name} bị hỏng hoặc không phải tệp kế hoạch.", advice, last_backup=backup)
