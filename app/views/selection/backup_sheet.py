"""Ghi bản sao lưu, ghi khôi phục thử: of a file the program computes size and checksum itself, beside the window."""

from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError
from app.models.selection.unchosen import Backup, Unchosen
from app.services.selection import unchosen
from app.services.selection.unchosen import BackupFile
from app.views.common.background import ProgressStrip
from app.views.common.clock_words import moment, read_moment
from app.views.common.layout import STRETCH, button, field, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.selection.typed_numbers import grouped, whole


class BackupSheet(Sheet):
    """A backup that was made (phase 1)."""

    def __init__(self, parent: QWidget | None, office: Office, one: Unchosen, part: Backup) -> None:
        super().__init__(
            parent,
            f"Sao lưu: {part.name}",
            f"{one.shown}. Chọn tệp thì chương trình tính dung lượng và mã băm SHA-256; tệp không bị chép đi đâu.",
            width=640,
        )
        self._office = office
        self._one, self._part = one, part
        self._file: BackupFile | None = None
        person = office.desk.person
        self.at = QLineEdit(moment(office.desk.now()))
        self.by = QLineEdit(person.full_name if person else "")
        self.place = QLineEdit()
        self.place.setPlaceholderText("VD: Tủ đĩa Trung tâm dữ liệu tỉnh, băng số 03")
        self.volume = QLineEdit()
        self.volume.setPlaceholderText("Số byte")
        self.checksum = QLineEdit()
        self.checksum.setPlaceholderText("64 chữ số hệ mười sáu")
        self._read = label("", "confirmed", wrap=True)
        self._progress = ProgressStrip()
        self.add(
            row(field("Lúc", self.at), field("Người sao lưu", self.by), spacing=12),
            row(button("Chọn tệp sao lưu…", self._ask_file, icon="file"), self._read, STRETCH, spacing=8),
            self._progress,
            field("Dung lượng", self.volume),
            field("Mã băm SHA-256", self.checksum),
            field("Nơi lưu bản sao", self.place),
        )
        self._act = self.foot("Ghi bản sao lưu", self._store)

    def _ask_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Chọn tệp sao lưu")
        if chosen:
            self.measure(Path(chosen))

    def measure(self, path: Path) -> None:
        """Compute size and checksum of a file beside the window."""
        self.message.hide()
        self._act.setEnabled(False)
        job = self._office.worker.run(
            self,
            lambda report: unchosen.measure(path, report),
            title=f"Tính mã băm {path.name}",
            done=self._measured,
            failed=self._failed,
        )
        self._progress.follow(job)

    def _measured(self, file: BackupFile) -> None:
        self._file = file
        self.volume.setText(grouped(file.size))
        self.checksum.setText(file.sha256)
        for each in (self.volume, self.checksum):
            each.setReadOnly(True)
        self._read.setText(f"Đã tính từ {file.name}")
        self._act.setEnabled(True)

    def _failed(self, error: AppError) -> None:
        self._act.setEnabled(True)
        self.refused(error)

    def _store(self) -> None:
        desk, one, part, file = self._office.desk, self._one, self._part, self._file
        self.message.hide()
        try:
            at = read_moment(self.at.text(), near=desk.now())
            size = whole(self.volume.text(), where="Dung lượng") if file is None else 0
        except AppError as error:
            self.refused(error)
            return
        self._office.acts.do(
            lambda: unchosen.record_backup(
                desk,
                system_id=one.system_id,
                at=at,
                by=self.by.text(),
                size=size,
                sha256=self.checksum.text(),
                place=self.place.text(),
                part=part.key,
                file=file,
            ),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )


class RestoreSheet(Sheet):
    """A test restore of the backup on record."""

    def __init__(self, parent: QWidget | None, office: Office, one: Unchosen, part: Backup) -> None:
        super().__init__(
            parent, f"Khôi phục thử: {part.name}", f"{one.shown}. Chỉ tính khi khôi phục đúng bản sao lưu đang ghi."
        )
        self._office = office
        self._one, self._part = one, part
        person = office.desk.person
        self.at = QLineEdit(moment(office.desk.now()))
        self.by = QLineEdit(person.full_name if person else "")
        self.passed = QCheckBox("Khôi phục đạt: dữ liệu mở được, số lượng khớp")
        self.note = QLineEdit()
        self.note.setPlaceholderText("Kết quả; bắt buộc khi không đạt")
        self.add(
            row(field("Lúc", self.at), field("Người khôi phục thử", self.by), spacing=12),
            self.passed,
            field("Kết quả", self.note),
        )
        self.foot("Ghi khôi phục thử", self._store)

    def _store(self) -> None:
        desk, one, part = self._office.desk, self._one, self._part
        self.message.hide()
        try:
            at = read_moment(self.at.text(), near=desk.now())
        except AppError as error:
            self.refused(error)
            return
        self._office.acts.do(
            lambda: unchosen.record_restore(
                desk,
                system_id=one.system_id,
                at=at,
                by=self.by.text(),
                passed=self.passed.isChecked(),
                note=self.note.text(),
                part=part.key,
            ),
            then=lambda _done: self.accept(),
            refused=self.refused,
        )
