from dataclasses import replace

import pytest

from app.models.plan.checks import UnitFact
from app.models.plan.records import TaskStatus, UnitRef

from .plans import AFTER, FACTS, changed, form_view, found, task, unit, with_tasks

OLD = "Sở Thông tin và Truyền thông"


def test_an_ended_department_is_a_warning_with_its_successor() -> None:
    (one,) = [one for one in found(with_tasks(task("2.5", lead=OLD)), "ended_unit") if one.task_id == "2.5"]
    assert (one.level, one.field) == ("warning", "lead")
    assert one.fix is not None
    assert (one.fix.kind, one.fix.value, one.fix.target) == (
        "replace_unit",
        "so-khoa-hoc-cong-nghe",
        "so-thong-tin-truyen-thong",
    )
    assert "Thay bằng Sở Khoa học và Công nghệ" in one.message


def test_among_the_coordinating_too() -> None:
    view = with_tasks(task("2.5", coordinating=(unit("Sở Y tế"), unit(OLD))))
    (one,) = [one for one in found(view, "ended_unit") if one.task_id == "2.5"]
    assert one.field == "coordinating"


def test_a_living_unit_is_fine() -> None:
    assert not [one for one in found(with_tasks(task("2.5")), "ended_unit") if one.task_id == "2.5"]


def test_the_forms_district_rows_are_remarks_before_july() -> None:
    levels = {one.task_id: one.level for one in found(form_view(), "ended_unit")}
    assert levels == {"1.2": "remark", "2.4": "remark"}


def test_they_are_warnings_after_it() -> None:
    levels = {one.task_id: one.level for one in found(form_view(), "ended_unit", now=AFTER)}
    assert levels == {"1.2": "warning", "2.4": "warning"}


@pytest.mark.parametrize(
    ("due", "level"),
    [
        ("Ngày 30/6/2025", "remark"),
        ("Trước ngày 01/7/2025", "remark"),
        ("Ngày 01/7/2025", "warning"),
        ("Từ ngày 01/7/2025", "warning"),
        ("Thường xuyên", "remark"),
    ],
)
def test_district_level_by_the_deadline(due: str, level: str) -> None:
    view = with_tasks(task("2.5", lead="UBND cấp huyện", due=due))
    assert [one.level for one in found(view, "ended_unit") if one.task_id == "2.5"] == [level]


def test_finished_work_is_left_alone() -> None:
    view = changed("1.2", status=TaskStatus.DONE)
    assert "1.2" not in {one.task_id for one in found(view, "ended_unit", now=AFTER)}


def test_without_a_successor_there_is_no_fix() -> None:
    facts = {**FACTS, "so-thong-tin-truyen-thong": replace(FACTS["so-thong-tin-truyen-thong"], successor_id=None)}
    (one,) = [o for o in found(with_tasks(task("2.5", lead=OLD)), "ended_unit", units=facts) if o.task_id == "2.5"]
    assert one.fix is None
    assert "Chọn đơn vị kế thừa" in one.message


def two_spellings(first: str, second: str, kind: str) -> dict[str, UnitFact]:
    return {**FACTS, "u1": UnitFact("u1", first, kind), "u2": UnitFact("u2", second, kind)}


def test_names_that_differ_by_marks() -> None:
    facts = two_spellings("Hội Văn nghệ", "Hội Van nghe", "union")
    view = with_tasks(task("2.5", lead="").__class__("2.5", "II", "2.5", "Việc", UnitRef("u2", "Hội Van nghe")))
    (one,) = found(view, "name_differs_by_marks", units=facts)
    assert "“Hội Van nghe” và “Hội Văn nghệ”" in one.message
    assert one.fix is not None
    assert (one.fix.value, one.fix.target) == ("u1", "u2")


def test_a_pair_is_reported_once() -> None:
    facts = two_spellings("Hội Văn nghệ", "Hội Van nghe", "union")
    rows = [
        replace(task(f"2.{n}"), lead=UnitRef(f"u{n % 2 + 1}", ("Hội Văn nghệ", "Hội Van nghe")[n % 2])) for n in (6, 7)
    ]
    assert len(found(with_tasks(*rows), "name_differs_by_marks", units=facts)) == 1


def test_two_communes_of_the_gazetteer_are_two_communes() -> None:
    facts = two_spellings("UBND xã Mỹ Thọ", "UBND xã Mỹ Tho", "commune")
    view = with_tasks(replace(task("2.5"), lead=UnitRef("u1", "UBND xã Mỹ Thọ")))
    assert not found(view, "name_differs_by_marks", units=facts)


def test_different_names_are_fine() -> None:
    assert not found(form_view(), "name_differs_by_marks")


def test_a_pair_nobody_uses_is_not_reported() -> None:
    facts = two_spellings("Hội Văn nghệ", "Hội Van nghe", "union")
    assert not found(form_view(), "name_differs_by_marks", units=facts)
