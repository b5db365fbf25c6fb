from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.services.runbook import proof
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.preview import PreviewSheet
from app.views.documents.printing import PrintSheet
from app.views.runbook.papers import OF_MASTER, OF_RUN
from tests.views.hands import click, named
from tests.views.runbook.conftest import Night


def test_a_run_has_its_own_papers() -> None:
    assert set(OF_MASTER) < set(OF_RUN)
    assert {"nhat-ky", "nghiem-thu", "tong-ket-dem"} <= set(OF_RUN)


def test_a_paper_of_a_run_is_written_and_its_log_anchored(night: Night, qtbot: QtBot, tmp_path: Path) -> None:
    sheet = ExportSheet(None, night.office, only=OF_RUN, subject=night.run_id, paper="nhat-ky")
    qtbot.addWidget(sheet)
    sheet.formats["pdf"].setChecked(False)
    sheet.formats["xlsx"].setChecked(False)
    sheet.formats["docx"].setChecked(True)
    sheet.folder.setText(str(tmp_path))
    assert sheet.subject.chosen == night.run_id
    woken: list[bool] = []
    night.office.link.published.connect(lambda: woken.append(True))
    click(named(sheet, "Xuất"))
    qtbot.waitUntil(lambda: any(tmp_path.glob("nhat-ky-*.docx")) and not night.office.worker.is_busy, timeout=60_000)
    assert sheet.message.text == ""
    report = next(one for one in proof.verify_runs(night.office.desk) if one.run.id == night.run_id)
    assert report.unanchored == 0
    assert woken, "the mark of the print waits for nobody"


def test_printing_from_the_preview_sends_the_mark_at_once(
    night: Night, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PrintSheet, "exec", lambda _sheet: 0)
    sheet = PreviewSheet(None, night.office, paper="nhat-ky", subject=night.run_id)
    qtbot.addWidget(sheet)
    sheet.show()
    printing = named(sheet, "In…")
    qtbot.waitUntil(printing.isEnabled, timeout=60_000)
    woken: list[bool] = []
    night.office.link.published.connect(lambda: woken.append(True))
    click(printing)
    assert woken == [True]
    sheet.close()
