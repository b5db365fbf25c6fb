"""The card of keys (F1): every act of the window and how to reach it without a mouse."""

from PySide6.QtWidgets import QGridLayout, QWidget

from app.views.common.layout import column, label, row, subheading
from app.views.common.sheet import Sheet

CARD = (
    (
        "Mọi nơi",
        (
            ("Ctrl+K", "Tìm nhanh"),
            ("Ctrl+1 … Ctrl+6", "Chuyển trang"),
            ("Ctrl+Z", "Hoàn tác; trong ô nhập: bỏ chữ vừa gõ trước"),
            ("Ctrl+Y", "Làm lại"),
            ("F1", "Bảng phím này"),
            ("F5", "Đọc lại số liệu"),
            ("Tab", "Sang ô kế tiếp"),
            ("Esc", "Đóng; trong ô nhập: trả lại nội dung cũ"),
        ),
    ),
    (
        "Kế hoạch",
        (
            ("Ctrl+N", "Thêm nhiệm vụ"),
            ("Enter, F2", "Sửa nhiệm vụ đang chọn"),
            ("F4", "Ghi tiến độ"),
            ("F6", "Hiện, ẩn chi tiết"),
            ("F7", "Rà soát"),
            ("Delete", "Xoá nhiệm vụ đang chọn (hoàn tác được)"),
            ("Ctrl+F", "Lọc trong bảng"),
            ("Ctrl+C", "Chép các dòng đang chọn sang Excel"),
            ("Ctrl+P", "In kế hoạch"),
        ),
    ),
)


class KeysCard(Sheet):
    """What can be done by keyboard."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent, "Các phím tắt", width=720)
        groups = row(spacing=32)
        for title, keys in CARD:
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            for at, (key, meaning) in enumerate(keys):
                grid.addWidget(label(key, strong=True), at, 0)
                grid.addWidget(label(meaning), at, 1)
            grid.setColumnStretch(1, 1)
            lines = column(subheading(title), grid, spacing=8)
            lines.addStretch(1)
            groups.addLayout(lines)
        self.add(groups)
        self.foot(close="Đóng")
