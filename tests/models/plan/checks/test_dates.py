from dataclasses import replace

import pytest

from app.models.plan.deadline import parse
from app.models.plan.records import Extension

from .plans import changed, form_view, found, task, with_tasks


@pytest.mark.parametrize(
    ("mine", "needed", "fires"),
    [
        ("Ngày 24/6/2025", "Ngày 25/6/2025", True),
        ("Ngày 25/6/2025", "Ngày 25/6/2025", False),
        ("Trước ngày 26/6/2025", "Ngày 25/6/2025", False),
        ("12 giờ ngày 25/6/2025", "Ngày 25/6/2025", True),
        ("Đêm 30/6/2025", "Ngày 30/6/2025", False),
        ("Thường xuyên", "Ngày 25/6/2025", False),
        ("Ngày 24/6/2025", "Từ ngày 01/7/2025", False),
    ],
)
def test_due_before_what_it_needs(mine: str, needed: str, fires: bool) -> None:  # noqa: FBT001
    view = with_tasks(task("2.5", due=needed), task("2.6", due=mine, needs=("2.5",)))
    assert bool(found(view, "before_its_need")) is fires


def test_both_rows_are_named() -> None:
    view = with_tasks(task("2.5", due="Ngày 25/6/2025"), task("2.6", due="Ngày 24/6/2025", needs=("2.5",)))
    (one,) = found(view, "before_its_need")
    assert one.message.startswith("Dòng 2.6:")
    assert "dòng 2.5" in one.message


def test_a_need_that_is_gone() -> None:
    (one,) = found(with_tasks(task("2.5", needs=("deleted",))), "missing_need")
    assert one.field == "needs"


def test_a_need_that_is_there() -> None:
    assert not found(with_tasks(task("2.5", needs=("1.1",))), "missing_need")


def test_codes_before_the_team_is_remarked() -> None:
    (one,) = found(form_view(), "form_order")
    assert (one.level, one.task_id) == ("remark", "1.4")


def test_codes_after_the_team_are_fine() -> None:
    assert not found(changed("1.4", original_deadline=parse("Ngày 25/6/2025")), "form_order")


def test_form_rows_on_the_day_called_before() -> None:
    assert [one.task_id for one in found(form_view(), "objective_date")] == ["1.2", "2.4"]


def test_the_fix_says_before() -> None:
    fixes = {one.task_id: one.fix.value for one in found(form_view(), "objective_date") if one.fix}
    assert fixes == {"1.2": "Trước ngày 25/6/2025", "2.4": "Trước ngày 30/6/2025"}


@pytest.mark.parametrize(
    ("due", "level"),
    [
        ("Trước ngày 25/6/2025", None),
        ("Ngày 24/6/2025", None),
        ("Ngày 25/6/2025", "remark"),
        ("Ngày 26/6/2025", "warning"),
    ],
)
def test_how_row_1_2_stands_to_its_objective(due: str, level: str | None) -> None:
    levels = [
        one.level
        for one in found(changed("1.2", original_deadline=parse(due)), "objective_date")
        if one.task_id == "1.2"
    ]
    assert levels == ([level] if level else [])


def test_an_extension_does_not_contradict_the_objective() -> None:
    later = Extension("e", parse("Ngày 28/6/2025"), "mưa lũ", "Trưởng Ban", None)
    view = changed("1.2", original_deadline=parse("Ngày 24/6/2025"), extensions=(later,))
    assert "1.2" not in {one.task_id for one in found(view, "objective_date")}


def test_an_objective_somebody_reworded_is_not_guessed() -> None:
    texts = tuple(replace(line, text="Không nêu ngày") for line in form_view().texts)
    assert not found(form_view(texts=texts), "objective_date")


def test_an_impossible_date_in_an_objective_survives() -> None:
    texts = tuple(replace(line, text=line.text.replace("25/6/2025", "31/6/2025")) for line in form_view().texts)
    assert [one.task_id for one in found(form_view(texts=texts), "objective_date")] == ["2.4"]


@pytest.mark.parametrize(
    ("due", "fires"), [("Ngày 29/6/2025", False), ("Ngày 30/6/2025", False), ("Ngày 01/7/2025", True)]
)
def test_rehearsal_after_the_cutover(due: str, fires: bool) -> None:  # noqa: FBT001
    assert bool(found(changed("3.3", original_deadline=parse(due)), "rehearsal_after_cutover")) is fires


def test_a_cutover_brought_forward_is_what_counts() -> None:
    view = changed("4.1", original_deadline=parse("Đêm 28/6/2025"))
    (one,) = found(view, "rehearsal_after_cutover")
    assert one.task_id == "3.3"


def test_preparing_for_the_night_is_not_the_cutover() -> None:
    view = with_tasks(task("2.5", "Bảo đảm điện cho đêm cắt chuyển", due="Ngày 20/6/2025"))
    assert not found(view, "rehearsal_after_cutover")


def test_a_drill_of_information_security_later_is_fine() -> None:
    view = with_tasks(task("2.5", "Diễn tập an toàn thông tin", due="Ngày 20/11/2025"))
    assert not found(view, "rehearsal_after_cutover")


def cycle_of(*needs: tuple[str, ...]) -> list[str]:
    rows = [task(f"2.{n}", needs=tuple(f"2.{m}" for m in wanted)) for n, wanted in enumerate(needs, 5)]
    return [one.message for one in found(with_tasks(*rows), "cycle")]


def test_a_cycle_names_its_rows_in_order() -> None:
    (message,) = cycle_of(("6",), ("7",), ("5",))
    assert "2.5 → 2.6 → 2.7 → 2.5" in message


def test_a_row_that_needs_itself() -> None:
    (message,) = cycle_of(("5",))
    assert "2.5 → 2.5" in message


def test_two_circles_are_two_findings() -> None:
    assert len(cycle_of(("6",), ("5",), ("8",), ("7",))) == 2


@pytest.mark.parametrize("needs", [((), ("5",), ("5", "6")), (("6", "7"), ("7",), ())])
def test_a_net_without_circle_is_fine(needs: tuple[tuple[str, ...], ...]) -> None:
    assert cycle_of(*needs) == []


def test_a_chain_of_3000_rows_needs_no_recursion() -> None:
    rows = [task(f"9.{n}", needs=(f"9.{n + 1}",)) for n in range(3000)]
    assert not found(with_tasks(*rows), "cycle")
