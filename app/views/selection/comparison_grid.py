"""The comparison as it is read: candidates as columns, facts and criteria as rows, totals always in sight at the foot.

Names of rows and the heads of columns stay where they are while the rest scrolls; four candidates fit side by side.
"""

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip
from typing_extensions import override

from app.views.common import appearance, badge, icons, palette, typeface
from app.views.common.painted_area import PaintedArea, let_scroll
from app.views.selection.comparison_lines import Cell, Comparison, Line

HEAD = 92
HEADING = 30
LEAST_ROW = 34
FOOT_ROW = 48
SIDE_BY_SIDE = 4
"""Candidates that share the width; more scroll sideways."""
_LEAST_COLUMN = 136
_NAMES, _NARROW_NAMES = 240, 184
_ROOMY = 900
_PAD = 8
_NAME_LINES = 36
"""Two lines of a candidate's name."""
_MARK = 15
_CORNER = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_WORDS = Qt.TextFlag.TextWordWrap | _CORNER


class ComparisonGrid(PaintedArea):
    """Candidates side by side."""

    cell_chosen = Signal(str, str, str)
    """(system, criterion, fact) of the cell that became the current one; the last two "" for the head of a column."""
    clicked = Signal()
    """The current cell was pointed at: its detail is wanted beside."""
    edit_asked = Signal(str, str, str)
    """Enter, F2 or a double click on a cell: (system, criterion, fact)."""

    def __init__(self) -> None:
        super().__init__("Bảng so sánh các hệ thống", QSize(700, 460))
        self._shown = Comparison()
        self._tops: list[int] = []
        self._current = (-1, 0)
        """(line, candidate); line -1 is the head."""
        self.verticalScrollBar().setSingleStep(LEAST_ROW)
        self.horizontalScrollBar().setSingleStep(40)

    def show_comparison(self, shown: Comparison) -> None:
        """Draw another comparison; the current cell stays where it still is."""
        self._shown = shown
        line, at = self._current
        self._current = (min(line, len(shown.body) - 1), min(at, max(len(shown.systems) - 1, 0)))
        self.lay_out()

    @property
    def current(self) -> tuple[str, str, str]:
        """(system, criterion, fact) of the current cell."""
        line, at = self._current
        system_id = self._shown.systems[at].id if at < len(self._shown.systems) else ""
        if not 0 <= line < len(self._shown.body):
            return system_id, "", ""
        return system_id, self._shown.body[line].criterion_id, self._shown.body[line].fact

    def choose(self, system_id: str, criterion_id: str = "") -> None:
        """Make a cell the current one, or the head of a column, and bring it into sight."""
        at = next((at for at, one in enumerate(self._shown.systems) if one.id == system_id), self._current[1])
        lines = enumerate(self._shown.body)
        line = next((place for place, one in lines if criterion_id and one.criterion_id == criterion_id), -1)
        self._take(line, at)

    def text(self) -> str:
        """All of it as tab-separated text, for Excel."""
        rows = [["", *(one.shown for one in self._shown.systems)]]
        for line in (*self._shown.body, *self._shown.foot):
            rows.append([line.name, *(_copied(cell) for cell in line.cells)])
        return "\n".join("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells) for cells in rows)

    @property
    def _name_width(self) -> int:
        return _NAMES if self.viewport().width() > _ROOMY else _NARROW_NAMES

    @property
    def _column(self) -> int:
        count = max(len(self._shown.systems), 1)
        room = self.viewport().width() - self._name_width
        return max(room // min(count, SIDE_BY_SIDE), _LEAST_COLUMN)

    @property
    def _foot_height(self) -> int:
        return FOOT_ROW * len(self._shown.foot)

    @override
    def lay_out(self) -> None:
        """Heights of the rows at the present width, then the scroll ranges."""
        metrics, small = self.fontMetrics(), QFontMetrics(typeface.font(typeface.SMALL))
        top, tops = 0, [0]
        for line in self._shown.body:
            top += self._height(line, metrics, small)
            tops.append(top)
        self._tops = tops
        let_scroll(self.verticalScrollBar(), top, self.viewport().height() - HEAD - self._foot_height)
        wide = self._name_width + self._column * len(self._shown.systems)
        let_scroll(self.horizontalScrollBar(), wide, self.viewport().width())
        self.viewport().update()

    def _height(self, line: Line, metrics: QFontMetrics, small: QFontMetrics) -> int:
        if line.is_heading:
            return HEADING
        least = _wrapped(metrics, line.name, self._name_width - 2 * _PAD)
        least += small.height() if line.detail else 0
        for cell in line.cells:
            height = badge.HEIGHT if cell.badge else _wrapped(metrics, cell.text, self._column - 2 * _PAD)
            if cell.detail:
                height += _wrapped(small, cell.detail, self._column - 2 * _PAD)
            least = max(least, height)
        return max(least + 10, LEAST_ROW)

    def _x(self, at: int) -> int:
        return self._name_width + at * self._column - self.horizontalScrollBar().value()

    def _y(self, line: int) -> int:
        return HEAD + self._tops[line] - self.verticalScrollBar().value()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = palette.tokens()
        painter.fillRect(self.viewport().rect(), palette.colour(theme.surface))
        bottom = self.viewport().height() - self._foot_height
        for place, line in enumerate(self._shown.body):
            top, height = self._y(place), self._tops[place + 1] - self._tops[place]
            if top + height > HEAD and top < bottom:
                self._paint_line(painter, line, place, QRect(0, top, self.viewport().width(), height))
        for at, line in enumerate(self._shown.foot):
            box = QRect(0, bottom + at * FOOT_ROW, self.viewport().width(), FOOT_ROW)
            painter.fillRect(box, palette.colour(theme.header))
            self._paint_line(painter, line, len(self._shown.body) + at, box)
        self._paint_head(painter)
        painter.end()

    def _paint_line(self, painter: QPainter, line: Line, place: int, box: QRect) -> None:
        theme = palette.tokens()
        if line.is_heading:
            painter.fillRect(box, palette.colour(theme.window))
            painter.setFont(appearance.semibold())
            painter.setPen(palette.colour(theme.text))
            painter.drawText(box.adjusted(_PAD, 0, -_PAD, 0), Qt.AlignmentFlag.AlignVCenter, line.name)
            painter.setPen(palette.colour(theme.border))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            return
        for at, cell in enumerate(line.cells):
            self._paint_cell(
                painter, cell, QRect(self._x(at), box.top(), self._column, box.height()), line, (place, at)
            )
        name = QRect(0, box.top(), self._name_width, box.height())
        painter.fillRect(name, palette.colour(theme.header if line.is_strong else theme.surface))
        painter.setFont(appearance.semibold() if line.is_strong else typeface.font())
        painter.setPen(palette.colour(theme.text))
        words = name.adjusted(_PAD, 5, -_PAD, 0)
        painter.drawText(words, _WORDS, line.name)
        used = _wrapped(painter.fontMetrics(), line.name, words.width())
        if line.detail:
            painter.setFont(typeface.font(typeface.SMALL))
            painter.setPen(palette.colour(theme.muted))
            painter.drawText(words.adjusted(0, used, 0, 0), _WORDS, line.detail)
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        painter.drawLine(name.topRight(), name.bottomRight())

    def _paint_cell(self, painter: QPainter, cell: Cell, box: QRect, line: Line, at: tuple[int, int]) -> None:
        theme = palette.tokens()
        painter.save()
        painter.setClipRect(box.intersected(self.viewport().rect()))
        if at == self._current:
            painter.fillRect(box.adjusted(0, 0, -1, -1), palette.colour(theme.selection))
            if self.hasFocus():
                painter.setPen(QPen(palette.colour(theme.accent_text), 2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(1, 1, -2, -2))
        inside = box.adjusted(_PAD, 5, -_PAD, -2)
        below = inside.top()
        if cell.badge is not None:
            badge.paint(painter, cell.badge, QRect(inside.left(), inside.top(), inside.width(), badge.HEIGHT))
            below += badge.HEIGHT + 2
        else:
            strong = line.is_strong or bool(line.criterion_id and not cell.is_missing)
            painter.setFont(appearance.semibold() if strong else typeface.font())
            painter.setPen(palette.colour(theme.muted if cell.is_missing else theme.text))
            painter.drawText(inside, _WORDS, cell.text)
            below += _wrapped(painter.fontMetrics(), cell.text, inside.width())
        if cell.detail:
            painter.setFont(typeface.font(typeface.SMALL))
            painter.setPen(palette.colour(theme.muted))
            painter.drawText(QRect(inside.left(), below, inside.width(), box.bottom() - below), _WORDS, cell.detail)
        for number, name in enumerate(reversed(cell.marks)):
            spot = QRect(inside.right() - (number + 1) * (_MARK + 3), inside.top() + 1, _MARK, _MARK)
            icons.draw(painter, name, spot, palette.colour(theme.watch.text if name == "warning" else theme.muted))
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(box.topRight(), box.bottomRight())
        painter.restore()

    def _paint_head(self, painter: QPainter) -> None:
        theme = palette.tokens()
        painter.fillRect(QRect(0, 0, self.viewport().width(), HEAD), palette.colour(theme.header))
        for at, system in enumerate(self._shown.systems):
            box = QRect(self._x(at), 0, self._column, HEAD)
            painter.save()
            painter.setClipRect(box.intersected(QRect(self._name_width, 0, self.viewport().width(), HEAD)))
            if self._current == (-1, at):
                painter.fillRect(box, palette.colour(theme.selection))
            inside = box.adjusted(_PAD, 6, -_PAD, -4)
            painter.setFont(appearance.semibold())
            painter.setPen(palette.colour(theme.text))
            box_of_name = inside.adjusted(0, 0, 0, _NAME_LINES - inside.height())
            painter.drawText(box_of_name, _WORDS, _cut(painter.fontMetrics(), system.name, box_of_name))
            used = min(_wrapped(painter.fontMetrics(), system.name, inside.width()), _NAME_LINES)
            painter.setFont(typeface.font())
            painter.setPen(palette.colour(theme.muted))
            where = painter.fontMetrics().elidedText(system.province, Qt.TextElideMode.ElideRight, inside.width())
            painter.drawText(inside.adjusted(0, used, 0, 0), _CORNER, where)
            spot = QRect(inside.left(), inside.bottom() - badge.HEIGHT, inside.width(), badge.HEIGHT)
            badge.paint(painter, self._shown.marks[at], spot)
            painter.setPen(palette.colour(theme.border))
            painter.drawLine(box.topRight(), box.bottomRight())
            painter.restore()
        corner = QRect(0, 0, self._name_width, HEAD)
        painter.fillRect(corner, palette.colour(theme.header))
        painter.setFont(appearance.semibold())
        painter.setPen(palette.colour(theme.muted))
        words = f"{len(self._shown.systems)} hệ thống"
        painter.drawText(corner.adjusted(_PAD, 6, -_PAD, -4), _CORNER, words)
        painter.setPen(palette.colour(theme.border))
        painter.drawLine(0, HEAD - 1, self.viewport().width(), HEAD - 1)
        painter.drawLine(corner.topRight(), corner.bottomRight())

    def _at(self, spot: QPoint) -> tuple[int, int] | None:
        """(line, candidate) under a point; None outside the candidates."""
        at = (spot.x() - self._x(0)) // self._column
        if spot.x() < self._name_width or not 0 <= at < len(self._shown.systems):
            return None
        if spot.y() < HEAD:
            return -1, at
        foot = self.viewport().height() - self._foot_height
        if spot.y() >= foot:
            return len(self._shown.body) + (spot.y() - foot) // FOOT_ROW, at
        inside = spot.y() - HEAD + self.verticalScrollBar().value()
        line = next((place for place, top in enumerate(self._tops[1:]) if inside < top), -2)
        return (line, at) if line >= 0 and not self._shown.body[line].is_heading else None

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position().toPoint())
        if found is not None and found[0] < len(self._shown.body):
            self._take(*found)
            self.clicked.emit()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._at(event.position().toPoint()) is not None:
            self.edit_asked.emit(*self.current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        line, at = self._current
        ways = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        way = ways.get(Qt.Key(event.key()))
        if way is not None:
            self._take(self._next_line(line, way[0]), at + way[1])
        elif event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.text())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.edit_asked.emit(*self.current)
        else:
            super().keyPressEvent(event)

    def _next_line(self, line: int, way: int) -> int:
        found = line + way
        while way and 0 <= found < len(self._shown.body) and self._shown.body[found].is_heading:
            found += way
        return found if -1 <= found < len(self._shown.body) else line

    def _take(self, line: int, at: int) -> None:
        if not 0 <= at < len(self._shown.systems):
            return
        self._current = (line, at)
        self._bring_into_sight(line, at)
        self.viewport().update()
        self.cell_chosen.emit(*self.current)

    def _bring_into_sight(self, line: int, at: int) -> None:
        if line >= 0:
            bar, room = self.verticalScrollBar(), self.viewport().height() - HEAD - self._foot_height
            bar.setValue(min(max(bar.value(), self._tops[line + 1] - room), self._tops[line]))
        across, width = self.horizontalScrollBar(), self.viewport().width() - self._name_width
        across.setValue(min(max(across.value(), (at + 1) * self._column - width), at * self._column))

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._at(event.pos())
            QToolTip.showText(event.globalPos(), self._tip(found) if found else "", self)
            return True
        return super().viewportEvent(event)

    def _tip(self, place: tuple[int, int]) -> str:
        line, at = place
        if line < 0:
            return self._shown.systems[at].shown
        cell = (*self._shown.body, *self._shown.foot)[line].cells[at]
        return cell.tip or cell.text


def _wrapped(metrics: QFontMetrics, text: str, width: int) -> int:
    return metrics.boundingRect(QRect(0, 0, max(width, 20), 10_000), _WORDS, text).height()


def _copied(cell: Cell) -> str:
    text = f"{cell.text} ({cell.detail})" if cell.detail else cell.text
    return f"'{text}" if text[:1] in "=+-@" else text


def _cut(metrics: QFontMetrics, text: str, box: QRect) -> str:
    """The text, shortened until it fits the box when wrapped."""
    shown = text
    while len(shown) > 1 and _wrapped(metrics, shown, box.width()) > box.height():
        shown = f"{shown.rstrip('…')[:-1]}…"
    return shown
