"""Soạn danh sách riêng: a checklist of the province's own, one item a line; a changed one becomes a new version."""

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from app.models.inspection.minutes_records import Checklist
from app.services.inspection import checklists
from app.views.common.acts import Done
from app.views.common.fields import Choice
from app.views.common.layout import field
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class ChecklistSheet(Sheet):
    """Word a checklist."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Danh sách kiểm tra của tỉnh",
            "Mỗi dòng một mục; sau dấu “|” là điều phải xem. Lần kiểm tra cũ giữ lời của bản đã dùng.",
            width=640,
        )
        self._office = office
        self.made = ""
        """Key of the list that was stored."""
        self._own = [one for one in checklists.checklists(office.desk) if not one.ref]
        self.which = Choice()
        self.which.addItem("Danh sách mới", None)
        for one in self._own:
            self.which.addItem(f"Sửa: {one.title} (bản {one.version})", one)
        self.title = QLineEdit()
        self.title.setPlaceholderText("VD: Kiểm tra điểm tiếp nhận hồ sơ cấp xã")
        self.items = QPlainTextEdit()
        self.items.setTabChangesFocus(True)
        self.items.setMinimumHeight(220)
        self.items.setPlaceholderText("Đường truyền | Đo tốc độ tại quầy, ghi số đo\nMáy phát điện | Chạy thử 10 phút")
        if self._own:
            self.add(field("Danh sách", self.which))
        self.add(field("Tên danh sách", self.title), field("Các mục", self.items))
        self.foot("Lưu danh sách", self._store)
        self.which.currentIndexChanged.connect(lambda _at: self._show())
        self.title.setFocus()

    def _show(self) -> None:
        chosen: Checklist | None = self.which.currentData()
        self.title.setText(chosen.title if chosen else "")
        lines = [f"{one.label} | {one.text}" if one.text else one.label for one in (chosen.items if chosen else ())]
        self.items.setPlainText("\n".join(lines))

    def lines(self) -> list[tuple[str, str]]:
        """The items as typed: (label, what to look at)."""
        found = []
        for line in self.items.toPlainText().splitlines():
            name, _, text = line.partition("|")
            if name.strip() or text.strip():
                found.append((name.strip(), text.strip()))
        return found

    def _store(self) -> None:
        desk, title, items = self._office.desk, self.title.text(), self.lines()
        chosen: Checklist | None = self.which.currentData()
        before = {(one.key, one.version) for one in checklists.checklists(desk)}

        def stored(_outcome: Done) -> None:
            new = [one.key for one in checklists.checklists(desk) if (one.key, one.version) not in before]
            self.made = new[0] if new else ""
            self.accept()

        self._office.acts.do(
            lambda: (
                checklists.new_version(desk, key=chosen.key, title=title, items=items)
                if chosen
                else checklists.add_checklist(desk, title=title, items=items)
            ),
            then=stored,
            refused=self.refused,
        )
