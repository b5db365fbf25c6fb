"""Xuất: which paper, of what, which formats, where to; then open or print. Choices are remembered."""

from collections.abc import Collection
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QWidget

from app.models.errors import AppError, InvalidInputError
from app.services import documents
from app.views.common.fields import Choice
from app.views.common.folder_sheet import FolderSheet, open_path, written
from app.views.common.layout import STRETCH, button, field, framed, holder, label, row
from app.views.common.office import Office
from app.views.documents.preview import PreviewSheet
from app.views.documents.subject_choice import SubjectChoice

FORMAT_NAMES = {"docx": "Word (docx)", "pdf": "PDF", "xlsx": "Excel (xlsx)"}


class ExportSheet(FolderSheet):
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
        super().__init__(parent, office, "Xuất văn bản", width=620)
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
        self.add(
            field("Văn bản", self.paper),
            self._explained,
            self._of,
            field(
                "Định dạng", framed(row(*self.formats.values(), STRETCH, spacing=24, margins=(12, 8, 12, 8)), "card")
            ),
        )
        self.foot_folder("Xuất", self._export)
        self.foot_left(button("Xem trước", self._preview, icon="eye"))
        self.paper.currentIndexChanged.connect(lambda _at: self._explain())
        self._explain()

    def _explain(self) -> None:
        kind = self._kinds[self.paper.currentIndex()]
        self._explained.setText(kind.description)
        for name, box in self.formats.items():
            box.setEnabled(name in kind.formats)
        self._of.setVisible(self.subject.show_for(kind, self._subject))

    def _preview(self) -> None:
        paper, subject = str(self.paper.currentData()), self.subject.chosen
        PreviewSheet(self, self.office, paper=paper, subject=subject).exec()

    def _export(self) -> None:
        chosen = [name for name, box in self.formats.items() if box.isChecked() and box.isEnabled()]
        if not chosen:
            self.refused(InvalidInputError("Chưa chọn định dạng nào.", "Chọn ít nhất một: Word, PDF hoặc Excel."))
            return
        desk, paper, subject = self.office.desk, str(self.paper.currentData()), self.subject.chosen
        for key, value in (("paper", paper), ("formats", chosen)):
            self.office.memory.keep(f"export/{key}", value)
        self.message.hide()
        try:
            documents.note_printed(desk, name=paper, subject=subject)
            self.office.link.published.emit()
        except AppError as error:
            self.refused(error)
            return
        self.write(
            "Xuất văn bản",
            lambda folder, report: documents.export(
                desk, name=paper, formats=chosen, folder=folder, progress=report, subject=subject
            ),
            lambda paths: [self._result(path) for path in paths],
        )

    def _result(self, path: Path) -> QWidget:
        acts = [button("Mở", lambda: open_path(path))]
        if path.suffix == ".pdf":
            acts.append(button("In…", self._preview, icon="printer"))
        return written(path.name, path, *acts)
