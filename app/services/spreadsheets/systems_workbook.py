"""Draws the register that an old province fills in ("Gửi tỉnh cũ"): its known systems, and a row for each kind."""

from collections.abc import Mapping, Sequence
from datetime import UTC
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
from app.models.selection.records import KindView
from app.models.selection.system_records import Contact, LinkState, OldProvinceRef, System
from app.services.desk import Desk
from app.services.selection import reading as selection
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
from app.services.spreadsheets.fields import LIST_SHEET
from app.services.spreadsheets.systems_fields import (
    CONTACT_FIELDS,
    LINK_COLUMNS,
    LINK_PREFIX,
    OTHER_LINKS,
    REGISTER_COLUMNS,
    SYSTEMS_SHEET,
)

HEADER_ROW = 5
EMPTY_ROWS = 10
"""Below the rows of the kinds, for further systems."""

_NUMBERS = ("users", "max_users", "procedures", "online_services", "records", "yearly_cost", "incidents")


def send_register(
    desk: Desk, folder: Path, province_codes: Sequence[str] | None, progress: Progress | None = None
) -> tuple[Path, ...]:
    """Make and store the workbooks; all are drawn before the first is written."""
    known = {one.code: one for one in selection.old_provinces(desk)}
    wanted = [known[code] for code in province_codes if code in known] if province_codes is not None else known.values()
    if not wanted:
        raise InvalidInputError("Chưa chọn tỉnh cũ nào.", "Chọn ít nhất một tỉnh cũ để gửi danh sách hệ thống.")
    views = selection.overview(desk)
    meter = Meter(len(list(wanted)), progress)
    meter.advance(0)
    drawn = []
    for one in wanted:
        drawn.append((one.name, _workbook(desk, one, views)))
        meter.advance(1)
    paths = free_paths(folder, "Danh sách hệ thống", [name for name, _ in drawn])
    for path, (_, data) in zip(paths, drawn, strict=True):
        write(path, data)
    return tuple(paths)


def _workbook(desk: Desk, province: OldProvinceRef, views: Sequence[KindView]) -> bytes:
    book = Workbook()
    page = book.active
    if not isinstance(page, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    page.title = SYSTEMS_SHEET
    now = desk.now()
    titles(
        page,
        (
            ("DANH SÁCH HỆ THỐNG THÔNG TIN", True),
            (f"Tỉnh cũ: {province.name} ({desk.province.title})", True),
            (f"Xuất lúc {vietnam_time.show_moment(now)}. Gửi lại nguyên tệp này sau khi điền.", False),
            (
                "Mỗi hệ thống một dòng. Chưa có số liệu thì để trống, không ghi 0. Ngày ghi ngày/tháng/năm. "
                "Dung lượng ghi như 820 GB; chi phí ghi đủ số đồng.",
                False,
            ),
        ),
    )
    rows = list(_rows(province, views))
    _table(page, rows)
    lists(
        book.create_sheet(LIST_SHEET),
        ([view.kind.name for view in views], [state.label for state in LinkState], [province.name]),
    )
    _rules(page, len(rows), len(views))
    set_up(page, HEADER_ROW)
    book.security = WorkbookProtection(lockStructure=True)
    book.properties.title, book.properties.creator = f"Danh sách hệ thống của {province.name}"[:255], "KH02"
    book.properties.created = now.astimezone(UTC).replace(tzinfo=None)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rows(province: OldProvinceRef, views: Sequence[KindView]) -> list[tuple[Mapping[str, Value], bool]]:
    """Each row with whether it is an empty one at the end, whose kind may be chosen."""
    found: list[tuple[Mapping[str, Value], bool]] = []
    for view in views:
        base: dict[str, Value] = {"kind": view.kind.name, "province_code": province.name}
        own = [one for one in view.sheet.systems if one.province_code == province.code]
        found += [({**base, **_cells(one)}, False) for one in own] or [(base, False)]
    return found + [({"province_code": province.name}, True)] * EMPTY_ROWS


def _cells(system: System) -> dict[str, Value]:
    cells: dict[str, Value] = {name: getattr(system, name) for name in ("name", "vendor", "version", "hosting", "note")}
    cells |= {name: getattr(system, name) for name in _NUMBERS}
    cells["security_level"] = system.security_level
    cells["data_mb"] = f"{system.data_mb} MB" if system.data_mb is not None else None
    cells["contract_end"] = system.contract_end
    contact = system.contact or Contact("")
    cells |= dict(zip(CONTACT_FIELDS, (contact.name, contact.phone, contact.email, contact.unit), strict=True))
    for target in LINK_COLUMNS:
        link = system.link(target)
        cells[f"{LINK_PREFIX}{target}"] = link.state.label if link else None
    others = [one for one in system.links if one.target not in LINK_COLUMNS]
    cells[OTHER_LINKS] = "; ".join(f"{one.name}: {one.state.label}" for one in others)
    return cells


def _table(page: Worksheet, rows: Sequence[tuple[Mapping[str, Value], bool]]) -> None:
    for at, column in enumerate(REGISTER_COLUMNS, 1):
        heading(page, HEADER_ROW, at, column)
    page.row_dimensions[HEADER_ROW].height = LINE_POINTS * 3
    looks = {(column.field, fresh): Look(column, fresh) for column in REGISTER_COLUMNS for fresh in (False, True)}
    for row, (values, fresh) in enumerate(rows, HEADER_ROW + 1):
        lines = 1
        for at, column in enumerate(REGISTER_COLUMNS, 1):
            value = values.get(column.field)
            cell = put(page, row, at, value)
            looks[column.field, fresh].give(cell)
            if isinstance(value, str):
                lines = max(lines, lines_of(value, column.width))
        page.row_dimensions[row].height = min(lines * LINE_POINTS, HIGHEST)


def _rules(page: Worksheet, count: int, kinds: int) -> None:
    first, last = HEADER_ROW + 1, HEADER_ROW + count
    fresh = last - EMPTY_ROWS + 1

    def on(rule: DataValidation, field: str, start: int = first) -> None:
        letter = _letter(field)
        rule.add(f"{letter}{start}:{letter}{last}")
        page.add_data_validation(rule)

    on(list_rule("A", kinds, "Loại hệ thống", "Chọn loại hệ thống trong danh sách."), "kind", fresh)
    for target in LINK_COLUMNS:
        on(
            list_rule("B", len(LinkState), "Kết nối", "Chọn tình trạng kết nối trong danh sách."),
            f"{LINK_PREFIX}{target}",
        )
    level = DataValidation(type="whole", operator="between", formula1="1", formula2="5", allow_blank=True)
    explain(level, "Cấp độ an toàn thông tin", "Nhập số từ 1 đến 5; để trống nếu chưa có.")
    on(level, "security_level")
    for name in _NUMBERS:
        whole = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
        explain(whole, "Số liệu", "Nhập số nguyên không âm; để trống nếu chưa có.")
        on(whole, name)


def _letter(field: str) -> str:
    return get_column_letter(next(at for at, column in enumerate(REGISTER_COLUMNS, 1) if column.field == field))
