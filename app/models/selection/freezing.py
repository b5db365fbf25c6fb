"""A sheet as plain JSON and back: the bytes a decision is sealed over. Decimals, fractions are text; no floats."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any

import msgspec

from app.journal.wire import canonical
from app.models import vietnam_time
from app.models.selection.records import Course, Decided, Sheet
from app.models.selection.result import Result
from app.models.selection.sensitivity import Sensitivity


@dataclass(frozen=True)
class Frozen:
    """What a decision was made on and what it says: everything the minutes show."""

    sheet: Sheet
    result: Result
    sensitivity: Sensitivity
    system_id: str
    course: Course
    reason: str
    dissent: str
    decided: Decided


def frozen_bytes(content: Frozen) -> bytes:
    """The canonical bytes of a decision (RFC 8785)."""
    return canonical(_plain(content))


def thawed(content: bytes) -> Frozen:
    """The decision that sealed bytes hold.

    Raises:
        ValueError: they hold none.
    """
    return msgspec.json.decode(content, type=Frozen, strict=False, dec_hook=_read)


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return vietnam_time.iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value


def _read(wanted: type[Any], value: Any) -> Any:
    if wanted is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"no such value in a sealed sheet: {wanted}")
