"""Plan tasks and night steps that the decisions propose."""

from datetime import date

import pytest

from app.models.errors import InvalidInputError, RefusedError
from app.models.resources import load_yaml
from app.models.runbook.records import Access, Branch
from app.models.selection.aftermath_proposals import Proposal, ProposalState
from app.services import history, plan, tasks
from app.services.desk import Desk
from app.services.runbook import masters
from app.services.runbook.checking import findings
from app.services.selection import proposals, unchosen
from tests.conftest import StandingClock
from tests.services.selection.aftermath_hands import at, decide, three_systems
from tests.steps import send


@pytest.fixture
def decided(desk: Desk) -> tuple[str, str, str]:
    """Three procedure systems, that of Lâm Đồng chosen."""
    systems = three_systems(desk)
    decide(desk, systems[0])
    return systems


def by_template(desk: Desk) -> dict[str, list[Proposal]]:
    """Template -> its proposals."""
    found: dict[str, list[Proposal]] = {}
    for one in proposals.proposed(desk):
        found.setdefault(one.key.split("/")[0], []).append(one)
    return found


def test_nothing_is_proposed_before_a_decision(desk: Desk) -> None:
    three_systems(desk)
    assert proposals.proposed(desk) == ()


@pytest.mark.usefixtures("decided")
def test_each_stopped_system_gets_four_and_the_chosen_one_its_own(desk: Desk) -> None:
    found = by_template(desk)
    for template in ("backup", "migrate", "lookup", "handover"):
        assert len(found[template]) == 2
    for template in ("configure", "training", "accounts", "workflow", "role_accounts", "essential"):
        assert len(found[template]) == 1
    assert "security_level" not in found


@pytest.mark.usefixtures("decided")
def test_what_the_form_covers_already_is_said(desk: Desk) -> None:
    configure = by_template(desk)["configure"][0]
    assert (configure.state, configure.number) == (ProposalState.COVERED, "3.1")


@pytest.mark.usefixtures("decided")
def test_the_temporary_workflow_has_three_or_four_steps(desk: Desk) -> None:
    def workflow(steps: int) -> str:
        return next(
            one.content for one in proposals.proposed(desk, workflow_steps=steps) if one.key.startswith("workflow/")
        )

    assert "4 bước (Tiếp nhận → Xử lý → Phê duyệt → Trả kết quả)" in workflow(4)
    assert "3 bước (Tiếp nhận → Xử lý, phê duyệt → Trả kết quả)" in workflow(3)
    with pytest.raises(InvalidInputError, match="3 hoặc 4"):
        proposals.proposed(desk, workflow_steps=5)


@pytest.mark.usefixtures("decided")
def test_the_decree_of_july_proposes_nothing_in_june(desk: Desk, clock: StandingClock) -> None:
    assert "measuring" not in by_template(desk)
    clock.moment = at("18/7 09:00")
    assert "measuring" in by_template(desk)


def test_taking_makes_rows_of_the_province_s_own(desk: Desk, decided: tuple[str, str, str]) -> None:
    _, second, _ = decided
    unchosen.set_lead(desk, system_id=second, unit="Sở Khoa học và Công nghệ")
    unchosen.set_deadline(desk, system_id=second, text="trước ngày 30/9/2025")
    proposals.take(desk, keys=[f"migrate/{second}", f"backup/{second}"])
    rows = {task.source.ref: task for task in plan.view(desk).tasks if task.is_addition}
    migrate = rows["Sổ tay, Phụ lục I, mục II.4, điểm b"]
    assert "tài khoản người dùng của VNPT iGate của tỉnh Đắk Nông sang VNPT iGate của tỉnh Lâm Đồng" in migrate.content
    assert migrate.lead is not None
    assert migrate.lead.name == "Sở Khoa học và Công nghệ"
    assert migrate.deadline is not None
    assert migrate.deadline.text == "trước ngày 30/9/2025"
    assert migrate.number.startswith("4.")
    assert [unit.name for unit in migrate.coordinating] == ["Doanh nghiệp CNTT"]
    backup = rows["Sổ tay, Phụ lục I, mục II.4, điểm a"]
    assert backup.deadline is not None
    assert backup.deadline.due_at() == at("1/7 00:00")


def test_a_lead_that_coordinates_is_named_once(desk: Desk, decided: tuple[str, str, str]) -> None:
    first, *_ = decided
    proposals.take(desk, keys=[f"workflow/{first}"])
    row = next(task for task in plan.view(desk).tasks if "8.5, điểm a" in task.source.ref)
    assert row.lead is not None
    assert row.lead.id not in {unit.id for unit in row.coordinating}


def test_nothing_is_taken_twice(desk: Desk, decided: tuple[str, str, str]) -> None:
    key = f"backup/{decided[1]}"
    proposals.take(desk, keys=[key, key])
    with pytest.raises(RefusedError, match=r"Đã có trong kế hoạch: dòng 2\.5"):
        proposals.take(desk, keys=[key])
    assert sum(1 for task in plan.view(desk).tasks if task.is_addition) == 1


def test_a_row_that_was_deleted_can_be_taken_again(desk: Desk, decided: tuple[str, str, str]) -> None:
    key = f"backup/{decided[1]}"
    made = proposals.take(desk, keys=[key])
    task_id = next(ref.id for ref in made.changed if ref.entity == "task")
    tasks.add_document(desk, task_id=task_id, title="Biên bản", number="03/BB", issued_on=date(2025, 6, 24))
    tasks.delete_tasks(desk, task_ids=[task_id])
    assert by_template(desk)["backup"][0].state is ProposalState.REMOVED
    proposals.take(desk, keys=[key])
    assert plan.task(desk, task_id=task_id).evidence


def test_undo_and_another_taking(desk: Desk, decided: tuple[str, str, str]) -> None:
    key = f"workflow/{decided[0]}"
    proposals.take(desk, keys=[key])
    history.undo(desk)
    assert by_template(desk)["workflow"][0].state is ProposalState.OPEN
    proposals.take(desk, keys=[key], workflow_steps=3)
    assert "3 bước" in next(task.content for task in plan.view(desk).tasks if "8.5, điểm a" in task.source.ref)


def test_a_proposal_that_no_decision_makes(desk: Desk, decided: tuple[str, str, str]) -> None:
    with pytest.raises(InvalidInputError):
        proposals.take(desk, keys=[f"backup/{decided[0]}"])


def test_two_desks_take_the_same_and_it_is_one_row(desk: Desk, other: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    send(desk, other)
    proposals.take(desk, keys=[f"backup/{second}"])
    proposals.take(other, keys=[f"backup/{second}"])
    send(desk, other)
    send(other, desk)
    for one in (desk, other):
        assert [task.content for task in plan.view(one).tasks if task.is_addition] == [
            "Sao lưu toàn bộ dữ liệu của VNPT iGate của tỉnh Đắk Nông (Giải quyết TTHC); ghi mã băm SHA-256 và khôi "
            "phục thử."
        ]


@pytest.mark.usefixtures("decided")
def test_the_night_gets_a_step_a_system(desk: Desk) -> None:
    masters.create(desk)
    assert any("mở thẳng cho người dân" in one for one in proposals.night_warnings(desk))
    proposals.split_runbook(desk)
    steps = [step for step in masters.master(desk).steps if step.branch is Branch.MAIN]
    names = {number: [step.system for step in steps if step.form_number == number] for number in (3, 4, 5, 6)}
    every = ["VNPT iGate (Lâm Đồng)", "VNPT iGate (Đắk Nông)", "VNPT iGate (Bình Thuận)"]
    assert names == {3: every, 4: every[1:], 5: every[:1], 6: every[:1]}
    assert sum(1 for step in steps if step.access is Access.PUBLIC) == 1
    assert not [one for one in findings(desk) if one.rule in ("reopens_early", "reopens_without_gate")]
    assert proposals.night_steps(desk) == ()
    with pytest.raises(RefusedError, match="đã có đủ bước"):
        proposals.split_runbook(desk)


def test_systems_decided_later_get_their_steps_beside_the_others(desk: Desk, decided: tuple[str, str, str]) -> None:
    masters.create(desk)
    proposals.split_runbook(desk, system_ids=decided[:2])
    before = masters.master(desk)
    proposals.split_runbook(desk)
    after = masters.master(desk)
    added = [step for step in after.steps if before.step(step.id) is None]
    assert [(step.form_number, step.system) for step in added] == [
        (3, "VNPT iGate (Bình Thuận)"),
        (4, "VNPT iGate (Bình Thuận)"),
    ]
    backup = added[0]
    like = next(step for step in after.steps if step.form_number == 3 and step.id != backup.id)
    assert (backup.needs, backup.planned_start) == (like.needs, like.planned_start)
    assert all(backup.id in step.needs for step in after.steps if like.id in step.needs)


@pytest.mark.usefixtures("decided")
def test_one_undo_makes_the_runbook_whole_again(desk: Desk) -> None:
    masters.create(desk)
    before = masters.master(desk)
    proposals.split_runbook(desk)
    history.undo(desk)
    assert masters.master(desk) == before


def test_a_row_made_from_a_proposal_covers_no_other_system(desk: Desk, decided: tuple[str, str, str]) -> None:
    proposals.take(desk, keys=[f"backup/{decided[1]}"])
    assert [one.state for one in by_template(desk)["backup"]] == [ProposalState.TAKEN, ProposalState.OPEN]


def test_the_sample_names_what_there_is() -> None:
    data = load_yaml("selection/sample-lam-dong-aftermath.yaml")
    known = {
        system["name"] for kind in load_yaml("selection/sample-lam-dong.yaml")["kinds"] for system in kind["systems"]
    }
    templates = {row["key"] for row in load_yaml("selection/aftermath.yaml")["proposals"]}
    assert {*data["unchosen"], *data["stages"]} <= known
    for one in data["take"]:
        template, _, name = one.partition("/")
        assert template in templates
        assert name in known
