from dataclasses import replace
from datetime import date

import pytest

from app.exports.paper_parts import DRAFT
from app.exports.render import render
from app.exports.selection_decision import Contents, decision_paper, notice_paper
from app.exports.selection_issuer import is_of_type, issuer, number_of
from app.exports.selection_parts import Printing, as_decided, cited
from app.models.plan.records import Signing
from app.models.selection.records import Course, KindView
from app.models.selection.unchosen import Unchosen
from app.models.units.gazetteer import find_province
from tests.exports.reading import docx_text
from tests.exports.samples import PARTY, SIGNING, STATE
from tests.exports.selection.assessments import (
    BARE_STOPPED,
    DECISION,
    EXEMPTED,
    KINDS,
    OLD,
    PARTY_PRINTING,
    PRINTING,
    STOPPED,
    VIETTEL,
    VIEW,
    numbered,
    of_kind,
)


def text(
    *views: KindView,
    stopped: tuple[Unchosen, ...] = (),
    printing: Printing = PRINTING,
    plan: Signing | None = None,
) -> str:
    """The words of the Quyết định."""
    return docx_text(render(decision_paper(Contents(views, stopped, printing, plan)), "docx")).replace("\u00a0", " ")


NUMBERED = text(EXEMPTED, stopped=(STOPPED,), plan=SIGNING)


def test_the_head_of_a_quyet_dinh() -> None:
    assert "Số: 12/QĐ-BCĐLâm Đồng, ngày 24 tháng 6 năm 2025QUYẾT ĐỊNH" in NUMBERED
    assert (
        "Về việc lựa chọn hệ thống thông tin dùng chung cho toàn tỉnhTRƯỞNG BAN CHỈ ĐẠO CHUYỂN ĐỔI SỐCăn cứ" in NUMBERED
    )


def test_grounds_each_end_with_a_semicolon_and_the_last_with_a_stop() -> None:
    first, _, rest = NUMBERED.partition("QUYẾT ĐỊNH:")
    assert first.count("Căn cứ ") == first.count(";Căn cứ ") + 1 == 4
    assert first.endswith(";Theo đề nghị của Tổ Công tác Tỉnh.")
    assert rest.startswith("Điều 1. ")


def test_the_issued_plan_is_a_ground_only_when_it_came_before() -> None:
    assert "Căn cứ Kế hoạch hành động số 05/KH-BCĐ ngày 04 tháng 6 năm 2025 của Ban Chỉ đạo tỉnh Lâm Đồng;" in NUMBERED
    later = replace(SIGNING, issued_on=date(2025, 6, 25))
    assert "Kế hoạch hành động số" not in text(VIEW, plan=later)


def test_what_stays_with_its_reason() -> None:
    assert (
        "Điều 1. Thống nhất sử dụng một hệ thống phần mềm dùng chung duy nhất cho toàn tỉnh đối với mỗi loại hệ thống "
        "sau đây:1. Hệ thống thông tin giải quyết thủ tục hành chính: VNPT iGate của tỉnh Lâm Đồng. Lý do lựa chọn: "
        "Hệ thống đang hoạt động ổn định, đã cấu hình đủ 1.893 thủ tục.Điều 2."
    ) in NUMBERED


def test_the_exception_with_reason_and_term() -> None:
    assert "Điều 2. Cho phép tiếp tục sử dụng có thời hạn" in NUMBERED
    assert "Viettel Một cửa (Bình Thuận): đến hết ngày 31/12/2025; lý do: Chờ hết hợp đồng." in NUMBERED


def test_an_exception_by_another_document_is_not_in_this_one() -> None:
    (one,) = EXEMPTED.exemptions
    other = replace(EXEMPTED, exemptions=(replace(one, document="88/QĐ-BCĐ"),))
    same = replace(EXEMPTED, exemptions=(replace(one, document="12/QĐ-BCĐ"),))
    assert "Chờ hết hợp đồng" not in text(as_decided(other))
    assert [found.id for found in as_decided(other).unchosen] == [VIETTEL.id, OLD.id]
    assert "Chờ hết hợp đồng" in text(as_decided(same))


def test_what_stops_and_what_becomes_of_it() -> None:
    assert "Điều 3. Đối với các hệ thống không được lựa chọn (Phụ lục II kèm theo):" in NUMBERED
    assert "Sao lưu toàn bộ dữ liệu trước 01/7/2025" in NUMBERED
    assert "VNPT iGate (Lâm Đồng)Chủ trì: Sở Khoa học và Công nghệThời hạn: trước ngày 30/9/2025" in NUMBERED
    assert "Chỉ tra cứu đến hết 31/12/2025Đầu mối: Phạm Văn Đông, 0900 000 310" in NUMBERED
    assert "Dữ liệu: không bàn giao (Dữ liệu nằm chung máy chủ)" in NUMBERED


def test_the_paper_says_the_same_before_and_after_the_backup() -> None:
    assert "28/06/2025" not in NUMBERED
    assert "Toàn bộ dữ liệu: trước 01/7/2025" in NUMBERED


def test_nothing_arranged_is_missing() -> None:
    words = text(VIEW, stopped=(BARE_STOPPED,))
    assert "Chủ trì: chưa cóThời hạn: chưa có" in words
    assert "Hợp đồng: chưa có" in words


def test_nothing_stops_leaves_no_second_list() -> None:
    words = text(VIEW)
    assert "Phụ lục II" not in words
    assert "Điều 3. Quyết định này có hiệu lực thi hành kể từ ngày ký." in words
    assert "Như Điều 3;" in words


def test_the_end() -> None:
    assert "chịu trách nhiệm thi hành Quyết định này./." in NUMBERED
    assert (
        "- Như Điều 5;- Ban Chỉ đạo Trung ương (để b/c);- Thường trực Tỉnh ủy, HĐND, UBND tỉnh;- Lưu: VT, BCĐ."
        in NUMBERED
    )
    assert "TM. BAN CHỈ ĐẠO CẤP TỈNHTRƯỞNG BAN(Ký, ghi rõ họ tên, đóng dấu)" in NUMBERED


def test_a_city_is_a_city() -> None:
    words = text(VIEW, printing=replace(PRINTING, province=find_province("Đà Nẵng")))
    assert "dùng chung cho toàn thành phố" in words
    assert "Thường trực Thành ủy, HĐND, UBND thành phố;" in words


@pytest.mark.parametrize("number", ["", "  "])
def test_without_a_number_it_is_a_draft_with_blanks(number: str) -> None:
    paper = decision_paper(Contents((numbered(number),), (), PRINTING))
    assert paper.watermark == DRAFT
    words = docx_text(render(paper, "docx")).replace("\u00a0", " ")
    assert "Số:       /QĐ-BCĐLâm Đồng, ngày      tháng" in words


def test_the_number_of_a_notice_is_not_the_decisions() -> None:
    contents = Contents((numbered("45/TB-BCĐ"),), (), PRINTING)
    assert decision_paper(contents).watermark == DRAFT
    notice = notice_paper(contents)
    assert notice.watermark == ""
    words = docx_text(render(notice, "docx")).replace("\u00a0", " ")
    assert "Số: 45/TB-BCĐ" in words
    assert "THÔNG BÁOKết luận về việc lựa chọn" in words
    assert "Ban Chỉ đạo tỉnh Lâm Đồng kết luận như sau:1. Thống nhất sử dụng" in words
    assert "thông báo để các cơ quan, đơn vị biết, thực hiện./." in words
    assert "có hiệu lực" not in words
    assert "Điều" not in words


def test_kinds_of_different_documents_are_a_draft_together() -> None:
    other = of_kind(numbered("13/QĐ-BCĐ"), KINDS[1])
    paper = decision_paper(Contents((VIEW, other), (), PRINTING))
    assert paper.watermark == DRAFT
    assert "2. Hệ thống quản lý văn bản và hồ sơ công việc: VNPT iGate" in docx_text(render(paper, "docx"))


def test_kinds_of_one_document_bear_its_number() -> None:
    assert decision_paper(Contents((VIEW, of_kind(VIEW, KINDS[1])), (), PRINTING)).watermark == ""


def test_nothing_chosen_is_replaced_by_a_new_one() -> None:
    view = replace(VIEW, decisions=(replace(DECISION, system_id="", course=Course.REPLACE),))
    assert "hành chính: thay thế bằng hệ thống mới. Lý do lựa chọn:" in text(view)


@pytest.mark.parametrize(
    ("by", "lines"),
    [
        ("Chủ tịch UBND tỉnh", ((), "CHỦ TỊCH")),
        ("Phó Chủ tịch Ủy ban nhân dân tỉnh", (("KT. CHỦ TỊCH",), "PHÓ CHỦ TỊCH")),
        ("UBND tỉnh Lâm Đồng", (("TM. ỦY BAN NHÂN DÂN",), "CHỦ TỊCH")),
        ("Trưởng Ban Chỉ đạo", (("TM. BAN CHỈ ĐẠO CẤP TỈNH",), "TRƯỞNG BAN")),
        ("", (("TM. BAN CHỈ ĐẠO CẤP TỈNH",), "TRƯỞNG BAN")),
    ],
)
def test_who_decided_signs(by: str, lines: tuple[tuple[str, ...], str]) -> None:
    found = issuer(PRINTING, by, "")
    assert (found.signature.authority, found.signature.position) == lines


def test_a_decision_of_ubnd_bears_its_letterhead() -> None:
    words = text(numbered("5/QĐ-UBND", by="Chủ tịch UBND tỉnh"))
    assert words.startswith("ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNGCỘNG HÒA")
    assert "Số: 05/QĐ-UBND" in words
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNGCăn cứ" in words
    assert (
        "(Kèm theo Quyết định số 05/QĐ-UBND ngày 24 tháng 6 năm 2025 của Chủ tịch Ủy ban nhân dân tỉnh Lâm Đồng)"
        in words
    )
    assert "BAN CHỈ ĐẠO" not in words


def test_a_partys_decision() -> None:
    words = text(numbered("7-QĐ/BCĐ", view=EXEMPTED), printing=PARTY_PRINTING, plan=SIGNING)
    assert "Số 07-QĐ/BCĐ" in words
    assert "- Căn cứ Kế hoạch hành động số 05-KH/BCĐ" in words
    assert "T/M BAN CHỈ ĐẠO CẤP TỈNHTRƯỞNG BAN" in words
    assert "UBND" not in issuer(PARTY_PRINTING, "Chủ tịch UBND tỉnh", "").body.name


@pytest.mark.parametrize(
    ("body", "typed", "line"),
    [
        (STATE, "5/QĐ-UBND", "Số: 05/QĐ-UBND"),
        (STATE, " 123/2025/QĐ-UBND ", "Số: 123/2025/QĐ-UBND"),
        (STATE, "7", "Số: 07/QĐ-BCĐ"),
        (PARTY, "7", "Số 07-QĐ/BCĐ"),
        (PARTY, "12-QĐ/BCĐ", "Số 12-QĐ/BCĐ"),
    ],
)
def test_a_number_is_printed_as_typed_or_with_our_sign(body: object, typed: str, line: str) -> None:
    assert number_of(body, "QĐ", typed) == line  # type: ignore[arg-type]
    assert cited(line) == line.replace("Số: ", "số ").replace("Số ", "số ")


@pytest.mark.parametrize(
    ("number", "is_decision", "is_notice"),
    [
        ("12/QĐ-BCĐ", True, False),
        ("12/qđ-bcđ", True, False),
        ("3/TB-BCĐ", False, True),
        ("12", True, False),
        ("", False, False),
    ],
)
def test_the_type_a_number_bears(number: str, is_decision: bool, is_notice: bool) -> None:
    assert is_of_type(number, "QĐ", otherwise=True) is is_decision
    assert is_of_type(number, "TB", otherwise=False) is is_notice
