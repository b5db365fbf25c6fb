"""The action plan as a workbook: one sheet for each group of information, only those that hold something."""

from collections.abc import Iterator
from datetime import date, datetime, time

from app.exports.plan_words import (
    KIND_LABELS,
    coordinating_text,
    deadline_text,
    lead_text,
    task_mark,
    text_mark,
)
from app.exports.tree import Sheet, SheetColumn, SheetRow, Value
from app.models.plan import form
from app.models.plan.deadline import Deadline, DeadlineKind
from app.models.plan.records import PlanView, Task
from app.models.vietnam_time import local

DATE_WIDTH = 12.0


def plan_sheets(view: PlanView) -> tuple[Sheet, ...]:
    """All sheets of a plan."""
    first = (_table(view), _texts(view))
    later = (_progress(view), _obstacles(view), _extensions(view), _evidence(view))
    return first + tuple(sheet for sheet in later if sheet.rows)


def _wall(moment: datetime | None) -> datetime | None:
    """An instant as Excel can hold it: Vietnam's wall time to the minute, without a zone."""
    return local(moment).replace(tzinfo=None, second=0, microsecond=0) if moment else None


def _hour(hour: time | None) -> str:
    return hour.strftime("%H:%M") if hour else ""


def _start(deadline: Deadline) -> date | None:
    return deadline.start if deadline.kind is DeadlineKind.RANGE else None


def _table(view: PlanView) -> Sheet:
    names = form.load().columns
    columns = (
        SheetColumn(names[0], 6, "center"),
        SheetColumn(names[1], 44),
        SheetColumn(names[2], 24),
        SheetColumn(names[3], 24),
        SheetColumn(names[4], 28),
        SheetColumn(names[5], 20, "center"),
        SheetColumn("Ghi chú", 14, "center"),
        SheetColumn("Loại thời hạn", 16, detail=True),
        SheetColumn("Từ ngày", DATE_WIDTH, "center", detail=True),
        SheetColumn("Đến ngày", DATE_WIDTH, "center", detail=True),
        SheetColumn("Giờ", 8, "center", detail=True),
        SheetColumn("Nguồn", 24, detail=True),
        SheetColumn("Mã dòng", 38, hidden=True),
    )
    return Sheet("Kế hoạch", columns, tuple(_table_rows(view)), form.load().document_type)


def _table_rows(view: PlanView) -> Iterator[SheetRow]:
    rest = ("",) * 10
    for group in view.groups:
        yield SheetRow((group.numeral, group.heading, *rest, group.id), group=True)
        for task in group.tasks:
            deadline = task.deadline
            meaning: tuple[Value, ...] = (
                (KIND_LABELS[deadline.kind], _start(deadline), deadline.day, _hour(deadline.hour))
                if deadline
                else ("", None, None, "")
            )
            yield SheetRow(
                (
                    task.number,
                    task.content,
                    lead_text(task),
                    coordinating_text(task),
                    task.products,
                    deadline_text(deadline),
                    task_mark(task),
                    *meaning,
                    task.source.label,
                    task.id,
                )
            )


def _texts(view: PlanView) -> Sheet:
    shipped = form.load()
    own = {(line.part, line.key): line.heading for line in shipped.lines}
    rows = tuple(
        SheetRow(
            (
                own.get((text.part, text.form_key))
                or shipped.headings.get(text.part)
                or _PART_NAMES.get(text.part, ""),
                text.text,
                text_mark(text, view),
            )
        )
        for text in view.texts
    )
    columns = (SheetColumn("Mục", 36), SheetColumn("Nội dung", 90), SheetColumn("Ghi chú", 16, "center"))
    return Sheet("Mục tiêu và phương án", columns, rows)


_PART_NAMES = {"preamble": "Mở đầu", "closing": "Kết thúc", "recipients": "Nơi nhận"}


_TASK = (SheetColumn("TT", 6, "center"), SheetColumn("Nội dung công việc", 44))


def _task_cells(task: Task) -> tuple[Value, ...]:
    return (task.number, task.content)


def _progress(view: PlanView) -> Sheet:
    columns = (
        *_TASK,
        SheetColumn("Thời điểm", 17, "center"),
        SheetColumn("Người ghi", 22),
        SheetColumn("Trạng thái", 16, "center"),
        SheetColumn("%", 6, "center"),
        SheetColumn("Diễn giải chi tiết", 50),
    )
    rows = tuple(
        SheetRow((*_task_cells(task), _wall(entry.at), entry.author, entry.status.label, entry.percent, entry.text))
        for task in view.tasks
        for entry in task.progress
    )
    return Sheet("Tiến độ", columns, rows)


def _obstacles(view: PlanView) -> Sheet:
    columns = (
        *_TASK,
        SheetColumn("Loại vướng mắc", 22),
        SheetColumn("Khó khăn, vướng mắc", 44),
        SheetColumn("Nêu lúc", 17, "center"),
        SheetColumn("Xử lý lúc", 17, "center"),
        SheetColumn("Kết quả xử lý", 34),
    )
    rows = tuple(
        SheetRow(
            (
                *_task_cells(task),
                one.kind.label,
                one.text,
                _wall(one.raised_at),
                _wall(one.resolved_at),
                one.resolution,
            )
        )
        for task in view.tasks
        for one in task.obstacles
    )
    return Sheet("Vướng mắc", columns, rows)


def _extensions(view: PlanView) -> Sheet:
    columns = (
        *_TASK,
        SheetColumn("Lần", 6, "center"),
        SheetColumn("Hạn gốc", 18, "center"),
        SheetColumn("Hạn mới", 18, "center"),
        SheetColumn("Đến ngày", DATE_WIDTH, "center"),
        SheetColumn("Lý do", 36),
        SheetColumn("Người duyệt", 24),
        SheetColumn("Ngày duyệt", DATE_WIDTH, "center"),
        SheetColumn("Văn bản", 20),
    )
    rows = tuple(
        SheetRow(
            (
                *_task_cells(task),
                at,
                deadline_text(task.original_deadline),
                one.deadline.text,
                one.deadline.day,
                one.reason,
                one.approver,
                one.decided_on,
                one.document,
            )
        )
        for task in view.tasks
        for at, one in enumerate(task.extensions, 1)
    )
    return Sheet("Gia hạn", columns, rows)


def _evidence(view: PlanView) -> Sheet:
    columns = (
        *_TASK,
        SheetColumn("Sản phẩm, minh chứng", 40),
        SheetColumn("Số, ký hiệu", 18, "center"),
        SheetColumn("Ngày", DATE_WIDTH, "center"),
        SheetColumn("Tệp", 30),
        SheetColumn("Cỡ tệp (byte)", 14, "right"),
        SheetColumn("SHA-256", 70, detail=True),
    )
    rows = tuple(
        SheetRow(
            (
                *_task_cells(task),
                one.title,
                one.number,
                one.issued_on,
                one.file_name,
                one.size if one.sha256 else None,
                one.sha256,
            )
        )
        for task in view.tasks
        for one in task.evidence
    )
    return Sheet("Minh chứng", columns, rows)
