"""The card of keys (F1): every act of the window and how to reach it without a mouse."""

from PySide6.QtWidgets import QGridLayout, QWidget

from app.views.common.layout import column, label, row, subheading
from app.views.common.sheet import Sheet
from app.views.shell.navigation import JOBS

CARD = (
    (
        "Mọi nơi",
        (
            ("Ctrl+K", "Tìm nhanh"),
            (f"Ctrl+1 … Ctrl+{len(JOBS)}", "Chuyển trang"),
            ("Ctrl+Z", "Hoàn tác; trong ô nhập: bỏ chữ vừa gõ trước"),
            ("Ctrl+Y", "Làm lại"),
            ("F1", "Bảng phím này"),
            ("F5", "Đọc lại số liệu"),
            ("Tab", "Sang ô kế tiếp"),
            ("Esc", "Đóng; trong ô nhập: trả lại nội dung cũ"),
        ),
    ),
    (
        "Lựa chọn hệ thống, phiếu chấm",
        (
            ("0 … 9, dấu phẩy", "Điểm; 1 rồi 0 là 10; dấu phẩy thêm nửa điểm"),
            ("Space", "Tự đánh giá"),
            ("Tab, ← →, ↑ ↓", "Sang hệ thống, sang tiêu chí"),
            ("Enter", "Ghi chú làm căn cứ"),
            ("+, -", "Tiêu chí loại: đạt, không đạt"),
        ),
    ),
    (
        "Kiểm tra",
        (
            ("Ctrl+N", "Lập kế hoạch kiểm tra"),
            ("F9, F11, F12", "Kế hoạch, kiểm tra thực tế, biên bản"),
            ("F3", "Về lịch và danh sách"),
            ("Space, -, /", "Đạt, không đạt, không áp dụng"),
            ("F7", "Rà soát"),
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
        super().__init__(parent, "Các phím tắt", width=860)
        halves = (column(spacing=16), column(spacing=16))
        for place, (title, keys) in enumerate(CARD):
            grid = QGridLayout()
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(8)
            for at, (key, meaning) in enumerate(keys):
                grid.addWidget(label(key, strong=True), at, 0)
                grid.addWidget(label(meaning), at, 1)
            grid.setColumnStretch(1, 1)
            halves[place % 2].addLayout(column(subheading(title), grid, spacing=8))
        for half in halves:
            half.addStretch(1)
        self.add(row(*halves, spacing=32))
        self.foot(close="Đóng")
