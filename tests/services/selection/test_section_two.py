"""Section II of the plan written from the decisions; what a hand wrote is never overwritten unasked."""

from datetime import date

import pytest

from app.models.errors import InvalidInputError
from app.models.selection.aftermath_section import LineState
from app.models.selection.records import Course
from app.services import history, plan
from app.services.checking import findings
from app.services.desk import Desk
from app.services.selection import deciding, section_two, unchosen
from tests.services.selection.aftermath_hands import decide, kind_id, three_systems
from tests.steps import send

CHOSEN = "blank/ten_tinh_goc_duoc_chon"
REASON = "blank/ly_do_lua_chon"


def texts(desk: Desk, part: str) -> list[str]:
    """The lines of a part of the plan as they read."""
    return [line.text for line in plan.view(desk).texts if line.part == part]


def states(desk: Desk) -> dict[str, LineState]:
    """Place -> how it stands."""
    return {line.key: line.state for line in section_two.preview(desk)}


def test_nothing_to_write_before_a_decision(desk: Desk) -> None:
    three_systems(desk)
    assert section_two.preview(desk) == ()


def test_the_form_s_own_words_with_their_blanks_filled(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    section_two.write(desk)
    assert texts(desk, "selection_1") == [
        "Lựa chọn hệ thống của tỉnh Lâm Đồng làm hệ thống dùng chung cho toàn tỉnh mới.",
        "Lý do lựa chọn: hệ thống đang hoạt động ổn định, đã kết nối đầy đủ với Cổng Dịch vụ công quốc gia.",
    ]
    assert "VNPT iGate của tỉnh Đắk Nông; VNPT iGate của tỉnh Bình Thuận" in texts(desk, "selection_4")[-1]
    assert not [one for one in findings(desk) if one.rule == "system_not_chosen"]
    assert set(states(desk).values()) == {LineState.SAME}


def test_the_second_and_the_other_kinds_follow_the_wording_of_the_first(desk: Desk) -> None:
    _, _, third = three_systems(desk, "van-ban", "iOffice")
    decide(desk, third, code="van-ban", reason="Đủ chức năng theo Nghị định 30.")
    sso, *_ = three_systems(desk, "sso", "SSO")
    decide(desk, sso, code="sso", reason="Đã kết nối VNeID")
    section_two.write(desk)
    assert texts(desk, "selection_2") == [
        "Lựa chọn iOffice của tỉnh Bình Thuận làm hệ thống dùng chung cho toàn tỉnh mới. "
        "Lý do lựa chọn: Đủ chức năng theo Nghị định 30."
    ]
    head, line = texts(desk, "selection_3")
    assert head.startswith("Mỗi loại hệ thống sử dụng một hệ thống dùng chung duy nhất")
    assert line == (
        "Nền tảng xác thực tập trung (SSO): lựa chọn SSO của tỉnh Lâm Đồng làm hệ thống dùng chung cho toàn tỉnh mới. "
        "Lý do lựa chọn: Đã kết nối VNeID."
    )


def test_leads_deadlines_look_up_and_exceptions_stand_in_it(desk: Desk) -> None:
    first, second, third = three_systems(desk)
    decide(desk, first)
    unchosen.set_lead(desk, system_id=second, unit="Sở Khoa học và Công nghệ")
    unchosen.set_deadline(desk, system_id=second, text="30/9/2025")
    unchosen.set_lookup(desk, system_id=second, until=date(2025, 12, 31), person="Phạm Văn Đông", phone="0900 000 310")
    deciding.exempt(desk, kind_id=kind_id(desk), system_id=third, reason="Hợp đồng còn hạn.", until=date(2025, 10, 31))
    section_two.write(desk)
    phase = next(text for text in texts(desk, "selection_4") if text.startswith("Xây dựng kế hoạch"))
    assert "Giao Sở Khoa học và Công nghệ chủ trì, hoàn thành trước ngày 01/10/2025." in phase
    assert "VNPT iGate của tỉnh Đắk Nông (đến hết ngày 31/12/2025)." in texts(desk, "selection_4")[-1]
    assert texts(desk, "selection_1")[-1] == (
        "Ngoại lệ: tiếp tục sử dụng VNPT iGate của tỉnh Bình Thuận đến hết ngày 31/10/2025; lý do: Hợp đồng còn hạn."
    )


def test_what_a_hand_wrote_before_is_kept_and_named(desk: Desk) -> None:
    plan.set_blank(desk, key="ly_do_lua_chon", value="đã thống nhất tại hội nghị ngày 20/6")
    first, *_ = three_systems(desk)
    decide(desk, first)
    assert states(desk)[REASON] is LineState.EDITED
    outcome = section_two.write(desk)
    assert "đã thống nhất tại hội nghị" in outcome.message
    assert texts(desk, "selection_1")[1] == "Lý do lựa chọn: đã thống nhất tại hội nghị ngày 20/6."
    section_two.write(desk, overwrite=[REASON])
    assert "hoạt động ổn định" in texts(desk, "selection_1")[1]
    assert states(desk)[REASON] is LineState.SAME


def test_a_changed_decision_rewrites_what_nobody_touched_and_asks_for_the_rest(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    section_two.write(desk)
    stopped = next(line for line in plan.view(desk).texts if line.part == "selection_4" and line.is_addition)
    plan.edit_line(desk, line_id=stopped.id, text="Đắk Nông và Bình Thuận tra cứu tại chỗ.")
    decide(desk, second)
    found = states(desk)
    edited = next(key for key in found if key.endswith("/stopped"))
    assert (found[CHOSEN], found[edited]) == (LineState.CHANGED, LineState.EDITED)
    section_two.write(desk)
    assert "tỉnh Đắk Nông" in texts(desk, "selection_1")[0]
    assert texts(desk, "selection_4")[-1] == "Đắk Nông và Bình Thuận tra cứu tại chỗ."


def test_a_line_that_a_hand_took_out_is_not_put_back_unasked(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    section_two.write(desk)
    stopped = next(line for line in plan.view(desk).texts if line.part == "selection_4" and line.is_addition)
    plan.remove_line(desk, line_id=stopped.id)
    section_two.write(desk)
    assert not [line for line in plan.view(desk).texts if line.part == "selection_4" and line.is_addition]
    key = next(key for key in states(desk) if key.endswith("/stopped"))
    section_two.write(desk, overwrite=[key])
    assert "tra cứu" in texts(desk, "selection_4")[-1]


def test_a_line_that_no_decision_says_any_more_goes(desk: Desk) -> None:
    first, second, _ = three_systems(desk)
    decide(desk, first)
    deciding.exempt(desk, kind_id=kind_id(desk), system_id=second, reason="Còn hạn", until=date(2025, 12, 31))
    section_two.write(desk)
    exemption = next(line for line in plan.view(desk).texts if line.text.startswith("Ngoại lệ"))
    assert exemption.is_addition
    decide(desk, second)
    section_two.write(desk)
    assert not [text for text in texts(desk, "selection_1") if text.startswith("Ngoại lệ")]


def test_a_new_system_in_place_of_all(desk: Desk) -> None:
    three_systems(desk)
    decide(desk, "", course=Course.REPLACE)
    section_two.write(desk)
    assert texts(desk, "selection_1")[0] == (
        "Thay thế các hệ thống hiện có bằng một hệ thống mới dùng chung cho toàn tỉnh mới."
    )


def test_one_undo_takes_all_of_it_back(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    before = plan.view(desk).texts
    section_two.write(desk)
    history.undo(desk)
    assert plan.view(desk).texts == before
    assert LineState.SAME not in states(desk).values()
    assert LineState.EDITED not in states(desk).values()
    section_two.write(desk)
    assert set(states(desk).values()) == {LineState.SAME}


def test_an_overwrite_of_a_place_that_is_gone_is_refused(desk: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    with pytest.raises(InvalidInputError, match="Xem trước lại"):
        section_two.write(desk, overwrite=["added/selection_3/không có/choice"])


def test_two_desks_write_it_and_nothing_doubles(desk: Desk, other: Desk) -> None:
    first, *_ = three_systems(desk)
    decide(desk, first)
    send(desk, other)
    section_two.write(desk)
    section_two.write(other)
    send(desk, other)
    send(other, desk)
    assert texts(desk, "selection_4") == texts(other, "selection_4")
    assert len(texts(desk, "selection_4")) == 3
    assert set(states(desk).values()) == {LineState.SAME}
