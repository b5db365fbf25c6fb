from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.models.plan.records import PlanText

from .plans import FACTS, NOW, changed, form_view, found, task, with_tasks, without

LAST_SECOND = datetime(2025, 6, 24, 16, 59, 59, tzinfo=UTC)
MIDNIGHT = datetime(2025, 6, 24, 17, 0, tzinfo=UTC)
"""The 25th begins in Vietnam."""


def test_no_rows_at_all_is_an_error() -> None:
    (one,) = found(replace(form_view(), groups=()), "mandatory_assignment")
    assert one.level == "error"


def test_an_empty_group_is_named() -> None:
    (one,) = found(without("3.1", "3.2", "3.3"), "mandatory_assignment")
    assert "Nhóm III" in one.message


def test_full_groups_are_fine() -> None:
    assert not found(form_view(), "mandatory_assignment")


@pytest.mark.parametrize(("number", "words"), [("1.3", "bộ TTHC mới"), ("2.4", "cấp huyện")])
def test_a_milestone_is_missing(number: str, words: str) -> None:
    assert any(words in one.message for one in found(without(number), "mandatory_timeline"))


def test_a_milestone_without_a_date_names_its_row() -> None:
    (one,) = [one for one in found(changed("1.3", original_deadline=None), "mandatory_timeline") if one.task_id]
    assert one.message.startswith("Dòng 1.3:")


def test_a_merged_province_wants_a_row_for_the_selection() -> None:
    (one,) = found(form_view(), "mandatory_timeline")
    assert "chọn hệ thống" in one.message


@pytest.mark.parametrize(
    "content",
    [
        "Hoàn thành đánh giá, lựa chọn các hệ thống thông tin sẽ tiếp tục sử dụng",
        "Chốt phương án chọn hệ thống",
        "Thống nhất sử dụng một hệ thống phần mềm dùng chung",
    ],
)
def test_a_row_for_the_selection_is_enough(content: str) -> None:
    assert not found(with_tasks(task("2.5", content)), "mandatory_timeline")


def test_an_unmerged_province_needs_none() -> None:
    assert not found(form_view(merged_from=()), "mandatory_timeline")


def without_choice(**more: object) -> dict[str, str]:
    return {**form_view().blanks, "ten_tinh_goc_duoc_chon": ""}


def test_the_system_is_not_chosen() -> None:
    (one,) = found(form_view(blanks=without_choice()), "system_not_chosen", now=LAST_SECOND)
    assert (one.level, one.field) == ("warning", "ten_tinh_goc_duoc_chon")
    assert "Lâm Đồng, Bình Thuận, Đắk Nông" in one.message


def test_from_the_25th_it_is_an_error() -> None:
    (one,) = found(form_view(blanks=without_choice()), "system_not_chosen", now=MIDNIGHT)
    assert one.level == "error"


def test_an_unmerged_province_chooses_nothing() -> None:
    assert not found(form_view(blanks=without_choice(), merged_from=()), "system_not_chosen", now=MIDNIGHT)


def test_a_chosen_system_is_fine() -> None:
    assert not found(form_view(), "system_not_chosen", now=MIDNIGHT)


@pytest.mark.parametrize(
    ("due", "fires"),
    [("Ngày 25/6/2025", False), ("Trước ngày 26/6/2025", False), ("Ngày 26/6/2025", True), ("Ngày 28/6/2025", True)],
)
def test_a_selection_after_the_national_deadline(due: str, fires: bool) -> None:  # noqa: FBT001
    view = with_tasks(task("2.5", "Lựa chọn hệ thống giải quyết TTHC dùng chung", due=due))
    assert bool(found(view, "selection_too_late")) is fires


def test_configuring_on_the_28th_is_no_selection() -> None:
    view = with_tasks(task("2.5", "Cấu hình, vận hành thử hệ thống giải quyết TTHC", due="Ngày 28/6/2025"))
    assert not found(view, "selection_too_late")


@pytest.mark.parametrize(("number", "words"), [("3.3", "diễn tập"), ("4.1", "chuyển chính thức")])
def test_rehearsal_or_cutover_is_missing(number: str, words: str) -> None:
    (one,) = found(without(number), "mandatory_rehearsal_cutover")
    assert words in one.message


def test_a_cutover_in_other_words_is_enough() -> None:
    view = with_tasks(task("2.5", "Thực hiện chuyển đổi chính thức hệ thống"), view=without("4.1"))
    assert not found(view, "mandatory_rehearsal_cutover")


def test_a_drill_of_information_security_is_no_rehearsal() -> None:
    view = with_tasks(task("2.5", "Diễn tập an toàn thông tin"), view=without("3.3"))
    assert found(view, "mandatory_rehearsal_cutover")


def without_budget(*added: str) -> tuple[PlanText, ...]:
    kept = tuple(line for line in form_view().texts if not line.part.startswith("implementation_5"))
    return (*kept, *(PlanText("t", "implementation_5", "", text, is_addition=True) for text in added))


def test_no_word_of_money_is_an_error() -> None:
    (one,) = found(form_view(texts=without_budget()), "mandatory_budget")
    assert (one.level, one.field) == ("error", "implementation_5")


def test_the_forms_own_words_want_an_amount() -> None:
    (one,) = found(form_view(texts=without_budget("Giao Sở Tài chính bố trí kinh phí.")), "mandatory_budget")
    assert one.level == "warning"


def test_a_row_about_the_reserve_is_enough() -> None:
    view = with_tasks(task("1.5", "Bố trí dự phòng ngân sách nhà nước"), view=form_view(texts=without_budget()))
    assert not found(view, "mandatory_budget")


def test_every_open_blank_is_asked_for_once() -> None:
    fields = [one.field for one in found(form_view(blanks={}), "blank")]
    assert len(fields) == len(set(fields)) == 8


def test_an_unmerged_province_is_asked_for_its_own_blanks_only() -> None:
    fields = {one.field for one in found(form_view(blanks={}, merged_from=()), "blank")}
    assert fields == {"ten_tinh_thanh_pho", "ten_ban_chi_dao_cap_tinh", "muc_tieu_cu_the_khac"}


def test_a_further_objective_is_only_remarked() -> None:
    levels = {one.field: one.level for one in found(form_view(blanks={}), "blank")}
    assert levels["muc_tieu_cu_the_khac"] == "remark"
    assert levels["thoi_han_chuyen_doi_du_lieu"] == "error"


def test_filled_blanks_are_fine() -> None:
    assert not found(form_view(), "blank")


@pytest.mark.parametrize(
    ("text", "fires"),
    [("Giao [Tên Sở, đơn vị]", True), ("Số ....... ngày", True), ("Cấu hình SSO, LGSP...", False), ("Mục [1]", False)],
)
def test_a_blank_left_in_a_row(text: str, fires: bool) -> None:  # noqa: FBT001
    assert bool(found(with_tasks(task("2.5", text)), "blank_in_row")) is fires


def test_a_blank_in_the_products_is_seen_too() -> None:
    (one,) = found(with_tasks(task("2.5", products="Quyết định số [số quyết định]")), "blank_in_row")
    assert one.field == "products"


def test_the_facts_of_units_play_no_part_here() -> None:
    assert found(form_view(blanks={}), "blank", units={}) == found(form_view(blanks={}), "blank", units=FACTS, now=NOW)
