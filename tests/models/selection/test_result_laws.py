from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.models.selection.records import Sheet, Verdict
from app.models.selection.result import Standing, result
from app.models.selection.sensitivity import sensitivity

from .sheets import marked, rescored, sheet, with_veto

SCORES = st.integers(0, 20).map(lambda half: Decimal(half) / 2)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """Any fully scored sheet."""
    criteria, systems, assessors = (draw(st.integers(1, high)) for high in (5, 4, 4))
    weights = draw(st.lists(st.integers(1, 60), min_size=criteria, max_size=criteria))
    cells = st.lists(st.lists(SCORES, min_size=criteria, max_size=criteria), min_size=systems, max_size=systems)
    threshold = draw(st.integers(0, 10))
    return sheet(weights, *draw(st.lists(cells, min_size=assessors, max_size=assessors)), threshold=threshold)


@given(sheets(), st.decimals("0.01", "50", places=2))
def test_scaling_the_weights_changes_nothing(known: Sheet, factor: Decimal) -> None:
    scaled = replace(known, criteria=tuple(replace(one, weight=one.weight * factor) for one in known.criteria))
    assert result(scaled) == result(known)
    assert sensitivity(scaled, result(scaled)) == sensitivity(known, result(known))


@given(sheets(), st.data())
def test_raising_a_score_never_lowers_its_candidate(known: Sheet, data: st.DataObject) -> None:
    score = data.draw(st.sampled_from(known.scores))
    higher = data.draw(SCORES.filter(lambda value: value >= (score.value or 0)))
    raised = rescored(known, score.criterion_id, score.system_id, score.assessor_id, higher)
    before, after = result(known).of(score.system_id), result(raised).of(score.system_id)
    assert before is not None
    assert after is not None
    assert after.total is not None
    assert before.total is not None
    assert after.total >= before.total
    assert (after.place or 0) <= (before.place or 0)
    if result(known).winner_id == score.system_id:
        assert result(raised).winner_id == score.system_id


@given(sheets(), st.data())
def test_an_excluded_candidate_never_wins_leads_or_flips(known: Sheet, data: st.DataObject) -> None:
    ids = [one.id for one in known.systems]
    out = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    verdicts = {one: Verdict.FAILED if one in out else Verdict.PASSED for one in ids}
    judged = marked(with_veto(known), verdicts)
    found = result(judged)
    firm = sensitivity(judged, found)
    named = {found.winner_id, found.leader_id}
    named |= {one.standings.leader_id for one in firm.variants}
    named |= {one for flip in firm.flips for one in (flip.below_id, flip.above_id)}
    assert not named & out
    if len(out) == len(ids):
        assert found.standing is Standing.ALL_EXCLUDED


@given(sheets())
def test_a_flip_point_really_flips_on_both_sides(known: Sheet) -> None:
    found = result(known)
    for flip in sensitivity(known, found).flips:
        others = [one.at for one in sensitivity(known, found).flips if one.criterion_id == flip.criterion_id]
        near = [abs(one - flip.at) for one in [*others, Fraction(0), Fraction(100)] if one != flip.at]
        step = min(near) / 2
        for side, leader in ((-step, flip.below_id), (step, flip.above_id)):
            moved = _with_weight(known, flip.criterion_id, flip.at + side)
            totals = {one.system_id: one.total for one in result(moved).candidates}
            assert totals[leader] == max(one for one in totals.values() if one is not None)
        at = {one.system_id: one.total for one in result(_with_weight(known, flip.criterion_id, flip.at)).candidates}
        assert at[flip.below_id] == at[flip.above_id]


@given(sheets())
def test_order_of_scores_and_candidates_does_not_matter(known: Sheet) -> None:
    turned = replace(known, scores=known.scores[::-1], assessors=known.assessors[::-1], systems=known.systems[::-1])
    assert {one.system_id: (one.total, one.place) for one in result(turned).candidates} == {
        one.system_id: (one.total, one.place) for one in result(known).candidates
    }
    assert result(turned).standings == result(known).standings


@given(sheets())
def test_places_follow_totals(known: Sheet) -> None:
    totals = [one.total for one in result(known).candidates]
    assert totals == sorted(totals, key=lambda one: -(one or 0))
    assert all(0 <= (one or 0) <= 100 for one in totals)


def _with_weight(known: Sheet, criterion_id: str, value: Fraction) -> Sheet:
    """The sheet with one weight at a value of 100 and the others in proportion, scaled to whole numbers."""
    part = result(known).weights
    rest = 100 - part[criterion_id]
    exact = {one.id: value if one.id == criterion_id else part[one.id] * (100 - value) / rest for one in known.criteria}
    scale = 1
    for one in exact.values():
        scale = scale * one.denominator
    return replace(
        known, criteria=tuple(replace(one, weight=Decimal(int(exact[one.id] * scale))) for one in known.criteria)
    )
