"""Who may write what: the table of `rights.yaml`, and the one question it answers.

It must not know how persons and records are stored.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_REST = "khac"
_WRITE, _ADD = "ghi", "them"
_PERSON, _PLAN = "person", "plan"


@dataclass(frozen=True, slots=True)
class Role:
    """A role ("vai trò"). `everywhere` and `own` hold pairs of a right (them, ghi, chot, go) and a group."""

    key: str
    title: str
    everywhere: frozenset[tuple[str, str]]
    own: frozenset[tuple[str, str]]
    is_local: bool
    """Whether its holders act for one unit: what it may do everywhere stays so when the role is given with a scope."""

    @property
    def is_read_only(self) -> bool:
        """Whether it may write nothing."""
        return not self.everywhere and not self.own


@dataclass(frozen=True, slots=True)
class Holding:
    """A role as a person holds it: for one unit, or with an empty scope for the whole province."""

    role: str
    scope: str


@dataclass(frozen=True, slots=True)
class Target:
    """What a change would write. `scopes` are the units the record is of: by the change, as stored, by its owner."""

    entity: str
    entity_id: str
    kind: str
    scopes: frozenset[str]
    is_new: bool
    """Whether the server has no such record yet."""


def roles() -> Mapping[str, Role]:
    """Every role by its key, in the order of the file."""
    return _table().roles


def is_named(entity: str) -> bool:
    """Whether some group names this entity; one that none names has the rights of the group for the rest."""
    return entity in _table().groups


def may_write(author: str, holdings: Iterable[Holding], target: Target) -> bool:
    """Tell whether somebody with these roles may make this change.

    A person's own profile is always theirs, also where they may write nothing else.
    """
    table = _table()
    group = table.groups.get(target.entity, _REST)
    wanted = {(right, group) for right in table.rights.get(target.kind, (_WRITE,)) if right != _ADD or target.is_new}
    is_own_profile = target.entity == _PERSON and target.entity_id == author and target.kind in ("put", "delete")
    for holding in holdings:
        role = table.roles.get(holding.role)
        if role is None:
            continue
        is_own = bool(holding.scope) and target.scopes == {holding.scope}
        reaches_all = not holding.scope or role.is_local or is_own
        if is_own_profile or (reaches_all and wanted & role.everywhere) or (is_own and wanted & role.own):
            return True
    return False


def may_begin(holding: Holding) -> bool:
    """Tell whether somebody with this role may begin the plan of a province."""
    return may_write("", [holding], Target(_PLAN, _PLAN, "put", frozenset(), is_new=True))


@dataclass(frozen=True, slots=True)
class _Table:
    roles: Mapping[str, Role]
    groups: Mapping[str, str]
    """Entity -> group."""
    rights: Mapping[str, tuple[str, ...]]
    """Kind -> the rights that allow it."""


@cache
def _table() -> _Table:
    read: dict[str, Any] = yaml.safe_load(files("server").joinpath("rights.yaml").read_text("utf-8"))
    return _Table(
        {key: _role(key, entry) for key, entry in read["roles"].items()},
        {entity: group for group, entities in read["groups"].items() for entity in entities},
        _by_kind(read["rights"]),
    )


def _by_kind(rights: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    kinds = {kind for listed in rights.values() for kind in listed}
    return {kind: tuple(right for right, listed in rights.items() if kind in listed) for kind in kinds}


def _role(key: str, entry: Mapping[str, Any]) -> Role:
    return Role(
        key, entry["title"], _pairs(entry.get("everywhere")), _pairs(entry.get("own")), entry.get("local", False)
    )


def _pairs(rights: Mapping[str, list[str]] | None) -> frozenset[tuple[str, str]]:
    return frozenset((right, group) for right, groups in (rights or {}).items() for group in groups)
