from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.exports.amendment_paper import amendment_paper
from app.exports.differences import ADDED, MOVED, REMOVED, compare
from app.exports.render import render
from app.models.plan.records import PlanText, PlanView, Task
from tests.exports.reading import docx_text
from tests.exports.samples import STATE, addition, form_view, full_view, issued_view, with_rows


def _reordered(view: PlanView, tasks: tuple[Task, ...]) -> PlanView:
    return replace(view, groups=(replace(view.groups[0], tasks=tasks), *view.groups[1:]))


def _fields(old: PlanView, new: PlanView) -> list[tuple[str, str]]:
    return [(one.where, one.field) for one in compare(old, new)]


def test_the_same_plan_differs_in_nothing() -> None:
    assert compare(full_view(), full_view()) == ()


def test_an_added_row_is_told_whole() -> None:
    (one,) = compare(form_view(), with_rows(form_view(), addition(5, content="Mới")))
    assert (one.where, one.field, one.old) == ("Nhiệm vụ 1.5", ADDED, "")
    assert one.new.splitlines()[:2] == ["Mới", "Đơn vị chủ trì: Sở Khoa học và Công nghệ"]


def test_a_removed_row() -> None:
    view = form_view()
    (one,) = compare(view, _reordered(view, view.groups[0].tasks[1:]))
    assert (one.where, one.field, one.new) == ("Nhiệm vụ 1.1", REMOVED, "")


def test_moving_one_row_is_one_move() -> None:
    view = form_view()
    a, b, c, d = view.groups[0].tasks
    assert _fields(view, _reordered(view, (d, a, b, c))) == [("Nhiệm vụ 1.4", MOVED)]


def test_a_row_in_another_group_has_moved() -> None:
    view = form_view()
    first, second, *others = view.groups
    task = replace(first.tasks[3], group_id=second.id, number="2.5")
    live = replace(
        view,
        groups=(replace(first, tasks=first.tasks[:3]), replace(second, tasks=(*second.tasks, task)), *others),
    )
    (one,) = compare(view, live)
    assert (one.old, one.new) == ("Nhóm I, TT 1.4", "Nhóm II, TT 2.5")


def test_each_changed_field_is_a_line() -> None:
    view = form_view()
    first, *others = view.groups[0].tasks
    live = _reordered(view, (replace(first, content="Khác", products="Khác nữa"), *others))
    assert _fields(view, live) == [("Nhiệm vụ 1.1", "Nội dung công việc"), ("Nhiệm vụ 1.1", "Sản phẩm đầu ra")]


def test_an_extension_changes_the_deadline() -> None:
    view, live = with_rows(form_view(), addition(9)), full_view()
    changed = [one for one in compare(view, live) if one.field == "Thời hạn hoàn thành"]
    assert [(one.old, one.new) for one in changed] == [("trước ngày 26/6/2025", "Ngày 29/6/2025")]


def test_texts_added_and_reworded() -> None:
    view = form_view()
    texts = [replace(text, text="Khác") if text.part == "closing" else text for text in view.texts]
    texts.append(PlanText("n", "objectives_general", "", "Thêm", is_addition=True))
    found = compare(view, replace(view, texts=tuple(texts)))
    assert {(one.where, one.field) for one in found} == {
        ("Phần kết thúc", "Nội dung"),
        ("Mục I, khoản 1. Mục tiêu tổng quát", ADDED),
    }


@given(st.permutations(range(8)))
def test_moves_are_as_few_as_can_be_and_explain_the_order(order: list[int]) -> None:
    tasks = tuple(addition(number) for number in range(8))
    view = _reordered(form_view(), tasks)
    live = _reordered(view, tuple(tasks[at] for at in order))
    moved = {one.where for one in compare(view, live)}
    stayed = [at for at in order if f"Nhiệm vụ 1.{at}" not in moved]
    assert stayed == sorted(stayed)


def test_the_amending_paper_names_the_issued_plan_and_lists_all() -> None:
    issued = issued_view()
    live = with_rows(issued, addition(90, content="Việc mới thêm"))
    text = docx_text(render(amendment_paper(compare(issued, live), live, STATE), "docx")).replace("\u00a0", " ")
    assert "Kế hoạch hành động số 05/KH-BCĐ ngày 04 tháng 6 năm 2025 như sau:" in text
    assert "Việc mới thêm" in text
    assert "không thay đổi./." in text
