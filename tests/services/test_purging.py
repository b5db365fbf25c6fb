from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan.entities import IssueRow
from app.models.plan.records import ObstacleKind
from app.models.plan.table import TaskQuery
from app.services import backups, history, issuing, opening, people, plan, purging, tasks, units
from app.services.desk import Desk
from app.services.search import search
from app.workspace import files
from app.workspace.database import session_on
from app.workspace.errors import DiskError
from tests.models.test_undoing import SIGNED
from tests.steps import added, bytes_of, changes, row, task, written

WORD = "Zetahầm"
"""Stands nowhere else; also folded below."""
PIN = "4271"


@pytest.fixture
def second(desk: Desk) -> str:
    return people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]


def purge(desk: Desk, second: str, entity: str, record_id: str) -> purging.Purged:
    return purging.purge_record(desk, entity=entity, record_id=record_id, second_person=second, second_pin=PIN)


def trace(desk: Desk) -> bool:
    """Whether a byte of the word stands in any file of the workspace."""
    everything = bytes_of(desk).lower()
    return any(word in everything for word in (WORD.lower().encode(), b"zetaham", b"zeta"))


def test_the_word_is_there_before(desk: Desk) -> None:
    added(desk, f"Tuyến {WORD}")
    assert trace(desk)


def test_a_task_leaves_no_byte(desk: Desk, second: str) -> None:
    made = added(desk, f"Tuyến {WORD}", products=WORD)
    tasks.edit_task(desk, task_id=made, note=f"{WORD} hai")
    tasks.add_document(desk, task_id=made, title=WORD, number="1", issued_on=date(2025, 6, 20))
    tasks.add_obstacle(desk, task_id=made, kind=ObstacleKind.OTHER, text=WORD)
    tasks.set_deadline(desk, task_id=made, text=f"25/6/2025 {WORD}")
    tasks.extend_deadline(desk, task_id=made, text=f"30/6/2025 {WORD}", reason=WORD, approver=WORD)
    purge(desk, second, "task", made)
    assert not trace(desk)
    assert made not in {one.id for one in plan.view(desk).tasks}
    assert search(desk, text="zeta") == ()


def test_the_rows_after_it_are_renumbered(desk: Desk, second: str) -> None:
    made = added(desk, after=row(desk, "1.1").id)
    purge(desk, second, "task", made)
    assert [one.number for one in plan.view(desk).tasks][:4] == ["1.1", "1.2", "1.3", "1.4"]


def test_backups_leave_no_byte(desk: Desk, second: str) -> None:
    made = added(desk, f"Tuyến {WORD}")
    backups.daily_backup(desk)
    assert purge(desk, second, "task", made).backups == 1
    assert not trace(desk)
    (copy,) = backups.backups(desk)
    assert backups.verify(copy).whole


def test_a_backup_of_an_older_version_leaves_no_byte_either(desk: Desk, second: str) -> None:
    made = added(desk, f"Tuyến {WORD}")
    backups.daily_backup(desk)
    with session_on(backups.backups(desk)[0], key=None) as session:
        session.connection().exec_driver_sql("DROP TABLE visit_medium")
    purge(desk, second, "task", made)
    assert not trace(desk)


def test_a_file_leaves_no_byte(desk: Desk, second: str, tmp_path: Path) -> None:
    made = added(desk)
    path = written(tmp_path / "thường.txt", f"{WORD} " * 1000)
    given = tasks.attach_file(desk, task_id=made, path=path, title=WORD, declared_open=True).created[0]
    assert trace(desk)
    assert purge(desk, second, "evidence", given).files == 1
    assert not trace(desk)
    assert task(desk, made).evidence == ()


def test_a_file_that_another_row_names_stays(desk: Desk, second: str, tmp_path: Path) -> None:
    path = written(tmp_path / "chung.txt", "Tệp dùng chung")
    given = [
        tasks.attach_file(desk, task_id=row(desk, number).id, path=path, declared_open=True).created[0]
        for number in ("1.1", "1.2")
    ]
    assert purge(desk, second, "evidence", given[0]).files == 0
    assert "Tệp dùng chung".encode() in bytes_of(desk)


@pytest.mark.parametrize("first_deleted", [False, True])
def test_what_was_deleted_first_can_still_be_purged(desk: Desk, second: str, first_deleted: bool) -> None:  # noqa: FBT001
    made = added(desk, WORD)
    if first_deleted:
        tasks.delete_tasks(desk, task_ids=[made])
    purge(desk, second, "task", made)
    assert not trace(desk)


def test_an_undone_entry_can_still_be_purged(desk: Desk, second: str) -> None:
    made = added(desk, WORD)
    history.undo(desk)
    purge(desk, second, "task", made)
    assert not trace(desk)


def test_a_purge_can_be_done_again(desk: Desk, second: str) -> None:
    made = added(desk, WORD)
    purge(desk, second, "task", made)
    purge(desk, second, "task", made)
    assert not trace(desk)


def test_an_issued_plan_leaves_no_byte(desk: Desk, second: str) -> None:
    made = added(desk, WORD)
    issuing.issue(desk, signing=SIGNED)
    with desk.workspace.reading() as session:
        packed = session.scalars(select(IssueRow)).one().seal["packed"][:60].encode()
    assert packed in bytes_of(desk)
    purge(desk, second, "task", made)
    assert not trace(desk)
    assert packed not in bytes_of(desk)
    assert issuing.issued(desk) is None
    assert plan.view(desk).issued is not None


def test_what_the_paper_does_not_show_is_not_frozen_with_it(desk: Desk, second: str) -> None:
    made = added(desk)
    given = tasks.add_document(desk, task_id=made, title=WORD, number="1", issued_on=date(2025, 6, 20)).created[0]
    issuing.issue(desk, signing=SIGNED)
    frozen = issuing.issued(desk)
    assert frozen is not None
    assert all(one.evidence == () for one in frozen.tasks)
    purge(desk, second, "evidence", given)
    assert issuing.issued(desk) == frozen


def test_an_extension_leaves_no_byte_in_its_task(desk: Desk, second: str) -> None:
    made = added(desk, deadline="25/6/2025")
    given = tasks.extend_deadline(desk, task_id=made, text=f"30/6/2025 {WORD}", reason=WORD, approver=WORD).created[0]
    backups.daily_backup(desk)
    purge(desk, second, "extension", given)
    assert not trace(desk)
    line = next(one for one in plan.page(desk, query=TaskQuery(), offset=0, limit=99).lines if one.task_id == made)
    assert (line.deadline, line.extensions) == ("25/6/2025", 0)


def test_a_units_name_leaves_no_byte_in_the_tasks_that_name_it(desk: Desk, second: str) -> None:
    unit = units.add_unit(desk, name=f"Đội {WORD}").created[0]
    added(desk, lead=unit)
    added(desk, coordinating=[unit])
    backups.daily_backup(desk)
    purge(desk, second, "unit", unit)
    assert not trace(desk)


def test_a_line_of_the_plan_leaves_no_byte(desk: Desk, second: str) -> None:
    given = plan.add_line(desk, part="recipients", text=WORD).created[0]
    purge(desk, second, "plan_line", given)
    assert not trace(desk)


def test_it_is_recorded_without_content(desk: Desk, second: str) -> None:
    made = added(desk, WORD)
    purge(desk, second, "task", made)
    (one,) = changes(desk, entity="purge")
    assert desk.person is not None
    assert (one.kind, one.author) == ("purge", desk.person.id)
    assert (one.fields["record_id"], one.fields["second_person"]) == (made, second)


def test_the_journal_keeps_who_and_when(desk: Desk, second: str) -> None:
    made = added(desk, WORD)
    purge(desk, second, "task", made)
    assert [(one.fields, one.old) for one in changes(desk, entity="task", entity_id=made)] == [({}, {})]


def test_it_is_never_undone(desk: Desk, second: str) -> None:
    purge(desk, second, "task", added(desk, WORD))
    with pytest.raises(RefusedError, match="hoàn tác"):
        history.undo(desk)


def test_one_person_is_not_enough(desk: Desk) -> None:
    assert desk.person is not None
    me, made = desk.person.id, added(desk)
    people.set_pin(desk, person_id=me, new_pin=PIN)
    with pytest.raises(RefusedError, match="người thứ hai"):
        purge(desk, me, "task", made)


def test_a_second_person_without_pin_is_not_enough(desk: Desk) -> None:
    made = added(desk)
    with pytest.raises(RefusedError, match="người thứ hai"):
        purge(desk, people.add_person(desk, full_name="Không Mã").created[0], "task", made)


def test_a_wrong_pin_takes_nothing_out(desk: Desk, second: str) -> None:
    made = added(desk)
    with pytest.raises(InvalidInputError, match="Mã PIN của Lê Đình Phúc không đúng"):
        purging.purge_record(desk, entity="task", record_id=made, second_person=second, second_pin="0000")
    assert task(desk, made).content


@pytest.mark.parametrize("entity", ["plan", "person", "purge", "khong-co"])
def test_kinds_that_are_not_purged(desk: Desk, second: str, entity: str) -> None:
    with pytest.raises(InvalidInputError, match="Không gỡ được"):
        purge(desk, second, entity, "x")


def test_a_record_that_never_was(desk: Desk, second: str) -> None:
    with pytest.raises(NotFoundError):
        purge(desk, second, "task", "x")


def test_while_somebody_reads_it_says_that_bytes_remain(
    desk: Desk, second: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workspace.database._BUSY_MILLISECONDS", 50)
    made = added(desk, WORD)
    with desk.workspace.reading() as session:
        session.connection().exec_driver_sql("SELECT count(*) FROM task").fetchone()
        with pytest.raises(DiskError, match="đang bận"):
            purge(desk, second, "task", made)
    purge(desk, second, "task", made)
    assert not trace(desk)


def test_a_purge_that_was_cut_short_behind_its_commit_is_finished_by_the_next_opening(
    desk: Desk, second: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The power goes, or a file is in use: what two persons took out must not stay in copies for good."""
    made = added(desk, f"Tuyến {WORD}")
    paper = written(tmp_path / f"{WORD}.txt", f"Nội dung {WORD}")
    tasks.attach_file(desk, task_id=made, path=paper, declared_open=True)
    paper.unlink()
    backups.daily_backup(desk)
    with monkeypatch.context() as cut:
        cut.setattr(purging, "compact", in_use)
        with pytest.raises(DiskError):
            purge(desk, second, "task", made)
    assert trace(desk)
    path = desk.path
    desk.close()
    again = opening.open_desk(path)
    assert not trace(again)
    again.close()


def in_use(path: Path, *, key: str | None) -> None:
    raise DiskError(f"{path.name} đang bận.")


def test_a_file_that_was_named_again_before_the_purge_was_finished_stays(
    desk: Desk, second: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper = written(tmp_path / "Quyết định 12.txt", "Quyết định số 12 của UBND tỉnh")
    wrong = added(desk, "Nhập nhầm")
    tasks.attach_file(desk, task_id=wrong, path=paper, declared_open=True)
    with monkeypatch.context() as cut:
        cut.setattr(purging, "compact", in_use)
        with pytest.raises(DiskError):
            purge(desk, second, "task", wrong)
    tasks.attach_file(desk, task_id=row(desk, "1.2").id, path=paper, declared_open=True)
    purging.reach_copies(desk)
    (digest,) = files.stored(desk.path, key=None)
    assert digest == row(desk, "1.2").evidence[-1].sha256
