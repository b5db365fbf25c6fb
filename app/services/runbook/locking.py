"""Chốt kịch bản: the master sealed as it stands, and how versions differ."""

from dataclasses import dataclass

from app.journal.merge import RecordState
from app.journal.seal import seal_over
from app.models.errors import RefusedError
from app.models.findings import ERROR
from app.models.runbook import freezing, queries, writing
from app.models.runbook.checks import check
from app.models.runbook.differing import StepDifference, differences
from app.models.runbook.records import Lock, Master
from app.services.desk import Desk, Outcome
from app.services.runbook.night_clock import clock_of


@dataclass(frozen=True, slots=True)
class LockComparison:
    """A locked version held against the master as it stands ("khác bản diễn tập: n bước")."""

    lock: Lock
    differences: tuple[StepDifference, ...]


def lock(desk: Desk, *, despite_errors: bool = False) -> Outcome:
    """Freeze the master as it stands; runs are made from it. Never undone: a change is another version.

    Raises:
        RefusedError: the checks find errors, unless `despite_errors` (a real run will refuse such a version).
    """
    with desk.act("Chốt kịch bản", undoable=False) as act:
        master = queries.master(act.session)
        errors = [one for one in check(master) if one.level == ERROR]
        if errors and not despite_errors:
            raise RefusedError(f"Còn {len(errors)} lỗi chưa chốt được. {errors[0].message}", "Mở “Rà soát” để sửa.")
        states = {
            entity_id: RecordState.from_json(state)
            for entity_id, state in writing.record_states(act.session, master.id).items()
        }
        earlier = tuple(one.id for one in queries.locks(act.session))
        tree = {master.id: writing.SEALED}
        seal = seal_over(master.id, states, freezing.frozen_bytes(master), earlier, tree)
        act.session.add(writing.lock_row(act.session, master.id, seal, clock_of(desk).now(), _name(desk)))
    return act.outcome


def locks(desk: Desk) -> tuple[Lock, ...]:
    """Every locked version, oldest first."""
    with desk.workspace.reading() as session:
        return queries.locks(session)


def locked(desk: Desk, *, lock_id: str) -> Master:
    """The master as a version froze it.

    Raises:
        NotFoundError: that version is not on this PC yet.
    """
    with desk.workspace.reading() as session:
        return queries.locked(session, lock_id)


def compare(desk: Desk, *, lock_id: str) -> LockComparison:
    """What differs between a version and the master as it stands."""
    with desk.workspace.reading() as session:
        found = next((one for one in queries.locks(session) if one.id == lock_id), None)
        if found is None:
            raise RefusedError("Không có bản đã chốt này.", "Chọn lại phiên bản.")
        return LockComparison(found, differences(queries.locked(session, lock_id), queries.master(session)))


def _name(desk: Desk) -> str:
    return desk.person.full_name if desk.person is not None else ""
