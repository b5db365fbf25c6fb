from hypothesis import given
from hypothesis import strategies as st

from app.models import rank


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


def test_two_desks_gave_the_same_rank() -> None:
    assert rank.between("a1", "a1") > "a1"


def test_at_the_front() -> None:
    assert rank.between(None, "a0") < "a0"
