"""Why the operating system refused, in Vietnamese."""

import errno
import os
import unicodedata

import pytest

from app.journal.causes import cause


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_cause_is_told_in_the_words_of_the_system(number: int) -> None:
    told = cause(OSError(number, os.strerror(number), "/mnt/usb/Đêm.zip"))
    assert os.strerror(number).lower() not in told.lower()
    assert "/mnt/usb" not in told
    assert told == unicodedata.normalize("NFC", told).strip(" .")
    assert told[0].islower() or told[0] == "đ"


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (errno.ENOSPC, "ổ đĩa đã đầy"),
        (errno.EACCES, "không có quyền ở nơi này"),
        (errno.EISDIR, "đây là thư mục, không phải tệp"),
        (errno.ENAMETOOLONG, "tên tệp hoặc đường dẫn quá dài"),
        (errno.EILSEQ, f"lỗi số {errno.EILSEQ} của hệ điều hành"),
    ],
)
def test_causes_in_words(number: int, told: str) -> None:
    assert cause(OSError(number, "anything")) == told


def test_what_windows_says_goes_before_its_number_in_python() -> None:
    """A file that Word holds is EACCES to Python; that it is held says more."""
    held = PermissionError(errno.EACCES, "The process cannot access the file")
    held.winerror = 32  # type: ignore[attr-defined]  # Windows alone has it
    assert cause(held) == "tệp đang mở trong chương trình khác"


def test_an_error_without_a_number() -> None:
    assert cause(OSError("anything")) == "lỗi số 0 của hệ điều hành"
