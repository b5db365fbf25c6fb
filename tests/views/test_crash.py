from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.views import crash


def texts_of_next_dialog() -> list[str]:
    said: list[str] = []

    def read() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog):
            QTimer.singleShot(20, read)
            return
        said.extend(label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()

    QTimer.singleShot(0, read)
    return said


def test_an_unexpected_error_is_written_down_and_said_without_a_traceback(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "report_folder", lambda: tmp_path)
    said = texts_of_next_dialog()
    crash.LastResort()(ValueError, ValueError("Kế hoạch bí mật của tỉnh"), None)
    report = next(tmp_path.glob("loi-*.txt")).read_text(encoding="utf-8")
    assert "ValueError" in report
    assert "bí mật" not in report
    assert "Chương trình gặp lỗi ngoài dự kiến." in said
    assert not any("Traceback" in text for text in said)


def test_a_refusal_that_nobody_took_is_said_as_it_is(qtbot: QtBot) -> None:
    said = texts_of_next_dialog()
    crash.LastResort()(AppError, AppError("Ổ đĩa đã đầy.", "Giải phóng dung lượng."), None)
    assert "Ổ đĩa đã đầy." in said
