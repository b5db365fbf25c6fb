"""What can go wrong with a workspace file, in words for the person at the desk; and the edges that translate."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.journal.causes import cause
from app.models.errors import AppError


class WorkspaceLockedError(AppError):
    """Another window holds the file."""


class WorkspaceDamagedError(AppError):
    """The file cannot be read as a workspace. `last_backup` is the newest whole copy, if any."""

    def __init__(self, title: str, detail: str, *, last_backup: Path | None = None) -> None:
        super().__init__(title, detail)
        self.last_backup = last_backup


class WorkspaceMissingError(AppError):
    """There is no such file, or it lies where a workspace may not."""


class ReadOnlyError(AppError):
    """The workspace is open for reading only."""


class KeyNeededError(AppError):
    """The file is encrypted and this PC's store holds no fitting key."""


class DiskError(AppError):
    """The disk is full or refuses the write."""


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Translate what the operating system says about writing `path`.

    Raises:
        DiskError: full disk, missing right, or another failure of the disk.
    """
    try:
        yield
    except OSError as error:
        raise disk_error(error, path) from error


def disk_error(error: OSError, path: Path) -> DiskError:
    """The message for one failure of the operating system."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskError(f"Ổ đĩa đã đầy, không ghi được {path.name}.", "Giải phóng dung lượng rồi làm lại.")
    if isinstance(error, PermissionError):
        return DiskError(f"Không có quyền ghi vào {path.parent}.", "Chọn thư mục khác hoặc nhờ quản trị máy cấp quyền.")
    return DiskError(f"Không ghi được {path.name}.", f"Lý do: {cause(error)}. Chọn nơi khác hoặc tên khác rồi làm lại.")
