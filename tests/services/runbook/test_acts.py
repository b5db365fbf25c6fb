import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.records import Contact
from app.models.runbook.run_records import EventKind, Result, StepStatus
from app.services.runbook import acts, entries
from app.services.runbook.seconding import Second

from .conftest import EVENING, Night


def status(night: Night, number: str) -> StepStatus:
    return next(one.status for one in night.state.steps if one.step.number == number)


def test_start_and_finish(night: Night) -> None:
    night.finish("1")
    assert (status(night, "1"), status(night, "2")) == (StepStatus.DONE, StepStatus.READY)


def test_an_act_gives_back_the_state_with_it(night: Night) -> None:
    recorded = night.do(acts.start, "1", reason="sớm")
    assert recorded.state == night.state
    assert recorded.event.kind is EventKind.START


def test_who_when_and_where_are_recorded(night: Night) -> None:
    event = night.do(acts.start, "1", reason="sớm").event
    assert (event.person, event.occurred_at, event.device) == ("Lê Hữu Khải", EVENING, night.desk.workspace.device)


def test_not_its_turn(night: Night) -> None:
    with pytest.raises(RefusedError, match="Bước 2 còn chờ bước 1"):
        night.do(acts.start, "2")


def test_a_timed_step_is_not_early_without_a_reason(night: Night) -> None:
    with pytest.raises(RefusedError, match="không bắt đầu trước 20:00"):
        night.do(acts.start, "1")
    night.wait(10)
    night.do(acts.start, "1")


def test_started_twice_is_refused_here(night: Night) -> None:
    night.do(acts.start, "1", reason="sớm")
    with pytest.raises(RefusedError):
        night.do(acts.start, "1")


def test_finish_needs_a_start(night: Night) -> None:
    with pytest.raises(RefusedError):
        night.do(acts.finish, "1")


def test_a_missing_number_is_named(night: Night) -> None:
    night.finish("1", "2", "3", "4")
    night.do(acts.start, "5")
    with pytest.raises(InvalidInputError, match="chưa ghi “Hồ sơ Một cửa Lâm Đồng”"):
        night.do(acts.finish, "5")


@pytest.mark.parametrize(("text", "message"), [("5", "ngoài khoảng cho phép"), ("nhiều", "không phải là số")])
def test_numbers_are_held_against_their_range(night: Night, text: str, message: str) -> None:
    night.finish(*(str(n) for n in range(1, 10)))
    night.do(acts.start, "10")
    measure = night.master.numbered("10").measures[0].id  # type: ignore[union-attr]
    with pytest.raises(InvalidInputError, match=message):
        night.do(acts.finish, "10", numbers={measure: text}, evidence="Ảnh")


@pytest.mark.parametrize(("typed", "read"), [("1.234", "1234"), ("1.234.567,5", "1234567.5"), ("12 000", "12000")])
def test_vietnamese_numbers(night: Night, typed: str, read: str) -> None:
    night.finish("1", "2", "3", "4")
    night.do(acts.start, "5")
    numbers = {one.id: typed for one in night.master.numbered("5").measures}  # type: ignore[union-attr]
    event = night.do(acts.finish, "5", numbers=numbers).event
    assert set(event.body["numbers"].values()) == {read}


def after_numbers(night: Night, value: str) -> dict[str, str]:
    step = night.master.numbered("15")
    assert step is not None
    return {one.id: value for one in step.measures}


def before_the_second_count(night: Night) -> None:
    night.to_first_gate()
    night.vote_all()
    from app.models.runbook.run_records import Choice
    from app.services.runbook import deciding

    night.do(deciding.decide, "11", outcome=Choice.GO)
    night.finish("12", "13", "14")
    night.do(acts.start, "15")


def test_counts_after_must_agree_or_be_explained(night: Night) -> None:
    before_the_second_count(night)
    with pytest.raises(InvalidInputError, match=r"trước là 5000, sau là 4990, chênh -10"):
        night.do(acts.finish, "15", numbers=after_numbers(night, "4990"))
    night.do(acts.finish, "15", numbers=after_numbers(night, "4990"), explanation="10 hồ sơ trùng đã gộp")
    assert status(night, "15") is StepStatus.DONE


def test_khong_dat_asks_for_no_numbers(night: Night) -> None:
    night.finish("1", "2", "3", "4")
    night.do(acts.start, "5")
    night.do(acts.finish, "5", result=Result.FAILED)
    assert status(night, "5") is StepStatus.FAILED


def test_evidence_that_is_wanted_must_be_given(night: Night) -> None:
    night.finish(*(str(n) for n in range(1, 10)))
    night.do(acts.start, "10")
    with pytest.raises(InvalidInputError, match="chưa ghi minh chứng"):
        night.do(acts.finish, "10", numbers={})


@pytest.mark.parametrize("verb", [acts.fail, acts.skip, acts.retry])
def test_reasons_are_asked_for(night: Night, verb: object) -> None:
    with pytest.raises(InvalidInputError, match="Lý do"):
        night.do(verb, "1", reason=" ")  # type: ignore[arg-type]


def test_fail_and_retry(night: Night) -> None:
    night.do(acts.start, "1", reason="sớm")
    night.do(acts.fail, "1", reason="Lỗi kỹ thuật")
    night.do(acts.retry, "1", reason="Đã khắc phục lỗi")
    assert status(night, "1") is StepStatus.RUNNING


def test_only_what_ended_is_retried(night: Night) -> None:
    with pytest.raises(RefusedError):
        night.do(acts.retry, "1", reason="Đã khắc phục lỗi")


def test_a_critical_step_is_skipped_by_two(night: Night) -> None:
    night.finish("1", "2")
    with pytest.raises(RefusedError, match="người thứ hai"):
        night.do(acts.skip, "3", reason="Đã làm trước")
    night.do(acts.skip, "3", reason="Đã làm trước", second=night.second)
    assert next(one for one in night.state.steps if one.step.number == "3").seconded_by == "Nguyễn Thị Mai Khuê"


def test_a_gate_is_never_skipped_or_started(night: Night) -> None:
    night.to_first_gate()
    for verb in (acts.skip, acts.start):
        with pytest.raises(RefusedError, match="điểm quyết định"):
            night.do(verb, "11", reason="vội", second=night.second)


def test_nothing_behind_a_gate_starts(night: Night) -> None:
    night.to_first_gate()
    with pytest.raises(RefusedError, match="Bước 12 chưa qua điểm quyết định ở bước 11"):
        night.do(acts.start, "12", second=night.second)


def wrong_second(night: Night, which: str) -> Second | None:
    assert night.desk.person is not None
    given = {
        "nobody": None,
        "oneself": Second(night.desk.person.id, ""),
        "wrong": Second(night.second.person_id, "0000"),
    }
    return given[which]


@pytest.mark.parametrize("which", ["nobody", "oneself", "wrong"])
def test_the_second_person_is_another_with_a_pin(night: Night, which: str) -> None:
    night.finish("1", "2")
    with pytest.raises((RefusedError, InvalidInputError)):
        night.do(acts.skip, "3", reason="Đã làm trước", second=wrong_second(night, which))


def test_a_hold_stops_starting_until_resumed(night: Night) -> None:
    night.do(acts.hold, reason="Chờ quyết định")
    with pytest.raises(RefusedError, match="Đang tạm dừng"):
        night.do(acts.start, "1", reason="sớm")
    night.do(acts.resume)
    night.do(acts.start, "1", reason="sớm")


def test_hold_twice_and_resume_nothing(night: Night) -> None:
    with pytest.raises(RefusedError):
        night.do(acts.resume)
    night.do(acts.hold, reason="Chờ quyết định")
    with pytest.raises(RefusedError):
        night.do(acts.hold, reason="Chờ quyết định")


def test_an_inserted_step_holds_up_what_follows(night: Night) -> None:
    night.do(acts.insert_step, after=night.step_id("1"), content="Khởi động lại máy phát", reason="Phát sinh kỹ thuật")
    night.finish("1")
    assert [one.step.number for one in night.state.with_status(StepStatus.READY)] == ["1a"]


def test_inserting_never_alters_the_master(night: Night) -> None:
    from app.services.runbook import masters

    night.do(acts.insert_step, after=night.step_id("1"), content="Thêm", reason="Phát sinh kỹ thuật")
    assert masters.master(night.desk) == night.master


def test_a_claim_shows_the_name(night: Night) -> None:
    night.do(acts.claim, "1")
    assert night.state.steps[0].claimed_by == "Lê Hữu Khải"


def test_a_substitute_in_one_action_with_both_names_in_the_log(night: Night) -> None:
    leaving = next(one for one in night.master.contacts if one.name == "Đoàn Minh Tâm")
    event = night.do(acts.substitute, contact_id=leaving.id, by=Contact("", "Hà Thị Vy", "0900 000 999")).event
    owners = {one.owner.name for one in night.state.steps if one.owner is not None}
    assert event.body["text"] == "Đoàn Minh Tâm → Hà Thị Vy"
    assert "Hà Thị Vy" in owners
    assert "Đoàn Minh Tâm" not in owners


def test_nobody_substitutes_a_stranger(night: Night) -> None:
    with pytest.raises(NotFoundError):
        night.do(acts.substitute, contact_id="lạ", by=Contact("", "Hà Thị Vy"))


def test_late_entry_from_paper(night: Night) -> None:
    night.wait(60)
    paper = EVENING.replace(hour=13, minute=5)
    event = night.do(acts.start, "1", at=paper).event
    assert (event.occurred_at, event.from_paper) == (paper, True)
    assert event.entered_at == night.clock.moment
    assert night.state.steps[0].started_at == paper


def test_paper_does_not_know_the_future(night: Night) -> None:
    with pytest.raises(InvalidInputError, match="tương lai"):
        night.do(acts.start, "1", reason="x", at=EVENING.replace(hour=23))


def test_late_entries_go_on_after_closing_and_during_a_hold(night: Night) -> None:
    night.do(acts.hold, reason="Chờ quyết định")
    night.do(entries.close, reason="Diễn tập xong")
    night.do(acts.start, "1", reason="giấy", at=EVENING)
    with pytest.raises(RefusedError, match="đã kết thúc"):
        night.do(acts.finish, "1")


def test_a_secret_is_never_recorded(night: Night) -> None:
    from app.models.secrecy import SecretError

    with pytest.raises(SecretError):
        night.do(entries.note, text="Theo tài liệu TỐI MẬT số 5")
    assert night.state.log == ()


def test_an_act_that_is_refused_leaves_nothing(night: Night) -> None:
    with pytest.raises(RefusedError):
        night.do(acts.start, "5")
    assert night.state.log == ()
