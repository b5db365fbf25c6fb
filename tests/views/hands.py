"""Hands of a person at the keyboard. Vietnamese arrives as an input method sends it: whole commits, never key codes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget


def type_text(field: QWidget, text: str) -> None:
    """Type into a field as an input method commits text."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def click(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def leave(field: QWidget) -> None:
    """Move the focus elsewhere."""
    field.clearFocus()


def named(parent: QWidget, text: str) -> QAbstractButton:
    """The button that shows a text."""
    return next(each for each in parent.findChildren(QAbstractButton) if each.text().replace("&&", "&") == text)


def texts(parent: QWidget) -> str:
    """Everything that labels say and that is not hidden; what was put in just now is shown first."""
    QApplication.sendPostedEvents()
    return "\n".join(each.text() for each in parent.findChildren(QLabel) if each.isVisibleTo(parent))


@contextmanager
def answering(*answers: Callable[[QWidget], object]) -> Iterator[None]:
    """Answer the modal dialogs that come up, in this order and no others. Each is closed after its answer."""
    waiting = list(answers)
    unexpected: list[str] = []
    timer = QTimer(interval=0)

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            return
        try:
            if waiting:
                waiting.pop(0)(dialog)
            else:
                unexpected.append(dialog.windowTitle())
        finally:
            dialog.close()

    timer.timeout.connect(answer)
    timer.start()
    yield
    timer.stop()
    assert (waiting, unexpected) == ([], [])
