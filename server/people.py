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
    same_as: str = ""
    """The person's own id, where this is another one that a desk had before it joined."""


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
class Origin:
    """A device of the province as the one that made a change which another brings."""

    persons: frozenset[str]
    """Ids of the persons enrolled on it."""
    revoked_at: str | None
    """UTC ISO with milliseconds: what it wrote later counts no more."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody on a device that the province does not know, whose changes another device brought; they wait there."""

    device: str
    person: str
    name: str
    """As that device names the person; empty where no change said so."""
    via: str
    """Name of the device that brought them first."""
    at: str


@dataclass(frozen=True, slots=True)
class EnrolledDevice:
    """A device as administration lists it; times are UTC ISO."""

    id: str
    name: str
    joined_at: str
    revoked_at: str | None
    persons: tuple[str, ...]
    """Their names."""
    is_relayed: bool
    """Whether it was let in without a token: others bring its changes."""


Holdings = Mapping[str, tuple[Holding, ...]]
"""Person id -> roles; a person without a role has none, one that is not there is unknown."""
