"""Hands of a person at the keyboard. Vietnamese arrives as an input method sends it: whole commits, never key codes."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


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
