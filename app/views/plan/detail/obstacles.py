"""Vướng mắc: what stands in the way, by category, and how it was resolved."""

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.models.plan.records import Obstacle, ObstacleKind, Task
from app.models.vietnam_time import show_moment
from app.services import tasks
from app.views.common.entries import entry, list_box, refill
from app.views.common.fields import Choice, StoredLine
from app.views.common.layout import STRETCH, button, column, field, framed, label, row, rule
from app.views.common.office import Office
from app.views.plan.detail.section import TaskSection


class ObstacleSection(TaskSection):
    """Record and resolve obstacles (Khó khăn, vướng mắc)."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.kind = Choice()
        for kind in ObstacleKind:
            self.kind.addItem(kind.label, kind)
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(72)
        self.text.setPlaceholderText("Vướng ở đâu, cần ai tháo gỡ")
        self.add = button("Ghi vướng mắc", self._add)
        holder, self._list = list_box()
        self.lines.addLayout(field("Loại", self.kind))
        self.lines.addLayout(field("Khó khăn, vướng mắc", self.text))
        self.lines.addLayout(row(STRETCH, self.add))
        self.lines.addWidget(rule())
        self.lines.addWidget(holder)
        self.lines.addStretch(1)

    def show_task(self, task: Task) -> None:
        """Show the obstacles of a task, open ones first."""
        super().show_task(task)
        self.add.setEnabled(not self.is_locked)
        ordered = sorted(task.obstacles, key=lambda each: each.resolved_at is not None)
        entries = [self._resolved(each) if each.resolved_at else self._open(each) for each in ordered]
        refill(self._list, *(entries or [label("Không có vướng mắc nào.", "muted")]))

    def _resolved(self, obstacle: Obstacle) -> QWidget:
        at = show_moment(obstacle.resolved_at) if obstacle.resolved_at else ""
        return entry(
            (f"Đã tháo gỡ: {obstacle.kind.label}", "strong"),
            (obstacle.text, ""),
            (f"{obstacle.resolution} ({at})", "muted"),
        )

    def _open(self, obstacle: Obstacle) -> QWidget:
        resolution = StoredLine(placeholder="Kết quả tháo gỡ")
        resolution.stored.connect(partial(self._resolve, obstacle.id))
        resolution.setReadOnly(self.is_locked)
        lines = column(
            label(f"Chưa tháo gỡ: {obstacle.kind.label}", "watch", strong=True, wrap=True),
            label(obstacle.text, wrap=True),
            label(f"Ghi lúc {show_moment(obstacle.raised_at)}", "muted"),
            resolution,
            spacing=4,
            margins=(12, 8, 12, 12),
        )
        return framed(lines, "card")

    def _resolve(self, obstacle_id: str, resolution: str) -> None:
        desk = self.office.desk
        self.change(lambda _task: tasks.resolve_obstacle(desk, obstacle_id=obstacle_id, resolution=resolution))

    def _add(self) -> None:
        desk = self.office.desk
        kind: ObstacleKind = self.kind.currentData()
        text = self.text.toPlainText()
        self.change(
            lambda task: tasks.add_obstacle(desk, task_id=task.id, kind=kind, text=text),
            then=lambda _outcome: self.text.clear(),
        )
