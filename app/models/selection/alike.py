"""Systems that may be one system entered twice, and assessors who stand near a candidate. Pure; marks never matter."""

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from app.models.selection.records import Assessor
from app.models.selection.system_records import System
from app.models.text import fold

NEAR = 0.82
"""From which likeness of two names on they are pointed out."""

_NOISE = frozenset(
    ("he", "thong", "httt", "phan", "mem", "nen", "tang", "cong", "ty", "tinh", "tap", "doan", "tnhh", "cp")
)
"""Words that many names share and that tell none apart."""

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_PHONE = 8


def pairs(systems: Sequence[System]) -> Iterator[tuple[System, System]]:
    """Pairs of candidates of one kind that may be the same system."""
    return ((first, second) for first, second in combinations(systems, 2) if _same(first, second))


def like(name: str, province_code: str, systems: Sequence[System]) -> tuple[System, ...]:
    """The candidates of one kind that a new name in an old province may already be."""
    return tuple(one for one in systems if one.province_code == province_code and alike(name, one.name))


def alike(first: str, second: str) -> bool:
    """Whether two names look like one, common words ("hệ thống", "phần mềm") aside."""
    left, right = _key(first), _key(second)
    if not left or not right:
        return fold(first).split() == fold(second).split()
    if set(left) <= set(right) or set(right) <= set(left):
        return True
    return difflib.SequenceMatcher(None, " ".join(left), " ".join(right)).ratio() >= NEAR


def interest(assessor: Assessor, system: System) -> str:
    """Why an assessor is not free towards a candidate (Vietnamese), or empty."""
    contact = system.contact
    if contact is not None and _person(contact.name) and _person(contact.name) == _person(assessor.name):
        return f"là đầu mối của {system.shown}"
    if contact is not None and _phone(contact.phone) and _phone(contact.phone) == _phone(assessor.phone):
        return f"có cùng số điện thoại với đầu mối của {system.shown}"
    if _is_vendor(assessor.unit, system.vendor):
        return f"thuộc nhà cung cấp {system.vendor} của {system.shown}"
    return ""


def _same(first: System, second: System) -> bool:
    if first.province_code == second.province_code and alike(first.name, second.name):
        return True
    figures = [(one.records, one.data_mb, one.users) for one in (first, second)]
    return figures[0] == figures[1] and None not in figures[0]


def _is_vendor(unit: str, vendor: str) -> bool:
    left, right = set(_key(unit)), set(_key(vendor))
    return bool(left and right) and (left <= right or right <= left)


def _key(name: str) -> list[str]:
    return [word for word in _WORD.findall(fold(name)) if word not in _NOISE]


def _person(name: str) -> str:
    return " ".join(fold(name).split())


def _phone(text: str) -> str:
    """The digits of a number, +84 as 0; empty where they are too few to tell a person."""
    digits = re.sub(r"\D", "", text)
    if digits.startswith("84"):
        digits = f"0{digits[2:]}"
    return digits if len(digits) >= _SHORTEST_PHONE else ""
