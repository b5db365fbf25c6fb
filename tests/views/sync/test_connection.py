from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.models.recording import Ref
from app.services import people, tasks
from app.services.desk import Desk, Outcome
from app.sync.states import Phase, Presence, SyncState
from tests.steps import row
from tests.views.sync.conftest import SYNCED, Line

UNSENT = SyncState(Phase.UNSENT, "Chưa gửi: 1", unsent=1)


def test_what_others_changed_takes_the_road_of_acts(line: Line, qtbot: QtBot) -> None:
    heard: list[tuple[Outcome, object]] = []
    line.office.acts.changed.connect(lambda outcome, initiator: heard.append((outcome, initiator)))
    line.exchange.told.on_changed(Outcome("", "Nhận từ máy chủ", (Ref("task", "t1", "t1"),)))
    qtbot.waitUntil(lambda: bool(heard))
    outcome, initiator = heard[0]
    assert [ref.id for ref in outcome.changed] == ["t1"]
    assert initiator is line.connection


def test_a_burst_is_gathered_and_nothing_of_it_is_lost(line: Line, qtbot: QtBot) -> None:
    heard: list[Outcome] = []
    line.office.acts.changed.connect(lambda outcome, _initiator: heard.append(outcome))
    for number in range(50):
        line.exchange.told.on_changed(Outcome("", "Nhận từ máy chủ", (Ref("task", f"t{number}", f"t{number}"),)))
    qtbot.waitUntil(lambda: sum(len(one.changed) for one in heard) == 50)
    assert len(heard) <= 3


def test_an_act_here_is_told_to_the_exchange_and_one_from_there_is_not(line: Line, desk: Desk, qtbot: QtBot) -> None:
    line.office.acts.do(lambda: tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="ghi"))
    assert line.exchange.done == ["start", "nudge"]
    with qtbot.waitSignal(line.office.acts.changed):
        line.exchange.told.on_changed(Outcome("", "Nhận từ máy chủ"))
    assert line.exchange.done == ["start", "nudge"]


def test_what_is_sent_within_a_second_never_shows_as_unsent(line: Line, qtbot: QtBot) -> None:
    shown: list[Phase] = []
    line.office.link.stated.connect(lambda state: shown.append(state.phase))
    later = replace(SYNCED, words="Đã đồng bộ 22:14:06")
    for state in (SYNCED, UNSENT, later):
        line.exchange.told.on_state(state)
    qtbot.waitUntil(lambda: line.office.link.state == later)
    assert shown == [Phase.SYNCED, Phase.SYNCED]


def test_what_stays_unsent_is_shown(line: Line, qtbot: QtBot) -> None:
    line.exchange.told.on_state(SYNCED)
    line.exchange.told.on_state(UNSENT)
    qtbot.waitUntil(lambda: line.office.link.state == UNSENT)


def test_a_new_conflict_is_shown_at_once_even_while_unsent(line: Line, qtbot: QtBot) -> None:
    line.connection._calm.setInterval(600_000)  # it is not waited for
    line.exchange.told.on_state(SYNCED)
    line.exchange.told.on_state(replace(UNSENT, conflicts=1, urgent=1))
    qtbot.waitUntil(lambda: line.office.link.state.urgent == 1)


def test_joining_ends_the_exchange_and_begins_another(line: Line, qtbot: QtBot) -> None:
    line.office.link.altered.emit()
    qtbot.waitUntil(lambda: len(line.made) == 2 and line.exchange.done == ["start"])
    assert line.made[0].done == ["start", "stop"]


def test_asked_twice_at_once_one_exchange_runs(line: Line, qtbot: QtBot) -> None:
    line.office.link.altered.emit()
    line.office.link.altered.emit()
    qtbot.waitUntil(lambda: len(line.made) == 3 and any(one.done == ["start"] for one in line.made[1:]))
    line.connection.end()
    assert [one.done for one in line.made[1:]].count(["start", "stop"]) == 1
    assert [] in [one.done for one in line.made[1:]]


def test_where_this_person_is_goes_out_once_and_a_farewell_at_the_end(line: Line, desk: Desk, qtbot: QtBot) -> None:
    line.exchange.told.on_state(SYNCED)
    qtbot.waitUntil(lambda: line.office.link.state == SYNCED)
    for _ in range(2):
        line.office.link.look("task", "t1", is_editing=True)
    qtbot.waitUntil(lambda: bool(line.exchange.shown))
    line.connection.end()
    assert desk.person is not None
    me = desk.person.id
    assert line.exchange.shown == [Presence(me, "task", "t1", True), Presence(me, "task", "", False)]


def test_others_are_named_and_ones_own_echo_is_not_shown(line: Line, desk: Desk, qtbot: QtBot) -> None:
    added = people.add_person(desk, full_name="Trần Văn Ước").created[0]
    assert desk.person is not None
    for person in (desk.person.id, "người lạ", added):
        line.exchange.told.on_presence(Presence(person, "task", "t1", True))
    link = line.office.link
    qtbot.waitUntil(lambda: bool(link.people_at("t1")))
    assert [one.person for one in link.people_at("t1")] == ["Trần Văn Ước"]


def test_the_night_is_told_while_its_window_is_open(line: Line) -> None:
    assert not line.exchange.told.is_night()
    line.office.link.show_night("r1", is_open=True)
    assert line.exchange.told.is_night()
    line.office.link.show_night("r1", is_open=False)
    assert not line.exchange.told.is_night()
