import pytest

from .plans import changed, form_view, found, task, unit, with_tasks

LONG = (
    "Rà soát, bàn giao toàn bộ hồ sơ đang giải quyết, máy chủ, thiết bị và tài khoản quản trị của hệ thống cũ về tỉnh"
)


@pytest.mark.parametrize(
    ("rule", "fields", "field"),
    [
        ("no_lead", {"lead": ""}, "lead"),
        ("no_product", {"products": "  "}, "products"),
        ("no_deadline", {"due": ""}, "deadline"),
    ],
)
def test_what_a_row_lacks(rule: str, fields: dict[str, str], field: str) -> None:
    (one,) = found(with_tasks(task("2.5", **fields)), rule)
    assert (one.level, one.task_id, one.field) == ("error", "2.5", field)
    assert one.message.startswith("Dòng 2.5:")


@pytest.mark.parametrize("rule", ["no_lead", "no_product", "no_deadline", "lead_coordinates", "duplicate"])
def test_the_form_lacks_nothing(rule: str) -> None:
    assert not found(form_view(), rule)


def test_the_lead_among_the_coordinating() -> None:
    view = with_tasks(task("2.5", coordinating=(unit("Sở Y tế"), unit("Sở Nội vụ"))))
    (one,) = found(view, "lead_coordinates")
    assert "Sở Nội vụ" in one.message


def test_others_coordinating_is_fine() -> None:
    assert not found(with_tasks(task("2.5", coordinating=(unit("Sở Y tế"),))), "lead_coordinates")


def test_the_handbooks_appendices_get_its_name() -> None:
    fixes = {one.task_id: one.fix.value for one in found(form_view(), "handbook_appendix") if one.fix}
    assert fixes == {
        "1.1": "Quyết định thành lập (theo Mẫu Phụ lục II của Sổ tay hướng dẫn)",
        "1.2": "100% các xã có Quyết định (theo Mẫu Phụ lục IV của Sổ tay hướng dẫn)",
        "3.3": "Tổ chức diễn tập toàn tỉnh theo Kịch bản chuyển đổi (Phụ lục V của Sổ tay hướng dẫn) "
        "và Kịch bản vận hành (Phụ lục VI của Sổ tay hướng dẫn).",
    }


@pytest.mark.parametrize(
    "text",
    ["Theo Phụ lục II của Sổ tay hướng dẫn", "Theo Phụ lục VII", "Theo Phụ lục III", "Theo Phụ lục 15", "Theo mẫu"],
)
def test_other_references_are_fine(text: str) -> None:
    rows = {one.task_id for one in found(with_tasks(task("2.5", text, products=text)), "handbook_appendix")}
    assert "2.5" not in rows


def test_the_fix_settles_the_finding() -> None:
    (one,) = [one for one in found(form_view(), "handbook_appendix") if one.task_id == "3.3"]
    assert one.fix is not None
    fixed = changed("3.3", content=one.fix.value)
    assert "3.3" not in {other.task_id for other in found(fixed, "handbook_appendix")}
    assert not found(fixed, "appendix_5")


def test_appendix_5_is_a_reading_to_settle() -> None:
    (one,) = found(form_view(), "appendix_5")
    assert one.level == "remark"
    assert one.fix is not None
    assert "(Phụ lục V)" in one.fix.value


def test_appendix_v_is_fine() -> None:
    assert not found(changed("3.3", content="Diễn tập theo Phụ lục V"), "appendix_5")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ("Sao lưu dữ liệu", "SAO LƯU dữ liệu.", "trùng nội dung với dòng 2.5"),
        (LONG, f"{LONG} mới", "gần như trùng nội dung với dòng 2.5"),
    ],
)
def test_duplicates(first: str, second: str, words: str) -> None:
    (one,) = found(with_tasks(task("2.5", first), task("2.6", second)), "duplicate")
    assert one.task_id == "2.6"
    assert words in one.message


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"{LONG} Đắk Nông", f"{LONG} Bình Thuận"),
        (f"{LONG}, đợt 1", f"{LONG}, đợt 2"),
        (LONG, "Rà soát, bàn giao hồ sơ giấy còn lại của các huyện cũ cho kho lưu trữ"),
        ("Báo cáo tuần", "Báo cáo tháng"),
    ],
)
def test_rows_that_only_look_alike(first: str, second: str) -> None:
    assert not found(with_tasks(task("2.5", first), task("2.6", second)), "duplicate")


def test_three_doubles_give_two_findings() -> None:
    view = with_tasks(*(task(f"2.{n}", "Sao lưu dữ liệu") for n in (5, 6, 7)))
    assert [one.task_id for one in found(view, "duplicate")] == ["2.6", "2.7"]


def test_a_double_of_a_form_row_is_found() -> None:
    copied = task("2.9", "Cung cấp danh sách tài khoản thụ hưởng của các đơn vị mới")
    (one,) = found(with_tasks(copied), "duplicate")
    assert "dòng 2.2" in one.message


def test_rows_without_words_are_no_doubles() -> None:
    assert not found(with_tasks(task("2.5", "..."), task("2.6", "---")), "duplicate")
