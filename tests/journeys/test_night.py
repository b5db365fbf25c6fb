"""Job 3, start to printed papers: master from Phụ lục V, rehearsal, the night by hand, its papers, its proof."""

import io
import json
from datetime import timedelta
from pathlib import Path

import docx
import pypdf
import pytest

from app.cli import FINE, PROBLEMS, main
from app.models.errors import RefusedError
from app.models.runbook.records import RunMode, StepKind
from app.models.runbook.run_records import Choice, StepStatus
from app.services import documents, people
from app.services.desk import Desk
from app.services.runbook import acts, checking, deciding, locking, masters, proof, runs
from app.services.runbook.seconding import Second
from tests.conftest import StandingClock

PIN = "13579"


def test_the_sample_night_is_played_and_leaves_its_papers(
    sample_desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = sample_desk.path
    sample_desk.close()
    out = tmp_path / "out"
    assert main(["runbook", "simulate", str(path), "--seed", "7", "--to", str(out), "--json"]) == FINE
    lines = json.loads(capsys.readouterr().out)
    kinds = [line["kind"] for line in lines]
    assert {"Tạm dừng", "Biểu quyết", "Quyết định", "Sự cố"} <= set(kinds)
    assert any(line["arrived_at"] > line["at"] for line in lines)
    for name in ("nhat-ky", "nghiem-thu", "rut-kinh-nghiem", "tong-ket-dem", "phieu-quyet-dinh"):
        words = "".join(page.extract_text() for page in pypdf.PdfReader(next(out.glob(f"{name}*.pdf"))).pages)
        assert "MÔ PHỎNG" in words
    assert main(["verify", str(path)]) == FINE
    capsys.readouterr()


def test_a_night_by_hand_from_the_form_to_the_review(desk: Desk, clock: StandingClock, tmp_path: Path) -> None:
    masters.create(desk)
    assert [finding for finding in checking.findings(desk) if finding.rule]  # the bare form has much to settle
    locking.lock(desk, despite_errors=True)
    rehearsal = runs.make(desk, mode=RunMode.REHEARSAL).created[0]
    master_before = masters.master(desk)
    _walk(desk, clock, rehearsal)
    assert masters.master(desk) == master_before
    board = runs.board(desk, run_id=rehearsal)
    assert all(step.status is StepStatus.DONE for step in board.state.steps if step.step.branch.value == "main")

    for name in ("kich-ban", "ho-so-giay", "nhat-ky", "nghiem-thu", "rut-kinh-nghiem", "tong-ket-dem"):
        (word,) = documents.export(
            desk, name=name, formats=["docx"], folder=tmp_path, subject=_subject(name, rehearsal)
        )
        assert docx.Document(io.BytesIO(word.read_bytes())).element.body is not None
    log = "".join(docx.Document(str(next(tmp_path.glob("nhat-ky*.docx")))).element.body.itertext())
    assert "DIỄN TẬP" in log
    (report,) = proof.verify_runs(desk)
    assert report.problems == ()
    assert report.unanchored == 0  # the printed log anchored its heads


def test_nothing_passes_a_gate_without_every_vote(sample_desk: Desk) -> None:
    run_id = runs.make(sample_desk, mode=RunMode.REHEARSAL).created[0]
    state = runs.read(sample_desk, run_id=run_id)
    gate = next(step for step in state.master.steps if step.kind is StepKind.GATE)
    behind = next(step for step in state.master.steps if gate.id in step.needs)
    with pytest.raises(RefusedError, match=rf"{behind.number}"):
        acts.start(sample_desk, run_id=run_id, step_id=behind.id)
    with pytest.raises(RefusedError, match=rf"{gate.number}"):
        deciding.decide(sample_desk, run_id=run_id, step_id=gate.id, outcome=Choice.GO)


def test_a_forged_log_is_found(desk: Desk, clock: StandingClock, capsys: pytest.CaptureFixture[str]) -> None:
    masters.create(desk)
    locking.lock(desk, despite_errors=True)
    run_id = runs.make(desk, mode=RunMode.REHEARSAL).created[0]
    _walk(desk, clock, run_id)
    with desk.workspace.maintaining() as session:
        connection = session.connection()
        connection.exec_driver_sql("UPDATE run_event SET occurred_at = '2025-06-30T15:00:00.000Z' WHERE seq = 3")
    path = desk.path
    desk.close()
    assert main(["verify", str(path)]) == PROBLEMS
    assert "Mục 3 đã bị sửa" in capsys.readouterr().out


def _walk(desk: Desk, clock: StandingClock, run_id: str) -> None:
    """Do every step of the main way in order, each in its planned time."""
    people.add_person(desk, full_name="Võ Đình Lộc", pin=PIN)
    second = Second(people.people(desk)[-1].id, PIN)
    for step in runs.read(desk, run_id=run_id).master.steps:
        if step.branch.value != "main":
            continue
        clock.moment = max(clock.moment, step.planned_start or clock.moment)
        acts.start(desk, run_id=run_id, step_id=step.id, reason="Theo kịch bản", second=second)
        clock.moment += max(step.duration, timedelta(minutes=1))
        acts.finish(desk, run_id=run_id, step_id=step.id, second=second)


def _subject(name: str, run_id: str) -> str:
    return "" if name in ("kich-ban", "ho-so-giay") else run_id
