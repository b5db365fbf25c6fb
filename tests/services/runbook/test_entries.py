from datetime import timedelta

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.run_records import EventKind, Result, StepStatus
from app.services.runbook import acts, entries

from .conftest import EVENING, Night


def started(night: Night) -> str:
    return str(night.do(acts.start, "1", reason="sớm").event.id)


def test_undo_within_ten_seconds(night: Night) -> None:
    started(night)
    night.wait(9 / 60)
    night.do(entries.undo_last)
    assert night.state.steps[0].status is StepStatus.READY
    assert [line.is_struck for line in night.state.log] == [True, False]


def test_undo_is_too_late_after_ten_seconds(night: Night) -> None:
    started(night)
    night.wait(11 / 60)
    with pytest.raises(RefusedError, match="10 giây"):
        night.do(entries.undo_last)


def test_undo_twice_takes_back_two(night: Night) -> None:
    night.do(entries.note, text="Một")
    night.do(entries.note, text="Hai")
    night.do(entries.undo_last)
    night.do(entries.undo_last)
    assert [line.is_struck for line in night.state.log] == [True, True, False, False]


def test_nothing_to_undo(night: Night) -> None:
    with pytest.raises(RefusedError):
        night.do(entries.undo_last)


def test_ctrl_z_does_not_touch_the_log(night: Night) -> None:
    from app.services import history

    started(night)
    with pytest.raises(RefusedError):
        history.undo(night.desk)


def test_a_correction_moves_the_time_and_keeps_the_original(night: Night) -> None:
    event_id = started(night)
    night.wait(30)
    earlier = EVENING.replace(minute=45)
    night.do(entries.correct, event_id=event_id, reason="Bấm muộn", at=earlier)
    assert night.state.steps[0].started_at == earlier
    assert night.state.log[0].event.id == event_id or night.state.log[0].is_struck


def test_a_correction_of_the_result(night: Night) -> None:
    night.finish("1")
    finished = next(line.event for line in night.state.log if line.event.kind is EventKind.FINISH)
    night.do(entries.correct, event_id=finished.id, reason="Nhầm", result=Result.FAILED)
    assert night.state.steps[0].status is StepStatus.FAILED


def test_a_second_correction_keeps_what_the_first_set_right(night: Night) -> None:
    night.finish("1")
    night.wait(30)
    finished = next(line.event for line in night.state.log if line.event.kind is EventKind.FINISH)
    earlier = EVENING + timedelta(minutes=5)
    night.do(entries.correct, event_id=finished.id, reason="Bấm muộn", at=earlier)
    night.do(entries.correct, event_id=finished.id, reason="Nhầm", result=Result.FAILED)
    (failed, *_) = night.state.steps
    assert failed.status is StepStatus.FAILED
    assert failed.attempts[-1].finished_at == earlier


def test_a_correction_says_what_and_why(night: Night) -> None:
    event_id = started(night)
    with pytest.raises(InvalidInputError, match="Chưa ghi điều cần đính chính"):
        night.do(entries.correct, event_id=event_id, reason="Nhầm")
    with pytest.raises(InvalidInputError, match="Lý do"):
        night.do(entries.correct, event_id=event_id, reason="", text="x")
    with pytest.raises(InvalidInputError, match="tương lai"):
        night.do(entries.correct, event_id=event_id, reason="Nhầm", at=EVENING.replace(hour=20))
    with pytest.raises(NotFoundError):
        night.do(entries.correct, event_id="không có", reason="Nhầm", text="x")


def test_an_entry_may_be_struck_out(night: Night) -> None:
    event_id = started(night)
    night.do(entries.correct, event_id=event_id, reason="Nhầm bước", is_void=True)
    assert night.state.steps[0].status is StepStatus.READY


def test_an_incident_from_a_step_in_one_action(night: Night) -> None:
    night.do(entries.incident, "3")
    (incident,) = night.state.incidents
    assert incident.title.startswith("Bước 3: Chặn truy cập")
    assert (incident.priority, incident.owner, incident.step_id) == (1, "Bùi Quốc Vượng", night.step_id("3"))


def test_the_draft_is_what_the_act_would_write(night: Night) -> None:
    draft = entries.incident_draft(night.desk, state=night.state, step_id=night.step_id("2"))
    assert (draft.priority, draft.at) == (2, EVENING)


def test_an_incident_without_a_step_needs_a_title(night: Night) -> None:
    with pytest.raises(InvalidInputError):
        night.do(entries.incident)
    night.do(entries.incident, title="Mất điện tầng 2", priority=1)
    with pytest.raises(InvalidInputError, match="Mức ưu tiên 7"):
        night.do(entries.incident, title="Gì đó", priority=7)


def test_closing_an_incident_once(night: Night) -> None:
    night.do(entries.incident, "3")
    incident_id = night.state.incidents[0].id
    night.do(entries.close_incident, incident_id=incident_id, resolution="Đã nối lại")
    assert night.state.incidents[0].resolution == "Đã nối lại"
    with pytest.raises(NotFoundError):
        night.do(entries.close_incident, incident_id=incident_id, resolution="Lần nữa")


def test_closing_names_what_is_left_and_counts_no_dormant_steps(night: Night) -> None:
    with pytest.raises(RefusedError, match="Còn 32 bước chưa xong: 1, 2, 3"):
        night.do(entries.close)
    night.do(entries.close, reason="Hoãn chuyển đổi")
    assert night.state.is_over


def test_nothing_happens_after_closing_but_notes(night: Night) -> None:
    night.do(entries.close, reason="Hoãn")
    with pytest.raises(RefusedError):
        night.do(acts.start, "1", reason="sớm")
    night.do(entries.note, text="Ghi thêm")


def test_acknowledging_is_in_the_log(night: Night) -> None:
    night.do(entries.acknowledge, alarm="late")
    assert night.state.acknowledgements == {"late": EVENING}
