"""The jobs at the left, each with icon and text, and a count only where something waits for a person."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QLabel, QPushButton

from app.views.common.layout import STRETCH, button, column, label, row

WIDTH = 172


@dataclass(frozen=True, slots=True)
class Job:
    """One entry: the page it opens."""

    page: str
    name: str
    icon: str


JOBS = (
    Job("today", "Hôm nay", "house"),
    Job("plan", "Kế hoạch", "list-bullets"),
    Job("selection", "Lựa chọn", "scales"),
    Job("runbook", "Chuyển đổi", "moon"),
    Job("inspection", "Kiểm tra", "clipboard-text"),
    Job("directory", "Danh bạ", "address-book"),
    Job("documents", "Văn bản", "file-text"),
    Job("settings", "Cài đặt", "gear-six"),
)
"""In the order of the screen; a later issue adds its job when it exists."""


class Navigation(QFrame):
    """The list of jobs."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.setFixedWidth(WIDTH)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self._counts: dict[str, QLabel] = {}
        lines = column(spacing=2, margins=(0, 12, 0, 12))
        for number, job in enumerate(JOBS, 1):
            entry = button(job.name, partial(self.chosen.emit, job.page), icon=job.icon, kind="nav")
            entry.setIconSize(QSize(18, 18))
            entry.setCheckable(True)
            entry.setToolTip(f"{job.name} (Ctrl+{number})")
            entry.setLayout(row(STRETCH, self._count(job.page), margins=(0, 0, 10, 0)))
            self._group.addButton(entry)
            self._buttons[job.page] = entry
            if job.page == "settings":
                lines.addStretch(1)
            lines.addWidget(entry)
        self.setLayout(lines)

    def _count(self, page: str) -> QLabel:
        made = label("", "muted")
        made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._counts[page] = made
        return made

    def show_page(self, page: str) -> None:
        """Mark the page that is shown."""
        if page in self._buttons:
            self._buttons[page].setChecked(True)

    def show_count(self, page: str, count: int) -> None:
        """Show how many things wait on a page; 0 shows nothing."""
        self._counts[page].setText(str(count) if count else "")
        name = next(job.name for job in JOBS if job.page == page)
        self._buttons[page].setAccessibleName(f"{name}, {count} việc chờ" if count else name)

    def set_open(self, is_open: bool) -> None:
        """Let the jobs be chosen only while a workspace is open."""
        self._group.setExclusive(False)
        for entry in self._buttons.values():
            entry.setEnabled(is_open)
            entry.setChecked(False)
        self._group.setExclusive(True)
