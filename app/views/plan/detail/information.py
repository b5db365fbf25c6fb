"""Thông tin: content, units, products, deadline with its extensions, what must be done first, note. Edited in place."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.models.errors import NotFoundError
from app.models.plan.records import Extension, Task
from app.models.vietnam_time import show_date
from app.services import plan, settings, tasks
from app.views.common.chips import Chips
from app.views.common.dates import DeadlineField
from app.views.common.entries import entry, list_box, refill
from app.views.common.fields import StoredText
from app.views.common.layout import STRETCH, button, field, label, row
from app.views.common.office import Office
from app.views.common.type_ahead import Entry, TypeAhead
from app.views.common.unit_entries import UnitEntries
from app.views.plan.detail.section import TaskSection


class InformationSection(TaskSection):
    """The fields of the task."""

    def __init__(self, office: Office, units: UnitEntries) -> None:
        super().__init__(office)
        self._units = units
        self.content = StoredText(lines=(2, 6))
        self._reword = button("Sửa lời mẫu", self._allow_rewording, kind="link")
        self._form_note = label("", "muted", wrap=True)
        self.lead = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.coordinating = Chips("Thêm đơn vị phối hợp")
        self.products = StoredText(lines=(1, 4), placeholder="Văn bản, kết quả phải có để hoàn thành")
        self.deadline = DeadlineField(night_ends=partial(settings.night_ends, office.desk))
        self._extend = button("Gia hạn…", self._ask_extension, icon="calendar")
        holder, self._extensions = list_box()
        self.needs = Chips("Thêm việc phải xong trước: gõ số hoặc nội dung")
        self.note = StoredText(lines=(1, 4))
        self._is_rewording = False
        self._source = label("", "muted", wrap=True)
        for item in (
            field("Nội dung công việc", self.content),
            row(self._form_note, self._reword, STRETCH),
            field("Đơn vị chủ trì", self.lead),
            field("Đơn vị phối hợp", self.coordinating),
            field("Sản phẩm đầu ra", self.products),
            field("Thời hạn hoàn thành", self.deadline),
        ):
            self.lines.addLayout(item)
        self.lines.addWidget(holder)
        self.lines.addLayout(row(self._extend, STRETCH))
        self.lines.addLayout(field("Việc phải xong trước", self.needs))
        self.lines.addLayout(field("Ghi chú", self.note))
        self.lines.addWidget(self._source)
        self.lines.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        self.content.stored.connect(self._store_content)
        self.products.stored.connect(self._store_products)
        self.note.stored.connect(self._store_note)
        self.deadline.stored.connect(self._store_deadline)
        self.lead.chosen.connect(self._store_lead)
        self.lead.typed.connect(self._store_lead)
        self.coordinating.changed.connect(self._store_coordinating)
        self.needs.changed.connect(self._store_needs)

    def _store_content(self, text: str) -> None:
        desk = self.office.desk
        self.change(
            lambda task: tasks.edit_task(desk, task_id=task.id, content=text, amend_form=True), editor=self.content
        )

    def _store_products(self, text: str) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.edit_task(desk, task_id=task.id, products=text), editor=self.products)

    def _store_note(self, text: str) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.edit_task(desk, task_id=task.id, note=text), editor=self.note)

    def _store_deadline(self, text: str) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.set_deadline(desk, task_id=task.id, text=text), editor=self.deadline.line)

    def _store_lead(self, unit: str) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.set_lead(desk, task_id=task.id, unit=unit))

    def _store_coordinating(self, units: list[str]) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.set_coordinating(desk, task_id=task.id, units=units))

    def _store_needs(self, needs: list[str]) -> None:
        desk = self.office.desk
        self.change(lambda task: tasks.set_needs(desk, task_id=task.id, needs=needs))

    def show_task(self, task: Task) -> None:
        """Show every field of a task."""
        if self.task is None or self.task.id != task.id:
            self._is_rewording = False
        super().show_task(task)
        self._show_content(task)
        self.lead.set_entries(self._units.all())
        self.lead.show_value(task.lead.name if task.lead else "")
        self.lead.setReadOnly(self.is_locked)
        self.coordinating.set_entries(self._units.all())
        chosen = [Entry(unit.id, unit.name) for unit in task.coordinating]
        self.coordinating.show_chosen(chosen, locked=self.is_locked)
        self.products.show_value(task.products)
        self.products.setReadOnly(self.is_locked)
        self._show_deadline(task)
        self._show_needs(task)
        self.note.show_value(task.note)
        self.note.setReadOnly(self.is_locked)
        other = f"\nHạn khác: {task.source.other_deadline}" if task.source.other_deadline else ""
        self._source.setText(f"Nguồn: {task.source.label}{other}")

    def _show_content(self, task: Task) -> None:
        self.content.show_value(task.content)
        is_form = not task.is_addition and not task.is_reworded and not self._is_rewording
        self.content.setReadOnly(is_form or self.is_locked)
        self._reword.setVisible(is_form and not self.is_locked)
        self._form_note.setVisible(not task.is_addition)
        was = f"Sửa so với mẫu. Lời mẫu: {task.form_wording}" if task.is_reworded else "Lời của mẫu Phụ lục I."
        self._form_note.setText("Đang sửa lời mẫu." if self._is_rewording and not task.is_reworded else was)

    def _show_deadline(self, task: Task) -> None:
        original = task.original_deadline
        in_force = task.deadline.text if task.extensions and task.deadline else ""
        self.deadline.show_value(
            original.text if original else "", instead=f"Hạn gốc. Đã gia hạn đến: {in_force}." if in_force else ""
        )
        self.deadline.setReadOnly(bool(task.extensions) or self.is_locked)
        self._extend.setVisible(original is not None and not self.is_locked)
        refill(self._extensions, *_extension_entries(task.extensions))

    def _show_needs(self, task: Task) -> None:
        self.needs.adding.set_source(lambda: self._others(task))
        self.needs.show_chosen([self._needed(task_id) for task_id in task.needs], locked=self.is_locked)

    def _others(self, task: Task) -> list[Entry]:
        view = plan.view(self.office.desk)
        return [Entry(each.id, f"{each.number} {each.content}") for each in view.tasks if each.id != task.id]

    def _needed(self, task_id: str) -> Entry:
        try:
            needed = plan.task(self.office.desk, task_id=task_id)
        except NotFoundError:
            return Entry(task_id, "(nhiệm vụ đã xoá)")
        return Entry(task_id, f"{needed.number} {needed.content}")

    def _allow_rewording(self) -> None:
        self._is_rewording = True
        if self.task is not None:
            self._show_content(self.task)
        self.content.setFocus()

    def _ask_extension(self) -> None:
        from app.views.plan.extend_sheet import ExtendSheet

        if self.task is not None:
            ExtendSheet(self.window(), self.office, self.task).exec()


def _extension_entries(extensions: Sequence[Extension]) -> list[QWidget]:
    made = []
    for number, each in enumerate(extensions, 1):
        decided = f", ngày {show_date(each.decided_on)}" if each.decided_on else ""
        document = f", {each.document}" if each.document else ""
        made.append(
            entry(
                (f"Gia hạn lần {number}: {each.deadline.text}", "strong"),
                (each.reason, ""),
                (f"Người duyệt: {each.approver}{decided}{document}", "muted"),
            )
        )
    return made
