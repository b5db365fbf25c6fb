"""Draws the workbook that a lead unit fills in ("Gửi đơn vị"): its rows only, the form's columns locked."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.progress import Meter, Progress
from app.exports.render import write
from app.exports.xlsx.rows import HIGHEST, LINE_POINTS
from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.plan.records import ObstacleKind, PlanView, Task, TaskStatus
from app.services import plan
from app.services.desk import Desk
from app.services.spreadsheets.drawing import (
    Look,
    Value,
    explain,
    free_paths,
    heading,
    lines_of,
    list_rule,
    lists,
    put,
    set_up,
    titles,
)
from app.services.spreadsheets.exported import Stamp, meta_rows, row_of
from app.services.spreadsheets.fields import COLUMNS, DATA_SHEET, KEY, LIST_SHEET, META_SHEET

PROPOSALS = 10
"""Empty rows below, in which a unit proposes tasks."""
HEADER_ROW = 5


def send(
    desk: Desk, folder: Path, unit_ids: Sequence[str] | None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Make and store the workbooks; all are drawn before the first is written."""
    view = plan.view(desk)
    units = {unit.id: unit for unit in plan.units(desk)}
    names = [unit.name for unit in units.values() if unit.is_active]
    by_lead: dict[str, list[Task]] = {}
    for task in view.tasks:
        if task.lead:
            by_lead.setdefault(task.lead.id, []).append(task)
    wanted = list(dict.fromkeys(by_lead if unit_ids is None else unit_ids))
    idle = [units[unit].name if unit in units else unit for unit in wanted if unit not in by_lead]
    if idle or not wanted:
        raise InvalidInputError(
            f"Không có nhiệm vụ nào do {', '.join(idle) or 'đơn vị nào'} chủ trì.",
            "Chỉ chọn đơn vị đang chủ trì nhiệm vụ, hoặc giao đơn vị chủ trì trước.",
        )
    meter = Meter(len(wanted), progress)
    meter.advance(0)
    drawn: list[tuple[str, bytes]] = []
    for unit_id in wanted:
        unit, tasks = units.get(unit_id), by_lead[unit_id]
        lead = tasks[0].lead
        name = unit.name if unit else (lead.shown if lead else "")
        drawn.append((unit.short_name or name if unit else name, _workbook(desk, view, unit_id, name, tasks, names)))
        meter.advance(1)
    paths = free_paths(folder, "Nhiệm vụ", [short for short, _ in drawn])
    for path, (_, data) in zip(paths, drawn, strict=True):
        write(path, data)
    return tuple(paths)


def _workbook(
    desk: Desk, view: PlanView, unit_id: str, unit: str, tasks: Sequence[Task], names: Sequence[str]
) -> bytes:
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    page.title = DATA_SHEET
    now = desk.now()
    stamp = Stamp(desk.province.code, view.id, unit_id, unit, vietnam_time.iso(now), DATA_SHEET, HEADER_ROW, PROPOSALS)
    rows = [row_of(task) for task in tasks]
    _titles(page, unit, view.province_title, now)
    _table(page, rows, unit)
    lists(
        book.create_sheet(LIST_SHEET),
        ([status.label for status in TaskStatus], [kind.label for kind in ObstacleKind], names),
    )
    _rules(page, len(rows), len(names))
    _memory(book.create_sheet(META_SHEET), meta_rows(stamp, rows))
    set_up(page, HEADER_ROW)
    book.security = WorkbookProtection(lockStructure=True)
    properties = book.properties
    properties.title, properties.creator = f"Nhiệm vụ của {unit}"[:255], "KH02"
    properties.created = now.astimezone(UTC).replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _titles(page: Worksheet, unit: str, province: str, now: datetime) -> None:
    lines = (
        ("TIẾN ĐỘ THỰC HIỆN NHIỆM VỤ THEO KẾ HOẠCH HÀNH ĐỘNG", True),
        (f"Đơn vị chủ trì: {unit} ({province})", True),
        (f"Xuất lúc {vietnam_time.show_moment(now)}. Gửi lại nguyên tệp này sau khi điền.", False),
        (
            "Chỉ điền các ô nền trắng: trạng thái, tỷ lệ, diễn giải, vướng mắc, văn bản. Ngày ghi ngày/tháng/năm. "
            "Nhiệm vụ đề nghị bổ sung ghi ở các dòng trống cuối bảng.",
            False,
        ),
    )
    titles(page, lines)


def _table(page: Worksheet, rows: Sequence[Mapping[str, Value]], unit: str) -> None:
    for at, column in enumerate(COLUMNS, 1):
        heading(page, HEADER_ROW, at, column)
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[HEADER_ROW].height = LINE_POINTS * 3
    looks = {(column.field, fresh): Look(column, fresh) for column in COLUMNS for fresh in (False, True)}
    proposal: dict[str, Value] = {column.field: unit if column.field == "lead" else None for column in COLUMNS}
    for row, values in enumerate((*rows, *([proposal] * PROPOSALS)), HEADER_ROW + 1):
        fresh = values is proposal
        lines = 1
        for at, column in enumerate(COLUMNS, 1):
            value = values[column.field]
            if column.look == "percent" and isinstance(value, int):
                value = value / 100
            cell = put(page, row, at, value)
            looks[column.field, fresh].give(cell)
            if isinstance(value, str) and column.field != KEY:
                lines = max(lines, lines_of(value, column.width))
        page.row_dimensions[row].height = min(max(lines, 2) * LINE_POINTS, HIGHEST)


def _rules(page: Worksheet, count: int, units: int) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + max(count, 1)
    fresh = f"{last + 1}", f"{HEADER_ROW + count + PROPOSALS}"

    def on(rule: DataValidation, field: str, start: str = str(first), end: str = str(last)) -> None:
        letter = letter_of(field)
        rule.add(f"{letter}{start}:{letter}{end}")
        page.add_data_validation(rule)

    on(list_rule("A", len(TaskStatus), "Trạng thái", "Chọn một trong năm trạng thái của danh sách."), "status")
    on(list_rule("B", len(ObstacleKind), "Loại vướng mắc", "Chọn loại vướng mắc trong danh sách."), "obstacle_kind")
    on(list_rule("C", units, "Đơn vị chủ trì", "Chọn đơn vị trong danh sách."), "lead", *fresh)
    helper = list_rule("C", units, "Đơn vị phối hợp", "")
    helper.showErrorMessage = False  # several units, separated by ";", are allowed
    on(helper, "coordinating", *fresh)
    percent = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
    explain(percent, "Tỷ lệ hoàn thành", "Nhập từ 0% đến 100%.")
    on(percent, "percent")
    day = DataValidation(
        type="date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)", allow_blank=True
    )
    explain(day, "Ngày văn bản", "Nhập ngày/tháng/năm, ví dụ 05/07/2025.")
    on(day, "evidence_date")


def letter_of(field: str) -> str:
    """The letter of a field's column."""
    return get_column_letter(next(at for at, column in enumerate(COLUMNS, 1) if column.field == field))


def _memory(page: Worksheet, rows: Iterator[tuple[str, ...]]) -> None:
    for number, values in enumerate(rows, 1):
        for at, value in enumerate(values, 1):
            put(page, number, at, value)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True
