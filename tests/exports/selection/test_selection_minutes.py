from dataclasses import replace
from datetime import date

import pytest

from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.selection_minutes import assessment_minutes
from app.exports.selection_parts import Printing, assessed, grounds
from app.models.selection.records import Course, KindView
from app.models.selection.system_records import Contact, System
from app.models.vietnam_time import at
from tests.exports.reading import docx_text, pdf_pages
from tests.exports.selection.assessments import (
    CHAIR,
    DECISION,
    EMPTY,
    EXEMPTED,
    IGATE,
    MEMBER,
    OLD,
    PARTY_PRINTING,
    PRINTING,
    SCORING,
    SHEET,
    STEADY,
    VIEW,
    scored,
)


def text(view: KindView, printing: Printing = PRINTING) -> str:
    """The words of the minutes."""
    return docx_text(render(assessment_minutes(assessed(view), printing), "docx")).replace("\u00a0", " ")


DECIDED = text(EXEMPTED)


def test_number_line_but_no_date_line() -> None:
    assert "/BB-BCĐBIÊN BẢNHọp đánh giá, lựa chọn Hệ thống thông tin giải quyết thủ tục hành chính" in DECIDED
    assert "Lâm Đồng, ngày" not in DECIDED


def test_times_and_place_are_for_the_pen() -> None:
    assert "Thời gian bắt đầu:       giờ      phút, ngày" in DECIDED
    assert "Cuộc họp kết thúc vào       giờ      phút" in DECIDED


def test_the_members_with_their_duties_and_a_box_to_sign() -> None:
    assert "Ông (bà) Nguyễn Thị Ánh Tuyết, Phó Giám đốc, Sở Khoa học và Công nghệ - Tổ trưởng;" in DECIDED
    assert "Chủ trì: Nguyễn Thị Ánh Tuyết" in DECIDED
    assert "Chữ ký của những người đánh giá:" in DECIDED
    assert DECIDED.count("K'Brèo Đức") >= 4


def test_grounds_that_did_not_exist_yet_are_not_cited() -> None:
    assert "318/TB-VPCP" in DECIDED
    assert "1565/QĐ-TTg" not in DECIDED
    (before,) = grounds(PRINTING, date(2025, 6, 23))
    assert before.startswith("Kế hoạch số 02-KH/BCĐTW ngày 19/6/2025")
    assert len(list(grounds(PRINTING, date(2025, 7, 18)))) == 3


def test_without_a_day_the_grounds_are_those_of_today() -> None:
    assert "318/TB-VPCP" not in text(SCORING, replace(PRINTING, at=at(date(2025, 6, 22))))


def test_vetoes_totals_and_each_assessor() -> None:
    assert "Đạt 2/2" in DECIDED
    assert "Bị loại: Cấp độ an toàn thông tin từ cấp độ 3: Cấp độ 2, yêu cầu tối thiểu cấp độ 3" in DECIDED
    assert "1VNPT iGate (Lâm Đồng)81,577 - 864,5" in DECIDED
    assert "Bị loạiMột cửa điện tử (Đắk Nông)1001000" in DECIDED
    assert "1Nguyễn Thị Ánh Tuyết8672100" in DECIDED


def test_what_would_change_the_result() -> None:
    assert "(4 trường hợp) và bỏ điểm của từng người đánh giá (2 trường hợp)" in DECIDED
    assert "kết quả thay đổi trong 3 trường hợp sau đây." in DECIDED
    assert "trọng số từ 60 thành 50: VNPT iGate (Lâm Đồng) đứng đầu, hơn 1,25 điểm (dưới ngưỡng);" in DECIDED
    assert "Bỏ điểm của Nguyễn Thị Ánh Tuyết: Viettel Một cửa (Bình Thuận) đứng đầu, hơn 7 điểm." in DECIDED


def test_where_a_weight_flips_the_winner() -> None:
    flips = "6044,44Viettel Một cửa (Bình Thuận)VNPT iGate (Lâm Đồng)"
    assert f"Hoạt động ổn định, liên tục{flips}" in DECIDED


def test_a_firm_result_says_so() -> None:
    low = {(STEADY.id, "s2", who.id): "1" for who in (CHAIR, MEMBER)}
    assert "kết quả không thay đổi." in text(scored(low))


def test_one_in_the_running_has_no_firmness() -> None:
    view = KindView(replace(SHEET, systems=(IGATE, OLD)), SCORING.state)
    assert "Không xét: có dưới hai hệ thống" in text(view)


def test_what_was_decided_with_its_reason_exception_and_dissent() -> None:
    assert "Cuộc họp đề nghị lựa chọn: VNPT iGate (Lâm Đồng)." in DECIDED
    assert "Lý do: Hệ thống đang hoạt động ổn định, đã cấu hình đủ 1.893 thủ tục.Ngoại lệ: Viettel" in DECIDED
    assert "đến hết ngày 31/12/2025; lý do: Chờ hết hợp đồng." in DECIDED
    assert "6. Ý kiến khácK'Brèo Đức đề nghị xem xét thêm chi phí của Viettel Một cửa." in DECIDED


def test_no_dissent_is_said_only_when_it_was_decided() -> None:
    quiet = replace(VIEW, decisions=(replace(DECISION, dissent=""),))
    assert "6. Ý kiến khácKhông có." in text(quiet)
    assert "Không có." not in text(SCORING)


def test_a_version_opened_after_the_decision_is_a_draft_of_its_own() -> None:
    assert SHEET.round is not None
    again = replace(VIEW, sheet=replace(SHEET, round=replace(SHEET.round, id="r2", number=2)))
    paper = assessment_minutes(assessed(again), PRINTING)
    assert paper.watermark == DRAFT
    assert "đã cấu hình đủ 1.893 thủ tục" not in text(again)


def test_before_the_decision_the_conclusion_is_for_the_pen() -> None:
    words = text(SCORING)
    assert "Cuộc họp đề nghị lựa chọn:  " in words
    assert "VNPT iGate (Lâm Đồng), 81,5/100 điểm" in words


@pytest.mark.parametrize(
    ("course", "words"), [(Course.KEEP, "(Lâm Đồng)."), (Course.UPGRADE, "(Lâm Đồng); hướng xử lý: nâng cấp.")]
)
def test_the_course_where_it_is_not_simply_kept(course: Course, words: str) -> None:
    assert f"lựa chọn: VNPT iGate {words}" in text(replace(VIEW, decisions=(replace(DECISION, course=course),)))


@pytest.mark.parametrize("course", Course)
def test_one_system_alone_is_kept_upgraded_or_replaced(course: Course) -> None:
    alone = replace(SHEET, systems=(IGATE,))
    words = text(replace(VIEW, sheet=alone, decisions=(replace(DECISION, course=course),)))
    assert "BIÊN BẢNHọp đánh giá Hệ thống thông tin giải quyết thủ tục hành chính" in words
    assert "tiếp tục sử dụng, nâng cấp hay thay thế." in words
    assert f"Cuộc họp đề nghị: {course.label.lower()} VNPT iGate (Lâm Đồng)." in words
    assert "Không được lựa chọn" not in words.partition("Phụ lục")[0]


def _owned_by(system: System, name: str) -> System:
    return replace(system, contact=Contact(name))


def test_an_assessor_near_a_candidate_is_named() -> None:
    view = KindView(replace(SHEET, systems=(_owned_by(IGATE, "k'brèo  đức"), *SHEET.systems[1:])), SCORING.state)
    assert "xem xét xung đột lợi ích" in text(view)
    assert "K'Brèo Đức: là đầu mối của VNPT iGate (Lâm Đồng)." in text(view)
    assert "xung đột lợi ích" not in DECIDED


def test_nobody_named_leaves_lines_to_fill() -> None:
    words = text(EMPTY)
    assert words.count("Ông (bà)") == 3
    assert "Chưa có tiêu chí, người đánh giá hoặc hệ thống để chấm điểm." in words


def test_the_comparison_is_its_annex_numbered_from_one() -> None:
    pages = pdf_pages(assessment_minutes(assessed(EXEMPTED), PRINTING))
    annex = next(at for at, page in enumerate(pages) if "Phụ lục" in page and "BẢNG SO SÁNH" in page)
    assert annex > 0
    assert pages[annex + 1].lstrip().startswith("2")


def test_a_partys_minutes_name_their_signers() -> None:
    words = text(EXEMPTED, PARTY_PRINTING)
    assert "NGƯỜI GHI BIÊN BẢN" in words
    assert "CHỦ TRÌ HỘI NGHỊ" in words
