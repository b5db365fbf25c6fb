"""The last resort: an error that nobody expected is written beside the person's data, and said; never a traceback."""

import logging
import platform
import sys
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QApplication

from app.models.errors import AppError
from app.views.common.message import show_error
from app.views.common.qt_words import qt_version

_log = logging.getLogger(__name__)


def report_folder() -> Path:
    """Where crash reports lie."""
    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation) or str(Path.home())
    return Path(place) / "kh02" / "crash"


def write_report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> Path:
    """Write what happened and where; nothing of the province's data."""
    folder = report_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"loi-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
    lines = [
        f"{datetime.now(UTC).isoformat()} Python {platform.python_version()} Qt {qt_version()} {platform.platform()}\n",
        f"{kind.__name__}\n",
        *traceback.format_tb(trace),
    ]
    path.write_text("".join(lines), encoding="utf-8")
    return path


class LastResort:
    """Replaces `sys.excepthook` while the window lives."""

    def __init__(self) -> None:
        self._is_speaking = False

    def install(self) -> None:
        """Take over from Python's own hook."""
        sys.excepthook = self

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Write the report and say so, once at a time."""
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        if isinstance(error, AppError):
            self._say(error)
            return
        _log.error("Lỗi ngoài dự kiến", exc_info=(kind, error, trace))
        try:
            where = f"Báo cáo lỗi đã ghi vào {write_report(kind, error, trace)}."
        except OSError:
            where = "Không ghi được báo cáo lỗi."
        detail = f"Dữ liệu đã nhập vẫn nguyên. {where} Đóng rồi mở lại chương trình; gửi báo cáo cho người hỗ trợ."
        self._say(AppError("Chương trình gặp lỗi ngoài dự kiến.", detail))

    def _say(self, error: AppError) -> None:
        if self._is_speaking or QApplication.instance() is None:
            return
        self._is_speaking = True
        try:
            show_error(QApplication.activeWindow(), error)
        finally:
            self._is_speaking = False
