"""What the night must survive: kill -9, sleep, a clock set back, a copied or restored file."""

import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from app.models.runbook.run_records import EventKind, RunEvent
from app.services import opening, people
from app.services.desk import Desk
from app.services.runbook import acts, entries, proof, runs
from app.services.runbook.night_clock import clock_of
from tests.conftest import StandingClock

from .conftest import HEAD, Night

WRITER = """
import sys
from pathlib import Path
from app.services import opening, people
from app.services.runbook import entries
desk = opening.open_desk(Path(sys.argv[1]))
khai = next(one for one in people.people(desk) if one.full_name == sys.argv[3])
people.switch_person(desk, person_id=khai.id)
for number in range(10_000):
    event = entries.note(desk, run_id=sys.argv[2], text=f"Mục {number}").event
    print(event.id, flush=True)
"""


def seated(path: Path, clock: StandingClock) -> Desk:
    desk = opening.open_desk(path, now=clock)
    khai = next(one for one in people.people(desk) if one.full_name == HEAD)
    people.switch_person(desk, person_id=khai.id)
    return desk


def killed_while_writing(night: Night, after: float) -> list[str]:
    """Ids that a process acknowledged before it was killed."""
    night.desk.close()
    command = [sys.executable, "-c", WRITER, str(night.desk.path), night.run_id, HEAD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd()) as process:  # noqa: S603 our own
        assert process.stdout is not None
        first = process.stdout.readline()
        started = monotonic()
        while monotonic() - started < after:
            sleep(0.005)
        os.kill(process.pid, signal.SIGKILL)
        rest = process.stdout.read()
    return [line for line in (first + rest).split("\n") if len(line) == 36]


@pytest.mark.parametrize("after", [0.15, 0.4])
def test_kill_9_loses_no_acknowledged_entry_and_doubles_none(night: Night, after: float) -> None:
    acknowledged = killed_while_writing(night, after)
    assert acknowledged
    desk = seated(night.desk.path, night.clock)
    kept = Counter(line.event.id for line in runs.read(desk, run_id=night.run_id).log)
    (report,) = proof.verify_runs(desk)
    desk.close()
    assert set(acknowledged) <= set(kept)
    assert set(kept.values()) == {1}
    assert len(kept) - len(acknowledged) <= 1
    assert report.problems == ()


@pytest.mark.soak
@pytest.mark.parametrize("place", range(40))
def test_kill_9_at_many_moments(night: Night, place: int) -> None:
    test_kill_9_loses_no_acknowledged_entry_and_doubles_none(night, place * 0.013)


def test_after_a_kill_the_chain_goes_on(night: Night) -> None:
    count = len(killed_while_writing(night, 0.2))
    desk = seated(night.desk.path, night.clock)
    event = entries.note(desk, run_id=night.run_id, text="Sau khi mở lại").event
    (report,) = proof.verify_runs(desk)
    desk.close()
    assert event.seq >= count + 1
    assert [chain.problem for chain in report.chains] == [None]


def test_a_clock_set_back_an_hour_during_the_run(night: Night) -> None:
    night.finish("1")
    night.wait(30)
    before = night.do(acts.start, "2").event
    night.wait(-60)
    after = night.do(acts.finish, "2").event
    assert after.occurred_at >= before.occurred_at
    assert clock_of(night.desk).made_up >= timedelta(minutes=59)
    assert night.state.steps[1].worked is not None
    assert night.state.steps[1].worked < timedelta(minutes=1)


def test_a_clock_set_back_before_a_restart(night: Night) -> None:
    before = night.do(entries.note, text="Trước").event
    night.desk.close()
    night.clock.moment -= timedelta(hours=1)
    desk = seated(night.desk.path, night.clock)
    after = entries.note(desk, run_id=night.run_id, text="Sau").event
    log = [line.event.body["text"] for line in runs.read(desk, run_id=night.run_id).log]
    desk.close()
    assert after.occurred_at >= before.occurred_at
    assert log == ["Trước", "Sau"]


def test_after_sleep_everything_is_computed_anew(night: Night) -> None:
    night.do(acts.start, "1", reason="sớm")
    before = runs.board(night.desk, run_id=night.run_id)
    night.wait(95)
    after = runs.board(night.desk, run_id=night.run_id, memory=before.watch.memory)
    assert after.forecast.finish > before.forecast.finish + timedelta(minutes=20)
    assert [alarm.key for alarm in after.watch.alarms if alarm.key.startswith("overrun/")]
    assert clock_of(night.desk).slept >= timedelta(minutes=94)


def copied(night: Night, to: Path) -> Path:
    """The workspace copied by hand while closed."""
    shutil.copyfile(night.desk.path, to)
    return to


def test_a_workspace_copied_to_another_pc_is_a_chain_of_its_own(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = night.do(entries.note, text="Máy thứ nhất").event
    night.desk.close()
    path = copied(night, tmp_path / "máy khác.kh02")
    monkeypatch.setenv("KH02_HOME", str(tmp_path / "nhà khác"))
    desk = seated(path, night.clock)
    second = entries.note(desk, run_id=night.run_id, text="Máy thứ hai").event
    (report,) = proof.verify_runs(desk)
    desk.close()
    assert first.device != second.device
    assert (second.seq, second.chain != first.chain) == (1, True)
    assert [(chain.length, chain.problem) for chain in report.chains] == [(1, None), (1, None)]


def test_a_copy_on_the_same_pc_is_a_second_incarnation(night: Night, tmp_path: Path) -> None:
    first = night.do(entries.note, text="Bản gốc").event
    night.desk.close()
    desk = seated(copied(night, tmp_path / "bản sao.kh02"), night.clock)
    second = entries.note(desk, run_id=night.run_id, text="Bản sao").event
    desk.close()
    original = seated(night.desk.path, night.clock)
    third = entries.note(original, run_id=night.run_id, text="Bản gốc nữa").event
    original.close()
    assert first.device == second.device == third.device
    assert second.chain != first.chain
    assert (third.chain, third.seq) == (first.chain, 2)
    assert second.seen == {first.chain: [1, first.hash]}


def test_a_device_with_a_slow_clock_keeps_cause_and_effect(night: Night, tmp_path: Path) -> None:
    night.do(acts.start, "1", reason="sớm")
    ended = night.do(acts.finish, "1").event
    night.desk.close()
    night.wait(-2)
    desk = seated(copied(night, tmp_path / "máy chậm.kh02"), night.clock)
    begun = acts.start(desk, run_id=night.run_id, step_id=night.step_id("2"))
    desk.close()
    assert begun.event.occurred_at > ended.occurred_at
    assert begun.state.remarks == ()


def test_an_older_copy_put_back_in_its_place_is_noticed(night: Night, tmp_path: Path) -> None:
    night.do(entries.note, text="Một")
    night.desk.close()
    old = copied(night, tmp_path / "bản cũ.kh02")
    desk = seated(night.desk.path, night.clock)
    lost = entries.note(desk, run_id=night.run_id, text="Hai").event
    desk.close()
    night.desk.path.write_bytes(old.read_bytes())
    desk = seated(night.desk.path, night.clock)
    after = entries.note(desk, run_id=night.run_id, text="Ba").event
    (report,) = proof.verify_runs(desk)
    desk.close()
    assert after.chain != lost.chain
    assert [chain.problem.kind for chain in report.chains if chain.problem] == ["cut"]


def test_events_of_both_incarnations_make_one_state(night: Night, tmp_path: Path) -> None:
    """What the synchronisation will bring together: nothing of either is lost or mixed."""
    from app.models.runbook import queries
    from app.models.runbook.log_chain import entry_of, genesis, verify
    from app.models.runbook.state import state

    night.finish("1")
    night.desk.close()
    desk = seated(copied(night, tmp_path / "bản sao.kh02"), night.clock)
    acts.start(desk, run_id=night.run_id, step_id=night.step_id("2"))
    acts.finish(desk, run_id=night.run_id, step_id=night.step_id("2"))
    original = seated(night.desk.path, night.clock)
    acts.start(original, run_id=night.run_id, step_id=night.step_id("2"))
    acts.finish(original, run_id=night.run_id, step_id=night.step_id("2"))
    every: list[RunEvent] = []
    for one in (desk, original):
        with one.workspace.reading() as session:
            run = queries.run(session, night.run_id)
            every += queries.events(session, night.run_id)
        one.close()
    found = state(night.master, run, every)
    assert [remark.rule for remark in found.remarks] == ["double_start", "double_finish"]
    assert sum(1 for line in found.log if line.event.kind is EventKind.FINISH) == 3
    reports = verify([entry_of(one) for one in every], (), genesis(run))
    assert [one.problem for one in reports] == [None, None]
