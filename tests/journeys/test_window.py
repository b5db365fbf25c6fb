"""Job 1 through the window: from the start page to the printed plan, as a secretary does it."""

import io
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from app.services import documents, history, plan
from app.views.common.appearance import dress
from app.views.common.memory import Memory
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.pages import Pages
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.page import PlanPage
from app.views.shell.reception import Reception
from app.views.shell.start_page import StartPage
from app.views.shell.window import Shell
from tests.views.hands import click, named, press, type_text

CONTENT = "Đặt đường truyền dự phòng cho xã Đạ Huoai và đặc khu Phú Quý"


@pytest.fixture
def reception(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Reception]:
    dress(qapp, "light")
    shell = Shell()
    qtbot.addWidget(shell)
    shell.show()
    made = Reception(shell, Memory(tmp_path / "window.ini"))
    yield made
    if made.room is not None:
        made.room.close()


def test_from_an_empty_desk_to_the_printed_plan(reception: Reception, qtbot: QtBot, tmp_path: Path) -> None:
    reception.receive("")
    start = reception.start_page
    assert isinstance(start, StartPage)
    type_text(start.province, "lam dong")
    start.province.settle()
    type_text(start.full_name, "Đặng Thị Ước")
    start.path.setText(str(tmp_path / "Lâm Đồng.kh02"))
    click(named(start, "Tạo kế hoạch"))
    room = reception.room
    assert room is not None
    desk, office = room.desk, room.office
    page = next(widget for widget in QApplication.allWidgets() if isinstance(widget, PlanPage) and widget.isVisible())

    sheet = AddTaskSheet(page, office, page.unit_entries)
    qtbot.addWidget(sheet)
    type_text(sheet.content, unicodedata.normalize("NFD", CONTENT))
    type_text(sheet.deadline.line, "trước ngày 29/6/2025")
    click(named(sheet, "Thêm nhiệm vụ"))
    (added,) = [task for task in plan.view(desk).tasks if task.is_addition]
    assert added.content == CONTENT
    assert added.deadline is not None
    assert added.deadline.text == "trước ngày 29/6/2025"

    press(page, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(plan.view(desk).tasks) == 14)
    press(page, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(plan.view(desk).tasks) == 15)

    export = ExportSheet(page, office, paper="ke-hoach")
    qtbot.addWidget(export)
    export.folder.setText(str(tmp_path))
    for box in export.findChildren(QCheckBox):
        box.setChecked(True)
    click(named(export, "Xuất"))
    written = tmp_path / "ke-hoach-Lâm Đồng.docx"
    qtbot.waitUntil(lambda: (tmp_path / "ke-hoach-Lâm Đồng.xlsx").exists(), timeout=60_000)
    words = "".join(docx.Document(io.BytesIO(written.read_bytes())).element.body.itertext())
    assert CONTENT in words
    assert (tmp_path / "ke-hoach-Lâm Đồng.pdf").read_bytes().startswith(b"%PDF")

    pages = Pages(documents.preview_pdf(desk, name="ke-hoach"))
    assert len(pages) >= 3
    assert not pages.picture(0, dpi=48).isNull()
    pages.close()
    lines = history.history(desk, entity="task", record_id=added.id)
    assert {line.person for line in lines} == {"Đặng Thị Ước"}
