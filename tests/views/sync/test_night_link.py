from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QWidget

from app.sync.states import Phase, SyncState
from app.views.common.palette import Tone
from app.views.runbook.night.wall import WallWindow
from app.views.runbook.night.window import NightWindow
from app.views.sync.words import link_lamp, wall_link
from tests.views.hands import click, named
from tests.views.runbook.conftest import Night, night, night_file, sink, window
from tests.views.sync.conftest import SYNCED

__all__ = ["night", "night_file", "sink", "window"]


def said(window: NightWindow) -> str:
    return window.strip.accessibleName().rpartition("Liên lạc: ")[2]


def test_without_a_server_the_night_is_kept_on_this_pc(window: NightWindow) -> None:
    assert said(window) == "Ghi tại máy này"


def test_the_link_of_the_strip_is_the_real_one(window: NightWindow, night: Night) -> None:
    night.office.link.show_state(SYNCED)
    assert said(window) == "Đã đồng bộ 22:14:05"
    night.office.link.show_state(SyncState(Phase.OFFLINE, "Mất kết nối · chưa gửi: 4", unsent=4))
    assert said(window) == "Mất kết nối, chưa gửi: 4"
    assert window.grab().height() == window.height()


def test_a_lost_line_is_amber_and_a_revoked_device_red() -> None:
    assert link_lamp(SyncState(Phase.OFFLINE, "Mất kết nối"))[1] is Tone.WATCH
    assert link_lamp(SyncState(Phase.REVOKED, "…"))[1] is Tone.ACT_NOW


def test_a_conflict_on_a_due_step_is_raised_and_opens_the_list(window: NightWindow, night: Night) -> None:
    asked: list[QWidget] = []
    night.office.link.conflicts_asked.connect(asked.append)
    night.office.link.show_state(replace(SYNCED, conflicts=1, urgent=1))
    assert "1 chỗ sửa trùng" in window.urgent.text
    click(named(window.urgent, "Chọn bản giữ lại"))
    assert asked == [window]


def test_a_wrong_clock_is_said_once_in_the_night_window(window: NightWindow, night: Night) -> None:
    skew = "Đồng hồ máy này chậm 2 phút 05 giây. Chỉnh lại giờ trước khi bắt đầu."
    night.office.link.show_state(replace(SYNCED, skew=skew))
    assert "chậm 2 phút 05 giây" in window.warning.text
    window.warning.close_warning()
    night.office.link.show_state(replace(SYNCED, skew=skew.replace("05", "06")))
    assert window.warning.text == ""


def test_the_night_says_that_it_goes_by_the_time_of_the_server(window: NightWindow, night: Night) -> None:
    night.office.desk.workspace.pc.set_offset(timedelta(seconds=125))
    skew = "Đồng hồ máy này chậm 2 phút 05 giây. Chỉnh lại giờ trước khi bắt đầu."
    night.office.link.show_state(replace(SYNCED, skew=skew))
    assert window.warning.text == f"{skew} Giờ của đêm trên màn hình và trong nhật ký theo máy chủ."


def test_the_exchange_knows_that_it_is_night(window: NightWindow, night: Night) -> None:
    assert night.office.link.is_night
    window.close()
    assert not night.office.link.is_night


@pytest.mark.parametrize(
    ("phase", "age", "unsent", "words", "more", "tone"),
    [
        (Phase.SYNCED, 3, 0, "Đã đồng bộ 21:34:07", "3 giây trước", Tone.NEUTRAL),
        (Phase.UNSENT, 90, 2, "Đã đồng bộ 21:32:40", "1 phút 30 giây trước, chưa gửi 2", Tone.NEUTRAL),
        (Phase.SYNCED, 243, 0, "Đã đồng bộ 21:30:07", "4 phút 03 giây trước", Tone.WATCH),
        (Phase.OFFLINE, 1443, 4, "Mất kết nối từ 21:10", "số liệu cũ 24 phút 03 giây, chưa gửi 4", Tone.ACT_NOW),
        (Phase.REVOKED, 60, 0, "Bị thu hồi quyền", "số liệu đến 21:33:10", Tone.ACT_NOW),
    ],
)
def test_the_wall_says_how_fresh_it_is(
    night: Night, phase: Phase, age: int, unsent: int, words: str, more: str, tone: Tone
) -> None:
    now = night.desk.now()
    state = SyncState(phase, "", unsent=unsent, synced_at=now)
    assert wall_link(state, now=now, age=timedelta(seconds=age))[1:] == (words, more, tone)


def test_the_wall_follows_the_link(window: NightWindow, night: Night) -> None:
    wall = WallWindow(window.following)
    assert wall.accessibleDescription() == "Ghi tại máy này, không qua máy chủ"
    before = night.desk.now() - timedelta(minutes=24)
    night.office.link.show_state(SyncState(Phase.OFFLINE, "Mất kết nối", synced_at=before))
    assert wall.accessibleDescription().startswith("Mất kết nối từ 21:10")
    assert wall.grab().height() == wall.height()
    wall.close()
