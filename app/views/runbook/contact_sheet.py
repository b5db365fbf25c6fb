"""A person on duty (Người trực): name, phones, team, when available, and which profile of the program is theirs."""

from typing import cast

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.runbook.records import Contact
from app.services import people
from app.services.runbook import duty, masters
from app.services.runbook.duty import ContactFields
from app.views.common.acts import Done
from app.views.common.clock_words import moment, read_moment
from app.views.common.edits import changed
from app.views.common.fields import Choice
from app.views.common.layout import field, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class ContactSheet(Sheet):
    """A new person on duty, or one to change."""

    def __init__(self, parent: QWidget | None, office: Office, contact: Contact | None = None) -> None:
        super().__init__(
            parent,
            "Sửa người trực" if contact else "Thêm người trực",
            "Số điện thoại hiện trên thẻ bước và danh sách gọi trong đêm.",
        )
        self._office = office
        self._contact = contact
        known = contact or Contact("", "")
        self.name = QLineEdit(known.name)
        self.phone = QLineEdit(known.phone)
        self.phone.setPlaceholderText("VD: 0912 345 678, 0263 3822 999")
        self.position = QLineEdit(known.position)
        self.team = QLineEdit(known.team)
        self.since = QLineEdit(moment(known.available_from) if known.available_from else "")
        self.until = QLineEdit(moment(known.available_until) if known.available_until else "")
        self.since.setPlaceholderText("VD: 20:00 30/06/2025")
        self.until.setPlaceholderText("Để trống là cả đêm")
        self.person = Choice()
        self.person.addItem("Không dùng chương trình", "")
        for each in people.people(office.desk):
            self.person.addItem(each.full_name if each.has_pin else f"{each.full_name} (chưa có mã PIN)", each.id)
        self.person.choose(known.person_id)
        self._as_opened = self._typed()
        self.add(
            row(field("Họ và tên", self.name), field("Điện thoại", self.phone), spacing=12),
            row(field("Chức vụ", self.position), field("Tổ, đơn vị", self.team), spacing=12),
            row(field("Có mặt từ", self.since), field("Có mặt đến", self.until), spacing=12),
            field(
                "Hồ sơ người dùng",
                self.person,
                "Người biểu quyết, chỉ huy và người xác nhận thứ hai cần hồ sơ có mã PIN.",
            ),
        )
        self.foot("Ghi" if contact else "Thêm người trực", self._store)

    def _typed(self) -> dict[str, str]:
        return {
            "name": self.name.text(),
            "phone": self.phone.text(),
            "position": self.position.text(),
            "team": self.team.text(),
            "person_id": str(self.person.currentData()),
            "available_from": self.since.text(),
            "available_until": self.until.text(),
        }

    def _read(self, typed: dict[str, str]) -> ContactFields:
        near = masters.master(self._office.desk).anchor
        values: dict[str, object] = dict(typed)
        for name in ("available_from", "available_until"):
            if name in typed:
                values[name] = read_moment(typed[name], near=near) if typed[name].strip() else None
        return cast(ContactFields, values)

    def _store(self) -> None:
        desk, contact, typed = self._office.desk, self._contact, self._typed()

        def work() -> Done:
            if contact is None:
                return duty.add_contact(desk, **self._read(typed))
            return duty.edit_contact(desk, contact_id=contact.id, **self._read(changed(self._as_opened, typed)))

        self._office.acts.do(work, then=lambda _done: self.accept(), refused=self.refused)
