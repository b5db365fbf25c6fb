"""Không thực hiện được: a conclusion is closed without being done, and why is kept."""

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.models.inspection.minutes_records import Followup
from app.services.inspection import followups
from app.views.common.layout import field, label
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class ImpossibleSheet(Sheet):
    """Ask for the reason."""

    def __init__(self, parent: QWidget | None, office: Office, followup: Followup) -> None:
        super().__init__(
            parent,
            "Không thực hiện được",
            "Kết luận thôi tính quá hạn và được ghi là tạm dừng trong kế hoạch. Lần kiểm tra sau vẫn nhắc lại.",
        )
        self._office = office
        self._followup = followup
        self.reason = QPlainTextEdit()
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(80)
        self.reason.setPlaceholderText("VD: Trụ sở đã bàn giao cho đơn vị khác từ 01/7/2025")
        self.add(label(followup.content, strong=True, wrap=True), field("Lý do", self.reason))
        self.foot("Ghi không thực hiện được", self._do)
        self.reason.setFocus()

    def _do(self) -> None:
        desk, task_id, reason = self._office.desk, self._followup.task_id, self.reason.toPlainText()
        self._office.acts.do(
            lambda: followups.declare_impossible(desk, task_id=task_id, reason=reason),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
