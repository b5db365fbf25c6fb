"""The columns of both kinds of workbook: what they are called, which are locked, how a heading is recognised."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from app.services.spreadsheets.headings import Headings

Look: TypeAlias = Literal["text", "centre", "percent", "date", "number"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a unit's workbook."""

    field: str
    heading: str
    width: float
    look: Look = "text"
    is_open: bool = False
    """Whether the unit fills it in."""
    for_new: bool = False
    """Whether it is open in the rows for proposed tasks."""


KEY = "key"
COLUMNS = (
    Column(KEY, "Mã dòng", 4),
    Column("number", "TT", 6, "centre"),
    Column("content", "Nội dung công việc", 42, for_new=True),
    Column("lead", "Đơn vị chủ trì", 20, for_new=True),
    Column("coordinating", "Đơn vị phối hợp", 20, for_new=True),
    Column("products", "Sản phẩm đầu ra", 24, for_new=True),
    Column("deadline", "Hạn gốc", 18, "centre", for_new=True),
    Column("extended", "Gia hạn đến", 18, "centre"),
    Column("last_day", "Đến ngày", 12, "date"),
    Column("recorded", "Đã ghi nhận", 30),
    Column("status", "Trạng thái", 16, "centre", is_open=True),
    Column("percent", "Tỷ lệ hoàn thành", 10, "percent", is_open=True),
    Column("progress", "Diễn giải chi tiết (ghi mới)", 36, is_open=True),
    Column("obstacle_kind", "Loại vướng mắc", 20, is_open=True),
    Column("obstacle", "Khó khăn, vướng mắc (ghi mới)", 34, is_open=True),
    Column("evidence", "Tên văn bản, sản phẩm", 28, is_open=True),
    Column("evidence_number", "Số, ký hiệu văn bản", 16, "centre", is_open=True),
    Column("evidence_date", "Ngày văn bản", 12, "date", is_open=True),
)
LABELS = {column.field: column.heading for column in COLUMNS}

SHEET_VERSION = 1
META_SHEET = "_kh02"
LIST_SHEET = "_danh_muc"
DATA_SHEET = "Nhiệm vụ"

FOREIGN_LABELS = {
    "number": "Số thứ tự",
    "content": "Nội dung công việc",
    "lead": "Đơn vị chủ trì",
    "coordinating": "Đơn vị phối hợp",
    "products": "Sản phẩm đầu ra",
    "deadline": "Thời hạn hoàn thành",
    "note": "Ghi chú",
}
"""Fields a plan in the province's own Excel can be read into; "content" is the one that must be there."""

_WORDINGS: dict[str, tuple[str, ...]] = {
    # Words of a heading without marks; the first that a heading holds decides, longer ones first.
    "coordinating": ("don vi phoi hop", "co quan phoi hop", "phoi hop"),
    "lead": (
        "don vi chu tri", "co quan chu tri", "don vi thuc hien", "co quan thuc hien", "chu tri", "phan cong",
        "don vi tham muu", "dau moi",
    ),
    "products": ("san pham", "ket qua dau ra", "dau ra", "ket qua can dat", "ket qua", "muc tieu"),
    "deadline": (
        "thoi han", "thoi gian hoan thanh", "han hoan thanh", "thoi diem hoan thanh", "thoi gian thuc hien",
        "hoan thanh truoc", "ngay hoan thanh", "tien do hoan thanh", "thoi gian",
    ),
    "note": ("ghi chu", "chu thich"),
    "content": ("noi dung", "nhiem vu", "cong viec", "hang muc", "dau viec", "hoat dong", "viec can lam"),
    "number": ("stt", "so tt", "so thu tu", "tt"),
}  # fmt: skip

PLAN = Headings(
    labels=FOREIGN_LABELS,
    wordings=_WORDINGS,
    required="content",
    wanted="“Nội dung công việc” (hoặc “Nhiệm vụ”)",
    said="nội dung công việc",
)
