"""A PDF at hand, to look at and to print: what is seen is what is printed."""

from PySide6.QtWidgets import QWidget

from app.views.common.layout import button, wide
from app.views.common.sheet import Sheet
from app.views.documents.page_view import PageView
from app.views.documents.pages import Pages
from app.views.documents.printing import PrintSheet


class PdfSheet(Sheet):
    """Pages with a printer's button."""

    def __init__(self, parent: QWidget | None, title: str, pdf: bytes) -> None:
        super().__init__(parent, title, width=860)
        self._title = title
        self._pages = Pages(pdf)
        self.view = PageView()
        self.view.setMinimumHeight(520)
        self.view.show_pages(self._pages)
        self.add(wide(self.view))
        self.foot("In…", self.print_paper, close="Đóng")
        self.foot_left(button("Vừa chiều rộng", self.view.fit_width, kind="quiet"))
        self.finished.connect(lambda _result: self._close())

    def print_paper(self) -> None:
        """Ask for printer, pages and copies."""
        PrintSheet(self, self._pages, self._title).exec()

    def _close(self) -> None:
        self.view.show_pages(None)
        self._pages.close()
