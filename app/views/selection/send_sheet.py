"""Gửi mẫu thu thập: one Excel file for each old province, to be filled in and imported."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.services import spreadsheets
from app.services.selection import reading
from app.views.common.background import ProgressStrip
from app.views.common.layout import STRETCH, button, column, field, holder, label, row, wide
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.documents.export_sheet import documents_folder, open_path


class SendRegisterSheet(Sheet):
    """Which old provinces, and where to."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Gửi mẫu danh mục hệ thống",
            "Mỗi tỉnh cũ một tệp Excel đã ghi sẵn những gì đang có; điền xong gửi lại để nhập.",
        )
        self._office = office
        self.boxes: dict[str, QCheckBox] = {}
        lines = column(spacing=4)
        for one in reading.old_provinces(office.desk):
            box = QCheckBox(one.name)
            box.setChecked(True)
            self.boxes[one.code] = box
            lines.addWidget(box)
        self.folder = QLineEdit(str(office.memory.get("export/folder", documents_folder())))
        self._progress = ProgressStrip()
        self._written = label("", "confirmed", wrap=True)
        self.add(
            field("Tỉnh cũ", holder(lines)),
            field("Ghi vào thư mục", holder(row(wide(self.folder), button("Chọn…", self._ask_folder), spacing=4))),
            self._progress,
            row(wide(self._written), STRETCH),
        )
        self._act = self.foot("Ghi tệp", self._send, close="Đóng")

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Chọn thư mục", self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _send(self) -> None:
        codes = [code for code, box in self.boxes.items() if box.isChecked()]
        if not codes:
            self.refused(InvalidInputError("Chưa chọn tỉnh cũ nào.", "Đánh dấu ít nhất một tỉnh."))
            return
        desk, folder = self._office.desk, Path(self.folder.text())
        self._office.memory.keep("export/folder", str(folder))
        self.message.hide()
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda report: spreadsheets.send_register(desk, folder=folder, province_codes=codes, progress=report),
            title="Ghi mẫu danh mục hệ thống",
            done=self._done,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _done(self, paths: tuple[Path, ...]) -> None:
        self._act.setEnabled(True)
        self._written.setText(f"Đã ghi {len(paths)} tệp: {', '.join(path.name for path in paths)}")
        if paths:
            self.foot_left(button("Mở thư mục", lambda: open_path(paths[0].parent), icon="folder-open"))

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)
