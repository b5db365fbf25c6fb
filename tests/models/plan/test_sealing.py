from dataclasses import replace
from random import Random

import pytest

from app.journal.change import new_id
from app.journal.seal import EVERYWHERE, MAX_CONTENT_BYTES, Seal, outside, seal_in
from app.journal.wire import MAX_SEAL_BYTES, decode, encode
from app.models.base import RecordStateRow
from app.models.errors import RefusedError
from app.models.plan import sealing
from app.models.plan.entities import IssueRow
from app.models.plan.records import PlanView, UnitRef
from app.models.sealing import seal_fields
from app.services import issuing, plan, tasks
from app.services.desk import Desk
from app.services.libraries import add, candidates
from tests.journal.builders import put
from tests.models.plan.checks.plans import form_view, with_tasks
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

    with desk.workspace.reading() as session:
        issue = session.scalars(select(IssueRow)).one()
        seal = Seal.from_fields(issue.seal)
        rows = session.scalars(select(RecordStateRow).where(RecordStateRow.entity.in_(seal.tree[EVERYWHERE]))).all()
        states = {one.entity_id: RecordState.from_json(one.state) for one in rows}
    return {name for names in outside(seal, states).values() for name in names}


def test_nothing_is_outside_a_new_seal(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    assert outside_of(desk) == set()


def test_what_is_written_later_is_outside(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    tasks.edit_task(desk, task_id=row(desk, "1.1").id, products="Khác")
    assert outside_of(desk) == {"products"}


def large_view(rows: int) -> PlanView:
    """A plan of so many rows, no two alike: sentences of the form's words, two of 160 units beside the leading one."""
    luck = Random(4)  # noqa: S311 no secret
    first = form_view().tasks[0]
    words = [word for task in form_view().tasks for word in f"{task.content} {task.products}".split()]
    units = [UnitRef(new_id(), f"Đặc khu, xã, phường {number}") for number in range(160)]
    tasks = tuple(
        replace(
            first,
            id=new_id(),
            number=f"2.{number}",
            content=" ".join(luck.choices(words, k=30)),
            products=" ".join(luck.choices(words, k=12)),
            lead=luck.choice(units),
            coordinating=tuple(luck.sample(units, 2)),
            form_key="",
        )
        for number in range(rows)
    )
    return with_tasks(*tasks)


def test_a_seal_over_a_plan_of_20_000_rows_can_be_sent(desk: Desk) -> None:
    content = sealing.frozen_bytes(large_view(20_000))
    heads = frozenset(new_id() for _ in range(4 * 20_000))  # each row, its two units, a later edit
    seal = Seal("p", heads, content, (), {EVERYWHERE: ("task", "task_unit")})
    with desk.workspace.reading() as session:
        issue = put("i", 1, kind="seal", entity="issue", seal=seal_fields(session, seal))
    sent = encode(issue)
    assert len(content) > 20_000_000
    assert len(sent) < 4_000_000 < MAX_SEAL_BYTES
    assert seal_in(decode(sent).fields) == seal


def test_a_seal_that_could_never_be_sent_is_refused_at_the_desk(desk: Desk) -> None:
    with desk.workspace.reading() as session:
        with pytest.raises(RefusedError, match="Nội dung quá lớn để chốt: 67 MB, khi nén 0 MB"):
            seal_fields(session, Seal("p", frozenset(), b"x" * (MAX_CONTENT_BYTES + 1)))
        with pytest.raises(RefusedError, match="Nội dung quá lớn để chốt: 15 MB, khi nén 20 MB"):
            seal_fields(session, Seal("p", frozenset(), Random(4).randbytes(15_000_000)))  # noqa: S311 no secret


def test_a_changed_content_is_noticed(desk: Desk) -> None:
    added(desk)
    issuing.issue(desk, signing=SIGNED)
    with desk.workspace.maintaining() as session:
        other = Seal("p", frozenset(), b"{}").to_fields()["packed"]
        session.connection().exec_driver_sql("UPDATE issue SET seal = json_set(seal, '$.packed', ?)", (other,))
    with pytest.raises(ValueError, match="hash"):
        issuing.issued(desk)
