"""Why the operating system refused, in Vietnamese: the one place where its error numbers become words.

A cause stands within a sentence: it begins with a small letter and ends without a stop.
"""

import errno

_FULL = "ổ đĩa đã đầy"
_HELD = "tệp đang mở trong chương trình khác"
_NO_RIGHT = "không có quyền ở nơi này"
_GONE = "ổ đĩa hoặc ổ mạng đã mất kết nối"
_TOO_LONG = "tên tệp hoặc đường dẫn quá dài"

_WORDS = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "tệp quá lớn đối với ổ đĩa này",
    errno.EACCES: _NO_RIGHT,
    errno.EPERM: _NO_RIGHT,
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.ENOTDIR: "một phần của đường dẫn là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.EEXIST: "đã có tệp hoặc thư mục cùng tên",
    errno.ENOTEMPTY: "thư mục không trống",
    errno.ENAMETOOLONG: _TOO_LONG,
    errno.ELOOP: "đường dẫn dẫn vòng tròn",
    errno.EINVAL: "tên tệp hoặc nơi ghi không hợp lệ",
    errno.EXDEV: "nơi ghi nằm trên hai ổ đĩa khác nhau",
    errno.EIO: "ổ đĩa đọc, ghi bị lỗi",
    errno.ENODEV: _GONE,
    errno.ENXIO: _GONE,
    errno.ESTALE: _GONE,
    errno.EBUSY: _HELD,
    errno.ETXTBSY: _HELD,
    errno.EMFILE: "máy đang mở quá nhiều tệp",
    errno.ENFILE: "máy đang mở quá nhiều tệp",
    errno.ENOMEM: "máy hết bộ nhớ",
}
_WINDOWS = {
    19: "ổ đĩa chỉ cho đọc",
    32: _HELD,
    33: _HELD,
    39: _FULL,
    53: _GONE,
    55: _GONE,
    64: _GONE,
    112: _FULL,
    206: _TOO_LONG,
}
"""By `winerror`, where Python's errno says less: write protection, sharing, full disk, network, length of a name."""


def cause(error: OSError) -> str:
    """Why the operating system refused; one that no word is known for is named by its number."""
    by_windows = _WINDOWS.get(getattr(error, "winerror", None) or 0)
    return by_windows or _WORDS.get(error.errno or 0) or f"lỗi số {error.errno or 0} của hệ điều hành"
