"""The open workspace: sessions to read and to act, the writer's lock, migration on opening."""

import json
import os
import platform
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlcipher3.dbapi2 as sqlcipher
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.orm import Session

from app.journal.clock import HybridClock
from app.models import derived, finishing, replaying, versions, vietnam_time
from app.models.applying import Applying
from app.models.base import EFFECTIVE, ChangeRow, LocalSetting
from app.models.migrations import newest
from app.models.pc_clock import PcClock
from app.models.recording import ActInfo, RecordingSession
from app.workspace import backups, encryption, profile
from app.workspace.database import FILLING, connect, database_errors, engine_for
from app.workspace.errors import (
    KeyNeededError,
    ReadOnlyError,
    WorkspaceDamagedError,
    WorkspaceLockedError,
    WorkspaceMissingError,
    disk_errors,
)
from app.workspace.turn import Turn

SUFFIX = ".kh02"
MOUNTS = Path("/proc/mounts")
_NETWORK_FILESYSTEMS = {
    *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p", "ncpfs", "davfs", "ceph", "glusterfs"),
    *("fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.davfs2", "fuse.glusterfs"),
}
_WINDOWS_REMOTE_DRIVE = 4


def system_now() -> datetime:
    """The PC's clock, aware UTC."""
    return datetime.now(UTC)


class Workspace:
    """One open file. `read_only` with its reason in `notice`; `version` grows with every act."""

    def __init__(
        self,
        path: Path,
        *,
        key: str | None,
        read_only: bool,
        notice: str,
        lock: FileLock | None,
        now: Callable[[], datetime],
    ) -> None:
        self.path = path
        self.key = key
        self.read_only = read_only
        self.notice = notice
        self._now = now
        self.pc = PcClock(self.now)
        self.version = 0
        self._lock = lock
        self._turn = Turn()
        self.resume()
        self.device = profile.device_id()
        try:
            with self.reading() as session:
                last = _last_stamp(session, self.device)
        except BaseException:
            self.suspend()
            raise
        self.clock = HybridClock(self.device, self.corrected_now, last)

    def now(self) -> datetime:
        """The present instant as this workspace sees it, aware UTC."""
        return self._now()

    def corrected_now(self) -> datetime:
        """The present instant by the server's time, where the sync has measured it; aware UTC."""
        return self.pc.corrected()

    def run_clock_from(self, moment: datetime) -> None:
        """Let this workspace's clock start at another moment and run on from there: the sample province only."""
        started = system_now()
        self._now = lambda: moment + (system_now() - started)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the file and never writes.

        Raises:
            WorkspaceDamagedError: a page of the file cannot be read.
        """
        with (
            database_errors(self.path, encrypted=self.key is not None),
            Session(self._reader, autoflush=False) as session,
        ):
            yield session
            session.rollback()

    @contextmanager
    def acting(
        self, title: str, *, author: str, kind: str = "do", target: str | None = None, undoable: bool = True
    ) -> Iterator[RecordingSession]:
        """A session for one act: all of it is stored and journalled when the block ends, or nothing.

        Raises:
            ReadOnlyError: the workspace is open for reading only.
            DiskError: the disk refused the write; nothing of the act is kept.
        """
        act = ActInfo(title, author, self.device, vietnam_time.iso(self.now()), kind, target, undoable)
        with (
            self._turn.act(),
            database_errors(self.path, encrypted=self.key is not None),
            RecordingSession(self._writing_engine(), clock=self.clock, act=act) as session,
        ):
            session.begin()
            session.connection()
            yield session
            session.flush()
            derived.refresh(session, session.refs)
            session.commit()
            self.version += 1

    @contextmanager
    def applying(self) -> Iterator[Applying]:
        """Take in changes from other desks: merged, stored as received, never journalled again.

        Raises:
            ReadOnlyError: the workspace is open for reading only.
            DiskError: the disk refused the write; nothing of it is kept.
        """
        with (
            self._turn.slice(),
            database_errors(self.path, encrypted=self.key is not None),
            Session(self._writing_engine(), autoflush=False, expire_on_commit=False) as session,
        ):
            session.begin()
            session.connection()
            applying = Applying(session, self.clock)
            yield applying
            derived.refresh(session, applying.refs)
            session.commit()
            self.version += 1

    def replay(self) -> None:
        """Show what an older version could only keep, if this file was last opened by one."""
        with self.reading() as session:
            if not replaying.is_due(session):
                return
        with (
            self._turn.act(),
            database_errors(self.path, encrypted=self.key is not None),
            Session(self._writing_engine(), autoflush=False, expire_on_commit=False) as session,
        ):
            applying = Applying(session, self.clock)
            replaying.replay(session, applying)
            derived.refresh(session, applying.refs)
            session.commit()
            self.version += 1

    def finish_some(self) -> bool:
        """Make a slice of what a file that came in bulk still lacks; gives whether to go on. Acts go before it.

        Raises:
            DiskError: the disk refused the write; what is made already stays.
        """
        with self.reading() as session:
            if not finishing.is_due(session):
                return False
        with (
            self._turn.slice(),
            database_errors(self.path, encrypted=self.key is not None),
            Session(self._writing_engine(), autoflush=False) as session,
        ):
            is_more = finishing.make_some(session)
            session.commit()
        return is_more

    @contextmanager
    def maintaining(self) -> Iterator[Session]:
        """A session that writes local rows only (settings of this file, purge, rebuilding). Never synced records."""
        with (
            self._turn.act(),
            database_errors(self.path, encrypted=self.key is not None),
            Session(self._writing_engine(), autoflush=False) as session,
        ):
            yield session
            session.commit()
            self.version += 1

    @contextmanager
    def filling(self) -> Iterator[Session]:
        """The one session of a file that is still being made; the caller commits. Nobody else has it open meanwhile.

        What is written goes to its place without a log, so that much of it costs little. After a power cut the file is
        as the last commit left it.

        Raises:
            DiskError: the disk refused the write; nothing since the last commit is kept.
        """
        self.suspend()
        engine = engine_for(self.path, key=self.key, read_only=False, begin="BEGIN IMMEDIATE", manner=FILLING)
        try:
            with (
                database_errors(self.path, encrypted=self.key is not None),
                Session(engine, autoflush=False, expire_on_commit=False) as session,
            ):
                yield session
        finally:
            engine.dispose()
            self.resume()

    def local_setting(self, key: str) -> object:
        """A setting of this file on this PC; None where it was never set."""
        with self.reading() as session:
            return session.scalar(select(LocalSetting.value).where(LocalSetting.key == key))

    def set_local(self, key: str, value: object) -> None:
        """Keep a setting of this file on this PC."""
        with self.maintaining() as session:
            session.merge(LocalSetting(key=key, value=value))

    def suspend(self) -> None:
        """Close all connections but keep the lock, while the file itself is replaced."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()

    def resume(self) -> None:
        """Connect (again) with the present key."""
        self._reader = engine_for(self.path, key=self.key, read_only=self.read_only, begin="BEGIN")
        self._writer: Engine | None = None
        if not self.read_only:
            self._writer = engine_for(self.path, key=self.key, read_only=False, begin="BEGIN IMMEDIATE")

    def close(self) -> None:
        """Close all connections and give the lock back."""
        self.suspend()
        if self._lock is not None:
            _owner_file(self.path).unlink(missing_ok=True)
            self._lock.release()
            self._lock = None

    def _writing_engine(self) -> Engine:
        if self._writer is None:
            raise ReadOnlyError(
                "Không gian làm việc đang mở chỉ để đọc.", self.notice or "Đóng cửa sổ đang giữ tệp rồi mở lại."
            )
        return self._writer


def create(path: Path, *, key: str | None = None, now: Callable[[], datetime] = system_now) -> Workspace:
    """Make a new workspace file and open it.

    Raises:
        WorkspaceMissingError: the file exists already, or the folder is missing or on a network drive.
        DiskError: it cannot be written.
    """
    path = path.absolute()
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    if path.exists():
        raise WorkspaceMissingError(f"{path.name} đã có.", "Mở tệp đó, hoặc chọn tên khác.")
    if not path.parent.is_dir():
        raise WorkspaceMissingError(f"Không có thư mục {path.parent}.", "Tạo thư mục trước, hoặc chọn nơi khác.")
    refuse_network_drive(path)
    lock = _take_lock(path)
    try:
        with disk_errors(path), database_errors(path):
            _change_tables(path, key, newest.make)
        made = _opened(path, key=key, lock=lock, now=now)
        with made.maintaining() as session:
            replaying.mark(session)
        return made  # noqa: TRY300 what fails above takes the file away again
    except BaseException:
        lock.release()
        remove(path)
        raise


def remove(path: Path) -> None:
    """Take away a workspace that could not be made, with everything that was put beside it."""
    for ending in ("", "-journal", "-wal", "-shm", "-owner", "-lock"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def settle(path: Path, *, key: str | None = None) -> None:
    """Take back what a power cut left half written in a file that was being filled; then it can be opened.

    Raises:
        WorkspaceDamagedError, KeyNeededError: see `open_workspace`.
    """
    key = key or _key_for(path)
    with database_errors(path, encrypted=key is not None):
        connect(path, key=key).close()


def open_workspace(
    path: Path,
    *,
    key: str | None = None,
    read_only: bool = False,
    now: Callable[[], datetime] = system_now,
    finishes: bool = True,
) -> Workspace:
    """Open a workspace file, migrating an older one after a backup.

    A file of a newer version opens read-only with a notice. What it lacks since it came in bulk is made at once, or
    left to `finish_some` where the caller sees to that.

    Raises:
        WorkspaceMissingError: no such file, or on a network drive.
        WorkspaceLockedError: another window holds it (open it `read_only` instead).
        WorkspaceDamagedError: it cannot be read; names the last backup.
        KeyNeededError: encrypted, and no fitting key was given or stored.
    """
    path = path.absolute()
    if not path.is_file():
        raise WorkspaceMissingError(f"Không có tệp {path.name}.", f"Đã tìm trong {path.parent}.")
    refuse_network_drive(path)
    typed_key = key is not None
    key = key or _key_for(path)
    version = _version_of(path, key, typed_key=typed_key)
    if version not in versions.KNOWN_VERSIONS:
        notice = "Tệp do phiên bản mới hơn của chương trình ghi. Cập nhật chương trình để sửa được."
        return Workspace(path, key=key, read_only=True, notice=notice, lock=None, now=now)
    if read_only:
        return Workspace(path, key=key, read_only=True, notice="Đang mở chỉ để đọc.", lock=None, now=now)
    lock = _take_lock(path)
    try:
        if version != versions.HEAD:
            backups.daily(path, key=key, now=now(), label="truoc nang cap")
            with database_errors(path, encrypted=key is not None):
                _upgrade(path, key)
        opened = _opened(path, key=key, lock=lock, now=now)
    except BaseException:
        lock.release()
        raise
    try:
        opened.replay()
        while finishes and opened.finish_some():
            pass
    except BaseException:
        opened.close()
        raise
    return opened


def refuse_network_drive(path: Path) -> None:
    """Refuse a place where two PCs would write the same file (WAL needs shared memory).

    Raises:
        WorkspaceMissingError: the folder lies on a network drive.
    """
    if _is_network(path.parent):
        raise WorkspaceMissingError(
            f"{path.parent} là ổ mạng.", "Đặt tệp trên ổ đĩa của máy này; nhiều máy cùng làm thì dùng đồng bộ."
        )


def _last_stamp(session: Session, device: str) -> str | None:
    """The highest stamp of this PC, as it counts: its clock does not go on from one that was ahead and was capped."""
    own = ChangeRow.device == device
    # By the index on stamps; SQLite gives the cap of the very row that has the highest.
    highest, cap = session.execute(select(func.max(ChangeRow.stamp), ChangeRow.cap).where(own)).one()
    return highest if cap is None else session.scalar(select(func.max(EFFECTIVE)).where(own))


def _opened(path: Path, *, key: str | None, lock: FileLock, now: Callable[[], datetime]) -> Workspace:
    workspace = Workspace(path, key=key, read_only=False, notice="", lock=lock, now=now)
    owner = {"pid": os.getpid(), "host": platform.node(), "since": vietnam_time.show_moment(now())}
    try:
        with disk_errors(path):
            _owner_file(path).write_text(json.dumps(owner, ensure_ascii=False), encoding="utf-8")
            profile.remember_file(path)
    except BaseException:
        workspace.close()
        raise
    return workspace


def _take_lock(path: Path) -> FileLock:
    lock = FileLock(path.with_name(path.name + "-lock"))
    with disk_errors(path):
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise WorkspaceLockedError(f"{path.name} đang mở ở cửa sổ khác.", _owner(path)) from None
    return lock


def _owner(path: Path) -> str:
    try:
        known = json.loads(_owner_file(path).read_text(encoding="utf-8"))
        where = f"Máy {known['host']}, từ {known['since']}. "
    except (OSError, ValueError, KeyError):
        where = ""
    return f"{where}Chuyển sang cửa sổ đó, hoặc mở tệp này chỉ để đọc."


def _owner_file(path: Path) -> Path:
    return path.with_name(path.name + "-owner")


def _key_for(path: Path) -> str | None:
    if not encryption.is_encrypted(path):
        return None
    key = encryption.stored_key(path)
    if key is None and not encryption.looks_encrypted(path):
        backup = backups.latest(path)
        advice = f"Bản sao lưu gần nhất: {backup.name}." if backup else "Chưa có bản sao lưu nào bên cạnh tệp."
        raise WorkspaceDamagedError(
            f"Tệp {path.name} bị hỏng hoặc không phải tệp kế hoạch.", advice, last_backup=backup
        )
    if key is None:
        raise KeyNeededError(
            f"{path.name} đã mã hoá, máy này không giữ khoá của tệp.", "Nhập khoá phục hồi đã in khi bật mã hoá."
        )
    return key


def _version_of(path: Path, key: str | None, *, typed_key: bool) -> str:
    """The database version; a stored key that opens nothing means damage, a typed one may be another file's."""
    with database_errors(path, encrypted=typed_key):
        connection = connect(path, key=key, read_only=True)
        try:
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        except sqlcipher.OperationalError as error:
            raise sqlcipher.DatabaseError(f"not a workspace: {error}") from error
        finally:
            connection.close()
    return str(row[0]) if row else ""


def _upgrade(path: Path, key: str | None) -> None:
    """Bring the file to the newest database version. Alembic is imported only here: it is slow to load."""
    from app.models.migrations.upgrade import upgrade

    _change_tables(path, key, upgrade)


def _change_tables(path: Path, key: str | None, change: Callable[[Connection], None]) -> None:
    engine = engine_for(path, key=key, read_only=False, begin="BEGIN IMMEDIATE")
    try:
        with engine.connect() as connection:
            change(connection)
            connection.commit()
    finally:
        engine.dispose()


def _is_network(folder: Path) -> bool:
    if sys.platform == "win32":
        import ctypes

        drive = os.path.splitdrive(folder)[0]
        return drive.startswith("\\\\") or ctypes.windll.kernel32.GetDriveTypeW(drive + "\\") == _WINDOWS_REMOTE_DRIVE
    try:
        mounts = MOUNTS.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    return _filesystem_of(folder.resolve(), mounts) in _NETWORK_FILESYSTEMS


def _filesystem_of(folder: Path, mounts: list[str]) -> str:
    """The kind of the innermost mount that holds the folder; of two on one place (automount) the later."""
    kind_there, longest = "", 0
    for line in mounts:
        _, mount, kind, *_ = line.split()
        mount = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), mount)
        if len(mount) >= longest and folder.is_relative_to(mount):
            kind_there, longest = kind, len(mount)
    return kind_there
