"""Rounds with a server: what one desk wrote reaches the other, through lost answers, refusals and a restored server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.journal.change import Change
from app.models import outbox
from app.models.errors import AppError
from app.services import history, people, plan, tasks
from app.services.desk import Desk
from app.services.exchange import rounds
from app.sync.errors import OfflineError
from app.sync.http import Verdict
from tests.conftest import NOON_24_JUNE, StandingClock
from tests.models.test_applying import state_of
from tests.steps import added, changes, made, row
from tests.sync.fake_server import Centre, FakeLine


@pytest.fixture
def centre() -> Centre:
    return Centre(NOON_24_JUNE)


@pytest.fixture
def line(centre: Centre) -> FakeLine:
    return FakeLine(centre)


@pytest.fixture
def far_line(centre: Centre) -> FakeLine:
    return FakeLine(centre)


def left(desk: Desk) -> tuple[int, int]:
    with desk.workspace.reading() as session:
        found = outbox.standing(session)
    return found.unsent, found.parked


def contents(desk: Desk) -> list[str]:
    return [task.content for task in plan.view(desk).tasks]


def test_an_edit_goes_and_comes(desk: Desk, other: Desk, line: FakeLine, far_line: FakeLine) -> None:
    added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    done = rounds.run(desk, line)
    assert (done.sent > 0, done.unsent, done.received) == (True, 0, 0)
    assert rounds.run(other, far_line).received > 0
    assert "Cấp chữ ký số cho Đặng Thị Đào" in contents(other)
    assert state_of(desk) == state_of(other)


def test_a_second_round_moves_nothing(desk: Desk, line: FakeLine) -> None:
    added(desk)
    rounds.run(desk, line)
    again = rounds.run(desk, line)
    assert (again.sent, again.received, again.outcome.changed) == (0, 0, ())


def test_what_was_received_is_not_sent_back(desk: Desk, other: Desk, line: FakeLine, far_line: FakeLine) -> None:
    added(desk)
    rounds.run(desk, line)
    rounds.run(other, far_line)
    assert left(other) == (0, 0)
    assert rounds.run(other, far_line).sent == 0


def test_a_lost_answer_doubles_nothing(desk: Desk, centre: Centre, line: FakeLine) -> None:
    added(desk, "Lắp camera")
    line.faults = ["unanswered"]
    with pytest.raises(OfflineError):
        rounds.run(desk, line)
    count = len(centre.memory.log)
    assert left(desk)[0] > 0
    rounds.run(desk, line)
    assert (len(centre.memory.log), left(desk)) == (count, (0, 0))


def test_a_lost_answer_is_made_good_by_the_page_alone(desk: Desk, line: FakeLine) -> None:
    added(desk)
    line.faults = ["unanswered"]
    with pytest.raises(OfflineError):
        rounds.push(desk, line)
    rounds.pull(desk, line)
    assert left(desk) == (0, 0)


def test_verdicts_cut_short_leave_the_rest_unsent(desk: Desk, centre: Centre, line: FakeLine) -> None:
    added(desk)
    line.faults = ["truncated"]
    rounds.run(desk, line)
    assert left(desk) == (0, 0)
    assert len(line.pushes) > 1


def test_a_refused_change_is_parked_and_blocks_nothing(desk: Desk, centre: Centre, line: FakeLine) -> None:
    rounds.run(desk, line)
    khai = people.add_person(desk, full_name="Lê Hữu Khải").created[0]
    author = desk.person
    desk.person = next(card for card in people.people(desk) if card.id == khai)
    added(desk, "Việc không được phép")
    desk.person = author
    added(desk, "Việc được phép")
    centre.refuse = {khai}
    done = rounds.run(desk, line)
    assert (done.refused > 0, done.unsent, done.parked) == (True, 0, done.refused)
    assert any("Việc được phép" in str(one.fields) for one in centre.memory.log)
    shown = rounds.unsent(desk)
    assert {one.is_parked for one in shown} == {True}
    assert shown[0].reason == "Không có quyền ghi."
    centre.refuse = set()
    assert rounds.run(desk, line).sent == 0
    rounds.send_again(desk, change_ids=[one.change_id for one in shown])
    assert rounds.run(desk, line).sent == len(shown)
    assert left(desk) == (0, 0)


class Patient(Centre):
    """A server that wants something else first."""

    code = ""

    def _take(self, change: Change) -> Verdict:
        if self.code:
            return Verdict(change.id, "refused", {"code": self.code, "text": "Máy này tự gửi lại."})
        return super()._take(change)


@pytest.mark.parametrize("code", ["root_missing", "unknown_device", "unknown_author"])
def test_what_waits_for_something_else_is_sent_again_by_itself(desk: Desk, clock: StandingClock, code: str) -> None:
    centre = Patient(NOON_24_JUNE)
    line = FakeLine(centre)
    rounds.run(desk, line)
    added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    centre.code = code
    parked = rounds.run(desk, line).parked
    assert parked > 0
    assert {(one.is_parked, one.code, one.reason) for one in rounds.unsent(desk)} == {
        (True, code, "Máy này tự gửi lại.")
    }
    pushed = len(line.pushes)
    rounds.run(desk, line)
    assert len(line.pushes) == pushed
    clock.moment += rounds.AGAIN
    assert rounds.run(desk, line).parked == parked
    centre.code = ""
    clock.moment += rounds.AGAIN
    assert rounds.run(desk, line).sent == parked
    assert left(desk) == (0, 0)


def test_a_person_who_asks_for_a_round_does_not_wait_for_what_waits(desk: Desk, clock: StandingClock) -> None:
    centre = Patient(NOON_24_JUNE)
    line = FakeLine(centre)
    rounds.run(desk, line)
    added(desk, "Cấp chữ ký số cho Đặng Thị Đào")
    centre.code = "unknown_device"
    parked = rounds.run(desk, line).parked
    centre.code = ""
    assert rounds.run(desk, line).parked == parked
    clock.moment -= rounds.AGAIN  # the clock of the PC was set back meanwhile
    assert rounds.run(desk, line, is_asked_for=True).sent == parked
    assert left(desk) == (0, 0)


def test_asking_sends_nothing_again_that_waits_for_a_person(desk: Desk, line: FakeLine, centre: Centre) -> None:
    khai = people.add_person(desk, full_name="Lê Hữu Khải").created[0]
    rounds.run(desk, line)
    centre.refuse = {khai}
    desk.person = next(card for card in people.people(desk) if card.id == khai)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Rà soát lại đường truyền")
    rounds.run(desk, line)
    pushed = len(line.pushes)
    assert rounds.run(desk, line, is_asked_for=True).parked == 1
    assert len(line.pushes) == pushed


def test_unsent_changes_are_told_in_words(desk: Desk, line: FakeLine) -> None:
    rounds.run(desk, line)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Rà soát lại đường truyền")
    (one,) = rounds.unsent(desk)
    assert (one.entity_label, one.fields, one.is_parked) == ("Nhiệm vụ", "Ghi chú", False)
    assert one.record_label.startswith("1.1. ")
    assert one.person == "Nguyễn Thị Đào"


def test_an_emptied_server_gets_everything_back(desk: Desk, other: Desk, centre: Centre) -> None:
    lines = FakeLine(centre), FakeLine(centre)
    added(desk, "Đo đường truyền")
    rounds.run(desk, lines[0])
    rounds.run(other, lines[1])
    before = {one.id for one in centre.memory.log}
    titles = contents(desk)
    centre.restore(type(centre.memory)("none"), "epoch-1")
    rounds.run(other, lines[1])
    rounds.run(desk, lines[0])
    rounds.run(other, lines[1])
    assert {one.id for one in centre.memory.log} == before
    assert contents(desk) == contents(other) == titles
    assert state_of(desk) == state_of(other)


def test_a_restored_server_gets_what_it_had_confirmed_since(desk: Desk, centre: Centre, line: FakeLine) -> None:
    rounds.run(desk, line)
    backup = centre.memory.copy("backup")
    late = added(desk, "Việc sau bản sao lưu")
    rounds.run(desk, line)
    centre.restore(backup, "epoch-2")
    rounds.run(desk, line)
    assert any(one.entity_id == late for one in centre.memory.log)
    assert left(desk) == (0, 0)


def test_two_memories_that_differ_mend_each_other(desk: Desk, centre: Centre, line: FakeLine) -> None:
    added(desk, "Một việc")
    rounds.run(desk, line)
    lost = centre.memory.log[-1]
    centre.memory.log[-1] = replace(lost, entity="setting", entity_id="x", root_id="x", id="khác", fields={"key": "x"})
    centre.memory.states.pop((lost.entity, lost.entity_id))
    rounds.run(desk, line, compares=True)
    rounds.run(desk, line)
    assert lost.id in {one.id for one in centre.memory.log}
    assert changes(desk, id="khác")


def test_a_stamp_from_tomorrow_is_capped_here_too(desk: Desk, line: FakeLine, clock: StandingClock) -> None:
    rounds.run(desk, line)
    clock.moment += timedelta(days=1)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Từ ngày mai")
    rounds.run(desk, line)
    (late,) = [one for one in made(desk) if one.fields.get("note") == "Từ ngày mai"]
    assert late.cap is not None
    assert late.cap < late.stamp


def test_a_relayed_change_of_a_newer_version_passes_on_whole(desk: Desk, centre: Centre, line: FakeLine) -> None:
    rounds.run(desk, line)
    added(desk)
    sample = made(desk)[-1]
    stranger = Change(
        **{
            **{name: getattr(sample, name) for name in sample.__dataclass_fields__},
            "id": "r1",
            "entity": "robot",
            "entity_id": "r",
            "root_id": "r",
            "fields": {"tên": "Rô-bốt", "số": 7},
            "base": {},
            "schema": 9,
            "extra": {"mới": [1, {"a": "b"}]},
        }
    )
    with desk.workspace.applying() as applying:
        applying.apply([stranger])
    rounds.run(desk, line)
    assert next(one for one in centre.memory.log if one.id == "r1") == stranger


def test_a_page_that_breaks_off_goes_on(desk: Desk, other: Desk, centre: Centre, far_line: FakeLine) -> None:
    added(desk, "Việc của máy một")
    rounds.run(desk, FakeLine(centre))
    far_line.faults = ["", "lost"]
    with pytest.raises(AppError):
        rounds.run(other, far_line)
    rounds.run(other, far_line)
    assert "Việc của máy một" in contents(other)


def test_undo_travels_like_any_edit(desk: Desk, other: Desk, line: FakeLine, far_line: FakeLine) -> None:
    before = row(desk, "1.1").note
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, note="Sửa nhầm")
    rounds.run(desk, line)
    rounds.run(other, far_line)
    history.undo(desk)
    rounds.run(desk, line)
    rounds.run(other, far_line)
    assert row(other, "1.1").note == before


def test_each_slice_tells_what_it_changed(desk: Desk, other: Desk, line: FakeLine, far_line: FakeLine) -> None:
    task_id = added(desk)
    rounds.run(desk, line)
    told: list[str] = []
    rounds.run(other, far_line, on_slice=lambda outcome: told.extend(ref.id for ref in outcome.changed))
    assert task_id in told
