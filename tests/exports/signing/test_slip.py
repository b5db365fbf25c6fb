"""The integrity slip: what it says, and reading its code back from a scan, turned, faded and in a PDF."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from app.exports.render import render
from app.exports.signing.errors import ScanError
from app.exports.signing.scan_codes import slip_texts
from app.exports.signing.slip import Slip, code_of, integrity_slip, qr_text
from app.exports.tree import Document
from app.models.plan.records import IssuingBody
from app.models.signing.records import SealedRef, Signatory, SignedState
from tests.exports.reading import docx_text
from tests.exports.signing.papers import NOON, REF, signature_png

BODY = IssuingBody("state", "UBND TỈNH LÂM ĐỒNG", "TỔ CÔNG TÁC LIÊN NGÀNH", "Lâm Đồng")


def slip(ref: SealedRef = REF) -> Document:
    state = SignedState(ref, (Signatory("a", "Đặng Văn Đức", "Tổ trưởng"),), ())
    return integrity_slip(Slip(BODY, state, NOON, NOON))


def scanned(*, turned: float = 0.0, dpi: int = 200) -> Image.Image:
    """The slip printed and scanned."""
    import pypdfium2

    document = pypdfium2.PdfDocument(render(slip(), "pdf"))
    picture: Image.Image = document[0].render(scale=dpi / 72).to_pil().convert("L")
    document.close()
    return picture.rotate(turned, fillcolor=255, expand=True).point(lambda level: 60 + level * 2 // 3)


def as_bytes(picture: Image.Image, kind: str) -> bytes:
    stream = BytesIO()
    picture.save(stream, kind)
    return stream.getvalue()


def test_says_the_code_and_who_has_not_signed() -> None:
    text = PdfReader(BytesIO(render(slip(), "pdf"))).pages[0].extract_text()
    assert f"Mã kiểm tra: {code_of(REF)}" in text
    assert "Chốt nội dung lúc: 24/06/2025 12:00" in text
    assert "Đặng Văn Đức, Tổ trưởng" in text
    assert "chưa ký" in text


def test_word_says_the_same_with_its_picture() -> None:
    data = render(slip(), "docx")
    assert code_of(REF) in docx_text(data)
    assert b"word/media/image" in data


@pytest.mark.parametrize(("turned", "dpi"), [(0, 200), (2, 200), (90, 150), (180, 300)])
def test_the_code_is_read_from_a_scan(turned: float, dpi: int) -> None:
    assert slip_texts(as_bytes(scanned(turned=turned, dpi=dpi), "JPEG")) == {qr_text(REF)}


def test_the_code_is_read_from_a_pdf_and_a_tiff_of_several_pages() -> None:
    assert slip_texts(render(slip(), "pdf")) == {qr_text(REF)}
    stream = BytesIO()
    blank = Image.new("L", (400, 400), 255)
    blank.save(stream, "TIFF", save_all=True, append_images=[scanned()])
    assert slip_texts(stream.getvalue()) == {qr_text(REF)}


def test_a_scan_without_a_slip_has_no_code(tmp_path: Path) -> None:
    assert slip_texts(signature_png(tmp_path / "trang.png").read_bytes()) == frozenset()


def test_a_strange_qr_code_is_passed_over() -> None:
    import segno

    stream = BytesIO()
    segno.make("https://vi.du/abc").save(stream, kind="png", scale=8)
    assert slip_texts(stream.getvalue()) == frozenset()


def test_what_is_no_scan_is_refused() -> None:
    with pytest.raises(ScanError, match="không phải bản quét"):
        slip_texts(b"MZ khong phai anh")
