"""Kế hoạch kiểm tra and Thông báo lịch làm việc on paper."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from app.exports.inspection_notice import schedule_notice
from app.exports.inspection_parts import Printing
from app.exports.inspection_plan import inspection_plan
from app.exports.render import render
from app.models.inspection.records import Inspection, Visit
from tests.exports.inspection.inspections import (
    AGREED,
    DAY,
    EMPTY_PLAN,
    FILED,
    FIRST,
    PARTY_PRINTING,
    PLAN,
    PRINTING,
    SECOND,
    SUDDEN,
    moment,
)
from tests.exports.reading import docx_text


def plan_text(plan: Inspection, printing: Printing = PRINTING) -> str:
    return docx_text(render(inspection_plan(plan, printing), "docx")).replace("\u00a0", " ")


def notice_text(plan: Inspection, visit: Visit, latest: datetime | None = None, printing: Printing = PRINTING) -> str:
    return docx_text(render(schedule_notice(plan, visit, printing, latest), "docx")).replace("\u00a0", " ")


# The plan.


def test_the_five_things_a_plan_must_say_stand_in_their_order() -> None:
    text = plan_text(AGREED)
    parts = (
        "KẾ HOẠCHKiểm tra, đôn đốc công tác chuẩn bị",
        "I. MỤC ĐÍCHKiểm tra, đôn đốc xử lý các điểm nghẽn trước ngày 01/7/2025.",
        "II. ĐỐI TƯỢNGUBND xã Đam Rông 4, UBND phường Bắc Gia Nghĩa.",
        "III. NỘI DUNGHoạt động của Bộ phận Một cửa",
        "IV. THỜI GIANThời gian kiểm tra: từ ngày 26 tháng 6 năm 2025 đến ngày 04 tháng 7 năm 2025.",
        "V. THÀNH PHẦN ĐOÀN KIỂM TRA- Ông/Bà: Lê Hữu Khải, Phó Chánh Văn phòng UBND tỉnh - Trưởng đoàn;",
        "VI. TỔ CHỨC THỰC HIỆN",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)


def test_the_warning_that_it_starts_from() -> None:
    assert (
        "căn cứ cảnh báo “vàng” đối với UBND xã Đam Rông 4 ngày 18 tháng 6 năm 2025 (Nhiệm vụ quá hạn: 2)"
        in plan_text(AGREED)
    )
    assert "cảnh báo" not in plan_text(replace(AGREED, trigger=None))


def test_the_visits_with_hours_places_and_who_goes() -> None:
    text = plan_text(AGREED)
    assert "1UBND xã Đam Rông 408:00-11:1526/06/2025Trung tâm Phục vụ hành chính công xã Đam Rông 4Cả đoàn" in text
    assert "2UBND phường Bắc Gia Nghĩa08:00-11:0003/07/2025chưa cóLý Thị Cẩm VânLê Hữu Khải" in text


def test_the_last_of_the_delegation_ends_the_list() -> None:
    assert "Công an tỉnh - Thành viên.VI." in plan_text(AGREED)


def test_it_is_addressed_to_the_standing_body_until_that_agrees() -> None:
    waiting, agreed = plan_text(PLAN), plan_text(AGREED)
    assert "Kính gửi: Cơ quan Thường trực Ban Chỉ đạo." in waiting
    assert "được báo cáo và thống nhất với Cơ quan Thường trực Ban Chỉ đạo trước khi thực hiện./." in waiting
    assert "Kính gửi" not in agreed
    assert "đã báo cáo và thống nhất với Cơ quan Thường trực Ban Chỉ đạo ngày 19 tháng 6 năm 2025" in agreed
    assert "(Công văn số 41/VPTU-CĐS)./." in agreed


def test_three_working_days_of_notice_unless_it_is_sudden() -> None:
    assert "thông qua đầu mối ít nhất 03 ngày làm việc" in plan_text(AGREED)
    sudden = plan_text(SUDDEN)
    assert "Kiểm tra đột xuất. Lý do: Người dân phản ánh không nộp được hồ sơ." in sudden
    assert "không áp dụng thời hạn thông báo trước 03 ngày làm việc." in sudden


def test_what_is_missing_is_said() -> None:
    text = plan_text(EMPTY_PLAN)
    assert text.count("(chưa có)") == 4
    assert "Thời gian kiểm tra: chưa có." in text
    assert "KẾ HOẠCHKiểm tra hạ tầng" in text


def test_number_date_and_signer_are_blank_until_they_are_given() -> None:
    blank = plan_text(AGREED)
    assert "Số:       /KH-BCĐ" in blank
    assert "Lâm Đồng, ngày      tháng      năm" in blank
    given = plan_text(AGREED, replace(PRINTING, filed=FILED))
    assert "Số: 05/KH-BCĐ" in given
    assert "Lâm Đồng, ngày 21 tháng 6 năm 2025" in given
    assert "TM. BAN CHỈ ĐẠOKT. TRƯỞNG BANPHÓ TRƯỞNG BANTrần Văn Định" in given
    assert "Nơi nhận:- Thường trực Tỉnh ủy (b/c);- Lưu: VT, TCT." in given
    assert "paper-id" not in given


def test_the_default_recipients_name_the_units_once() -> None:
    twice = replace(AGREED, visits=(FIRST, replace(FIRST, id="v3")))
    assert plan_text(twice).count("- UBND xã Đam Rông 4;") == 1
    assert plan_text(AGREED).endswith(
        "- Tổ Công tác tỉnh Lâm Đồng;- Lưu: VT, Hồ sơ.TM. BAN CHỈ ĐẠO CẤP TỈNHTRƯỞNG BAN(Ký, ghi rõ họ tên, đóng dấu)"
    )


def test_a_partys_plan() -> None:
    text = plan_text(AGREED, PARTY_PRINTING)
    assert "KẾ HOẠCHvề kiểm tra, đôn đốc" in text
    assert "T/M BAN CHỈ ĐẠO" in text


@pytest.mark.parametrize("title", ["Kế hoạch kiểm tra Đạ Tẻh", "KẾ HOẠCH kiểm tra Đạ Tẻh", "kiểm tra Đạ Tẻh"])
def test_the_type_stands_once_above_the_subject(title: str) -> None:
    text = plan_text(replace(AGREED, title=title))
    assert "KẾ HOẠCHKiểm tra Đạ Tẻh" in text or "KẾ HOẠCHkiểm tra Đạ Tẻh" in text


def test_one_day_is_one_day() -> None:
    assert "Thời gian kiểm tra: ngày 26 tháng 6 năm 2025." in plan_text(replace(AGREED, last_day=DAY))


# The notice.


def test_the_notice_goes_through_the_focal_point() -> None:
    text = notice_text(AGREED, FIRST)
    assert "thông báo đến UBND xã Đam Rông 4 (qua đầu mối: Ka Thuyên) lịch làm việc" in text
    assert "THÔNG BÁOLịch làm việc của Đoàn kiểm tra tại UBND xã Đam Rông 4" in text
    assert "1. Thời gian: 08 giờ 00 phút đến 11 giờ 15 phút, ngày 26 tháng 6 năm 2025." in text


def test_the_rule_with_its_last_hour_while_it_was_not_sent() -> None:
    latest = moment(date(2025, 6, 27), 17)
    waiting = notice_text(AGREED, SECOND, latest)
    assert "ít nhất 03 ngày làm việc, chậm nhất 17 giờ 00 phút, ngày 27 tháng 6 năm 2025./." in waiting
    assert "chậm nhất" not in notice_text(AGREED, FIRST, latest)


def test_only_who_goes_is_named() -> None:
    assert "Trương Công Nhẫn" in notice_text(AGREED, FIRST)
    assert "Trương Công Nhẫn" not in notice_text(AGREED, SECOND)


def test_a_sudden_inspection_gives_its_reason_and_owes_no_days() -> None:
    text = notice_text(SUDDEN, FIRST)
    assert "THÔNG BÁOKiểm tra đột xuất tại UBND xã Đam Rông 4" in text
    assert "lý do: Người dân phản ánh không nộp được hồ sơ." in text
    assert "không áp dụng thời hạn thông báo trước 03 ngày làm việc./." in text


def test_the_plan_is_cited_by_its_number_once_it_has_one() -> None:
    assert "Thực hiện Kế hoạch kiểm tra, đôn đốc công tác chuẩn bị" in notice_text(AGREED, FIRST)
    known = replace(PRINTING, plan_filed=FILED)
    assert "Thực hiện Kế hoạch số 05/KH-BCĐ ngày 21 tháng 6 năm 2025, Tổ Công tác" in notice_text(
        AGREED, FIRST, printing=known
    )
    other = replace(AGREED, title="Kiểm tra hạ tầng")
    assert "Thực hiện kế hoạch “Kiểm tra hạ tầng”" in notice_text(other, FIRST)


def test_a_visit_without_an_hour_says_so() -> None:
    text = notice_text(AGREED, Visit("x", "i", FIRST.unit))
    assert "1. Thời gian: chưa có." in text
    assert "2. Địa điểm: chưa có." in text


def test_a_visit_over_two_days_names_both() -> None:
    long = replace(FIRST, end=moment(date(2025, 6, 27), 16, 30))
    assert "08 giờ 00 phút, ngày 26 tháng 6 năm 2025 đến 16 giờ 30 phút, ngày 27 tháng 6 năm 2025." in notice_text(
        AGREED, long
    )
    assert "08:00 26/06/2025đến 16:30 27/06/2025" in plan_text(replace(AGREED, visits=(long,)))
