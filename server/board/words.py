"""The words of the board and how it shows a time: Vietnam's wall clock, 24 hours."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

GROUPS: Mapping[str, str] = {
    "I": "Chỉ đạo, điều hành và thể chế",
    "II": "Hạ tầng, hệ thống và dữ liệu",
    "III": "Cấu hình, kiểm thử và diễn tập",
    "IV": "Chuyển đổi và vận hành chính thức",
    "KHAC": "Nhóm việc khác của tỉnh",
    "LC": "Lựa chọn, hợp nhất hệ thống",
    "KL": "Kết luận kiểm tra",
}
"""The groups of the form (Phụ lục I) and those every desk knows, in the order of the columns."""
SHORT: Mapping[str, str] = {"KHAC": "Khác"}
LEVELS: Mapping[str, str] = {"red": "Đỏ", "amber": "Vàng", "green": "Xanh"}
LETTERS: Mapping[str, str] = {key: word[0] for key, word in LEVELS.items()}
REASONS: Mapping[str, str] = {
    "late": "Quá hạn",
    "soon": "Sắp đến hạn",
    "slow": "Chậm tiến độ",
    "paused": "Tạm dừng",
    "obstructed": "Có vướng mắc",
}
NIGHT_STATES: Mapping[str, str] = {
    "waiting": "Chưa bắt đầu",
    "running": "Đang thực hiện",
    "held": "Tạm dừng",
    "rollback": "Đang khôi phục hệ thống cũ",
    "closed": "Đã kết thúc",
    "back": "Đã khôi phục hệ thống cũ",
}
NO_UNIT = "Chưa giao đơn vị"
NOT_JOINED, NO_FIGURES = "chưa tham gia", "chưa có số liệu"
"""Of a province that the server does not know, and of one that never published. Neither is 0."""
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def folded(text: str) -> str:
    """Without marks and capitals, as somebody types who is in a hurry: "da lat" finds "Đà Lạt"."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).replace("đ", "d")


@lru_cache(maxsize=20_000)
def alphabetical(name: str) -> tuple[tuple[int, ...], str]:
    """The place of a name in the Vietnamese alphabet: ă after a, đ after d; tones count only between equals."""
    apart = unicodedata.normalize("NFD", name.casefold())
    letters = unicodedata.normalize("NFC", "".join(one for one in apart if one not in _TONES))
    return tuple(_ALPHABET.find(one) for one in letters), apart


def local(instant: datetime) -> datetime:
    """The instant as Vietnam's wall clock shows it."""
    return instant.astimezone(VIETNAM)


def clock(instant: datetime) -> str:
    """`HH:MM`."""
    return local(instant).strftime("%H:%M")


def day(instant: datetime) -> str:
    """`dd/MM/yyyy`."""
    return local(instant).strftime("%d/%m/%Y")


def moment(instant: datetime) -> str:
    """`HH:MM dd/MM`."""
    return local(instant).strftime("%H:%M %d/%m")


def whole(number: int) -> str:
    """A count as it is written: `1.243`."""
    return f"{number:,}".replace(",", ".")
