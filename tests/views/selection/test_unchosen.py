import hashlib
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.models.errors import AppError
from app.models.selection.unchosen import PieceKey, PieceState, Unchosen, pieces
from app.services.desk import Desk
from app.services.selection import unchosen
from app.views.common.office import Office
from app.views.selection.backup_sheet import BackupSheet, RestoreSheet
from app.views.selection.detail.handover_section import HandoverCard
from app.views.selection.detail.migration_section import MigrationCard
from app.views.selection.page import SelectionPage
from tests.services.selection.aftermath_hands import stopped_one
from tests.views.hands import click, named, texts, type_text
from tests.views.selection.conftest import decided


@pytest.fixture
def stopped(page: SelectionPage, desk: Desk) -> Unchosen:
    """A mail system that was not chosen, shown at the right."""
    decided(desk, "thu-dien-tu", "Zimbra", "Thư công vụ Đắk Nông")
    one = unchosen.systems(desk)[0]
    page.show_unchosen(one.system_id, "migration")
    return one


def now(desk: Desk, one: Unchosen) -> Unchosen:
    return stopped_one(desk, one.system_id)


def state(desk: Desk, one: Unchosen, key: PieceKey) -> PieceState:
    return next(each.state for each in pieces(now(desk, one), now=desk.now()) if each.key is key)


def test_says_of_each_system_what_is_missing(page: SelectionPage, stopped: Unchosen) -> None:
    at = page.stopped.row_where(lambda line: line.system_id == stopped.system_id)
    row = [str(page.stopped.index(at, column).data() or "") for column in range(10)]
    assert row[1] == "8/8"
    assert row[2].startswith("Sao lưu: chưa có; hạn trước 01/07/2025")
    assert "Còn thiếu 8" in page.unchosen_panel.badge.accessibleName()


def test_a_backup_is_recorded_with_the_checksum_of_its_file(
    page: SelectionPage, office: Office, desk: Desk, stopped: Unchosen, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "thu-dien-tu.bak"
    path.write_bytes(b"du lieu" * 1000)
    sheet = BackupSheet(page, office, stopped, stopped.backups[0])
    qtbot.addWidget(sheet)
    sheet.show()
    sheet.measure(path)
    qtbot.waitUntil(lambda: bool(sheet.checksum.text()), timeout=60_000)
    assert sheet.volume.text() == "7.000"
    click(named(sheet, "Ghi bản sao lưu"))
    taken = now(desk, stopped).backups[0].taken
    assert taken is not None
    assert taken.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert taken.is_computed
    assert "tính từ tệp" in texts(page.unchosen_panel.backup)


def test_a_checksum_that_is_none_is_refused_in_the_dialog(
    page: SelectionPage, office: Office, stopped: Unchosen, qtbot: QtBot
) -> None:
    sheet = BackupSheet(page, office, stopped, stopped.backups[0])
    qtbot.addWidget(sheet)
    type_text(sheet.volume, "1.500")
    type_text(sheet.checksum, "abc")
    click(named(sheet, "Ghi bản sao lưu"))
    assert "không phải SHA-256" in sheet.message.text
    assert sheet.checksum.text() == "abc"


def test_a_failed_restore_needs_its_cause_and_shows(
    page: SelectionPage, office: Office, desk: Desk, stopped: Unchosen, qtbot: QtBot
) -> None:
    unchosen.record_backup(desk, system_id=stopped.system_id, at=desk.now(), by="Đào", size=10, sha256="a" * 64)
    sheet = RestoreSheet(page, office, stopped, now(desk, stopped).backups[0])
    qtbot.addWidget(sheet)
    click(named(sheet, "Ghi khôi phục thử"))
    assert "Kết quả khôi phục thử" in sheet.message.text
    type_text(sheet.note, "Thiếu 3 hộp thư")
    click(named(sheet, "Ghi khôi phục thử"))
    assert "không đạt" in texts(page.unchosen_panel.backup)
    assert state(desk, stopped, PieceKey.RESTORE) is not PieceState.DONE


def test_progress_counts_and_their_difference_are_written_in_the_card(
    page: SelectionPage, desk: Desk, stopped: Unchosen, refusals: list[AppError]
) -> None:
    card = page.unchosen_panel.migration.list.cards[0]
    assert isinstance(card, MigrationCard)
    type_text(card.progress, "92/124")
    card.progress.store()
    type_text(card.old, "1.240")
    type_text(card.new, "1.237")
    click(card.check)
    part = now(desk, stopped).migrations[0]
    assert (part.progress.shown, part.counted.difference) == ("92/124", -3)  # type: ignore[union-attr]
    assert "lệch -3" in texts(card)
    assert page.unchosen_panel.migration.list.cards[0] is card
    type_text(card.explained, "3 hộp thư trùng")
    card.explained.store()
    assert now(desk, stopped).migrations[0].is_explained
    assert refusals == []


def test_progress_that_cannot_be_stays_to_be_corrected(
    page: SelectionPage, desk: Desk, stopped: Unchosen, refusals: list[AppError]
) -> None:
    card = page.unchosen_panel.migration.list.cards[0]
    assert isinstance(card, MigrationCard)
    type_text(card.progress, "125/124")
    card.progress.store()
    assert card.progress.text() == "125/124"
    assert "125/124" in refusals[0].title
    assert now(desk, stopped).migrations[0].progress is None


def test_who_migrates_is_chosen_without_marks(page: SelectionPage, desk: Desk, stopped: Unchosen) -> None:
    lead = page.unchosen_panel.migration.lead
    type_text(lead, "so khoa hoc va cong nghe")
    lead.settle()
    deadline = page.unchosen_panel.migration.deadline.line
    type_text(deadline, "30/9/2025")
    deadline.store()
    found = now(desk, stopped)
    assert found.lead is not None
    assert (found.lead.name, found.deadline.text) == ("Sở Khoa học và Công nghệ", "30/9/2025")  # type: ignore[union-attr]


def test_the_look_up_arrangement_is_whole_with_day_person_and_phone(
    page: SelectionPage, desk: Desk, stopped: Unchosen
) -> None:
    section = page.unchosen_panel.lookup
    for editor, text in (
        (section.until, "31/12/2025"),
        (section.person, "Phan Hữu Đức"),
        (section.phone, "0261 3655 222"),
    ):
        type_text(editor, text)
        editor.store()
    assert state(desk, stopped, PieceKey.LOOKUP) is PieceState.DONE
    assert now(desk, stopped).lookup.until == date(2025, 12, 31)  # type: ignore[union-attr]


def test_access_is_blocked_now_by_one_button(page: SelectionPage, desk: Desk, stopped: Unchosen) -> None:
    page.unchosen_panel.show_section("lookup")
    click(page.unchosen_panel.lookup.now)
    assert now(desk, stopped).blocked_at == desk.now()
    assert state(desk, stopped, PieceKey.BLOCK) is PieceState.DONE


def test_a_hand_over_is_done_when_all_of_it_is_known(page: SelectionPage, desk: Desk, stopped: Unchosen) -> None:
    card = page.unchosen_panel.handover.list.cards[1]
    assert isinstance(card, HandoverCard)
    given = {
        "content": "Toàn bộ hộp thư",
        "receiver": "Sở KH&CN",
        "handed_on": "20/06/2025",
        "number": "15/BB-BG",
        "issued_on": "20/06/2025",
    }
    for name, text in given.items():
        type_text(card.editors[name], text)
        card.editors[name].store()
    assert state(desk, stopped, PieceKey.DATA) is PieceState.DONE
    assert card.editors["receiver"].text() == "Sở KH&CN"


def test_a_day_that_is_none_stays_to_be_corrected(
    page: SelectionPage, desk: Desk, stopped: Unchosen, refusals: list[AppError]
) -> None:
    card = page.unchosen_panel.handover.list.cards[0]
    assert isinstance(card, HandoverCard)
    type_text(card.editors["handed_on"], "31/6/2025")
    card.editors["handed_on"].store()
    assert "31/6/2025" in refusals[0].title
    assert card.editors["handed_on"].text() == "31/6/2025"
    assert now(desk, stopped).handovers[0].handed_on is None


def test_the_history_tells_who_did_what(page: SelectionPage, desk: Desk, stopped: Unchosen) -> None:
    unchosen.set_note(desk, system_id=stopped.system_id, text="Chờ nhà cung cấp")
    page.reload()
    page.unchosen_panel.show_section("history")
    assert "Nguyễn Thị Đào" in texts(page.unchosen_panel)
