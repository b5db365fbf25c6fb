"""Document to bytes, bytes to a file: the only two things the rest of the program asks of this package."""

import errno
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import Literal, TypeAlias

from app.exports.errors import (
    DiskFullError,
    ExportError,
    NotAllowedError,
    TargetMissingError,
    TargetOpenError,
    UnknownFormatError,
)
from app.exports.progress import Meter, Progress, rows_of_tables
from app.exports.tree import Document
from app.journal.causes import cause

Format: TypeAlias = Literal["docx", "pdf", "xlsx"]
FORMATS: tuple[Format, ...] = ("docx", "pdf", "xlsx")

_FULL = {errno.ENOSPC, errno.EDQUOT}
_MISSING = {errno.ENOENT, errno.ENOTDIR, errno.ENODEV, errno.EIO, errno.ESTALE}
_SHARING = {32, 33}
"""Windows: ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION."""


def render(document: Document, format: Format, progress: Progress | None = None) -> bytes:  # noqa: A002
    """The file of a document in one format.

    Raises:
        UnknownFormatError: no renderer of that name.
        CancelledError: ``progress`` returned False.
    """
    if format not in FORMATS:
        raise UnknownFormatError(f"Không có định dạng “{format}”.", "Chọn Word (docx), PDF hoặc Excel (xlsx).")
    total = sum(len(sheet.rows) for sheet in document.sheets) if format == "xlsx" else 0
    meter = Meter(total or rows_of_tables(document), progress)
    meter.advance(0)
    drawn: bytes = import_module(f"app.exports.{format}").render(document, meter)
    return drawn


Save: TypeAlias = Callable[[Path, bytes], None]


def write(path: Path, data: bytes, *, save: Save | None = None) -> None:
    """Put the bytes where the person wants them: beside it first, then in its place in one step.

    Whatever happens, ``path`` holds either its old content or all of the new. ``save`` stands in for the disk in tests.

    Raises:
        DiskFullError, NotAllowedError, TargetOpenError, TargetMissingError, ExportError: nothing was changed.
    """
    beside = path.with_name(f".{path.name[:80]}.{secrets.token_hex(4)}.tmp")
    with _explained(path):
        try:
            (save or _save)(beside, data)
            os.replace(beside, path)  # noqa: PTH105 named in the design; Path.replace is the same call
        finally:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
        _flush_folder(path.parent)


def _save(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the new name lasting; Windows has no such call and needs none."""
    if os.name != "posix":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise _explain(path, error) from error


def _explain(path: Path, error: OSError) -> ExportError:
    where = f"Tệp: {path}."
    if error.errno in _FULL or getattr(error, "winerror", None) in {39, 112}:
        return DiskFullError(
            "Ổ đĩa đã đầy, chưa ghi được tệp.",
            f"{where} Xoá bớt tệp hoặc chọn ổ đĩa khác rồi xuất lại. Tệp cũ (nếu có) còn nguyên.",
        )
    if getattr(error, "winerror", None) in _SHARING or (isinstance(error, PermissionError) and _is_held(path)):
        return TargetOpenError(
            "Tệp đang mở trong chương trình khác.",
            f"{where} Đóng tệp trong Word, Excel hoặc trình đọc PDF rồi xuất lại, hoặc lưu với tên khác.",
        )
    if isinstance(error, PermissionError) or error.errno == errno.EROFS:
        return NotAllowedError(
            "Không có quyền ghi vào nơi đã chọn.",
            f"{where} Chọn thư mục khác (ví dụ Tài liệu) hoặc hỏi người quản trị máy. Tệp cũ (nếu có) còn nguyên.",
        )
    if error.errno in _MISSING:
        return TargetMissingError(
            "Không thấy thư mục đã chọn.", f"{where} Kiểm tra USB hoặc ổ mạng còn nối hay không, hoặc chọn nơi khác."
        )
    return ExportError(
        "Chưa ghi được tệp.", f"{where} Lý do: {cause(error)}. Chọn nơi khác hoặc tên khác rồi xuất lại."
    )


def _is_held(path: Path) -> bool:
    """Whether a refusal means that the file is open elsewhere: Windows lets us write the file but not replace it."""
    return os.name == "nt" and path.exists() and os.access(path, os.W_OK)
