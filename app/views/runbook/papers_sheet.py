"""Văn bản của kịch bản and of one run: look at it, print it, write it as Word, PDF or Excel."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.services import documents
from app.services.documents import DocumentKind
from app.views.common.background import ProgressStrip
from app.views.common.entries import refill
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, field, framed, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.documents.export_sheet import FORMAT_NAMES, documents_folder, open_path
from app.views.documents.preview import PreviewBox

OF_MASTER = ("kich-ban", "ho-so-giay")


def papers(*, of_run: bool) -> list[DocumentKind]:
    """The papers of the night: of the master, and of a run where one is meant."""
    return [kind for kind in documents.catalogue() if kind.name in OF_MASTER or (of_run and kind.of_run)]


class LookSheet(Sheet):
    """A paper as it will be printed."""

    def __init__(self, parent: QWidget | None, office: Office, title: str, pdf: bytes) -> None:
        super().__init__(parent, title, width=900)
        box = PreviewBox(office)
        box.setMinimumHeight(560)
        self.add(box)
        self.foot(close="Đóng")
        box.show_pdf(pdf)
        self.finished.connect(lambda _code: box.close_paper())


class PapersSheet(Sheet):
    """The papers; `subject` is a run's id, empty the master."""

    def __init__(self, parent: QWidget | None, office: Office, *, subject: str = "", title: str = "") -> None:
        super().__init__(parent, "Văn bản của kịch bản" if not subject else f"Văn bản: {title}", width=620)
        self._office = office
        self._subject = subject
        self._kinds = papers(of_run=bool(subject))
        self.paper = Choice()
        for kind in self._kinds:
            self.paper.addItem(kind.title, kind)
        self._about = label("", "muted", wrap=True)
        self.formats = {name: QCheckBox(shown) for name, shown in FORMAT_NAMES.items()}
        for box in self.formats.values():
            box.setChecked(True)
        self.folder = QLineEdit(str(office.memory.get("export/folder", documents_folder())))
        self._progress = ProgressStrip()
        self._results = column(spacing=6)
        boxes = row(*self.formats.values(), STRETCH, spacing=24, margins=(12, 8, 12, 8))
        self.add(
            field("Văn bản", self.paper),
            self._about,
            field("Định dạng", framed(boxes, "card")),
            field("Ghi vào thư mục", self.folder),
            row(STRETCH, button("Chọn thư mục…", self._ask_folder)),
            self._progress,
            self._results,
        )
        self._act = self.foot("Xuất", self.export, close="Đóng")
        self.foot_left(button("Xem và in…", self.look, icon="eye"))
        self.paper.currentIndexChanged.connect(lambda _at: self._explain())
        self._explain()

    @property
    def kind(self) -> DocumentKind:
        """The paper chosen."""
        chosen: DocumentKind = self.paper.currentData()
        return chosen

    def _explain(self) -> None:
        self._about.setText(self.kind.description)
        for name, box in self.formats.items():
            box.setEnabled(name in self.kind.formats)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def look(self) -> None:
        """Xem và in: what goes out is noted first, so that its codes are the recorded ones."""
        desk, kind, subject = self._office.desk, self.kind, self._subject
        try:
            documents.note_printed(desk, name=kind.name, subject=subject)
        except AppError as error:
            self.refused(error)
            return
        job = self._office.worker.run(
            self,
            lambda _report: documents.preview_pdf(desk, name=kind.name, subject=subject),
            title=f"Dựng {kind.title.lower()}",
            done=lambda pdf: LookSheet(self, self._office, kind.title, pdf).exec(),
            failed=self.refused,
        )
        self._progress.follow(job)

    def export(self) -> None:
        """Write the chosen formats into the folder."""
        chosen = [name for name, box in self.formats.items() if box.isChecked() and box.isEnabled()]
        if not chosen:
            self.refused(InvalidInputError("Chưa chọn định dạng nào.", "Chọn ít nhất một: Word, PDF hoặc Excel."))
            return
        desk, name, subject, folder = self._office.desk, self.kind.name, self._subject, Path(self.folder.text())
        self._office.memory.keep("export/folder", str(folder))
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda report: documents.export(
                desk, name=name, formats=chosen, folder=folder, progress=report, subject=subject
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
        return framed(line, "card")
