"""Rows, cells and orders of the heat map."""

import unicodedata
from datetime import timedelta

from server.board import heat_map, official
from server.board.heat_map import Choice, HeatMap, Row
from server.board.province import Published
from server.board.words import LETTERS

from .provinces import NOW, beat, province, work


def national(*provinces: Published, order: str = "") -> HeatMap:
    return heat_map.national({one.code: one for one in provinces}, now=NOW, choice=Choice(order))


def heard(*provinces: Published, order: str = "") -> list[Row]:
    """The rows with figures."""
    return [row for row in national(*provinces, order=order).rows if not row.absence]


def units(one: Published, **choice: str) -> list[str]:
    """Names of the rows of a province."""
    return [row.name for row in heat_map.of_province(one, now=NOW, choice=Choice(**choice)).rows]


def test_all_34_stand_in_the_official_order() -> None:
    shown = national(province("Huế", work("x", late=2), code="46"), province("Hà Nội", work("x"), code="01"))
    names = [row.name for row in shown.rows]
    assert len(names) == 34
    assert names[:3] == ["Hà Nội", "Cao Bằng", "Tuyên Quang"]
    assert names[-7:] == [
        "Thành phố Hồ Chí Minh",
        "Tây Ninh",
        "Đồng Tháp",
        "Vĩnh Long",
        "An Giang",
        "Cần Thơ",
        "Cà Mau",
    ]


def test_missing_is_said_and_never_0() -> None:
    shown = national(Published("96", "Cà Mau", ()), province("Huế", work("x", late=2), code="46"))
    absences = {row.name: row.absence for row in shown.rows}
    assert (absences["Cà Mau"], absences["Huế"], absences["Lâm Đồng"]) == ("chưa có số liệu", "", "chưa tham gia")
    assert (shown.heard, len(shown.rows)) == (1, 34)


def test_a_province_that_is_none_of_the_34_stands_behind_them() -> None:
    assert national(province("Đặc khu", work("x", late=2), code="B1")).rows[-1].name == "Đặc khu"


def test_worst_first_and_what_sent_nothing_last() -> None:
    calm, bad = province("An Giang", work("x", done=1), code="91"), province("Huế", work("x", late=2), code="46")
    worse = province("Lâm Đồng", work("x", late=5), code="68")
    names = [row.name for row in national(calm, bad, worse, order="nang").rows]
    assert names[:3] == ["Lâm Đồng", "Huế", "An Giang"]


def test_equals_by_the_vietnamese_alphabet() -> None:
    found = ("Đồng Nai", "Cà Mau", "Ăn", "Điện Biên", "An Giang", "Dốc")
    rows = heard(*(province(name, work("x", done=1)) for name in found), order="nang")
    assert [row.name for row in rows] == ["An Giang", "Ăn", "Cà Mau", "Dốc", "Điện Biên", "Đồng Nai"]


def test_every_commune_of_a_province_stands_in_its_map() -> None:
    shown = heat_map.of_province(province("Lâm Đồng", work("Sở Nội vụ", late=1), code="68"), now=NOW)
    assert len(shown.rows) == 1 + 124
    assert shown.rows[0].name == "Sở Nội vụ"
    idle = shown.rows[1]
    assert idle.total.is_empty
    assert idle.changed is None


def test_figures_of_a_commune_stand_in_its_row() -> None:
    unit_id = next(key for key, name in official.provinces()["68"].communes.items() if name == "Xã Đạ Huoai")
    one = province("Lâm Đồng", work("UBND xã Đạ Huoai", unit_id=unit_id, kind="commune", late=1), code="68")
    shown = heat_map.of_province(one, now=NOW)
    assert (len(shown.rows), shown.rows[0].name, shown.rows[0].total.sum.late) == (124, "Xã Đạ Huoai", 1)


def test_the_country_has_3321_communes() -> None:
    assert sum(len(one.communes) for one in official.provinces().values()) == 3321


def test_search_without_marks_and_in_any_composition() -> None:
    one = province("Lâm Đồng", work("Sở Nội vụ", late=1), code="68")
    assert units(one, search="da huoai") == ["Xã Đạ Huoai", "Xã Đạ Huoai 2", "Xã Đạ Huoai 3"]
    assert units(one, search=unicodedata.normalize("NFD", " ĐẠ HUOAI 2 ")) == ["Xã Đạ Huoai 2"]
    assert units(one, search="không có nơi này") == []


def test_levels_of_units() -> None:
    one = province("Lâm Đồng", work("Sở Nội vụ", late=1), work("Tổ Ứng cứu", kind="team", done=1), code="68")
    assert units(one, level="viec") == ["Sở Nội vụ", "Tổ Ứng cứu"]
    assert units(one, level="tinh") == ["Sở Nội vụ", "Tổ Ứng cứu"]
    assert len(units(one, level="xa")) == 124


def test_what_a_choice_leaves_out_is_counted_and_the_sums_are_of_the_rows_shown() -> None:
    one = province("Lâm Đồng", work("Sở Nội vụ", late=1), work("Sở Y tế", late=5), code="68")
    shown = heat_map.of_province(one, now=NOW, choice=Choice(search="noi vu"))
    assert (shown.outside, shown.totals.name, shown.totals.total.sum.late) == (125, "Các đơn vị đang xem", 1)


def test_orders_of_units() -> None:
    one = province("Huế", work("Sở Y tế", late=5, ago=60), work("Sở Nội vụ", late=1, ago=5), work("Đội", ago=1, done=1))
    assert units(one) == ["Sở Y tế", "Sở Nội vụ", "Đội"]
    assert units(one, order="ten") == ["Đội", "Sở Nội vụ", "Sở Y tế"]
    assert units(one, order="moi") == ["Đội", "Sở Nội vụ", "Sở Y tế"]


def test_since_when_the_figures_of_a_unit_are_what_they_are() -> None:
    one = province("Huế", work("Sở Y tế", "I", late=5, ago=60), work("Sở Y tế", "II", late=1, ago=9))
    (row,) = heat_map.of_province(one, now=NOW).rows
    assert row.changed is not None
    assert (row.changed.shown, row.age.shown) == ("21:51", "22:00")


def test_units_add_up_and_the_worst_gives_the_level() -> None:
    (row,) = heard(province("Huế", work("x", watch=1), work("y", late=2, done=3)))
    (cell,) = row.cells
    assert (cell.sum.total, cell.sum.done, cell.sum.late, cell.sum.watch) == (6, 3, 2, 1)
    assert (cell.number, cell.letter, cell.style) == (2, "Đ", "red")


def test_the_number_is_what_makes_the_level() -> None:
    (row,) = heat_map.of_province(
        province("Huế", work("x", "I", watch=4, done=9), work("x", "II", done=7)), now=NOW
    ).rows
    assert [(cell.number, cell.letter) for cell in row.cells] == [(4, "V"), (7, "X")]


def test_row_and_column_sums() -> None:
    given = (
        province("Huế", work("x", "I", late=1), work("x", "II", done=2)),
        province("Hà Nội", work("y", "II", late=3)),
    )
    shown = national(*given)
    assert [row.total.sum.late for row in heard(*given, order="nang")] == [3, 1]
    assert [cell.sum.total for cell in shown.totals.cells] == [1, 5]
    assert shown.totals.total.sum.total == 6


def test_stale_is_hatched_and_says_since_when() -> None:
    (row,) = heard(province("Huế", work("x", late=1), minutes=31))
    (cell,) = row.cells
    assert (cell.style, cell.letter, cell.age.shown) == ("red stale", "Đ", "21:29")
    assert cell.spoken == "Huế, nhóm I: mức Đỏ, 0/1 xong, 1 quá hạn, số liệu cũ 21:29"


def test_a_cell_as_it_is_read_aloud() -> None:
    (row,) = heard(province("Lâm Đồng", work("x", "II", late=3, watch=2, done=12, total=20), code="68"))
    assert row.cells[0].spoken == "Lâm Đồng, nhóm II: mức Đỏ, 12/20 xong, 3 quá hạn, 2 cần chú ý, số liệu 22:00"
    assert row.total.spoken.startswith("Lâm Đồng, cộng: mức Đỏ")


def test_stale_is_never_green() -> None:
    shown = national(province("Huế", work("x", done=4), minutes=31))
    (cell,) = shown.rows[-1].cells
    assert (cell.level, cell.letter, cell.style) == ("", "cũ", "unknown stale")
    assert shown.totals.cells[0].level == ""
    assert "green" not in shown.totals.total.style


def test_a_red_sum_stays_red_beside_a_stale_row() -> None:
    shown = national(province("Huế", work("x", done=4), minutes=31), province("Hà Nội", work("x", late=1)))
    assert (shown.totals.cells[0].style, shown.stale_rows) == ("red", 1)


def test_from_yesterday_the_day_is_said() -> None:
    (row,) = heard(province("Huế", work("x", late=1), minutes=24 * 60))
    assert row.age.shown == "22:00 29/06"


def test_a_clock_far_ahead_is_not_believed() -> None:
    one = Published("46", "Huế", (work("x", done=1), beat(-60)))
    (row,) = heard(one)
    assert row.age.is_stale
    later = heat_map.national({one.code: one}, now=NOW + timedelta(minutes=58))
    assert not next(row for row in later.rows if row.key == "46").age.is_stale


def test_no_work_is_no_green() -> None:
    shown = heat_map.of_province(province("Huế", work("x", "I", done=1), work("y", "II", done=1)), now=NOW)
    empty = [cell for row in shown.rows for cell in row.cells if cell.is_empty]
    assert {cell.style for cell in empty} == {"empty"}
    assert "không có nhiệm vụ" in empty[0].spoken


def test_columns_stand_in_the_order_of_the_form() -> None:
    figures = [work("x", key, done=1) for key in ("KL", "IV", "I", "ZZ", "KHAC", "LC")]
    shown = national(province("Huế", *figures))
    assert [group.key for group in shown.groups] == ["I", "IV", "KHAC", "LC", "KL", "ZZ"]
    assert shown.groups[0].heading == "Chỉ đạo, điều hành và thể chế"


def test_a_flood_of_groups_loses_no_figure() -> None:
    figures = [work("x", f"G{at:03}", late=1) for at in range(100)]
    shown = national(province("Huế", *figures))
    assert len(shown.groups) == heat_map.MAX_GROUPS
    assert shown.totals.total.sum.late == 100


def test_a_unit_without_a_name() -> None:
    (row,) = heat_map.of_province(province("Huế", work("", late=1)), now=NOW).rows
    assert row.name == "Chưa giao đơn vị"


def test_letters_are_one_for_each_level() -> None:
    assert LETTERS == {"red": "Đ", "amber": "V", "green": "X"}
