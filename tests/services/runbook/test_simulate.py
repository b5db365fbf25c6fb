import pytest

from app.models.errors import NotFoundError
from app.models.runbook.playing import Script
from app.models.runbook.records import RunMode
from app.services.desk import Desk
from app.services.runbook import locking, masters, proof, runs, sample, simulate
from tests.conftest import StandingClock

Bare = tuple[Desk, StandingClock]


def test_a_timeline_tells_the_night(bare: Bare) -> None:
    told = simulate.simulate(bare[0], seed=1).timeline
    kinds = {line.kind for line in told}
    assert {"Tạm dừng", "Biểu quyết", "Quyết định", "Sự cố", "Làm lại", "Kết thúc lượt thực hiện"} <= kinds
    assert any("(nhận lúc " in line.shown for line in told)
    assert told[0].shown.startswith("20:00:00  Bàn chỉ huy    Bắt đầu: bước 1 Họp rà soát")


def told(bare: Bare) -> object:
    return simulate.simulate(bare[0], seed=5, with_forecast=False).timeline


def test_the_same_seed_tells_the_same(bare: Bare) -> None:
    assert told(bare) == told(bare)


def test_simulating_writes_nothing(bare: Bare) -> None:
    desk, _ = bare
    before = desk.workspace.version
    simulate.simulate(desk, seed=1, with_forecast=False)
    assert desk.workspace.version == before
    assert runs.runs(desk) == ()


def test_a_stored_simulation_is_a_run_whose_log_holds(bare: Bare) -> None:
    desk, _ = bare
    played = simulate.simulate(desk, seed=1, with_forecast=False, script=Script(is_rollback=True))
    run_id = simulate.record(desk, simulation=played)
    assert runs.read(desk, run_id=run_id) == played.state
    (report,) = proof.verify_runs(desk)
    assert (report.run.mode, report.problems) == (RunMode.SIMULATION, ())


def test_stored_twice_it_is_there_once(bare: Bare) -> None:
    desk, _ = bare
    ids = {simulate.record(desk, simulation=simulate.simulate(desk, seed=1, with_forecast=False)) for _ in range(2)}
    assert len(ids) == len(runs.runs(desk)) == 1


def test_a_master_never_locked_is_locked_first(desk: Desk) -> None:
    masters.create(desk)
    run_id = simulate.record(desk, simulation=simulate.simulate(desk, seed=1, with_forecast=False))
    assert len(locking.locks(desk)) == 1
    assert runs.read(desk, run_id=run_id).is_over


def test_no_runbook_no_night(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        simulate.simulate(desk, seed=1, with_forecast=False)


def test_paced_by_speed(bare: Bare) -> None:
    slept: list[float] = []
    played = simulate.simulate(bare[0], seed=1, with_forecast=False)
    told = list(simulate.paced(played, speed=3600, sleep=slept.append))
    span = (told[-1].arrived_at - told[0].arrived_at).total_seconds()
    assert sum(slept) == pytest.approx(span / 3600)


def test_at_once(bare: Bare) -> None:
    played = simulate.simulate(bare[0], seed=1, with_forecast=False)
    assert tuple(simulate.paced(played, speed=0, sleep=lambda _: pytest.fail("slept"))) == played.timeline


def test_the_sample_has_two_rehearsals_one_of_which_turned_back(desk: Desk) -> None:
    sample.add(desk)
    first, second = runs.runs(desk)
    assert [one.title for one in (first, second)] == ["Diễn tập lần 1", "Diễn tập lần 2"]
    assert runs.read(desk, run_id=second.id).rollback_begun_at is not None
    assert len(runs.rehearsals(desk)) == 2
