"""How long an act of a person waits for what arrives: slices that follow the pace of the PC."""

from collections.abc import Callable
from itertools import count

import pytest

from app.journal.change import Change
from app.services.exchange import taking_in

_AT = "2025-06-30T15:00:00.000Z-0000-0000000000000001"
_CHANGE = Change("c", "a", _AT, "p", "0" * 16, "task", "t", "t", "", "put", {}, {}, 1)
_FIXED_S = 0.004
"""What a transaction costs whatever is in it."""


def slices(monkeypatch: pytest.MonkeyPatch, many: int, cost: Callable[[int], float]) -> list[float]:
    """How long each slice lasts, in seconds of a clock that goes by this alone: change number n costs `cost(n)`."""
    now, number = 0.0, count()
    monkeypatch.setattr(taking_in, "perf_counter", lambda: now)
    found: list[float] = []
    for part, _ in taking_in._slices([_CHANGE] * many):
        took = _FIXED_S + sum(cost(next(number)) for _ in part)
        now += took
        found.append(took)
    assert next(number) == many
    return found


@pytest.mark.parametrize("each", [0.0001, 0.001, 0.002, 0.005, 0.009])
def test_no_slice_lasts_longer_than_a_person_notices(monkeypatch: pytest.MonkeyPatch, each: float) -> None:
    found = slices(monkeypatch, 2_000, lambda _: each)
    assert max(found) <= taking_in.LONGEST_S
    assert len(found) < 2 * 2_000 * each / taking_in.LONGEST_S + 20  # and they are not needlessly short


def test_a_pc_that_slows_down_is_followed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = slices(monkeypatch, 2_000, lambda number: 0.0002 if number < 1_000 else 0.004)
    assert len([one for one in found if one > taking_in.LONGEST_S]) <= 2


def test_where_nothing_comes_the_place_is_kept_all_the_same() -> None:
    assert [(list(part), is_last) for part, is_last in taking_in._slices([])] == [([], True)]
