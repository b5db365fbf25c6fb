"""The fields of the register: how each is called, read from what a person typed, and shown. Pure.

A number that is not there is None and is shown "chưa có"; it is never 0.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.selection.records import MISSING
from app.models.selection.system_records import Contact, System

Look: TypeAlias = Literal["text", "number", "size", "money", "level", "date", "province", "contact"]

LEVELS = range(1, 6)
LARGEST = 10**15
"""No province's figure is larger; such a number is a slip of the hand."""

YEARS = range(2000, 2100)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the register (Trường)."""

    name: str
    label: str
    look: Look = "text"
    unit: str = ""


FIELDS = (
    Field("name", "Tên hệ thống"),
    Field("province_code", "Tỉnh cũ", "province"),
    Field("vendor", "Nhà cung cấp"),
    Field("version", "Phiên bản"),
    Field("users", "Số người dùng", "number"),
    Field("max_users", "Số người dùng tối đa chịu được", "number"),
    Field("procedures", "Số TTHC đã cấu hình", "number"),
    Field("online_services", "Số dịch vụ công trực tuyến đã tích hợp", "number"),
    Field("records", "Số hồ sơ", "number"),
    Field("data_mb", "Dung lượng dữ liệu", "size", "MB"),
    Field("security_level", "Cấp độ an toàn thông tin", "level"),
    Field("hosting", "Nơi đặt hệ thống"),
    Field("contract_end", "Hợp đồng đến ngày", "date"),
    Field("yearly_cost", "Chi phí hằng năm", "money", "đồng"),
    Field("incidents", "Sự cố trong 12 tháng", "number"),
    Field("contact", "Đầu mối", "contact"),
    Field("note", "Ghi chú"),
)
BY_NAME: Mapping[str, Field] = {field.name: field for field in FIELDS}

_NUMBER = re.compile(r"\d{1,3}(?:[. \u00a0]\d{3})+|\d+")
_MEASURED = re.compile(r"(\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*([^\d.,]*)")
_SIZES = {"": 1, "mb": 1, "gb": 1024, "tb": 1024 * 1024}
_MONEY = {
    **dict.fromkeys(("", "đ", "đồng", "vnđ", "vnd"), 1),
    **dict.fromkeys(("triệu", "triệu đồng", "tr", "trđ"), 10**6),
    **dict.fromkeys(("tỷ", "tỷ đồng", "tỉ", "tỉ đồng"), 10**9),
}
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


def read(name: str, words: str) -> Any:
    """The value that typed words give a field of numbers, dates or levels; None for nothing or "chưa có".

    Raises:
        InvalidInputError: they cannot be read so.
    """
    field = BY_NAME[name]
    words = " ".join(words.split())
    if field.look in _READERS:
        return None if words.lower() in ("", MISSING, "-") else _READERS[field.look](field, words)
    return words


def checked(name: str, value: Any) -> Any:
    """A value of a field of numbers, dates or levels, in its bounds.

    Raises:
        InvalidInputError: out of them.
    """
    field = BY_NAME[name]
    if value is None:
        return None
    if field.look == "level" and value not in LEVELS:
        raise InvalidInputError(f"{field.label}: {value} không hợp lệ.", "Cấp độ từ 1 đến 5; để trống nếu chưa có.")
    if field.look in ("number", "size", "money") and not 0 <= value <= LARGEST:
        raise InvalidInputError(
            f"{field.label}: {value} không hợp lệ.", "Nhập số nguyên không âm; để trống nếu chưa có."
        )
    if field.look == "date" and value.year not in YEARS:
        raise InvalidInputError(f"{field.label}: năm {value.year} không hợp lý.", "Nhập theo mẫu 31/12/2025.")
    return value


def shown(system: System, name: str) -> str:
    """A field's value in words; "chưa có" where it is missing."""
    return said(name, system.province if name == "province_code" else getattr(system, name))


def said(name: str, value: Any) -> str:
    """A value of a field in words; "chưa có" where it is missing."""
    if value is None or value == "":
        return MISSING
    look = BY_NAME[name].look
    if look == "size":
        return size(value)
    if look == "money":
        return f"{grouped(value)} đồng"
    if look == "number":
        return grouped(value)
    if look == "level":
        return f"Cấp độ {value}"
    if isinstance(value, date):
        return vietnam_time.show_date(value)
    return _contact(value) if isinstance(value, Contact) else str(value)


def grouped(value: int) -> str:
    """A whole number with the thousands apart: 1.250.000."""
    return f"{value:,}".replace(",", ".")


def size(megabytes: int) -> str:
    """A size in the largest unit in which one decimal reads back as the same: "820 GB", "1,5 TB"; else in MB."""
    for unit in ("TB", "GB"):
        one = _SIZES[unit.lower()]
        tenths = (megabytes * 10 + one // 2) // one
        if tenths >= 10 and (Decimal(tenths * one) / 10).to_integral_value() == megabytes:
            whole, tenth = divmod(tenths, 10)
            return f"{grouped(whole)}{f',{tenth}' if tenth else ''} {unit}"
    return f"{grouped(megabytes)} MB"


def _contact(contact: Contact) -> str:
    return ", ".join(filter(None, (contact.name, contact.unit, contact.phone, contact.email)))


def _whole(field: Field, words: str) -> int:
    if not _NUMBER.fullmatch(words):
        raise InvalidInputError(
            f"{field.label}: “{words[:60]}” không phải số nguyên.", "Ghi số, ví dụ 12.500; để trống nếu chưa có."
        )
    return int(checked(field.name, int(re.sub(r"\D", "", words))))


def _level(field: Field, words: str) -> int:
    digits = re.fullmatch(r"(?:cấp(?: độ)?\s*)?(\d)", words.lower())
    if digits is None:
        raise InvalidInputError(f"{field.label}: “{words[:60]}” không rõ.", "Ghi một số từ 1 đến 5.")
    return int(checked(field.name, int(digits[1])))


def _measured(units: Mapping[str, int], example: str) -> Callable[[Field, str], int]:
    def measured(field: Field, words: str) -> int:
        match = _MEASURED.fullmatch(words)
        factor = units.get(match[2].lower().strip()) if match else None
        if match is None or factor is None:
            raise InvalidInputError(f"{field.label}: “{words[:60]}” không đọc được.", f"Ghi như {example}.")
        exact = _decimal(match[1]) * factor
        if exact != exact.to_integral_value():
            if field.look == "money":
                raise InvalidInputError(f"{field.label}: “{words[:60]}” lẻ dưới một đồng.", f"Ghi như {example}.")
            exact = exact.to_integral_value()
        return int(checked(field.name, int(exact)))

    return measured


def _decimal(words: str) -> Decimal:
    """Read "1.250,5", "1.250" and "1,5" as Vietnamese writes them; "1.5" too, since it can mean nothing else."""
    if re.fullmatch(r"\d{1,3}(?:[. \u00a0]\d{3})+(?:,\d+)?", words):
        return Decimal(re.sub(r"[. \u00a0]", "", words).replace(",", "."))
    return Decimal(words.replace(",", "."))


def _day(field: Field, words: str) -> date:
    match = _DAY.fullmatch(words)
    try:
        found = date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        found = None
    if found is None:
        raise InvalidInputError(f"{field.label}: “{words[:60]}” không phải ngày.", "Nhập theo mẫu 31/12/2025.")
    checked(field.name, found)
    return found


_READERS: Mapping[Look, Callable[[Field, str], Any]] = {
    "number": _whole,
    "size": _measured(_SIZES, "820 GB hoặc 1,5 TB"),
    "money": _measured(_MONEY, "1.250.000.000 hoặc 1,25 tỷ"),
    "level": _level,
    "date": _day,
}
