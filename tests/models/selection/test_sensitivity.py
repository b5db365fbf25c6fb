from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from app.models.selection.records import Sheet
from app.models.selection.result import Standing, result
from app.models.selection.sensitivity import Sensitivity, sensitivity

from .sheets import sheet


def firm(known: Sheet) -> Sensitivity:
    return sensitivity(known, result(known))


CLOSE = sheet([60, 40], [[8, 6], [6, 8]])
"""s0 72, s1 68: s0 leads by 4; at 50/50 they are equal."""
HALF = Fraction(50)


def test_by_hand_the_weight_that_flips_it() -> None:
    # s0(w) = 80w + 60(1-w), s1(w) = 60w + 80(1-w): equal at w = 50 of 100.
    found = firm(CLOSE)
    assert [(one.criterion_id, one.at, one.below_id, one.above_id) for one in found.flips] == [
        ("c0", HALF, "s1", "s0"),
        ("c1", HALF, "s0", "s1"),
    ]
    assert found.flips[0].distance == 10


def test_ten_points_less_make_it_a_meeting() -> None:
    found = firm(CLOSE)
    moved = {(one.criterion_id, one.shift): one for one in found.weights}
    lowered = moved["c0", -10]
    assert lowered.weight == HALF
    assert dict(lowered.totals) == dict.fromkeys(("s0", "s1"), Fraction(70))
    assert lowered.standings.standing is Standing.MEETING
    assert lowered in found.changing
    assert moved["c0", 10] not in found.changing
    assert not found.is_firm


def test_dropping_an_assessor_changes_the_winner() -> None:
    found = firm(sheet([100], [[10], [5]], [[6], [7]], [[6], [7]]))
    changing = {one.assessor_id for one in found.assessors if found.changes(one)}
    assert changing == {"a0"}
    without = found.assessors[0]
    assert dict(without.totals) == {"s0": Fraction(60), "s1": Fraction(70)}
    assert without.standings.leader_id == "s1"


def test_one_assessor_cannot_be_dropped() -> None:
    assert firm(CLOSE).assessors == ()


def test_one_criterion_alone_cannot_move() -> None:
    found = firm(sheet([100], [[8], [6]]))
    assert (found.weights, found.flips) == ((), ())


def test_weights_stay_between_zero_and_a_hundred() -> None:
    found = firm(sheet([95, 5], [[8, 6], [6, 9]]))
    moved = {(one.criterion_id, one.shift): one.weight for one in found.weights}
    assert moved == {("c0", -10): 85, ("c0", 10): 100, ("c1", -10): 0, ("c1", 10): 15}


def test_several_flips_of_one_weight_come_in_order() -> None:
    # In c0: s0 grows from 40 to 100, s1 stays about 70, s2 falls from 90 to 20.
    known = sheet([40, 60], [[10, 4], [7, 7], [2, 9]])
    flips = sorted((one for one in firm(known).flips if one.criterion_id == "c0"), key=lambda one: one.at)
    assert [(one.below_id, one.above_id) for one in flips] == [("s2", "s1"), ("s1", "s0")]
    assert [one.at for one in flips] == [Fraction(200, 7), 50]


@pytest.mark.parametrize("seed", range(8))
def test_numpy_finds_the_same_totals_and_winners(seed: int) -> None:
    chance = np.random.default_rng(100 + seed)
    scores = chance.integers(0, 21, size=(3, 4, 5)) / 2
    weights = chance.integers(1, 40, size=5).astype(float)
    found = firm(sheet([int(one) for one in weights], *scores.tolist()))
    means = scores.mean(axis=0) * 10
    part = weights / weights.sum() * 100
    for one in found.weights:
        at = int(one.criterion_id[1:])
        wanted = np.clip(part[at] + one.shift, 0, 100)
        others = np.delete(part, at)
        moved = np.insert(others * (100 - wanted) / others.sum(), at, wanted)
        totals = means @ moved / 100
        assert [float(one.totals[f"s{s}"]) for s in range(4)] == pytest.approx(list(totals))
        if np.sort(totals)[-1] - np.sort(totals)[-2] > 1e-9:
            assert one.standings.leader_id == f"s{totals.argmax()}"
    for flip in found.flips:
        at = int(flip.criterion_id[1:])
        for step, leader in ((-1e-6, flip.below_id), (1e-6, flip.above_id)):
            value = float(flip.at) + step
            others = np.delete(part, at)
            moved = np.insert(others * (100 - value) / others.sum(), at, value)
            assert f"s{(means @ moved).argmax()}" == leader


def test_a_scan_of_every_weight_finds_no_flip_that_was_missed() -> None:
    chance = np.random.default_rng(7)
    scores = chance.integers(0, 21, size=(2, 4, 4)) / 2
    weights = np.array([10.0, 20.0, 30.0, 40.0])
    found = firm(sheet([10, 20, 30, 40], *scores.tolist()))
    means = scores.mean(axis=0) * 10
    for at in range(4):
        others = np.delete(weights, at)
        grid = np.linspace(0.005, 99.995, 20_000)
        leaders = [
            int((means @ np.insert(others * (100 - value) / others.sum(), at, value)).argmax()) for value in grid
        ]
        changes = sum(first != second for first, second in zip(leaders, leaders[1:], strict=False))
        assert changes == sum(one.criterion_id == f"c{at}" for one in found.flips)


def test_a_threshold_counts_in_the_variants_too() -> None:
    wide = sheet([60, 40], [[8, 6], [6, 8]], threshold=Decimal("4.5"))
    found = firm(wide)
    assert found.standing is Standing.MEETING
    raised = next(one for one in found.weights if (one.criterion_id, one.shift) == ("c0", 10))
    assert raised.standings.standing is Standing.WINNER
