"""Kết thúc bước: the result, the numbers with their ranges and the numbers before, the evidence."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPushButton, QWidget

from app.models.errors import AppError
from app.models.runbook.records import Measure, StepKind
from app.models.runbook.run_records import Result, RunState, StepState
from app.services.runbook import acts
from app.views.common.layout import button, column, field, label, restyle, row
from app.views.common.sheet import Sheet
from app.views.runbook.night.following import Following
from app.views.runbook.numbers import read_bound, shown


class NumberLine(QWidget):
    """One number to record; under it, at once, whether it is in range and agrees with the one before."""

    def __init__(self, measure: Measure, before: Decimal | None) -> None:
        super().__init__()
        self.measure = measure
        self._before = before
        self.line = QLineEdit()
        self.line.setMaximumWidth(220)
        self.verdict: QLabel = label("", "muted", wrap=True)
        unit = f" ({measure.unit})" if measure.unit else ""
        self.setLayout(column(field(f"{measure.name}{unit}", self.line), self.verdict, spacing=2))
        self.line.textChanged.connect(lambda _text: self._judge())
        self._judge()

    def _judge(self) -> None:
        kind, text = judge(self.measure, self._before, self.line.text())
        restyle(self.verdict, kind)
        self.verdict.setText(text)
        self.verdict.setVisible(bool(text))


def judge(measure: Measure, before: Decimal | None, typed: str) -> tuple[str, str]:
    """(tone, words) for what was typed: the range, the number before, and how they agree."""
    asked = [f"cho phép {measure.allowed}"] if measure.allowed else []
    asked += [f"trước đó ghi {shown(before)}"] if before is not None else []
    try:
        value = read_bound(typed)
    except AppError as error:
        return "act_now", error.title
    if value is None:
        return "muted", "; ".join(asked)
    low, high = measure.low, measure.high
    if (low is not None and value < low) or (high is not None and value > high):
        return "act_now", f"{shown(value)} ngoài khoảng cho phép ({measure.allowed})"
    if before is not None and value != before:
        return "watch", f"Khác số trước ({shown(before)}): chênh {shown(value - before)}. Ghi giải thích."
    return "confirmed", "Khớp số trước" if before is not None else "Trong khoảng cho phép" if measure.allowed else ""


class FinishSheet(Sheet):
    """Everything that a step asks for when it ends."""

    def __init__(self, parent: QWidget | None, following: Following, step: StepState) -> None:
        criterion = step.step.expected_result or "chưa có"
        super().__init__(parent, f"Kết thúc bước {step.step.number}", f"Đạt khi: {criterion}", width=560)
        self._following = following
        self._step = step
        self.outcome = Result.PASSED
        self._results: dict[Result, QPushButton] = {}
        group = QButtonGroup(self)
        results = row(spacing=8)
        for result in Result:
            choice = button(result.label, partial(self.choose, result))
            choice.setCheckable(True)
            choice.setMinimumHeight(40)
            group.addButton(choice)
            self._results[result] = choice
            results.addWidget(choice)
        self.add(results)
        before = numbers_before(following.state)
        self.numbers = [NumberLine(one, before.get(one.compare_with)) for one in step.step.measures]
        self.add(*self.numbers)
        self.explanation = QLineEdit()
        self.explanation.setPlaceholderText("Khi số liệu lệch so với trước")
        if self.numbers:
            self.add(field("Giải thích số liệu", self.explanation))
        self.evidence = QLineEdit()
        self.evidence.setPlaceholderText(step.step.evidence_wanted or "Không bắt buộc")
        self.add(field("Minh chứng", self.evidence))
        self.foot("Kết thúc bước", self._finish)
        self.choose(Result.PASSED)
        (self.numbers[0].line if self.numbers else self._results[Result.PASSED]).setFocus()

    def choose(self, result: Result) -> None:
        """Đạt, không đạt or chưa kiểm tra."""
        self.outcome = result
        self._results[result].setChecked(True)

    def _finish(self) -> None:
        desk, run_id, step_id = self._following.office.desk, self._following.run_id, self._step.step.id
        typed = {one.measure.id: one.line.text() for one in self.numbers if one.line.text().strip()}
        self._following.do(
            lambda: acts.finish(
                desk,
                run_id=run_id,
                step_id=step_id,
                result=self.outcome,
                numbers=typed,
                explanation=self.explanation.text(),
                evidence=self.evidence.text(),
            ),
            then=self.accept,
            refused=self.refused,
        )


def numbers_before(state: RunState) -> Mapping[str, Decimal]:
    """Every number recorded so far, by its measure."""
    return {key: value for one in state.steps for key, value in one.numbers.items()}


def asks_on_finish(step: StepState) -> bool:
    """Whether ending the step needs more than one key."""
    return bool(step.step.measures or step.step.evidence_wanted) or step.step.kind in (StepKind.CHECK, StepKind.RECORD)
