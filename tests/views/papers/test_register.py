from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from app.models.papers.records import Stage
from app.services.desk import Desk
from app.services.papers import registers, way
from app.views.common.office import Office
from app.views.papers.numbering_sheet import NumberingSheet
from app.views.papers.register import Register
from app.views.papers.way_sheet import WaySheet
from tests.services.papers.steps import TODAY, brought, draft, paper
from tests.views.conftest import ModelRules
from tests.views.hands import answering, click, named, press, texts, type_text


@pytest.fixture
def register(numbered: str, office: Office, desk: Desk, qtbot: QtBot) -> Register:
    made = Register(office)
    qtbot.addWidget(made)
    made.resize(1160, 560)
    made.show()
    made.reload()
    return made


def test_what_was_given_is_listed(register: Register, model_rules: ModelRules) -> None:
    line = register.lines_table.line(0)
    assert (line.printed, line.kind, line.signers) == ("05/KH-BCĐ", "Kế hoạch", "Trần Văn Định")
    for table in (register.lines_table, register.papers_table, register.signed_table):
        model_rules(table)


def test_gaps_and_doubles_are_pointed_out(register: Register, desk: Desk) -> None:
    assert "chưa ghi số 01-04" in texts(register)
    second = brought(desk, Stage.SIGNED, draft(desk, title="Kế hoạch thứ hai"))
    way.give_number(desk, paper_id=second, number="5", symbol="KH-BCĐ", issued_on=TODAY, despite_double=True)
    register.reload()
    assert "Trùng số 05" in texts(register)


def test_the_search_needs_no_marks(register: Register, qtbot: QtBot) -> None:
    register.search.setText("tran van dinh da lat")
    qtbot.waitUntil(lambda: register.lines_table.rowCount() == 1)
    register.search.setText("đường sắt")
    qtbot.waitUntil(lambda: register.lines_table.rowCount() == 0)
    assert "0 trên 1 dòng" in texts(register)


def test_who_signed_what_and_what_is_under_way(register: Register, desk: Desk) -> None:
    register.show_view("signed")
    assert register.signed_table.line(0).signer == "Trần Văn Định"
    register.show_view("papers")
    assert register.papers_table.line(0).stage is Stage.NUMBERED
    brought(desk, Stage.ISSUED, draft(desk, title="Đã phát hành"), number="06")
    register.reload()
    assert register.papers_table.rowCount() == 1


def test_enter_opens_the_way_of_a_paper(register: Register, numbered: str, desk: Desk) -> None:
    seen: list[str] = []

    def look(sheet: object) -> None:
        assert isinstance(sheet, WaySheet)
        assert sheet.paper is not None
        seen.append(sheet.paper.id)

    register.lines.choose(0)
    with answering(look):
        press(register.lines, Qt.Key.Key_Return)
    assert seen == [numbered]
    assert paper(desk, numbered).printed == "05/KH-BCĐ"


def test_an_empty_register_says_what_goes_here(office: Office, qtbot: QtBot) -> None:
    made = Register(office)
    qtbot.addWidget(made)
    made.show()
    made.reload()
    assert "Sổ chưa ghi văn bản nào" in texts(made)
    made.show_view("papers")
    assert "Không có văn bản nào đang xử lý" in texts(made)


def test_the_terms_of_the_party_and_series_by_kind_are_set_here(office: Office, desk: Desk, qtbot: QtBot) -> None:
    sheet = NumberingSheet(None, office)
    qtbot.addWidget(sheet)
    assert "Chưa ghi nhiệm kỳ nào" in texts(sheet)
    click(sheet.by_kind)
    type_text(sheet.name, "2025-2030")
    click(named(sheet, "Thêm nhiệm kỳ"))
    assert "Chưa ghi ngày bắt đầu nhiệm kỳ" in sheet.message.text
    type_text(sheet.since, "01/07/2025")
    press(sheet.since, Qt.Key.Key_Return)
    known = registers.numbering(desk)
    assert (known.by_kind, known.term(date(2025, 7, 1)), known.term(date(2025, 6, 30))) == (True, "2025-2030", "")
    assert "2025-2030: từ 01/07/2025" in texts(sheet)
    type_text(sheet.name, "2030-2035")
    type_text(sheet.since, "01/07/2025")
    click(named(sheet, "Thêm nhiệm kỳ"))
    assert "Đã có nhiệm kỳ bắt đầu ngày này" in sheet.message.text
    click(next(each for each in sheet.findChildren(QAbstractButton) if each.toolTip() == "Bỏ nhiệm kỳ 2025-2030"))
    assert registers.numbering(desk).terms == ()
