"""The item model of every list: rows come in pages, so that 100,000 cost what is on the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.models.text import fold
from app.views.common.appearance import semibold
from app.views.common.badge import Badge

Line = TypeVar("Line")
Line_co = TypeVar("Line_co", covariant=True)
Index = QModelIndex | QPersistentModelIndex

_DISPLAY = Qt.ItemDataRole.DisplayRole
_TOOL_TIP = Qt.ItemDataRole.ToolTipRole
_ALIGN = Qt.ItemDataRole.TextAlignmentRole
_FONT = Qt.ItemDataRole.FontRole
BADGE = Qt.ItemDataRole.UserRole + 1
"""Role of a cell's Badge, or None."""
GROUP = Qt.ItemDataRole.UserRole + 2
"""Role of a heading row's text, or None."""

HINT = Qt.ItemDataRole.UserRole + 3
"""Role of a cell's hint (a Badge: who else is at this record), or None; drawn beside what the cell shows."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()

PAGE = 200
"""Rows asked for at once."""
_PAGES_KEPT = 40
_MOST_SEEN = 5_000


class Slice(Protocol[Line_co]):
    """One page of rows and the size of the whole."""

    @property
    def total(self) -> int:
        """Rows in the whole list."""
        ...

    @property
    def lines(self) -> Sequence[Line_co]:
        """The rows of this page."""
        ...


class Source(Protocol[Line_co]):
    """Where rows come from."""

    def __call__(self, offset: int, limit: int) -> Slice[Line_co]:
        """Give the rows from ``offset``, at most ``limit`` of them."""
        ...


@dataclass(frozen=True)
class Column(Generic[Line]):
    """One column: what it shows of a row, how wide it begins, by which key it sorts.

    Without slots: a frozen generic class with slots cannot be made as `Column[Line](...)` on Python 3.11.
    """

    key: str
    title: str
    text: Callable[[Line], str]
    width: int = 120
    align: Qt.AlignmentFlag = LEFT
    sort: str = ""
    badge: Callable[[Line], Badge | None] | None = None
    hint: Callable[[Line], Badge | None] | None = None
    hidden: bool = False
    """Whether it is shown only when the person asks for it."""
    yields: bool = False
    """Whether it gives way where the table is narrow, until the person chooses the columns."""


@dataclass(frozen=True, slots=True)
class Whole(Generic[Line]):
    """A list that is all there already, as a slice."""

    total: int
    lines: Sequence[Line]


def all_of(lines: Sequence[Line]) -> Source[Line]:
    """The source of a list that is all there already."""

    def source(offset: int, limit: int) -> Whole[Line]:
        return Whole(len(lines), lines[offset : offset + limit])

    return source


class RecordTable(QAbstractTableModel, Generic[Line]):
    """Rows of a source under columns. Sorting and filtering are the source's; `reload` asks it again."""

    def __init__(
        self,
        columns: Sequence[Column[Line]],
        source: Source[Line],
        *,
        heading: Callable[[Line], str | None] = lambda _line: None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._source = source
        self._heading = heading
        self._pages: dict[int, Sequence[Line]] = {}
        self._total = 0
        self._strong = semibold()

    def show_source(self, source: Source[Line]) -> None:
        """Show another list."""
        self._source = source
        self.reload()

    def reload(self) -> None:
        """Ask the source again from the start."""
        self._begin_with(self._source(0, PAGE))

    def _begin_with(self, first: Slice[Line]) -> None:
        self.beginResetModel()
        self._pages = {0: first.lines}
        self._total = first.total
        self.endResetModel()

    def refresh(self) -> None:
        """Ask again and keep selection and scroll position where the number of rows stays the same."""
        first = self._source(0, PAGE)
        if first.total != self._total:
            self._begin_with(first)
            return
        self._pages = {0: first.lines}
        if self._total:
            self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, len(self.columns) - 1))

    def line(self, row: int) -> Line:
        """One row.

        Raises:
            IndexError: the list has no such row (any more).

        """
        page = row // PAGE
        if page not in self._pages:
            if len(self._pages) >= _PAGES_KEPT:
                self._pages.pop(next(iter(self._pages)))
            self._pages[page] = self._source(page * PAGE, PAGE).lines
        return self._pages[page][row % PAGE]

    def row_where(self, holds: Callable[[Line], bool], *, start: int = 0) -> int:
        """The first row from ``start`` (going round) that holds, looking at _MOST_SEEN rows; -1 when none does."""
        for step in range(min(self._total, _MOST_SEEN)):
            row = (start + step) % self._total
            if holds(self.line(row)):
                return row
        return -1

    def row_beginning(self, typed: str, start: int) -> int:
        """The first row with a cell that begins like the typed text, marks left out."""
        wanted = fold(typed)
        return self.row_where(
            lambda line: any(fold(column.text(line)).startswith(wanted) for column in self.columns), start=start
        )

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else self._total

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        if role == _ALIGN:
            return self.columns[index.column()].align
        if role not in (_DISPLAY, _TOOL_TIP, _FONT, BADGE, GROUP, HINT):
            return None
        try:
            line = self.line(index.row())
        except IndexError:
            return None
        return self._cell(self.columns[index.column()], line, role)

    def _cell(self, column: Column[Line], line: Line, role: int) -> object:
        title = self._heading(line)
        if role == GROUP:
            return title
        if title is not None:
            return self._heading_cell(column, title, role)
        if role in (BADGE, HINT):
            asked = column.badge if role == BADGE else column.hint
            return asked(line) if asked else None
        if role == _FONT:
            return None
        text = column.text(line)
        return (text or None) if role == _TOOL_TIP else text

    def _heading_cell(self, column: Column[Line], title: str, role: int) -> object:
        if role == _FONT:
            return self._strong
        return title if role == _DISPLAY and column is self.columns[0] else None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY:
            return self.columns[section].title
        return self.columns[section].align if role == _ALIGN else None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
