import unicodedata

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.common.fields import Choice, StoredLine, StoredText
from tests.views.hands import leave, press, type_text

WORDS = "Đường truyền dự phòng"
FORMS = [pytest.param(unicodedata.normalize(form, WORDS), id=form) for form in ("NFC", "NFD")]


def shown(qtbot: QtBot, field: StoredLine | StoredText) -> list[str]:
    """Show a field with the focus on it; gives what it hands over."""
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    kept: list[str] = []
    field.stored.connect(kept.append)
    return kept


@pytest.mark.parametrize("typed", FORMS)
@pytest.mark.parametrize("kind", [StoredLine, StoredText])
def test_stores_once_when_left(qtbot: QtBot, kind: type[StoredLine] | type[StoredText], typed: str) -> None:
    field = kind()
    kept = shown(qtbot, field)
    type_text(field, typed)
    leave(field)
    leave(field)
    assert kept == [typed]


def test_enter_stores_a_line(qtbot: QtBot) -> None:
    field = StoredLine()
    kept = shown(qtbot, field)
    type_text(field, WORDS)
    press(field, Qt.Key.Key_Return)
    assert kept == [WORDS]


@pytest.mark.parametrize("kind", [StoredLine, StoredText])
def test_escape_leaves_the_old_value(qtbot: QtBot, kind: type[StoredLine] | type[StoredText]) -> None:
    field = kind()
    kept = shown(qtbot, field)
    field.show_value("cũ")
    type_text(field, WORDS)
    press(field, Qt.Key.Key_Escape)
    leave(field)
    assert (field.text() if isinstance(field, StoredLine) else field.toPlainText()) == "cũ"
    assert kept == []


def test_a_value_from_elsewhere_does_not_disturb_typing(qtbot: QtBot) -> None:
    field = StoredLine()
    shown(qtbot, field)
    type_text(field, "đang gõ")
    field.show_value("từ máy khác")
    assert field.text() == "đang gõ"


def test_a_refused_text_stays_and_is_handed_over_again(qtbot: QtBot) -> None:
    field = StoredLine()
    kept = shown(qtbot, field)
    type_text(field, "32/13/2025")
    field.store()
    field.take_back()
    assert field.is_edited
    field.store()
    assert kept == ["32/13/2025", "32/13/2025"]


def test_a_text_field_grows_with_its_lines(qtbot: QtBot) -> None:
    field = StoredText(lines=(1, 4))
    shown(qtbot, field)
    low = field.height()
    type_text(field, "một\nhai\nba")
    assert field.height() > low


def test_the_wheel_does_not_change_a_choice(qtbot: QtBot) -> None:
    choice = Choice()
    choice.addItem("Một", 1)
    choice.addItem("Hai", 2)
    choice.choose(2)
    assert choice.currentText() == "Hai"
    choice.choose("không có")
    assert choice.currentText() == "Một"
