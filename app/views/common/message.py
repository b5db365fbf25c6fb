"""How the program speaks to the person: a bar for what was refused, a dialog for what must be read before going on."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFrame, QWidget

from app.models.errors import AppError
from app.views.common import icons
from app.views.common.layout import STRETCH, button, column, icon_button, label, restyle, row, subheading

NOTICE_MS = 10_000
"""How long a note with "Hoàn tác" stays (product bars, pattern 13)."""


class MessageBar(QFrame):
    """One message above the content: an error stays until closed, a note goes by itself and may offer one act."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sign = label("")
        self._title = label("", strong=True, wrap=True)
        self._detail = label("", wrap=True)
        self._detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._act = button("", self._acted, kind="link")
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._timer.timeout.connect(self.hide)
        texts = column(self._title, self._detail, spacing=2)
        close = icon_button("x", "Đóng thông báo", self.hide)
        line = row(self._sign, texts, self._act, close, spacing=12, margins=(12, 6, 4, 6))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setProperty("kind", "notice")
        self.hide()

    @property
    def text(self) -> str:
        """What is said at this moment, "" when nothing."""
        return "" if self.isHidden() else f"{self._title.text()} {self._detail.text()}".strip()

    def show_error(self, error: AppError) -> None:
        """Say what was refused, where, and what to do next."""
        self._timer.stop()
        self._show("error", "warning-circle", error.title, error.detail)

    def show_note(self, text: str, *, act: str = "", detail: str = "") -> None:
        """Say what was done; ``act`` names the one thing offered with it."""
        self._show("notice", "info", text, detail, act)
        self._timer.start()

    def show_standing(self, title: str, detail: str) -> None:
        """Say something that holds until it is closed (read-only, wrong clock)."""
        self._timer.stop()
        self._show("standing", "warning", title, detail)

    def _show(self, kind: str, icon: str, title: str, detail: str, act: str = "") -> None:
        self._sign.setPixmap(icons.icon(icon).pixmap(20, 20))
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._act.setText(act)
        self._act.setVisible(bool(act))
        restyle(self, kind)
        self.show()

    def _acted(self) -> None:
        self.hide()
        self.acted.emit()


class Notice(QDialog):
    """A message that must be read; with ``act`` it asks before something that cannot be taken back."""

    def __init__(
        self, parent: QWidget | None, title: str, detail: str, *, act: str = "", close: str = "Đã hiểu"
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        sign = label("")
        sign.setPixmap(icons.icon("warning-circle" if act else "info", "text").pixmap(28, 28))
        heading = subheading(title)
        heading.setWordWrap(True)
        text = label(detail, wrap=True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        buttons = row(STRETCH)
        if act:
            buttons.addWidget(button("Thôi", self.reject))
            buttons.addWidget(button(act, self.accept, kind="primary"))
        else:
            buttons.addWidget(button(close, self.accept, kind="primary"))
        body = row(sign, column(heading, text, spacing=8), spacing=16)
        body.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
        body.setStretch(1, 1)
        self.setLayout(column(body, 8, buttons, margins=(24, 24, 24, 16), spacing=12))
        self.setMinimumWidth(460)
        self.setMaximumWidth(640)


def show_error(parent: QWidget | None, error: AppError) -> None:
    """Say it in a dialog and wait until it was read."""
    Notice(parent, error.title, error.detail).exec()


def confirm(parent: QWidget | None, title: str, consequence: str, act: str) -> bool:
    """Ask before something that cannot be taken back; the consequence is said, the button names the act."""
    return Notice(parent, title, consequence, act=act).exec() == QDialog.DialogCode.Accepted
