import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.runbook.records import Branch
from app.models.runbook.run_records import Choice, StepStatus
from app.services import people
from app.services.runbook import acts, deciding, entries
from app.services.runbook.seconding import Second

from .conftest import PIN, Night


@pytest.fixture
def gate(night: Night) -> Night:
    """At the first gate."""
    night.to_first_gate()
    return night


def seat(night: Night, name: str, pin: str = PIN) -> None:
    card = next(one for one in people.people(night.desk) if one.full_name == name)
    people.switch_person(night.desk, person_id=card.id, pin=pin)


def test_all_vote_then_it_is_decided(gate: Night) -> None:
    gate.vote_all()
    gate.do(deciding.decide, "11", outcome=Choice.GO)
    assert gate.state.gates[0].is_passed
    gate.do(acts.start, "12", second=gate.second)


def test_without_votes_it_stays_shut(gate: Night) -> None:
    with pytest.raises(RefusedError, match="chưa biểu quyết"):
        gate.do(deciding.decide, "11", outcome=Choice.GO)


def test_one_dung_keeps_it_shut(gate: Night) -> None:
    gate.vote_all()
    role = gate.state.gates[0].votes[2].role.id
    gate.do(deciding.vote, "11", role_id=role, choice=Choice.STOP, text="Chưa yên tâm")
    with pytest.raises(RefusedError, match="Chỉ huy đêm chuyển đổi: DỪNG"):
        gate.do(deciding.decide, "11", outcome=Choice.GO)


def test_dung_asks_for_a_reason(gate: Night) -> None:
    role = gate.state.gates[0].votes[2].role.id
    with pytest.raises(InvalidInputError):
        gate.do(deciding.vote, "11", role_id=role, choice=Choice.STOP)
    with pytest.raises(InvalidInputError):
        gate.do(deciding.decide, "11", outcome=Choice.STOP)


def test_nobody_votes_for_another_without_their_pin(gate: Night) -> None:
    role = gate.state.gates[0].votes[0].role.id
    with pytest.raises(RefusedError, match="Phiếu của Bùi Quốc Vượng"):
        gate.do(deciding.vote, "11", role_id=role, choice=Choice.GO)
    with pytest.raises(InvalidInputError, match="PIN"):
        gate.do(deciding.vote, "11", role_id=role, choice=Choice.GO, voter=Second(gate.vendor.person_id, "1111"))


def test_a_refused_gate_passes_in_the_next_round(gate: Night) -> None:
    gate.vote_all(choice=Choice.STOP)
    gate.do(deciding.decide, "11", outcome=Choice.STOP, reason="Thiếu mã băm")
    gate.vote_all()
    gate.do(deciding.decide, "11", outcome=Choice.GO)
    assert [one.outcome for one in gate.state.gates[0].decisions] == [Choice.STOP, Choice.GO]


def test_a_passed_gate_is_not_voted_on_again(gate: Night) -> None:
    gate.vote_all()
    gate.do(deciding.decide, "11", outcome=Choice.GO)
    with pytest.raises(RefusedError, match="đã qua"):
        gate.do(deciding.decide, "11", outcome=Choice.STOP, reason="Thôi")


def test_a_gate_is_not_voted_on_before_its_time(night: Night) -> None:
    with pytest.raises(RefusedError, match="còn chờ bước 10"):
        night.do(deciding.decide, "11", outcome=Choice.STOP, reason="Sớm")


def test_an_open_critical_incident_blocks(gate: Night) -> None:
    gate.do(entries.incident, "9")
    gate.vote_all()
    with pytest.raises(RefusedError, match="Sự cố nghiêm trọng chưa xử lý"):
        gate.do(deciding.decide, "11", outcome=Choice.GO)


def test_the_head_overrides_with_a_reason_that_stays(gate: Night) -> None:
    with pytest.raises(InvalidInputError, match="lý do"):
        gate.do(deciding.decide, "11", outcome=Choice.GO, is_override=True)
    gate.do(deciding.decide, "11", outcome=Choice.GO, is_override=True, reason="Đã họp qua điện thoại")
    decision = gate.state.gates[0].decisions[0]
    assert (decision.is_override, decision.person) == (True, "Lê Hữu Khải")
    assert "chưa biểu quyết" in gate.state.log[-1].event.body["text"]


def test_nobody_else_overrides(gate: Night) -> None:
    seat(gate, "Nguyễn Thị Mai Khuê")
    with pytest.raises(RefusedError, match="Chỉ Lê Hữu Khải"):
        gate.do(deciding.decide, "11", outcome=Choice.GO, is_override=True, reason="Vội")


def test_an_override_where_nothing_blocks_is_a_plain_decision(gate: Night) -> None:
    gate.vote_all()
    gate.do(deciding.decide, "11", outcome=Choice.GO, is_override=True, reason="Chắc chắn")
    assert not gate.state.gates[0].decisions[0].is_override


def test_the_head_turns_back(night: Night) -> None:
    night.do(deciding.begin_rollback, reason="Không kịp")
    assert night.state.branch is Branch.ROLLBACK
    assert [one.step.number for one in night.state.with_status(StepStatus.READY)] == ["K1"]


def test_turning_back_once(night: Night) -> None:
    night.do(deciding.begin_rollback, reason="Không kịp")
    with pytest.raises(RefusedError):
        night.do(deciding.begin_rollback, reason="Không kịp")


def test_nobody_else_turns_back_but_with_the_heads_pin(night: Night) -> None:
    khai = night.desk.person
    assert khai is not None
    people.set_pin(night.desk, person_id=khai.id, new_pin="1357")
    seat(night, "Nguyễn Thị Mai Khuê")
    with pytest.raises(RefusedError, match="chỉ huy"):
        night.do(deciding.begin_rollback, reason="Không kịp", head=night.second)
    night.do(deciding.begin_rollback, reason="Không kịp", head=Second(khai.id, "1357"))
    assert night.state.log[-1].event.body["decided_by"] == "Lê Hữu Khải"


def test_a_head_without_a_pin_confirms_at_their_own_desk_only(night: Night) -> None:
    khai = night.desk.person
    assert khai is not None
    seat(night, "Nguyễn Thị Mai Khuê")
    with pytest.raises(RefusedError, match="chưa có mã PIN"):
        night.do(deciding.begin_rollback, reason="Không kịp", head=Second(khai.id, ""))


def test_after_turning_back_the_main_way_is_shut(night: Night) -> None:
    night.do(deciding.begin_rollback, reason="Không kịp")
    with pytest.raises(RefusedError, match="Đang khôi phục"):
        night.do(acts.start, "1", reason="sớm")


def test_the_way_back_is_shut_before(night: Night) -> None:
    with pytest.raises(RefusedError, match="nhánh khôi phục"):
        night.do(acts.start, "K1")
