from pytestqt.qtbot import QtBot

from app.services import people
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.sync.journal_sheet import COLUMNS, JournalSheet
from tests.steps import send
from tests.views.conftest import ModelRules
from tests.views.hands import texts, type_text
from tests.views.sync.conftest import both_wrote


def test_every_change_says_who_where_and_what(
    office: Office, desk: Desk, other: Desk, qtbot: QtBot, model_rules: ModelRules
) -> None:
    both_wrote(desk, other)
    send(other, desk)
    sheet = JournalSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.show()
    type_text(sheet.search, "uoc ban kia")
    qtbot.waitUntil(lambda: sheet.table.rowCount() == 1)
    cells = {column.key: column.text(sheet.table.line(0)) for column in COLUMNS}
    assert cells["person"] == "Trần Văn Ước"
    assert cells["device"] == f"máy {other.workspace.device[:4]}, qua máy chủ"
    assert cells["record"].startswith("Nhiệm vụ: 1.1.")
    assert cells["what"] == "Ghi chú: bản của tôi → bản kia"
    assert "bản của tôi" in texts(sheet.record)
    model_rules(sheet.table)


def test_records_without_a_panel_of_their_own_have_a_history_too(office: Office, desk: Desk, qtbot: QtBot) -> None:
    people.add_person(desk, full_name="Lê Hữu Khải")
    sheet = JournalSheet(None, office)
    qtbot.addWidget(sheet)
    sheet.show()
    type_text(sheet.search, "le huu khai")
    qtbot.waitUntil(lambda: sheet.table.rowCount() == 1)
    assert "Người: Lê Hữu Khải" in COLUMNS[3].text(sheet.table.line(0))
    assert "Họ và tên: Lê Hữu Khải" in texts(sheet.record)
