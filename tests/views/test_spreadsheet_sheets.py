"""Gửi đơn vị and Nhập Excel, with workbooks that code filled in as people do."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.models.plan.records import TaskStatus
from app.services import history, plan, spreadsheets
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.plan.import_sheet import ImportSheet
from app.views.plan.send_sheet import SendSheet
from tests import steps
from tests.services.spreadsheets.conftest import HEADINGS, edit, unit_id
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, texts

OWN = ("1", "Rà soát hạ tầng mạng", "Sở Nội vụ", "Sở KHCN", "Báo cáo", "25/6/2025", "Gấp")


def returned(desk: Desk, folder: Path, name: str, cells: Mapping[str, Any], unit: str = "Văn phòng UBND tỉnh") -> Path:
    """A unit's workbook, filled in; rows 1.1 and 1.3 are at 6 and 7 of that of Văn phòng UBND tỉnh."""
    out = folder / f"gửi {name}"
    out.mkdir()
    (path,) = spreadsheets.send_to_units(desk, folder=out, unit_ids=[unit_id(desk, unit)])
    return edit(path, cells, to=folder / name)


def foreign(folder: Path, sheets: Mapping[str, Sequence[Sequence[Any]]], headings: Sequence[str] = HEADINGS) -> Path:
    """A province's own workbook with several sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        page = book.create_sheet(name)
        page["A1"] = "KẾ HOẠCH HÀNH ĐỘNG"
        for at, row in enumerate((headings, *rows), 3):
            for column, value in enumerate(row, 1):
                page.cell(at, column, value)
    path = folder / "Kế hoạch tỉnh.xlsx"
    book.save(path)
    return path


@pytest.fixture
def sheet(office: Office, qtbot: QtBot) -> ImportSheet:
    made = ImportSheet(None, office)
    qtbot.addWidget(made)
    made.show()
    return made


def wait(qtbot: QtBot, office: Office) -> None:
    qtbot.waitUntil(lambda: not office.worker.is_busy)


def shown(sheet: ImportSheet) -> list[tuple[str, str, str]]:
    found = [sheet.table.line(at) for at in range(sheet.table.rowCount())]
    return [("", line.heading, "") if line.heading else (line.kind.word, line.cell, line.new) for line in found]


def test_each_ticked_unit_gets_its_workbook(office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = SendSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.table.tick(sheet.table.ticks, on=False)
    assert not named(sheet, "Tạo tệp").isEnabled()
    sheet.table.toggle(sheet.table.row_where(lambda line: line[1] == "Sở Nội vụ"))
    folder = tmp_path / "gửi"
    folder.mkdir()
    sheet.folder.setText(str(folder))
    click(named(sheet, "Tạo tệp"))
    wait(qtbot, office)
    assert [path.suffix for path in folder.iterdir()] == [".xlsx"]
    assert "Đã tạo 1 tệp" in texts(sheet)


def test_a_folder_that_is_not_there_is_refused_in_the_dialog(office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = SendSheet(None, office)
    qtbot.addWidget(sheet)
    (tmp_path / "tệp").write_text("không phải thư mục", encoding="utf-8")
    sheet.folder.setText(str(tmp_path / "tệp" / "gửi"))
    click(named(sheet, "Tạo tệp"))
    wait(qtbot, office)
    assert sheet.message.text
    assert named(sheet, "Tạo tệp").isEnabled()


def test_a_returned_file_is_looked_at_then_applied_and_undone(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = returned(desk, tmp_path, "về.xlsx", {"K6": "Đang thực hiện", "L6": 0.4, "K7": "Xong rồi"})
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_given: ([str(path)], ""))
    click(named(sheet, "Chọn tệp…"))
    wait(qtbot, office)
    assert shown(sheet) == [
        ("Từ chối", "Nhiệm vụ!K7", "Xong rồi"),
        ("Đổi", "K6", "Đang thực hiện"),
        ("Đổi", "L6", "40%"),
    ]
    assert not sheet.matching.isVisible()
    assert steps.row(desk, "1.1").percent == 0
    click(named(sheet, "Nhập"))
    assert (steps.row(desk, "1.1").status, steps.row(desk, "1.1").percent) == (TaskStatus.IN_PROGRESS, 40)
    history.undo(desk)
    assert steps.row(desk, "1.1").percent == 0


def test_the_lists_keep_the_rules_of_item_models(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path, model_rules: ModelRules
) -> None:
    sheet.read_files([returned(desk, tmp_path, f"{at}.xlsx", {"L6": at / 10}) for at in (4, 6)])
    wait(qtbot, office)
    model_rules(sheet.table)
    model_rules(sheet.claims)


def test_several_files_are_taken_together_and_disputed_cells_stay_out(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "về"
    folder.mkdir()
    returned(desk, folder, "A.xlsx", {"L6": 0.4, "K7": "Đang thực hiện"})
    returned(desk, folder, "B.xlsx", {"L6": 0.6})
    (folder / "~$B.xlsx").write_bytes(b"lock of Excel")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_given: str(folder))
    click(named(sheet, "Chọn thư mục…"))
    wait(qtbot, office)
    disputed = [sheet.claims.line(at) for at in range(sheet.claims.rowCount())]
    assert disputed[0].heading == "Dòng 1.1: Tỷ lệ hoàn thành (đang có: 0%)"
    assert [(claim.file, claim.value) for claim in disputed[1:]] == [("A.xlsx", "40%"), ("B.xlsx", "60%")]
    assert [line[0] for line in shown(sheet)] == ["", "Đổi", ""]
    assert "A.xlsx: thêm 0 dòng, đổi 1 ô, từ chối 0 ô" in shown(sheet)[0][1]
    click(named(sheet, "Nhập"))
    assert (steps.row(desk, "1.1").percent, steps.row(desk, "1.3").status) == (0, TaskStatus.IN_PROGRESS)


def test_a_folder_without_workbooks_is_said_so(sheet: ImportSheet, tmp_path: Path) -> None:
    sheet.read_folder(tmp_path)
    assert "không có tệp .xlsx nào" in sheet.message.text


def test_a_plan_of_its_own_is_matched_by_the_person(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet.read_files([foreign(tmp_path, {"KH tỉnh": [OWN]})])
    wait(qtbot, office)
    assert sheet.matching.mapping["lead"] == "C"
    sheet.matching.choices["lead"].choose("")
    sheet.matching.choices["note"].choose("")
    click(named(sheet, "Đọc lại theo các cột này"))
    wait(qtbot, office)
    assert [line[2] for line in shown(sheet) if line[0] == "Thêm"] == ["Rà soát hạ tầng mạng"]
    click(named(sheet, "Nhập"))
    task = next(task for task in plan.view(desk).tasks if task.content == OWN[1])
    assert (task.lead, task.note, task.products) == (None, "", "Báo cáo")


def test_another_sheet_is_chosen(sheet: ImportSheet, office: Office, qtbot: QtBot, tmp_path: Path) -> None:
    second = ("1", "Việc ở trang hai", "Sở Nội vụ", "", "", "26/6/2025", "")
    sheet.read_files([foreign(tmp_path, {"Trang một": [OWN], "Trang hai": [second]})])
    wait(qtbot, office)
    assert shown(sheet)[0][2] == OWN[1]
    sheet.matching.sheet.choose("Trang hai")
    sheet.matching.sheet.activated.emit(1)
    wait(qtbot, office)
    assert [line[2] for line in shown(sheet) if line[0] == "Thêm"] == ["Việc ở trang hai"]
    assert sheet.matching.sheet.currentData() == "Trang hai"


def test_headings_that_say_nothing_are_matched_by_hand(
    sheet: ImportSheet, office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet.read_files([foreign(tmp_path, {"KH": [OWN]}, headings=("a", "b", "c", "d", "e", "f", "g"))])
    qtbot.waitUntil(sheet.matching.isVisible)
    wait(qtbot, office)
    assert "không thấy dòng tiêu đề" in sheet.message.text
    assert not named(sheet, "Nhập").isEnabled()
    sheet.matching.choices["content"].choose("B")
    click(named(sheet, "Đọc lại theo các cột này"))
    wait(qtbot, office)
    assert [line[2] for line in shown(sheet) if line[0] == "Thêm"] == [OWN[1]]


def test_remarks_are_listed_with_what_they_are_about(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    path = foreign(tmp_path, {"KH tỉnh": [OWN]})
    spreadsheets.apply(desk, preview=spreadsheets.read(desk, path=path))
    sheet.read_files([path])
    wait(qtbot, office)
    line = sheet.table.line(0)
    assert line.kind.word == "Lưu ý"
    assert "Đã có trong kế hoạch" in line.where
    assert "Không có gì mới so với kế hoạch" in texts(sheet)


def test_what_was_read_before_cannot_be_applied_after_a_refused_file(
    sheet: ImportSheet, office: Office, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    sheet.read_files([returned(desk, tmp_path, "về.xlsx", {"L6": 0.4})])
    wait(qtbot, office)
    assert named(sheet, "Nhập").isEnabled()
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"PK no workbook")
    sheet.read_files([broken])
    wait(qtbot, office)
    assert "hỏng.xlsx" in sheet.message.text
    assert not named(sheet, "Nhập").isEnabled()
    assert sheet.table.rowCount() == 0
