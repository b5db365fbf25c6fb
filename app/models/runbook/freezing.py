"""Records of the runbook as plain JSON and back: what a seal is laid over, and what an event's body carries.

Instants are UTC ISO with milliseconds, durations whole seconds, decimals text; nothing is a float.
"""

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

import msgspec

from app.journal.wire import canonical
from app.models import vietnam_time
from app.models.runbook.records import Master

Record = TypeVar("Record")


def plain(value: Any) -> Any:
    """A record (or a part of one) as JSON values."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return vietnam_time.iso(value)
    if isinstance(value, timedelta):
        return round(value.total_seconds())
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def read(data: Any, record: type[Record]) -> Record:
    """The record that JSON values state; unknown keys of a newer version are passed over.

    Raises:
        ValueError: they state none.
    """
    return msgspec.convert(data, record, strict=False)


def frozen_bytes(master: Master) -> bytes:
    """The canonical bytes of a master (RFC 8785)."""
    return canonical(plain(master))


def thawed(content: bytes) -> Master:
    """The master that sealed bytes hold.

    Raises:
        ValueError: they hold none.
    """
    return msgspec.json.decode(content, type=Master, strict=False)
