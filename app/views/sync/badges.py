"""The sync, always in sight: what needs a look in the bar at the top, how it stands at the foot."""

from dataclasses import replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from app.sync.states import SyncState
from app.views.common import badge, palette, typeface
from app.views.common.badge import Badge
from app.views.common.layout import row
from app.views.sync import words

_MORE = " ("
"""Where a badge begins to say more than it must."""


class BadgeButton(QAbstractButton):
    """A badge that opens something; hidden while there is nothing to show."""

    def __init__(self, tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._badge: Badge | None = None
        self._tip = tip
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_badge(self, shown: Badge | None, *, detail: str = "") -> None:
        """Show a state, or nothing."""
        self._badge = shown
        self.setText(shown.word if shown is not None else "")
        self.setAccessibleName(self.text())
        self.setToolTip("\n".join(part for part in (self.text(), detail, self._tip) if part))
        self.updateGeometry()
        self.setVisible(shown is not None)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        if self._badge is None:
            return QSize(0, badge.HEIGHT + 4)
        return self._size(self._badge)

    @override
    def minimumSizeHint(self) -> QSize:
        """Where there is little room what stands in brackets is left to the tooltip."""
        return self._size(_short(self._badge)) if self._badge is not None else self.sizeHint()

    def _size(self, shown: Badge) -> QSize:
        metrics = QFontMetrics(typeface.font(typeface.SMALL))
        return QSize(badge.width_of(shown, metrics) + 4, badge.HEIGHT + 4)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._badge is None:
            return
        painter = QPainter(self)
        shown = self._badge if self.width() >= self.sizeHint().width() else _short(self._badge)
        badge.paint(painter, shown, self.rect().adjusted(2, 1, -2, -2))
        if self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(palette.colour(palette.tokens().accent_text))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRect(0, 0, self.width() - 1, self.height() - 1), 5, 5)
        painter.end()


def _short(shown: Badge) -> Badge:
    word, more, _ = shown.word.partition(_MORE)
    return replace(shown, word=f"{word}…") if more else shown


class SyncBadges(QWidget):
    """In the bar at the top: a wrong clock, a broken link, "Chưa gửi", "Sửa trùng"; nothing while all is well."""

    unsent_asked = Signal()
    conflicts_asked = Signal()
    link_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.clock = BadgeButton("Bấm để xem đồng bộ")
        self.link = BadgeButton("Bấm để xem đồng bộ")
        self.unsent = BadgeButton("Bấm để xem những gì chưa gửi")
        self.conflicts = BadgeButton("Bấm để chọn bản giữ lại")
        self.clock.clicked.connect(lambda _on: self.link_asked.emit())
        self.link.clicked.connect(lambda _on: self.link_asked.emit())
        self.unsent.clicked.connect(lambda _on: self.unsent_asked.emit())
        self.conflicts.clicked.connect(lambda _on: self.conflicts_asked.emit())
        line: QHBoxLayout = row(self.clock, self.link, self.unsent, self.conflicts, spacing=4)
        self.setLayout(line)

    def show_state(self, state: SyncState) -> None:
        """Show how the sync stands."""
        self.clock.show_badge(words.clock_badge(state), detail=state.skew)
        self.link.show_badge(words.broken_badge(state), detail=state.detail)
        self.unsent.show_badge(words.unsent_badge(state))
        self.conflicts.show_badge(words.conflicts_badge(state))


class SyncFoot(BadgeButton):
    """At the foot, always: "Đã đồng bộ 22:14:05", and the attachments on their way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Bấm để xem đồng bộ", parent)

    def show_state(self, state: SyncState | None) -> None:
        """Show how the sync stands; None where there is nothing to exchange."""
        if state is None:
            self.show_badge(None)
            return
        shown, files = words.badge_of(state), state.files.words
        word = f"{shown.word}, {files}" if files else shown.word
        self.show_badge(Badge(word, shown.icon, shown.tone), detail=state.detail)
