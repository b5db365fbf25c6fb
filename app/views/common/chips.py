"""Several records in one field: a chip for each, removable, and a type-ahead to add one."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.views.common.layout import button, column, empty_out, row
from app.views.common.type_ahead import Entry, TypeAhead


class Chips(QWidget):
    """The chosen records; `changed` carries their ids in order."""

    changed = Signal(list)

    def __init__(self, placeholder: str) -> None:
        super().__init__()
        self._chosen: list[Entry] = []
        self._rows: QVBoxLayout = column(spacing=4)
        self.adding = TypeAhead(placeholder=placeholder)
        self.adding.chosen.connect(self._add)
        self.setLayout(column(self._rows, self.adding, spacing=4))
        self.setFocusProxy(self.adding)

    def set_entries(self, entries: Sequence[Entry]) -> None:
        """What may be added."""
        self.adding.set_entries(entries)

    def show_chosen(self, chosen: Sequence[Entry], *, locked: bool = False) -> None:
        """Show what the record holds."""
        self._chosen = list(chosen)
        empty_out(self._rows)
        for entry in self._chosen:
            name = entry.name if len(entry.name) <= 44 else entry.name[:43] + "…"
            chip = button(name, partial(self._remove, entry.id), icon="x", kind="chip", tip=f"Bỏ {entry.name}")
            chip.setLayoutDirection(chip.layoutDirection().RightToLeft)
            chip.setEnabled(not locked)
            line = row(chip, -1)
            self._rows.addLayout(line)
        self.adding.setVisible(not locked)
        self.adding.show_value("")
        self.adding.clear()

    def _add(self, record_id: str) -> None:
        if record_id not in {entry.id for entry in self._chosen}:
            self._chosen.append(next(entry for entry in self.adding.entries() if entry.id == record_id))
            self.changed.emit([entry.id for entry in self._chosen])

    def _remove(self, record_id: str) -> None:
        self.changed.emit([entry.id for entry in self._chosen if entry.id != record_id])
