"""What the register holds of a system, as lists and the comparison show it. No Qt here."""

from collections.abc import Callable
from dataclasses import dataclass

from app.models.selection import register
from app.models.selection.records import MISSING
from app.models.selection.system_records import Link, LinkState, System

_RIGHT = ("number", "size", "money")
_WITHOUT_DUTY = ("note", "max_users")
"""Fields that nobody is asked for when they are empty."""
_OF_PROCEDURES = ("procedures", "online_services")
"""Fields that only a system for procedures has."""
_PROCEDURES = "tthc"
_SHORT = {
    "users": "Người dùng",
    "max_users": "Chịu tối đa",
    "procedures": "TTHC đã cấu hình",
    "online_services": "DVC trực tuyến",
    "records": "Hồ sơ",
    "data_mb": "Dữ liệu",
    "security_level": "Cấp độ",
    "hosting": "Nơi đặt",
    "contract_end": "Hết hợp đồng",
    "yearly_cost": "Chi phí năm",
    "incidents": "Sự cố 12 tháng",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of the register: its name, and how a system's value is shown; missing is "chưa có"."""

    key: str
    name: str
    text: Callable[[System], str]
    is_number: bool = False


def links(system: System) -> str:
    """Its integrations: those connected by name, the others with their state."""
    return "; ".join(link_words(one) for one in system.links) or MISSING


def link_words(link: Link) -> str:
    """One integration in words."""
    return link.name if link.state is LinkState.CONNECTED else f"{link.name} ({link.state.label.lower()})"


def _of(field: register.Field) -> Fact:
    return Fact(field.name, field.label, lambda system: register.shown(system, field.name), field.look in _RIGHT)


_FIELDS = tuple(_of(field) for field in register.FIELDS if field.name != "name")
_LINKS_BEFORE = next(at for at, fact in enumerate(_FIELDS) if fact.key == "security_level")
FACTS: tuple[Fact, ...] = (*_FIELDS[:_LINKS_BEFORE], Fact("links", "Kết nối", links), *_FIELDS[_LINKS_BEFORE:])
"""In the order of the register; the name stands before them."""


def short_name(key: str) -> str:
    """The name of a field where there is little room; the whole name stands in the tool tip."""
    return _SHORT.get(key, register.BY_NAME[key].label)


def of_kind(code: str) -> tuple[Fact, ...]:
    """The fields that the systems of a kind are compared by; the province stands in the head."""
    left_out = () if code == _PROCEDURES else _OF_PROCEDURES
    return tuple(fact for fact in FACTS if fact.key not in (*left_out, "province_code"))


def missing(system: System, code: str) -> tuple[str, ...]:
    """The names of the fields that are not known of a system of this kind."""
    left_out = _WITHOUT_DUTY if code == _PROCEDURES else (*_WITHOUT_DUTY, *_OF_PROCEDURES)
    return tuple(fact.name for fact in FACTS if fact.key not in left_out and fact.text(system) == MISSING)
