from pathlib import Path

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from app.services import history, spreadsheets
from app.services.desk import Desk
from app.services.runbook import masters
from app.services.selection import proposals
from app.views.common.office import Office
from app.views.selection.import_sheet import SystemsImportSheet
from app.views.selection.night_steps_sheet import NightStepsSheet
from app.views.selection.page import SelectionPage
from app.views.selection.send_sheet import SendRegisterSheet
from tests.views.conftest import ModelRules
from tests.views.hands import click, named, press, texts
from tests.views.selection.conftest import decided, view_of


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """A province's own list: headings of its own, one figure that is none, one missing."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["TT", "Loại hệ thống", "Tên hệ thống", "Tỉnh", "Số người dùng", "Cấp độ"])
    sheet.append([1, "Thư điện tử", "Zimbra", "Lâm Đồng", "8.900", 3])
    sheet.append([2, "Thư điện tử", "Thư công vụ", "Đắk Nông", None, None])
    sheet.append([3, "Thư điện tử", "MDaemon", "Bình Thuận", "rất nhiều", 2])
    path = tmp_path / "danh muc.xlsx"
    book.save(path)
    return path


@pytest.fixture
def sheet(page: SelectionPage, office: Office, qtbot: QtBot) -> SystemsImportSheet:
    made = SystemsImportSheet(page, office)
    qtbot.addWidget(made)
    made.show()
    return made


def read(sheet: SystemsImportSheet, path: Path, qtbot: QtBot) -> None:
    sheet.read_file(path)
    qtbot.waitUntil(lambda: sheet.table.rowCount() > 0 or bool(sheet.message.text), timeout=60_000)


def test_every_cell_is_seen_before_anything_is_written(
    sheet: SystemsImportSheet, desk: Desk, register: Path, qtbot: QtBot, model_rules: ModelRules
) -> None:
    read(sheet, register, qtbot)
    model_rules(sheet.table)
    assert "thêm 2 hệ thống" in texts(sheet)
    kinds = [sheet.table.line(at).kind.word for at in range(sheet.table.rowCount())]
    assert kinds[0] == "Từ chối"
    assert view_of(desk, "thu-dien-tu").sheet.systems == ()


def test_it_is_taken_over_and_back_in_one_act(
    sheet: SystemsImportSheet, desk: Desk, register: Path, qtbot: QtBot
) -> None:
    read(sheet, register, qtbot)
    click(named(sheet, "Nhập"))
    systems = view_of(desk, "thu-dien-tu").sheet.systems
    assert [(one.name, one.users, one.security_level) for one in systems] == [
        ("Zimbra", 8_900, 3),
        ("Thư công vụ", None, None),
    ]
    history.undo(desk)
    assert view_of(desk, "thu-dien-tu").sheet.systems == ()


def test_the_kind_may_be_said_where_the_file_has_no_column_for_it(
    sheet: SystemsImportSheet, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Tên hệ thống", "Tỉnh cũ", "Nhà cung cấp"])
    page.append(["VNPT iGate", "Lâm Đồng", "VNPT"])
    path = tmp_path / "khong-cot.xlsx"
    book.save(path)
    sheet.matching.kind.choose(view_of(desk, "tthc").kind.id)
    read(sheet, path, qtbot)
    click(named(sheet, "Nhập"))
    assert [one.vendor for one in view_of(desk, "tthc").sheet.systems] == ["VNPT"]


def test_what_is_no_workbook_is_refused_with_the_reason(
    sheet: SystemsImportSheet, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "hong.xlsx"
    path.write_bytes(b"khong phai excel")
    read(sheet, path, qtbot)
    assert sheet.message.text
    assert not named(sheet, "Nhập").isEnabled()


def test_one_file_for_each_old_province_is_written(
    page: SelectionPage, office: Office, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = SendRegisterSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.folder.setText(str(tmp_path))
    click(named(sheet, "Ghi tệp"))
    qtbot.waitUntil(lambda: "Đã ghi 3 tệp" in texts(sheet), timeout=60_000)
    path = next(tmp_path.glob("*Đắk Nông*.xlsx"))
    assert spreadsheets.read_systems(desk, path=path).is_empty


def test_the_nights_steps_need_a_runbook_and_say_so(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot
) -> None:
    decided(desk, "thu-dien-tu", "Zimbra", "Thư công vụ Đắk Nông")
    sheet = NightStepsSheet(page, office)
    qtbot.addWidget(sheet)
    assert "Chưa có kịch bản chuyển đổi" in sheet.message.text


def test_the_steps_of_the_systems_go_into_the_runbook_once(
    page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot, model_rules: ModelRules
) -> None:
    decided(desk, "tthc", "VNPT iGate", "FPT.iGov")
    masters.create(desk)
    before = len(masters.master(desk).steps)
    sheet = NightStepsSheet(page, office)
    qtbot.addWidget(sheet)
    sheet.show()
    model_rules(sheet.table)
    assert sheet.table.rowCount() > 0
    assert "mở thẳng cho người dân, doanh nghiệp: sẽ đổi thành" in texts(sheet)
    for box in sheet.findChildren(QCheckBox):
        press(box, Qt.Key.Key_Space)
    assert "mở thẳng cho người dân" not in texts(sheet)
    for box in sheet.findChildren(QCheckBox):
        press(box, Qt.Key.Key_Space)
    click(named(sheet, "Thêm vào kịch bản"))
    assert len(masters.master(desk).steps) > before
    assert proposals.night_steps(desk) == ()
