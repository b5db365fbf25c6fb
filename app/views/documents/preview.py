"""Xem trước: a paper exactly as it will be printed, with printing from here."""

from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from app.models.errors import AppError
from app.services import documents
from app.views.common.background import ProgressStrip
from app.views.common.layout import STRETCH, button, column, icon_button, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.documents.page_view import PageView
from app.views.documents.pages import Pages
from app.views.documents.printing import PrintSheet


class PreviewBox(QWidget):
    """The pages of one paper with their tools; made beside the window."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._pages: Pages | None = None
        self._open: list[Pages] = []
        self._paper = ""
        self._title = ""
        self._subject = ""
        self.view = PageView()
        self._place = label("", "muted")
        self._progress = ProgressStrip()
        self._message = label("", "watch", wrap=True)
        self._message.hide()
        self._print = button("In…", self.print_paper, icon="printer")
        self._print.setEnabled(False)
        tools = row(
            icon_button("magnifying-glass-minus", "Thu nhỏ", lambda: self.view.zoom(-1)),
            icon_button("magnifying-glass-plus", "Phóng to", lambda: self.view.zoom(1)),
            button("Vừa chiều rộng", self.view.fit_width, kind="quiet"),
            self._place,
            STRETCH,
            self._print,
        )
        self.setLayout(column(tools, self._progress, self._message, wide(self.view)))
        self.view.page_changed.connect(self._show_place)
        self.destroyed.connect(partial(_close_all, self._open))

    @property
    def message(self) -> str:
        """Why there is no paper, "" when there is one."""
        return "" if self._message.isHidden() else self._message.text()

    def close_paper(self) -> None:
        """Free the pages."""
        self.view.show_pages(None)
        _close_all(self._open)
        self._pages = None

    def show_paper(self, paper: str, title: str, subject: str = "") -> None:
        """Make and show a paper, of a subject where it has one."""
        self._paper, self._title, self._subject = paper, title, subject
        desk = self._office.desk
        job = self._office.worker.run(
            self,
            lambda _report: documents.preview_pdf(desk, name=paper, subject=subject),
            title=f"Dựng {title.lower()}",
            done=lambda pdf: self.show_pdf(pdf, paper, subject),
            failed=self._failed,
        )
        self._progress.follow(job)

    def show_pdf(self, pdf: bytes, paper: str = "", subject: str = "") -> None:
        """Show these bytes, unless another paper was asked for meanwhile."""
        if (paper, subject) != (self._paper, self._subject):
            return
        self.close_paper()
        self._pages = Pages(pdf)
        self._open.append(self._pages)
        self._message.hide()
        self.view.show()
        self.view.show_pages(self._pages)
        self._print.setEnabled(True)

    def _failed(self, error: AppError) -> None:
        self._message.setText(f"{error.title} {error.detail}")
        self._message.show()
        self.view.hide()
        self._place.setText("")
        self._print.setEnabled(False)

    def _show_place(self, page: int) -> None:
        self._place.setText(f"Trang {page + 1}/{len(self._pages)}" if self._pages else "")

    def print_paper(self) -> None:
        """Ask for printer, pages and copies. A paper of a run is made anew: its codes are those recorded now."""
        if self._pages is None:
            return
        if self._paper and documents.leaves_trace(self._paper):
            desk, paper, subject = self._office.desk, self._paper, self._subject
            documents.note_printed(desk, name=paper, subject=subject)
            self._office.link.published.emit()
            self.show_pdf(documents.preview_pdf(desk, name=paper, subject=subject), paper, subject)
        PrintSheet(self.window(), self._pages, self._title).exec()


def _close_all(pages: list[Pages], _gone: object = None) -> None:
    """Free what a preview holds; it must know nothing of the box, which may be gone."""
    while pages:
        pages.pop().close()


class PreviewSheet(Sheet):
    """A paper in a dialog of its own."""

    def __init__(self, parent: QWidget | None, office: Office, *, paper: str, subject: str = "") -> None:
        title = next((kind.title for kind in documents.catalogue() if kind.name == paper), paper)
        super().__init__(parent, title, width=900)
        self.box = PreviewBox(office)
        self.box.setMinimumHeight(560)
        self.add(wide(self.box))
        self.foot(close="Đóng")
        QShortcut(QKeySequence("Ctrl+P"), self).activated.connect(self.box.print_paper)
        self.box.show_paper(paper, title, subject)
        self.finished.connect(lambda _result: self.box.close_paper())
