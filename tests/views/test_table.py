from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from app.views.common.table import GROUP, PAGE, Column, RecordTable, Whole
from tests.views.conftest import ModelRules


@dataclass(frozen=True)
class Fruit:
    name: str
    count: int
    group: str = ""


COLUMNS = (
    Column[Fruit]("name", "Tên", lambda line: line.name),
    Column[Fruit]("count", "Số", lambda line: str(line.count)),
)


class Basket:
    """A source that remembers what it was asked."""

    def __init__(self, lines: Sequence[Fruit]) -> None:
        self.lines = lines
        self.asked: list[int] = []

    def __call__(self, offset: int, limit: int) -> Whole[Fruit]:
        self.asked.append(offset)
        return Whole(len(self.lines), self.lines[offset : offset + limit])


def table(lines: Sequence[Fruit]) -> tuple[RecordTable[Fruit], Basket]:
    basket = Basket(lines)
    made = RecordTable(COLUMNS, basket, heading=lambda line: line.group or None)
    made.reload()
    return made, basket


MANY = [Fruit(f"quả {at}", at) for at in range(100_000)]


def test_keeps_the_rules_of_item_models(model_rules: ModelRules) -> None:
    made, _ = table([Fruit("", 0, "I. ĐẦU"), Fruit("Đu đủ", 2), Fruit("Cam", 3)])
    model_rules(made)


def test_an_empty_list_keeps_the_rules_too(model_rules: ModelRules) -> None:
    model_rules(table([])[0])


def test_asks_for_the_first_page_only() -> None:
    made, basket = table(MANY)
    assert made.rowCount() == 100_000
    assert basket.asked == [0]


def test_asks_for_a_page_when_it_is_looked_at_and_once() -> None:
    made, basket = table(MANY)
    assert made.index(50_123, 0).data() == "quả 50123"
    assert made.index(50_124, 1).data() == "50124"
    assert basket.asked == [0, 50_123 // PAGE * PAGE]


def test_a_heading_row_shows_its_text_in_the_first_cell_only() -> None:
    made, _ = table([Fruit("", 0, "I. ĐẦU"), Fruit("Cam", 3)])
    assert made.index(0, 0).data() == "I. ĐẦU"
    assert made.index(0, 1).data() is None
    assert made.index(0, 1).data(GROUP) == "I. ĐẦU"
    assert made.index(1, 0).data(GROUP) is None


def test_refresh_keeps_rows_of_the_same_number(qtbot: object) -> None:
    made, basket = table([Fruit("Cam", 3)])
    basket.lines = [Fruit("Chanh", 4)]
    resets: list[int] = []
    made.modelReset.connect(lambda: resets.append(1))
    made.refresh()
    assert made.index(0, 0).data() == "Chanh"
    assert resets == []


def test_refresh_starts_anew_when_rows_were_added() -> None:
    made, basket = table([Fruit("Cam", 3)])
    basket.lines = [Fruit("Cam", 3), Fruit("Chanh", 4)]
    made.refresh()
    assert made.rowCount() == 2


def test_a_row_that_is_gone_shows_nothing() -> None:
    made, basket = table(MANY[:300])
    basket.lines = []
    assert made.index(250, 0).data() is None


@pytest.mark.parametrize("typed", ["du", "đu", "DU DU"])
def test_type_ahead_finds_without_marks(typed: str) -> None:
    made, _ = table([Fruit("Cam", 3), Fruit("Đu đủ", 2)])
    assert made.row_beginning(typed, 0) == 1


def test_type_ahead_goes_round() -> None:
    made, _ = table([Fruit("Cam", 3), Fruit("Đu đủ", 2)])
    assert made.row_beginning("cam", 1) == 0


def test_type_ahead_finds_nothing() -> None:
    assert table([Fruit("Cam", 3)])[0].row_beginning("xoài", 0) == -1
