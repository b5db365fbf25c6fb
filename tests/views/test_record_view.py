from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.views.common.check_table import CheckTable
from app.views.common.memory import Memory
from app.views.common.record_view import NARROW, RecordView
from app.views.common.table import Column, RecordTable, all_of
from tests.views.hands import press

Line = tuple[str, str]
COLUMNS = (
    Column[Line]("name", "Tên", lambda line: line[0], sort="name"),
    Column[Line]("note", "Ghi chú", lambda line: line[1], yields=True),
)
LINES = [("Ánh", "=1+1"), ("Bình", "a\tb")]


def view(qtbot: QtBot, memory: Memory, *, width: int = 1300) -> RecordView:
    table = RecordTable(COLUMNS, all_of(LINES))
    table.reload()
    made = RecordView(table, name="people", memory=memory)
    table.setParent(made)
    qtbot.addWidget(made)
    made.resize(width, 400)
    made.show()
    return made


def test_copies_chosen_rows_as_a_table(qtbot: QtBot, memory: Memory) -> None:
    made = view(qtbot, memory)
    made.selectAll()
    press(made, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "Tên\tGhi chú\nÁnh\t'=1+1\nBình\ta b"
    assert "<td" in data.html()


def test_enter_and_f2_open_the_row(qtbot: QtBot, memory: Memory) -> None:
    made = view(qtbot, memory)
    made.choose(1)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_F2):
        with qtbot.waitSignal(made.opened) as opened:
            press(made, key)
        assert opened.args == [1]


def test_delete_asks_the_owner(qtbot: QtBot, memory: Memory) -> None:
    made = view(qtbot, memory)
    made.choose(0)
    with qtbot.waitSignal(made.delete_asked):
        press(made, Qt.Key.Key_Delete)


def test_the_header_sorts_up_down_and_not(qtbot: QtBot, memory: Memory) -> None:
    made = view(qtbot, memory)
    asked: list[tuple[str, bool]] = []
    made.sort_asked.connect(lambda key, down: asked.append((key, down)))
    for _ in range(3):
        made.horizontalHeader().sectionClicked.emit(0)
    assert asked == [("name", False), ("name", True), ("", False)]


def test_a_narrow_view_hides_the_columns_that_yield(qtbot: QtBot, memory: Memory) -> None:
    made = view(qtbot, memory, width=NARROW - 100)
    assert made.isColumnHidden(1)
    made.resize(NARROW + 100, 400)
    assert not made.isColumnHidden(1)


def test_the_persons_choice_of_columns_is_remembered(qtbot: QtBot, memory: Memory) -> None:
    view(qtbot, memory).column_menu().actions()[1].setChecked(False)
    assert view(qtbot, memory).isColumnHidden(1)


def test_low_rows_are_remembered(qtbot: QtBot, memory: Memory) -> None:
    view(qtbot, memory).set_compact(True)
    assert view(qtbot, memory).is_compact


def test_space_ticks_every_chosen_row(qtbot: QtBot, memory: Memory) -> None:
    table = CheckTable(COLUMNS, all_of(LINES), key=lambda line: line[0])
    table.reload()
    made = RecordView(table, name="ticks", memory=memory)
    table.setParent(made)
    qtbot.addWidget(made)
    made.selectAll()
    press(made, Qt.Key.Key_Space)
    assert table.ticks == ["Ánh", "Bình"]
    press(made, Qt.Key.Key_Space)
    assert table.ticks == []
