"""What the server refused: taken back, corrected, sent again; the desk and the server hold the same in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from app.models import comparing, outbox
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.records import RunMode
from app.services import conflicts, history, people, plan, tasks
from app.services.desk import Desk
from app.services.exchange import bundles, repairing, rounds
from app.services.exchange.taking_in import take_in
from app.services.runbook import acts, locking, masters, runs
from tests.conftest import NOON_24_JUNE
from tests.services.test_exchange_bundles import PASSPHRASE, QuickLock
from tests.steps import added, changes, made, row, task
from tests.sync.fake_server import Centre, FakeLine

LONG = "Rà soát lại đường truyền của xã Đạ Huoai"


@pytest.fixture
def centre() -> Centre:
    return Centre(NOON_24_JUNE)


@pytest.fixture
def line(centre: Centre, desk: Desk) -> FakeLine:
    """The server has everything; Lê Hữu Khải, who also sits at this PC, may write nothing."""
    line = FakeLine(centre)
    khai = people.add_person(desk, full_name="Lê Hữu Khải").created[0]
    rounds.run(desk, line)
    centre.refuse = {khai}
    return line


@contextmanager
def as_khai(desk: Desk) -> Iterator[None]:
    before = desk.person
    desk.person = next(card for card in people.people(desk) if card.full_name == "Lê Hữu Khải")
    yield
    desk.person = before


def refused(desk: Desk, line: FakeLine, number: str = "1.1", **fields: Any) -> str:
    """Khải edits a task and is refused; gives the id of the change."""
    with as_khai(desk):
        tasks.edit_task(desk, task_id=row(desk, number).id, **fields)
    rounds.run(desk, line)
    return next(one.change_id for one in rounds.unsent(desk) if one.is_parked)


def is_level(desk: Desk, line: FakeLine) -> bool:
    """Whether the two memories hold the same heads."""
    with desk.workspace.reading() as session:
        return comparing.entities(session) == line.digests().entities


def waiting(desk: Desk) -> tuple[int, int]:
    with desk.workspace.reading() as session:
        found = outbox.standing(session)
    return found.unsent, found.parked


def test_taken_back_the_record_says_what_the_server_holds_and_the_history_keeps_it(desk: Desk, line: FakeLine) -> None:
    task_id = row(desk, "1.1").id
    change_id = refused(desk, line, note=LONG)
    assert not is_level(desk, line)
    repairing.take_back(desk, change_ids=[change_id])
    assert task(desk, task_id).note == ""
    assert waiting(desk) == (0, 0)
    assert is_level(desk, line)
    kept = history.history(desk, entity="task", record_id=task_id)[0]
    assert (kept.new, kept.person) == (LONG, "Lê Hữu Khải")
    assert kept.marks == ("Máy chủ không nhận; Nguyễn Thị Đào đã bỏ lúc 24/06/2025 12:00",)


def test_it_stays_taken_back_through_comparing_leaving_and_bundles(
    desk: Desk, other: Desk, line: FakeLine, centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundles, "PassphraseLock", QuickLock)
    repairing.take_back(desk, change_ids=[refused(desk, line, note=LONG)])
    centre.refuse = set()
    rounds.run(desk, line, compares=True)
    with desk.workspace.maintaining() as session:
        outbox.forget(session)
    rounds.run(desk, line, compares=True)
    file = desk.path.with_suffix(".kh02b")
    bundles.write_bundle(desk, path=file, passphrase=PASSPHRASE)
    bundles.read_bundle(other, path=file, passphrase=PASSPHRASE)
    assert LONG not in str(centre.memory.log)
    assert row(desk, "1.1").note == row(other, "1.1").note == ""


def test_a_value_over_an_older_one_gives_way_to_that_one(desk: Desk, line: FakeLine) -> None:
    task_id = row(desk, "1.1").id
    tasks.edit_task(desk, task_id=task_id, note="Bản đã gửi")
    change_id = refused(desk, line, note=LONG)
    repairing.take_back(desk, change_ids=[change_id])
    assert task(desk, task_id).note == "Bản đã gửi"
    assert is_level(desk, line)


def test_a_refused_new_task_goes_with_all_it_owns(desk: Desk, line: FakeLine) -> None:
    with as_khai(desk):
        new = added(desk, "Việc không được phép")
        tasks.set_coordinating(desk, task_id=new, units=["Sở Nội vụ"])
    rounds.run(desk, line)
    root = next(one.id for one in changes(desk, entity="task", entity_id=new))
    _, taken = repairing.take_back(desk, change_ids=[root])
    assert len(taken) == 2
    assert new not in {one.id for one in plan.view(desk).tasks}
    assert waiting(desk) == (0, 0)
    assert is_level(desk, line)
    repairing.put_back(desk, change_ids=taken)
    assert task(desk, new).content == "Việc không được phép"
    assert [unit.name for unit in task(desk, new).coordinating] == ["Sở Nội vụ"]


def test_a_refused_deletion_brings_the_record_back(desk: Desk, line: FakeLine) -> None:
    new = added(desk, "Việc của Tổ")
    rounds.run(desk, line)
    with as_khai(desk):
        tasks.delete_tasks(desk, task_ids=[new])
    rounds.run(desk, line)
    repairing.take_back(desk, change_ids=[one.change_id for one in rounds.unsent(desk)])
    assert task(desk, new).content == "Việc của Tổ"
    assert is_level(desk, line)


def test_put_back_it_counts_again_and_is_sent(desk: Desk, line: FakeLine, centre: Centre) -> None:
    change_id = refused(desk, line, note=LONG)
    _, taken = repairing.take_back(desk, change_ids=[change_id])
    repairing.put_back(desk, change_ids=taken)
    assert row(desk, "1.1").note == LONG
    assert waiting(desk) == (1, 0)
    centre.refuse = set()
    rounds.run(desk, line)
    assert waiting(desk) == (0, 0)
    assert is_level(desk, line)


def test_who_may_write_it_corrects_it_without_a_conflict(desk: Desk, line: FakeLine, centre: Centre) -> None:
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đã gửi")
    refused(desk, line, note=LONG)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đúng")
    assert waiting(desk) == (1, 0)
    rounds.run(desk, line)
    assert is_level(desk, line)
    assert conflicts.count(desk).total == 0
    assert waiting(desk) == (0, 0)
    states = centre.memory.states["task", row(desk, "1.1").id]
    assert len(states.fields["note"].heads) == 1


def test_a_half_corrected_one_still_waits(desk: Desk, line: FakeLine) -> None:
    refused(desk, line, note=LONG, products="Báo cáo của Khải")
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đúng")
    assert waiting(desk) == (1, 1)


def test_what_the_server_got_by_another_way_counts_again(
    desk: Desk, other: Desk, line: FakeLine, centre: Centre
) -> None:
    change_id = refused(desk, line, note=LONG)
    sent = next(one for one in made(desk) if one.id == change_id)
    repairing.take_back(desk, change_ids=[change_id])
    with other.workspace.applying() as applying:
        applying.apply([sent])
    centre.refuse = set()
    rounds.run(other, FakeLine(centre))
    rounds.run(desk, line)
    assert row(desk, "1.1").note == LONG
    assert is_level(desk, line)


def test_the_log_of_the_night_is_not_taken_back(desk: Desk, line: FakeLine) -> None:
    masters.create(desk)
    locking.lock(desk, despite_errors=True)
    run_id = runs.make(desk, mode=RunMode.REHEARSAL).created[0]
    rounds.run(desk, line)
    with as_khai(desk):
        acts.start(desk, run_id=run_id, step_id=runs.read(desk, run_id=run_id).master.steps[0].id, reason="Thử")
    rounds.run(desk, line)
    ids = [one.change_id for one in rounds.unsent(desk)]
    with pytest.raises(RefusedError, match="Nhật ký đêm"):
        repairing.take_back(desk, change_ids=ids)
    assert waiting(desk)[1] == len(ids)


def test_what_the_server_holds_cannot_be_taken_back(desk: Desk, line: FakeLine, centre: Centre) -> None:
    """The list on the screen was older than what the sync had done meanwhile."""
    change_id = refused(desk, line, note=LONG)
    centre.refuse = set()
    rounds.send_again(desk, change_ids=[change_id])
    rounds.run(desk, line)
    with pytest.raises(NotFoundError, match="Máy chủ đã nhận"):
        repairing.take_back(desk, change_ids=[change_id])
    with pytest.raises(NotFoundError, match="không còn trong danh sách"):
        repairing.put_back(desk, change_ids=[change_id])
    assert row(desk, "1.1").note == LONG
    assert is_level(desk, line)


def test_what_was_dropped_is_listed_until_it_is_put_back(desk: Desk, line: FakeLine) -> None:
    change_id = refused(desk, line, note=LONG)
    assert [one.change_id for one in rounds.refused(desk)] == [change_id]
    assert rounds.taken_back(desk) == ()
    repairing.take_back(desk, change_ids=[change_id])
    (dropped,) = rounds.taken_back(desk)
    assert (dropped.change_id, dropped.person, dropped.fields) == (change_id, "Lê Hữu Khải", "Ghi chú")
    assert rounds.refused(desk) == ()
    repairing.put_back(desk, change_ids=[change_id])
    assert rounds.taken_back(desk) == ()


def test_nothing_chosen_is_said(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Chưa chọn"):
        repairing.take_back(desk, change_ids=[])


def test_who_writes_over_what_is_unsent_and_then_refused_makes_no_conflict(
    desk: Desk, other: Desk, line: FakeLine, centre: Centre
) -> None:
    """Offline Khải edits and Đào corrects it; the server takes hers alone: it replaces what his had replaced."""
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đã gửi")
    rounds.run(desk, line)
    with as_khai(desk):
        for note in ("Bản một của Khải", LONG):
            tasks.edit_task(desk, task_id=row(desk, "1.1").id, note=note)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đúng")
    rounds.run(desk, line)
    far_line = FakeLine(centre)
    rounds.run(other, far_line)
    assert [row(one, "1.1").note for one in (desk, other)] == ["Bản đúng", "Bản đúng"]
    assert [conflicts.count(one).total for one in (desk, other)] == [0, 0]
    assert waiting(desk) == (0, 0)
    assert is_level(desk, line)


def test_what_was_written_over_before_joining_is_in_conflict_here_as_everywhere(
    desk: Desk, other: Desk, centre: Centre
) -> None:
    khai = people.add_person(desk, full_name="Lê Hữu Khải").created[0]
    first, second = FakeLine(centre), FakeLine(centre)
    tasks.edit_task(other, task_id=row(other, "1.1").id, note="Bản của máy kia")
    rounds.run(other, second)
    with other.workspace.reading() as session:
        far = [change for change in outbox.to_hand_on(session) if change.fields.get("note")]
    take_in(desk, far, title="Tệp trao đổi")
    with as_khai(desk):
        tasks.edit_task(desk, task_id=row(desk, "1.1").id, note=LONG)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đúng")
    centre.refuse = {khai}
    rounds.run(desk, first)
    rounds.run(other, second)
    assert [conflicts.count(one).total for one in (desk, other)] == [1, 1]
    assert waiting(desk) == (0, 0)
    assert is_level(desk, first)


def test_an_unsent_edit_over_a_confirmed_one_names_no_more_than_it_must(desk: Desk, line: FakeLine) -> None:
    for note in ("một", "hai"):
        tasks.edit_task(desk, task_id=row(desk, "1.1").id, note=note)
        rounds.run(desk, line)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="ba")
    first, second, third = (one for one in made(desk) if "note" in one.fields and one.entity == "task")
    assert (second.base["note"], third.base["note"]) == ((first.id,), (second.id,))


def test_what_was_taken_back_and_replaced_elsewhere_stays_replaced_when_the_server_has_it(
    desk: Desk, other: Desk, line: FakeLine, centre: Centre
) -> None:
    change_id = refused(desk, line, note=LONG)
    sent = next(one for one in made(desk) if one.id == change_id)
    take_in(other, [*(one for one in made(desk) if one.entity == "person"), sent], title="Tệp trao đổi")
    tasks.edit_task(other, task_id=row(other, "1.1").id, note="Bản sửa ở máy kia")
    repairing.take_back(desk, change_ids=[change_id])
    take_in(desk, made(other)[-1:], title="Tệp trao đổi")
    assert row(desk, "1.1").note == "Bản sửa ở máy kia"
    centre.refuse = set()
    rounds.run(other, FakeLine(centre))
    rounds.run(desk, line)
    assert row(desk, "1.1").note == "Bản sửa ở máy kia"
    assert conflicts.count(desk).total == 0
    assert is_level(desk, line)


def test_what_was_corrected_here_stays_corrected_when_the_server_has_it_after_all(
    desk: Desk, other: Desk, line: FakeLine, centre: Centre
) -> None:
    change_id = refused(desk, line, note=LONG)
    sent = next(one for one in made(desk) if one.id == change_id)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Bản đúng")
    rounds.run(desk, line)
    take_in(other, [sent], title="Tệp trao đổi")
    centre.refuse = set()
    rounds.run(other, FakeLine(centre))
    rounds.run(desk, line)
    assert [row(one, "1.1").note for one in (desk, other)] == ["Bản đúng", "Bản đúng"]
    assert [conflicts.count(one).total for one in (desk, other)] == [0, 0]
    assert is_level(desk, line)
