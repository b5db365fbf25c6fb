"""Nội dung kế hoạch: the text parts of the form in their order, the blanks to fill, and what the province adds."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from app.models.plan.form import Blank
from app.models.plan.records import PlanText
from app.services import plan
from app.services.desk import Outcome
from app.views.common.entries import refill
from app.views.common.fields import StoredText
from app.views.common.layout import STRETCH, column, field, framed, holder, icon_button, label, row, subheading
from app.views.common.office import Office
from app.views.common.sheet import Sheet

PARTS = (
    ("preamble", "Phần mở đầu"),
    ("objectives_general", "I.1. Mục tiêu tổng quát"),
    ("objectives_specific", "I.2. Mục tiêu cụ thể"),
    ("selection_1", "II.1. Hệ thống thông tin giải quyết TTHC"),
    ("selection_2", "II.2. Hệ thống Quản lý văn bản và điều hành"),
    ("selection_3", "II.3. Các hệ thống khác (SSO, LGSP, IOC...)"),
    ("selection_4", "II.4. Dữ liệu từ các hệ thống không được chọn"),
    ("implementation_1", "IV.1. Tổ Công tác liên ngành cấp tỉnh"),
    ("implementation_2", "IV.2. Các Sở, ban, ngành"),
    ("implementation_3", "IV.3. Uỷ ban nhân dân cấp dưới"),
    ("implementation_4", "IV.4. Doanh nghiệp công nghệ thông tin"),
    ("implementation_5", "IV.5. Kinh phí"),
    ("closing", "Kết thúc"),
    ("recipients", "Nơi nhận"),
)
_FIXED = {"preamble", "closing"}
"""Parts that take no line more."""


class ContentSheet(Sheet):
    """Everything of the plan that is not the task table."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent, "Nội dung kế hoạch", "Lời của mẫu Phụ lục I được giữ; phần tỉnh thêm mang dấu “bổ sung”.", width=880
        )
        self._office = office
        self._blanks: QVBoxLayout = column(spacing=8)
        self._lines: QVBoxLayout = column(spacing=12)
        inside = holder(column(self._blanks, self._lines, STRETCH, spacing=16, margins=(0, 0, 12, 0)))
        inside.setProperty("kind", "scrolled")
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(460)
        self._area = area
        self.add(area)
        self.foot(close="Đóng")
        self._draw()

    def _draw_again(self) -> None:
        """Draw anew and leave the person where they were: the field they went to and the place on the page."""
        focused = QApplication.focusWidget()
        name = focused.objectName() if focused is not None and self.isAncestorOf(focused) else ""
        place = self._area.verticalScrollBar().value()
        self._draw()
        self._blanks.activate()
        self._lines.activate()
        self._area.verticalScrollBar().setValue(place)
        again = self.findChild(StoredText, name) if name else None
        if again is not None:
            again.setFocus()

    def _draw(self) -> None:
        refill(self._blanks, self._blank_card())
        texts = plan.view(self._office.desk).texts
        cards = [self._part(key, title, [text for text in texts if text.part == key]) for key, title in PARTS]
        refill(self._lines, *cards)

    def _blank_card(self) -> QWidget:
        lines = column(subheading("Chỗ trống của mẫu"), spacing=10, margins=(16, 12, 16, 16))
        asked = plan.blanks(self._office.desk)
        waiting = sum(1 for _blank, value in asked if not value)
        text = f"Còn {waiting} chỗ chưa điền." if waiting else "Đã điền đủ."
        lines.addWidget(label(text, "watch" if waiting else "muted"))
        for blank, value in asked:
            lines.addLayout(self._blank(blank, value))
        return framed(lines, "card")

    def _blank(self, blank: Blank, value: str) -> QVBoxLayout:
        editor = StoredText(lines=(1, 4), placeholder=blank.printed)
        editor.setObjectName(f"blank/{blank.key}")
        editor.show_value(value)
        editor.setReadOnly(self._office.desk.read_only)
        editor.stored.connect(partial(self._fill, blank.key))
        return field(blank.question, editor)

    def _part(self, key: str, title: str, texts: list[PlanText]) -> QWidget:
        lines = column(subheading(title), spacing=8, margins=(16, 12, 16, 12))
        for text in texts:
            lines.addLayout(self._line(text))
        if key not in _FIXED and not self._office.desk.read_only:
            adding = StoredText(lines=(1, 4), placeholder="Bổ sung một dòng vào phần này")
            adding.setObjectName(f"add/{key}")
            adding.stored.connect(partial(self._add, key))
            lines.addWidget(adding)
        return framed(lines, "card")

    def _line(self, text: PlanText) -> QVBoxLayout:
        editor = StoredText(lines=(1, 6))
        editor.setObjectName(f"line/{text.part}/{text.form_key or text.id}")
        editor.setAccessibleName("Nội dung")
        editor.show_value(text.text)
        editor.setReadOnly(self._office.desk.read_only)
        editor.stored.connect(partial(self._edit, text))
        line = row(editor, spacing=4)
        if text.id:
            name = "Bỏ dòng bổ sung" if text.is_addition else "Trở lại lời mẫu"
            icon = "trash" if text.is_addition else "arrow-counter-clockwise"
            line.addWidget(icon_button(icon, name, partial(self._remove, text.id)))
        mark = "bổ sung" if text.is_addition else "sửa so với mẫu" if text.id else ""
        box = column(line, spacing=2)
        if mark:
            box.addWidget(label(mark, "watch"))
        return box

    def _do(self, work: object) -> None:
        if callable(work):
            self._office.acts.do(
                work,
                initiator=self,
                then=lambda _outcome: QTimer.singleShot(0, self, self._draw_again),
                refused=self.refused,
            )

    def _fill(self, key: str, value: str) -> None:
        def work() -> Outcome:
            return plan.set_blank(self._office.desk, key=key, value=value)

        self._do(work)

    def _add(self, part: str, text: str) -> None:
        if text.strip():
            self._do(lambda: plan.add_line(self._office.desk, part=part, text=text))

    def _edit(self, line: PlanText, text: str) -> None:
        desk = self._office.desk
        self._do(
            lambda: plan.edit_line(
                desk,
                text=text,
                line_id=line.id if line.is_addition else "",
                part=line.part,
                form_key=line.form_key,
            )
        )

    def _remove(self, line_id: str) -> None:
        self._do(lambda: plan.remove_line(self._office.desk, line_id=line_id))
