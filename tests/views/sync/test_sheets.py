from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from app.models import outbox, vietnam_time
from app.models.errors import AppError
from app.models.outbox import Refusal
from app.services import devices, tasks
from app.services.desk import Desk
from app.services.exchange import rounds
from app.services.exchange.joining import Joined
from app.sync.errors import UntrustedError
from app.sync.http import JoinedPerson
from app.sync.states import Phase, SyncState
from app.views.common.background import Reporter
from app.views.common.office import Office, Place
from app.views.settings.sync_card import SyncCard
from app.views.sync.address_fields import Entered
from app.views.sync.join_sheet import JoinSheet, SecretSheet, UnenrolledSheet
from app.views.sync.newcomer_sheet import Arrived, NewcomerSheet
from app.views.sync.unsent_sheet import UnsentSheet
from tests.conftest import StandingClock
from tests.steps import changes, row
from tests.views.conftest import ModelRules
from tests.views.hands import answering, click, named, texts, type_text
from tests.views.sync.conftest import SYNCED

JOINED = Joined("68", (JoinedPerson("p1", "Nguyễn Thị Đào", "chuyen-vien-tong-hop"),), True, "", "")


@pytest.fixture
def sent(desk: Desk) -> None:
    """The server has all that the desk holds."""
    with desk.workspace.maintaining() as session:
        outbox.acknowledge(session, [change.id for change in changes(desk)], sequence=1)


@pytest.fixture
def unsent(office: Office, sent: None, desk: Desk, qtbot: QtBot) -> UnsentSheet:
    """One change waits, one was refused."""
    for number in ("1.1", "1.2"):
        tasks.edit_task(desk, task_id=row(desk, number).id, note=f"ghi chú {number}")
    refused = next(change for change in changes(desk) if change.acknowledged is None)
    with desk.workspace.maintaining() as session:
        reason = Refusal("not_allowed", "Vai trò của Nguyễn Thị Đào không ghi được mục này.")
        outbox.park(session, {refused.id: reason}, at=vietnam_time.iso(desk.now()))
    made = UnsentSheet(None, office)
    qtbot.addWidget(made)
    made.show()
    return made


def cells(sheet: UnsentSheet) -> list[dict[str, str]]:
    table = sheet.table
    return [{one.key: one.text(table.line(at)) for one in table.columns} for at in range(table.rowCount())]


def test_what_is_unsent_is_named_the_refused_first_with_its_reason(unsent: UnsentSheet) -> None:
    first, second = cells(unsent)
    assert first["state"] == "Máy chủ từ chối"
    assert first["reason"] == "Vai trò của Nguyễn Thị Đào không ghi được mục này."
    assert first["fields"] == second["fields"] == "Ghi chú"
    assert (second["state"], second["person"]) == ("Chờ gửi", "Nguyễn Thị Đào")
    assert second["at"] == "24/06/2025 12:00:00"


def test_the_refused_one_is_sent_again(unsent: UnsentSheet, desk: Desk) -> None:
    click(named(unsent, "Gửi lại"))
    assert [one.is_parked for one in rounds.unsent(desk)] == [False, False]
    assert not named(unsent, "Gửi lại").isVisible()


def test_what_was_written_why_it_was_refused_and_what_to_do_stand_under_the_list(unsent: UnsentSheet) -> None:
    said = texts(unsent)
    for expected in ("Ghi chú: ghi chú 1.1", "không ghi được mục này", "xin quản trị máy chủ cấp quyền"):
        assert expected in said
    unsent.list.choose(1)
    assert "xin quản trị" not in texts(unsent)
    assert not named(unsent, "Bỏ thay đổi này").isEnabled()


def test_a_refused_one_is_taken_back_and_fetched_again(unsent: UnsentSheet, desk: Desk) -> None:
    click(named(unsent, "Bỏ thay đổi này"))
    assert row(desk, "1.1").note == ""
    assert [one.is_parked for one in rounds.unsent(desk)] == [False]
    assert "Đã bỏ thay đổi. Mục trở lại như trên máy chủ" in unsent.message.text
    click(named(unsent, "Lấy lại"))
    assert row(desk, "1.1").note == "ghi chú 1.1"
    assert [one.is_parked for one in rounds.unsent(desk)] == [False, False]


def test_what_was_dropped_can_be_taken_again_until_the_day_is_over(
    unsent: UnsentSheet, office: Office, desk: Desk, clock: StandingClock, qtbot: QtBot
) -> None:
    click(named(unsent, "Bỏ thay đổi này"))
    unsent.close()
    clock.moment += timedelta(hours=9)
    later = UnsentSheet(None, office)
    qtbot.addWidget(later)
    later.show()
    assert [line["state"] for line in cells(later)] == ["Chờ gửi", "Đã bỏ"]
    assert cells(later)[1]["reason"] == "Bỏ lúc 24/06/2025 12:00:00"
    assert not named(later, "Lấy lại thay đổi đã bỏ").isEnabled()
    later.list.choose(1)
    assert "Còn lấy lại được đến hết ngày" in texts(later)
    click(named(later, "Lấy lại thay đổi đã bỏ"))
    assert row(desk, "1.1").note == "ghi chú 1.1"
    assert [line["state"] for line in cells(later)] == ["Chờ gửi", "Chờ gửi"]


def test_what_was_dropped_yesterday_is_in_the_history_alone(
    unsent: UnsentSheet, desk: Desk, clock: StandingClock
) -> None:
    click(named(unsent, "Bỏ thay đổi này"))
    clock.moment += timedelta(hours=12)
    unsent.read()
    assert [line["state"] for line in cells(unsent)] == ["Chờ gửi"]


def test_what_is_too_large_is_opened_to_be_corrected(unsent: UnsentSheet, office: Office, desk: Desk) -> None:
    went: list[Place] = []
    office.went.connect(went.append)
    click(named(unsent, "Mở mục"))
    assert went == [Place("plan", "task", row(desk, "1.1").id)]
    assert not unsent.isVisible()


def test_the_list_empties_while_it_is_open(unsent: UnsentSheet, office: Office, desk: Desk) -> None:
    with desk.workspace.maintaining() as session:
        outbox.acknowledge(session, [change.id for change in changes(desk)], sequence=2)
    office.link.show_state(SYNCED)
    assert "Không còn thay đổi nào chưa gửi" in texts(unsent)


def test_the_table_of_the_unsent_keeps_the_rules_of_item_models(unsent: UnsentSheet, model_rules: ModelRules) -> None:
    model_rules(unsent.table)


@dataclass
class Asked:
    entered: Entered | None = None
    answer: Joined | AppError = JOINED

    def __call__(self, _desk: Desk, entered: Entered) -> Joined:
        self.entered = entered
        if isinstance(self.answer, AppError):
            raise self.answer
        return self.answer


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_pasted_address_and_code_join(office: Office, parent: QWidget, qtbot: QtBot) -> None:
    asked = Asked()
    sheet = JoinSheet(parent, office, joins=asked)
    type_text(sheet.fields.url, "  https://dongbo.lamdong.gov.vn \u200b".replace("\u200b", ""))
    type_text(sheet.fields.code, "ABCDE-FGHJK-LMNPQ-RSTUV\n".strip())
    sheet.fields.show_more()
    type_text(sheet.fields.proxy, "http://10.0.0.1:3128")
    with qtbot.waitSignals([office.link.altered, sheet.accepted]):
        click(named(sheet, "Tham gia"))
    assert asked.entered == Entered(
        "https://dongbo.lamdong.gov.vn", "ABCDE-FGHJK-LMNPQ-RSTUV", "", "http://10.0.0.1:3128"
    )


def test_a_refusal_stays_in_the_sheet_with_what_was_typed(office: Office, parent: QWidget, qtbot: QtBot) -> None:
    sheet = JoinSheet(parent, office, joins=Asked(answer=AppError("Mã tham gia không đúng.", "Xin mã mới.")))
    sheet.show()
    type_text(sheet.fields.code, "SAI")
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(lambda: "Mã tham gia không đúng." in sheet.message.text)
    assert sheet.isVisible()
    assert sheet.fields.code.text() == "SAI"
    assert named(sheet, "Tham gia").isEnabled()


def test_an_authority_that_is_not_trusted_unfolds_where_to_name_it(
    office: Office, parent: QWidget, qtbot: QtBot
) -> None:
    refusal = UntrustedError("Chứng thư của máy chủ chưa được máy này tin cậy.", "Chọn tệp CA ở mục “Mạng riêng”.")
    sheet = JoinSheet(parent, office, joins=Asked(answer=refusal))
    sheet.show()
    assert not sheet.fields.ca_file.isVisible()
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(sheet.fields.ca_file.isVisible)


def test_a_pc_without_credential_store_is_told_and_shown_its_secret(
    office: Office, parent: QWidget, qtbot: QtBot
) -> None:
    kept: list[str] = []

    def read(dialog: QWidget) -> None:
        assert isinstance(dialog, SecretSheet)
        kept.append(dialog.secret.toPlainText())
        assert "không có kho mật khẩu" in texts(dialog)

    joined = Joined("68", (), False, "Máy này không có kho mật khẩu.", "token.khoa")
    sheet = JoinSheet(parent, office, joins=Asked(answer=joined))
    with answering(read):
        sheet.join()
        qtbot.waitUntil(lambda: bool(kept))
    assert kept == ["token.khoa"]


def test_who_wrote_here_and_is_not_enrolled_is_named_with_words_for_the_administrator(
    office: Office, parent: QWidget, qtbot: QtBot
) -> None:
    read: list[tuple[str, str]] = []

    def look(dialog: QWidget) -> None:
        assert isinstance(dialog, UnenrolledSheet)
        read.append((texts(dialog), dialog.advice.toPlainText()))

    warning = "Mã tham gia không có tên Đặng Thị Đào.\nNhờ quản trị:\nkh02-server person add --province 68"
    joined = Joined("68", (), True, "", "", warning)
    sheet = JoinSheet(parent, office, joins=Asked(answer=joined))
    with answering(look):
        sheet.join()
        qtbot.waitUntil(lambda: bool(read))
    [(said, advice)] = read
    assert "Đặng Thị Đào" in said
    assert advice == "Nhờ quản trị:\nkh02-server person add --province 68"


def test_a_new_pc_sees_progress_and_goes_on_after_a_broken_line(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    tries: list[Entered] = []

    def arrives(path: Path, entered: Entered, report: Reporter) -> Arrived:
        tries.append(entered)
        assert report(100, 300)
        if len(tries) == 1:
            raise AppError("Mất kết nối.", "Bấm “Tham gia” để nhận tiếp.")
        return desk, JOINED

    sheet = NewcomerSheet(None, tmp_path, arrives=arrives)
    qtbot.addWidget(sheet)
    sheet.show()
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(lambda: "Mất kết nối" in sheet.message.text)
    click(named(sheet, "Tham gia"))
    qtbot.waitUntil(lambda: sheet.arrived is not None)
    assert sheet.arrived == (desk, JOINED)


def test_a_name_is_proposed_that_no_file_has(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "Kế hoạch của tỉnh.kh02").touch()
    sheet = NewcomerSheet(None, tmp_path)
    qtbot.addWidget(sheet)
    assert Path(sheet.path.text()).name == "Kế hoạch của tỉnh 2.kh02"


@pytest.fixture
def card(office: Office, qtbot: QtBot) -> SyncCard:
    made = SyncCard(office)
    qtbot.addWidget(made)
    made.show()
    return made


def test_who_has_not_joined_is_offered_it(card: SyncCard) -> None:
    assert card.join.isVisible()
    assert not any(each.isVisible() for each in (card.leave, card.unsent, card.change, card.resume, card.conflicts))


def test_this_pc_is_given_a_name(card: SyncCard, desk: Desk) -> None:
    card.name.clear()
    type_text(card.name, "Điều phối đêm")
    card.name.store()
    assert devices.own_name(desk) == "Điều phối đêm"
    card.name.clear()
    card.name.store()
    assert card.name.text() == "Điều phối đêm"


def test_conflicts_after_a_file_are_reached_without_a_server(card: SyncCard, office: Office) -> None:
    office.link.show_state(SyncState(conflicts=2))
    assert card.conflicts.text() == "Sửa trùng: 2"
    assert card.conflicts.isVisible()


def test_a_wrong_clock_is_said_in_the_card(card: SyncCard, office: Office) -> None:
    office.link.show_state(SyncState(Phase.SYNCED, "Đã đồng bộ 22:14:05", skew="Đồng hồ máy này nhanh 3 phút 00 giây."))
    assert "nhanh 3 phút" in texts(card)
