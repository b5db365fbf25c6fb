from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.journal.change import new_id
from app.models.errors import InvalidInputError, RefusedError
from app.models.selection.entities import DecisionRow, ScoreRow
from app.models.selection.records import Course, RoundState
from app.models.selection.result import Standing
from app.models.selection.system_records import LinkState
from app.models.writing import require
from app.services import history, opening
from app.services.opening import NewPerson
from app.services.selection import assessing, criteria, deciding, invalidating, reading, register
from tests.conftest import NOON_24_JUNE, StandingClock

from .conftest import PASSING, TODAY, Choice

END_OF_YEAR = date(2025, 12, 31)


def sealed(choice: Choice) -> list[str]:
    """What every decision's row holds, as stored."""
    with choice.desk.workspace.reading() as session:
        return [str(row.seal) for row in session.scalars(select(DecisionRow).order_by(DecisionRow.id))]


def test_decided(scored: Choice) -> None:
    scored.decide(dissent="Ông Võ Đình Lộc đề nghị thử thêm.")
    view = scored.view
    assert view.state is RoundState.DECIDED
    assert view.decision is not None
    assert (view.decision.version, view.decision.decided.number, view.decision.person) == (
        1,
        "1209/QĐ-UBND",
        "Nguyễn Thị Đào",
    )
    assert view.chosen is not None
    assert view.chosen.province == "Lâm Đồng"
    assert [one.province for one in view.unchosen] == ["Đắk Nông", "Bình Thuận"]


def test_the_seal_holds_everything_the_minutes_show(scored: Choice) -> None:
    live = scored.results
    scored.decide(dissent="Không nhất trí: ông A")
    frozen = reading.decided(scored.desk, decision_id=scored.view.decisions[0].id)
    assert (frozen.sheet, frozen.result, frozen.sensitivity) == (live.sheet, live.result, live.sensitivity)
    assert (frozen.system_id, frozen.dissent, frozen.decided.on) == (scored.system(), "Không nhất trí: ông A", TODAY)


def test_later_scores_make_a_new_version_and_the_decided_one_stays_byte_for_byte(scored: Choice) -> None:
    scored.decide()
    before, decided = sealed(scored), scored.view.decisions[0]
    with pytest.raises(RefusedError, match="đã quyết định"):
        scored.fill(1, 9, 9)
    with pytest.raises(RefusedError, match="đã quyết định"):
        assessing.remove_assessor(scored.desk, assessor_id=scored.sheet.assessors[0].id)
    criteria.reopen(scored.desk, kind_id=scored.kind_id)
    assert scored.view.state is RoundState.SCORING
    assert scored.view.decision == decided
    assert scored.results.result.standings == reading.decided(scored.desk, decision_id=decided.id).result.standings
    scored.fill(1, 9, 6)
    scored.fill(1, 9, 6, assessor=1)
    register.edit_system(scored.desk, system_id=scored.system(), name="Tên mới")
    scored.decide(1, number="1300/QĐ-UBND")
    assert sealed(scored)[0] == before[0]
    first, second = scored.view.decisions
    assert (first.is_in_force, first.outside, second.is_in_force, second.version) == (False, (), True, 2)
    assert scored.view.chosen.province == "Đắk Nông"  # type: ignore[union-attr]
    assert reading.decided(scored.desk, decision_id=first.id).sheet.systems[0].name == "Một cửa Lâm Đồng"


def test_a_changed_decision_asks_for_what_it_makes_invalid_and_marks_it(scored: Choice) -> None:
    scored.decide()
    criteria.reopen(scored.desk, kind_id=scored.kind_id)
    for assessor in range(len(scored.sheet.assessors)):
        scored.fill(1, 9, 6, assessor=assessor)
    with pytest.raises(RefusedError, match="không còn đúng"):
        scored.decide(1, acknowledged=())
    assert len(scored.view.decisions) == 1
    assert invalidating.reviews(scored.desk) == ()
    scored.decide(1)
    assert invalidating.reviews(scored.desk)


def test_one_system_for_the_whole_province(scored: Choice) -> None:
    scored.decide()
    with pytest.raises(RefusedError, match="toàn tỉnh chỉ dùng một hệ thống"):
        scored.decide(1)


def test_neither_a_decision_nor_what_it_rests_on_is_undone(scored: Choice) -> None:
    scored.decide()
    with pytest.raises(RefusedError, match="Không còn gì để hoàn tác"):
        history.undo(scored.desk)
    assert scored.view.decision is not None


def test_what_arrives_late_is_kept_and_named_outside(scored: Choice) -> None:
    scored.decide()
    before = scored.view.decisions[0]
    cell = scored.sheet.scores[0]
    with scored.desk.act("Đồng bộ") as act:  # as a merge would bring it: the verbs refuse
        require(act.session, ScoreRow, cell.id).value = "1"
    assert scored.view.decisions[0].outside == (cell.id,)
    assert scored.view.decisions[0].content_hash == before.content_hash
    assert "outside" in scored.rules
    frozen = reading.decided(scored.desk, decision_id=before.id)
    assert frozen.sheet.by_cell[cell.criterion_id, cell.system_id, cell.assessor_id] == cell


def test_two_desks_that_both_decided_are_found_and_settled_by_a_new_version(scored: Choice) -> None:
    scored.decide()
    with scored.desk.act("Đồng bộ") as act:
        first = require(act.session, DecisionRow, scored.view.decisions[0].id)
        values = {name: getattr(first, name) for name in first.journalled()}
        values |= {"system_id": scored.system(1), "recorded_at": "2025-06-24T06:00:00.000Z"}
        act.session.add(DecisionRow(id=new_id(), **values))
    assert [one.is_in_force for one in scored.view.decisions] == [True, True]
    assert scored.rules[0] == "two_decisions"
    assert scored.view.chosen.province == "Đắk Nông"  # type: ignore[union-attr]
    criteria.reopen(scored.desk, kind_id=scored.kind_id)
    scored.decide(0, number="1310/QĐ-UBND")
    (last,) = [one for one in scored.view.decisions if one.is_in_force]
    assert (last.version, last.decided.number) == (2, "1310/QĐ-UBND")
    assert "two_decisions" not in scored.rules


def test_an_exclusion_holds_whatever_the_meeting_says(scored: Choice) -> None:
    register.edit_system(scored.desk, system_id=scored.system(), security_level=2)
    with pytest.raises(RefusedError, match="bị loại: Cấp độ an toàn"):
        scored.decide(after_meeting=True)


def test_an_unsettled_veto_is_settled_first(scored: Choice) -> None:
    register.edit_system(scored.desk, system_id=scored.system(), security_level=None)
    with pytest.raises(RefusedError, match="chưa xác định tiêu chí loại"):
        scored.decide()


def test_another_than_the_first_needs_a_meeting(scored: Choice) -> None:
    with pytest.raises(RefusedError, match="không phải hệ thống đứng đầu"):
        scored.decide(1)
    scored.decide(1, after_meeting=True)
    assert scored.view.chosen.province == "Đắk Nông"  # type: ignore[union-attr]


def test_within_the_threshold_a_meeting_decides(scored: Choice) -> None:
    for place in (0, 1):
        scored.fill(7, 7, 6.5, assessor=place)
    assert "meeting" in scored.rules
    with pytest.raises(RefusedError, match="cần họp xem xét, quyết định"):
        scored.decide()
    scored.decide(after_meeting=True)


def test_not_before_every_score_is_in_and_backed(scored: Choice) -> None:
    third = scored.assessor("Trương Công Nhẫn")
    with pytest.raises(RefusedError, match="còn 30 ô chưa chấm"):
        scored.decide()
    scored.fill(9, 7, 6, assessor=2, is_self=False)
    with pytest.raises(RefusedError, match="30 điểm chưa có minh chứng"):
        scored.decide()
    assessing.remove_assessor(scored.desk, assessor_id=third)
    scored.decide()


def test_an_excluded_candidate_need_not_be_scored(scored: Choice) -> None:
    added = scored.add("Hệ thống thứ tư", users=10, max_users=5, security_level=3)
    scored.decide()
    assert added in [one.id for one in scored.view.unchosen]


@pytest.mark.parametrize("given", [{"reason": " "}, {"by": ""}, {"on": date(2025, 6, 25)}])
def test_who_when_and_why(scored: Choice, given: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        scored.decide(**given)
    assert scored.view.decision is None


def test_the_number_may_follow(scored: Choice) -> None:
    scored.decide(number="")
    assert "no_number" in scored.rules
    before = sealed(scored)
    decision = scored.view.decisions[0]
    deciding.record_number(scored.desk, decision_id=decision.id, number="1209/QĐ-UBND", issued_on=TODAY)
    assert scored.view.decisions[0].decided.number == "1209/QĐ-UBND"
    assert sealed(scored) == before
    assert "no_number" not in scored.rules


def test_an_exception_with_reason_and_term(scored: Choice) -> None:
    given: dict[str, Any] = {
        "kind_id": scored.kind_id,
        "system_id": scored.system(2),
        "reason": "Phú Quý",
        "until": END_OF_YEAR,
    }
    with pytest.raises(RefusedError, match="Chưa quyết định"):
        deciding.exempt(scored.desk, **given)
    scored.decide()
    with pytest.raises(RefusedError, match="hệ thống được chọn"):
        deciding.exempt(scored.desk, **{**given, "system_id": scored.system(0)})
    for bad in ({"reason": ""}, {"until": date(2025, 6, 23)}):
        with pytest.raises(InvalidInputError):
            deciding.exempt(scored.desk, **{**given, **bad})
    deciding.exempt(scored.desk, **given)
    deciding.exempt(scored.desk, **{**given, "document": "35/BCĐ-TCT"})
    (one,) = scored.view.exemptions
    assert (one.reason, one.until, one.document) == ("Phú Quý", END_OF_YEAR, "35/BCĐ-TCT")
    assert [one.province for one in scored.view.unchosen] == ["Đắk Nông"]
    deciding.end_exemption(scored.desk, exemption_id=one.id)
    assert len(scored.view.unchosen) == 2


def test_all_may_be_replaced_by_something_new(scored: Choice) -> None:
    deciding.decide(
        scored.desk,
        kind_id=scored.kind_id,
        system_id="",
        course=Course.REPLACE,
        reason="Không hệ thống nào đáp ứng",
        by="UBND tỉnh",
        on=TODAY,
        after_meeting=True,
    )
    assert scored.view.chosen is None
    assert len(scored.view.unchosen) == 3
    assert "chosen_missing" not in scored.rules


def test_nothing_chosen_is_no_decision(scored: Choice) -> None:
    with pytest.raises(InvalidInputError, match="Chưa chọn hệ thống"):
        deciding.decide(
            scored.desk, kind_id=scored.kind_id, system_id="", reason="x", by="y", on=TODAY, after_meeting=True
        )


def test_a_single_candidate_is_kept_upgraded_or_replaced(scored: Choice) -> None:
    for place in (2, 1):
        register.remove_system(scored.desk, system_id=scored.system(place))
    assert not scored.sheet.is_contest
    scored.decide(course=Course.UPGRADE)
    assert scored.view.decision.course is Course.UPGRADE  # type: ignore[union-attr]


def test_a_province_that_was_not_merged_assesses_its_one_system(tmp_path: Path, home: Path) -> None:
    person = NewPerson("Nguyễn Thị Đào", "Chuyên viên", "Văn phòng UBND thành phố")
    desk = opening.create(tmp_path / "hn.kh02", province="Hà Nội", person=person, now=StandingClock(NOON_24_JUNE))
    kind_id = reading.overview(desk)[0].kind.id
    one = Choice(desk, kind_id)
    one.add("Một cửa Hà Nội", links={"dvcqg": LinkState.CONNECTED}, **PASSING)
    assert [old.name for old in reading.old_provinces(desk)] == ["Hà Nội"]
    assert (one.sheet.is_merged, one.sheet.is_contest) == (False, False)
    criteria.open_round(desk, kind_id=kind_id)
    criteria.lock_criteria(desk, kind_id=kind_id)
    one.assessor("Võ Đình Lộc")
    one.fill(4)
    one.pass_vetoes()
    assert one.results.result.standing is Standing.SINGLE
    one.decide(course=Course.REPLACE)
    assert one.view.decision.course is Course.REPLACE  # type: ignore[union-attr]
    assert not {"no_system_of", "due", "two_decisions", "chosen_missing"} & set(one.rules)
    desk.close()
