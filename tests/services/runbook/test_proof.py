from pathlib import Path

import pytest
from sqlalchemy import text

from app.models.errors import InvalidInputError
from app.services.runbook import entries, proof

from .conftest import Night


def write(night: Night, count: int = 5) -> None:
    for number in range(count):
        night.do(entries.note, text=f"Mục {number + 1}")


def tamper(night: Night, sql: str) -> None:
    """What somebody with a database tool would do."""
    with night.desk.workspace.maintaining() as session:
        session.execute(text(sql))


def kinds(night: Night) -> list[str]:
    (report,) = proof.verify_runs(night.desk)
    found = [one.problem.kind for one in report.chains if one.problem is not None]
    return [*found, *(one.kind for one in report.journal)]


def test_a_whole_log(night: Night) -> None:
    write(night)
    (report,) = proof.verify_runs(night.desk)
    (chain,) = report.chains
    assert (report.problems, chain.length) == ((), 5)


def test_a_changed_entry_is_named(night: Night) -> None:
    write(night)
    tamper(night, "UPDATE run_event SET body = json_set(body, '$.text', 'khác') WHERE seq = 3")
    (report,) = proof.verify_runs(night.desk)
    assert report.problems[0].endswith("Mục 3 đã bị sửa nội dung.")
    assert kinds(night)[0] == "altered"


def test_a_removed_entry_is_named_and_the_journal_still_has_it(night: Night) -> None:
    write(night)
    tamper(night, "DELETE FROM run_event WHERE seq = 2")
    assert kinds(night) == ["missing", "missing"]


def test_a_cut_tail_is_seen_by_the_profile_of_this_pc(night: Night) -> None:
    write(night)
    tamper(night, "DELETE FROM run_event WHERE seq > 3")
    tamper(night, "DELETE FROM change WHERE entity = 'run_event' AND json_extract(fields, '$.seq') > 3")
    assert kinds(night) == ["cut"]


def test_a_cut_tail_is_seen_by_an_anchor_in_the_file(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    write(night)
    proof.anchor(night.desk, run_id=night.run_id, place="phiếu điểm quyết định 1")
    tamper(night, "DELETE FROM run_event WHERE seq > 3")
    monkeypatch.setenv("KH02_HOME", str(night.desk.path.parent / "other-home"))
    (report,) = proof.verify_runs(night.desk)
    assert "phiếu điểm quyết định 1" in report.problems[0]


def test_an_unjournalled_entry_is_seen(night: Night) -> None:
    write(night)
    tamper(night, "DELETE FROM change WHERE entity = 'run_event' AND json_extract(fields, '$.seq') = 2")
    assert kinds(night) == ["unjournalled"]


def test_the_span_not_yet_anchored_is_stated(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    write(night, 3)
    proof.anchor(night.desk, run_id=night.run_id, place="in ra")
    write(night, 2)
    monkeypatch.setenv("KH02_HOME", str(night.desk.path.parent / "other-home"))
    (report,) = proof.verify_runs(night.desk)
    assert report.unanchored == 2


def test_a_code_read_aloud_leads_to_its_entry(night: Night) -> None:
    write(night)
    (code,) = proof.codes(night.desk, run_id=night.run_id)
    assert proof.locate_code(night.desk, run_id=night.run_id, code=code.code).seq == 5
    assert code.shown.startswith(f"Máy {night.desk.workspace.device[:8]}, mục 5: ")
    with pytest.raises(InvalidInputError):
        proof.locate_code(night.desk, run_id=night.run_id, code="0000-0000-0000")


def test_a_file_is_verified_without_opening_it_for_writing(night: Night) -> None:
    write(night)
    night.desk.close()
    (report,) = proof.verify_file(Path(night.desk.path))
    assert report.problems == ()
