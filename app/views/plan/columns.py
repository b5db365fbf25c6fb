"""The columns of the task table."""

from app.models.plan.deadline import DeadlineState
from app.models.plan.table import TaskLine
from app.models.vietnam_time import show_date
from app.views.common.badge import STATE, STATUS, Badge
from app.views.common.table import CENTRE, RIGHT, Column

_PRESSING = {DeadlineState.DUE_SOON, DeadlineState.LATE_NOT_STARTED, DeadlineState.LATE_IN_PROGRESS}


def state_of(line: TaskLine) -> Badge | None:
    """What presses most: being late or due soon, else the status."""
    return STATE[line.state] if line.state in _PRESSING else STATUS[line.status]


def _state_text(line: TaskLine) -> str:
    words = dict.fromkeys([STATUS[line.status].word, STATE[line.state].word])
    return ", ".join(words)


def _number(line: TaskLine) -> str:
    return f"{line.number} *" if line.is_addition else line.number


def _content(line: TaskLine) -> str:
    return f"[Vướng mắc] {line.content}" if line.open_obstacles else line.content


def _deadline(line: TaskLine) -> str:
    return f"{line.deadline} (gia hạn {line.extensions} lần)" if line.extensions else line.deadline


COLUMNS: tuple[Column[TaskLine], ...] = (
    Column("number", "TT", _number, 56),
    Column("content", "Nội dung công việc", _content, 320, sort="content"),
    Column("lead", "Đơn vị chủ trì", lambda line: line.lead, 142, sort="lead"),
    Column("coordinating", "Đơn vị phối hợp", lambda line: line.coordinating, 150, yields=True),
    Column("products", "Sản phẩm đầu ra", lambda line: line.products, 160, yields=True),
    Column("deadline", "Thời hạn", _deadline, 128, sort="due"),
    Column("state", "Trạng thái", _state_text, 156, sort="status", badge=state_of),
    Column("percent", "%", lambda line: f"{line.percent}%" if line.percent else "", 52, RIGHT, sort="percent"),
    Column("source", "Nguồn", lambda line: line.source, 140, sort="source", hidden=True),
    Column("last_day", "Ngày cuối", lambda line: show_date(line.last_day) if line.last_day else "", 96, CENTRE,
           sort="due", hidden=True),
)  # fmt: skip


def heading(line: TaskLine) -> str | None:
    """The text of a group's heading row."""
    return None if line.task_id else f"{line.number}.  {line.content}" if line.number else line.content
