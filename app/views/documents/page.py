"""Văn bản: the papers at the left, the chosen one as it will be printed at the right."""

from functools import partial

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget
from typing_extensions import override

from app.services import documents
from app.services.documents import DocumentKind
from app.views.common.layout import STRETCH, button, column, framed, heading, label, row, scrolled, subheading, wide
from app.views.common.office import Office
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.preview import PreviewBox
from app.views.documents.subject_choice import SubjectChoice


class DocumentsPage(QWidget):
    """Every paper with preview, print and export."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.box = PreviewBox(office)
        self._chosen = ""
        self._is_stale = True
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        lines = column(spacing=8, margins=(16, 4, 8, 16))
        chapter = ""
        for kind in documents.catalogue():
            if kind.chapter != chapter:
                chapter = kind.chapter
                lines.addWidget(subheading(chapter))
            entry = button(kind.title, partial(self.show_paper, kind.name), icon="file-text")
            entry.setCheckable(True)
            entry.setStyleSheet("text-align: left;")
            self._group.addButton(entry)
            self._buttons[kind.name] = entry
            lines.addWidget(entry)
            lines.addWidget(label(kind.description, "muted", wrap=True))
            lines.addSpacing(4)
        lines.addStretch(1)
        left = scrolled(lines)
        left.setFixedWidth(300)
        self.subject = SubjectChoice(office)
        self.subject.hide()
        self.subject.currentIndexChanged.connect(lambda _at: self._show_subject())
        export = button("Xuất…", self._export, icon="export", kind="primary")
        top = row(heading("Văn bản"), STRETCH, self.subject, export, margins=(16, 12, 16, 8))
        papers = row(left, wide(framed(column(self.box, margins=(12, 8, 16, 8)), "panel")), spacing=0)
        self.setLayout(column(top, papers, spacing=0))
        office.acts.changed.connect(lambda _outcome, _initiator: self._forget())

    def show_paper(self, name: str) -> None:
        """Show a paper."""
        self._chosen = name
        self._is_stale = False
        self._buttons[name].setChecked(True)
        kind = self._kind()
        self.subject.setVisible(self.subject.show_for(kind, self.subject.chosen))
        self.box.show_paper(name, kind.title, self.subject.chosen)

    def _kind(self) -> DocumentKind:
        return next(kind for kind in documents.catalogue() if kind.name == self._chosen)

    def _show_subject(self) -> None:
        self.box.show_paper(self._chosen, self._kind().title, self.subject.chosen)

    def _export(self) -> None:
        ExportSheet(self.window(), self.office, paper=self._chosen, subject=self.subject.chosen).exec()

    def _forget(self) -> None:
        self._is_stale = True
        if self.isVisible() and self._chosen:
            self.show_paper(self._chosen)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.show_paper(self._chosen or documents.catalogue()[0].name)
