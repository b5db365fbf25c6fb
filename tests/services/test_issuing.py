from dataclasses import replace
from datetime import date

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.plan.records import Authority, TaskStatus
from app.services import issuing, plan, reanchoring, tasks, units
from app.services.desk import Desk
from tests.models.test_undoing import SIGNED
from tests.steps import added, changes, group_id, row

TUQ = replace(
    SIGNED,
    authority=Authority.TUQ,
    authorisation="Giấy ủy quyền số 03/GUQ ngày 20/6/2025",
    authorisation_until=date(2025, 7, 31),
)


@pytest.mark.parametrize("authority", [one for one in Authority if one is not Authority.TUQ])
def test_each_authority_is_recorded(desk: Desk, authority: Authority) -> None:
    issuing.issue(desk, signing=replace(SIGNED, authority=authority))
    assert plan.view(desk).issued == replace(SIGNED, authority=authority)


@pytest.mark.parametrize("authority", [Authority.TM, Authority.TM_KT, Authority.KT, Authority.TL, Authority.TUQ])
def test_signing_for_somebody_names_them(desk: Desk, authority: Authority) -> None:
    with pytest.raises(InvalidInputError, match="Chưa ghi ký thay mặt"):
        issuing.issue(desk, signing=replace(TUQ, authority=authority, on_behalf_of=" "))


def test_signing_in_ones_own_right_names_nobody(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(SIGNED, authority=Authority.HEAD, on_behalf_of=""))
    assert plan.view(desk).issued is not None


def test_tuq_with_its_paper(desk: Desk) -> None:
    issuing.issue(desk, signing=TUQ)
    assert plan.view(desk).issued == TUQ


def test_tuq_on_the_papers_last_day(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(TUQ, authorisation_until=TUQ.issued_on))
    assert plan.view(desk).issued is not None


@pytest.mark.parametrize("missing", [{"authorisation": ""}, {"authorisation_until": None}])
def test_tuq_without_its_paper(desk: Desk, missing: dict[str, None]) -> None:
    with pytest.raises(InvalidInputError, match="phải có văn bản ủy quyền"):
        issuing.issue(desk, signing=replace(TUQ, **missing))  # type: ignore[arg-type]


def test_tuq_after_its_paper_expired(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match=r"Giấy ủy quyền số 03/GUQ .* đã hết hạn ngày 23/06/2025"):
        issuing.issue(desk, signing=replace(TUQ, authorisation_until=date(2025, 6, 23)))


@pytest.mark.parametrize("number", ["", "05/KH", "năm", "0", "-5", "²", "5.0"])
def test_a_number_is_what_the_clerk_gave(desk: Desk, number: str) -> None:
    with pytest.raises(InvalidInputError, match="Số văn bản"):
        issuing.issue(desk, signing=replace(SIGNED, number=number))


def test_a_number_below_ten_gets_its_zero(desk: Desk) -> None:
    issuing.issue(desk, signing=replace(SIGNED, number="5"))
    issued = plan.view(desk).issued
    assert issued is not None
    assert issued.number == "05"


@pytest.mark.parametrize(
    ("missing", "where"),
    [("symbol", "Ký hiệu"), ("signer", "Họ và tên người ký"), ("position", "Chức vụ người ký")],
)
def test_what_is_missing_is_named(desk: Desk, missing: str, where: str) -> None:
    with pytest.raises(InvalidInputError, match=f"{where} đang để trống"):
        issuing.issue(desk, signing=replace(SIGNED, **{missing: " "}))  # type: ignore[arg-type]


def test_a_refused_issue_leaves_nothing(desk: Desk) -> None:
    with pytest.raises(InvalidInputError):
        issuing.issue(desk, signing=replace(SIGNED, number=""))
    assert issuing.issued(desk) is None
    assert changes(desk, entity="issue") == []


def test_before_issuing_there_is_nothing_to_compare(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="chưa ban hành"):
        issuing.differences(desk)


def test_the_issued_plan_is_the_plan(desk: Desk) -> None:
    added(desk, lead="Sở Y tế", deadline="Chậm nhất trước 12 giờ ngày 25/6/2025")
    issuing.issue(desk, signing=SIGNED)
    assert issuing.issued(desk) == plan.view(desk)
    assert issuing.differences(desk) == ()


def test_the_issued_sample_is_the_plan_on_paper(sample_desk: Desk) -> None:
    issuing.issue(sample_desk, signing=SIGNED)
    frozen, live = issuing.issued(sample_desk), plan.view(sample_desk)
    assert frozen is not None
    assert [replace(task, progress=(), obstacles=(), evidence=()) for task in live.tasks] == list(frozen.tasks)
    assert (frozen.texts, dict(frozen.blanks), frozen.issued) == (live.texts, dict(live.blanks), live.issued)


def test_later_edits_leave_it_as_it_is_on_paper(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    before = issuing.issued(desk)
    tasks.set_lead(desk, task_id=row(desk, "1.1").id, unit="Sở Y tế")
    tasks.delete_tasks(desk, task_ids=[row(desk, "2.1").id])
    units.edit_unit(desk, unit_id=plan.units(desk)[0].id, name="Tên đã đổi")
    assert issuing.issued(desk) == before


def test_each_difference_is_listed(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    one = row(desk, "1.1")
    tasks.edit_task(desk, task_id=one.id, products="Sản phẩm mới")
    tasks.extend_deadline(desk, task_id=row(desk, "1.2").id, text="30/6/2025", reason="a", approver="b")
    tasks.set_lead(desk, task_id=row(desk, "1.3").id, unit="Sở Y tế")
    tasks.delete_tasks(desk, task_ids=[row(desk, "2.4").id])
    added(desk, "Việc mới", group_id=group_id(desk, "III"))
    plan.set_blank(desk, key="ly_do_lua_chon", value="Hệ thống ổn định")
    found = {(one.where, one.field) for one in issuing.differences(desk)}
    assert {("Nhiệm vụ 2.4", "Bãi bỏ"), ("Nhiệm vụ 3.4", "Bổ sung")} <= found
    assert {where for where, _ in found} >= {"Nhiệm vụ 1.1", "Nhiệm vụ 1.2", "Nhiệm vụ 1.3"}
    assert len(found) == 6


def test_work_on_it_is_no_difference(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    tasks.report_progress(desk, task_id=row(desk, "1.1").id, status=TaskStatus.IN_PROGRESS, percent=50)
    assert issuing.differences(desk) == ()


def test_issued_again_the_later_one_stands(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    added(desk, "Việc mới")
    issuing.issue(desk, signing=replace(SIGNED, number="09"))
    assert issuing.differences(desk) == ()
    first, second = changes(desk, entity="issue")
    assert (first.kind, second.fields["seal"]["after"]) == ("seal", [first.entity_id])


def test_an_issued_plan_is_not_moved_as_a_whole(desk: Desk) -> None:
    issuing.issue(desk, signing=SIGNED)
    with pytest.raises(RefusedError, match="Kế hoạch đã ban hành"):
        reanchoring.reanchor(desk, new_day=date(2025, 7, 15))
