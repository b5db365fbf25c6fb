"""Rows, cells and orders of the heat map."""

from datetime import timedelta

from server.board import heat_map
from server.board.province import Published
from server.board.words import LETTERS

from .provinces import NOW, beat, province, work


def names(*provinces: Published) -> list[str]:
    return [row.name for row in heat_map.national(provinces, now=NOW).rows]


def test_worst_first_and_what_sent_nothing_last() -> None:
    calm, bad = province("An Giang", work("x", done=1)), province("Huế", work("x", late=2))
    worse = province("Lâm Đồng", work("x", late=5))
    assert names(Published("1", "Cà Mau", ()), calm, bad, worse) == ["Lâm Đồng", "Huế", "An Giang", "Cà Mau"]


def test_of_equals_by_the_alphabet_without_marks() -> None:
    found = names(*(province(name, work("x", done=1)) for name in ("Đồng Nai", "Cà Mau", "Điện Biên", "An Giang")))
    assert found == ["An Giang", "Cà Mau", "Điện Biên", "Đồng Nai"]


def test_units_add_up_and_the_worst_gives_the_level() -> None:
    shown = heat_map.national([province("Huế", work("x", watch=1), work("y", late=2, done=3))], now=NOW)
    (cell,) = shown.rows[0].cells
    assert (cell.sum.total, cell.sum.done, cell.sum.late, cell.sum.watch) == (6, 3, 2, 1)
    assert (cell.number, cell.letter, cell.style) == (2, "Đ", "red")


def test_the_number_is_what_makes_the_level() -> None:
    (row,) = heat_map.of_province(
        province("Huế", work("x", "I", watch=4, done=9), work("x", "II", done=7)), now=NOW
    ).rows
    assert [(cell.number, cell.letter) for cell in row.cells] == [(4, "V"), (7, "X")]


def test_row_and_column_sums() -> None:
    shown = heat_map.national(
        [province("Huế", work("x", "I", late=1), work("x", "II", done=2)), province("Hà Nội", work("y", "II", late=3))],
        now=NOW,
    )
    assert [row.total.sum.late for row in shown.rows] == [3, 1]
    assert [cell.sum.total for cell in shown.totals.cells] == [1, 5]
    assert shown.totals.total.sum.total == 6


def test_stale_is_hatched_and_says_since_when() -> None:
    (row,) = heat_map.national([province("Huế", work("x", late=1), minutes=31)], now=NOW).rows
    (cell,) = row.cells
    assert (cell.style, cell.letter, cell.age.shown) == ("red stale", "Đ", "21:29")
    assert "Số liệu cũ, lúc 21:29" in cell.spoken


def test_stale_is_never_green() -> None:
    shown = heat_map.national([province("Huế", work("x", done=4), minutes=31)], now=NOW)
    (cell,) = shown.rows[0].cells
    assert (cell.level, cell.letter, cell.style) == ("", "cũ", "unknown stale")
    assert shown.totals.cells[0].level == ""
    assert "green" not in shown.totals.total.style


def test_a_red_sum_stays_red_beside_a_stale_row() -> None:
    shown = heat_map.national(
        [province("Huế", work("x", done=4), minutes=31), province("Hà Nội", work("x", late=1))], now=NOW
    )
    assert (shown.totals.cells[0].style, shown.stale_rows) == ("red", 1)


def test_from_yesterday_the_day_is_said() -> None:
    (row,) = heat_map.national([province("Huế", work("x", late=1), minutes=24 * 60)], now=NOW).rows
    assert row.age.shown == "22:00 29/06"


def test_a_clock_far_ahead_is_not_believed() -> None:
    one = Published("46", "Huế", (work("x", done=1), beat(-60)))
    (row,) = heat_map.national([one], now=NOW).rows
    assert row.age.is_stale
    assert not heat_map.national([one], now=NOW + timedelta(minutes=58)).rows[0].age.is_stale


def test_no_work_is_no_green() -> None:
    shown = heat_map.of_province(province("Huế", work("x", "I", done=1), work("y", "II", done=1)), now=NOW)
    empty = [cell for row in shown.rows for cell in row.cells if cell.is_empty]
    assert {cell.style for cell in empty} == {"empty"}
    assert "không có nhiệm vụ" in empty[0].spoken


def test_columns_stand_in_the_order_of_the_form() -> None:
    figures = [work("x", key, done=1) for key in ("KL", "IV", "I", "ZZ", "KHAC", "LC")]
    shown = heat_map.national([province("Huế", *figures)], now=NOW)
    assert [group.key for group in shown.groups] == ["I", "IV", "KHAC", "LC", "KL", "ZZ"]
    assert shown.groups[0].heading == "Chỉ đạo, điều hành và thể chế"


def test_a_flood_of_groups_loses_no_figure() -> None:
    figures = [work("x", f"G{at:03}", late=1) for at in range(100)]
    shown = heat_map.national([province("Huế", *figures)], now=NOW)
    assert len(shown.groups) == heat_map.MAX_GROUPS
    assert shown.totals.total.sum.late == 100


def test_a_unit_without_a_name() -> None:
    (row,) = heat_map.of_province(province("Huế", work("", late=1)), now=NOW).rows
    assert row.name == "Chưa giao đơn vị"


def test_letters_are_one_for_each_level() -> None:
    assert LETTERS == {"red": "Đ", "amber": "V", "green": "X"}
