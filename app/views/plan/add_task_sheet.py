"""Thêm nhiệm vụ: a row of the province's own; only the content is asked for, the rest may follow."""

from functools import partial

from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.services import plan, settings, tasks
from app.services.desk import Outcome
from app.views.common.acts import Done
from app.views.common.chips import Chips
from app.views.common.dates import DeadlineField
from app.views.common.fields import Choice
from app.views.common.layout import button, field
from app.views.common.office import Office
from app.views.common.sheet import Sheet
from app.views.common.type_ahead import TypeAhead
from app.views.common.unit_entries import UnitEntries


class AddTaskSheet(Sheet):
    """One new task, or several one after another."""

    def __init__(self, parent: QWidget | None, office: Office, units: UnitEntries, *, group_id: str = "") -> None:
        super().__init__(
            parent, "Thêm nhiệm vụ", "Nhiệm vụ mang dấu “bổ sung” và tự được đánh số trong nhóm.", width=620
        )
        self._office = office
        self._coordinating: list[str] = []
        self.added: list[str] = []
        self.group = Choice()
        for group in plan.groups(office.desk):
            self.group.addItem(f"{group.numeral}. {group.heading}", group.id)
        if group_id:
            self.group.choose(group_id)
        self.content = QPlainTextEdit()
        self.content.setTabChangesFocus(True)
        self.content.setFixedHeight(72)
        self.lead = TypeAhead(placeholder="Gõ tên đơn vị, không cần dấu")
        self.lead.set_entries(units.all())
        self._names = {entry.id: entry for entry in units.all()}
        self.coordinating = Chips("Gõ tên đơn vị phối hợp")
        self.coordinating.set_entries(units.all())
        self.coordinating.changed.connect(self._show_coordinating)
        self.products = QPlainTextEdit()
        self.products.setTabChangesFocus(True)
        self.products.setFixedHeight(48)
        self.deadline = DeadlineField(night_ends=partial(settings.night_ends, office.desk))
        self.add(
            field("Nhóm", self.group),
            field("Nội dung công việc", self.content),
            field("Đơn vị chủ trì", self.lead),
            field("Đơn vị phối hợp", self.coordinating),
            field("Sản phẩm đầu ra", self.products),
            field("Thời hạn hoàn thành", self.deadline),
        )
        self.foot("Thêm nhiệm vụ", lambda: self._add(self._close), close="Đóng")
        self.foot_left(button("Thêm và nhập tiếp", lambda: self._add(self._next)))
        self.content.setFocus()

    def _show_coordinating(self, units: list[str]) -> None:
        self._coordinating = units
        self.coordinating.show_chosen([self._names[unit] for unit in units])

    def _add(self, then: object) -> None:
        group_id = str(self.group.currentData())

        def added(outcome: Done) -> None:
            if isinstance(outcome, Outcome):
                self.added += outcome.created[:1]
            if callable(then):
                then()

        self._office.acts.do(
            lambda: tasks.add_task(
                self._office.desk,
                group_id=group_id,
                content=self.content.toPlainText(),
                lead=self.lead.text(),
                coordinating=self._coordinating,
                products=self.products.toPlainText(),
                deadline=self.deadline.text(),
            ),
            then=added,
            refused=self.refused,
        )

    def _close(self) -> None:
        self.accept()

    def _next(self) -> None:
        self.message.show_note("Đã thêm nhiệm vụ.")
        for each in (self.content, self.products):
            each.clear()
        self.lead.show_value("")
        self._show_coordinating([])
        self.deadline.show_value("")
        self.content.setFocus()
