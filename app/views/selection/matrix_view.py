"""Tổng hợp: kinds of system by stages, the national deadlines above, and what waits for somebody."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from app.models.selection.stages import StageKey
from app.views.common import badge, icons, palette, typeface
from app.views.common.eliding import ElidingLabel
from app.views.common.layout import STRETCH, button, column, label, row, wide
from app.views.common.office import Office
from app.views.common.record_view import RecordView
from app.views.common.table import BADGE, Index, RecordTable, Whole
from app.views.selection.matrix_table import COLUMNS, MatrixLine, StageCell, milestones

_FIRST_STAGE = 3
_CHOICE = 2
_ICON = 14
ROOMY = 1_000
"""From this width on the hint about keys stands beside the deadlines."""
ROW = 39
"""Lower than other lists: two short lines a cell, so that every kind stands on a small screen."""


class _StagePainter(QStyledItemDelegate):
    """Draws choice and stages in two lines: the state above, a name, a count or a day under it."""

    def __init__(self, view: "MatrixTable") -> None:
        super().__init__(view)
        self._view = view

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        if index.column() < _CHOICE:
            super().paint(painter, option, index)
            return
        option.text = ""
        widget: QWidget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        rect: QRect = option.rect
        line = self._view.line(index.row())
        if line is None:
            return
        if index.column() == _CHOICE:
            self._paint_choice(painter, index, rect)
        else:
            cell = line.cells.get(StageKey(self._view.key(index.column())))
            if cell is not None:
                self._paint_stage(painter, index.data(BADGE), cell, rect)

    def _paint_choice(self, painter: QPainter, index: Index, rect: QRect) -> None:
        state = index.data(BADGE)
        words = str(index.data() or "")
        if state is None:
            return
        if not words or self._view.is_compact:
            badge.paint(painter, state, rect.adjusted(6, 0, -6, -1))
            return
        badge.paint(painter, state, QRect(rect.left() + 6, rect.top() - 1, rect.width() - 12, 22))
        painter.save()
        painter.setFont(typeface.font(typeface.SMALL))
        painter.setPen(palette.colour(palette.tokens().text))
        under = QRect(rect.left() + 8, rect.top() + 22, rect.width() - 14, 16)
        cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, under.width())
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
        painter.restore()

    def _paint_stage(self, painter: QPainter, state: badge.Badge, cell: StageCell, rect: QRect) -> None:
        shade = palette.tokens().shade(state.tone)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = rect.adjusted(2, 2, -2, -3)
        if cell.stage.is_applicable:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.colour(shade.soft))
            painter.drawRoundedRect(box, 4, 4)
        ink = palette.colour(shade.text)
        high = box.height() if self._view.is_compact or not cell.under else box.height() // 2
        icons.draw(painter, state.icon, QRect(box.left() + 3, box.top() + (high - _ICON) // 2 + 1, _ICON, _ICON), ink)
        painter.setPen(ink)
        painter.setFont(typeface.font(typeface.SMALL))
        words = QRect(box.left() + 20, box.top(), box.width() - 21, high)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        fit = painter.fontMetrics().elidedText(state.word, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, left, fit)
        if cell.under and not self._view.is_compact:
            under = QRect(box.left() + 5, box.top() + high - 1, box.width() - 7, box.height() - high)
            fit = painter.fontMetrics().elidedText(cell.under, Qt.TextElideMode.ElideRight, under.width())
            painter.drawText(under, left, fit)
        painter.restore()


class MatrixTable(RecordView):
    """The board; the current cell tells which stage is meant."""

    def __init__(self, table: RecordTable[MatrixLine], office: Office) -> None:
        super().__init__(table, name="selection-board", memory=office.memory)
        self.setItemDelegate(_StagePainter(self))
        self.setAccessibleName("Bảng loại hệ thống theo giai đoạn")
        self.set_compact(self.is_compact)

    @override
    def set_compact(self, compact: bool) -> None:
        super().set_compact(compact)
        if not compact:
            self.verticalHeader().setDefaultSectionSize(ROW)

    def line(self, at: int) -> MatrixLine | None:
        """A line, None where there is none any more."""
        try:
            found: MatrixLine = self.table.line(at)
        except IndexError:
            return None
        return found

    def key(self, at: int) -> str:
        """The key of a column."""
        return self.table.columns[at].key

    @property
    def current_line(self) -> MatrixLine | None:
        """The line with the cursor."""
        return self.line(self.currentIndex().row()) if self.currentIndex().isValid() else None

    @property
    def current_stage(self) -> StageKey | None:
        """The stage under the cursor; None on the kind and its choice."""
        at = self.currentIndex().column()
        return StageKey(self.key(at)) if at >= _FIRST_STAGE else None


class MatrixView(QWidget):
    """The home of the page."""

    kind_asked = Signal(str)
    stage_asked = Signal(str, object)
    """(system, StageKey)."""
    moved = Signal(str, object)
    """The cursor went to another stage: (system, StageKey)."""
    findings_asked = Signal()
    unchosen_asked = Signal()
    reviews_asked = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._lines: tuple[MatrixLine, ...] = ()
        self.table: RecordTable[MatrixLine] = RecordTable(COLUMNS, self._page, parent=self)
        self.list = MatrixTable(self.table, office)
        self.list.fill_with("kind")
        self._milestones = ElidingLabel()
        self._milestones.setProperty("kind", "muted")
        self._choice = label("", strong=True)
        self._late = button("", self.findings_asked.emit, icon="warning-circle", kind="link")
        self._unchosen = button("", self.unchosen_asked.emit, icon="stop-circle", kind="link")
        self._reviews = button("", self.reviews_asked.emit, icon="warning", kind="link")
        self._hint = label(
            "Enter trên loại: so sánh; trên giai đoạn: ghi tiến độ. Ngày trong ô: hạn hoặc ngày xong.", "muted"
        )
        self.setLayout(
            column(
                row(self._choice, self._late, self._unchosen, self._reviews, STRETCH, spacing=12),
                row(wide(self._milestones), self._hint, spacing=16),
                wide(self.list),
                spacing=4,
            )
        )
        self.setFocusProxy(self.list)
        self.list.opened.connect(lambda _row: self._open())
        self.list.selectionModel().currentChanged.connect(lambda _new, _old: self._moved())

    def show_board(
        self, lines: tuple[MatrixLine, ...], *, missing: int, unchosen: int, late: int, reviews: int
    ) -> None:
        """Show the board and the counts above it: systems not chosen that lack something, late stages, open reviews."""
        self._lines = lines
        self.table.refresh()
        self._milestones.setText(milestones(self._office.desk.now()))
        kinds = {line.kind_id: line.view for line in lines}
        decided = sum(1 for view in kinds.values() if view.decision is not None)
        self._choice.setText(f"{decided} trên {len(kinds)} loại đã quyết định")
        self._late.setText(f"{late} giai đoạn quá hạn")
        self._late.setVisible(bool(late))
        self._unchosen.setText(f"{missing} trên {unchosen} hệ thống không được chọn còn thiếu")
        self._unchosen.setVisible(bool(missing))
        self._reviews.setText(f"{reviews} chỗ cần xem lại")
        self._reviews.setVisible(bool(reviews))

    def choose(self, kind_id: str) -> None:
        """Put the cursor on a kind."""
        at = next((at for at, line in enumerate(self._lines) if line.kind_id == kind_id), -1)
        if at >= 0:
            self.list.setCurrentIndex(self.table.index(at, 0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hint.setVisible(self.width() > ROOMY)

    def _page(self, offset: int, limit: int) -> Whole[MatrixLine]:
        return Whole(len(self._lines), self._lines[offset : offset + limit])

    def _open(self) -> None:
        line, stage = self.list.current_line, self.list.current_stage
        if line is None:
            return
        if stage is not None and line.system_id:
            self.stage_asked.emit(line.system_id, stage)
        else:
            self.kind_asked.emit(line.kind_id)

    def _moved(self) -> None:
        line, stage = self.list.current_line, self.list.current_stage
        if line is not None and stage is not None and line.system_id:
            self.moved.emit(line.system_id, stage)
