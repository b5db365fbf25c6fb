"""Phiếu trình on paper."""

from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.paper_slip import submission_slip
from app.exports.render import render
from app.models.papers.records import Paper
from app.models.plan.records import IssuingBody
from tests.exports.inspection.inspections import AT, FILED
from tests.exports.papers.registers import DRAFT, ON_ITS_WAY, WIDE_PAPER
from tests.exports.reading import docx_text, pdf_pages
from tests.exports.samples import HOSTILE, PARTY, STATE, squash


def text(paper: Paper) -> str:
    return docx_text(render(submission_slip(paper, STATE, AT), "docx")).replace("\u00a0", " ")


SENT = text(ON_ITS_WAY)


def test_what_is_submitted_by_whom_and_when() -> None:
    assert "Kính trình: Trưởng ban" in SENT
    assert "Văn bản trình ký: Kế hoạch: Kiểm tra xã Đam Rông 4" in SENT
    assert "Người trình: Lý Thị Cẩm Vân" in SENT
    assert "Trình lúc: 09 giờ 05 phút, ngày 19 tháng 6 năm 2025" in SENT
    assert "Lần trình: 2" in SENT
    assert "Nội dung trình: Kính trình đồng chí xem xét, ký ban hành." in SENT


def test_what_the_units_said_and_what_became_of_it() -> None:
    assert "1Công an tỉnhCó ý kiếnBổ sung kiểm tra an ninh mạng(812/CAT-PA05, 18/06/2025)Đã tiếp thu" in SENT
    assert "2Sở Nội vụChưa trả lời (hạn 20/06/2025)" in SENT


def test_who_initialled_what_and_when() -> None:
    assert "1Lê Thị HạnhChánh Văn phòngđúng thể thức19/06/2025 09:05" in SENT


def test_a_draft_leaves_all_of_it_to_the_pen() -> None:
    words = text(DRAFT)
    assert "Trình lúc:       giờ      phút" in words
    assert "Không lấy ý kiến đơn vị khác." in words
    assert "1Kiểm tra nội dung2Kiểm tra thể thức" in words
    assert "Lần trình" not in words


def test_a_slip_sent_back_is_not_submitted() -> None:
    back = replace(ON_ITS_WAY, entries=ON_ITS_WAY.entries[:2])
    assert "Người trình: Lý Thị Cẩm Vân" not in text(back)


def test_the_signer_is_named_once_it_is_signed() -> None:
    words = text(replace(ON_ITS_WAY, signatures=FILED.signatures))
    assert "Kính trình: Phó trưởng ban" in words
    assert "NGƯỜI CÓ THẨM QUYỀN KÝ(Ký, ghi rõ họ tên)Trần Văn Định" in words


def test_it_has_no_number_and_no_id() -> None:
    words = text(replace(ON_ITS_WAY, number=FILED.number))
    assert "Số:" not in words
    assert "paper-id" not in words


@pytest.mark.parametrize("paper", [ON_ITS_WAY, DRAFT, WIDE_PAPER], ids=range(3))
@pytest.mark.parametrize("body", [STATE, PARTY], ids=("state", "party"))
def test_the_audit_finds_nothing(paper: Paper, body: IssuingBody, tmp_path: Path) -> None:
    made = submission_slip(paper, body, AT)
    path = tmp_path / "a.docx"
    path.write_bytes(render(made, "docx"))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []
    assert set(squash(docx_text(path.read_bytes()))) <= set(squash("".join(pdf_pages(made))))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    kept = squash("".join(letter for letter in hostile if letter >= " "))
    assert kept in squash(text(replace(ON_ITS_WAY, title=hostile)))
