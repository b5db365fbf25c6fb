from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from app.models.selection.records import Verdict, Veto, VetoRule
from app.models.selection.result import Standing, result, shown
from app.models.selection.sensitivity import sensitivity

from .sheets import marked, sheet, with_system, with_veto

CLEAR = sheet([60, 40], [[9, 8], [6, 7]], [[8, 8], [5, 9]])


def test_by_hand_the_total_is_the_weighted_mean_of_all_assessors() -> None:
    found = result(CLEAR)
    # s0: a0 60*9+40*8 = 860 -> 86; a1 60*8+40*8 = 800 -> 80; mean 83. s1: 64 and 66 -> 65.
    first, second = found.candidates
    assert (first.system_id, first.total, first.place) == ("s0", Fraction(83), 1)
    assert (second.system_id, second.total, second.place) == ("s1", Fraction(65), 2)
    assert first.by_assessor == {"a0": 86, "a1": 80}
    assert (first.low, first.high, first.deviation) == (Fraction(80), Fraction(86), Decimal("3.0000"))
    assert first.by_criterion == {"c0": Fraction(17, 2), "c1": 8}
    assert (found.standing, found.winner_id, found.standings.gap) == (Standing.WINNER, "s0", Fraction(18))


@pytest.mark.parametrize("seed", range(8))
def test_numpy_computes_the_same(seed: int) -> None:
    chance = np.random.default_rng(seed)
    scores = chance.integers(0, 21, size=(5, 4, 7)) / 2  # assessor, system, criterion
    weights = chance.integers(1, 30, size=7)
    found = result(sheet([int(one) for one in weights], *scores.tolist()))
    per_assessor = scores @ (weights / weights.sum()) * 10
    for at in range(4):
        one = found.of(f"s{at}")
        assert one is not None
        assert float(one.total or 0) == pytest.approx(per_assessor[:, at].mean())
        assert float(one.deviation or 0) == pytest.approx(per_assessor[:, at].std(), abs=1e-4)
        assert float(one.low or 0) == pytest.approx(per_assessor[:, at].min())
        assert float(one.high or 0) == pytest.approx(per_assessor[:, at].max())
    order = np.argsort(-per_assessor.mean(axis=0), kind="stable")
    totals = per_assessor.mean(axis=0)
    assert [totals[int(one.system_id[1:])] for one in found.candidates] == pytest.approx(list(totals[order]))


def test_a_missing_score_is_no_zero_and_nobody_wins() -> None:
    found = result(sheet([60, 40], [[9, None], [6, 7]]))
    one = found.of("s0")
    assert one is not None
    assert (one.total, one.missing, one.place, one.low, one.deviation) == (None, 1, None, None, None)
    assert (found.standing, found.winner_id) == (Standing.INCOMPLETE, "")


def test_a_score_out_of_range_counts_as_missing() -> None:
    found = result(sheet([100], [[11], [7]]))
    assert found.standing is Standing.INCOMPLETE
    assert found.of("s0").missing == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("second", "standing"),
    [("7.3", Standing.MEETING), ("7.2", Standing.MEETING), ("7.0", Standing.WINNER), ("6.9", Standing.WINNER)],
)
def test_within_the_threshold_a_meeting_decides(second: str, standing: Standing) -> None:
    # 73.0 - threshold 3: 70.0 is exactly three points behind, which is no longer under it.
    assert result(sheet([100], [["7.3"], [second]])).standing is standing


def test_an_exact_tie_has_no_leader_even_with_threshold_zero() -> None:
    found = result(sheet([50, 50], [[8, 6], [6, 8]], threshold=0))
    assert (found.standing, found.leader_id, found.winner_id) == (Standing.MEETING, "", "")
    assert [one.place for one in found.candidates] == [1, 1]


def test_a_veto_excludes_the_best() -> None:
    found = result(with_system(with_veto(CLEAR, Veto(VetoRule.SECURITY_LEVEL, 3)), "s0", security_level=2))
    assert found.of("s0").is_excluded  # type: ignore[union-attr]
    assert found.of("s0").total == 83  # type: ignore[union-attr]
    assert found.leader_id == "s1"


def test_the_second_place_never_wins_on_an_unsettled_veto() -> None:
    found = result(marked(with_veto(CLEAR), {"s1": Verdict.PASSED}))
    assert (found.standing, found.leader_id, found.winner_id) == (Standing.UNVERIFIED, "s0", "")


def test_all_excluded() -> None:
    found = result(marked(with_veto(CLEAR), {"s0": Verdict.FAILED, "s1": Verdict.FAILED}))
    assert found.standing is Standing.ALL_EXCLUDED
    assert sensitivity(CLEAR, found).flips == ()


def test_one_candidate_is_no_contest() -> None:
    found = result(sheet([100], [[8]], [[7]]))
    assert (found.standing, found.winner_id) == (Standing.SINGLE, "s0")


def test_nothing_at_all() -> None:
    assert result(sheet([100])).standing is Standing.NO_CANDIDATE
    assert result(sheet([], [[], []])).standing is Standing.INCOMPLETE


def test_numbers_as_papers_write_them() -> None:
    assert shown(Fraction(345, 4)) == "86,25"
    assert shown(Fraction(2, 3)) == "0,67"
    assert shown(Fraction(100)) == "100"
    assert shown(Decimal("12.50")) == "12,5"
    assert shown(None) == "chưa có"
