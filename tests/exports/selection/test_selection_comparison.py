from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from app.exports.render import render
from app.exports.selection_comparison import comparison, lines, overall
from app.exports.selection_parts import assessed
from app.exports.tree import Table
from app.models.selection.records import MISSING, Criterion, KindView
from tests.exports.reading import book, docx_text, pdf_pages
from tests.exports.selection.assessments import (
    COST,
    EMPTY,
    EXEMPTED,
    GIVEN,
    IGATE,
    KINDS,
    MEMBER,
    OLD,
    PRINTING,
    SCORING,
    SHEET,
    STEADY,
    VIETTEL,
    VIEW,
    of_kind,
    scored,
    widest,
)


def rows(view: KindView) -> dict[str, tuple[str, ...]]:
    """Label -> the cells of the candidates."""
    return {line.label: line.cells for line in lines(assessed(view))}


def text(view: KindView) -> str:
    """The paper's words."""
    return docx_text(render(comparison(assessed(view), PRINTING), "docx")).replace("\u00a0", " ")


ROWS = rows(VIEW)


@pytest.mark.parametrize(
    ("label", "cells"),
    [
        ("Tỉnh cũ", ("Lâm Đồng", "Bình Thuận", "Đắk Nông")),
        ("Số người dùng", ("4.120", "5.300", "2.100")),
        ("Số TTHC đã cấu hình", ("1.893", MISSING, MISSING)),
        ("Sự cố trong 12 tháng", ("0", MISSING, MISSING)),
        ("Dung lượng dữ liệu", ("820 GB", MISSING, MISSING)),
        ("Hợp đồng đến ngày", ("31/12/2026", MISSING, MISSING)),
        (
            "Kết nối: Cổng Dịch vụ công quốc gia",
            ("Đã kết nối", "Chưa kết nối, có thể kết nối (đang thử nghiệm)", MISSING),
        ),
        ("Hoạt động ổn định, liên tục", ("8,25 (7,5 - 9)", "7 (6 - 8)", "10")),
        ("Tổng điểm (trên 100)", ("81,5", "78", "100")),
        ("Tổng điểm theo từng người: thấp nhất - cao nhất", ("77 - 86", "72 - 84", "100")),
        ("Độ lệch chuẩn giữa những người đánh giá", ("4,5", "6", "0")),
        ("Số điểm tự đánh giá", ("1/4", "0/4", "0/4")),
        ("Xếp hạng", ("1", "2", "Bị loại")),
        ("Quyết định", ("Được lựa chọn", "Không được lựa chọn", "Không được lựa chọn")),
    ],
)
def test_each_row_beside_its_candidates(label: str, cells: tuple[str, ...]) -> None:
    assert ROWS[label] == cells


def test_a_veto_says_why() -> None:
    assert ROWS["Cấp độ an toàn thông tin từ cấp độ 3"][2] == "Không đạt (loại)\nCấp độ 2, yêu cầu tối thiểu cấp độ 3."


def test_a_missing_score_is_counted_and_never_zero() -> None:
    view = KindView(replace(SHEET, scores=GIVEN[1:]), SCORING.state)
    found = rows(view)
    assert found["Hoạt động ổn định, liên tục"][0] == "chưa có đủ (1/2)"
    assert found["Tổng điểm (trên 100)"][0] == "chưa đủ điểm"
    assert found["Tổng điểm theo từng người: thấp nhất - cao nhất"][0] == MISSING


def test_the_exception_stands_with_its_term() -> None:
    assert rows(EXEMPTED)["Quyết định"][1] == "Ngoại lệ đến hết 31/12/2025"


def test_the_winner_in_words() -> None:
    assert (
        "Đề xuất lựa chọn: VNPT iGate (Lâm Đồng), 81,5/100 điểm, hơn hệ thống đứng sau 3,5 điểm "
        "(ngưỡng phải họp xem xét: 3 điểm)."
    ) in text(VIEW)


def test_within_the_threshold_there_is_no_winner() -> None:
    view = scored({(STEADY.id, VIETTEL.id, MEMBER.id): "9"})
    assert "Cần họp xem xét, quyết định: VNPT iGate (Lâm Đồng) (81,5 điểm) và Viettel Một cửa (Bình Thuận)" in text(
        view
    )
    assert "Đề xuất lựa chọn" not in text(view)


def test_one_candidate_is_assessed_not_compared() -> None:
    view = KindView(replace(SHEET, systems=(IGATE,)), SCORING.state)
    assert "BẢNG ĐÁNH GIÁ" in text(view)
    assert "BẢNG SO SÁNH" not in text(view)
    assert "Một hệ thống: xem xét tiếp tục, nâng cấp hay thay thế." in text(view)


def test_an_empty_register_says_so() -> None:
    assert "Chưa có hệ thống nào trong danh mục." in text(EMPTY)


def test_four_long_names_and_25_criteria_fill_the_width() -> None:
    (section,) = comparison(assessed(widest()), PRINTING).sections
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert section.landscape
    assert len(table.columns) == 7
    assert sum(column.width for column in table.columns) == pytest.approx(257)
    assert all("Trọng số" in page for page in pdf_pages(comparison(assessed(widest()), PRINTING)))


def test_the_workbook_has_numbers_and_dates() -> None:
    page = book(comparison(assessed(VIEW), PRINTING))["So sánh"]
    found = {row[1]: row[3:] for row in page.iter_rows(min_row=2, values_only=True)}
    assert found["Số người dùng"] == (4120, 5300, 2100)
    assert found["Dung lượng dữ liệu (MB)"] == (820 * 1024, MISSING, MISSING)
    assert isinstance(found["Hợp đồng đến ngày"][0], datetime)
    assert found["Hợp đồng đến ngày"][0].date() == date(2026, 12, 31)
    assert found["Tổng điểm (trên 100)"] == (81.5, 78, 100)
    assert found[COST.name] == (8, 9, 10)


def test_every_score_with_its_evidence() -> None:
    page = book(comparison(assessed(VIEW), PRINTING))["Điểm chi tiết"]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    assert len(rows) == 2 * 3 * 2
    assert rows[0][4:] == (9, None, None, "Báo cáo vận hành, 45/BC-SKHCN, bao-cao.pdf")
    assert rows[1][4:6] == (7.5, "x")


def test_a_score_not_given_is_missing_in_the_workbook() -> None:
    view = KindView(replace(SHEET, scores=GIVEN[1:]), SCORING.state)
    rows = list(book(comparison(assessed(view), PRINTING))["Điểm chi tiết"].iter_rows(min_row=2, values_only=True))
    assert rows[0][4] == MISSING


def test_weights_are_shown_as_entered() -> None:
    odd = Criterion("z", "z", "Tiêu chí lẻ", Decimal("12.5"))
    view = KindView(replace(SHEET, criteria=(*SHEET.criteria, odd)), SCORING.state)
    by_label = {line.label: line for line in lines(assessed(view))}
    assert by_label["Tiêu chí lẻ"].weight == "12,5"
    assert by_label["Tổng điểm (trên 100)"].weight == "112,5"


def test_all_kinds_in_one_table() -> None:
    undecided = of_kind(SCORING, KINDS[1])
    left_out = replace(EMPTY, sheet=replace(EMPTY.sheet, kind=replace(KINDS[2], is_used=False)))
    paper = overall([assessed(one) for one in (VIEW, undecided, left_out)], PRINTING)
    words = docx_text(render(paper, "docx"))
    assert "Đã quyết định 1/2 loại hệ thống." in words
    assert KINDS[1].name in words
    assert KINDS[2].name not in words
    page = book(paper)["Tổng hợp"]
    assert [row[6] for row in page.iter_rows(min_row=2, values_only=True)] == [81.5, 78, 100] * 2
    assert page.cell(4, 10).value == "Bị loại"
    assert OLD.name in words
