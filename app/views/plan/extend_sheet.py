"""Gia hạn: a later deadline with reason and approver; the original stays, tasks that wait may move along."""

from functools import partial

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.models.errors import AppError
from app.models.plan.records import Task
from app.services import settings, tasks
from app.views.common.dates import DayField, DeadlineField
from app.views.common.layout import field, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class ExtendSheet(Sheet):
    """Ask for an extension of one task."""

    def __init__(self, parent: QWidget | None, office: Office, task: Task) -> None:
        in_force = task.deadline.text if task.deadline else ""
        super().__init__(parent, f"Gia hạn nhiệm vụ {task.number}", f"Hạn hiện tại: {in_force}. Hạn gốc được giữ lại.")
        self._office = office
        self._task = task
        self.deadline = DeadlineField(night_ends=partial(settings.night_ends, office.desk))
        self.reason = QLineEdit()
        self.approver = QLineEdit()
        self.decided_on = DayField()
        self.document = QLineEdit()
        self.document.setPlaceholderText("VD: 215/UBND-KSTT")
        self.carry = QCheckBox("Dời theo các việc phải chờ việc này")
        self._carried = label("", "muted", wrap=True)
        self.carry.setVisible(False)
        self.add(
            field("Hạn mới", self.deadline),
            field("Lý do", self.reason),
            row(field("Người duyệt", self.approver), field("Ngày duyệt", self.decided_on), spacing=12),
            field("Văn bản (nếu có)", self.document),
            self.carry,
            self._carried,
        )
        self.foot("Gia hạn", self._extend)
        self.deadline.line.textChanged.connect(lambda _text: self._preview())
        self.deadline.line.setFocus()

    def _preview(self) -> None:
        text = self.deadline.text().strip()
        try:
            moving = tasks.cascade(self._office.desk, task_id=self._task.id, text=text) if text else ()
        except AppError:
            moving = ()
        self.carry.setVisible(bool(moving))
        lines = [f"{each.number}: {each.old} → {each.new}" for each in moving[:8]]
        more = [f"… và {len(moving) - 8} việc nữa"] if len(moving) > 8 else []
        self._carried.setText("\n".join([f"{len(moving)} việc dời theo:", *lines, *more]) if moving else "")

    def _extend(self) -> None:
        try:
            day = self.decided_on.day()
        except AppError as error:
            self.refused(error)
            return
        self._office.acts.do(
            lambda: tasks.extend_deadline(
                self._office.desk,
                task_id=self._task.id,
                text=self.deadline.text(),
                reason=self.reason.text(),
                approver=self.approver.text(),
                decided_on=day,
                document=self.document.text(),
                carry=self.carry.isChecked(),
            ),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
