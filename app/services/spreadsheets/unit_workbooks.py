"""Draws the workbook that a lead unit fills in ("Gửi đơn vị"): its rows only, the form's columns locked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from app.exports.layout import FONT
from app.exports.metrics import ruler
from app.exports.progress import Meter, Progress
from app.exports.render import write
from app.exports.xlsx.rows import DIGIT_POINTS, HIGHEST, LINE_POINTS, USABLE
from app.models import vietnam_time
from app.models.errors import InvalidInputError
from app.models.plan.records import ObstacleKind, PlanView, Task, TaskStatus
from app.services import plan
from app.services.desk import Desk
from app.services.spreadsheets.exported import Stamp, meta_rows, row_of
from app.services.spreadsheets.fields import COLUMNS, DATA_SHEET, KEY, LIST_SHEET, META_SHEET, Column

PROPOSALS = 10
"""Empty rows below, in which a unit proposes tasks."""
HEADER_ROW = 5
LONGEST_FILE_NAME = 80
TEXT_SIZE = 12
A3 = 8
"""Eighteen columns are for filling in; on A4 nobody could read them."""

_LOCKED, _OPEN, _HEAD = "FFF2F2F2", "FFFFFFFF", "FFD9E1F2"
_EDGE = Side(style="thin", color="FF808080")
_UNSAFE = re.compile(r'[<>:"/\\|?*\x00-\x1f]+')
_RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM\d|LPT\d)(?:\..*)?", re.IGNORECASE)
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "|", "%", "#", "'")

Value: TypeAlias = str | int | float | date | None


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
    paths = _free_paths(folder, [short for short, _ in drawn])
    for path, (_, data) in zip(paths, drawn, strict=True):
        write(path, data)
    return tuple(paths)


def file_name(short_name: str) -> str:
    """A name every file system takes, from a unit's short name."""
    base = _UNSAFE.sub(" ", short_name)
    base = " ".join(base.split())[:LONGEST_FILE_NAME].strip(" .") or "Đơn vị"
    return f"_{base}" if _RESERVED.fullmatch(base) else base


def _free_paths(folder: Path, short_names: Sequence[str]) -> list[Path]:
    """A path for each, none of which is there yet: a unit's answer may lie in the same folder."""
    taken: set[str] = set()
    paths = []
    for short in short_names:
        base = f"Nhiệm vụ - {file_name(short)}"
        path, at = folder / f"{base}.xlsx", 2
        while path.name.casefold() in taken or path.exists():
            path, at = folder / f"{base} ({at}).xlsx", at + 1
        taken.add(path.name.casefold())
        paths.append(path)
    return paths


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
    _lists(book.create_sheet(LIST_SHEET), names)
    _rules(page, len(rows), len(names))
    _memory(book.create_sheet(META_SHEET), meta_rows(stamp, rows))
    _set_up(page)
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
    for row, (words, bold) in enumerate(lines, 1):
        cell = _put(page, row, 2, words)
        cell.font = Font(name=FONT, size=TEXT_SIZE + bold, bold=bold, italic=not bold)
        page.row_dimensions[row].height = LINE_POINTS * 1.25


def _table(page: Worksheet, rows: Sequence[Mapping[str, Value]], unit: str) -> None:
    for at, column in enumerate(COLUMNS, 1):
        head = _put(page, HEADER_ROW, at, column.heading)
        head.font = Font(name=FONT, size=TEXT_SIZE, bold=True)
        head.fill = PatternFill("solid", start_color=_HEAD)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
        page.column_dimensions[get_column_letter(at)].width = column.width
    page.column_dimensions["A"].hidden = True
    page.row_dimensions[HEADER_ROW].height = LINE_POINTS * 3
    looks = {(column.field, fresh): _Look(column, fresh) for column in COLUMNS for fresh in (False, True)}
    proposal: dict[str, Value] = {column.field: unit if column.field == "lead" else None for column in COLUMNS}
    for row, values in enumerate((*rows, *([proposal] * PROPOSALS)), HEADER_ROW + 1):
        fresh = values is proposal
        lines = 1
        for at, column in enumerate(COLUMNS, 1):
            value = values[column.field]
            if column.look == "percent" and isinstance(value, int):
                value = value / 100
            cell = _put(page, row, at, value)
            looks[column.field, fresh].give(cell)
            if isinstance(value, str) and column.field != KEY:
                lines = max(lines, _lines(value, column.width))
        page.row_dimensions[row].height = min(max(lines, 2) * LINE_POINTS, HIGHEST)


class _Look:
    """The style of a column's cells, made once: openpyxl compares every style object it is given."""

    def __init__(self, column: Column, fresh: bool) -> None:
        is_open = column.for_new if fresh else column.is_open
        self._font = Font(name=FONT, size=TEXT_SIZE)
        self._border = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
        self._fill = PatternFill("solid", start_color=_OPEN if is_open else _LOCKED)
        self._alignment = Alignment(
            horizontal="center" if column.look != "text" else "left", vertical="top", wrap_text=True
        )
        self._protection = Protection(locked=not is_open)
        self._format = {"percent": "0%", "date": "dd/mm/yyyy"}.get(column.look, "@")
        self._known: dict[bool, Cell] = {}

    def give(self, cell: Cell) -> None:
        """Dress a cell."""
        quoted = isinstance(cell.value, str) and cell.value.startswith(_FORMULA_SIGNS)
        known = self._known.get(quoted)
        if known is not None:
            cell._style = known._style  # type: ignore[attr-defined]  # noqa: SLF001 the way openpyxl itself copies
            return
        cell.font, cell.border, cell.fill = self._font, self._border, self._fill
        cell.alignment, cell.protection, cell.number_format = self._alignment, self._protection, self._format
        cell.style_id  # noqa: B018 registers the style with the workbook
        cell.quotePrefix = quoted
        self._known[quoted] = cell


def _put(page: Worksheet, row: int, column: int, value: Value) -> Cell:
    """A value in a cell; text never becomes a formula, an error value or a number."""
    cell = page.cell(row=row, column=column)
    if not isinstance(cell, Cell):
        raise TypeError("a new sheet has no merged cells")
    if isinstance(value, str):
        if value:
            cell.value = "-"
            cell._value = _ESCAPED.sub("_x005F_", value)  # type: ignore[attr-defined]  # noqa: SLF001
            cell.data_type = "s"
    elif value is not None:
        cell.value = value
        if isinstance(value, date):
            cell.number_format = "dd/mm/yyyy"
    return cell


def _lines(words: str, width: float) -> int:
    room = width * DIGIT_POINTS * USABLE
    if "\n" not in words and len(words) * TEXT_SIZE * 0.6 < room:
        return 1
    return len(ruler("regular").wrap(words, room, TEXT_SIZE))


def _lists(page: Worksheet, names: Sequence[str]) -> None:
    for column, values in enumerate(
        ([status.label for status in TaskStatus], [kind.label for kind in ObstacleKind], names), 1
    ):
        for row, value in enumerate(values, 1):
            _put(page, row, column, value)
    page.sheet_state = "hidden"
    page.protection.sheet = True


def _rules(page: Worksheet, count: int, units: int) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + max(count, 1)
    fresh = f"{last + 1}", f"{HEADER_ROW + count + PROPOSALS}"

    def on(rule: DataValidation, field: str, start: str = str(first), end: str = str(last)) -> None:
        letter = letter_of(field)
        rule.add(f"{letter}{start}:{letter}{end}")
        page.add_data_validation(rule)

    on(_list("A", len(TaskStatus), "Trạng thái", "Chọn một trong năm trạng thái của danh sách."), "status")
    on(_list("B", len(ObstacleKind), "Loại vướng mắc", "Chọn loại vướng mắc trong danh sách."), "obstacle_kind")
    on(_list("C", units, "Đơn vị chủ trì", "Chọn đơn vị trong danh sách."), "lead", *fresh)
    helper = _list("C", units, "Đơn vị phối hợp", "")
    helper.showErrorMessage = False  # several units, separated by ";", are allowed
    on(helper, "coordinating", *fresh)
    percent = DataValidation(type="decimal", operator="between", formula1="0", formula2="1", allow_blank=True)
    _explain(percent, "Tỷ lệ hoàn thành", "Nhập từ 0% đến 100%.")
    on(percent, "percent")
    day = DataValidation(
        type="date", operator="between", formula1="DATE(2000,1,1)", formula2="DATE(2099,12,31)", allow_blank=True
    )
    _explain(day, "Ngày văn bản", "Nhập ngày/tháng/năm, ví dụ 05/07/2025.")
    on(day, "evidence_date")


def letter_of(field: str) -> str:
    """The letter of a field's column."""
    return get_column_letter(next(at for at, column in enumerate(COLUMNS, 1) if column.field == field))


def _list(column: str, count: int, title: str, message: str) -> DataValidation:
    rule = DataValidation(type="list", formula1=f"{LIST_SHEET}!${column}$1:${column}${max(count, 1)}", allow_blank=True)
    _explain(rule, title, message)
    return rule


def _explain(rule: DataValidation, title: str, message: str) -> None:
    rule.errorTitle, rule.error = title, message
    rule.showErrorMessage = True


def _memory(page: Worksheet, rows: Iterator[tuple[str, ...]]) -> None:
    for number, values in enumerate(rows, 1):
        for at, value in enumerate(values, 1):
            _put(page, number, at, value)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True


def _set_up(page: Worksheet) -> None:
    page.freeze_panes = f"D{HEADER_ROW + 1}"
    page.print_title_rows = f"{HEADER_ROW}:{HEADER_ROW}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = A3
    page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer = page.oddFooter
    if footer is not None and footer.center is not None:
        footer.center.text = "Trang &P/&N"
    page.protection.sheet = True
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False
