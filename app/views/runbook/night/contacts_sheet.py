"""Danh sách gọi (F9): everybody on duty with phones, and which steps they hold now. F1: the card of keys."""

from PySide6.QtWidgets import QGridLayout, QWidget

from app.models.runbook.run_records import StepStatus
from app.views.common import typeface
from app.views.common.layout import button, column, framed, label, row, scrolled, subheading
from app.views.common.sheet import Sheet
from app.views.runbook.night.following import Following
from app.views.runbook.night.small_sheets import SubstituteSheet

KEYS = (
    (
        "Bước đang chọn",
        (
            ("Space", "Bắt đầu, kết thúc; bước then chốt nhấn hai lần"),
            ("Mũi tên", "Sang thẻ bên cạnh"),
            ("Enter", "Mở bước: mọi việc khác của bước"),
            ("F2", "Ghi chú"),
            ("F4", "Ghi sự cố của bước; sự cố đang mở thì ghi đã xử lý"),
            ("Ctrl+Z", "Hoàn tác trong 10 giây"),
        ),
    ),
    (
        "Cả lượt",
        (
            ("F3", "Việc của tôi / Toàn cảnh"),
            ("F6", "Tạm dừng / Tiếp tục"),
            ("F7", "Nhật ký"),
            ("F8", "Điểm quyết định"),
            ("F9", "Danh sách gọi, thay người"),
            ("F10", "Đã nhận cảnh báo"),
            ("F11", "Toàn màn hình"),
            ("F12", "Màn hình chung"),
            ("F1", "Bảng phím này"),
            ("Ctrl+P", "Văn bản của lượt"),
        ),
    ),
)


class PhonesSheet(Sheet):
    """Who to call."""

    def __init__(self, parent: QWidget | None, following: Following) -> None:
        super().__init__(parent, "Danh sách gọi", width=760)
        self._following = following
        state = following.state
        lines = column(spacing=6)
        for contact in state.master.contacts:
            mine = [one for one in state.steps if one.owner is not None and one.owner.id == contact.id]
            busy = [one.step.number for one in mine if one.status is StepStatus.RUNNING]
            next_ones = [one.step.number for one in mine if one.status in (StepStatus.READY, StepStatus.PENDING)]
            held = f"Đang làm bước {', '.join(busy)}. " if busy else ""
            coming = f"Còn bước {', '.join(next_ones[:8])}" if next_ones else ""
            about = ", ".join(part for part in (contact.position, contact.team) if part)
            who = column(label(contact.name, strong=True), label(about, "muted", wrap=True), spacing=0)
            phone = label(contact.phone or "chưa có số", size=typeface.TITLE, strong=True)
            work = label(f"{held}{coming}", "muted", wrap=True)
            line = row(who, phone, work, spacing=16, margins=(12, 8, 12, 8))
            for at, stretch in enumerate((4, 3, 3)):
                line.setStretch(at, stretch)
            lines.addWidget(framed(line, "card"))
        lines.addStretch(1)
        area = scrolled(lines)
        area.setMinimumHeight(420)
        self.add(area)
        self.foot(close="Đóng")
        self.foot_left(button("Thay người…", self._substitute, icon="swap"))

    def _substitute(self) -> None:
        SubstituteSheet(self, self._following).exec()
        self.accept()


class NightKeys(Sheet):
    """What can be done by keyboard on the night."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "Phím của đêm chuyển đổi", width=760)
        groups = row(spacing=32)
        for title, keys in KEYS:
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            for at, (key, meaning) in enumerate(keys):
                grid.addWidget(label(key, strong=True), at, 0)
                grid.addWidget(label(meaning, wrap=True), at, 1)
            grid.setColumnStretch(1, 1)
            lines = column(subheading(title), grid, spacing=8)
            lines.addStretch(1)
            groups.addLayout(lines)
        self.add(groups)
        self.foot(close="Đóng")
