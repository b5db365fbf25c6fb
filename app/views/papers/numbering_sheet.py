"""Cách đánh số văn bản: a series for each kind or for all, and the terms that the Party's registers begin anew with."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.papers.registers import Term
from app.models.vietnam_time import show_date
from app.services.desk import Outcome
from app.services.papers import registers
from app.views.common.dates import DayField
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, field, framed, icon_button, label, row
from app.views.common.office import Office
from app.views.common.sheet import Sheet


class NumberingSheet(Sheet):
    """How this house numbers its papers."""

    def __init__(self, parent: QWidget | None, office: Office) -> None:
        super().__init__(
            parent,
            "Cách đánh số văn bản",
            "Văn bản của cơ quan nhà nước đánh số theo năm; văn bản của Đảng đánh số theo tên loại và nhiệm kỳ.",
        )
        self._office = office
        self.by_kind = QCheckBox("Văn bản của cơ quan nhà nước cũng đánh số riêng theo từng tên loại")
        self.by_kind.clicked.connect(self._set_by_kind)
        holder, self._terms = list_box()
        self.name, self.since = QLineEdit(), DayField()
        self.name.setPlaceholderText("VD: 2025-2030")
        self._add = button("Thêm nhiệm kỳ", self._add_term, icon="plus")
        for each in (self.name, self.since):
            each.returnPressed.connect(self._add_term)
        self.add(
            self.by_kind,
            label("Nhiệm kỳ cấp ủy", "field"),
            holder,
            row(field("Nhiệm kỳ", self.name), field("Bắt đầu từ ngày", self.since), spacing=12),
            row(self._add, STRETCH),
        )
        self.foot(close="Đóng")
        self.read()

    def read(self) -> None:
        """Show how papers are numbered now."""
        known = registers.numbering(self._office.desk)
        may_edit = not self._office.desk.read_only
        self.by_kind.setChecked(known.by_kind)
        for each in (self.by_kind, self.name, self.since, self._add):
            each.setEnabled(may_edit)
        words = "Chưa ghi nhiệm kỳ nào: số văn bản của Đảng ghi liên tục, không chia theo nhiệm kỳ."
        none = label(words, "muted", wrap=True)
        refill(self._terms, *([self._line(one) for one in known.terms] or [none]))

    def _line(self, term: Term) -> QWidget:
        words = f"{term.name}: từ {show_date(term.since)}"
        desk = self._office.desk
        work = partial(registers.remove_term, desk, name=term.name)
        note = f"Đã bỏ nhiệm kỳ {term.name}."
        gone = icon_button("trash", f"Bỏ nhiệm kỳ {term.name}", lambda: self._do(work, note=note))
        gone.setEnabled(not desk.read_only)
        line = row(label(words, wrap=True), gone, spacing=4, margins=(12, 4, 4, 4))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _do(self, work: Callable[[], Outcome], then: Callable[[], object] = bool, note: str = "") -> None:
        def refused(error: AppError) -> None:
            self.refused(error)
            self.read()

        def done(_outcome: object) -> None:
            then()
            self.read()

        self.message.hide()
        self._office.acts.do(work, then=done, refused=refused, note=note)

    def _set_by_kind(self, checked: bool) -> None:  # noqa: FBT001 Qt's own signal
        self._do(lambda: registers.set_numbers_by_kind(self._office.desk, by_kind=checked))

    def _add_term(self) -> None:
        desk = self._office.desk

        def work() -> Outcome:
            since = self.since.day()
            if since is None:
                raise InvalidInputError("Chưa ghi ngày bắt đầu nhiệm kỳ.", "Nhập theo mẫu 30/6/2025.")
            return registers.set_term(desk, name=self.name.text(), since=since)

        def clear() -> None:
            self.name.clear()
            self.since.clear()

        self._do(work, clear)
