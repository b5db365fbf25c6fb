"""Thời gian: start, end and length (any two give the third), what must be done first, and what kind of step it is."""

from datetime import datetime

from PySide6.QtWidgets import QCheckBox

from app.models.runbook.records import Access, Master, Step, StepKind
from app.services.runbook import masters
from app.services.runbook.masters import StepFields
from app.views.common.acts import Done
from app.views.common.chips import Chips
from app.views.common.clock_words import moment, read_moment, read_span, span
from app.views.common.fields import Choice, StoredLine
from app.views.common.layout import column, field, label, row
from app.views.common.office import Office
from app.views.common.type_ahead import Entry
from app.views.runbook.detail.section import StepSection, step_entries


class TimesSection(StepSection):
    """When a step is done and how it hangs together with the others."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self.start = StoredLine(placeholder="21:05 30/06/2025")
        self.end = StoredLine(placeholder="22:00 30/06/2025")
        self.duration = StoredLine(placeholder="55 phút")
        self.timed = QCheckBox("Không bắt đầu sớm hơn giờ này")
        self.needs = Chips("Thêm bước phải xong trước: gõ số hoặc nội dung")
        self.access = Choice()
        for access in Access:
            self.access.addItem(access.label, access.value)
        self.critical = QCheckBox("Then chốt")
        self.irreversible = QCheckBox("Không thể hoàn lại")
        self.mandatory = QCheckBox("Kiểm thử bắt buộc")
        self.lines.addLayout(row(field("Bắt đầu", self.start), field("Kết thúc", self.end), spacing=12))
        self.lines.addLayout(field("Thời lượng", self.duration))
        self.lines.addWidget(
            label("Sửa hai ô, ô thứ ba tính theo. Qua 0 giờ là sang ngày hôm sau.", "muted", wrap=True)
        )
        self.lines.addWidget(self.timed)
        self.lines.addLayout(field("Bước phải xong trước", self.needs))
        self.lines.addLayout(field("Truy cập của người dân, doanh nghiệp", self.access))
        meanings = (
            (self.critical, "Phải có người dự phòng; bỏ qua cần người thứ hai nhập mã PIN."),
            (self.irreversible, "Giữ nút 1,5 giây và người thứ hai nhập mã PIN mới bắt đầu được."),
            (self.mandatory, "Loại bước Kiểm tra: chưa đạt thì điểm quyết định sau nó không qua."),
        )
        for box, meaning in meanings:
            self.lines.addLayout(column(box, label(meaning, "muted", wrap=True), spacing=2))
        self.lines.addStretch(1)
        self._connect()

    def _connect(self) -> None:
        desk = self.office.desk
        self.start.stored.connect(self._store_start)
        self.end.stored.connect(self._store_end)
        self.duration.stored.connect(self._store_duration)
        self.needs.changed.connect(
            lambda needs: self.change(lambda step: masters.set_needs(desk, step_id=step.id, needs=needs))
        )
        self.access.activated.connect(lambda _at: self._mark(access=Access(str(self.access.currentData()))))
        self.timed.clicked.connect(lambda on: self._mark(is_timed=on))
        self.critical.clicked.connect(lambda on: self._mark(is_critical=on))
        self.irreversible.clicked.connect(lambda on: self._mark(is_irreversible=on))
        self.mandatory.clicked.connect(lambda on: self._mark(is_mandatory=on))

    def _mark(self, **given: object) -> None:
        desk = self.office.desk
        fields = StepFields(**given)  # type: ignore[typeddict-item]  # the keys above are StepFields' own
        self.change(lambda step: masters.edit_step(desk, step_id=step.id, **fields))

    def _near(self, step: Step) -> datetime:
        if step.planned_start is not None or self.master is None:
            return step.planned_start or self.office.desk.now()
        return self.master.anchor

    def _store_start(self, text: str) -> None:
        def work(step: Step) -> Done:
            return masters.set_times(self.office.desk, step_id=step.id, start=read_moment(text, near=self._near(step)))

        self.change(work, editor=self.start)

    def _store_end(self, text: str) -> None:
        def work(step: Step) -> Done:
            return masters.set_times(self.office.desk, step_id=step.id, end=read_moment(text, near=self._near(step)))

        self.change(work, editor=self.end)

    def _store_duration(self, text: str) -> None:
        def work(step: Step) -> Done:
            return masters.set_times(self.office.desk, step_id=step.id, duration=read_span(text))

        self.change(work, editor=self.duration)

    def show_step(self, master: Master, step: Step) -> None:
        """Show times, predecessors and marks."""
        super().show_step(master, step)
        self.start.show_value(moment(step.planned_start) if step.planned_start else "")
        self.end.show_value(moment(step.planned_end) if step.planned_end else "")
        self.duration.show_value(span(step.duration) if step.duration else "")
        for editor in (self.start, self.end, self.duration):
            editor.setReadOnly(self.is_locked)
        others = step_entries(master, without=step.id)
        by_id = {entry.id: entry for entry in others}
        self.needs.set_entries(others)
        missing = Entry("", "(bước đã xoá)")
        self.needs.show_chosen([by_id.get(need, missing) for need in step.needs], locked=self.is_locked)
        self.access.choose(step.access.value)
        self.access.setEnabled(not self.is_locked)
        for box, value in (
            (self.timed, step.is_timed),
            (self.critical, step.is_critical),
            (self.irreversible, step.is_irreversible),
            (self.mandatory, step.is_mandatory),
        ):
            box.setChecked(value)
            box.setEnabled(not self.is_locked)
        self.mandatory.setEnabled(step.kind is StepKind.CHECK and not self.is_locked)
