"""What the centre sees of a night."""

from datetime import timedelta
from typing import Any

from app.models.board.records import Subject
from app.models.runbook.playing import QUIET
from app.models.runbook.records import RunMode
from app.services import board
from app.services.desk import Desk
from app.services.runbook import entries, runs, simulate
from tests.conftest import StandingClock

from .conftest import Night

Bare = tuple[Desk, StandingClock]


def nights(night: Night) -> list[dict[str, Any]]:
    found = board.compute(night.desk).figures
    return [dict(one.figures) for one in found if one.subject is Subject.NIGHT]


def test_before_the_first_step(night: Night) -> None:
    (shown,) = nights(night)
    assert (shown["mode"], shown["state"], shown["done"], shown["critical"]) == ("real", "waiting", 0, 0)
    assert shown["low"] <= shown["finish"] <= shown["high"]


def test_steps_done_and_when_it_will_end(night: Night) -> None:
    night.finish("1", "2")
    (shown,) = nights(night)
    assert (shown["state"], shown["done"]) == ("running", 2)
    assert shown["finish"].endswith(":00.000Z")
    assert shown["decide_by"] < shown["hard_stop"]


def test_a_critical_incident_is_red_and_says_since_when(night: Night) -> None:
    night.finish("1")
    night.do(entries.incident, "3")
    (shown,) = nights(night)
    (incident,) = night.state.incidents
    assert (shown["critical"], shown["level"]) == (int(incident.is_critical), "red")
    assert incident.title not in str(shown)


def test_it_is_due_every_minute_while_it_goes_on(night: Night) -> None:
    assert not board.compute(night.desk).has_night
    night.finish("1")
    assert board.compute(night.desk).has_night


def test_an_open_night_of_last_week_is_still_shown(night: Night) -> None:
    night.finish("1")
    night.wait(7 * 24 * 60)
    assert len(nights(night)) == 1


def test_a_rehearsal_leaves_the_board_after_a_day_and_a_half(bare: Bare) -> None:
    desk, clock = bare
    played = simulate.simulate(desk, seed=4, script=QUIET, with_forecast=False)
    simulate.record(desk, simulation=played, mode=RunMode.REHEARSAL)
    board.publish(desk)
    clock.moment += timedelta(days=3)
    assert not [one for one in board.compute(desk).figures if one.subject is Subject.NIGHT]


def test_a_simulation_never_leaves_the_desk(bare: Bare) -> None:
    desk, _ = bare
    runs.make(desk, mode=RunMode.SIMULATION)
    assert not [one for one in board.compute(desk).figures if one.subject is Subject.NIGHT]
