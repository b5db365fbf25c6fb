"""Tham gia tỉnh đã có: a new PC takes its workspace from the server, with progress; what broke off goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.services.desk import Desk
from app.views.common.background import Job, ProgressStrip, Reporter, Worker
from app.views.common.layout import button, field, holder, label, row, wide
from app.views.common.sheet import Sheet
from app.views.sync.address_fields import AddressFields, Entered

if TYPE_CHECKING:
    from app.services.exchange.joining import Joined
    from app.services.exchange.newcomer import Progress

FILES = "Kế hoạch (*.kh02)"
Arrived = tuple[Desk, "Joined"]
Arrive = Callable[[Path, Entered, Reporter], Arrived]


class _StoppedError(AppError):
    """The person stopped it."""


def arrive(path: Path, entered: Entered, report: Reporter) -> Arrived:
    """Take the workspace from the server: to be called beside the window."""
    from app.services.exchange import newcomer
    from app.sync.http import Address

    def on_progress(progress: "Progress") -> None:
        if not report(progress.done, progress.total):
            raise _StoppedError("Đã dừng.", "Phần đã nhận vẫn còn; bấm “Tham gia” để nhận tiếp.")

    address = Address(entered.url, entered.ca_file, entered.proxy)
    return newcomer.start(path, address=address, code=entered.code, on_progress=on_progress)


class NewcomerSheet(Sheet):
    """Address, code and a place for the file; then the records arrive. Attachments follow while one works."""

    def __init__(self, parent: QWidget | None, folder: Path, *, arrives: Arrive = arrive) -> None:
        super().__init__(
            parent,
            "Tham gia tỉnh đã có",
            "Nhận toàn bộ kế hoạch của tỉnh từ máy chủ về máy này. Minh chứng và tệp đính kèm về sau, trong lúc làm "
            "việc.",
        )
        self._arrives = arrives
        self._worker = Worker(self)
        self.arrived: Arrived | None = None
        """The desk that was made, once it is."""
        self.fields = AddressFields()
        self.path = QLineEdit(str(free_place(folder)))
        choose = button("…", self._ask_path, tip="Chọn nơi lưu tệp")
        choose.setAccessibleName("Chọn nơi lưu tệp")
        self._progress = ProgressStrip()
        self._again = label("Đường truyền đứt thì bấm “Tham gia” lần nữa: nhận tiếp từ chỗ dừng.", "muted", wrap=True)
        self.add(
            self.fields, field("Tệp", holder(row(wide(self.path), choose, spacing=4))), self._progress, self._again
        )
        self._act = self.foot("Tham gia", self.join)
        self._job: Job | None = None
        self._is_left = False
        self.rejected.connect(self._leave)
        self.fields.setFocus()

    def join(self) -> None:
        """Begin, or go on where it broke off."""
        entered, text = self.fields.entered(), self.path.text().strip()
        if not text:
            self.refused(InvalidInputError("Chưa có nơi lưu tệp.", "Chọn tên và thư mục cho tệp kế hoạch."))
            return
        path, arrives = Path(text), self._arrives
        self._act.setEnabled(False)
        self.message.hide()
        self._job = self._worker.run(
            self,
            lambda report: arrives(path, entered, report),
            title="Đang nhận kế hoạch của tỉnh",
            done=self._take,
            failed=self._failed,
        )
        self._job.ended.connect(self._worker.close)
        self._progress.follow(self._job)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.fields.show_cause(error)
        self.refused(error)

    def _take(self, arrived: Arrived) -> None:
        if self._is_left:
            arrived[0].close()
            return
        self.arrived = arrived
        self.accept()

    def _leave(self) -> None:
        self._is_left = True
        if self._job is not None:
            self._job.stop()

    def _ask_path(self) -> None:
        chosen, _filter = QFileDialog.getSaveFileName(self, "Lưu kế hoạch vào tệp", self.path.text(), FILES)
        if chosen:
            self.path.setText(str(Path(chosen).with_suffix(".kh02")))


def free_place(folder: Path) -> Path:
    """A name in the folder that no file has yet."""
    number, path = 2, folder / "Kế hoạch của tỉnh.kh02"
    while path.exists():
        path = folder / f"Kế hoạch của tỉnh {number}.kh02"
        number += 1
    return path
