from dataclasses import replace

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import tasks
from app.services.desk import Desk, Outcome
from app.sync.states import FileCounts, Phase, Presence, SyncState
from app.views.plan.page import PlanPage
from app.views.shell.desk_room import DeskRoom
from app.views.shell.window import Shell
from app.views.sync.conflicts_window import ConflictsWindow
from app.views.sync.join_sheet import ResumeSheet
from app.views.sync.unsent_sheet import UnsentSheet
from tests.steps import added, row
from tests.views.hands import click, type_text
from tests.views.sync.conftest import SYNCED

OFFLINE = SyncState(Phase.OFFLINE, "Mất kết nối · chưa gửi: 4", "Không tới được máy chủ.", unsent=4)


def test_the_foot_always_says_how_the_sync_stands(closed_room: DeskRoom, shell: Shell) -> None:
    foot = shell.status_bar.sync
    assert foot.text() == "Chưa tham gia đồng bộ"
    closed_room.office.link.show_state(SYNCED)
    assert foot.text() == "Đã đồng bộ 22:14:05"
    closed_room.office.link.show_state(replace(SYNCED, files=FileCounts(3, 5)))
    assert foot.text() == "Đã đồng bộ 22:14:05, đã nhận 3/5 tệp"


def test_the_top_is_quiet_while_all_is_well(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.link.show_state(SYNCED)
    badges = shell.top_bar.sync
    assert not any(each.isVisible() for each in (badges.clock, badges.link, badges.unsent, badges.conflicts))


def test_a_lost_line_and_what_is_unsent_are_said_in_words(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.link.show_state(OFFLINE)
    badges = shell.top_bar.sync
    assert (badges.link.text(), badges.unsent.text()) == ("Mất kết nối", "Chưa gửi: 4")
    assert "Không tới được máy chủ" in badges.link.toolTip()


def test_what_the_server_refused_is_counted_apart(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.link.show_state(SyncState(Phase.UNSENT, "Chưa gửi: 3", unsent=2, parked=1))
    assert shell.top_bar.sync.unsent.text() == "Chưa gửi: 3 (bị từ chối: 1)"


def test_a_night_when_all_goes_wrong_fits_a_small_screen(closed_room: DeskRoom, shell: Shell) -> None:
    name = "Nguyễn Hoàng Phương Thảo Nguyên Công Tằng Tôn Nữ"
    shell.top_bar.show_people(name, [("p1", name)])
    shell.top_bar.show_province("Thành phố Hồ Chí Minh")
    shell.resize(1366, 768)
    closed_room.office.link.show_state(
        replace(OFFLINE, unsent=500, parked=30, conflicts=200, urgent=2, skew="Đồng hồ máy này chậm 2 phút 05 giây.")
    )
    QApplication.processEvents()
    assert shell.minimumSizeHint().width() <= 1366
    badges = shell.top_bar.sync
    for badge in (badges.clock, badges.link, badges.unsent, badges.conflicts):
        assert badge.isVisible()
        assert badge.width() >= badge.minimumSizeHint().width()
        assert badge.text() in badge.toolTip()
    assert name in shell.top_bar.person.toolTip()


def test_the_badges_open_their_lists(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.link.show_state(replace(OFFLINE, conflicts=1))
    click(shell.top_bar.sync.unsent)
    click(shell.top_bar.sync.conflicts)
    assert [sheet.isVisible() for sheet in shell.findChildren(UnsentSheet)] == [True]
    assert [sheet.isVisible() for sheet in shell.findChildren(ConflictsWindow)] == [True]
    click(shell.top_bar.sync.conflicts)
    assert len(shell.findChildren(ConflictsWindow)) == 1


def test_a_conflict_on_a_due_step_stands_across_the_window(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.link.show_state(replace(SYNCED, conflicts=2, urgent=1))
    assert "1 chỗ sửa trùng ở bước đã đến giờ" in shell.urgent.text
    closed_room.office.link.show_state(SYNCED)
    assert shell.urgent.text == ""


def test_a_wrong_clock_is_said_once_and_stays_in_the_status(closed_room: DeskRoom, shell: Shell) -> None:
    skew = "Đồng hồ máy này chậm 2 phút 05 giây. Chỉnh lại giờ trước khi bắt đầu."
    closed_room.office.link.show_state(replace(SYNCED, skew=skew))
    assert "chậm 2 phút 05 giây" in shell.message.text
    shell.message.hide()
    closed_room.office.link.show_state(replace(SYNCED, skew=skew, words="Đã đồng bộ 22:14:06"))
    assert shell.message.text == ""
    assert shell.top_bar.sync.clock.text() == "Đồng hồ sai giờ"


def test_where_no_token_is_kept_it_is_asked_once_and_work_goes_on(closed_room: DeskRoom, shell: Shell) -> None:
    asking = SyncState(Phase.NO_TOKEN, "Cần nhập mã máy để đồng bộ")
    closed_room.office.link.show_state(asking)
    sheet = shell.findChild(ResumeSheet)
    assert sheet is not None
    assert sheet.isVisible()
    sheet.reject()
    closed_room.office.link.show_state(replace(asking, unsent=1))
    assert not any(each.isVisible() for each in shell.findChildren(ResumeSheet))


def test_leaving_clears_the_frame(shell: Shell, room: DeskRoom) -> None:
    room.office.link.show_state(replace(OFFLINE, conflicts=1, urgent=1))
    room.close()
    assert not shell.status_bar.sync.isVisible()
    assert not shell.top_bar.sync.unsent.isVisible()
    assert shell.urgent.text == ""


def test_what_others_do_takes_no_message_away(closed_room: DeskRoom, shell: Shell) -> None:
    closed_room.office.acts.noted.emit("Đã xoá nhiệm vụ.", True)
    closed_room.office.acts.changed.emit(Outcome("", "Nhận từ máy chủ"), closed_room.sync.connection)
    assert "Đã xoá nhiệm vụ." in shell.message.text


def test_typing_under_way_is_not_disturbed_by_what_others_do(
    closed_room: DeskRoom, shell: Shell, desk: Desk, qtbot: QtBot
) -> None:
    page = shell.page("plan")
    assert isinstance(page, PlanPage)
    task_id = row(desk, "1.1").id
    page.show_task(task_id)
    note = page.panel.information.note
    shell.activateWindow()
    note.setFocus()
    qtbot.waitUntil(note.hasFocus)
    type_text(note, "Đang gõ dở")
    added(desk, "Nhiệm vụ mới của máy khác")  # as a merge leaves it: there, but told by nobody here
    tasks.edit_task(desk, task_id=task_id, note="máy khác ghi")
    closed_room.office.acts.changed.emit(Outcome("", "Nhận từ máy chủ"), closed_room.sync.connection)
    assert note.hasFocus()
    assert note.toPlainText() == "Đang gõ dở"
    assert page.panel.task_id == task_id
    assert page.table.row_where(lambda line: line.content == "Nhiệm vụ mới của máy khác") >= 0


def test_who_else_edits_stands_in_the_row(closed_room: DeskRoom, shell: Shell, desk: Desk) -> None:
    page = shell.page("plan")
    assert isinstance(page, PlanPage)
    task_id = row(desk, "1.1").id
    at = page.table.row_where(lambda line: line.task_id == task_id)
    content = next(n for n, column in enumerate(page.table.columns) if column.key == "content")
    hint = page.table.columns[content].hint
    assert hint is not None
    assert hint(page.table.line(at)) is None
    closed_room.office.link.meet(Presence("Trần Văn Ước", "task", task_id, True))
    badge = hint(page.table.line(at))
    assert badge is not None
    assert badge.word == "Trần Văn Ước đang sửa"
    assert not shell.grab().isNull()


def test_looking_and_editing_are_told(closed_room: DeskRoom, shell: Shell, desk: Desk, qtbot: QtBot) -> None:
    page = shell.page("plan")
    assert isinstance(page, PlanPage)
    told: list[tuple[str, bool]] = []
    closed_room.office.link.looked.connect(lambda _entity, record_id, editing: told.append((record_id, editing)))
    task_id = row(desk, "1.1").id
    page.show_task(task_id)
    assert told[-1] == (task_id, False)
    shell.activateWindow()
    page.panel.information.note.setFocus()
    qtbot.waitUntil(lambda: told[-1] == (task_id, True))
    shell.show_page("today")
    qtbot.waitUntil(lambda: told[-1] == ("", False))


def test_the_exchange_begins_by_itself_and_says_that_nobody_joined(
    closed_room: DeskRoom, shell: Shell, qtbot: QtBot
) -> None:
    ticked: list[int] = []
    timer = QTimer(interval=20)
    timer.timeout.connect(lambda: ticked.append(1))
    timer.start()
    closed_room.sync.start()
    qtbot.waitUntil(lambda: len(ticked) > 100, timeout=60_000)
    timer.stop()
    assert closed_room.office.link.state.phase is Phase.OFF
    assert QApplication.activeModalWidget() is None
