"""What two desks do to one paper without knowing of each other: nothing is lost, what contradicts is named."""

from datetime import date

import pytest

from app.models.errors import NotFoundError
from app.models.papers.records import Stage, Step, Verdict
from app.services import working_time
from app.services.desk import Desk
from app.services.papers import drafting, reading, registers, way
from app.services.papers.drafting import NewRecipient
from app.services.papers.way import Consulted
from tests.services.papers.steps import TODAY, brought, draft, paper, seal, signed
from tests.steps import send


def _both(desk: Desk, other: Desk) -> None:
    send(desk, other)
    send(other, desk)


def test_the_same_draft_made_twice_is_one(desk: Desk, other: Desk) -> None:
    given = {"subject_entity": "inspection", "subject_id": "x", "natural_key": "notice", "recipients": ()}
    first, second = draft(desk, "TB", "Lịch làm việc", **given), draft(other, "TB", "Lịch làm việc", **given)
    _both(desk, other)
    assert first == second
    assert reading.papers(desk) == reading.papers(other)
    assert len(reading.papers(desk)) == 1


def test_a_number_given_at_two_desks_is_named_at_both(desk: Desk, other: Desk) -> None:
    paper_id = brought(desk, Stage.SIGNED)
    send(desk, other)
    for one, number in ((desk, "05"), (other, "06")):
        way.give_number(one, paper_id=paper_id, number=number, symbol="KH-BCĐ", issued_on=TODAY)
    _both(desk, other)
    assert paper(desk, paper_id) == paper(other, paper_id)
    assert [one.entry.step for one in paper(desk, paper_id).misplaced] == [Step.NUMBER]
    assert "step_misplaced" in [one.rule for one in registers.findings(desk)]


def test_two_papers_given_one_number_are_found(desk: Desk, other: Desk) -> None:
    brought(desk, Stage.NUMBERED)
    brought(other, Stage.NUMBERED, title="Việc của máy kia")
    _both(desk, other)
    for one in (desk, other):
        assert [finding.rule for finding in registers.findings(one)][:1] == ["double_number"]


def test_an_edit_that_did_not_know_of_the_seal_stays_outside(desk: Desk, other: Desk) -> None:
    paper_id = draft(desk)
    send(desk, other)
    seal(desk, paper_id)
    drafting.edit(other, paper_id=paper_id, title="Sửa ở máy kia")
    _both(desk, other)
    for one in (desk, other):
        after = paper(one, paper_id)
        assert (after.title, after.edited_outside) == ("Kiểm tra việc chuyển đổi tại Đà Lạt", True)
        assert "edited_outside" in [finding.rule for finding in registers.findings(one)]


def test_signed_here_and_sent_back_there(desk: Desk, other: Desk) -> None:
    paper_id = brought(desk, Stage.SUBMITTED)
    send(desk, other)
    way.send_back(other, paper_id=paper_id, reason="Sai thể thức")
    signed(desk, paper_id)
    _both(desk, other)
    assert paper(desk, paper_id) == paper(other, paper_id)
    assert [one.entry.step for one in paper(desk, paper_id).misplaced] == [Step.INITIAL, Step.SIGN]


def test_a_unit_asked_at_two_desks_is_asked_once(desk: Desk, other: Desk) -> None:
    paper_id = draft(desk)
    send(desk, other)
    for one in (desk, other):
        way.consult(one, paper_id=paper_id, units=[Consulted("Sở Nội vụ")])
    _both(desk, other)
    (asked,) = paper(desk, paper_id).opinions
    way.answer(other, opinion_id=asked.id, verdict=Verdict.AGREED)
    _both(desk, other)
    assert paper(desk, paper_id).unanswered == ()


def test_deleted_here_and_edited_there_it_comes_back(desk: Desk, other: Desk) -> None:
    paper_id = draft(desk)
    send(desk, other)
    drafting.delete(desk, paper_id=paper_id)
    drafting.edit(other, paper_id=paper_id, title="Vẫn cần")
    _both(desk, other)
    assert paper(desk, paper_id).title == "Vẫn cần"


def test_deleted_here_and_sent_round_there_it_comes_back_or_stays_gone_at_both(desk: Desk, other: Desk) -> None:
    paper_id = draft(desk)
    send(desk, other)
    drafting.delete(desk, paper_id=paper_id)
    drafting.set_recipients(other, paper_id=paper_id, recipients=[NewRecipient("Sở Y tế")])
    _both(desk, other)
    assert reading.papers(desk) == reading.papers(other)


def test_a_day_set_at_two_desks_is_one_day(desk: Desk, other: Desk) -> None:
    working_time.set_day_off(desk, day=date(2025, 7, 4), name="Ngày hội")
    working_time.set_day_off(other, day=date(2025, 7, 4), name="Ngày hội của tỉnh")
    _both(desk, other)
    assert working_time.calendar(desk).version == working_time.calendar(other).version


def test_hours_set_at_two_desks_count_the_same_at_both_and_are_pointed_out(desk: Desk, other: Desk) -> None:
    for one, minute in ((desk, 420), (other, 480)):
        working_time.set_hours(one, week=(((minute, 700),),) * 7)
    _both(desk, other)
    assert working_time.calendar(desk).version == working_time.calendar(other).version
    assert [one.rule for one in working_time.findings(desk)] == ["hours_overlap"]


def test_a_calendar_version_travels_with_what_was_computed_under_it(desk: Desk, other: Desk) -> None:
    with desk.act("Tính hạn") as act:
        version = working_time.freeze(desk, act.session)
    with pytest.raises(NotFoundError):
        working_time.kept_calendar(other, version=version)
    send(desk, other)
    assert working_time.kept_calendar(other, version=version).version == version
