"""The page beside the form: drawn beside the window shortly after each pause in typing, never taking the focus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.views.common.layout import STRETCH, column, icon_button, label, row, wide
from app.views.common.office import Office
from app.views.documents.page_view import PageView
from app.views.documents.pages import Pages

PAUSE_MS = 90
"""How long the typing must rest before the page is drawn; with the drawing it stays below 300 ms."""

Draw = Callable[[], bytes]
"""Draws the paper as it stood when this was made; called beside the window, it touches no Qt."""


class LivePage(QWidget):
    """A paper that follows a form."""

    drawn = Signal()
    """The page shows what was typed last."""

    def __init__(self, office: Office, draft: Callable[[], Draw | None]) -> None:
        super().__init__()
        self._office = office
        self._draft = draft
        self._pages: list[Pages] = []
        self._is_drawing = False
        self._is_stale = False
        self.view = PageView()
        self.view.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._place = label("", "muted")
        self._problem = label("", "watch", wrap=True)
        self._problem.hide()
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._draw)
        tools = row(
            icon_button("magnifying-glass-minus", "Thu nhỏ", lambda: self.view.zoom(-1)),
            icon_button("magnifying-glass-plus", "Phóng to", lambda: self.view.zoom(1)),
            self._place,
            STRETCH,
            spacing=4,
        )
        self.setLayout(column(tools, self._problem, wide(self.view), spacing=4))
        self.view.page_changed.connect(self._show_place)
        self.destroyed.connect(partial(_close_all, self._pages))

    @property
    def is_current(self) -> bool:
        """Whether the page shows what was typed last."""
        return not (self._is_drawing or self._is_stale or self._timer.isActive())

    def follow(self) -> None:
        """Something was typed: draw again after the next pause."""
        self._timer.start()

    def _draw(self) -> None:
        if self._is_drawing:
            self._is_stale = True
            return
        draw = self._draft()
        self._is_stale = False
        if draw is None:
            return
        self._is_drawing = True
        self._office.worker.run(
            self, lambda _report: draw(), title="Dựng trang xem trước", done=self._show, failed=self._failed
        )

    def _show(self, pdf: bytes) -> None:
        self._is_drawing = False
        self._problem.hide()
        pages = Pages(pdf)
        before, was_at, zoom = list(self._pages), self.view.verticalScrollBar().value(), self.view.zoom_factor
        self.view.show_pages(pages)
        if before:
            self._keep_zoom(zoom)
            self.view.verticalScrollBar().setValue(was_at)
        self._pages[:] = [pages]
        _close_all(before)
        self._show_place(self.view.current)
        self._go_on()

    def _keep_zoom(self, wanted: float) -> None:
        """Come back to the zoom that the person chose: a new paper begins with its own."""
        for _step in range(8):
            at = self.view.zoom_factor
            if abs(at - wanted) < 0.02:  # noqa: PLR2004 nearer than the steps of zooming are
                return
            self.view.zoom(1 if wanted > at else -1)
            if (at - wanted) * (self.view.zoom_factor - wanted) <= 0:
                return

    def _failed(self, error: AppError) -> None:
        self._is_drawing = False
        self._problem.setText(f"{error.title} {error.detail}")
        self._problem.show()
        self._go_on()

    def _go_on(self) -> None:
        if self._is_stale:
            self._draw()
        else:
            self.drawn.emit()

    def _show_place(self, page: int) -> None:
        self._place.setText(f"Trang {page + 1}/{len(self._pages[0])}" if self._pages else "")

    def close_paper(self) -> None:
        """Free the pages."""
        self.view.show_pages(None)
        _close_all(self._pages)


def _close_all(pages: list[Pages], _gone: object = None) -> None:
    """Free what a page view held; it must know nothing of the widget, which may be gone."""
    while pages:
        pages.pop().close()
