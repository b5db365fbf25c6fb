"""Turning encryption on and off by its button, on a PC with a credential store and on one without."""

from collections.abc import Iterator

import keyring
import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.services import backups
from app.services.desk import Desk
from app.views.common.office import Office
from app.views.settings.backup_card import BackupCard
from app.views.settings.recovery_sheet import RecoverySheet
from app.workspace import encryption
from tests.views.hands import answering, click, named, texts
from tests.workspace.keyrings import NO_STORE, MemoryKeyring


@pytest.fixture
def store() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


@pytest.fixture
def no_store() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NO_STORE)
    yield
    keyring.set_keyring(before)


@pytest.fixture
def card(office: Office, qtbot: QtBot) -> BackupCard:
    made = BackupCard(office)
    qtbot.addWidget(made)
    made.show()
    return made


def agree(dialog: QWidget) -> None:
    click(named(dialog, "Bật mã hoá" if "Bật" in dialog.windowTitle() else "Tắt mã hoá"))


def test_the_recovery_sheet_shows_the_key_that_opens_the_file(
    card: BackupCard, desk: Desk, store: MemoryKeyring
) -> None:
    shown: list[str] = []

    def keep(dialog: QWidget) -> None:
        assert isinstance(dialog, RecoverySheet)
        shown.append(dialog.key.toPlainText())
        assert [len(line.split("-")) for line in shown[0].splitlines()] == [6, 6, 5]
        click(named(dialog, "Đã cất giữ"))

    with answering(agree, keep):
        click(named(card, "Bật mã hoá…"))
    assert encryption.is_encrypted(desk.path)
    assert encryption.key_of_recovery(shown[0]) == desk.workspace.key == encryption.stored_key(desk.path)
    assert "đang được mã hoá. Khoá ghi trên phiếu khôi phục" in texts(card)


def test_without_a_store_the_person_is_told(card: BackupCard, desk: Desk, no_store: None) -> None:
    told: list[str] = []
    with answering(agree, lambda sheet: None, lambda notice: told.append(texts(notice))):
        click(named(card, "Bật mã hoá…"))
    assert "Máy này không giữ được khoá." in told[0]
    assert "Mỗi lần mở tệp phải nhập khoá trên phiếu khôi phục." in told[0]
    assert backups.is_encrypted(desk)


def test_it_is_turned_off_again(card: BackupCard, desk: Desk, store: MemoryKeyring) -> None:
    with answering(agree, lambda sheet: None):
        click(named(card, "Bật mã hoá…"))
    with answering(agree):
        click(named(card, "Tắt mã hoá…"))
    assert not encryption.is_encrypted(desk.path)
    assert "Tệp chưa mã hoá." in texts(card)


def test_it_stays_plain_when_the_person_thinks_better_of_it(card: BackupCard, desk: Desk) -> None:
    with answering(lambda dialog: click(named(dialog, "Thôi"))):
        click(named(card, "Bật mã hoá…"))
    assert not encryption.is_encrypted(desk.path)
