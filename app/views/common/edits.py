"""What a person changed in the editors of a record: that alone is sent, what another desk wrote meanwhile stays."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.views.common.fields import StoredLine, StoredText, store_all
from app.views.common.type_ahead import TypeAhead

T = TypeVar("T")


def changed(opened: Mapping[str, T], typed: Mapping[str, T]) -> dict[str, T]:
    """The fields that say something else than when they were opened."""
    return {name: value for name, value in typed.items() if value != opened[name]}


def merged(opened: Sequence[T], typed: Sequence[T], now: Sequence[T]) -> list[T]:
    """A list as typed, over what it is by now: what another desk added or took out meanwhile stays added or out."""
    found = [one for one in typed if one in now or one not in opened]
    for at, one in enumerate(now):
        if one not in opened and one not in found:
            before = now[at - 1] if at else None
            found.insert(found.index(before) + 1 if before in found else len(found) if at else 0, one)
    return found


def leave_record(panel: QWidget) -> None:
    """Another record is to be shown: what is being typed belongs to the one before, and what is refused is dropped."""
    store_all(panel)
    for choosing in panel.findChildren(TypeAhead):
        choosing.settle()
    editors: list[StoredLine | StoredText] = [*panel.findChildren(StoredLine), *panel.findChildren(StoredText)]
    for editor in editors:
        if editor.is_edited:
            editor.leave_old()
