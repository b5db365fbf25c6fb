"""Biểu quyết: who votes at a gate, in the fixed order in which the screen and the paper ask them."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.runbook.records import GateRole, Master, Step
from app.services.runbook import masters
from app.views.common.entries import list_box, refill
from app.views.common.fields import Choice
from app.views.common.layout import STRETCH, button, column, field, framed, icon_button, label, row, rule
from app.views.common.office import Office
from app.views.runbook.detail.section import StepSection


class VotersSection(StepSection):
    """The roles of a gate."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._roles: tuple[GateRole, ...] = ()
        holder, self._list = list_box()
        self._hint = label("", "muted", wrap=True)
        self.role = QLineEdit()
        self.role.setPlaceholderText("VD: Tổ trưởng Tổ Công tác Tỉnh")
        self.contact = Choice()
        self.add = button("Thêm chức trách", self._add)
        self.lines.addWidget(self._hint)
        self.lines.addWidget(holder)
        self.lines.addWidget(rule())
        self.lines.addLayout(field("Chức trách biểu quyết", self.role))
        self.lines.addLayout(field("Người giữ chức trách", self.contact))
        self.lines.addLayout(row(STRETCH, self.add))
        self.lines.addStretch(1)

    def show_step(self, master: Master, step: Step) -> None:
        """Show who votes at a gate."""
        super().show_step(master, step)
        self._roles = master.gate(step.id).roles
        self._hint.setText(
            "Hỏi theo thứ tự này. Ai chưa biểu quyết tính là DỪNG."
            if step.is_gate
            else "Chỉ điểm quyết định mới có biểu quyết. Đổi loại bước ở thẻ Nội dung."
        )
        refill(self._list, *(self._entry(master, at, role) for at, role in enumerate(self._roles)))
        self.contact.clear()
        self.contact.addItem("Chưa chọn người", "")
        for one in master.contacts:
            self.contact.addItem(one.shown, one.id)
        for editor in (self.role, self.contact, self.add):
            editor.setEnabled(step.is_gate and not self.is_locked)

    def _entry(self, master: Master, at: int, role: GateRole) -> QWidget:
        contact = master.contact(role.contact_id)
        texts = column(label(f"{at + 1}. {role.role}", strong=True, wrap=True), spacing=2)
        texts.addWidget(
            label(contact.shown if contact else "Chưa có người", "muted" if contact else "watch", wrap=True)
        )
        up = icon_button("arrow-up", f"Đưa {role.role} lên trước", partial(self._move, at, -1))
        down = icon_button("arrow-down", f"Đưa {role.role} xuống sau", partial(self._move, at, 1))
        remove = icon_button("trash", f"Bỏ {role.role}", partial(self._remove, at))
        up.setEnabled(at > 0)
        down.setEnabled(at < len(self._roles) - 1)
        line = row(texts, up, down, remove, spacing=0, margins=(12, 8, 4, 8))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _store(self, roles: tuple[GateRole, ...]) -> None:
        desk = self.office.desk
        self.change(lambda step: masters.set_gate_roles(desk, step_id=step.id, roles=roles))

    def _add(self) -> None:
        made = GateRole("", self.role.text(), str(self.contact.currentData() or ""))
        self._store((*self._roles, made))
        self.role.clear()

    def _move(self, at: int, way: int) -> None:
        roles = list(self._roles)
        roles.insert(at + way, roles.pop(at))
        self._store(tuple(roles))

    def _remove(self, at: int) -> None:
        self._store(self._roles[:at] + self._roles[at + 1 :])
