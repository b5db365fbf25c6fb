from dataclasses import replace
from datetime import datetime

import pytest

from app.models.runbook.alarms import GROUP, Alarm, Cause, Memory, Watch, causes, watch
from app.models.runbook.forecast import forecast
from app.models.runbook.run_records import EventKind, RunEvent

from .nights import CONTACTS, at, done, event, passed_gate, small, told, up_to_gate

BEGUN = (*done("block", 0, 5), event(EventKind.START, "backup", 5))
CAUSE = Cause("late", 3, "Muộn", "backup")
STATE = told(BEGUN)


def standing(*events: RunEvent, now: float) -> dict[str, int]:
    found = told(events)
    return {one.key: one.level for one in causes(found, forecast(found, now=at(now), trials=200), now=at(now))}


def look(
    now: float, memory: Memory | None = None, *found: Cause, acknowledged: dict[str, datetime] | None = None
) -> Watch:
    known = found or (CAUSE,)
    return watch(known, memory=memory or Memory(), acknowledged=acknowledged or {}, state=STATE, now=at(now))


def only(seen: Watch) -> Alarm:
    (alarm,) = seen.alarms
    return alarm


def test_on_time_nothing_stands() -> None:
    assert standing(*BEGUN, now=40) == {}


@pytest.mark.parametrize(("minute", "key", "level"), [(60, "full/backup", 1), (74, "overrun/backup", 2)])
def test_a_step_past_its_time(minute: float, key: str, level: int) -> None:
    assert standing(*BEGUN, now=minute)[key] == level


def test_holds_stop_the_clock_of_the_step() -> None:
    assert "full/backup" not in standing(*BEGUN, event(EventKind.HOLD, "", 30), now=70)


def test_a_short_float_is_amber_before_the_time_is_up() -> None:
    assert standing(*done("block", 0, 5), event(EventKind.START, "backup", 140), now=150)["float/backup"] == 2


def test_a_finish_behind_the_hard_stop_is_red() -> None:
    assert standing(*BEGUN, now=215)["late"] == 3


def test_a_gate_behind_the_decision_time_is_red() -> None:
    assert standing(*done("block", 0, 5), event(EventKind.START, "backup", 140), now=170)["decide"] == 3


def test_a_gate_nobody_decides_is_red_after_its_time() -> None:
    assert "gate/gate" not in standing(*up_to_gate(), now=89)
    assert standing(*up_to_gate(), now=91)["gate/gate"] == 3


def test_a_passed_gate_is_quiet() -> None:
    assert "gate/gate" not in standing(*up_to_gate(), *passed_gate(85), now=95)


def test_a_critical_incident_is_red() -> None:
    raised = event(EventKind.INCIDENT, "backup", 8, event_id="i", title="Mất điện", priority=1)
    assert standing(*BEGUN, raised, now=9)["incident/i"] == 3


def test_a_closed_run_is_quiet() -> None:
    assert standing(*BEGUN, event(EventKind.CLOSE, "", 214), now=215) == {}


def test_red_sounds_every_thirty_seconds() -> None:
    seen = look(0)
    sounded = [bool(seen.sound_now)]
    for second in (10, 20, 30, 40, 60):
        seen = look(second / 60, seen.memory)
        sounded.append(bool(seen.sound_now))
    assert sounded == [True, False, False, True, False, True]


def test_amber_sounds_once() -> None:
    amber = Cause("float/x", 2, "Dự phòng ngắn")
    seen = look(0, None, amber)
    assert seen.sound_now
    assert not look(5, seen.memory, amber).sound_now


def test_a_badge_never_sounds() -> None:
    assert not look(0, None, Cause("full/x", 1, "Hết giờ")).sound_now


def test_acknowledged_is_silent_but_still_shown() -> None:
    seen = look(1, look(0).memory, acknowledged={"late": at(0.5)})
    assert (only(seen).acknowledged_at, seen.sound_now) == (at(0.5), ())


def test_it_comes_back_after_five_minutes_if_the_cause_stands() -> None:
    memory = look(0).memory
    assert not look(5, memory, acknowledged={"late": at(0.5)}).sound_now
    assert look(5.6, memory, acknowledged={"late": at(0.5)}).sound_now


def test_an_old_acknowledgement_does_not_silence_a_new_cause() -> None:
    assert look(60, acknowledged={"late": at(10)}).sound_now


def test_unanswered_it_calls_the_deputy_then_the_head() -> None:
    state = told(BEGUN, small(head_id="chi"))
    memory = Memory({"late": at(0)})
    called = [
        [one.id for one in watch([CAUSE], memory=memory, acknowledged={}, state=state, now=at(m)).alarms[0].called]
        for m in (0, 1.9, 2, 4, 60)
    ]
    assert called == [["an"], ["an"], ["an", "binh"], ["an", "binh", "chi"], ["an", "binh", "chi"]]


def test_empty_posts_are_skipped() -> None:
    known = small(head_id="chi")
    nobody = replace(known, steps=tuple(replace(one, owner_id="", deputy_id="") for one in known.steps))
    seen = watch([CAUSE], memory=Memory(), acknowledged={}, state=told(BEGUN, nobody), now=at(0))
    assert only(seen).called == (CONTACTS[2],)


def test_since_is_kept_while_the_cause_stands() -> None:
    assert only(look(3, look(0).memory)).since == at(0)


def test_a_cause_that_went_begins_anew() -> None:
    gone = watch([], memory=look(0).memory, acknowledged={}, state=STATE, now=at(1))
    assert only(look(3, gone.memory)).since == at(3)


def test_more_than_ten_in_ten_minutes_become_one() -> None:
    many = [Cause(f"full/{n}", 1, f"Bước {n}") for n in range(11)]
    alarm = only(look(0, None, *many, CAUSE))
    assert (alarm.key, alarm.level, len(alarm.members)) == (GROUP, 3, 12)


def test_ten_stay_apart() -> None:
    many = [Cause(f"full/{n}", 1, f"Bước {n}") for n in range(10)]
    assert len(look(0, None, *many).alarms) == 10


def test_a_slow_trickle_stays_apart() -> None:
    memory = Memory()
    for n in range(11):
        known = [Cause(f"full/{k}", 1, "") for k in range(n + 1)]
        seen = look(n * 2, memory, *known)
        memory = seen.memory
    assert len(seen.alarms) == 11


def test_a_sleep_of_the_pc_is_just_a_late_look() -> None:
    assert look(45, look(0).memory).sound_now
