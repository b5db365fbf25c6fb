from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.views import crash


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[AppError]:
    """What the person is shown; the dialog itself has its own tests."""
    heard: list[AppError] = []

    def show(_parent: QWidget | None, error: AppError) -> None:
        heard.append(error)

    monkeypatch.setattr(crash, "show_error", show)
    return heard


def test_an_unexpected_error_is_written_down_and_said_without_a_traceback(
    qtbot: QtBot, said: list[AppError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "report_folder", lambda: tmp_path)
    crash.LastResort()(ValueError, ValueError("Kế hoạch bí mật của tỉnh"), None)
    report = next(tmp_path.glob("loi-*.txt")).read_text(encoding="utf-8")
    assert "ValueError" in report
    assert "bí mật" not in report
    (error,) = said
    assert error.title == "Chương trình gặp lỗi ngoài dự kiến."
    assert "Traceback" not in error.detail


def test_a_refusal_that_nobody_took_is_said_as_it_is(qtbot: QtBot, said: list[AppError]) -> None:
    crash.LastResort()(AppError, AppError("Ổ đĩa đã đầy.", "Giải phóng dung lượng."), None)
    assert [error.title for error in said] == ["Ổ đĩa đã đầy."]
