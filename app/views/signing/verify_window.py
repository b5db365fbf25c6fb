"""Kiểm tra chữ ký: a PDF is dropped or chosen; who signed, when, valid or why not, changed or not, of which record."""

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from app.exports.signing.verification import Verification
from app.models.errors import AppError
from app.services.signing import verifying
from app.views.common.background import ProgressStrip
from app.views.common.empty import EmptyState
from app.views.common.layout import button, column, framed, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.signing.file_line import FileLine
from app.views.signing.trust_sheet import TrustSheet
from app.views.signing.verdict_view import VerdictView

FILTER = "Tệp PDF (*.pdf);;Mọi tệp (*)"


class VerifyWindow(Sheet):
    """Verifies one file after another; it stays open beside the page."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Kiểm tra chữ ký",
            "Kéo tệp PDF thả vào cửa sổ này. Tệp chỉ được đọc trên máy, không gửi đi đâu.",
            width=820,
        )
        self._office = office
        self._path: Path | None = None
        self.setAcceptDrops(True)
        self.file = FileLine("Chọn tệp PDF", FILTER, placeholder="Tệp PDF cần kiểm tra")
        self.file.chosen.connect(self.verify)
        self._progress = ProgressStrip()
        self.verdict = VerdictView()
        self._none = EmptyState("file-pdf", "Chưa chọn tệp nào", "Thả một tệp PDF đã ký vào đây, hoặc bấm “Chọn…”.")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._none)
        self._stack.addWidget(self.verdict)
        self._stack.setMinimumHeight(380)
        self.add(self.file, self._progress, wide(framed(column(self._stack), "card")))
        self.foot(close="Đóng")
        self.foot_left(button("Chứng thư gốc tin cậy…", self._open_trust, icon="identification-card"))

    def verify(self, path: Path) -> None:
        """Verify a file beside the window."""
        self._path = path
        self.message.hide()
        desk = self._office.desk
        job = self._office.worker.run(
            self,
            lambda _report: verifying.verify_pdf(path, desk),
            title=f"Kiểm tra {path.name}",
            done=lambda found: self._show(path, found),
            failed=lambda error: self._failed(path, error),
        )
        self._progress.follow(job)

    def _show(self, path: Path, found: Verification) -> None:
        if path == self._path:
            self.verdict.show_verification(found)
            self._stack.setCurrentWidget(self.verdict)

    def _failed(self, path: Path, error: AppError) -> None:
        if path == self._path:
            self._stack.setCurrentWidget(self._none)
            self.refused(error)

    def _open_trust(self) -> None:
        TrustSheet(self, self._office).exec()
        if self._path is not None:
            self.verify(self._path)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            self.file.show_path(paths[0])
            event.acceptProposedAction()
