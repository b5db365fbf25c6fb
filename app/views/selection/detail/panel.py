"""The frame of the panels at the right: a name, a badge, tabs, and an empty state where nothing is chosen."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.views.common import appearance
from app.views.common.badge import Badge, StatusBadge
from app.views.common.eliding import ElidingLabel
from app.views.common.empty import EmptyState
from app.views.common.layout import column, holder, icon_button, row, rule, wide
from app.views.common.tabs import tabs_over
from app.views.common.typeface import LARGE
from app.views.selection import badges

WIDTH = 424


class Panel(QFrame):
    """One record at the right. A subclass makes its tabs and shows a record in them."""

    closed = Signal()

    def __init__(self, tabs: Sequence[tuple[str, str, QWidget]], empty: EmptyState) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setMinimumWidth(400)
        self._name = ElidingLabel()
        self._name.setFont(appearance.semibold(LARGE))
        self._under = ElidingLabel()
        self._under.setProperty("kind", "muted")
        self.badge = StatusBadge(badges.CANDIDATE)
        self.acts: QHBoxLayout = row(spacing=4)
        self._tabs: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._sections = {name: section for name, _title, section in tabs}
        self._titles = {name: title for name, title, _section in tabs}
        self._empty = empty
        self._whole = holder(self._head())
        self.setLayout(column(wide(self._whole), wide(empty)))
        self.show_empty()

    def _head(self) -> QVBoxLayout:
        listed = ((name, self._titles[name], section) for name, section in self._sections.items())
        tabs, self._tabs = tabs_over(self._stack, listed, self.show_section)
        close = icon_button("x", "Đóng chi tiết (F6)", self.closed.emit)
        title = row(wide(self._name), self.acts, close, spacing=4, margins=(16, 8, 8, 0))
        state = row(wide(self._under), self.badge, spacing=8, margins=(16, 0, 8, 4))
        return column(title, state, tabs, rule(), wide(self._stack), spacing=0)

    def show_head(self, name: str, under: str, badge: Badge) -> None:
        """Show whose panel it is."""
        self._name.setText(name)
        self._under.setText(under)
        self.badge.show_badge(badge)
        self._whole.show()
        self._empty.hide()

    def show_empty(self) -> None:
        """Show that nothing is chosen."""
        self._whole.hide()
        self._empty.show()

    def show_section(self, name: str) -> None:
        """Bring a tab to the front."""
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._sections[name])

    def count_in_tab(self, name: str, count: int) -> None:
        """Show how many things a tab holds; 0 shows none."""
        self._tabs[name].setText(f"{self._titles[name]} {count}" if count else self._titles[name])
