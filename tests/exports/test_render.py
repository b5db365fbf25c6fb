import errno
import os
from pathlib import Path
from typing import cast

import pytest

from app.exports.errors import (
    CancelledError,
    DiskFullError,
    ExportError,
    NotAllowedError,
    TargetMissingError,
    TargetOpenError,
    UnknownFormatError,
)
from app.exports.plan_paper import plan_paper
from app.exports.render import FORMATS, Format, render, write
from tests.exports.samples import STATE, full_view


def _failing(code: int, winerror: int = 0) -> OSError:
    error = OSError(code, os.strerror(code))
    if winerror:
        error.winerror = winerror  # type: ignore[attr-defined,unused-ignore]
    return error


def test_write_puts_all_bytes_and_leaves_nothing_beside(tmp_path: Path) -> None:
    target = tmp_path / "Kế hoạch.docx"
    write(target, b"mot")
    write(target, b"hai")
    assert target.read_bytes() == b"hai"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize(
    ("error", "expected", "words"),
    [
        (_failing(errno.ENOSPC), DiskFullError, "đã đầy"),
        (_failing(errno.EDQUOT), DiskFullError, "đã đầy"),
        (_failing(errno.EACCES), NotAllowedError, "quyền"),
        (_failing(errno.EROFS), NotAllowedError, "quyền"),
        (_failing(errno.EACCES, winerror=32), TargetOpenError, "đang mở"),
        (_failing(errno.ENOENT), TargetMissingError, "thư mục"),
        (_failing(errno.EIO), TargetMissingError, "thư mục"),
        (_failing(errno.ENAMETOOLONG), ExportError, "Chưa ghi"),
    ],
)
def test_a_failed_write_is_explained_and_the_old_file_whole(
    tmp_path: Path, error: OSError, expected: type[ExportError], words: str
) -> None:
    target = tmp_path / "kh.pdf"
    target.write_bytes(b"cu")

    def save(path: Path, data: bytes) -> None:
        path.write_bytes(data[:1])
        raise error

    with pytest.raises(expected) as raised:
        write(target, b"moi", save=save)
    assert words in raised.value.title
    assert str(target) in raised.value.detail
    assert target.read_bytes() == b"cu"
    assert list(tmp_path.iterdir()) == [target]


def test_a_truly_full_disk(tmp_path: Path) -> None:
    def save(_: Path, data: bytes) -> None:
        with Path("/dev/full").open("wb") as disk:
            disk.write(data)

    with pytest.raises(DiskFullError):
        write(tmp_path / "kh.pdf", b"x" * 100_000, save=save)


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(TargetMissingError):
        write(tmp_path / "usb" / "kh.pdf", b"x")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownFormatError):
        render(plan_paper(full_view(), STATE), cast(Format, "odt"))


@pytest.mark.parametrize("wanted", FORMATS)
def test_progress_reaches_the_end_and_never_goes_back(wanted: Format) -> None:
    seen: list[tuple[int, int]] = []

    def listen(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    render(plan_paper(full_view(), STATE), wanted, listen)
    done = [at for at, _ in seen]
    assert done == sorted(done)
    assert done[0] == 0
    assert done[-1] == seen[-1][1] > 0


@pytest.mark.parametrize("wanted", FORMATS)
def test_false_cancels(wanted: Format) -> None:
    with pytest.raises(CancelledError):
        render(plan_paper(full_view(), STATE), wanted, lambda done, _: done == 0)
