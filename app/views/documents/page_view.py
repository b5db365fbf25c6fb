"""The pages of a paper one under another, as on a desk; only those in sight are rendered."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QWheelEvent
from typing_extensions import override

from app.views.common import palette
from app.views.common.painted_area import PaintedArea, let_scroll
from app.views.documents.pages import SCREEN_DPI, Pages

GAP = 16
_POINTS = 72
ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0)


class PageView(PaintedArea):
    """A scrolling preview."""

    page_changed = Signal(int)
    """The page in the middle, from 0."""

    def __init__(self) -> None:
        super().__init__("Xem trước văn bản", QSize(760, 560))
        self._pages: Pages | None = None
        self._zoom = 0.8
        self._boxes: list[QRect] = []
        self._pictures: dict[int, QImage] = {}

    @property
    def zoom_factor(self) -> float:
        """1.0 shows a page in its true size."""
        return self._zoom

    def show_pages(self, pages: Pages | None) -> None:
        """Show a paper from its first page, or none."""
        self._pages = pages
        self._fit_first()
        self.verticalScrollBar().setValue(0)
        self.page_changed.emit(0)

    def zoom(self, step: int) -> None:
        """Show the pages larger or smaller."""
        at = min(range(len(ZOOMS)), key=lambda place: abs(ZOOMS[place] - self._zoom))
        self._zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, at + step))]
        self.lay_out()

    def _fit_first(self) -> None:
        """Show the first page as large as fits, at most in its true size."""
        if self._pages is not None and len(self._pages):
            room = self.viewport().width() - 2 * GAP
            self._zoom = max(min(room / (self._pages.size(0)[0] * SCREEN_DPI / _POINTS), 1.0), ZOOMS[0])
        self.lay_out()

    def fit_width(self) -> None:
        """Show the widest page across the view."""
        if self._pages is not None and len(self._pages):
            widest = max(self._pages.size(page)[0] for page in range(len(self._pages)))
            self._zoom = (self.viewport().width() - 2 * GAP) / (widest * SCREEN_DPI / _POINTS)
            self.lay_out()

    def go_to(self, page: int) -> None:
        """Scroll to a page."""
        if 0 <= page < len(self._boxes):
            self.verticalScrollBar().setValue(self._boxes[page].top() - GAP)

    @property
    def current(self) -> int:
        """The page in the middle of the view."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        return next((at for at, box in enumerate(self._boxes) if box.bottom() >= middle), max(len(self._boxes) - 1, 0))

    @override
    def lay_out(self) -> None:
        self._pictures.clear()
        self._boxes = []
        top = GAP
        scale = self._zoom * SCREEN_DPI / _POINTS
        for page in range(len(self._pages) if self._pages else 0):
            width, height = self._pages.size(page) if self._pages else (0, 0)
            self._boxes.append(QRect(0, top, round(width * scale), round(height * scale)))
            top += round(height * scale) + GAP
        widest = max((box.width() for box in self._boxes), default=0)
        let_scroll(self.verticalScrollBar(), top, self.viewport().height())
        self.verticalScrollBar().setSingleStep(48)
        let_scroll(self.horizontalScrollBar(), widest + 2 * GAP, self.viewport().width())
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().maximum() // 2)
        self.viewport().update()

    def _picture(self, page: int) -> QImage:
        if page not in self._pictures and self._pages is not None:
            if len(self._pictures) > 12:
                self._pictures.clear()
            ratio = self.devicePixelRatioF()
            picture = self._pages.picture(page, dpi=SCREEN_DPI * self._zoom * ratio)
            picture.setDevicePixelRatio(ratio)
            self._pictures[page] = picture
        return self._pictures[page]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        theme = palette.tokens()
        painter.fillRect(self.viewport().rect(), palette.colour(theme.header))
        wide = max(self.viewport().width(), self.horizontalScrollBar().maximum() + self.viewport().width())
        for page, box in enumerate(self._boxes):
            x = (wide - box.width()) // 2 - self.horizontalScrollBar().value()
            shown = QRect(x, box.top() - self.verticalScrollBar().value(), box.width(), box.height())
            if shown.intersects(self.viewport().rect()):
                painter.drawImage(shown, self._picture(page))
                painter.setPen(palette.colour(theme.strong_border))
                painter.drawRect(shown.adjusted(-1, -1, 0, 0))
        painter.end()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self.page_changed.emit(self.current)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)
