from datetime import date

from pytestqt.qtbot import QtBot

from app.services import tasks
from app.services.desk import Desk
from app.services.papers import copies
from app.views.common.office import Office
from app.views.plan.copy_sheet import CopySheet
from tests.steps import row, task
from tests.views.hands import click, named, type_text


def test_evidence_is_said_to_be_a_copy_and_no_copy(office: Office, desk: Desk, qtbot: QtBot) -> None:
    task_id = row(desk, "1.1").id
    tasks.add_document(
        desk, task_id=task_id, title="Quyết định thành lập", number="12/QĐ-UBND", issued_on=date(2025, 6, 20)
    )
    (evidence,) = task(desk, task_id).evidence
    sheet = CopySheet(None, office, evidence)
    qtbot.addWidget(sheet)
    click(named(sheet, "Ghi"))
    assert "Cơ quan sao" in sheet.message.text
    type_text(sheet.agency, "Văn phòng UBND tỉnh Lâm Đồng")
    type_text(sheet.place, "Lâm Đồng")
    type_text(sheet.day, "23/06/2025")
    click(named(sheet, "Ghi"))
    known = copies.copy_of(desk, evidence_id=evidence.id)
    assert known is not None
    assert known.shown == "Sao y, Văn phòng UBND tỉnh Lâm Đồng, Lâm Đồng, 23/06/2025"
    again = CopySheet(None, office, evidence)
    qtbot.addWidget(again)
    assert again.agency.text() == "Văn phòng UBND tỉnh Lâm Đồng"
    click(named(again, "Không phải bản sao"))
    assert copies.copy_of(desk, evidence_id=evidence.id) is None
