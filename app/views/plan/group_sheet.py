"""Nhóm nhiệm vụ: a group of the province's own after those of the form, and another name for one of them."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.services import plan
from app.services.desk import Outcome
from app.views.common.acts import Done
from app.views.common.empty import EmptyState
from app.views.common.fields import Choice
from app.views.common.layout import field
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class AddGroupSheet(Sheet):
    """Thêm nhóm nhiệm vụ."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Thêm nhóm nhiệm vụ",
            "Nhóm đứng sau nhóm cuối cùng của kế hoạch và hiện trong bảng khi có nhiệm vụ đầu tiên.",
        )
        self._office = office
        self.added = ""
        self.heading = QLineEdit()
        self.heading.setPlaceholderText("VD: CÔNG TÁC TRUYỀN THÔNG VÀ HỖ TRỢ NGƯỜI DÂN")
        self.add(field("Tên nhóm nhiệm vụ", self.heading))
        self.foot("Thêm nhóm", self._add)
        self.heading.setFocus()

    def _add(self) -> None:
        heading = self.heading.text()
        self._office.acts.do(
            lambda: plan.add_group(self._office.desk, heading=heading), then=self._close, refused=self.refused
        )

    def _close(self, outcome: Done) -> None:
        if isinstance(outcome, Outcome):
            self.added = outcome.created[0]
        self.accept()


class RenameGroupSheet(Sheet):
    """Đổi tên nhóm nhiệm vụ; the form's own groups keep their wording."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Đổi tên nhóm nhiệm vụ",
            "Tên nhóm của mẫu Phụ lục I giữ nguyên; chỉ đổi được nhóm tỉnh đã thêm.",
        )
        self._office = office
        self.group = Choice()
        self.heading = QLineEdit()
        self._headings = {group.id: group.heading for group in plan.view(office.desk).groups if not group.form_key}
        numerals = {group.id: group.numeral for group in plan.groups(office.desk)}
        for group_id, heading in self._headings.items():
            self.group.addItem(f"{numerals[group_id]}. {heading}", group_id)
        if not self._headings:
            self.add(EmptyState("list-bullets", "Chưa có nhóm nào tỉnh thêm", "Thêm bằng “Thêm nhóm nhiệm vụ”."))
            self.foot(close="Đóng")
            return
        self.add(field("Nhóm", self.group), field("Tên mới", self.heading))
        self.foot("Đổi tên nhóm", self._rename)
        self.group.currentIndexChanged.connect(lambda _at: self._show_heading())
        self._show_heading()

    def _show_heading(self) -> None:
        self.heading.setText(self._headings[str(self.group.currentData())])
        self.heading.selectAll()
        self.heading.setFocus()

    def _rename(self) -> None:
        group_id, heading = str(self.group.currentData()), self.heading.text()
        if heading == self._headings[group_id]:
            self.accept()
            return
        self._office.acts.do(
            lambda: plan.rename_group(self._office.desk, group_id=group_id, heading=heading),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
            note="Đã đổi tên nhóm nhiệm vụ.",
        )
