"""Workbooks for the tests: sent out to a unit and edited, or made by hand as a province would."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from app.services import plan, spreadsheets
from app.services.desk import Desk
from app.services.spreadsheets.fields import DATA_SHEET

HEADINGS = ("STT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Sản phẩm", "Thời hạn", "Ghi chú")

Sent: TypeAlias = Callable[..., Path]
Foreign: TypeAlias = Callable[..., Path]


def unit_id(desk: Desk, name: str) -> str:
    return next(unit.id for unit in plan.units(desk) if unit.name == name)


def edit(path: Path, cells: Mapping[str, Any], *, sheet: str = DATA_SHEET, to: Path | None = None) -> Path:
    """Fill cells as a person in Excel does; text stays text."""
    book = load_workbook(path)
    page = book[sheet]
    for address, value in cells.items():
        page[address].value = value
        if isinstance(value, str):
            page[address].data_type = "s"
    book.save(to or path)
    return to or path


@pytest.fixture
def sent(desk: Desk, tmp_path: Path) -> Sent:
    """Send Văn phòng UBND tỉnh (rows 1.1 and 1.3, at rows 6 and 7) its workbook, filled in with `cells`."""

    def make(cells: Mapping[str, Any] | None = None, unit: str = "Văn phòng UBND tỉnh") -> Path:
        folder = tmp_path / f"out-{len(list(tmp_path.glob('out-*')))}"
        folder.mkdir()
        (path,) = spreadsheets.send_to_units(desk, folder=folder, unit_ids=[unit_id(desk, unit)])
        return edit(path, cells) if cells else path

    return make


@pytest.fixture
def foreign(tmp_path: Path) -> Foreign:
    """A plan in a province's own Excel: a title, headings on row 3, rows from row 4."""

    def make(
        *rows: Sequence[Any],
        headings: Sequence[str] = HEADINGS,
        merges: Sequence[str] = (),
        font: str = "",
        bold: Sequence[str] = (),
        name: str = "Kế hoạch.xlsx",
    ) -> Path:
        book = Workbook()
        page = book.worksheets[0]
        page.title = "KH tỉnh"
        page["A1"] = "KẾ HOẠCH HÀNH ĐỘNG"
        for at, heading in enumerate(headings, 1):
            page.cell(3, at, heading)
        for number, row in enumerate(rows, 4):
            for at, value in enumerate(row, 1):
                cell = page.cell(number, at, value)
                if font:
                    cell.font = Font(name=font)
        for address in bold:
            page[address].font = Font(bold=True)
        for merge in merges:
            page.merge_cells(merge)
        path = tmp_path / name
        book.save(path)
        return path

    return make
