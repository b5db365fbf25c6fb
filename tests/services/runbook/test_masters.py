from datetime import timedelta

import pytest

from app.models import queries as shared
from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.runbook.master import SystemRow
from app.models.runbook.records import Access, Branch, GateRole, Master, Measure, StepKind
from app.services import history
from app.services.desk import Desk
from app.services.runbook import checking, duty, masters


@pytest.fixture
def made(desk: Desk) -> Desk:
    """A desk with the nine steps of the form."""
    masters.create(desk)
    return desk


def master(desk: Desk) -> Master:
    return masters.master(desk)


def ids(desk: Desk) -> list[str]:
    return [step.id for step in master(desk).steps]


def journalled(desk: Desk) -> int:
    from app.models.base import ChangeRow

    with desk.workspace.reading() as session:
        return session.query(ChangeRow).count()


def stage(desk: Desk, code: str) -> str:
    return next(one.id for one in master(desk).stages if one.code == code)


def test_no_master_at_first(desk: Desk) -> None:
    assert not masters.has_master(desk)
    with pytest.raises(NotFoundError):
        masters.master(desk)


def test_the_form_comes_back_as_it_was_stored(made: Desk) -> None:
    from app.models.runbook.master import from_form

    assert master(made) == from_form(made.natural_id, province="tỉnh Lâm Đồng")


def test_a_second_master_is_refused(made: Desk) -> None:
    with pytest.raises(RefusedError):
        masters.create(made)


def test_storing_what_is_there_journals_nothing(made: Desk) -> None:
    before = journalled(made)
    masters.change(made, "Không đổi gì", lambda known: known)
    assert journalled(made) == before


def test_editing_one_field_journals_one_change(made: Desk) -> None:
    before = journalled(made)
    masters.edit_step(made, step_id=ids(made)[2], note="Ghi chú mới")
    assert journalled(made) == before + 1
    assert master(made).steps[2].note == "Ghi chú mới"


def test_undo_takes_an_edit_back(made: Desk) -> None:
    before = master(made)
    masters.remove_step(made, step_id=ids(made)[3])
    history.undo(made)
    assert master(made) == before


def test_adding_behind_renumbers_and_waits_for_it(made: Desk) -> None:
    after = ids(made)[2]
    masters.add_step(
        made, stage_id=stage(made, "B"), after=after, content="Đối chiếu mã băm", duration=timedelta(minutes=5)
    )
    steps = master(made).steps
    assert (steps[3].content, steps[3].number, steps[3].needs) == ("Đối chiếu mã băm", "4", (after,))
    assert steps[3].planned_start == steps[2].planned_end


def test_adding_moves_no_other_rank(made: Desk) -> None:
    from app.models.runbook.entities import RunbookStepRow

    def ranks() -> dict[str, str]:
        with made.workspace.reading() as session:
            return {row.id: row.rank for row in session.query(RunbookStepRow)}

    before = ranks()
    masters.add_step(made, stage_id=stage(made, "B"), after=ids(made)[2], content="Thêm")
    assert before.items() <= ranks().items()


def test_a_step_without_content_is_refused(made: Desk) -> None:
    with pytest.raises(InvalidInputError):
        masters.add_step(made, stage_id=stage(made, "B"), content=" ")
    with pytest.raises(InvalidInputError):
        masters.edit_step(made, step_id=ids(made)[0], content="")


def test_a_step_of_the_rollback_stage_is_of_that_branch(made: Desk) -> None:
    masters.add_step(made, stage_id=stage(made, "K"), content="Khôi phục", kind=StepKind.ROLLBACK)
    assert (master(made).steps[-1].number, master(made).steps[-1].branch) == ("K1", Branch.ROLLBACK)


@pytest.mark.parametrize(
    ("given", "minutes"),
    [
        ({"duration": 90}, (0, 90)),
        ({"end": 30}, (0, 30)),
        ({"start": 10}, (10, 65)),
        ({"end": 60, "duration": 20}, (40, 60)),
    ],
)
def test_times_by_any_two(made: Desk, given: dict[str, int], minutes: tuple[int, int]) -> None:
    step = master(made).steps[2]
    assert step.planned_start is not None
    asked = {
        name: timedelta(minutes=value) if name == "duration" else step.planned_start + timedelta(minutes=value)
        for name, value in given.items()
    }
    masters.set_times(made, step_id=step.id, **asked)  # type: ignore[arg-type]
    now = master(made).steps[2]
    expected = tuple(step.planned_start + timedelta(minutes=one) for one in minutes)
    assert (now.planned_start, now.planned_end) == expected


def test_a_step_longer_than_a_day_is_refused(made: Desk) -> None:
    with pytest.raises(InvalidInputError):
        masters.set_times(made, step_id=ids(made)[0], duration=timedelta(hours=25))


def test_a_circle_is_refused_and_named(made: Desk) -> None:
    first, second = ids(made)[:2]
    with pytest.raises(InvalidInputError, match="1 → 2 → 1"):
        masters.set_needs(made, step_id=first, needs=[second])


def test_removing_a_step_joins_what_it_joined(made: Desk) -> None:
    before = ids(made)
    masters.remove_step(made, step_id=before[2])
    assert master(made).steps[2].needs == (before[1],)


def test_moving_first_into_a_stage(made: Desk) -> None:
    last = ids(made)[-1]
    masters.move_step(made, step_id=last, stage_id=stage(made, "B"))
    assert ids(made)[1] == last


def test_measures_and_gate_roles_keep_their_order(made: Desk) -> None:
    step_id = ids(made)[2]
    masters.set_measures(made, step_id=step_id, measures=[Measure("", "Hồ sơ"), Measure("", "Văn bản")])
    assert [one.name for one in master(made).steps[2].measures] == ["Hồ sơ", "Văn bản"]
    masters.edit_step(made, step_id=step_id, kind=StepKind.GATE)
    masters.set_gate_roles(made, step_id=step_id, roles=[GateRole("", "Chỉ huy"), GateRole("", "Doanh nghiệp")])
    assert [one.role for one in master(made).gate(step_id).roles] == ["Chỉ huy", "Doanh nghiệp"]


def test_only_gates_have_roles(made: Desk) -> None:
    with pytest.raises(RefusedError):
        masters.set_gate_roles(made, step_id=ids(made)[2], roles=[])


def test_coordinating_units_are_rows_of_their_own(made: Desk) -> None:
    masters.edit_step(made, step_id=ids(made)[2], coordinating=["Sở KHCN", "Công an tỉnh", "Sở KHCN", ""])
    assert master(made).steps[2].coordinating == ("Sở KHCN", "Công an tỉnh")


def test_splitting_by_systems(made: Desk) -> None:
    masters.split_by_systems(made, systems=[SystemRow("Một cửa", stays=True), SystemRow("Văn bản", stays=False)])
    assert [step.form_number for step in master(made).steps] == [1, 2, 3, 3, 4, 5, 6, 7, 8, 9]


def test_another_hour(made: Desk) -> None:
    known = master(made)
    masters.reanchor(made, anchor=known.anchor + timedelta(days=1))
    assert master(made).window_end == known.window_end + timedelta(days=1)


def test_the_window_does_not_end_before_it_starts(made: Desk) -> None:
    with pytest.raises(InvalidInputError):
        masters.set_window(made, end=master(made).window_start)


def test_every_fix_settles_its_finding(made: Desk) -> None:
    for rule in ("reopens_early", "no_rollback"):
        finding = next(one for one in checking.findings(made) if one.rule == rule)
        checking.apply_fix(made, finding=finding)
        assert rule not in [one.rule for one in checking.findings(made)]


def test_a_step_moved_behind_its_needs_takes_the_next_with_it(made: Desk) -> None:
    step = master(made).steps[3]
    masters.set_times(made, step_id=ids(made)[2], duration=timedelta(minutes=75))
    finding = next(one for one in checking.findings(made) if one.rule == "starts_early")
    assert finding.step_id == step.id
    checking.apply_fix(made, finding=finding)
    assert "starts_early" not in [one.rule for one in checking.findings(made)]


def test_a_finding_without_fix_is_refused(made: Desk) -> None:
    with pytest.raises(RefusedError):
        checking.apply_fix(made, finding=next(one for one in checking.findings(made) if one.fix is None))


def test_people_on_duty(made: Desk) -> None:
    duty.add_contact(made, name="Bùi Quốc Vượng", phone="0900 000 201")
    contact = master(made).contacts[0]
    masters.edit_step(made, step_id=ids(made)[2], owner_id=contact.id)
    duty.set_head(made, contact_id=contact.id)
    duty.edit_contact(made, contact_id=contact.id, phone="0900 000 202")
    assert (master(made).contacts[0].phone, master(made).head_id) == ("0900 000 202", contact.id)
    with pytest.raises(RefusedError, match="bước 3"):
        duty.remove_contact(made, contact_id=contact.id)


def test_a_stranger_is_no_owner(made: Desk) -> None:
    with pytest.raises(NotFoundError):
        masters.edit_step(made, step_id=ids(made)[2], owner_id="lạ")


def test_rows_from_excel_in_one_act(made: Desk) -> None:
    rows = [{"content": "Bước một", "start": "21h10"}, {"content": ""}, {"content": "Bước hai"}]
    outcome, read = masters.add_rows(made, stage_id=stage(made, "B"), rows=rows)
    assert (outcome.title, len(read.refused)) == ("Nhập 2 bước từ Excel", 1)
    assert [step.content for step in master(made).steps[6:8]] == ["Bước một", "Bước hai"]


def test_leads_are_known_units_where_they_can_be(made: Desk) -> None:
    from app.models.runbook.entities import RunbookStepRow

    with made.workspace.reading() as session:
        leads = {row.lead_unit: row.lead_id for row in session.query(RunbookStepRow)}
        names = {unit.id: unit.name for unit in shared.units(session, today="")}
    assert names[leads["Tổ Công tác Tỉnh"]] == "Tổ Công tác Tỉnh"


def test_access_is_kept(made: Desk) -> None:
    assert [step.access for step in master(made).steps if step.access] == [Access.BLOCK, Access.PUBLIC]
