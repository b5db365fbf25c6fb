"""A conflict on a step that is due: said at once, across the window, until it is settled."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from app.sync.states import SyncState
from app.views.common import icons
from app.views.common.eliding import ElidingLabel
from app.views.common.layout import button, label, row

HEIGHT = 38


class UrgentBar(QFrame):
    """Hidden while there is no such conflict; it cannot be closed, only settled."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "error")
        sign = label("")
        sign.setPixmap(icons.icon("warning-octagon").pixmap(20, 20))
        self._text = ElidingLabel()
        self._open = button("Chọn bản giữ lại", self.asked.emit, kind="primary")
        line = row(sign, self._text, self._open, spacing=12, margins=(12, 2, 6, 2))
        line.setStretch(1, 1)
        self.setLayout(line)
        self.setFixedHeight(HEIGHT)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; "" for nothing."""
        return "" if self.isHidden() else self._text.text()

    def show_state(self, state: SyncState) -> None:
        """Say how many, or go."""
        self._text.setText(f"XỬ LÝ NGAY · {state.urgent} chỗ sửa trùng ở bước đã đến giờ: hai người ghi khác nhau.")
        self.setVisible(state.urgent > 0)
