"""Nội dung: what the step is, who does it, when it has succeeded and how it is taken back. Edited in place."""

from app.models.runbook.records import Master, Step, StepKind
from app.services.runbook import masters
from app.services.runbook.masters import StepFields
from app.views.common.fields import Choice, StoredText
from app.views.common.layout import STRETCH, button, field, label, restyle, row
from app.views.common.office import Office
from app.views.common.type_ahead import Entry, TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.runbook.contact_sheet import ContactSheet
from app.views.runbook.detail.section import StepSection, contact_entries


class InformationSection(StepSection):
    """The words and people of a step."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self._units = units
        self.content = StoredText(lines=(2, 6), placeholder="Bắt đầu bằng động từ: Sao lưu, Trỏ, Kiểm tra…")
        self.kind = Choice()
        for kind in StepKind:
            self.kind.addItem(kind.label, kind.value)
        self.lead = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu", free=True)
        self.coordinating = StoredText(lines=(1, 4), placeholder="Mỗi dòng một đơn vị")
        self.owner = TypeAhead(placeholder="Gõ tên hoặc số điện thoại")
        self.deputy = TypeAhead(placeholder="Gõ tên hoặc số điện thoại")
        self._phones = label("", "muted", wrap=True)
        self.expected = StoredText(lines=(1, 4), placeholder="Nhìn vào đâu để biết bước đã đạt")
        self.undo = StoredText(lines=(1, 4), placeholder="Làm gì để đưa về như trước bước này")
        self.note = StoredText(lines=(1, 4))
        self._source = label("", "muted", wrap=True)
        people = row(field("Phụ trách", self.owner), field("Dự phòng", self.deputy), spacing=12)
        for item in (
            field("Nội dung công việc", self.content),
            field("Loại bước", self.kind),
            field("Đơn vị chủ trì", self.lead),
            field("Đơn vị phối hợp", self.coordinating),
            people,
            row(self._phones, STRETCH, button("Thêm người trực…", self._add_contact, kind="link")),
            field("Kết quả cần đạt (tiêu chí thành công)", self.expected),
            field("Cách hoàn lại", self.undo),
            field("Ghi chú", self.note),
        ):
            self.lines.addLayout(item)
        self.lines.addWidget(self._source)
        self.lines.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        self.content.stored.connect(lambda text: self._store(self.content, content=text))
        self.expected.stored.connect(lambda text: self._store(self.expected, expected_result=text))
        self.undo.stored.connect(lambda text: self._store(self.undo, undo_action=text))
        self.note.stored.connect(lambda text: self._store(self.note, note=text))
        self.coordinating.stored.connect(self._store_coordinating)
        self.lead.chosen.connect(lambda _unit: self._store(None, lead_unit=self.lead.text()))
        self.lead.typed.connect(lambda text: self._store(None, lead_unit=text))
        self.owner.chosen.connect(lambda contact: self._store(None, owner_id=contact))
        self.owner.typed.connect(lambda _none: self._store(None, owner_id=""))
        self.deputy.chosen.connect(lambda contact: self._store(None, deputy_id=contact))
        self.deputy.typed.connect(lambda _none: self._store(None, deputy_id=""))
        self.kind.activated.connect(lambda _at: self._store(None, kind=StepKind(str(self.kind.currentData()))))

    def _store(self, editor: StoredText | None, **given: object) -> None:
        desk = self.office.desk
        fields = StepFields(**given)  # type: ignore[typeddict-item]  # the keys above are StepFields' own
        self.change(lambda step: masters.edit_step(desk, step_id=step.id, **fields), editor=editor)

    def _store_coordinating(self, text: str) -> None:
        units = [line.strip() for line in text.splitlines() if line.strip()]
        self._store(self.coordinating, coordinating=units)

    def _add_contact(self) -> None:
        ContactSheet(self.window(), self.office).exec()

    def show_step(self, master: Master, step: Step) -> None:
        """Show every field of a step."""
        super().show_step(master, step)
        for editor, value in (
            (self.content, step.content),
            (self.coordinating, "\n".join(step.coordinating)),
            (self.expected, step.expected_result),
            (self.undo, step.undo_action),
            (self.note, step.note),
        ):
            editor.show_value(value)
            editor.setReadOnly(self.is_locked)
        self.kind.choose(step.kind.value)
        self.kind.setEnabled(not self.is_locked)
        named = dict.fromkeys(one.lead_unit for one in master.steps if one.lead_unit)
        self.lead.set_entries([*(Entry(name, name) for name in named), *self._units.all()])
        self.lead.show_value(step.lead_unit)
        self._show_people(master, step)
        self._source.setText(f"Bước {step.form_number} của mẫu Phụ lục V." if step.form_number else "")

    def _show_people(self, master: Master, step: Step) -> None:
        entries = contact_entries(master)
        for editor, contact_id in ((self.owner, step.owner_id), (self.deputy, step.deputy_id)):
            contact = master.contact(contact_id)
            editor.set_entries(entries)
            editor.show_value(contact.name if contact else "")
            editor.setReadOnly(self.is_locked)
        known = [one for one in (master.contact(step.owner_id), master.contact(step.deputy_id)) if one]
        missing = [one.name for one in known if not one.phone]
        restyle(self._phones, "watch" if missing else "muted")
        phones = " · ".join(one.phone for one in known if one.phone)
        self._phones.setText(f"Chưa có số điện thoại: {', '.join(missing)}" if missing else phones)
