"""The second person's field: who, and the PIN they type themselves."""

from PySide6.QtWidgets import QLineEdit, QWidget

from app.services import people
from app.services.desk import Desk
from app.services.runbook.seconding import Second
from app.views.common.fields import Choice
from app.views.common.layout import column, field, label, row
from app.views.runbook.night.following import Following


class SecondPerson(QWidget):
    """Somebody other than who sits at the desk."""

    def __init__(self, desk: Desk, title: str = "Người thứ hai xác nhận", *, only: str = "") -> None:
        super().__init__()
        own = desk.person.id if desk.person is not None else ""
        others = [
            each for each in people.people(desk) if each.has_pin and (each.id == only if only else each.id != own)
        ]
        self.person = Choice()
        for each in others:
            self.person.addItem(each.full_name, each.id)
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(12)
        self.pin.setPlaceholderText("Mã PIN")
        lines = column(row(field(title, self.person), field("Mã PIN của người đó", self.pin), spacing=12), spacing=4)
        if not others:
            text = "Chưa có người nào khác có mã PIN. Đặt mã PIN trong Cài đặt, mục Người dùng."
            lines.addWidget(label(text, "watch", wrap=True))
        self.setLayout(lines)

    def second(self) -> Second | None:
        """Who and what was typed; None while no PIN is there."""
        person_id = str(self.person.currentData() or "")
        return Second(person_id, self.pin.text()) if person_id and self.pin.text() else None


def commander_field(following: Following) -> SecondPerson | None:
    """Where the commander of the run types the PIN; None while they sit at this desk themselves, or nobody commands."""
    commander, person = following.state.commander, following.office.desk.person
    if commander is None or (person is not None and person.id == commander.person_id):
        return None
    return SecondPerson(following.office.desk, "Chỉ huy", only=commander.person_id)
