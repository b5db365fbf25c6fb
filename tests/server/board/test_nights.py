"""Tonight's cut-overs, the line on top, and lists of work."""

from datetime import timedelta
from typing import Any

import msgspec

from server.board.figures import Work
from server.board.nights import nights, strip
from server.board.work_list import LISTED, work_list
from server.instants import iso

from .provinces import NOW, more, night, province, work


def rows(*given: tuple[str, dict[str, Any]], minutes: float = 0) -> list[Any]:
    return list(nights([province(name, night(minutes, **one), minutes=minutes) for name, one in given], now=NOW))


def test_finish_with_its_range_in_vietnam_time() -> None:
    (row,) = rows(("Huế", {}))
    assert (row.finish, row.letter, row.is_late) == ("00:00 (23:50–00:20)", "X", False)


def test_worst_first_and_rehearsals_behind() -> None:
    found = rows(
        ("Hà Nội", {"mode": "rehearsal", "level": "red"}),
        ("An Giang", {}),
        ("Huế", {"level": "red", "critical": 1}),
        ("Cà Mau", {"level": "red", "critical": 2}),
    )
    assert [row.name for row in found] == ["Cà Mau", "Huế", "An Giang", "Hà Nội"]


def test_a_night_is_stale_after_five_minutes() -> None:
    (row,) = rows(("Huế", {}), minutes=6)
    assert (row.age.is_stale, row.level, row.letter) == (True, "", "cũ")


def test_what_ended_does_not_grow_stale_and_leaves_after_a_day_and_a_half() -> None:
    over = {"state": "closed", "finish": iso(NOW - timedelta(hours=35))}
    (row,) = rows(("Huế", over), minutes=600)
    assert not row.age.is_stale
    assert rows(("Huế", {**over, "finish": iso(NOW - timedelta(hours=37))})) == []


def test_it_says_when_the_hard_stop_will_be_missed() -> None:
    (row,) = rows(("Huế", {"finish": iso(NOW + timedelta(hours=4))}))
    assert row.is_late


def test_the_line_on_top_leaves_rehearsals_out() -> None:
    provinces = [
        province("Huế", night(critical=2), work("x", late=3)),
        province("Hà Nội", night(mode="rehearsal", critical=5), minutes=40),
    ]
    found = strip(provinces, nights(provinces, now=NOW), now=NOW)
    assert (found.provinces, found.fresh, found.late, found.nights, found.critical) == (36, 1, 3, 1, 2)


def test_a_list_holds_as_many_as_the_cell_counts() -> None:
    one = province("Huế", work("x", "I", late=2, watch=3), work("y", "I", late=1), work("y", "II", late=9))
    assert len(work_list([one], now=NOW, group="I", only="late").lines) == 3
    assert len(work_list([one], now=NOW, unit="x", only="watch").lines) == 3
    found = work_list([one], now=NOW, unit="x", group="I")
    assert (len(found.lines), found.total, found.late, found.watch) == (5, 5, 2, 3)


def test_the_oldest_is_first_over_all_provinces() -> None:
    found = work_list(
        [province("Huế", work("x", late=1, days=2)), province("Hà Nội", work("y", late=1, days=9))], now=NOW
    )
    assert [(line.item.province_name, line.late_by) for line in found.lines] == [
        ("Hà Nội", "9 ngày"),
        ("Huế", "2 ngày"),
    ]


def test_a_long_list_goes_on_over_pages() -> None:
    one = province("Huế", *(work(f"x{at}", late=20) for at in range(20)))
    first = work_list([one], now=NOW, only="late")
    assert (len(first.lines), first.total, first.listed, first.pages, first.last) == (LISTED, 400, 400, 2, 300)
    second = work_list([one], now=NOW, only="late", page=2)
    assert (len(second.lines), second.first, second.last) == (100, 301, 400)
    assert not {id(line.item) for line in first.lines} & {id(line.item) for line in second.lines}


def test_a_page_that_is_not_there_is_the_nearest_one() -> None:
    one = province("Huế", work("x", late=3))
    assert [work_list([one], now=NOW, page=page).page for page in (-1, 0, 99)] == [1, 1, 1]


def test_further_pages_of_a_province_complete_its_list() -> None:
    one = province("Huế", work("x", late=3, total=9), more("x", late=2), more("y", late=7))
    found = work_list([one], now=NOW, unit="x", only="late")
    assert len(found.lines) == 5
    assert work_list([one], now=NOW).listed == 5  # what belongs to no counted cell is an emptied list's rest


def test_a_list_that_names_fewer_than_it_counts_says_so() -> None:
    body = msgspec.structs.replace(work("x", late=1), body=Work(9, 0, 7, 0, "red"))
    found = work_list([province("Huế", body)], now=NOW, only="late")
    assert (found.listed, found.total) == (0, 7)


def test_a_deadline_at_midnight_is_the_day_before() -> None:
    one = work("x", late=1)
    assert work_list([province("Huế", one)], now=NOW).lines[0].due == "22:00 29/06"
