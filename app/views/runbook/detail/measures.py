"""Số liệu: the numbers that a step records, their ranges, the before and after that must agree; the evidence wanted."""

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget

from app.models.errors import AppError, InvalidInputError
from app.models.runbook.records import Master, Measure, Step
from app.models.text import fold
from app.services.runbook import masters
from app.views.common.entries import list_box, refill
from app.views.common.fields import Choice, StoredText
from app.views.common.layout import STRETCH, button, column, field, framed, icon_button, label, row, rule
from app.views.common.office import Office
from app.views.runbook.detail.section import StepSection
from app.views.runbook.numbers import read_bound


class MeasuresSection(StepSection):
    """What must be written down when the step ends."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        holder, self._list = list_box()
        self.name = QLineEdit()
        self.name.setPlaceholderText("VD: Số hồ sơ đang xử lý sau khi gộp")
        self.unit = QLineEdit()
        self.unit.setPlaceholderText("VD: hồ sơ")
        self.low = QLineEdit()
        self.high = QLineEdit()
        self.compare = Choice()
        self.add = button("Thêm số liệu", self._add)
        self.evidence = StoredText(lines=(1, 4), placeholder="VD: Ảnh màn hình, biên bản đối soát")
        self.evidence.stored.connect(self._store_evidence)
        self.lines.addWidget(holder)
        self.lines.addWidget(rule())
        self.lines.addWidget(label("Thêm số liệu phải ghi", strong=True))
        self.lines.addLayout(field("Tên số liệu", self.name))
        self.lines.addLayout(
            row(field("Đơn vị tính", self.unit), field("Từ", self.low), field("Đến", self.high), spacing=12)
        )
        self.lines.addLayout(field("Phải bằng số liệu ghi trước đó", self.compare))
        self.lines.addLayout(row(STRETCH, self.add))
        self.lines.addWidget(rule())
        self.lines.addLayout(field("Minh chứng cần có", self.evidence))
        self.lines.addStretch(1)

    def _store_evidence(self, text: str) -> None:
        desk = self.office.desk
        self.change(lambda step: masters.edit_step(desk, step_id=step.id, evidence_wanted=text), editor=self.evidence)

    def _add(self) -> None:
        if self.step is None:
            return
        try:
            if not fold(self.name.text()).strip():
                raise InvalidInputError("Tên số liệu đang để trống.", "Ghi tên số liệu rồi thêm.")
            low, high = read_bound(self.low.text()), read_bound(self.high.text())
        except AppError as error:
            self.office.acts.refused.emit(error)
            return
        made = Measure("", self.name.text(), self.unit.text(), low, high, str(self.compare.currentData() or ""))
        measures = (*self.step.measures, made)
        for line in (self.name, self.unit, self.low, self.high):
            line.clear()
        self._store(measures)

    def _store(self, measures: tuple[Measure, ...]) -> None:
        desk = self.office.desk
        self.change(lambda step: masters.set_measures(desk, step_id=step.id, measures=measures))

    def _remove(self, measure_id: str) -> None:
        if self.step is not None:
            self._store(tuple(one for one in self.step.measures if one.id != measure_id))

    def show_step(self, master: Master, step: Step) -> None:
        """Show the numbers of a step."""
        super().show_step(master, step)
        names = {one.id: f"bước {other.number}: {one.name}" for other in master.steps for one in other.measures}
        none = label("Bước này không phải ghi số liệu.", "muted", wrap=True)
        refill(self._list, *([self._entry(one, names) for one in step.measures] or [none]))
        self.compare.clear()
        self.compare.addItem("Không đối chiếu", "")
        own = {one.id for one in step.measures}
        for measure_id, name in names.items():
            if measure_id not in own:
                self.compare.addItem(name, measure_id)
        self.evidence.show_value(step.evidence_wanted)
        self.evidence.setReadOnly(self.is_locked)
        self.add.setEnabled(not self.is_locked)

    def _entry(self, measure: Measure, names: dict[str, str]) -> QWidget:
        unit = f" ({measure.unit})" if measure.unit else ""
        texts = column(label(f"{measure.name}{unit}", strong=True, wrap=True), spacing=2)
        if measure.allowed:
            texts.addWidget(label(f"Cho phép {measure.allowed}", "muted", wrap=True))
        if measure.compare_with:
            other = names.get(measure.compare_with, "số liệu đã xoá")
            texts.addWidget(label(f"Phải bằng {other}", "muted", wrap=True))
        remove = icon_button("trash", f"Bỏ {measure.name}", partial(self._remove, measure.id))
        remove.setEnabled(not self.is_locked)
        line = row(texts, remove, margins=(12, 8, 4, 8))
        line.setStretch(0, 1)
        return framed(line, "card")
