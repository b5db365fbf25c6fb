"""The shipped kinds of system, their ready criteria and what they connect to: `resources/selection/kinds.yaml`."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from app.models.resources import load_yaml
from app.models.selection.records import Criterion, Veto, VetoRule
from app.models.selection.system_records import SystemKind
from app.models.text import fold

_FILE = "selection/kinds.yaml"

Made = Callable[[str, str], str]
"""(entity, key) -> the id that every desk of the province gives to it."""


def shipped(made: Made) -> tuple[SystemKind, ...]:
    """The shipped kinds in order."""
    data = load_yaml(_FILE)
    return tuple(
        SystemKind(
            id=made("system_kind", row["key"]),
            code=row["key"],
            name=row["name"],
            short_name=row["short"],
            sources=tuple(data["sources"][key] for key in row["sources"]),
            section=row["section"],
        )
        for row in data["kinds"]
    )


def ready_criteria(code: str) -> tuple[Criterion, ...]:
    """The ready set of a kind, ids empty; of a kind the province added, a set that fits any system."""
    known = load_yaml(_FILE)["criteria"]
    weights = _rows()[code]["criteria"] if code in _rows() else _ANY_KIND
    return tuple(
        Criterion("", key, known[key]["name"], Decimal(weight), known[key]["guide"], _veto(known[key].get("veto")))
        for key, weight in weights.items()
    )


_ANY_KIND: Mapping[str, int] = {
    "chiu-tai": 0,
    "chuc-nang": 25,
    "on-dinh": 20,
    "ket-noi": 15,
    "an-toan": 15,
    "du-lieu": 10,
    "chi-phi": 15,
}


def link_targets(code: str) -> tuple[str, ...]:
    """The integrations asked for first with a kind."""
    return tuple(_rows()[code]["links"]) if code in _rows() else ()


@cache
def link_names() -> Mapping[str, str]:
    """Key of an outside system -> its name."""
    return {row["key"]: row["name"] for row in load_yaml(_FILE)["links"]}


def link_name(target: str) -> str:
    """How an integration is shown: the shipped name, else as typed."""
    return link_names().get(target, target)


def link_target(words: str) -> str:
    """The key of the shipped integration that words name (marks and case apart), else the words themselves."""
    wanted = " ".join(fold(words).split())
    return next((key for key, name in link_names().items() if wanted in (key, fold(name))), words)


@cache
def _rows() -> Mapping[str, Any]:
    return {row["key"]: row for row in load_yaml(_FILE)["kinds"]}


def _veto(row: Mapping[str, Any] | None) -> Veto | None:
    return Veto(VetoRule(row["rule"]), row.get("limit", 0), row.get("target", "")) if row else None
