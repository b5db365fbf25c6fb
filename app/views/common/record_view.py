"""The one list control: sorted by its header, columns to choose, copied as a table, remembered per screen."""

from collections.abc import Sequence
from html import escape
from typing import Any

from PySide6.QtCore import QMimeData, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from app.views.common import appearance, badge, palette, typeface
from app.views.common.check_table import CheckTable
from app.views.common.layout import plain
from app.views.common.memory import Memory
from app.views.common.table import BADGE, GROUP, HINT, Index, RecordTable

ROW = 44
"""Two lines of text a row: an official task rarely fits one."""
COMPACT_ROW = 26
NARROW = 1140
"""A table narrower than this hides the columns that yield."""


class _CellPainter(QStyledItemDelegate):
    """Draws a state as badge, a hint at the right of the text, and leaves the rest to Qt."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        state, hint = index.data(BADGE), index.data(HINT)
        if state is None and hint is None:
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        text, rect = str(option.text), QRect(option.rect)
        widget: QWidget = option.widget
        option.text = ""
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        if state is not None:
            badge.paint(painter, state, rect.adjusted(6, 0, -6, -1))
            return
        if rect.height() >= ROW:  # the text keeps the upper line, the hint takes the lower one
            beside, place = rect.adjusted(9, 2, -6, -ROW // 2), rect.adjusted(9, ROW // 2 - 2, -6, -3)
        else:
            width = min(badge.width_of(hint, QFontMetrics(typeface.font(typeface.SMALL))), rect.width() // 2)
            beside, place = rect.adjusted(9, 0, -width - 12, -1), rect.adjusted(rect.width() - width - 5, 0, -5, -1)
        painter.setFont(option.font)
        painter.setPen(palette.colour(palette.tokens().text))
        shown = painter.fontMetrics().elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, beside.width())
        painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        badge.paint(painter, hint, place)


class RecordView(QTableView):
    """A table of records."""

    chosen = Signal(int)
    """The row that became the current one; -1 for none."""
    opened = Signal(int)
    """Enter, F2 or a double click on a row."""
    delete_asked = Signal()
    sort_asked = Signal(str, bool)
    """Sort key of the column and whether descending; "" is the list's own order."""

    def __init__(self, table: RecordTable[Any], *, name: str, memory: Memory, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._name = name
        self._memory = memory
        self.setModel(table)
        self.setItemDelegate(_CellPainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(COMPACT_ROW)
        self._set_up_header()
        self._sorted = ("", False)
        self.set_compact(bool(memory.get(f"{name}/compact", False)))
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsMovable(True)
        header.setSectionsClickable(True)
        header.setMinimumSectionSize(36)
        header.setFixedHeight(32)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(lambda at: self.column_menu().popup(header.mapToGlobal(at)))
        header.sectionClicked.connect(self._header_clicked)
        for at, column in enumerate(self.table.columns):
            self.setColumnWidth(at, column.width)
            self.setColumnHidden(at, column.hidden)
        state = self._memory.get_bytes(f"{self._name}/columns")
        if not state.isEmpty():
            header.restoreState(state)
        header.setSortIndicatorShown(False)
        header.sectionResized.connect(self._keep_columns)
        header.sectionMoved.connect(self._keep_columns)

    def fill_with(self, key: str) -> None:
        """Let one column take the width that is left."""
        at = self._column(key)
        self.horizontalHeader().setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)

    def _column(self, key: str) -> int:
        return next(at for at, column in enumerate(self.table.columns) if column.key == key)

    @property
    def is_compact(self) -> bool:
        """Whether rows are one line high."""
        return self.verticalHeader().defaultSectionSize() == COMPACT_ROW

    def set_compact(self, compact: bool) -> None:
        """One line a row instead of two."""
        self.verticalHeader().setDefaultSectionSize(COMPACT_ROW if compact else ROW)
        self.setWordWrap(not compact)
        self._memory.keep(f"{self._name}/compact", compact)

    def column_menu(self) -> QMenu:
        """Which columns are shown, and how high the rows are."""
        menu = QMenu(self)
        for at, column in enumerate(self.table.columns):
            action = QAction(plain(column.title), menu, checkable=True, checked=not self.isColumnHidden(at))
            action.toggled.connect(lambda shown, at=at: self.show_column(at, shown))
            action.setEnabled(at > 0)
            menu.addAction(action)
        menu.addSeparator()
        compact = QAction("Dòng thấp", menu, checkable=True, checked=self.is_compact)
        compact.toggled.connect(self.set_compact)
        menu.addAction(compact)
        return menu

    def show_column(self, at: int, shown: bool) -> None:
        """Show or hide a column; from now on the choice is the person's."""
        self.setColumnHidden(at, not shown)
        self._memory.keep(f"{self._name}/chosen", True)
        self._keep_columns()

    def _yield_columns(self) -> None:
        if self._memory.get(f"{self._name}/chosen", False):
            return
        for at, column in enumerate(self.table.columns):
            if column.yields:
                self.setColumnHidden(at, self.width() < NARROW)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._yield_columns()

    def _keep_columns(self) -> None:
        self._memory.keep_bytes(f"{self._name}/columns", self.horizontalHeader().saveState())

    def _header_clicked(self, section: int) -> None:
        key = self.table.columns[section].sort
        if not key:
            return
        kept, descending = self._sorted
        if kept != key:
            self._sorted = (key, False)
        else:
            self._sorted = ("", False) if descending else (key, True)
        header = self.horizontalHeader()
        header.setSortIndicatorShown(bool(self._sorted[0]))
        order = Qt.SortOrder.DescendingOrder if self._sorted[1] else Qt.SortOrder.AscendingOrder
        header.setSortIndicator(section, order)
        self.sort_asked.emit(*self._sorted)

    def chosen_rows(self) -> list[int]:
        """The selected rows from top to bottom."""
        return sorted(index.row() for index in self.selectionModel().selectedRows())

    def choose(self, row: int) -> None:
        """Make a row the current one and show it."""
        if 0 <= row < self.table.rowCount():
            self.selectRow(row)
            self.scrollTo(self.table.index(row, 0))

    def copy(self) -> None:
        """Put the chosen rows on the clipboard as a table that Excel and Word take."""
        shown = [at for at in range(len(self.table.columns)) if not self.isColumnHidden(at)]
        header = [self.table.columns[at].title for at in shown]
        rows = [[str(self.table.index(row, at).data() or "") for at in shown] for row in self.chosen_rows()]
        if not rows:
            return
        data = QMimeData()
        data.setText("\n".join("\t".join(_cell_text(cell) for cell in cells) for cells in [header, *rows]))
        data.setHtml(_html([header, *rows]))
        QGuiApplication.clipboard().setMimeData(data)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.chosen.emit(current.row() if current.isValid() else -1)

    @override
    def keyboardSearch(self, search: str) -> None:
        start = max(self.currentIndex().row(), 0) + (1 if len(search) == 1 else 0)
        row = self.table.row_beginning(search, start)
        if row >= 0:
            self.choose(row)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Space and isinstance(self.table, CheckTable):
            for row in self.chosen_rows():
                self.table.toggle(row)
        elif event.key() == Qt.Key.Key_Delete and self.chosen_rows():
            self.delete_asked.emit()
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        row = self.rowAt(event.rect().top())
        while 0 <= row < self.table.rowCount():
            top = self.rowViewportPosition(row)
            if top > event.rect().bottom():
                break
            heading = self.table.index(row, 0).data(GROUP)
            if heading is not None:
                self._paint_heading(painter, heading, QRect(0, top, self.viewport().width(), self.rowHeight(row)), row)
            row += 1
        painter.end()

    def _paint_heading(self, painter: QPainter, text: str, box: QRect, row: int) -> None:
        theme = palette.tokens()
        is_current = self.selectionModel().isRowSelected(row, QModelIndex())
        painter.fillRect(box.adjusted(0, 0, 0, -1), palette.colour(theme.selection if is_current else theme.window))
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.setPen(palette.colour(theme.text))
        painter.setFont(appearance.semibold())
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width() - 20)
        painter.drawText(box.adjusted(10, 0, -10, 0), Qt.AlignmentFlag.AlignVCenter, shown)


def _cell_text(cell: str) -> str:
    """One cell of tab-separated text: Excel reads a leading sign as a formula, so it gets an apostrophe."""
    flat = cell.replace("\t", " ").replace("\n", " ")
    return f"'{flat}" if flat[:1] in "=+-@" else flat


def _html(rows: Sequence[Sequence[str]]) -> str:
    text = "mso-number-format:'\\@'"
    body = "".join(
        "<tr>" + "".join(f'<td style="{text}">{escape(cell)}</td>' for cell in cells) + "</tr>" for cells in rows
    )
    return f"<table>{body}</table>"
