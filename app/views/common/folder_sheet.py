"""Writing files into a folder: chosen and remembered, the work runs beside the window, a card says what was written."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.views.common.background import ProgressStrip, Reporter
from app.views.common.entries import refill
from app.views.common.layout import button, column, field, framed, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet

Work = Callable[[Path, Reporter], tuple[Path, ...]]
"""Writes the files into a folder, off the window's thread; gives them in order."""


def documents_folder() -> str:
    """Where papers go unless another folder was chosen."""
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())


def open_path(path: Path) -> None:
    """Open a file or folder with the program that the PC has for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


class FolderSheet(Sheet):
    """A dialog that writes files; `memory` is the key under which its folder is remembered."""

    def __init__(
        self,
        parent: QWidget | None,
        office: Office,
        title: str,
        explanation: str = "",
        *,
        width: int = 560,
        memory: str = "export/folder",
    ) -> None:
        super().__init__(parent, title, explanation, width=width)
        self.office = office
        self._memory = memory
        self.folder = QLineEdit(str(office.memory.get(memory, documents_folder())))
        self._progress = ProgressStrip()
        self._results = column(spacing=6)

    def foot_folder(self, act: str, on_act: Callable[[], object]) -> None:
        """Close the content with the folder, the progress and the results, and name the act that writes."""
        choose = button("Chọn…", self._ask_folder)
        where = field("Ghi vào thư mục", holder(row(wide(self.folder), choose, spacing=4)))
        self.add(where, self._progress, self._results)
        self._act = self.foot(act, on_act, close="Đóng")

    def write(self, title: str, work: Work, show: Callable[[tuple[Path, ...]], Iterable[QWidget]]) -> None:
        """Run the work beside the window; `show` makes the cards of what was written. No folder is refused here."""
        if not self.folder.text().strip():
            self.refused(InvalidInputError("Chưa chọn thư mục để ghi.", "Bấm “Chọn…” rồi làm lại."))
            return

        def done(paths: tuple[Path, ...]) -> None:
            self._act.setEnabled(True)
            refill(self._results, *show(paths))

        folder = Path(self.folder.text())
        self.office.memory.keep(self._memory, str(folder))
        self.message.hide()
        self._act.setEnabled(False)
        job = self.office.worker.run(
            self, lambda report: work(folder, report), title=title, done=done, failed=self._failed
        )
        self._progress.follow(job)

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)


def written(text: str, path: Path, *acts: QWidget) -> QWidget:
    """The card of something that was written: its words, further acts, and the folder it stands in."""
    words = label(text, strong=True, wrap=True)
    words.setToolTip(str(path))
    opening = button("Mở thư mục", lambda: open_path(path.parent))
    return framed(row(wide(words), *acts, opening, margins=(12, 6, 6, 6)), "card")
