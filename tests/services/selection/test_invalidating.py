"""What another decision would make invalid, and the marks it leaves."""

from datetime import date

import pytest
from sqlalchemy import select

from app.models.errors import NotFoundError
from app.models.papers.entities import PaperRow
from app.models.plan.records import Signing
from app.models.selection.aftermath_invalidating import Category
from app.models.selection.stages import StageKey
from app.services import issuing, plan, tasks
from app.services.desk import Desk
from app.services.papers import drafting
from app.services.runbook import locking, masters
from app.services.selection import invalidating, proposals, section_two, stages, unchosen
from tests.services.selection.aftermath_hands import decide, kind_id, stopped_one, three_systems
from tests.steps import send


def categories(desk: Desk, system_id: str) -> list[Category]:
    """What kinds of things choosing another system makes invalid."""
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=system_id)
    return [one.category for one in found]


def follow_all(desk: Desk, systems: tuple[str, str, str]) -> None:
    """Everything that follows the choice of the first: section II, tasks, steps, counts, stages."""
    section_two.write(desk)
    keys = [one.key for one in proposals.proposed(desk) if one.state.value == "open"]
    proposals.take(desk, keys=keys)
    masters.create(desk)
    proposals.split_runbook(desk)
    unchosen.report_migration(desk, system_id=systems[1], item="dossiers", done=10, total=100)
    unchosen.report_migration(desk, system_id=systems[2], item="dossiers", done=10, total=100)
    stages.count_stage(desk, system_id=systems[0], stage=StageKey.UNITS, done=92, total=124)


def test_a_first_decision_makes_nothing_invalid(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    assert categories(desk, first) == []


def test_the_same_system_again_makes_nothing_invalid(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    assert categories(desk, first) == []


def test_where_nothing_followed_only_the_decision_is_replaced(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=second)
    assert [one.title for one in found] == ["Quyết định lựa chọn số 1211/QĐ-UBND ngày 24/06/2025 (Giải quyết TTHC)"]


def test_everything_that_followed_is_listed(desk: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    follow_all(desk, systems)
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=systems[1])
    assert {one.category for one in found} == set(Category)
    tasks_of = [one.title for one in found if one.category is Category.TASK]
    assert not [title for title in tasks_of if "Sao lưu" in title and "Bình Thuận" in title]
    assert [title for title in tasks_of if "Sao lưu" in title and "Đắk Nông" in title]
    assert [title for title in tasks_of if "di dời" in title and "Bình Thuận" in title]
    steps = [one.title for one in found if one.category is Category.STEP]
    assert [title for title in steps if "hợp nhất" in title and "Đắk Nông" in title]
    assert [title for title in steps if "DNS" in title and "Lâm Đồng" in title]
    assert len({one.key for one in found}) == len(found)


def test_another_kind_s_things_stay_valid(desk: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    others = three_systems(desk, "van-ban", "iOffice")
    decide(desk, others[0], code="van-ban")
    section_two.write(desk)
    proposals.take(desk, keys=[f"backup/{others[1]}"])
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=systems[1])
    assert not [one for one in found if "iOffice" in one.title]


def test_a_task_that_was_deleted_is_not_listed(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    proposals.take(desk, keys=[f"backup/{second}"])
    tasks.delete_tasks(desk, task_ids=[task.id for task in plan.view(desk).tasks if task.is_addition])
    assert Category.TASK not in categories(desk, second)


def test_the_issued_plan_and_the_locked_runbook_are_listed(desk: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    follow_all(desk, systems)
    issuing.issue(
        desk,
        signing=Signing("05", "KH-BCĐ", date(2025, 6, 24), "Trần Quang Hạo", "TRƯỞNG BAN", on_behalf_of="BAN CHỈ ĐẠO"),
    )
    locking.lock(desk, despite_errors=True)
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=systems[1])
    papers = [one.title for one in found if one.category is Category.PAPER]
    assert papers[1:] == [
        "Kế hoạch số 05/KH-BCĐ ngày 24/06/2025 đã ban hành",
        "Kịch bản chuyển đổi đã chốt, bản 1",
    ]


def test_a_new_decision_marks_and_deletes_nothing(desk: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    follow_all(desk, systems)
    rows = [task.id for task in plan.view(desk).tasks]
    steps = masters.master(desk).steps
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=systems[1])
    decide(desk, systems[1], number="1300/QĐ-UBND")
    assert {(one.category, one.record_id) for one in invalidating.reviews(desk)} == {
        (one.category, one.record_id) for one in found
    }
    assert [task.id for task in plan.view(desk).tasks] == rows
    assert masters.master(desk).steps == steps
    kept = stopped_one(desk, systems[1])
    assert not kept.is_stopped
    assert kept.migrations[0].progress is not None
    assert stopped_one(desk, systems[2]).needs_review


def test_settling_takes_the_mark_away(desk: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    follow_all(desk, systems)
    decide(desk, systems[1])
    marked = invalidating.reviews(desk)
    invalidating.settle(desk, review_ids=[one.id for one in marked], note="Đã rà soát, ghi lại mục II")
    assert invalidating.reviews(desk) == ()
    settled = invalidating.reviews(desk, open_only=False)
    assert {(one.settled_by, one.note) for one in settled} == {("Nguyễn Thị Đào", "Đã rà soát, ghi lại mục II")}
    assert not stopped_one(desk, systems[2]).needs_review
    with pytest.raises(NotFoundError):
        invalidating.settle(desk, review_ids=["không có"])


def test_marks_come_over_to_another_desk(desk: Desk, other: Desk) -> None:
    systems = three_systems(desk)
    decide(desk, systems[0])
    follow_all(desk, systems)
    decide(desk, systems[1])
    send(desk, other)
    assert invalidating.reviews(other) == invalidating.reviews(desk)


def test_a_numbered_paper_on_the_decision_is_listed(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decision_id = decide(desk, first)
    drafting.create(desk, kind="QĐ", title="Lựa chọn hệ thống", subject_entity="decision", subject_id=decision_id)
    assert len(categories(desk, second)) == 1
    with desk.act("Cấp số") as act:
        paper = act.session.scalars(select(PaperRow).where(PaperRow.subject_id == decision_id)).one()
        paper.number = {"number": "1211", "symbol": "QĐ-UBND", "issued_on": "2025-06-24"}
    found = invalidating.what_becomes_invalid(desk, kind_id=kind_id(desk), system_id=second)
    assert [one.title for one in found][1:] == ["Lựa chọn hệ thống số 1211/QĐ-UBND"]
