"""Entries about the run: notes, incidents, corrections, taking back within ten seconds, alarms, closing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.ordering import standing_correction
from app.models.runbook.run_records import (
    GRACE,
    EventKind,
    Incident,
    Result,
    RunEvent,
    RunState,
    StepState,
    StepStatus,
)
from app.services.desk import Desk, typed
from app.services.runbook.night_clock import clock_of
from app.services.runbook.numbers import read_numbers
from app.services.runbook.recording import Recorded, Recorder, name_of, own_events, recording

_CARRIED = ("at", "result", "numbers", "text")
"""What a second correction of an entry keeps of the first where it says nothing else."""


@dataclass(frozen=True, slots=True)
class IncidentDraft:
    """An incident as F4 proposes it from a step."""

    step_id: str
    title: str
    priority: int
    owner: str
    at: datetime


def note(desk: Desk, *, run_id: str, text: str, step_id: str = "", at: datetime | None = None) -> Recorded:
    """Add a note to the run or to a step."""
    text = typed(text, where="Ghi chú", required=True)
    with recording(desk, run_id, "Ghi chú", needs_open=False) as run:
        run.append(EventKind.NOTE, step_id, {"text": text}, at=at)
    return run.outcome


def incident_draft(desk: Desk, *, state: RunState, step_id: str) -> IncidentDraft:
    """What F4 fills in from a step: title, owner, time, and priority 2 (1 for a critical step)."""
    step = state.step(step_id)
    if step is None:
        raise NotFoundError("Bước này không có trong lượt thực hiện.", "Chọn lại bước.")
    owner = step.owner.name if step.owner is not None else ""
    priority = 1 if step.step.is_critical else 2
    title = f"{name_of(step.step)}: {step.step.content.rstrip('.')}"
    return IncidentDraft(step_id, title, priority, owner, clock_of(desk).now())


def incident(
    desk: Desk, *, run_id: str, step_id: str = "", title: str = "", priority: int = 0, owner: str = ""
) -> Recorded:
    """Raise an incident in one action; what is not given comes from the step.

    Raises:
        InvalidInputError: neither step nor title, or a priority outside 1-4.
    """
    with recording(desk, run_id, "Ghi sự cố", needs_open=False) as run:
        if step_id:
            draft = incident_draft(desk, state=run.state, step_id=step_id)
            title, priority, owner = title or draft.title, priority or draft.priority, owner or draft.owner
        title = typed(title, where="Tên sự cố", required=True)
        priority = priority or 2
        if priority not in (1, 2, 3, 4):
            raise InvalidInputError(f"Mức ưu tiên {priority} không có.", "Chọn từ 1 (khẩn cấp) đến 4 (thấp).")
        run.append(EventKind.INCIDENT, step_id, {"title": title, "priority": priority, "owner": owner})
    return run.outcome


def close_incident(desk: Desk, *, run_id: str, incident_id: str, resolution: str) -> Recorded:
    """Say how an incident was resolved.

    Raises:
        NotFoundError: no such incident is open.
    """
    resolution = typed(resolution, where="Kết quả xử lý", required=True)
    with recording(desk, run_id, "Đóng sự cố", needs_open=False) as run:
        known: Incident | None = next((one for one in run.state.incidents if one.id == incident_id), None)
        if known is None or known.closed_at is not None:
            raise NotFoundError("Không có sự cố này hoặc đã đóng.", "Xem lại danh sách sự cố.")
        run.append(EventKind.INCIDENT_CLOSED, known.step_id, {"target": incident_id, "text": resolution})
    return run.outcome


def correct(
    desk: Desk,
    *,
    run_id: str,
    event_id: str,
    reason: str,
    at: datetime | None = None,
    result: Result | None = None,
    numbers: Mapping[str, str] | None = None,
    text: str = "",
    is_void: bool = False,
) -> Recorded:
    """Correct an entry (Đính chính): time, result, numbers or text, or strike it out; the original stays visible.

    Raises:
        NotFoundError: no such entry.
        InvalidInputError: no reason, nothing to correct, or a time in the future.
        RefusedError: a withdrawal is not corrected.
    """
    reason = typed(reason, where="Lý do đính chính", required=True)
    text = typed(text, where="Nội dung")
    with recording(desk, run_id, "Đính chính", needs_open=False) as run:
        target = _event(run, event_id)
        if target.kind is EventKind.WITHDRAWN:
            raise RefusedError("Mục “Hoàn tác” không đính chính được.", "Ghi lại việc bằng một mục mới.")
        if at is not None and at > clock_of(desk).now():
            raise InvalidInputError("Giờ đính chính ở tương lai.", "Kiểm tra lại ngày và giờ.")
        body: dict[str, Any] = {"text": text} if text else {}
        if at is not None:
            body["at"] = vietnam_time.iso(at)
        if result is not None:
            body["result"] = result.value
        if numbers:
            read = read_numbers(run.step(target.step_id).step, numbers)
            body["numbers"] = {key: f"{value:f}" for key, value in read.items()}
        if is_void:
            body["void"] = True
        if not body:
            raise InvalidInputError("Chưa ghi điều cần đính chính.", "Sửa giờ, kết quả, số liệu hoặc nội dung.")
        earlier = standing_correction(run.events, event_id)
        body = {name: earlier[name] for name in _CARRIED if name in earlier} | body
        run.append(EventKind.CORRECT, target.step_id, {**body, "target": event_id, "reason": reason})
    return run.outcome


def undo_last(desk: Desk, *, run_id: str) -> Recorded:
    """Take back this device's last act on the run, within ten seconds.

    Raises:
        RefusedError: nothing to take back, or too late: a correction is left.
    """
    with recording(desk, run_id, "Hoàn tác", needs_open=False) as run:
        last = _last_undoable(run)
        present = clock_of(desk).now()
        if last is None or present - last.entered_at > GRACE:
            raise RefusedError("Không còn gì để hoàn tác trong 10 giây.", "Dùng “Đính chính” cho mục đã ghi.")
        run.append(EventKind.WITHDRAWN, last.step_id, {"target": last.id})
    return run.outcome


def acknowledge(desk: Desk, *, run_id: str, alarm: str) -> Recorded:
    """Acknowledge an alarm by its key. Acknowledging is not resolving: it sounds again where the cause stands."""
    with recording(desk, run_id, "Đã nhận cảnh báo", needs_open=False) as run:
        run.append(EventKind.ACKNOWLEDGE, "", {"alarm": alarm})
    return run.outcome


def close(desk: Desk, *, run_id: str, reason: str = "") -> Recorded:
    """Close the run.

    Raises:
        RefusedError: steps are left that nobody did or skipped, and no reason was given; the message names them.
    """
    reason = typed(reason, where="Lý do")
    with recording(desk, run_id, "Kết thúc lượt thực hiện") as run:
        left = open_steps(run.state)
        if left and not reason:
            numbers = ", ".join(one.step.number for one in left)
            raise RefusedError(
                f"Còn {len(left)} bước chưa xong: {numbers}.", "Làm nốt, bỏ qua có lý do, hoặc ghi lý do."
            )
        run.append(EventKind.CLOSE, "", {"reason": reason})
    return run.outcome


def open_steps(state: RunState) -> tuple[StepState, ...]:
    """Steps of the way taken that are neither done nor skipped; dormant and stopped ones do not count (P-10)."""
    return state.with_status(StepStatus.PENDING, StepStatus.READY, StepStatus.RUNNING, StepStatus.FAILED)


def _last_undoable(run: Recorder) -> RunEvent | None:
    """The last entry of this device that was not taken back and takes nothing back itself."""
    struck = {line.event.id for line in run.state.log if line.is_struck}
    mine = [one for one in own_events(run) if one.id not in struck and one.kind is not EventKind.WITHDRAWN]
    return mine[-1] if mine else None


def _event(run: Recorder, event_id: str) -> RunEvent:
    found = next((one for one in run.events if one.id == event_id), None)
    if found is None:
        raise NotFoundError("Không có mục nhật ký này.", "Chọn lại mục cần đính chính.")
    return found
