"""Phiếu trình, register and list of signatures as the catalogue asks for them."""

from datetime import date

import pytest

from app.exports.render import render
from app.exports.tree import Document
from app.models.errors import InvalidInputError, RefusedError
from app.models.papers.records import Stage
from app.services.desk import Desk
from app.services.papers import printing, way
from tests.exports.reading import docx_text
from tests.services.papers.steps import brought, draft


def text(document: Document) -> str:
    return docx_text(render(document, "docx")).replace("\u00a0", " ")


def test_an_empty_house_says_so(desk: Desk) -> None:
    with pytest.raises(RefusedError, match="Chưa có văn bản nào để trình ký"):
        printing.slip(desk, "")
    assert "Chưa có văn bản nào được cấp số." in text(printing.register(desk, ""))
    assert "Chưa có văn bản nào được ký." in text(printing.signed(desk, ""))
    assert printing.subjects(desk) == printing.years(desk) == ()


def test_the_slip_of_a_paper_by_id_and_title(desk: Desk) -> None:
    first, second = draft(desk, title="Kiểm tra Đức Trọng"), draft(desk, title="Kiểm tra Di Linh")
    assert "Kế hoạch: Kiểm tra Đức Trọng" in text(printing.slip(desk, first))
    assert "Kế hoạch: Kiểm tra Di Linh" in text(printing.slip(desk, "Kế hoạch: Kiểm tra Di Linh"))
    assert {one.id for one in printing.subjects(desk)} == {first, second}
    with pytest.raises(RefusedError, match="Không có"):
        printing.slip(desk, "gõ nhầm")


def test_minutes_that_the_parties_sign_have_no_slip(desk: Desk) -> None:
    draft(desk, kind="BB")
    assert printing.subjects(desk) == ()


def test_the_slip_shows_the_initials(desk: Desk) -> None:
    paper_id = draft(desk)
    way.submit(desk, paper_id=paper_id, note="Kính trình ký")
    way.initial(desk, paper_id=paper_id, person="Lê Thị Hạnh", position="Chánh Văn phòng", note="đúng thể thức")
    words = text(printing.slip(desk, paper_id))
    assert "1Lê Thị HạnhChánh Văn phòngđúng thể thức24/06/2025 12:00" in words
    assert "Người trình: Nguyễn Thị Đào" in words


def test_the_register_of_a_year_and_of_all(desk: Desk) -> None:
    brought(desk, Stage.ISSUED, title="Kiểm tra Đức Trọng")
    assert [(one.id, one.title) for one in printing.years(desk)] == [("2025", "Năm 2025")]
    for year in ("", "2025", "Năm 2025"):
        assert "05/KH-BCĐ24/06/2025Kế hoạch: Kiểm tra Đức Trọng" in text(printing.register(desk, year))
        assert "Trần Văn Định" in text(printing.signed(desk, year))
    assert "Chưa có văn bản nào được cấp số." in text(printing.register(desk, "2024"))
    assert "Chưa có văn bản nào được ký." in text(printing.signed(desk, "2024"))


def test_a_subject_that_is_no_year_is_refused(desk: Desk) -> None:
    with pytest.raises(InvalidInputError, match="không phải là năm"):
        printing.register(desk, "hai lăm")


def test_a_paper_signed_but_not_numbered_is_only_in_the_second_list(desk: Desk) -> None:
    brought(desk, Stage.SIGNED, title="Chưa có số")
    assert "Chưa có số" not in text(printing.register(desk, ""))
    assert "Chưa có số" in text(printing.signed(desk, str(date(2025, 6, 24).year)))
