"""Minh chứng: the products that close a task, a document by number and date or a file."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLineEdit, QWidget

from app.models.errors import InvalidInputError
from app.models.plan.records import Evidence, Task
from app.models.vietnam_time import show_date
from app.services import tasks
from app.services.desk import Outcome
from app.services.papers import copies
from app.views.common.dates import DayField
from app.views.common.entries import list_box, refill
from app.views.common.layout import STRETCH, button, column, field, framed, icon_button, label, row, rule
from app.views.common.office import Office
from app.views.plan.detail.section import TaskSection


class EvidenceSection(TaskSection):
    """Products of the task (Minh chứng)."""

    def __init__(self, office: Office) -> None:
        super().__init__(office)
        self._copies: dict[str, str] = {}
        self.title = QLineEdit()
        self.title.setPlaceholderText("VD: Quyết định thành lập Tổ Công tác")
        self.number = QLineEdit()
        self.number.setPlaceholderText("VD: 1234/QĐ-UBND")
        self.day = DayField()
        self.add = button("Thêm văn bản", self._add_document)
        self.declared = QCheckBox("Tệp không chứa bí mật nhà nước")
        self.attach = button("Đính kèm tệp…", self._ask_file, icon="paperclip")
        self.attach.setEnabled(False)
        self.declared.toggled.connect(lambda on: self.attach.setEnabled(on and not self.is_locked))
        holder, self._list = list_box()
        self.lines.addWidget(holder)
        self.lines.addWidget(rule())
        self.lines.addWidget(label("Văn bản đã ban hành", strong=True))
        self.lines.addLayout(field("Tên văn bản", self.title))
        self.lines.addLayout(row(field("Số, ký hiệu", self.number), field("Ngày ban hành", self.day), spacing=12))
        self.lines.addLayout(row(STRETCH, self.add))
        self.lines.addWidget(rule())
        self.lines.addWidget(label("Tệp", strong=True))
        self.lines.addWidget(self.declared)
        self.lines.addLayout(row(self.attach, STRETCH))
        self.lines.addStretch(1)

    def show_task(self, task: Task) -> None:
        """Show the products of a task."""
        super().show_task(task)
        self.add.setEnabled(not self.is_locked)
        self._copies = {one.evidence_id: one.shown for one in copies.copies(self.office.desk)} if task.evidence else {}
        none = label("Chưa có sản phẩm nào. Phải có ít nhất một để ghi “Đã hoàn thành”.", "muted", wrap=True)
        refill(self._list, *([self._entry(each) for each in task.evidence] or [none]))

    def _entry(self, evidence: Evidence) -> QWidget:
        day = f" ngày {show_date(evidence.issued_on)}" if evidence.issued_on else ""
        document = f"Số {evidence.number}{day}" if evidence.number else ""
        stored = f"{evidence.file_name} ({_size(evidence.size)})" if evidence.file_name else ""
        remove = icon_button("trash", f"Bỏ {evidence.title}", partial(self._remove, evidence.id))
        purge = icon_button("eraser", f"Gỡ nội dung nhập nhầm: {evidence.title}", partial(self._purge, evidence))
        copied = icon_button("copy", f"Bản sao: {evidence.title}", partial(self._copy, evidence))
        for each in (copied, remove, purge):
            each.setEnabled(not self.is_locked)
        copy = self._copies.get(evidence.id, "")
        texts = column(label(evidence.title, strong=True, wrap=True), spacing=2)
        for text in (document, stored, copy):
            if text:
                texts.addWidget(label(text, "muted", wrap=True))
        line = row(texts, copied, remove, purge, spacing=4, margins=(12, 8, 4, 8))
        line.setStretch(0, 1)
        return framed(line, "card")

    def _add_document(self) -> None:
        desk = self.office.desk
        try:
            day = self.day.day()
        except InvalidInputError as error:
            self.office.acts.refused.emit(error)
            return
        title, number = self.title.text(), self.number.text()

        def work(task: Task) -> Outcome:
            return tasks.add_document(desk, task_id=task.id, title=title, number=number, issued_on=day)

        self.change(work, then=lambda _outcome: self._clear())

    def _clear(self) -> None:
        self.title.clear()
        self.number.clear()
        self.day.clear()

    def _ask_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Chọn tệp minh chứng")
        if path:
            self.attach_file(Path(path))

    def attach_file(self, path: Path) -> None:
        """Attach a file to the task shown."""
        desk = self.office.desk
        declared = self.declared.isChecked()
        self.change(
            lambda task: tasks.attach_file(desk, task_id=task.id, path=path, declared_open=declared),
            then=lambda _outcome: self.declared.setChecked(False),
        )

    def _remove(self, evidence_id: str) -> None:
        desk = self.office.desk
        self.change(lambda _task: tasks.remove_evidence(desk, evidence_id=evidence_id))

    def _copy(self, evidence: Evidence) -> None:
        from app.views.plan.copy_sheet import CopySheet

        CopySheet(self.window(), self.office, evidence).exec()

    def _purge(self, evidence: Evidence) -> None:
        from app.views.plan.purge_sheet import PurgeSheet, evidence_target

        PurgeSheet(self.window(), self.office, evidence_target(evidence)).exec()


def _size(count: int) -> str:
    return f"{count / 1_048_576:.1f} MB".replace(".", ",") if count >= 1_048_576 else f"{max(count // 1024, 1)} KB"
