import unicodedata

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.common.type_ahead import Entry, TypeAhead, matching
from tests.views.hands import leave, press, type_text

UNITS = (
    Entry("1", "Sở Khoa học và Công nghệ", "Sở KHCN"),
    Entry("2", "Văn phòng Đảng uỷ"),
    Entry("3", "Sở Nội vụ"),
    Entry("4", "Sở Nông nghiệp và Môi trường"),
)


def field(qtbot: QtBot, *, free: bool = False) -> TypeAhead:
    made = TypeAhead(free=free)
    made.set_entries(UNITS)
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    return made


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("dang uy", "Văn phòng Đảng uỷ"),
        ("ĐẢNG", "Văn phòng Đảng uỷ"),
        ("khcn", "Sở Khoa học và Công nghệ"),
        ("noi", "Sở Nội vụ"),
        (unicodedata.normalize("NFD", "nội vụ"), "Sở Nội vụ"),
        ("moi truong", "Sở Nông nghiệp và Môi trường"),
    ],
)
def test_finds_without_marks(typed: str, first: str) -> None:
    assert matching(UNITS, typed)[0].name == first


def test_exact_marks_come_first() -> None:
    entries = (Entry("1", "Mã"), Entry("2", "Ma"), Entry("3", "Má"))
    assert [entry.name for entry in matching(entries, "má")][0] == "Má"


def test_enter_takes_the_only_one_offered(qtbot: QtBot) -> None:
    made = field(qtbot)
    with qtbot.waitSignal(made.chosen) as chosen:
        type_text(made, "noi vu")
        press(made, Qt.Key.Key_Return)
    assert chosen.args == ["3"]
    assert made.text() == "Sở Nội vụ"


def test_an_unknown_name_leaves_the_old_value(qtbot: QtBot) -> None:
    made = field(qtbot)
    made.show_value("Sở Nội vụ")
    made.selectAll()
    type_text(made, "Sở Không Có")
    leave(made)
    assert made.text() == "Sở Nội vụ"


def test_a_free_field_hands_over_the_text(qtbot: QtBot) -> None:
    made = field(qtbot, free=True)
    with qtbot.waitSignal(made.typed) as typed:
        type_text(made, "Tổ giúp việc")
        press(made, Qt.Key.Key_Return)
    assert typed.args == ["Tổ giúp việc"]


def test_escape_leaves_the_old_value(qtbot: QtBot) -> None:
    made = field(qtbot)
    made.show_value("Sở Nội vụ")
    made.selectAll()
    type_text(made, "xyz")
    press(made, Qt.Key.Key_Escape)
    assert made.text() == "Sở Nội vụ"
