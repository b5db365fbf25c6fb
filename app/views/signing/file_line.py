"""A field for a file: typed, chosen, or dropped onto it."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget
from typing_extensions import override

from app.views.common.layout import button, row, wide


class FileLine(QWidget):
    """Names a file on this PC."""

    chosen = Signal(object)
    """The Path that now stands in the field; not told while it is empty."""

    def __init__(self, title: str, filters: str, *, placeholder: str = "") -> None:
        super().__init__()
        self._title, self._filters = title, filters
        self._told: Path | None = None
        self.line = QLineEdit()
        self.line.setPlaceholderText(placeholder)
        self.line.setAccessibleName(title)
        self.line.setDragEnabled(False)
        self.line.setAcceptDrops(False)
        self.setAcceptDrops(True)
        self.setLayout(row(wide(self.line), button("Chọn…", self._ask), spacing=4))
        self.setFocusProxy(self.line)
        self.line.editingFinished.connect(self._tell)

    @property
    def path(self) -> Path | None:
        """The file, None where nothing stands."""
        text = self.line.text().strip()
        return Path(text) if text else None

    def show_path(self, path: Path) -> None:
        """Put a file into the field."""
        self.line.setText(str(path))
        self._told = None
        self._tell()

    def _tell(self) -> None:
        if self.path is not None and self.path != self._told:
            self._told = self.path
            self.chosen.emit(self.path)

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self._title, self.line.text(), self._filters)
        if chosen:
            self.show_path(Path(chosen))

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.show_path(paths[0])
            event.acceptProposedAction()
