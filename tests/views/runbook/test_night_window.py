from datetime import timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.runbook.run_records import EventKind, RunState, StepStatus
from app.views.common import palette
from app.views.runbook.night.card import StepCard
from app.views.runbook.night.opening import NightWindows
from app.views.runbook.night.window import NightWindow
from app.views.runbook.sound import Chime, waves
from tests.views.hands import press
from tests.views.runbook.conftest import ListeningSink, Night


def running_card(window: NightWindow) -> StepCard:
    return next(
        each for each in window.cards.visible_cards if each.card is not None and each.card.status is StepStatus.RUNNING
    )


def step_of(card: StepCard) -> str:
    assert card.card is not None
    return card.card.step_id


def status(window: NightWindow, step_id: str) -> StepStatus:
    found = window.following.state.step(step_id)
    assert found is not None
    return found.status


def last_kind(state: RunState) -> EventKind:
    return state.log[-1].event.kind


def make_plain(window: NightWindow) -> str:
    """A running step that needs one press only is not in this night: take the second press as the act."""
    card = running_card(window)
    card.setFocus()
    return step_of(card)


def test_every_card_is_inside_the_window_without_scrolling(window: NightWindow) -> None:
    assert (window.width(), window.height()) == (1366, 768)
    cards = window.cards.visible_cards
    assert len(cards) >= 11
    boxes = [card.geometry() for card in cards]
    assert all(window.cards.rect().contains(box) for box in boxes)
    assert not any(one.intersects(other) for at, one in enumerate(boxes) for other in boxes[at + 1 :])


def test_space_twice_finishes_a_critical_step(window: NightWindow) -> None:
    step_id = make_plain(window)
    press(running_card(window), Qt.Key.Key_Space)
    assert status(window, step_id) is StepStatus.RUNNING
    press(running_card(window), Qt.Key.Key_Space)
    assert status(window, step_id) is StepStatus.DONE


def test_a_slow_second_press_does_nothing(night: Night, window: NightWindow) -> None:
    step_id = make_plain(window)
    press(running_card(window), Qt.Key.Key_Space)
    night.clock.moment += timedelta(seconds=4)
    press(running_card(window), Qt.Key.Key_Space)
    assert status(window, step_id) is StepStatus.RUNNING


def test_undo_within_ten_seconds(window: NightWindow) -> None:
    step_id = make_plain(window)
    for _ in range(2):
        press(running_card(window), Qt.Key.Key_Space)
    assert window.undo_band.isVisible()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert status(window, step_id) is StepStatus.RUNNING
    assert window.undo_band.isHidden()


def test_after_ten_seconds_only_a_correction_is_left(night: Night, window: NightWindow) -> None:
    step_id = make_plain(window)
    for _ in range(2):
        press(running_card(window), Qt.Key.Key_Space)
    night.clock.moment += timedelta(seconds=11)
    window.following.tick()
    assert window.undo_band.isHidden()
    press(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert status(window, step_id) is StepStatus.DONE
    assert "Đính chính" in window.message.text


def test_f4_raises_an_incident_in_one_action(window: NightWindow) -> None:
    card = running_card(window)
    card.setFocus()
    step_id = step_of(card)
    before = len(window.following.state.incidents)
    press(window, Qt.Key.Key_F4)
    incidents = window.following.state.incidents
    assert len(incidents) == before + 1
    assert incidents[-1].step_id == step_id


def test_arrows_move_between_cards(window: NightWindow) -> None:
    first = window.cards.visible_cards[0]
    first.setFocus()
    press(first, Qt.Key.Key_Down)
    assert window.cards.current_id != step_of(first)
    press(window.cards, Qt.Key.Key_Right)
    moved = window.cards.card_of(window.cards.current_id)
    assert moved is not None
    assert moved.x() > first.x()


def test_views_change_by_keys(window: NightWindow) -> None:
    press(window, Qt.Key.Key_F3)
    assert window.mine.isVisible()
    press(window, Qt.Key.Key_F3)
    assert window.cards.isVisible()
    press(window, Qt.Key.Key_F7)
    assert window.log.isVisible()


def test_the_night_is_dark_and_gives_the_theme_back(window: NightWindow) -> None:
    assert palette.tokens().is_dark
    window.close()
    assert not palette.tokens().is_dark


def test_a_new_alarm_is_heard_and_answered(
    night: Night, window: NightWindow, sink: ListeningSink, qtbot: QtBot
) -> None:
    night.clock.moment += timedelta(hours=2)
    window.following.ask_forecast()
    qtbot.waitUntil(lambda: any(alarm.level == 3 for alarm in window.following.watch.alarms))
    window.following.tick()
    assert waves(Chime.ALARM, rehearsal=True) in sink.played
    assert window.alarms.isVisible()
    alarm = window.alarms.alarm
    assert alarm is not None
    press(window, Qt.Key.Key_F10)
    assert window.following.state.acknowledgements[alarm.key] == window.following.now()


def test_an_alarm_sounds_again_only_after_half_a_minute(night: Night, window: NightWindow, sink: ListeningSink) -> None:
    window.following.tick()
    heard = len(sink.played)
    night.clock.moment += timedelta(seconds=5)
    window.following.tick()
    assert len(sink.played) == heard
    if any(alarm.level == 3 and alarm.acknowledged_at is None for alarm in window.following.watch.alarms):
        night.clock.moment += timedelta(seconds=30)
        window.following.tick()
        assert len(sink.played) > heard


def test_the_sound_test_is_written_into_the_log(window: NightWindow, sink: ListeningSink) -> None:
    window.test_sound()
    assert sink.played[-1] == waves(Chime.TEST, rehearsal=True)
    assert last_kind(window.following.state) is EventKind.NOTE


def test_the_forecast_follows_an_act(window: NightWindow, qtbot: QtBot) -> None:
    make_plain(window)
    with qtbot.waitSignal(window.following.forecast_made, timeout=60_000):
        for _ in range(2):
            press(running_card(window), Qt.Key.Key_Space)


def test_a_clock_set_back_is_said(night: Night, window: NightWindow) -> None:
    before = window.following.now()
    night.clock.moment -= timedelta(hours=1)
    window.following.tick()
    assert window.following.now() >= before
    assert "Đồng hồ máy này" in window.warning.text


def test_the_wall_shows_the_same_run(night: Night, sink: ListeningSink, qtbot: QtBot) -> None:
    windows = NightWindows(night.office, sink=sink)
    wall = windows.open_wall(night.run_id)
    assert wall is not None
    assert wall.isVisible()
    assert windows.open_night(night.run_id) is windows.open_night(night.run_id)
    windows.close_all()
    assert wall.isHidden()
