"""Báo cáo kết quả, Danh mục kết luận and Hồ sơ kiểm tra on paper and as a workbook."""

from dataclasses import replace
from datetime import date

from app.exports.inspection_conclusions import conclusion_list
from app.exports.inspection_dossier import Filed, dossier
from app.exports.inspection_minutes import minutes_sections
from app.exports.inspection_parts import Printing
from app.exports.inspection_plan import plan_sections
from app.exports.inspection_report import result_report
from app.exports.render import render
from app.models.inspection.reporting import ReportFigures, conclusion_lines
from app.models.inspection.reporting import dossier as items_of
from app.models.plan.deadline import parse
from app.models.plan.records import Evidence, Extension
from tests.exports.inspection.inspections import (
    ADOPTED,
    AGREED,
    EMPTY_PLAN,
    FILED,
    FOLLOWUPS,
    LINES,
    MINUTES,
    PRINTING,
    report_of,
)
from tests.exports.reading import book, docx_text, pdf_pages


def report_text(figures: ReportFigures, printing: Printing = PRINTING) -> str:
    return docx_text(render(result_report(figures, printing), "docx")).replace("\u00a0", " ")


REPORT = report_text(report_of())


# The report.


def test_the_report_goes_to_the_standing_body_and_the_command_centre() -> None:
    assert "BÁO CÁOKết quả kiểm tra, đôn đốc công tác chuẩn bị" in REPORT
    assert "Kính gửi: Cơ quan Thường trực Ban Chỉ đạo." in REPORT
    assert "- Trung tâm chỉ huy (để báo cáo);" in REPORT


def test_only_agreed_minutes_speak() -> None:
    assert "Đã kiểm tra và thông qua biên bản tại 01/02 đơn vị." in REPORT
    assert "1UBND xã Đam Rông 408:00-11:1526/06/20251102Đã thông qua" in REPORT
    assert "2. UBND phường Bắc Gia NghĩaChưa có biên bản được thông qua." in REPORT


def test_what_was_found_with_its_causes() -> None:
    assert (
        "b) Tồn tại, hạn chế và nguyên nhân- Mạng Internet: Không đạt: rớt 3 lần trong 2 giờ. Nguyên nhân khách quan: "
        "Mới có một tuyến cáp quang. Nguyên nhân chủ quan: Chưa ký hợp đồng đường dự phòng."
    ) in REPORT


def test_what_is_settled_what_stands_open_and_why() -> None:
    assert "Tổng số 04 kết luận; đang theo dõi: 1, quá hạn: 1, đã thực hiện: 1, không thực hiện được: 1." in REPORT
    settled = "1. Vướng mắc đã giải quyết- Kết luận thứ 4 (UBND xã Đam Rông 4, hoàn thành ngày 27 tháng 6 năm 2025)."
    assert settled in REPORT
    assert (
        "2. Vấn đề còn tồn đọng- Kết luận thứ 1 (UBND xã Đam Rông 4; thời hạn: 29/6/2025; quá hạn)."
        "- Kết luận thứ 2 (Sở Khoa học và Công nghệ; thời hạn: 29/6/2025; đang theo dõi)."
        "- Kết luận thứ 3 (UBND xã Đam Rông 4; thời hạn: 29/6/2025; không thực hiện được, lý do: Chưa có kinh phí)."
    ) in REPORT


def test_proposals_by_addressee() -> None:
    assert "IV. KIẾN NGHỊ1. Bộ Khoa học và Công nghệ- Phủ sóng di động 4G tại 3 thôn (UBND xã Đam Rông 4)." in REPORT


def test_the_conclusions_are_its_annex() -> None:
    assert "Phụ lụcDANH MỤC KẾT LUẬN VÀ THEO DÕI THỰC HIỆN(Kèm theo Báo cáo kết quả kiểm tra)" in REPORT
    numbered = report_text(report_of(), replace(PRINTING, filed=FILED))
    assert "(Kèm theo Báo cáo số 05/KH-BCĐ ngày 21 tháng 6 năm 2025)" in numbered


def test_an_inspection_of_nobody_is_reported_without_figures() -> None:
    text = report_text(report_of(EMPTY_PLAN, ()))
    assert "Kế hoạch chưa có đơn vị được kiểm tra." in text
    assert "Chưa có kết luận kiểm tra nào." in text
    assert "Kết quả kiểm tra hạ tầng" in text
    assert "Phụ lục" not in text


# The list.


def test_the_sheet_has_real_dates_and_no_id_of_ours() -> None:
    page = book(conclusion_list(LINES, PRINTING)).worksheets[0]
    rows = list(page.iter_rows(values_only=True))
    assert rows[0][:7] == (
        "TT",
        "Kết luận",
        "Đơn vị thực hiện",
        "Đơn vị được kiểm tra",
        "Ngày kiểm tra",
        "Thời hạn",
        "Ngày đến hạn",
    )
    assert [str(cell) for cell in (rows[1][4], rows[1][6], rows[4][10])] == [
        "2025-06-26 00:00:00",
        "2025-06-29 00:00:00",
        "2025-06-27 09:00:00",
    ]
    assert not any(str(cell) in {"t1", "m", "v1"} for row in rows for cell in row)


def test_the_second_sheet_sums_by_unit() -> None:
    rows = list(book(conclusion_list(LINES, PRINTING)).worksheets[1].iter_rows(values_only=True))
    assert rows[1] == ("Sở Khoa học và Công nghệ", 1, 0, 0, 0, 1)
    assert rows[2] == ("UBND xã Đam Rông 4", 0, 1, 1, 1, 3)
    assert rows[3] == ("Tổng số", 1, 1, 1, 1, 4)


def test_an_extension_shows_both_deadlines_and_evidence_its_number() -> None:
    put_off = replace(
        FOLLOWUPS[0],
        deadline=parse("15/7/2025"),
        extensions=(Extension("e", parse("15/7/2025"), "Chờ vật tư", "Trưởng Ban", date(2025, 6, 25)),),
        evidence=(Evidence("v", "Biên bản nghiệm thu", "03/BBNT", date(2025, 6, 27)),),
    )
    lines = conclusion_lines((put_off,))
    text = docx_text(render(conclusion_list(lines, PRINTING), "docx")).replace("\u00a0", " ")
    assert "15/7/2025(gia hạn 1 lần, ban đầu: 29/6/2025)" in text
    assert "Biên bản nghiệm thu (03/BBNT, 27/06/2025)" in text


def test_the_paper_says_of_which_inspection_and_when() -> None:
    text = docx_text(render(conclusion_list(LINES, PRINTING, AGREED.title), "docx")).replace("\u00a0", " ")
    assert "(Kế hoạch kiểm tra, đôn đốc công tác chuẩn bị" in text
    assert "; số liệu đến 09:30, ngày 28 tháng 6 năm 2025)" in text
    assert "Lý do không thực hiện được: Chưa có kinh phí." in text


def test_an_empty_list_says_so() -> None:
    paper = conclusion_list((), PRINTING)
    assert "Chưa có kết luận kiểm tra nào." in docx_text(render(paper, "docx"))
    assert [page.max_row for page in book(paper).worksheets] == [1, 2]


# The dossier.


def filed(*, with_agreed: bool = True) -> list[Filed]:
    """The list of AGREED with the pages of plan and minutes."""
    pages = {"plan": plan_sections(AGREED, PRINTING), "minutes": minutes_sections(ADOPTED, PRINTING)}
    items = items_of(AGREED, {"v1": MINUTES} if with_agreed else {})
    return [Filed(one, pages.get(one.kind, ()) if one.is_ready else ()) for one in items]


def test_every_paper_begins_with_page_one() -> None:
    made = dossier(AGREED, filed(), PRINTING)
    pages = pdf_pages(made)
    for opening in ("(Lập lúc", "I. MỤC ĐÍCH", "1. Thời gian: 08", "DANH SÁCH KIỂM TRA"):
        (at,) = [place for place, page in enumerate(pages) if opening in page]
        assert not pages[at].lstrip()[0].isdigit(), opening
    assert next(page for page in pages if "VI. TỔ CHỨC THỰC HIỆN" in page).lstrip().startswith("2")


def test_the_list_says_what_is_missing_and_what_others_wrote() -> None:
    text = docx_text(render(dossier(AGREED, filed(), PRINTING), "docx"))
    assert "Công văn số 41/VPTU-CĐSBản giấy kèm theo" in text
    assert "Thông báo lịch làm việc với UBND phường Bắc Gia NghĩaChưa thông báo lịch làm việc." in text
    assert "Biên bản làm việc với UBND phường Bắc Gia NghĩaChưa lập biên bản." in text
    assert "In liền sau biên bản" in text


def test_minutes_that_nobody_agreed_are_not_in_it() -> None:
    made = dossier(AGREED, filed(with_agreed=False), PRINTING)
    text = docx_text(render(made, "docx"))
    assert "BIÊN BẢN LÀM VIỆC" not in text
    assert made.watermark == ""
