"""What is late, out of order or contradictory on the board of stages: one small function a rule."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from app.models.findings import ERROR, ORDER, REMARK, WARNING, Level
from app.models.selection.aftermath import Finding
from app.models.selection.stages import BoardRow, Stage, StageKey, StageState, state
from app.models.vietnam_time import show_date, show_moment

_BEFORE_READY = (
    StageKey.CONFIGURED,
    StageKey.UNITS,
    StageKey.ACCOUNTS,
    StageKey.PROCEDURES,
    StageKey.TESTED,
    StageKey.CONNECTED,
)
"""What a system that is called ready must have behind it; training may go on."""


def check(rows: Sequence[BoardRow], *, now: datetime, warn_days: int) -> tuple[Finding, ...]:
    """All findings on the board: errors, warnings, remarks; within each row by row."""
    found = [finding for row in rows for rule in RULES for finding in rule(row, now, warn_days)]
    return tuple(sorted(found, key=lambda one: ORDER[one.level]))


def late(row: BoardRow, now: datetime, warn_days: int) -> Iterator[Finding]:
    """Stages past their day."""
    for stage in row.stages if row.is_in_force else ():
        standing = state(stage, now=now, warn_days=warn_days)
        if standing is StageState.LATE:
            words = f"{_of(row, stage)}: quá hạn {_due(stage)}{_so_far(stage)}. Đôn đốc hoặc báo cáo lý do."
            yield _finding(row, stage, "stage_late", ERROR, words)


def near(row: BoardRow, now: datetime, warn_days: int) -> Iterator[Finding]:
    """Stages near their day of which nothing is recorded, together; the cut-over has its own board."""
    idle = [
        stage
        for stage in row.stages
        if row.is_in_force
        and stage.counts is None
        and stage.key is not StageKey.CUT_OVER
        and state(stage, now=now, warn_days=warn_days) is StageState.NEAR
    ]
    if idle:
        names = "; ".join(f"{stage.name} {_due(stage)}" for stage in idle)
        words = f"{row.kind.shown}, {row.system}: sắp đến hạn, chưa ghi gì: {names}."
        yield _finding(row, idle[0], "stage_near", REMARK, words)


def planned_late(row: BoardRow, _: datetime, __: int) -> Iterator[Finding]:
    """A planned day behind the national deadline."""
    for stage in row.stages:
        if stage.is_applicable and stage.is_planned_late and stage.planned_on and stage.national:
            words = f"{_of(row, stage)}: dự kiến {show_date(stage.planned_on)}, sau hạn quốc gia "
            words += f"“{stage.national.deadline.text}” ({stage.national.source}). Đưa ngày dự kiến lên trước."
            yield _finding(row, stage, "planned_behind_national", WARNING, words)


def contradictions(row: BoardRow, _: datetime, __: int) -> Iterator[Finding]:
    """Counts that cannot be, and done with a part still open: only a merge of two desks makes them."""
    for stage in row.stages:
        if stage.counts is not None and not stage.counts.is_sound:
            words = f"{_of(row, stage)}: {stage.counts.shown} {stage.counted} không hợp lý. Ghi lại hai số."
            yield _finding(row, stage, "counts_unsound", ERROR, words)
        elif stage.done_at is not None and stage.counts is not None and stage.counts.done < stage.counts.total:
            words = (
                f"{_of(row, stage)}: ghi xong nhưng mới {stage.counts.shown} {stage.counted}. Bỏ “xong” hoặc sửa số."
            )
            yield _finding(row, stage, "done_but_open", ERROR, words)


def out_of_order(row: BoardRow, _: datetime, __: int) -> Iterator[Finding]:
    """Called ready or cut over with something before it still open."""
    ready, cut_over = row.stage(StageKey.READY), row.stage(StageKey.CUT_OVER)
    if ready.done_at is not None:
        open_ones = [one.name for one in map(row.stage, _BEFORE_READY) if one.is_applicable and not one.done_at]
        if open_ones:
            words = f"{_of(row, ready)}: ghi sẵn sàng nhưng chưa xong: {'; '.join(open_ones)}."
            yield _finding(row, ready, "ready_too_early", ERROR, words)
    if cut_over.done_at is not None and ready.is_applicable and ready.done_at is None:
        words = f"{_of(row, cut_over)}: ghi đã chuyển chính thức nhưng chưa ghi sẵn sàng."
        yield _finding(row, cut_over, "cut_over_unready", WARNING, words)


def review(row: BoardRow, _: datetime, __: int) -> Iterator[Finding]:
    """A system that stays no more, and stages that a changed decision marked."""
    marked = next((stage for stage in row.stages if stage.needs_review), None)
    if not row.is_in_force:
        words = f"{row.kind.shown}: {row.system} không còn được chọn. Xem lại các giai đoạn đã ghi."
        yield Finding("stays_no_more", WARNING, words, row.kind.id, row.system_id, "review")
    elif marked is not None:
        words = f"{row.kind.shown}: {row.system}: quyết định lựa chọn đã thay đổi. Xem lại các giai đoạn đã ghi."
        yield Finding("needs_review", WARNING, words, row.kind.id, row.system_id, "review")


Rule = Callable[[BoardRow, datetime, int], Iterator[Finding]]
RULES: tuple[Rule, ...] = (late, near, planned_late, contradictions, out_of_order, review)


def _of(row: BoardRow, stage: Stage) -> str:
    return f"{row.kind.shown}, giai đoạn “{stage.name}”"


def _due(stage: Stage) -> str:
    """The words of the stricter one: the national deadline, else the planned day."""
    nationally = stage.national.deadline.due_at() if stage.national else None
    if stage.national is not None and stage.due_at == nationally:
        return f"“{stage.national.deadline.text}” ({stage.national.source})"
    return show_moment(stage.due_at) if stage.due_at else ""


def _so_far(stage: Stage) -> str:
    return f", mới {stage.counts.shown} {stage.counted}" if stage.counts else ""


def _finding(row: BoardRow, stage: Stage, rule: str, level: Level, words: str) -> Finding:
    return Finding(rule, level, words, row.kind.id, row.system_id, stage.key.value)
