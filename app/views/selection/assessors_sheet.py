"""Người đánh giá: who scores a kind, his part in it, and whose interest conflicts."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.models.errors import AppError
from app.models.selection.records import Assessor
from app.services import people
from app.services.selection import assessing, reading
from app.views.common.fields import Choice, StoredLine
from app.views.common.layout import STRETCH, button, column, field, icon_button, label, row, scrolled, wide
from app.views.common.office import Office, Place
from app.views.common.sheet import Sheet
from app.views.selection.cards import Card, CardList


class AssessorCard(Card[Assessor]):
    """One assessor: his part, his phone, and what stands against him."""

    def __init__(self, sheet: "AssessorsSheet", one: Assessor) -> None:
        super().__init__()
        self._sheet = sheet
        self.duty, self.phone = StoredLine(placeholder="Nhiệm vụ"), StoredLine(placeholder="Điện thoại")
        self.duty.setAccessibleName(f"Nhiệm vụ của {one.name}")
        self.phone.setAccessibleName(f"Điện thoại của {one.name}")
        self.phone.setFixedWidth(130)
        remove = icon_button("trash", f"Bỏ {one.name}", partial(sheet.remove, one.id))
        about = ", ".join(part for part in (one.position, one.unit) if part)
        self._interest = label("", "watch", wrap=True)
        first = row(wide(label(one.name, strong=True)), self.duty, self.phone, remove, spacing=8)
        lines = column(first, spacing=2, margins=(12, 6, 6, 6))
        if about:
            lines.addWidget(label(about, "muted", wrap=True))
        lines.addWidget(self._interest)
        self.setLayout(lines)
        self.duty.stored.connect(lambda text: sheet.edit(one.id, self.duty, duty=text))
        self.phone.stored.connect(lambda text: sheet.edit(one.id, self.phone, phone=text))

    @override
    def show_item(self, item: Assessor) -> None:
        self.duty.show_value(item.duty)
        self.phone.show_value(item.phone)
        interest = self._sheet.interests.get(item.id, "")
        self._interest.setText(interest)
        self._interest.setVisible(bool(interest))


class AssessorsSheet(Sheet):
    """The assessors of the newest version."""

    def __init__(self, parent: QWidget | None, office: Office, kind_id: str) -> None:
        view = reading.kind(office.desk, kind_id=kind_id)
        super().__init__(
            parent,
            f"Người đánh giá: {view.kind.shown}",
            "Mỗi người chấm một phiếu riêng. Người là đầu mối hoặc thuộc nhà cung cấp của hệ thống được chỉ ra để xem "
            "xét xung đột lợi ích.",
            width=680,
        )
        self._office = office
        self._kind_id = kind_id
        self.interests: dict[str, str] = {}
        none = label("Chưa có người đánh giá. Cần ít nhất hai người.", "muted")
        self.list: CardList[Assessor] = CardList(lambda one: AssessorCard(self, one), lambda one: one.id, none)
        area = scrolled(column(self.list, STRETCH))
        area.setMinimumHeight(220)
        self.person = Choice()
        self.duty = QLineEdit()
        self.duty.setPlaceholderText("VD: Thành viên")
        self.phone = QLineEdit()
        self._add = button("Thêm", self._add_person, icon="plus")
        new = button("Thêm người dùng trong Cài đặt", self._to_people, kind="link")
        line = row(
            field("Người", self.person), field("Nhiệm vụ", self.duty), field("Điện thoại", self.phone), self._add,
            spacing=12,
        )  # fmt: skip
        self.add(area, line, row(new))
        self.foot(close="Đóng")
        office.acts.changed.connect(self._follow)
        self.read()

    def _follow(self, _outcome: object, _initiator: object) -> None:
        self.read()

    def read(self) -> None:
        """Show who scores."""
        desk = self._office.desk
        sheet = reading.kind(desk, kind_id=self._kind_id).sheet
        self.interests = {
            one.assessor_id: one.message
            for one in reading.findings(desk, kind_id=self._kind_id)
            if one.rule == "interest"
        }
        self.list.show_items(sheet.assessors)
        self.list.setEnabled(not desk.read_only)
        known = {one.person_id for one in sheet.assessors}
        self.person.clear()
        for each in people.people(desk):
            if each.id not in known:
                self.person.addItem(each.full_name, each.id)
        self._add.setEnabled(self.person.count() > 0 and not desk.read_only and sheet.round is not None)

    def edit(self, assessor_id: str, editor: StoredLine, *, duty: str | None = None, phone: str | None = None) -> None:
        """Change what is said of an assessor; a refused text stays to be corrected."""
        desk = self._office.desk

        def refused(error: AppError) -> None:
            editor.take_back()
            self.refused(error)

        self._office.acts.do(
            lambda: assessing.edit_assessor(desk, assessor_id=assessor_id, duty=duty, phone=phone), refused=refused
        )

    def _add_person(self) -> None:
        desk, kind_id = self._office.desk, self._kind_id
        person, duty, phone = str(self.person.currentData()), self.duty.text(), self.phone.text()
        self.message.hide()
        self._office.acts.do(
            lambda: assessing.add_assessor(desk, kind_id=kind_id, person_id=person, duty=duty, phone=phone),
            then=lambda _done: self._clear(),
            refused=self.refused,
        )

    def _clear(self) -> None:
        self.duty.clear()
        self.phone.clear()

    def remove(self, assessor_id: str) -> None:
        """Take an assessor off."""
        desk = self._office.desk
        self._office.acts.do(lambda: assessing.remove_assessor(desk, assessor_id=assessor_id), refused=self.refused)

    def _to_people(self) -> None:
        self.reject()
        self._office.go(Place("settings"))
