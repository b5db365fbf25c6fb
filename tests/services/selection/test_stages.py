"""Acts on the stages of the systems that stay."""

from datetime import date

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.selection.aftermath import Counts
from app.models.selection.records import Course
from app.models.selection.stages import StageKey, StageState, state
from app.services import history
from app.services.desk import Desk
from app.services.selection import deciding, stages
from tests.services.selection.aftermath_hands import at, decide, kind_id, three_systems
from tests.steps import send


@pytest.fixture
def chosen(desk: Desk) -> str:
    """The system of Lâm Đồng, chosen."""
    first, *_ = three_systems(desk)
    decide(desk, first)
    return first


def test_no_board_before_a_decision(desk: Desk) -> None:
    three_systems(desk)
    assert stages.board(desk) == ()


def test_the_decision_itself_does_the_first_stage(desk: Desk, chosen: str) -> None:
    row = stages.board(desk)[0]
    first = row.stage(StageKey.CHOSEN)
    assert state(first, now=desk.now(), warn_days=stages.warn_days(desk)) is StageState.DONE
    with pytest.raises(RefusedError, match="theo quyết định"):
        stages.reopen_stage(desk, system_id=chosen, stage=StageKey.CHOSEN)


def test_an_exempted_system_has_a_row_of_its_own(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    deciding.exempt(desk, kind_id=kind_id(desk), system_id=second, reason="Hợp đồng còn", until=date(2025, 12, 31))
    assert [(row.system_id, row.is_exemption) for row in stages.board(desk)] == [(first, False), (second, True)]


def test_counting_and_finishing(desk: Desk, chosen: str) -> None:
    stages.count_stage(desk, system_id=chosen, stage=StageKey.UNITS, done=92, total=124)
    with pytest.raises(InvalidInputError, match="92/124 đơn vị"):
        stages.finish_stage(desk, system_id=chosen, stage=StageKey.UNITS)
    stages.count_stage(desk, system_id=chosen, stage=StageKey.UNITS, done=124, total=124)
    stages.finish_stage(desk, system_id=chosen, stage=StageKey.UNITS, at=at("24/6 11:00"))
    units = stages.board(desk)[0].stage(StageKey.UNITS)
    assert (units.counts, units.done_at, units.is_done_late) == (Counts(124, 124), at("24/6 11:00"), False)
    with pytest.raises(InvalidInputError, match="đã ghi xong"):
        stages.count_stage(desk, system_id=chosen, stage=StageKey.UNITS, done=100, total=124)
    stages.reopen_stage(desk, system_id=chosen, stage=StageKey.UNITS)
    assert stages.board(desk)[0].stage(StageKey.UNITS).done_at is None


def test_what_is_to_come_is_not_done(desk: Desk, chosen: str) -> None:
    with pytest.raises(InvalidInputError, match="phía trước"):
        stages.finish_stage(desk, system_id=chosen, stage=StageKey.TESTED, at=at("25/6 08:00"))


def test_a_stage_that_counts_nothing(desk: Desk, chosen: str) -> None:
    with pytest.raises(RefusedError, match="không đếm"):
        stages.count_stage(desk, system_id=chosen, stage=StageKey.CONFIGURED, done=1, total=2)


def test_planned_day_lead_and_note(desk: Desk, chosen: str) -> None:
    stages.plan_stage(desk, system_id=chosen, stage=StageKey.TRAINED, on=date(2025, 6, 29))
    stages.set_stage_lead(desk, system_id=chosen, stage=StageKey.TRAINED, unit="Sở Nội vụ")
    stages.note_stage(desk, system_id=chosen, stage=StageKey.TRAINED, text="Ba lớp tại Đà Lạt, Gia Nghĩa, Phan Thiết")
    trained = stages.board(desk)[0].stage(StageKey.TRAINED)
    assert trained.lead is not None
    assert (trained.lead.name, trained.planned_on) == ("Sở Nội vụ", date(2025, 6, 29))
    assert any(one.rule == "planned_behind_national" for one in stages.findings(desk))


def test_a_kind_without_that_stage(desk: Desk) -> None:
    first, *_ = three_systems(desk, "ioc", "VNPT IOC")
    decide(desk, first, code="ioc")
    assert not stages.board(desk)[0].stage(StageKey.PROCEDURES).is_applicable
    with pytest.raises(RefusedError, match="không có giai đoạn"):
        stages.count_stage(desk, system_id=first, stage=StageKey.PROCEDURES, done=1, total=2)


def test_skipping_with_a_reason(desk: Desk, chosen: str) -> None:
    stages.skip_stage(desk, system_id=chosen, stage=StageKey.TRAINED, reason="Cán bộ đã quen dùng")
    assert not stages.board(desk)[0].stage(StageKey.TRAINED).is_applicable
    stages.skip_stage(desk, system_id=chosen, stage=StageKey.TRAINED, reason="")
    assert stages.board(desk)[0].stage(StageKey.TRAINED).is_applicable


def test_a_system_that_was_not_chosen_has_no_stages(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    with pytest.raises(NotFoundError, match="chưa được chọn"):
        stages.finish_stage(desk, system_id=second, stage=StageKey.TESTED)


def test_a_kind_that_gets_a_new_system_has_no_row(desk: Desk) -> None:
    three_systems(desk)
    decide(desk, "", course=Course.REPLACE)
    assert stages.board(desk) == ()


def test_the_stages_of_a_system_that_stays_no_more_stay_on_record(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    stages.count_stage(desk, system_id=first, stage=StageKey.UNITS, done=92, total=124)
    decide(desk, second)
    new, old = stages.board(desk)
    assert (new.system_id, new.is_in_force, old.system_id, old.is_in_force) == (second, True, first, False)
    assert old.stage(StageKey.UNITS).counts == Counts(92, 124)
    assert old.stage(StageKey.UNITS).needs_review
    with pytest.raises(RefusedError, match="không còn được chọn"):
        stages.finish_stage(desk, system_id=first, stage=StageKey.TESTED)


def test_undo(desk: Desk, chosen: str) -> None:
    stages.count_stage(desk, system_id=chosen, stage=StageKey.ACCOUNTS, done=3, total=9)
    history.undo(desk)
    assert stages.board(desk)[0].stage(StageKey.ACCOUNTS).counts is None


def test_two_desks_on_one_stage(desk: Desk, other: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    send(desk, other)
    stages.count_stage(desk, system_id=first, stage=StageKey.UNITS, done=92, total=124)
    stages.finish_stage(other, system_id=first, stage=StageKey.UNITS)
    send(desk, other)
    send(other, desk)
    assert stages.board(desk) == stages.board(other)
    assert any(one.rule == "done_but_open" for one in stages.findings(desk))
