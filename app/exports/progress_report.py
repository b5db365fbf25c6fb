"""Bảng theo dõi tiến độ: every task with its deadlines old and new, its state, and totals that sum."""

from collections import Counter
from datetime import datetime

from app.exports.layout import date_in_words
from app.exports.plan_words import (
    coordinating_text,
    deadline_state,
    deadline_text,
    extension_lines,
    lead_text,
    open_obstacles,
    rules_of,
)
from app.exports.tree import (
    Block,
    Column,
    Document,
    Heading,
    Role,
    Row,
    Section,
    Sheet,
    SheetColumn,
    SheetRow,
    Table,
    Title,
    TwoColumnHeader,
    Value,
    paragraph,
)
from app.models.plan.deadline import DeadlineState
from app.models.plan.records import IssuingBody, PlanView, Task, TaskStatus
from app.models.vietnam_time import local

KIND = "BẢNG THEO DÕI TIẾN ĐỘ"
SUBJECT = "Thực hiện Kế hoạch hành động triển khai Kế hoạch số 02-KH/BCĐTW"

_COLUMNS = (
    Column("TT", 12, "center"),
    Column("Nội dung công việc", 54),
    Column("Đơn vị chủ trì", 25),
    Column("Hạn gốc", 20, "center"),
    Column("Hạn hiện tại", 20, "center"),
    Column("Số lần gia hạn", 11, "center"),
    Column("Lý do, người duyệt", 42),
    Column("Trạng thái", 18, "center"),
    Column("%", 10, "center"),
    Column("Tình trạng hạn", 18, "center"),
    Column("Vướng mắc", 36),
)
_SHEET_WIDTHS = (6.0, 40.0, 22.0, 18.0, 18.0, 9.0, 30.0, 16.0, 6.0, 18.0, 34.0)


def progress_report(view: PlanView, body: IssuingBody, *, as_of: datetime, warn_days: int) -> Document:
    """The follow-up table at an instant (aware), after which a deadline within ``warn_days`` is "sắp đến hạn"."""
    states = [deadline_state(task, as_of=as_of, warn_days=warn_days, night_ends=view.night_ends) for task in view.tasks]
    wall = local(as_of)
    moment = f"(Số liệu đến {wall:%H:%M}, {date_in_words(wall.date())})"
    by_task = dict(zip((task.id for task in view.tasks), states, strict=True))
    by_state = _totals("Tình trạng hạn", [(state.label, states.count(state)) for state in DeadlineState])
    counts = Counter(task.status for task in view.tasks)
    by_status = _totals("Trạng thái", [(status.label, counts[status]) for status in TaskStatus])
    blocks: tuple[Block, ...] = (
        TwoColumnHeader(body.parent, body.name),
        Title(KIND, SUBJECT),
        paragraph(moment, Role.APPENDIX_REF),
        Table(_COLUMNS, tuple(_rows(view, by_task)), KIND),
        Heading(2, "Tổng hợp"),
        by_state,
        by_status,
    )
    return Document(
        title=f"{KIND.capitalize()}: {SUBJECT}",
        subject=moment,
        author=body.name,
        rules=rules_of(body),
        sections=(Section(blocks, landscape=True),),
        sheets=(
            _sheet(view, by_task, f"{KIND} {moment}"),
            _total_sheet("Tổng hợp tình trạng hạn", by_state),
            _total_sheet("Tổng hợp trạng thái", by_status),
        ),
    )


def _rows(view: PlanView, states: dict[str, DeadlineState]) -> list[Row]:
    rows: list[Row] = []
    for group in view.groups:
        rows.append(Row((group.numeral, group.heading), group=True))
        rows.extend(Row(_cells(task, states[task.id])) for task in group.tasks)
    return rows


def _cells(task: Task, state: DeadlineState) -> tuple[str, ...]:
    return (
        task.number,
        task.content,
        lead_text(task),
        deadline_text(task.original_deadline),
        deadline_text(task.deadline),
        str(len(task.extensions)) if task.extensions else "",
        extension_lines(task),
        task.status.label,
        str(task.percent),
        state.label,
        open_obstacles(task),
    )


def _totals(name: str, counts: list[tuple[str, int]]) -> Table:
    total = sum(count for _, count in counts)
    rows = [Row((label, str(count), _share(count, total))) for label, count in counts]
    rows.append(Row(("Tổng số", str(total), _share(total, total)), bold=True))
    columns = (Column(name, 60), Column("Số nhiệm vụ", 30, "center"), Column("Tỷ lệ", 30, "center"))
    return Table(columns, tuple(rows), name)


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f}%".replace(".", ",") if total else ""


def _sheet(view: PlanView, states: dict[str, DeadlineState], title: str) -> Sheet:
    columns = (
        *(
            SheetColumn(column.heading, width, column.align)
            for column, width in zip(_COLUMNS, _SHEET_WIDTHS, strict=True)
        ),
        SheetColumn("Đơn vị phối hợp", 24, detail=True),
        SheetColumn("Ngày đến hạn", 12, "center", detail=True),
        SheetColumn("Mã dòng", 38, hidden=True),
    )
    rows: list[SheetRow] = []
    for group in view.groups:
        rows.append(SheetRow((group.numeral, group.heading, *[""] * 11, group.id), group=True))
        for task in group.tasks:
            cells = _cells(task, states[task.id])
            numbers: tuple[Value, ...] = (*cells[:5], len(task.extensions), *cells[6:8], task.percent, *cells[9:])
            last = task.deadline.last_day() if task.deadline else None
            rows.append(SheetRow((*numbers, coordinating_text(task), last, task.id)))
    return Sheet("Theo dõi tiến độ", columns, tuple(rows), title)


def _total_sheet(name: str, table: Table) -> Sheet:
    columns = tuple(SheetColumn(column.heading, 24, column.align) for column in table.columns)
    rows = tuple(SheetRow((row.cells[0], int(row.cells[1]), row.cells[2]), group=row.bold) for row in table.rows)
    return Sheet(name, columns, rows)
