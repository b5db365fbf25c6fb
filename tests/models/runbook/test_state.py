from dataclasses import replace
from decimal import Decimal

import pytest

from app.models.runbook import freezing
from app.models.runbook.records import Branch, Contact, StepKind
from app.models.runbook.run_records import Choice, EventKind, Result, RunState, StepStatus

from .nights import G, at, changed, done, event, minutes, passed_gate, small, step, table, told, up_to_gate, vote


def status(found: RunState, step_id: str) -> StepStatus:
    one = found.step(step_id)
    assert one is not None
    return one.status


def rules(found: RunState) -> list[str]:
    return [remark.rule for remark in found.remarks]


def test_at_first_the_first_step_is_ready() -> None:
    assert table(told(())) == (
        "block:ready backup:pending test:pending gate:pending open:pending back1:dormant back2:dormant"
    )


def test_a_step_is_ready_once_its_last_predecessor_ends() -> None:
    found = told(done("block", 0, 4)).step("backup")
    assert found is not None
    assert (found.status, found.ready_at) == (StepStatus.READY, at(4))


def test_a_running_step() -> None:
    assert status(told(done("block", 0, 5)[:1]), "block") is StepStatus.RUNNING


def test_a_failed_step_keeps_its_successors_waiting() -> None:
    found = told((event(EventKind.START, "block", 0), event(EventKind.FAIL, "block", 3, reason="Lỗi kỹ thuật")))
    assert table(found).startswith("block:failed backup:pending")


def test_finishing_khong_dat_is_failing() -> None:
    found = told((event(EventKind.START, "block", 0), event(EventKind.FINISH, "block", 3, result="failed")))
    assert status(found, "block") is StepStatus.FAILED


def test_a_retry_counts_its_own_time_only() -> None:
    again = event(EventKind.RETRY, "block", 20, reason="Đã khắc phục lỗi")
    failed = (event(EventKind.START, "block", 0), event(EventKind.FAIL, "block", 3))
    found = told((*failed, again, event(EventKind.FINISH, "block", 26, result="passed"))).step("block")
    assert found is not None
    assert (found.status, found.worked, len(found.attempts)) == (StepStatus.DONE, minutes(6), 2)


def test_skipping_lets_the_next_go_on() -> None:
    found = told((event(EventKind.SKIP, "block", 1, reason="Không áp dụng"),))
    assert table(found).startswith("block:skipped backup:ready")


def test_a_hold_never_counts_as_work() -> None:
    held = event(EventKind.HOLD, "", 20, reason="Xử lý sự cố"), event(EventKind.RESUME, "", 32)
    found = told((*done("block", 0, 5), *done("backup", 5, 72), *held)).step("backup")
    assert found is not None
    assert found.worked == minutes(55)


def test_overlapping_holds_are_taken_off_once() -> None:
    whole = event(EventKind.HOLD, "", 20), event(EventKind.RESUME, "", 30)
    own = event(EventKind.HOLD, "backup", 25), event(EventKind.RESUME, "backup", 35)
    found = told((*done("block", 0, 5), *done("backup", 5, 75), *whole, *own)).step("backup")
    assert found is not None
    assert found.worked == minutes(55)


def test_the_hold_of_one_step_leaves_others_alone() -> None:
    own = event(EventKind.HOLD, "test", 1), event(EventKind.RESUME, "test", 4)
    found = told((*done("block", 0, 5), *own)).step("block")
    assert found is not None
    assert found.worked == minutes(5)


@pytest.mark.parametrize("kind", [StepKind.WAIT, StepKind.STOP])
def test_waiting_is_no_work(kind: StepKind) -> None:
    found = told((*done("block", 0, 5),), changed("block", kind=kind)).step("block")
    assert found is not None
    assert found.worked is None


def test_two_devices_finish_one_step() -> None:
    second = event(EventKind.FINISH, "block", 6, result="passed", device="b", chain="b-1", person="Bình")
    found = told((*done("block", 0, 5), second))
    one = found.step("block")
    assert one is not None
    assert (one.status, one.finished_at, one.is_disputed) == (StepStatus.DONE, at(5), False)
    assert [remark.rule for remark in one.remarks] == ["double_finish"]
    assert "Bình cũng báo kết thúc" in one.remarks[0].text


def test_two_devices_disagree() -> None:
    second = event(EventKind.FINISH, "test", 81, result="failed", chain="b-1")
    found = told((*up_to_gate(), second))
    gate = found.gate("gate")
    assert gate is not None
    assert rules(found) == ["disagreement"]
    assert gate.blockers[0] == "Bước 3: kết quả hai máy khác nhau"


def test_two_devices_start_one_step() -> None:
    found = told((event(EventKind.START, "block", 0), event(EventKind.START, "block", 1, chain="b-1")))
    assert rules(found) == ["double_start"]
    assert found.with_status(StepStatus.RUNNING)[0].started_at == at(0)


def test_a_finish_whose_start_has_not_arrived() -> None:
    late = event(EventKind.FINISH, "block", 5, result="passed")
    one = told((late,)).step("block")
    assert one is not None
    assert (one.status, one.worked) == (StepStatus.DONE, None)


def test_a_start_out_of_turn_is_remarked_not_refused() -> None:
    found = told((event(EventKind.START, "backup", 1),))
    assert rules(found) == ["out_of_order"]
    assert status(found, "backup") is StepStatus.RUNNING


def test_a_start_behind_a_shut_gate_is_remarked() -> None:
    found = told((*up_to_gate(), event(EventKind.START, "open", 85)))
    assert rules(found) == ["behind_gate"]


def test_nobody_voted_is_dung() -> None:
    gate = told(up_to_gate()).gate("gate")
    assert gate is not None
    assert [one.choice for one in gate.votes] == [Choice.STOP, Choice.STOP]
    assert gate.blockers == tuple(f"{role}: chưa biểu quyết (tính là DỪNG)" for role in ("Doanh nghiệp", "Chỉ huy"))


def test_roles_keep_their_order_however_they_vote() -> None:
    gate = told((*up_to_gate(), vote("r2", Choice.GO, 82), vote("r1", Choice.GO, 83))).gate("gate")
    assert gate is not None
    assert [one.role.id for one in gate.votes] == ["r1", "r2"]


def test_votes_alone_open_nothing() -> None:
    found = told((*up_to_gate(), vote("r1", Choice.GO, 82), vote("r2", Choice.GO, 83)))
    assert status(found, "open") is StepStatus.PENDING


def test_a_passed_gate_opens_what_is_behind() -> None:
    found = told((*up_to_gate(), *passed_gate(85)))
    assert (status(found, "gate"), status(found, "open")) == (StepStatus.DONE, StepStatus.READY)


def test_a_decision_without_all_votes_has_no_effect() -> None:
    short = (vote("r1", Choice.GO, 82), event(EventKind.DECIDE, "gate", 83, outcome="go"))
    found = told((*up_to_gate(), *short))
    assert (rules(found), status(found, "open")) == (["ignored"], StepStatus.PENDING)


def test_the_heads_override_is_kept_with_reason() -> None:
    decision = event(EventKind.DECIDE, "gate", 83, outcome="go", override=True, reason="Đã đối chiếu bản giấy")
    gate = told((*up_to_gate(), decision)).gate("gate")
    assert gate is not None
    assert gate.is_passed
    assert gate.decisions[0].is_override
    assert gate.decisions[0].reason == "Đã đối chiếu bản giấy"


def test_refused_then_passed_keeps_both_rounds() -> None:
    refused = vote("r1", Choice.STOP, 82), event(EventKind.DECIDE, "gate", 83, outcome="stop", reason="Chưa đủ")
    gate = told((*up_to_gate(), *refused, *passed_gate(95))).gate("gate")
    assert gate is not None
    assert [one.outcome for one in gate.decisions] == [Choice.STOP, Choice.GO]
    assert gate.is_passed


def test_a_refused_round_starts_the_next_without_votes() -> None:
    refused = vote("r2", Choice.GO, 82), event(EventKind.DECIDE, "gate", 83, outcome="stop")
    gate = told((*up_to_gate(), *refused)).gate("gate")
    assert gate is not None
    assert all(one.vote is None for one in gate.votes)


@pytest.mark.parametrize("kind", [EventKind.SKIP, EventKind.FAIL])
def test_a_mandatory_test_not_passed_blocks(kind: EventKind) -> None:
    before = (*done("block", 0, 5), *done("backup", 5, 60), event(EventKind.START, "test", 60))
    gate = told((*before, event(kind, "test", 70))).gate("gate")
    assert gate is not None
    assert gate.blockers[0].startswith("Bước 3: ")


def test_a_gate_may_be_voted_on_over_a_failed_test() -> None:
    failed = (*done("block", 0, 5), *done("backup", 5, 60), event(EventKind.START, "test", 60))
    assert status(told((*failed, event(EventKind.FAIL, "test", 70))), "gate") is StepStatus.READY


def test_an_optional_test_does_not_block() -> None:
    known = changed("test", is_mandatory=False)
    gate = told((*done("block", 0, 5), *done("backup", 5, 60), event(EventKind.SKIP, "test", 70)), known).gate("gate")
    assert gate is not None
    assert not gate.tests


def test_an_open_critical_incident_blocks_until_closed() -> None:
    raised = event(EventKind.INCIDENT, "backup", 30, event_id="i1", title="Mất kết nối", priority=1)
    closed = event(EventKind.INCIDENT_CLOSED, "backup", 50, target="i1", text="Đã nối lại")
    before, after = told((*up_to_gate(), raised)).gate("gate"), told((*up_to_gate(), raised, closed)).gate("gate")
    assert before is not None
    assert after is not None
    assert "Sự cố nghiêm trọng chưa xử lý: Mất kết nối" in before.blockers
    assert not after.critical_incidents


def test_turning_back_stops_the_main_way_and_wakes_the_other() -> None:
    found = told((*done("block", 0, 5), event(EventKind.START, "backup", 5), event(EventKind.ROLLBACK, "", 20)))
    assert found.branch is Branch.ROLLBACK
    assert table(found) == (
        "block:done backup:stopped test:stopped gate:stopped open:stopped back1:ready back2:pending"
    )


def test_the_way_back_reopens() -> None:
    back = (event(EventKind.ROLLBACK, "", 20), *done("back1", 21, 35), *done("back2", 35, 45))
    found = told((*done("block", 0, 5), *back))
    assert found.downtime(at(90)) == minutes(45)


def test_the_downtime_clock_does_not_stop_for_holds() -> None:
    found = told((*done("block", 0, 5), event(EventKind.HOLD, "", 6)))
    assert found.downtime(at(60)) == minutes(60)


def test_no_downtime_before_access_is_cut() -> None:
    assert told(()).downtime(at(60)) is None


def test_withdrawing_takes_back_and_stays_visible() -> None:
    started, finished = done("block", 0, 5)
    found = told((started, finished, event(EventKind.WITHDRAWN, "block", 5.1, target=finished.id)))
    assert status(found, "block") is StepStatus.RUNNING
    assert [line.is_struck for line in found.log] == [False, True, False]


def test_a_withdrawal_is_never_withdrawn() -> None:
    started = event(EventKind.START, "block", 0)
    first = event(EventKind.WITHDRAWN, "block", 0.1, event_id="w1", target=started.id)
    second = event(EventKind.WITHDRAWN, "block", 0.2, target="w1")
    assert status(told((started, first, second)), "block") is StepStatus.READY


def test_a_correction_replaces_and_strikes_through() -> None:
    started, finished = done("block", 0, 9)
    corrected = event(EventKind.CORRECT, "block", 12, target=finished.id, at="2025-06-30T14:05:00.000Z")
    found = told((started, finished, corrected))
    one = found.step("block")
    assert one is not None
    assert one.finished_at == at(5)
    assert [(line.is_struck, line.struck_by) for line in found.log] == [
        (False, ""),
        (True, corrected.id),
        (False, ""),
    ]


def test_the_last_correction_counts_even_of_a_correction() -> None:
    started, finished = done("block", 0, 9)
    first = event(EventKind.CORRECT, "block", 12, event_id="c1", target=finished.id, result="failed")
    second = event(EventKind.CORRECT, "block", 13, target="c1", result="passed")
    found = told((started, finished, first, second))
    assert status(found, "block") is StepStatus.DONE
    assert [line.is_struck for line in found.log] == [False, True, True, False]


def test_why_a_correction_was_made_is_not_why_the_step_was_skipped() -> None:
    skipped = event(EventKind.SKIP, "block", 1, reason="Không áp dụng")
    timed = event(EventKind.CORRECT, "block", 12, target=skipped.id, reason="Bấm muộn", at="2025-06-30T14:00:30.000Z")
    found = told((skipped, timed)).step("block")
    assert found is not None
    assert found.reason == "Không áp dụng"
    worded = event(EventKind.CORRECT, "block", 13, target=skipped.id, reason="Ghi nhầm", text="Đơn vị cũ đã tự chặn")
    found = told((skipped, timed, worded)).step("block")
    assert found is not None
    assert found.reason == "Đơn vị cũ đã tự chặn"


def test_a_correction_may_strike_out() -> None:
    started, finished = done("block", 0, 9)
    void = event(EventKind.CORRECT, "block", 12, target=finished.id, void=True)
    assert status(told((started, finished, void)), "block") is StepStatus.RUNNING


def test_corrections_in_a_circle_survive() -> None:
    one = event(EventKind.CORRECT, "", 1, event_id="c1", target="c2", text="a")
    other = event(EventKind.CORRECT, "", 2, event_id="c2", target="c1", text="b")
    assert len(told((one, other)).log) == 2


def test_an_inserted_step_stands_behind_and_holds_up_the_next() -> None:
    new = freezing.plain(step("extra", 60, 10, needs=("backup",)))
    found = told((*done("block", 0, 5), event(EventKind.INSERT, "", 6, step=new, after="backup", before=["test"])))
    assert [one.step.number for one in found.steps][:4] == ["1", "2", "2a", "3"]
    assert found.steps[2].is_inserted
    assert found.steps[3].step.needs == ("backup", "extra")


def test_the_second_insertion_behind_the_same_step() -> None:
    inserts = [
        event(EventKind.INSERT, "", minute, step=freezing.plain(step(name, 60, 10, needs=("backup",))), after="backup")
        for name, minute in (("x", 6), ("y", 7))
    ]
    assert [one.step.number for one in told(inserts).steps][1:4] == ["2", "2a", "2b"]


def test_an_insertion_that_cannot_be_read_is_remarked() -> None:
    assert rules(told((event(EventKind.INSERT, "", 6, step={"id": 3}),))) == ["ignored"]


def test_events_of_a_step_not_here_yet_wait() -> None:
    found = told((event(EventKind.START, "later", 6),))
    assert rules(found) == ["orphan"]


def substituted(minute: float) -> RunState:
    by = freezing.plain(Contact("", "Đỗ Văn Dũng", "0900 000 009"))
    leave = event(EventKind.SUBSTITUTE, "", minute, contact_id="an", by=by)
    return told((*done("block", 0, 5), leave))


def test_a_substitute_takes_every_step_not_yet_begun() -> None:
    names = [one.owner.name for one in substituted(6).steps if one.owner is not None]
    assert names[:3] == ["Nguyễn Văn An", "Đỗ Văn Dũng", "Trần Thị Bình"]


def test_a_substitute_votes_at_the_gate() -> None:
    gate = substituted(6).gate("gate")
    assert gate is not None
    assert gate.votes[1].contact is not None
    assert gate.votes[1].contact.name == "Đỗ Văn Dũng"


def test_recorded_numbers_are_decimals() -> None:
    one = told((*done("block", 0, 5), *done("backup", 5, 60, numbers={"rows": "1200", "x": "?"}))).step("backup")
    assert one is not None
    assert one.numbers == {"rows": Decimal(1200)}


def test_who_waits_for_a_step() -> None:
    one = told(done("block", 0, 5)[:1]).step("block")
    assert one is not None
    assert one.waited_by == ("backup",)


def test_a_rehearsal_runs_the_same_steps_at_its_own_hour() -> None:
    from app.models.runbook.state import state

    from .nights import RUN

    found = state(small(), replace(RUN, anchor=G - minutes(3000)), ())
    assert found.master.steps[0].planned_start == G - minutes(3000)


def test_a_closed_run() -> None:
    found = told((event(EventKind.CLOSE, "", 90), event(EventKind.CLOSE, "", 95)))
    assert found.closed_at == at(90)


def test_nothing_to_resume_is_remarked() -> None:
    assert rules(told((event(EventKind.RESUME, "", 3),))) == ["ignored"]


def test_an_event_of_another_run_does_not_count() -> None:
    assert table(told((replace(event(EventKind.START, "block", 0), run_id="other"),))) == table(told(()))


def test_a_test_done_again_is_untested_while_it_runs() -> None:
    again = event(EventKind.RETRY, "test", 81)
    gate = told((*up_to_gate(), again)).gate("gate")
    assert gate is not None
    assert gate.tests[0].result is Result.NOT_TESTED


def test_a_failure_that_arrives_after_the_gate_passed_is_shown_to_all() -> None:
    second = event(EventKind.FINISH, "test", 81, result="failed", chain="b-1")
    found = told((*up_to_gate(), *passed_gate(85), second))
    gate = found.gate("gate")
    assert gate is not None
    assert gate.is_passed
    assert rules(found) == ["disagreement", "after_gate"]


def test_what_the_head_overrode_is_not_remarked_again() -> None:
    failed = (*done("block", 0, 5), *done("backup", 5, 60), event(EventKind.START, "test", 60))
    override = event(EventKind.DECIDE, "gate", 83, outcome="go", override=True, reason="Chấp nhận")
    assert rules(told((*failed, event(EventKind.FAIL, "test", 70), override))) == []
