"""One act of the person: call its service, tell every window what changed, show a refusal where it was asked."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from PySide6.QtCore import QObject, Signal

from app.models.errors import AppError

Answer = TypeVar("Answer")


class Done(Protocol):
    """What a service answers (its Outcome)."""

    @property
    def title(self) -> str:
        """The act in words, for "Hoàn tác"."""
        ...


class Acts(QObject):
    """The one way from a window to a service that changes something."""

    changed = Signal(object, object)
    """(outcome, initiator): something was changed by an act, an undo or the exchange."""
    refused = Signal(object)
    """An AppError that the asking window did not take itself."""
    noted = Signal(str, bool)
    """(text, whether "Hoàn tác" is offered)."""

    def do(
        self,
        work: Callable[[], Done],
        *,
        initiator: QObject | None = None,
        then: Callable[[Done], object] | None = None,
        refused: Callable[[AppError], object] | None = None,
        note: str = "",
    ) -> None:
        """Perform an act. On success `changed` is emitted, then ``then`` is called."""
        try:
            outcome = work()
        except AppError as error:
            (refused or self.refused.emit)(error)
            return
        self.changed.emit(outcome, initiator)
        if note:
            self.noted.emit(note, True)
        if then is not None:
            then(outcome)

    def read(
        self,
        work: Callable[[], Answer],
        then: Callable[[Answer], object],
        *,
        refused: Callable[[AppError], object] | None = None,
    ) -> None:
        """Ask for something that changes no record and hand it on; a refusal is shown."""
        try:
            answer = work()
        except AppError as error:
            (refused or self.refused.emit)(error)
            return
        then(answer)
