from dataclasses import replace
from datetime import timedelta

from app.exports.render import render
from app.exports.runbook_pack import paper_pack, planned_rollback
from app.models.runbook.records import RunMode
from tests.exports.reading import W, body, docx_text, pdf, pdf_pages
from tests.exports.runbook.nights import FORECAST, PRINTING, busy, form_master, full_master, many, night
from tests.exports.samples import squash

PACK = paper_pack(night(RunMode.REAL).state, PRINTING)
TEXT = docx_text(render(PACK, "docx")).replace("\u00a0", " ")


def test_every_page_is_landscape() -> None:
    assert all(page.mediabox.width > page.mediabox.height for page in pdf(PACK).pages)


def test_each_step_has_owner_deputy_phones_criterion_and_undo() -> None:
    assert (
        "4" "22h00" "1 giờ" "Thực hiện các script chuyển đổi, hợp nhất CSDL (nếu có)." "Sau bước: 3"
        "KHÔNG THỂ HOÀN LẠI: hai người xác nhận" "Dữ liệu được hợp nhất vào CSDL mới" "Khôi phục từ bản sao lưu"
        "Tổ đối ứng doanh nghiệp" "Trần Thị Bích Phượng, 0987 654 321"
        "Dự phòng: Lê Hoàng Đức, 0903 111 222, 02633 888 999" "Số bản ghi (bản ghi):"
    ) in TEXT  # fmt: skip


def test_the_boxes_are_empty_before_the_night() -> None:
    table = next(block for block in PACK.sections[1].blocks if hasattr(block, "rows"))
    assert {row.cells[6:8] for row in table.rows if not row.group} == {("", "")}


def test_the_boxes_hold_what_is_known_when_printed_in_the_night() -> None:
    text = docx_text(render(paper_pack(busy(RunMode.REAL).state, PRINTING), "docx"))
    assert "21:0522:18Đạt" in text


def test_a_gate_has_a_card_with_roles_in_order() -> None:
    card = TEXT[TEXT.index("PHIẾU BIỂU QUYẾT") : TEXT.index("KHÔI PHỤC HỆ THỐNG CŨChỉ thực hiện")]
    roles = ["1Tổ đối ứng doanh nghiệp", "2Tổ Công tác Tỉnh", "3Chỉ huy đêm chuyển đổi"]
    assert [card.index(role) for role in roles] == sorted(card.index(role) for role in roles)
    assert "TIẾP TỤCDỪNG" in card
    assert "Hạn cuối quyết định khôi phục hệ thống cũ: 00:10 ngày 01/7/2025" in card


def test_a_card_lists_the_mandatory_tests_before_its_gate() -> None:
    card = TEXT[TEXT.index("Điều kiện: kiểm thử") :]
    assert card.index("7Kiểm thử nội bộ") < card.index("8Mời Tổ Công tác Tỉnh") < card.index("Không còn sự cố")


def test_a_later_card_names_the_earlier_gates_instead_of_their_tests() -> None:
    text = docx_text(render(paper_pack(many(), PRINTING), "docx"))
    card = text[text.index("Bước 60. Sao lưu") :]
    assert "55Sao lưu" in card[: card.index("TTChức trách")]
    assert "35Sao lưu" not in card[: card.index("TTChức trách")]
    assert "đã xét tại điểm quyết định trước (bước 20, 40) vẫn đạt" in card


def test_a_card_is_one_page() -> None:
    cards = [page for page in pdf_pages(paper_pack(many(), PRINTING)) if "PHIẾU BIỂU QUYẾT TẠI" in page]
    assert all("QUYẾT ĐỊNH CỦA CHỈ HUY" in card and "Lý do (bắt buộc" in card for card in cards)


def test_there_is_one_card_a_gate() -> None:
    pages = pdf_pages(paper_pack(many(), PRINTING))
    assert sum("PHIẾU BIỂU QUYẾT TẠI" in page for page in pages) == 3


def test_all_steps_of_a_long_runbook_are_printed() -> None:
    text = squash("".join(pdf_pages(paper_pack(many(), PRINTING))))
    assert all(squash(f"hệ thống thứ {at} trước") in text for at in range(1, 61))


def test_the_latest_decision_is_hard_stop_less_rollback_less_floor() -> None:
    assert planned_rollback(full_master()) == timedelta(minutes=40)
    assert "khôi phục mất 40 phút, dự trữ 10 phút, phải xong trước 01:00 ngày 01/7/2025" in TEXT


def test_the_forecast_goes_before_the_plan() -> None:
    known = replace(PRINTING, forecast=replace(FORECAST, rollback=timedelta(minutes=50), is_rollback_rehearsed=True))
    text = docx_text(render(paper_pack(night().state, known), "docx"))
    assert "khôi phục mất 50 phút" in text
    assert "chưa diễn tập" not in text


def test_a_way_back_never_rehearsed_is_said() -> None:
    text = docx_text(render(paper_pack(night().state, replace(PRINTING, forecast=FORECAST)), "docx"))
    assert "(chưa diễn tập)" in text


def test_a_runbook_without_a_way_back_says_so() -> None:
    assert "kịch bản chưa có nhánh khôi phục" in docx_text(render(paper_pack(form_master(), PRINTING), "docx"))


def test_the_phone_list_has_everybody_with_their_steps() -> None:
    phones = TEXT[TEXT.index("DANH BẠ") : TEXT.index("NHẬT KÝ GHI TAY")]
    assert "1Nguyễn Văn ÂnGiám đốc SởChỉ huy đêm chuyển đổiSở Khoa học và Công nghệ0912 345 6789" in phones
    assert "2-7, 10, 11" in phones


def test_a_substitute_stands_in_the_boxes() -> None:
    text = docx_text(render(paper_pack(busy(RunMode.REAL).state, PRINTING), "docx")).replace("\u00a0", " ")
    assert "Đỗ Mạnh Hùng, 0901 000 111" in text


def test_the_heads_of_the_log_are_printed_once_there_is_one() -> None:
    assert "Mã đối chiếu" not in TEXT
    assert "Mã đối chiếu" in docx_text(render(paper_pack(busy().state, PRINTING), "docx"))


def test_word_has_a_least_height_for_rows_of_the_pen() -> None:
    heights = [row.find(f"{W}trPr/{W}trHeight") for row in body(render(PACK, "docx")).iter(f"{W}tr")]
    assert sum(height is not None for height in heights) > 25
