"""Lịch sử of a task."""

from typing_extensions import override

from app.models.plan.records import Task
from app.views.common.history import HistoryList
from app.views.common.office import Office
from app.views.plan.detail.section import TaskSection


class HistorySection(TaskSection):
    """Who changed what of the task, and when."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._list = HistoryList(office, when_none="Chưa có thay đổi nào từ khi lập kế hoạch.")
        self.lines.addWidget(self._list)
        self.lines.addStretch(1)

    @override
    def show_task(self, task: Task) -> None:
        super().show_task(task)
        self._list.show_records(("task", task.id))
