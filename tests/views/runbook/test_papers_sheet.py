from pathlib import Path

from pytestqt.qtbot import QtBot

from app.views.runbook.papers_sheet import PapersSheet, papers
from tests.views.hands import click, named
from tests.views.runbook.conftest import Night


def test_a_run_has_its_own_papers() -> None:
    of_master = {kind.name for kind in papers(of_run=False)}
    assert of_master == {"kich-ban", "ho-so-giay"}
    assert {"nhat-ky", "nghiem-thu", "tong-ket-dem"} <= {kind.name for kind in papers(of_run=True)}


def test_a_paper_of_a_run_is_written(night: Night, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = PapersSheet(None, night.office, subject=night.run_id, title="Diễn tập")
    qtbot.addWidget(sheet)
    sheet.paper.choose(next(kind for kind in papers(of_run=True) if kind.name == "nhat-ky"))
    sheet.formats["pdf"].setChecked(False)
    sheet.formats["xlsx"].setChecked(False)
    sheet.folder.setText(str(tmp_path))
    click(named(sheet, "Xuất"))
    qtbot.waitUntil(lambda: any(tmp_path.glob("nhat-ky-*.docx")) and not night.office.worker.is_busy, timeout=20_000)
    assert sheet.message.text == ""
