"""What an empty place says: what goes here, and the one act that fills it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.views.common import icons, palette
from app.views.common.layout import STRETCH, button, column, label, row, subheading


class _Picture(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(40, 40)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        icons.draw(painter, self._icon, self.rect(), palette.colour(palette.tokens().muted))
        painter.end()


class EmptyState(QWidget):
    """Stands where a list has nothing to show."""

    def __init__(
        self, icon: str, title: str, detail: str = "", *, act: str = "", on_act: Callable[[], object] | None = None
    ) -> None:
        super().__init__()
        heading = subheading(title)
        text = label(detail, "muted", wrap=True)
        text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        text.setMinimumWidth(260)
        text.setMaximumWidth(480)
        lines = column(STRETCH, row(STRETCH, _Picture(icon), STRETCH), row(STRETCH, heading, STRETCH), spacing=8)
        if detail:
            lines.addLayout(row(STRETCH, text, STRETCH))
        if act and on_act:
            lines.addSpacing(4)
            lines.addLayout(row(STRETCH, button(act, on_act, kind="primary"), STRETCH))
        lines.addStretch(1)
        self.setLayout(lines)
