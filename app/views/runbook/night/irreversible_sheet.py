"""A step that cannot be undone: read it, the second person types their PIN, then hold the button."""

from PySide6.QtWidgets import QWidget

from app.models.runbook.run_records import StepState
from app.services.runbook import acts
from app.views.common import typeface
from app.views.common.layout import column as lines_of
from app.views.common.layout import framed, label, row
from app.views.common.sheet import Sheet
from app.views.runbook.night.following import Following
from app.views.runbook.night.hold_button import HoldButton
from app.views.runbook.night.second_person import SecondPerson


class IrreversibleSheet(Sheet):
    """Begins such a step."""

    def __init__(self, parent: QWidget | None, following: Following, step: StepState, *, reason: str = "") -> None:
        super().__init__(
            parent,
            f"Bước {step.step.number} không thể hoàn lại",
            "Đọc to từng dòng. Sau bước này chỉ còn cách khôi phục hệ thống cũ.",
            width=640,
        )
        self._following = following
        self._step = step
        self._reason = reason
        texts = lines_of(spacing=8, margins=(16, 12, 16, 12))
        owner = step.owner.shown if step.owner is not None else "chưa có người phụ trách"
        for name, text in (
            ("Việc", step.step.content),
            ("Phụ trách", owner),
            ("Đạt khi", step.step.expected_result or "chưa có tiêu chí"),
            ("Nếu hỏng", step.step.undo_action or "khôi phục hệ thống cũ"),
        ):
            line = row(
                label(name, "muted"), label(text, wrap=True, size=typeface.LARGE, strong=name == "Việc"), spacing=12
            )
            line.setStretch(1, 1)
            texts.addLayout(line)
        self.second = SecondPerson(following.office.desk)
        self.hold = HoldButton("BẮT ĐẦU")
        self.hold.confirmed.connect(self._start)
        self.add(framed(texts, "card"), self.second, self.hold)
        self.foot(close="Thôi")
        self.second.pin.setFocus()

    def _start(self) -> None:
        desk, run_id, step_id = self._following.office.desk, self._following.run_id, self._step.step.id
        second, reason = self.second.second(), self._reason
        self._following.do(
            lambda: acts.start(desk, run_id=run_id, step_id=step_id, second=second, reason=reason),
            then=self.accept,
            refused=self.refused,
        )
