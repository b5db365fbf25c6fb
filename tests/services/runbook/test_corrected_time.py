"""Two PCs on one night, one of them with a wrong clock whose error the sync has measured (docs/decisions/021)."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.exports.runbook_words import what_happened
from app.models.pc_clock import PcClock
from app.models.runbook.run_records import PC_TIME
from app.services import opening, people
from app.services.exchange import clock as offsets
from app.services.runbook import acts, proof, runs
from tests.conftest import StandingClock
from tests.services.runbook.conftest import HEAD, Night
from tests.steps import send

SLOW = timedelta(minutes=20)


@pytest.fixture
def slow(night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Night]:
    """The same night on a PC that is twenty minutes slow, which its sync knows."""
    path = tmp_path / "xa" / "đêm.kh02"
    path.parent.mkdir()
    night.desk.workspace.suspend()
    shutil.copyfile(night.desk.path, path)
    night.desk.workspace.resume()
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "home hai"))
    clock = StandingClock(night.clock.moment - SLOW)
    desk = opening.open_desk(path, now=clock)
    desk.workspace.pc = PcClock(clock, lambda: clock.moment.timestamp())
    people.switch_person(desk, person_id=next(one.id for one in people.people(desk) if one.full_name == HEAD))
    offsets.follow(desk, SLOW)
    yield Night(desk, clock, night.run_id, night.master)
    desk.close()


def test_what_one_pc_does_behind_the_other_stands_behind_it_in_the_log(night: Night, slow: Night) -> None:
    first, second = (step.number for step in night.master.steps[:2])
    night.finish(first)
    slow.wait(1)
    send(night.desk, slow.desk)
    slow.wait(2)
    begun = slow.do(acts.start, second, reason="theo chỉ huy").event
    send(slow.desk, night.desk)
    night.wait(4)
    typed = {one.id: str(one.high or 5000) for one in night.master.numbered(second).measures}  # type: ignore[union-attr]
    night.do(acts.finish, second, numbers=typed, evidence="Ảnh chụp")
    ended, following = (night.state.step(night.step_id(number)) for number in (first, second))
    assert ended is not None
    assert following is not None
    assert ended.attempts[-1].finished_at is not None
    assert begun.occurred_at == slow.clock.moment + SLOW > ended.attempts[-1].finished_at
    assert following.attempts[-1].worked == timedelta(minutes=2)
    assert [one.text for one in night.state.remarks if one.rule == "out_of_order"] == []
    assert runs.board(slow.desk, run_id=slow.run_id).at == slow.clock.moment + SLOW


def test_the_log_keeps_what_the_clock_of_the_pc_showed(slow: Night) -> None:
    wrong = slow.do(acts.start, slow.master.steps[0].number, reason="theo chỉ huy").event
    assert wrong.body[PC_TIME] == "2025-06-30T12:30:00.000Z"
    assert "Đồng hồ máy lúc ghi: 19:30:00" in what_happened(wrong, slow.state)
    (report,) = proof.verify_runs(slow.desk)
    assert [chain.problem for chain in report.chains] == [None]


def test_a_right_clock_leaves_nothing_in_the_log(night: Night) -> None:
    offsets.follow(night.desk, timedelta(seconds=1))
    event = night.do(acts.start, night.master.steps[0].number, reason="theo chỉ huy").event
    assert event.occurred_at == night.clock.moment
    assert PC_TIME not in event.body
    assert "Đồng hồ máy" not in what_happened(event, night.state)
