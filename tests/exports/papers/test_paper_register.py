"""Sổ đăng ký văn bản đi and the list of who signed, on paper and as workbooks."""

from dataclasses import replace
from pathlib import Path

import pytest
from openxml_audit import OpenXmlValidator

from app.exports.paper_register import outgoing_register, signed_list
from app.exports.render import Format, render
from app.exports.tree import Document
from tests.exports.inspection.inspections import AT
from tests.exports.papers.registers import LINES, SIGNED, WIDE_LINES
from tests.exports.reading import book, docx_text, values
from tests.exports.samples import HOSTILE, PARTY, STATE, squash

REGISTER = outgoing_register(LINES, STATE, AT, "Năm 2025")
WIDE = outgoing_register(WIDE_LINES, STATE, AT)
WHO = signed_list(SIGNED, STATE, AT)
COLUMNS = (
    "Số, ký hiệu văn bản",
    "Ngày tháng văn bản",
    "Tên loại và trích yếu nội dung văn bản",
    "Người ký",
    "Nơi nhận văn bản",
    "Đơn vị, người nhận bản lưu",
    "Số lượng bản",
    "Ghi chú",
)
"""NĐ 30/2020, Phụ lục IV."""


def text(document: Document) -> str:
    return docx_text(render(document, "docx")).replace("\u00a0", " ")


def test_the_columns_are_those_of_phu_luc_iv() -> None:
    assert "".join(f"{heading}({at})" for at, heading in enumerate(COLUMNS, 1)) in text(REGISTER)
    (head, *_) = book(REGISTER).worksheets[0].iter_rows(values_only=True)
    assert head[:8] == COLUMNS


def test_each_series_stands_by_itself() -> None:
    words = text(REGISTER)
    places = [words.find(one) for one in ("BCĐ, năm 2025", "05/KH-BCĐ", "06/TB-BCĐ", "nhiệm kỳ 2025-2030", "01-KH/BCĐ")]
    assert -1 not in places
    assert places == sorted(places)


def test_a_line_with_all_that_the_van_thu_gave() -> None:
    assert (
        "05/KH-BCĐ21/06/2025Kế hoạch: Kiểm tra xã Đam Rông 4Trần Văn Định"
        "Thường trực Tỉnh ủy (b/c); UBND xã Đam Rông 4Hồ sơ 1214Được đính chính theo văn bản số 09/BCĐ-TH"
    ) in text(REGISTER)


def test_no_copies_is_blank_not_zero() -> None:
    rows = list(book(REGISTER).worksheets[0].iter_rows(values_only=True))
    assert (rows[1][6], rows[2][6]) == (14, None)


def test_the_date_is_a_real_date() -> None:
    rows = list(book(REGISTER).worksheets[0].iter_rows(values_only=True))
    assert str(rows[1][1]) == "2025-06-21 00:00:00"


@pytest.mark.parametrize("document", [REGISTER, WHO], ids=("register", "signed"))
def test_our_ids_stand_nowhere(document: Document) -> None:
    assert "paper-id" not in text(document)
    assert not [cell for cell in values(book(document)) if "paper-id" in str(cell)]


def test_who_signed_with_the_power() -> None:
    words = text(WHO)
    assert "1Trần Văn ĐịnhTM., KT. BAN CHỈ ĐẠOPHÓ TRƯỞNG BAN20/06/2025Ký số05/KH-BCĐKế hoạch: Kiểm tra" in words
    assert "2K’BrếuPhó Chủ tịch26/06/2025Ký tayBiên bản: Làm việc" in words


def test_empty_books_say_so() -> None:
    assert "Chưa có văn bản nào được cấp số." in text(outgoing_register((), STATE, AT))
    assert "Chưa có văn bản nào được ký." in text(signed_list((), PARTY, AT))


@pytest.mark.parametrize("document", [REGISTER, WIDE, WHO, outgoing_register((), PARTY, AT)], ids=range(4))
@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_the_audit_finds_nothing(document: Document, kind: Format, tmp_path: Path) -> None:
    path = tmp_path / f"a.{kind}"
    path.write_bytes(render(document, kind))
    assert [str(error) for error in OpenXmlValidator().validate(str(path)).errors] == []


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text(hostile: str) -> None:
    made = outgoing_register([replace(LINES[0], title=hostile, recipients=hostile)], STATE, AT)
    kept = squash("".join(letter for letter in hostile if letter >= " "))
    assert kept in squash(text(made))
    assert not [cell for cell in values(book(made)) if str(cell).startswith(("#REF", "#VALUE", "#NAME"))]
