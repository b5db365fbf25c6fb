"""Lịch sử: who changed what and when, old value and new."""

from PySide6.QtGui import QShowEvent
from typing_extensions import override

from app.models.plan.records import Task
from app.models.vietnam_time import show_moment
from app.services import history
from app.views.common.entries import entry, list_box, refill
from app.views.common.layout import label
from app.views.common.office import Office
from app.views.plan.detail.section import Section

MOST = 100
"""Lines shown."""


class HistorySection(Section):
    """Read only when it is looked at."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        holder, self._list = list_box()
        self.lines.addWidget(holder)
        self.lines.addStretch(1)

    def show_task(self, task: Task) -> None:
        """Show the history of a task, newest first."""
        super().show_task(task)
        if self.isVisible():
            self._read()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._read()

    def _read(self) -> None:
        if self.task is None:
            return
        lines = history.history(self.office.desk, entity="task", record_id=self.task.id)
        entries = [
            entry(
                (line.field_label or line.act, "strong"),
                (f"{line.old or '(trống)'} → {line.new or '(trống)'}", ""),
                (f"{show_moment(line.at)}, {line.person}", "muted"),
            )
            for line in lines[:MOST]
        ]
        refill(self._list, *(entries or [label("Chưa có thay đổi nào từ khi lập kế hoạch.", "muted", wrap=True)]))
