"""Search everywhere (Ctrl+K): found without marks, exact matches first, Enter goes there."""

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import QAbstractListModel, QModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QDialog, QLineEdit, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from app.views.common import icons, palette, typeface
from app.views.common.layout import column, label, row
from app.views.common.table import Index

_DISPLAY = Qt.ItemDataRole.DisplayRole
HIT = Qt.ItemDataRole.UserRole + 1
_NOWHERE = QModelIndex()
_ROW = 48


class Hit(Protocol):
    """What a search finds."""

    @property
    def entity(self) -> str:
        """Kind of record."""
        ...

    @property
    def record_id(self) -> str:
        """Its id."""
        ...

    @property
    def title(self) -> str:
        """Its name."""
        ...

    @property
    def detail(self) -> str:
        """A line of more."""
        ...

    @property
    def kind_label(self) -> str:
        """Its kind in Vietnamese."""
        ...


class HitTable(QAbstractListModel):
    """The results."""

    def __init__(self) -> None:
        super().__init__()
        self._hits: Sequence[Hit] = ()

    def show_hits(self, hits: Sequence[Hit]) -> None:
        """Show other results."""
        self.beginResetModel()
        self._hits = hits
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._hits)

    @override
    def data(self, index: Index, role: int = _DISPLAY) -> object:
        if not index.isValid():
            return None
        hit = self._hits[index.row()]
        if role == _DISPLAY:
            return f"{hit.kind_label}: {hit.title}"
        return hit if role == HIT else None


class _HitPainter(QStyledItemDelegate):
    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit: Hit = index.data(HIT)
        theme = palette.tokens()
        box = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, palette.colour(theme.selection))
        painter.setPen(palette.colour(theme.muted))
        painter.setFont(typeface.font(typeface.SMALL))
        painter.drawText(box.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, hit.kind_label)
        inside = box.adjusted(108, 5, -12, -5)
        detail = painter.fontMetrics().elidedText(hit.detail, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, Qt.AlignmentFlag.AlignBottom, detail)
        painter.setPen(palette.colour(theme.text))
        painter.setFont(typeface.font())
        title = painter.fontMetrics().elidedText(hit.title, Qt.TextElideMode.ElideRight, inside.width())
        where = Qt.AlignmentFlag.AlignTop if hit.detail else Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inside, where, title)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(1, _ROW)


class SearchPalette(QDialog):
    """Type, choose, go."""

    chosen = Signal(str, str)
    """(entity, record id)"""

    def __init__(self, parent: QWidget | None, search: Callable[[str], Sequence[Hit]]) -> None:
        super().__init__(parent)
        self.setWindowTitle("Tìm nhanh")
        self.setMinimumSize(640, 420)
        self._search = search
        self.text = QLineEdit()
        self.text.setPlaceholderText("Nội dung, số thứ tự, đơn vị, người; không cần gõ dấu")
        self.text.setAccessibleName("Tìm nhanh")
        self.text.addAction(icons.icon("magnifying-glass", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self.hits = HitTable()
        self.list = QListView()
        self.list.setModel(self.hits)
        self.list.setItemDelegate(_HitPainter(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._count = label("Gõ để tìm.", "muted")
        keys = label("Mũi tên chọn, Enter mở, Esc đóng", "muted")
        self.setLayout(column(self.text, self.list, row(self._count, -1, keys), spacing=8, margins=(16, 16, 16, 12)))
        self._timer = QTimer(self, singleShot=True, interval=60)
        self._timer.timeout.connect(self.look_up)
        self.text.textChanged.connect(lambda _text: self._timer.start())
        self.text.returnPressed.connect(self._take_current)
        self.list.clicked.connect(self._take)
        self.text.setFocus()

    def look_up(self) -> None:
        """Search for what is typed."""
        typed = self.text.text().strip()
        found = self._search(typed) if typed else ()
        self.hits.show_hits(found)
        if found:
            self.list.setCurrentIndex(self.hits.index(0, 0))
        self._count.setText(f"{len(found)} kết quả" if found else "Không tìm thấy." if typed else "Gõ để tìm.")

    def _take_current(self) -> None:
        if self._timer.isActive():
            self._timer.stop()
            self.look_up()
        self._take(self.list.currentIndex())

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            hit: Hit = index.data(HIT)
            self.accept()
            self.chosen.emit(hit.entity, hit.record_id)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if event.key() in steps and self.hits.rowCount():
            row_now = self.list.currentIndex().row() + steps[Qt.Key(event.key())]
            self.list.setCurrentIndex(self.hits.index(max(0, min(row_now, self.hits.rowCount() - 1)), 0))
            return
        super().keyPressEvent(event)
