from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot


class Bell(QObject):
    rung = Signal(int, object)
    silent = Signal()


def test_two_thousand_emits_and_void_calls_do_not_end_the_interpreter(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to None at each of these and aborts after some hundred."""
    bell = Bell()
    heard: list[int] = []
    bell.rung.connect(lambda count, _thing: heard.append(count))
    label = QLabel()
    qtbot.addWidget(label)
    for count in range(2_000):
        bell.rung.emit(count, None)
        bell.silent.emit()
        label.setText(str(count))
    assert heard == list(range(2_000))
