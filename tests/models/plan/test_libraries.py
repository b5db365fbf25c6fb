from collections import Counter
from datetime import date, time
from itertools import combinations

import pytest

from app.models.errors import InvalidInputError
from app.models.plan import form
from app.models.plan.deadline import DeadlineKind
from app.models.plan.libraries import (
    LIBRARIES,
    LibraryTask,
    all_tasks,
    covered_by,
    group_of,
    load,
    says_the_same,
    search,
)
from app.models.plan.placement import proposed_group
from app.models.plan.records import Source, Task
from app.models.resources import load_yaml

BY_KEY = {task.key: task for task in all_tasks()}


def row(content: str, *, source: Source | None = None, form_key: str = "") -> Task:
    return Task("id", "g", "1.1", content, None, source=source or Source("local"), form_key=form_key)


def form_rows() -> list[Task]:
    return [row(one.content, form_key=one.number) for group in form.load().groups for one in group.rows]


@pytest.mark.parametrize(("library", "count"), [("handbook", 31), ("tb318", 13), ("qd1565", 20)])
def test_counts_are_those_of_the_documents(library: str, count: int) -> None:
    assert len(load(library)) == load_yaml(f"libraries/{library}.yaml")["counts"]["concerns_province"] == count


def test_all_are_64_with_keys_of_their_own() -> None:
    assert len(all_tasks()) == len(BY_KEY) == 64


def test_an_unknown_library_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="Không có thư viện"):
        load("nq57")


@pytest.mark.parametrize(
    ("key", "label"),
    [
        ("handbook/24", "Sổ tay, Phần V, TT 24"),
        ("tb318/3a", "TB 318/TB-VPCP, II.3a"),
        ("qd1565/II.4-1", "QĐ 1565/QĐ-TTg, II.4-1"),
    ],
)
def test_the_source_shows_the_place(key: str, label: str) -> None:
    assert BY_KEY[key].source.label == label


def test_a_list_becomes_one_text() -> None:
    content = BY_KEY["handbook/5"].content
    assert content.startswith("(1) Xây dựng, ban hành và công bố mã định danh")
    assert "; (2) Kịp thời rà soát" in content
    assert content.endswith("triển khai.")


def test_an_introduction_stands_before_the_list() -> None:
    assert BY_KEY["handbook/22"].content.startswith(
        "Thực hiện rà soát, khắc phục những hạn chế bất cập để: (1) Cung cấp 25"
    )


@pytest.mark.parametrize(
    ("key", "kind", "day", "text"),
    [
        ("handbook/23", DeadlineKind.DAY, date(2025, 6, 30), "30/6/2025"),
        ("handbook/43", DeadlineKind.BEFORE, date(2025, 6, 25), "Hoàn thành trước ngày 25/6/2025"),
        ("handbook/7", DeadlineKind.MONTH, date(2025, 6, 30), "Tháng 6/2025"),
        ("handbook/50", DeadlineKind.RANGE, date(2025, 12, 31), "Năm 2025"),
        ("handbook/8", DeadlineKind.ONGOING, None, "Nhiệm vụ thường xuyên"),
        ("qd1565/II.2.b-1", DeadlineKind.ONGOING, None, "Theo lộ trình"),
        ("qd1565/III.1.c", DeadlineKind.ONGOING, None, "Hằng tháng"),
        ("qd1565/II.7-1", DeadlineKind.MONTH, date(2025, 7, 31), "Tháng 7 năm 2025"),
        ("qd1565/II.2.b-2", DeadlineKind.MONTH, date(2025, 7, 31), "Tháng 7 năm 2025"),
        ("tb318/1c", DeadlineKind.BEFORE, date(2025, 6, 27), "Hoàn thành trước ngày 27 tháng 6 năm 2025"),
    ],
)
def test_deadlines_mean_what_is_printed(key: str, kind: DeadlineKind, day: date | None, text: str) -> None:
    deadline = BY_KEY[key].deadline
    assert deadline is not None
    assert (deadline.kind, deadline.day, deadline.text) == (kind, day, text)


def test_from_an_hour_on_has_a_start_and_no_end() -> None:
    deadline = BY_KEY["tb318/3b.1"].deadline
    assert deadline is not None
    assert (deadline.start, deadline.hour, deadline.day) == (date(2025, 6, 27), time(18), None)
    assert deadline.due_at() is None


def test_a_year_begins_with_january() -> None:
    deadline = BY_KEY["handbook/50"].deadline
    assert deadline is not None
    assert deadline.start == date(2025, 1, 1)


@pytest.mark.parametrize("key", ["handbook/90", "handbook/91", "tb318/6c.2", "tb318/6c.3", "qd1565/III.1.a"])
def test_no_deadline_where_no_document_names_one(key: str) -> None:
    assert BY_KEY[key].deadline is None
    assert BY_KEY[key].other_deadline == ""


@pytest.mark.parametrize(
    ("key", "last_day", "other"),
    [
        ("handbook/5", date(2025, 6, 24), "30/6/2025 (Sổ tay, Phần V, TT 5)"),
        ("handbook/24", date(2025, 6, 19), "20/6/2025 (Sổ tay, Phần V, TT 24)"),
        ("handbook/32", date(2025, 6, 24), "25/6/2025 (Sổ tay, Phần V, TT 32)"),
        ("handbook/34", date(2025, 6, 29), "Thường xuyên (Sổ tay, Phần V, TT 34)"),
        ("handbook/69", date(2025, 12, 19), "Nhiệm vụ thường xuyên (Sổ tay, Phần V, TT 69)"),
        ("handbook/85", date(2025, 12, 31), "Thường xuyên (Sổ tay, Phần V, TT 85)"),
    ],
)
def test_the_stricter_of_handbook_and_plan_02(key: str, last_day: date, other: str) -> None:
    task = BY_KEY[key]
    assert task.deadline is not None
    assert task.deadline.last_day() == last_day
    assert other in task.other_deadline
    assert "Thời hạn đề xuất lấy theo" in task.note


@pytest.mark.parametrize(
    ("key", "last_day", "other"),
    [
        ("tb318/3a", date(2025, 6, 24), "Không nêu thời hạn (TB 318/TB-VPCP, II.3a)"),
        ("tb318/2b.1", date(2025, 6, 24), "Hoàn thành trước ngày 27 tháng 6 năm 2025 (TB 318/TB-VPCP, II.2b.1)"),
        ("handbook/78", date(2025, 12, 31), "Nhiệm vụ thường xuyên (Sổ tay, Phần V, TT 78)"),
        ("tb318/4b", date(2025, 6, 25), "Không nêu thời hạn (TB 318/TB-VPCP, II.4b)"),
    ],
)
def test_the_stricter_across_libraries(key: str, last_day: date, other: str) -> None:
    task = BY_KEY[key]
    assert task.deadline is not None
    assert task.deadline.last_day() == last_day
    assert other in task.other_deadline


def test_the_strict_side_shows_the_looser_too() -> None:
    assert BY_KEY["qd1565/II.4-1"].other_deadline == "Nhiệm vụ thường xuyên (Sổ tay, Phần V, TT 78)"


def test_the_proposed_deadline_is_never_the_looser() -> None:
    for task in all_tasks():
        if task.other_deadline:
            assert task.deadline is not None, task.key


@pytest.mark.parametrize(
    ("query", "key"),
    [("so hoa cap huyen", "handbook/34"), ("TB 318 duong day nong", "tb318/2b.3"), ("cáp quang", "qd1565/II.5-3")],
)
def test_search_without_marks(query: str, key: str) -> None:
    assert key in {task.key for task in search(query, all_tasks())}


def test_an_empty_search_gives_all_and_nonsense_none() -> None:
    assert len(search("  ", all_tasks())) == 64
    assert search("zzz", all_tasks()) == ()


def test_the_curation_names_only_tasks_that_exist() -> None:
    data = load_yaml("libraries/curation.yaml")
    named = {*data["other_deadlines"], *data["plan02_kinds"], *data["form_rows"]}
    named |= {key for group in data["same_tasks"] for key in group}
    named |= {key for keys in data["groups"].values() for key in keys}
    assert named <= set(BY_KEY)


def test_every_task_has_one_group_of_the_form() -> None:
    keys = [key for keys in load_yaml("libraries/curation.yaml")["groups"].values() for key in keys]
    assert Counter(keys) == dict.fromkeys(BY_KEY, 1)
    assert {proposed_group(task) for task in all_tasks()} == {"I", "II", "III", "IV"}


@pytest.mark.parametrize(
    ("content", "numeral"),
    [
        ("Tổ chức tập huấn cho cán bộ", "III"),
        ("Nâng cấp đường truyền", "II"),
        ("Đẩy mạnh truyền thông", "IV"),
        ("Ban hành quy chế", "I"),
    ],
)
def test_an_unknown_task_is_placed_by_its_words(content: str, numeral: str) -> None:
    task = LibraryTask("new/1", "handbook", "TT 99", content, "", "", None, "", "", "")
    assert group_of(task.key) is None
    assert proposed_group(task) == numeral


@pytest.mark.parametrize(
    ("key", "form_key"),
    [
        ("handbook/34", "2.4"),
        ("handbook/39", "1.2"),
        ("handbook/38", "3.2"),
        ("handbook/5", "1.3"),
        ("tb318/2b.1", "1.3"),
        ("tb318/3d.1", "1.4"),
        ("tb318/1c", "2.1"),
        ("tb318/6c.1", "2.3"),
    ],
)
def test_a_form_row_covers_a_task(key: str, form_key: str) -> None:
    covering = covered_by(BY_KEY[key], form_rows())
    assert covering is not None
    assert covering.form_key == form_key


def test_the_form_covers_no_other_task() -> None:
    covered = {task.key for task in all_tasks() if covered_by(task, form_rows())}
    assert covered == set(load_yaml("libraries/curation.yaml")["form_rows"])


def test_the_same_source_covers() -> None:
    existing = row("đã sửa lời hoàn toàn", source=Source("handbook", "TT 24"))
    assert covered_by(BY_KEY["handbook/24"], [existing]) is existing


def test_the_same_number_of_another_library_does_not() -> None:
    assert covered_by(BY_KEY["handbook/24"], [row("khác", source=Source("qd1565", "TT 24"))]) is None


def test_the_same_task_of_another_document_covers() -> None:
    existing = row("chọn hệ thống", source=Source("handbook", "TT 27"))
    assert covered_by(BY_KEY["tb318/3a"], [existing]) is existing


def test_the_same_words_cover_even_without_marks() -> None:
    existing = row("PHO CAP INTERNET BANG RONG CAP QUANG DEN TUNG HO GIA DINH")
    assert covered_by(BY_KEY["qd1565/II.5-3"], [existing]) is existing


def test_a_plan_without_rows_covers_nothing() -> None:
    assert covered_by(BY_KEY["handbook/24"], []) is None


def test_a_short_text_is_no_evidence() -> None:
    assert not says_the_same("Báo cáo hằng ngày", "Báo cáo hằng ngày")


def test_words_find_only_doubles_that_were_looked_at() -> None:
    found = {(a.key, b.key) for a, b in combinations(all_tasks(), 2) if says_the_same(a.content, b.content)}
    assert found == {
        ("handbook/24", "handbook/32"),
        ("handbook/90", "qd1565/II.7-3"),
        ("handbook/91", "qd1565/II.7-4"),
    }


def test_libraries_are_the_three() -> None:
    assert LIBRARIES == ("handbook", "tb318", "qd1565")
