"""A step opened (Enter): everything about it, and every act that is not on its card."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.models.runbook.records import StepKind
from app.models.runbook.run_records import Attempt, RunState, StepState, StepStatus
from app.views.common.badge import StatusBadge
from app.views.common.clock_words import clock, moment, span
from app.views.common.layout import STRETCH, button, column, framed, label, row
from app.views.common.sheet import Sheet
from app.views.runbook.badges import RESULT, STATUS

ACTS: tuple[tuple[str, str, str, frozenset[StepStatus]], ...] = (
    ("fail", "Không thực hiện được", "x-circle", frozenset({StepStatus.RUNNING})),
    ("retry", "Làm lại", "arrow-clockwise", frozenset({StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.DONE})),
    (
        "skip",
        "Bỏ qua",
        "skip-forward",
        frozenset({StepStatus.READY, StepStatus.PENDING, StepStatus.RUNNING, StepStatus.FAILED}),
    ),
    ("hold", "Tạm dừng bước", "pause-circle", frozenset({StepStatus.RUNNING})),
    ("claim", "Nhận việc", "hand-pointing", frozenset({StepStatus.READY, StepStatus.RUNNING, StepStatus.PENDING})),
    ("insert", "Thêm bước sau bước này", "plus", frozenset(StepStatus) - {StepStatus.DORMANT}),
    ("note", "Ghi chú (F2)", "note-pencil", frozenset(StepStatus)),
    ("incident", "Sự cố (F4)", "warning-octagon", frozenset(StepStatus) - {StepStatus.DORMANT}),
)
_NOT_FOR_GATES = {"fail", "retry", "skip", "hold"}


class StepSheet(Sheet):
    """One step of the run."""

    asked = Signal(str)
    """The act that was chosen; the sheet has closed by then."""

    def __init__(self, parent: QWidget | None, state: RunState, step: StepState) -> None:
        super().__init__(parent, f"Bước {step.step.number}", step.step.content, width=720)
        self._step = step
        head = row(StatusBadge(STATUS[step.status]), spacing=8)
        if step.result is not None:
            head.addWidget(StatusBadge(RESULT[step.result]))
        head.addStretch(1)
        facts = column(spacing=4, margins=(12, 10, 12, 10))
        for name, text in _facts(state, step):
            if text:
                title = label(name, "muted")
                title.setFixedWidth(130)
                line = row(title, label(text, wrap=True), spacing=12)
                line.setStretch(1, 1)
                facts.addLayout(line)
        self.add(head, framed(facts, "card"))
        self._buttons: dict[str, QPushButton] = {}
        lines = [row(spacing=8), row(spacing=8)]
        gate = _NOT_FOR_GATES if step.step.is_gate else set()
        gate = _NOT_FOR_GATES if step.step.is_gate else set()
        shown = [each for each in ACTS if step.status in each[3] and each[0] not in gate]
        for at, (key, title_text, icon, _statuses) in enumerate(shown):
            words = "Tiếp tục bước" if key == "hold" and _is_held(state, step) else title_text
            made = button(words, self._asking(key), icon=icon)
            self._buttons[key] = made
            lines[at * 2 // max(len(shown), 1)].addWidget(made)
        for line in lines:
            line.addItem(row(STRETCH))
            self.add(line)
        self.foot(close="Đóng")

    def offers(self) -> list[str]:
        """The acts that this step allows now."""
        return list(self._buttons)

    def _asking(self, key: str) -> Callable[[], None]:
        def ask() -> None:
            self.accept()
            self.asked.emit(key)

        return ask


def _is_held(state: RunState, step: StepState) -> bool:
    return any(hold.step_id == step.step.id and hold.ended_at is None for hold in state.holds)


def _facts(state: RunState, step: StepState) -> list[tuple[str, str]]:
    numbers = {one.step.id: one.step.number for one in state.steps}
    planned = step.step.planned_start
    attempts = "; ".join(_attempt(one) for one in step.attempts)
    kind = step.step.kind.label + (", không thể hoàn lại" if step.step.is_irreversible else "")
    return [
        ("Loại bước", kind + (", then chốt" if step.step.is_critical else "")),
        ("Đơn vị chủ trì", step.step.lead_unit),
        ("Phối hợp", ", ".join(step.step.coordinating)),
        ("Phụ trách", step.owner.shown if step.owner else "chưa có"),
        ("Dự phòng", step.deputy.shown if step.deputy else "chưa có"),
        ("Đang làm", step.claimed_by),
        ("Kế hoạch", f"{moment(planned)}, {span(step.step.duration)}" if planned else span(step.step.duration)),
        ("Các lần làm", attempts),
        ("Chờ bước", ", ".join(numbers.get(one, "") for one in step.waits_for)),
        ("Bước đang chờ", ", ".join(numbers.get(one, "") for one in step.waited_by)),
        ("Đạt khi", step.step.expected_result),
        ("Cách hoàn lại", step.step.undo_action),
        ("Minh chứng", step.evidence or step.step.evidence_wanted if step.step.kind is not StepKind.GATE else ""),
        ("Lý do", step.reason),
        ("Ghi chú", step.step.note),
        ("Lưu ý", " ".join(one.text for one in step.remarks)),
    ]


def _attempt(one: Attempt) -> str:
    start = clock(one.started_at) if one.started_at else "?"
    end = clock(one.finished_at) if one.finished_at else "đang làm"
    return f"{start}–{end} {one.result.label.lower() if one.result else ''}".strip()
