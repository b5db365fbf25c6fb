"""Frozen records of who and what is enrolled: what crosses the border of the store."""

from collections.abc import Mapping
from dataclasses import dataclass

from server.rights import Holding


@dataclass(frozen=True, slots=True)
class Province:
    """A province ("tỉnh, thành phố"). `sequence` is its last number; `epoch` the memory that number belongs to."""

    code: str
    name: str
    epoch: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the province with a role: one record for each role."""

    id: str
    name: str
    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device whose token was good a moment ago."""

    province: str
    epoch: str
    id: str
    name: str
    persons: frozenset[str]
    """Ids of the persons enrolled on it."""
    is_read_only: bool
    """Whether none of its persons may write anything."""


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A device as administration lists it; times are UTC ISO."""

    id: str
    name: str
    joined_at: str
    revoked_at: str | None
    persons: tuple[str, ...]
    """Their names."""


Holdings = Mapping[str, tuple[Holding, ...]]
"""Person id -> roles; a person without a role has none, one that is not there is unknown."""
