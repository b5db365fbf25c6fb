from datetime import UTC, datetime, timedelta

import pytest

from app.journal.change import natural_id
from app.models.errors import InvalidInputError, NotFoundError
from app.models.runbook import master as shapes
from app.models.runbook.checks import check
from app.models.runbook.master import Part, SystemRow
from app.models.runbook.records import Access, Branch, Master, StepKind
from app.models.runbook.sample_master import sample_master

from .nights import at, minutes


def made(entity: str, key: str) -> str:
    return natural_id("68", entity, key)


@pytest.fixture
def form() -> Master:
    return shapes.from_form(made, province="tỉnh Lâm Đồng")


SYSTEMS = (SystemRow("Một cửa Lâm Đồng", stays=True), SystemRow("Một cửa Đắk Nông", stays=False))


def test_nine_steps_in_three_stages_and_a_way_back(form: Master) -> None:
    assert [step.number for step in form.steps] == [str(n) for n in range(1, 10)]
    assert [stage.code for stage in form.stages] == ["A", "B", "C", "K"]


def test_the_words_are_the_forms(form: Master) -> None:
    assert form.title == "KỊCH BẢN CHI TIẾT CHUYỂN ĐỔI HỆ THỐNG - TỈNH LÂM ĐỒNG"
    assert form.steps[2].content == "Backup (sao lưu) toàn bộ CSDL của các hệ thống cũ."
    assert form.steps[2].note == "Bước quan trọng nhất"


def test_the_columns_are_the_forms() -> None:
    assert shapes.form_table().columns == (
        "TT",
        "Thời gian",
        "Nội dung công việc",
        "Đơn vị chủ trì",
        "Đơn vị phối hợp",
        "Kết quả cần đạt",
        "Ghi chú",
    )


def test_durations_are_what_lies_between_the_forms_times(form: Master) -> None:
    assert [step.duration // minutes(1) for step in form.steps] == [60, 5, 55, 60, 30, 5, 40, 45, 0]


def test_step_8_starts_after_midnight_with_its_date(form: Master) -> None:
    assert form.steps[7].planned_start == datetime(2025, 6, 30, 17, 15, tzinfo=UTC)


def test_two_desks_make_the_same_master(form: Master) -> None:
    assert shapes.from_form(made, province="tỉnh Lâm Đồng") == form


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"start": at(170), "end": at(190)}, (at(170), at(190), minutes(20))),
        ({"start": at(170), "duration": minutes(20)}, (at(170), at(190), minutes(20))),
        ({"end": at(190), "duration": minutes(20)}, (at(170), at(190), minutes(20))),
        ({"start": at(0), "end": at(0)}, (at(0), at(0), minutes(0))),
    ],
)
def test_any_two_give_the_third_across_midnight(given: dict[str, datetime], found: tuple[object, ...]) -> None:
    assert shapes.third(**given) == found  # type: ignore[arg-type]


def test_23h50_and_20_minutes_is_ten_past_midnight() -> None:
    begun = datetime(2025, 6, 30, 16, 50, tzinfo=UTC)
    assert shapes.third(start=begun, duration=minutes(20))[1] == datetime(2025, 6, 30, 17, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [{"start": at(0)}, {}, {"start": at(5), "end": at(0)}, {"start": at(0), "end": at(5), "duration": minutes(6)}],
)
def test_what_does_not_fit_is_refused(given: dict[str, datetime]) -> None:
    with pytest.raises(InvalidInputError):
        shapes.third(**given)  # type: ignore[arg-type]


def test_another_hour_moves_all(form: Master) -> None:
    moved = shapes.reanchored(form, form.anchor - timedelta(days=2, hours=3))
    spans = {one.planned_start - other.planned_start for one, other in zip(form.steps, moved.steps, strict=True)}  # type: ignore[operator]
    assert spans == {timedelta(days=2, hours=3)}
    assert moved.window_end - moved.anchor == form.window_end - form.anchor


def test_moving_there_and_back_changes_nothing(form: Master) -> None:
    assert shapes.reanchored(shapes.reanchored(form, at(-9000)), form.anchor) == form


def test_one_backup_a_system_and_one_merge_a_stopping_one(form: Master) -> None:
    split = shapes.split_by_systems(form, SYSTEMS, made)
    assert [step.system for step in split.steps if step.form_number == 3] == ["Một cửa Lâm Đồng", "Một cửa Đắk Nông"]
    assert [step.system for step in split.steps if step.form_number == 4] == ["Một cửa Đắk Nông"]


def test_parts_stand_where_the_whole_stood(form: Master) -> None:
    split = shapes.split_by_systems(form, SYSTEMS, made)
    parts = [step for step in split.steps if step.form_number == 3]
    merge = next(step for step in split.steps if step.form_number == 4)
    assert {step.needs for step in parts} == {(form.steps[1].id,)}
    assert set(merge.needs) == {step.id for step in parts}


def test_splitting_twice_changes_nothing_more(form: Master) -> None:
    once = shapes.split_by_systems(form, SYSTEMS, made)
    assert shapes.split_by_systems(once, SYSTEMS, made) == once


@pytest.mark.parametrize("names", [(), ("A", "a"), ("",)])
def test_parts_need_names_of_their_own(form: Master, names: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInputError):
        shapes.split(form, form.steps[2].id, [Part(name, name) for name in names], made)


def test_a_step_that_is_gone_is_not_split(form: Master) -> None:
    with pytest.raises(NotFoundError):
        shapes.split(form, "gone", [Part("A", "A")], made)


def test_the_forms_order_is_found_and_its_fix_settles_it(form: Master) -> None:
    (finding,) = [one for one in check(form) if one.rule == "reopens_early"]
    assert finding.message.startswith("Bước 6:")
    assert "(bước 7, 8)" in finding.message
    fixed = shapes.reopened_in_stages(form, finding.step_id, made)
    assert not [one for one in check(fixed) if one.rule in ("reopens_early", "reopens_without_gate", "after_window")]


def test_the_fix_opens_for_testers_then_a_gate_then_the_public(form: Master) -> None:
    fixed = shapes.reopened_in_stages(form, form.steps[5].id, made)
    kinds = [(step.access, step.kind) for step in fixed.steps[5:]]
    assert kinds[0][0] is Access.TESTERS
    assert kinds[3][1] is StepKind.GATE
    assert kinds[4][0] is Access.PUBLIC
    assert len(fixed.gate(fixed.steps[8].id).roles) == 3


def test_the_announcement_waits_for_the_public_opening(form: Master) -> None:
    fixed = shapes.reopened_in_stages(form, form.steps[5].id, made)
    assert fixed.steps[-1].needs == (fixed.steps[-2].id,)


def test_the_way_back_has_steps_of_its_own(form: Master) -> None:
    back = shapes.with_rollback(form, made).of_branch(Branch.ROLLBACK)
    assert [step.number for step in back] == ["K1", "K2", "K3", "K4", "K5"]
    assert back[-1].access is Access.PUBLIC


def test_a_way_back_is_not_added_twice(form: Master) -> None:
    once = shapes.with_rollback(form, made)
    assert shapes.with_rollback(once, made) is once


def test_the_sample_has_nothing_to_settle() -> None:
    found = sample_master(made, province="tỉnh Lâm Đồng", people={"Lê Hữu Khải": "p"})
    assert [finding.message for finding in check(found)] == []
