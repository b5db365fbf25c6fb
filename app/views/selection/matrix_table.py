"""The board as lines: each kind with its choice, and the stages of the system that stays. No Qt widgets here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.models import vietnam_time
from app.models.plan.deadline import DeadlineKind
from app.models.selection import stages
from app.models.selection.records import KindView, RoundState
from app.models.selection.stages import BoardRow, Stage, StageKey, StageState
from app.models.vietnam_time import show_date, show_moment
from app.views.common.badge import Badge
from app.views.common.table import CENTRE, Column
from app.views.selection import badges

KIND_WIDTH, CHOICE_WIDTH, COUNT_WIDTH, STAGE_WIDTH = 140, 158, 72, 84
_WIDE = {StageKey.CONNECTED: 106, StageKey.CUT_OVER: 92}
_TITLES = {StageKey.CUT_OVER: "Chuyển đổi"}
"""Where the stage's own name is too long for its column."""


@dataclass(frozen=True, slots=True)
class StageCell:
    """One stage as the board shows it; its whole story is the cell's text, for tool tip, copying and screen readers."""

    stage: Stage
    state: StageState
    under: str
    """What stands under the word: x of y, the day done, or the day it is due."""
    tip: str


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """A kind, or under it a second system that goes on by exception."""

    view: KindView
    cells: Mapping[StageKey, StageCell]
    row: BoardRow | None = None
    is_first: bool = True

    @property
    def kind_id(self) -> str:
        """The kind."""
        return self.view.kind.id

    @property
    def system_id(self) -> str:
        """The system that stays, "" before a decision."""
        return self.row.system_id if self.row is not None else ""


def matrix_lines(
    views: Sequence[KindView], board: Sequence[BoardRow], *, now: datetime, warn_days: int
) -> tuple[MatrixLine, ...]:
    """Every kind in use in its order, with what stays of it."""
    made = []
    for view in views:
        rows = [row for row in board if row.kind.id == view.kind.id]
        made += [
            MatrixLine(view, _cells(row, now, warn_days), row, is_first=at == 0) for at, row in enumerate(rows)
        ] or [MatrixLine(view, {})]
    return tuple(made)


def _cells(row: BoardRow, now: datetime, warn_days: int) -> dict[StageKey, StageCell]:
    return {one.key: _cell(one, stages.state(one, now=now, warn_days=warn_days)) for one in row.stages}


def _cell(stage: Stage, state: StageState) -> StageCell:
    return StageCell(stage, state, _under(stage, state), tip(stage, state))


def _under(stage: Stage, state: StageState) -> str:
    if state is StageState.NOT_APPLICABLE:
        return ""
    if stage.done_at is not None:
        return _short(stage.done_at)
    if stage.counts is not None:
        return stage.counts.shown
    return due_words(stage)


def due_words(stage: Stage) -> str:
    """When a stage is due, short: "27/6 18h00" or "30/6"."""
    nationally = stage.national.deadline if stage.national else None
    due = stage.due_at
    if due is None:
        return ""
    if nationally is not None and nationally.due_at() == due and nationally.kind is not DeadlineKind.TIME:
        last = nationally.last_day()
        return f"{last.day}/{last.month}" if last else _short(due)
    if nationally is not None and nationally.due_at() == due:
        return _short(due, with_hour=True)
    return f"{stage.planned_on.day}/{stage.planned_on.month}" if stage.planned_on else ""


def _short(moment: datetime, *, with_hour: bool = False) -> str:
    local = vietnam_time.local(moment)
    hour = f" {local.hour}h{local.minute:02d}" if with_hour else ""
    return f"{local.day}/{local.month}{hour}"


def tip(stage: Stage, state: StageState) -> str:
    """Everything of a stage in some lines."""
    lines = [f"{stage.name}: {state.label.lower()}"]
    if stage.skipped:
        lines.append(f"Không áp dụng: {stage.skipped}")
    if stage.national is not None and stage.applies:
        lines.append(f"Hạn quốc gia: {stage.national.deadline.text} ({stage.national.source})")
    if stage.planned_on is not None:
        lines.append(f"Dự kiến: {show_date(stage.planned_on)}")
    if stage.counts is not None:
        lines.append(f"Đã xong {stage.counts.shown} {stage.counted}")
    if stage.done_at is not None:
        lines.append(f"Xong lúc {show_moment(stage.done_at)}")
    if stage.needs_review:
        lines.append("Cần xem lại: quyết định lựa chọn đã thay đổi")
    return "\n".join(lines)


def chosen_words(line: MatrixLine) -> str:
    """What the choice of a kind has come to."""
    view = line.view
    if line.row is not None:
        name = f"{line.row.system} ({line.row.province})" if line.row.province else line.row.system
        return f"Ngoại lệ: {name}" if line.row.is_exemption else name
    if view.decision is not None:
        return view.decision.course.label
    due = stages.form(StageKey.CHOSEN).deadline_for(view.kind.code)
    return f"hạn {due.deadline.text}" if due is not None and view.sheet.is_contest else ""


def choice_badge(line: MatrixLine) -> Badge | None:
    """Where the choice of a kind stands."""
    if line.row is not None and line.row.is_exemption:
        return badges.EXEMPTED
    if line.row is not None and not line.row.is_in_force:
        return badges.REVIEW
    view = line.view
    if view.state is RoundState.DECIDED and view.decision is not None and view.sheet.is_contest:
        return badges.ROUND[RoundState.DECIDED]
    if not view.sheet.systems:
        return badges.NO_SYSTEM
    return badges.ROUND[view.state]


def _count(line: MatrixLine) -> str:
    return str(len(line.view.sheet.systems)) if line.is_first else ""


def _stage_text(key: StageKey, line: MatrixLine) -> str:
    cell = line.cells.get(key)
    return cell.tip if cell is not None else ""


def _stage_badge(key: StageKey, line: MatrixLine) -> Badge | None:
    cell = line.cells.get(key)
    return badges.STAGE[cell.state] if cell is not None else None


def _stage_column(key: StageKey) -> Column[MatrixLine]:
    return Column(
        key.value,
        _TITLES.get(key, key.label),
        lambda line: _stage_text(key, line),
        _WIDE.get(key, STAGE_WIDTH),
        badge=lambda line: _stage_badge(key, line),
    )


STAGES = tuple(key for key in StageKey if key is not StageKey.CHOSEN)
"""What has columns of its own; being chosen is the column of the choice."""

COLUMNS: tuple[Column[MatrixLine], ...] = (
    Column("kind", "Loại hệ thống", lambda line: line.view.kind.shown if line.is_first else "", KIND_WIDTH),
    Column("count", "Ứng viên", _count, COUNT_WIDTH, CENTRE),
    Column("choice", "Lựa chọn", chosen_words, CHOICE_WIDTH, badge=choice_badge),
    *(_stage_column(key) for key in STAGES),
)


def milestones(now: datetime) -> str:
    """The national deadlines in one line, with how long is left to the next."""
    found = sorted(
        {(due, one) for form in stages.forms() for one, _codes in form.deadlines if (due := one.deadline.due_at())},
        key=lambda pair: pair[0],
    )
    words: dict[str, datetime] = {}
    for due, one in found:
        last = one.deadline.last_day()
        day = f"{last.day}/{last.month}" if last else _short(due)
        name = _short(due, with_hour=True) if one.deadline.kind is DeadlineKind.TIME else day
        words.setdefault(name, due)
    parts, is_next = [], True
    for name, due in words.items():
        if due <= now:
            parts.append(f"{name} đã qua")
        elif is_next:
            days = (due - now).days
            parts.append(f"{name} còn {days} ngày" if days else f"{name} còn {(due - now).seconds // 3600} giờ")
            is_next = False
        else:
            parts.append(name)
    return "Mốc quốc gia: " + "  ·  ".join(parts)
