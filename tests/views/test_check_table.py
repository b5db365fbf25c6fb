from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.views.common.check_table import CheckTable
from app.views.common.table import Column, all_of
from tests.views.conftest import ModelRules

COLUMNS = (Column[str]("name", "Tên", str), Column[str]("size", "Cỡ", lambda line: str(len(line))))


def table() -> CheckTable[str]:
    made = CheckTable(COLUMNS, all_of(["a", "b"]), key=str)
    made.reload()
    return made


def test_keeps_the_rules_of_item_models(model_rules: ModelRules) -> None:
    model_rules(table())


def test_ticks_by_the_box(qtbot: QtBot) -> None:
    made = table()
    with qtbot.waitSignal(made.ticked) as ticked:
        made.setData(made.index(1, 0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert ticked.args == [1]
    assert made.ticks == ["b"]


def test_only_the_first_column_has_a_box() -> None:
    made = table()
    assert made.flags(made.index(0, 0)) & Qt.ItemFlag.ItemIsUserCheckable
    assert not made.flags(made.index(0, 1)) & Qt.ItemFlag.ItemIsUserCheckable


def test_ticks_survive_a_reload() -> None:
    made = table()
    made.tick(["a"])
    made.reload()
    assert made.index(0, 0).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
