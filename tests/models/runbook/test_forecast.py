from dataclasses import replace
from datetime import datetime, timedelta
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.runbook import base_rule
from app.models.runbook.forecast import Forecast, forecast
from app.models.runbook.learning import learn
from app.models.runbook.records import Master, StepKind
from app.models.runbook.run_records import EventKind, RunEvent, RunState
from app.models.runbook.situation import Situation, Task, measured, one_at_a_time, ordered, situation
from app.models.runbook.state import state
from bench.forecast_nights import BEGIN, WINDOW, night

from .nights import CONTACTS, STOP, at, changed, done, event, minutes, passed_gate, small, told, up_to_gate

REHEARSED = {"block": minutes(5), "backup": minutes(70), "test": minutes(20), "open": minutes(5)}


def expected(*events: RunEvent, now: float = 0, master: Master | None = None, rehearsals: int = 0) -> Forecast:
    return forecast(told(events, master), now=at(now), rehearsals=[REHEARSED] * rehearsals, trials=500)


def task(task_id: str, length: float, *needs: str, **more: object) -> Task:
    return replace(Task(task_id, minutes(length), needs), **more)  # type: ignore[arg-type]


def seen(*tasks: Task, now: float = 0, rehearsals: tuple[dict[str, timedelta], ...] = ()) -> Situation:
    return Situation(tasks, at(now), at(now), rehearsals)


# The base rule, number by number.


def test_base_is_the_median_of_rehearsals_else_the_plan() -> None:
    known = ({"a": minutes(4)}, {"a": minutes(10)}, {"a": minutes(6)})
    assert base_rule.base_of(task("a", 5), known) == minutes(6)
    assert base_rule.base_of(task("b", 5), known) == minutes(5)


@pytest.mark.parametrize(
    ("base", "spent", "found"),
    [(60, 72, 1.2), (30, 36, 1.1), (120, 300, 2.0), (120, 60, 0.8), (60, 60, 1.0), (0, 5, 1.0)],
)
def test_the_pace_is_clamped_and_weighted_in_over_an_hour(base: float, spent: float, found: float) -> None:
    ended = task("a", base, started_at=at(0), ended_at=at(spent), spent=minutes(spent))
    assert base_rule.pace(seen(ended)) == pytest.approx(found)


@pytest.mark.parametrize(("spent", "left"), [(0, 10), (6, 4), (8, 2), (30, 2)])
def test_a_running_step_keeps_a_fifth_of_its_base(spent: float, left: float) -> None:
    running = task("a", 10, started_at=at(-spent), spent=minutes(spent))
    assert base_rule.finish(seen(running)) == at(left)


def test_the_finish_is_the_longest_path() -> None:
    net = seen(task("a", 10), task("b", 30), task("c", 5, "a"), task("d", 1, "b", "c"))
    assert base_rule.finish(net) == at(31)


def test_waiting_does_not_follow_the_pace() -> None:
    slow = task("a", 60, started_at=at(-120), ended_at=at(0), spent=minutes(120))
    assert base_rule.finish(seen(slow, task("w", 30, is_work=False))) == at(30)


def test_work_waits_for_its_hour() -> None:
    assert base_rule.finish(seen(task("a", 5, not_before=at(60)))) == at(65)


def test_plan_and_slip_moves_the_plan_by_the_last_slip() -> None:
    ended = task("a", 10, started_at=at(0), ended_at=at(17))
    assert base_rule.plan_and_slip(seen(ended), at(100), {"a": at(10)}) == at(107)


# The program's rule.


def test_before_the_night_it_says_about_what_the_plan_says() -> None:
    told_now = expected(now=-30)
    assert minutes(80) < told_now.finish - at(0) < minutes(130)
    assert told_now.low < told_now.finish < told_now.high


def test_an_overrunning_step_pushes_the_finish_without_anyone_typing() -> None:
    begun = (*done("block", 0, 5), event(EventKind.START, "backup", 5))
    finishes = [expected(*begun, now=minute).finish for minute in (30, 60, 90, 120)]
    assert finishes == sorted(finishes)
    assert finishes[3] - finishes[0] > minutes(30)


def test_the_cause_is_the_step_that_overruns() -> None:
    told_now = expected(*done("block", 0, 5), event(EventKind.START, "backup", 5), now=110)
    assert told_now.cause_id == "backup"
    assert told_now.cause.startswith("Bước 2 dự kiến dài hơn kế hoạch")


def test_the_path_starts_with_what_is_not_over() -> None:
    assert expected(*done("block", 0, 5), now=6).path == ("backup", "test", "gate", "open")


def test_rehearsals_are_believed() -> None:
    without, taught = expected(now=0), expected(now=0, rehearsals=2)
    assert abs(taught.finish - at(110)) < abs(without.finish - at(110))


def test_ended_steps_are_shown_as_they_went() -> None:
    shown = expected(*done("block", 0, 7), now=10).steps["block"]
    assert (shown.start, shown.end) == (at(0), at(7))


def test_a_hold_with_an_end_pushes_everything_behind_it() -> None:
    held = (*done("block", 0, 5), event(EventKind.HOLD, "", 6, until="2025-06-30T15:06:00.000Z"))
    assert expected(*held, now=7).finish - expected(*held[:-1], now=7).finish > minutes(50)


def test_after_the_last_step_the_finish_is_what_it_was() -> None:
    over = (*up_to_gate(), *passed_gate(85), *done("open", 86, 91))
    told_now = expected(*over, now=120)
    assert (told_now.finish, told_now.on_time, told_now.path) == (at(91), 1.0, ())


def test_the_latest_decision_is_hard_stop_less_rollback_less_floor() -> None:
    told_now = expected(now=10)
    assert told_now.rollback is not None
    assert told_now.decide_by == STOP - told_now.rollback - minutes(10)
    assert minutes(25) < told_now.rollback < minutes(60)


def test_the_countdown_goes_negative() -> None:
    told_now = expected(now=10)
    left = told_now.time_to_decide(STOP)
    assert left is not None
    assert left < minutes(0)


def test_a_rollback_never_rehearsed_says_so() -> None:
    assert not expected(now=0, rehearsals=1).is_rollback_rehearsed
    both = {"back1": minutes(14), "back2": minutes(9)}
    assert forecast(told(()), now=at(0), rehearsals=[both], trials=100).is_rollback_rehearsed


def test_once_turned_back_the_way_back_is_forecast() -> None:
    told_now = expected(*done("block", 0, 5), event(EventKind.ROLLBACK, "", 20), now=21)
    assert set(told_now.steps) == {"back1", "back2"}
    assert told_now.decide_by is None
    assert minutes(20) < told_now.finish - at(21) < minutes(40)


def test_without_a_way_back_there_is_no_decision_time() -> None:
    known = replace(small(), steps=small().steps[:5])
    assert expected(now=0, master=known).decide_by is None


def test_late_nights_are_improbable_to_end_in_time() -> None:
    begun = (*done("block", 0, 5), event(EventKind.START, "backup", 5))
    assert expected(*begun, now=30).on_time > 0.95
    assert expected(*begun, now=215).on_time < 0.2


def test_nobody_does_two_steps_at_once() -> None:
    pair = ordered([task("a", 30, person="an"), task("b", 30, person="an")])
    assert base_rule.finish(seen(*one_at_a_time(pair))) == at(60)


def test_what_runs_goes_first() -> None:
    pair = ordered([task("a", 30, person="an"), task("b", 30, person="an", started_at=at(-10), spent=minutes(10))])
    assert base_rule.finish(seen(*one_at_a_time(pair))) == at(50)


def test_work_waits_for_its_owners_duty() -> None:
    contacts = (replace(CONTACTS[0], available_from=at(120)), *CONTACTS[1:])
    known = changed("block", small(contacts=contacts), is_timed=False)
    assert expected(now=0, master=known).finish > at(200)


def test_holds_do_not_slow_the_pace() -> None:
    held = event(EventKind.HOLD, "", 20), event(EventKind.RESUME, "", 50)
    calm = expected(*done("block", 0, 5), *done("backup", 5, 60), now=60).pace
    assert expected(*done("block", 0, 5), *done("backup", 5, 90), *held, now=90).pace == pytest.approx(calm)


def test_one_seed_for_all() -> None:
    assert expected(now=12) == expected(now=12)


def test_a_failed_step_is_expected_to_be_done_again() -> None:
    failed = (event(EventKind.START, "block", 0), event(EventKind.FAIL, "block", 4))
    assert expected(*failed, now=10).finish > at(95)


def test_a_waiting_gate_takes_its_time() -> None:
    told_now = expected(*up_to_gate(), now=84)
    assert told_now.steps["gate"].end == at(90)


def test_only_what_passed_teaches() -> None:
    failed = (event(EventKind.START, "block", 0), event(EventKind.FAIL, "block", 4))
    assert measured(told(failed)) == {}
    assert measured(told(done("block", 0, 4))) == {"block": minutes(4)}


def test_waiting_teaches_nothing() -> None:
    assert measured(told(done("block", 0, 4), changed("block", kind=StepKind.WAIT))) == {}


def test_one_odd_rehearsal_does_not_carry_the_duration_away() -> None:
    odd = ({"a": minutes(60), "b": minutes(10), "c": minutes(10)},)
    found = learn(seen(task("a", 10), task("b", 10), task("c", 10), rehearsals=odd))
    assert minutes(15) < found.median("a") < minutes(55)


def test_tonights_pace_reaches_steps_never_rehearsed() -> None:
    slow = [task(name, 10, started_at=at(-20), ended_at=at(0), spent=minutes(20)) for name in "abcdef"]
    assert learn(seen(*slow, task("z", 10))).median("z") > minutes(13)


def test_nothing_measured_leaves_the_plan_about_as_it_is() -> None:
    assert minutes(9) < learn(seen(task("a", 10))).median("a") < minutes(13)


def test_it_errs_less_than_the_base_rule() -> None:
    """Forty drawn nights; `bench/forecast.py` replays three hundred."""
    base, ours = [], []
    for seed in range(5_000, 5_040):
        one = night(seed)
        now = BEGIN + WINDOW / 2
        found = told_night(seed, now)
        base.append(abs(base_rule.finish(situation(found, now=now, rehearsals=one.rehearsals)) - one.finish))
        ours.append(abs(forecast(found, now=now, rehearsals=one.rehearsals, trials=400).finish - one.finish))
    assert mean(one.total_seconds() for one in ours) <= mean(one.total_seconds() for one in base)


def told_night(seed: int, now: datetime) -> RunState:
    one = night(seed)
    return state(one.master, one.run, one.events(now))


@given(st.integers(0, 500), st.integers(0, 300))
@settings(max_examples=40, deadline=None)
def test_no_forecast_lies_in_the_past_nor_starts_before_its_needs(seed: int, minute: int) -> None:
    now = BEGIN + minutes(minute)
    found = told_night(seed, now)
    told_now = forecast(found, now=now, trials=60)
    for one in found.steps:
        shown = told_now.steps[one.step.id]
        assert shown.end >= shown.start
        assert one.finished_at is not None or shown.end >= now
        assert all(told_now.steps[need].end <= shown.start + minutes(0.1) for need in one.step.needs)
