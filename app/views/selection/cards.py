"""A list of cards edited in place: a card stays the same widget while its record lives, so that Tab goes on in it."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.views.common.entries import refill
from app.views.common.layout import column

Item = TypeVar("Item")


class Card(QFrame, Generic[Item]):
    """One record of a list."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")

    def show_item(self, item: Item) -> None:
        """Show the record as it stands now; subclasses draw it."""
        raise NotImplementedError


class CardList(QWidget, Generic[Item]):
    """The cards of a list, made anew only where the records themselves are others."""

    def __init__(
        self, make: Callable[[Item], Card[Item]], key: Callable[[Item], str], none: QWidget | None = None
    ) -> None:
        super().__init__()
        self._make = make
        self._key = key
        self._none = none
        self._keys: list[str] = []
        self.cards: list[Card[Item]] = []
        self._box: QVBoxLayout = column(spacing=8)
        lines = column(self._box)
        if none is not None:
            lines.addWidget(none)
        self.setLayout(lines)

    def show_items(self, items: Sequence[Item], *, of: str = "") -> None:
        """Show these records; `of` names whose they are: the cards of another one are never taken over."""
        keys = [f"{of}/{self._key(item)}" for item in items]
        if keys != self._keys:
            self._keys = keys
            self.cards = [self._make(item) for item in items]
            refill(self._box, *self.cards)
        for card, item in zip(self.cards, items, strict=True):
            card.show_item(item)
        if self._none is not None:
            self._none.setVisible(not items)
