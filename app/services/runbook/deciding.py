"""What people decide on the night: votes at a gate, the gate itself, the way back."""

from datetime import datetime

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.records import Branch, Contact
from app.models.runbook.run_records import Choice, EventKind, GateState, RoleVote
from app.services.desk import Desk, typed
from app.services.runbook.recording import Recorded, Recorder, name_of, recording
from app.services.runbook.seconding import Second, confirmed


def vote(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    role_id: str,
    choice: Choice,
    text: str = "",
    voter: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Record a role's vote at a gate; the last vote of a round counts. A DỪNG asks for a reason in `text`.

    `voter` is the role's person proving themselves at another's desk; without it the secretary records the spoken vote
    unless the role's person has a PIN of their own.

    Raises:
        RefusedError: the gate is not open for votes, or somebody else's vote without their PIN.
        InvalidInputError: DỪNG without a reason, or a wrong PIN.
        NotFoundError: no such gate or role.
    """
    text = typed(text, where="Lý do")
    if choice is Choice.STOP and not text:
        raise InvalidInputError("Biểu quyết DỪNG chưa ghi lý do.", "Ghi ngắn gọn lý do.")
    with recording(desk, run_id, f"Biểu quyết {choice.label}", needs_open=at is None) as run:
        gate = _open_gate(run, step_id)
        role = next((one for one in gate.votes if one.role.id == role_id), None)
        if role is None:
            raise NotFoundError("Điểm quyết định này không có chức trách đó.", "Chọn lại chức trách.")
        name = _voter(desk, role, voter)
        run.append(
            EventKind.VOTE, step_id, {"role_id": role_id, "choice": choice.value, "voter": name, "text": text}, at=at
        )
    return run.outcome


def decide(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    outcome: Choice,
    reason: str = "",
    is_override: bool = False,
    head: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Close a round at a gate: TIẾP TỤC opens what is behind it, DỪNG keeps it shut until another round.

    Raises:
        RefusedError: TIẾP TỤC while something blocks, without override; an override by anybody but the head.
        InvalidInputError: DỪNG or an override without a reason.
    """
    reason = typed(reason, where="Lý do")
    if (outcome is Choice.STOP or is_override) and not reason:
        raise InvalidInputError("Quyết định này phải có lý do.", "Ghi lý do; lý do được in trong biên bản.")
    with recording(desk, run_id, f"Quyết định {outcome.label}", needs_open=at is None) as run:
        gate = _open_gate(run, step_id)
        by = ""
        if outcome is Choice.GO and gate.blockers:
            if not is_override:
                raise RefusedError(
                    f"Chưa được TIẾP TỤC: {'; '.join(gate.blockers)}.",
                    "Xử lý từng điểm, hoặc chỉ huy quyết định kèm lý do.",
                )
            by = head_name(desk, run, head)
        body = {
            "outcome": outcome.value,
            "override": is_override and outcome is Choice.GO and bool(gate.blockers),
            "reason": reason,
            "decided_by": by,
            "text": "; ".join(gate.blockers) if is_override else "",
        }
        run.append(EventKind.DECIDE, step_id, body, at=at)
    return run.outcome


def begin_rollback(
    desk: Desk, *, run_id: str, reason: str, head: Second | None = None, at: datetime | None = None
) -> Recorded:
    """Turn back: the main way stops, the branch of rollback steps begins. Only the head decides it.

    Raises:
        RefusedError: it has begun, there is no such branch, or the head has not confirmed.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with recording(desk, run_id, "Bắt đầu khôi phục hệ thống cũ", needs_open=at is None) as run:
        if run.state.rollback_begun_at is not None:
            raise RefusedError("Đang khôi phục hệ thống cũ.", "Xem các bước của nhánh khôi phục.")
        if not any(one.step.branch is Branch.ROLLBACK for one in run.state.steps):
            raise RefusedError(
                "Kịch bản không có nhánh khôi phục hệ thống cũ.", "Dùng “Thêm bước” cho từng việc cần làm."
            )
        by = head_name(desk, run, head)
        run.append(EventKind.ROLLBACK, "", {"reason": reason, "decided_by": by}, at=at)
    return run.outcome


def head_name(desk: Desk, run: Recorder, head: Second | None) -> str:
    """Name of the commander, who sits at this desk or typed a PIN.

    Raises:
        RefusedError: the master names no commander with a profile, or it is somebody else.
        InvalidInputError: the PIN is wrong.
    """
    contact = _head(run)
    if desk.person is not None and desk.person.id == contact.person_id:
        return contact.name
    if head is None or head.person_id != contact.person_id:
        raise RefusedError(f"Chỉ {contact.name} (chỉ huy) quyết định việc này.", "Chỉ huy nhập mã PIN của mình.")
    return confirmed(desk, head)


def _head(run: Recorder) -> Contact:
    contact = run.state.commander
    if contact is None or not contact.person_id:
        raise RefusedError(
            "Kịch bản chưa có chỉ huy gắn với người dùng của chương trình.",
            "Chọn chỉ huy trong kịch bản và gắn với hồ sơ người dùng, rồi chốt lại.",
        )
    return contact


def _open_gate(run: Recorder, step_id: str) -> GateState:
    step = run.step(step_id)
    gate = run.state.gate(step_id)
    if gate is None:
        raise NotFoundError(f"{name_of(step.step)} không phải điểm quyết định.", "Chọn lại bước.")
    if gate.is_passed:
        raise RefusedError(f"{name_of(step.step)} đã qua.", "Không biểu quyết lại.")
    if step.waits_for:
        waiting = ", ".join(one.step.number for one in run.state.steps if one.step.id in step.waits_for)
        raise RefusedError(f"{name_of(step.step)} còn chờ bước {waiting}.", "Hoàn thành các bước đó trước.")
    return gate


def _voter(desk: Desk, role: RoleVote, voter: Second | None) -> str:
    contact = role.contact
    name = contact.name if contact is not None else role.role.role
    if contact is None or not contact.person_id:
        return name
    if desk.person is not None and desk.person.id == contact.person_id:
        return name
    if voter is not None and voter.person_id == contact.person_id:
        return confirmed(desk, voter)
    raise RefusedError(f"Phiếu của {name} phải do chính người đó xác nhận.", "Người biểu quyết nhập mã PIN của mình.")
