"""Ghi thông báo lịch làm việc: when, to whom, by which channel and paper (Sổ tay 6.3.b)."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.inspection.records import Visit
from app.models.vietnam_time import show_moment
from app.services.inspection import guarding, visits
from app.views.common.layout import field, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.inspection.moments import MomentField


class NoticeSheet(Sheet):
    """Record the notice to one unit."""

    def __init__(self, parent: QWidget | None, office: Office, visit: Visit) -> None:
        super().__init__(
            parent,
            f"Thông báo lịch làm việc: {visit.unit.shown}",
            "Gửi qua đầu mối của đơn vị, bằng văn bản điện tử hoặc thư điện tử.",
        )
        self._office = office
        self._visit = visit
        last = guarding.latest_notice(office.desk, visit)
        if last is not None:
            late = last < office.desk.now()
            text = f"Chậm nhất {show_moment(last)} (trước buổi làm việc ít nhất 03 ngày làm việc)."
            self.add(label(text, "act_now" if late else "muted", wrap=True))
        self.sent_at = MomentField()
        self.sent_at.show_moment(office.desk.now())
        self.recipient = QLineEdit()
        self.recipient.setPlaceholderText("Họ tên, chức vụ của đầu mối")
        self.channel = QLineEdit("Trục liên thông văn bản")
        self.document = QLineEdit()
        self.document.setPlaceholderText("VD: Thông báo 12/TB-TCT")
        self.add(
            row(field("Gửi lúc", self.sent_at), field("Đầu mối nhận", self.recipient), spacing=12),
            row(field("Kênh gửi", self.channel), field("Văn bản", self.document), spacing=12),
        )
        self.foot("Ghi thông báo", self._send)
        self.recipient.setFocus()

    def _send(self) -> None:
        try:
            sent_at = self.sent_at.moment()
            if sent_at is None:
                raise InvalidInputError("Chưa có ngày, giờ gửi.", "Nhập theo mẫu 25/6/2025 08:00.")
        except AppError as error:
            self.refused(error)
            return
        self._office.acts.do(
            lambda: visits.send_notice(
                self._office.desk,
                visit_id=self._visit.id,
                sent_at=sent_at,
                recipient=self.recipient.text(),
                channel=self.channel.text(),
                document=self.document.text(),
            ),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )
