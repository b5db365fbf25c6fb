"""Records edited in place, one under another; each keeps its fields, and the cursor, while the list is shown anew."""

from collections.abc import Callable, Sequence
from typing import Generic, Protocol, TypeVar

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.views.common.layout import column, icon_button, label, row


class Listed(Protocol):
    """A record of a list."""

    @property
    def id(self) -> str:
        """Its id."""


R = TypeVar("R", bound=Listed)


class RecordLine(QFrame, Generic[R]):
    """The fields of one record. A subclass shows it and stores what is typed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.record_id = ""

    def show_record(self, record: R, *, place: int, count: int, locked: bool) -> None:
        """Show the record, which stands at a place (from 0) of a list of so many."""
        raise NotImplementedError


class Lines(QWidget, Generic[R]):
    """The lines of a list, one a record."""

    def __init__(self, make: Callable[[], RecordLine[R]], *, none: str = "") -> None:
        super().__init__()
        self._make = make
        self._lines: dict[str, RecordLine[R]] = {}
        self._none = label(none, "muted", wrap=True)
        self._box: QVBoxLayout = column(spacing=6)
        self.setLayout(column(self._none, self._box, spacing=0))

    @property
    def lines(self) -> tuple[RecordLine[R], ...]:
        """The lines from top to bottom."""
        return tuple(self._lines.values())

    def line(self, record_id: str) -> RecordLine[R] | None:
        """The line of one record."""
        return self._lines.get(record_id)

    def show_records(self, records: Sequence[R], *, locked: bool) -> None:
        """Show these records; a line that stays keeps what is being typed in it."""
        wanted = [record.id for record in records]
        for record_id in [one for one in self._lines if one not in wanted]:
            gone = self._lines.pop(record_id)
            self._box.removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        ordered: dict[str, RecordLine[R]] = {}
        for place, record in enumerate(records):
            line = self._lines.get(record.id) or self._new(record.id)
            ordered[record.id] = line
            if self._box.indexOf(line) != place:
                self._box.insertWidget(place, line)
            line.show_record(record, place=place, count=len(records), locked=locked)
        self._lines = ordered
        self._none.setVisible(not records and bool(self._none.text()))

    def _new(self, record_id: str) -> RecordLine[R]:
        line = self._make()
        line.record_id = record_id
        return line


class OrderActs(QWidget):
    """Up, down and remove, for the end of a line."""

    def __init__(self, what: str, *, move: Callable[[int], object] | None, remove: Callable[[], object]) -> None:
        super().__init__()
        self._up = icon_button("arrow-up", f"Đưa {what} lên trước", lambda: move and move(-1))
        self._down = icon_button("arrow-down", f"Đưa {what} xuống sau", lambda: move and move(1))
        self._remove = icon_button("trash", f"Bỏ {what}", remove)
        if move is None:
            self._up.hide()
            self._down.hide()
        self.setLayout(row(self._up, self._down, self._remove, spacing=0))

    def show_place(self, place: int, count: int, *, locked: bool) -> None:
        """Offer what can be done at this place."""
        self._up.setEnabled(place > 0 and not locked)
        self._down.setEnabled(place < count - 1 and not locked)
        self._remove.setEnabled(not locked)
        self.setVisible(not locked)


def behind(ids: Sequence[str], record_id: str, way: int) -> str:
    """The id to stand behind after a move of one place up (-1) or down (1); "" is the first place."""
    at = list(ids).index(record_id)
    target = at + way
    if way > 0:
        return ids[min(target, len(ids) - 1)]
    return ids[target - 1] if target > 0 else ""
