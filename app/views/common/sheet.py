"""The frame of every dialog: a heading, the content, a bar for what was refused, and the buttons at the foot."""

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.models.errors import AppError
from app.services.seeing import seeing
from app.views.common.layout import STRETCH, button, column, heading, label, row
from app.views.common.message import MessageBar


class Sheet(QDialog):
    """A dialog of ours. Subclasses fill `body` and name their act."""

    def __init__(self, parent: QWidget | None, title: str, explanation: str = "", *, width: int = 560) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setWindowFlag(Qt.WindowType.WindowContextHelpButtonHint, False)
        self._opened = time.monotonic()
        self.message = MessageBar()
        self.body: QVBoxLayout = column(spacing=12)
        self._foot = row(STRETCH, spacing=8)
        top = column(heading(title), spacing=4)
        if explanation:
            top.addWidget(label(explanation, "muted", wrap=True))
        whole = column(top, self.message, self.body, self._foot, spacing=16, margins=(24, 20, 24, 16))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.body.addStrut(width - 48)

    def add(self, *items: QWidget | QLayout) -> None:
        """Add to the content, from top to bottom."""
        for item in items:
            if isinstance(item, QWidget):
                self.body.addWidget(item)
            else:
                self.body.addLayout(item)

    def foot(self, act: str = "", on_act: Callable[[], object] | None = None, *, close: str = "Thôi") -> QPushButton:
        """Put the closing button and, if there is an act, the button that performs it. Gives the last of them."""
        self.body.addStretch(0)
        closing = button(close, self.reject)
        self._foot.addWidget(closing)
        if not act or on_act is None:
            return closing

        def perform() -> None:
            with seeing(self._opened):  # the fields show what was there then
                on_act()

        acting = button(act, perform, kind="primary")
        acting.setDefault(True)
        self._foot.addWidget(acting)
        return acting

    def foot_left(self, *items: QWidget) -> None:
        """Put further buttons at the left of the foot."""
        for at, item in enumerate(items):
            self._foot.insertWidget(at, item)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    @override
    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self._fit()
        return handled

    def _fit(self) -> None:
        """Grow with the content: wrapped text needs a height that Qt does not ask for."""
        layout = self.layout()
        if layout is not None:
            needed = max(layout.totalHeightForWidth(self.width()), layout.totalMinimumSize().height())
            self.setMinimumHeight(min(needed, self.screen().availableGeometry().height() - 40))

    def refused(self, error: AppError) -> None:
        """Show why the act was refused; the dialog stays open with everything typed."""
        self.message.show_error(error)
