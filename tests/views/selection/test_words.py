import re

import pytest
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services.desk import Desk
from app.services.selection import unchosen
from app.views.common.office import Office
from app.views.selection.assessors_sheet import AssessorsSheet
from app.views.selection.backup_sheet import BackupSheet, RestoreSheet
from app.views.selection.criteria_sheet import CriteriaSheet
from app.views.selection.decision_sheet import DecisionSheet
from app.views.selection.document_sheet import CellKey, DocumentSheet
from app.views.selection.exemption_sheet import ExemptionSheet
from app.views.selection.findings_sheet import selection_findings
from app.views.selection.import_sheet import SystemsImportSheet
from app.views.selection.night_steps_sheet import NightStepsSheet
from app.views.selection.page import SelectionPage
from app.views.selection.proposals_sheet import ProposalsSheet
from app.views.selection.removed_sheet import RemovedSheet
from app.views.selection.reviews_sheet import ReviewsSheet
from app.views.selection.section_sheet import SectionSheet
from app.views.selection.send_sheet import SendRegisterSheet
from app.views.selection.system_sheet import KindSheet, KindsSheet, SystemSheet
from app.views.selection.versions_sheet import VersionsSheet
from tests.views.selection.conftest import decided
from tests.views.test_words import ENGLISH, NAMES, every, words_of


@pytest.fixture
def screens(page: SelectionPage, office: Office, desk: Desk, qtbot: QtBot) -> list[QWidget]:
    """Every view and every sheet of the choice."""
    kind_id = decided(desk, "thu-dien-tu", "Zimbra", "Thư công vụ Đắk Nông").kind.id
    one = unchosen.systems(desk)[0]
    page.show_unchosen(one.system_id, "backup")
    page.show_view("register")
    page.show_kind(kind_id)
    page.show_scoring()
    cell = CellKey(criterion_id="", system_id="", assessor_id="")
    sheets: list[QWidget] = [
        AssessorsSheet(page, office, kind_id),
        BackupSheet(page, office, one, one.backups[0]),
        RestoreSheet(page, office, one, one.backups[0]),
        CriteriaSheet(page, office, kind_id),
        DecisionSheet(page, office, kind_id),
        DocumentSheet(page, office, cell),
        ExemptionSheet(page, office, kind_id),
        selection_findings(page, office, lambda _point: None),
        SystemsImportSheet(page, office),
        NightStepsSheet(page, office),
        ProposalsSheet(page, office),
        ReviewsSheet(page, office),
        SectionSheet(page, office),
        SendRegisterSheet(page, office),
        SystemSheet(page, office),
        KindSheet(page, office),
        RemovedSheet(page, office),
        KindsSheet(page, office),
        VersionsSheet(page, office, kind_id),
    ]
    for sheet in sheets:
        qtbot.addWidget(sheet)
    qtbot.waitUntil(lambda: not office.worker.is_busy, timeout=60_000)
    return [page, *sheets]


def test_the_screens_speak_vietnamese_without_mnemonics_and_take_no_key_of_an_input_method(
    screens: list[QWidget],
) -> None:
    texts = {text for widget in every(screens) for text in words_of(widget) if text and text != "qt_edit_menu"}
    assert len(texts) > 250
    english = {text for text in texts if ENGLISH.search(NAMES.sub("", text))}
    assert english == set()
    assert {text for text in texts if re.search(r"(?<!&)&(?!&)\w", text)} == set()
    keys = {
        shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
        for screen in screens
        for shortcut in screen.findChildren(QShortcut)
    }
    assert {"Ctrl+F", "Ctrl+N", "F6", "F7"} <= keys
    assert {key for key in keys if "Alt" in key or ("Ctrl" in key and "Shift" in key) or len(key) == 1} == set()
