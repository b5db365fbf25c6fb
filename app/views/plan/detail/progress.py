"""Tiến độ: status, percent and what was done; below, everything reported so far."""

from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

from app.models.plan.records import Task, TaskStatus
from app.models.vietnam_time import show_moment
from app.services import tasks
from app.services.desk import Outcome
from app.views.common.entries import entry, list_box, refill
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, field, label, row, rule
from app.views.common.office import Office
from app.views.plan.detail.section import TaskSection


class ProgressSection(TaskSection):
    """Report progress (Sổ tay 7.2.c)."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.status = Choice()
        for status in TaskStatus:
            self.status.addItem(status.label, status)
        self.percent = QLineEdit()
        self.percent.setValidator(QIntValidator(0, 100, self.percent))
        self.percent.setFixedWidth(64)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(88)
        self.text.setPlaceholderText("Đã làm gì, kết quả đến đâu")
        self.report = button("Ghi tiến độ", self._report, kind="primary")
        holder, self._log = list_box()
        self.lines.addLayout(
            row(field("Trạng thái", self.status), field("Tỷ lệ hoàn thành (%)", self.percent), STRETCH, spacing=12)
        )
        self.lines.addLayout(field("Diễn giải chi tiết", self.text))
        self.lines.addLayout(row(STRETCH, self.report))
        self.lines.addWidget(rule())
        self.lines.addWidget(label("Đã báo cáo", strong=True))
        self.lines.addWidget(holder)
        self.lines.addStretch(1)

    def show_task(self, task: Task) -> None:
        """Show where a task stands and its log, newest first."""
        is_other = self.task is None or self.task.id != task.id
        super().show_task(task)
        self.status.choose(task.status)
        self.percent.setText(str(task.percent))
        if is_other:
            self.text.clear()
        self.report.setEnabled(not self.is_locked)
        entries = [
            entry(
                (f"{each.status.label}, {each.percent}%", "strong"),
                (each.text, ""),
                (f"{show_moment(each.at)}, {each.author}", "muted"),
            )
            for each in reversed(task.progress)
        ]
        refill(self._log, *(entries or [label("Chưa có báo cáo nào.", "muted")]))

    def _report(self) -> None:
        desk = self.office.desk
        status: TaskStatus = self.status.currentData()
        percent = int(self.percent.text()) if self.percent.hasAcceptableInput() else None
        text = self.text.toPlainText()

        def work(task: Task) -> Outcome:
            return tasks.report_progress(desk, task_id=task.id, status=status, percent=percent, text=text)

        self.change(work, then=lambda _outcome: self.text.clear())
