import pytest

from app.journal.seal import outside
from app.models.base import RecordStateRow
from app.models.plan import sealing
from app.models.plan.entities import IssueRow
from app.services import issuing, plan, tasks
from app.services.desk import Desk
from app.services.libraries import add, candidates
from tests.models.plan.checks.plans import form_view
from tests.models.test_undoing import SIGNED
from tests.steps import added, row


def test_a_frozen_plan_is_read_back() -> None:
    assert sealing.thawed(sealing.frozen_bytes(form_view())) == form_view()


def test_equal_plans_freeze_to_equal_bytes() -> None:
    assert sealing.frozen_bytes(form_view()) == sealing.frozen_bytes(form_view())


def test_a_plan_with_everything_is_read_back(sample_desk: Desk) -> None:
    add(sample_desk, choices=[(one.task.key, one.proposed_group_id) for one in candidates(sample_desk)])
    view = plan.view(sample_desk)
    thawed = sealing.thawed(sealing.frozen_bytes(view))
    assert sealing.frozen_bytes(thawed) == sealing.frozen_bytes(view)
    assert [task.deadline for task in thawed.tasks] == [task.deadline for task in view.tasks]


def outside_of(desk: Desk) -> set[str]:
    """Fields written since the seal, of the records it covers."""
    from sqlalchemy import select

    from app.journal.merge import RecordState
    from app.journal.seal import Seal

    with desk.workspace.reading() as session:
        issue = session.scalars(select(IssueRow)).one()
        seal = Seal.from_fields(issue.seal)
        rows = session.scalars(select(RecordStateRow).where(RecordStateRow.entity_id.in_(seal.covers))).all()
        states = {one.entity_id: RecordState.from_json(one.state) for one in rows}
    return {name for names in outside(seal, states).values() for name in names}


def test_nothing_is_outside_a_new_seal(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    assert outside_of(desk) == set()


def test_what_is_written_later_is_outside(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, products="Khác")
    assert outside_of(desk) == {"products"}


def test_a_changed_content_is_noticed(desk: Desk) -> None:
    added(desk)
    issuing.issue(desk, signing=SIGNED)
    with desk.workspace.maintaining() as session:
        session.connection().exec_driver_sql("UPDATE issue SET seal = json_set(seal, '$.content', 'e30=')")
    with pytest.raises(ValueError, match="hash"):
        issuing.issued(desk)
