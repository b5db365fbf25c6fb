"""A field that offers records as one types, without regard to marks: units, people, provinces, tasks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QModelIndex, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget
from typing_extensions import override

from app.models.text import fold

MOST = 40
"""Entries offered at once."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that may be chosen: its record, its name, other words it is found by."""

    id: str
    name: str
    others: str = ""
    folded: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "folded", fold(f"{self.name} {self.others}"))


def matching(entries: Sequence[Entry], typed: str) -> list[Entry]:
    """The entries that hold every typed word; names that begin like it and exact marks come first."""
    wanted = fold(typed).split()
    found = [entry for entry in entries if all(word in entry.folded for word in wanted)]
    start = fold(typed).strip()
    exact = typed.strip().casefold()
    found.sort(key=lambda entry: (exact not in entry.name.casefold(), not entry.folded.startswith(start)))
    return found[:MOST]


class TypeAhead(QLineEdit):
    """Choose one of many entries by typing.

    `chosen` carries the id of an entry; where a free text is allowed, `typed` carries a text that is no entry.
    """

    chosen = Signal(str)
    typed = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, placeholder: str = "", free: bool = False) -> None:
        super().__init__(parent)
        self._entries: Sequence[Entry] | None = ()
        self._source: Callable[[], Sequence[Entry]] = tuple
        self._offered: list[Entry] = []
        self._kept = ""
        self._free = free
        self.setPlaceholderText(placeholder)
        self._names = QStringListModel(self)
        completer = QCompleter(self._names, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(10)
        completer.setWidget(self)
        completer.activated[QModelIndex].connect(self._pick)  # type: ignore[index]  # Qt's overloaded signal
        self._completer = completer
        self.textEdited.connect(self.offer)
        self.returnPressed.connect(self.settle)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """What may be chosen."""
        self._entries = entries

    def set_source(self, source: Callable[[], Sequence[Entry]]) -> None:
        """Where to read what may be chosen, once somebody types."""
        self._source = source
        self._entries = None

    def entries(self) -> Sequence[Entry]:
        """What may be chosen, read now if it was not yet."""
        if self._entries is None:
            self._entries = self._source()
        return self._entries

    def show_value(self, name: str) -> None:
        """Show the record's value; typing under way is not disturbed."""
        if self.hasFocus() and self.text() != self._kept:
            return
        self._kept = name
        self.setText(name)
        self.setCursorPosition(0)

    def offer(self, typed: str) -> None:
        """Open the list for what is typed so far."""
        self._offered = matching(self.entries(), typed)
        self._names.setStringList([entry.name for entry in self._offered])
        if self._offered and self.isVisible():
            self._completer.complete()
        else:
            self._popup().hide()

    def offered(self) -> list[str]:
        """The names offered at this moment."""
        return [entry.name for entry in self._offered]

    def settle(self) -> None:
        """Take what stands in the field: an entry of that name, the only one offered, a free text, or the old value."""
        text = self.text().strip()
        if text == self._kept:
            return
        entry = self._meant(text)
        if entry is not None:
            self._take(entry)
        elif self._free or not text:
            self._kept = text
            self.typed.emit(text)
        else:
            self.setText(self._kept)

    def _popup(self) -> QAbstractItemView:
        popup = self._completer.popup()
        assert popup is not None  # noqa: S101 a completer makes its list when it is asked for
        return popup

    def _meant(self, text: str) -> Entry | None:
        folded = fold(text)
        same = [entry for entry in self.entries() if entry.name == text] or [
            entry for entry in self.entries() if fold(entry.name) == folded
        ]
        if same:
            return same[0]
        found = matching(self.entries(), text) if text and not self._free else []
        return found[0] if len(found) == 1 else None

    def _pick(self, index: QModelIndex) -> None:
        if 0 <= index.row() < len(self._offered):
            self._take(self._offered[index.row()])

    def _take(self, entry: Entry) -> None:
        self._kept = entry.name
        self.setText(entry.name)
        self.chosen.emit(entry.id)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason and not self._popup().isVisible():
            self.settle()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self._popup().isVisible():
            self.offer("" if self.text() == self._kept else self.text())
            return
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.setText(self._kept)
            return
        super().keyPressEvent(event)
