from collections.abc import Callable
from decimal import Decimal

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.selection.records import RoundState, Veto, VetoRule
from app.services import history
from app.services.desk import Desk
from app.services.selection import assessing, criteria

from .conftest import Choice


@pytest.fixture
def drafting(choice: Choice) -> Choice:
    criteria.open_round(choice.desk, kind_id=choice.kind_id)
    return choice


def weights(choice: Choice) -> dict[str, Decimal]:
    return {one.code: one.weight for one in choice.sheet.criteria}


def test_it_opens_with_the_ready_set_and_the_law_of_level_three(drafting: Choice) -> None:
    assert drafting.view.state is RoundState.DRAFTING
    assert drafting.sheet.total_weight == 100
    level = next(one for one in drafting.sheet.criteria if one.code == "cap-do-3")
    assert (level.veto, level.is_scored) == (Veto(VetoRule.SECURITY_LEVEL, 3), False)


def test_weights_that_do_not_sum_cannot_be_locked(drafting: Choice) -> None:
    criteria.edit_criterion(drafting.desk, criterion_id=drafting.criterion("chi-phi"), weight="7,5")
    assert "weights" in drafting.rules
    with pytest.raises(RefusedError, match=r"102,5, phải bằng 100"):
        criteria.lock_criteria(drafting.desk, kind_id=drafting.kind_id)
    criteria.edit_criterion(drafting.desk, criterion_id=drafting.criterion("de-dung"), weight="2.5")
    criteria.lock_criteria(drafting.desk, kind_id=drafting.kind_id)
    assert drafting.view.state is RoundState.SCORING


@pytest.mark.parametrize("weight", ["-1", "101", "mười", "1,005", "NaN", "1e3"])
def test_a_weight_is_a_number_from_0_to_100(drafting: Choice, weight: str) -> None:
    with pytest.raises(InvalidInputError):
        criteria.edit_criterion(drafting.desk, criterion_id=drafting.criterion("chi-phi"), weight=weight)


@pytest.mark.parametrize(
    "act",
    [
        lambda desk, kind_id, one: criteria.edit_criterion(desk, criterion_id=one, weight="6"),
        lambda desk, kind_id, one: criteria.remove_criterion(desk, criterion_id=one),
        lambda desk, kind_id, one: criteria.move_criterion(desk, criterion_id=one),
        lambda desk, kind_id, one: criteria.set_veto(desk, criterion_id=one, veto=Veto(VetoRule.MANUAL)),
        lambda desk, kind_id, one: criteria.add_criterion(desk, kind_id=kind_id, name="Thêm"),
        lambda desk, kind_id, one: criteria.reset_criteria(desk, kind_id=kind_id),
        lambda desk, kind_id, one: criteria.set_threshold(desk, kind_id=kind_id, points="0"),
        lambda desk, kind_id, one: criteria.lock_criteria(desk, kind_id=kind_id),
    ],
)
def test_locked_criteria_stay(scoring: Choice, act: Callable[[Desk, str, str], object]) -> None:
    with pytest.raises(RefusedError, match="đã chốt"):
        act(scoring.desk, scoring.kind_id, scoring.criterion("chi-phi"))


def test_unlocked_only_while_nothing_is_scored(scoring: Choice) -> None:
    criteria.unlock_criteria(scoring.desk, kind_id=scoring.kind_id)
    criteria.lock_criteria(scoring.desk, kind_id=scoring.kind_id)
    scoring.fill(5, 5, 5)
    with pytest.raises(RefusedError, match="Đã có điểm"):
        criteria.unlock_criteria(scoring.desk, kind_id=scoring.kind_id)


def test_own_criteria_come_and_go_with_the_ready_set(drafting: Choice) -> None:
    ready = weights(drafting)
    after = drafting.criterion("hai-cap")
    criteria.add_criterion(
        drafting.desk, kind_id=drafting.kind_id, name="Hỗ trợ tiếng dân tộc", weight="5", after=after
    )
    criteria.edit_criterion(drafting.desk, criterion_id=drafting.criterion("on-dinh"), name="Ổn định", weight="10")
    criteria.remove_criterion(drafting.desk, criterion_id=drafting.criterion("chi-phi"))
    names = [one.name for one in drafting.sheet.criteria]
    assert names[names.index("Đáp ứng mô hình chính quyền địa phương 02 cấp") + 1] == "Hỗ trợ tiếng dân tộc"
    criteria.reset_criteria(drafting.desk, kind_id=drafting.kind_id)
    assert weights(drafting) == ready
    assert list(weights(drafting)) == list(ready)
    history.undo(drafting.desk)
    assert "Ổn định" in [one.name for one in drafting.sheet.criteria]


def test_a_name_stands_once(drafting: Choice) -> None:
    with pytest.raises(InvalidInputError, match="Đã có tiêu chí"):
        criteria.add_criterion(drafting.desk, kind_id=drafting.kind_id, name="an toan thong tin, an ninh mang")


@pytest.mark.parametrize("veto", [Veto(VetoRule.SECURITY_LEVEL, 0), Veto(VetoRule.LINK)])
def test_a_veto_looks_at_something(drafting: Choice, veto: Veto) -> None:
    with pytest.raises(InvalidInputError):
        criteria.add_criterion(drafting.desk, kind_id=drafting.kind_id, name="Loại", veto=veto)


def test_undoing_the_opening_takes_it_all_back_and_opening_again_doubles_nothing(drafting: Choice) -> None:
    ids = [one.id for one in drafting.sheet.criteria]
    history.undo(drafting.desk)
    assert (drafting.view.state, drafting.sheet.criteria) == (RoundState.NOT_OPEN, ())
    criteria.open_round(drafting.desk, kind_id=drafting.kind_id)
    assert [one.id for one in drafting.sheet.criteria] == ids
    with pytest.raises(RefusedError, match="đã mở"):
        criteria.open_round(drafting.desk, kind_id=drafting.kind_id)


def test_scoring_waits_for_the_lock(drafting: Choice) -> None:
    assessor_id = drafting.assessor("Võ Đình Lộc")
    with pytest.raises(RefusedError, match="Chưa chốt"):
        assessing.score(
            drafting.desk,
            criterion_id=drafting.criterion("on-dinh"),
            system_id=drafting.system(),
            assessor_id=assessor_id,
            value="5",
        )


def test_nothing_is_locked_that_was_never_opened(choice: Choice) -> None:
    with pytest.raises(NotFoundError):
        criteria.lock_criteria(choice.desk, kind_id=choice.kind_id)
    with pytest.raises(NotFoundError):
        criteria.reopen(choice.desk, kind_id=choice.kind_id)


def test_a_new_version_with_other_criteria_begins_without_scores(scored: Choice) -> None:
    criteria.reopen(scored.desk, kind_id=scored.kind_id, keep_scores=False)
    sheet = scored.sheet
    assert (scored.view.state, sheet.round.number, sheet.scores) == (RoundState.DRAFTING, 2, ())  # type: ignore[union-attr]
    assert len(sheet.assessors) == 2
    criteria.edit_criterion(scored.desk, criterion_id=scored.criterion("chi-phi"), weight="0")
