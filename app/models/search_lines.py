"""What a job tells of its records to the search everywhere; `app.models.derived` keeps it."""

from collections.abc import Sequence
from dataclasses import dataclass

Line = tuple[str, str, str, str, Sequence[str]]
"""Entity, record id, title, detail, further words that find it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What to find and what to find no more."""

    lines: Sequence[Line] = ()
    gone: Sequence[tuple[str, str]] = ()
    """(entity, record id)."""
