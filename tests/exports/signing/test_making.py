"""Making signatures with certificate files: what opens, what may sign, what stands in the file and on the page."""

import traceback
from io import BytesIO
from pathlib import Path
from types import TracebackType

import pytest
from pypdf import PdfReader, PdfWriter

from app.exports.pdf.places import Place, PlaceKind
from app.exports.signing.binding import binding_in, is_open, place_for, reader_of
from app.exports.signing.errors import (
    CertificateFileError,
    CertificateTimeError,
    ClockError,
    PdfError,
    WrongPasswordError,
)
from app.exports.signing.keys import open_file
from app.exports.signing.making import Statement, sign
from app.exports.signing.secret import Secret
from app.models import vietnam_time
from tests.exports.signing import authority
from tests.exports.signing.papers import CHAIR, NOON, REF, SECRETARY, export, key, places, signed

CHAIRS = Statement("kh02-chair", CHAIR, NOON)


def test_the_export_stays_in_front_byte_for_byte(tmp_path: Path) -> None:
    assert signed(export(), authority.officer(CHAIR), tmp_path, field="x").startswith(export())


def test_pades_with_the_desks_clock(tmp_path: Path) -> None:
    found = reader_of(signed(export(), authority.officer(CHAIR), tmp_path, field="x")).embedded_signatures[0]
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.self_reported_timestamp == NOON


def test_the_binding_names_the_sealed_record_and_is_not_printed() -> None:
    binding = binding_in(reader_of(export()).root)
    assert binding is not None
    assert binding.ref == REF
    assert binding.places == places()
    assert REF.sealed_hash not in "".join(page.extract_text() for page in PdfReader(BytesIO(export())).pages)


def test_a_file_of_somebody_else_is_bound_to_nothing(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    stream = BytesIO()
    writer.write(stream)
    assert binding_in(reader_of(stream.getvalue()).root) is None


def test_places_carry_the_printed_names() -> None:
    assert [one.text for one in places() if one.kind is PlaceKind.SIGNATURE] == [SECRETARY, CHAIR]
    assert [one.kind for one in places()][:2] == [PlaceKind.NUMBER, PlaceKind.DATE]


def test_blank_number_and_date_are_open_and_filled_ones_are_not() -> None:
    assert all(is_open(one) for one in places())
    assert not is_open(Place(PlaceKind.NUMBER, 0, 0, 0, 1, 1, "Số: 05/BB-TCT"))
    assert not is_open(Place(PlaceKind.NUMBER, 0, 0, 0, 1, 1, "Số 05-KH/TU"))
    assert not is_open(Place(PlaceKind.DATE, 0, 0, 0, 1, 1, "Đà Lạt, ngày 24 tháng 6 năm 2025"))


def test_a_place_is_found_by_name_then_by_order() -> None:
    named, blank = (Place(PlaceKind.SIGNATURE, 0, 0, 0, 1, 1, text) for text in (CHAIR, ""))
    assert place_for((blank, named), CHAIR, 0) is named
    assert place_for((named, blank), SECRETARY, 1) is blank
    assert place_for((named,), SECRETARY, 0) is None


def test_a_wrong_password(tmp_path: Path) -> None:
    file = authority.officer(CHAIR).pkcs12(tmp_path / "chung-thu.p12")
    with pytest.raises(WrongPasswordError) as caught:
        open_file(file, Secret("Sai mật khẩu 99"))
    assert caught.value.title == "Mật khẩu không mở được tệp chung-thu.p12."


def test_a_password_stands_in_no_frame_no_message_no_traceback(tmp_path: Path) -> None:
    file = authority.officer(CHAIR).pkcs12(tmp_path / "chung-thu.p12")
    with pytest.raises(WrongPasswordError) as caught:
        open_file(file, Secret("".join(("Sai-", "mat-", "khau-99"))))
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "Sai-mat-khau-99" not in told
    assert not any("Sai-mat-khau-99" in repr(value) for value in _locals(caught.value))


def _locals(error: BaseException | None) -> list[object]:
    found: list[object] = []
    while error is not None:
        at: TracebackType | None = error.__traceback__
        while at is not None:
            found += at.tb_frame.f_locals.values()
            at = at.tb_next
        error = error.__cause__ or error.__context__
    return found


def test_a_file_that_is_no_certificate(tmp_path: Path) -> None:
    false = tmp_path / "anh.p12"
    false.write_bytes(b"\x89PNG\r\n")
    with pytest.raises(CertificateFileError, match="không phải tệp chứng thư số"):
        open_file(false, Secret("x"))


def test_a_certificate_without_its_key(tmp_path: Path) -> None:
    with pytest.raises(CertificateFileError):
        open_file(authority.officer(CHAIR).pem(tmp_path / "chung-thu.cer"), Secret("x"))


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(CertificateFileError, match="Không đọc được tệp"):
        open_file(tmp_path / "khong-co.p12", Secret("x"))


def test_an_expired_certificate(tmp_path: Path) -> None:
    end = vietnam_time.from_iso("2025-06-01T00:00:00.000Z")
    old = authority.issue(CHAIR, by=authority.intermediate(), end=end)
    with pytest.raises(CertificateTimeError, match="đã hết hạn ngày 01/06/2025"):
        sign(export(), key(old, tmp_path), CHAIRS)


def test_a_certificate_not_yet_valid_or_a_clock_behind(tmp_path: Path) -> None:
    start = vietnam_time.from_iso("2025-07-01T00:00:00.000Z")
    new = authority.issue(CHAIR, by=authority.intermediate(), start=start)
    with pytest.raises(CertificateTimeError, match="chưa có hiệu lực") as caught:
        sign(export(), key(new, tmp_path), CHAIRS)
    assert "Đồng hồ máy này: 24/06/2025 12:00" in caught.value.detail


def test_a_clock_behind_an_earlier_signature(tmp_path: Path) -> None:
    once = signed(export(), authority.officer(SECRETARY), tmp_path, field="0")
    morning = Statement("kh02-chair", CHAIR, vietnam_time.from_iso("2025-06-24T01:00:00.000Z"))
    with pytest.raises(ClockError, match="sau giờ của máy này"):
        sign(once, key(authority.officer(CHAIR), tmp_path), morning)


def test_what_is_no_pdf_is_not_signed(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="không phải PDF"):
        sign(b"Xin ch\xc3\xa0o", key(authority.officer(CHAIR), tmp_path), CHAIRS)


def test_an_encrypted_pdf_is_not_signed(tmp_path: Path) -> None:
    writer = PdfWriter(BytesIO(export()))
    writer.encrypt("khoa", algorithm="AES-256")
    stream = BytesIO()
    writer.write(stream)
    with pytest.raises(PdfError, match="đang đặt mật khẩu"):
        sign(stream.getvalue(), key(authority.officer(CHAIR), tmp_path), CHAIRS)


def test_a_damaged_pdf_is_not_signed(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="hỏng"):
        sign(export()[:5000], key(authority.officer(CHAIR), tmp_path), CHAIRS)
