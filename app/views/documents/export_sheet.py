"""Xuất: which paper, of what, which formats, where to; then open or print. Choices are remembered."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.services import documents
from app.views.common.background import ProgressStrip
from app.views.common.entries import refill
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, field, framed, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.documents.preview import PreviewSheet
from app.views.documents.subject_choice import SubjectChoice

FORMAT_NAMES = {"docx": "Word (docx)", "pdf": "PDF", "xlsx": "Excel (xlsx)"}


def documents_folder() -> str:
    """Where papers go unless another folder was chosen."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())


class ExportSheet(Sheet):
    """Write a paper to files; `only` names the papers offered, `subject` what they are of at first."""

    def __init__(
        self,
        parent: QWidget | None,
        office: Office,
        *,
        paper: str = "",
        only: Collection[str] = (),
        subject: str = "",
    ) -> None:
        super().__init__(parent, "Xuất văn bản", width=620)
        self._office = office
        self._subject = subject
        self._kinds = [kind for kind in documents.catalogue() if not only or kind.name in only]
        self.paper = Choice()
        for kind in self._kinds:
            self.paper.addItem(kind.title, kind.name)
        self.paper.choose(paper or office.memory.get("export/paper", ""))
        self.subject = SubjectChoice(office)
        self._of = holder(field("Của", self.subject))
        self._explained = label("", "muted", wrap=True)
        kept = set(office.memory.get("export/formats", ["docx", "pdf", "xlsx"]))
        self.formats = {name: QCheckBox(title) for name, title in FORMAT_NAMES.items()}
        for name, box in self.formats.items():
            box.setChecked(name in kept)
        self.folder = QLineEdit(str(office.memory.get("export/folder", documents_folder())))
        self._progress = ProgressStrip()
        self._results = column(spacing=6)
        self.add(
            field("Văn bản", self.paper),
            self._explained,
            self._of,
            field(
                "Định dạng", framed(row(*self.formats.values(), STRETCH, spacing=24, margins=(12, 8, 12, 8)), "card")
            ),
            field("Ghi vào thư mục", holder(row(wide(self.folder), button("Chọn…", self._ask_folder), spacing=4))),
            self._progress,
            self._results,
        )
        self._act = self.foot("Xuất", self._export, close="Đóng")
        self.foot_left(button("Xem trước", self._preview, icon="eye"))
        self.paper.currentIndexChanged.connect(lambda _at: self._explain())
        self._explain()

    def _explain(self) -> None:
        kind = self._kinds[self.paper.currentIndex()]
        self._explained.setText(kind.description)
        for name, box in self.formats.items():
            box.setEnabled(name in kind.formats)
        self._of.setVisible(self.subject.show_for(kind, self._subject))

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _preview(self) -> None:
        paper, subject = str(self.paper.currentData()), self.subject.chosen
        PreviewSheet(self, self._office, paper=paper, subject=subject).exec()

    def _export(self) -> None:
        chosen = [name for name, box in self.formats.items() if box.isChecked() and box.isEnabled()]
        if not chosen:
            self.refused(InvalidInputError("Chưa chọn định dạng nào.", "Chọn ít nhất một: Word, PDF hoặc Excel."))
            return
        desk, paper, folder = self._office.desk, str(self.paper.currentData()), Path(self.folder.text())
        for key, value in (("paper", paper), ("formats", chosen), ("folder", str(folder))):
            self._office.memory.keep(f"export/{key}", value)
        self.message.hide()
        subject = self.subject.chosen
        try:
            documents.note_printed(desk, name=paper, subject=subject)
            self._office.link.published.emit()
        except AppError as error:
            self.refused(error)
            return
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda report: documents.export(
                desk, name=paper, formats=chosen, folder=folder, progress=report, subject=subject
            ),
            title="Xuất văn bản",
            done=self._show_results,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)

    def _show_results(self, paths: tuple[Path, ...]) -> None:
        self._act.setEnabled(True)
        refill(self._results, *(self._result(path) for path in paths))

    def _result(self, path: Path) -> QWidget:
        name = label(path.name, strong=True)
        name.setToolTip(str(path))
        line = row(
            wide(name),
            button("Mở", lambda: open_path(path)),
            button("Mở thư mục", lambda: open_path(path.parent)),
            margins=(12, 6, 6, 6),
        )
        if path.suffix == ".pdf":
            line.addWidget(button("In…", self._preview, icon="printer"))
        return framed(line, "card")


def open_path(path: Path) -> None:
    """Open a file or folder with the program that the PC has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
