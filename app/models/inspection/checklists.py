"""Checklists as data: those of the handbook as the program ships them, and their stored form."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from app.models.inspection.minutes_records import Checklist, Item
from app.models.resources import load_yaml


@cache
def shipped() -> tuple[Checklist, ...]:
    """The handbook's checklists (9.2.a and 8.4), in the file's order."""
    rows = load_yaml("inspection/checklists.yaml")["checklists"]
    return tuple(from_json(row["key"], row) for row in rows)


def from_json(key: str, data: Mapping[str, Any]) -> Checklist:
    """The checklist that stored content states."""
    items = items_of(data.get("items", ()))
    return Checklist(key, data.get("title", ""), data.get("version", 1), items, data.get("ref", ""))


def items_of(data: Iterable[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items that a stored list states.

    Raises:
        KeyError, TypeError, AttributeError: it states none.
    """
    return tuple(Item(one["key"], one["label"], one.get("text", "")) for one in data)


def read_content(data: Mapping[str, Any]) -> Checklist:
    """The checklist of a visit as it was frozen.

    Raises:
        KeyError, TypeError, AttributeError: as `items_of`.
    """
    return from_json("", data)


def to_json(checklist: Checklist) -> dict[str, Any]:
    """The content of a checklist as one whole."""
    return {
        "title": checklist.title,
        "ref": checklist.ref,
        "version": checklist.version,
        "items": [{"key": one.key, "label": one.label, "text": one.text} for one in checklist.items],
    }
