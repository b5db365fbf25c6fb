"""Sao lưu, khôi phục, kiểm tra and mã hoá of the workspace file."""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from app.models import vietnam_time
from app.services import backups
from app.views.common.layout import STRETCH, button, column, label, row, rule
from app.views.common.message import Notice, confirm
from app.views.common.office import Office
from app.views.settings.card import card
from app.views.settings.recovery_sheet import RecoverySheet

ARCHIVE = "Bản sao lưu (*.zip *.kh02-backup *.kh02);;Mọi tệp (*)"


class BackupCard(QWidget):
    """Keeps the workspace safe."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        self._daily: QLabel = label("", "muted", wrap=True)
        self._encrypted: QLabel = label("", "muted", wrap=True)
        self._switch = button("", self._switch_encryption, icon="lock")
        self._result = label("", wrap=True)
        self._result.hide()
        lines = column(
            self._daily,
            row(
                button("Sao lưu…", self.back_up, icon="database"),
                button("Khôi phục từ bản sao lưu…", self.restore),
                button("Kiểm tra tệp", self.verify),
                STRETCH,
            ),
            self._result,
            rule(),
            self._encrypted,
            row(self._switch, STRETCH),
            spacing=10,
        )
        title = "Sao lưu và bảo vệ"
        explanation = "Mỗi ngày chương trình tự sao lưu một bản và giữ 14 bản. Bản sao lưu tay gồm cả tệp minh chứng."
        self.setLayout(column(card(title, explanation, lines)))
        self.reload()

    def reload(self) -> None:
        """Show the newest copies and whether the file is encrypted."""
        desk = self._office.desk
        copies = backups.backups(desk)
        newest = (
            f"Bản hằng ngày mới nhất: {copies[0].name} ({len(copies)} bản)." if copies else "Chưa có bản hằng ngày."
        )
        self._daily.setText(newest)
        is_encrypted = backups.is_encrypted(desk)
        self._encrypted.setText(
            "Tệp, minh chứng và bản sao lưu đang được mã hoá. "
            "Khoá ghi trên phiếu khôi phục; máy có kho khoá thì tự mở tệp."
            if is_encrypted
            else "Tệp chưa mã hoá. Ai chép được tệp là đọc được."
        )
        self._switch.setText("Tắt mã hoá…" if is_encrypted else "Bật mã hoá…")
        self._switch.setEnabled(not desk.read_only)

    def back_up(self) -> None:
        """Sao lưu vào một tệp."""
        desk = self._office.desk
        proposed = f"{desk.path.stem}-{vietnam_time.today(desk.now()):%Y%m%d}.zip"
        chosen, _ = QFileDialog.getSaveFileName(self, "Sao lưu vào tệp", proposed, ARCHIVE)
        if chosen:
            self._run("Sao lưu", lambda: f"Đã sao lưu vào {backups.backup(desk, to=Path(chosen))}.")

    def restore(self) -> None:
        """Khôi phục thành một tệp mới."""
        archive, _ = QFileDialog.getOpenFileName(self, "Chọn bản sao lưu", str(self._office.desk.path.parent), ARCHIVE)
        if not archive:
            return
        target, _ = QFileDialog.getSaveFileName(self, "Khôi phục thành tệp mới", "", "Kế hoạch (*.kh02)")
        if target:
            restored = Path(target).with_suffix(".kh02")
            self._run(
                "Khôi phục",
                lambda: f"Đã khôi phục thành {backups.restore(Path(archive), to=restored)}. Mở tệp này để dùng.",
            )

    def verify(self) -> None:
        """Kiểm tra toàn bộ tệp."""
        desk = self._office.desk

        def work() -> str:
            found = backups.verify(desk.path, key=desk.workspace.key)
            return "Tệp nguyên vẹn." if found.whole else f"Tệp có lỗi: {'; '.join(found.problems)}."

        self._run("Kiểm tra tệp", work)

    def _run(self, title: str, work: object) -> None:
        if callable(work):
            self._office.worker.run(
                self, lambda _report: work(), title=title, done=self._say, failed=self._office.acts.refused.emit
            )

    def _say(self, text: str) -> None:
        self._result.setText(text)
        self._result.show()
        self.reload()

    def _switch_encryption(self) -> None:
        desk = self._office.desk
        if backups.is_encrypted(desk):
            consequence = "Tệp sẽ được ghi lại không mã hoá; ai chép được tệp là đọc được."
            if confirm(self.window(), "Tắt mã hoá?", consequence, "Tắt mã hoá"):
                self._office.acts.read(lambda: backups.decrypt(desk), lambda _none: self.reload())
            return
        consequence = (
            "Tệp, minh chứng và các bản sao lưu hằng ngày được ghi lại bằng khoá mới. "
            "Chương trình in một phiếu khôi phục; "
            "mất cả khoá trên máy lẫn phiếu thì không ai mở được tệp."
        )
        if confirm(self.window(), "Bật mã hoá?", consequence, "Bật mã hoá"):
            self._office.acts.read(lambda: backups.encrypt(desk), self._show_recovery)

    def _show_recovery(self, made: tuple[str, bool]) -> None:
        text, is_kept = made
        RecoverySheet(self.window(), self._office.desk.path.name, text).exec()
        if not is_kept:
            Notice(
                self.window(),
                "Máy này không giữ được khoá.",
                "Hệ điều hành không có kho khoá. Mỗi lần mở tệp phải nhập khoá trên phiếu khôi phục.",
            ).exec()
        self.reload()
