"""What happens to the steps of a run: start, finish, fail, retry, skip, insert, hold, claim, substitute.

Every verb adds one entry to the log and nothing else; `at` is the time on paper of "Nhập bổ sung từ bản giấy".
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from app.journal.change import new_id
from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook import freezing
from app.models.runbook.records import Branch, Contact, Step, StepKind
from app.models.runbook.run_records import EventKind, Result, RunState, StepState, StepStatus
from app.services.desk import Desk, typed
from app.services.runbook.night_clock import clock_of
from app.services.runbook.numbers import check_numbers, read_numbers
from app.services.runbook.recording import Recorded, name_of, recording
from app.services.runbook.seconding import Second, second_person


def start(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    reason: str = "",
    second: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Start a step.

    Raises:
        RefusedError: not its turn, behind a gate, on hold, before its fixed hour without a reason, or irreversible
            without a second person.
    """
    reason = typed(reason, where="Lý do")
    with recording(desk, run_id, "Bắt đầu bước", needs_open=at is None) as run:
        step = run.step(step_id)
        refuse_unless_ready(run.state, step, is_late=at is not None)
        if step.step.is_gate:
            raise RefusedError(
                f"{name_of(step.step)} là điểm quyết định.", "Các chức trách biểu quyết, rồi quyết định."
            )
        moment = at or clock_of(desk).now()
        planned = step.step.planned_start
        if step.step.is_timed and planned is not None and moment < planned and not reason:
            clock = vietnam_time.local(planned).strftime("%H:%M")
            raise RefusedError(f"{name_of(step.step)} không bắt đầu trước {clock}.", "Ghi lý do nếu vẫn bắt đầu.")
        seconded = second_person(desk, step.step, second) if step.step.is_irreversible else ""
        run.append(EventKind.START, step_id, {"reason": reason, "seconded_by": seconded}, at=at)
    return run.outcome


def finish(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    result: Result = Result.PASSED,
    numbers: Mapping[str, str] | None = None,
    explanation: str = "",
    evidence: str = "",
    second: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Finish a step with its result and numbers (measure id -> what was typed). Không đạt keeps successors waiting.

    Raises:
        RefusedError: it is not running, or irreversible without a second person.
        InvalidInputError: a number is missing, unreadable, out of range, or differs from the one before without an
            explanation.
    """
    explanation = typed(explanation, where="Giải thích số liệu")
    evidence = typed(evidence, where="Minh chứng")
    with recording(desk, run_id, "Kết thúc bước", needs_open=at is None) as run:
        step = run.step(step_id)
        if step.status is not StepStatus.RUNNING:
            raise RefusedError(f"{name_of(step.step)} không ở trạng thái đang thực hiện.", "Bắt đầu bước trước.")
        if step.step.kind is StepKind.CHECK and result is Result.PASSED and step.step.evidence_wanted and not evidence:
            raise InvalidInputError(f"{name_of(step.step)}: chưa ghi minh chứng.", step.step.evidence_wanted)
        recorded = read_numbers(step.step, numbers or {})
        if result is Result.PASSED:
            check_numbers(run.state, step.step, recorded, explanation)
        seconded = step.seconded_by
        if step.step.is_irreversible and second is not None:
            seconded = second_person(desk, step.step, second)
        run.append(
            EventKind.FINISH,
            step_id,
            {
                "result": result.value,
                "numbers": {key: f"{value:f}" for key, value in recorded.items()},
                "explanation": explanation,
                "evidence": evidence,
                "seconded_by": seconded,
            },
            at=at,
        )
    return run.outcome


def fail(desk: Desk, *, run_id: str, step_id: str, reason: str, at: datetime | None = None) -> Recorded:
    """Say that a running step cannot be done.

    Raises:
        RefusedError: it is not running.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with recording(desk, run_id, "Bước không thực hiện được", needs_open=at is None) as run:
        step = run.step(step_id)
        if step.status is not StepStatus.RUNNING:
            raise RefusedError(f"{name_of(step.step)} không ở trạng thái đang thực hiện.", "Bắt đầu bước trước.")
        run.append(EventKind.FAIL, step_id, {"reason": reason}, at=at)
    return run.outcome


def retry(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    reason: str,
    second: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Begin a failed, skipped or finished step anew; the earlier attempt stays in the log.

    Raises:
        RefusedError: it has not ended yet, the run is on hold, or it is irreversible without a second person.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with recording(desk, run_id, "Làm lại bước", needs_open=at is None) as run:
        step = run.step(step_id)
        if step.status not in (StepStatus.FAILED, StepStatus.SKIPPED, StepStatus.DONE) or step.step.is_gate:
            raise RefusedError(
                f"{name_of(step.step)} chưa kết thúc nên chưa làm lại được.", "Bắt đầu bước bình thường."
            )
        if at is None:
            _refuse_on_hold(run.state, step)
        seconded = second_person(desk, step.step, second) if step.step.is_irreversible else ""
        run.append(EventKind.RETRY, step_id, {"reason": reason, "seconded_by": seconded}, at=at)
    return run.outcome


def skip(
    desk: Desk,
    *,
    run_id: str,
    step_id: str,
    reason: str,
    second: Second | None = None,
    at: datetime | None = None,
) -> Recorded:
    """Skip a step; a mandatory test counts as chưa kiểm tra. A gate is never skipped.

    Raises:
        RefusedError: it is a gate, has ended, or is critical without a second person.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with recording(desk, run_id, "Bỏ qua bước", needs_open=at is None) as run:
        step = run.step(step_id)
        if step.step.is_gate:
            raise RefusedError(
                f"{name_of(step.step)} là điểm quyết định, không bỏ qua được.", "Biểu quyết rồi quyết định."
            )
        if step.status in (StepStatus.DONE, StepStatus.SKIPPED, StepStatus.STOPPED, StepStatus.DORMANT):
            raise RefusedError(
                f"{name_of(step.step)}: {step.status.label.lower()}, không bỏ qua được.", "Chọn bước khác."
            )
        needs_second = step.step.is_irreversible or step.step.is_critical
        seconded = second_person(desk, step.step, second) if needs_second else ""
        run.append(EventKind.SKIP, step_id, {"reason": reason, "seconded_by": seconded}, at=at)
    return run.outcome


def insert_step(
    desk: Desk,
    *,
    run_id: str,
    after: str,
    content: str,
    reason: str,
    duration: timedelta = timedelta(minutes=10),
    owner_id: str = "",
    expected_result: str = "",
) -> Recorded:
    """Insert a step into the run behind another; the master stays as it is.

    Every step not yet begun that needs the other now needs this one.

    Raises:
        InvalidInputError: no content or reason.
    """
    content = typed(content, where="Nội dung công việc", required=True)
    reason = typed(reason, where="Lý do", required=True)
    expected_result = typed(expected_result, where="Kết quả cần đạt")
    with recording(desk, run_id, "Thêm bước vào lượt thực hiện") as run:
        behind = run.step(after)
        step = Step(
            new_id(),
            "",
            behind.step.stage_id,
            content,
            branch=behind.step.branch,
            lead_unit=behind.step.lead_unit,
            owner_id=owner_id or behind.step.owner_id,
            deputy_id=behind.step.deputy_id,
            needs=(after,),
            planned_start=behind.step.planned_end,
            duration=duration,
            expected_result=expected_result,
        )
        body = {"step": freezing.plain(step), "after": after, "before": list(behind.waited_by), "reason": reason}
        run.append(EventKind.INSERT, "", body)
    return run.outcome


def hold(
    desk: Desk,
    *,
    run_id: str,
    reason: str,
    step_id: str = "",
    until: datetime | None = None,
    is_planned: bool = False,
    at: datetime | None = None,
) -> Recorded:
    """Hold the run (or one running step): the steps' clocks stop, the wall and downtime clocks do not.

    Raises:
        RefusedError: it is on hold already.
        InvalidInputError: no reason.
    """
    reason = typed(reason, where="Lý do", required=True)
    with recording(desk, run_id, "Tạm dừng", needs_open=at is None) as run:
        if step_id:
            run.step(step_id)
        if any(one.step_id == step_id and one.ended_at is None for one in run.state.holds):
            raise RefusedError("Đang tạm dừng rồi.", "Bấm “Tiếp tục” khi xử lý xong.")
        body = {"reason": reason, "until": vietnam_time.iso(until) if until else "", "planned": is_planned}
        run.append(EventKind.HOLD, step_id, body, at=at)
    return run.outcome


def resume(desk: Desk, *, run_id: str, step_id: str = "", at: datetime | None = None) -> Recorded:
    """End the hold of the run or of a step.

    Raises:
        RefusedError: nothing is on hold.
    """
    with recording(desk, run_id, "Tiếp tục sau tạm dừng", needs_open=at is None) as run:
        if not any(one.step_id == step_id and one.ended_at is None for one in run.state.holds):
            raise RefusedError("Không có lần tạm dừng nào đang mở.", "")
        run.append(EventKind.RESUME, step_id, {}, at=at)
    return run.outcome


def claim(desk: Desk, *, run_id: str, step_id: str) -> Recorded:
    """Say that the person at this desk does the step; others see the name. A claim is soft and never locks."""
    with recording(desk, run_id, "Nhận việc") as run:
        run.step(step_id)
        run.append(EventKind.CLAIM, step_id)
    return run.outcome


def substitute(desk: Desk, *, run_id: str, contact_id: str, by: Contact, reason: str = "") -> Recorded:
    """Put another person in somebody's place in every step not yet begun and every gate; both names stay in the log.

    `by` is somebody on duty, or a new one with an empty id.

    Raises:
        NotFoundError: nobody on duty has that id.
        InvalidInputError: the new one has no name, or it is the same person.
    """
    reason = typed(reason, where="Lý do")
    name = typed(by.name, where="Họ và tên người thay", required=True)
    phone = typed(by.phone, where="Điện thoại")
    with recording(desk, run_id, "Thay người") as run:
        leaving = run.master.contact(contact_id)
        if leaving is None:
            raise NotFoundError("Không có người trực này.", "Chọn lại người cần thay.")
        if by.id == contact_id:
            raise InvalidInputError("Người thay trùng người được thay.", "Chọn người khác.")
        made = replace(by, id=by.id or new_id(), name=name, phone=phone)
        text = f"{leaving.name} → {made.name}"
        body = {"contact_id": contact_id, "by": freezing.plain(made), "reason": reason, "text": text}
        run.append(EventKind.SUBSTITUTE, "", body)
    return run.outcome


def refuse_unless_ready(state: RunState, step: StepState, *, is_late: bool = False) -> None:
    """Refuse to begin what may not begin.

    Raises:
        RefusedError: says what it waits for.
    """
    if not is_late:
        _refuse_on_hold(state, step)
    if step.status is StepStatus.READY:
        return
    name = name_of(step.step)
    if step.status is StepStatus.PENDING:
        waiting = [one for one in state.steps if one.step.id in step.waits_for]
        gates = [one.step.number for one in waiting if one.step.is_gate]
        numbers = ", ".join(one.step.number for one in waiting)
        what = f"chưa qua điểm quyết định ở bước {', '.join(gates)}" if gates else f"còn chờ bước {numbers}"
        raise RefusedError(f"{name} {what}.", "Hoàn thành hoặc bỏ qua có lý do trước.")
    if step.status is StepStatus.DORMANT:
        raise RefusedError(f"{name} thuộc nhánh khôi phục hệ thống cũ.", "Chỉ huy phải quyết định khôi phục trước.")
    raise RefusedError(f"{name}: {step.status.label.lower()}, không bắt đầu được.", "Dùng “Làm lại” nếu cần.")


def _refuse_on_hold(state: RunState, step: StepState) -> None:
    if any(one.ended_at is None and one.step_id in ("", step.step.id) for one in state.holds):
        raise RefusedError("Đang tạm dừng.", "Bấm “Tiếp tục” trước khi làm bước tiếp theo.")
    if step.step.branch is Branch.MAIN and state.rollback_begun_at is not None:
        raise RefusedError("Đang khôi phục hệ thống cũ.", "Chỉ làm các bước của nhánh khôi phục.")
