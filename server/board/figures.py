"""Published figures as the board reads them. What a desk sent is believed in nothing: what does not fit is left out."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

Level = Literal["red", "amber", "green", ""]
Count = Annotated[int, Meta(ge=0, le=10_000_000)]
Line = Annotated[str, Meta(max_length=500)]
Key = Annotated[str, Meta(max_length=200)]
_LISTED = 500
_HIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
"""Characters that would let a text pretend to be another one on the screen."""


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """A piece of work that needs somebody."""

    number: Key = ""
    label: Line = ""
    due: Key = ""
    reason: Literal["late", "soon", "slow", "paused", "obstructed"] = "late"


class Work(msgspec.Struct, frozen=True, gc=False):
    """The work of one unit in one group."""

    total: Count
    done: Count
    late: Count
    watch: Count
    level: Level
    soon: Count = 0
    slow: Count = 0
    paused: Count = 0
    obstructed: Count = 0
    waiting: Annotated[tuple[Waiting, ...], Meta(max_length=_LISTED)] = ()


class More(msgspec.Struct, frozen=True, gc=False):
    """A further page of what waits in one unit and group."""

    waiting: Annotated[tuple[Waiting, ...], Meta(max_length=_LISTED)] = ()


class Night(msgspec.Struct, frozen=True):
    """A cut-over night or its rehearsal; instants are UTC ISO or empty."""

    mode: Literal["real", "rehearsal"]
    state: Literal["waiting", "running", "held", "rollback", "closed", "back"]
    level: Level
    anchor: Key
    steps: Count = 0
    done: Count = 0
    finish: Key = ""
    low: Key = ""
    high: Key = ""
    hard_stop: Key = ""
    decide_by: Key = ""
    cause: Key = ""
    incidents: Count = 0
    critical: Count = 0
    critical_since: Key = ""
    reopened_at: Key = ""


class Figure(msgspec.Struct, frozen=True):
    """One published figure. `body` is None for the beat, which only says that all the others stand."""

    unit_id: str
    unit: str
    unit_kind: str
    group: str
    heading: str
    body: Work | More | Night | None
    computed_at: datetime


class _Fields(msgspec.Struct):
    subject: str
    computed_at: Key
    unit_id: Key = ""
    unit: Line = ""
    unit_kind: Key = ""
    group_key: Key = ""
    heading: Line = ""


_BODIES: Mapping[str, type[Work] | type[More] | type[Night] | None] = {
    "work": Work,
    "more": More,
    "night": Night,
    "published": None,
}


def read(values: Mapping[str, Any]) -> Figure | None:
    """The figure that a record's shown values make; None where they make none that this version knows."""
    try:
        fields = msgspec.convert(values, _Fields)
        if fields.subject not in _BODIES:
            return None
        shape = _BODIES[fields.subject]
        body = msgspec.convert(values.get("figures"), shape) if shape is not None else None
        computed_at = instant(fields.computed_at)
    except msgspec.ValidationError:
        return None
    if computed_at is None:
        return None
    return Figure(
        fields.unit_id,
        plain(fields.unit),
        fields.unit_kind,
        fields.group_key,
        plain(fields.heading),
        body,
        computed_at,
    )


def instant(text: str) -> datetime | None:
    """The instant of a UTC ISO text; None where it is none."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC) if text else None
    except (ValueError, OverflowError):
        return None


def plain(text: str) -> str:
    """A text with nothing hidden in it, composed."""
    return " ".join(_HIDDEN.sub(" ", unicodedata.normalize("NFC", text)).split())
