"""The level of a cell and what is published of a unit's work."""

from datetime import timedelta

import pytest

from app.journal import wire
from app.models.board.records import Counts, Figure, GroupRef, Level, Reason, Subject, UnitWork, Waiting
from app.models.board.work import LISTED, PAGE, figures, level
from tests.conftest import NOON_24_JUNE

GROUP = GroupRef("II", "CHUẨN BỊ HẠ TẦNG, HỆ THỐNG VÀ DỮ LIỆU")


def unit(counts: Counts, *waiting: Waiting) -> UnitWork:
    return UnitWork("u1", "UBND xã Đạ Huoai", "commune", GROUP, counts, waiting)


def figure(counts: Counts, *waiting: Waiting) -> Figure:
    """The only figure of a short list."""
    (made,) = figures(unit(counts, *waiting))
    return made


def overdue(count: int) -> list[Waiting]:
    """So many tasks, each a day later than the one before."""
    return [Waiting(f"2.{at}", "Mạng", NOON_24_JUNE + timedelta(days=at), Reason.LATE) for at in range(count)]


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
    assert figure(Counts()).figures["level"] == ""


def test_late_work_comes_first_then_by_due_instant() -> None:
    soon = Waiting("2.1", "Mạng", NOON_24_JUNE, Reason.SOON)
    late = Waiting("2.2", "Máy", NOON_24_JUNE + timedelta(days=3), Reason.LATE)
    endless = Waiting("2.3", "Đường truyền", None, Reason.PAUSED)
    shown = figure(Counts(total=3, late=1, watch=2), endless, soon, late).figures["waiting"]
    assert [one["number"] for one in shown] == ["2.2", "2.1", "2.3"]
    assert shown[2] == {"number": "2.3", "label": "Đường truyền", "due": "", "reason": "paused"}


def test_a_long_list_goes_on_in_further_figures_without_a_gap() -> None:
    first, *more = figures(unit(Counts(total=300, late=243), *overdue(243)))
    assert first.figures["late"] == 243
    assert [one.figures["page"] for one in more] == [2, 3]
    named = [one["number"] for page in (first, *more) for one in page.figures["waiting"]]
    assert named == [f"2.{at}" for at in range(243)]


def test_a_full_page_needs_no_further_one() -> None:
    assert len(figures(unit(Counts(total=PAGE, late=PAGE), *overdue(PAGE)))) == 1


def test_a_list_beyond_all_measure_is_cut_and_the_count_is_not() -> None:
    shown = figures(unit(Counts(total=9_000, late=LISTED + 5), *overdue(LISTED + 5)))
    assert sum(len(one.figures["waiting"]) for one in shown) == LISTED
    assert shown[0].figures["late"] == LISTED + 5


def test_no_page_comes_near_the_limit_of_a_change() -> None:
    longest = Waiting("999.999.999", "Đ\u1ed9" * 250, NOON_24_JUNE, Reason.OBSTRUCTED)
    for one in figures(unit(Counts(total=200, watch=200), *[longest] * 200)):
        assert len(wire.canonical(dict(one.figures))) < wire.MAX_CHANGE_BYTES / 4


def test_the_key_names_unit_group_and_further_pages() -> None:
    first, second = figures(unit(Counts(total=101, late=101), *overdue(101)))
    assert (first.key, first.subject) == ("work/u1/II", Subject.WORK)
    assert (second.key, second.subject) == ("more/u1/II/2", Subject.MORE)
