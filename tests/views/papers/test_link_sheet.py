import pytest
from pytestqt.qtbot import QtBot

from app.models.papers.records import LinkKind, Stage
from app.services.desk import Desk
from app.services.papers import reading
from app.views.common.office import Office
from app.views.papers.link_sheet import LinkSheet
from app.views.papers.way_sheet import WaySheet
from tests.services.papers.steps import brought, draft, paper
from tests.views.hands import click, named


@pytest.mark.parametrize(
    ("kind", "code"), [(LinkKind.CORRECTION, "CV"), (LinkKind.REPLACEMENT, "KH"), (LinkKind.WITHDRAWAL, "KH")]
)
def test_a_paper_that_is_out_is_mended_by_a_draft_of_the_right_form(
    office: Office, desk: Desk, qtbot: QtBot, kind: LinkKind, code: str
) -> None:
    out = brought(desk, Stage.ISSUED)
    sheet = LinkSheet(None, office, paper(desk, out))
    qtbot.addWidget(sheet)
    sheet.way.choose(kind)
    assert sheet.title.text() == f"{kind.label} Kế hoạch số 05/KH-BCĐ"
    sheet.note.setText("Sai ngày tại mục II")
    click(named(sheet, "Lập dự thảo"))
    made = paper(desk, sheet.made)
    assert (made.kind.code, made.stage) == (code, Stage.DRAFT)
    assert [(link.kind, link.target_id) for link in made.links] == [(kind, out)]


def test_a_refused_link_leaves_no_draft_behind(office: Office, desk: Desk, qtbot: QtBot) -> None:
    only = draft(desk)
    sheet = LinkSheet(None, office, paper(desk, only))
    qtbot.addWidget(sheet)
    click(named(sheet, "Lập dự thảo"))
    assert "chưa phát hành" in sheet.message.text
    assert [one.id for one in reading.papers(desk)] == [only]


def test_it_is_offered_for_what_is_out_only(office: Office, desk: Desk, qtbot: QtBot) -> None:
    for paper_id, is_offered in ((draft(desk), False), (brought(desk, Stage.ISSUED), True)):
        sheet = WaySheet(None, office, paper_id)
        qtbot.addWidget(sheet)
        sheet.show()
        assert named(sheet, "Đính chính, thay thế, thu hồi…").isVisible() is is_offered
