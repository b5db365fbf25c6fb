"""Acts on the stages of the systems that stay: plan, count, finish, who leads; and the board of kinds and stages."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.models import vietnam_time
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import queries as plan_queries
from app.models.recording import RecordingSession
from app.models.selection import aftermath_queries, stages_checks
from app.models.selection.aftermath import Finding
from app.models.selection.aftermath_entities import StageRow
from app.models.selection.aftermath_writing import say
from app.models.selection.stages import BoardRow, Stage, StageKey, form
from app.services.desk import Desk, Outcome, typed
from app.services.selection.unchosen_ground import past, refuse_unsound
from app.services.tasks import find_unit


def board(desk: Desk) -> tuple[BoardRow, ...]:
    """A row for each system that stays, kind by kind; nothing of kinds without a decision."""
    with desk.workspace.reading() as session:
        views = aftermath_queries.kind_views(session, desk.province, desk.natural_id)
        return aftermath_queries.board(session, views)


def warn_days(desk: Desk) -> int:
    """Days before a due instant from which a stage is near, as the province set it for the plan."""
    with desk.workspace.reading() as session:
        return plan_queries.warn_days(session)


def findings(desk: Desk) -> tuple[Finding, ...]:
    """What is late, out of order or contradictory, errors first."""
    return stages_checks.check(board(desk), now=desk.now(), warn_days=warn_days(desk))


def plan_stage(desk: Desk, *, system_id: str, stage: StageKey, on: date | None) -> Outcome:
    """Set the day a stage is to be done; None takes it out. One behind the national deadline becomes a finding."""
    day = on.isoformat() if on else None
    return _change(desk, "Đặt ngày dự kiến của giai đoạn", system_id, stage, lambda _, __: {"planned_on": day})


def count_stage(desk: Desk, *, system_id: str, stage: StageKey, done: int, total: int) -> Outcome:
    """Record x of y of a stage that is counted.

    Raises:
        RefusedError: nothing is counted in this stage.
        InvalidInputError: negative or more done than there is; less than all of a stage that is done.
    """
    if not form(stage).counted:
        raise RefusedError(f"Giai đoạn “{stage.label}” không đếm số lượng.", "Ghi ngày xong hoặc ghi chú.")
    refuse_unsound(done, total)

    def change(_: Any, known: Stage) -> dict[str, Any]:
        if known.done_at is not None and done < total:
            raise InvalidInputError(f"Giai đoạn “{known.name}” đã ghi xong.", "Mở lại giai đoạn rồi ghi số.")
        return {"counts": {"done": done, "total": total}}

    return _change(desk, "Ghi số lượng của giai đoạn", system_id, stage, change)


def finish_stage(desk: Desk, *, system_id: str, stage: StageKey, at: datetime | None = None) -> Outcome:
    """Record that a stage is done, now or at a moment that has been.

    Raises:
        RefusedError: the decision itself does this stage.
        InvalidInputError: counted and not all of it done, or a moment to come.
    """
    moment = past(desk, at or desk.now(), "Thời điểm xong")

    def change(_: Any, known: Stage) -> dict[str, Any]:
        if known.counts is not None and known.counts.done < known.counts.total:
            raise InvalidInputError(
                f"Giai đoạn “{known.name}” mới {known.counts.shown} {known.counted}.", "Ghi đủ số, hoặc sửa tổng số."
            )
        return {"done_at": vietnam_time.iso(moment)}

    return _change(desk, f"Xong giai đoạn: {stage.label}", system_id, stage, change)


def reopen_stage(desk: Desk, *, system_id: str, stage: StageKey) -> Outcome:
    """Take back that a stage is done."""
    return _change(desk, f"Mở lại giai đoạn: {stage.label}", system_id, stage, lambda _, __: {"done_at": None})


def set_stage_lead(desk: Desk, *, system_id: str, stage: StageKey, unit: str) -> Outcome:
    """Give a stage its lead unit, by id or name; empty takes it out.

    Raises:
        InvalidInputError: unknown or ambiguous.
    """

    def change(session: RecordingSession, _: Stage) -> dict[str, Any]:
        return {"lead_id": find_unit(session, unit, where="Đơn vị chủ trì") if unit.strip() else ""}

    return _change(desk, "Đặt đơn vị chủ trì của giai đoạn", system_id, stage, change)


def note_stage(desk: Desk, *, system_id: str, stage: StageKey, text: str) -> Outcome:
    """Set the note of a stage."""
    text = typed(text, where="Ghi chú")
    return _change(desk, "Sửa ghi chú giai đoạn", system_id, stage, lambda _, __: {"note": text})


def skip_stage(desk: Desk, *, system_id: str, stage: StageKey, reason: str) -> Outcome:
    """Say why a stage does not apply to this system; empty: it does after all."""
    reason = typed(reason, where="Lý do không áp dụng")
    return _change(desk, "Đặt giai đoạn không áp dụng", system_id, stage, lambda _, __: {"skipped": reason})


Change = Callable[[RecordingSession, Stage], dict[str, Any]]


def _change(desk: Desk, title: str, system_id: str, stage: StageKey, change: Change) -> Outcome:
    """Change one stage of a system that stays.

    Raises:
        NotFoundError: no such system.
        RefusedError: it does not stay, its kind has no such stage, or the decision itself does it.
    """
    with desk.act(title) as act:
        views = aftermath_queries.kind_views(act.session, desk.province, desk.natural_id, system_id=system_id)
        _, system = aftermath_queries.find_system(act.session, views, system_id)
        rows = aftermath_queries.board(act.session, views)
        row = next((one for one in rows if one.system_id == system_id), None)
        if row is None:
            raise NotFoundError(
                f"{system.shown} chưa được chọn.", "Ghi quyết định lựa chọn của loại hệ thống này trước."
            )
        if not row.is_in_force:
            raise RefusedError(f"{system.shown} không còn được chọn.", "Ghi cho hệ thống đang được chọn.")
        known = row.stage(stage)
        if not known.applies:
            raise RefusedError(f"{row.kind.shown} không có giai đoạn “{known.name}”.", "Chọn giai đoạn khác.")
        if form(stage).by_decision:
            raise RefusedError("Giai đoạn “Được chọn” lấy theo quyết định lựa chọn.", "Sửa ở quyết định.")
        owner = {"kind_id": row.kind.id, "system_id": system_id, "key": stage.value}
        record_id = desk.natural_id(StageRow.ENTITY, f"{system_id}/{stage.value}")
        say(act.session, StageRow, record_id, owner, **change(act.session, known))
    return act.outcome
