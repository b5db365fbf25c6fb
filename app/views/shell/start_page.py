"""The first page without a workspace: create the province's plan, open a file, one opened lately, or the sample."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.views.common.layout import (
    STRETCH,
    button,
    column,
    field,
    framed,
    holder,
    label,
    row,
    scrolled,
    subheading,
    wide,
)
from app.views.common.message import MessageBar
from app.views.common.type_ahead import Entry, TypeAhead
from app.views.common.typeface import HEADLINE

WIDTH = 900
FILES = "Kế hoạch (*.kh02)"


class StartPage(QWidget):
    """Three steps to a full plan: the province, one's name, "Tạo kế hoạch"."""

    create_asked = Signal(str, str, str, str)
    """(path, province, full name, position)"""
    open_asked = Signal(str)
    join_asked = Signal()
    sample_asked = Signal()

    def __init__(self, provinces: Sequence[tuple[str, str]], recent: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.message = MessageBar()
        self._names = dict(provinces)
        self.province = TypeAhead(placeholder="Gõ tên tỉnh, thành phố, không cần dấu")
        self.province.set_entries([Entry(code, title) for code, title in provinces])
        self.full_name = QLineEdit()
        self.full_name.setPlaceholderText("Mỗi thay đổi sẽ ghi tên này")
        self.position = QLineEdit()
        self.position.setPlaceholderText("Không bắt buộc")
        self.path = QLineEdit()
        self.path.setPlaceholderText("Tự đặt theo tên tỉnh")
        self.province.chosen.connect(self._propose_path)
        title = label("Kế hoạch hành động của tỉnh", size=HEADLINE, strong=True)
        under = label(
            "Lập, rà soát, theo dõi và in kế hoạch thực hiện Kế hoạch số 02-KH/BCĐTW. Dùng được khi không có mạng.",
            "muted",
            wrap=True,
        )
        cards = row(spacing=16)
        cards.addWidget(self._creation(), 3)
        cards.addWidget(self._others(recent), 2)
        inside = QWidget()
        inside.setLayout(column(title, under, 8, self.message, cards, STRETCH, spacing=8))
        inside.setFixedWidth(WIDTH)
        self.setLayout(column(wide(scrolled(row(STRETCH, inside, STRETCH, margins=(16, 40, 16, 24))))))

    def _creation(self) -> QWidget:
        choose = button("…", self._ask_path, tip="Chọn nơi lưu tệp")
        choose.setAccessibleName("Chọn nơi lưu tệp")
        lines = column(
            subheading("Tạo kế hoạch của tỉnh"),
            field("Tỉnh, thành phố", self.province),
            row(field("Họ và tên của bạn", self.full_name), field("Chức vụ", self.position), spacing=12),
            field("Tệp", holder(row(wide(self.path), choose, spacing=4))),
            row(STRETCH, button("Tạo kế hoạch", self.create_plan, kind="primary")),
            spacing=14,
            margins=(20, 16, 20, 20),
        )
        return framed(lines, "card")

    def _others(self, recent: Sequence[tuple[str, str]]) -> QWidget:
        lines = column(
            subheading("Đã có kế hoạch"),
            row(button("Mở tệp…", self._ask_open, icon="folder-open"), STRETCH),
            spacing=8,
            margins=(20, 16, 20, 20),
        )
        if recent:
            lines.addWidget(label("Mở gần đây", "muted"))
        for path, name in recent:
            lines.addWidget(button(name, partial(self.open_asked.emit, path), kind="link", tip=path))
        lines.addSpacing(8)
        lines.addWidget(subheading("Máy mới của tỉnh"))
        lines.addWidget(label("Tỉnh đã làm việc trên máy khác: nhận kế hoạch từ máy chủ.", "muted", wrap=True))
        lines.addLayout(row(button("Tham gia tỉnh đã có…", self.join_asked.emit, icon="users-three"), STRETCH))
        lines.addSpacing(8)
        lines.addWidget(subheading("Xem thử"))
        lines.addWidget(label("Tỉnh mẫu Lâm Đồng với kế hoạch đầy đủ; số liệu giả định.", "muted", wrap=True))
        lines.addLayout(row(button("Mở tỉnh mẫu", self.sample_asked.emit), STRETCH))
        lines.addStretch(1)
        return framed(lines, "card")

    def _propose_path(self, code: str) -> None:
        title = self._names.get(code, "")
        name = title.removeprefix("tỉnh ").removeprefix("thành phố ").removeprefix("Thành phố ")
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation) or str(Path.home())
        self.path.setText(str(free_name(Path(folder), name)))
        self.full_name.setFocus()

    def create_plan(self) -> None:
        """Ask for the plan with what is typed."""
        self.province.settle()
        if not self.province.text().strip():
            self.show_error(InvalidInputError("Chưa chọn tỉnh, thành phố.", "Gõ tên tỉnh rồi chọn trong danh sách."))
        elif not self.full_name.text().strip():
            self.show_error(InvalidInputError("Chưa có họ và tên.", "Ghi họ và tên của người lập kế hoạch."))
        else:
            self.create_asked.emit(self.path.text(), self.province.text(), self.full_name.text(), self.position.text())

    def show_error(self, error: AppError) -> None:
        """Say why it was not done."""
        self.message.show_error(error)

    def _ask_path(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, "Lưu kế hoạch vào tệp", self.path.text(), FILES)
        if chosen:
            self.path.setText(str(Path(chosen).with_suffix(".kh02")))

    def _ask_open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "Mở tệp kế hoạch", "", FILES)
        if chosen:
            self.open_asked.emit(chosen)


def free_name(folder: Path, name: str) -> Path:
    """A file of this name that does not exist yet."""
    path = folder / f"{name}.kh02"
    number = 2
    while path.exists():
        path = folder / f"{name} {number}.kh02"
        number += 1
    return path
