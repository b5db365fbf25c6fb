"""The panel of the chosen task: its head, the tabs, and which section shows it."""

from functools import cached_property

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from app.models.errors import AppError
from app.models.plan.records import Task
from app.services import plan
from app.views.common import badge
from app.views.common.badge import StatusBadge
from app.views.common.edits import leave_record
from app.views.common.empty import EmptyState
from app.views.common.layout import STRETCH, column, holder, icon_button, label, row, rule, wide
from app.views.common.office import Office
from app.views.common.tabs import tabs_over
from app.views.common.unit_entries import UnitEntries
from app.views.plan.detail.evidence import EvidenceSection
from app.views.plan.detail.history import HistorySection
from app.views.plan.detail.information import InformationSection
from app.views.plan.detail.obstacles import ObstacleSection
from app.views.plan.detail.progress import ProgressSection
from app.views.plan.detail.section import TaskSection

WIDTH = 424
_FIELD_SECTIONS = {"progress": "progress", "status": "progress", "obstacles": "obstacles", "evidence": "evidence"}


class TaskPanel(QFrame):
    """Everything about one task."""

    closed = Signal()
    shown = Signal(str)
    """The task that is shown now, "" for none."""
    delete_asked = Signal(str)

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__()
        self.setProperty("kind", "panel")
        self.setMinimumWidth(400)
        self._office = office
        self._units = units
        self._task_id = ""
        self._number = label("", strong=True, size=15)
        self._mark = label("", "watch")
        self._badge = StatusBadge(next(iter(badge.STATUS.values())))
        self._delete = icon_button("trash", "Xoá nhiệm vụ (Delete)", lambda: self.delete_asked.emit(self._task_id))
        self._more = icon_button("dots-three-outline-vertical", "Việc khác với nhiệm vụ này", self._open_menu)
        self._tabs: dict[str, QPushButton] = {}
        self._stack = QStackedWidget()
        self._empty = EmptyState(
            "hand-pointing", "Chưa chọn nhiệm vụ", "Chọn một dòng để xem và sửa. Enter hoặc F2 vào sửa ngay."
        )
        self._lines = column(wide(self._empty))
        self.setLayout(self._lines)

    @cached_property
    def information(self) -> InformationSection:
        """Thông tin. The sections are made when the first task is shown: the first screen must not wait for them."""
        return InformationSection(self._office, self._units)

    @cached_property
    def progress(self) -> ProgressSection:
        """Tiến độ."""
        return ProgressSection(self._office)

    @cached_property
    def obstacles(self) -> ObstacleSection:
        """Vướng mắc."""
        return ObstacleSection(self._office)

    @cached_property
    def evidence(self) -> EvidenceSection:
        """Minh chứng."""
        return EvidenceSection(self._office)

    @cached_property
    def _sections(self) -> dict[str, tuple[str, TaskSection]]:
        return {
            "information": ("Thông tin", self.information),
            "progress": ("Tiến độ", self.progress),
            "obstacles": ("Vướng mắc", self.obstacles),
            "evidence": ("Minh chứng", self.evidence),
            "history": ("Lịch sử", HistorySection(self._office)),
        }

    @cached_property
    def _whole(self) -> QWidget:
        made = holder(self._head())
        self._lines.insertWidget(0, made, 1)
        return made

    def _head(self) -> QVBoxLayout:
        listed = ((name, title, section) for name, (title, section) in self._sections.items())
        tabs, self._tabs = tabs_over(self._stack, listed, self.show_section)
        close = icon_button("x", "Đóng chi tiết (F6)", self.closed.emit)
        headline = row(
            self._number, self._badge, self._mark, STRETCH, self._delete, self._more, close, margins=(16, 8, 8, 4)
        )
        return column(headline, tabs, rule(), wide(self._stack), spacing=0)

    def menu(self) -> QMenu:
        """What is rarely done with the task shown."""
        menu = QMenu(self)
        purge = QAction("Gỡ nội dung nhập nhầm…", menu)
        purge.triggered.connect(lambda _checked=False: self._purge())
        menu.addAction(purge)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _purge(self) -> None:
        from app.views.plan.purge_sheet import PurgeSheet, task_target

        task = self._read()
        if task is not None:
            PurgeSheet(self.window(), self._office, task_target(task)).exec()

    @property
    def task_id(self) -> str:
        """The task shown, "" for none."""
        return self._task_id

    def show_task(self, task_id: str) -> None:
        """Show a task; "" shows that none is chosen."""
        if task_id != self._task_id:
            leave_record(self)
        self._task_id = task_id
        task = self._read() if task_id else None
        self._empty.setVisible(task is None)
        if task is not None or "_whole" in self.__dict__:
            self._whole.setVisible(task is not None)
        if task is not None:
            self._show(task)
        self.shown.emit(self._task_id)

    def reload(self) -> None:
        """Show the task as it stands now."""
        self.show_task(self._task_id)

    def show_section(self, name: str) -> None:
        """Bring a tab to the front."""
        self._tabs[name].setChecked(True)
        self._stack.setCurrentWidget(self._sections[name][1])

    def edit(self, field: str = "") -> None:
        """Put the cursor into a field of the task shown; without one into the first that may be edited."""
        if not self._task_id:
            return
        section = _FIELD_SECTIONS.get(field, "information")
        self.show_section(section)
        info = self.information
        editors = {
            "content": info.content,
            "lead": info.lead,
            "coordinating": info.coordinating,
            "products": info.products,
            "deadline": info.deadline,
            "needs": info.needs,
            "note": info.note,
            "progress": self.progress.text,
            "status": self.progress.status,
            "obstacles": self.obstacles.text,
            "evidence": self.evidence.title,
        }
        first = info.lead if info.content.isReadOnly() else info.content
        editors.get(field, first).setFocus()

    def _read(self) -> Task | None:
        try:
            return plan.task(self._office.desk, task_id=self._task_id)
        except AppError:
            self._task_id = ""
            return None

    def _show(self, task: Task) -> None:
        self._number.setText(task.number)
        mark = "bổ sung" if task.is_addition else "sửa so với mẫu" if task.is_reworded else ""
        self._mark.setText(mark)
        self._mark.setVisible(bool(mark))
        self._badge.show_badge(badge.STATUS[task.status])
        for each in (self._delete, self._more):
            each.setEnabled(not self._office.desk.read_only)
        open_obstacles = sum(1 for each in task.obstacles if each.resolved_at is None)
        for name, count in (("obstacles", open_obstacles), ("evidence", len(task.evidence))):
            title = self._sections[name][0]
            self._tabs[name].setText(f"{title} {count}" if count else title)
        for _title, section in self._sections.values():
            section.show_task(task)
