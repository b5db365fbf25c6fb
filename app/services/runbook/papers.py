"""The papers of the night, composed from the master or from one run (the last one where none is named)."""

from app.exports.runbook_gate_slip import gate_slip
from app.exports.runbook_log import run_log
from app.exports.runbook_minutes import acceptance_minutes, lessons_minutes
from app.exports.runbook_pack import paper_pack
from app.exports.runbook_paper import runbook_paper
from app.exports.runbook_parts import Printing
from app.exports.runbook_review import run_review
from app.exports.tree import Document
from app.models.errors import RefusedError
from app.models.runbook.records import Run
from app.models.runbook.run_records import RunState
from app.services import settings
from app.services.desk import Desk
from app.services.documents import Subject
from app.services.runbook import masters, proof, runs
from app.services.runbook.night_clock import clock_of


def master_paper(desk: Desk, run_id: str) -> Document:
    """The runbook in the table of Phụ lục V: of a run where one is named, else the master as it stands."""
    return runbook_paper(runs.read(desk, run_id=run_id) if run_id else masters.master(desk), _printing(desk))


def pack(desk: Desk, run_id: str) -> Document:
    """The paper pack for a night without computers."""
    return paper_pack(runs.read(desk, run_id=run_id) if run_id else masters.master(desk), _printing(desk))


def slip(desk: Desk, run_id: str) -> Document:
    """The slip of the gate that was decided last, else of the first gate.

    Raises:
        RefusedError: the run has no gate.
    """
    state, printing = _of_run(desk, run_id)
    gates = [step for step in state.master.steps if step.is_gate]
    if not gates:
        raise RefusedError("Lượt này không có điểm quyết định.", "Thêm điểm quyết định vào kịch bản rồi chốt lại.")
    decided = [step for step in gates if (found := state.step(step.id)) is not None and found.finished_at is not None]
    return gate_slip(state, (decided or gates[:1])[-1].id, printing)


def log(desk: Desk, run_id: str) -> Document:
    """The run's log with its hashes."""
    return run_log(*_of_run(desk, run_id))


def acceptance(desk: Desk, run_id: str) -> Document:
    """Biên bản nghiệm thu kỹ thuật."""
    return acceptance_minutes(*_of_run(desk, run_id))


def lessons(desk: Desk, run_id: str) -> Document:
    """Biên bản họp rút kinh nghiệm."""
    return lessons_minutes(*_of_run(desk, run_id))


def review(desk: Desk, run_id: str) -> Document:
    """The after-run review."""
    return run_review(*_of_run(desk, run_id))


def subjects(desk: Desk) -> tuple[Subject, ...]:
    """The runs a paper can be of."""
    return tuple(Subject(run.id, run.title) for run in runs.runs(desk))


def run_of(desk: Desk, run_id: str) -> Run:
    """The run that a paper is of.

    Raises:
        RefusedError: no run has been made, or none has that id.
    """
    known = runs.runs(desk)
    found = next((run for run in reversed(known) if run_id in ("", run.id, run.title)), None)
    if found is None:
        raise RefusedError("Chưa có lượt diễn tập hay chính thức nào.", "Mở một lượt từ kịch bản đã chốt.")
    return found


def _of_run(desk: Desk, run_id: str) -> tuple[RunState, Printing]:
    run = run_of(desk, run_id)
    board = runs.board(desk, run_id=run.id)
    report = next((one for one in proof.verify_runs(desk) if one.run.id == run.id), None)
    printing = Printing(
        body=settings.body(desk),
        at=clock_of(desk).now(),
        forecast=board.forecast,
        chains=report.chains if report else (),
    )
    return board.state, printing


def _printing(desk: Desk) -> Printing:
    return Printing(body=settings.body(desk), at=clock_of(desk).now())
