"""The level of a cell and what is published of a unit's work."""

from datetime import timedelta

import pytest

from app.models.board.records import Counts, GroupRef, Level, Reason, UnitWork, Waiting
from app.models.board.work import LISTED, figure, level
from tests.conftest import NOON_24_JUNE

GROUP = GroupRef("II", "CHUẨN BỊ HẠ TẦNG, HỆ THỐNG VÀ DỮ LIỆU")


def unit(counts: Counts, *waiting: Waiting) -> UnitWork:
    return UnitWork("u1", "UBND xã Đạ Huoai", "commune", GROUP, counts, waiting)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (Counts(), None),
        (Counts(total=3, done=3), Level.GREEN),
        (Counts(total=3), Level.GREEN),
        (Counts(total=3, watch=1), Level.AMBER),
        (Counts(total=3, late=1, watch=2), Level.RED),
    ],
)
def test_level(counts: Counts, expected: Level | None) -> None:
    assert level(counts) is expected


def test_letters_are_those_of_the_reference() -> None:
    assert [one.letter for one in Level] == ["Đ", "V", "X"]


def test_no_work_has_no_level() -> None:
    assert figure(unit(Counts())).figures["level"] == ""


def test_late_work_comes_first_then_by_due_instant() -> None:
    soon = Waiting("2.1", "Mạng", NOON_24_JUNE, Reason.SOON)
    late = Waiting("2.2", "Máy", NOON_24_JUNE + timedelta(days=3), Reason.LATE)
    endless = Waiting("2.3", "Đường truyền", None, Reason.PAUSED)
    shown = figure(unit(Counts(total=3, late=1, watch=2), endless, soon, late)).figures["waiting"]
    assert [one["number"] for one in shown] == ["2.2", "2.1", "2.3"]
    assert shown[2] == {"number": "2.3", "label": "Đường truyền", "due": "", "reason": "paused"}


def test_a_long_list_is_cut_and_the_count_is_not() -> None:
    many = [Waiting(f"2.{at}", "Mạng", NOON_24_JUNE, Reason.LATE) for at in range(LISTED + 5)]
    shown = figure(unit(Counts(total=200, late=len(many)), *many)).figures
    assert (len(shown["waiting"]), shown["late"]) == (LISTED, LISTED + 5)


def test_the_key_names_unit_and_group() -> None:
    assert figure(unit(Counts(total=1))).key == "work/u1/II"
