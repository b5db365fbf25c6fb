"""A list whose rows are ticked."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from typing_extensions import override

from app.views.common.table import Column, Index, RecordTable, Source

Line = TypeVar("Line")
_CHECK = Qt.ItemDataRole.CheckStateRole
_DISPLAY = Qt.ItemDataRole.DisplayRole


class CheckTable(RecordTable[Line]):
    """Rows with a tick in the first column; ticks stay with their rows when the list is filtered."""

    ticked = Signal(int)
    """How many rows are ticked."""

    def __init__(
        self,
        columns: Sequence[Column[Line]],
        source: Source[Line],
        *,
        key: Callable[[Line], str],
        heading: Callable[[Line], str | None] = lambda _line: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(columns, source, heading=heading, parent=parent)
        self._key = key
        self._ticks: dict[str, None] = {}

    @property
    def ticks(self) -> list[str]:
        """Keys of the ticked rows in the order they were ticked."""
        return list(self._ticks)

    def tick(self, keys: Sequence[str], *, on: bool = True) -> None:
        """Tick or untick rows by their keys."""
        for key in keys:
            if on:
                self._ticks[key] = None
            else:
                self._ticks.pop(key, None)
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, 0), [_CHECK])
        self.ticked.emit(len(self._ticks))

    def toggle(self, row: int) -> None:
        """Tick or untick one row."""
        key = self._key(self.line(row))
        self.tick([key], on=key not in self._ticks)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if role == _CHECK and index.isValid() and index.column() == 0:
            on = self._key(self.line(index.row())) in self._ticks
            return Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
        return super().data(index, role)

    @override
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != _CHECK or not index.isValid():
            return False
        self.toggle(index.row())
        return True

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        base = super().flags(index)
        return base | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == 0 else base
