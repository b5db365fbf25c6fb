"""Why: the short list of reasons as buttons (keys 1 to 9 press them), other words below; one press is the act."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from app.models.errors import AppError, InvalidInputError
from app.services.runbook.seconding import Second
from app.views.common.layout import button, field, label, row
from app.views.common.sheet import Sheet
from app.views.runbook.night.second_person import SecondPerson

Act = Callable[[str, Second | None, Callable[[AppError], object]], object]
"""(reason, second person, what is told of a refusal)."""


class ReasonSheet(Sheet):
    """Asks for the reason of an act and performs it."""

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        explanation: str,
        reasons: Sequence[str],
        act: Act,
        *,
        second: SecondPerson | None = None,
        extra: QWidget | None = None,
    ) -> None:
        super().__init__(parent, title, explanation, width=520)
        self._reasons = tuple(reasons)
        self._act = act
        self.second = second
        if self.second is not None:
            self.add(self.second)
        if extra is not None:
            self.add(extra)
        self.add(label("Lý do", "field"))
        for number, reason in enumerate(self._reasons, 1):
            choice = button(f"{number}.  {reason}", partial(self.choose, reason))
            choice.setMinimumHeight(36)
            choice.setStyleSheet("text-align: left;")
            self.add(choice)
        self.other = QLineEdit()
        self.other.setPlaceholderText("Lý do khác")
        self.add(row(field("Hoặc ghi lý do khác", self.other)))
        self.foot("Ghi", self._take_other)

    def choose(self, reason: str) -> None:
        """Perform the act for this reason."""
        second = self.second.second() if self.second is not None else None
        self._act(reason, second, self.refused)

    def _take_other(self) -> None:
        if not self.other.text().strip():
            self.refused(InvalidInputError("Chưa ghi lý do.", "Chọn một lý do ở trên hoặc ghi lý do khác."))
            return
        self.choose(self.other.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        number = event.key() - Qt.Key.Key_0
        if 1 <= number <= len(self._reasons) and not isinstance(self.focusWidget(), QLineEdit):
            self.choose(self._reasons[number - 1])
            return
        super().keyPressEvent(event)
