from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import rank
from app.models.writing import rank_among


@given(st.lists(st.integers(0, 30), max_size=30))
def test_a_row_inserted_anywhere_stands_there(places: list[int]) -> None:
    ranks: list[str] = []
    for place in places:
        at = min(place, len(ranks))
        before, after = ranks[at - 1] if at else None, ranks[at] if at < len(ranks) else None
        ranks.insert(at, rank.between(before, after))
    assert ranks == sorted(set(ranks))


@given(st.integers(0, 200))
def test_several_are_in_order(count: int) -> None:
    ranks = rank.several(count)
    assert len(ranks) == count
    assert ranks == sorted(set(ranks))


def test_several_follow_what_is_there() -> None:
    assert all(one > "a5" for one in rank.several(3, after="a5"))


@dataclass
class Row:
    id: str
    rank: str


@pytest.mark.parametrize("after", ["b", "c"])
def test_behind_one_of_two_of_equal_rank_is_before_the_next(after: str) -> None:
    rows = [Row("a", "a0"), Row("b", "a1"), Row("c", "a1"), Row("d", "a2"), Row("e", "a3")]
    assert "a1" < rank_among(rows, after) < "a2"


def test_a_row_that_comes_to_stand_behind_them_all_ends_the_list() -> None:
    assert rank_among([Row("a", "a1"), Row("b", "a1")], "a") > "a1"


def test_at_the_front() -> None:
    assert rank.between(None, "a0") < "a0"
