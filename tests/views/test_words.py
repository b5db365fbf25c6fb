"""What stands on the screens: Vietnamese only, no mnemonics, no key that an input method needs."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.services import people, plan
from app.views.directory.unit_panel import AddUnitSheet, EndUnitSheet
from app.views.documents.export_sheet import ExportSheet
from app.views.documents.preview import PreviewSheet
from app.views.plan.add_task_sheet import AddTaskSheet
from app.views.plan.content_sheet import ContentSheet
from app.views.plan.extend_sheet import ExtendSheet
from app.views.plan.findings_sheet import plan_findings
from app.views.plan.import_sheet import ImportSheet
from app.views.plan.issue_sheet import IssueSheet
from app.views.plan.library_sheet import LibrarySheet
from app.views.plan.page import PlanPage
from app.views.plan.reanchor_sheet import ReanchorSheet
from app.views.plan.send_sheet import SendSheet
from app.views.settings.people_card import PersonSheet, PinSheet
from app.views.shell.desk_room import DeskRoom
from app.views.shell.keys_card import KeysCard
from app.views.shell.navigation import JOBS
from app.views.shell.start_page import StartPage
from app.views.shell.window import Shell
from tests.steps import row

ENGLISH = re.compile(
    r"\b(ok|cancel|close|open|save|edit|delete|undo|redo|copy|paste|cut|select|all|yes|no|file|folder|search|settings|"
    r"print|page|task|plan|export|import|loading|error|warning|today|next|previous|back|monday|june|the|and)\b",
    re.IGNORECASE,
)
NAMES = re.compile(r"/\S+|Ctrl\+\S+|Delete|Enter|Esc|Tab\b|\S+@\S+|Điều hành")
"""Keys and paths keep their own names."""


@pytest.fixture
def screens(room: DeskRoom, shell: Shell, qtbot: QtBot) -> list[QWidget]:
    """Every page and every dialog."""
    for job in JOBS:
        shell.show_page(job.page)
    qtbot.waitUntil(lambda: not room.office.worker.is_busy, timeout=60_000)
    page = shell.page("plan")
    assert isinstance(page, PlanPage)
    office, desk = room.office, room.desk
    page.show_task(row(desk, "1.1").id)
    for view in ("timeline", "units", "week"):
        page.show_view(view)
    units = plan.units(desk)
    dialogs: list[QWidget] = [
        AddTaskSheet(shell, office, page.unit_entries),
        LibrarySheet(shell, office),
        plan_findings(shell, office),
        ContentSheet(shell, office),
        ExtendSheet(shell, office, row(desk, "1.1")),
        IssueSheet(shell, office),
        ReanchorSheet(shell, office),
        SendSheet(shell, office),
        ImportSheet(shell, office),
        ExportSheet(shell, office),
        PreviewSheet(shell, office, paper="ke-hoach"),
        AddUnitSheet(shell, office),
        EndUnitSheet(shell, office, units[0], units),
        PersonSheet(shell, office),
        PinSheet(shell, office, people.people(desk)[0]),
        KeysCard(shell),
        StartPage([("68", "tỉnh Lâm Đồng")], [("/a.kh02", "Lâm Đồng")]),
    ]
    for dialog in dialogs:
        qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: not office.worker.is_busy, timeout=60_000)
    return [shell, *dialogs]


def words_of(widget: QWidget) -> Iterator[str]:
    """Every text of ours that a widget shows, not what a person typed into it."""
    yield widget.toolTip()
    yield widget.windowTitle()
    yield widget.accessibleName()
    if isinstance(widget, QAbstractButton | QLabel):
        yield widget.text()
    if isinstance(widget, QLineEdit | QPlainTextEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(at) for at in range(widget.count()))
    for action in widget.actions():
        yield action.text()


def every(screens: list[QWidget]) -> Iterator[QWidget]:
    for screen in screens:
        yield screen
        yield from screen.findChildren(QWidget)


def test_the_screens_speak_vietnamese_without_mnemonics(screens: list[QWidget]) -> None:
    texts = {text for widget in every(screens) for text in words_of(widget) if text and text != "qt_edit_menu"}
    assert len(texts) > 250
    english = {text for text in texts if ENGLISH.search(NAMES.sub("", text))}
    assert english == set()
    assert {text for text in texts if re.search(r"(?<!&)&(?!&)\w", text)} == set()


def test_no_key_is_taken_from_the_input_method(screens: list[QWidget]) -> None:
    keys = [
        shortcut.key().toString(QKeySequence.SequenceFormat.PortableText)
        for screen in screens
        for shortcut in screen.findChildren(QShortcut)
    ]
    keys += [
        action.shortcut().toString(QKeySequence.SequenceFormat.PortableText)
        for screen in screens
        for action in screen.findChildren(QAction)
    ]
    keys += [button.shortcut().toString() for screen in screens for button in screen.findChildren(QAbstractButton)]
    given = {key for key in keys if key}
    assert {"Ctrl+K", "Ctrl+Z", "Ctrl+Y", "F1", "Ctrl+N"} <= given
    forbidden = {key for key in given if "Alt" in key or ("Ctrl" in key and "Shift" in key) or len(key) == 1}
    assert forbidden == set()


@pytest.mark.parametrize("text", ["&Undo", "Cu&t", "&Copy", "&Paste", "Select All", "OK", "Cancel", "Look in:"])
def test_qts_own_words_are_vietnamese(qtbot: QtBot, text: str) -> None:
    translated = QCoreApplication.translate("QLineEdit", text)
    assert translated != text
    assert "&" not in translated


def test_a_word_of_qt_that_we_do_not_know_stays(qtbot: QtBot) -> None:
    assert QCoreApplication.translate("QPageSize", "Letter") == "Letter"
