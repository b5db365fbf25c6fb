"""A purge and what others did while they knew nothing of it: nothing with the words comes back, in any order."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.journal.change import Change
from app.journal.seal import Seal
from app.models import comparing, outbox
from app.models.base import UnknownRecord
from app.models.inspection.minutes_records import Part
from app.models.plan.entities import IssueRow
from app.models.purging import PurgeRow
from app.models.recording import change_of
from app.services import issuing, people, plan, purging, tasks, units
from app.services.desk import Desk
from app.services.exchange import bundles
from app.services.exchange.taking_in import take_in
from app.services.inspection import adopting, followups, lines, minutes
from tests.models.test_applying import foreign, state_of
from tests.models.test_undoing import SIGNED
from tests.services.inspection.conftest import Trip, trip  # noqa: F401 a fixture
from tests.services.test_exchange_bundles import PASSPHRASE, quick  # noqa: F401 a fixture
from tests.services.test_purging import PIN, WORD, trace
from tests.steps import added, changes, made, send

Carry = Callable[[Desk, Desk], None]


def purge(desk: Desk, entity: str, record_id: str) -> None:
    second = people.add_person(desk, full_name="Lê Đình Phúc", pin=PIN).created[0]
    purging.purge_record(desk, entity=entity, record_id=record_id, second_person=second, second_pin=PIN)


def both_ways(one: Desk, other: Desk) -> None:
    send(one, other)
    send(other, one)


def known(desk: Desk) -> list[Change]:
    with desk.workspace.reading() as session:
        return list(outbox.to_hand_on(session))


def everything(sender: Desk, receiver: Desk) -> None:
    """All that a desk knows, what it received too: as a bundle or the server brings it."""
    take_in(receiver, known(sender), title="Nhận từ máy khác")


def one_by_one(sender: Desk, receiver: Desk) -> None:
    for one in known(sender):
        take_in(receiver, [one], title="Nhận từ máy khác")


def backwards(sender: Desk, receiver: Desk) -> None:
    for one in reversed(known(sender)):
        take_in(receiver, [one], title="Nhận từ máy khác")


def heads(desk: Desk) -> dict[str, str]:
    with desk.workspace.reading() as session:
        return comparing.entities(session)


def issues(desk: Desk) -> list[tuple[str, bool]]:
    """Each issue of the plan, and whether its content is still there."""
    with desk.workspace.reading() as session:
        return [(row.id, bool(row.seal)) for row in session.scalars(select(IssueRow).order_by(IssueRow.id))]


@pytest.mark.parametrize("purge_comes_first", [True, False])
def test_a_plan_issued_where_the_purge_was_not_known_brings_no_byte_back(
    desk: Desk,
    other: Desk,
    purge_comes_first: bool,  # noqa: FBT001
) -> None:
    secret = added(desk, f"Di dời {WORD}")
    send(desk, other)
    issuing.issue(other, signing=SIGNED)
    if purge_comes_first:
        purge(desk, "task", secret)
        both_ways(other, desk)
    else:
        send(other, desk)
        purge(desk, "task", secret)
        send(desk, other)
    both_ways(desk, other)
    for one in (desk, other):
        assert not trace(one)
        assert issuing.issued(one) is None
        assert plan.view(one).issued is not None
        assert [is_whole for _, is_whole in issues(one)] == [False]
        with one.workspace.reading() as session:
            assert session.scalars(select(UnknownRecord)).all() == []
    assert heads(desk) == heads(other)
    assert state_of(desk) == state_of(other)


def test_who_gets_only_the_emptied_seal_has_the_issue_as_the_others_do(desk: Desk, other: Desk) -> None:
    secret = added(desk, f"Di dời {WORD}")
    issuing.issue(desk, signing=SIGNED)
    purge(desk, "task", secret)
    send(desk, other)
    assert plan.view(other).issued == plan.view(desk).issued != None  # noqa: E711 issued it was
    assert state_of(other) == state_of(desk)


@pytest.mark.parametrize("purge_comes_first", [True, False])
def test_a_plan_issued_after_the_purge_stays_whole_though_it_names_the_purged_unit_by_its_id(
    desk: Desk,
    other: Desk,
    purge_comes_first: bool,  # noqa: FBT001
) -> None:
    unit = units.add_unit(desk, name=f"Đội {WORD}").created[0]
    added(desk, "Đo đường truyền xã Đạ Huoai", lead=unit)
    send(desk, other)
    purge(desk, "unit", unit)
    issuing.issue(desk, signing=SIGNED)
    arriving = made(desk)
    if not purge_comes_first:
        arriving = sorted(arriving, key=lambda one: one.kind == "purge")
    for one in arriving:
        take_in(other, [one], title="Nhận từ máy khác")
    frozen = issuing.issued(other)
    assert frozen == issuing.issued(desk) != None  # noqa: E711
    assert unit.encode() in Seal.from_fields(changes(other, kind="seal")[0].fields["seal"]).content
    assert not trace(other)
    assert state_of(other) == state_of(desk)


def test_a_late_edit_that_a_seal_covers_shows_what_the_seal_tells(desk: Desk) -> None:
    """The bytes name nothing of the purged record; only the edit says that they hold it."""
    line = plan.add_line(desk, part="recipients", text=WORD).created[0]
    purge(desk, "plan_line", line)
    late = foreign("plan_line", line, 1, text=f"{WORD}, sửa")
    seal = Seal("k", frozenset({late.id}), f"Nơi nhận: {WORD}".encode())
    issue = replace(foreign("issue", "i1", 2, plan_id="k", signing={}, seal=seal.to_fields()), kind="seal")
    for one in (issue, late):
        take_in(desk, [one], title="Nhận từ máy khác")
    assert [one.fields["seal"] for one in changes(desk, kind="seal")] == [{}]
    assert not trace(desk)


def test_a_seal_of_a_newer_version_loses_what_it_tells_too(desk: Desk) -> None:
    secret = added(desk, WORD)
    seal = Seal("k", frozenset(), f'{{"id":"{secret}","text":"{WORD}"}}'.encode())
    stranger = replace(foreign("robot_seal", "r1", 1, number="12", bytes=seal.to_fields()), kind="seal")
    take_in(desk, [stranger], title="Nhận từ máy khác")
    purge(desk, "task", secret)
    late = replace(stranger, id="x2", entity_id="r2", root_id="r2")
    take_in(desk, [late], title="Nhận từ máy khác")
    with desk.workspace.reading() as session:
        kept = [row.values for row in session.scalars(select(UnknownRecord))]
    assert kept == [{"number": "12", "bytes": {}}] * 2
    assert [one.fields for one in changes(desk, kind="seal")] == [{"number": "12", "bytes": {}}] * 2


def test_what_hangs_on_what_a_purged_record_owns_goes_with_it(desk: Desk, other: Desk) -> None:
    secret = added(desk, WORD)
    copied = foreign("evidence_copy", "c1", 1, evidence_id="e1", copy={"form": "SY", "agency": WORD})
    copied = replace(copied, root_id="e1")
    evidence = replace(foreign("evidence", "e1", 2, task_id=secret, title=WORD), root_id=secret)
    take_in(desk, [evidence, copied], title="Nhận từ máy khác")
    purge(desk, "task", secret)
    assert not trace(desk)
    send(desk, other)
    for one in (copied, evidence):  # the copy alone tells nothing of whose it is
        take_in(other, [one], title="Nhận từ máy khác")
    assert not trace(other)
    assert heads(desk) == heads(other)


@pytest.fixture
def apart(trip: Trip, other: Desk) -> tuple[Desk, Desk, str]:  # noqa: F811
    """Two desks that know minutes with a secret conclusion, not agreed yet; the id of the minutes."""
    minutes_id = trip.draft()
    text = f"Di dời {WORD} trước đêm chuyển đổi"
    lines.add_entry(trip.desk, minutes_id=minutes_id, part=Part.CONCLUSION, text=text, deadline="20/7/2025")
    send(trip.desk, other)
    return trip.desk, other, minutes_id


def purges(desk: Desk) -> set[str]:
    """Ids of what purges name here."""
    with desk.workspace.reading() as session:
        return set(session.scalars(select(PurgeRow.record_id)))


@pytest.mark.parametrize("carry", [everything, one_by_one, backwards])
def test_tasks_of_conclusions_that_were_purged_elsewhere_go_everywhere(
    apart: tuple[Desk, Desk, str], carry: Carry
) -> None:
    desk, other, minutes_id = apart
    adopting.adopt(other, minutes_id=minutes_id)
    task_ids = {one.task_id for one in followups.followups(other)}
    purge(desk, "minutes", minutes_id)
    for sender, receiver in ((desk, other), (other, desk), (desk, other)):
        carry(sender, receiver)
    for one in (desk, other):
        assert not trace(one)
        assert task_ids <= purges(one)
        assert followups.followups(one) == ()
        assert task_ids.isdisjoint(task.id for task in plan.view(one).tasks)
    assert state_of(desk) == state_of(other)
    assert heads(desk) == heads(other)


@pytest.mark.parametrize("is_reversed", [False, True])
def test_every_desk_that_finds_such_a_task_writes_the_same_purge(
    apart: tuple[Desk, Desk, str],
    is_reversed: bool,  # noqa: FBT001
) -> None:
    desk, other, minutes_id = apart
    adopting.adopt(other, minutes_id=minutes_id)
    agreed = made(other)
    purge(desk, "minutes", minutes_id)
    send(desk, other)
    take_in(desk, agreed[::-1] if is_reversed else agreed, title="Nhận từ máy khác")
    named = {one.id: change_of(one) for one in changes(desk, entity="purge")}
    assert {one.id: change_of(one) for one in changes(other, entity="purge")} == named
    assert len(named) == 1 + len({one.entity_id for one in agreed if one.entity == "followup"})
    assert {(one.author, one.device, one.fields["second_person"]) for one in changes(other, entity="purge")} == {
        (one.author, one.device, one.fields["second_person"]) for one in changes(desk, entity="purge")
    }
    assert len({one.device for one in changes(other, entity="purge")}) == 1
    assert not trace(desk)
    assert not trace(other)


def test_the_purge_of_one_conclusion_takes_the_task_made_of_it_elsewhere_and_no_other(
    apart: tuple[Desk, Desk, str],
) -> None:
    desk, other, minutes_id = apart
    entry = next(
        one.id for one in minutes.minutes(desk, minutes_id=minutes_id).part(Part.CONCLUSION) if WORD in one.text
    )
    adopting.adopt(other, minutes_id=minutes_id)
    purge(desk, "minutes_entry", entry)
    for sender, receiver in ((other, desk), (desk, other), (other, desk)):
        everything(sender, receiver)
    for one in (desk, other):
        assert not trace(one)
        assert [each.content for each in followups.followups(one)] == ["Thay máy scan tại quầy 2"]
    assert state_of(desk) == state_of(other)


@pytest.mark.usefixtures("quick")
def test_a_bundle_with_such_tasks_brings_no_byte_to_who_purged(
    apart: tuple[Desk, Desk, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    desk, other, minutes_id = apart
    adopting.adopt(other, minutes_id=minutes_id)
    purge(desk, "minutes", minutes_id)
    folder = tmp_path_factory.mktemp("tệp trao đổi")
    for number, (sender, receiver) in enumerate(((other, desk), (desk, other))):
        path = folder / f"{number}.kh02b"
        bundles.write_bundle(sender, path=path, passphrase=PASSPHRASE)
        bundles.read_bundle(receiver, path=path, passphrase=PASSPHRASE)
    assert not trace(desk)
    assert not trace(other)
    assert state_of(desk) == state_of(other)


def test_a_correction_does_not_make_the_purged_task_of_a_conclusion_again(trip: Trip, other: Desk) -> None:  # noqa: F811
    """Everybody else would keep it bare: it would stand on one desk alone."""
    desk, minutes_id = trip.desk, trip.adopt()
    [task] = followups.followups(desk)
    purge(desk, "task", task.task_id)
    made_anew = adopting.correct(desk, minutes_id=minutes_id, reason="Ghi nhầm tên đường").created[0]
    adopting.adopt(desk, minutes_id=made_anew)
    assert followups.followups(desk) == ()
    send(desk, other)
    assert state_of(desk) == state_of(other)


def test_a_seal_of_a_kind_that_has_none_stops_no_purge(desk: Desk) -> None:
    secret = added(desk, WORD)
    seal = Seal("k", frozenset(), f'{{"id":"{secret}"}}'.encode())
    odd = replace(foreign("person", "p9", 1, full_name="Đặng Ẩn", seal=seal.to_fields()), kind="seal")
    take_in(desk, [odd], title="Nhận từ máy khác")
    purge(desk, "task", secret)
    assert changes(desk, kind="seal")[0].fields == {"full_name": "Đặng Ẩn", "seal": {}}
    assert not trace(desk)


def test_a_task_made_by_nobody_else_stays(desk: Desk, other: Desk) -> None:
    kept, gone = added(desk, "Cấp chữ ký số"), added(desk, WORD)
    send(desk, other)
    tasks.edit_task(other, task_id=kept, note="Đã cấp")
    purge(desk, "task", gone)
    both_ways(desk, other)
    assert len(purges(desk)) == len(purges(other)) == 1
    assert plan.task(desk, task_id=kept).note == "Đã cấp"
    assert state_of(desk) == state_of(other)
