"""Người dùng: who works here, their PINs."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.queries import PersonCard
from app.services import people
from app.views.common.edits import changed
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, column, field, framed, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.settings.card import card


def pin_line() -> QLineEdit:
    """A field for a PIN, not shown as it is typed."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setMaxLength(12)
    line.setPlaceholderText("4 đến 12 chữ số")
    return line


class PeopleCard(QWidget):
    """The people of this workspace."""

    def __init__(self, office: Office) -> None:
        super().__init__()
        self._office = office
        holder, self._list = list_box()
        self._add = button("Thêm người…", self.add_person, icon="plus")
        self.setLayout(
            column(
                card(
                    "Người dùng",
                    "Mỗi thay đổi ghi tên người thực hiện. Mã PIN ngăn người khác dùng tên của mình.",
                    holder,
                    row(self._add, STRETCH),
                )
            )
        )
        self.reload()

    def reload(self) -> None:
        """Show everybody."""
        self._add.setEnabled(not self._office.desk.read_only)
        refill(self._list, *(self._entry(person) for person in people.people(self._office.desk)))

    def _entry(self, person: PersonCard) -> QWidget:
        current = self._office.desk.person
        is_here = current is not None and current.id == person.id
        more = ", ".join(part for part in (person.position, person.unit) if part)
        name = f"{person.full_name} (đang dùng)" if is_here else person.full_name
        texts = column(label(name, strong=True), spacing=0)
        if more:
            texts.addWidget(label(more, "muted", wrap=True))
        pin = button("Đổi mã PIN…" if person.has_pin else "Đặt mã PIN…", partial(self.set_pin, person))
        edit = button("Sửa…", partial(self.edit_person, person))
        for each in (pin, edit):
            each.setEnabled(not self._office.desk.read_only)
        line = row(texts, edit, pin, margins=(12, 6, 6, 6))
        line.setStretch(0, 1)
        return framed(line, "card")

    def add_person(self) -> None:
        """Thêm người."""
        PersonSheet(self.window(), self._office).exec()

    def edit_person(self, person: PersonCard) -> None:
        """Sửa hồ sơ."""
        PersonSheet(self.window(), self._office, person).exec()

    def set_pin(self, person: PersonCard) -> None:
        """Đặt, đổi hoặc bỏ mã PIN."""
        PinSheet(self.window(), self._office, person).exec()


class PersonSheet(Sheet):
    """A new person, or the profile of one."""

    def __init__(self, parent: QWidget | None, office: Office, person: PersonCard | None = None) -> None:
        super().__init__(parent, "Sửa hồ sơ" if person else "Thêm người")
        self._office = office
        self._person = person
        self.full_name = QLineEdit(person.full_name if person else "")
        self.position = QLineEdit(person.position if person else "")
        self.unit = QLineEdit(person.unit if person else "")
        self.pin = pin_line()
        self._as_opened = self._typed()
        self.add(
            field("Họ và tên", self.full_name),
            row(field("Chức vụ", self.position), field("Đơn vị", self.unit), spacing=12),
        )
        if person is None:
            self.add(field("Mã PIN (không bắt buộc)", self.pin))
        self.foot("Ghi" if person else "Thêm người", self._store)
        self.full_name.setFocus()

    def _typed(self) -> dict[str, str]:
        return {"full_name": self.full_name.text(), "position": self.position.text(), "unit": self.unit.text()}

    def _store(self) -> None:
        desk, person, given = self._office.desk, self._person, self._typed()
        if person is None:
            work = partial(people.add_person, desk, pin=self.pin.text(), **given)
        else:
            work = partial(people.edit_person, desk, person_id=person.id, **changed(self._as_opened, given))
        self._office.acts.do(work, then=lambda _outcome: self._close(), refused=self.refused)

    def _close(self) -> None:
        self._office.desk_altered.emit()
        self.accept()


class PinSheet(Sheet):
    """Set, change or remove a PIN."""

    def __init__(self, parent: QWidget | None, office: Office, person: PersonCard) -> None:
        super().__init__(parent, f"Mã PIN của {person.full_name}", "Để trống mã mới là bỏ mã PIN.")
        self._office = office
        self._person = person
        self.old = pin_line()
        self.new = pin_line()
        if person.has_pin:
            self.add(field("Mã hiện tại", self.old))
        self.add(field("Mã mới", self.new))
        self.foot("Đổi mã PIN" if person.has_pin else "Đặt mã PIN", self._store)
        (self.old if person.has_pin else self.new).setFocus()

    def _store(self) -> None:
        self._office.acts.do(
            lambda: people.set_pin(
                self._office.desk, person_id=self._person.id, new_pin=self.new.text(), old_pin=self.old.text()
            ),
            then=lambda _outcome: self.accept(),
            refused=self.refused,
        )


class SwitchSheet(Sheet):
    """Đổi người dùng: asks for the PIN of who sits down."""

    def __init__(self, parent: QWidget | None, office: Office, person: PersonCard) -> None:
        super().__init__(parent, "Đổi người dùng", f"{person.full_name} nhập mã PIN của mình.", width=420)
        self._office = office
        self._person = person
        self.pin = pin_line()
        self.add(field("Mã PIN", self.pin))
        self.foot("Đổi người dùng", self._switch)
        self.pin.setFocus()

    def _switch(self) -> None:
        desk = self._office.desk
        self._office.acts.read(
            lambda: people.switch_person(desk, person_id=self._person.id, pin=self.pin.text()),
            lambda _card: self._close(),
            refused=self.refused,
        )

    def _close(self) -> None:
        self._office.desk_altered.emit()
        self.accept()
