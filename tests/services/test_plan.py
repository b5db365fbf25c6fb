import unicodedata

import pytest

from app.models.errors import InvalidInputError, NotFoundError, RefusedError
from app.models.plan import form as plan_form
from app.models.plan.records import PlanText
from app.services import plan
from app.services.desk import Desk
from tests.steps import acts, added, group_id, row


def lines(desk: Desk, part: str) -> list[PlanText]:
    return [text for text in plan.view(desk).texts if text.part == part]


def test_a_new_plan_is_the_form(desk: Desk) -> None:
    form = plan_form.load()
    rows = [row for group in form.groups for row in group.rows]
    view = plan.view(desk)
    assert [task.content for task in view.tasks] == [row.content for row in rows]
    assert [task.lead.shown for task in view.tasks if task.lead] == [row.lead for row in rows]
    assert [task.number for task in view.tasks] == [row.number for row in rows]
    assert [", ".join(unit.shown for unit in task.coordinating) for task in view.tasks] == [
        row.coordinating for row in rows
    ]
    assert [task.original_deadline for task in view.tasks] == [row.deadline for row in rows]


def test_the_place_is_filled_in(desk: Desk) -> None:
    assert not any("[Tên Tỉnh/Thành phố]" in text.text for text in plan.view(desk).texts)


def test_what_is_unknown_stays_as_the_form_prints_it(desk: Desk) -> None:
    assert any("[Tên tỉnh gốc được chọn]" in text.text for text in plan.view(desk).texts)


def test_a_merged_province_is_asked_more(desk: Desk) -> None:
    keys = [blank.key for blank, _ in plan.blanks(desk)]
    assert "ten_tinh_goc_duoc_chon" in keys


def test_a_filled_blank_is_read_in_the_text(desk: Desk) -> None:
    plan.set_blank(desk, key="ten_tinh_goc_duoc_chon", value="Đắk Nông")
    assert any("Đắk Nông" in text.text for text in plan.view(desk).texts)
    assert dict((blank.key, value) for blank, value in plan.blanks(desk))["ten_tinh_goc_duoc_chon"] == "Đắk Nông"


def test_an_emptied_blank_is_asked_again(desk: Desk) -> None:
    for value in ("Đắk Nông", ""):
        plan.set_blank(desk, key="ten_tinh_goc_duoc_chon", value=value)
    assert any("[Tên tỉnh gốc được chọn]" in text.text for text in plan.view(desk).texts)


def test_the_same_answer_is_no_act(desk: Desk) -> None:
    plan.set_blank(desk, key="ten_tinh_goc_duoc_chon", value="Đắk Nông")
    before = len(acts(desk))
    plan.set_blank(desk, key="ten_tinh_goc_duoc_chon", value=unicodedata.normalize("NFD", " Đắk Nông "))
    assert len(acts(desk)) == before


def test_an_unknown_blank(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="không có chỗ trống “x”"):
        plan.set_blank(desk, key="x", value="a")


def test_additions_follow_the_forms_lines_in_order(desk: Desk) -> None:
    for text in ("- Thứ nhất", "- Thứ hai"):
        plan.add_line(desk, part="objectives_general", text=text)
    shown = lines(desk, "objectives_general")
    assert [(text.text, text.is_addition) for text in shown[-2:]] == [("- Thứ nhất", True), ("- Thứ hai", True)]


def test_own_objectives_replace_the_note(desk: Desk) -> None:
    assert lines(desk, "objectives_specific")[-1].text.startswith("(Các mục tiêu")
    plan.add_line(desk, part="objectives_specific", text="100% xã có đường truyền")
    assert [text.text for text in lines(desk, "objectives_specific")][-1] == "100% xã có đường truyền"
    assert not any(text.text.startswith("(Các mục tiêu") for text in lines(desk, "objectives_specific"))


def test_the_archive_stays_the_last_recipient(desk: Desk) -> None:
    plan.add_line(desk, part="recipients", text="UBND các xã, phường;")
    assert [text.text for text in lines(desk, "recipients")][-1].startswith("Lưu")
    assert lines(desk, "recipients")[-2].is_addition


def test_an_addition_is_changed_and_taken_out(desk: Desk) -> None:
    made = plan.add_line(desk, part="recipients", text="Sở Y tế;").created[0]
    plan.edit_line(desk, line_id=made, text="Sở Nội vụ;")
    assert "Sở Nội vụ;" in [text.text for text in lines(desk, "recipients")]
    plan.remove_line(desk, line_id=made)
    assert not any(text.is_addition for text in plan.view(desk).texts)


def test_a_form_line_reworded_and_restored(desk: Desk) -> None:
    before = plan.view(desk).texts
    plan.edit_line(desk, text="Lời của tỉnh", part="closing", form_key="closing")
    (line,) = lines(desk, "closing")
    assert (line.text, line.is_addition) == ("Lời của tỉnh", False)
    plan.remove_line(desk, line_id=line.id)
    assert plan.view(desk).texts == before


def test_a_form_line_reworded_twice(desk: Desk) -> None:
    for text in ("Lời một", "Lời hai"):
        plan.edit_line(desk, text=text, part="closing", form_key="closing")
    assert [text.text for text in lines(desk, "closing")] == ["Lời hai"]


@pytest.mark.parametrize("part", ["preamble", "closing", "khong-co"])
def test_parts_that_take_no_additions(desk: Desk, part: str) -> None:
    with pytest.raises(InvalidInputError, match=f"không có phần “{part}”"):
        plan.add_line(desk, part=part, text="a")


def test_lines_that_are_not_there(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="Mẫu không có dòng này"):
        plan.edit_line(desk, text="a", part="closing", form_key="9")
    with pytest.raises(NotFoundError):
        plan.remove_line(desk, line_id="khong-co")


def test_an_empty_line_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="Nội dung bổ sung đang để trống"):
        plan.add_line(desk, part="recipients", text=" \u200b")


def test_a_group_of_ones_own_is_the_fifth(desk: Desk) -> None:
    made = plan.add_group(desk, heading="AN TOÀN THÔNG TIN").created[0]
    one = added(desk, group_id=made)
    assert [(group.numeral, group.count) for group in plan.groups(desk)][-1] == ("V", 1)
    assert plan.task(desk, task_id=one).number == "5.1"


def test_a_group_of_ones_own_is_renamed(desk: Desk) -> None:
    made = plan.add_group(desk, heading="An toàn").created[0]
    plan.rename_group(desk, group_id=made, heading="Bảo đảm an toàn")
    assert plan.groups(desk)[-1].heading == "Bảo đảm an toàn"


def test_a_group_of_the_form_is_not(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="mẫu Phụ lục I giữ nguyên"):
        plan.rename_group(desk, group_id=group_id(desk), heading="Khác")


def test_a_task_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(NotFoundError, match="Không tìm thấy nhiệm vụ"):
        plan.task(desk, task_id="khong-co")


def test_units_are_in_the_order_of_the_alphabet(desk: Desk) -> None:
    from app.models.text import sort_key

    names = [unit.name for unit in plan.units(desk)]
    assert names == sorted(names, key=sort_key)
    assert len(names) > 124


def test_a_unit_that_has_ended_is_not_active(desk: Desk) -> None:
    old = [unit for unit in plan.units(desk) if unit.valid_until and unit.valid_until < "2025-06-24"]
    assert old
    assert not any(unit.is_active for unit in old)


def test_one_task_is_what_the_plan_shows(desk: Desk) -> None:
    assert plan.task(desk, task_id=row(desk, "2.2").id) == row(desk, "2.2")
